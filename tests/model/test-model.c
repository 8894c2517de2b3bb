/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generate.h"
#include "library.h"

#include <stdlib.h>

/* Random programs on the library and on the oracle (see oracle.c for what it says and why): after
 * each step both must have run the same functions in the same order, with the same values seen.
 *
 *   test-model [--seeds N] [--first SEED] [--steps N] [--verbose-program]
 *
 * A failure prints the profile, the seed and the step. To see it again: -p /reactivity/model/NAME
 * --first SEED --seeds 1. */

static int n_seeds = 20;
static int first_seed = 1;
static int n_steps = 2500;
static gboolean verbose;

#define ALL_WEIGHTS                                                                                \
  {                                                                                                \
    [STEP_MAKE] = 60, [STEP_DROP] = 35, [STEP_READ] = 200, [STEP_WRITE] = 300,                     \
    [STEP_BATCH_BEGIN] = 25, [STEP_BATCH_END] = 40, [STEP_FLUSH] = 10, [STEP_DISPOSE] = 6,         \
    [STEP_RUN] = 10, [STEP_EQUALITY] = 4, [STEP_INVALIDATE] = 8, [STEP_LISTEN] = 12,               \
    [STEP_SCHEDULE] = 8, [STEP_ITERATE] = 20                                                       \
  }

static const Profile profiles[] = {
  {
      .name = "values-and-counts",
      .summary = "signals, derived, memoized, effects",
      .weights = { [STEP_MAKE] = 60, [STEP_DROP] = 30, [STEP_READ] = 200, [STEP_WRITE] = 300 },
      .n_contexts = 1,
  },
  {
      .name = "batches-and-equality",
      .summary = "nested batches, values put back, flushes inside, every kind of equality",
      .weights = { [STEP_MAKE] = 60,
                   [STEP_DROP] = 30,
                   [STEP_READ] = 150,
                   [STEP_WRITE] = 300,
                   [STEP_BATCH_BEGIN] = 40,
                   [STEP_BATCH_END] = 50,
                   [STEP_FLUSH] = 15,
                   [STEP_EQUALITY] = 5,
                   [STEP_INVALIDATE] = 10 },
      .n_contexts = 1,
      .equality = TRUE,
  },
  {
      .name = "failures",
      .summary = "functions that fail, and their readers",
      .weights = { [STEP_MAKE] = 60,
                   [STEP_DROP] = 30,
                   [STEP_READ] = 150,
                   [STEP_WRITE] = 300,
                   [STEP_BATCH_BEGIN] = 20,
                   [STEP_BATCH_END] = 40,
                   [STEP_DISPOSE] = 6,
                   [STEP_RUN] = 15 },
      .n_contexts = 1,
      .failing = TRUE,
      .equality = TRUE,
  },
  {
      .name = "owners-and-writers",
      .summary = "effects that make effects, write and dispose; scopes",
      .weights = { [STEP_MAKE] = 60,
                   [STEP_DROP] = 30,
                   [STEP_READ] = 100,
                   [STEP_WRITE] = 300,
                   [STEP_BATCH_BEGIN] = 20,
                   [STEP_BATCH_END] = 40,
                   [STEP_FLUSH] = 8,
                   [STEP_DISPOSE] = 8,
                   [STEP_RUN] = 15 },
      .n_contexts = 1,
      .nesting = TRUE,
      .writing = TRUE,
  },
  {
      .name = "main-loop-and-listeners",
      .summary = "idle effects and notify::value, two contexts",
      .weights = { [STEP_MAKE] = 60,
                   [STEP_DROP] = 30,
                   [STEP_READ] = 100,
                   [STEP_WRITE] = 300,
                   [STEP_BATCH_BEGIN] = 20,
                   [STEP_BATCH_END] = 40,
                   [STEP_FLUSH] = 8,
                   [STEP_DISPOSE] = 4,
                   [STEP_RUN] = 10,
                   [STEP_LISTEN] = 30,
                   [STEP_SCHEDULE] = 20,
                   [STEP_ITERATE] = 40 },
      .n_contexts = 2,
      .nesting = TRUE,
  },
  {
      .name = "everything",
      .summary = "all of it at once",
      .weights = ALL_WEIGHTS,
      .n_contexts = 2,
      .equality = TRUE,
      .failing = TRUE,
      .nesting = TRUE,
      .writing = TRUE,
      .loose = TRUE,
  },
};

/* One program. */
typedef struct
{
  const Profile *profile;
  guint32 seed;
  int step;
  Oracle *oracle;
  Library *library;
} Program;

static void G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN
    fail (const Program *program, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_error ("profile %s, seed %u, step %d: %s\n  the step:%s", program->profile->name, program->seed,
           program->step, message, program->library->world.log->str);
}

/* The logs are the same up to where they differ: shows the rest, and a little of what is before. */
static void G_GNUC_NORETURN
fail_logs (const Program *program)
{
  const char *library = program->library->world.log->str;
  const char *oracle = program->oracle->world.log->str;
  gsize at = 0;

  while (library[at] == oracle[at])
    at++;
  at = at > 60 ? at - 60 : 0;
  fail (program, "they differ\n  library ...%s\n  oracle  ...%s", library + at, oracle + at);
}

/* O4, R15 */
static void
check_living (const Program *program)
{
  const GArray *living = program->oracle->living;

  for (guint i = 0; i < living->len; i++)
    {
      guint id = g_array_index (living, guint, i);

      if (library_thing (program->library, id)->object == NULL)
        fail (program, "%u has gone", id);
    }

  if (living->len != program->library->n_objects)
    fail (program, "%u nodes are alive, not %u", program->library->n_objects, living->len);
}

