/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generate.h"

/* Random programs. What is there is asked of the oracle; so a program is the same whatever the
 * library makes of it.
 *
 * Programs end: a function reads only older nodes, so that nothing needs its own value, and what an
 * effect writes is made of values of older nodes than the signal that it writes, which nobody else
 * writes in an effect. (Or it only lowers what it reads.) */

/* No more than these, of each kind and context. */
static const guint limits[] = { 12, 16, 6, 10, 2 };

struct _Generator
{
  GRand *rand;
  const Profile *profile;
  Oracle *oracle;      /* (unowned) */
  GPtrArray *garbage;  /* (owned) GArrays */
  GPtrArray *lists;    /* (owned) GPtrArrays */
  GPtrArray *blocks;   /* (owned) anything else */
  GHashTable *written; /* (owned) ids of signals that an effect writes */
};

static guint
below (Generator *self, guint n)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) n);
}

/* TRUE in @percent of 100 cases. */
static gboolean
chance (Generator *self, guint percent)
{
  return below (self, 100) < percent;
}

Generator *
generator_new (guint32 seed, const Profile *profile, Oracle *oracle)
{
  Generator *self = g_new0 (Generator, 1);

  self->rand = g_rand_new_with_seed (seed);
  self->profile = profile;
  self->oracle = oracle;
  self->garbage = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  self->lists = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  self->blocks = g_ptr_array_new_with_free_func (g_free);
  self->written = g_hash_table_new (NULL, NULL);
  return self;
}

void
generator_free (Generator *self)
{
  g_rand_free (self->rand);
  g_ptr_array_unref (self->garbage);
  g_ptr_array_unref (self->lists);
  g_ptr_array_unref (self->blocks);
  g_hash_table_unref (self->written);
  g_free (self);
}

/* Choosing nodes. */

typedef gboolean (*Filter) (Generator *self, const Node *node);

static gboolean
is_any (Generator *self, const Node *node)
{
  return TRUE;
}

static gboolean
is_signal (Generator *self, const Node *node)
{
  return node->spec->kind == KIND_SIGNAL;
}

static gboolean
is_source (Generator *self, const Node *node)
{
  return node->spec->kind != KIND_EFFECT && node->spec->kind != KIND_SCOPE;
}

static gboolean
is_derived (Generator *self, const Node *node)
{
  return node->spec->kind == KIND_DERIVED || node->spec->kind == KIND_MEMO;
}

static gboolean
is_effect (Generator *self, const Node *node)
{
  return node->spec->kind == KIND_EFFECT;
}

static gboolean
is_scope (Generator *self, const Node *node)
{
  return node->spec->kind == KIND_SCOPE;
}

static gboolean
is_computation (Generator *self, const Node *node)
{
  return node->spec->kind != KIND_SIGNAL;
}

static gboolean
is_free_target (Generator *self, const Node *node)
{
  return node->spec->target && !g_hash_table_contains (self->written, GUINT_TO_POINTER (node->id));
}

static gboolean
is_clamped (Generator *self, const Node *node)
{
  return node->spec->clamped;
}

#define ANY_CONTEXT N_CONTEXTS

/* A node that the program holds, older than @limit; 0 if there is none. */
static guint
pick (Generator *self, guint context, guint limit, Filter filter)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->oracle->living->len; i++)
    {
      guint id = g_array_index (self->oracle->living, guint, i);
      const Node *node = oracle_node (self->oracle, id);

      if (node->held && id < limit && filter (self, node) &&
          (context == ANY_CONTEXT || node->spec->context == context))
        g_array_append_val (found, id);
    }

  return found->len > 0 ? g_array_index (found, guint, below (self, found->len)) : 0;
}

static guint
count (Generator *self, guint context, Kind kind)
{
  guint n = 0;

  for (guint i = 0; i < self->oracle->living->len; i++)
    {
      guint id = g_array_index (self->oracle->living, guint, i);
      const Spec *spec = oracle_node (self->oracle, id)->spec;

      if (spec->context == context && spec->kind == kind)
        n++;
    }

  return n;
}

