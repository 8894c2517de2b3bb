/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "harness.h"

/* The lists of links of the core, under random programs: computations read what a list says, the
 * list is edited between runs, nodes go. What a run leaves must be the list itself.
 *
 *   test-model-lists [--seeds N] [--first SEED] [--steps N] */

#define N_SOURCES 40
#define N_READERS 12

static int n_seeds = 50;
static int first_seed = 1;
static int n_steps = 1000;

typedef struct
{
  World *world;
  GRand *rand;
  guint32 seed;
  int step;
  GPtrArray *sources; /* (element-type Cell) unowned; NULL where one has gone */
  GPtrArray *readers; /* (element-type Cell) unowned */
  GPtrArray *lists;   /* (element-type GArray) by reader: indices of sources to read */
  guint new_links;    /* what the tracking of the last run said */
} Test;

static Test *test; /* for the functions, which only get a Cell */

static guint
below (guint n)
{
  return (guint) g_rand_int_range (test->rand, 0, (gint32) n);
}

static Cell *
source (guint i)
{
  return g_ptr_array_index (test->sources, i);
}

static GArray *
list_of (const Cell *reader)
{
  return g_ptr_array_index (test->lists, (guint) reader->note);
}

/* Reads the list, and sums it up; the sum may wrap around. */
static gint64
read_list (Cell *cell)
{
  GArray *list = list_of (cell);
  guint64 sum = 0;

  for (guint i = 0; i < list->len; i++)
    {
      Cell *read = source (g_array_index (list, guint, i));

      if (read == NULL)
        continue;
      if (read->node.flags & (RG_STALE | RG_EMPTY))
        rg_refresh (&read->node);
      test->new_links += (guint) rg_track (&read->node);
      sum = sum * 3 + (guint64) read->value;
    }

  return (gint64) sum;
}

static void
test_begin (Test *self, guint32 seed)
{
  *self = (Test){ world_new (),
                  g_rand_new_with_seed (seed),
                  seed,
                  0,
                  g_ptr_array_new (),
                  g_ptr_array_new (),
                  g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref),
                  0 };
  test = self;
}

static void
test_end (Test *self)
{
  world_free (self->world);
  g_rand_free (self->rand);
  g_ptr_array_unref (self->sources);
  g_ptr_array_unref (self->readers);
  g_ptr_array_unref (self->lists);
}

static void
add_source (gint64 value)
{
  g_ptr_array_add (test->sources, signal_new (test->world, value));
}

static Cell *
add_reader (guint32 flags)
{
  Cell *cell = cell_new (test->world, flags, read_list);

  cell->note = test->lists->len;
  g_ptr_array_add (test->lists, g_array_new (FALSE, FALSE, sizeof (guint)));
  g_ptr_array_add (test->readers, cell);
  return cell;
}

/* Editing. */

static void
insert (GArray *list, guint at, guint value)
{
  g_array_insert_val (list, at, value);
}

static void
swap (GArray *list, guint i, guint j)
{
  guint value = g_array_index (list, guint, i);

  g_array_index (list, guint, i) = g_array_index (list, guint, j);
  g_array_index (list, guint, j) = value;
}

static gboolean
contains (const GArray *list, guint value)
{
  for (guint i = 0; i < list->len; i++)
    {
      if (g_array_index (list, guint, i) == value)
        return TRUE;
    }

  return FALSE;
}

/* An edit that a run should follow with few new links: returns how many. */
static guint
edit_a_little (GArray *list)
{
  guint value = below (test->sources->len);

  switch (list->len < 2 ? 0 : below (4))
    {
    case 0:
      if (contains (list, value))
        return 0;
      insert (list, below (list->len + 1), value);
      return 1;
    case 1:
      g_array_remove_index (list, below (list->len));
      return 0;
    case 2:
      value = below (list->len - 1);
      swap (list, value, value + 1);
      return 0;
    default:
      value = below (list->len);
      {
        guint moved = g_array_index (list, guint, value);

        g_array_remove_index (list, value);
        insert (list, below (list->len + 1), moved);
      }
      return 1;
    }
}

/* With @unique no source twice. */
static void
edit_a_lot (GArray *list, gboolean unique)
{
  guint n = below (6);
  guint value;

  switch (below (5))
    {
    case 0:
      for (guint i = 0; i + 1 < list->len; i++)
        swap (list, i, i + below (list->len - i));
      break;
    case 1:
      n *= 2;
      g_array_set_size (list, MIN (list->len, n));
      break;
    case 2:
      for (guint i = 0; i < n * 4; i++)
        {
          value = below (test->sources->len);
          if (!unique || !contains (list, value))
            insert (list, below (list->len + 1), value);
        }
      break;
    case 3:
      for (guint i = 0; i < n && list->len > 0; i++)
        g_array_remove_index (list, below (list->len));
      break;
    default:
      edit_a_little (list);
      break;
    }

  if (list->len > 60)
    g_array_set_size (list, 30);
}

