/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generate-private.h"

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
  op->tag = (int) generator_below (self, N_VALUES);
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

  if (self->profile->n_contexts > 1 && generator_chance (self, 8))
    id = generator_pick (self, ANY_CONTEXT, body->limit, SIGNALS);
  if (id == 0)
    id = generator_pick (self, context, body->limit,
                         generator_chance (self, 65) ? DERIVEDS : SOURCES);
  if (id == 0)
    id = generator_pick (self, context, body->limit, SOURCES);

  g_assert (id != 0);
  note_read (body->spec, id);
  return id;
}

/* 0 if there is none. */
static guint
pick_signal (Body *body)
{
  guint id = generator_pick (body->self, body->spec->context, body->limit, SIGNALS);

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
  op->how = body->plain ? (How) generator_below (self, READ_PEEK) : READ_CAREFUL;
  if (!self->profile->loose || signal == 0 || !generator_chance (self, 10))
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
      if (self->profile->loose && generator_chance (self, 10))
        {
          op = add_op (self, list, OP_UNTRACKED);
          op->then = list_new (self);
          add_read (body, op->then, OP_READ);
        }
      else
        {
          add_read (body, list,
                    self->profile->failing && generator_chance (self, 20) ? OP_THROW : OP_READ);
        }
      return;
    }

  switch (generator_below (self, 5))
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
      add_reads (body, op->then, generator_below (self, 3), depth + 1);
      add_reads (body, op->otherwise, generator_below (self, 3), depth + 1);
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
  spec->type = generator_chance (self, 60) ? TYPE_INT64 : (Type) generator_below (self, 3);
  spec->generic = generator_chance (self, 30);
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
  if (!may_hold || (self->profile->loose && generator_chance (self, 30)))
    {
      spec->holds = may_hold && generator_chance (self, 50);
      spec->loss = generator_chance (self, 50) ? LOSS_IGNORE : LOSS_RESTORE;
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
      op->node = generator_pick (self, spec->context, body->limit, SOURCES);
      op->how = READ_CAREFUL;
      note_read (spec, op->node);
    }

  add_reads (body, list, 1 + generator_below (self, 4), 0);
}

static void
fill_derived (Generator *self, Spec *spec)
{
  Body body = { self, spec, G_MAXUINT, generator_chance (self, 50) };

  pick_loss (self, spec, TRUE);
  fill_reads (&body);
  if (generator_chance (self, 10))
    add_op (self, spec->body, OP_CLEANUP);
}

/* FALSE if there is no signal that it could write. */
static gboolean
pick_target (Body *body)
{
  Generator *self = body->self;
  guint context = generator_chance (self, 15) ? ANY_CONTEXT : body->spec->context;
  guint target = generator_pick (self, context, G_MAXUINT, FREE_TARGETS);

  if (target == 0 || generator_pick (self, body->spec->context, target, SOURCES) == 0)
    return FALSE;

  g_hash_table_add (self->written, GUINT_TO_POINTER (target));
  body->limit = target;
  return TRUE;
}

static void
add_writes (Body *body, GPtrArray *list)
{
  Generator *self = body->self;
  int tag = (int) generator_below (self, N_VALUES);
  Op *op;

  if (generator_chance (self, 30))
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

  op->node = generator_below (self, 3);
  if (op->node == 2)
    op->node = generator_pick (self, body->spec->context, G_MAXUINT, EFFECTS);
}

static void
fill_effect (Generator *self, Spec *spec, guint depth, gboolean may_hold)
{
  Body body = { self, spec, G_MAXUINT, generator_chance (self, 50) };
  gboolean writes = self->profile->writing && generator_chance (self, 40) && pick_target (&body);
  guint id;

  pick_loss (self, spec, may_hold);
  if (self->profile->nesting && depth < 2 && generator_chance (self, 15))
    add_nested (&body, spec->body, depth);
  fill_reads (&body);

  if (writes)
    add_writes (&body, spec->body);
  if (self->profile->nesting && depth < 2 && generator_chance (self, 40))
    add_nested (&body, spec->body, depth);
  if (self->profile->nesting && depth < 2 && generator_chance (self, 10))
    add_nested (&body, spec->body, depth);
  if (self->profile->writing && generator_chance (self, 10))
    add_dispose (&body, spec->body);
  if (generator_chance (self, 20))
    add_op (self, spec->body, OP_CLEANUP);

  id = generator_pick (self, spec->context, G_MAXUINT, CLAMPED);
  if (self->profile->writing && !writes && id != 0 && generator_chance (self, 20))
    {
      add_op (self, spec->body, OP_CLAMP)->node = id;
      note_read (spec, id);
    }
  if (writes && generator_chance (self, 30))
    add_reads (&body, spec->body, 1, 0);
}

static Equality
pick_equality (Generator *self)
{
  if (!self->profile->equality || generator_chance (self, 60))
    return EQUAL_DEFAULT;
  return (Equality) generator_below (self, 3);
}

const Spec *
generator_make_spec (Generator *self, Kind kind, guint context)
{
  Spec *spec;

  if (generator_pick (self, context, G_MAXUINT, SIGNALS) == 0)
    kind = KIND_SIGNAL;

  spec = spec_new (self, kind, context);
  spec->equality = pick_equality (self);
  switch (kind)
    {
    case KIND_SIGNAL:
      spec->initial = generator_below (self, N_VALUES);
      spec->target = generator_chance (self, 40);
      spec->clamped = !spec->target && generator_chance (self, 30);
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
      if (generator_chance (self, 30))
        spec->scope = generator_pick (self, context, G_MAXUINT, SCOPES);
      break;
    case KIND_SCOPE:
    default:
      break;
    }

  return spec;
}
