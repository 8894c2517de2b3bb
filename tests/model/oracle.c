/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle.h"

/* The oracle says what a program has to do: which functions run, in which order, what they see, who
 * is told, and who is gone. It knows nothing of the library. It is written to be believed, not to
 * be fast: there are no marks that spare a walk, no links, and no clever orders. A node has the list
 * of what it read, and everything else is searched for. Its rules, and where they come from:
 *
 * R1  (G1) The reads that are tracked in a run are its dependencies, in the order of the first read;
 *     each with the stamp that the source had, or with none if it changed between two reads. A stamp
 *     names a value: two values of one source that differ have different stamps, and each change
 *     gives a new one. [oracle_read]
 *
 * R2  (G2, G6) A value that equals the one that is there is no change. In a batch a source remembers
 *     what it was before; getting that back gives it the stamp of then, so that for whoever saw only
 *     that nothing has changed. That ends with the flush that lets everybody see what is there. [store]
 *
 * R3  (E1) A failed run is a change for those that read the node, and so is the run that ends the
 *     failure. Before it was ever computed, a value has nothing to be compared with. [store]
 *
 * R4  (G3) A change of a signal wakes all computations that depend on it, at any distance. Waking
 *     runs nothing. A computation that is not awake is up to date. [wake]
 *
 * R5  (G3, G4) A computation that is awake is brought up to date when it is read, when a reader that
 *     is awake checks it, or, if it is an effect, by the flush. For that its dependencies are
 *     brought up to date one by one, in the order in which it read them, and at the first whose
 *     stamp is not the one it saw, it runs. If there is none it does not. A signal that it reads
 *     itself, and that changed outside a batch, needs no look: it runs. [check]
 *
 * R6  (G7) A memoized that would run by R5 gets a new stamp and is empty instead; it runs when it is
 *     read. [check, refresh]
 *
 * R7  (G5) An effect that is woken is due: it is put at the end of its context's queue, unless it is
 *     there already; those woken by one change in the order in which they were made. One that runs
 *     at that time is put there when its run has ended. [wake, run]
 *
 * R8  (G5, G6) The queue is run from its front as soon as nothing is under way in the context: no
 *     batch, no run, no flush. `flush` runs it at once. If an owner of the effect at the front is
 *     due, the outermost such owner runs first. [flush]
 *
 * R9  (G8) A computation that writes what it reads is not woken by that. When its run ends it counts
 *     as having read just then all that is up to date. [wake, end_run]
 *
 * R10 (G9, G10) Before a run, and when a node is disposed, what it owns ends: the last made first,
 *     and before it what that owns. A disposed computation has no dependencies, is not due, and gives
 *     up what its function held. One that is running is disposed when the run has ended. A derived
 *     keeps its value or error, and fails if it has neither. [end, end_owned, run]
 *
 * R11 (E3, G11) A run that failed keeps the dependencies of the run before that it did not come to
 *     read. So does a run without any, if the strategy says so. What it kept counts as read in this
 *     run, unless it is awake: then what was seen before counts. [keep_rest]
 *
 * R12 (E1, E2) A read of a source that failed makes the innermost running function fail, unless it
 *     asked for the error; without one the error is reported. An effect's error is reported, too,
 *     except to the program that ran the effect itself. A function's own error goes before. [fail]
 *
 * R13 A source that had a listener of notify::value is put into the queue as an effect is; a signal that
 *     changes, before what it wakes. When it is its turn it is brought up to date, and if it has not
 *     the stamp of when it was queued, the listener is called. [announce]
 *
 * R14 An idle effect that is woken waits for the main context: for each context and priority there
 *     is one GSource, attached when the first effect begins to wait; it runs those that wait at that
 *     time, in the order in which they began to. [make_due, iterate]
 *
 * R15 (O1, O2) A node lives while somebody has a reference: the program, the data of a function, or
 *     its owner. Dependencies are no references; what was read and has gone is skipped. [unref]
 *
 *     What goes when the data of a function is dropped may drop data, too; that waits until the
 *     first is done, and the last such data goes first (G13). [drop_function]
 *
 * R16 (G12) Queue, depth, batches and what is running belong to one context. A read from a running
 *     computation of another context is not tracked.
 *
 * Independent of all that, oracle_recompute() computes a value from nothing but the signals by
 * calling every function again (recompute.c). Where it can say what a value is, it has the last
 * word. */

