// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// How a read gets to the graph in C, and how that runs a function.
//
// A run that reads what the run before it read does not tell C: it follows `deps`, and says at its
// end that it was the same. At the first read that differs, what was read so far is told, and from
// there on every read.
var define = modules => {
    const {GLib, Reactivity} = imports.gi;
    const System = imports.system;
    const {KEY, NOTHING} = modules.keys;
    const {EMPTY, map} = modules.cell;
    const {relink} = modules.keep;
    const {fail, isTooDeep, report, reportFailure, throwFailure, toGError} = modules.errors;

    const trackInC = Reactivity.Foreign.track;
    const refreshInC = Reactivity.Foreign.refresh;
    const changedInC = Reactivity.Foreign.changed;
    const restoredInC = Reactivity.Foreign.restored;

    const {NONE, CHANGED, KEEP_DEPS, SAME_DEPS} = Reactivity.UpdateFlags;

    // How many functions may be nested because each reads the next for the first time. GJS has room for
    // some hundreds on its stack.
    const MAX_NESTED = 100;

    let lastStamp = 0;
    let nested = 0;

    // C names the node that is to run by its handle. A table of all nodes would keep them alive, so
    // what it means is guessed from what holds what anyway; where that fails, C comes again, with the
    // object.
    let box = null;    // whether to call, a handle, the answer, whether it has come to that; and blocked
    let pulled = null; // the derived that is being refreshed
    let last = null;   // the one that ran last
    let root = null;   // the source whose readers are run
    let rootAt = 0;    // which of these comes next

    function find(handle) {
        if (pulled !== null && pulled.handle === handle)
            return pulled;
        if (root !== null && rootAt < root.subs.length && root.subs[rootAt].handle === handle)
            return root.subs[rootAt++];
        if (last !== null && last.subs.length > 0 && last.subs[0].handle === handle)
            return last.subs[0];
        return null;
    }

    function runNext() {
        const cell = find(box[1]);

        if (cell === null)
            return;

        const update = run(cell);

        last = cell;
        box[2] = update;
    }

    // C sees that it could call a function, and that the collector was not in the way.
    const entered = () => {
        box[3] = 1;
    };

    // GJS calls nobody while it collects garbage, and that may go on between calls of functions. Where a
    // function could not be called, this ends it, and C will call it again.
    const endCollection = () => {
        if (box[4] !== 0) {
            box[4] = 0;
            System.gc();
        }
    };

    // It was not guessed: the next one may be its neighbour.
    const runFound = cell => {
        const update = run(cell);

        if (box[0] !== 0) {
            last = cell;
            if (cell.places.length > 0 && cell.places[0] >= 0) {
                root = cell.deps[0];
                rootAt = cell.places[0] + 1;
            }
        }
        return update;
    };

    const startRunner = () => {
        box = map(Reactivity.Foreign.set_runner(runNext));
    };

    // From here on the run tells C what it reads.
    function record(cell) {
        cell.recorded = cell.deps.slice(0, cell.cursor);
        for (let i = 0; i < cell.cursor; i++)
            trackInC(cell.deps[i].handle);
    }

    // Whether reads belong to `run`: a cell that runs, or a run of an asynchronous one.
    const isActive = ({words, active}, run) =>
        run !== null && words[active] === run.low && words[active + 1] === run.high;

    // A read of `cell` while something is active in its graph.
    const track = cell => {
        const {graph} = cell;
        const {run, words, active} = graph;

        // What is active is a step, or a computation of C.
        if (run === null || words[active] !== run.low || words[active + 1] !== run.high) {
            trackInC(cell.handle);
            if (isActive(graph, graph.step))
                graph.step.read(cell);
            return;
        }

        if (run.recorded === null) {
            if (run.deps[run.cursor] === cell) {
                run.cursor++;
                cell.seen = run.stamp;
                return;
            }
            if (cell.seen === run.stamp)
                return;
            record(run);
        }

        trackInC(cell.handle);
        if (cell.seen !== run.stamp) {
            cell.seen = run.stamp;
            run.recorded.push(cell);
        }
    };

    // A call of C that links `cell` itself. C must know what was read before that.
    const trackBy = (cell, func) => {
        const {graph} = cell;
        const {run, step} = graph;
        const isSync = isActive(graph, run);
        const isStep = !isSync && isActive(graph, step);

        if (isSync && run.recorded === null)
            record(run);
        try {
            func();
        } finally {
            if (isStep) {
                step.read(cell);
            } else if (isSync && cell.seen !== run.stamp) {
                cell.seen = run.stamp;
                run.recorded.push(cell);
            }
        }
    };

    // The stack was too small for what is running: nothing that comes of it is kept.
    function runAgain(graph, handle) {
        for (let run = graph.run; run !== null; run = run.outer)
            run.again = true;
        Reactivity.Foreign.run_again(handle);
    }

    // C could not refresh a cell, or it has failed.
    function refuse(cell) {
        const {graph, object} = cell;

        if (graph.words[graph.active] !== 0 || graph.words[graph.active + 1] !== 0)
            track(cell);

        if (cell.error !== NOTHING && graph.run !== cell)
            throw cell.error;
        try {
            Reactivity.Node.prototype.refresh.call(object);
        } catch (error) {
            if (isTooDeep(error))
                runAgain(graph, cell.handle);
            throw error;
        }
        // It has come right meanwhile.
    }

    // Calls `func`, which may begin a function that does the same. False when there are too many.
    const nest = func => {
        if (nested === MAX_NESTED)
            return false;

        nested++;
        try {
            func();
        } finally {
            nested--;
        }
        return true;
    };

    // Has an asynchronous derived begin a run if it is stale. It has a value all the same.
    const begin = cell => {
        if (cell.ended)
            return;
        if (!nest(() => {
            const isFine = callWithHandle(cell.graph, refreshInC, cell.handle);

            endCollection();
            if (!isFine)
                refuse(cell);
        }))
            throw tooDeepError(cell);
    };

    // Brings a derived up to date that may not be.
    const refresh = cell => {
        const {graph} = cell;

        if (cell.ended) {
            if (cell.value !== NOTHING)
                return;
            throw cell.error !== NOTHING ? cell.error : disposedError(cell);
        }

        if (nested === MAX_NESTED)
            throw tooDeepError(cell);

        const outer = pulled;
        let isFine;

        pulled = cell;
        nested++;
        try {
            isFine = callWithHandle(graph, refreshInC, cell.handle);
        } finally {
            nested--;
            pulled = outer;
        }

        if (!isFine)
            refuse(cell);
        else if (!cell.native && !cell.again && cell.error === NOTHING)
            cell.validAt = graph.words[graph.pushes];
    };

    const nameOf = cell => cell.object.get_name() ?? cell.object.constructor.$gtype.name;

    function tooDeepError(cell) {
        track(cell);
        runAgain(cell.graph, cell.handle);
        return new GLib.Error(Reactivity.Error, Reactivity.Error.TOO_DEEP,
            `${nameOf(cell)} is read by too many functions, one inside the other`);
    }

    const disposedError = cell => new GLib.Error(Reactivity.Error, Reactivity.Error.DISPOSED,
        `${nameOf(cell)} was disposed`);

    function leave(graph) {
        // No call of the program is under way: nothing is to be guessed, or kept.
        if (--graph.calls === 0) {
            box[0] = 0;
            last = root = null;
        }
    }

    function settleFailure(graph, settle) {
        if (graph.failure !== NOTHING && graph.calls === 0)
            settle(graph);
    }

    // A call that may run effects. The first error of these comes out of the outermost one, if it does
    // not fail itself.
    const callOut = (graph, func, ...args) => {
        let result;

        graph.calls++;
        box[0] = 1;
        try {
            result = func(...args);
        } catch (error) {
            leave(graph);
            settleFailure(graph, reportFailure);
            throw error;
        }
        leave(graph);
        settleFailure(graph, throwFailure);
        return result;
    };

    // The same for a function of C and a handle, where it is hot. It fails when the stack is used up.
    function callWithHandle(graph, func, handle) {
        let result;

        graph.calls++;
        box[0] = 1;
        try {
            result = func(handle);
        } catch (error) {
            leave(graph);
            throw error;
        }
        if (--graph.calls === 0) {
            box[0] = 0;
            last = root = null;
            if (graph.failure !== NOTHING)
                throwFailure(graph);
        }
        return result;
    }

    // What was known of a batch or a flush that is over.
    const forgetJournal = graph => {
        for (const cell of graph.journal)
            cell.old = NOTHING;
        graph.journal = [];
    };

    // The value of a signal is not `old` any more.
    const changed = (cell, old) => {
        const {graph} = cell;
        const {words} = graph;

        if (words[graph.batches] > 0) {
            changedInBatch(cell, old);
            return;
        }
        root = cell;
        rootAt = 0;
        if (callWithHandle(graph, changedInC, cell.handle) === 0)
            cell.setQuiet();
    };

    // In a batch the value may be put back (G6).
    function changedInBatch(cell, old) {
        const {graph} = cell;
        const {words} = graph;

        if (graph.journalBatch !== words[graph.nBatches] ||
            graph.journalRound !== words[graph.rounds]) {
            forgetJournal(graph);
            graph.journalBatch = words[graph.nBatches];
            graph.journalRound = words[graph.rounds];
        }

        if (cell.old !== NOTHING && cell.equals !== false && cell.equals(cell.old, cell.value)) {
            callOut(graph, restoredInC, cell.handle, cell.oldVersion);
            return;
        }

        const version = callWithHandle(graph, changedInC, cell.handle);

        if (version !== 0 && cell.old === NOTHING) {
            cell.old = old;
            cell.oldVersion = version;
            graph.journal.push(cell);
        }
    }

    // Whether the readers of a derived have to hear of `value`.
    const isOther = (cell, value) => cell.value === NOTHING || cell.error !== NOTHING ||
        cell.equals === false || !cell.equals(cell.value, value);

    // Calls the function of a computation that C has made active. Returns what became of its value.
    const run = cell => {
        box[3] = 1;

        const {graph} = cell;
        const {words, active} = graph;
        const pushes = words[graph.pushes];
        const outer = graph.run;
        const {func} = cell;
        let result;
        let isNew = false;
        let error = NOTHING;

        if (func === null)
            return runEnded(cell);

        cell.low = words[active];
        cell.high = words[active + 1];
        cell.stamp = ++lastStamp;
        cell.cursor = 0;
        cell.recorded = cell.known ? null : [];
        cell.again = false;
        cell.outer = outer;
        graph.run = cell;

        try {
            result = func();
            if (!cell.effect)
                isNew = isOther(cell, result);
            else if (typeof result === 'function')
                onCleanup(graph, result);
        } catch (e) {
            error = e;
            if (isTooDeep(e))
                runAgain(graph, cell.handle);
        }

        graph.run = outer;
        cell.outer = null;

        let update = settleDeps(cell, error !== NOTHING);

        if (error !== NOTHING) {
            cell.validAt = -1;
            settleError(cell, error);
            return update;
        }

        if (!cell.effect) {
            if (isNew) {
                cell.value = result;
                update |= CHANGED;
            }
            // What has changed during the run may have come too late for it.
            cell.validAt = cell.again ? -1 : pushes;
        }
        cell.error = NOTHING;
        return update;
    };

    // What the run has read, for C and for those who are kept alive by it.
    function settleDeps(cell, failed) {
        let {recorded} = cell;

        if (recorded === null) {
            // E3: a run that was cut short keeps what it did not come to.
            if (cell.cursor === cell.deps.length || failed)
                return SAME_DEPS;
            record(cell);
            ({recorded} = cell);
        }
        cell.recorded = null;

        if (failed) {
            relink(cell, [...new Set([...recorded, ...cell.deps])]);
            cell.known = false;
            return KEEP_DEPS;
        }

        // G11: C may keep those of the run before.
        if (recorded.length === 0 && cell.deps.length > 0 &&
            cell.object.get_loss_strategy() === Reactivity.LossStrategy.RESTORE) {
            cell.known = false;
            return NONE;
        }

        relink(cell, recorded);
        cell.known = recorded.length > 0;
        return NONE;
    }

    // Who gets the error of a run.
    function settleError(cell, error) {
        const {graph, object} = cell;

        cell.error = error;
        if (cell.effect) {
            if (cell.explicit !== null) {
                cell.explicit.error = error;
                cell.explicit = null;
                return;
            }
            if (fail(graph, error, object))
                return;
        }
        object.take_error(toGError(error));
    }

    // C reads a derived that was disposed: it has the value that it had.
    function runEnded(cell) {
        cell.object.dispose();
        if (cell.effect)
            return KEEP_DEPS;
        if (cell.error !== NOTHING || cell.value === NOTHING)
            cell.object.take_error(toGError(cell.error !== NOTHING ? cell.error : disposedError(cell)));
        return KEEP_DEPS;
    }

    // C has ended the computation.
    const stop = cell => {
        box[3] = 1;
        cell.ended = true;
        cell.func = null;
        cell.parent?.children.delete(cell);
        cell.parent = null;
        relink(cell, EMPTY);
        cell.known = false;
    };

    // Has `func` called when the run is over in which this is called, or with the scope. False where there
    // is neither.
    const onCleanup = (graph, func) => {
        const owner = Reactivity.Foreign.add_cleanup(graph.context);

        // C would hold the function, and what that holds, as long as the run of a step lives.
        if (owner === null && graph.step !== null)
            return modules.nodes.addCleanup(graph, func);
        if (owner === null)
            return Reactivity.Context.prototype.on_cleanup.call(graph.context, func);

        const cell = owner[KEY];

        (cell.cleanups ??= []).push(func);
        return true;
    };

    // What it throws is for the outermost call, or the context.
    const callFunction = ({graph, object}, func) => {
        try {
            func();
        } catch (error) {
            if (!fail(graph, error, object))
                report(graph, error, object);
        }
    };

    // Calls the function that was added last.
    const cleanUp = cell => {
        box[3] = 1;
        callFunction(cell, cell.cleanups.pop());
    };

    return {
        begin, callFunction, callOut, changed, cleanUp, disposedError, endCollection, entered,
        forgetJournal, isActive, isOther, nest, onCleanup, refresh, runFound, startRunner, stop, track,
        trackBy,
    };
};
