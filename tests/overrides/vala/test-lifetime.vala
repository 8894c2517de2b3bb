/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* O1, O2, O4 and E1 to E4: who owns what, and what happens when code fails. */

private Reactivity.Effect print_int (Reactivity.Context context, Reactivity.Source source) {
  return new Reactivity.Effect (() => note (@"$(source.get_int ())"), context);
}

private void links_own_nothing (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.Effect (() => note (@"$((int) a.value)"), context);

  expect ("1");
  expect_int ((int) effect.ref_count, 1);
  expect_int (a.list_subscribers ().length, 1);
  effect = null;
  expect_int (a.list_subscribers ().length, 0);
  a.set_int (2);
  expect ("");
}

private void reference (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  Reactivity.Effect? effect = print_int (context, a);

  a.set_int (2);
  expect ("1 2");
  effect = null;
  a.set_int (3);
  expect ("");
}

private void scopes (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  Reactivity.Scope? scope = new Reactivity.Scope (context);

  scope.run (() => { print_int (context, a); });
  scope.enter ();
  print_int (context, a);
  scope.leave ();
  scope.on_cleanup (() => note ("cleanup"));
  expect ("1 1");
  a.set_int (2);
  expect ("2 2");
  scope = null;
  expect ("cleanup");
  a.set_int (3);
  expect ("");
}

private void owner (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  Object? owner = new Object ();
  var scoped = Reactivity.Scope.new_for (owner, context);
  var effect = Reactivity.Effect.new_for (owner, () => note (@"$(a.get_int ())"), context);
  var seen = WeakRef (effect);

  scoped.run (() => { print_int (context, a); });
  expect ("1 1");
  a.set_int (2);
  expect ("2 2");
  owner = null;
  assert_true (effect.is_disposed ());
  a.set_int (3);
  expect ("");
  effect = null;
  assert_null (seen.get ());
}

/* Functions that a context, a scope and a source keep. */
private class Keeper : Object {
  public Reactivity.Signal level;
  public Reactivity.Scope scope;
  private string word = "out";
  private double step = 1.0;

  public Keeper (Reactivity.Context context) {
    level = new Reactivity.Signal.double (0.0, context);
    level.set_equal_func ((a, b) => Math.fabs ((double) a - (double) b) < step);
    scope = new Reactivity.Scope (context);
    scope.on_cleanup (() => note (@"scope $word"));
    Reactivity.Effect.new_for (this, () => {
      note (@"$(level.get_double ())");
      level.get_context ().on_cleanup (leave);
    }, context);
  }

  private void leave () {
    note (word);
  }
}

private void kept_functions (Reactivity.Context context) throws Error {
  Keeper? keeper = new Keeper (context);
  var level = keeper.level;
  var scope = keeper.scope;
  var seen = WeakRef (keeper);

  assert_false (level.set_double (0.5));
  assert_true (level.set_double (1.5));
  expect ("0 out 1.5");
  keeper = null;
  assert_null (seen.get ());
  expect ("scope out out");
  scope.dispose ();
  expect ("");
  assert_true (level.set_double (2.0));
}

/* Nodes among the fields, and functions that use `this`. */
private class Model : Object {
  public Reactivity.Signal number;
  public Reactivity.Derived doubled;
  public Reactivity.Derived half;
  public Reactivity.Derived text;
  public Reactivity.Memoized list;
  public Reactivity.Effect effect;
  public string last = "";

  public Model (Reactivity.Context context) {
    number = new Reactivity.Signal.int (1, context);
    doubled = new Reactivity.Derived.int (() => 2 * number.get_int (), context);
    half = new Reactivity.Derived (typeof (double), () => number.get_int () / 2.0, context);
    text = new Reactivity.Derived.string (describe, context);
    list = new Reactivity.Memoized (typeof (string[]), () => text.get_string ().split (" "),
                                    context);
    effect = new Reactivity.Effect (() => last = text.get_string (), context);
    Reactivity.Effect.new_for (this, () => note (last), context);
  }

  private string describe () throws Error {
    return @"$(number.get_int ()) $(doubled.get_int ()) $(half.get_double ())";
  }
}

private void fields (Reactivity.Context context) throws Error {
  expect_message (LogLevelFlags.LEVEL_WARNING, "*never run again*");
  Model? model = new Model (context);
  var number = model.number;
  var doubled = model.doubled;
  var seen = WeakRef (model);

  expect ("1 2 0.5");
  number.set_int (3);
  assert_cmpstr (model.last, CompareOperator.EQ, "3 6 1.5");
  assert_cmpstr (((string[]) model.list.value)[1], CompareOperator.EQ, "6");
  model = null;
  assert_null (seen.get ());

  number.set_int (4);
  assert_true (doubled.is_disposed ());
  expect_int (doubled.get_int (), 6);
}

private class Closing : Object {
  public Reactivity.Signal go;
  public Reactivity.Effect effect;
  public Closing? itself;
  private string word = "open";

  public Closing (Reactivity.Context context) {
    go = new Reactivity.Signal.boolean (false, context);
    effect = new Reactivity.Effect (() => {
      if (go.get_boolean ()) {
        itself = null;
        word = "closed";
      }
      note (word);
    }, context);
    itself = this;
  }
}

