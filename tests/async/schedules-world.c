/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "schedules.h"

/* Runs. */

static void
end (Rec *rec)
{
  World *world = rec->thing->world;
  g_autoptr (ReactivityRun) run = g_steal_pointer (&rec->run);

  g_ptr_array_remove (world->under_way, rec);
  if (rec->broken || (!world->calm && chance (world, world->profile->failures * 10)))
    {
      reactivity_run_return_error (run, g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "x"));
      return;
    }

  rec->good = TRUE;
  rec->result = rec->sum;
  if (is_derived (rec->thing))
    reactivity_run_return_int (run, rec->sum);
  else
    reactivity_run_done (run);
}

static void
take (Rec *rec, Read read, int value)
{
  g_array_append_val (rec->reads, read);
  rec->sum = mix (rec->thing->world, rec->sum, value);
}

static void
below_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Rec *rec = data;
  World *world = rec->thing->world;
  Thing *below = &world->things[next_source (rec->thing, rec->stage - 1, rec->sum) - N_INPUTS];
  g_autoptr (GError) error = NULL;
  guint64 serial;

  world->now++;
  g_assert_true (object == below->node && rec->waiting);
  rec->waiting = FALSE;
  serial = reactivity_async_derived_get_serial_finish ((gpointer) object, result, &error);
  if (error != NULL)
    {
      rec->broken = TRUE;
      return;
    }

  g_assert_cmpuint (serial, <=, below->recs->len);
  {
    Rec *other = below->recs->pdata[serial - 1];

    g_assert_true (other->good);
    take (rec, (Read){ -1, 0, other }, other->result);
  }
}

/* One more read, in a step, or the end. */
static void
go_on (Rec *rec)
{
  World *world = rec->thing->world;
  int source;

  g_assert_false (rec->waiting);
  if (rec->stage == N_READS || rec->broken)
    {
      end (rec);
      return;
    }

  source = next_source (rec->thing, rec->stage++, rec->sum);
  {
    REACTIVITY_AUTO_STEP (rec->run, step);

    if (source < N_INPUTS)
      {
        take (rec, (Read){ source, world->now, NULL }, get_int (world->inputs[source].signal));
      }
    else
      {
        rec->waiting = TRUE;
        reactivity_async_derived_get_value_async (world->things[source - N_INPUTS].node,
                                                  reactivity_run_get_cancellable (rec->run),
                                                  below_cb, rec);
      }
  }
}

static void
start (ReactivityRun *run, gpointer data)
{
  Thing *thing = data;
  World *world = thing->world;
  Rec *rec;

  world->now++;
  if (thing->disposed)
    fail (world, "%d runs though it was disposed", thing->number);
  check_reason (world, thing);

  rec = g_new0 (Rec, 1);
  rec->thing = thing;
  rec->run = g_object_ref (run);
  rec->serial = reactivity_run_get_serial (run);
  rec->sum = thing->number;
  rec->reads = g_array_new (FALSE, TRUE, sizeof (Read));
  g_ptr_array_add (thing->recs, rec);
  g_ptr_array_add (world->under_way, rec);
  g_assert_cmpuint (rec->serial, ==, thing->recs->len);

  while (rec->run != NULL && !rec->waiting && chance (world, 500))
    go_on (rec);
}

static void
rec_free (gpointer data)
{
  Rec *rec = data;

  g_clear_object (&rec->run);
  g_array_unref (rec->reads);
  g_free (rec);
}

gboolean
step_some (World *world)
{
  guint n = world->under_way->len;
  guint from = n > 0 ? g_rand_int_range (world->rand, 0, n) : 0;

  for (guint i = 0; i < n; i++)
    {
      Rec *rec = world->under_way->pdata[(from + i) % n];

      if (!rec->waiting)
        {
          go_on (rec);
          return TRUE;
        }
    }

  return FALSE;
}

void
settle (World *world)
{
  do
    iterate ();
  while (step_some (world));
}

/* Those who wait. */

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->cancellable);
  g_free (waiting);
}