/* Programs are made to come to an end. */
#define MAX_RUNS 1000000

/* No value has this stamp. */
#define NO_STAMP 0

/* Who runs, who reads and who owns, innermost last. */
typedef struct
{
  guint runner; /* its function is called; 0 for none */
  guint active; /* it is linked to what is read; 0 for none */
  guint owner;  /* it owns what is made; 0 for nobody */
} Frame;

/* A GSource of the main context. */
typedef struct
{
  guint context;
  int priority;
  GArray *waiting; /* (owned) (element-type guint) */
} Idle;

static void run (Oracle *oracle, Node *node);
static void refresh (Oracle *oracle, Node *node);
static void end (Oracle *oracle, Node *node);
static void flush (Oracle *oracle, guint context);
static void make_due (Oracle *oracle, Node *node);

Node *
oracle_node (Oracle *oracle, guint id)
{
  return g_ptr_array_index (oracle->nodes, id);
}

static Node *
nth_living (Oracle *oracle, guint i)
{
  return oracle_node (oracle, g_array_index (oracle->living, guint, i));
}

static gboolean
is_computation (const Node *node)
{
  return node->spec->kind != KIND_SIGNAL && node->spec->kind != KIND_SCOPE;
}

static Frame
frame_of (Oracle *oracle, guint context)
{
  GArray *frames = oracle->contexts[context].frames;

  return frames->len > 0 ? g_array_index (frames, Frame, frames->len - 1) : (Frame){ 0, 0, 0 };
}

/* @runner is 0 where no function is called: the one that called is still the innermost. */
static void
enter (Oracle *oracle, guint context, guint runner, guint active, guint owner)
{
  Frame frame = { runner != 0 ? runner : frame_of (oracle, context).runner, active, owner };

  g_array_append_val (oracle->contexts[context].frames, frame);
}

static void
leave (Oracle *oracle, guint context)
{
  GArray *frames = oracle->contexts[context].frames;

  g_array_set_size (frames, frames->len - 1);
}

static void
hold (Oracle *oracle, guint context)
{
  oracle->contexts[context].depth++;
}

/* R8 */
static void
unhold (Oracle *oracle, guint context)
{
  if (--oracle->contexts[context].depth == 0)
    flush (oracle, context);
}

/* Failures (R12). */

static const char *
error_name (int error, char *buffer)
{
  if (error == DISPOSED_ERROR)
    return "disposed";

  g_snprintf (buffer, 32, "of %d", error);
  return buffer;
}

static void
report (Oracle *oracle, Node *node, int error)
{
  char buffer[32];

  world_log (&oracle->world, " error(%u: %s)", node->id, error_name (error, buffer));
}

static void
fail_reader (Oracle *oracle, Node *source)
{
  guint runner = frame_of (oracle, source->spec->context).runner;

  if (runner == 0)
    report (oracle, source, source->error);
  else if (oracle_node (oracle, runner)->inherited == NO_ERROR)
    oracle_node (oracle, runner)->inherited = source->error;
}

/* Waking (R4, R7, R9, R13). */

static Dep *
find_dep (const GArray *deps, guint id)
{
  for (guint i = 0; i < deps->len; i++)
    {
      if (g_array_index (deps, Dep, i).id == id)
        return &g_array_index (deps, Dep, i);
    }

  return NULL;
}

/* While a computation runs, what the run before read counts, too. */
static gboolean
depends_on (const Node *node, guint id)
{
  return find_dep (node->deps, id) != NULL || find_dep (node->reading, id) != NULL;
}

