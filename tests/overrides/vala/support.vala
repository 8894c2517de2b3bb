/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What the test programs share: a log of what ran, and the proof that nothing stays behind (O4). */

public errordomain TestError {
  BROKEN
}

private StringBuilder log;
private StringBuilder errors;

/* Notes that something ran. */
public void note (string what) {
  if (log.len > 0)
    log.append_c (' ');
  log.append (what);
}

/* What was noted since the last call, in this order. */
public void expect (string what) {
  assert_cmpstr (log.str, CompareOperator.EQ, what);
  log.truncate ();
}

/* What was reported to the `error` signal of the context of the test. */
public void expect_errors (string messages) {
  assert_cmpstr (errors.str, CompareOperator.EQ, messages);
  errors.truncate ();
}

/* The same, where the message is long. */
public void expect_error_like (string pattern) {
  assert_true (PatternSpec.match_simple (pattern, errors.str));
  errors.truncate ();
}

public void expect_int (int actual, int expected) {
  assert_cmpint (actual, CompareOperator.EQ, expected);
}

/* One message of the library that is meant; checked at the end of the test. */
public void expect_message (LogLevelFlags level, string pattern) {
  Test.expect_message ("Reactivity", level, pattern);
}

[CCode (has_target = false)]
public delegate void Body (Reactivity.Context context) throws Error;

private bool error_cb (Reactivity.Node? node, Error error) {
  if (errors.len > 0)
    errors.append ("; ");
  errors.append (error.message);
  return true;
}

private void call (Body body, Reactivity.Context context) {
  try {
    body (context);
  } catch (Error error) {
    assert_no_error (error);
  }
}

private void run (Body body, bool in_scope) {
  log = new StringBuilder ();
  errors = new StringBuilder ();

  var context = new Reactivity.Context ();
  var seen = WeakRef (context);
  context.error.connect (error_cb);

  if (in_scope) {
    var scope = new Reactivity.Scope (context);
    scope.run (() => call (body, context));
  } else {
    call (body, context);
  }

  Test.assert_expected_messages ();
  expect ("");
  expect_errors ("");
  /* Each node holds its context: none is left. */
  context = null;
  assert_null (seen.get ());
}

/* Adds a test; what @body makes belongs to a scope. */
public void add (string name, string summary, Body body) {
  Test.add_data_func ("/reactivity/vala/" + name, () => {
    Test.summary (summary);
    run (body, true);
  });
}

/* Adds a test of who owns what. */
public void add_bare (string name, string summary, Body body) {
  Test.add_data_func ("/reactivity/vala/" + name, () => {
    Test.summary (summary);
    run (body, false);
  });
}
