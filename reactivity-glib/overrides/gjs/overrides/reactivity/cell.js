// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What the language keeps for each node, and for each context.
var define = modules => {
    const {Reactivity} = imports.gi;
    const ByteArray = imports.byteArray;
    const {watchErrors} = modules.errors;
    const {KEY, NOTHING} = modules.keys;

    // For what most cells never have; it is replaced, not written to.
    const EMPTY = Object.freeze([]);

    const map = bytes => new Uint32Array(ByteArray.fromGBytes(bytes).buffer);

    // A context. `words` is the memory of the graph in C: what is to be read of it is at these indices.
    const Graph = class {
        constructor(context) {
            const [bytes, active, pushes, links, rounds, batches, nBatches] =
                Reactivity.Foreign.map_context(context);

            this.context = context;
            this.words = map(bytes);
            this.active = active;
            this.pushes = pushes;
            this.links = links;
            this.rounds = rounds;
            this.batches = batches;
            this.nBatches = nBatches;

            this.run = null;        // the cell whose function is on the stack, the innermost one
            this.step = null;       // the run of an asynchronous one that is in a step, the innermost
            this.untracked = 0;     // calls of untrack() under way
            this.calls = 0;         // calls of the program under way that may run effects
            this.failure = NOTHING; // the first error that these have met: the outermost one throws it
            this.failed = null;     // the node that it is of
            this.journal = [];      // cells that know their value from before a batch
            this.journalBatch = 0;  // which batch that is
            this.journalRound = 0;  // and which flush of it
            this.unseen = null;     // looks for reads after a plain `await`, while there may be some

            this._checkMemory();
            watchErrors(this);
        }

        // Where this GJS made a copy of the memory, everything would be wrong.
        _checkMemory() {
            const before = this.words[this.batches];

            this.context.batch_begin();
            const shared = this.words[this.batches] === before + 1;
            this.context.batch_end();
            if (!shared)
                throw new Error('Reactivity: this version of GJS cannot share memory with C');
        }
    };

    // A node. Cells hold each other, and not the objects: so the way of a read stays in JavaScript. All
    // have the same shape, which is what makes them fast.
    const Cell = class {
        constructor(object, graph) {
            this.object = object;
            this.graph = graph;
            this.handle = Reactivity.Foreign.register(object);

            // A source.
            this.value = NOTHING;
            this.equals = Object.is; // a function; false: every value is a new one
            this.type = 0;           // the GType that C sees; 0: that of the value
            this.lazy = false;       // it may have to run before it is read
            this.native = false;     // C keeps the value
            this.seen = 0;           // the last run that read it
            this.quietAt = -1;       // when the number of links was this, nobody heard of changes
            this.ears = null;        // the memory of the object that tells whether somebody listens
            this.earsAt = 0;
            this.earsBits = 0;
            this.old = NOTHING;      // the value from before the batch in the journal
            this.oldVersion = 0;

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
            this.validAt = -1;  // up to date as long as the number of pushes is this
            this.again = false; // the stack was too small: run again
            this.explicit = null;  // the call that asked for its run, and takes the error
            this.error = NOTHING;  // why the last run failed
            this.ended = false;
            this.parent = null;    // the cell or the scope that it belongs to; holds it
            this.children = null;  // a Set of cells that belong to its run; holds them
            this.cleanups = null;  // functions to be called when the run is over
            this.async = null;     // what an asynchronous one has besides: its runs

            // Its run.
            this.low = 0;          // its address in C, as the graph's memory shows it
            this.high = 0;
            this.stamp = 0;        // names the run
            this.cursor = 0;       // how many of `deps` have been read again
            this.recorded = null;  // what the run has read, when it is something else
            this.outer = null;     // the one that was running before
        }

        // Whether nobody would hear of a change, so that C need not be told.
        isQuiet() {
            const {graph, ears} = this;

            return this.quietAt === graph.words[graph.links] &&
                (ears[this.earsAt] & this.earsBits) === 0;
        }

        // C says that nobody would.
        setQuiet() {
            if (this.ears === null) {
                const [bytes, at, bits] = Reactivity.Foreign.map_listeners(this.object);

                if (bytes === null)
                    return;
                this.ears = map(bytes);
                this.earsAt = at;
                this.earsBits = bits;
            }
            this.quietAt = this.graph.words[this.graph.links];
        }
    };

    const graphOf = context => context[KEY] ?? (context[KEY] = new Graph(context));

    // The cell of any node. One made in C gets a cell when it is first met here; an object with such a
    // property keeps its wrapper, and so the cell, as long as it lives.
    const cellOf = object => {
        if (object[KEY] !== undefined)
            return object[KEY];

        const cell = new Cell(object, graphOf(object.get_context()));

        cell.native = true;
        cell.lazy = !(object instanceof Reactivity.Signal);
        object[KEY] = cell;
        return cell;
    };

    return {Cell, EMPTY, cellOf, graphOf, map};
};
