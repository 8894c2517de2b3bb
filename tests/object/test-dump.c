/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* reactivity_context_dump(): the graph as DOT text. */

#include "support.h"

static void
assert_has (const char *dump, const char *part)
{
  if (strstr (dump, part) == NULL)
    g_error ("no %s in:\n%s", part, dump);
}

static guint
count (const char *dump, const char *part)
{
  guint n = 0;

  while ((dump = strstr (dump, part)) != NULL)
    {
      dump += strlen (part);
      n++;
    }

  return n;
}

static void
test_empty (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autofree char *dump = reactivity_context_dump (context);

  g_test_summary ("A context without nodes is an empty digraph");

  g_assert_true (g_str_has_prefix (dump, "digraph"));
  g_assert_true (g_str_has_suffix (dump, "}\n"));
  g_assert_null (strstr (dump, "label"));

  g_assert_finalize_object (context);
}

static void
test_graph (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 42);
  ReactivitySignal *text = reactivity_signal_new_string (context, "say \"hi\" \\ bye");
  Probe d = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &d);
  ReactivityMemoized *memoized = probe_memoized_new (context, &d);
  Probe e = { NULL, { SOURCE (a), SOURCE (derived) } };
  ReactivityEffect *effect = probe_effect_new (context, &e);
  ReactivityScope *scope = reactivity_scope_new (context);
  g_autofree char *dump = NULL;

  g_test_summary ("Every node is there with name, kind, state and value, and every link");

  reactivity_node_set_name (NODE (a), "a \"quoted\" name");
  reactivity_node_set_name (NODE (derived), "sum");
  reactivity_node_set_name (NODE (effect), "printer");
  dump = reactivity_context_dump (context);

  assert_has (dump, "a \\\"quoted\\\" name\\nsignal, clean\\n42");
  assert_has (dump, "sum\\nderived, clean\\n42");
  assert_has (dump, "memoized, empty\\nno value");
  assert_has (dump, "printer\\neffect, clean");
  assert_has (dump, "ReactivitySignal 0x");
  g_assert_cmpuint (count (dump, " -> "), ==, 3);
  g_assert_cmpuint (count (dump, "[label="), ==, 5);
  g_assert_cmpint (d.runs, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (memoized);
  g_assert_finalize_object (scope);
  g_assert_finalize_object (text);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_states (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe d = { NULL, { SOURCE (a) } };
  ReactivityDerived *derived = probe_derived_new (context, &d);
  Probe far = { NULL, { SOURCE (derived) } };
  ReactivityDerived *second = probe_derived_new (context, &far);
  char *dump;

  g_test_summary ("Dirty, pending, failed and disposed are told apart, and nothing is run");

  dump = reactivity_context_dump (context);
  g_assert_cmpuint (count (dump, "dirty"), ==, 2);
  g_free (dump);

  get_int (second);
  reactivity_signal_set_int (a, 2);
  dump = reactivity_context_dump (context);
  assert_has (dump, "derived, dirty");
  assert_has (dump, "derived, pending");
  g_free (dump);
  g_assert_cmpint (d.runs, ==, 1);

  d.fails = TRUE;
  g_assert_false (reactivity_node_refresh (NODE (second), NULL));
  dump = reactivity_context_dump (context);
  g_assert_cmpuint (count (dump, "failed"), ==, 2);
  g_free (dump);

  reactivity_computation_dispose (COMPUTATION (second));
  dump = reactivity_context_dump (context);
  assert_has (dump, "disposed");
  g_assert_cmpuint (count (dump, " -> "), ==, 1);
  g_free (dump);

  g_assert_finalize_object (second);
  g_assert_finalize_object (derived);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
dump_hook (Probe *self)
{
  g_autofree char *dump = reactivity_context_dump (self->data);

  assert_has (dump, "running");
}

static void
test_in_run (void)
{
  ReactivityContext *context = reactivity_context_new ();
  ReactivitySignal *a = reactivity_signal_new_int (context, 1);
  Probe e = { NULL, { SOURCE (a) }, dump_hook, context };
  ReactivityEffect *effect = probe_effect_new (context, &e);

  g_test_summary ("The graph can be dumped from inside a run");

  g_assert_cmpint (e.runs, ==, 1);

  g_assert_finalize_object (effect);
  g_assert_finalize_object (a);
  g_assert_finalize_object (context);
}

static void
test_odd_values (void)
{
  ReactivityContext *context = reactivity_context_new ();
  g_autofree char *long_text = g_strnfill (1000, 'x');
  ReactivitySignal *text = reactivity_signal_new_string (context, long_text);
  ReactivitySignal *lines = reactivity_signal_new_string (context, "one\ntwo");
  ReactivitySignal *none = reactivity_signal_new_string (context, NULL);
  ReactivitySignal *bytes = reactivity_signal_new_string (context, "\xff\xfe");
  ReactivitySignal *empty = g_object_new (REACTIVITY_TYPE_SIGNAL, "context", context, NULL);
  g_autofree char *dump = reactivity_context_dump (context);

  g_test_summary ("Long, NULL, missing and binary values give a text that is still UTF-8");

  g_assert_cmpuint (strlen (dump), <, 1000);
  assert_has (dump, "…");
  assert_has (dump, "NULL");
  assert_has (dump, "no value");
  g_assert_true (g_utf8_validate (dump, -1, NULL));

  g_assert_finalize_object (text);
  g_assert_finalize_object (lines);
  g_assert_finalize_object (none);
  g_assert_finalize_object (bytes);
  g_assert_finalize_object (empty);
  g_assert_finalize_object (context);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/reactivity/dump/empty", test_empty);
  g_test_add_func ("/reactivity/dump/graph", test_graph);
  g_test_add_func ("/reactivity/dump/states", test_states);
  g_test_add_func ("/reactivity/dump/in-run", test_in_run);
  g_test_add_func ("/reactivity/dump/odd-values", test_odd_values);

  return g_test_run ();
}
