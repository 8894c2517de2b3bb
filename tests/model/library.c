/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "library.h"

#include <stdlib.h>

/* A program on the library, by its public API. */

/* The data of a function. */
typedef struct
{
  Library *library; /* (unowned) */
  guint id;
  const Spec *spec;
  GPtrArray *held; /* (owned) (nullable) the sources that it reads */
} Closure;

Thing *
library_thing (Library *library, guint id)
{
  return g_ptr_array_index (library->things, id);
}

/* Errors. */

static GError *
make_error (int code)
{
  return g_error_new (G_FILE_ERROR, code, "of %d", code);
}

static char *
describe_error (const GError *error)
{
  if (g_error_matches (error, REACTIVITY_ERROR, REACTIVITY_ERROR_DISPOSED))
    return g_strdup ("disposed");
  return g_strdup (error->message);
}

static gboolean
error_cb (ReactivityContext *context, ReactivityNode *node, GError *error, gpointer user_data)
{
  Library *library = user_data;
  g_autofree char *description = describe_error (error);

  world_log (&library->world, " error(%s: %s)", reactivity_node_get_name (node), description);
  return TRUE;
}

/* Functions. */

static void
gone_cb (gpointer data, GObject *object)
{
  Thing *thing = data;

  thing->object = NULL;
  thing->library->n_objects--;
}

/* An effect is known from its first run on. */
static void
set_object (Thing *thing, gpointer object)
{
  g_autofree char *name = g_strdup_printf ("%u", thing->id);

  if (thing->object != NULL)
    return;

  thing->object = object;
  thing->library->n_objects++;
  g_object_weak_ref (object, gone_cb, thing);
  if (REACTIVITY_IS_NODE (object))
    reactivity_node_set_name (object, name);
}

static gint64
call (Closure *closure, GError **error)
{
  Library *library = closure->library;
  Thing *thing = library_thing (library, closure->id);
  gint64 value;
  int code;

  g_array_append_val (library->running, closure->id);
  g_string_truncate (thing->seen, 0);
  value = program_call (&library->world, closure->id, closure->spec, &code);
  g_array_set_size (library->running, library->running->len - 1);

  if (code != NO_ERROR)
    g_propagate_error (error, make_error (code));
  return value;
}

static gboolean
generic_cb (GValue *gvalue, gpointer user_data, GError **error)
{
  Closure *closure = user_data;
  GError *failure = NULL;
  gint64 value = call (closure, &failure);

  if (failure != NULL)
    {
      g_propagate_error (error, failure);
      return FALSE;
    }

  value_store (gvalue, closure->spec->type, value);
  return TRUE;
}

static gint64
int64_cb (gpointer user_data, GError **error)
{
  return call (user_data, error);
}

static double
double_cb (gpointer user_data, GError **error)
{
  return value_to_double (call (user_data, error));
}

static char *
string_cb (gpointer user_data, GError **error)
{
  return value_to_string (call (user_data, error));
}

static gboolean
effect_cb (gpointer user_data, GError **error)
{
  Closure *closure = user_data;
  ReactivityContext *context = closure->library->contexts[closure->spec->context];
  GError *failure = NULL;

  set_object (library_thing (closure->library, closure->id),
              reactivity_context_get_active (context));
  call (user_data, &failure);
  if (failure != NULL)
    g_propagate_error (error, failure);
  return failure == NULL;
}

static void
closure_free (gpointer data)
{
  Closure *closure = data;

  g_clear_pointer (&closure->held, g_ptr_array_unref);
  g_free (closure);
}

static Closure *
closure_new (Library *library, guint id, const Spec *spec)
{
  Closure *closure = g_new0 (Closure, 1);

  closure->library = library;
  closure->id = id;
  closure->spec = spec;
  if (spec->holds)
    {
      closure->held = g_ptr_array_new_with_free_func (g_object_unref);
      for (guint i = 0; i < spec->reads->len; i++)
        {
          Thing *thing = library_thing (library, g_array_index (spec->reads, guint, i));

          g_ptr_array_add (closure->held, g_object_ref (thing->object));
        }
    }

  return closure;
}