/* Checking. */

static void G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN fail (const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_error ("seed %u, step %d: %s", test->seed, test->step, message);
}

/* The list that is left when each source counts at its first place, and those that have gone not at
 * all. */
static GArray *
expected_list (const Cell *reader)
{
  GArray *list = list_of (reader);
  GArray *expected = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < list->len; i++)
    {
      guint value = g_array_index (list, guint, i);

      if (source (value) != NULL && !contains (expected, value))
        g_array_append_val (expected, value);
    }

  return expected;
}

static guint
index_of (const RgNode *node)
{
  for (guint i = 0; i < test->sources->len; i++)
    {
      if (source (i) != NULL && &source (i)->node == node)
        return i;
    }

  fail ("a link to an unknown node");
}

/* What a run read, in that order, and nothing else. A source that is read more than once may have
 * more than one link. */
static void
check_reader (const Cell *reader, gboolean fresh)
{
  g_autoptr (GArray) expected = expected_list (reader);
  gboolean single = expected->len == list_of (reader)->len;
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < reader->node.n_deps; i++)
    {
      const RgLink *link = &reader->node.deps[i];
      guint value;

      if (link->node == NULL && fresh)
        fail ("reader %d: an empty link after a run", (int) reader->note);
      if (link->node == NULL)
        continue;

      value = index_of (link->node);
      if (fresh && link->version != link->node->version)
        fail ("reader %d: source %u was read just now", (int) reader->note, value);
      if (contains (found, value) && single)
        fail ("reader %d: source %u is linked twice", (int) reader->note, value);
      if (!contains (found, value))
        g_array_append_val (found, value);
    }

  if (found->len != expected->len)
    fail ("reader %d: %u dependencies, not %u", (int) reader->note, found->len, expected->len);
  for (guint i = 0; i < found->len; i++)
    {
      if (g_array_index (found, guint, i) != g_array_index (expected, guint, i))
        fail ("reader %d: dependency %u is %u, not %u", (int) reader->note, i,
              g_array_index (found, guint, i), g_array_index (expected, guint, i));
    }
}

/* The other direction: who reads a source is told by nothing but the lists. */
static void
check_source (guint i)
{
  const RgNode *node = &source (i)->node;

  for (guint j = 0; j < test->readers->len; j++)
    {
      const Cell *reader = g_ptr_array_index (test->readers, j);
      gboolean linked = FALSE;

      for (guint k = 0; k < node->n_subs; k++)
        linked |= node->subs[k].node == &reader->node;
      if (linked != (contains (list_of (reader), i) && reader->runs > 0))
        fail ("source %u, reader %u: %s", i, j, linked ? "linked" : "not linked");
    }
}

static void
run (Cell *reader)
{
  test->new_links = 0;
  g_assert_cmpint (rg_run_now (&reader->node), ==, RG_OK);
}

/* Programs. */

/* One reader: a small edit costs no search and no more than one new link. */
static void
edit_program (guint32 seed)
{
  Test self;
  Cell *reader;

  test_begin (&self, seed);
  for (guint i = 0; i < N_SOURCES; i++)
    add_source (i);
  reader = add_reader (RG_EFFECT);

  for (test->step = 0; test->step < n_steps; test->step++)
    {
      GArray *list = list_of (reader);
      guint allowed = G_MAXUINT;

      if (below (20) == 0)
        edit_a_lot (list, TRUE);
      else
        allowed = below (4) == 0 ? 0 : edit_a_little (list);

      if (list->len == 0)
        {
          insert (list, 0, below (N_SOURCES));
          allowed = 1;
        }

      run (reader);
      check_reader (reader, TRUE);
      if (test->new_links > allowed)
        fail ("%u new links for one edit", test->new_links);

      run (reader);
      if (test->new_links > 0)
        fail ("%u new links where nothing changed", test->new_links);
    }

  test_end (&self);
}

static void
write_some (void)
{
  guint i = below (test->sources->len);

  if (source (i) == NULL || source (i)->func != NULL)
    return;

  cell_set (source (i), below (4));
}

/* Sources go, others come in their place. */
static void
replace_some (void)
{
  guint i = below (test->sources->len);

  if (source (i) != NULL)
    {
      cell_free (test->world, source (i));
      test->sources->pdata[i] = NULL;
      return;
    }

  /* The new one is nobody's dependency yet, whatever the lists say. */
  for (guint j = 0; j < test->lists->len; j++)
    {
      GArray *list = g_ptr_array_index (test->lists, j);

      for (guint k = list->len; k > 0; k--)
        {
          if (g_array_index (list, guint, k - 1) == i)
            g_array_remove_index (list, k - 1);
        }
    }
  test->sources->pdata[i] = signal_new (test->world, below (4));
}

