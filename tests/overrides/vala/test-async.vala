/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A1 to A4: functions that wait with `yield`, and go on to read. */

private async void next_turn () {
  Idle.add (next_turn.callback);
  yield;
}

/* Lets everything happen that is due, and what comes of it. */
private void settle () {
  while (MainContext.default ().iteration (false));
}

/* Waits, also for other threads. */
private Value value_of (Reactivity.AsyncDerived derived) throws Error {
  var loop = new MainLoop ();
  Value value = Value (typeof (int));
  Error? failure = null;

  derived.get_value_async.begin (null, (object, result) => {
    try {
      value = derived.get_value_async.end (result);
    } catch (Error error) {
      failure = error;
    }
    loop.quit ();
  });
  loop.run ();
  if (failure != null)
    throw failure;
  return value;
}

private async void show (Reactivity.AsyncDerived derived, Cancellable? cancellable = null) {
  try {
    int value = (int) (yield derived.get_value_async (cancellable));

    note (@"$value");
  } catch (IOError.CANCELLED error) {
    note ("cancelled");
  } catch (Error error) {
    assert_no_error (error);
  }
}

private async void show_fresh (Reactivity.AsyncDerived derived) {
  try {
    int value = (int) (yield derived.fresh_async ());

    note (@"fresh $value");
    assert_false (derived.is_stale ());
  } catch (Error error) {
    assert_no_error (error);
  }
}

private async void run_to_end (Reactivity.AsyncEffect effect) {
  try {
    yield effect.run_async ();
    note ("ended");
  } catch (Error error) {
    note (error.message);
  }
}

/* What follows `yield` is read in a step of its own. */
private async void add_slowly (Reactivity.Run run, Reactivity.Source a, Reactivity.Source b) {
  int sum = a.get_int ();

  yield next_turn ();
  run.enter ();
  sum += b.get_int ();
  run.leave ();
  yield next_turn ();
  run.return_int (sum);
}

private async void save (Reactivity.Run run, Reactivity.Source source) {
  int value = source.get_int ();

  note (@"begin $value");
  yield next_turn ();
  yield next_turn ();
  note (run.get_cancellable ().is_cancelled () ? @"cancelled $value" : @"end $value");
  run.done ();
}

private void tracked_after_yield (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var sum = new Reactivity.AsyncDerived (typeof (int), run => add_slowly.begin (run, a, b), context);

  expect_int ((int) value_of (sum), 11);
  a.set_int (2);
  expect_int ((int) value_of (sum), 12);
  b.set_int (20);
  assert_true (sum.is_stale ());
  expect_int ((int) value_of (sum), 22);
  assert_false (sum.is_stale ());
}

private void shared (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var sum = new Reactivity.AsyncDerived (typeof (int), run => {
    note (@"run $(run.get_serial ())");
    assert_true (run.get_computation () is Reactivity.AsyncDerived);
    add_slowly.begin (run, a, b);
  }, context);

  show.begin (sum);
  show.begin (sum);
  expect ("run 1");
  settle ();
  expect ("11 11");
}

private void stale_while_running (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var sum = new Reactivity.AsyncDerived (typeof (int), run => add_slowly.begin (run, a, b), context);

  show.begin (sum);
  show_fresh.begin (sum);
  a.set_int (2);
  settle ();
  expect ("11 fresh 12");
}

private async void print (Reactivity.Run run, Reactivity.AsyncDerived derived) {
  try {
    int value = (int) (yield derived.get_value_async ());

    note (@"$value");
    run.done ();
  } catch (Error error) {
    run.return_error (error);
  }
}

private void effect_waits (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var sum = new Reactivity.AsyncDerived (typeof (int), run => add_slowly.begin (run, a, b), context);

  new Reactivity.AsyncEffect (run => print.begin (run, sum), context);
  settle ();
  expect ("11");
  b.set_int (20);
  settle ();
  expect ("21");
}

private void cancelled_reader (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (10, context);
  var cancellable = new Cancellable ();
  var sum = new Reactivity.AsyncDerived (typeof (int), run => {
    run.get_cancellable ().cancelled.connect (() => note ("run cancelled"));
    add_slowly.begin (run, a, b);
  }, context);

  show.begin (sum, cancellable);
  show.begin (sum);
  cancellable.cancel ();
  settle ();
  expect ("cancelled 11");

  a.set_int (2);
  cancellable.reset ();
  show.begin (sum, cancellable);
  cancellable.cancel ();
  settle ();
  expect ("run cancelled cancelled");
}