/* Making. */

static gboolean
equal_cb (const GValue *a, const GValue *b, gpointer user_data)
{
  const Spec *spec = user_data;

  return program_equal (EQUAL_HALF, value_load (a, spec->type), value_load (b, spec->type));
}

static void
library_set_equality (World *world, guint id, Equality equality)
{
  Thing *thing = library_thing ((Library *) world, id);
  ReactivitySource *source = REACTIVITY_SOURCE (thing->object);

  reactivity_source_set_check_equality (source, equality != EQUAL_NEVER);
  reactivity_source_set_equal_func (source, equality == EQUAL_HALF ? equal_cb : NULL,
                                    (gpointer) thing->spec, NULL);
}

static gpointer
make_signal (ReactivityContext *context, const Spec *spec)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autofree char *string = NULL;

  if (spec->generic)
    {
      g_value_init (&value, value_gtype (spec->type));
      value_store (&value, spec->type, spec->initial);
      return reactivity_signal_new (context, &value);
    }

  switch (spec->type)
    {
    case TYPE_INT64:
      return reactivity_signal_new_int64 (context, spec->initial);
    case TYPE_STRING:
      string = value_to_string (spec->initial);
      return reactivity_signal_new_string (context, string);
    case TYPE_DOUBLE:
    default:
      return reactivity_signal_new_double (context, value_to_double (spec->initial));
    }
}

static gpointer
make_derived (ReactivityContext *context, const Spec *spec, Closure *closure)
{
  if (spec->kind == KIND_MEMO)
    return reactivity_memoized_new (context, value_gtype (spec->type), generic_cb, closure,
                                    closure_free);
  if (spec->generic)
    return reactivity_derived_new (context, value_gtype (spec->type), generic_cb, closure,
                                   closure_free);

  switch (spec->type)
    {
    case TYPE_INT64:
      return reactivity_derived_new_int64 (context, int64_cb, closure, closure_free);
    case TYPE_STRING:
      return reactivity_derived_new_string (context, string_cb, closure, closure_free);
    case TYPE_DOUBLE:
    default:
      return reactivity_derived_new_double (context, double_cb, closure, closure_free);
    }
}

static gpointer
make_object (Library *library, guint id, const Spec *spec)
{
  ReactivityContext *context = library->contexts[spec->context];
  Closure *closure;

  if (spec->kind == KIND_SIGNAL)
    return make_signal (context, spec);
  if (spec->kind == KIND_SCOPE)
    return reactivity_scope_new (context);

  closure = closure_new (library, id, spec);
  if (spec->kind == KIND_EFFECT && spec->loss == LOSS_WARN)
    return reactivity_effect_new (context, effect_cb, closure, closure_free);
  if (spec->kind == KIND_EFFECT)
    return reactivity_effect_new_unstarted (context, effect_cb, closure, closure_free);
  return make_derived (context, spec, closure);
}

static void
set_loss (GObject *object, Loss loss)
{
  const ReactivityLossStrategy strategies[] = { REACTIVITY_LOSS_WARN, REACTIVITY_LOSS_IGNORE,
                                                REACTIVITY_LOSS_RESTORE };

  reactivity_computation_set_loss_strategy (REACTIVITY_COMPUTATION (object), strategies[loss]);
}

static void
library_run_effect (World *world, guint id)
{
  Thing *thing = library_thing ((Library *) world, id);
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;

  if (reactivity_effect_run (REACTIVITY_EFFECT (thing->object), &error))
    return;

  description = describe_error (error);
  world_log (world, " gave(%s)", description);
}