/* Making functions. */

/* What the ops of one function have in common. */
typedef struct
{
  Generator *self;
  Spec *spec;
  guint limit;    /* sources must be older */
  gboolean plain; /* the same reads in the same order, each time; only such a function may fail */
} Body;

static GPtrArray *
list_new (Generator *self)
{
  GPtrArray *list = g_ptr_array_new ();

  g_ptr_array_add (self->lists, list);
  return list;
}

static Op *
add_op (Generator *self, GPtrArray *list, OpType type)
{
  Op *op = g_new0 (Op, 1);

  g_ptr_array_add (self->blocks, op);
  op->type = type;
  op->tag = (int) below (self, N_VALUES);
  g_ptr_array_add (list, op);
  return op;
}

static void
note_read (Spec *spec, guint id)
{
  for (guint i = 0; i < spec->reads->len; i++)
    {
      if (g_array_index (spec->reads, guint, i) == id)
        return;
    }

  g_array_append_val (spec->reads, id);
}

/* There is always one: generator_next() sees to that. */
static guint
pick_read (Body *body)
{
  Generator *self = body->self;
  guint context = body->spec->context;
  guint id = 0;

  if (self->profile->n_contexts > 1 && chance (self, 8))
    id = pick (self, ANY_CONTEXT, body->limit, is_signal);
  if (id == 0)
    id = pick (self, context, body->limit, chance (self, 65) ? is_derived : is_source);
  if (id == 0)
    id = pick (self, context, body->limit, is_source);

  g_assert (id != 0);
  note_read (body->spec, id);
  return id;
}

/* 0 if there is none. */
static guint
pick_signal (Body *body)
{
  guint id = pick (body->self, body->spec->context, body->limit, is_signal);

  if (id != 0)
    note_read (body->spec, id);
  return id;
}

/* A function that does not read the same each time asks for errors, and peeks at signals only: an
 * error that it met would keep what it did not come to read, in no particular order. */
static void
add_read (Body *body, GPtrArray *list, OpType type)
{
  Generator *self = body->self;
  Op *op = add_op (self, list, type);
  guint signal = pick_signal (body);

  op->node = pick_read (body);
  op->other[0] = pick_read (body);
  op->other[1] = pick_read (body);
  op->how = body->plain ? (How) below (self, READ_PEEK) : READ_CAREFUL;
  if (!self->profile->loose || signal == 0 || !chance (self, 10))
    return;

  op->how = READ_PEEK;
  if (!body->plain && type != OP_IF)
    op->type = OP_READ;
  if (!body->plain)
    op->node = signal;
}

static void add_reads (Body *body, GPtrArray *list, guint n_ops, guint depth);

static void
add_some_read (Body *body, GPtrArray *list, guint depth)
{
  Generator *self = body->self;
  Op *op;

  if (body->plain)
    {
      if (self->profile->loose && chance (self, 10))
        {
          op = add_op (self, list, OP_UNTRACKED);
          op->then = list_new (self);
          add_read (body, op->then, OP_READ);
        }
      else
        {
          add_read (body, list, self->profile->failing && chance (self, 20) ? OP_THROW : OP_READ);
        }
      return;
    }

  switch (below (self, 5))
    {
    case 0:
      add_read (body, list, OP_SWITCH);
      break;
    case 1:
      add_read (body, list, OP_ORDER);
      break;
    case 2:
    case 3:
      if (depth == 2)
        break;
      add_read (body, list, OP_IF);
      op = g_ptr_array_index (list, list->len - 1);
      op->then = list_new (self);
      op->otherwise = list_new (self);
      add_reads (body, op->then, below (self, 3), depth + 1);
      add_reads (body, op->otherwise, below (self, 3), depth + 1);
      break;
    default:
      add_read (body, list, OP_READ);
      break;
    }
}

static void
add_reads (Body *body, GPtrArray *list, guint n_ops, guint depth)
{
  for (guint i = 0; i < n_ops; i++)
    add_some_read (body, list, depth);
}