static gboolean
depends_on_reached (Oracle *oracle, const Node *node)
{
  for (guint i = 0; i < oracle->living->len; i++)
    {
      Node *source = nth_living (oracle, i);

      if (source->reached && depends_on (node, source->id))
        return TRUE;
    }

  return FALSE;
}

static void
find_reached (Oracle *oracle, Node *source)
{
  guint runner = frame_of (oracle, source->spec->context).runner;
  gboolean more = TRUE;

  for (guint i = 0; i < oracle->living->len; i++)
    nth_living (oracle, i)->reached = FALSE;
  source->reached = TRUE;

  while (more)
    {
      more = FALSE;
      for (guint i = 0; i < oracle->living->len; i++)
        {
          Node *node = nth_living (oracle, i);

          if (!node->reached && node->id != runner && depends_on_reached (oracle, node))
            node->reached = more = TRUE;
        }
    }

  if (runner != 0 && depends_on_reached (oracle, oracle_node (oracle, runner)))
    oracle_node (oracle, runner)->wrote_own = TRUE;
}

static void
wake (Oracle *oracle, Node *source, gboolean sure)
{
  find_reached (oracle, source);

  for (guint i = 0; i < oracle->living->len; i++)
    {
      Node *node = nth_living (oracle, i);

      if (!node->reached || node == source)
        continue;

      node->woken = TRUE;
      if (sure && find_dep (node->running ? node->reading : node->deps, source->id) != NULL)
        node->sure = TRUE;
      make_due (oracle, node);
    }
}

static void
wait_for_main_context (Oracle *oracle, Node *node)
{
  Idle idle = { node->spec->context, node->priority, NULL };

  if (node->waiting != NULL)
    return;

  for (guint i = 0; i < oracle->idles->len && node->waiting == NULL; i++)
    {
      Idle *other = &g_array_index (oracle->idles, Idle, i);

      if (other->context == idle.context && other->priority == idle.priority)
        node->waiting = other->waiting;
    }

  if (node->waiting == NULL)
    {
      node->waiting = idle.waiting = g_array_new (FALSE, FALSE, sizeof (guint));
      g_array_append_val (oracle->idles, idle);
    }
  g_array_append_val (node->waiting, node->id);
}

static void
make_due (Oracle *oracle, Node *node)
{
  if (node->spec->kind != KIND_EFFECT && !node->watched)
    return;
  if (node->queued || node->running || node->disposed)
    return;

  if (node->idle)
    {
      wait_for_main_context (oracle, node);
      return;
    }

  node->queued = TRUE;
  node->announced = node->stamp;
  g_array_append_val (oracle->contexts[node->spec->context].queue, node->id);
}

static void
forget_in (GArray *ids, guint id)
{
  for (guint i = 0; i < ids->len; i++)
    {
      if (g_array_index (ids, guint, i) == id)
        g_array_index (ids, guint, i) = 0;
    }
}

static void
leave_queue (Oracle *oracle, Node *node)
{
  if (node->queued)
    forget_in (oracle->contexts[node->spec->context].queue, node->id);
  node->queued = FALSE;
}

static void
stop_waiting (Node *node)
{
  if (node->waiting != NULL)
    forget_in (node->waiting, node->id);
  node->waiting = NULL;
}

/* Values (R2, R3). */

typedef enum
{
  SAME,
  CHANGED,
  RESTORED,
} Stored;

static Stored
store (Oracle *oracle, Node *node, gint64 value)
{
  guint context = node->spec->context;
  gboolean first = !node->computed;

  node->computed = TRUE;
  if (first || node->equality == EQUAL_NEVER || node->spec->kind == KIND_MEMO)
    {
      node->value = value;
      return CHANGED;
    }

  if (program_equal (node->equality, node->value, value))
    return SAME;

  if (node->has_saved && program_equal (node->equality, node->saved, value))
    {
      node->value = value;
      return RESTORED;
    }

  /* What failed had no value that could come back. */
  if (oracle->contexts[context].batches > 0 && node->error == NO_ERROR &&
      !(node->has_saved && node->saved_batch == oracle->contexts[context].batch))
    {
      node->has_saved = TRUE;
      node->saved_batch = oracle->contexts[context].batch;
      node->saved = node->value;
      node->saved_stamp = node->stamp;
    }

  node->value = value;
  return CHANGED;
}

