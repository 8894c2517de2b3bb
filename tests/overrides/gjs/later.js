// SPDX-License-Identifier: LGPL-2.1-or-later

// What asynchronous cases wait for.

import GLib from 'gi://GLib';
import System from 'system';

import {assert} from './tap.js';

// Lower than all that the library does in the main loop.
const LAST = 1000;

export const sleep = ms => new Promise(resolve => GLib.timeout_add(GLib.PRIORITY_DEFAULT, ms, () => {
    resolve(ms);
    return GLib.SOURCE_REMOVE;
}));

// Calls `func` from the main loop when there is nothing else to be done.
export const atRest = (func = () => {}) => new Promise(resolve => GLib.idle_add(LAST, () => {
    resolve(func());
    return GLib.SOURCE_REMOVE;
}));

// Runs the collector, as `collect()` does, which cannot be called in a microtask.
export async function collected() {
    for (let i = 0; i < 3; i++)
        await atRest(System.gc);
}

// A promise that the test settles.
export class Gate {
    constructor() {
        this.promise = new Promise((resolve, reject) => Object.assign(this, {resolve, reject}));
    }
}

// An asynchronous function, and the gates at which its runs wait, in order. What they give is returned.
export class Gates {
    constructor(read = () => {}) {
        this.list = [];
        this.runs = [];
        this.func = $ => {
            this.runs.push($);
            read($);
            return this.wait($);
        };
    }

    async wait($) {
        const gate = new Gate();

        this.list.push(gate);
        return $(gate.promise);
    }

    get length() {
        return this.list.length;
    }

    resolve(i, value) {
        this.list[i].resolve(value);
        return atRest();
    }

    reject(i, error) {
        this.list[i].reject(error);
        return atRest();
    }
}

// Returns what the promise is rejected with.
export async function assertRejects(promise) {
    try {
        await promise;
    } catch (error) {
        return error;
    }
    throw new Error('it was not rejected');
}

export function assertMatches(error, domain, code) {
    assert(error instanceof GLib.Error && error.matches(domain, code), String(error));
}
