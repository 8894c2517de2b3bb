/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The table of functions by which a language takes part. Two languages are in this process, each with
 * nodes of its own. */

#include "support.h"

#include "object/reactivity-language-private.h"

#include "core/flush.h"

/* What a language keeps for a node. Made on the stack of the test. */
typedef struct
{
  const char *name;
  int value;
  gboolean warns;
} Kept;

static Kept *
kept (const RgNode *core)
{
  return core->data;
}

static const char *
name_of (const RgNode *core)
{
  return core->language != NULL ? kept (core)->name : "c";
}

G_GNUC_PRINTF (1, 2)
static void
note (const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  log_note (text);
}

static void
publish_kept (RgNode *core, GType preferred)
{
  g_auto (GValue) value = G_VALUE_INIT;

  if (preferred == G_TYPE_DOUBLE)
    {
      g_value_init (&value, G_TYPE_DOUBLE);
      g_value_set_double (&value, kept (core)->value);
    }
  else
    {
      g_value_init (&value, G_TYPE_INT);
      g_value_set_int (&value, kept (core)->value);
    }
  reactivity_source_publish_value (reactivity_node_from_core (core), &value);
}

static gboolean
store_kept (RgNode *core, const GValue *value)
{
  if (kept (core)->value == g_value_get_int (value))
    return FALSE;

  kept (core)->value = g_value_get_int (value);
  reactivity_node_changed (reactivity_node_from_core (core));
  return TRUE;
}

static gboolean
concerns (const RgNode *core, const ReactivityLanguage *language)
{
  return core->language == language || (core->flags & REACTIVITY_FLAG_SHARED);
}

static const GError *dealt_with; /* (unowned) (nullable) the error that language b takes */

static gboolean
take_report (const char *language, const GError *error)
{
  note ("%s-report", language);
  return g_strcmp0 (language, "b") == 0 && dealt_with != NULL &&
         g_error_matches (error, dealt_with->domain, dealt_with->code);
}

/* A language of its own functions, each of which notes what it was asked and for which node, and is
 * sure that it is one of its own. */
