/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Containers with the syntax of Vala, and functions of items that Vala gives away. */

private int int_of (Object? item) {
  return ((Reactivity.Box) item).get_int ();
}

private string text_of (Object? item) {
  return ((Reactivity.Box) item).get_string ();
}

private Reactivity.List ints (Reactivity.Context context, int[] values) {
  var list = new Reactivity.List (typeof (int), context);

  foreach (int value in values)
    list.append_value (value);
  return list;
}

private Reactivity.List strings (Reactivity.Context context, string[] values) {
  var list = new Reactivity.List (typeof (string), context);

  foreach (unowned string value in values)
    list.append_value (value);
  return list;
}

private string show (Reactivity.Sequence sequence) {
  var texts = new string[0];

  foreach (var item in sequence) {
    Value text = Value (typeof (string));
    assert_true (((Reactivity.Box) item).value.transform (ref text));
    texts += (string) text;
  }
  return string.joinv (" ", texts);
}

private void expect_items (Reactivity.Sequence sequence, string items) {
  assert_cmpstr (show (sequence), CompareOperator.EQ, items);
}

private void boxes (Reactivity.Context context) throws Error {
  var number = new Reactivity.Box (5);
  var fraction = new Reactivity.Box (0.5);
  var text = new Reactivity.Box ("five");
  var words = new Reactivity.Box (new string[] { "a", "b" });

  expect_int (number.get_int (), 5);
  expect_int ((int) number.value, 5);
  assert_true (fraction.get_double () == 0.5);
  assert_cmpstr (text.get_string (), CompareOperator.EQ, "five");
  expect_int (((string[]) words.value).length, 2);
}

private void list_of_values (Reactivity.Context context) throws Error {
  var list = ints (context, { 1, 2, 3 });
  Value value;

  assert_true (list.get_value_type () == typeof (int));
  assert_true (list.item_type == typeof (Reactivity.Box));
  expect_int ((int) list.size, 3);
  expect_int ((int) list.get_size (), 3);
  expect_int (int_of (list[0]), 1);
  expect_int (int_of (list[-1]), 3);
  assert_null (list[3]);

  list[1] = new Reactivity.Box (20);
  assert_true (list.set_value (0, 10));
  assert_false (list.set_value (0, 10));
  list.insert_value (1, 15);
  expect_items (list, "10 15 20 3");
  assert_true (list.get_value (-1, out value));
  expect_int ((int) value, 3);
  assert_false (list.get_value (4, out value));
  assert_true (list.find_value (20) == 2 && list.find_value (21) == -1);
  list.remove (-1);
  list.move (0, 2);
  expect_items (list, "15 20 10");
  list.swap (0, 1);
  expect_items (list, "20 15 10");
  list.reverse ();
  expect_items (list, "10 15 20");
  list.clear ();
  expect_items (list, "");
}

private void list_of_objects (Reactivity.Context context) throws Error {
  var list = new Reactivity.List (typeof (Icon), context);
  var back = new ThemedIcon ("go-back");
  var next = new ThemedIcon ("go-next");
  var home = new ThemedIcon ("go-home");

  list.append (back);
  list.insert (0, home);
  list[0] = next;
  assert_true (list[0] == next && list[1] == back);
  assert_true (list.find (back) == 1 && list.find (home) == -1);
  list.splice (1, 1, { home, next });
  assert_true (list.list_items ().length == 3 && list.list_items ()[1] == home);
  assert_true (list.list_range (-1, 5).length == 1 && list.list_range (-1, 5)[0] == next);
  list.splice (0, 1);
  assert_true (list.size == 2 && list[0] == home);
  var model = (ListModel) list;
  assert_true (model.get_item_type () == typeof (Icon));
  assert_true (model.get_n_items () == 2 && model.get_item (1) == next);

  uint references = next.ref_count;
  list = null;
  model = null;
  assert_true (next.ref_count < references && home.ref_count == 1);
}