static void
forget_saved (Oracle *oracle, guint context)
{
  for (guint i = 0; i < oracle->living->len; i++)
    {
      if (nth_living (oracle, i)->spec->context == context)
        nth_living (oracle, i)->has_saved = FALSE;
    }
}

static gboolean
oracle_write (World *world, guint id, gint64 value, int how)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;
  Stored stored;

  if (!node->alive)
    return FALSE;

  stored = store (oracle, node, value);
  world_log (world, " write(%u=%d: %d)", id, (int) value, stored != SAME);
  if (stored == SAME)
    return FALSE;

  make_due (oracle, node);
  node->stamp = stored == CHANGED ? ++oracle->stamps : node->saved_stamp;

  hold (oracle, context);
  wake (oracle, node, stored == CHANGED && oracle->contexts[context].batches == 0);
  unhold (oracle, context);
  return TRUE;
}

/* Reading (R1). */

static gint64
oracle_read (World *world, guint id, How how)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  char buffer[32];
  guint active;

  if (!node->alive)
    {
      world_log (world, " %u:gone", id);
      return 0;
    }

  refresh (oracle, node);

  active = frame_of (oracle, node->spec->context).active;
  if (how != READ_PEEK && active != 0)
    {
      Dep dep = { id, node->stamp };
      GArray *reading = oracle_node (oracle, active)->reading;

      Dep *before = find_dep (reading, id);

      if (before == NULL)
        g_array_append_val (reading, dep);
      else if (before->seen != node->stamp)
        before->seen = NO_STAMP;
    }

  if (node->error == NO_ERROR)
    {
      world_log (world, " %u:%d", id, (int) node->value);
      return node->value;
    }

  if (how == READ_CAREFUL)
    {
      world_log (world, " %u:%s", id, error_name (node->error, buffer));
      return FAILED_VALUE;
    }

  fail_reader (oracle, node);
  world_log (world, " %u:0", id);
  return 0;
}

/* Bringing up to date (R5, R6). */

static void
read_now (Oracle *oracle, Dep *dep)
{
  if (!oracle_node (oracle, dep->id)->woken)
    dep->seen = oracle_node (oracle, dep->id)->stamp;
}

static void
check (Oracle *oracle, Node *node)
{
  gboolean changed = node->sure;

  if (!node->woken)
    return;

  for (guint i = 0; !changed && i < node->deps->len; i++)
    {
      Dep dep = g_array_index (node->deps, Dep, i);
      Node *source = oracle_node (oracle, dep.id);

      if (!source->alive)
        continue;
      check (oracle, source);
      changed = source->stamp != dep.seen;
    }

  node->woken = node->sure = FALSE;
  if (changed && node->spec->kind == KIND_MEMO)
    {
      for (guint i = 0; i < node->deps->len; i++)
        read_now (oracle, &g_array_index (node->deps, Dep, i));
      node->empty = TRUE;
      node->stamp = ++oracle->stamps;
    }
  else if (changed)
    {
      run (oracle, node);
    }
}

static void
refresh (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;

  hold (oracle, context);
  check (oracle, node);
  if (node->empty)
    run (oracle, node);
  unhold (oracle, context);
}

/* Running (R7, R9, R11). */

static void
keep_rest (Oracle *oracle, Node *node)
{
  for (guint i = 0; i < node->deps->len; i++)
    {
      Dep dep = g_array_index (node->deps, Dep, i);

      if (find_dep (node->reading, dep.id) != NULL)
        continue;
      read_now (oracle, &dep);
      g_array_append_val (node->reading, dep);
    }
}

