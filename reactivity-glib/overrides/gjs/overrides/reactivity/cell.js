// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What the language keeps for each node, and for each context.
var define = modules => {
    const {Reactivity, ReactivityGjs} = imports.gi;
    const {watchErrors} = modules.errors;
    const {KEY, NOTHING} = modules.keys;

    // For what most cells never have; it is replaced, not written to.
    const EMPTY = Object.freeze([]);

    // What is active is not known here: each read asks C.
    const UNSURE = Symbol('unsure');

    // No number of an epoch, and no validity either.
    const NO_EPOCH = -1;

    // A context. It has a copy of what C knows and each read needs: what is active, and whether the values
    // of deriveds may have changed since they were last asked for. Where that comes to change by anything
    // but the calls of JavaScript, C says so (LOST), and the copy is nothing until C has been asked again.
    const Graph = class {
        constructor(context) {
            this.context = context;
            this.handle = ReactivityGjs.add_context(context);

            this.active = UNSURE;    // the cell that reads belong to; null: none
            this.epoch = NO_EPOCH;   // a derived is up to date whose `validAt` is this
            this.lastEpoch = 1;

            this.run = null;        // the cell whose function is on the stack, the innermost one
            this.step = null;       // the run of an asynchronous one that is in a step, the innermost
            this.untracked = 0;     // calls of untrack() under way
            this.calls = 0;         // calls of the program under way that may run effects
            this.failure = NOTHING; // the first error that these have met: the outermost one throws it
            this.failed = null;     // the node that it is of
            this.journal = [];      // cells that know their value from before a batch
            this.untold = [];       // cells whose changes nobody was to hear of, and C does not know
            this.unseen = null;     // looks for reads after a plain `await`, while there may be some

            watchErrors(this);
        }

        // Reads belong to `active`, which C knows, too.
        makeSure(active) {
            this.active = active;
            this.epoch = ++this.lastEpoch;
        }

        makeUnsure() {
            this.active = UNSURE;
            this.epoch = NO_EPOCH;
        }
    };

    // A node. Cells hold each other, and not the objects: so the way of a read stays in JavaScript. All
    // have the same shape, which is what makes them fast.
    const Cell = class {
        constructor(object, graph, isNative = false) {
            this.object = object;
            this.graph = graph;
            this.handle = isNative   // what C calls it
                ? ReactivityGjs.add_foreign_node(object) : ReactivityGjs.add_node(object);

            // A source.
            this.value = NOTHING;
            this.equals = Object.is; // a function; false: every value is a new one
            this.type = 0;           // the GType that C sees; 0: that of the value
            this.lazy = false;       // it may have to run before it is read
            this.native = isNative;  // C keeps the value
            this.seen = 0;           // the last run that read it
            this.quiet = true;       // nobody hears of changes
            this.untold = false;     // there have been some of which C does not know
            this.old = NOTHING;      // the value from before the batch

            // Who reads it and has to live as long as it does: effects, and what leads to effects.
            this.subs = EMPTY;   // cells
            this.subsAt = EMPTY; // the place of this one among the `deps` of each
            this.pinned = false; // somebody listens to it, so it is kept as if an effect read it

            // A computation.
            this.func = null;
            this.effect = false;
            this.deps = EMPTY;   // what the last run read, in order; holds them
            this.places = EMPTY; // the place of this one among the `subs` of each, -1 for none
            this.known = false; // `deps` is what C has, in the same order
            this.validAt = 0;   // up to date as long as the epoch of the graph is this
            this.again = false; // the stack was too small: run again
            this.explicit = null;  // the call that asked for its run, and takes the error
            this.error = NOTHING;  // why the last run failed
            this.ended = false;
            this.disposed = null;  // what to do when it ends
            this.parent = null;    // the cell or the scope that it belongs to; holds it
            this.children = null;  // a Set of cells that belong to its run; holds them
            this.cleanups = null;  // functions to be called when the run is over
            this.async = null;     // what an asynchronous one has besides: its runs

            // Its run.
            this.stamp = 0;        // names the run
            this.cursor = 0;       // how many of `deps` have been read again
            this.recorded = null;  // what the run has read, when it is something else
            this.outer = null;     // the one that was running before
        }
    };

    const graphOf = context => context[KEY] ?? (context[KEY] = new Graph(context));

    // Most programs have one, so that it need not be looked for.
    let first = null;

    const graphByHandle = handle => {
        if (first?.handle === handle)
            return first;

        const graph = ReactivityGjs.get_context(handle)[KEY];

        if (graph.context === Reactivity.Context.get_default())
            first = graph;
        return graph;
    };

    // The cell of any node. One made in C gets a cell when it is first met here; an object with such a
    // property keeps its wrapper, and so the cell, as long as it lives.
    const cellOf = object => {
        if (object[KEY] !== undefined)
            return object[KEY];

        const cell = new Cell(object, graphOf(object.get_context()), true);

        cell.lazy = !(object instanceof Reactivity.Signal);
        object[KEY] = cell;
        return cell;
    };

    return {Cell, EMPTY, NO_EPOCH, UNSURE, cellOf, graphByHandle, graphOf};
};
