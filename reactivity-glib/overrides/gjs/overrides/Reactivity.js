// SPDX-License-Identifier: LGPL-2.1-or-later

// What makes the API native in GJS. It is loaded with the namespace:
// import Reactivity from 'gi://Reactivity?version=1';

// Each in a file of its own, in this order. Each is a function, because GJS looks up a name of a
// script anew each time it comes to it, and one of a function not.
const parts = [
    'keys', 'errors', 'cell', 'keep', 'unseen', 'run', 'changes', 'values', 'nodes', 'step', 'wait',
    'async', 'native', 'context', 'tracker', 'methods', 'objects', 'arrays', 'maps', 'reactive',
];

function _init() {
    const modules = {};

    imports.gi.versions.ReactivityGjs = '1';

    for (const part of parts)
        modules[part] = imports.overrides.reactivity[part].define(modules);

    modules.run.start();
    modules.reactive.extendReactive();
    modules.context.extendContext();
    modules.native.extendNative();

    // The functions of the module are those of the thread's own context.
    const context = this.Context.get_default();

    for (const [name, method] of Object.entries(modules.context.contextMethods))
        this[name] = method.bind(context);

    const {JSDerived, JSEffect, JSMemoized, JSSignal} = modules.nodes;
    const {JSAsyncDerived, JSAsyncEffect} = modules.async;

    Object.assign(this, {
        JSSignal, JSDerived, JSMemoized, JSEffect, JSAsyncDerived, JSAsyncEffect,
    });
}