private void rerun_concurrent (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.AsyncEffect (run => save.begin (run, a), context);

  assert_true (effect.get_rerun () == Reactivity.Rerun.CONCURRENT);
  a.set_int (2);
  settle ();
  expect ("begin 1 begin 2 end 1 end 2");
}

private void rerun_restart (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.AsyncEffect (run => save.begin (run, a), context);

  effect.set_rerun (Reactivity.Rerun.RESTART);
  a.set_int (2);
  settle ();
  expect ("begin 1 begin 2 cancelled 1 end 2");
}

private void rerun_queue (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.AsyncEffect (run => save.begin (run, a), context);

  effect.set_rerun (Reactivity.Rerun.QUEUE);
  a.set_int (2);
  a.set_int (3);
  settle ();
  expect ("begin 1 end 1 begin 3 end 3");
}

private void run_by_hand (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.AsyncEffect.unstarted (run => {
    if (a.get_int () == 1)
      run.done ();
    else
      run.return_error (new TestError.BROKEN ("broken"));
  }, context);

  settle ();
  expect ("");
  run_to_end.begin (effect);
  settle ();
  expect ("ended");

  a.set_int (2);
  settle ();
  expect_errors ("broken");
  run_to_end.begin (effect);
  settle ();
  expect ("broken");

  effect.name = "effect";
  effect.dispose ();
  settle ();
  run_to_end.begin (effect);
  settle ();
  assert_true (effect.is_disposed ());
  expect ("effect was disposed");
}

private void thrown (Reactivity.Context context) throws Error {
  var good = new Reactivity.Signal.boolean (false, context);
  var derived = new Reactivity.AsyncDerived (typeof (int), run => {
    if (good.get_boolean ())
      run.return_int (1);
    else
      run.return_error (new TestError.BROKEN ("broken"));
  }, context);
  unowned var failure = derived.get_error ();
  unowned var running = derived.get_running ();

  try {
    value_of (derived);
    assert_not_reached ();
  } catch (TestError.BROKEN error) {
    note (error.message);
  }
  expect ("broken");
  assert_nonnull (failure.value.get_boxed ());
  assert_false (running.get_boolean ());

  good.set_boolean (true);
  expect_int ((int) value_of (derived), 1);
  assert_null (failure.value.get_boxed ());
}

private void reported (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.AsyncEffect (run => {
    a.get_int ();
    run.return_error (new TestError.BROKEN ("broken"));
  }, context);

  assert_false (effect.get_running ().get_boolean ());
  expect_errors ("broken");
}

/* Nobody keeps the run. */
private void dropped (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var derived = new Reactivity.AsyncDerived (typeof (int), run => { a.get_int (); }, context);

  try {
    value_of (derived);
    assert_not_reached ();
  } catch (Reactivity.Error.ABANDONED error) {
    note ("abandoned");
  }
  expect ("abandoned");
}

private delegate void Answer (Reactivity.Run run);

private Value answer_of (Reactivity.Context context, Type type, Answer answer) throws Error {
  var derived = new Reactivity.AsyncDerived (type, run => answer (run), context);

  derived.set_loss_strategy (Reactivity.LossStrategy.IGNORE);
  return value_of (derived);
}

private void types (Reactivity.Context context) throws Error {
  var object = new Object ();

  assert_true ((bool) answer_of (context, typeof (bool), run => run.return_boolean (true)));
  assert_true ((int) answer_of (context, typeof (int), run => run.return_int (3)) == 3);
  assert_true ((int64) answer_of (context, typeof (int64), run => run.return_int64 (4)) == 4);
  assert_true ((double) answer_of (context, typeof (double), run => run.return_double (0.5)) == 0.5);
  assert_true ((string) answer_of (context, typeof (string), run => run.return_string ("a")) == "a");
  assert_true ((Object) answer_of (context, typeof (Object), run => run.return_object (object))
               == object);
  assert_true ((uint) answer_of (context, typeof (uint), run => run.return_value (7u)) == 7);
}

private void work (Reactivity.Context context) throws Error {
  var text = new Reactivity.Signal.string ("seven", context);
  var here = Thread.self<void> ();
  var length = new Reactivity.AsyncDerived (typeof (int), run => {
    string copy = text.get_string ();

    run.work (cancellable => {
      assert_true (Thread.self<void> () != here);
      if (copy == "")
        throw new TestError.BROKEN ("empty");
      return copy.length;
    });
  }, context);

  expect_int ((int) value_of (length), 5);
  text.set_string ("eight or nine");
  expect_int ((int) value_of (length), 13);
  text.set_string ("");
  try {
    value_of (length);
    assert_not_reached ();
  } catch (TestError.BROKEN error) {
    note (error.message);
  }
  expect ("empty");
}

