/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "reactivity-journal-private.h"

typedef struct
{
  ReactivitySource *source; /* (unowned) (nullable) NULL when it has gone */
  guint32 version;          /* of the old value */
  guint32 batch;            /* which batch it is the old value of */
  GValue value;             /* the old value */
} Entry;

static Entry *
entry_of (ReactivitySource *self)
{
  ReactivityContext *context = reactivity_context_of (reactivity_node_core (self)->graph);
  guint32 place = reactivity_source_private (self)->journal;

  return place == 0 ? NULL : &g_array_index (context->journal, Entry, place - 1);
}

/* TRUE when the value from before the batch under way is known. */
gboolean
reactivity_journal_knows (ReactivitySource *self)
{
  Entry *entry = entry_of (self);

  return entry != NULL &&
         entry->batch == reactivity_context_of (reactivity_node_core (self)->graph)->batch;
}

/* TRUE when @value is the one from before the batch, whose version that was. */
gboolean
reactivity_journal_find (ReactivitySource *self, const GValue *value, guint32 *version)
{
  Entry *entry = entry_of (self);
  g_auto (GValue) old = G_VALUE_INIT;

  if (entry == NULL)
    return FALSE;
  *version = entry->version;

  if (!reactivity_source_private (self)->custom)
    return reactivity_source_is_equal (self, &entry->value, value);

  /* User code compares: the journal may change meanwhile. */
  g_value_init (&old, G_VALUE_TYPE (&entry->value));
  g_value_copy (&entry->value, &old);
  return reactivity_source_is_equal (self, &old, value);
}

/* Moves the value of @self, which is about to be replaced for the first time in this batch. What was
 * known of a batch before that is forgotten. */
void
reactivity_journal_add (ReactivitySource *self)
{
  ReactivitySourcePrivate *priv = reactivity_source_private (self);
  RgNode *core = reactivity_node_core (self);
  ReactivityContext *context = reactivity_context_of (core->graph);
  Entry entry = { self, core->version, context->batch, priv->value };

  core->graph->settles = TRUE;
  if (context->journal == NULL)
    context->journal = g_array_new (FALSE, FALSE, sizeof (Entry));

  reactivity_journal_forget (self);
  g_array_append_val (context->journal, entry);
  priv->journal = context->journal->len;
  memset (priv->value.data, 0, sizeof priv->value.data);
}

void
reactivity_journal_forget (ReactivitySource *self)
{
  Entry *entry = entry_of (self);

  if (entry != NULL)
    {
      reactivity_source_private (self)->journal = 0;
      entry->source = NULL;
    }
}

/* Dropping a value may call user code, which may write again. */
void
reactivity_journal_clear (ReactivityContext *context)
{
  GArray *journal = g_steal_pointer (&context->journal);

  if (journal == NULL)
    return;

  for (guint i = 0; i < journal->len; i++)
    {
      Entry *entry = &g_array_index (journal, Entry, i);

      if (entry->source != NULL)
        reactivity_source_private (entry->source)->journal = 0;
    }

  for (guint i = 0; i < journal->len; i++)
    g_value_unset (&g_array_index (journal, Entry, i).value);

  g_array_unref (journal);
}