private void tracked_by_position (Reactivity.Context context) throws Error {
  var list = ints (context, { 1, 2 });

  new Reactivity.Effect (() => note (@"first:$(int_of (list[0]))"), context);
  new Reactivity.Effect (() => note (@"size:$(list.size)"), context);
  new Reactivity.Effect (() => note (@"all:$(show (list))"), context);
  expect ("first:1 size:2 all:1 2");
  list.set_value (1, 3);
  expect ("all:1 3");
  list.set_value (0, 4);
  expect ("first:4 all:4 3");
  list.append_value (5);
  expect ("size:3 all:4 3 5");
  context.batch (() => {
    list.reverse ();
    list.reverse ();
  });
  list.set_value (0, 4);
  expect ("");
}

private void unchecked (Reactivity.Context context) throws Error {
  var list = ints (context, { 1 });

  new Reactivity.Effect (() => note (@"$(list.list_items ().length)"), context);
  assert_true (list.get_check_equality ());
  assert_false (list.set_value (0, 1));
  list.set_check_equality (false);
  assert_true (list.set_value (0, 1));
  expect ("1 1");
}

private void sorted_once (Reactivity.Context context) throws Error {
  var list = ints (context, { 12, 31, 22, 11 });
  int n_calls = 0;

  list.sort ((a, b) => {
    n_calls++;
    return int_of (a) % 10 - int_of (b) % 10;
  });
  expect_items (list, "31 11 12 22");
  assert_true (n_calls >= 3);
}

private void maps (Reactivity.Context context) throws Error {
  var ages = new Reactivity.Map (typeof (string), typeof (int), context);

  assert_true (ages.get_key_type () == typeof (string));
  assert_true (ages.get_value_type () == typeof (int));
  new Reactivity.Effect (() => {
    unowned Value? age = ages["Ada"];
    note (age == null ? "unknown" : @"$((int) age)");
  }, context);
  new Reactivity.Effect (() => note ("Ada" in ages ? "in" : "out"), context);
  new Reactivity.Effect (() => note (@"keys:$(show (ages.keys))"), context);
  new Reactivity.Effect (() => note (@"size:$(ages.size)"), context);
  expect ("unknown out keys: size:0");

  ages["Bob"] = 41;
  expect ("keys:Bob size:1");
  ages["Ada"] = 36;
  expect ("in keys:Bob Ada size:2 36");
  ages["Ada"] = 37;
  expect ("37");
  ages["Ada"] = 37;
  expect ("");
  assert_true (ages.get_check_equality ());
  ages.set_check_equality (false);
  ages["Ada"] = 37;
  expect ("37");

  int total = 0;
  foreach (var key in ages.keys)
    total += (int) ages[text_of (key)];
  expect_int (total, 78);
  expect_int ((int) ages.get_size (), 2);
  assert_true (ages.get_keys () == ages.keys);

  assert_true (ages.remove ("Bob"));
  assert_false (ages.remove ("Bob"));
  expect ("keys:Ada size:1");
  ages.clear ();
  expect ("out keys: size:0 unknown");
}

private void other_keys (Reactivity.Context context) throws Error {
  var by_number = new Reactivity.Map (typeof (int64), typeof (string), context);
  var by_icon = new Reactivity.Map (typeof (Icon), typeof (Object), context);
  var icon = new ThemedIcon ("go-next");
  var other = new ThemedIcon ("go-next");
  int64 large = (int64) 1 << 40;

  by_number[large] = "large";
  assert_cmpstr ((string) by_number[large], CompareOperator.EQ, "large");
  assert_true (by_number[large + 1] == null);
  by_number[1] = "small";
  assert_cmpstr ((string) by_number[1], CompareOperator.EQ, "small");
  by_icon[icon] = other;
  assert_true ((Object) by_icon[icon] == other);
  assert_false (other in by_icon);
  assert_true (by_icon.keys[0] == icon);
}

private void sets (Reactivity.Context context) throws Error {
  var names = new Reactivity.Set (typeof (string), context);

  assert_true (names.get_value_type () == typeof (string));
  new Reactivity.Effect (() => note ("Ada" in names ? "in" : "out"), context);
  assert_true (names.add ("Bob") && !names.add ("Bob"));
  expect ("out");
  names.add ("Ada");
  expect ("in");
  expect_items (names, "Bob Ada");
  assert_true (names.remove ("Ada") && !names.remove ("Ada"));
  expect ("out");
  names.clear ();
  expect_int ((int) names.size, 0);
}

