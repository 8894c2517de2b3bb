/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* G5, G6 and G8 to G13: when effects run, how they end, and what keeps apart. */

private Reactivity.Effect noting (Reactivity.Context context, string name,
                                  Reactivity.Source source) {
  return new Reactivity.Effect (() => {
    source.get_int ();
    note (name);
  }, context);
}

private void at_once (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var waiting = new Reactivity.Effect.unstarted (() => note (@"waiting $(a.get_int ())"), context);

  new Reactivity.Effect (() => note (@"$(a.get_int ())"), context);
  expect ("1");
  a.set_int (2);
  expect ("2");
  waiting.run ();
  expect ("waiting 2");
  a.set_int (3);
  expect ("waiting 3 3");
}

private void order (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (1, context);

  noting (context, "1", b);
  noting (context, "2", a);
  noting (context, "3", b);
  expect ("1 2 3");
  b.set_int (2);
  expect ("1 3");
  context.batch (() => {
    a.set_int (2);
    b.set_int (3);
  });
  expect ("2 1 3");
}

private void never_stale (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (1, context);

  new Reactivity.Effect (() => note (@"early $(a.get_int ()) $(b.get_int ())"), context);
  new Reactivity.Effect (() => b.set_int (a.get_int ()), context);
  expect ("early 1 1");
  a.set_int (2);
  expect ("early 2 1 early 2 2");
}

private void nest (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);

  noting (context, "effect", a);
  expect ("effect");
  context.batch (() => {
    context.batch (() => a.set_int (2));
    expect ("");
    context.flush ();
    expect ("effect");
    a.set_int (3);
  });
  expect ("effect");

  context.batch_begin ();
  a.set_int (4);
  expect ("");
  context.batch_end ();
  expect ("effect");
}

private void put_back (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var doubled = new Reactivity.Derived.int (() => 2 * a.get_int (), context);

  noting (context, "direct", a);
  noting (context, "derived", doubled);
  expect ("direct derived");
  context.batch (() => {
    a.set_int (2);
    a.set_int (1);
  });
  expect ("");
}

private void own_write (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);

  new Reactivity.Effect (() => {
    a.set_int (a.get_int () + 1);
    note ("effect");
  }, context);
  expect ("effect");
  a.set_int (10);
  expect ("effect");
  expect_int (a.get_int (), 11);
}

private void needs_itself (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.boolean (true, context);
  Reactivity.Derived egg = null;
  var chicken = new Reactivity.Derived.int (() => a.get_boolean () ? egg.get_int () : 1, context);

  egg = new Reactivity.Derived.int (() => chicken.get_int () + 1, context);
  chicken.name = "chicken";
  egg.name = "egg";
  try {
    egg.read_value ();
    assert_not_reached ();
  } catch (Reactivity.Error.CYCLE error) {
    assert_true ("egg -> chicken -> egg" in error.message);
  } catch (Error error) {
    assert_not_reached ();
  }

  a.set_boolean (false);
  expect_int (egg.get_int (), 2);
}

private void wake_each_other (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (0, context);
  var b = new Reactivity.Signal.int (0, context);
  var on = new Reactivity.Signal.boolean (false, context);
  new Reactivity.Effect (() => { if (on.get_boolean ()) b.set_int (a.get_int () + 1); }, context);
  new Reactivity.Effect (() => { if (on.get_boolean ()) a.set_int (b.get_int () + 1); }, context);
  on.set_boolean (true);
  expect_error_like ("Cycle*");
  on.set_boolean (false);
  noting (context, "usable", a);
  a.set_int (-1);
  expect ("usable usable");
}

private void disposed_in_batch (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = noting (context, "effect", a);

  expect ("effect");
  context.batch (() => {
    a.set_int (2);
    effect.dispose ();
  });
  expect ("");
  assert_true (effect.is_disposed ());
  a.set_int (3);
  expect ("");
}

private void disposed_in_flush (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  Reactivity.Effect second = null;

  new Reactivity.Effect (() => {
    if (a.get_int () == 2)
      second.dispose ();
    note ("first");
  }, context);
  second = noting (context, "second", a);
  expect ("first second");
  a.set_int (2);
  expect ("first");
}

private void ends_with_the_run (Reactivity.Context context) throws Error {
  var page = new Reactivity.Signal.int (1, context);
  var detail = new Reactivity.Signal.int (1, context);

  var outer = new Reactivity.Effect (() => {
    note (@"page$(page.get_int ())");
    new Reactivity.Effect (() => {
      detail.get_int ();
      note ("in");
      context.on_cleanup (() => note ("out"));
    }, context);
    context.on_cleanup (() => note ("close"));
  }, context);

  expect ("page1 in");
  detail.set_int (2);
  expect ("out in");
  page.set_int (2);
  expect ("out close page2 in");
  detail.set_int (3);
  expect ("out in");
  outer.dispose ();
  expect ("out close");
  detail.set_int (4);
  expect ("");
}

