/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Each type of value, and each symbol that no rule is about. */

private void typed_values (Reactivity.Context context) throws Error {
  var boolean = new Reactivity.Signal.boolean (false, context);
  var number = new Reactivity.Signal.int (1, context);
  var large = new Reactivity.Signal.int64 (int64.MAX - 1, context);
  var fraction = new Reactivity.Signal.double (0.5, context);
  var text = new Reactivity.Signal.string (null, context);
  var object = new Reactivity.Signal.object (typeof (Icon), null, context);
  var icon = new ThemedIcon ("go-next");

  assert_true (boolean.set_boolean (true) && boolean.get_boolean ());
  assert_true (number.set_int (int.MIN) && number.get_int () == int.MIN);
  assert_true (large.set_int64 (int64.MAX) && large.get_int64 () == int64.MAX);
  assert_true (fraction.set_double (0.25) && fraction.get_double () == 0.25);
  assert_true (text.set_string ("new") && text.get_string () == "new");
  assert_true (object.set_object (icon) && object.get_object () == icon);
  assert_false (object.set_object (icon));
  assert_true (object.set_object (null) && object.get_object () == null);
}

private void typed_deriveds (Reactivity.Context context) throws Error {
  var number = new Reactivity.Signal.int (2, context);
  var boolean = new Reactivity.Derived.boolean (() => number.get_int () > 1, context);
  var large = new Reactivity.Derived.int64 (() => (int64) number.get_int () << 40, context);
  var fraction = new Reactivity.Derived.double (() => number.get_int () / 4.0, context);
  var text = new Reactivity.Derived.string (
    () => number.get_int () == 0 ? null : number.get_int ().to_string (), context);
  var icon = new Reactivity.Derived.object (
    typeof (ThemedIcon), () => new ThemedIcon (@"icon-$(number.get_int ())"), context);

  assert_true (boolean.get_boolean ());
  assert_true (large.get_int64 () == (int64) 2 << 40);
  assert_true (fraction.get_double () == 0.5);
  assert_cmpstr (text.get_string (), CompareOperator.EQ, "2");
  assert_cmpstr (((ThemedIcon) icon.get_object ()).names[0], CompareOperator.EQ, "icon-2");
  number.set_int (0);
  assert_null (text.get_string ());
}

private struct Point {
  public int x;
  public int y;
}

private void any_value (Reactivity.Context context) throws Error {
  var number = new Reactivity.Signal (5, context);
  var text = new Reactivity.Signal ("five", context);
  var words = new Reactivity.Signal (new string[] { "a", "b" }, context);
  var point = new Reactivity.Signal (Point () { x = 1, y = 2 }, context);
  var mirrored = new Reactivity.Derived (typeof (Point), () => {
    var at = (Point) point.value;
    return Point () { x = at.y, y = at.x };
  }, context);

  assert_true (number.get_value_type () == typeof (int));
  number.value = 6;
  assert_false (number.set_value (6));
  expect_int ((int) number.value, 6);
  expect_int ((int) number.get_value (), 6);
  expect_int ((int) number.peek_value (), 6);
  expect_int (number.get_int (), 6);
  assert_cmpstr ((string) text.value, CompareOperator.EQ, "five");
  expect_int (((string[]) words.value).length, 2);
  expect_int (((Point) mirrored.value).x, 2);
  point.value = Point () { x = 3, y = 4 };
  expect_int (((Point) mirrored.value).x, 4);
}

private void converted (Reactivity.Context context) throws Error {
  var number = new Reactivity.Signal.int (3, context);
  var half = new Reactivity.Derived (typeof (float), () => number.get_int () / 2.0, context);

  assert_true ((float) half.value == 1.5f);
}

private void method_as_function (Reactivity.Context context) throws Error {
  expect_message (LogLevelFlags.LEVEL_WARNING, "*never run again*");
  new Reactivity.Effect (note_static, context);
  expect ("static");
}

private void note_static () throws Error {
  note ("static");
}

private void default_context (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1);
  var effect = new Reactivity.Effect (() => note (@"$(a.get_int ())"));
  var standard = Reactivity.Context.get_default ();

  assert_true (a.context == standard && effect.get_context () == standard);
  assert_true (a.get_context () != context);
  assert_true (new Reactivity.Scope ().get_context () == standard);
  standard.batch (() => a.set_int (2));
  expect ("1 2");
  effect.dispose ();
}

private void bound_properties (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var positive = new Reactivity.Derived.boolean (() => a.get_int () > 0, context);
  var action = new SimpleAction ("save", null);

  positive.bind_property ("value", action, "enabled", BindingFlags.SYNC_CREATE);
  assert_true (action.enabled);
  ulong handler = a.notify["value"].connect (() => note (@"$(a.get_int ())"));
  a.set_int (0);
  assert_false (action.enabled);
  expect ("0");
  a.disconnect (handler);
}

private void names (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);

  assert_null (a.name);
  a.name = "number";
  assert_cmpstr (a.get_name (), CompareOperator.EQ, "number");
  assert_true ("number" in context.dump ());
  a.set_name (null);
  assert_null (a.name);
}

private void lists (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  Reactivity.Effect effect = null;

  effect = new Reactivity.Effect (() => {
    a.get_int ();
    assert_true (effect == null || context.get_active () == effect);
  }, context);
  a.set_int (2);
  assert_null (context.get_active ());
  assert_true (a.list_subscribers ()[0] == effect);
  Reactivity.Computation computation = effect;
  assert_true (computation.list_dependencies ()[0] == a);
  computation.dispose ();
  expect_int (effect.list_dependencies ().length, 0);
}

