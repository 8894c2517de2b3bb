/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* ReactivityNode: names, contexts, subclasses, runs in steps. */

#include "support.h"

/* A node with nothing but what the class gives. */
#define TEST_TYPE_NODE (test_node_get_type ())
G_DECLARE_FINAL_TYPE (TestNode, test_node, TEST, NODE, ReactivityNode)

struct _TestNode
{
  ReactivityNode parent_instance;
  int updates;
  int unread;
  ReactivitySignal *writes; /* (unowned) (nullable) set when it is unread */
  ReactivitySource *reads;  /* (unowned) (nullable) */
  gboolean changes;
  gboolean keeps;
  gboolean fails;
};

G_DEFINE_FINAL_TYPE (TestNode, test_node, REACTIVITY_TYPE_NODE)

static void
test_node_unread (ReactivityNode *node)
{
  TestNode *self = TEST_NODE (node);

  self->unread++;
  g_assert_null (reactivity_context_get_active (reactivity_node_get_context (node)));
  if (self->writes != NULL)
    reactivity_signal_set_int (self->writes, 1);
}

static ReactivityUpdateFlags
test_node_update (ReactivityNode *node)
{
  TestNode *self = TEST_NODE (node);
  ReactivityUpdateFlags flags = REACTIVITY_UPDATE_NONE;

  self->updates++;
  g_assert_true (reactivity_context_get_active (reactivity_node_get_context (node)) == node);
  if (self->reads != NULL)
    get_int (self->reads);
  if (self->fails)
    reactivity_node_take_error (node, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BUSY, "busy"));
  if (self->changes)
    flags |= REACTIVITY_UPDATE_CHANGED;
  if (self->keeps)
    flags |= REACTIVITY_UPDATE_KEEP_DEPS;
  return flags;
}

static void
test_node_class_init (TestNodeClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->update = test_node_update;
  REACTIVITY_NODE_CLASS (klass)->unread = test_node_unread;
}

static void
test_node_init (TestNode *self)
{
}

/* An effect of a subclass. */
#define TEST_TYPE_EFFECT (test_effect_get_type ())
G_DECLARE_FINAL_TYPE (TestEffect, test_effect, TEST, EFFECT, ReactivityEffect)

struct _TestEffect
{
  ReactivityEffect parent_instance;
  int updates;
  ReactivitySource *reads; /* (unowned) */
  gboolean keeps;
};

G_DEFINE_FINAL_TYPE (TestEffect, test_effect, REACTIVITY_TYPE_EFFECT)

static ReactivityUpdateFlags
test_effect_update (ReactivityNode *node)
{
  TestEffect *self = TEST_EFFECT (node);

  self->updates++;
  if (self->keeps)
    return REACTIVITY_UPDATE_KEEP_DEPS;
  get_int (self->reads);
  return REACTIVITY_UPDATE_NONE;
}

static void
test_effect_class_init (TestEffectClass *klass)
{
  REACTIVITY_NODE_CLASS (klass)->update = test_effect_update;
}

static void
test_effect_init (TestEffect *self)
{
}

static void
count_cb (gpointer object, GParamSpec *pspec, gpointer count)
{
  ++*(int *) count;
}

static void
test_name (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);
  g_autofree char *name = NULL;
  int count = 0;

  g_test_summary ("A node has a name, as a property with notification, or none");

  g_assert_null (reactivity_node_get_name (NODE (signal)));
  g_signal_connect (signal, "notify::name", G_CALLBACK (count_cb), &count);
  reactivity_node_set_name (NODE (signal), "counter");
  g_assert_cmpstr (reactivity_node_get_name (NODE (signal)), ==, "counter");
  g_assert_cmpint (count, ==, 1);
  g_object_set (signal, "name", "other", NULL);
  g_assert_cmpint (count, ==, 2);
  g_object_get (signal, "name", &name, NULL);
  g_assert_cmpstr (name, ==, "other");
  reactivity_node_set_name (NODE (signal), NULL);
  g_assert_null (reactivity_node_get_name (NODE (signal)));

  g_assert_finalize_object (signal);
}

static void
test_name_of_itself (void)
{
  ReactivitySignal *signal = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("A node can be given the name that it has");

  reactivity_node_set_name (NODE (signal), "counter");
  reactivity_node_set_name (NODE (signal), reactivity_node_get_name (NODE (signal)));
  g_assert_cmpstr (reactivity_node_get_name (NODE (signal)), ==, "counter");

  g_assert_finalize_object (signal);
}