private void kept (Reactivity.Context context) throws Error {
  var make = new Reactivity.Signal.boolean (true, context);
  var a = new Reactivity.Signal.int (1, context);
  var scope = new Reactivity.Scope (context);
  Reactivity.Effect untracked = null;

  new Reactivity.Effect (() => {
    if (make.get_boolean ()) {
      context.untrack (() => untracked = noting (context, "untracked", a));
      scope.run (() => { noting (context, "scope", a); });
    }
  }, context);
  expect ("untracked scope");
  make.set_boolean (false);
  a.set_int (2);
  expect ("untracked scope");
  scope.dispose ();
  untracked.dispose ();
  a.set_int (3);
  expect ("");
}

private void warns (Reactivity.Context context) throws Error {
  var effect = new Reactivity.Effect.unstarted (() => note ("effect"), context);

  effect.name = "idler";
  expect_message (LogLevelFlags.LEVEL_WARNING, "*idler*never run again*");
  effect.run ();
  effect.set_loss_strategy (Reactivity.LossStrategy.IGNORE);
  effect.run ();
  expect ("effect effect");
}

private void restores (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  bool quiet = false;
  var effect = new Reactivity.Effect (() => {
    note ("effect");
    if (!quiet)
      a.get_int ();
  }, context);

  effect.set_loss_strategy (Reactivity.LossStrategy.RESTORE);
  assert_true (effect.get_loss_strategy () == Reactivity.LossStrategy.RESTORE);
  quiet = true;
  a.set_int (2);
  a.set_int (3);
  expect ("effect effect effect");
}

private void isolated (Reactivity.Context context) throws Error {
  var other = new Reactivity.Context ();
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (1, other);
  var there = new Reactivity.Effect (() => note (@"there $(b.get_int ())"), other);

  noting (context, "here", a);
  expect ("there 1 here");
  other.batch (() => {
    b.set_int (2);
    a.set_int (2);
    expect ("here");
    context.flush ();
    expect ("");
  });
  expect ("there 2");
  there.dispose ();
}

private Reactivity.Derived one_more (Reactivity.Context context, Reactivity.Source before) {
  return new Reactivity.Derived.int (() => before.get_int () + 1, context);
}

private void deep (Reactivity.Context context) throws Error {
  var start = new Reactivity.Signal.int (0, context);
  Reactivity.Source last = start;

  /* Only the last is held, and each function holds the derived before. */
  for (int i = 0; i < 200000; i++) {
    last = one_more (context, last);
    last.get_int ();
  }
  var effect = noting (context, "effect", last);
  expect ("effect");
  start.set_int (1);
  expect ("effect");
  expect_int (last.get_int (), 200001);
  effect.dispose ();
}

private void wide (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (0, context);
  var scope = new Reactivity.Scope (context);
  int runs = 0;

  scope.run (() => {
    for (int i = 0; i < 100000; i++)
      new Reactivity.Effect (() => runs += a.get_int (), context);
  });
  a.set_int (1);
  expect_int (runs, 100000);
  scope.dispose ();
  a.set_int (2);
  expect_int (runs, 100000);
}

public int main (string[] args) {
  Test.init (ref args);

  add ("g05/at-once", "G5: at once unless told not to, then before each set returns", at_once);
  add ("g05/order", "G5: as made for one change, and as they became due for several", order);
  add ("g05/never-stale", "G5: an effect that a later one makes due again runs again", never_stale);
  add ("g06/nest", "G6: the outermost end flushes, and flush works inside", nest);
  add ("g06/put-back", "G6: a batch that puts a signal back runs nothing", put_back);
  add ("g08/own-write", "G8: an effect that writes what it reads does not wake itself", own_write);
  add ("g08/needs-itself", "G8: a derived that needs its own value throws, naming the nodes",
       needs_itself);
  add ("g08/wake-each-other", "G8: effects that keep waking each other are stopped",
       wake_each_other);
  add ("g09/disposed-in-batch", "G9: an effect disposed in the batch that made it due does not run",
       disposed_in_batch);
  add ("g09/disposed-in-flush", "G9: nor does one disposed in the flush", disposed_in_flush);
  add ("g10/ends-with-the-run", "G10: what a run makes ends before the next, and then its functions",
       ends_with_the_run);
  add ("g10/kept", "G10: untrack and a scope keep what is made in a run", kept);
  add ("g11/warns", "G11: a computation that can never run again is named", warns);
  add ("g11/restores", "G11: or keeps the dependencies of the run before", restores);
  add ("g12/isolated", "G12: batches and flushes of one context leave the other alone",
       isolated);
  add_bare ("g13/deep", "G13: a long chain is updated and freed without recursion", deep);
  add ("g13/wide", "G13: so are many effects", wide);

  return Test.run ();
}
