// SPDX-License-Identifier: LGPL-2.1-or-later

// One graph: nodes that were made in C and in JavaScript.

import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, collect, Log, run} from './tap.js';

const {batch, derived, effect, signal} = Reactivity;

run('mixed', {
    'a-signal-of-c-is-read-and-set': () => {
        const s = Reactivity.Signal.new_int(null, 1);
        const text = Reactivity.Signal.new_string(null, 'a');
        const real = Reactivity.Signal.new_double(null, 1.5);

        assertIs(s.get(), 1);
        assertIs(s.set(2), true);
        assertIs(s.set(2), false);
        assertIs(s.update(n => n + 1), true);
        assertEqual([s.get(), s.peek(), s.value], [3, 3, 3]);
        s.value = 4;
        assertIs(s.value, 4);
        text.set('b');
        assertIs(text.get(), 'b');
        real.set(2);
        assertIs(real.get(), 2);
    },

    'an-effect-of-javascript-on-a-signal-of-c': () => {
        const log = new Log();
        const s = Reactivity.Signal.new_int(null, 1);
        const d = derived(() => s.get() * 2);
        const e = effect(() => log.note(d.get()));

        collect();
        s.set_int(2);
        s.set(3);
        log.assert(2, 4, 6);
        e.dispose();
    },

    'a-derived-of-c-on-a-signal-of-javascript': () => {
        const log = new Log();
        const s = signal(1);
        const inC = Reactivity.Derived.new_int(null, () => s.get_int() * 10);
        const e = effect(() => log.note(inC.get()));

        assertIs(inC.get(), 10);
        collect();
        s.set(2);
        s.set(3);
        log.assert(10, 20, 30);
        e.dispose();
    },

    'an-effect-of-c-that-reads-in-javascript': () => {
        const log = new Log();
        const s = signal(1);
        const d = derived(() => s.get() * 2);
        const e = Reactivity.Effect.new(null, () => {
            log.note(d.get() + s.get());
            return true;
        });

        collect();
        s.set(2);
        s.set(3);
        log.assert(3, 6, 9);
        e.dispose();
        s.set(4);
        log.assert();
    },

    'no-glitch-between-the-two': () => {
        const log = new Log();
        const s = signal(1);
        const inC = Reactivity.Derived.new_int(null, () => s.get_int() + 1);
        const here = derived(() => s.get() * 10);
        const both = derived(() => `${inC.get()} ${here.get()}`);
        const e = effect(() => log.note(both.get()));
        const inCToo = Reactivity.Effect.new(null, () => {
            log.note(`C ${both.get()}`);
            return true;
        });

        log.assert('2 10', 'C 2 10');
        s.set(2);
        log.assert('3 20', 'C 3 20');
        [e, inCToo].forEach(x => x.dispose());
    },

    'a-computation-of-c-inside-one-of-javascript': () => {
        const log = new Log();
        const [outer, inner] = [signal(1), signal(10)];
        const e = effect(() => {
            const before = outer.get();
            const inC = Reactivity.Derived.new_int(null, () => inner.get());

            log.note(`${before} ${inC.get_int()} ${outer.get()}`);
        });

        log.assert('1 10 1');
        inner.set(20);
        outer.set(2);
        inner.set(30);
        log.assert('1 20 1', '2 20 2', '2 30 2');
        e.dispose();
    },

    'one-batch-for-both': () => {
        const log = new Log();
        const [a, b] = [signal(1), Reactivity.Signal.new_int(null, 1)];
        const e = effect(() => log.note(a.get() + b.get()));
        const context = Reactivity.Context.get_default();

        batch(() => {
            a.set(2);
            b.set(2);
        });
        log.assert(2, 4);
        context.batch_begin();
        a.set(3);
        b.set(3);
        context.batch_end();
        log.assert(6);
        batch(() => {
            b.set(7);
            a.set(8);
            a.set(3);
            b.set(3);
        });
        log.assert();
        e.dispose();
    },

    'c-sets-a-signal-of-javascript': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));
        const other = Reactivity.Signal.new_string(null, 'text');

        assertIs(s.set_int(2), true);
        assertIs(s.set_int(2), false);
        s.set_string('three');
        other.bind_property('value', s, 'value', GObject.BindingFlags.SYNC_CREATE);
        log.assert(1, 2, 'three', 'text');
        e.dispose();
    },

    'posted-from-elsewhere': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));
        const value = new GObject.Value();

        value.init(GObject.TYPE_INT);
        value.set_int(5);
        s.post_value(value);
        log.assert(1);
        while (GLib.MainContext.default().iteration(false))
            ;
        log.assert(5);
        e.dispose();
    },

    'an-error-of-c-is-thrown': () => {
        const chicken = {};

        chicken.egg = Reactivity.Derived.new_int(null, () => chicken.egg.get_int());
        const d = derived(() => chicken.egg.get());
        const error = assertThrows(() => d.get());

        assert(error.matches(Reactivity.Error, Reactivity.Error.CYCLE), `${error}`);
        assertIs(assertThrows(() => d.get()), error);
    },

    'effects-of-c-end-with-a-run-of-javascript': () => {
        const log = new Log();
        const [outer, inner] = [signal(1), signal(1)];
        const e = effect(() => {
            outer.get();
            Reactivity.Effect.new(null, () => {
                log.note(inner.get());
                return true;
            });
        });

        inner.set(2);
        outer.set(2);
        inner.set(3);
        log.assert(1, 2, 2, 3);
        e.dispose();
        inner.set(4);
        log.assert();
    },

    'and-the-other-way-round': () => {
        const log = new Log();
        const [outer, inner] = [signal(1), signal(1)];
        const e = Reactivity.Effect.new(null, () => {
            outer.get();
            effect(() => {
                log.note(inner.get());
            });
            return true;
        });

        collect();
        inner.set(2);
        outer.set(2);
        collect();
        inner.set(3);
        log.assert(1, 2, 2, 3);
        e.dispose();
        inner.set(4);
        log.assert();
    },
});
