// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What a context and a scope do, for functions of JavaScript: these return something, and throw.
var define = modules => {
    const {Reactivity, ReactivityGjs} = imports.gi;
    const {UNSURE, graphOf} = modules.cell;
    const {KEY} = modules.keys;
    const {JSAsyncDerived, JSAsyncEffect} = modules.async;
    const {JSDerived, JSEffect, JSMemoized, JSSignal} = modules.nodes;
    const {callBetween, callC, callOut, onCleanup} = modules.run;

    const {
        begin_batch: beginBatch, begin_untracked: beginUntracked, end_batch: endBatch,
        end_untracked: endUntracked, flush,
    } = ReactivityGjs;
    const disposeScopeInC = Reactivity.Scope.prototype.dispose;

    // Accessors for the properties of `target`, each with a signal behind it.
    function defineState(context, target, values) {
        for (const [name, value] of Object.entries(values)) {
            const signal = new JSSignal(value, {context, name});

            Object.defineProperty(target, name, {
                get: () => signal.get(),
                set: next => {
                    signal.set(next);
                },
                enumerable: true,
                configurable: true,
            });
        }
        return target;
    }

    // What is no object with options is for the constructor to refuse.
    const isPlain = options => options !== null && typeof options === 'object' &&
        [Object.prototype, null].includes(Object.getPrototypeOf(options));

    const withContext = (context, options) =>
        options === undefined || isPlain(options) ? {context, ...options} : options;

    const contextMethods = {
        signal(value, options) {
            return new JSSignal(value, withContext(this, options));
        },

        derived(func, options) {
            return new JSDerived(func, withContext(this, options));
        },

        memoized(func, options) {
            return new JSMemoized(func, withContext(this, options));
        },

        effect(func, options) {
            return new JSEffect(func, withContext(this, options));
        },

        asyncDerived(func, options) {
            return new JSAsyncDerived(func, withContext(this, options));
        },

        asyncEffect(func, options) {
            return new JSAsyncEffect(func, withContext(this, options));
        },

        state(target, values) {
            return values === undefined
                ? defineState(this, {}, target) : defineState(this, target, values);
        },

        batch(func) {
            return callBetween(graphOf(this), beginBatch, endBatch, func);
        },

        flush() {
            const graph = graphOf(this);

            callC(graph, flush, graph.handle);
        },

        untrack(func) {
            const graph = graphOf(this);

            const {active} = graph;

            beginUntracked(graph.handle);
            graph.untracked++;
            if (active !== UNSURE)
                graph.active = null;
            try {
                return func();
            } finally {
                graph.untracked--;
                endUntracked(graph.handle);
                if (graph.active !== UNSURE)
                    graph.active = active;
            }
        },

        onCleanup(func) {
            return onCleanup(graphOf(this), func);
        },

        scope(func) {
            const scope = Reactivity.Scope.new(this);

            scope[KEY] = {object: scope, native: false, children: null};
            if (func)
                scope.run(func);
            return scope;
        },

        newContext() {
            return Reactivity.Context.new();
        },
    };

    const scopeMethods = {
        run(func) {
            this.enter();
            try {
                return func();
            } finally {
                this.leave();
            }
        },

        onCleanup(func) {
            this.on_cleanup(func);
        },

        dispose() {
            callOut(graphOf(this.get_context()), () => disposeScopeInC.call(this));
        },
    };

    const extendContext = () => {
        Object.assign(Reactivity.Context.prototype, contextMethods);
        Object.assign(Reactivity.Scope.prototype, scopeMethods);
    };

    return {extendContext, contextMethods};
};
