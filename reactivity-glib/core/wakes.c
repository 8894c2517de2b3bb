/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "wakes.h"

#include <stdlib.h>

/* A node is given up when it has had RG_LIMIT turns in one flush and what it does leads back to it:
 * both, since neither says enough. A sum that a million effects add to, one after the other, has a
 * million turns, and a loop that is passed through a few times comes to rest. So no number of nodes
 * makes a cycle. */

/* A node that had a turn, was woken, or wrote. */
typedef struct
{
  RgNode *node;  /* (unowned) (nullable) NULL when it has gone */
  guint32 seq;   /* its name: no other node ever has it */
  guint32 turns; /* since the record began */
  guint32 order; /* of the search for loops: when it came to this entry; 0 for not yet, */
  guint32 low;   /* the earliest one that can be reached from it, */
  guint32 next;  /* and the edge to follow next */
  guint8 open;   /* the search has not left its loop yet */
  guint8 loops;  /* what it does leads back to it */
  guint8 given_up;
} Entry;

typedef struct
{
  guint32 from; /* indices of entries */
  guint32 to;
} Edge;

struct _RgWakes
{
  GArray *entries; /* (owned) (element-type Entry) */
  GHashTable *at;  /* (owned) `seq` to one more than the index of the entry */
  GArray *edges;   /* (owned) (element-type Edge) */
  guint n_sorted;  /* of these, in order and each once */
  guint64 turns;   /* so far */
  guint64 search;  /* the number of turns after which to search again */
  gboolean gave_up;
};

static inline Entry *
nth (RgWakes *wakes, guint32 i)
{
  return &g_array_index (wakes->entries, Entry, i);
}

static guint32
entry_for (RgWakes *wakes, RgNode *node)
{
  Entry entry = { .node = node, .seq = node->seq };

  if (node->flags & RG_WAKER)
    return GPOINTER_TO_UINT (g_hash_table_lookup (wakes->at, GUINT_TO_POINTER (node->seq))) - 1;

  node->flags |= RG_WAKER;
  g_array_append_val (wakes->entries, entry);
  g_hash_table_insert (wakes->at, GUINT_TO_POINTER (node->seq),
                       GUINT_TO_POINTER (wakes->entries->len));
  return wakes->entries->len - 1;
}

void
rg_wakes_begin (RgGraph *graph)
{
  RgWakes *wakes = g_new0 (RgWakes, 1);

  wakes->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  wakes->at = g_hash_table_new (NULL, NULL);
  wakes->edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  graph->wakes = wakes;
}

/* The node goes. */
void
rg_wakes_forget (RgNode *node)
{
  RgWakes *wakes = node->graph->wakes;

  nth (wakes, entry_for (wakes, node))->node = NULL;
  node->flags &= ~RG_WAKER;
}

static int
compare_edges (const void *a, const void *b)
{
  const Edge *x = a;
  const Edge *y = b;

  if (x->from != y->from)
    return x->from < y->from ? -1 : 1;
  return (x->to > y->to) - (x->to < y->to);
}

static void
sort_edges (RgWakes *wakes)
{
  Edge *edges = (Edge *) (void *) wakes->edges->data;
  guint n = 0;

  if (wakes->edges->len == 0)
    return;

  qsort (edges, wakes->edges->len, sizeof *edges, compare_edges);
  for (guint i = 0; i < wakes->edges->len; i++)
    {
      if (n == 0 || compare_edges (&edges[n - 1], &edges[i]) != 0)
        edges[n++] = edges[i];
    }
  g_array_set_size (wakes->edges, n);
  wakes->n_sorted = n;
}

/* The same ones come again and again, so that there are never many more than there are different ones. */
static void
add_edge (RgWakes *wakes, guint32 from, guint32 to)
{
  Edge edge = { from, to };

  if (wakes->edges->len > 0)
    {
      const Edge *last = &g_array_index (wakes->edges, Edge, wakes->edges->len - 1);

      if (last->from == from && last->to == to)
        return;
    }

  g_array_append_val (wakes->edges, edge);
  if (wakes->edges->len > 2 * wakes->n_sorted + 4096)
    sort_edges (wakes);
}

/* What the queue holds from @start on was put there by what runs now: by the innermost function, for
 * the functions that it is called by, up to the node whose turn it is. */
void
rg_wakes_note (RgGraph *graph, guint start)
{
  RgWakes *wakes = graph->wakes;
  guint32 writer = G_MAXUINT32;
  guint32 inner = G_MAXUINT32;

  if (graph->turn == 0 || start == graph->queue_len)
    return;

  for (RgFrame *frame = graph->frame; frame != NULL && frame != graph->turn_frame;
       frame = frame->prev)
    {
      guint32 outer;

      if (frame->node == NULL || frame->node->graph != graph)
        continue;
      outer = entry_for (wakes, frame->node);
      if (writer == G_MAXUINT32)
        writer = outer;
      else
        add_edge (wakes, outer, inner);
      inner = outer;
    }

  if (writer == G_MAXUINT32)
    writer = graph->turn - 1;
  else if (inner != graph->turn - 1)
    add_edge (wakes, graph->turn - 1, inner);

  for (guint i = start; i < graph->queue_len; i++)
    {
      if (graph->queue[i] != NULL)
        add_edge (wakes, writer, entry_for (wakes, graph->queue[i]));
    }
}

