// SPDX-License-Identifier: LGPL-2.1-or-later

// gjs -m gjs.mjs NAME=COUNT...: the overrides of GJS beside alien-signals, in one process. The two
// take turns, so that each ratio is one of neighbours. Prints two results for each job.

import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';
import System from 'system';

import * as alien from './node_modules/alien-signals/esm/index.mjs';
import {check} from './check.mjs';

const SLICES = 40;

const peers = {
    'gjs': {
        make: ['signal', 'derived', 'effect'].map(name => Reactivity[name]),
        get: 'node.get()',
        set: 'node.set(value)',
    },
    'gjs-alien': {
        make: [alien.signal, alien.computed, alien.effect],
        get: 'node()',
        set: 'node(value)',
    },
};

// Each returns a loop of n iterations, and a check. Compiled for each peer anew, as if there were no
// other.
const workloads = {
    'gjs get': `
        const s = signal(1);
        let sum = 0;
        return [n => { for (let i = 0; i < n; i++) sum += get(s); }, () => sum];`,
    'gjs get of a derived': `
        const s = signal(1);
        const d = derived(() => get(s));
        let sum = 0;
        return [n => { for (let i = 0; i < n; i++) sum += get(d); }, () => sum];`,
    'gjs set, no subscribers': `
        const s = signal(0);
        let v = 0;
        return [n => { for (let i = 0; i < n; i++) set(s, ++v); }, () => get(s)];`,
    'gjs set + 1 effect': `
        const s = signal(0);
        let v = 0;
        let runs = -1;
        effect(() => { get(s); runs++; });
        return [n => { for (let i = 0; i < n; i++) set(s, ++v); }, () => runs];`,
    'gjs diamond of 10': `
        const s = signal(0);
        const nodes = [];
        let v = 0;
        let runs = -1;
        for (let i = 0; i < 10; i++)
            nodes.push(derived(() => get(s) + i));
        effect(() => { for (let i = 0; i < 10; i++) get(nodes[i]); runs++; });
        return [n => { for (let i = 0; i < n; i++) set(s, ++v); }, () => runs];`,
    'gjs chain of 10': `
        const s = signal(0);
        let last = s;
        let v = 0;
        let sum = 0;
        for (let i = 0; i < 10; i++) {
            const from = last;
            last = derived(() => get(from) + 1);
        }
        effect(() => { sum = get(last) - 10; });
        return [n => { for (let i = 0; i < n; i++) set(s, ++v); }, () => sum];`,
    'gjs create, signal': `
        let made = 0;
        return [n => { for (let i = 0; i < n; i++) { signal(i); made++; } }, () => made];`,
    'gjs create, derived that is read': `
        const s = signal(1);
        let made = 0;
        return [n => {
            for (let i = 0; i < n; i++) {
                const d = derived(() => get(s));
                made += get(d);
            }
        }, () => made];`,
};

function build(name, {make, get, set}) {
    const code = workloads[name]
        .replace(/\bget\(([^()]*)\)/g, (_, node) => get.replace('node', node))
        .replace(/\bset\(s, ([^()]*)\)/g, (_, value) => set.replace('node', 's').replace('value', value));

    return new Function('signal', 'derived', 'effect', code)(...make);
}

const time = (loop, n) => {
    const start = GLib.get_monotonic_time();

    loop(n);
    return (GLib.get_monotonic_time() - start) * 1000 / n;
};

const median = values => values.sort((a, b) => a - b)[Math.floor(values.length / 2)];

for (const job of System.programArgs) {
    const equals = job.lastIndexOf('=');
    const name = job.slice(0, equals);
    const n = Math.ceil(Number(job.slice(equals + 1)) / SLICES);
    const built = Object.entries(peers).map(([peer, how]) => ({peer, loop: build(name, how), ns: []}));

    built.forEach(({loop: [loop]}) => loop(n * 4));
    System.gc();
    for (let i = 0; i < SLICES; i++)
        built.forEach(({loop: [loop], ns}) => ns.push(time(loop, n)));

    const sums = built.map(({loop: [, sum]}) => sum());

    check(sums[0] === n * (SLICES + 4) && sums[1] === sums[0]);
    built.forEach(({peer, ns}) =>
        print(JSON.stringify({peer, name, ns: median(ns), bytes: 0, sum: sums[0], runs: 0})));
}
