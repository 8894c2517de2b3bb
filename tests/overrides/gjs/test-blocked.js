// SPDX-License-Identifier: LGPL-2.1-or-later

// While the collector of GJS before 1.81.90 is between two of its steps, C can call no function. Nobody
// sees that. With newer ones the cases run all the same.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';
import System from 'system';

import {assert, assertEqual, assertIs, Log, run} from './tap.js';

const {batch, derived, effect, newContext, onCleanup, signal} = Reactivity;

// So much that the collector does not sweep it in one step.
const N = 300000;
const TRIES = 20000;
// And where it always can, so much that it would be in the midst of it.
const FEW_TRIES = 200;
const canBeBlocked = System.version < 18190;
const heap = Array.from({length: N}, (_, i) => ({i, func: () => i}));
const store = new Gio.ListStore({itemType: GObject.TYPE_OBJECT});
let at = 0;

for (let i = 0; i < 2; i++)
    store.append(new Gio.SimpleAction({name: `${i}`}));

const isBlocked = () => {
    let isCalled = false;

    store.sort(() => {
        isCalled = true;
        return 0;
    });
    return !isCalled;
};

// Makes garbage until the collector is in the midst of it.
function block() {
    for (let i = 0; i < (canBeBlocked ? TRIES : FEW_TRIES); i++) {
        for (let j = 0; j < 300; j++) {
            at = (at + 1) % N;
            heap[at] = {j, func: () => j};
        }
        for (let j = 0; j < 10; j++)
            new Gio.SimpleAction({name: 'garbage'});
        if (isBlocked())
            return;
    }
    assert(!canBeBlocked, 'the collector never stops between two steps');
}

run('blocked', {
    'a-read': () => {
        const n = signal(1);
        const twice = derived(() => n.get() * 2);

        block();
        assertIs(twice.get(), 2);
        n.set(2);
        block();
        assertIs(twice.get(), 4);
    },

    'a-read-of-a-chain': () => {
        const log = new Log();
        const n = signal(1);
        const twice = derived(() => n.get() * 2);
        const next = derived(() => twice.get() + 1);
        const last = derived(() => {
            log.note('last');
            return next.get() + 1;
        });

        assertIs(last.get(), 4);
        n.set(2);
        block();
        assertIs(last.get(), 6);
        log.assert('last', 'last');
    },

    'a-read-in-a-run': () => {
        const n = signal(1);
        const twice = derived(() => n.get() * 2);
        const outer = derived(() => {
            block();
            return twice.get() + 1;
        });

        assertIs(outer.get(), 3);
        n.set(2);
        assertIs(outer.get(), 5);
    },

    'a-read-by-c': () => {
        const n = signal(1);
        const twice = derived(() => n.get() * 2);

        const value = new GObject.Value();

        value.init(GObject.TYPE_DOUBLE);
        n.set(3);
        block();
        GObject.Object.prototype.get_property.call(twice, 'value', value);
        assertIs(value.get_double(), 6);
    },

    'a-write-runs-effects': () => {
        const log = new Log();
        const n = signal(1);
        const effects = [1, 2].map(i => effect(() => {
            log.note(`${i}: ${n.get()}`);
            onCleanup(() => log.note(`clean ${i}`));
        }));

        log.assert('1: 1', '2: 1');
        block();
        n.set(2);
        log.assert('clean 1', '1: 2', 'clean 2', '2: 2');
        block();
        effects.forEach(e => e.dispose());
        log.assert('clean 1', 'clean 2');
        n.set(3);
        log.assert();
    },

    'a-batch': () => {
        const log = new Log();
        const n = signal(1);
        const e = effect(() => log.note(n.get()));

        batch(() => {
            n.set(2);
            block();
        });
        log.assert(1, 2);
        e.dispose();
    },

    'the-first-run-of-an-effect': () => {
        const log = new Log();
        const n = signal(1);

        block();
        const e = effect(() => log.note(n.get()));

        log.assert(1);
        e.dispose();
    },

    'an-effect-in-the-main-loop': () => {
        const log = new Log();
        const n = signal(1);
        const e = effect(() => log.note(n.get()), {schedule: 'idle'});

        n.set(2);
        block();
        while (GLib.MainContext.default().iteration(false))
            ;
        log.assert(1, 2);
        e.dispose();
    },

    'a-write-by-c': () => {
        const log = new Log();
        const n = signal(1);
        const e = effect(() => log.note(n.get()));

        block();
        n.set_property('value', 2);
        log.assert(1, 2);
        e.dispose();
    },

    'an-error-of-the-function': () => {
        const n = signal(1);
        const failing = derived(() => {
            throw new Error(`no ${n.get()}`);
        });
        let message = null;

        block();
        try {
            failing.get();
        } catch (error) {
            ({message} = error);
        }
        assertEqual(message, 'no 1');
    },

    'what-is-too-deep-stays-so': () => {
        const context = newContext();
        const n = context.signal(0);
        let last = n;

        for (let i = 0; i < 1000; i++) {
            const from = last;

            last = context.derived(() => from.get() + 1);
        }

        let error = null;

        block();
        try {
            last.get();
        } catch (e) {
            error = e;
        }
        assert(error?.matches(Reactivity.Error, Reactivity.Error.TOO_DEEP), `${error}`);
    },
});