/* (transfer full): where the edges of each entry begin, and one more */
static guint32 *
index_edges (RgWakes *wakes)
{
  guint32 n = wakes->entries->len;
  guint32 *first = g_new (guint32, n + 1);
  guint32 at = 0;

  for (guint32 i = 0; i <= n; i++)
    {
      while (at < wakes->edges->len && g_array_index (wakes->edges, Edge, at).from < i)
        at++;
      first[i] = at;
    }

  return first;
}

/* The entry is the first of its loop that the search came to: the rest is above it on the stack. */
static void
close_loop (RgWakes *wakes, GArray *stack, guint32 first)
{
  guint32 i;
  guint n = 0;

  do
    {
      i = g_array_index (stack, guint32, stack->len - 1);
      g_array_set_size (stack, stack->len - 1);
      nth (wakes, i)->open = FALSE;
      nth (wakes, i)->loops |= n++ > 0 || i != first;
    }
  while (i != first);
}

/* Tarjan's algorithm from one entry on, with a stack in place of recursion. */
static void
search_from (RgWakes *wakes, const guint32 *first_edge, guint32 root, guint32 *order, GArray *path,
             GArray *stack)
{
  g_array_append_val (path, root);

  while (path->len > 0)
    {
      guint32 i = g_array_index (path, guint32, path->len - 1);
      Entry *entry = nth (wakes, i);

      if (entry->order == 0)
        {
          entry->order = entry->low = ++*order;
          entry->next = first_edge[i];
          entry->open = TRUE;
          g_array_append_val (stack, i);
        }

      if (entry->next < first_edge[i + 1])
        {
          guint32 to = g_array_index (wakes->edges, Edge, entry->next++).to;

          if (to == i)
            entry->loops = TRUE;
          else if (nth (wakes, to)->order == 0)
            g_array_append_val (path, to);
          else if (nth (wakes, to)->open)
            entry->low = MIN (entry->low, nth (wakes, to)->order);
          continue;
        }

      g_array_set_size (path, path->len - 1);
      if (entry->low == entry->order)
        close_loop (wakes, stack, i);
      if (path->len > 0)
        {
          Entry *before = nth (wakes, g_array_index (path, guint32, path->len - 1));

          before->low = MIN (before->low, entry->low);
        }
    }
}

static void
search_loops (RgWakes *wakes)
{
  g_autoptr (GArray) path = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint32 *first_edge = NULL;
  guint32 order = 0;

  sort_edges (wakes);
  first_edge = index_edges (wakes);

  for (guint32 i = 0; i < wakes->entries->len; i++)
    nth (wakes, i)->order = nth (wakes, i)->loops = 0;
  for (guint32 i = 0; i < wakes->entries->len; i++)
    {
      if (nth (wakes, i)->order == 0)
        search_from (wakes, first_edge, i, &order, path, stack);
    }

  /* Searching costs no more than the turns in between. */
  wakes->search = wakes->turns + wakes->edges->len + wakes->entries->len;
}

/* It is the turn of @node. FALSE if it is to be given up. */
gboolean
rg_wakes_visit (RgGraph *graph, RgNode *node)
{
  RgWakes *wakes = graph->wakes;
  guint32 i = entry_for (wakes, node);

  graph->turn = i + 1;
  wakes->turns++;

  if (G_LIKELY (++nth (wakes, i)->turns < RG_LIMIT - RG_WAKES_BEGIN / 2))
    return TRUE;

  if (wakes->turns >= wakes->search)
    search_loops (wakes);
  if (!nth (wakes, i)->loops)
    return TRUE;

  nth (wakes, i)->given_up = TRUE;
  wakes->gave_up = TRUE;
  return FALSE;
}

static int
compare_seqs (gconstpointer a, gconstpointer b)
{
  const RgNode *x = *(RgNode *const *) a;
  const RgNode *y = *(RgNode *const *) b;

  return (x->seq > y->seq) - (x->seq < y->seq);
}

/* (transfer full): what is on a loop that was given up, the oldest first */
static GPtrArray *
list_loops (RgWakes *wakes)
{
  GPtrArray *nodes = g_ptr_array_new ();

  for (guint32 i = 0; i < wakes->entries->len; i++)
    {
      Entry *entry = nth (wakes, i);

      if (entry->node != NULL && (entry->loops || entry->given_up))
        g_ptr_array_add (nodes, entry->node);
    }

  g_ptr_array_sort (nodes, compare_seqs);
  return nodes;
}

/* The flush is over; what was given up is reported. */
void
rg_wakes_end (RgGraph *graph)
{
  RgWakes *wakes = g_steal_pointer (&graph->wakes);
  g_autoptr (GPtrArray) nodes = wakes->gave_up ? list_loops (wakes) : NULL;

  for (guint32 i = 0; i < wakes->entries->len; i++)
    {
      if (nth (wakes, i)->node != NULL)
        nth (wakes, i)->node->flags &= ~RG_WAKER;
    }
  g_array_unref (wakes->entries);
  g_array_unref (wakes->edges);
  g_hash_table_unref (wakes->at);
  g_free (wakes);

  if (nodes != NULL)
    graph->ops->runaway (graph, (RgNode **) nodes->pdata, nodes->len);
}