static guint
library_make (World *world, const Spec *spec)
{
  Library *library = (Library *) world;
  const gboolean inside = library->running->len > 0;
  Thing *thing = g_new0 (Thing, 1);
  GObject *object;

  thing->library = library;
  thing->id = library->things->len;
  thing->spec = spec;
  thing->seen = g_string_new (NULL);
  if (inside)
    thing->maker = g_array_index (library->running, guint, library->running->len - 1);
  else
    thing->maker = spec->scope;
  g_ptr_array_add (library->things, thing);

  world_log (world, " make(%u)", thing->id);
  if (spec->scope != 0)
    reactivity_scope_enter (REACTIVITY_SCOPE (library_thing (library, spec->scope)->object));
  object = make_object (library, thing->id, spec);
  if (spec->scope != 0)
    reactivity_scope_leave (REACTIVITY_SCOPE (library_thing (library, spec->scope)->object));

  set_object (thing, object);
  if (spec->kind != KIND_EFFECT && spec->kind != KIND_SCOPE && spec->equality != EQUAL_DEFAULT)
    library_set_equality (world, thing->id, spec->equality);
  if (spec->kind != KIND_SIGNAL && spec->kind != KIND_SCOPE)
    set_loss (object, spec->loss);
  if (spec->kind == KIND_EFFECT && spec->loss != LOSS_WARN)
    library_run_effect (world, thing->id);

  if (inside)
    g_object_unref (object);
  return thing->id;
}

static void
library_drop (World *world, guint id)
{
  g_object_unref (library_thing ((Library *) world, id)->object);
}

/* Reading and writing. */

static gint64
library_read (World *world, guint id, How how)
{
  Library *library = (Library *) world;
  Thing *thing = library_thing (library, id);
  g_autoptr (GError) error = NULL;
  g_autofree char *description = NULL;
  gint64 value;

  if (thing->object == NULL)
    {
      world_log (world, " %u:gone", id);
      return 0;
    }

  if (value_read (REACTIVITY_SOURCE (thing->object), thing->spec->type, how, &value, &error))
    {
      world_log (world, " %u:%d", id, (int) value);
    }
  else
    {
      description = describe_error (error);
      world_log (world, " %u:%s", id, description);
    }

  if (library->running->len > 0 && how != READ_PEEK)
    {
      guint reader = g_array_index (library->running, guint, library->running->len - 1);

      g_string_append_printf (library_thing (library, reader)->seen, "%u:%d ", id, (int) value);
    }
  return value;
}

/* The note of the write stands before what the write made run, as the oracle has it. */
static gboolean
library_write (World *world, guint id, gint64 value, int how)
{
  Thing *thing = library_thing ((Library *) world, id);
  gsize at = world->log->len;
  g_autofree char *note = NULL;
  gboolean changed;

  if (thing->object == NULL)
    return FALSE;

  changed = value_write (REACTIVITY_SIGNAL (thing->object), thing->spec->type, value, how);
  note = g_strdup_printf (" write(%u=%d: %d)", id, (int) value, changed);
  g_string_insert (world->log, at, note);
  return changed;
}

/* Everything else. */

static void
library_batch_begin (World *world, guint context)
{
  reactivity_context_batch_begin (((Library *) world)->contexts[context]);
}

static void
library_batch_end (World *world, guint context)
{
  reactivity_context_batch_end (((Library *) world)->contexts[context]);
}

static void
library_flush (World *world, guint context)
{
  reactivity_context_flush (((Library *) world)->contexts[context]);
}

static void
library_untrack_begin (World *world, guint context)
{
  reactivity_context_untrack_begin (((Library *) world)->contexts[context]);
}

static void
library_untrack_end (World *world, guint context)
{
  reactivity_context_untrack_end (((Library *) world)->contexts[context]);
}

typedef struct
{
  World *world;
  guint id;
  int tag;
} Cleanup;

static void
cleanup_cb (gpointer data)
{
  Cleanup *cleanup = data;

  world_log (cleanup->world, " cleanup(%u.%d)", cleanup->id, cleanup->tag);
}

