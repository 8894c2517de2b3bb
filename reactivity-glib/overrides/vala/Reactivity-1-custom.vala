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

  public sealed class Box : GLib.Object {
    public GLib.Value value { [CCode (cname = "reactivity_vala_box_get_value")] owned get; }
  }

  public abstract class Sequence : Node {
    public GLib.Type item_type { [CCode (cname = "reactivity_sequence_get_item_type")] get; }

    [CCode (cname = "reactivity_vala_sequence_map")]
    public Sequence map (GLib.Type item_type, owned MapFunc func);
    [CCode (cname = "reactivity_vala_sequence_filter")]
    public Sequence filter (owned FilterFunc func);
    [CCode (cname = "reactivity_vala_sequence_sorted")]
    public Sequence sorted (owned CompareFunc func);
    [CCode (cname = "reactivity_vala_sequence_group")]
    public Sequence group (owned TextFunc func);
    [CCode (cname = "reactivity_vala_sequence_count")]
    public Derived count (owned FilterFunc func);
    [CCode (cname = "reactivity_vala_sequence_sum")]
    public Derived sum (owned NumberFunc? func = null);
    [CCode (cname = "reactivity_vala_sequence_min")]
    public Derived min (owned NumberFunc? func = null);
    [CCode (cname = "reactivity_vala_sequence_max")]
    public Derived max (owned NumberFunc? func = null);
    [CCode (cname = "reactivity_vala_sequence_join")]
    public Derived join (string separator, owned TextFunc? func = null);
  }

  public sealed class List : Sequence {
    [CCode (has_construct_function = false)]
    public List (GLib.Type value_type, [CCode (pos = 0.1)] Context? context = null);
    public void splice (int64 position, uint n_removals,
                        [CCode (type = "gpointer*", array_length_type = "guint")]
                        GLib.Object[]? additions = null);
  }

  public sealed class Set : Sequence {
    [CCode (has_construct_function = false)]
    public Set (GLib.Type value_type, [CCode (pos = 0.1)] Context? context = null);
  }

  public sealed class Map : Node {
    [CCode (has_construct_function = false)]
    public Map (GLib.Type key_type, GLib.Type value_type,
                [CCode (pos = 0.1)] Context? context = null);
    public uint size { get; }
    public Sequence keys { get; }
  }

  public sealed class Object : Node {
    [CCode (has_construct_function = false)]
    public Object (GLib.Object target, [CCode (pos = 0.1)] Context? context = null);
    public GLib.Object target { get; }
  }

  public sealed class Keys : Node {
    [CCode (has_construct_function = false)]
    public Keys (Context? context = null);
  }

  public sealed class Run : Node {
    /* For an effect the function returns null. */
    [CCode (cname = "reactivity_vala_run_work")]
    public void work (owned WorkFunc func);
  }

  public class AsyncDerived : Derived {
    [CCode (has_construct_function = false, cname = "reactivity_vala_async_derived_new")]
    public AsyncDerived (GLib.Type value_type, owned StartFunc func,
                         [CCode (pos = 0.1)] Context? context = null);
  }

  public class AsyncEffect : Effect {
    [CCode (has_construct_function = false, cname = "reactivity_vala_async_effect_new")]
    public AsyncEffect (owned StartFunc func, [CCode (pos = 0.1)] Context? context = null);
    [CCode (has_construct_function = false, cname = "reactivity_vala_async_effect_new_unstarted")]
    public AsyncEffect.unstarted (owned StartFunc func,
                                  [CCode (pos = 0.1)] Context? context = null);
    [CCode (cname = "reactivity_vala_async_effect_new_for")]
    public static unowned AsyncEffect new_for (GLib.Object owner, owned StartFunc func,
                                               [CCode (pos = 1.1)] Context? context = null);
  }

  [CCode (cname = "ReactivityValaWorkFunc",
          cheader_filename = "reactivity-glib/overrides/vala/reactivity-vala.h",
          instance_pos = 0.9)]
  public delegate GLib.Value? WorkFunc (GLib.Cancellable cancellable) throws GLib.Error;

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

  [CCode (cname = "ReactivityValaMapFunc",
          cheader_filename = "reactivity-glib/overrides/vala/reactivity-vala.h")]
  public delegate GLib.Object? MapFunc ([CCode (type = "gpointer")] GLib.Object item)
    throws GLib.Error;

  public delegate bool FilterFunc ([CCode (type = "gpointer")] GLib.Object item) throws GLib.Error;

  public delegate double NumberFunc ([CCode (type = "gpointer")] GLib.Object item)
    throws GLib.Error;

  public delegate string? TextFunc ([CCode (type = "gpointer")] GLib.Object item)
    throws GLib.Error;

  public delegate int CompareFunc ([CCode (type = "gpointer")] GLib.Object a,
                                   [CCode (type = "gpointer")] GLib.Object b);
}
