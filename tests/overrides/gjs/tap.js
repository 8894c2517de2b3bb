// SPDX-License-Identifier: LGPL-2.1-or-later

// Test cases of a module, in the Test Anything Protocol.

import GLib from 'gi://GLib';
import System from 'system';

export function assert(condition, message = 'assertion failed') {
    if (!condition)
        throw new Error(message);
}

const show = value => typeof value === 'string' ? `'${value}'` : String(value);

export function assertIs(actual, expected) {
    if (!Object.is(actual, expected))
        throw new Error(`${show(actual)} is not ${show(expected)}`);
}

export function assertEqual(actual, expected) {
    const [a, b] = [actual, expected].map(value => JSON.stringify(value));

    if (a !== b)
        throw new Error(`${a} is not ${b}`);
}

// Returns what `func` throws.
export function assertThrows(func) {
    let error;

    try {
        func();
    } catch (e) {
        error = e;
        return error;
    }
    throw new Error('nothing was thrown');
}

// What ran since the last look, in order.
export class Log {
    constructor() {
        this.entries = [];
    }

    note(entry) {
        this.entries.push(entry);
    }

    assert(...expected) {
        assertEqual(this.entries, expected);
        this.entries = [];
    }
}

const iterate = () => {
    while (GLib.MainContext.default().iteration(false))
        ;
};

// Runs the collector; what it lets go of goes then, in C, too.
export function collect() {
    for (let i = 0; i < 2; i++) {
        System.gc();
        iterate();
    }
}

// How many nodes a context has.
export function countNodes(context) {
    return context.dump().split('label=').length - 1;
}

let captured = null;

// A program can do this once.
let isWriterSet = false;

function startCapture() {
    captured = [];
    if (isWriterSet)
        return;

    isWriterSet = true;
    GLib.log_set_writer_func((level, fields) => {
        const text = new TextDecoder().decode(fields.MESSAGE);

        if (level & (GLib.LogLevelFlags.LEVEL_INFO | GLib.LogLevelFlags.LEVEL_DEBUG))
            return GLib.LogWriterOutput.HANDLED;
        if (captured !== null)
            captured.push(text);
        else
            printerr(text);
        return GLib.LogWriterOutput.HANDLED;
    });
}

// What is logged until `func`, which is asynchronous, has ended.
export async function captureLogAsync(func) {
    startCapture();
    try {
        await func();
        return captured;
    } finally {
        captured = null;
    }
}

// What is logged while `func` runs, but for what helps with finding faults in other libraries.
export function captureLog(func) {
    startCapture();
    try {
        func();

        return captured;
    } finally {
        captured = null;
    }
}

// Lets the main loop run until the promise of an asynchronous case is settled.
function wait(promise) {
    let isDone = false;
    let failure = null;
    const context = GLib.MainContext.default();
    const timeout = GLib.timeout_add_seconds(GLib.PRIORITY_DEFAULT, 60, () => {
        failure = new Error('it has taken too long');
        return GLib.SOURCE_REMOVE;
    });

    promise.then(() => (isDone = true), error => (failure = error ?? new Error('rejected')));
    while (!isDone && failure === null)
        context.iteration(true);
    if (isDone || context.find_source_by_id(timeout) !== null)
        GLib.source_remove(timeout);
    if (failure !== null)
        throw failure;
}

// Runs every case, with the collector after each; one that throws has failed. One may be asynchronous.
export function run(suite, cases) {
    const names = Object.keys(cases);
    let failed = 0;

    print(`1..${names.length}`);
    names.forEach((name, i) => {
        let verdict = 'ok';

        try {
            const result = cases[name]();

            if (result instanceof Promise)
                wait(result);
            collect();
        } catch (error) {
            verdict = 'not ok';
            failed++;
            for (const line of `${error}\n${error.stack}`.trim().split('\n'))
                print(`# ${line}`);
        }
        print(`${verdict} ${i + 1} /gjs/${suite}/${name}`);
    });
    if (failed > 0)
        System.exit(1);
}
