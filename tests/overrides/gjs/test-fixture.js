// SPDX-License-Identifier: LGPL-2.1-or-later

// One graph: a library of C, with functions of its own, and JavaScript.

import Fixture from 'gi://Fixture?version=1';
import Reactivity from 'gi://Reactivity?version=1';

import {assertEqual, assertIs, collect, Log, run} from './tap.js';

const {batch, derived, effect, memoized, signal} = Reactivity;

run('fixture', {
    'signal-of-c-derived-of-javascript-effect-of-c': () => {
        const s = Fixture.signal_new_int(null, 1);
        const tens = derived(() => s.get() * 10);
        const log = Fixture.Log.new(null, s, tens);

        collect();
        s.set(2);
        Fixture.set_int(s, 3);
        assertIs(log.get_text(), '1,10 2,20 3,30 ');
    },

    'signal-of-javascript-derived-of-c-effect-of-javascript': () => {
        const seen = new Log();
        const s = signal(1);
        const total = Fixture.sum_new(null, s, s);
        const e = effect(() => seen.note([s.get(), total.get()]));

        collect();
        s.set(2);
        Fixture.set_int(s, 3);
        seen.assert([1, 2], [2, 4], [3, 6]);
        e.dispose();
    },

    'no-glitch-in-a-diamond-of-both': () => {
        const seen = new Log();
        const expected = [];
        const a = Fixture.signal_new_int(null, 1);
        const b = signal(1);
        const left = Fixture.sum_new(null, a, b);
        const right = derived(() => a.get() + b.get());
        const inC = Fixture.sum_new(null, left, right);
        const inJs = memoized(() => left.get() + right.get());
        const log = Fixture.Log.new(null, inC, inJs);
        const e = effect(() => seen.note(`${inJs.get()},${inC.get()} `));

        expected.push('4,4 ');
        for (let n = 2; n < 20; n++) {
            batch(() => {
                a.set(n);
                b.set(n);
            });
            expected.push(`${4 * n},${4 * n} `);
        }
        seen.assert(...expected);
        assertIs(log.get_text(), expected.join(''));
        e.dispose();
    },

    'c-reads-and-writes-values-of-javascript': () => {
        const number = signal(1);
        const text = signal('a');

        assertIs(Fixture.get_int(number), 1);
        assertIs(Fixture.set_int(number, 2), true);
        assertIs(Fixture.set_int(number, 2), false);
        assertIs(number.get(), 2);
        assertIs(Fixture.set_string(text, 'é'), true);
        assertEqual([text.get(), Fixture.get_string(text)], ['é', 'é']);
    },
});
