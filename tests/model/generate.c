/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "generate-private.h"

/* No more than these, of each kind and context. */
static const guint limits[] = { 12, 16, 6, 10, 2 };

guint
generator_below (Generator *self, guint n)
{
  return (guint) g_rand_int_range (self->rand, 0, (gint32) n);
}

/* TRUE in @percent of 100 cases. */
gboolean
generator_chance (Generator *self, guint percent)
{
  return generator_below (self, 100) < percent;
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

static gboolean
matches (Generator *self, const Node *node, Which which)
{
  const Spec *spec = node->spec;

  switch (which)
    {
    case ANY:
      return TRUE;
    case SIGNALS:
      return spec->kind == KIND_SIGNAL;
    case DERIVEDS:
      return spec->kind == KIND_DERIVED || spec->kind == KIND_MEMO;
    case SOURCES:
      return spec->kind != KIND_EFFECT && spec->kind != KIND_SCOPE;
    case EFFECTS:
      return spec->kind == KIND_EFFECT;
    case SCOPES:
      return spec->kind == KIND_SCOPE;
    case ENDABLE:
      return spec->kind != KIND_SIGNAL;
    case CLAMPED:
      return spec->clamped;
    case FREE_TARGETS:
      return spec->target && !g_hash_table_contains (self->written, GUINT_TO_POINTER (node->id));
    default:
      g_assert_not_reached ();
    }
}

/* A node that the program holds, older than @limit; 0 if there is none. */
guint
generator_pick (Generator *self, guint context, guint limit, Which which)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < self->oracle->living->len; i++)
    {
      guint id = g_array_index (self->oracle->living, guint, i);
      const Node *node = oracle_node (self->oracle, id);

      if (node->held && id < limit && matches (self, node, which) &&
          (context == ANY_CONTEXT || node->spec->context == context))
        g_array_append_val (found, id);
    }

  return found->len > 0 ? g_array_index (found, guint, generator_below (self, found->len)) : 0;
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

/* Steps. */

static gboolean
make_step (Generator *self, Step *step)
{
  const Kind kinds[] = { KIND_SIGNAL, KIND_SIGNAL, KIND_DERIVED, KIND_DERIVED, KIND_DERIVED,
                         KIND_MEMO,   KIND_EFFECT, KIND_EFFECT,  KIND_SCOPE };
  Kind kind = kinds[generator_below (self, G_N_ELEMENTS (kinds))];

  if (kind == KIND_SCOPE && !self->profile->nesting)
    return FALSE;
  if (count (self, step->context, kind) >= limits[kind])
    return FALSE;

  step->spec = generator_make_spec (self, kind, step->context);
  return TRUE;
}

static gboolean
equality_step (Generator *self, Step *step)
{
  const Node *node = oracle_node (self->oracle, step->node);

  step->how = (int) generator_below (self, 3);
  return step->node != 0 && node->spec->kind != KIND_MEMO && !node->spec->target &&
         !node->spec->clamped;
}

static gboolean
write_step (Generator *self, Step *step)
{
  const Node *node;

  step->node = generator_pick (self, step->context, G_MAXUINT, SIGNALS);
  if (step->node == 0)
    return FALSE;

  node = oracle_node (self->oracle, step->node);
  step->value = generator_below (self, N_VALUES);
  if (node->has_saved && generator_chance (self, 60))
    step->value = node->saved;
  step->how = (int) generator_below (self, 3);
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
      step->node = generator_pick (self, step->context, G_MAXUINT, ANY);
      break;
    case STEP_READ:
      step->node = generator_pick (self, step->context, G_MAXUINT, SOURCES);
      step->how = (int) generator_below (self, READ_PEEK + 1);
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
      step->node = generator_pick (self, step->context, G_MAXUINT, ENDABLE);
      break;
    case STEP_RUN:
      step->node = generator_pick (self, step->context, G_MAXUINT, EFFECTS);
      break;
    case STEP_EQUALITY:
      step->node = generator_pick (self, step->context, G_MAXUINT, SOURCES);
      return step->node != 0 && equality_step (self, step);
    case STEP_INVALIDATE:
      step->node = generator_pick (self, step->context, G_MAXUINT, DERIVEDS);
      break;
    case STEP_LISTEN:
      step->node = generator_pick (self, step->context, G_MAXUINT, SOURCES);
      step->on = step->node != 0 && !oracle_node (self->oracle, step->node)->listened;
      /* A source that is due to be announced already might be, to somebody who knows it. */
      return step->node != 0 && (batches == 0 || !step->on);
    case STEP_SCHEDULE:
      step->node = generator_pick (self, step->context, G_MAXUINT, EFFECTS);
      step->on = generator_chance (self, 60);
      step->value = generator_below (self, 2);
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
  at = generator_below (self, sum);
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
    step = (Step){ .type = pick_type (self),
                   .context = generator_below (self, self->profile->n_contexts) };
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
