/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle-private.h"

/* The oracle says what a program has to do: which functions run, in which order, what they see, who
 * is told, and who is gone. It knows nothing of the library. It is written to be believed, not to
 * be fast: there are no marks that spare a walk, no links, and no clever orders. A node has the list
 * of what it read, and everything else is searched for. Its rules, the guarantees of the manual that
 * they spell out, and the functions that have them; those are here, and in oracle-run.c (reading,
 * writing, running), oracle-due.c (waking, flushing) and oracle-end.c:
 *
 * R1  (G1) The reads that are tracked in a run are its dependencies, in the order of the first read;
 *     each with the stamp that the source had, or with none if it changed between two reads. A stamp
 *     names a value: two values of one source that differ have different stamps, and each change
 *     gives a new one. [oracle_read]
 *
 * R2  (G2, G6) A value that equals the one that is there is no change. In a batch a source remembers
 *     what it was before (with batches inside it, and unless it had failed); getting that back gives
 *     it the stamp of then, so that for whoever saw only that nothing has changed. That is forgotten
 *     at the end of the flush, which lets everybody see what is there. [store]
 *
 * R3  (E1) A failed run is a change for those that read the node, and so is the run that ends the
 *     failure. Before it was ever computed, a value has nothing to be compared with. [store]
 *
 * R4  (G3) A change of a signal wakes all computations that depend on it, at any distance. Waking
 *     runs nothing. A computation that is not awake is up to date. [oracle_wake]
 *
 * R5  (G3, G4) A computation that is awake is brought up to date when it is read, when a reader that
 *     is awake checks it, or, if it is an effect, by the flush. For that its dependencies are
 *     brought up to date one by one, in the order in which it read them, and at the first whose
 *     stamp is not the one it saw, it runs. If there is none it does not. A signal that it reads
 *     itself, and that changed outside a batch, needs no look: it runs. [oracle_check]
 *
 * R6  (G7) A memoized that would run by R5 gets a new stamp and is empty instead, and what is up to
 *     date of its dependencies counts as read; it runs when it is read. [oracle_check, oracle_refresh]
 *
 * R7  (G5) An effect that is woken is due: it is put at the end of its context's queue, unless it is
 *     there already; those woken by one change in the order in which they were made. One that runs
 *     at that time is put there when its run has ended. [oracle_wake, oracle_run]
 *
 * R8  (G5, G6) The queue is run from its front as soon as nothing is under way in the context: no
 *     batch, no run, no flush. `flush` runs it at once. If an owner of the effect at the front is
 *     due, the outermost such owner runs first. [oracle_run_queue]
 *
 * R9  (G8) A computation that writes what it reads is not woken by that. When its run ends it counts
 *     as having read just then all that is up to date. [oracle_wake, end_run]
 *
 * R10 (G9, G10) Before a run, and when a node is disposed, what it owns ends: the nodes first, the last
 *     made first, and before it what that owns; then the cleanup functions, the last first. A disposed computation has no dependencies, is not due, and gives
 *     up what its function held. One that is running is disposed when the run has ended. A derived
 *     keeps its value or error, and fails if it has neither. [oracle_end, oracle_end_owned, oracle_run]
 *
 * R11 (E3, G11) A run that failed keeps the dependencies of the run before that it did not come to
 *     read. So does a run without any, if the strategy says so. What it kept counts as read in this
 *     run, unless it is awake: then what was seen before counts. [keep_rest]
 *
 * R12 (E1, E2) A read of a source that failed makes the innermost running function fail, unless it
 *     asked for the error; without one the error is reported. An effect's error is reported, too,
 *     except to the program that ran the effect itself. A function's own error goes before. [fail_reader]
 *
 * R13 A source that had a listener of notify::value is put into the queue as an effect is; a signal that
 *     changes, before what it wakes. When it is its turn it is brought up to date, and if it has not
 *     the stamp of when it was queued, the listener is called. [announce]
 *
 * R14 An idle effect that is woken waits for the main context: for each context and priority there
 *     is one GSource, attached when the first effect begins to wait; it runs those that wait at that
 *     time, in the order in which they began to. [oracle_make_due, oracle_iterate]
 *
 * R15 (O1, O2) A node lives while somebody has a reference: the program, the data of a function, or
 *     its owner. Dependencies are no references; what was read and has gone is skipped. [oracle_unref]
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

Node *
oracle_node (Oracle *oracle, guint id)
{
  return g_ptr_array_index (oracle->nodes, id);
}

Node *
oracle_nth_living (Oracle *oracle, guint i)
{
  return oracle_node (oracle, g_array_index (oracle->living, guint, i));
}

gboolean
oracle_is_computation (const Node *node)
{
  return node->spec->kind != KIND_SIGNAL && node->spec->kind != KIND_SCOPE;
}

Frame
oracle_frame (Oracle *oracle, guint context)
{
  GArray *frames = oracle->contexts[context].frames;

  return frames->len > 0 ? g_array_index (frames, Frame, frames->len - 1) : (Frame){ 0, 0, 0 };
}

/* @runner is 0 where no function is called: the one that called is still the innermost. */
void
oracle_enter (Oracle *oracle, guint context, guint runner, guint active, guint owner)
{
  Frame frame = { runner != 0 ? runner : oracle_frame (oracle, context).runner, active, owner };

  g_array_append_val (oracle->contexts[context].frames, frame);
}

