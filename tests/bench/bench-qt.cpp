/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The peer "qt": QProperty of Qt 6. A signal is a QProperty, a derived one with a binding. There is
 * no effect that reads several properties, so an effect is a binding, too, whose value does not
 * matter: Qt evaluates bindings at once, not when they are read.
 *
 * A change goes down each path on its own: where paths join, a binding is evaluated once for each
 * of them, with old values beside new ones until the last. So run counts are not checked, and
 * workloads in which the number of paths explodes are left out; so is what recurses too deeply. */

#include "harness.h"

#define QT_NO_KEYWORDS /* `signals` is a name like any other here */
#include <QtCore/QProperty>

#define B_CAN (B_JOIN | B_DYNAMIC | B_DEPTH_10K)

typedef QProperty<qint64> BNode;
typedef QProperty<qint64> BEffect;

static void
b_init ()
{
}

static BNode *
b_signal (gint64 value)
{
  return new QProperty<qint64> (value);
}

/* Only a property whose binding has been evaluated knows what it depends on; setting does that. */
template <typename Func>
static BNode *
b_bound (Func func)
{
  auto *node = new QProperty<qint64>;

  node->setBinding (func);
  return node;
}

static inline gint64
b_get (BNode *node)
{
  return node->value ();
}

static inline void
b_set (BNode *node, gint64 value)
{
  node->setValue (value);
}

static inline void
b_batch_begin ()
{
  Qt::beginPropertyUpdateGroup ();
}

static inline void
b_batch_end ()
{
  Qt::endPropertyUpdateGroup ();
}

static void
b_free (BNode *node)
{
  delete node;
}

#define b_free_effect b_free
#define b_may_lose(node) ((void) (node))

#define B_DERIVED(name, T, d)                                                                      \
  static inline qint64 name##_body (T *d);                                                         \
  static inline BNode *name##_new (T *d)                                                           \
  {                                                                                                \
    return b_bound ([d] { return name##_body (d); });                                              \
  }                                                                                                \
  static inline qint64 name##_body (T *d)

#define B_EFFECT(name, T, d)                                                                       \
  static inline void name##_body (T *d);                                                           \
  static inline BEffect *name##_new (T *d)                                                         \
  {                                                                                                \
    return b_bound ([d] {                                                                          \
      name##_body (d);                                                                             \
      return qint64 (0);                                                                           \
    });                                                                                            \
  }                                                                                                \
  static inline void name##_body (T *d)

#define B_NEW_DERIVED(name, data) name##_new (data)
#define B_NEW_EFFECT(name, data) name##_new (data)

#include "workloads.h"
