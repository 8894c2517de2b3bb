// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// What is known of who reads which part of a container. Each part that a computation has read has a
// signal with a copy of what is there; a part that nobody reads has none.
var define = modules => {
    const {contextMethods} = modules.context;
    const {KEY, NOTHING} = modules.keys;
    const {JSSignal} = modules.nodes;
    const {readerOf} = modules.run;
    const {look} = modules.unseen;

    const MIN_LIMIT = 32;

    // A subclass says what is there: peekValue(key), peekHas(key), and peekSize() if it has a size.
    // It has the traps of a Proxy, too.
    const Tracker = class {
        constructor(graph, target, equals) {
            this.graph = graph;
            this.target = target;
            this.proxy = new Proxy(target, this);
            this.compares = equals;

            // Signals by key, for what is at it, and for whether something is.
            this.values = new Map();
            this.presences = new Map();
            // Those of the container: 'size' has a value, 'keys' and 'all' only say that they change.
            this.wholes = new Map();

            this.limit = MIN_LIMIT; // so many signals, and it is time to look for unused ones
            this.changes = [];      // what the edit under way has to tell
            this.failure = NOTHING; // what the function that compares has thrown in it

            this.equals = equals === false ? false : (a, b) => !this.differs(a, b);
        }

        isTracking() {
            if (readerOf(this.graph) !== null)
                return true;
            if (this.graph.unseen !== null)
                look(this.graph);
            return false;
        }

        isRead() {
            return this.values.size > 0 || this.presences.size > 0 || this.wholes.size > 0;
        }

        // Where nothing is, or undefined, there is nothing for a function of the program to compare.
        // What it throws must not keep the others from being told.
        differs(a, b) {
            if (this.compares === false)
                return true;
            if (Object.is(a, b))
                return false;
            if (a === undefined || b === undefined)
                return true;

            try {
                return !this.compares.call(undefined, a, b);
            } catch (error) {
                if (this.failure === NOTHING)
                    this.failure = error;
                return true;
            }
        }

        // Whether the run under way depends on that whole already, and so on each part of it.
        isCovered(name) {
            const source = this.wholes.get(name);
            const {active, run} = this.graph;

            return source !== undefined && run !== null && active === run &&
                source[KEY].seen === run.stamp;
        }

        read(sources, key) {
            (sources.get(key) ?? this._add(sources, key)).get();
        }

        // That part may have changed.
        note(sources, key) {
            if (sources.has(key))
                this.changes.push([sources, key, this._peek(sources, key)]);
        }

        // Tells of all that was noted, in one batch.
        commit() {
            const {changes} = this;

            if (changes.length > 0) {
                this.changes = [];
                if (changes.length === 1)
                    this._tell(changes[0]);
                else
                    contextMethods.batch.call(this.graph.context, () => changes.forEach(this._tell, this));
            }

            const {failure} = this;

            if (failure !== NOTHING) {
                this.failure = NOTHING;
                throw failure;
            }
        }

        _tell([sources, key, value]) {
            const source = sources.get(key);

            // It may have gone meanwhile, with its last reader.
            if (source === undefined)
                return;
            try {
                source.set(value);
            } finally {
                if (source[KEY].quiet)
                    sources.delete(key);
            }
        }

        _peek(sources, key) {
            if (sources === this.values)
                return this.peekValue(key);
            if (sources === this.presences)
                return this.peekHas(key);
            return key === 'size' ? this.peekSize() : undefined;
        }

        _add(sources, key) {
            const isEvent = sources === this.wholes && key !== 'size';
            const options = {context: this.graph.context};

            if (this.values.size + this.presences.size >= this.limit)
                this._sweep();
            if (sources === this.values)
                options.equals = this.equals;
            else if (isEvent)
                options.equals = false;
            if (typeof key === 'string')
                options.name = key;

            const source = new JSSignal(this._peek(sources, key), options);

            sources.set(key, source);
            return source;
        }

        // Lets go of what nobody reads any more. The more there is, the rarer.
        _sweep() {
            for (const sources of [this.values, this.presences]) {
                for (const [key, source] of sources) {
                    if (source.list_subscribers().length === 0)
                        sources.delete(key);
                }
            }
            this.limit = Math.max(MIN_LIMIT, 2 * (this.values.size + this.presences.size));
        }
    };

    return {Tracker};
};
