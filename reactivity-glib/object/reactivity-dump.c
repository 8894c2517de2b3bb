/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-effect-private.h"
#include "reactivity-memoized.h"
#include "reactivity-source-private.h"

/* What a label shows of a long value, in characters. */
#define LONG_VALUE 40

static const char *
state_of (const RgNode *core)
{
  if (core->flags & RG_DISPOSED)
    return "disposed";
  if (core->flags & RG_RUNNING)
    return "running";
  if (core->flags & RG_FAILED)
    return "failed";
  if (core->flags & RG_DIRTY)
    return "dirty";
  if (core->flags & RG_PENDING)
    return "pending";
  if (core->flags & RG_EMPTY)
    return "empty";
  return "clean";
}

static const char *
kind_of (const RgNode *core)
{
  if (reactivity_node_hooks (reactivity_node_from_core (core))->is_part)
    return "part";
  if (core->flags & RG_EFFECT)
    return "effect";
  if (core->flags & RG_MEMO)
    return "memoized";
  if (core->flags & RG_LAZY)
    return "derived";
  return "signal";
}

static const char *
style_of (const RgNode *core)
{
  if (core->flags & RG_EFFECT)
    return "shape=box";
  if (core->flags & RG_LAZY)
    return "shape=ellipse";
  return "shape=ellipse, style=bold";
}

/* Shows the value without running anything. */
static char *
describe_value (const RgNode *core)
{
  const GValue *value;
  g_autofree char *contents = NULL;

  if (!REACTIVITY_IS_SOURCE (reactivity_node_from_core (core)))
    return g_strdup ("");

  value = &reactivity_source_private (reactivity_node_from_core (core))->value;
  if (value->g_type == 0 || ((core->flags & RG_LAZY) && core->newest == 1))
    return g_strdup ("\nno value");

  contents = g_strdup_value_contents (value);
  if (g_utf8_strlen (contents, -1) > LONG_VALUE)
    {
      g_autofree char *head = g_utf8_substring (contents, 0, LONG_VALUE);

      return g_strdup_printf ("\n%s…", head);
    }

  return g_strdup_printf ("\n%s", contents);
}

/* As a quoted DOT string. */
static char *
quote (const char *text)
{
  g_autoptr (GString) quoted = g_string_new (text);

  g_string_replace (quoted, "\\", "\\\\", 0);
  g_string_replace (quoted, "\"", "\\\"", 0);
  g_string_replace (quoted, "\n", "\\n", 0);
  g_string_prepend_c (quoted, '"');
  g_string_append_c (quoted, '"');

  return g_string_free (g_steal_pointer (&quoted), FALSE);
}

static void
dump_node (GString *dot, const RgNode *core)
{
  g_autofree char *name = reactivity_node_describe (core);
  g_autofree char *value = describe_value (core);
  g_autofree char *text =
      g_strdup_printf ("%s\n%s, %s%s", name, kind_of (core), state_of (core), value);
  g_autofree char *label = quote (text);

  g_string_append_printf (dot, "  n%u [label=%s, %s];\n", core->seq, label, style_of (core));

  for (guint32 i = 0; i < core->n_deps; i++)
    {
      if (core->deps[i].node != NULL)
        g_string_append_printf (dot, "  n%u -> n%u;\n", core->deps[i].node->seq, core->seq);
    }
}

static int
compare_seq (gconstpointer a, gconstpointer b)
{
  const RgNode *x = *(RgNode *const *) a;
  const RgNode *y = *(RgNode *const *) b;

  return (x->seq > y->seq) - (x->seq < y->seq);
}

/**
 * reactivity_context_dump:
 * @self: a context
 *
 * Describes the graph as it is, in the DOT language of Graphviz: every node with its name, kind,
 * state and value, in the order of creation, and an arrow from each source to each computation that
 * read it. Nothing is run.
 *
 * Returns: (transfer full): the text
 * Since: 0.1
 */
char *
reactivity_context_dump (ReactivityContext *self)
{
  g_autoptr (GString) dot = g_string_new ("digraph reactivity {\n  rankdir=LR;\n");
  g_autofree RgNode **nodes = NULL;
  guint n_nodes;

  g_return_val_if_fail (REACTIVITY_IS_CONTEXT (self), NULL);
  reactivity_return_val_if_off_thread (self->graph, NULL);

  n_nodes = self->graph->n_nodes;
  nodes = g_memdup2 (self->graph->nodes, n_nodes * sizeof *nodes);
  if (n_nodes > 1)
    qsort (nodes, n_nodes, sizeof *nodes, compare_seq);

  for (guint i = 0; i < n_nodes; i++)
    {
      if (!(nodes[i]->flags & RG_SCOPE))
        dump_node (dot, nodes[i]);
    }

  g_string_append (dot, "}\n");
  return g_string_free (g_steal_pointer (&dot), FALSE);
}