private void objects (Reactivity.Context context) throws Error {
  var action = new SimpleAction ("save", null);
  var save = new Reactivity.Object (action, context);

  assert_true (save.target == action && save.get_target () == action);
  new Reactivity.Effect (() => note (@"$((bool) save["enabled"])"), context);
  action.set_enabled (false);
  save["enabled"] = true;
  assert_true (action.enabled);
  expect ("true false true");

  try {
    save["state-type"] = 1;
    assert_not_reached ();
  } catch (Reactivity.Error.NOT_WRITABLE error) {
    assert_true ("state-type" in error.message);
  }
  try {
    assert_true (save["colour"] == null);
    assert_not_reached ();
  } catch (Reactivity.Error.NO_PROPERTY error) {
    assert_true ("colour" in error.message);
  }
}

/* A container that keeps its values itself. */
private class Table : Object {
  private HashTable<string, string> values = new HashTable<string, string> (str_hash, str_equal);
  public Reactivity.Keys keys;

  public Table (Reactivity.Context context) {
    keys = new Reactivity.Keys (context);
  }

  public new string? get (string key) {
    keys.track_string (key);
    return values[key];
  }

  public new void set (string key, string value) {
    values[key] = value;
    keys.changed_string (key);
  }
}

private void own_container (Reactivity.Context context) throws Error {
  var table = new Table (context);

  new Reactivity.Effect (() => note (table["a"] ?? "none"), context);
  expect_int ((int) table.keys.get_n_tracked (), 1);
  table["b"] = "bee";
  table["a"] = "ay";
  expect ("none ay");
  table.keys.all_changed ();
  expect ("ay");
}

private void keys_of_other_types (Reactivity.Context context) throws Error {
  var keys = new Reactivity.Keys (context);
  var icon = new ThemedIcon ("go-next");

  new Reactivity.Effect (() => {
    keys.track_int64 (1);
    note ("number");
  }, context);
  new Reactivity.Effect (() => {
    keys.track_object (icon);
    note ("object");
  }, context);
  expect ("number object");
  keys.changed_int64 (2);
  keys.changed_object (context);
  expect ("");
  keys.changed_int64 (1);
  keys.changed_object (icon);
  expect ("number object");
}

private void derived_sequences (Reactivity.Context context) throws Error {
  var list = ints (context, { 3, 1, 4, 2 });
  var squares = list.map (typeof (Reactivity.Box), item => {
    note (@"$(int_of (item))");
    return new Reactivity.Box (int_of (item) * int_of (item));
  });
  var even = list.filter (item => int_of (item) % 2 == 0);
  var sorted = list.sorted ((a, b) => int_of (a) - int_of (b));
  var middle = list.slice (1, 2);
  var both = Reactivity.Sequence.concat ({ even, middle });

  expect_items (squares, "9 1 16 4");
  expect ("3 1 4 2");
  expect_items (even, "4 2");
  expect_items (sorted, "1 2 3 4");
  expect_items (middle, "1 4");
  expect_items (both, "4 2 1 4");

  list.insert_value (1, 6);
  expect_items (squares, "9 36 1 16 4");
  expect ("6");
  expect_items (even, "6 4 2");
  expect_items (sorted, "1 2 3 4 6");
  expect_items (middle, "6 1");
  expect_items (both, "6 4 2 6 1");
}

private void groups (Reactivity.Context context) throws Error {
  var words = strings (context, { "ape", "bee", "ant" });
  var initials = words.group (item => text_of (item).substring (0, 1));
  var first = (Reactivity.Group) initials[0];

  expect_int ((int) initials.size, 2);
  assert_cmpstr (first.key, CompareOperator.EQ, "a");
  assert_cmpstr (first.get_key (), CompareOperator.EQ, "a");
  expect_items (first, "ape ant");
  words.append_value ("asp");
  expect_items (first, "ape ant asp");
}