static void
test_context_property (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *signal = g_object_new (REACTIVITY_TYPE_SIGNAL, "context", context, NULL);
  ReactivityContext *got = NULL;
  ReactivityNode *plain = g_object_new (TEST_TYPE_NODE, NULL);

  g_test_summary ("The context can be given as a property; without it, it is the default one");

  g_assert_true (reactivity_node_get_context (NODE (signal)) == context);
  g_object_get (signal, "context", &got, NULL);
  g_assert_true (got == context);
  g_object_unref (got);
  g_assert_true (reactivity_node_get_context (plain) == reactivity_context_get_default ());
  g_object_set (plain, "context", context, NULL);
  g_assert_true (reactivity_node_get_context (plain) == context);
  g_object_set (plain, "context", context, NULL);
  g_object_set (plain, "context", NULL, NULL);
  g_assert_true (reactivity_node_get_context (plain) == context);

  g_assert_finalize_object (plain);
  g_assert_finalize_object (signal);
  g_assert_finalize_object (context);
}

static void
test_context_in_use (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { NULL, { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("A node that is linked does not change its context");

  expect_critical ("*in use*");
  g_object_set (a, "context", context, NULL);
  g_test_assert_expected_messages ();
  g_assert_true (reactivity_node_get_context (NODE (a)) == reactivity_context_get_default ());

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
track_hook (Probe *self)
{
  self->sum = reactivity_node_track (self->data);
}

static void
test_track_and_changed (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  Probe probe = { "effect", { NULL }, track_hook, node };
  ReactivityEffect *effect;

  g_test_summary ("track() links and says whether that is new; changed() wakes");

  g_assert_false (reactivity_node_track (NODE (node)));
  effect = probe_effect_new (NULL, &probe);
  g_assert_true (probe.sum);
  reactivity_node_changed (NODE (node));
  assert_log ("effect effect");
  g_assert_false (probe.sum);
  g_assert_cmpint (node->updates, ==, 0);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (node);
}

static void
test_changed_in_batch (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  Probe probe = { "effect", { NULL }, track_hook, node };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("changed() in a batch wakes once, at its end");

  reactivity_context_batch_begin (context);
  reactivity_node_changed (NODE (node));
  reactivity_node_changed (NODE (node));
  assert_log ("effect");
  reactivity_context_batch_end (context);
  assert_log ("effect");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (node);
}

static void
test_enter (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *c = reactivity_signal_new_int (NULL, 1);
  GPtrArray *subs;

  g_test_summary ("A run in steps tracks what its steps read, and nothing between them");

  reactivity_node_enter (NODE (node));
  get_int (a);
  reactivity_node_leave (NODE (node));
  get_int (b);
  reactivity_node_resume (NODE (node));
  get_int (c);
  reactivity_node_leave (NODE (node));
  reactivity_node_end_run (NODE (node));

  subs = reactivity_node_list_subscribers (NODE (a));
  g_assert_cmpuint (subs->len, ==, 1);
  g_assert_true (g_ptr_array_index (subs, 0) == node);
  g_ptr_array_unref (subs);
  subs = reactivity_node_list_subscribers (NODE (b));
  g_assert_cmpuint (subs->len, ==, 0);
  g_ptr_array_unref (subs);
  subs = reactivity_node_list_subscribers (NODE (c));
  g_assert_cmpuint (subs->len, ==, 1);
  g_ptr_array_unref (subs);

  /* Only the reads of the last run count. */
  reactivity_node_enter (NODE (node));
  get_int (c);
  reactivity_node_leave (NODE (node));
  reactivity_node_end_run (NODE (node));
  subs = reactivity_node_list_subscribers (NODE (a));
  g_assert_cmpuint (subs->len, ==, 0);
  g_ptr_array_unref (subs);

  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
  g_assert_finalize_object (c);
  g_assert_finalize_object (node);
}

static void
test_steps_of_two (void)
{
  TestNode *one = g_object_new (TEST_TYPE_NODE, NULL);
  TestNode *two = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  ReactivitySignal *b = reactivity_signal_new_int (NULL, 1);
  GPtrArray *subs;

  g_test_summary ("The runs of two nodes interleave and nest without mixing");

  reactivity_node_enter (NODE (one));
  reactivity_node_leave (NODE (one));
  reactivity_node_enter (NODE (two));
  reactivity_node_resume (NODE (one));
  get_int (a);
  reactivity_node_leave (NODE (one));
  get_int (b);
  reactivity_node_leave (NODE (two));
  reactivity_node_end_run (NODE (one));
  reactivity_node_end_run (NODE (two));

  subs = reactivity_node_list_subscribers (NODE (a));
  g_assert_cmpuint (subs->len, ==, 1);
  g_assert_true (g_ptr_array_index (subs, 0) == one);
  g_ptr_array_unref (subs);
  subs = reactivity_node_list_subscribers (NODE (b));
  g_assert_cmpuint (subs->len, ==, 1);
  g_assert_true (g_ptr_array_index (subs, 0) == two);
  g_ptr_array_unref (subs);

  g_assert_finalize_object (one);
  g_assert_finalize_object (two);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
test_step_holds_effects (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("Effects that a step makes due run when it ends");

  reactivity_node_enter (NODE (node));
  get_int (a);
  reactivity_signal_set_int (a, 2);
  assert_log ("effect");
  reactivity_node_leave (NODE (node));
  assert_log ("effect");
  reactivity_node_end_run (NODE (node));

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (node);
}

static void
test_step_misuse (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  TestNode *other = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("Steps that do not fit are refused");

  expect_critical ("*resume*ENTERED*");
  reactivity_node_resume (NODE (node));
  expect_critical ("*end_run*ENTERED*");
  reactivity_node_end_run (NODE (node));
  expect_critical ("*leave*");
  reactivity_node_leave (NODE (node));

  reactivity_node_enter (NODE (node));
  get_int (a);
  expect_critical ("*enter*RUNNING*");
  reactivity_node_enter (NODE (node));
  expect_critical ("*resume*RUNNING*");
  reactivity_node_resume (NODE (node));
  expect_critical ("*end_run*RUNNING*");
  reactivity_node_end_run (NODE (node));
  expect_critical ("*leave*");
  reactivity_node_leave (NODE (other));
  reactivity_node_leave (NODE (node));
  reactivity_node_end_run (NODE (node));
  g_test_assert_expected_messages ();

  g_assert_finalize_object (node);
  g_assert_finalize_object (other);
  g_assert_finalize_object (a);
}

static void
test_dropped_in_step (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  gpointer weak = node;

  g_test_summary ("A node whose last reference goes in a step lives until the step ends");

  g_object_add_weak_pointer (G_OBJECT (node), &weak);
  reactivity_node_enter (NODE (node));
  g_object_unref (node);
  g_assert_nonnull (weak);
  reactivity_node_leave (NODE (node));
  g_assert_null (weak);
}

static void
test_subclass_refresh (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  g_autoptr (GError) error = NULL;

  g_test_summary ("refresh() calls the virtual function when something that was read changed");

  node->reads = SOURCE (a);
  reactivity_node_enter (NODE (node));
  get_int (a);
  reactivity_node_leave (NODE (node));
  reactivity_node_end_run (NODE (node));

  g_assert_true (reactivity_node_refresh (NODE (node), &error));
  g_assert_cmpint (node->updates, ==, 0);
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (node->updates, ==, 0);
  g_assert_true (reactivity_node_refresh (NODE (node), &error));
  g_assert_cmpint (node->updates, ==, 1);

  node->fails = TRUE;
  reactivity_signal_set_int (a, 3);
  g_assert_false (reactivity_node_refresh (NODE (node), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (reactivity_node_refresh (NODE (node), NULL));
  g_assert_cmpint (node->updates, ==, 2);

  node->fails = FALSE;
  reactivity_signal_set_int (a, 4);
  g_assert_true (reactivity_node_refresh (NODE (node), &error));

  g_assert_finalize_object (a);
  g_assert_finalize_object (node);
}

static void
test_subclass_keep_deps (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);

  g_test_summary ("An update that keeps the dependencies of before is woken by them");

  reactivity_node_enter (NODE (node));
  get_int (a);
  reactivity_node_leave (NODE (node));
  reactivity_node_end_run (NODE (node));

  node->keeps = TRUE;
  for (int i = 1; i <= 3; i++)
    {
      reactivity_signal_set_int (a, 1 + i);
      g_assert_true (reactivity_node_refresh (NODE (node), NULL));
      g_assert_cmpint (node->updates, ==, i);
    }

  g_assert_finalize_object (a);
  g_assert_finalize_object (node);
}

static void
test_effect_subclass (void)
{
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  TestEffect *effect = g_object_new (TEST_TYPE_EFFECT, NULL);

  g_test_summary ("An effect of a subclass runs by its virtual function, and can be run again");

  effect->reads = SOURCE (a);
  g_assert_true (reactivity_effect_run (REACTIVITY_EFFECT (effect), NULL));
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (effect->updates, ==, 2);
  effect->keeps = TRUE;
  reactivity_signal_set_int (a, 3);
  reactivity_signal_set_int (a, 4);
  g_assert_cmpint (effect->updates, ==, 4);

  reactivity_computation_dispose (COMPUTATION (effect));
  reactivity_signal_set_int (a, 5);
  g_assert_cmpint (effect->updates, ==, 4);
  effect->keeps = FALSE;
  g_assert_true (reactivity_effect_run (REACTIVITY_EFFECT (effect), NULL));
  g_assert_false (reactivity_computation_is_disposed (COMPUTATION (effect)));
  reactivity_signal_set_int (a, 6);
  g_assert_cmpint (effect->updates, ==, 6);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_refresh_effect (void)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 1);
  Probe probe = { "effect", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);

  g_test_summary ("refresh() runs a due effect before its batch ends, and only once");

  reactivity_context_batch_begin (context);
  reactivity_signal_set_int (a, 2);
  g_assert_true (reactivity_node_refresh (NODE (effect), NULL));
  assert_log ("effect effect");
  g_assert_true (reactivity_node_refresh (NODE (effect), NULL));
  reactivity_context_batch_end (context);
  assert_log ("");

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
}

static void
test_unread (void)
{
  TestNode *node = g_object_new (TEST_TYPE_NODE, NULL);
  ReactivitySignal *a = reactivity_signal_new_int (NULL, 0);
  Probe probe = { NULL, { SOURCE (a) }, track_hook, node };
  Probe listener = { "listener", { SOURCE (a) } };
  ReactivityEffect *effect = probe_effect_new (NULL, &probe);
  ReactivityEffect *other = probe_effect_new (NULL, &listener);

  g_test_summary ("A node is told when nobody reads it any more, outside of any run; it may write");

  assert_log ("listener");
  node->writes = a;
  probe.hook = NULL;
  reactivity_signal_set_int (a, 2);
  g_assert_cmpint (node->unread, ==, 1);
  assert_log ("listener listener");

  node->writes = NULL;
  probe.hook = track_hook;
  reactivity_signal_set_int (a, 3);
  g_assert_cmpint (node->unread, ==, 1);
  g_assert_finalize_object (effect);
  g_assert_cmpint (node->unread, ==, 2);
  assert_log ("listener");

  g_assert_finalize_object (other);
  g_assert_finalize_object (node);
  g_assert_finalize_object (a);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/node/name", test_name);
  g_test_add_func ("/reactivity/node/name-of-itself", test_name_of_itself);
  g_test_add_func ("/reactivity/node/context-property", test_context_property);
  g_test_add_func ("/reactivity/node/context-in-use", test_context_in_use);
  g_test_add_func ("/reactivity/node/track-and-changed", test_track_and_changed);
  g_test_add_func ("/reactivity/node/changed-in-batch", test_changed_in_batch);
  g_test_add_func ("/reactivity/node/unread", test_unread);
  g_test_add_func ("/reactivity/node/enter", test_enter);
  g_test_add_func ("/reactivity/node/steps-of-two", test_steps_of_two);
  g_test_add_func ("/reactivity/node/step-holds-effects", test_step_holds_effects);
  g_test_add_func ("/reactivity/node/step-misuse", test_step_misuse);
  g_test_add_func ("/reactivity/node/dropped-in-step", test_dropped_in_step);
  g_test_add_func ("/reactivity/node/subclass-refresh", test_subclass_refresh);
  g_test_add_func ("/reactivity/node/subclass-keep-deps", test_subclass_keep_deps);
  g_test_add_func ("/reactivity/node/effect-subclass", test_effect_subclass);
  g_test_add_func ("/reactivity/node/refresh-effect", test_refresh_effect);

  return g_test_run ();
}
