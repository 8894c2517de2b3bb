/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What bindings are made of: ReactivityForeign. */

#include "../../object/support.h"

#define TEST_TYPE_SIGNAL (test_signal_get_type ())
G_DECLARE_FINAL_TYPE (TestSignal, test_signal, TEST, SIGNAL, ReactivitySignal)

struct _TestSignal
{
  ReactivitySignal parent_instance;
  int value;
  guint handle;
};

static gboolean
test_signal_store (ReactivityForeign *foreign, const GValue *value)
{
  TestSignal *self = TEST_SIGNAL (foreign);

  if (g_value_get_int (value) == self->value)
    return FALSE;
  self->value = g_value_get_int (value);
  reactivity_foreign_changed (self->handle);
  return TRUE;
}

static void
signal_iface_init (ReactivityForeignInterface *iface)
{
  iface->store = test_signal_store;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSignal, test_signal, REACTIVITY_TYPE_SIGNAL,
                               G_IMPLEMENT_INTERFACE (REACTIVITY_TYPE_FOREIGN, signal_iface_init))

static void
test_signal_publish (ReactivitySource *source)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, TEST_SIGNAL (source)->value);
  reactivity_source_publish_value (source, &value);
}

static void
test_signal_class_init (TestSignalClass *klass)
{
  REACTIVITY_SOURCE_CLASS (klass)->publish = test_signal_publish;
}

static void
test_signal_init (TestSignal *self)
{
}

static TestSignal *
signal_new (ReactivityContext *context, int value)
{
  TestSignal *self = g_object_new (TEST_TYPE_SIGNAL, "context", context, NULL);

  self->value = value;
  self->handle = reactivity_foreign_register (NODE (self));
  return self;
}

#define TEST_TYPE_EFFECT (test_effect_get_type ())
G_DECLARE_FINAL_TYPE (TestEffect, test_effect, TEST, EFFECT, ReactivityEffect)

struct _TestEffect
{
  ReactivityEffect parent_instance;
  const char *name;
  TestSignal *reads[2];              /* (unowned) (nullable) */
  gboolean linked;                   /* they were tracked: the runs from now on are the same */
  void (*hook) (TestEffect *effect); /* (nullable) called in the run, after the reads */
  gpointer data;                     /* for the hook */
  int sum;
};

static guint32 *box; /* (unowned) the words of the runner, once there is one */

static ReactivityUpdateFlags
test_effect_update (ReactivityNode *node)
{
  TestEffect *self = TEST_EFFECT (node);
  ReactivityUpdateFlags flags = self->linked ? REACTIVITY_UPDATE_SAME_DEPS : REACTIVITY_UPDATE_NONE;

  if (box != NULL)
    box[3] = TRUE;
  log_note (self->name);
  self->sum = 0;
  for (guint i = 0; i < G_N_ELEMENTS (self->reads) && self->reads[i] != NULL; i++)
    {
      if (!self->linked)
        reactivity_foreign_track (self->reads[i]->handle);
      self->sum += self->reads[i]->value;
    }
  self->linked = self->reads[0] != NULL;

  if (self->hook != NULL)
    self->hook (self);
  return flags;
}

static void
test_effect_cleanup (ReactivityForeign *foreign)
{
  log_note ("cleanup");
}

static void
test_effect_ended (ReactivityForeign *foreign)
{
  log_note (TEST_EFFECT (foreign)->name);
  log_note ("ended");
}

static void
effect_iface_init (ReactivityForeignInterface *iface)
{
  iface->cleanup = test_effect_cleanup;
  iface->ended = test_effect_ended;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestEffect, test_effect, REACTIVITY_TYPE_EFFECT,
                               G_IMPLEMENT_INTERFACE (REACTIVITY_TYPE_FOREIGN, effect_iface_init))

static void
test_effect_class_init (TestEffectClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->update = test_effect_update;
}

static void
test_effect_init (TestEffect *self)
{
}

static TestEffect *
effect_new (ReactivityContext *context, const char *name, TestSignal *first, TestSignal *second)
{
  TestEffect *self = g_object_new (TEST_TYPE_EFFECT, "context", context, NULL);

  self->name = name;
  self->reads[0] = first;
  self->reads[1] = second;
  reactivity_computation_set_loss_strategy (COMPUTATION (self), REACTIVITY_LOSS_IGNORE);
  reactivity_foreign_register (NODE (self));
  return self;
}

