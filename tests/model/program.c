/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "program.h"

typedef struct
{
  World *world;
  guint id;
  const Spec *spec;
  gint64 sum; /* of what was taken in, in that order */
} Call;

void
world_log (World *world, const char *format, ...)
{
  va_list args;

  if (world->log == NULL)
    return;

  va_start (args, format);
  g_string_append_vprintf (world->log, format, args);
  va_end (args);
}

gboolean
program_equal (Equality equality, gint64 a, gint64 b)
{
  switch (equality)
    {
    case EQUAL_DEFAULT:
      return a == b;
    case EQUAL_HALF:
      return a / 2 == b / 2;
    case EQUAL_NEVER:
    default:
      return FALSE;
    }
}

static gint64
take_in (Call *call, guint node, How how)
{
  gint64 value = call->world->ops->read (call->world, node, how);

  call->sum = (call->sum * 3 + value + 1) % 840;
  return value;
}

static gboolean run_ops (Call *call, const GPtrArray *ops);

static void
dispose (Call *call, guint target)
{
  const WorldOps *ops = call->world->ops;

  if (call->sum % 2 == 0)
    return;

  if (target == 0)
    ops->dispose (call->world, call->id);
  else if (target == 1)
    ops->dispose_owner (call->world, call->id);
  else
    ops->dispose (call->world, target);
}

/* FALSE: it failed. */
static gboolean
run_op (Call *call, const Op *op)
{
  World *world = call->world;
  const WorldOps *ops = world->ops;
  guint context = call->spec->context;
  gboolean going_on = TRUE;
  gint64 value;

  switch (op->type)
    {
    case OP_READ:
      take_in (call, op->node, op->how);
      break;

    case OP_IF:
      value = take_in (call, op->node, op->how);
      return run_ops (call, value % 2 != 0 ? op->then : op->otherwise);

    case OP_SWITCH:
      value = take_in (call, op->node, op->how) % 3;
      if (value < 2)
        take_in (call, op->other[value], op->how);
      break;

    case OP_ORDER:
      value = take_in (call, op->node, op->how) % 2;
      take_in (call, op->other[value], op->how);
      take_in (call, op->other[1 - value], op->how);
      break;

    case OP_THROW:
      return take_in (call, op->node, op->how) % 3 != 0;

    case OP_UNTRACKED:
      ops->untrack_begin (world, context);
      going_on = run_ops (call, op->then);
      ops->untrack_end (world, context);
      return going_on;

    case OP_CLEANUP:
      ops->on_cleanup (world, context, call->id, op->tag);
      break;

    case OP_WRITE:
      ops->write (world, op->node, (call->sum + op->tag) % N_VALUES, op->tag);
      break;

    case OP_CLAMP:
      if (take_in (call, op->node, op->how) > op->tag)
        ops->write (world, op->node, op->tag, op->tag);
      break;

    case OP_BATCH:
      ops->batch_begin (world, context);
      going_on = run_ops (call, op->then);
      ops->batch_end (world, context);
      return going_on;

    case OP_NEST:
      ops->make (world, op->effect);
      break;

    case OP_DISPOSE:
      dispose (call, op->node);
      break;

    default:
      g_assert_not_reached ();
    }

  return TRUE;
}

static gboolean
run_ops (Call *call, const GPtrArray *ops)
{
  for (guint i = 0; ops != NULL && i < ops->len; i++)
    {
      if (!run_op (call, g_ptr_array_index (ops, i)))
        return FALSE;
    }

  return TRUE;
}

gint64
program_call (World *world, guint id, const Spec *spec, int *error)
{
  Call call = { world, id, spec, 0 };

  world_log (world, " run(%u", id);
  *error = run_ops (&call, spec->body) ? NO_ERROR : (int) id;
  world_log (world, *error == NO_ERROR ? ")" : " failed)");

  return call.sum % N_VALUES;
}
