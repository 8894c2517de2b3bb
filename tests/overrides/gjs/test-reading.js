// SPDX-License-Identifier: LGPL-2.1-or-later

// What the graph promises about reading: G1, G2, G3, G4, G7.

import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, collect, Log, run} from './tap.js';

const {batch, derived, effect, memoized, signal, untrack} = Reactivity;

run('reading', {
    'g1-reads-link-and-peeks-do-not': () => {
        const log = new Log();
        const [read, peeked, untracked] = [signal(1), signal(1), signal(1)];
        const e = effect(() => log.note(read.get() + peeked.peek() + untrack(() => untracked.get())));

        collect();
        peeked.set(2);
        untracked.set(2);
        log.assert(3);
        read.set(2);
        log.assert(6);
        e.dispose();
    },

    'g1-untrack-returns-and-restores': () => {
        const log = new Log();
        const [a, b, c] = [signal(1), signal(2), signal(3)];
        const e = effect(() => log.note(a.get() + untrack(() => b.get()) + c.get()));

        log.assert(6);
        b.set(20);
        log.assert();
        c.set(30);
        log.assert(51);
        assertIs(untrack(() => 'result'), 'result');
        e.dispose();
    },

    'g1-only-the-last-run-counts': () => {
        const log = new Log();
        const [choice, a, b] = [signal(true), signal('a1'), signal('b1')];
        const e = effect(() => log.note(choice.get() ? a.get() : b.get()));

        log.assert('a1');
        b.set('b2');
        log.assert();
        choice.set(false);
        log.assert('b2');
        collect();
        a.set('a2');
        log.assert();
        b.set('b3');
        log.assert('b3');
        choice.set(true);
        log.assert('a2');
        e.dispose();
    },

    'g1-fewer-and-more-reads': () => {
        const n = signal(3);
        const all = Array.from({length: 5}, (_, i) => signal(i));
        const sum = derived(() => {
            let result = 0;

            for (let i = 0; i < n.get(); i++)
                result += all[i].get();
            return result;
        });
        const seen = [];
        const e = effect(() => seen.push(sum.get()));

        n.set(1);
        all[1].set(100);
        n.set(5);
        all[4].set(10);
        n.set(0);
        n.set(2);
        assertEqual(seen, [3, 0, 109, 115, 0, 100]);
        e.dispose();
    },

    'g1-order-of-reads-may-change': () => {
        const order = signal([0, 1, 2]);
        const values = [signal(1), signal(10), signal(100)];
        const seen = [];
        const e = effect(() => seen.push(order.get().map(i => values[i].get()).join(' ')));

        order.set([2, 0, 1]);
        values[0].set(2);
        order.set([1, 1, 0]);
        values[2].set(200);
        values[1].set(20);
        assertEqual(seen, ['1 10 100', '100 1 10', '100 2 10', '10 10 2', '20 20 2']);
        e.dispose();
    },

    'g2-the-same-value-changes-nothing': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));

        assertIs(s.set(1), false);
        assertIs(s.set(2), true);
        assertIs(s.set(NaN), true);
        assertIs(s.set(NaN), false);
        assertIs(s.set(0), true);
        assertIs(s.set(-0), true);
        assertEqual(log.entries.length, 5);
        e.dispose();
    },

    'g2-equality-can-be-chosen': () => {
        const log = new Log();
        const always = signal(1, {equals: false});
        const close = signal(1, {equals: (a, b) => Math.abs(a - b) < 0.5});
        const effects = [
            effect(() => log.note(`always ${always.get()}`)),
            effect(() => log.note(`close ${close.get()}`)),
        ];

        log.assert('always 1', 'close 1');
        assertIs(always.set(1), true);
        assertIs(close.set(1.2), false);
        assertIs(close.set(2), true);
        log.assert('always 1', 'close 2');
        assertIs(close.get(), 2);
        effects.forEach(e => e.dispose());
    },

    'g2-update-does-not-track': () => {
        const log = new Log();
        const [trigger, count] = [signal(0), signal(0)];
        const e = effect(() => {
            log.note(trigger.get());
            count.update(n => n + 1);
        });

        count.set(10);
        log.assert(0);
        trigger.set(1);
        log.assert(1);
        assertIs(count.get(), 11);
        assertIs(count.update(n => n), false);
        e.dispose();
    },

    'g3-a-derived-is-lazy-and-cached': () => {
        let runs = 0;
        const s = signal(1);
        const d = derived(() => {
            runs++;
            return s.get() * 2;
        });

        assertIs(runs, 0);
        assertIs(d.get(), 2);
        collect();
        assertIs(d.get(), 2);
        assertIs(d.peek(), 2);
        assertIs(d.value, 2);
        assertIs(runs, 1);
        s.set(2);
        s.set(3);
        assertIs(runs, 1);
        assertIs(d.get(), 6);
        assertIs(runs, 2);
        signal(1).set(2);
        assertIs(d.get(), 6);
        assertIs(runs, 2);
    },

    'g3-an-equal-value-stops-the-wave': () => {
        const log = new Log();
        const n = signal(2);
        const even = derived(() => n.get() % 2 === 0);
        const e = effect(() => log.note(even.get()));

        n.set(4);
        log.assert(true);
        n.set(5);
        log.assert(false);
        e.dispose();
    },

    'g3-equality-of-a-derived': () => {
        const log = new Log();
        const n = signal(1);
        const pair = derived(() => [n.get() % 10], {equals: (a, b) => a[0] === b[0]});
        const e = effect(() => log.note(pair.get()[0]));

        n.set(11);
        n.set(2);
        log.assert(1, 2);
        e.dispose();
    },

    'g3-a-guard-protects-what-is-read-after-it': () => {
        const log = new Log();
        const name = signal('Ada');
        const has = derived(() => name.get() !== null);
        const letter = derived(() => {
            log.note('letter');
            return name.get()[0];
        });
        const e = effect(() => log.note(has.get() ? letter.get() : 'none'));

        log.assert('letter', 'A');
        name.set(null);
        log.assert('none');
        name.set('Grace');
        log.assert('letter', 'G');
        e.dispose();
    },

    'g4-a-diamond-has-no-glitch': () => {
        const log = new Log();
        const n = signal(1);
        const next = derived(() => n.get() + 1);
        const tens = derived(() => n.get() * 10);
        const both = derived(() => `${next.get()} ${tens.get()}`);
        const e = effect(() => log.note(both.get()));

        n.set(2);
        n.set(3);
        log.assert('2 10', '3 20', '4 30');
        e.dispose();
    },

    'g4-a-deep-and-a-short-way': () => {
        const log = new Log();
        const n = signal(1);
        let deep = n;

        for (let i = 0; i < 20; i++) {
            const from = deep;

            deep = derived(() => from.get() + 1);
        }

        const e = effect(() => log.note(deep.get() - n.get()));

        collect();
        n.set(5);
        n.set(6);
        log.assert(20, 20, 20);
        e.dispose();
    },

    'g4-a-read-in-a-batch-is-fresh': () => {
        const n = signal(1);
        const double = derived(() => n.get() * 2);
        const seen = [];

        assertIs(double.get(), 2);
        batch(() => {
            n.set(2);
            seen.push(double.get());
            n.set(3);
            seen.push(double.get());
        });
        assertEqual(seen, [4, 6]);
    },

    'g7-a-memoized-does-not-compare': () => {
        const log = new Log();
        const text = signal('to be');
        const words = memoized(() => {
            log.note('count');
            return text.get().split(' ').length;
        });
        const e = effect(() => log.note(words.get()));

        text.set('or not');
        log.assert('count', 2, 'count', 2);
        e.dispose();
        text.set('that');
        log.assert();
        assertIs(words.get(), 1);
        log.assert('count');
        assert(words.get() === 1);
        log.assert();
    },
});