/* G1: what the library is linked to is what the oracle says it read. */
static void
check_deps (const Program *program, const Node *node)
{
  GObject *object = library_thing (program->library, node->id)->object;
  g_autoptr (GPtrArray) list = NULL;
  guint n = 0;

  list = reactivity_computation_list_dependencies (REACTIVITY_COMPUTATION (object));
  for (guint i = 0; i < node->deps->len; i++)
    {
      guint id = g_array_index (node->deps, Dep, i).id;

      if (!oracle_node (program->oracle, id)->alive)
        continue;
      if (n == list->len ||
          g_ptr_array_index (list, n) != library_thing (program->library, id)->object)
        fail (program, "dependency %u of %u is not %u", n, node->id, id);
      n++;
    }

  if (n != list->len)
    fail (program, "%u has %u dependencies, not %u", node->id, list->len, n);
}

/* Nothing is left stale: an effect that is not due has seen what it would see now. */
static void
check_effect (const Program *program, const Node *node)
{
  g_autoptr (GString) seen = g_string_new (NULL);
  const Thing *thing = library_thing (program->library, node->id);

  if (node->disposed || node->idle || program->oracle->contexts[node->spec->context].depth > 0)
    return;

  if (oracle_recompute_effect (program->oracle, node->id, seen) &&
      !g_string_equal (seen, thing->seen))
    fail (program, "effect %u saw %s, and would see %s", node->id, thing->seen->str, seen->str);
}

/* The oracle's own cache against values made of nothing but the signals. */
static void
check_source (const Program *program, const Node *node)
{
  gboolean known;
  gint64 value;

  if (node->woken || node->empty || node->disposed || node->error != NO_ERROR)
    return;

  value = oracle_recompute (program->oracle, node->id, &known);
  if (known && value != node->value)
    fail (program, "%u is %d, and would be %d", node->id, (int) node->value, (int) value);
}

static void
check_state (const Program *program, gboolean thoroughly)
{
  const GArray *living = program->oracle->living;

  for (guint i = 0; i < living->len; i++)
    {
      const Node *node = oracle_node (program->oracle, g_array_index (living, guint, i));

      if (node->spec->kind == KIND_EFFECT)
        check_effect (program, node);
      else if (thoroughly && node->spec->kind != KIND_SIGNAL && node->spec->kind != KIND_SCOPE)
        check_source (program, node);
      if (thoroughly && node->spec->kind != KIND_SIGNAL && node->spec->kind != KIND_SCOPE)
        check_deps (program, node);
    }
}

static void
apply (Program *program, const Step *step)
{
  World *library = &program->library->world;
  World *oracle = &program->oracle->world;

  program->step++;
  g_string_truncate (library->log, 0);
  g_string_truncate (oracle->log, 0);
  step_apply (step, library);
  step_apply (step, oracle);

  if (verbose)
    g_printerr ("%d: type %d node %u context %u:%s\n", program->step, step->type, step->node,
                step->context, library->log->str);
  if (!g_string_equal (library->log, oracle->log))
    fail_logs (program);
  check_living (program);
  if (library->log->len > 0)
    check_state (program, program->step % 8 == 0);
}

/* Ends what is open and drops what is held: nothing is left then. */
static void
finish (Program *program)
{
  const GArray *living = program->oracle->living;

  for (guint context = 0; context < N_CONTEXTS; context++)
    {
      while (program->oracle->contexts[context].batches > 0)
        apply (program, &(Step){ .type = STEP_BATCH_END, .context = context });
    }
  apply (program, &(Step){ .type = STEP_ITERATE });

  for (guint id = 2; id < program->oracle->nodes->len; id++)
    {
      if (oracle_node (program->oracle, id)->held)
        apply (program, &(Step){ .type = STEP_DROP, .node = id });
    }

  if (living->len > 0)
    fail (program, "%u nodes are left", living->len);
}

static void
run_program (const Profile *profile, guint32 seed)
{
  Program program = { profile, seed, 0, oracle_new (), library_new () };
  Generator *generator = generator_new (seed, profile, program.oracle);

  for (int i = 0; i < n_steps; i++)
    {
      Step step = generator_next (generator);

      apply (&program, &step);
    }
  finish (&program);

  library_free (program.library);
  generator_free (generator);
  oracle_free (program.oracle);
}

static void
test_profile (gconstpointer data)
{
  const Profile *profile = data;

  g_test_summary (profile->summary);

  for (int i = 0; i < n_seeds; i++)
    run_program (profile, (guint32) (first_seed + i));
}

/* How much longer all takes under what checks it: there fewer programs have to do. */
static int
slowdown (void)
{
  const char *value = g_getenv ("REACTIVITY_TEST_SLOWDOWN");

  return value != NULL ? MAX (1, atoi (value)) : 1;
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "Programs of each profile", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &first_seed, "The seed of the first", "SEED" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &n_steps, "Steps of each", "N" },
    { "verbose-program", 0, 0, G_OPTION_ARG_NONE, &verbose, "Print what happens", NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  n_seeds = MAX (1, n_seeds / slowdown ());
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);

  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autofree char *path = g_strdup_printf ("/reactivity/model/%s", profiles[i].name);

      g_test_add_data_func (path, &profiles[i], test_profile);
    }

  return g_test_run ();
}