#define DEFINE_LANGUAGE(x, blocks)                                                                 \
  static const ReactivityLanguage x;                                                               \
                                                                                                   \
  static void x##_publish (RgNode *core, GType preferred)                                          \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x "-publish-%s", kept (core)->name);                                                    \
    publish_kept (core, preferred);                                                                \
  }                                                                                                \
                                                                                                   \
  static gboolean x##_store (RgNode *core, const GValue *value)                                    \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x "-store-%s", kept (core)->name);                                                      \
    return store_kept (core, value);                                                               \
  }                                                                                                \
                                                                                                   \
  static void x##_linked (RgNode *sub, guint32 dep)                                                \
  {                                                                                                \
    RgNode *read = sub->deps[dep].node;                                                            \
                                                                                                   \
    g_assert_true (sub->language == &x || concerns (read, &x));                                    \
    g_assert_true (read->subs[sub->deps[dep].back].node == sub);                                   \
    note (#x "-linked-%s-%s", name_of (sub), name_of (read));                                      \
  }                                                                                                \
                                                                                                   \
  static void x##_unlinked (RgNode *dep, guint32 sub)                                              \
  {                                                                                                \
    g_assert_true (concerns (dep, &x));                                                            \
    note (#x "-unlinked-%s-%u", kept (dep)->name, sub);                                            \
  }                                                                                                \
                                                                                                   \
  static void x##_disposed (RgNode *core)                                                          \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    note (#x "-disposed-%s", kept (core)->name);                                                   \
  }                                                                                                \
                                                                                                   \
  static void x##_finalized (RgNode *core)                                                         \
  {                                                                                                \
    g_assert_true (concerns (core, &x));                                                           \
    g_assert_cmpuint (core->n_deps + core->n_subs, ==, 0);                                         \
    note (#x "-finalized-%s", kept (core)->name);                                                  \
  }                                                                                                \
                                                                                                   \
  static char *x##_dup_name (RgNode *core)                                                         \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    return kept (core)->name[0] == 'u' ? NULL : g_strconcat (#x " ", kept (core)->name, NULL);     \
  }                                                                                                \
                                                                                                   \
  static gboolean x##_warns (RgNode *core)                                                         \
  {                                                                                                \
    g_assert_true (core->language == &x);                                                          \
    return kept (core)->warns;                                                                     \
  }                                                                                                \
                                                                                                   \
  static ReactivityContext *x##_idle_in; /* (unowned) the context that it was asked for last */    \
                                                                                                   \
  static void x##_idle (ReactivityContext *context)                                                \
  {                                                                                                \
    x##_idle_in = context;                                                                         \
  }                                                                                                \
                                                                                                   \
  static gboolean x##_report (const GError *error)                                                 \
  {                                                                                                \
    return take_report (#x, error);                                                                \
  }                                                                                                \
                                                                                                   \
  static const ReactivityLanguage x = {                                                            \
    .publish = x##_publish,                                                                        \
    .store = x##_store,                                                                            \
    .linked = x##_linked,                                                                          \
    .unlinked = x##_unlinked,                                                                      \
    .disposed = x##_disposed,                                                                      \
    .finalized = x##_finalized,                                                                    \
    .dup_name = x##_dup_name,                                                                      \
    .warns = x##_warns,                                                                            \
    .idle = x##_idle,                                                                              \
    .report = x##_report,                                                                          \
    .collector_blocks = blocks,                                                                    \
  };

DEFINE_LANGUAGE (a, FALSE)
DEFINE_LANGUAGE (b, TRUE)

/* One that wants to hear of nothing. */
static const ReactivityLanguage mute;

static void
give (gpointer node, const ReactivityLanguage *language, Kept *data)
{
  reactivity_node_core (node)->language = language;
  reactivity_node_core (node)->data = data;
}

static ReactivitySignal *
signal_new (ReactivityContext *context, const ReactivityLanguage *language, Kept *data)
{
  ReactivitySignal *self = g_object_new (REACTIVITY_TYPE_SIGNAL, "context", context, NULL);

  reactivity_source_private (self)->computed = FALSE;
  give (self, language, data);
  return self;
}

/* Not run yet. */
static ReactivityEffect *
effect_new (ReactivityContext *context, const ReactivityLanguage *language, Kept *data,
            Probe *probe)
{
  ReactivityEffect *self = reactivity_effect_new_unstarted (context, probe_effect, probe, NULL);

  give (self, language, data);
  return self;
}

/* What nodes of both languages and of C, each with a name, are for a test. */
typedef struct
{
  ReactivityContext *context;
  Kept kept_a;
  Kept kept_b;
  ReactivitySignal *signal_a;
  ReactivitySignal *signal_b;
  ReactivitySignal *signal_c;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->context = reactivity_context_new ();
  self->kept_a = (Kept){ "sa", 1 };
  self->kept_b = (Kept){ "sb", 2 };
  self->signal_a = signal_new (self->context, &a, &self->kept_a);
  self->signal_b = signal_new (self->context, &b, &self->kept_b);
  self->signal_c = reactivity_signal_new_int (self->context, 3);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_assert_finalize_object (self->signal_a);
  g_assert_finalize_object (self->signal_b);
  g_assert_finalize_object (self->signal_c);
  g_assert_finalize_object (self->context);
  assert_log ("a-finalized-sa b-finalized-sb");
}

static void
test_publish (Fixture *self, gconstpointer data)
{
  g_test_summary ("C gets a value from the language that keeps it, once for each change");

  g_assert_cmpint (get_int (self->signal_a), ==, 1);
  assert_log ("a-publish-sa");
  g_assert_cmpint (get_int (self->signal_b), ==, 2);
  assert_log ("b-publish-sb");
  g_assert_cmpint (get_int (self->signal_b) + get_int (self->signal_c), ==, 5);
  assert_log ("");

  g_assert_cmpfloat (reactivity_source_get_double (SOURCE (self->signal_a)), ==, 1.0);
  assert_log ("a-publish-sa");
}

static void
test_store (Fixture *self, gconstpointer data)
{
  g_test_summary ("What C sets is given to the language that keeps the value");

  g_assert_true (reactivity_signal_set_int (self->signal_a, 4));
  g_assert_cmpint (self->kept_a.value, ==, 4);
  g_assert_false (reactivity_signal_set_int (self->signal_b, 2));
  g_assert_true (reactivity_signal_set_int (self->signal_c, 4));
  assert_log ("a-store-sa b-store-sb");
}

static void
test_linked (Fixture *self, gconstpointer data)
{
  Probe probe_a = { "ea", { SOURCE (self->signal_a), SOURCE (self->signal_b) } };
  Probe probe_b = { "eb", { SOURCE (self->signal_a), SOURCE (self->signal_c) } };
  Probe probe_c = { "ec", { SOURCE (self->signal_a), SOURCE (self->signal_c) } };
  Kept kept_ea = { "ea" };
  Kept kept_eb = { "eb" };
  ReactivityEffect *effect_a = effect_new (self->context, &a, &kept_ea, &probe_a);
  ReactivityEffect *effect_b = effect_new (self->context, &b, &kept_eb, &probe_b);
  ReactivityEffect *effect_c;

  g_test_summary ("Both ends of a link are told of it by their language, and a source of its end");

  get_int (self->signal_a);
  get_int (self->signal_b);
  assert_log ("a-publish-sa b-publish-sb");

  reactivity_effect_run (effect_a, NULL);
  assert_log ("ea a-linked-ea-sa a-linked-ea-sb b-linked-ea-sb");
  reactivity_effect_run (effect_b, NULL);
  assert_log ("eb b-linked-eb-sa a-linked-eb-sa b-linked-eb-c");
  effect_c = probe_effect_new (self->context, &probe_c);
  assert_log ("ec a-linked-c-sa");

  reactivity_signal_set_int (self->signal_a, 5);
  assert_log ("a-store-sa ea a-publish-sa eb ec");
  g_assert_cmpint (probe_a.sum, ==, 7);
  g_assert_cmpint (probe_b.sum + probe_c.sum, ==, 16);

  g_assert_finalize_object (effect_a);
  assert_log ("b-unlinked-sb-0 a-unlinked-sa-0 a-disposed-ea a-finalized-ea");
  g_assert_finalize_object (effect_b);
  assert_log ("a-unlinked-sa-1 b-finalized-eb");
  g_assert_finalize_object (effect_c);
  assert_log ("a-unlinked-sa-0");
}

static void
test_shared (Fixture *self, gconstpointer data)
{
  Probe probe_a = { NULL, { SOURCE (self->signal_c) } };
  Probe probe_c = { NULL, { SOURCE (self->signal_c) } };
  Kept kept_shared = { "shared" };
  ReactivitySignal *shared = signal_new (self->context, &a, &kept_shared);
  Kept kept_ea = { "ea" };
  ReactivityEffect *effect_a;
  ReactivityEffect *effect_c;

  g_test_summary ("Of a node that is shared all languages are told, each once");

  reactivity_node_core (shared)->flags |= REACTIVITY_FLAG_SHARED;
  get_int (shared);
  assert_log ("a-publish-shared");

  probe_a.reads[0] = probe_c.reads[0] = SOURCE (shared);
  effect_a = effect_new (self->context, &a, &kept_ea, &probe_a);
  reactivity_effect_run (effect_a, NULL);
  assert_log ("a-linked-ea-shared b-linked-ea-shared");
  effect_c = probe_effect_new (self->context, &probe_c);
  assert_log ("a-linked-c-shared b-linked-c-shared");

  g_assert_finalize_object (effect_c);
  assert_log ("a-unlinked-shared-1 b-unlinked-shared-1");
  g_assert_finalize_object (effect_a);
  assert_log ("a-unlinked-shared-0 b-unlinked-shared-0 a-disposed-ea a-finalized-ea");
  g_assert_finalize_object (shared);
  assert_log ("a-finalized-shared b-finalized-shared");
}

static void
test_disposed (Fixture *self, gconstpointer data)
{
  Probe probes[2] = { { NULL, { SOURCE (self->signal_c) } },
                      { NULL, { SOURCE (self->signal_c) } } };
  Kept kept_ea = { "ea" };
  Kept kept_eb = { "eb" };
  ReactivityEffect *effect_a = effect_new (self->context, &a, &kept_ea, &probes[0]);
  ReactivityEffect *effect_b = effect_new (self->context, &b, &kept_eb, &probes[1]);

  g_test_summary ("The language hears that a computation of its own was disposed, or goes");

  reactivity_computation_dispose (COMPUTATION (effect_a));
  assert_log ("a-disposed-ea");
  reactivity_computation_dispose (COMPUTATION (effect_b));
  assert_log ("b-disposed-eb");

  g_assert_finalize_object (effect_a);
  g_assert_finalize_object (effect_b);
  assert_log ("a-disposed-ea a-finalized-ea b-finalized-eb");
}

static void
test_collector (Fixture *self, gconstpointer data)
{
  Probe probes[3] = { { NULL }, { NULL }, { NULL } };
  Kept kept_ea = { "ea" };
  Kept kept_eb = { "eb" };
  Kept kept_owned = { "owned" };
  GObject *owner = g_object_new (G_TYPE_OBJECT, NULL);
  ReactivityEffect *effect_a = effect_new (self->context, &a, &kept_ea, &probes[0]);
  ReactivityEffect *effect_b = effect_new (self->context, &b, &kept_eb, &probes[1]);
  ReactivityEffect *owned = effect_new (self->context, &b, &kept_owned, &probes[2]);
  ReactivityScope *scope = reactivity_scope_new_for (owner, self->context);

  g_test_summary ("A language whose collector may be at work is not told what goes with that");

  rg_own (reactivity_scope_core (scope), reactivity_node_core (owned));
  g_assert_finalize_object (effect_a);
  assert_log ("a-disposed-ea a-finalized-ea");
  g_assert_finalize_object (effect_b);
  assert_log ("b-finalized-eb");

  g_assert_finalize_object (owner);
  g_assert_true (reactivity_computation_is_disposed (COMPUTATION (owned)));
  assert_log ("");
  g_assert_finalize_object (owned);
  assert_log ("b-finalized-owned");
}

static void
test_scope (Fixture *self, gconstpointer data)
{
  Kept kept_scope = { "scope" };
  ReactivityScope *scope = reactivity_scope_new (self->context);

  g_test_summary ("A scope may be of a language, too");

  reactivity_scope_core (scope)->language = &a;
  reactivity_scope_core (scope)->data = &kept_scope;
  reactivity_scope_dispose (scope);
  g_assert_finalize_object (scope);
  assert_log ("a-finalized-scope");
}

static void
assert_described (gpointer node, const char *pattern)
{
  g_autofree char *name = reactivity_node_describe (reactivity_node_core (node));

  if (!g_pattern_match_simple (pattern, name))
    g_error ("%s is not %s", name, pattern);
}

static void
test_name (Fixture *self, gconstpointer data)
{
  g_test_summary ("A language names those that have no name");

  assert_described (self->signal_a, "a sa");
  assert_described (self->signal_b, "b sb");
  assert_described (self->signal_c, "ReactivitySignal 0x*");
  reactivity_node_set_name (NODE (self->signal_a), "mine");
  assert_described (self->signal_a, "mine");

  self->kept_b.name = "unnamed";
  assert_described (self->signal_b, "ReactivitySignal 0x*");
  self->kept_b.name = "sb";
}

static void
test_warns (Fixture *self, gconstpointer data)
{
  Probe probes[2] = { { NULL }, { NULL } };
  Kept kept_ea = { "ea", 0, TRUE };
  Kept kept_eb = { "eb" };
  ReactivityEffect *effect_a = effect_new (self->context, &a, &kept_ea, &probes[0]);
  ReactivityEffect *effect_b = effect_new (self->context, &b, &kept_eb, &probes[1]);

  g_test_summary ("Of lost dependencies C warns where the language does not");

  reactivity_effect_run (effect_a, NULL);
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_WARNING, "b eb read nothing reactive*");
  reactivity_effect_run (effect_b, NULL);
  g_test_assert_expected_messages ();

  g_assert_finalize_object (effect_a);
  g_assert_finalize_object (effect_b);
  assert_log ("a-disposed-ea a-finalized-ea b-finalized-eb");
}

static void
test_idle (Fixture *self, gconstpointer data)
{
  ReactivityContext *other = reactivity_context_new ();

  g_test_summary ("All languages hear that nothing is under way any more, for each context");

  a_idle_in = b_idle_in = NULL;
  reactivity_context_batch_begin (self->context);
  self->context->graph->settles = TRUE;
  g_assert_null (a_idle_in);
  reactivity_context_batch_end (self->context);
  g_assert_true (a_idle_in == self->context);
  g_assert_true (b_idle_in == self->context);

  reactivity_context_batch_begin (other);
  other->graph->settles = TRUE;
  reactivity_context_batch_end (other);
  g_assert_true (a_idle_in == other);
  g_assert_true (b_idle_in == other);

  /* Nobody has asked. */
  a_idle_in = NULL;
  reactivity_context_batch_begin (other);
  reactivity_context_batch_end (other);
  g_assert_null (a_idle_in);

  g_assert_finalize_object (other);
}

static gboolean
handle_cb (void)
{
  return TRUE;
}

static void
test_report (Fixture *self, gconstpointer data)
{
  Probe probe = { NULL, { SOURCE (self->signal_c) } };
  ReactivityEffect *effect = probe_effect_new (self->context, &probe);
  g_autoptr (GError) broken = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_BROKEN_PIPE, "broken");
  gulong id;

  g_test_summary ("What no handler has dealt with is reported to the languages, until one has");

  probe.fails = TRUE;
  dealt_with = broken;
  reactivity_signal_set_int (self->signal_c, 4);
  assert_log ("a-report b-report");

  dealt_with = NULL;
  g_test_expect_message ("Reactivity", G_LOG_LEVEL_WARNING, "*broken");
  reactivity_signal_set_int (self->signal_c, 5);
  g_test_assert_expected_messages ();
  assert_log ("a-report b-report");

  id = g_signal_connect (self->context, "error", G_CALLBACK (handle_cb), NULL);
  reactivity_signal_set_int (self->signal_c, 6);
  assert_log ("");
  g_signal_handler_disconnect (self->context, id);

  g_assert_finalize_object (effect);
}

