/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "support.h"

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

#define N_INPUTS 4
#define N_DERIVED 5
#define N_EFFECTS 4
#define N_THINGS (N_DERIVED + N_EFFECTS)
#define N_READS 2

static int n_seeds = 200;
static int first_seed = 1;
static int n_steps = 1500;

typedef struct
{
  const char *name;
  const char *summary;
  int modulus;   /* of the values: a small one makes many of them equal */
  int failures;  /* runs of 100 that fail */
  int disposals; /* steps of 1000 that dispose something */
  gboolean cancels;
} Profile;

static const Profile profiles[] = {
  { "changes", "Values that are all different", 2000003, 0, 0, FALSE },
  { "cancels", "The same, with waits that are cancelled", 2000003, 0, 0, TRUE },
  { "equal-values", "Values that are often equal", 3, 0, 0, TRUE },
  { "failures", "Runs that fail", 2000003, 20, 0, TRUE },
  { "everything", "All of it, and things that are disposed", 5, 10, 4, TRUE },
};

typedef struct _World World;
typedef struct _Thing Thing;
typedef struct _Rec Rec;

typedef struct
{
  ReactivitySignal *signal;
  int value;
  GArray *changes; /* (element-type guint) when it changed */
} Input;

/* What a run has read: an input, or the result of another run. */
typedef struct
{
  int input;  /* or -1 */
  guint when; /* an input was read */
  Rec *rec;
} Read;

/* A run, and what is known of it. */
struct _Rec
{
  Thing *thing;
  ReactivityRun *run; /* (owned) (nullable) until it ends */
  guint64 serial;
  int stage;        /* reads begun */
  gboolean waiting; /* for a derived */
  gboolean broken;  /* a read has failed: so will it */
  int sum;
  GArray *reads; /* (element-type Read) */
  int result;
  gboolean good; /* ended with `result` */
};

/* A derived or an effect. */
struct _Thing
{
  World *world;
  int number;
  int sources[N_READS + 1]; /* below N_INPUTS: inputs; from there on: things */
  gpointer node;            /* (owned) */
  GPtrArray *recs;          /* (owned) (element-type Rec) by serial */
  gboolean disposed;
  gboolean tainted; /* something below was disposed */
};

/* Somebody outside who waits. */
typedef struct
{
  Thing *thing;
  guint since;
  gboolean fresh;
  GCancellable *cancellable; /* (owned) */
  gboolean cancelled;
  int calls;
} Waiting;

struct _World
{
  const Profile *profile;
  guint32 seed;
  GRand *rand;
  guint now;
  ReactivityContext *context;
  GPtrArray *errors;
  Input inputs[N_INPUTS];
  Thing things[N_THINGS];
  GPtrArray *under_way; /* (element-type Rec) */
  GPtrArray *waits;     /* (owned) (element-type Waiting) */
  gboolean calm;        /* nothing fails any more */
};

#define fail(world, ...)                                                                           \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *what = g_strdup_printf (__VA_ARGS__);                                         \
    g_error ("%s, seed %u, time %u: %s", (world)->profile->name, (world)->seed, (world)->now,      \
             what);                                                                                \
  }                                                                                                \
  G_STMT_END

static gboolean
chance (World *world, int of_1000)
{
  return g_rand_int_range (world->rand, 0, 1000) < of_1000;
}

static gboolean
is_derived (const Thing *thing)
{
  return thing->number < N_DERIVED;
}

/* The recipe. */

static int
next_source (const Thing *thing, int stage, int sum)
{
  return thing->sources[stage == 0 ? 0 : 1 + (sum & 1)];
}

static int
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

/* Those who wait. */

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  g_object_unref (waiting->cancellable);
  g_free (waiting);
}

static void
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

static void
wait (World *world, gboolean fresh)
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

static void
cancel (World *world)
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

/* The schedule. */

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

static gboolean
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
    wait (world, FALSE);
  else if (dice < 92)
    wait (world, TRUE);
  else if (dice < 97 && world->profile->cancels)
    cancel (world);
  else
    get_int (world->things[g_rand_int_range (world->rand, 0, N_DERIVED)].node);
}

static void
settle (World *world)
{
  do
    iterate ();
  while (step_some (world));
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
static void
check_rest (World *world)
{
  world->calm = TRUE;
  settle (world);

  /* A failure is kept until something changes. */
  for (int i = 0; world->profile->failures > 0 && i < N_INPUTS; i++)
    set (world, i, world->inputs[i].value + 1);
  settle (world);

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

  for (guint i = 0; i < world->waits->len; i++)
    {
      Waiting *waiting = world->waits->pdata[i];

      if (waiting->calls != 1)
        fail (world, "a wait for %d ended %d times", waiting->thing->number, waiting->calls);
    }
  g_ptr_array_set_size (world->waits, 0);
  world->calm = FALSE;
}

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

static void
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
static void
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
