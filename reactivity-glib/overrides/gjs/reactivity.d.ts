// SPDX-License-Identifier: LGPL-2.1-or-later

// What `import Reactivity from 'gi://Reactivity?version=1'` gives to GJS. What of the C API is not for
// scripts is left out.

declare module 'gi://Reactivity?version=1' {
    /** Decides whether two values are the same; `false`: they never are. */
    export type Equality<T> = ((a: T, b: T) => boolean) | false;

    export interface NodeOptions {
        /** The graph; that of the thread by default. */
        context?: Context;
        /** What the node is called in warnings, errors and dumps. */
        name?: string;
    }

    export interface SourceOptions<T> extends NodeOptions {
        /** `Object.is` by default. */
        equals?: Equality<T>;
        /** The GType as which C sees the value. */
        type?: unknown;
    }

    export interface ComputationOptions extends NodeOptions {
        /** What happens when a run reads nothing reactive. */
        lossStrategy?: 'warn' | 'ignore' | 'restore' | number;
    }

    export type DerivedOptions<T> = SourceOptions<T> & ComputationOptions;

    export interface EffectOptions extends ComputationOptions {
        /** `false`: it waits for `run()`. */
        immediate?: boolean;
        /** The effect ends when this is disposed. */
        owner?: object;
        /** `'idle'`: it runs from the main loop. */
        schedule?: 'sync' | 'idle' | number;
        /** The priority of an idle effect, `GLib.PRIORITY_DEFAULT_IDLE` by default. */
        priority?: number;
    }

    export interface AsyncEffectOptions extends EffectOptions {
        /** What happens when the effect is due while a run is under way; `'concurrent'` by default. */
        rerun?: Rerun | number;
    }

    /** Beside the run before, in place of it, or after it. */
    export type Rerun = 'concurrent' | 'restart' | 'queue';

    /** The run of an asynchronous function. */
    export interface Run {
        /** To be awaited: what is read after that is tracked. */
        <T>(promise: T | PromiseLike<T>): PromiseLike<Awaited<T>>;
        /** A `Gio.Cancellable`, which is cancelled when nobody wants the result any more. */
        readonly cancellable: any;
        readonly cancelled: boolean;
    }

    /** What an effect does; a function that it returns is called before its next run and at its end. */
    export type EffectFunction = () => void | (() => void);

    /** What every node has: those of GObject, as far as they are of use here. */
    export class Node {
        name: string | null;
        readonly context: Context;

        get_context(): Context;
        get_name(): string | null;
        set_name(name: string | null): void;
        list_subscribers(): Node[];

        connect(signal: string, callback: (...args: any[]) => any): number;
        connect_after(signal: string, callback: (...args: any[]) => any): number;
        disconnect(id: number): void;
        bind_property(property: string, target: object, targetProperty: string, flags: number): object;
        run_dispose(): void;
    }

    /** A node with a value. */
    export class Source<T = unknown> extends Node {
        /** The same as `get()`. */
        get value(): T;

        /** Reads the value and links the running computation to it. */
        get(): T;
        /** Reads the value, and nothing else. */
        peek(): T;
    }

    export class Signal<T = unknown> extends Source<T> {
        static new_boolean(context: Context | null, value: boolean): Signal<boolean>;
        static new_int(context: Context | null, value: number): Signal<number>;
        static new_int64(context: Context | null, value: number): Signal<number>;
        static new_double(context: Context | null, value: number): Signal<number>;
        static new_string(context: Context | null, value: string | null): Signal<string | null>;

        get value(): T;
        set value(value: T);

        /** Sets the value. True if that changed it. */
        set(value: T): boolean;
        /** Sets what `func` makes of the value, which it reads without a link. */
        update(func: (value: T) => T): boolean;
    }

    export class Derived<T = unknown> extends Source<T> {
        dispose(): void;
        is_disposed(): boolean;
        invalidate(): void;
        list_dependencies(): Node[];
    }

    export class Memoized<T = unknown> extends Derived<T> {}

    export class Effect extends Node {
        /** Runs the effect now. Throws what its function throws. */
        run(): void;
        dispose(): void;
        is_disposed(): boolean;
        list_dependencies(): Node[];
    }

    /** The classes of what `signal()`, `derived()`, `memoized()` and `effect()` make. */
    export class JSSignal<T> extends Signal<T> {
        constructor(value: T, options?: SourceOptions<T>);
    }

    export class JSDerived<T> extends Derived<T> {
        constructor(func: () => T, options?: DerivedOptions<T>);
    }

    export class JSMemoized<T> extends Memoized<T> {
        constructor(func: () => T, options?: ComputationOptions);
    }

    export class JSEffect extends Effect {
        constructor(func: EffectFunction, options?: EffectOptions);
    }

    /** A derived whose function takes its time. */
    export class AsyncDerived<T = unknown> extends Node {
        /** The last value; begins a run if that is stale. */
        get value(): T | undefined;
        /** The same, without a link. */
        peek(): T | undefined;
        /** Whether a run is under way. */
        readonly running: Source<boolean>;
        /** What the last run has thrown; `null` if all went well. */
        readonly error: Source<any>;

        /** Waits for the value, and links the running computation to it. */
        get(cancellable?: object | null): Promise<T>;
        /** Waits until the value is not stale. */
        fresh(cancellable?: object | null): Promise<T>;
        is_stale(): boolean;

