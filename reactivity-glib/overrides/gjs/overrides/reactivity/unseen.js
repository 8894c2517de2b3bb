// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

// Reads that come too late: those of an asynchronous function after a plain `await`, where nothing is
// active any more. The stack tells, as it goes on with what the function was called by; so the calls of
// two runs must not have the same name.
var define = modules => {
    const {GLib} = imports.gi;

    const PREFIX = 'reactivity-run-';
    const CALLED_BY = new RegExp(`^async\\*[^]*?${PREFIX}(\\d+)@`, 'im');
    const OWN_FILE = '/overrides/reactivity/';

    // To look at the stack takes some microseconds. So often it is done after a run was suspended, and
    // so many suspensions of one computation are followed.
    const MAX_LOOKS = 100;
    const MAX_SUSPENSIONS = 100;

    // Of one computation.
    const Site = class {
        constructor() {
            this.warned = false;
            this.suspensions = 0;
        }
    };

    // What calls the function of a run.
    const caller = id => {
        const name = `${PREFIX}${id}`;

        return {[name](func, $) {
            return func($);
        }}[name];
    };

    // The run has come to an `await`. If that is a plain one, it goes on without a step; and so may
    // another function that it waits for.
    const suspended = run => {
        const {cell: {async: {site}, graph, object}} = run;

        if (site.warned || site.suspensions === MAX_SUSPENSIONS)
            return;

        site.suspensions++;
        graph.unseen ??= {runs: new Map(), looks: 0};
        graph.unseen.looks = MAX_LOOKS;
        graph.unseen.runs.set(run.id, {site, name: object.get_name() ?? object.constructor.$gtype.name});
    };

    // It goes on in a step, or has ended.
    const resumed = ({id, cell: {graph}}) => {
        const {unseen} = graph;

        if (unseen?.runs.delete(id) && unseen.runs.size === 0)
            graph.unseen = null;
    };

    function warn(name, stack) {
        const place = stack.split('\n').find(line => !line.includes(OWN_FILE)) ?? '';

        GLib.log_structured('Reactivity', GLib.LogLevelFlags.LEVEL_WARNING, {
            MESSAGE: `${name} has read something after a plain await, where nothing is tracked: ` +
                `await $(promise) keeps track (${place})`,
        });
    }

    // Something is read and nothing is active.
    const look = graph => {
        const {unseen} = graph;

        if (graph.untracked > 0 || graph.step !== null)
            return;
        if (--unseen.looks === 0)
            graph.unseen = null;

        const {stack} = new Error();
        const suspect = unseen.runs.get(Number(CALLED_BY.exec(stack)?.[1]));

        if (suspect === undefined || suspect.site.warned)
            return;
        suspect.site.warned = true;
        warn(suspect.name, stack);
    };

    return {Site, caller, look, resumed, suspended};
};