static Spec *
spec_new (Generator *self, Kind kind, guint context)
{
  Spec *spec = g_new0 (Spec, 1);

  g_ptr_array_add (self->blocks, spec);
  spec->kind = kind;
  spec->context = context;
  spec->type = chance (self, 60) ? TYPE_INT64 : (Type) below (self, 3);
  spec->generic = chance (self, 30);
  spec->body = list_new (self);
  spec->reads = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->garbage, spec->reads);
  return spec;
}

static void
pick_loss (Generator *self, Spec *spec, gboolean may_hold)
{
  spec->holds = may_hold;
  spec->loss = LOSS_WARN;
  if (!may_hold || (self->profile->loose && chance (self, 30)))
    {
      spec->holds = may_hold && chance (self, 50);
      spec->loss = chance (self, 50) ? LOSS_IGNORE : LOSS_RESTORE;
    }
}

/* A run that reads nothing warns, so the first thing that is read is tracked, and cannot go. A
 * function that is loose may read nothing, and its sources may go. */
static void
fill_reads (Body *body)
{
  Generator *self = body->self;
  Spec *spec = body->spec;
  GPtrArray *list = spec->body;
  Op *op;

  if (spec->loss != LOSS_WARN)
    {
      op = add_op (self, list, OP_IF);
      op->node = pick_signal (body);
      op->how = op->node != 0 ? READ_PEEK : READ_CAREFUL;
      if (op->node == 0)
        op->node = pick_read (body);
      op->then = list = list_new (self);
    }
  else
    {
      op = add_op (self, list, OP_READ);
      op->node = pick (self, spec->context, body->limit, is_source);
      op->how = READ_CAREFUL;
      note_read (spec, op->node);
    }

  add_reads (body, list, 1 + below (self, 4), 0);
}

static void
fill_derived (Generator *self, Spec *spec)
{
  Body body = { self, spec, G_MAXUINT, chance (self, 50) };

  pick_loss (self, spec, TRUE);
  fill_reads (&body);
  if (chance (self, 10))
    add_op (self, spec->body, OP_CLEANUP);
}

/* FALSE if there is no signal that it could write. */
static gboolean
pick_target (Body *body)
{
  Generator *self = body->self;
  guint context = chance (self, 15) ? ANY_CONTEXT : body->spec->context;
  guint target = pick (self, context, G_MAXUINT, is_free_target);

  if (target == 0 || pick (self, body->spec->context, target, is_source) == 0)
    return FALSE;

  g_hash_table_add (self->written, GUINT_TO_POINTER (target));
  body->limit = target;
  return TRUE;
}

static void
add_writes (Body *body, GPtrArray *list)
{
  Generator *self = body->self;
  int tag = (int) below (self, N_VALUES);
  Op *op;

  if (chance (self, 30))
    {
      op = add_op (self, list, OP_BATCH);
      list = op->then = list_new (self);
      op = add_op (self, list, OP_WRITE);
      op->node = body->limit;
      op->tag = tag;
    }

  op = add_op (self, list, OP_WRITE);
  op->node = body->limit;
  op->tag = tag;
}

static void fill_effect (Generator *self, Spec *spec, guint depth, gboolean may_hold);

static void
add_nested (Body *body, GPtrArray *list, guint depth)
{
  Generator *self = body->self;
  Spec *nested = spec_new (self, KIND_EFFECT, body->spec->context);

  fill_effect (self, nested, depth + 1, body->spec->holds);
  for (guint i = 0; i < nested->reads->len; i++)
    note_read (body->spec, g_array_index (nested->reads, guint, i));
  add_op (self, list, OP_NEST)->effect = nested;
}

static void
add_dispose (Body *body, GPtrArray *list)
{
  Generator *self = body->self;
  Op *op = add_op (self, list, OP_DISPOSE);

  op->node = below (self, 3);
  if (op->node == 2)
    op->node = pick (self, body->spec->context, G_MAXUINT, is_effect);
}