private void gone_in_its_run (Reactivity.Context context) throws Error {
  var go = new Closing (context).go;

  expect ("open");
  go.set_boolean (true);
  expect ("closed");
  go.set_boolean (false);
  expect ("");
}

private void keeps_error (Reactivity.Context context) throws Error {
  var divisor = new Reactivity.Signal.int (0, context);
  var quotient = new Reactivity.Derived.int (() => {
    note ("run");
    if (divisor.get_int () == 0)
      throw new TestError.BROKEN ("divided by zero");
    return 100 / divisor.get_int ();
  }, context);

  for (int i = 0; i < 2; i++) {
    try {
      quotient.read_value ();
      assert_not_reached ();
    } catch (TestError.BROKEN error) {
      assert_cmpstr (error.message, CompareOperator.EQ, "divided by zero");
    }
  }
  expect ("run");
  divisor.set_int (5);
  expect_int ((int) quotient.read_value (), 20);
  quotient.refresh ();
  expect ("run");
}

private void error_travels (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.boolean (true, context);
  var first = new Reactivity.Derived (typeof (float), () => {
    if (a.get_boolean ())
      throw new TestError.BROKEN ("first");
    return 1.5f;
  }, context);
  var second = new Reactivity.Derived (typeof (float), () => (float) first.value, context);

  try {
    second.read_value ();
    assert_not_reached ();
  } catch (TestError error) {
    assert_cmpstr (error.message, CompareOperator.EQ, "first");
  }
  /* Outside of a computation the error is reported. */
  first.get_value ();
  expect_errors ("first");
  a.set_boolean (false);
  assert_true ((float) second.read_value () == 1.5f);
}

private void stops_nobody (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);

  for (int i = 0; i < 3; i++) {
    int number = i;
    new Reactivity.Effect (() => {
      note (@"$number");
      if (a.get_int () == 2 && number < 2)
        throw new TestError.BROKEN (@"broken $number");
    }, context);
  }
  expect ("0 1 2");
  a.set_int (2);
  expect ("0 1 2");
  expect_errors ("broken 0; broken 1");
}

private void run_throws (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.Effect.unstarted (() => {
    if (a.get_int () == 1)
      throw new TestError.BROKEN ("now");
  }, context);

  try {
    effect.run ();
    assert_not_reached ();
  } catch (TestError.BROKEN error) {
    assert_cmpstr (error.message, CompareOperator.EQ, "now");
  }
  a.set_int (2);
  effect.run ();
}

private void keeps_dependencies (Reactivity.Context context) throws Error {
  var fail = new Reactivity.Signal.boolean (false, context);
  var a = new Reactivity.Signal.int (1, context);

  new Reactivity.Effect (() => {
    note ("effect");
    if (fail.get_boolean ())
      throw new TestError.BROKEN ("early");
    a.get_int ();
  }, context);
  fail.set_boolean (true);
  a.set_int (2);
  expect ("effect effect effect");
  expect_errors ("early; early");
}

private void bad_input (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = print_int (context, a);

  a.name = "counter";
  expect_message (LogLevelFlags.LEVEL_CRITICAL, "*reactivity_signal_set_string*counter*");
  assert_false (a.set_string ("2"));
  expect_message (LogLevelFlags.LEVEL_CRITICAL, "*reactivity_signal_set_value*counter*");
  a.value = "2";
  expect_int (a.get_int (), 1);
  expect ("1");

  effect.dispose ();
  try {
    effect.run ();
    assert_not_reached ();
  } catch (Reactivity.Error.DISPOSED error) {
  }
}

private void wrong_type (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.boolean (true, context);
  var derived = new Reactivity.Derived (typeof (int), () => {
    if (a.get_boolean ())
      return 1;
    return new Object ();
  }, context);

  expect_int (derived.get_int (), 1);
  a.set_boolean (false);
  expect_message (LogLevelFlags.LEVEL_CRITICAL, "*from gint to GObject*");
  expect_int (derived.get_int (), 1);
}

public int main (string[] args) {
  Test.init (ref args);

  add_bare ("o01/links-own-nothing", "O1: links own nothing in either direction",
            links_own_nothing);
  add_bare ("o02/reference", "O2: an effect ends with its last reference", reference);
  add_bare ("o02/scope", "O2: or with its scope", scopes);
  add_bare ("o02/owner", "O2: or with its owner, which holds it", owner);
  add_bare ("o04/fields", "O4: an object is not kept alive by nodes among its fields", fields);
  add_bare ("o04/kept-functions", "O4: nor by functions that they keep in other ways",
            kept_functions);
  add_bare ("o04/gone-in-its-run", "O4: an object may go while a function of it runs",
            gone_in_its_run);
  add ("e01/keeps-error", "E1: a failed derived throws at each reader until a dependency changes",
       keeps_error);
  add ("e01/travels", "E1: a computation that reads it fails with the same error", error_travels);
  add ("e02/stops-nobody", "E2: a failed effect stops nobody; its error is reported",
       stops_nobody);
  add ("e02/run-throws", "E2: who runs an effect gets its error", run_throws);
  add ("e03/keeps-dependencies", "E3: a failed run keeps the dependencies of before",
       keeps_dependencies);
  add ("e04/bad-input", "E4: bad input names the node and changes nothing", bad_input);
  add ("e04/wrong-type", "E4: so does a function that returns something else", wrong_type);

  return Test.run ();
}
