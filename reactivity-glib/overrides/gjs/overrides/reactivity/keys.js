// SPDX-License-Identifier: LGPL-2.1-or-later

/* exported define */

var define = () => {
    // Where an object has its cell, and a context its graph.
    const KEY = Symbol('reactivity');

    // No value, no error: these may be anything.
    const NOTHING = Symbol('nothing');

    return {KEY, NOTHING};
};