static void
end_run (Oracle *oracle, Node *node, gboolean failed)
{
  if (failed || (node->reading->len == 0 && node->spec->loss == LOSS_RESTORE))
    keep_rest (oracle, node);

  g_array_set_size (node->deps, 0);
  for (guint i = 0; i < node->reading->len; i++)
    {
      Dep dep = g_array_index (node->reading, Dep, i);

      if (node->wrote_own)
        read_now (oracle, &dep);
      g_array_append_val (node->deps, dep);
    }

  g_array_set_size (node->reading, 0);
  node->wrote_own = FALSE;
}

static void
end_owned (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;

  hold (oracle, context);
  enter (oracle, context, 0, 0, 0);
  while (node->owned->len > 0)
    {
      Item item = g_array_index (node->owned, Item, node->owned->len - 1);

      g_array_set_size (node->owned, node->owned->len - 1);
      if (item.cleanup)
        {
          world_log (&oracle->world, " cleanup(%u.%d)", item.id, item.tag);
          continue;
        }

      end_owned (oracle, oracle_node (oracle, item.id));
      oracle_node (oracle, item.id)->owner = 0;
      end (oracle, oracle_node (oracle, item.id));
    }
  leave (oracle, context);
  oracle->contexts[context].depth--;
}

static void
run (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;
  gboolean was_failed = node->error != NO_ERROR;
  Stored stored = SAME;
  int error;

  g_assert (oracle->runs++ < MAX_RUNS);
  node->woken = node->sure = node->empty = node->disposed = FALSE;
  node->running = TRUE;
  node->inherited = NO_ERROR;
  enter (oracle, context, node->id, node->id, node->id);
  end_owned (oracle, node);

  if (!node->has_function)
    {
      error = node->error == NO_ERROR && !node->computed ? DISPOSED_ERROR : node->error;
      was_failed = error == node->error && was_failed;
      node->disposed = TRUE;
    }
  else
    {
      gint64 value = program_call (&oracle->world, node->id, node->spec, &error);

      /* A function that only met an error has given a value, for nobody to see. */
      if (error == NO_ERROR && node->spec->kind != KIND_EFFECT)
        stored = store (oracle, node, value);
    }

  if (error == NO_ERROR)
    error = node->inherited;
  node->error = error;
  if (stored == RESTORED && error == NO_ERROR && !was_failed)
    node->stamp = node->saved_stamp;
  if (node->spec->kind == KIND_EFFECT && error != NO_ERROR && oracle->caller != node->id)
    {
      report (oracle, node, error);
      node->error = NO_ERROR;
    }
  leave (oracle, context);

  end_run (oracle, node, error != NO_ERROR);
  if ((stored == CHANGED || error != NO_ERROR || was_failed) && node->spec->kind != KIND_MEMO)
    node->stamp = ++oracle->stamps;

  node->running = FALSE;
  if (node->disposed)
    {
      node->disposed = FALSE;
      end (oracle, node);
    }
  else if (node->woken)
    make_due (oracle, node);
}

/* The end (R10, R15). */

static void
unref (Oracle *oracle, guint id)
{
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;

  g_assert (node->refs > 0);
  if (--node->refs > 0)
    return;

  hold (oracle, context);
  if (is_computation (node) && !node->disposed)
    end (oracle, node);
  end_owned (oracle, node);
  leave_queue (oracle, node);
  node->alive = FALSE;
  for (guint i = 0; i < oracle->living->len; i++)
    {
      if (nth_living (oracle, i) == node)
        g_array_remove_index (oracle->living, i);
    }
  unhold (oracle, context);
}

static void
disown (Oracle *oracle, Node *node)
{
  GArray *owned;

  if (node->owner == 0)
    return;

  owned = oracle_node (oracle, node->owner)->owned;
  for (guint i = 0; i < owned->len; i++)
    {
      if (!g_array_index (owned, Item, i).cleanup && g_array_index (owned, Item, i).id == node->id)
        {
          g_array_remove_index (owned, i);
          break;
        }
    }
  node->owner = 0;
}

static void
drop_data (Oracle *oracle, const Spec *spec)
{
  for (guint i = 0; spec->holds && i < spec->reads->len; i++)
    unref (oracle, g_array_index (spec->reads, guint, i));
}