static void
test_mute (Fixture *self, gconstpointer data)
{
  Kept kept_mute = { "mute" };
  Probe probe = { "effect", { SOURCE (self->signal_a), SOURCE (self->signal_c) } };
  ReactivitySignal *signal = signal_new (self->context, &mute, &kept_mute);
  ReactivityEffect *effect = effect_new (self->context, &mute, &kept_mute, &probe);

  g_test_summary ("A language may leave out any function");

  reactivity_effect_run (effect, NULL);
  assert_log ("effect a-linked-mute-sa a-publish-sa");
  assert_described (effect, "ReactivityEffect 0x*");
  g_assert_null (reactivity_source_peek_value (SOURCE (signal)));
  expect_critical ("*takes no values*");
  g_assert_false (reactivity_signal_set_int (signal, 1));
  g_test_assert_expected_messages ();
  probe.reads[0] = SOURCE (self->signal_c);
  expect_critical ("*nothing*gint*");
  probe.reads[1] = SOURCE (signal);
  reactivity_effect_run (effect, NULL);
  g_test_assert_expected_messages ();
  assert_log ("effect a-unlinked-sa-0");

  reactivity_computation_dispose (COMPUTATION (effect));
  g_assert_finalize_object (effect);
  g_assert_finalize_object (signal);
  assert_log ("");
}

static void
test_register (void)
{
  static const ReactivityLanguage many[16];
  guint registered = 0;

  g_test_summary ("A language is registered once; one too many is refused");

  g_assert_true (reactivity_language_register (&a));
  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    registered += reactivity_language_register (&many[i]);
  g_assert_cmpuint (registered, ==, 6);
  g_assert_true (reactivity_language_register (&b));
  g_assert_false (reactivity_language_register (&many[15]));
}

#define ADD(path, func)                                                                            \
  g_test_add ("/reactivity/language/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  reactivity_language_register (&a);
  reactivity_language_register (&b);

  ADD ("publish", test_publish);
  ADD ("store", test_store);
  ADD ("linked", test_linked);
  ADD ("shared", test_shared);
  ADD ("disposed", test_disposed);
  ADD ("collector", test_collector);
  ADD ("scope", test_scope);
  ADD ("name", test_name);
  ADD ("warns", test_warns);
  ADD ("idle", test_idle);
  ADD ("report", test_report);
  ADD ("mute", test_mute);
  g_test_add_func ("/reactivity/language/register", test_register);

  return g_test_run ();
}
