// SPDX-License-Identifier: LGPL-2.1-or-later

// JavaScript keeps a copy of what is active, and of which values are current. Nobody sees that: what C
// does in between is seen by the next read.

import Gio from 'gi://Gio';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {atRest} from './later.js';
import {assertEqual, assertIs, assertThrows, Log, run} from './tap.js';

const {batch, derived, effect, newContext, signal, untrack} = Reactivity;

// C's own functions, which the overrides know nothing of.
const context = Reactivity.Context.get_default();
const bind = GObject.Object.prototype.bind_property;
const connect = GObject.Object.prototype.connect;
const signalInC = n => Reactivity.Signal.new_int(null, n);
const computeInC = func => Reactivity.Derived.new_int(null, func);

run('copy', {
    'a-write-of-c-between-two-reads': () => {
        const c = signalInC(1);
        const d = derived(() => c.get() * 2);

        for (let i = 1; i < 5; i++) {
            assertIs(d.get(), i * 2);
            assertIs(d.get(), i * 2);
            c.set_int(i + 1);
        }
    },

    'a-write-of-c-in-a-run': () => {
        const log = new Log();
        const [c, s] = [signalInC(1), signal(1)];
        const d = derived(() => c.get() * 2);
        const e = effect(() => {
            log.note(d.peek());
            c.set_int(s.get() * 10);
            log.note(d.peek());
        });

        log.assert(2, 20);
        s.set(2);
        log.assert(20, 40);
        e.dispose();
    },

    'what-a-run-reads-after-a-write-of-c': () => {
        const log = new Log();
        const [c, a, b] = [signalInC(1), signal('a'), signal('b')];
        const e = effect(() => {
            const first = a.get();

            c.set_int(c.peek() + 1);
            log.note(first + b.get());
        });

        a.set('A');
        b.set('B');
        a.set('a');
        log.assert('ab', 'Ab', 'AB', 'aB');
        assertIs(e.list_dependencies().length, 2);
        e.dispose();
    },

    'a-stretch-that-c-makes-untracked': () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const e = effect(() => {
            context.untrack_begin();
            a.get();
            context.untrack_end();
            log.note(b.get());
        });

        a.set(2);
        b.set(2);
        log.assert(1, 2);
        assertEqual(e.list_dependencies().length, 1);
        e.dispose();
    },

    'a-write-of-c-in-an-untracked-stretch': () => {
        const log = new Log();
        const [a, b, c] = [signal(1), signal(1), signalInC(0)];
        const e = effect(() => {
            untrack(() => {
                c.set_int(c.peek() + 1);
                a.get();
            });
            log.note(b.get());
        });

        a.set(2);
        b.set(2);
        log.assert(1, 2);
        e.dispose();
    },

    'a-function-of-c-that-reads-both': () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(10)];
        const d = derived(() => b.get() + 1);
        const inC = computeInC(() => a.get() + d.get());
        const e = effect(() => log.note(inC.get()));

        a.get();
        log.assert(12);
        a.set(2);
        b.set(20);
        log.assert(13, 23);
        e.dispose();
    },

    'a-handler-in-a-flush-is-part-of-no-run': () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const action = new Gio.SimpleAction({name: 'a', enabled: true});
        const e = effect(() => {
            action.set_enabled(a.get() > 1);
            log.note('run');
        });
        const id = connect.call(a, 'notify::value', () => log.note(b.get()));

        a.get();
        a.set(2);
        b.set(2);
        log.assert('run', 1, 'run');
        a.disconnect(id);
        e.dispose();
    },

    'a-handler-in-a-run-is-part-of-it': () => {
        const log = new Log();
        const [a, b] = [signal(true), signal(1)];
        const action = new Gio.SimpleAction({name: 'a', enabled: false});
        const id = action.connect('notify::enabled', () => b.get());
        const e = effect(() => {
            action.set_enabled(a.get());
            log.note('run');
        });

        b.set(2);
        log.assert('run', 'run');
        action.disconnect(id);
        e.dispose();
    },

    'who-listens-in-c-and-has-never-read-it-hears-in-the-same-turn': async () => {
        const s = signal(true);
        const action = new Gio.SimpleAction({name: 'a', enabled: true});

        // Neither of the two is known to the overrides, or reads the value before it changes.
        bind.call(s, 'value', action, 'enabled', GObject.BindingFlags.DEFAULT);
        s.set(false);
        await atRest();
        assertIs(action.enabled, false);
        s.set(true);
        assertIs(action.enabled, true);
    },

    'a-batch-of-c-around-writes-of-both': () => {
        const log = new Log();
        const [a, c] = [signal(1), signalInC(1)];
        const d = derived(() => a.get() * 10);
        const e = effect(() => log.note(a.get() + c.get()));

        context.batch_begin();
        a.set(2);
        assertIs(d.get(), 20);
        c.set_int(2);
        a.set(1);
        c.set_int(1);
        context.batch_end();
        log.assert(2);

        batch(() => {
            context.batch_begin();
            a.set(5);
            context.batch_end();
            log.assert();
            a.set(6);
        });
        log.assert(7);
        e.dispose();
    },

    'contexts-have-a-copy-each': () => {
        const log = new Log();
        const [one, two] = [newContext(), newContext()];
        const [a, b] = [one.signal(1), two.signal(1)];
        const inTwo = Reactivity.Signal.new_int(two, 1);
        const e = one.effect(() => {
            inTwo.set_int(inTwo.peek() + 1);
            log.note(`${a.get()} ${b.get()}`);
        });
        const f = two.effect(() => log.note(`two ${inTwo.get()} ${b.get()}`));

        a.set(2);
        b.set(2);
        log.assert('1 1', 'two 2 1', 'two 3 1', '2 1', 'two 3 2');
        e.dispose();
        f.dispose();
    },

    'a-run-that-throws-leaves-it-right': () => {
        const log = new Log();
        const [a, c] = [signal(1), signalInC(1)];
        const e = effect(() => {
            c.set_int(a.get());
            if (a.get() === 2)
                throw new Error('two');
            log.note(a.get());
        });

        assertThrows(() => a.set(2));
        assertIs(a.get(), 2);
        assertIs(e.list_dependencies().length, 1);
        assertIs(a.list_subscribers().length, 1);
        a.set(3);
        log.assert(1, 3);
        e.dispose();
    },
});
