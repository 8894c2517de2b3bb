// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Promises of the value of an asynchronous derived.
var define = modules => {
    const {GLib, Reactivity, ReactivityGjs} = imports.gi;
    const {cellOf} = modules.cell;
    const {KEY, NOTHING} = modules.keys;
    const {answers, callOut, nest, readerOf, track, trackBy} = modules.run;
    const {cellByHandle, JSSignal} = modules.nodes;
    const {Async, READY} = modules.step;
    const {look} = modules.unseen;

    const getValueInC = Reactivity.AsyncDerived.prototype.get_value_async;
    const freshInC = Reactivity.AsyncDerived.prototype.fresh_async;

    // Just after the microtasks of GJS, which have -1000: what is dispatched at this priority finds none
    // in the queue.
    const AFTER_MICROTASKS = -999;

    const MAX_TRIES = 10;

    const finish = (object, {isFresh}, result) =>
        isFresh ? object.fresh_finish(result) : object.get_value_finish(result);

    // C gives each of them the result of one run. The value or the error itself is here.
    function take(wait, result) {
        const {cell, cell: {async, object, native}} = wait;

        wait.serial = ReactivityGjs.get_serial_of_result(object, result);

        const kept = async.results.get(wait.serial) ??
            (wait.serial === async.last.serial ? async.last : undefined);

        try {
            if (native)
                return {value: finish(object, wait, result), error: NOTHING};
            object.get_serial_finish(result);
        } catch (error) {
            return {error: kept === undefined || kept.error === NOTHING ? error : kept.error};
        }
        // C could give it nothing else if it had called the run itself.
        return kept ?? {value: cell.value, error: NOTHING};
    }

    function settle(wait, {value, error}) {
        if (error === NOTHING) {
            wait.resolve(value);
            return;
        }
        // A run that was cancelled may have left it where it was.
        if (wait.run?.isCancelled())
            wait.promise.catch(() => {});
        wait.reject(error);
    }

    // Between this and the continuation there is nothing in which something could change. Then the next
    // one has its turn.
    function settleFresh(wait) {
        const {cell: {object, graph, async, native}} = wait;
        const isLast = native ? wait.changes === ReactivityGjs.count_changes(graph.handle)
            : wait.serial === async.last.serial;

        if (object.is_disposed() || (isLast && !object.is_stale()))
            settle(wait, wait.result);
        else
            begin(wait);
    }

    // Those who are to get a fresh value, one in each turn of the main loop.
    const fresh = [];

    // A value of C cannot be woken itself, so that a signal is.
    function wakeNext() {
        const {cell: {async, graph, native, object}} = fresh[0];

        if (native)
            async.waker ??= new JSSignal(null, {context: graph.context});

        ReactivityGjs.wake((native ? async.waker : object)[KEY].handle, AFTER_MICROTASKS);
    }

    answers[ReactivityGjs.Call.WOKEN] = () => {
        settleFresh(fresh.shift());
        if (fresh.length > 0)
            wakeNext();
        return 0;
    };

    // The function could not be called, and C says that the run was dropped. It will begin another one.
    const isBlocked = ({error}) => error instanceof GLib.Error &&
        error.matches(Reactivity.Error, Reactivity.Error.ABANDONED);

    // What `wait` waits for is there.
    function receive(wait, taken) {
        const {cell, cell: {async, graph}} = wait;
        const result = take(wait, taken);

        if (!cell.native && isBlocked(result) && wait.tries++ < MAX_TRIES) {
            begin(wait);
            return;
        }

        if (async.waits.size === 0)
            async.results.clear();
        if (!wait.isFresh || wait.serial === 0) {
            settle(wait, result);
            return;
        }

        wait.result = result;
        wait.changes = cell.native ? ReactivityGjs.count_changes(graph.handle) : 0;
        if (fresh.push(wait) === 1)
            wakeNext();
    }

    answers[ReactivityGjs.Call.ARRIVED] = (handle, request) => {
        const {async: {waits}} = cellByHandle(handle);
        const wait = waits.get(request);

        waits.delete(request);
        receive(wait, ReactivityGjs.get_result());
        return 0;
    };

    // GJS 1.74 loses the callback of a call that is nested in another one of the same function.
    let callbacks = 0;

    const canHaveCallback = () => callbacks === 0;

    const callWithCallback = (graph, func, object, cancellable, callback) => {
        callbacks++;
        try {
            callOut(graph, () => func.call(object, cancellable, callback));
        } finally {
            callbacks--;
        }
    };

    function begin(wait) {
        const {cell, isFresh, cancellable, cell: {async, graph, handle, object, native}} = wait;

        trackBy(cell, () => {
            if (native) {
                callWithCallback(graph, isFresh ? freshInC : getValueInC, object, cancellable,
                    (_object, result) => receive(wait, result));
            } else {
                callOut(graph, () => {
                    async.waits.set(ReactivityGjs.request(handle, isFresh, cancellable), wait);
                });
            }
        });
    }

    // Not now: too many functions are nested to call another one. For who is not a run of JavaScript the
    // value that comes is then a change, as one that it had seen.
    function postpone(wait) {
        const {cell, run} = wait;

        if (run === null && readerOf(cell.graph) !== null)
            track(cell);
        READY.then(() => run === null ? begin(wait) : run.inside(() => begin(wait)));
    }

    // A promise of the value. Who asks in a run does not wait longer than that.
    const request = (object, isFresh, cancellable = null) => {
        const cell = cellOf(object);
        const {graph, graph: {step}} = cell;
        const reader = readerOf(graph);
        const run = reader !== null && reader === step ? step : null;
        const wait = {
            cell, isFresh, run,
            cancellable: cancellable ?? run?.getCancellable() ?? null,
            serial: 0,
            tries: 0,
            result: null,
            changes: 0,
        };

        cell.async ??= new Async();
        if (graph.unseen !== null && reader === null)
            look(graph);

        wait.promise = new Promise((resolve, reject) => Object.assign(wait, {resolve, reject}));
        // While its function is on the stack nobody can wait for it; the message then says who does.
        if ((run !== null && cell.async.starting) || (cell.native && !canHaveCallback()) ||
            !nest(() => begin(wait)))
            postpone(wait);
        return wait.promise;
    };

    return {callWithCallback, canHaveCallback, request};
};