private void work_of_effect (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var loop = new MainLoop ();
  var effect = new Reactivity.AsyncEffect.unstarted (run => {
    a.get_int ();
    run.work (() => null);
  }, context);

  effect.run_async.begin (null, (object, result) => {
    try {
      effect.run_async.end (result);
      note ("ended");
    } catch (Error error) {
      assert_no_error (error);
    }
    loop.quit ();
  });
  loop.run ();
  expect ("ended");
}

/* A class that keeps its values itself, and begins its runs without a function. */
private class Keeper : Reactivity.AsyncDerived {
  public Reactivity.Signal source { get; construct; }

  private string kept = "";

  public Keeper (Reactivity.Context context, Reactivity.Signal source) {
    Object (context: context, source: source);
  }

  public override void start (Reactivity.Run run) {
    kept = source.get_string ().up ();
    run.return_kept (true);
  }

  public override void publish () {
    publish_value (kept);
  }
}

private void kept (Reactivity.Context context) throws Error {
  var source = new Reactivity.Signal.string ("one", context);
  var keeper = new Keeper (context, source);
  uint64 serial = 0;

  for (int i = 1; i <= 2; i++) {
    keeper.get_value_async.begin (null, (object, result) => {
      try {
        serial = keeper.get_serial_finish (result);
      } catch (Error error) {
        assert_no_error (error);
      }
    });
    settle ();
    assert_true (serial == i);
    assert_cmpstr (keeper.get_string (), CompareOperator.EQ, i == 1 ? "ONE" : "TWO");
    source.set_string ("two");
  }
}

private void ends_with_owner (Reactivity.Context context) throws Error {
  var owner = new Object ();
  var a = new Reactivity.Signal.int (1, context);
  var seen = WeakRef (Reactivity.AsyncEffect.new_for (owner, run => save.begin (run, a), context));

  expect ("begin 1");
  owner = null;
  assert_null (seen.get ());
  settle ();
  expect ("cancelled 1");
}

/* The effect does not hold the object that it is a field of. */
private class Saver : Object {
  public Reactivity.Signal text { get; construct; }

  private Reactivity.AsyncEffect effect;

  public Saver (Reactivity.Signal text) {
    Object (text: text);
  }

  construct {
    effect = new Reactivity.AsyncEffect (begin, text.context);
  }

  private void begin (Reactivity.Run run) {
    note (text.get_string ());
    run.done ();
  }
}

private void own_field (Reactivity.Context context) throws Error {
  var text = new Reactivity.Signal.string ("one", context);
  var saver = new Saver (text);
  var seen = WeakRef (saver);

  expect ("one");
  text.set_string ("two");
  settle ();
  expect ("two");
  saver = null;
  assert_null (seen.get ());
  text.set_string ("three");
  settle ();
}

public int main (string[] args) {
  Test.init (ref args);

  add ("async/tracked-after-yield", "What is read after a wait is tracked", tracked_after_yield);
  add ("async/shared", "Readers at the same time share a run (A1)", shared);
  add ("async/stale-while-running", "Who waits gets a run's result, stale or not; fresh waits (A1)",
       stale_while_running);
  add ("async/effect-waits", "An effect waits for a derived and hears of its changes", effect_waits);
  add ("async/cancelled-reader", "A run ends with its last reader (A4)", cancelled_reader);
  add ("async/rerun-concurrent", "Runs of an effect go on side by side (A3)", rerun_concurrent);
  add ("async/rerun-restart", "A run of an effect takes the place of the one before (A3)",
       rerun_restart);
  add ("async/rerun-queue", "A run of an effect waits for the one before (A3)", rerun_queue);
  add ("async/run-by-hand", "The end of a run can be waited for", run_by_hand);
  add ("async/thrown", "The error of a run is thrown, and is a source (A2)", thrown);
  add ("async/reported", "The error of an effect goes to the context", reported);
  add ("async/dropped", "A run that nobody keeps has failed", dropped);
  add ("async/types", "Runs return values of all types", types);
  add ("async/work", "Work is done in another thread", work);
  add ("async/work-of-effect", "Work of an effect has no value", work_of_effect);
  add ("async/kept", "A class may keep its values itself", kept);
  add_bare ("async/ends-with-owner", "An effect ends with its owner, and its run is cancelled",
            ends_with_owner);
  add_bare ("async/own-field", "An object that holds an effect of its own method goes", own_field);

  return Test.run ();
}
