// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// The runs of asynchronous functions. A function goes on in a microtask, and before that nobody is
// asked: so what it waits for by `$` goes on between two microtasks of our own, one that begins a step
// and one that ends it. All three are put into the queue at once, so that nothing gets between them.
var define = modules => {
    const {Gio, GLib, Reactivity, ReactivityGjs} = imports.gi;
    const {toGError} = modules.errors;
    const {extend, relink} = modules.keep;
    const {KEY, NOTHING} = modules.keys;
    const {answers, callFunction, disposedError, isOther, onCleanup} = modules.run;
    const {caller, resumed, Site, suspended} = modules.unseen;

    const READY = Promise.resolve();

    let lastId = 0;

    const cancelledError = () => new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED,
        'The run was cancelled');

    // What the cell of an asynchronous computation has besides.
    const Async = class {
        constructor() {
            this.runs = new Map();     // those under way, by serial
            this.newest = 0;           // the serial of the youngest; what it reads counts
            this.held = new Set();     // what the cell depends on, and holds
            this.starting = false;     // the function is on the stack, in its first step
            this.parked = new Set();   // calls of `run()` for which no run has begun
            this.site = new Site();
            this.states = {};          // `running` and `error`, once somebody has asked

            // Of a derived.
            this.last = {serial: 0, value: undefined, error: NOTHING}; // the result that counts
            this.waits = new Map();    // who waits for a result, by the number of the request
            this.waker = null;         // of one of C: a signal that the main loop can wake
            this.results = new Map();  // by serial, as long as somebody may still get one
        }
    };

    // What somebody waits for by `$`. It is for `await`, which calls `then()`.
    const Wait = class {
        constructor(run, promise) {
            this.run = run;
            this.promise = promise;
            this.rejects = new Set(); // of those who wait
            if (!run.isOver)
                run.waits.add(this);
        }

        then(resolve, reject) {
            if (this.run.isCancelled()) {
                Promise.resolve(this.promise).catch(() => {});
                reject(cancelledError());
                return;
            }

            this.rejects.add(reject);
            Promise.resolve(this.promise).then(
                value => this._settle(reject, () => resolve(value)),
                error => this._settle(reject, () => reject(error)));
        }

        _settle(reject, goOn) {
            if (!this.rejects.delete(reject))
                return;
            if (this.rejects.size === 0)
                this.run.waits.delete(this);
            this.run.goOn(goOn);
        }

        cancel() {
            for (const reject of this.rejects)
                reject(cancelledError());
            this.rejects.clear();
        }
    };

    function make$(run) {
        const $ = promise => new Wait(run, promise);

        return Object.defineProperties($, {
            cancellable: {get: () => run.getCancellable()},
            cancelled: {get: () => run.isCancelled()},
        });
    }

    const Run = class {
        constructor(cell, object) {
            this.cell = cell;
            this.object = object; // null when it is over
            this.serial = object.get_serial();
            this.id = ++lastId;
            this.reads = new Set();
            this.waits = new Set();
            this.isOver = false;  // it has a result, or was cancelled
            this.wasCancelled = false;
            this.cancellable = null;
            this.calls = new Set(); // of an effect: the calls of `run()` that wait for it
        }

        isCancelled() {
            return this.wasCancelled;
        }

        // C makes it when it is asked, as long as the run is under way.
        getCancellable() {
            if (this.cancellable === null && this.isOver) {
                this.cancellable = new Gio.Cancellable();
                if (this.wasCancelled)
                    this.cancellable.cancel();
            }
            return this.cancellable ??= this.object.get_cancellable();
        }

        // The first step, in which C is already.
        start() {
            const {cell, cell: {async, graph}} = this;
            const outer = graph.step;
            let promise;

            async.starting = true;
            this._activate();
            try {
                promise = Promise.resolve(caller(this.id)(cell.func, make$(this)));
            } catch (error) {
                promise = Promise.reject(error);
            } finally {
                async.starting = false;
                graph.step = outer;
            }

            promise.then(value => this._succeed(value), error => this._fail(error));
            this._suspend();
        }

        _activate() {
            this.cell.graph.makeUnsure();
            this.cell.graph.step = this;
        }

        _suspend() {
            if (!this.isOver)
                suspended(this);
        }

        // Calls `func` in a step.
        inside(func) {
            const leave = this._enter();

            try {
                return func();
            } finally {
                leave();
            }
        }

        // The continuation that `resume` puts into the queue is a step.
        goOn(resume) {
            let leave;

            READY.then(() => (leave = this._enter()));
            resume();
            READY.then(() => leave());
        }

        // Returns what ends the step. A run that is over has none.
        _enter() {
            const {object, cell: {graph}} = this;
            const outer = graph.step;

            if (this.isOver)
                return () => {};

            resumed(this);
            object.enter();
            this._activate();
            return () => {
                graph.step = outer;
                object.leave();
                this._suspend();
            };
        }

        // It has read `dep`, and C knows.
        read(dep) {
            const {cell, reads, cell: {async}} = this;

            if (this.isOver || reads.has(dep))
                return;

            reads.add(dep);
            if (this.serial === async.newest && !async.held.has(dep)) {
                async.held.add(dep);
                extend(cell, dep);
            }
        }

        _succeed(value) {
            if (this.cell.effect)
                this._succeedEffect(value);
            else if (!this.isOver)
                this._succeedDerived(value);
        }

        // What it returns may be a cleanup function, which nobody else would call.
        _succeedEffect(value) {
            const {cell, object, cell: {graph}} = this;

            if (this.isOver) {
                if (typeof value === 'function')
                    callFunction(cell, value);
                return;
            }

            if (typeof value === 'function')
                this.inside(() => onCleanup(graph, value));
            if (this.isOver)
                return;

            this._end(true);
            for (const call of this.calls)
                call.resolve(value);
            object.done();
        }

        _succeedDerived(value) {
            const {cell, object, serial, cell: {async}} = this;
            const counts = serial > async.last.serial;
            let isNew = false;

            try {
                isNew = counts && isOther(cell, value);
            } catch (error) {
                this._fail(error);
                return;
            }
            // What compares is code of the program.
            if (this.isOver)
                return;

            if (isNew)
                cell.value = value;
            this._settle(counts, counts ? cell.value : value, NOTHING);
            this._end(true);
            object.return_kept(isNew);
        }

        _fail(error) {
            const {cell, object, serial, cell: {async}} = this;

            if (this.isOver)
                return;

            this._end(false);
            if (cell.effect) {
                cell.error = error;
                for (const call of this.calls)
                    call.reject(error);
                object.return_error(toGError(error));
                cell.error = NOTHING;
            } else {
                this._settle(serial > async.last.serial, undefined, error);
                object.return_error(toGError(error));
            }
        }

        // A derived has a result, which is for those who wait, and counts unless a younger run was faster.
        _settle(counts, value, error) {
            const {cell, serial, cell: {async}} = this;
            const result = {serial, value, error};

            if (counts) {
                async.last = result;
                cell.error = error;
            }
            if (async.waits.size > 0)
                async.results.set(serial, result);
        }

        // What it has read is what the computation depends on now (G1), also if it was cut short (E3).
        _end(isFine) {
            const {cell, reads, serial, cell: {async}} = this;

            this._forget();
            if (serial !== async.newest || !isFine || (reads.size === 0 &&
                cell.object.get_loss_strategy() === Reactivity.LossStrategy.RESTORE))
                return;

            async.held = reads;
            relink(cell, [...reads]);
        }

        _forget() {
            this.isOver = true;
            this.object = null;
            this.cell.async.runs.delete(this.serial);
            resumed(this);
        }

        // Nobody wants its result any more: the function ends where it waits.
        cancel() {
            this.wasCancelled = true;
            this._forget();
            for (const wait of this.waits)
                wait.cancel();
            this.waits.clear();

            const {cell, cell: {object}} = this;

            for (const call of this.calls)
                call.reject(object.is_disposed() ? disposedError(cell) : cancelledError());
        }
    };

    // Begins a run, for those who have asked for one.
    const start = (cell, object) => {
        const {async} = cell;
        const run = new Run(cell, object);

        async.runs.set(run.serial, run);
        async.newest = run.serial;
        run.calls = async.parked;
        async.parked = new Set();
        run.start();
    };

    answers[ReactivityGjs.Call.CANCELLED] = (handle, serial) => {
        ReactivityGjs.get_object(handle)[KEY].async.runs.get(serial)?.cancel();
        return 0;
    };

    return {Async, READY, start};
};
