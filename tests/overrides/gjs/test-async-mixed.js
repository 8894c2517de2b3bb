// SPDX-License-Identifier: LGPL-2.1-or-later

// One graph: asynchronous nodes that were made in C and in JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, Log, run} from './tap.js';
import {assertMatches, assertRejects, atRest, collected, sleep} from './later.js';

const {asyncDerived, asyncEffect, derived, effect, signal} = Reactivity;

// As another language would do it: with a callback.
const getInC = d => new Promise((resolve, reject) => d.get_value_async(null, (_d, result) => {
    try {
        resolve(d.get_value_finish(result));
    } catch (error) {
        reject(error);
    }
}));

// One of C, which gives ten times what `s` is, later.
const tens = s => Reactivity.AsyncDerived.new(null, GObject.TYPE_INT, later => {
    GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
        later.enter();
        if (s.get_int() < 0) {
            later.return_error(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_DATA,
                'negative'));
        } else {
            later.return_int(s.get_int() * 10);
        }
        later.leave();
        return GLib.SOURCE_REMOVE;
    });
});

run('async-mixed', {
    'c-reads-a-value-of-javascript': async () => {
        const s = signal(1);
        const d = asyncDerived(async $ => await $(sleep(1)) + s.get());

        assertIs(await getInC(d), 2);
        s.set(2);
        assertIs(await getInC(d), 3);
        assertIs(d.get_int(), 3);
        // A string is not compared with a number.
        const text = asyncDerived(async $ => $(`${s.get()}`), {type: GObject.TYPE_STRING});

        assertIs(await getInC(text), '2');
        assertIs(text.get_string(), '2');
    },

    'c-gets-an-error-that-says-the-same': async () => {
        const s = signal(1);
        const d = asyncDerived(async $ => {
            await $(s.get());
            throw new TypeError('for C');
        });
        const error = await assertRejects(getInC(d));

        assertMatches(error, Reactivity.Error, Reactivity.Error.FAILED);
        assert(error.message.includes('TypeError: for C'), error.message);
        assert(d.get_error().peek_value().message.includes('TypeError: for C'));
        assertIs(d.get_running().get_boolean(), false);
    },

    'an-effect-of-c-reads-the-last-value': async () => {
        const log = new Log();
        const s = signal(1);
        const d = asyncDerived(async $ => await $(s.get()) * 10);
        const busy = d.get_running();

        await d.get();
        const e = Reactivity.Effect.new(null, () => {
            log.note([d.get_int(), busy.get_boolean()]);
            return true;
        });

        s.set(2);
        await atRest();
        log.assert([10, false], [10, true], [20, false]);
        e.dispose();
    },

    'a-property-is-bound-to-the-last-value': async () => {
        const s = signal(0);
        const action = new Gio.SimpleAction({name: 'action'});
        const d = asyncDerived(async $ => (await $(s.get())) > 0);

        d.bind_property('value', action, 'enabled', GObject.BindingFlags.DEFAULT);
        await d.get();
        s.set(1);
        await atRest();
        assertIs(action.enabled, true);
        s.set(0);
        await atRest();
        assertIs(action.enabled, false);
    },

    'javascript-waits-for-a-value-of-c': async () => {
        const log = new Log();
        const s = Reactivity.Signal.new_int(null, 1);
        const d = tens(s);
        const above = asyncDerived(async $ => {
            log.note('run');
            return await $(d.get()) + 1;
        });
        const e = asyncEffect(async $ => {
            log.note(await $(above.get()));
        });

        assertIs(await d.fresh(), 10);
        await sleep(5);
        log.assert('run', 11);
        s.set(2);
        await sleep(10);
        log.assert('run', 21);
        assertIs(d.value, 20);
        assertIs(d.peek(), 20);
        e.dispose();
    },

    'its-states-and-errors': async () => {
        const log = new Log();
        const s = Reactivity.Signal.new_int(null, 1);
        const d = tens(s);
        const e = effect(() => log.note([d.value, d.running.get(), d.error.get()?.message ?? '']));

        assertIs(d.running, d.running);
        await sleep(5);
        s.set(-1);
        await sleep(5);
        log.assert([0, true, ''], [10, false, ''], [10, true, ''], [10, false, 'negative']);
        for (const wait of [d.get(), d.fresh()])
            assertMatches(await assertRejects(wait), Gio.IOErrorEnum, Gio.IOErrorEnum.INVALID_DATA);
        e.dispose();
    },

    'a-reader-of-c-that-cancels': async () => {
        const d = tens(Reactivity.Signal.new_int(null, 1));
        const cancellable = new Gio.Cancellable();
        const wait = d.get(cancellable);

        cancellable.cancel();
        assertMatches(await assertRejects(wait), Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);
        await sleep(5);
    },

    'fresh-of-c': async () => {
        const s = Reactivity.Signal.new_int(null, 1);
        const d = tens(s);

        for (let i = 2; i < 20; i++) {
            const wait = d.fresh();

            s.set(i);
            if (i % 3 === 0)
                await sleep(1);
            assertIs(await wait, s.get() * 10);
        }
    },

    'values-of-c-that-wait-for-each-other': async () => {
        const s = Reactivity.Signal.new_int(null, 1);
        const below = tens(s);
        const above = Reactivity.AsyncDerived.new(null, GObject.TYPE_INT, async later => {
            // This is nested in the read of it.
            const wait = below.get();

            later.return_int(await wait + 1);
        });

        assertIs(await above.get(), 11);
        s.set(2);
        assertIs(await above.get(), 21);
    },

    'an-effect-of-c-is-run': async () => {
        const log = new Log();
        const s = Reactivity.Signal.new_int(null, 1);
        const e = Reactivity.AsyncEffect.new_unstarted(null, later => {
            log.note(s.get_int());
            GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                if (s.get_int() === 2) {
                    later.return_error(new GLib.Error(Gio.IOErrorEnum, Gio.IOErrorEnum.FAILED, 'two'));
                } else {
                    later.done();
                }
                return GLib.SOURCE_REMOVE;
            });
        });

        assertIs(await e.run(), undefined);
        s.set(2);
        assertIs((await assertRejects(e.run())).message, 'two');
        assertEqual([e.rerun, e.running.get()], ['concurrent', false]);
        e.rerun = 'queue';
        assertIs(e.get_rerun(), Reactivity.Rerun.QUEUE);
        await atRest();
        e.dispose();
        log.assert(1, 2);
    },

    'a-diamond-of-both': async () => {
        const s = Reactivity.Signal.new_int(null, 1);
        const left = tens(s);
        const right = asyncDerived(async $ => await $(null) ?? s.get());
        const sum = derived(() => (left.value ?? 0) + (right.value ?? 0));
        const both = asyncDerived(async $ => {
            const [a, b] = await $(Promise.all([left.get(), right.get()]));

            return [a, b, sum.get()];
        });

        for (let i = 1; i < 5; i++) {
            s.set(i);
            assertEqual(await both.fresh(), [i * 10, i, i * 11]);
            await collected();
        }
    },

    'on-cleanup-of-c': async () => {
        const log = new Log();
        const [s, other] = [signal(1), signal(1)];
        const context = Reactivity.Context.get_default();
        const e = asyncEffect(async $ => {
            const value = s.get();

            await $(null);
            Reactivity.Effect.new(null, () => {
                log.note(`C ${value} ${other.get_int()}`);
                return true;
            });
            context.on_cleanup(() => log.note(`cleanup ${value}`));
        });

        await atRest();
        s.set(2);
        await atRest();
        other.set(2);
        e.dispose();
        other.set(3);
        log.assert('C 1 1', 'cleanup 1', 'C 2 1', 'C 2 2', 'cleanup 2');
    },
});
