/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* A window that counts: in Vala. */

private class CounterWindow : Gtk.ApplicationWindow {
  private Reactivity.Signal count = new Reactivity.Signal.int (0);
  private Reactivity.Derived doubled;

  private Gtk.Label count_label = new Gtk.Label (null);
  private Gtk.Label doubled_label = new Gtk.Label (null);

  public CounterWindow (Gtk.Application app) {
    Object (application: app, title: "Counter", default_width: 240, default_height: 180);

    var box = new Gtk.Box (Gtk.Orientation.VERTICAL, 12) {
      halign = Gtk.Align.CENTER,
      valign = Gtk.Align.CENTER
    };
    var button = new Gtk.Button.with_label ("Add one");

    box.append (count_label);
    box.append (doubled_label);
    box.append (button);
    child = box;
    button.clicked.connect (() => count.set_int (count.get_int () + 1));

    doubled = new Reactivity.Derived.int (() => 2 * count.get_int ());

    /* Runs again whenever one of the two has changed, and ends with the window. */
    Reactivity.Effect.new_for (this, () => {
      count_label.label = @"Count: $(count.get_int ())";
      doubled_label.label = @"Doubled: $(doubled.get_int ())";
    });
  }
}

public int main (string[] args) {
  var app = new Gtk.Application ("org.example.Counter", 0);

  app.activate.connect (() => new CounterWindow (app).present ());
  return app.run (args);
}
