// SPDX-License-Identifier: LGPL-2.1-or-later

// Asynchronous derived values: A1, A2, A4, and what G2, G3, E1 say of them.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, Log, run} from './tap.js';
import {assertMatches, assertRejects, atRest, Gate, Gates, sleep} from './later.js';

const {asyncDerived, asyncEffect, batch, derived, effect, memoized, signal} = Reactivity;

const assertCancelled = error => assertMatches(error, Gio.IOErrorEnum, Gio.IOErrorEnum.CANCELLED);

// Adds the reads of `s` to what the gates give.
const adding = s => {
    const gates = new Gates();

    gates.func = async $ => {
        const before = s.get();

        gates.runs.push($);
        return before + await gates.wait($);
    };
    return gates;
};

run('async-derived', {
    'a1-lazy-and-cached': async () => {
        const log = new Log();
        const s = signal(1);
        const d = asyncDerived(async $ => {
            log.note('run');
            return await $(sleep(1)) + s.get();
        });

        await atRest();
        log.assert();
        assertIs(await d.get(), 2);
        assertIs(await d.get(), 2);
        log.assert('run');
        s.set(2);
        await atRest();
        log.assert();
        assertIs(await d.get(), 3);
        log.assert('run');
    },

    'a1-readers-at-the-same-time-share-a-run': async () => {
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func);
        const both = Promise.all([d.get(), d.get()]);

        assertIs(gates.length, 1);
        gates.resolve(0, 10);
        assertEqual(await both, [11, 11]);
        assertIs(gates.length, 1);
    },

    'a1-a-change-during-a-run': async () => {
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func);
        const before = d.get();

        s.set(2);
        const after = d.get();

        assertIs(gates.length, 2);
        gates.resolve(0, 10);
        assertIs(await before, 11);
        gates.resolve(1, 20);
        assertIs(await after, 22);
        assertIs(d.peek(), 22);
    },

    'a1-an-older-run-that-is-slower-does-not-count': async () => {
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func);
        const before = d.get();

        s.set(2);
        const after = d.get();

        gates.resolve(1, 20);
        assertIs(await after, 22);
        gates.resolve(0, 10);
        assertIs(await before, 11);
        assertIs(d.peek(), 22);
        assertIs(await d.get(), 22);
        assertIs(gates.length, 2);
    },

    'a1-fresh-waits-until-it-is-not-stale': async () => {
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func);
        const value = d.fresh();

        s.set(2);
        await gates.resolve(0, 10);
        assertIs(gates.length, 2);
        gates.resolve(1, 20);
        assertIs(await value, 22);
        assertIs(await d.fresh(), 22);
        assertIs(gates.length, 2);
    },

    'a1-fresh-is-fresh-when-it-arrives': async () => {
        // Whoever writes between the result and the continuation is in time: in microtasks and in the
        // main loop, at any priority.
        const s = signal(0);
        const d = asyncDerived(async $ => {
            const value = s.get();

            await $(null);
            return value;
        });
        let isOver = false;
        const writers = [
            async () => {
                while (!isOver) {
                    if (Math.random() < 0.1)
                        s.update(n => n + 1);
                    await (Math.random() < 0.9 ? null : sleep(0));
                }
            },
            async () => {
                while (!isOver) {
                    await sleep(0);
                    s.update(n => n + 1);
                    await sleep(2);
                }
            },
        ];

        writers.forEach(write => write());
        for (let i = 0; i < 200; i++) {
            const isPlain = i % 2 === 0;

            if (isPlain) {
                const value = await d.fresh();

                assertIs(value, s.peek());
                assertIs(d.is_stale(), false);
            } else {
                const e = asyncEffect(async $ => {
                    const value = await $(d.fresh());

                    return value === s.peek() && !d.is_stale();
                }, {immediate: false, lossStrategy: 'ignore'});

                assertIs(await e.run(), true);
                e.dispose();
            }
        }
        isOver = true;
    },

    'a1-fresh-among-microtasks-of-the-same-turn': async () => {
        const s = signal(0);
        const d = asyncDerived(async () => s.get());

        for (let i = 0; i < 100; i++) {
            let turns = i % 10 + 1;

            for (let n = 0; n < 3; n++) {
                GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                    Promise.resolve().then(() => null).then(() => s.update(value => value + 1));
                    return --turns > 0;
                });
            }
            assertIs(await d.fresh(), s.peek());
            assertIs(d.is_stale(), false);
        }
    },

    'a2-the-last-value': async () => {
        const log = new Log();
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func);
        const e = effect(() => log.note(d.value ?? 'nothing'));

        log.assert('nothing');
        await gates.resolve(0, 10);
        log.assert(11);
        s.set(2);
        await gates.resolve(1, 20);
        log.assert(22);
        e.dispose();
    },

    'a2-running-and-error-are-sources': async () => {
        const log = new Log();
        const error = new Error('no such luck');
        const s = signal(1);
        const gates = adding(s);
        const d = asyncDerived(gates.func, {name: 'd'});
        const e = effect(() => log.note([d.value ?? 0, d.running.get(), d.error.get()?.message ?? '']));

        assertIs(d.running, d.running);
        assertIs(d.error.get_name(), 'd.error');
        assertIs(d.running.peek(), true);
        await gates.resolve(0, 10);
        s.set(2);
        await gates.reject(1, error);
        assertIs(d.error.get(), error);
        s.set(3);
        await gates.resolve(2, 10);
        assertIs(d.error.value, null);
        log.assert([0, true, ''], [11, false, ''], [11, true, ''], [11, false, 'no such luck'],
            [11, true, 'no such luck'], [13, false, '']);
        e.dispose();
    },

    'a2-they-begin-no-run': async () => {
        const gates = new Gates();
        const d = asyncDerived(gates.func);

        assertIs(d.running.get(), false);
        assertIs(d.error.get(), null);
        assertIs(gates.length, 0);
        assertIs(d.peek(), undefined);
        assertIs(gates.length, 1);
        d.dispose();
        await atRest();
    },

    'a2-a-scope-does-not-end-them': async () => {
        const context = Reactivity.newContext();
        const d = context.asyncDerived(async () => 1, {lossStrategy: 'ignore'});
        const scope = context.scope(() => d.running.get());

        scope.dispose();
        const e = context.effect(() => d.running.get());

        assertIs(d.running.is_disposed(), false);
        e.dispose();
    },

    'a4-a-reader-that-cancels-stops-waiting': async () => {
        const gates = new Gates();
        const d = asyncDerived(gates.func, {lossStrategy: 'ignore'});
        const cancellable = new Gio.Cancellable();
        const [one, other] = [d.get(cancellable), d.get()];

        cancellable.cancel();
        assertCancelled(await assertRejects(one));
        assertIs(gates.runs[0].cancelled, false);
        gates.resolve(0, 1);
        assertIs(await other, 1);
    },

    'a4-the-last-reader-takes-the-run-with-it': async () => {
        const gates = new Gates();
        const d = asyncDerived(gates.func, {lossStrategy: 'ignore'});
        const cancellable = new Gio.Cancellable();
        const waits = [d.get(cancellable), d.fresh(cancellable)];

        cancellable.cancel();
        for (const wait of waits)
            assertCancelled(await assertRejects(wait));
        assertIs(gates.runs[0].cancelled, true);
        assertIs(gates.runs[0].cancellable.is_cancelled(), true);
        assertIs(d.running.get(), false);

        const again = d.get();

        gates.resolve(1, 2);
        assertIs(await again, 2);
    },

    'a4-a-run-that-is-cancelled-cancels-what-it-waits-for': async () => {
        const gates = new Gates();
        const below = asyncDerived(gates.func, {lossStrategy: 'ignore'});
        const above = asyncDerived(async $ => await $(below.get()) + 1);
        const cancellable = new Gio.Cancellable();
        const wait = above.get(cancellable);

        assertIs(gates.length, 1);
        cancellable.cancel();
        assertCancelled(await assertRejects(wait));
        await atRest();
        assertIs(gates.runs[0].cancelled, true);
    },

    'a4-the-function-ends-where-it-waits': async () => {
        const log = new Log();
        const gate = new Gate();
        let $;
        const d = asyncDerived(async run => {
            $ = run;
            try {
                await run(gate.promise);
                log.note('went on');
            } catch (error) {
                assertCancelled(error);
                log.note('cancelled');
                throw error;
            } finally {
                log.note('finally');
            }
        });
        const wait = d.get();

        d.dispose();
        assertMatches(await assertRejects(wait), Reactivity.Error, Reactivity.Error.DISPOSED);
        await atRest();
        log.assert('cancelled', 'finally');
        gate.resolve();
        await atRest();
        log.assert();
        assertCancelled(await assertRejects($(1)));
    },

    'a4-the-cancellable-is-for-gio': async () => {
        const file = Gio.File.new_for_path('/');
        const log = new Log();
        const d = asyncDerived($ => $(new Promise((resolve, reject) => {
            file.query_info_async('standard::name', 0, 0, $.cancellable, (_file, result) => {
                try {
                    resolve(file.query_info_finish(result).get_name());
                } catch (error) {
                    log.note('told');
                    reject(error);
                }
            });
        })), {lossStrategy: 'ignore'});

        assertIs(await d.get(), '/');
        d.invalidate();

        const wait = d.get();

        d.dispose();
        assertMatches(await assertRejects(wait), Reactivity.Error, Reactivity.Error.DISPOSED);
        await sleep(20);
        log.assert('told');
    },

    'g2-an-equal-result-is-no-change': async () => {
        const log = new Log();
        const s = signal(1);
        const d = asyncDerived(async $ => {
            const value = s.get();

            await $(null);
            return {value: Math.floor(value / 10)};
        }, {equals: (a, b) => a.value === b.value});
        const e = effect(() => log.note(d.value?.value ?? -1));
        const above = asyncDerived(async $ => {
            log.note('above');
            return (await $(d.get())).value;
        });

        assertIs(await above.get(), 0);
        const first = d.peek();

        s.set(2);
        await atRest();
        assertIs(d.peek(), first);
        assertIs(await d.get(), first);
        assertIs(await above.get(), 0);
        log.assert(-1, 'above', 0);
        s.set(10);
        await atRest();
        assertIs(await above.get(), 1);
        log.assert(1, 'above');
        e.dispose();
    },

    'g2-not-compared': async () => {
        const log = new Log();
        const s = signal(1);
        const d = asyncDerived(async () => s.get() > 0, {equals: false});
        const e = effect(() => log.note(d.value ?? 'nothing'));

        await atRest();
        s.set(2);
        await atRest();
        log.assert('nothing', true, true);
        e.dispose();
    },

    'g2-an-equality-function-may-fail': async () => {
        const error = new Error('equality');
        const s = signal(1);
        const d = asyncDerived(async () => s.get(), {
            equals: () => {
                throw error;
            },
        });

        assertIs(await d.get(), 1);
        s.set(2);
        assertIs(await assertRejects(d.get()), error);
        assertIs(d.peek(), 1);
        s.set(3);
        assertIs(await d.get(), 3);
    },

    'g3-nothing-runs-when-nothing-has-changed-below': async () => {
        const log = new Log();
        const s = signal(1);
        const below = asyncDerived(async $ => {
            log.note('below');
            return (await $(s.get())) > 0;
        });
        const above = asyncDerived(async $ => {
            log.note('above');
            return !await $(below.get());
        });

        assertIs(await above.get(), false);
        s.set(2);
        assertIs(await above.get(), false);
        log.assert('above', 'below', 'below');
    },

    'g4-a-diamond': async () => {
        const log = new Log();
        const s = signal(1);
        const left = asyncDerived(async $ => {
            await $(sleep(1));
            return s.get();
        });
        const right = derived(() => s.get() * 10);
        const both = asyncDerived(async $ => {
            log.note('run');
            return [await $(left.get()), right.get()];
        });

        assertEqual(await both.get(), [1, 10]);
        s.set(2);
        assertEqual(await both.get(), [2, 20]);
        log.assert('run', 'run');
    },

    'g8-a-cycle': async () => {
        const [a, b] = [
            asyncDerived(async $ => await $(b.get()) + 1, {name: 'a'}),
            asyncDerived(async $ => await $(a.get()) + 1, {name: 'b'}),
        ];
        const error = await assertRejects(a.get());

        assertMatches(error, Reactivity.Error, Reactivity.Error.CYCLE);
        assert(error.message.includes('b -> a -> b'), error.message);
    },

    'values-are-the-very-same': async () => {
        for (const value of [undefined, null, NaN, new Map(), Symbol('s'), () => 1, 2n ** 70n, [{}]]) {
            const d = asyncDerived(async $ => $(value), {lossStrategy: 'ignore'});

            assertIs(await d.get(), value);
            assertIs(await d.fresh(), value);
            assertIs(d.value, value);
            assertIs(d.peek(), value);
        }
    },

    'a-function-that-gives-no-promise': async () => {
        const error = new Error('thrown');
        const s = signal(1);
        const d = asyncDerived(() => {
            if (s.get() === 2)
                throw error;
            return s.get();
        });

        assertIs(await d.get(), 1);
        s.set(2);
        assertIs(await assertRejects(d.get()), error);
        s.set(3);
        assertIs(await d.get(), 3);
    },

    'e1-every-reader-gets-the-very-error': async () => {
        let runs = 0;
        const s = signal(true);

        for (const thrown of [new Error('e'), 'text', undefined, null, {}, Symbol('s')]) {
            const d = asyncDerived(async $ => {
                runs++;
                await $(s.get());
                throw thrown;
            });

            runs = 0;
            const waits = [d.get(), d.get(), d.fresh()];

            for (const wait of waits)
                assertIs(await assertRejects(wait), thrown);
            assertIs(await assertRejects(d.get()), thrown);
            assertIs(await assertRejects(d.fresh()), thrown);
            assertIs(runs, 1);
        }
    },

    'e1-two-runs-that-fail-with-the-same-words': async () => {
        const errors = [new Error('same'), new Error('same')];
        const s = signal(0);
        const gates = new Gates(() => s.get());
        const d = asyncDerived(gates.func);
        const before = d.get();

        s.set(1);
        const after = d.get();

        gates.reject(0, errors[0]);
        gates.reject(1, errors[1]);
        assertIs(await assertRejects(before), errors[0]);
        assertIs(await assertRejects(after), errors[1]);
        assertIs(d.error.get(), errors[1]);
    },

    'e1-an-error-travels': async () => {
        const error = new Error('travels');
        const s = signal(true);
        const failing = asyncDerived(async $ => {
            if (await $(s.get()))
                throw error;
            return 'fine';
        });
        const between = asyncDerived(async $ => await $(failing.get()));
        const careful = asyncDerived(async $ => {
            try {
                return await $(between.get());
            } catch (e) {
                return e === error ? 'caught' : 'another';
            }
        });

        assertIs(await assertRejects(between.get()), error);
        assertIs(await careful.get(), 'caught');
        s.set(false);
        assertIs(await careful.get(), 'fine');
    },

    'e1-the-same-value-after-an-error-is-news': async () => {
        const log = new Log();
        const s = signal(1);
        const d = asyncDerived(async () => {
            if (s.get() === 2)
                throw new Error('failed');
            return 'value';
        });
        const above = asyncDerived(async $ => {
            log.note('above');
            return $(d.get());
        });

        await above.get();
        s.set(2);
        await assertRejects(above.get());
        s.set(3);
        assertIs(await above.get(), 'value');
        log.assert('above', 'above', 'above');
    },

    'e3-what-the-run-before-had-read-still-counts': async () => {
        const log = new Log();
        const [guard, s] = [signal(true), signal(1)];
        const d = asyncDerived(async () => {
            log.note('run');
            if (!guard.peek())
                throw new Error('early');
            return s.get();
        });

        assertIs(await d.get(), 1);
        guard.set(false);
        d.invalidate();
        await assertRejects(d.get());
        guard.set(true);
        s.set(2);
        assertIs(await d.get(), 2);
        log.assert('run', 'run', 'run');
    },

    'e4-bad-input': async () => {
        assertThrows(() => asyncDerived(1));
        assertThrows(() => asyncDerived());
        const d = asyncDerived(async () => 1, {lossStrategy: 'ignore'});

        await assertRejects((async () => d.get('no cancellable'))());
        assertIs(await d.get(), 1);
    },

    'e4-after-its-end': async () => {
        const s = signal(1);
        const read = asyncDerived(async () => s.get());
        const unread = asyncDerived(async () => s.get(), {name: 'unread'});

        assertIs(await read.get(), 1);
        for (const d of [read, unread]) {
            d.dispose();
            d.dispose();
            assertIs(d.is_disposed(), true);
        }
        s.set(2);
        assertEqual([await read.get(), await read.fresh(), read.value], [1, 1, 1]);
        assertIs(unread.value, undefined);
        for (const wait of [unread.get(), unread.fresh()])
            assertMatches(await assertRejects(wait), Reactivity.Error, Reactivity.Error.DISPOSED);
    },

    'read-in-a-sync-derived-it-gives-the-promise': async () => {
        const s = signal(1);
        const d = asyncDerived(async $ => await $(s.get()) * 2);
        const promise = memoized(() => d.get());

        assertIs(await promise.get(), 2);
        s.set(2);
        // It is the next value that is news to it.
        assertIs(await d.get(), 4);
        assertIs(await promise.get(), 4);
    },

    'a-sync-computation-reads-in-the-same-order-again': async () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const d = asyncDerived(async () => a.get());
        const e = effect(() => {
            log.note(a.get());
            d.get();
            log.note(b.get());
        });

        await atRest();
        for (let i = 2; i < 5; i++) {
            batch(() => {
                a.set(i);
                b.set(i * 10);
            });
            await d.get();
            await atRest();
        }
        log.assert(1, 1, 2, 20, 3, 30, 4, 40);
        e.dispose();
    },

    'a-long-chain-that-was-never-read': async () => {
        const s = signal(1);
        const chain = [asyncDerived(async () => s.get())];

        for (let i = 1; i < 1000; i++) {
            const before = chain[i - 1];

            chain.push(asyncDerived(async $ => await $(before.get()) + 1));
        }
        assertIs(await chain.at(-1).get(), 1000);
        s.set(2);
        assertIs(await chain.at(-1).get(), 1001);
    },

    // So many that the collector of GJS comes in between, which GJS may tell with a critical message.
    'many-in-flight': async () => {
        const s = signal(1);
        const all = Array.from({length: 5000}, (_, i) => asyncDerived(async $ => {
            await $(i % 5);
            return s.get() + i;
        }));

        for (let n = 1; n < 3; n++) {
            s.set(n);
            assertEqual(await Promise.all(all.map(d => d.get())), all.map((_, i) => n + i));
        }
    },

    'g12-contexts-are-apart': async () => {
        const context = Reactivity.newContext();
        const log = new Log();
        const [here, there] = [signal(1), context.signal(1)];
        const d = context.asyncDerived(async $ => {
            log.note('run');
            await $(null);
            return here.get() + there.get();
        });

        assertIs(await d.get(), 2);
        here.set(2);
        assertIs(await d.get(), 2);
        there.set(2);
        assertIs(await d.get(), 4);
        log.assert('run', 'run');
    },
});