static void
drop_function (Oracle *oracle, Node *node)
{
  guint context = node->spec->context;
  GPtrArray *dropped = oracle->contexts[context].dropped;

  g_ptr_array_add (dropped, (gpointer) node->spec);
  if (oracle->contexts[context].dropping)
    return;

  oracle->contexts[context].dropping = TRUE;
  while (dropped->len > 0)
    drop_data (oracle, g_ptr_array_steal_index (dropped, dropped->len - 1));
  oracle->contexts[context].dropping = FALSE;
}

static void
end (Oracle *oracle, Node *node)
{
  gboolean had_function = node->has_function;
  gboolean owner_ref = node->owner_ref;

  if (node->running)
    {
      node->disposed = TRUE;
      return;
    }

  disown (oracle, node);
  end_owned (oracle, node);
  node->disposed = TRUE;
  node->has_function = node->owner_ref = FALSE;
  leave_queue (oracle, node);
  stop_waiting (node);
  g_array_set_size (node->deps, 0);
  if (node->woken)
    node->sure = TRUE;

  if (had_function)
    drop_function (oracle, node);
  if (owner_ref)
    unref (oracle, node->id);
}

static void
oracle_dispose (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  guint context = node->spec->context;

  if (!node->alive)
    return;

  world_log (world, " dispose(%u)", id);
  hold (oracle, context);
  if (node->spec->kind == KIND_SCOPE)
    end_owned (oracle, node);
  else
    end (oracle, node);
  unhold (oracle, context);
}

static void
oracle_dispose_owner (World *world, guint id)
{
  guint maker = oracle_node ((Oracle *) world, id)->maker;

  if (maker != 0)
    oracle_dispose (world, maker);
}

static void
oracle_drop (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;

  oracle_node (oracle, id)->held = FALSE;
  unref (oracle, id);
}

/* Flushing (R8, R13). */

static void
announce (Oracle *oracle, Node *node)
{
  if (!node->listened)
    return;

  node->refs++;
  refresh (oracle, node);
  if (node->stamp != node->announced)
    {
      world_log (&oracle->world, " notify(");
      oracle_read (&oracle->world, node->id, READ_PEEK);
      world_log (&oracle->world, ")");
    }
  unref (oracle, node->id);
}

static Node *
outermost_due (Oracle *oracle, Node *node)
{
  Node *due = node;

  for (guint id = node->owner; id != 0; id = oracle_node (oracle, id)->owner)
    {
      if (oracle_node (oracle, id)->queued)
        due = oracle_node (oracle, id);
    }

  return due;
}

static void
flush (Oracle *oracle, guint context)
{
  GArray *queue = oracle->contexts[context].queue;

  hold (oracle, context);
  oracle->contexts[context].flushing++;
  while (queue->len > 0)
    {
      guint id = g_array_index (queue, guint, 0);
      Node *node;

      if (id == 0)
        {
          g_array_remove_index (queue, 0);
          continue;
        }

      node = outermost_due (oracle, oracle_node (oracle, id));
      node->queued = FALSE;
      forget_in (queue, node->id);
      if (node->spec->kind == KIND_EFFECT)
        check (oracle, node);
      else
        announce (oracle, node);
    }

  /* R2 */
  if (--oracle->contexts[context].flushing == 0)
    forget_saved (oracle, context);
  oracle->contexts[context].depth--;
}

static void
oracle_flush (World *world, guint context)
{
  flush ((Oracle *) world, context);
}

static void
oracle_batch_begin (World *world, guint context)
{
  Oracle *oracle = (Oracle *) world;

  if (oracle->contexts[context].batches++ == 0)
    oracle->contexts[context].batch++;
  hold (oracle, context);
}

static void
oracle_batch_end (World *world, guint context)
{
  Oracle *oracle = (Oracle *) world;

  oracle->contexts[context].batches--;
  unhold (oracle, context);
}

static void
oracle_untrack_begin (World *world, guint context)
{
  enter ((Oracle *) world, context, 0, 0, 0);
}