static void
arrived_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Waiting *waiting = data;
  World *world = waiting->thing->world;
  g_autoptr (GError) error = NULL;
  guint64 serial = reactivity_async_derived_get_serial_finish ((gpointer) object, result, &error);

  world->now++;
  if (waiting->calls++ > 0)
    fail (world, "a wait for %d ends twice", waiting->thing->number);
  if (waiting->cancelled != g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    fail (world, "a wait for %d %s cancelled", waiting->thing->number,
          waiting->cancelled ? "is not" : "is");
  if (error == NULL)
    check_result (world, waiting, waiting->thing->recs->pdata[serial - 1]);
}

void
wait_some (World *world, gboolean fresh)
{
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->thing = &world->things[g_rand_int_range (world->rand, 0, N_DERIVED)];
  waiting->since = world->now;
  waiting->fresh = fresh;
  waiting->cancellable = g_cancellable_new ();
  g_ptr_array_add (world->waits, waiting);

  if (fresh)
    reactivity_async_derived_fresh_async (waiting->thing->node, waiting->cancellable, arrived_cb,
                                          waiting);
  else
    reactivity_async_derived_get_value_async (waiting->thing->node, waiting->cancellable,
                                              arrived_cb, waiting);
}

void
cancel_some (World *world)
{
  Waiting *waiting;

  if (world->waits->len == 0)
    return;
  waiting = world->waits->pdata[g_rand_int_range (world->rand, 0, world->waits->len)];
  if (waiting->calls > 0)
    return;
  waiting->cancelled = TRUE;
  g_cancellable_cancel (waiting->cancellable);
}

/* All of it. */

static void
make_thing (World *world, int number)
{
  Thing *thing = &world->things[number];
  const int n_below = MIN (number, N_DERIVED);

  thing->world = world;
  thing->number = number;
  thing->recs = g_ptr_array_new_with_free_func (rec_free);
  for (int i = 0; i <= N_READS; i++)
    thing->sources[i] = n_below > 0 && chance (world, 600)
                            ? N_INPUTS + g_rand_int_range (world->rand, 0, n_below)
                            : g_rand_int_range (world->rand, 0, N_INPUTS);

  if (is_derived (thing))
    {
      thing->node = reactivity_async_derived_new (world->context, G_TYPE_INT, start, thing, NULL);
      return;
    }

  thing->node = reactivity_async_effect_new (world->context, start, thing, NULL);
  reactivity_async_effect_set_rerun (thing->node, g_rand_int_range (world->rand, 0, 3));
}

void
make_world (World *world, const Profile *profile, guint32 seed)
{
  *world = (World){ profile, seed, g_rand_new_with_seed (seed) };
  world->now = 1;
  world->context = reactivity_context_new ();
  world->errors = errors_collect (world->context);
  world->under_way = g_ptr_array_new ();
  world->waits = g_ptr_array_new_with_free_func (waiting_free);

  for (int i = 0; i < N_INPUTS; i++)
    {
      world->inputs[i].value = i;
      world->inputs[i].signal = reactivity_signal_new_int (world->context, i);
      world->inputs[i].changes = g_array_new (FALSE, FALSE, sizeof (guint));
    }
  for (int i = 0; i < N_THINGS; i++)
    make_thing (world, i);
}

/* With runs under way and waits open, in any order. */
void
end_world (World *world)
{
  gboolean whole = chance (world, 500);

  if (!whole)
    {
      for (int i = N_THINGS - 1; i >= 0; i--)
        {
          world->things[i].disposed = TRUE;
          reactivity_computation_dispose (world->things[i].node);
        }
    }
  settle (world);

  for (int i = N_THINGS - 1; i >= 0; i--)
    {
      world->things[i].disposed = TRUE;
      g_assert_finalize_object (world->things[i].node);
    }
  settle (world);
  for (int i = 0; i < N_THINGS; i++)
    g_ptr_array_unref (world->things[i].recs);
  for (int i = 0; i < N_INPUTS; i++)
    {
      g_assert_finalize_object (world->inputs[i].signal);
      g_array_unref (world->inputs[i].changes);
    }

  for (guint i = 0; i < world->waits->len; i++)
    g_assert_cmpint (((Waiting *) world->waits->pdata[i])->calls, ==, 1);
  g_ptr_array_unref (world->waits);
  g_ptr_array_unref (world->under_way);
  g_assert_finalize_object (world->context);
  g_ptr_array_unref (world->errors);
  g_rand_free (world->rand);
}
