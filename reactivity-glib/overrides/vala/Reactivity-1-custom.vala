/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* What replaces the symbols that the metadata skips. In C the context comes first. */

namespace Reactivity {
  public sealed class Context : GLib.Object {
    [CCode (cname = "reactivity_vala_context_on_cleanup")]
    public bool on_cleanup (owned Func func);
  }

  public abstract class Source : Node {
    public GLib.Value value { [CCode (cname = "reactivity_source_get_value")] owned get; }

    /* The boolean that C returns says no more than the error. */
    public GLib.Value read_value () throws GLib.Error;

    [CCode (cname = "reactivity_vala_source_set_equal_func")]
    public void set_equal_func (owned EqualFunc? func);
  }

  public class Signal : Source {
    [CCode (has_construct_function = false)]
    public Signal (GLib.Value value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.boolean (bool value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.int (int value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.int64 (int64 value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.double (double value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.string (string? value, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false)]
    public Signal.object (GLib.Type object_type, GLib.Object? value,
                          [CCode (pos = 0.1)] Context? context = null);

    public new GLib.Value value {
      [CCode (cname = "reactivity_vala_get_value")] owned get;
      [CCode (cname = "reactivity_signal_set_value")] set;
    }
  }

  public class Derived : Source {
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new")]
    public Derived (GLib.Type value_type, owned DerivedFunc func,
                    [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_boolean")]
    public Derived.boolean (owned BooleanFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_int")]
    public Derived.int (owned IntFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_int64")]
    public Derived.int64 (owned Int64Func func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_double")]
    public Derived.double (owned DoubleFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_string")]
    public Derived.string (owned StringFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_derived_new_object")]
    public Derived.object (GLib.Type object_type, owned ObjectFunc func,
                           [CCode (pos = 0.1)] Context? context = null);

    [CCode (cname = "reactivity_vala_dispose")]
    public new void dispose ();
  }

  public class Memoized : Derived {
    [CCode (has_construct_function = false, cname = "reactivity_vala_memoized_new")]
    public Memoized (GLib.Type value_type, owned DerivedFunc func,
                     [CCode (pos = 0.1)] Context? context = null);
  }

  public class Effect : Node {
    [CCode (has_construct_function = false, cname = "reactivity_vala_effect_new")]
    public Effect (owned EffectFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_effect_new_unstarted")]
    public Effect.unstarted (owned EffectFunc func, [CCode (pos = 0.1)] Context? context = null);
    /* The owner holds it: a constructor of Vala would return a reference. */
    [CCode (cname = "reactivity_vala_effect_new_for")]
    public static unowned Effect new_for (GLib.Object owner, owned EffectFunc func,
                                          [CCode (pos = 1.1)] Context? context = null);

    [CCode (cname = "reactivity_vala_dispose")]
    public new void dispose ();
  }

  public sealed class Scope : GLib.Object {
    [CCode (has_construct_function = false)]
    public Scope (Context? context = null);
    [CCode (cname = "reactivity_vala_scope_on_cleanup")]
    public void on_cleanup (owned Func func);
    public static unowned Scope new_for (GLib.Object owner, Context? context = null);
  }

  [CCode (cname = "ReactivityValaValueFunc",
          cheader_filename = "reactivity-glib/overrides/vala/reactivity-vala.h")]
  public delegate GLib.Value DerivedFunc () throws GLib.Error;

  [CCode (cname = "ReactivityValaObjectFunc",
          cheader_filename = "reactivity-glib/overrides/vala/reactivity-vala.h",
          instance_pos = 0.9)]
  public delegate GLib.Object? ObjectFunc () throws GLib.Error;

  [CCode (cname = "ReactivityValaEffectFunc",
          cheader_filename = "reactivity-glib/overrides/vala/reactivity-vala.h",
          instance_pos = 0.9)]
  public delegate void EffectFunc () throws GLib.Error;

  public delegate bool EqualFunc ([CCode (type = "const GValue*")] GLib.Value a,
                                  [CCode (type = "const GValue*")] GLib.Value b);
}
