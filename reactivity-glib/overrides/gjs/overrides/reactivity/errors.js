// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// An error of JavaScript stays the object that it is. C gets a GError that says the same.
var define = modules => {
    const {GLib, Reactivity} = imports.gi;
    const {KEY, NOTHING} = modules.keys;

    const toGError = error => {
        if (error instanceof GLib.Error)
            return error;
        return new GLib.Error(Reactivity.Error, Reactivity.Error.FAILED, String(error));
    };

    // Functions are nested too deeply: that has nothing to do with what they compute.
    const isTooDeep = error => error instanceof InternalError ||
        (error instanceof GLib.Error && error.matches(Reactivity.Error, Reactivity.Error.TOO_DEEP));

    // An effect or a cleanup function has failed in a flush (E2): the first error is for the call that
    // let it run, the others are for the context. True when it has found its receiver. A failure of C
    // may be that of no node.
    const fail = (graph, error, node) => {
        if (graph.calls === 0 || graph.failure !== NOTHING)
            return false;

        graph.failure = error;
        graph.failed = node;
        return true;
    };

    // Gives an error to the context that C does not see.
    const report = (graph, error, node) => {
        const cell = node?.[KEY];
        const before = cell?.error;

        if (cell)
            cell.error = error;
        graph.context.emit('error', node, toGError(error));
        if (cell)
            cell.error = before;
    };

    // The outermost call of the program is over: it throws what it has met.
    const throwFailure = graph => {
        const {failure} = graph;

        graph.failure = NOTHING;
        graph.failed = null;
        throw failure;
    };

    // The same for a call that throws an error of its own.
    const reportFailure = graph => {
        const {failure, failed} = graph;

        graph.failure = NOTHING;
        graph.failed = null;
        report(graph, failure, failed);
    };

    // What no handler of the context's signal `error` has dealt with.
    const watchErrors = graph => {
        graph.context.connect_after('error', (context, node, gerror) => {
            const own = node?.[KEY]?.error ?? NOTHING;
            const error = own === NOTHING ? gerror : own;

            if (!fail(graph, error, node))
                logError(error);
            return true;
        });
    };

    return {fail, report, throwFailure, reportFailure, toGError, watchErrors, isTooDeep};
};
