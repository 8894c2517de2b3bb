// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// How a read gets to the graph in C, and how that has a function called.
//
// A run that reads what the run before it read does not tell C: it follows `deps`, and says at its
// end that it was the same. At the first read that differs, what was read so far is told, and from
// there on every read.
//
// A call of C that may let functions run returns the handle of the next one, which is called here, and
// then C is told so. It calls JavaScript only for what C itself begins.
var define = modules => {
    const {GLib, Reactivity, ReactivityGjs} = imports.gi;
    const {KEY, NOTHING} = modules.keys;
    const {EMPTY, NO_EPOCH, UNSURE, graphByHandle} = modules.cell;
    const {relink} = modules.keep;
    const {fail, isTooDeep, report, reportFailure, throwFailure, toGError} = modules.errors;
    const {look} = modules.unseen;

    const {
        add_cleanup: addCleanupInC, begin_work: beginWorkInC, end_work: endWorkInC,
        get_active: getActiveInC, get_object: getObjectInC, ran: ranInC, refresh: refreshInC,
        run_again: runAgainInC, track: trackInC,
    } = ReactivityGjs;

    const {NONE, CHANGED, KEEP_DEPS, SAME_DEPS} = Reactivity.UpdateFlags;
    const {MOVED, FAILED, BATCH} = ReactivityGjs.State;
    const Active = ReactivityGjs.Active;

    // A state of C is these bits, and the handle of what is to run next; likewise the others.
    const STATE_SHIFT = 5;
    const NEXT = 1 << STATE_SHIFT;
    const ACTIVE_SHIFT = 2;
    const UPDATE_SHIFT = 4;

    // How many functions may be nested because each reads the next for the first time: GJS has room for
    // about a thousand on its stack. With a call of C between two of them it is some hundreds.
    const MAX_NESTED = 500;
    const MAX_NESTED_IN_C = 100;

    let lastStamp = 0;
    let nested = 0;

    // C names the node that is to run by its handle. A table of all nodes would keep them alive, so
    // what it means is guessed from what holds what anyway; where that fails, C gives the object.
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
        return findAmong(root, handle) ?? findAmong(last, handle) ?? findByObject(handle);
    }

    // To get an object takes longer than to look at that many cells.
    const MAX_LOOKS = 1000;

    // Readers are run in the order in which they were made, and as a rule stand in that.
    function findAmong(source, handle) {
        if (source === null)
            return undefined;

        const {subs} = source;
        const start = source === root ? rootAt : 0;

        for (let i = 0; i < subs.length && i < MAX_LOOKS; i++) {
            const at = (start + i) % subs.length;

            if (subs[at].handle === handle) {
                if (source === root)
                    rootAt = at + 1;
                return subs[at];
            }
        }
        return undefined;
    }

    // The next one may be its neighbour.
    function findByObject(handle) {
        const cell = getObjectInC(handle)[KEY];

        if (cell.places.length > 0 && cell.places[0] >= 0) {
            root = cell.deps[0];
            rootAt = cell.places[0] + 1;
        }
        return cell;
    }

    // The readers of `cell` are the next to run.
    const expectReaders = cell => {
        root = cell;
        rootAt = 0;
    };

    // Links `cell` to what is active. Returns what that is.
    function link(cell) {
        if (cell.untold)
            modules.changes.tell(cell);
        cell.quiet = false;
        return trackInC(cell.handle);
    }

    // From here on the run tells C what it reads.
    function record(cell) {
        cell.recorded = cell.deps.slice(0, cell.cursor);
        for (let i = 0; i < cell.cursor; i++)
            link(cell.deps[i]);
    }

    // Makes of an answer of C what reads belong to: a cell in its run, the run of a step, or null;
    // UNSURE where only C knows.
    function settleActive(graph, what) {
        switch (what) {
        case Active.NONE:
            graph.makeSure(null);
            return null;
        case Active.OTHER:
            return UNSURE;
        case Active.STEP:
            return graph.step ?? UNSURE;
        default:
            if (graph.run === null || graph.run.handle !== what >>> ACTIVE_SHIFT)
                return UNSURE;
            graph.makeSure(graph.run);
            return graph.run;
        }
    }

    const readerOf = graph => graph.active === UNSURE
        ? settleActive(graph, getActiveInC(graph.handle)) : graph.active;

    // A read of `cell` by what only C knows, or a step.
    function trackByC(cell) {
        const {graph} = cell;
        let reader;

        // A run that says nothing yet must not be linked in between.
        if (graph.run !== null) {
            reader = readerOf(graph);
            if (reader === graph.run) {
                track(cell);
                return;
            }
            link(cell);
        } else {
            reader = settleActive(graph, link(cell));
        }

        if (reader === null && graph.unseen !== null)
            look(graph);
        else if (reader !== null && reader !== UNSURE)
            reader.read(cell);
    }

    // A read of `cell` while something is active in its graph.
    const track = cell => {
        const run = cell.graph.active;

        if (run === UNSURE) {
            trackByC(cell);
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

        link(cell);
        if (cell.seen !== run.stamp) {
            cell.seen = run.stamp;
            run.recorded.push(cell);
        }
    };

    // A call of C that links `cell` itself. C must know what was read before that.
    const trackBy = (cell, func) => {
        const {graph} = cell;
        const reader = readerOf(graph);
        const isSync = reader !== null && reader === graph.run;
        const isStep = !isSync && reader !== null && reader === graph.step;

        if (isSync && reader.recorded === null)
            record(reader);
        try {
            func();
        } finally {
            if (isStep) {
                reader.read(cell);
            } else if (isSync && cell.seen !== reader.stamp) {
                cell.seen = reader.stamp;
                reader.recorded.push(cell);
            }
        }
    };

    // The stack was too small for what is running: nothing that comes of it is kept.
    function runAgain(graph, handle) {
        for (let run = graph.run; run !== null; run = run.outer)
            run.again = true;
        runAgainInC(handle);
    }

    // A call of C by the program begins, and ends. In between C may do anything, and what is not of
    // JavaScript with it.
    function enterC(graph) {
        const {active} = graph;

        graph.calls++;
        graph.active = UNSURE;
        graph.epoch = NO_EPOCH;
        return active;
    }

    function leaveC(graph, active) {
        graph.active = active;
        graph.epoch = active === UNSURE ? NO_EPOCH : graph.lastEpoch;
        // No call is under way: nothing is to be guessed, or kept.
        if (--graph.calls === 0)
            last = root = null;
    }

    // Calls what C has named, one after the other, until it names none.
    function follow(graph, first) {
        let state = first;
        let failure = NOTHING;

        while (state >= NEXT) {
            const handle = state >>> STATE_SHIFT;
            let update = KEEP_DEPS;

            if ((state & MOVED) !== 0)
                graph.lastEpoch++;
            try {
                const cell = find(handle);

                update = run(cell);
                last = cell;
            } catch (error) {
                // The stack was used up here, and not in the function.
                failure = error;
                runAgainInC(handle);
            }
            state = ranInC(handle << UPDATE_SHIFT | update);
        }

        if ((state & MOVED) !== 0)
            graph.lastEpoch++;
        if (failure !== NOTHING)
            throw failure;
        return state;
    }

    // A call of C, with all that it names. The first error of effects comes out of the outermost one.
    function callC(graph, func, argument) {
        const active = enterC(graph);
        let state;

        try {
            state = func(argument);
            if (state >= MOVED)
                state = follow(graph, state);
        } catch (error) {
            leaveC(graph, active);
            throw error;
        }

        leaveC(graph, active);
        if (graph.failure !== NOTHING && graph.calls === 0)
            throwFailure(graph);
        return state;
    }

    // Any call that may run effects. The first error of these comes out of the outermost one, if it does
    // not fail itself.
    const callOut = (graph, func, ...args) => {
        const active = enterC(graph);
        let result;
        let failure = NOTHING;

        beginWorkInC(graph.handle);
        try {
            result = func(...args);
        } catch (error) {
            failure = error;
        }
        try {
            follow(graph, endWorkInC(graph.handle));
        } finally {
            leaveC(graph, active);
        }

        if (graph.failure !== NOTHING && graph.calls === 0)
            (failure === NOTHING ? throwFailure : reportFailure)(graph);
        if (failure !== NOTHING)
            throw failure;
        return result;
    };

    // A function of the program, between `begin` and `end` of C; `end` may let effects run.
    const callBetween = (graph, begin, end, func) => {
        let result;
        let failure = NOTHING;

        graph.calls++;
        begin(graph.handle);
        try {
            result = func();
        } catch (error) {
            failure = error;
        }

        const active = enterC(graph);

        try {
            const state = follow(graph, end(graph.handle));

            if ((state & BATCH) === 0)
                forgetJournal(graph);
        } finally {
            leaveC(graph, active);
            if (--graph.calls === 0)
                last = root = null;
        }

        if (graph.failure !== NOTHING && graph.calls === 0)
            (failure === NOTHING ? throwFailure : reportFailure)(graph);
        if (failure !== NOTHING)
            throw failure;
        return result;
    };

    // C could not refresh a cell, or it has failed.
    function refuse(cell) {
        const {graph, object} = cell;

        if (graph.active !== null)
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
        if (nested >= MAX_NESTED_IN_C)
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
            if ((callC(cell.graph, refreshInC, cell.handle) & FAILED) !== 0)
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

        if (nested >= MAX_NESTED)
            throw tooDeepError(cell);

        const outer = pulled;
        let state;

        pulled = cell;
        nested++;
        try {
            state = callC(graph, refreshInC, cell.handle);
        } finally {
            nested--;
            pulled = outer;
        }

        if ((state & FAILED) !== 0)
            refuse(cell);
        else if (!cell.native && !cell.again && cell.error === NOTHING)
            cell.validAt = graph.lastEpoch;
    };

    const nameOf = cell => cell.object.get_name() ?? cell.object.constructor.$gtype.name;

    function tooDeepError(cell) {
        if (cell.graph.active !== null)
            track(cell);
        runAgain(cell.graph, cell.handle);
        return new GLib.Error(Reactivity.Error, Reactivity.Error.TOO_DEEP,
            `${nameOf(cell)} is read by too many functions, one inside the other`);
    }

    const disposedError = cell => new GLib.Error(Reactivity.Error, Reactivity.Error.DISPOSED,
        `${nameOf(cell)} was disposed`);

    // What was known of a batch or a flush that is over.
    const forgetJournal = graph => {
        if (graph.journal.length === 0)
            return;
        for (const cell of graph.journal)
            cell.old = NOTHING;
        graph.journal = [];
    };

    const {is} = Object;

    // Whether `a` and `b` are one value of the source. The engine does the usual one without a call.
    const isEqual = ({equals}, a, b) =>
        equals === is ? is(a, b) : equals !== false && equals(a, b);

    // Whether the readers of a derived have to hear of `value`.
    const isOther = (cell, value) => cell.value === NOTHING || cell.error !== NOTHING ||
        !isEqual(cell, cell.value, value);

    // Calls the function of a computation that C has made active. Returns what became of its value.
    function run(cell) {
        const {graph, func} = cell;
        const epoch = graph.lastEpoch;
        const outer = graph.run;
        let result;
        let isNew = false;
        let error = NOTHING;

        if (func === null)
            return runEnded(cell);

        cell.stamp = ++lastStamp;
        cell.cursor = 0;
        cell.recorded = cell.known ? null : [];
        cell.again = false;
        cell.outer = outer;
        graph.run = cell;
        graph.active = cell;
        graph.epoch = epoch;

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
        graph.active = UNSURE;
        graph.epoch = NO_EPOCH;
        cell.outer = null;

        let update = settleDeps(cell, error !== NOTHING);

        if (error !== NOTHING) {
            cell.validAt = 0;
            settleError(cell, error);
            return update;
        }

        if (!cell.effect) {
            if (isNew) {
                cell.value = result;
                update |= CHANGED;
            }
            // What has changed during the run may have come too late for it.
            cell.validAt = cell.again ? 0 : epoch;
        }
        cell.error = NOTHING;
        return update;
    }

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
    function stop(cell) {
        const {disposed} = cell;

        cell.ended = true;
        cell.func = null;
        cell.parent?.children.delete(cell);
        cell.parent = null;
        relink(cell, EMPTY);
        cell.known = false;
        cell.disposed = null;
        disposed?.();
    }

    // Has `func` called when the run is over in which this is called, or with the scope. False where there
    // is neither.
    const onCleanup = (graph, func) => {
        const handle = addCleanupInC(graph.handle);

        // C would hold the function, and what that holds, as long as the run of a step lives.
        if (handle === 0 && graph.step !== null)
            return modules.nodes.addCleanup(graph, func);
        if (handle === 0)
            return Reactivity.Context.prototype.on_cleanup.call(graph.context, func);

        const cell = graph.run?.handle === handle ? graph.run : getObjectInC(handle)[KEY];

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

    // What is active has changed, or which values are current, and JavaScript has not done it.
    function lose(handle) {
        const graph = graphByHandle(handle);

        graph.lastEpoch++;
        graph.makeUnsure();
        return 0;
    }

    // What C began itself; it may have done anything before.
    function runForC(handle) {
        const cell = find(handle);

        cell.graph.lastEpoch++;

        const update = run(cell);

        last = cell;
        if (cell.graph.calls === 0)
            last = root = null;
        return update;
    }

    const Call = ReactivityGjs.Call;

    // What C wants, in a word each. The others add theirs.
    const answers = {
        [Call.RUN]: runForC,
        [Call.LOST]: lose,
        [Call.DISPOSED]: handle => {
            stop(getObjectInC(handle)[KEY]);
            return 0;
        },
        [Call.CLEAN_UP]: handle => {
            const cell = getObjectInC(handle)[KEY];

            // The function that was added last.
            callFunction(cell, cell.cleanups.pop());
            return 0;
        },
    };

    // An answer without its ticket says that the stack was used up.
    function answer(call, handle, ticket, argument) {
        try {
            return ticket | answers[call](handle, argument);
        } catch (error) {
            if (!isTooDeep(error))
                logError(error);
            return 0;
        }
    }

    const start = () => ReactivityGjs.start(imports.system.version, answer);

    return {
        answers, begin, callBetween, callC, callFunction, callOut, disposedError, expectReaders,
        forgetJournal, isEqual, isOther, nest, onCleanup, readerOf, refresh, start, track, trackBy,
    };
};
