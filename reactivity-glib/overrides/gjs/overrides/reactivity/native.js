// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Nodes that were made in C or in another language, as they are used from JavaScript.
var define = modules => {
    const {GObject, Reactivity} = imports.gi;
    const {cellOf, graphOf} = modules.cell;
    const {derivedMethods, effectMethods} = modules.async;
    const {callOut, refresh, track} = modules.run;
    const {look} = modules.unseen;
    const {toGValue} = modules.values;

    function peek(object) {
        const cell = cellOf(object);

        if (cell.lazy)
            refresh(cell);
        return object.peek_value();
    }

    function set(object, value) {
        const type = object.get_value_type();
        const gvalue = type === GObject.TYPE_INVALID ? toGValue(value) : toGValue(value, type);

        return callOut(graphOf(object.get_context()), () => object.set_value(gvalue));
    }

    const sourceMethods = {
        get() {
            const value = peek(this);
            const cell = cellOf(this);
            const {graph} = cell;

            if (graph.active !== null)
                track(cell);
            else if (graph.unseen !== null)
                look(graph);
            return value;
        },

        peek() {
            return peek(this);
        },

        get value() {
            return this.get();
        },
    };

    const signalMethods = {
        set(value) {
            return set(this, value);
        },

        update(func) {
            return set(this, func(peek(this)));
        },

        get value() {
            return this.get();
        },

        set value(value) {
            this.set(value);
        },
    };

    // To read one that takes its time gives a promise; the last value is there at once.
    const asyncDerivedMethods = {
        get value() {
            return sourceMethods.get.call(this);
        },
    };

    // What C's own methods are called cannot be defined anew, but written to.
    function extend(prototype, methods) {
        for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
            if (property.get)
                Object.defineProperty(prototype, name, property);
            else
                prototype[name] = property.value;
        }
    }

    const extendNative = () => {
        extend(Reactivity.Source.prototype, sourceMethods);
        extend(Reactivity.Signal.prototype, signalMethods);
        extend(Reactivity.AsyncDerived.prototype, derivedMethods);
        extend(Reactivity.AsyncDerived.prototype, asyncDerivedMethods);
        extend(Reactivity.AsyncEffect.prototype, effectMethods);
    };

    return {extendNative};
};
