/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the overrides of GJS call, from C: a script in C that can be kept from being reached, as the
 * collector of an old GJS or a full stack does. */

#include "../../object/support.h"

#include "overrides/gjs/reactivity-gjs-private.h"

typedef struct
{
  ReactivityContext *context;
  guint context_handle;
  ReactivitySignal *signal;
  guint handle; /* of `signal` */
  ReactivityEffect *effect;
  guint effect_handle;
  int value; /* what the script has for `signal` */
  guint runs;
  guint lost;
  guint stored;
  guint refusals; /* so many calls do not come to the script */
} Fixture;

static Fixture *script;

static guint
run_script (void)
{
  script->runs++;
  reactivity_gjs_track (script->handle);
  return REACTIVITY_UPDATE_NONE;
}

/* Does what C has named, as the overrides do. */
static guint
follow (guint state)
{
  while (state > REACTIVITY_GJS_STATE_BITS)
    {
      guint handle = state >> 5;

      g_assert_cmpuint (handle, ==, script->effect_handle);
      state = reactivity_gjs_ran (handle << 4 | run_script ());
    }

  return state;
}

static void
publish (void)
{
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, script->value);
  reactivity_source_publish_value (REACTIVITY_SOURCE (script->signal), &value);
}

static guint
store (void)
{
  script->stored++;
  script->value = g_value_get_int (reactivity_gjs_get_stored ());
  follow (reactivity_gjs_changed (script->handle));
  return TRUE;
}

static guint
answer (guint call, guint handle, guint ticket, guint argument)
{
  if (script->refusals > 0)
    {
      script->refusals--;
      return ticket ^ 16; /* what happens to be there */
    }

  switch ((ReactivityGjsCall) call)
    {
    case REACTIVITY_GJS_CALL_RUN:
      g_assert_cmpuint (handle, ==, script->effect_handle);
      return ticket | run_script ();
    case REACTIVITY_GJS_CALL_LOST:
      g_assert_cmpuint (handle, ==, script->context_handle);
      script->lost++;
      return ticket;
    case REACTIVITY_GJS_CALL_PUBLISH:
      publish ();
      return ticket;
    case REACTIVITY_GJS_CALL_STORE:
      return ticket | store ();
    case REACTIVITY_GJS_CALL_CLEAN_UP:
    case REACTIVITY_GJS_CALL_DISPOSED:
    case REACTIVITY_GJS_CALL_CANCELLED:
    case REACTIVITY_GJS_CALL_ARRIVED:
    case REACTIVITY_GJS_CALL_WOKEN:
    default:
      return ticket;
    }
}

static void
set_up (Fixture *self, gconstpointer data)
{
  script = self;
  reactivity_gjs_start (18200, answer);
  self->context = reactivity_context_new ();
  self->context_handle = reactivity_gjs_add_context (self->context);
  self->signal = g_object_new (REACTIVITY_TYPE_SIGNAL, "context", self->context, NULL);
  self->handle = reactivity_gjs_add_node (REACTIVITY_NODE (self->signal));
  self->effect = g_object_new (REACTIVITY_TYPE_EFFECT, "context", self->context, NULL);
  self->effect_handle = reactivity_gjs_add_node (REACTIVITY_NODE (self->effect));
  g_assert_cmpuint (follow (reactivity_gjs_run (self->effect_handle)), ==, 0);
  g_assert_cmpuint (self->runs, ==, 1);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->effect);
  g_assert_finalize_object (self->signal);
  g_assert_finalize_object (self->context);
  script = NULL;
}

static void
test_two_calls (Fixture *self, gconstpointer data)
{
  guint state;

  g_test_summary ("A write that runs an effect takes two calls, and calls nobody back");

  self->refusals = 1000;
  state = reactivity_gjs_changed (self->handle);
  g_assert_cmpuint (state >> 5, ==, self->effect_handle);
  run_script ();
  state = reactivity_gjs_ran (self->effect_handle << 4);
  g_assert_cmpuint (state, ==, 0);
  g_assert_cmpuint (self->runs, ==, 2);
  g_assert_cmpuint (self->refusals, ==, 1000);
  self->refusals = 0;
}

static void
test_lost (Fixture *self, gconstpointer data)
{
  g_autoptr (ReactivitySignal) other = reactivity_signal_new_int (self->context, 1);

  g_test_summary ("The script hears once that C has changed something, until it has asked again");

  reactivity_signal_set_int (other, 2);
  reactivity_signal_set_int (other, 3);
  g_assert_cmpuint (self->lost, ==, 1);

  g_assert_cmpuint (reactivity_gjs_get_active (self->context_handle), ==,
                    REACTIVITY_GJS_ACTIVE_NONE);
  reactivity_signal_set_int (other, 4);
  g_assert_cmpuint (self->lost, ==, 2);
}