static void
oracle_untrack_end (World *world, guint context)
{
  leave ((Oracle *) world, context);
}

/* Idle effects (R14). */

static void
run_waiting (Oracle *oracle, GArray *waiting, guint context)
{
  for (guint i = 0; i < waiting->len; i++)
    {
      guint id = g_array_index (waiting, guint, i);

      if (id == 0)
        continue;

      oracle_node (oracle, id)->waiting = NULL;
      hold (oracle, context);
      check (oracle, oracle_node (oracle, id));
      unhold (oracle, context);
    }
}

/* Until nobody waits: of the GSources with the best priority those that are there now, in turn. */
static void
oracle_iterate (World *world)
{
  Oracle *oracle = (Oracle *) world;

  while (oracle->idles->len > 0)
    {
      int best = G_MAXINT;
      guint n_idles = oracle->idles->len;

      for (guint i = 0; i < n_idles; i++)
        best = MIN (best, g_array_index (oracle->idles, Idle, i).priority);

      for (guint i = 0; i < n_idles;)
        {
          Idle idle = g_array_index (oracle->idles, Idle, i);

          if (idle.priority != best)
            {
              i++;
              continue;
            }

          /* An effect that loses its place in `waiting` meanwhile is found there. */
          g_array_remove_index (oracle->idles, i);
          n_idles--;
          run_waiting (oracle, idle.waiting, idle.context);
          g_array_unref (idle.waiting);
        }
    }
}

static void
oracle_set_schedule (World *world, guint id, gboolean idle, int priority)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);

  hold (oracle, node->spec->context);
  stop_waiting (node);
  if (idle)
    leave_queue (oracle, node);
  node->idle = idle;
  node->priority = priority;
  if (node->woken)
    make_due (oracle, node);
  unhold (oracle, node->spec->context);
}

/* Running because the program says so, and making. */

static void
run_now (Oracle *oracle, Node *node)
{
  node->refs++;
  hold (oracle, node->spec->context);
  leave_queue (oracle, node);
  run (oracle, node);
  unhold (oracle, node->spec->context);
  unref (oracle, node->id);
}

static void
oracle_run_effect (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);
  guint caller = oracle->caller;
  char buffer[32];

  oracle->caller = id;
  run_now (oracle, node);
  oracle->caller = caller;

  if (node->error != NO_ERROR)
    world_log (world, " gave(%s)", error_name (node->error, buffer));
  node->error = NO_ERROR;
}

static guint
oracle_make (World *world, const Spec *spec)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = g_new0 (Node, 1);
  Item item = { oracle->nodes->len, FALSE, 0 };
  guint owner;

  node->id = item.id;
  node->spec = spec;
  node->alive = node->held = TRUE;
  node->refs = 1;
  node->value = spec->initial;
  node->computed = spec->kind == KIND_SIGNAL;
  node->stamp = ++oracle->stamps;
  node->equality = spec->equality;
  node->halved = spec->equality == EQUAL_HALF;
  node->deps = g_array_new (FALSE, FALSE, sizeof (Dep));
  node->reading = g_array_new (FALSE, FALSE, sizeof (Dep));
  node->owned = g_array_new (FALSE, FALSE, sizeof (Item));
  node->has_function = is_computation (node);
  node->woken = node->sure = spec->kind == KIND_DERIVED;
  node->empty = spec->kind == KIND_MEMO;
  g_ptr_array_add (oracle->nodes, node);
  g_array_append_val (oracle->living, node->id);

  for (guint i = 0; spec->holds && i < spec->reads->len; i++)
    oracle_node (oracle, g_array_index (spec->reads, guint, i))->refs++;

  world_log (world, " make(%u)", node->id);
  if (spec->kind != KIND_EFFECT)
    return node->id;

  owner = spec->scope != 0 ? spec->scope : frame_of (oracle, spec->context).owner;
  if (owner != 0)
    {
      node->owner = node->maker = owner;
      node->owner_ref = TRUE;
      node->refs++;
      g_array_append_val (oracle_node (oracle, owner)->owned, item);
    }

  if (spec->loss == LOSS_WARN)
    run_now (oracle, node);
  else
    oracle_run_effect (world, node->id);
  if (frame_of (oracle, spec->context).runner != 0)
    oracle_drop (world, node->id);
  return node->id;
}

