// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What a context and a scope do, for functions of JavaScript: these return something, and throw.
var define = modules => {
    const {Reactivity} = imports.gi;
    const {graphOf} = modules.cell;
    const {KEY} = modules.keys;
    const {JSAsyncDerived, JSAsyncEffect} = modules.async;
    const {JSDerived, JSEffect, JSMemoized, JSSignal} = modules.nodes;
    const {callOut, forgetJournal, onCleanup} = modules.run;

    const flushInC = Reactivity.Context.prototype.flush;
    const disposeScopeInC = Reactivity.Scope.prototype.dispose;

    function inBatch(context, func) {
        const graph = graphOf(context);

        context.batch_begin();
        try {
            return func();
        } finally {
            context.batch_end();
            if (graph.words[graph.batches] === 0)
                forgetJournal(graph);
        }
    }

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

    const withContext = (context, options) => ({context, ...options});

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
            return callOut(graphOf(this), inBatch, this, func);
        },

        flush() {
            callOut(graphOf(this), () => flushInC.call(this));
        },

        untrack(func) {
            const graph = graphOf(this);

            this.untrack_begin();
            graph.untracked++;
            try {
                return func();
            } finally {
                graph.untracked--;
                this.untrack_end();
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
