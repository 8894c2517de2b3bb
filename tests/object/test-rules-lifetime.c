/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* O1 to O4 and E1 to E4: who owns what, and what happens when code fails. */

#include "support.h"

typedef struct
{
  ReactivityContext *context;
  ReactivitySignal *a;
  ReactivitySignal *b;
  GPtrArray *errors;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->a = reactivity_signal_new_int (self->context, 1);
  self->b = reactivity_signal_new_int (self->context, 1);
  self->errors = errors_collect (self->context);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  assert_log ("");
  assert_none_reported (self->errors);
  g_ptr_array_unref (self->errors);
  g_assert_finalize_object (self->a);
  g_assert_finalize_object (self->b);
  g_assert_finalize_object (self->context);
}

static guint
ref_count (gpointer object)
{
  return g_atomic_int_get ((int *) &G_OBJECT (object)->ref_count);
}

static void
test_o01_links_own_nothing (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { NULL, { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);
  GPtrArray *list;

  g_test_summary ("O1: links own nothing in either direction; when a node goes, its links go");

  g_assert_cmpuint (ref_count (self->a), ==, 1);
  g_assert_cmpuint (ref_count (derived), ==, 1);
  g_assert_cmpuint (ref_count (effect), ==, 1);

  g_assert_finalize_object (derived);
  list = reactivity_computation_list_dependencies (COMPUTATION (effect));
  g_assert_cmpuint (list->len, ==, 0);
  g_ptr_array_unref (list);
  list = reactivity_node_list_subscribers (NODE (self->a));
  g_assert_cmpuint (list->len, ==, 0);
  g_ptr_array_unref (list);

  g_assert_finalize_object (effect);
}

static void
toggled_cb (gpointer count, GObject *object, gboolean is_last)
{
  ++*(int *) count;
}

static void
test_o01_no_toggles (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) } };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  Probe e = { NULL, { SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &e);
  gpointer nodes[] = { self->a, derived, effect };
  int count = 0;

  g_test_summary ("O1: no toggle reference is disturbed in a run or a flush");

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_object_add_toggle_ref (nodes[i], toggled_cb, &count);
      g_object_unref (nodes[i]);
    }
  count = 0;

  reactivity_signal_set_int (self->a, 2);
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->a, 3);
  get_int (derived);
  reactivity_context_batch_end (self->context);
  reactivity_context_flush (self->context);
  g_assert_cmpint (e.runs, ==, 3);
  g_assert_cmpint (count, ==, 0);

  for (gsize i = 0; i < G_N_ELEMENTS (nodes); i++)
    {
      g_object_ref (nodes[i]);
      g_object_remove_toggle_ref (nodes[i], toggled_cb, &count);
    }

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
}

static void
make_inner (Probe *self)
{
  g_object_unref (
      probe_effect_new (reactivity_node_get_context (NODE (self->reads[0])), self->data));
}

static void
test_o02_who_creates_owns (Fixture *self, gconstpointer data)
{
  Probe p[4] = { { NULL, { SOURCE (self->a) } },
                 { NULL, { SOURCE (self->a) } },
                 { NULL, { SOURCE (self->a) } },
                 { NULL, { SOURCE (self->a) } } };
  ReactivityEffect *held = probe_effect_new (self->context, &p[0]);
  ReactivityScope *scope = reactivity_scope_new (self->context);
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);
  Probe outer = { NULL, { SOURCE (self->b) }, make_inner, &p[3] };
  ReactivityEffect *run = probe_effect_new (self->context, &outer);

  g_test_summary ("O2: a reference, a scope, an owner object or a run owns an effect, and ends it");

  reactivity_scope_enter (scope);
  g_object_unref (probe_effect_new (self->context, &p[1]));
  reactivity_scope_leave (scope);
  reactivity_effect_new_for (owner, self->context, probe_effect, &p[2], probe_freed);

  reactivity_signal_set_int (self->a, 2);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (p[i].runs, ==, 2);

  g_assert_finalize_object (held);
  g_assert_finalize_object (scope);
  g_assert_finalize_object (owner);
  g_assert_finalize_object (run);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (p[i].freed, ==, 1);
  reactivity_signal_set_int (self->a, 3);
  for (int i = 0; i < 4; i++)
    g_assert_cmpint (p[i].runs, ==, 2);
}