static void
oracle_on_cleanup (World *world, guint context, guint id, int tag)
{
  Oracle *oracle = (Oracle *) world;
  guint owner = frame_of (oracle, context).owner;
  Item item = { id, TRUE, tag };

  if (owner != 0)
    g_array_append_val (oracle_node (oracle, owner)->owned, item);
}

static void
oracle_set_equality (World *world, guint id, Equality equality)
{
  Node *node = oracle_node ((Oracle *) world, id);

  node->equality = equality;
  if (equality == EQUAL_HALF)
    node->halved = TRUE;
}

static void
oracle_invalidate (World *world, guint id)
{
  Oracle *oracle = (Oracle *) world;
  Node *node = oracle_node (oracle, id);

  hold (oracle, node->spec->context);
  node->woken = node->sure = TRUE;
  make_due (oracle, node);
  wake (oracle, node, FALSE);
  unhold (oracle, node->spec->context);
}

static void
oracle_listen (World *world, guint id, gboolean on)
{
  Node *node = oracle_node ((Oracle *) world, id);

  node->listened = on;
  node->watched = TRUE;
}

static const WorldOps oracle_ops = {
  .make = oracle_make,
  .drop = oracle_drop,
  .read = oracle_read,
  .write = oracle_write,
  .batch_begin = oracle_batch_begin,
  .batch_end = oracle_batch_end,
  .flush = oracle_flush,
  .untrack_begin = oracle_untrack_begin,
  .untrack_end = oracle_untrack_end,
  .on_cleanup = oracle_on_cleanup,
  .dispose = oracle_dispose,
  .dispose_owner = oracle_dispose_owner,
  .run_effect = oracle_run_effect,
  .set_equality = oracle_set_equality,
  .invalidate = oracle_invalidate,
  .listen = oracle_listen,
  .set_schedule = oracle_set_schedule,
  .iterate = oracle_iterate,
};

static void
node_free (gpointer data)
{
  Node *node = data;

  if (node == NULL)
    return;

  g_array_unref (node->deps);
  g_array_unref (node->reading);
  g_array_unref (node->owned);
  g_free (node);
}

Oracle *
oracle_new (void)
{
  Oracle *oracle = g_new0 (Oracle, 1);

  oracle->world.ops = &oracle_ops;
  oracle->world.log = g_string_new (NULL);
  oracle->nodes = g_ptr_array_new_with_free_func (node_free);
  g_ptr_array_set_size (oracle->nodes, 2);
  oracle->living = g_array_new (FALSE, FALSE, sizeof (guint));
  oracle->idles = g_array_new (FALSE, FALSE, sizeof (Idle));
  for (guint i = 0; i < N_CONTEXTS; i++)
    {
      oracle->contexts[i].dropped = g_ptr_array_new ();
      oracle->contexts[i].queue = g_array_new (FALSE, FALSE, sizeof (guint));
      oracle->contexts[i].frames = g_array_new (FALSE, FALSE, sizeof (Frame));
    }

  return oracle;
}

void
oracle_free (Oracle *oracle)
{
  for (guint i = 0; i < N_CONTEXTS; i++)
    {
      g_ptr_array_unref (oracle->contexts[i].dropped);
      g_array_unref (oracle->contexts[i].queue);
      g_array_unref (oracle->contexts[i].frames);
    }
  for (guint i = 0; i < oracle->idles->len; i++)
    g_array_unref (g_array_index (oracle->idles, Idle, i).waiting);
  g_array_unref (oracle->idles);
  g_array_unref (oracle->living);
  g_ptr_array_unref (oracle->nodes);
  g_string_free (oracle->world.log, TRUE);
  g_free (oracle);
}
