/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "oracle.h"

/* Values from nothing but the signals: every function is called again for every read. That is what
 * a value has to be, whatever was cached, checked or woken, except where a program chose otherwise:
 * by reads that are not tracked, by an equality of its own, by failing, or by dropping what it
 * reads. Then the value is not known here. */

typedef struct
{
  World world;    /* must be first */
  Oracle *oracle; /* (unowned) */
  guint context;  /* of the function that is called */
  guint budget;   /* calls left: diamonds multiply them */
  gboolean known;
  guint depth;   /* of calls */
  GString *seen; /* (unowned) (nullable) what the outermost function read */
} Recompute;

static gint64
call (Recompute *self, const Node *node)
{
  guint outer = self->context;
  gint64 value;
  int error;

  if (!self->known || self->budget == 0)
    {
      self->known = FALSE;
      return 0;
    }

  self->budget--;
  self->context = node->spec->context;
  self->depth++;
  value = program_call (&self->world, node->id, node->spec, &error);
  self->depth--;
  self->context = outer;

  if (error != NO_ERROR)
    self->known = FALSE;
  return value;
}

static gint64
recompute_read (World *world, guint id, How how)
{
  Recompute *self = (Recompute *) world;
  const Node *node = oracle_node (self->oracle, id);
  gint64 value = node->value;

  if (!node->alive || node->disposed || how == READ_PEEK || node->halved ||
      node->spec->context != self->context)
    self->known = FALSE;
  else if (node->spec->kind != KIND_SIGNAL)
    value = call (self, node);

  if (self->seen != NULL && self->depth == 1)
    g_string_append_printf (self->seen, "%u:%d ", id, (int) value);
  return value;
}

static gboolean
recompute_write (World *world, guint id, gint64 value, int how)
{
  return FALSE;
}

static void
not_known (World *world, guint context)
{
  ((Recompute *) world)->known = FALSE;
}

static void
ignore_context (World *world, guint context)
{
}

static void
ignore_node (World *world, guint id)
{
}

static guint
ignore_make (World *world, const Spec *spec)
{
  return 0;
}

static void
ignore_cleanup (World *world, guint context, guint id, int tag)
{
}

static const WorldOps recompute_ops = {
  .make = ignore_make,
  .read = recompute_read,
  .write = recompute_write,
  .batch_begin = ignore_context,
  .batch_end = ignore_context,
  .untrack_begin = not_known,
  .untrack_end = ignore_context,
  .on_cleanup = ignore_cleanup,
  .dispose = ignore_node,
  .dispose_owner = ignore_node,
};

static gint64
recompute (Oracle *oracle, guint id, gboolean *known, GString *seen)
{
  const Node *node = oracle_node (oracle, id);
  Recompute self = { { &recompute_ops, NULL }, oracle, node->spec->context, 2000, TRUE, 0, seen };
  gint64 value;

  if (node->spec->kind == KIND_EFFECT)
    value = call (&self, node);
  else
    value = recompute_read (&self.world, id, READ_GET);

  *known = self.known;
  return value;
}

gint64
oracle_recompute (Oracle *oracle, guint id, gboolean *known)
{
  return recompute (oracle, id, known, NULL);
}

static gboolean
writes_what_it_reads (const GPtrArray *ops)
{
  for (guint i = 0; i < ops->len; i++)
    {
      if (((const Op *) g_ptr_array_index (ops, i))->type == OP_CLAMP)
        return TRUE;
    }

  return FALSE;
}

/* What an effect would read if it ran now; FALSE when that is not known. */
gboolean
oracle_recompute_effect (Oracle *oracle, guint id, GString *seen)
{
  gboolean known;

  if (writes_what_it_reads (oracle_node (oracle, id)->spec->body))
    return FALSE;

  recompute (oracle, id, &known, seen);
  return known;
}
