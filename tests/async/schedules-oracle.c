/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "schedules.h"

/* The recipe. */

int
next_source (const Thing *thing, int stage, int sum)
{
  return thing->sources[stage == 0 ? 0 : 1 + (sum & 1)];
}

int
mix (World *world, int sum, int value)
{
  return (int) (((gint64) sum * 7919 + value + 7) % world->profile->modulus);
}

static int
evaluate (World *world, const Thing *thing)
{
  int sum = thing->number;

  for (int stage = 0; stage < N_READS; stage++)
    {
      int source = next_source (thing, stage, sum);
      int value = source < N_INPUTS ? world->inputs[source].value
                                    : evaluate (world, &world->things[source - N_INPUTS]);

      sum = mix (world, sum, value);
    }

  return sum;
}

/* What was read. */

static gboolean
changed_between (const Input *input, guint after, guint until)
{
  for (guint i = 0; i < input->changes->len; i++)
    {
      guint when = g_array_index (input->changes, guint, i);

      if (when > after && when <= until)
        return TRUE;
    }

  return FALSE;
}

/* TRUE when something that led to the result of @rec had changed at @when. */
static gboolean
is_outdated (World *world, const Rec *rec, guint when)
{
  for (guint i = 0; i < rec->reads->len; i++)
    {
      const Read *read = &g_array_index (rec->reads, Read, i);

      if (read->input >= 0 ? changed_between (&world->inputs[read->input], read->when, when)
                           : is_outdated (world, read->rec, when))
        return TRUE;
    }

  return FALSE;
}

static gboolean
changed_since (World *world, guint when)
{
  for (guint i = 0; i < N_INPUTS; i++)
    {
      if (changed_between (&world->inputs[i], when, world->now))
        return TRUE;
    }

  return FALSE;
}

/* What is asked. */

/* An effect is about to run. */
void
check_reason (World *world, const Thing *thing)
{
  const Rec *last;

  if (is_derived (thing) || world->profile->failures > 0 || world->profile->disposals > 0 ||
      thing->recs->len == 0)
    return;

  last = thing->recs->pdata[thing->recs->len - 1];
  /* What it still waits for may be outdated. */
  if (!last->waiting && !is_outdated (world, last, world->now))
    fail (world, "effect %d runs again for nothing", thing->number);
}

/* Somebody is given what @rec has brought. */
void
check_result (World *world, const Waiting *waiting, const Rec *rec)
{
  const Thing *thing = waiting->thing;
  guint when = waiting->fresh ? world->now : waiting->since;

  if (thing->disposed || thing->tainted)
    return;
  if (world->profile->modulus > 100 && is_outdated (world, rec, when))
    fail (world, "who waits for %d since %u gets what was stale", thing->number, waiting->since);
  if ((waiting->fresh || !changed_since (world, when)) && rec->result != evaluate (world, thing))
    fail (world, "who waits for %d since %u gets %d, not %d", thing->number, waiting->since,
          rec->result, evaluate (world, thing));
}

static gboolean
has_failed (const Thing *thing)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (!is_derived (thing))
    return !((Rec *) thing->recs->pdata[thing->recs->len - 1])->good;

  reactivity_source_get_value (reactivity_async_derived_get_error (thing->node), &value);
  return g_value_get_boxed (&value) != NULL;
}

/* All has come to rest: is it what it should be? */
void
check_things (World *world)
{
  for (int i = 0; i < N_THINGS; i++)
    {
      Thing *thing = &world->things[i];
      const Rec *last;

      if (thing->disposed || thing->tainted || thing->recs->len == 0)
        continue;

      /* What depends on equal values only keeps its failure, and rightly so. */
      if (world->profile->failures > 0 && world->profile->modulus <= 100 && has_failed (thing))
        continue;

      last = thing->recs->pdata[thing->recs->len - 1];
      if (!is_derived (thing) && !last->good)
        fail (world, "the last run of effect %d has no result", i);
      if (!is_derived (thing) && last->result != evaluate (world, thing))
        fail (world, "effect %d saw %d last, not %d", i, last->result, evaluate (world, thing));
      if (is_derived (thing) && !reactivity_async_derived_is_stale (thing->node) &&
          get_int (thing->node) != evaluate (world, thing))
        fail (world, "derived %d has %d, not %d", i, get_int (thing->node),
              evaluate (world, thing));
    }
}

void
check_waits (World *world)
{
  for (guint i = 0; i < world->waits->len; i++)
    {
      Waiting *waiting = world->waits->pdata[i];

      if (waiting->calls != 1)
        fail (world, "a wait for %d ended %d times", waiting->thing->number, waiting->calls);
    }
}
