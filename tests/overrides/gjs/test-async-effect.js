// SPDX-License-Identifier: LGPL-2.1-or-later

// Asynchronous effects: A3, and what G5, G9, G10, G11, E2 say of them.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, captureLogAsync, Log, run} from './tap.js';
import {assertMatches, assertRejects, atRest, Gates, sleep} from './later.js';

const {asyncDerived, asyncEffect, batch, effect, newContext, onCleanup, scope, signal} = Reactivity;

const assertCancelled = error => assertMatches(error, Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);

// Notes what is read when a run begins, and what it has then waited for.
const noting = (log, s) => {
    const gates = new Gates();

    gates.func = async $ => {
        const value = s.get();

        gates.runs.push($);
        log.note(`begin ${value}`);
        try {
            log.note(`end ${value} ${await gates.wait($)}`);
        } catch (error) {
            assertCancelled(error);
            log.note(`cancelled ${value}`);
            throw error;
        }
    };
    return gates;
};

run('async-effect', {
    'a3-it-begins-at-once-and-runs-again-from-the-main-loop': async () => {
        const log = new Log();
        const s = signal(1);
        const e = asyncEffect(async $ => {
            await $(null);
            log.note(s.get());
        });

        await atRest();
        log.assert(1);
        s.set(2);
        s.set(3);
        log.assert();
        await atRest();
        log.assert(3);
        e.dispose();
    },

    'a3-concurrent': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func);

        assertIs(e.rerun, 'concurrent');
        s.set(2);
        await atRest();
        log.assert('begin 1', 'begin 2');
        await gates.resolve(1, 'b');
        await gates.resolve(0, 'a');
        log.assert('end 2 b', 'end 1 a');
        s.set(3);
        await atRest();
        log.assert('begin 3');
        await gates.resolve(2, 'c');
        log.assert('end 3 c');
        e.dispose();
    },

    'a3-restart': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func, {rerun: 'restart'});

        s.set(2);
        await atRest();
        log.assert('begin 1', 'begin 2', 'cancelled 1');
        assertEqual(gates.runs.map($ => $.cancelled), [true, false]);
        await gates.resolve(0, 'late');
        await gates.resolve(1, 'b');
        log.assert('end 2 b');
        e.dispose();
    },

    'a3-queue': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func, {rerun: 'queue'});

        s.set(2);
        await atRest();
        s.set(3);
        await atRest();
        log.assert('begin 1');
        await gates.resolve(0, 'a');
        log.assert('end 1 a', 'begin 3');
        await gates.resolve(1, 'c');
        log.assert('end 3 c');
        e.dispose();
    },

    'a3-the-policy-can-change': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func, {rerun: Reactivity.Rerun.QUEUE});

        assertIs(e.rerun, 'queue');
        e.rerun = 'restart';
        assertIs(e.get_rerun(), Reactivity.Rerun.RESTART);
        s.set(2);
        await atRest();
        log.assert('begin 1', 'begin 2', 'cancelled 1');
        e.dispose();
        await atRest();
        log.assert('cancelled 2');
    },

    'run-gives-what-the-function-returns': async () => {
        const value = {};
        const s = signal(1);
        const e = asyncEffect(async $ => {
            s.get();
            await $(null);
            return value;
        }, {immediate: false});

        await atRest();
        assertIs(e.running.get(), false);
        assertIs(await e.run(), value);
        assertEqual(await Promise.all([e.run(), e.run()]), [value, value]);
        e.dispose();
    },

    'run-later': async () => {
        const log = new Log();
        const s = signal(1);
        const e = asyncEffect(async $ => {
            log.note(await $(s.get()));
        }, {immediate: false});

        s.set(2);
        await atRest();
        log.assert();
        await e.run();
        log.assert(2);
        s.set(3);
        await atRest();
        log.assert(3);
        e.dispose();
    },

    'run-in-a-queue': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func, {rerun: 'queue'});
        const both = Promise.all([e.run(), e.run()]);

        assertIs(gates.length, 1);
        await gates.resolve(0, 'a');
        log.assert('begin 1', 'end 1 a', 'begin 1');
        gates.resolve(1, 'b');
        await both;
        log.assert('end 1 b');
        e.dispose();
    },

    'run-inside-a-run': async () => {
        const log = new Log();
        const s = signal(1);
        const inner = asyncEffect(async $ => {
            log.note('inner');
            return await $(sleep(1)) + s.get();
        }, {immediate: false});
        const outer = asyncEffect(async $ => {
            log.note(s.get());
            return [await $(inner.run()), await $(inner.run(new Gio.Cancellable()))];
        }, {immediate: false});

        assertEqual(await outer.run(new Gio.Cancellable()), [2, 2]);
        log.assert(1, 'inner', 'inner');
        [inner, outer].forEach(e => e.dispose());
    },

    'run-in-its-own-function': async () => {
        const e = asyncEffect(() => e.run(), {immediate: false, lossStrategy: 'ignore', name: 'own'});
        const error = await assertRejects(e.run());

        assertMatches(error, Reactivity.Error, Reactivity.Error.CYCLE);
        e.dispose();
    },

    'a4-who-waits-for-a-run-may-stop': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func, {immediate: false});
        const cancellable = new Gio.Cancellable();
        const wait = e.run(cancellable);

        cancellable.cancel();
        assertCancelled(await assertRejects(wait));
        log.assert('begin 1');
        await gates.resolve(0, 'a');
        log.assert('end 1 a');
        e.dispose();
    },

    'a4-who-waits-for-a-run-that-is-cancelled': async () => {
        const gates = new Gates(() => s.get());
        const s = signal(1);
        const e = asyncEffect(gates.func, {rerun: 'restart', immediate: false});
        const [first, second] = [e.run(), e.run()];

        assertCancelled(await assertRejects(first));
        e.dispose();
        assertMatches(await assertRejects(second), Reactivity.Error, Reactivity.Error.DISPOSED);
        assertMatches(await assertRejects(e.run()), Reactivity.Error, Reactivity.Error.DISPOSED);
    },

    'a4-who-waits-in-a-queue-when-it-ends': async () => {
        const gates = new Gates(() => s.get());
        const s = signal(1);
        const e = asyncEffect(gates.func, {rerun: 'queue'});
        const wait = e.run();

        e.dispose();
        assertMatches(await assertRejects(wait), Reactivity.Error, Reactivity.Error.DISPOSED);
        assertIs(gates.length, 1);
    },

    'a2-running-is-a-source': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = new Gates(() => s.get());
        const e = asyncEffect(gates.func);
        const spinner = effect(() => log.note(e.running.get()));

        await gates.resolve(0);
        s.set(2);
        await atRest();
        await gates.resolve(1);
        log.assert(true, false, true, false);
        spinner.dispose();
        e.dispose();
    },

    'it-follows-a-derived-that-takes-its-time': async () => {
        const log = new Log();
        const s = signal(1);
        const doubled = asyncDerived(async $ => {
            await $(sleep(1));
            return s.get() * 2;
        });
        const e = asyncEffect(async $ => {
            log.note(await $(doubled.get()));
        });

        while (log.entries.length < 1)
            await sleep(1);
        s.set(2);
        while (log.entries.length < 2)
            await sleep(1);
        log.assert(2, 4);
        e.dispose();
    },

    'g9-nothing-comes-after-its-end': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = noting(log, s);
        const e = asyncEffect(gates.func);

        s.set(2);
        e.dispose();
        e.dispose();
        await gates.resolve(0, 'late');
        log.assert('begin 1', 'cancelled 1');
        assertIs(gates.runs[0].cancelled, true);
        assertIs(e.running.get(), false);
    },

    'g10-what-a-run-makes-ends-before-the-next': async () => {
        const log = new Log();
        const [s, inner] = [signal(1), signal('a')];
        const e = asyncEffect(async $ => {
            const value = s.get();

            onCleanup(() => log.note(`cleanup ${value}`));
            await $(null);
            effect(() => log.note(`inner ${value} ${inner.get()}`));
            onCleanup(() => log.note(`late cleanup ${value}`));
            effect(() => () => log.note(`last ${value}`), {lossStrategy: 'ignore'});
        });

        await atRest();
        inner.set('b');
        log.assert('inner 1 a', 'inner 1 b');
        s.set(2);
        await atRest();
        log.assert('last 1', 'late cleanup 1', 'cleanup 1', 'inner 2 b');
        inner.set('c');
        log.assert('inner 2 c');
        e.dispose();
        log.assert('last 2', 'late cleanup 2', 'cleanup 2');
        inner.set('d');
        log.assert();
    },

    'g10-runs-at-the-same-time-clean-up-their-own': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = new Gates();
        const e = asyncEffect(async $ => {
            const value = s.get();

            onCleanup(() => log.note(`first ${value}`));
            await gates.wait($);
            onCleanup(() => log.note(`second ${value}`));
        });

        s.set(2);
        await atRest();
        await gates.resolve(0);
        log.assert('second 1', 'first 1');
        await gates.resolve(1);
        log.assert();
        e.dispose();
        log.assert('second 2', 'first 2');
    },

    'g10-a-function-that-is-returned-cleans-up': async () => {
        const log = new Log();
        const s = signal(1);
        const e = asyncEffect(async $ => {
            const value = await $(s.get());

            return () => log.note(`cleanup ${value}`);
        });

        await atRest();
        s.set(2);
        log.assert();
        await atRest();
        log.assert('cleanup 1');
        e.dispose();
        log.assert('cleanup 2');
    },

    'g10-also-when-nobody-wanted-the-run-any-more': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = new Gates();
        const e = asyncEffect(async $ => {
            s.get();
            try {
                await gates.wait($);
            } catch {
                return () => log.note('cleanup');
            }
        });

        e.dispose();
        log.assert();
        await atRest();
        log.assert('cleanup');
    },

    'g10-a-cleanup-function-may-fail': async () => {
        const context = newContext();
        const errors = [];
        const s = context.signal(1);
        const error = new Error('cleanup');
        const e = context.asyncEffect(async $ => {
            await $(s.get());
            context.onCleanup(() => {
                throw error;
            });
        });

        context.connect('error', (_context, _node, gerror) => errors.push(gerror.message) > 0);
        await atRest();
        s.set(2);
        await atRest();
        assertEqual(errors, ['Error: cleanup']);
        assertIs(assertThrows(() => e.dispose()), error);
    },

    'g10-it-ends-with-its-scope': async () => {
        const gates = new Gates(() => s.get());
        const s = signal(1);
        const page = scope(() => asyncEffect(gates.func));

        page.dispose();
        assertIs(gates.runs[0].cancelled, true);
        s.set(2);
        await atRest();
        assertIs(gates.length, 1);
    },

    'g10-it-ends-with-the-run-that-made-it': async () => {
        const gates = new Gates(() => inner.get());
        const [outer, inner] = [signal(1), signal(1)];
        const e = effect(() => {
            outer.get();
            asyncEffect(gates.func);
        });

        outer.set(2);
        assertEqual(gates.runs.map($ => $.cancelled), [true, false]);
        e.dispose();
        assertIs(gates.runs[1].cancelled, true);
        await atRest();
    },

    'g10-it-ends-with-its-owner': async () => {
        const gates = new Gates(() => s.get());
        const s = signal(1);
        const owner = new Gio.SimpleAction({name: 'owner'});
        const e = asyncEffect(gates.func, {owner});

        owner.run_dispose();
        assertIs(e.is_disposed(), true);
        assertIs(gates.runs[0].cancelled, true);
        await atRest();
    },

    'g11-a-run-that-read-nothing': async () => {
        let e;
        const messages = await captureLogAsync(async () => {
            e = asyncEffect(async $ => $(null), {name: 'blind'});
            await atRest();
        });

        assertIs(messages.length, 1);
        assert(messages[0].startsWith('blind read nothing reactive'), messages[0]);
        e.dispose();
    },

    'g11-restore': async () => {
        const log = new Log();
        const s = signal(1);
        let reads = true;
        const e = asyncEffect(async () => {
            log.note(reads ? s.get() : 'none');
        }, {lossStrategy: 'restore'});

        await atRest();
        reads = false;
        for (let i = 2; i < 4; i++) {
            s.set(i);
            await atRest();
        }
        log.assert(1, 'none', 'none');
        e.dispose();
    },

    'e2-an-error-goes-to-the-context': async () => {
        const context = newContext();
        const s = context.signal(1);
        const reported = [];
        const e = context.asyncEffect(async $ => {
            if (await $(s.get()) !== 1)
                throw new RangeError('no such luck');
        });

        context.connect('error', (_context, node, error) => reported.push([node, error.message]) > 0);
        await atRest();
        s.set(2);
        await atRest();
        assertIs(reported[0][0], e);
        assertEqual(reported.map(([, message]) => message), ['RangeError: no such luck']);
        // It goes on (E3).
        s.set(3);
        await atRest();
        assertIs(reported.length, 2);
        e.dispose();
    },

    'e2-or-is-logged': async () => {
        const s = signal(1);
        let e;
        const messages = await captureLogAsync(async () => {
            e = asyncEffect(() => {
                s.get();
                throw new Error('from an effect');
            });
            await atRest();
        });

        assertIs(messages.length, 1);
        assert(messages[0].includes('from an effect') && messages[0].includes('test-async-effect.js'));
        e.dispose();
    },

    'e2-or-to-who-waits': async () => {
        const s = signal(1);

        for (const thrown of [new Error('e'), undefined, 'text', Symbol('s')]) {
            const e = asyncEffect(async $ => {
                await $(s.get());
                throw thrown;
            }, {immediate: false});
            const [one, other] = [e.run(), e.run()];

            assertIs(await assertRejects(one), thrown);
            assertIs(await assertRejects(other), thrown);
            e.dispose();
        }
    },

    'e2-an-effect-that-a-step-lets-run-fails': async () => {
        const log = new Log();
        const s = signal(1);
        const other = signal(1);
        const failing = effect(() => {
            if (other.get() === 2)
                throw new Error('woken');
        });
        let e;
        const messages = await captureLogAsync(async () => {
            e = asyncEffect(async $ => {
                await $(s.get());
                other.set(2);
                log.note('went on');
            });
            await atRest();
        });

        log.assert('went on');
        assert(messages.length === 1 && messages[0].includes('woken'), messages.join('\n'));
        [e, failing].forEach(x => x.dispose());
    },

    'e4-bad-input': async () => {
        const s = signal(1);

        assertThrows(() => asyncEffect('no function'));
        assertThrows(() => asyncEffect(async () => s.get(), {rerun: 'later'}));
        assertThrows(() => asyncEffect(async () => s.get(), {rerun: 3}));
        const e = asyncEffect(async () => s.get());

        assertThrows(() => (e.rerun = 'sometimes'));
        assertIs(e.rerun, 'concurrent');
        e.dispose();
    },

    'a-priority-of-its-own': async () => {
        const log = new Log();
        const s = signal(1);
        const effects = [
            asyncEffect(async () => log.note(`low ${s.get()}`), {priority: GLib.PRIORITY_LOW}),
            asyncEffect(async () => log.note(`high ${s.get()}`), {priority: GLib.PRIORITY_HIGH}),
        ];

        await atRest();
        log.assert('low 1', 'high 1');
        s.set(2);
        await atRest();
        log.assert('high 2', 'low 2');
        effects.forEach(e => e.dispose());
    },

    'a-batch-in-a-step': async () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const sum = effect(() => log.note(a.get() + b.get()));
        const e = asyncEffect(async $ => {
            await $(null);
            batch(() => {
                a.set(2);
                b.set(2);
            });
        }, {lossStrategy: 'ignore'});

        await atRest();
        log.assert(2, 4);
        [e, sum].forEach(x => x.dispose());
    },
});
