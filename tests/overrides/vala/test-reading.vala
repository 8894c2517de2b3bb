/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* G1 to G4 and G7: what is read, compared, cached and seen. */

private void reads_link (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var c = new Reactivity.Signal.int (100, context);
  int sum = 0;

  new Reactivity.Effect (() => {
    sum = a.get_int () + b.get_int () + (int) c.peek_value ();
    context.untrack (() => sum += c.get_int ());
    note ("effect");
  }, context);

  a.set_int (2);
  b.set_int (20);
  expect ("effect effect effect");
  c.set_int (200);
  expect ("");
  a.set_int (3);
  expect ("effect");
  expect_int (sum, 423);
}

private void dynamic_dependencies (Reactivity.Context context) throws Error {
  var first = new Reactivity.Signal.boolean (true, context);
  var a = new Reactivity.Signal.string ("a", context);
  var b = new Reactivity.Signal.string ("b", context);

  new Reactivity.Effect (() => note (first.get_boolean () ? a.get_string () : b.get_string ()),
                         context);

  for (int i = 0; i < 5; i++) {
    a.set_string (@"a$i");
    b.set_string (@"b$i");
    expect (i == 0 ? @"a a$i" : @"a$i");
    first.set_boolean (false);
    a.set_string (@"unread$i");
    b.set_string (@"read$i");
    expect (@"b$i read$i");
    first.set_boolean (true);
    expect (@"unread$i");
  }
}

private void compares (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.double (1.0, context);

  new Reactivity.Effect (() => note (@"$(a.get_double ())"), context);
  expect ("1");
  assert_false (a.set_double (1.0));
  assert_true (a.set_double (2.0));
  expect ("2");

  a.set_equal_func ((x, y) => Math.fabs ((double) x - (double) y) < 1.0);
  assert_false (a.set_double (2.5));
  assert_true (a.set_double (4.0));
  expect ("4");

  a.set_equal_func (null);
  assert_true (a.get_check_equality ());
  a.set_check_equality (false);
  assert_true (a.set_double (4.0));
  expect ("4");
}

private void updates (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (0, context);

  new Reactivity.Effect (() => {
    b.get_int ();
    a.update ((ref value) => value = (int) value + 1);
    note ("effect");
  }, context);
  expect ("effect");
  a.set_int (5);
  expect ("");
  b.set_int (1);
  expect ("effect");
  expect_int (a.get_int (), 6);
  assert_false (a.update ((ref value) => { }));
}

private void lazy_and_cached (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (1, context);
  var doubled = new Reactivity.Derived.int (() => {
    note ("derived");
    return 2 * a.get_int ();
  }, context);

  expect ("");
  expect_int (doubled.get_int (), 2);
  expect_int (doubled.get_int (), 2);
  expect ("derived");
  b.set_int (2);
  a.set_int (2);
  a.set_int (3);
  expect ("");
  expect_int (doubled.get_int (), 6);
  expect ("derived");
}

private void equality_stops_the_wave (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (2, context);
  var even = new Reactivity.Derived.boolean (() => a.get_int () % 2 == 0, context);

  new Reactivity.Effect (() => note (even.get_boolean () ? "even" : "odd"), context);
  expect ("even");
  a.set_int (4);
  expect ("");
  a.set_int (5);
  expect ("odd");
}

private void first_run_is_no_change (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var derived = new Reactivity.Derived.int (() => a.get_int (), context);

  new Reactivity.Effect (() => note (@"$(derived.get_int ())"), context);
  expect ("1");
  context.flush ();
  expect ("");
}

private void guard (Reactivity.Context context) throws Error {
  var name = new Reactivity.Signal.string ("Ada", context);
  var has = new Reactivity.Derived.boolean (() => name.get_string () != null, context);
  var letter = new Reactivity.Derived.string (() => {
    assert_nonnull (name.get_string ());
    return name.get_string ().substring (0, 1);
  }, context);

  new Reactivity.Effect (() => note (has.get_boolean () ? letter.get_string () : "none"), context);
  expect ("A");
  name.set_string (null);
  expect ("none");
  name.set_string ("Bea");
  expect ("B");
}

private void no_glitch (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var near = new Reactivity.Derived.int (() => a.get_int () + 1, context);
  var far = new Reactivity.Derived.int (() => near.get_int () + 1, context);

  new Reactivity.Effect (() => {
    expect_int (far.get_int () - near.get_int (), 1);
    expect_int (near.get_int () - a.get_int (), 1);
    note (@"$(far.get_int ())");
  }, context);
  for (int i = 2; i < 6; i++)
    a.set_int (i);
  expect ("3 4 5 6 7");
}

private void fresh_in_batch (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var doubled = new Reactivity.Derived.int (() => 2 * a.get_int (), context);

  new Reactivity.Effect (() => note (@"$(doubled.get_int ())"), context);
  context.batch (() => {
    for (int i = 2; i < 5; i++) {
      a.set_int (i);
      expect_int (doubled.get_int (), 2 * i);
    }
    expect ("2");
  });
  expect ("8");
}

private void not_compared (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var zero = new Reactivity.Memoized (typeof (int), () => {
    note ("memoized");
    return 0 * a.get_int ();
  }, context);

  var effect = new Reactivity.Effect (() => note (@"$(zero.get_int ())"), context);
  expect ("memoized 0");
  a.set_int (2);
  expect ("memoized 0");
  effect.dispose ();
  a.set_int (3);
  expect ("");
  expect_int ((int) zero.value, 0);
  expect_int ((int) zero.value, 0);
  expect ("memoized");
}

public int main (string[] args) {
  Test.init (ref args);

  add ("g01/reads-link", "G1: reads link, peek and what is inside untrack do not", reads_link);
  add ("g01/dynamic-dependencies", "G1: only the dependencies of the last run count",
       dynamic_dependencies);
  add ("g02/compares", "G2: set compares, by a function of one's own, or not at all", compares);
  add ("g02/update", "G2: update does not track", updates);
  add ("g03/lazy-and-cached", "G3: a derived runs when it is read, once for a change",
       lazy_and_cached);
  add ("g03/equality-stops-the-wave", "G3: what reads an equal value does not run",
       equality_stops_the_wave);
  add ("g03/first-run-is-no-change", "G3: the first run of a derived announces no change",
       first_run_is_no_change);
  add ("g03/guard", "G3: a condition that is read first protects what is read after it", guard);
  add ("g04/no-glitch", "G4: paths of any length to one signal agree", no_glitch);
  add ("g04/fresh-in-batch", "G4: reads in a batch are fresh", fresh_in_batch);
  add ("g07/not-compared", "G7: readers of a memoized are due though its value is the same",
       not_compared);

  return Test.run ();
}