private void untracked (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var b = new Reactivity.Signal.int (1, context);

  new Reactivity.Effect (() => {
    context.untrack_begin ();
    note (@"$(b.get_int ())");
    context.untrack_end ();
    a.track ();
  }, context);
  b.set_int (2);
  a.set_int (2);
  expect ("1 2");
}

private void invalidated (Reactivity.Context context) throws Error {
  int outside = 1;
  var a = new Reactivity.Signal.int (1, context);
  var sum = new Reactivity.Derived.int (() => a.get_int () + outside, context);

  expect_int (sum.get_int (), 2);
  outside = 2;
  expect_int (sum.get_int (), 2);
  sum.invalidate ();
  expect_int (sum.get_int (), 3);
}

private void idle (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (1, context);
  var effect = new Reactivity.Effect (() => note (@"$(a.get_int ())"), context);

  effect.set_schedule (Reactivity.Schedule.IDLE, Priority.LOW);
  assert_true (effect.get_schedule () == Reactivity.Schedule.IDLE);
  expect_int (effect.get_priority (), Priority.LOW);
  a.set_int (2);
  a.set_int (3);
  expect ("1");
  while (context.get_main_context ().iteration (false));
  expect ("3");
}

private void other_thread (Reactivity.Context context) throws Error {
  var a = new Reactivity.Signal.int (0, context);

  new Reactivity.Effect (() => note (@"$(a.get_int ())"), context);
  new Thread<void> ("worker", () => {
    for (int i = 1; i <= 100; i++)
      a.post_value (i);
    context.invoke (() => a.set_int (a.get_int () + 1));
  }).join ();
  expect ("0");
  while (context.get_main_context ().iteration (false));
  expect ("101");
}

/* What a library would derive from Node and Source. */
private class Clock : Reactivity.Source {
  public int hour { get; private set; }

  public Clock (Reactivity.Context context) {
    Object (context: context);
  }

  public int read () {
    track ();
    return hour;
  }

  public void tick () {
    hour++;
    changed ();
  }

  protected override void publish () {
    publish_value (hour);
  }
}

private class Steps : Reactivity.Node {
  public Clock clock;

  public Steps (Reactivity.Context context, Clock clock) {
    Object (context: context);
    this.clock = clock;
  }

  public void begin () {
    enter ();
    leave ();
  }

  public void end () {
    resume ();
    clock.read ();
    leave ();
    end_run ();
  }

  protected override Reactivity.UpdateFlags update () {
    note ("update");
    if (clock.read () == 1)
      take_error (new TestError.BROKEN ("at one"));
    return Reactivity.UpdateFlags.CHANGED | Reactivity.UpdateFlags.KEEP_DEPS;
  }
}

private class Ticker : Reactivity.Effect {
  public Clock clock;

  public Ticker (Reactivity.Context context) {
    Object (context: context);
  }

  protected override Reactivity.UpdateFlags update () {
    note (@"tick $(clock.read ())");
    return Reactivity.UpdateFlags.NONE;
  }
}

private void derived_classes (Reactivity.Context context) throws Error {
  var clock = new Clock (context);
  var steps = new Steps (context, clock);

  new Reactivity.Effect (() => note (@"$(clock.read ())"), context);
  clock.tick ();
  expect ("0 1");
  expect_int (clock.get_int (), 1);

  steps.begin ();
  expect_int (clock.list_subscribers ().length, 1);
  steps.end ();
  expect_int (clock.list_subscribers ().length, 2);
  steps.refresh ();
  clock.tick ();
  steps.refresh ();
  expect ("2 update");

  var ticker = new Ticker (context) { clock = clock };
  ticker.run ();
  clock.tick ();
  expect ("tick 2 3 tick 3");
}

private void version (Reactivity.Context context) throws Error {
  expect_int (Reactivity.MAJOR_VERSION, 0);
  assert_true (Reactivity.MINOR_VERSION >= 1 && Reactivity.MICRO_VERSION >= 0);
  assert_cmpstr (Reactivity.Error.quark ().to_string (), CompareOperator.EQ,
                 "reactivity-error-quark");
}

public int main (string[] args) {
  Test.init (ref args);

  add ("binding/typed-values", "A value of each common type", typed_values);
  add ("binding/typed-deriveds", "A derived of each common type", typed_deriveds);
  add ("binding/any-value", "Whatever Vala turns into a GLib.Value", any_value);
  add ("binding/converted", "A function may return what can be transformed", converted);
  add ("binding/method", "A method that throws may be given as a function", method_as_function);
  add ("binding/default-context", "The context may be left out", default_context);
  add ("binding/properties", "GObject's bindings see the value", bound_properties);
  add ("binding/names", "A name may be null", names);
  add ("binding/lists", "Dependencies, subscribers and the active computation", lists);
  add ("binding/untracked", "Untracked stretches, and tracking without reading", untracked);
  add ("binding/invalidate", "A derived may be invalidated", invalidated);
  add ("binding/idle", "An effect may wait for the main loop", idle);
  add ("binding/other-thread", "Writing from another thread", other_thread);
  add ("binding/derived-classes", "Classes in Vala may derive from nodes", derived_classes);
  add ("binding/version", "The version and the error domain", version);

  return Test.run ();
}