/* What a binding does: the function lives with the object, and the core calls a virtual function. */
#define TEST_TYPE_WRAPPED (test_wrapped_get_type ())
G_DECLARE_FINAL_TYPE (TestWrapped, test_wrapped, TEST, WRAPPED, ReactivityEffect)

struct _TestWrapped
{
  ReactivityEffect parent_instance;
  ReactivitySource *reads; /* (owned) */
  int runs;
};

G_DEFINE_FINAL_TYPE (TestWrapped, test_wrapped, REACTIVITY_TYPE_EFFECT)

static ReactivityUpdateFlags
test_wrapped_update (ReactivityNode *node)
{
  TestWrapped *self = TEST_WRAPPED (node);

  self->runs++;
  get_int (self->reads);
  return REACTIVITY_UPDATE_NONE;
}

static void
test_wrapped_dispose (GObject *object)
{
  g_clear_object (&TEST_WRAPPED (object)->reads);
  G_OBJECT_CLASS (test_wrapped_parent_class)->dispose (object);
}

static void
test_wrapped_class_init (TestWrappedClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = test_wrapped_dispose;
  REACTIVITY_NODE_CLASS (klass)->update = test_wrapped_update;
}

static void
test_wrapped_init (TestWrapped *self)
{
}

static void
test_o03_virtual_function (Fixture *self, gconstpointer data)
{
  TestWrapped *wrapped = g_object_new (TEST_TYPE_WRAPPED, "context", self->context, NULL);

  g_test_summary ("O3: a function that lives on the object makes no cycle: nobody else holds it");

  wrapped->reads = SOURCE (g_object_ref (self->a));
  reactivity_effect_run (REACTIVITY_EFFECT (wrapped), NULL);
  reactivity_signal_set_int (self->a, 2);
  g_assert_cmpint (wrapped->runs, ==, 2);
  g_assert_cmpuint (ref_count (wrapped), ==, 1);
  g_assert_finalize_object (wrapped);
}

static void
test_o04_any_order (Fixture *self, gconstpointer data)
{
  g_test_summary ("O4: a graph is finalized in whatever order its nodes are dropped");

  /* All orders of five nodes. */
  for (int order = 0; order < 120; order++)
    {
      ReactivitySignal *s = reactivity_signal_new_int (self->context, 1);
      Probe p[4] = { { NULL, { SOURCE (s) } } };
      gpointer nodes[5] = { s };
      int left = 5;
      int code = order;

      nodes[1] = probe_derived_new (self->context, &p[0]);
      p[1] = (Probe){ NULL, { nodes[1] } };
      nodes[2] = probe_memoized_new (self->context, &p[1]);
      p[2] = (Probe){ NULL, { nodes[1], nodes[2] } };
      nodes[3] = probe_derived_new (self->context, &p[2]);
      p[3] = (Probe){ NULL, { nodes[3], nodes[0] } };
      nodes[4] = probe_effect_new (self->context, &p[3]);

      while (left > 0)
        {
          int at = code % left;

          code /= left;
          g_assert_finalize_object (nodes[at]);
          nodes[at] = nodes[--left];
        }
      for (int i = 0; i < 4; i++)
        g_assert_cmpint (p[i].freed, ==, 1);
    }
}

static void
test_e01_keeps_error (Fixture *self, gconstpointer data)
{
  Probe d = { NULL, { SOURCE (self->a) }, .fails = TRUE };
  ReactivityDerived *derived = probe_derived_new (self->context, &d);
  g_auto (GValue) value = G_VALUE_INIT;

  g_test_summary ("E1: a failed derived gives its error to each reader until a dependency changes");

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE);
    }
  d.fails = FALSE;
  reactivity_signal_set_int (self->b, 2);
  g_assert_false (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  g_assert_cmpint (d.runs, ==, 1);
  reactivity_signal_set_int (self->a, 2);
  g_assert_true (reactivity_source_read_value (SOURCE (derived), &value, NULL));
  g_assert_cmpint (d.runs, ==, 2);

  g_assert_finalize_object (derived);
}