private void folds (Reactivity.Context context) throws Error {
  var list = ints (context, { 3, 1, 2 });
  var odd = list.count (item => int_of (item) % 2 == 1);
  var sum = list.sum ();
  var low = list.min ();
  var high = list.max (item => -int_of (item));
  var halves = list.sum (item => int_of (item) / 2.0);
  var lowest = list.min (item => -int_of (item));
  var highest = list.max ();
  var plain = list.join ("+");
  var quoted = list.join (", ", item => int_of (item) == 1 ? null : @"'$(int_of (item))'");

  assert_true (odd.get_int64 () == 2);
  assert_true (sum.get_double () == 6 && halves.get_double () == 3);
  assert_true (low.get_double () == 1 && lowest.get_double () == -3);
  assert_true (highest.get_double () == 3 && high.get_double () == -1);
  assert_cmpstr (plain.get_string (), CompareOperator.EQ, "3+1+2");
  assert_cmpstr (quoted.get_string (), CompareOperator.EQ, "'3', '2'");
  list.append_value (5);
  assert_true (odd.get_int64 () == 3 && sum.get_double () == 11);
  assert_cmpstr (plain.get_string (), CompareOperator.EQ, "3+1+2+5");
}

private void follows_items (Reactivity.Context context) throws Error {
  var list = new Reactivity.List (typeof (Reactivity.Signal), context);
  var one = new Reactivity.Signal.int (1, context);
  var two = new Reactivity.Signal.int (2, context);

  list.append (one);
  list.append (two);
  var positive = list.filter (item => {
    note (@"$(((Reactivity.Signal) item).get_int ())");
    return ((Reactivity.Signal) item).get_int () > 0;
  });
  expect_int ((int) positive.size, 2);
  two.set_int (-2);
  expect_int ((int) positive.size, 1);
  expect ("1 2 -2");
}

private void functions_throw (Reactivity.Context context) throws Error {
  var texts = strings (context, { "1", "x" });
  var numbers = texts.map (typeof (Reactivity.Box), item => {
    int number;
    if (!int.try_parse (text_of (item), out number))
      throw new TestError.BROKEN (@"map $(text_of (item))");
    return new Reactivity.Box (number);
  });
  var kept = texts.filter (item => {
    if (text_of (item) == "x")
      throw new TestError.BROKEN ("filter");
    return true;
  });
  var grouped = texts.group (item => {
    if (text_of (item) == "x")
      throw new TestError.BROKEN ("group");
    return "number";
  });
  var sum = texts.sum (item => {
    if (text_of (item) == "x")
      throw new TestError.BROKEN ("sum");
    return 1;
  });

  expect_int (int_of (numbers[0]), 1);
  assert_false (((Reactivity.Box) numbers[1]).value.holds (typeof (int)));
  expect_errors ("map x");
  expect_items (kept, "1");
  expect_errors ("filter");
  expect_int ((int) grouped.size, 2);
  expect_errors ("group");
  assert_true (sum.get_double () == 1);
  expect_errors ("sum");

  texts.set_value (1, "2");
  expect_items (numbers, "1 2");
  expect_items (kept, "1 2");
  expect_int ((int) grouped.size, 1);
  assert_true (sum.get_double () == 2);
}

/* Sequences among the fields, with functions that use `this`. */
private class Shop : Object {
  public Reactivity.List prices;
  public Reactivity.Sequence cheap;
  public Reactivity.Sequence doubled;
  public Reactivity.Sequence downwards;
  public Reactivity.Derived total;
  public Reactivity.Derived text;
  private int limit = 10;
  private int sign = -1;

  public Shop (Reactivity.Context context) {
    prices = ints (context, { 5, 20, 7 });
    cheap = prices.filter (is_cheap);
    doubled = prices.map (typeof (Reactivity.Box), item => new Reactivity.Box (price (item) * 2));
    downwards = prices.sorted ((a, b) => sign * (price (a) - price (b)));
    total = prices.sum (item => price (item));
    text = prices.join (" ", item => @"$(price (item))");
  }

  private bool is_cheap (Object item) throws Error {
    return price (item) < limit;
  }

