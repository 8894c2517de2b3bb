/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Small graphs, each of one typical shape. One iteration is one write to the head and one read of
 * the end outside of any computation, as a program does that shows a value. */

#pragma once

#include "harness.h"

#define SHAPE_MAX 400

typedef struct _Shape Shape;

/* What one function of a shape reads and adds. */
typedef struct
{
  Shape *shape;
  BNode *from;
  gint64 add;
} ShapeStep;

struct _Shape
{
  BNode *heads[100];
  guint n_heads;
  BNode *nodes[SHAPE_MAX]; /* derived, in the order in which they are made */
  ShapeStep steps[SHAPE_MAX];
  guint n_nodes;
  BEffect *effects[100];
  guint n_effects;
  BNode *end;
  guint i;     /* how many writes there were */
  gint64 runs; /* of all functions */
  gint64 effect_runs;
  gint64 values[100];
};

static Shape *
shape_new (guint n_heads)
{
  Shape *shape = g_new0 (Shape, 1);

  for (; shape->n_heads < n_heads; shape->n_heads++)
    shape->heads[shape->n_heads] = b_signal (0);
  return shape;
}

static ShapeStep *
shape_next (Shape *shape, BNode *from, gint64 add)
{
  ShapeStep *step = &shape->steps[shape->n_nodes];

  g_assert (shape->n_nodes < SHAPE_MAX);
  step->shape = shape;
  step->from = from;
  step->add = add;
  return step;
}

/* A derived of one source (a step), and one of the whole shape. */
#define SHAPE_STEP(shape, func, from, add)                                                         \
  ((shape)->end = (shape)->nodes[(shape)->n_nodes] =                                               \
       B_NEW_DERIVED (func, shape_next (shape, from, add)),                                        \
   (shape)->nodes[(shape)->n_nodes++])
#define SHAPE_ALL(shape, func)                                                                     \
  ((shape)->end = (shape)->nodes[(shape)->n_nodes] = B_NEW_DERIVED (func, shape),                  \
   (shape)->nodes[(shape)->n_nodes++])
#define SHAPE_EFFECT(shape, data)                                                                  \
  ((shape)->effects[(shape)->n_effects] = B_NEW_EFFECT (shape_watch, data), (shape)->n_effects++)

B_DERIVED (shape_add, ShapeStep, step)
{
  step->shape->runs++;
  return b_get (step->from) + step->add;
}

B_EFFECT (shape_watch, ShapeStep, step)
{
  step->shape->effect_runs++;
  b_get (step->from);
}

/* An effect that reads the end of the shape made so far. */
static void
shape_watch_end (Shape *shape)
{
  ShapeStep *step = shape_next (shape, shape->end, 0);

  shape->nodes[shape->n_nodes++] = NULL; /* its place holds what the effect reads */
  SHAPE_EFFECT (shape, step);
}

static void
shape_free (Shape *shape, gint64 expected_effect_runs, BResult *result)
{
  if (B_CAN & B_EXACT)
    B_CHECK (shape->effect_runs == expected_effect_runs);
  result->runs = shape->runs + shape->effect_runs;

  for (guint i = shape->n_effects; i > 0; i--)
    b_free_effect (shape->effects[i - 1]);
  for (guint i = shape->n_nodes; i > 0; i--)
    {
      if (shape->nodes[i - 1] != NULL)
        b_free (shape->nodes[i - 1]);
    }
  for (guint i = 0; i < shape->n_heads; i++)
    b_free (shape->heads[i]);
  g_free (shape);
}

/* Writes 1, 2, 3... and reads the end, which must be @factor * i + @offset each time. */
static inline void
shape_loop (Shape *shape, guint n, gint64 factor, gint64 offset)
{
  for (guint k = 0; k < n; k++)
    {
      gint64 i = ++shape->i;

      b_set (shape->heads[0], i);
      B_CHECK (b_get (shape->end) == factor * i + offset);
    }
}

/* avoidablePropagation: the second of five derived always gives 0, so nothing beyond it may run. */

B_DERIVED (shape_zero, ShapeStep, step)
{
  step->shape->runs++;
  b_get (step->from);
  return 0;
}

static void
b_avoidable (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  SHAPE_STEP (shape, shape_add, shape->heads[0], 0);
  SHAPE_STEP (shape, shape_zero, shape->end, 0);
  SHAPE_STEP (shape, shape_add, shape->end, 1);
  SHAPE_STEP (shape, shape_add, shape->end, 2);
  SHAPE_STEP (shape, shape_add, shape->end, 3);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, shape_loop (shape, n, 0, 6));
  B_CHECK (shape->runs == 5 + 2 * (gint64) B_ALL (count));
  shape_free (shape, 1, result);
}

/* broadPropagation: 50 times a pair of derived and an effect, all below one signal. */
static void
b_broad (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  for (guint i = 0; i < 50; i++)
    {
      SHAPE_STEP (shape, shape_add, shape->heads[0], i);
      SHAPE_STEP (shape, shape_add, shape->end, 1);
      shape_watch_end (shape);
    }

  B_MEASURE (result, count, n, shape_loop (shape, n, 1, 50));
  shape_free (shape, 50 * (1 + (gint64) B_ALL (count)), result);
}

/* deepPropagation: a chain of 50. */
static void
b_deep (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  SHAPE_STEP (shape, shape_add, shape->heads[0], 1);
  for (guint i = 1; i < 50; i++)
    SHAPE_STEP (shape, shape_add, shape->end, 1);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, shape_loop (shape, n, 1, 50));
  shape_free (shape, 1 + (gint64) B_ALL (count), result);
}