static void
test_e02_stops_nobody (Fixture *self, gconstpointer data)
{
  Probe p[3] = { { "1", { SOURCE (self->a) } },
                 { "2", { SOURCE (self->a) } },
                 { "3", { SOURCE (self->a) } } };
  ReactivityEffect *e[3];

  g_test_summary ("E2: a failed effect stops nobody; its error goes to the error signal");

  for (int i = 0; i < 3; i++)
    e[i] = probe_effect_new (self->context, &p[i]);
  p[0].fails = p[1].fails = TRUE;
  assert_log ("1 2 3");
  reactivity_signal_set_int (self->a, 2);
  assert_log ("1 2 3");
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  assert_none_reported (self->errors);

  for (int i = 0; i < 3; i++)
    g_assert_finalize_object (e[i]);
}

static gboolean
fail_early (gpointer data, GError **error)
{
  Fixture *self = data;

  log_note ("effect");
  if (get_int (self->a) == 2)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
      return FALSE;
    }

  get_int (self->b);
  return TRUE;
}

static void
test_e03_keeps_dependencies (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, fail_early, self, NULL);

  g_test_summary ("E3: a failing run keeps the dependencies of before beside those that it found");

  assert_log ("effect");
  reactivity_signal_set_int (self->a, 2);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  reactivity_signal_set_int (self->b, 2);
  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  assert_log ("effect effect");
  reactivity_signal_set_int (self->a, 3);
  reactivity_signal_set_int (self->b, 3);
  assert_log ("effect effect");

  g_assert_finalize_object (effect);
}

static gboolean
always_fails (gpointer data, GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");
  return FALSE;
}

static void
test_e03_nothing_found (Fixture *self, gconstpointer data)
{
  ReactivityEffect *effect = reactivity_effect_new (self->context, always_fails, NULL, NULL);

  g_test_summary ("E3: a first run that fails before it reads anything has nothing to keep");

  assert_reported (self->errors, G_IO_ERROR, G_IO_ERROR_BUSY, "busy");

  g_assert_finalize_object (effect);
}

static void
test_e04_bad_input (Fixture *self, gconstpointer data)
{
  Probe p = { NULL, { SOURCE (self->a) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &p);
  g_autoptr (GError) error = NULL;

  g_test_summary ("E4: bad input gets a clear error that names the node, and loses nothing");

  reactivity_node_set_name (NODE (self->a), "counter");
  expect_critical ("*reactivity_signal_set_string*counter*gint*gchararray*");
  g_assert_false (reactivity_signal_set_string (self->a, "2"));
  expect_critical ("*reactivity_signal_set_int*");
  g_assert_false (reactivity_signal_set_int (NULL, 2));
  g_test_assert_expected_messages ();
  g_assert_cmpint (get_int (self->a), ==, 1);
  g_assert_cmpint (p.runs, ==, 1);

  reactivity_computation_dispose (COMPUTATION (effect));
  g_assert_false (reactivity_effect_run (effect, &error));
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED);

  g_assert_finalize_object (effect);
}

#define add(path, func) g_test_add ("/reactivity/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("o01/links-own-nothing", test_o01_links_own_nothing);
  add ("o01/no-toggles", test_o01_no_toggles);
  add ("o02/who-creates-owns", test_o02_who_creates_owns);
  add ("o03/virtual-function", test_o03_virtual_function);
  add ("o04/any-order", test_o04_any_order);
  add ("e01/keeps-error", test_e01_keeps_error);
  add ("e02/stops-nobody", test_e02_stops_nobody);
  add ("e03/keeps-dependencies", test_e03_keeps_dependencies);
  add ("e03/nothing-to-keep", test_e03_nothing_found);
  add ("e04/bad-input", test_e04_bad_input);

  return g_test_run ();
}
