/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A function that the library calls drops the last reference of the very node that is being used. It is
 * the address sanitizer that sees the faults of this kind. */

#include "support.h"

#include <reactivity-glib/reactivity.h>

static gpointer node; /* the only reference that the test has */
static guint freed;

static void
drop (void)
{
  g_clear_object (&node);
}

static void
drop_cb (gpointer data G_GNUC_UNUSED)
{
  freed++;
  drop ();
}

static void
drop_with_value (gpointer data G_GNUC_UNUSED, GObject *object G_GNUC_UNUSED)
{
  drop ();
}

static void
drop_notify (gpointer object G_GNUC_UNUSED, GParamSpec *pspec G_GNUC_UNUSED,
             gpointer data G_GNUC_UNUSED)
{
  drop ();
}

static void
drop_changed (GListModel *model G_GNUC_UNUSED, guint position G_GNUC_UNUSED,
              guint removed G_GNUC_UNUSED, guint added G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
  drop ();
}

static void
update_and_drop (GValue *value, gpointer data G_GNUC_UNUSED)
{
  g_value_set_int (value, 2);
  drop ();
}

static gboolean
equal_and_drop (const GValue *a G_GNUC_UNUSED, const GValue *b G_GNUC_UNUSED,
                gpointer data G_GNUC_UNUSED)
{
  drop ();
  return FALSE;
}

static int
compute_and_drop (gpointer source, GError **error G_GNUC_UNUSED)
{
  int value = get_int (source);

  if (value > 0)
    drop ();
  return value;
}

static gboolean
run_and_drop (gpointer source, GError **error G_GNUC_UNUSED)
{
  if (get_int (source) > 0)
    drop ();
  return TRUE;
}

static void
run_in_destroy (gpointer data G_GNUC_UNUSED)
{
  freed++;
  if (node != NULL)
    g_assert_false (reactivity_effect_run (node, NULL));
  drop ();
}

static void
read_in_destroy (gpointer data G_GNUC_UNUSED)
{
  g_auto (GValue) value = G_VALUE_INIT;

  freed++;
  if (node != NULL)
    reactivity_source_read_value (node, &value, NULL);
  drop ();
}

static void
dispose_in_cleanup (gpointer data G_GNUC_UNUSED)
{
  if (node != NULL)
    reactivity_computation_dispose (node);
  drop ();
}

static gboolean
on_cleanup_and_read (gpointer source, GError **error G_GNUC_UNUSED)
{
  get_int (source);
  reactivity_context_on_cleanup (reactivity_context_get_default (), dispose_in_cleanup, NULL, NULL);
  return TRUE;
}

/* Makes what `node` is, once. */
static gboolean
make_inner (gpointer source, GError **error G_GNUC_UNUSED)
{
  if (get_int (source) == 0)
    node = reactivity_effect_new (NULL, probe_effect, g_object_get_data (source, "probe"),
                                  run_in_destroy);
  return TRUE;
}

static gboolean
make_inner_derived (gpointer source, GError **error G_GNUC_UNUSED)
{
  if (get_int (source) == 0)
    {
      node = reactivity_derived_new_int (NULL, probe_int, g_object_get_data (source, "probe"),
                                         read_in_destroy);
      get_int (node);
    }
  return TRUE;
}

static gboolean
keep_and_drop (gpointer item G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED,
               GError **error G_GNUC_UNUSED)
{
  drop ();
  return TRUE;
}

static gpointer
make_and_drop (gpointer item, gpointer data G_GNUC_UNUSED, GError **error G_GNUC_UNUSED)
{
  drop ();
  return g_object_ref (item);
}

static double
sum_and_drop (gpointer item G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED,
              GError **error G_GNUC_UNUSED)
{
  drop ();
  return 5;
}

typedef enum
{
  SIGNAL_UPDATE,
  SIGNAL_EQUAL,
  SIGNAL_EQUAL_IN_BATCH,
  SIGNAL_OLD_VALUE,
  SIGNAL_NOTIFY,
  SIGNAL_EFFECT,
  SIGNAL_NEW_EQUAL,
  DERIVED_GET,
  DERIVED_GET_VALUE,
  DERIVED_PEEK,
  DERIVED_REFRESH,
  DERIVED_NOTIFY,
  DERIVED_DISPOSE,
  EFFECT_RUN,
  EFFECT_DUE,
  EFFECT_DISPOSE,
  EFFECT_CLEANUP,
  EFFECT_OF_RUN,
  DERIVED_OF_RUN,
  SCOPE_DISPOSE,
  FILTER_SIZE,
  MAP_ITEM,
  FOLD,
  LIST_CHANGED,
  LIST_OLD_ITEM,
  MAP_OLD_VALUE,
  SET_OLD_VALUE,
  N_CASES,
} Case;

