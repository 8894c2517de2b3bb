// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// The asynchronous computations. Their functions give promises.
var define = modules => {
    const {GLib, GObject, Reactivity} = imports.gi;
    const {cellOf} = modules.cell;
    const {KEY, NOTHING} = modules.keys;
    const {
        adopt, adoptFor, checkOptions, choose, construction, JSDerived, listen, dispose,
        makeComputation, optionNames, schedules,
    } = modules.nodes;
    const {begin, callOut, disposedError, track} = modules.run;
    const {Async, READY, start} = modules.step;
    const {look} = modules.unseen;
    const {callWithCallback, canHaveCallback, request} = modules.wait;

    const runInC = Reactivity.Effect.prototype.run;
    const runAsyncInC = Reactivity.AsyncEffect.prototype.run_async;

    const reruns = {
        concurrent: Reactivity.Rerun.CONCURRENT,
        restart: Reactivity.Rerun.RESTART,
        queue: Reactivity.Rerun.QUEUE,
    };

    // A source that C keeps is held by the node that it is of. Here it is a derived of that, which holds
    // the node, too, in a way that the collector sees.
    function makeState(object, name, func) {
        const {async, graph: {context}} = cellOf(object);

        if (async.states[name] !== undefined)
            return async.states[name];

        // It belongs to no run or scope.
        return context.untrack(() => {
            const state = new JSDerived(func, {context, lossStrategy: 'ignore'});

            if (object.get_name() !== null)
                state.set_name(`${object.get_name()}.${name}`);
            async.states[name] = state;
            return state;
        });
    }

    function getRunning(object) {
        const source = object.get_running();

        return makeState(object, 'running', () => source.get_boolean());
    }

    // An error of JavaScript is the very object.
    function getError(object) {
        const source = Reactivity.AsyncDerived.prototype.get_error.call(object);

        return makeState(object, 'error', () => {
            source.track();

            const gerror = source.peek_value();
            const {error} = object[KEY];

            return gerror === null || error === NOTHING ? gerror : error;
        });
    }

    const derivedMethods = {
        get(cancellable) {
            return request(this, false, cancellable);
        },

        fresh(cancellable) {
            return request(this, true, cancellable);
        },

        get running() {
            cellOf(this).async ??= new Async();
            return getRunning(this);
        },

        get error() {
            cellOf(this).async ??= new Async();
            return getError(this);
        },
    };

    const JSAsyncDerived = GObject.registerClass({
        GTypeName: 'ReactivityJSAsyncDerived',
    }, class JSAsyncDerived extends Reactivity.AsyncDerived {
        _init(func, options = {}) {
            checkOptions(options, optionNames.derived);
            super._init(construction(options));

            const cell = makeComputation(this, func, options);

            cell.async = new Async();
            cell.lazy = true;
            adopt(cell);
        }

        // The last value that came.
        get value() {
            const cell = this[KEY];
            const {graph} = cell;

            begin(cell);
            if (graph.active !== null)
                track(cell);
            else if (graph.unseen !== null)
                look(graph);
            return cell.value === NOTHING ? undefined : cell.value;
        }

        peek() {
            const cell = this[KEY];

            begin(cell);
            return cell.value === NOTHING ? undefined : cell.value;
        }

        dispose() {
            dispose(this);
        }

        connect(...args) {
            return listen(this, 'connect', args);
        }

        connect_after(...args) {
            return listen(this, 'connect_after', args);
        }

        bind_property(...args) {
            return listen(this, 'bind_property', args);
        }

        bind_property_full(...args) {
            return listen(this, 'bind_property_full', args);
        }

        vfunc_start(run) {
            start(this[KEY], run);
        }
    });

    function runNative(object, cancellable) {
        return new Promise((resolve, reject) => {
            callWithCallback(cellOf(object).graph, runAsyncInC, object, cancellable,
                (_object, result) => {
                    try {
                        resolve(void object.run_finish(result));
                    } catch (error) {
                        reject(error);
                    }
                });
        });
    }

    // Begins a run, for which `call` waits in C, too, so that its error goes nowhere else.
    function beginRun(cell, call, cancellable) {
        const {async, graph, object} = cell;

        async.parked.add(call);
        if (cancellable === null) {
            callOut(graph, () => runAsyncInC.call(object, null, null));
        } else {
            callWithCallback(graph, runAsyncInC, object, cancellable, (_object, result) => {
                try {
                    object.run_finish(result);
                } catch (error) {
                    call.reject(error);
                }
            });
        }

        const isQueued = object.get_rerun() === Reactivity.Rerun.QUEUE && async.runs.size > 0 &&
            !async.starting;

        // Nothing has begun, and this says why.
        if (async.parked.has(call) && !isQueued) {
            async.parked.delete(call);
            runNow(object);
        }
    }

    // Waits for the end of the run that begins now, or next, and gives what its function has returned.
    function runAsync(object, cancellable) {
        const cell = cellOf(object);

        if (cell.native)
            return canHaveCallback() ? runNative(object, cancellable)
                : READY.then(() => runNative(object, cancellable));

        return new Promise((resolve, reject) => {
            const call = {resolve, reject};

            if (cell.ended)
                reject(disposedError(cell));
            else if (cancellable === null || canHaveCallback())
                beginRun(cell, call, cancellable);
            else
                READY.then(() => beginRun(cell, call, cancellable)).catch(reject);
        });
    }

    const runNow = object => callOut(cellOf(object).graph, () => runInC.call(object));

    const rerunOf = name => choose('rerun', reruns, name);

    const effectMethods = {
        run(cancellable = null) {
            return runAsync(this, cancellable);
        },

        get running() {
            cellOf(this).async ??= new Async();
            return getRunning(this);
        },

        get rerun() {
            const rerun = this.get_rerun();

            return Object.keys(reruns).find(name => reruns[name] === rerun);
        },

        set rerun(name) {
            this.set_rerun(rerunOf(name));
        },
    };

    const JSAsyncEffect = GObject.registerClass({
        GTypeName: 'ReactivityJSAsyncEffect',
    }, class JSAsyncEffect extends Reactivity.AsyncEffect {
        _init(func, options = {}) {
            checkOptions(options, optionNames.asyncEffect);

            const {
                immediate = true, owner, rerun = 'concurrent', schedule = 'idle',
                priority = GLib.PRIORITY_DEFAULT,
            } = options;
            const policy = rerunOf(rerun);

            super._init(construction(options));

            const cell = makeComputation(this, func, options);

            cell.async = new Async();
            cell.effect = true;
            cell.disposed = () => {
                for (const call of cell.async.parked)
                    call.reject(disposedError(cell));
                cell.async.parked.clear();
            };
            this.set_rerun(policy);
            this.set_schedule(choose('schedule', schedules, schedule), priority);
            if (owner)
                adoptFor(cell, owner);
            else
                adopt(cell);
            if (immediate)
                this._start();
        }

        // Nobody waits for this run.
        _start() {
            try {
                runNow(this);
            } catch (error) {
                this.dispose();
                throw error;
            }
        }

        dispose() {
            dispose(this);
        }

        vfunc_start(run) {
            start(this[KEY], run);
        }
    });

    return {derivedMethods, effectMethods, JSAsyncDerived, JSAsyncEffect};
};