static void
fill_effect (Generator *self, Spec *spec, guint depth, gboolean may_hold)
{
  Body body = { self, spec, G_MAXUINT, chance (self, 50) };
  gboolean writes = self->profile->writing && chance (self, 40) && pick_target (&body);
  guint id;

  pick_loss (self, spec, may_hold);
  if (self->profile->nesting && depth < 2 && chance (self, 15))
    add_nested (&body, spec->body, depth);
  fill_reads (&body);

  if (writes)
    add_writes (&body, spec->body);
  if (self->profile->nesting && depth < 2 && chance (self, 40))
    add_nested (&body, spec->body, depth);
  if (self->profile->nesting && depth < 2 && chance (self, 10))
    add_nested (&body, spec->body, depth);
  if (self->profile->writing && chance (self, 10))
    add_dispose (&body, spec->body);
  if (chance (self, 20))
    add_op (self, spec->body, OP_CLEANUP);

  id = pick (self, spec->context, G_MAXUINT, is_clamped);
  if (self->profile->writing && !writes && id != 0 && chance (self, 20))
    {
      add_op (self, spec->body, OP_CLAMP)->node = id;
      note_read (spec, id);
    }
  if (writes && chance (self, 30))
    add_reads (&body, spec->body, 1, 0);
}

static Equality
pick_equality (Generator *self)
{
  if (!self->profile->equality || chance (self, 60))
    return EQUAL_DEFAULT;
  return (Equality) below (self, 3);
}

static const Spec *
make_spec (Generator *self, Kind kind, guint context)
{
  Spec *spec;

  if (pick (self, context, G_MAXUINT, is_signal) == 0)
    kind = KIND_SIGNAL;

  spec = spec_new (self, kind, context);
  spec->equality = pick_equality (self);
  switch (kind)
    {
    case KIND_SIGNAL:
      spec->initial = below (self, N_VALUES);
      spec->target = chance (self, 40);
      spec->clamped = !spec->target && chance (self, 30);
      if ((spec->target || spec->clamped) && spec->equality == EQUAL_NEVER)
        spec->equality = EQUAL_DEFAULT;
      break;
    case KIND_DERIVED:
    case KIND_MEMO:
      if (kind == KIND_MEMO)
        spec->equality = EQUAL_DEFAULT;
      fill_derived (self, spec);
      break;
    case KIND_EFFECT:
      fill_effect (self, spec, 0, TRUE);
      if (chance (self, 30))
        spec->scope = pick (self, context, G_MAXUINT, is_scope);
      break;
    case KIND_SCOPE:
    default:
      break;
    }

  return spec;
}

/* Steps. */

static gboolean
make_step (Generator *self, Step *step)
{
  const Kind kinds[] = { KIND_SIGNAL, KIND_SIGNAL, KIND_DERIVED, KIND_DERIVED, KIND_DERIVED,
                         KIND_MEMO,   KIND_EFFECT, KIND_EFFECT,  KIND_SCOPE };
  Kind kind = kinds[below (self, G_N_ELEMENTS (kinds))];

  if (kind == KIND_SCOPE && !self->profile->nesting)
    return FALSE;
  if (count (self, step->context, kind) >= limits[kind])
    return FALSE;

  step->spec = make_spec (self, kind, step->context);
  return TRUE;
}

static gboolean
equality_step (Generator *self, Step *step)
{
  const Node *node = oracle_node (self->oracle, step->node);

  step->how = (int) below (self, 3);
  return step->node != 0 && node->spec->kind != KIND_MEMO && !node->spec->target &&
         !node->spec->clamped;
}

static gboolean
write_step (Generator *self, Step *step)
{
  const Node *node;

  step->node = pick (self, step->context, G_MAXUINT, is_signal);
  if (step->node == 0)
    return FALSE;

  node = oracle_node (self->oracle, step->node);
  step->value = below (self, N_VALUES);
  if (node->has_saved && chance (self, 60))
    step->value = node->saved;
  step->how = (int) below (self, 3);
  return TRUE;
}

