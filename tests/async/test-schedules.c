/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "schedules.h"

#include <stdlib.h>

/* Random schedules: signals, asynchronous deriveds on them in layers, and effects. Each run reads
 * in steps what its recipe says, by reading a signal or by waiting for a derived below. In which
 * order the steps of all runs, the changes, the waits and the cancellations come is left to chance.
 *
 * The oracle knows the recipes, and so each value that the signals of now should give; and it keeps
 * what each run has read, and when. It asks:
 *
 *  - Nothing is lost: when all has come to rest, what each effect saw last and what each derived
 *    has is what the recipe gives. Who waits gets nothing that was stale when the wait began; who waits
 *    for what is fresh, nothing that is stale when it comes.
 *  - Nothing comes late: each wait ends once; nothing begins after dispose.
 *  - Nothing is done in vain: an effect runs again only if something that its last run read
 *    changed.
 *  - Nothing leaks.
 *
 *   test-async-schedules [--seeds N] [--first SEED] [--steps N]
 */

static int n_seeds = 200;
static int first_seed = 1;
static int n_steps = 1500;

static const Profile profiles[] = {
  { "changes", "Values that are all different", 2000003, 0, 0, FALSE },
  { "cancels", "The same, with waits that are cancelled", 2000003, 0, 0, TRUE },
  { "equal-values", "Values that are often equal", 3, 0, 0, TRUE },
  { "failures", "Runs that fail", 2000003, 20, 0, TRUE },
  { "everything", "All of it, and things that are disposed", 5, 10, 4, TRUE },
};

static void
set (World *world, int number, int value)
{
  Input *input = &world->inputs[number];

  world->now++;
  if (value == input->value)
    return;
  input->value = value;
  g_array_append_val (input->changes, world->now);
  world->now++;
  reactivity_signal_set_int (input->signal, value);
}

static int
new_value (World *world)
{
  return world->profile->modulus > 100 ? (int) world->now + 1
                                       : g_rand_int_range (world->rand, 0, 4);
}

static void
set_some (World *world)
{
  int number = g_rand_int_range (world->rand, 0, N_INPUTS);
  int old = world->inputs[number].value;

  if (chance (world, 700))
    {
      set (world, number, new_value (world));
      return;
    }

  /* In a batch; also one that takes back what it did. */
  reactivity_context_batch_begin (world->context);
  if (chance (world, 300))
    {
      reactivity_signal_set_int (world->inputs[number].signal, old + 1);
      reactivity_signal_set_int (world->inputs[number].signal, old);
    }
  else
    {
      for (int i = 0; i < N_INPUTS; i++)
        set (world, i, new_value (world));
    }
  reactivity_context_batch_end (world->context);
}

static void
taint (World *world, int number)
{
  for (int i = number + 1; i < N_THINGS; i++)
    {
      for (int j = 0; j <= N_READS; j++)
        {
          int source = world->things[i].sources[j] - N_INPUTS;

          if (source >= 0 && (world->things[source].disposed || world->things[source].tainted))
            world->things[i].tainted = TRUE;
        }
    }
}

static void
dispose_some (World *world)
{
  Thing *thing = &world->things[g_rand_int_range (world->rand, 0, N_THINGS)];

  thing->disposed = TRUE;
  taint (world, thing->number);
  reactivity_computation_dispose (thing->node);
}

static void
act (World *world)
{
  int dice = g_rand_int_range (world->rand, 0, 100);

  world->now++;
  if (chance (world, world->profile->disposals))
    dispose_some (world);
  else if (dice < 45)
    step_some (world);
  else if (dice < 65)
    g_main_context_iteration (NULL, FALSE);
  else if (dice < 80)
    set_some (world);
  else if (dice < 88)
    wait_some (world, FALSE);
  else if (dice < 92)
    wait_some (world, TRUE);
  else if (dice < 97 && world->profile->cancels)
    cancel_some (world);
  else
    get_int (world->things[g_rand_int_range (world->rand, 0, N_DERIVED)].node);
}

static void
check_rest (World *world)
{
  world->calm = TRUE;
  settle (world);

  /* A failure is kept until something changes. */
  for (int i = 0; world->profile->failures > 0 && i < N_INPUTS; i++)
    set (world, i, world->inputs[i].value + 1);
  settle (world);

  check_things (world);
  check_waits (world);
  g_ptr_array_set_size (world->waits, 0);
  world->calm = FALSE;
}

static void
test_profile (gconstpointer data)
{
  const Profile *profile = data;
  guint n_runs = 0;

  g_test_summary (profile->summary);

  for (int i = 0; i < n_seeds; i++)
    {
      World world;

      make_world (&world, profile, first_seed + i);
      for (int step = 0; step < n_steps; step++)
        {
          act (&world);
          if (step % 250 == 249)
            check_rest (&world);
        }
      for (int step = 0; step < 20; step++)
        act (&world);
      for (int j = 0; j < N_THINGS; j++)
        n_runs += world.things[j].recs->len;
      end_world (&world);
    }

  g_test_message ("%u runs", n_runs);
}

static GOptionEntry options[] = {
  { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "How many schedules", "N" },
  { "first", 0, 0, G_OPTION_ARG_INT, &first_seed, "The seed of the first", "SEED" },
  { "steps", 0, 0, G_OPTION_ARG_INT, &n_steps, "How long they are", "N" },
  G_OPTION_ENTRY_NULL,
};

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  const char *slowdown = g_getenv ("REACTIVITY_TEST_SLOWDOWN");

  if (slowdown != NULL)
    n_seeds = MAX (2, n_seeds / atoi (slowdown));
  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (context, options, NULL);
  g_option_context_parse (context, &argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reactivity/async-schedules/%s", profiles[i].name);

      g_test_add_data_func (path, &profiles[i], test_profile);
    }

  return g_test_run ();
}