static void
run (TestEffect *effect)
{
  reactivity_effect_run (REACTIVITY_EFFECT (effect), NULL);
}

static void
write_signal (TestSignal *signal, int value)
{
  reactivity_signal_set_int (REACTIVITY_SIGNAL (signal), value);
}

static void
test_same_deps (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *a = signal_new (context, 1);
  TestSignal *b = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", a, b);

  g_test_summary ("A run that says that it read the same need not track");

  run (effect);
  write_signal (a, 2);
  write_signal (b, 3);
  write_signal (a, 4);
  assert_log ("effect effect effect effect");
  g_assert_cmpint (effect->sum, ==, 7);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

/* Once. */
static gboolean
write_second (gpointer effect, GError **error)
{
  TestSignal *second = ((TestEffect *) effect)->reads[1];

  if (second->value < 10)
    write_signal (second, 10);
  return TRUE;
}

static void
let_other_write (TestEffect *self)
{
  ReactivityContext *context = reactivity_node_get_context (NODE (self));
  ReactivityEffect *other;

  if (self->data == NULL)
    return;

  other = reactivity_effect_new_unstarted (context, write_second, self, NULL);
  reactivity_computation_set_loss_strategy (COMPUTATION (other), REACTIVITY_LOSS_IGNORE);
  reactivity_effect_run (other, NULL);
  g_object_unref (other);
}

static void
test_same_deps_changed (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *a = signal_new (context, 1);
  TestSignal *b = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", a, b);

  g_test_summary ("Such a run is repeated if another one changed what it had read");

  run (effect);
  effect->hook = let_other_write;
  effect->data = context;
  write_signal (a, 2);
  assert_log ("effect effect effect");
  g_assert_cmpint (effect->sum, ==, 12);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (context);
}

static void
test_store (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  GValue value = G_VALUE_INIT;
  Probe probe = { "effect", { SOURCE (signal) } };
  ReactivityEffect *effect = probe_effect_new (context, &probe);

  g_test_summary ("What C sets is given to the language, and comes back from there");

  g_assert_true (reactivity_signal_set_int (REACTIVITY_SIGNAL (signal), 2));
  g_assert_false (reactivity_signal_set_int (REACTIVITY_SIGNAL (signal), 2));
  g_assert_cmpint (signal->value, ==, 2);
  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, 3);
  g_assert_true (reactivity_signal_set_value (REACTIVITY_SIGNAL (signal), &value));
  g_value_set_int (&value, 4);
  g_object_set (signal, "value", &value, NULL);
  g_assert_cmpint (signal->value, ==, 4);
  g_assert_cmpint (get_int (signal), ==, 4);
  g_assert_cmpint (probe.sum, ==, 4);
  assert_log ("effect effect effect effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_handles (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestEffect *effect = effect_new (context, "effect", NULL, NULL);
  guint handle = reactivity_foreign_register (NODE (effect));

  g_test_summary ("A node has one handle; one that has gone is refused");

  g_assert_cmpuint (handle, >, 0);
  g_assert_cmpuint (reactivity_foreign_register (NODE (effect)), ==, handle);
  g_assert_finalize_object (effect);

  expect_critical ("*no handle*");
  g_assert_false (reactivity_foreign_track (handle));
  expect_critical ("*no handle*");
  g_assert_false (reactivity_foreign_refresh (0));
  expect_critical ("*no handle*");
  g_assert_cmpuint (reactivity_foreign_changed (G_MAXUINT), ==, 0);
  expect_critical ("*no handle*");
  reactivity_foreign_restored (handle, 1);
  expect_critical ("*no handle*");
  reactivity_foreign_run_again (handle);
  g_test_assert_expected_messages ();
  assert_log ("");

  g_assert_finalize_object (context);
}

static void
listener_cb (void)
{
}

static void
test_changed_followed (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  Probe probe = { NULL, { SOURCE (signal) } };
  ReactivityEffect *effect;
  gulong id;

  g_test_summary ("Changed tells whether anybody would hear of another change");

  g_assert_cmpuint (reactivity_foreign_changed (signal->handle), ==, 0);

  reactivity_source_peek_value (SOURCE (signal));
  g_assert_cmpuint (reactivity_foreign_changed (signal->handle), ==, 0);

  effect = probe_effect_new (context, &probe);
  g_assert_cmpuint (reactivity_foreign_changed (signal->handle), >, 0);
  g_assert_finalize_object (effect);
  g_assert_cmpuint (reactivity_foreign_changed (signal->handle), ==, 0);

  id = g_signal_connect (signal, "notify::value", G_CALLBACK (listener_cb), NULL);
  g_assert_cmpuint (reactivity_foreign_changed (signal->handle), >, 0);
  g_signal_handler_disconnect (signal, id);

  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_restored (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", signal, NULL);
  guint version;

  g_test_summary ("A value that is put back in a batch wakes nobody");

  run (effect);
  reactivity_context_batch_begin (context);
  signal->value = 2;
  version = reactivity_foreign_changed (signal->handle);
  signal->value = 1;
  reactivity_foreign_restored (signal->handle, version);
  reactivity_context_batch_end (context);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
make_child (TestEffect *self)
{
  TestEffect *child = self->data;

  if (reactivity_computation_is_disposed (COMPUTATION (child)))
    return;

  g_assert_true (reactivity_foreign_add_cleanup (reactivity_node_get_context (NODE (self))) ==
                 G_OBJECT (self));
  g_assert_true (reactivity_foreign_adopt (REACTIVITY_FOREIGN (child)) == G_OBJECT (self));
  g_assert_true (reactivity_foreign_add_cleanup (reactivity_node_get_context (NODE (self))) ==
                 G_OBJECT (self));
}

static void
test_adopt (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", signal, NULL);
  TestEffect *child = effect_new (context, "child", signal, NULL);

  g_test_summary ("What a run makes ends with it, in its turn, and is not held by it");

  effect->hook = make_child;
  effect->data = child;
  run (effect);
  run (child);
  assert_log ("effect child");
  write_signal (signal, 2);
  assert_log ("cleanup child ended cleanup effect");
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (child)));

  reactivity_computation_dispose (COMPUTATION (effect));
  assert_log ("effect ended");
  g_assert_null (reactivity_foreign_add_cleanup (context));
  g_assert_null (reactivity_foreign_adopt (REACTIVITY_FOREIGN (child)));

  g_assert_finalize_object (child);
  g_assert_finalize_object (effect);
  assert_log ("");
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_last_reference (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", signal, NULL);
  TestEffect *child = effect_new (context, "child", signal, NULL);

  g_test_summary ("Nobody is told when a node goes with its last reference");

  effect->hook = make_child;
  effect->data = child;
  run (effect);
  assert_log ("effect");
  g_assert_finalize_object (effect);
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (child)));
  assert_log ("");

  g_assert_finalize_object (child);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_scope (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivityScope *scope = reactivity_scope_new (context);
  TestEffect *adopted = effect_new (context, "adopted", NULL, NULL);
  TestEffect *held = effect_new (context, "held", NULL, NULL);

  g_test_summary ("A scope owns what it adopts, and holds it when it is told to");

  reactivity_scope_enter (scope);
  g_assert_true (reactivity_foreign_adopt (REACTIVITY_FOREIGN (adopted)) == G_OBJECT (scope));
  g_assert_true (reactivity_foreign_adopt (REACTIVITY_FOREIGN (held)) == G_OBJECT (scope));
  g_assert_null (reactivity_foreign_add_cleanup (context));
  reactivity_scope_leave (scope);

  reactivity_foreign_hold (REACTIVITY_FOREIGN (held));
  g_object_unref (held);
  g_assert_finalize_object (adopted);
  assert_log ("");
  reactivity_scope_dispose (scope);
  assert_log ("held ended");

  g_assert_finalize_object (scope);
  g_assert_finalize_object (context);
}

static guint32
word (GBytes *bytes, guint at)
{
  const guint32 *words = g_bytes_get_data (bytes, NULL);

  g_assert_cmpuint ((at + 1) * sizeof *words, <=, g_bytes_get_size (bytes));
  return words[at];
}

static void
test_maps (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  TestEffect *effect = effect_new (context, "effect", signal, NULL);
  guint active, pushes, links, rounds, batches, n_batches, ears, bits, before;
  g_autoptr (GBytes) map = reactivity_foreign_map_context (context, &active, &pushes, &links,
                                                           &rounds, &batches, &n_batches);
  g_autoptr (GBytes) listeners = reactivity_foreign_map_listeners (SOURCE (signal), &ears, &bits);

  g_test_summary ("The memory of a context tells what it does, and that of a source who listens");

  g_assert_cmpuint (word (map, active), ==, 0);
  g_assert_cmpuint (word (map, links), ==, 0);
  run (effect);
  g_assert_cmpuint (word (map, links), ==, 1);
  reactivity_node_enter (NODE (effect));
  g_assert_cmpuint (word (map, active) | word (map, active + 1), !=, 0);
  reactivity_foreign_track (signal->handle);
  reactivity_node_leave (NODE (effect));
  reactivity_node_end_run (NODE (effect));
  g_assert_cmpuint (word (map, active) | word (map, active + 1), ==, 0);

  before = word (map, pushes);
  reactivity_context_batch_begin (context);
  reactivity_context_batch_begin (context);
  g_assert_cmpuint (word (map, batches), ==, 2);
  g_assert_cmpuint (word (map, n_batches), ==, 1);
  write_signal (signal, 2);
  g_assert_cmpuint (word (map, pushes), !=, before);
  reactivity_context_batch_end (context);
  before = word (map, rounds);
  reactivity_context_batch_end (context);
  g_assert_cmpuint (word (map, rounds), !=, before);
  g_assert_cmpuint (word (map, batches), ==, 0);
  assert_log ("effect effect");

  if (listeners != NULL)
    {
      g_assert_cmpuint (word (listeners, ears) & bits, ==, 0);
      g_signal_connect (signal, "notify::value", G_CALLBACK (listener_cb), NULL);
      g_assert_cmpuint (word (listeners, ears) & bits, !=, 0);
    }

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static guint known;

/* As if the language had not come to run it. */
static void
forget_entered (TestEffect *self)
{
  box[3] = FALSE;
}

static void
run_known (void)
{
  log_note ("runner");
  if (box[1] != known)
    return;
  box[3] = TRUE;
  box[2] = REACTIVITY_UPDATE_SAME_DEPS;
}

static gboolean
collect_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer data)
{
  g_set_error_literal (data, error->domain, error->code, error->message);
  return TRUE;
}

static void
test_runner (void)
{
  ReactivityContext *context = reactivity_context_new ();
  TestSignal *signal = signal_new (context, 1);
  g_autoptr (GBytes) map = reactivity_foreign_set_runner (run_known);
  TestEffect *effect = effect_new (context, "effect", signal, NULL);
  g_autoptr (GError) error = NULL;

  g_test_summary ("A runner takes the place of the virtual function, where it knows the handle");

  box = (guint32 *) g_bytes_get_data (map, NULL);
  run (effect);
  box[0] = 1;
  write_signal (signal, 2);
  known = reactivity_foreign_register (NODE (effect));
  write_signal (signal, 3);
  box[0] = 0;
  write_signal (signal, 4);
  assert_log ("effect runner effect runner effect");

  g_signal_connect (context, "error", G_CALLBACK (collect_cb), &error);
  effect->hook = forget_entered;
  write_signal (signal, 5);
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/foreign-interface/same-deps", test_same_deps);
  g_test_add_func ("/reactivity/foreign-interface/same-deps-changed", test_same_deps_changed);
  g_test_add_func ("/reactivity/foreign-interface/store", test_store);
  g_test_add_func ("/reactivity/foreign-interface/handles", test_handles);
  g_test_add_func ("/reactivity/foreign-interface/changed-followed", test_changed_followed);
  g_test_add_func ("/reactivity/foreign-interface/restored", test_restored);
  g_test_add_func ("/reactivity/foreign-interface/adopt", test_adopt);
  g_test_add_func ("/reactivity/foreign-interface/last-reference", test_last_reference);
  g_test_add_func ("/reactivity/foreign-interface/scope", test_scope);
  g_test_add_func ("/reactivity/foreign-interface/maps", test_maps);
  g_test_add_func ("/reactivity/foreign-interface/runner", test_runner);

  return g_test_run ();
}