/* FALSE: this step is not possible now. */
static gboolean
fill_step (Generator *self, Step *step)
{
  guint batches = self->oracle->contexts[step->context].batches;

  switch (step->type)
    {
    case STEP_MAKE:
      return make_step (self, step);
    case STEP_DROP:
      step->node = pick (self, step->context, G_MAXUINT, is_any);
      break;
    case STEP_READ:
      step->node = pick (self, step->context, G_MAXUINT, is_source);
      step->how = (int) below (self, READ_PEEK + 1);
      break;
    case STEP_WRITE:
      return write_step (self, step);
    case STEP_BATCH_BEGIN:
      return batches < 3;
    case STEP_BATCH_END:
      return batches > 0;
    case STEP_FLUSH:
      return TRUE;
    case STEP_DISPOSE:
      step->node = pick (self, step->context, G_MAXUINT, is_computation);
      break;
    case STEP_RUN:
      step->node = pick (self, step->context, G_MAXUINT, is_effect);
      break;
    case STEP_EQUALITY:
      step->node = pick (self, step->context, G_MAXUINT, is_source);
      return step->node != 0 && equality_step (self, step);
    case STEP_INVALIDATE:
      step->node = pick (self, step->context, G_MAXUINT, is_derived);
      break;
    case STEP_LISTEN:
      step->node = pick (self, step->context, G_MAXUINT, is_source);
      step->on = step->node != 0 && !oracle_node (self->oracle, step->node)->listened;
      /* A source that is due to be announced already might be, to somebody who knows it. */
      return step->node != 0 && (batches == 0 || !step->on);
    case STEP_SCHEDULE:
      step->node = pick (self, step->context, G_MAXUINT, is_effect);
      step->on = chance (self, 60);
      step->value = below (self, 2);
      break;
    case STEP_ITERATE:
      return TRUE;
    case N_STEPS:
    default:
      g_assert_not_reached ();
    }

  return step->node != 0;
}

static StepType
pick_type (Generator *self)
{
  guint sum = 0;
  guint at;

  for (guint i = 0; i < N_STEPS; i++)
    sum += self->profile->weights[i];
  at = below (self, sum);
  for (guint i = 0; i < N_STEPS; i++)
    {
      if (at < self->profile->weights[i])
        return (StepType) i;
      at -= self->profile->weights[i];
    }

  g_assert_not_reached ();
}

Step
generator_next (Generator *self)
{
  Step step;

  do
    step = (Step){ .type = pick_type (self), .context = below (self, self->profile->n_contexts) };
  while (!fill_step (self, &step));

  return step;
}

void
step_apply (const Step *step, World *world)
{
  const WorldOps *ops = world->ops;

  switch (step->type)
    {
    case STEP_MAKE:
      ops->make (world, step->spec);
      break;
    case STEP_DROP:
      ops->drop (world, step->node);
      break;
    case STEP_READ:
      ops->read (world, step->node, (How) step->how);
      break;
    case STEP_WRITE:
      ops->write (world, step->node, step->value, step->how);
      break;
    case STEP_BATCH_BEGIN:
      ops->batch_begin (world, step->context);
      break;
    case STEP_BATCH_END:
      ops->batch_end (world, step->context);
      break;
    case STEP_FLUSH:
      ops->flush (world, step->context);
      break;
    case STEP_DISPOSE:
      ops->dispose (world, step->node);
      break;
    case STEP_RUN:
      ops->run_effect (world, step->node);
      break;
    case STEP_EQUALITY:
      ops->set_equality (world, step->node, (Equality) step->how);
      break;
    case STEP_INVALIDATE:
      ops->invalidate (world, step->node);
      break;
    case STEP_LISTEN:
      /* As GBinding does: who listens knows the value. */
      ops->listen (world, step->node, step->on);
      ops->read (world, step->node, READ_PEEK);
      break;
    case STEP_SCHEDULE:
      ops->set_schedule (world, step->node, step->on, (int) step->value * 100);
      break;
    case STEP_ITERATE:
      ops->iterate (world);
      break;
    case N_STEPS:
    default:
      g_assert_not_reached ();
    }
}