static void
library_on_cleanup (World *world, guint context, guint id, int tag)
{
  Cleanup *cleanup = g_new0 (Cleanup, 1);

  *cleanup = (Cleanup){ world, id, tag };
  reactivity_context_on_cleanup (((Library *) world)->contexts[context], cleanup_cb, cleanup,
                                 g_free);
}

static void
library_dispose (World *world, guint id)
{
  Thing *thing = library_thing ((Library *) world, id);

  if (thing->object == NULL)
    return;

  world_log (world, " dispose(%u)", id);
  if (thing->spec->kind == KIND_SCOPE)
    reactivity_scope_dispose (REACTIVITY_SCOPE (thing->object));
  else
    reactivity_computation_dispose (REACTIVITY_COMPUTATION (thing->object));
}

static void
library_invalidate (World *world, guint id)
{
  reactivity_derived_invalidate (
      REACTIVITY_DERIVED (library_thing ((Library *) world, id)->object));
}

static void
notify_cb (ReactivitySource *source, GParamSpec *pspec, Library *library)
{
  guint id = (guint) atoi (reactivity_node_get_name (REACTIVITY_NODE (source)));

  world_log (&library->world, " notify(");
  library_read (&library->world, id, READ_PEEK);
  world_log (&library->world, ")");
}

static void
library_listen (World *world, guint id, gboolean on)
{
  GObject *object = library_thing ((Library *) world, id)->object;

  if (on)
    g_signal_connect (object, "notify::value", G_CALLBACK (notify_cb), world);
  else
    g_signal_handlers_disconnect_by_func (object, notify_cb, world);
}

static void
library_set_schedule (World *world, guint id, gboolean idle, int priority)
{
  reactivity_effect_set_schedule (REACTIVITY_EFFECT (library_thing ((Library *) world, id)->object),
                                  idle ? REACTIVITY_SCHEDULE_IDLE : REACTIVITY_SCHEDULE_SYNC,
                                  priority);
}

static void
library_iterate (World *world)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
library_dispose_owner (World *world, guint id)
{
  guint maker = library_thing ((Library *) world, id)->maker;

  if (maker != 0)
    library_dispose (world, maker);
}

static const WorldOps library_ops = {
  .make = library_make,
  .drop = library_drop,
  .read = library_read,
  .write = library_write,
  .batch_begin = library_batch_begin,
  .batch_end = library_batch_end,
  .flush = library_flush,
  .untrack_begin = library_untrack_begin,
  .untrack_end = library_untrack_end,
  .on_cleanup = library_on_cleanup,
  .dispose = library_dispose,
  .dispose_owner = library_dispose_owner,
  .run_effect = library_run_effect,
  .set_equality = library_set_equality,
  .invalidate = library_invalidate,
  .listen = library_listen,
  .set_schedule = library_set_schedule,
  .iterate = library_iterate,
};

static void
thing_free (gpointer data)
{
  Thing *thing = data;

  if (thing == NULL)
    return;

  g_assert_null (thing->object);
  g_string_free (thing->seen, TRUE);
  g_free (thing);
}

Library *
library_new (void)
{
  Library *library = g_new0 (Library, 1);

  library->world.ops = &library_ops;
  library->world.log = g_string_new (NULL);
  library->things = g_ptr_array_new_with_free_func (thing_free);
  g_ptr_array_set_size (library->things, 2);
  library->running = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < N_CONTEXTS; i++)
    {
      library->contexts[i] = reactivity_context_new ();
      g_signal_connect (library->contexts[i], "error", G_CALLBACK (error_cb), library);
    }

  return library;
}

/* Nothing may be left of the program. */
void
library_free (Library *library)
{
  for (guint i = 0; i < N_CONTEXTS; i++)
    g_assert_finalize_object (library->contexts[i]);
  g_ptr_array_unref (library->things);
  g_array_unref (library->running);
  g_string_free (library->world.log, TRUE);
  g_free (library);
}