/* Many readers, some of which read each other: places remembered in the sources are overwritten. */
static void
crowd_program (guint32 seed)
{
  Test self;

  test_begin (&self, seed);
  for (guint i = 0; i < N_SOURCES; i++)
    add_source (below (4));
  for (guint i = 0; i < N_READERS; i++)
    {
      add_reader (RG_EFFECT);
      insert (g_ptr_array_index (test->lists, i), 0, below (N_SOURCES));
    }

  for (test->step = 0; test->step < n_steps; test->step++)
    {
      Cell *reader = g_ptr_array_index (test->readers, below (N_READERS));
      guint what = below (10);

      if (what < 5)
        {
          edit_a_lot (list_of (reader), FALSE);
          run (reader);
          check_reader (reader, TRUE);
        }
      else if (what < 8)
        {
          write_some ();
        }
      else
        {
          replace_some ();
        }

      for (guint i = 0; i < N_READERS; i++)
        {
          const Cell *other = g_ptr_array_index (test->readers, i);

          if (other->runs > 0)
            check_reader (other, FALSE);
        }
      if (test->step % 16 == 0)
        {
          for (guint i = 0; i < N_SOURCES; i++)
            {
              if (source (i) != NULL)
                check_source (i);
            }
        }
    }

  test_end (&self);
}

/* Versions are given out from just below 2^32 on: a reader that saw an old value never takes a new
 * one for it, however many there were in between. Writes come in batches, so that the versions alone
 * decide. */
static void
wrap_program (guint32 seed)
{
  Test self;
  gint64 seen[N_READERS];
  gint64 value = 0;
  Cell *cell;

  test_begin (&self, seed);
  add_source (0);
  cell = source (0);
  for (guint i = 0; i < N_READERS; i++)
    {
      add_reader (RG_LAZY | RG_DIRTY);
      insert (g_ptr_array_index (test->lists, i), 0, 0);
      seen[i] = -1;
    }

  for (test->step = 0; test->step < n_steps / 4; test->step++)
    {
      guint n_writes = below (6);
      guint n_reads = below (4);
      guint32 jump;

      /* All have the current version now, and none will be given out again. */
      if (below (8) == 0)
        {
          for (guint i = 0; i < N_READERS; i++)
            {
              cell_get (g_ptr_array_index (test->readers, i));
              seen[i] = value;
            }
          jump = G_MAXUINT32 - below (8);
          cell->node.newest = MAX (cell->node.newest, jump);
          rg_batch_begin (test->world->graph);
          cell_set (cell, ++value);
          rg_batch_end (test->world->graph);
        }

      rg_batch_begin (test->world->graph);
      for (guint i = 0; i < n_writes; i++)
        cell_set (cell, ++value);
      rg_batch_end (test->world->graph);
      if (cell->node.version == 0)
        fail ("a version is 0");

      for (guint i = 0; i < n_reads; i++)
        {
          guint j = below (N_READERS);
          Cell *reader = g_ptr_array_index (test->readers, j);
          guint runs = reader->runs;

          if (cell_get (reader) != value)
            fail ("reader %u has %d, not %d", j, (int) reader->value, (int) value);
          if (reader->runs - runs != (seen[j] != value ? 1 : 0))
            fail ("reader %u ran %u times", j, reader->runs - runs);
          seen[j] = value;
        }
    }

  test_end (&self);
}

static void
test_program (gconstpointer data)
{
  void (*program) (guint32 seed) = (void (*) (guint32)) data;

  g_test_summary ("random lists of reads");

  for (int i = 0; i < n_seeds; i++)
    program ((guint32) (first_seed + i));
}

int
main (int argc, char **argv)
{
  const GOptionEntry entries[] = {
    { "seeds", 0, 0, G_OPTION_ARG_INT, &n_seeds, "Programs of each kind", "N" },
    { "first", 0, 0, G_OPTION_ARG_INT, &first_seed, "The seed of the first", "SEED" },
    { "steps", 0, 0, G_OPTION_ARG_INT, &n_steps, "Steps of each", "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) options = g_option_context_new (NULL);
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error))
    g_error ("%s", error->message);

  g_test_add_data_func ("/reactivity/lists/edits-keep-links", edit_program, test_program);
  g_test_add_data_func ("/reactivity/lists/crowds-and-gone-sources", crowd_program, test_program);
  g_test_add_data_func ("/reactivity/lists/versions-wrap", wrap_program, test_program);
  return g_test_run ();
}