void
oracle_leave (Oracle *oracle, guint context)
{
  GArray *frames = oracle->contexts[context].frames;

  g_array_set_size (frames, frames->len - 1);
}

void
oracle_hold (Oracle *oracle, guint context)
{
  oracle->contexts[context].depth++;
}

/* R8 */
void
oracle_unhold (Oracle *oracle, guint context)
{
  if (--oracle->contexts[context].depth == 0)
    oracle_run_queue (oracle, context);
}
static void
oracle_flush (World *world, guint context)
{
  oracle_run_queue ((Oracle *) world, context);
}

static void
oracle_batch_begin (World *world, guint context)
{
  Oracle *oracle = (Oracle *) world;

  if (oracle->contexts[context].batches++ == 0)
    oracle->contexts[context].batch++;
  oracle_hold (oracle, context);
}

static void
oracle_batch_end (World *world, guint context)
{
  Oracle *oracle = (Oracle *) world;

  oracle->contexts[context].batches--;
  oracle_unhold (oracle, context);
}

static void
oracle_untrack_begin (World *world, guint context)
{
  oracle_enter ((Oracle *) world, context, 0, 0, 0);
}

static void
oracle_untrack_end (World *world, guint context)
{
  oracle_leave ((Oracle *) world, context);
}
/* Running because the program says so, and making. */

static void
run_now (Oracle *oracle, Node *node)
{
  node->refs++;
  oracle_hold (oracle, node->spec->context);
  oracle_leave_queue (oracle, node);
  oracle_run (oracle, node);
  oracle_unhold (oracle, node->spec->context);
  oracle_unref (oracle, node->id);
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
    world_log (world, " gave(%s)", oracle_error_name (node->error, buffer));
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
  node->has_function = oracle_is_computation (node);
  node->woken = node->sure = spec->kind == KIND_DERIVED;
  node->empty = spec->kind == KIND_MEMO;
  g_ptr_array_add (oracle->nodes, node);
  g_array_append_val (oracle->living, node->id);

  for (guint i = 0; spec->holds && i < spec->reads->len; i++)
    oracle_node (oracle, g_array_index (spec->reads, guint, i))->refs++;

  world_log (world, " make(%u)", node->id);
  if (spec->kind != KIND_EFFECT)
    return node->id;

  owner = spec->scope != 0 ? spec->scope : oracle_frame (oracle, spec->context).owner;
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
  if (oracle_frame (oracle, spec->context).runner != 0)
    oracle_drop (world, node->id);
  return node->id;
}

static void
oracle_on_cleanup (World *world, guint context, guint id, int tag)
{
  Oracle *oracle = (Oracle *) world;
  guint owner = oracle_frame (oracle, context).owner;
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

  oracle_hold (oracle, node->spec->context);
  node->woken = node->sure = TRUE;
  oracle_make_due (oracle, node);
  oracle_wake (oracle, node, FALSE);
  oracle_unhold (oracle, node->spec->context);
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