  private int price (Object item) {
    return int_of (item);
  }
}

private void fields (Reactivity.Context context) throws Error {
  Shop? shop = new Shop (context);
  var prices = shop.prices;
  var cheap = shop.cheap;
  var downwards = shop.downwards;
  var total = shop.total;
  var seen = WeakRef (shop);

  expect_items (cheap, "5 7");
  expect_items (shop.doubled, "10 40 14");
  expect_items (downwards, "20 7 5");
  assert_true (total.get_double () == 32);
  assert_cmpstr (shop.text.get_string (), CompareOperator.EQ, "5 20 7");

  shop = null;
  assert_null (seen.get ());
  expect_items (cheap, "5 7");
  prices.append_value (1);
  expect_items (cheap, "5 7");
  expect_error_like ("*is gone");
  expect_int ((int) downwards.size, 4);
  assert_true (total.get_double () == 32);
  expect_error_like ("*is gone");
}

private class Leaving : Object {
  public Reactivity.Sequence kept;
  public Leaving? itself;
  private string word = "there";

  public Leaving (Reactivity.List list) {
    kept = list.filter (item => {
      itself = null;
      note (word);
      return true;
    });
    itself = this;
  }
}

private void gone_in_its_function (Reactivity.Context context) throws Error {
  var list = ints (context, { 1 });
  var kept = new Leaving (list).kept;

  expect_items (kept, "1");
  expect ("there");
  list.append_value (2);
  expect_items (kept, "1");
  expect_error_like ("*is gone");
}

private void captured (Reactivity.Context context) throws Error {
  var list = ints (context, { 1 });
  Object? token = new Object ();
  var seen = WeakRef (token);
  Reactivity.Sequence? kept = list.filter (filter_with (token));

  token = null;
  expect_items (kept, "1");
  assert_true (seen.get () != null);
  kept = null;
  assert_null (seen.get ());
}

private Reactivity.FilterFunc filter_with (Object token) {
  return item => token.ref_count > 0;
}

private void default_context (Reactivity.Context context) throws Error {
  var standard = Reactivity.Context.get_default ();
  var object = new Reactivity.Object (new SimpleAction ("save", null));

  assert_true (new Reactivity.List (typeof (int)).context == standard);
  assert_true (new Reactivity.Set (typeof (string)).context == standard);
  assert_true (new Reactivity.Map (typeof (string), typeof (int)).context == standard);
  assert_true (new Reactivity.Keys ().context == standard && object.context == standard);
}

public int main (string[] args) {
  Test.init (ref args);

  add ("containers/boxes", "A box holds whatever Vala turns into a GLib.Value", boxes);
  add ("containers/values", "A list of plain values", list_of_values);
  add ("containers/objects", "A list of objects, which is a model", list_of_objects);
  add ("containers/tracked", "A read is tracked by position, length or all", tracked_by_position);
  add ("containers/unchecked", "Equality may be turned off", unchecked);
  add ("containers/sort", "A list is sorted in place", sorted_once);
  add ("containers/maps", "[], []=, `in` and foreach on a map", maps);
  add ("containers/keys", "Integers and objects are keys, too", other_keys);
  add ("containers/sets", "`in` tracks the item", sets);
  add ("containers/properties", "The properties of any object; failure is thrown", objects);
  add ("containers/own", "A container of one's own", own_container);
  add ("containers/own-keys", "Keys of other types", keys_of_other_types);
  add ("containers/derived", "Sequences that follow a list", derived_sequences);
  add ("containers/groups", "Items by a key", groups);
  add ("containers/folds", "Numbers and a text of all items", folds);
  add ("containers/items", "A function follows what it reads of an item", follows_items);
  add ("containers/throws", "A function that throws costs one item", functions_throw);
  add ("containers/fields", "Functions with `this` hold no object, and end with it", fields);
  add ("containers/gone-in-its-function", "An object may go while its function runs",
       gone_in_its_function);
  add_bare ("containers/captured", "Variables live as long as the sequence", captured);
  add ("containers/default-context", "The context may be left out", default_context);

  return Test.run ();
}