static const char *names[N_CASES] = {
  "signal-update",
  "signal-equal",
  "signal-equal-in-batch",
  "signal-old-value",
  "signal-notify",
  "signal-effect",
  "signal-new-equal",
  "derived-get",
  "derived-get-value",
  "derived-peek",
  "derived-refresh",
  "derived-notify",
  "derived-dispose",
  "effect-run",
  "effect-due",
  "effect-dispose",
  "effect-cleanup",
  "effect-of-run",
  "derived-of-run",
  "scope-dispose",
  "filter-size",
  "map-item",
  "fold",
  "list-changed",
  "list-old-item",
  "map-old-value",
  "set-old-value",
};

/* An object that drops the node when it goes. */
static GObject *
trap_new (void)
{
  GObject *trap = g_object_new (G_TYPE_OBJECT, NULL);

  g_object_weak_ref (trap, drop_with_value, NULL);
  return trap;
}

static void
do_case (Case which, ReactivitySignal *source)
{
  ReactivityContext *context = reactivity_context_get_default ();
  ReactivityEffect *effect = NULL;
  ReactivitySequence *sequence;
  ReactivityList *list;
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GObject) trap = NULL;

  switch (which)
    {
    case SIGNAL_UPDATE:
      node = reactivity_signal_new_int (NULL, 1);
      g_assert_true (reactivity_signal_update (node, update_and_drop, NULL));
      break;
    case SIGNAL_EQUAL:
    case SIGNAL_EQUAL_IN_BATCH:
      node = reactivity_signal_new_int (NULL, 1);
      reactivity_source_set_equal_func (node, equal_and_drop, NULL, NULL);
      if (which == SIGNAL_EQUAL_IN_BATCH)
        reactivity_context_batch_begin (context);
      reactivity_signal_set_int (node, 2);
      if (which == SIGNAL_EQUAL_IN_BATCH)
        reactivity_context_batch_end (context);
      break;
    case SIGNAL_OLD_VALUE:
      trap = trap_new ();
      node = reactivity_signal_new_object (NULL, G_TYPE_OBJECT, trap);
      g_clear_object (&trap);
      reactivity_signal_set_object (node, NULL);
      break;
    case SIGNAL_NOTIFY:
      node = reactivity_signal_new_int (NULL, 1);
      g_signal_connect (node, "notify::value", G_CALLBACK (drop_notify), NULL);
      reactivity_signal_set_int (node, 2);
      break;
    case SIGNAL_EFFECT:
      node = reactivity_signal_new_int (NULL, 0);
      effect = reactivity_effect_new (NULL, run_and_drop, node, NULL);
      reactivity_signal_set_int (node, 2);
      g_object_unref (effect);
      break;
    case SIGNAL_NEW_EQUAL:
      node = reactivity_signal_new_int (NULL, 0);
      reactivity_source_set_equal_func (node, equal_and_drop, NULL, drop_cb);
      reactivity_source_set_equal_func (node, NULL, NULL, NULL);
      break;
    case DERIVED_GET:
    case DERIVED_GET_VALUE:
    case DERIVED_PEEK:
    case DERIVED_REFRESH:
    case DERIVED_NOTIFY:
      node = reactivity_derived_new_int (NULL, compute_and_drop, source, NULL);
      if (which == DERIVED_NOTIFY)
        g_signal_connect (node, "notify::value", G_CALLBACK (drop_notify), NULL);
      get_int (node);
      reactivity_signal_set_int (source, 3);
      if (which == DERIVED_GET)
        g_assert_cmpint (get_int (node), ==, 3);
      else if (which == DERIVED_PEEK)
        g_assert_null (reactivity_source_peek_value (node));
      else if (which == DERIVED_REFRESH)
        reactivity_node_refresh (node, NULL);
      else if (which == DERIVED_GET_VALUE)
        reactivity_source_get_value (node, &value);
      break;
    case DERIVED_DISPOSE:
      node = reactivity_derived_new_int (NULL, compute_and_drop, source, drop_cb);
      reactivity_computation_dispose (node);
      break;
    case EFFECT_RUN:
      node = reactivity_effect_new (NULL, run_and_drop, source, NULL);
      reactivity_signal_set_int (source, 3);
      if (node != NULL)
        reactivity_effect_run (node, NULL);
      break;
    case EFFECT_DUE:
      node = reactivity_effect_new (NULL, run_and_drop, source, NULL);
      reactivity_signal_set_int (source, 3);
      break;
    case EFFECT_DISPOSE:
      node = reactivity_effect_new (NULL, run_and_drop, source, run_in_destroy);
      reactivity_computation_dispose (node);
      break;
    case EFFECT_CLEANUP:
      node = reactivity_effect_new (NULL, on_cleanup_and_read, source, NULL);
      reactivity_signal_set_int (source, 3);
      break;
    case EFFECT_OF_RUN:
    case DERIVED_OF_RUN:
      effect =
          reactivity_effect_new (NULL, which == EFFECT_OF_RUN ? make_inner : make_inner_derived,
                                 source, NULL);
      g_assert_nonnull (node);
      reactivity_signal_set_int (source, 3);
      g_object_unref (effect);
      drop ();
      break;
    case SCOPE_DISPOSE:
      node = reactivity_scope_new (NULL);
      reactivity_scope_on_cleanup (node, drop_cb, NULL, NULL);
      reactivity_scope_dispose (node);
      break;
    case FILTER_SIZE:
    case MAP_ITEM:
    case FOLD:
      list = reactivity_list_new (NULL, G_TYPE_INT);
      reactivity_list_append_value (list, REACTIVITY_INT (1));
      sequence = REACTIVITY_SEQUENCE (list);
      if (which == FILTER_SIZE)
        node = reactivity_sequence_filter (sequence, keep_and_drop, NULL, NULL);
      else if (which == MAP_ITEM)
        node = reactivity_sequence_map (sequence, G_TYPE_OBJECT, make_and_drop, NULL, NULL);
      else
        node = reactivity_sequence_sum (sequence, sum_and_drop, NULL, NULL);
      if (which == FILTER_SIZE)
        g_assert_cmpuint (reactivity_sequence_get_size (node), ==, 1);
      else if (which == MAP_ITEM)
        g_assert_nonnull (reactivity_sequence_get (node, 0));
      else
        g_assert_cmpfloat (reactivity_source_get_double (node), ==, 5);
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_finalize_object (list);
      break;
    case LIST_CHANGED:
      node = reactivity_list_new (NULL, G_TYPE_INT);
      g_signal_connect (node, "items-changed", G_CALLBACK (drop_changed), NULL);
      reactivity_list_append_value (node, REACTIVITY_INT (1));
      break;
    case LIST_OLD_ITEM:
      node = reactivity_list_new (NULL, G_TYPE_OBJECT);
      trap = trap_new ();
      reactivity_list_append (node, trap);
      g_clear_object (&trap);
      reactivity_list_remove (node, 0);
      break;
    case MAP_OLD_VALUE:
      node = reactivity_map_new (NULL, G_TYPE_STRING, G_TYPE_OBJECT);
      trap = trap_new ();
      g_value_init (&value, G_TYPE_OBJECT);
      g_value_take_object (&value, g_steal_pointer (&trap));
      reactivity_map_set (node, REACTIVITY_STRING ("a"), &value);
      g_value_reset (&value);
      reactivity_map_remove (node, REACTIVITY_STRING ("a"));
      break;
    case SET_OLD_VALUE:
      node = reactivity_set_new (NULL, G_TYPE_OBJECT);
      trap = trap_new ();
      g_value_init (&value, G_TYPE_OBJECT);
      g_value_take_object (&value, g_steal_pointer (&trap));
      reactivity_set_add (node, &value);
      g_value_reset (&value);
      reactivity_set_clear (node);
      break;
    case N_CASES:
    default:
      g_assert_not_reached ();
    }
}

static void
test_case (gconstpointer data)
{
  Case which = GPOINTER_TO_UINT (data);
  ReactivitySignal *source = reactivity_signal_new_int (NULL, 0);
  Probe probe = { NULL, { SOURCE (source) } };

  g_test_summary ("A function may drop the last reference to what is being used");

  g_object_set_data (G_OBJECT (source), "probe", &probe);
  do_case (which, source);
  g_assert_null (node);
  g_assert_finalize_object (source);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (Case which = 0; which < N_CASES; which++)
    {
      g_autofree char *path = g_strconcat ("/reactivity/drop-inside/", names[which], NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (which), test_case);
    }

  return g_test_run ();
}