/* diamond: 5 derived of one signal, and their sum. */

B_DERIVED (shape_sum_5, Shape, shape)
{
  gint64 sum = 0;

  shape->runs++;
  for (guint i = 0; i < 5; i++)
    sum += b_get (shape->nodes[i]);
  return sum;
}

static void
b_diamond (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  for (guint i = 0; i < 5; i++)
    SHAPE_STEP (shape, shape_add, shape->heads[0], 1);
  SHAPE_ALL (shape, shape_sum_5);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, shape_loop (shape, n, 5, 5));
  shape_free (shape, 1 + (gint64) B_ALL (count), result);
}

/* mux: 100 signals are put into one array, of which 100 pairs of derived each pick one element.
 * The array is held beside the derived, whose value is the number of its run. */

B_DERIVED (shape_mux, Shape, shape)
{
  shape->runs++;
  for (guint i = 0; i < 100; i++)
    shape->values[i] = b_get (shape->heads[i]);
  return shape->runs;
}

B_DERIVED (shape_pick, ShapeStep, step)
{
  b_get (step->from);
  return step->shape->values[step->add];
}

static void
mux_loop (Shape *shape, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      gint64 i = ++shape->i;

      b_set (shape->heads[i % 10], i);
      B_CHECK (b_get (shape->nodes[3 * (i % 10) + 2]) == i + 1);
    }
}

static void
b_mux (guint count, BResult *result)
{
  Shape *shape = shape_new (100);
  BNode *mux = SHAPE_ALL (shape, shape_mux);
  gint64 plus_ones;

  for (guint i = 0; i < 100; i++)
    {
      SHAPE_STEP (shape, shape_pick, mux, i);
      SHAPE_STEP (shape, shape_add, shape->end, 1);
      shape_watch_end (shape);
    }

  /* One run of shape_mux() is to be counted per write, and one of shape_add(). */
  plus_ones = shape->runs - 1;
  B_MEASURE (result, count, n, mux_loop (shape, n));
  if (B_CAN & B_EXACT)
    B_CHECK (shape->runs == 1 + plus_ones + 2 * (gint64) B_ALL (count));
  shape_free (shape, 100 + (gint64) B_ALL (count), result);
}

/* repeatedObservers: one derived that reads the signal 30 times. */

B_DERIVED (shape_read_30, Shape, shape)
{
  gint64 sum = 0;

  shape->runs++;
  for (guint i = 0; i < 30; i++)
    sum += b_get (shape->heads[0]);
  return sum;
}

static void
b_repeated (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  SHAPE_ALL (shape, shape_read_30);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, shape_loop (shape, n, 30, 0));
  shape_free (shape, 1 + (gint64) B_ALL (count), result);
}

/* triangle: the sum of a chain of 10, head included. */

B_DERIVED (shape_sum_triangle, Shape, shape)
{
  gint64 sum;

  shape->runs++;
  sum = b_get (shape->heads[0]);
  for (guint i = 0; i < 9; i++)
    sum += b_get (shape->nodes[i]);
  return sum;
}

static void
b_triangle (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  SHAPE_STEP (shape, shape_add, shape->heads[0], 1);
  for (guint i = 1; i < 9; i++)
    SHAPE_STEP (shape, shape_add, shape->end, 1);
  SHAPE_ALL (shape, shape_sum_triangle);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, shape_loop (shape, n, 10, 45));
  shape_free (shape, 1 + (gint64) B_ALL (count), result);
}

/* unstable: 20 times one of two derived, another one after every write. */

B_DERIVED (shape_double, ShapeStep, step)
{
  step->shape->runs++;
  return 2 * b_get (step->from);
}

B_DERIVED (shape_inverse, ShapeStep, step)
{
  step->shape->runs++;
  return -b_get (step->from);
}

B_DERIVED (shape_either, Shape, shape)
{
  gint64 sum = 0;

  shape->runs++;
  for (guint i = 0; i < 20; i++)
    sum += b_get (shape->nodes[b_get (shape->heads[0]) % 2 != 0 ? 0 : 1]);
  return sum;
}

static void
unstable_loop (Shape *shape, guint n)
{
  for (guint k = 0; k < n; k++)
    {
      gint64 i = ++shape->i;

      b_set (shape->heads[0], i);
      B_CHECK (b_get (shape->end) == (i % 2 != 0 ? 40 * i : -20 * i));
    }
}

static void
b_unstable (guint count, BResult *result)
{
  Shape *shape = shape_new (1);

  SHAPE_STEP (shape, shape_double, shape->heads[0], 0);
  SHAPE_STEP (shape, shape_inverse, shape->heads[0], 0);
  SHAPE_ALL (shape, shape_either);
  shape_watch_end (shape);

  B_MEASURE (result, count, n, unstable_loop (shape, n));
  shape_free (shape, 1 + (gint64) B_ALL (count), result);
}

static const BWorkload b_shape_workloads[] = {
  { "avoidablePropagation", b_avoidable, 0 },
  { "broadPropagation", b_broad, 0 },
  { "deepPropagation", b_deep, 0 },
  { "diamond", b_diamond, B_JOIN },
  { "mux", b_mux, B_JOIN },
  { "repeatedObservers", b_repeated, 0 },
  { "triangle", b_triangle, B_JOIN },
  { "unstable", b_unstable, B_JOIN | B_DYNAMIC },
  { NULL, NULL, 0 },
};