        dispose(): void;
        is_disposed(): boolean;
        invalidate(): void;
        list_dependencies(): Node[];
    }

    /** An effect whose function takes its time. */
    export class AsyncEffect<T = unknown> extends Node {
        /** Whether a run is under way. */
        readonly running: Source<boolean>;
        get rerun(): Rerun;
        set rerun(rerun: Rerun | number);

        /** Begins a run, and gives what its function returns. */
        run(cancellable?: object | null): Promise<T>;
        dispose(): void;
        is_disposed(): boolean;
        list_dependencies(): Node[];
    }

    /** The classes of what `asyncDerived()` and `asyncEffect()` make. */
    export class JSAsyncDerived<T> extends AsyncDerived<T> {
        constructor(func: ($: Run) => T | PromiseLike<T>, options?: DerivedOptions<T>);
    }

    export class JSAsyncEffect<T> extends AsyncEffect<T> {
        constructor(func: ($: Run) => T | PromiseLike<T>, options?: AsyncEffectOptions);
    }

    /** A group of computations that end together. */
    export class Scope {
        /** Calls `func`; what it makes belongs to the scope. */
        run<T>(func: () => T): T;
        onCleanup(func: () => void): void;
        dispose(): void;
    }

    /** What keeps its values where a proxy does not get at them. */
    type Opaque = Node | Date | RegExp | Promise<any> | ArrayBufferView | ((...args: any[]) => any);

    export interface ReactiveOptions<C> {
        /** Compares what is in the container; `Object.is` by default. */
        equals?: Equality<C extends readonly (infer T)[] ? T
            : C extends ReadonlyMap<any, infer T> ? T
            : any>;
        /** The graph; that of the thread by default. */
        context?: Context;
    }

    export interface Functions {
        /**
         * An object, an array, a `Map` or a `Set` that is tracked by key. It is the same for the same
         * object, and changes that. What is in it stays as it is.
         */
        reactive<C extends object>(container: C extends Opaque ? never : C,
            options?: ReactiveOptions<C>): C;
        /** Makes a value that can be set. */
        signal<T>(value: T, options?: SourceOptions<T>): JSSignal<T>;
        /** Makes a value that is computed when it is read, and cached. */
        derived<T>(func: () => T, options?: DerivedOptions<T>): JSDerived<T>;
        /** As `derived`, but not compared: what reads it is due as soon as a dependency changed. */
        memoized<T>(func: () => T, options?: ComputationOptions): JSMemoized<T>;
        /** Runs `func` now, and again when what it read has changed. */
        effect(func: EffectFunction, options?: EffectOptions): JSEffect;
        /** Makes a value that is computed by an asynchronous function, when it is read, and cached. */
        asyncDerived<T>(func: ($: Run) => T | PromiseLike<T>, options?: DerivedOptions<T>):
            JSAsyncDerived<T>;
        /** Runs an asynchronous function now, and again when what it read has changed. */
        asyncEffect<T>(func: ($: Run) => T | PromiseLike<T>, options?: AsyncEffectOptions):
            JSAsyncEffect<T>;
        /** An object with properties that have signals behind them. */
        state<V extends object>(values: V): V;
        /** Gives such properties to `target`. */
        state<T extends object, V extends object>(target: T, values: V): T & V;
        /** Calls `func`; effects wait until it has returned. */
        batch<T>(func: () => T): T;
        /** Lets the effects run that a batch holds back. */
        flush(): void;
        /** Calls `func`; what it reads is not linked. */
        untrack<T>(func: () => T): T;
        /** Has `func` called when the run is over in which this is called. False outside of a run. */
        onCleanup(func: () => void): boolean;
        /** Makes a scope, and calls `func` in it. */
        scope(func?: () => void): Scope;
        /** Makes a graph of its own, with these functions as methods. */
        newContext(): Context;
    }

    export interface Context extends Functions {}
    export class Context {
        static get_default(): Context;

        connect(signal: 'error',
            callback: (context: Context, node: Node | null, error: Error) => boolean): number;
        disconnect(id: number): void;
        batch_begin(): void;
        batch_end(): void;
        dump(): string;
    }

    export const LossStrategy: {readonly WARN: 0; readonly IGNORE: 1; readonly RESTORE: 2};
    export const Schedule: {readonly SYNC: 0; readonly IDLE: 1};
    export const Rerun: {readonly CONCURRENT: 0; readonly RESTART: 1; readonly QUEUE: 2};

    interface Namespace extends Functions {
        Node: typeof Node;
        Source: typeof Source;
        Signal: typeof Signal;
        Derived: typeof Derived;
        Memoized: typeof Memoized;
        Effect: typeof Effect;
        JSSignal: typeof JSSignal;
        JSDerived: typeof JSDerived;
        JSMemoized: typeof JSMemoized;
        JSEffect: typeof JSEffect;
        AsyncDerived: typeof AsyncDerived;
        AsyncEffect: typeof AsyncEffect;
        JSAsyncDerived: typeof JSAsyncDerived;
        JSAsyncEffect: typeof JSAsyncEffect;
        Rerun: typeof Rerun;
        Scope: typeof Scope;
        Context: typeof Context;
        LossStrategy: typeof LossStrategy;
        Schedule: typeof Schedule;
        Error: any;
    }

    const Reactivity: Namespace;
    export default Reactivity;
}
