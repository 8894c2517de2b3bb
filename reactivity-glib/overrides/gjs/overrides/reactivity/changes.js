// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// How C gets to know that a source has another value, and when it need not.
var define = modules => {
    const {ReactivityGjs} = imports.gi;
    const {UNSURE} = modules.cell;
    const {NOTHING} = modules.keys;
    const {callC, expectReaders, forgetJournal, isEqual} = modules.run;

    const {changed: changedInC, restored: restoredInC} = ReactivityGjs;
    const {QUIET, BATCH, FIRST} = ReactivityGjs.State;

    // So many cells may have changed without C having been told.
    const MAX_UNTOLD = 64;

    // The value of a source is not `old` any more. In a batch it may be put back (G6).
    const changed = (cell, old) => {
        const {graph} = cell;
        const isBack = cell.old !== NOTHING && isEqual(cell, cell.old, cell.value);

        graph.lastEpoch++;
        if (graph.active !== UNSURE)
            graph.epoch = graph.lastEpoch;
        expectReaders(cell);

        const state = callC(graph, isBack ? restoredInC : changedInC, cell.handle);

        cell.quiet = (state & QUIET) !== 0;
        if ((state & FIRST) !== 0) {
            if (cell.old === NOTHING)
                graph.journal.push(cell);
            cell.old = old;
        } else if ((state & BATCH) === 0) {
            forgetJournal(graph);
        }
    };

    // C does not know that the value has changed, as nobody was to hear of that. Still there may be
    // somebody in C who listens and has never read it.
    const tell = cell => {
        cell.untold = false;
        changed(cell, cell.value);
    };

    function tellAll(graph) {
        const cells = graph.untold;

        graph.untold = [];
        for (const cell of cells) {
            if (cell.untold)
                tell(cell);
        }
    }

    // There is a new value, of which nobody hears now. C is told later, once for all of them.
    const noteUntold = cell => {
        const {graph, graph: {untold}} = cell;

        cell.untold = true;
        if (untold.push(cell) === 1)
            Promise.resolve().then(() => tellAll(graph));
        else if (untold.length === MAX_UNTOLD)
            tellAll(graph);
    };

    return {changed, noteUntold, tell};
};