static void
test_values (Fixture *self, gconstpointer data)
{
  g_test_summary ("C reads and writes what the script keeps");

  self->value = 7;
  g_assert_cmpint (reactivity_source_get_int (REACTIVITY_SOURCE (self->signal)), ==, 7);
  g_assert_true (reactivity_signal_set_int (self->signal, 8));
  g_assert_cmpuint (self->stored, ==, 1);
  g_assert_cmpint (reactivity_source_get_int (REACTIVITY_SOURCE (self->signal)), ==, 8);
  g_assert_cmpuint (self->runs, ==, 2);
}

static gboolean
note_error_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer n_errors)
{
  g_assert_error (error, REACTIVITY_ERROR, REACTIVITY_ERROR_TOO_DEEP);
  ++*(guint *) n_errors;
  return TRUE;
}

static void
test_not_reached (Fixture *self, gconstpointer data)
{
  guint n_errors = 0;

  g_test_summary (
      "An effect that the script was not reached for fails, and runs after the next change");

  g_signal_connect (self->context, "error", G_CALLBACK (note_error_cb), &n_errors);
  g_assert_true (reactivity_signal_set_int (self->signal, 1));
  g_assert_cmpuint (self->runs, ==, 2);

  /* STORE is reached. LOST and RUN are not: the flush is begun by C. */
  reactivity_context_batch_begin (self->context);
  reactivity_signal_set_int (self->signal, 2);
  self->refusals = 2;
  reactivity_context_batch_end (self->context);
  g_assert_cmpuint (self->refusals, ==, 0);
  g_assert_cmpuint (self->runs, ==, 2);
  g_assert_cmpuint (n_errors, ==, 1);

  reactivity_signal_set_int (self->signal, 3);
  g_assert_cmpuint (self->runs, ==, 3);
  g_assert_cmpuint (n_errors, ==, 1);

  /* What could not be said then is said by the main loop. */
  self->lost = 0;
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->lost, ==, 1);
}

#define REFUSED(call, result)                                                                      \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_test_expect_message ("Reactivity", G_LOG_LEVEL_CRITICAL, "*of this thread*");                \
    g_assert_cmpuint (call, ==, result);                                                           \
    g_test_assert_expected_messages ();                                                            \
  }                                                                                                \
  G_STMT_END

static void
refuse_all (guint handle, guint context)
{
  REFUSED (reactivity_gjs_track (handle), REACTIVITY_GJS_ACTIVE_NONE);
  REFUSED (reactivity_gjs_refresh (handle), REACTIVITY_GJS_STATE_FAILED);
  REFUSED (reactivity_gjs_changed (handle), 0);
  REFUSED (reactivity_gjs_restored (handle), 0);
  REFUSED (reactivity_gjs_run (handle), REACTIVITY_GJS_STATE_FAILED);
  REFUSED (reactivity_gjs_ran (handle << 4), 0);
  REFUSED (reactivity_gjs_adopt (handle), 0);
  REFUSED (reactivity_gjs_request (handle, FALSE, NULL), 0);
  REFUSED (reactivity_gjs_get_object (handle) != NULL, 0);
  REFUSED (reactivity_gjs_get_active (context), REACTIVITY_GJS_ACTIVE_NONE);
  REFUSED (reactivity_gjs_count_changes (context), 0);
  REFUSED (reactivity_gjs_flush (context), 0);
  REFUSED (reactivity_gjs_end_batch (context), 0);
  REFUSED (reactivity_gjs_end_work (context), 0);
  REFUSED (reactivity_gjs_add_cleanup (context), 0);
  REFUSED (reactivity_gjs_get_context (context) != NULL, 0);
}

static gpointer
refuse_thread (gpointer data)
{
  Fixture *self = data;

  refuse_all (self->handle, self->context_handle);
  return NULL;
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  g_test_summary ("Handles of nothing, of what has gone, and of other threads are refused");

  refuse_all (0, 0);
  refuse_all (12345, 12345);
  g_thread_join (g_thread_new ("other", refuse_thread, self));
}

static void
test_handles (Fixture *self, gconstpointer data)
{
  ReactivitySignal *one = reactivity_signal_new_int (self->context, 1);
  guint handle = reactivity_gjs_add_foreign_node (REACTIVITY_NODE (one));
  ReactivitySignal *two;

  g_test_summary ("A node has one handle, which is free when the node has gone");

  g_assert_cmpuint (reactivity_gjs_add_foreign_node (REACTIVITY_NODE (one)), ==, handle);
  g_assert_true (reactivity_gjs_get_object (handle) == G_OBJECT (one));
  g_assert_finalize_object (one);
  REFUSED (reactivity_gjs_get_object (handle) != NULL, 0);

  two = reactivity_signal_new_int (self->context, 1);
  g_assert_cmpuint (reactivity_gjs_add_foreign_node (REACTIVITY_NODE (two)), ==, handle);
  g_assert_finalize_object (two);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func)                                                                            \
  g_test_add ("/reactivity/gjs/transport/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("two-calls", test_two_calls);
  ADD ("lost", test_lost);
  ADD ("values", test_values);
  ADD ("not-reached", test_not_reached);
  ADD ("refused", test_refused);
  ADD ("handles", test_handles);

  return g_test_run ();
}
