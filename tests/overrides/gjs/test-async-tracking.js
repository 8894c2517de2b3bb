// SPDX-License-Identifier: LGPL-2.1-or-later

// What an asynchronous function has read, G1, and what it has read unseen.

import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, captureLogAsync, Log, run} from './tap.js';
import {assertRejects, atRest, Gate, Gates, sleep} from './later.js';

const {asyncDerived, asyncEffect, derived, effect, memoized, reactive, signal, untrack} = Reactivity;

// The names of what a computation depends on.
const dependencies = node => node.list_dependencies().map(dep => dep.get_name()).sort();

const signals = (...names) => names.map(name => signal(1, {name}));

// Runs a function as an effect, and gives the names of what it has then read.
async function readsOf(func, options) {
    const e = asyncEffect(func, {immediate: false, lossStrategy: 'ignore', ...options});

    await e.run();
    const names = dependencies(e);

    e.dispose();
    return names;
}

run('async-tracking', {
    'g1-reads-after-each-wait': async () => {
        const [a, b, c] = signals('a', 'b', 'c');

        assertEqual(await readsOf(async $ => {
            a.get();
            await $(sleep(1));
            b.get();
            await $(Promise.resolve());
            await $(7);
            c.get();
        }), ['a', 'b', 'c']);
    },

    'g1-a-wait-gives-its-value': async () => {
        const thenable = {then: resolve => resolve('then')};

        await readsOf(async $ => {
            assertEqual([await $(1), await $(Promise.resolve('p')), await $(thenable), await $($(2))],
                [1, 'p', 'then', 2]);
        });
    },

    'g1-reads-after-a-rejection': async () => {
        const [a, b] = signals('a', 'b');
        const error = new Error('rejected');

        assertEqual(await readsOf(async $ => {
            try {
                await $(Promise.reject(error));
            } catch (e) {
                assertIs(e, error);
                a.get();
            } finally {
                await $(sleep(1));
                b.get();
            }
        }), ['a', 'b']);
    },

    'g1-reads-of-a-change-between-the-steps': async () => {
        const log = new Log();
        const [a, b] = signals('a', 'b');
        const gate = new Gate();
        const e = asyncEffect(async $ => {
            const before = a.get();

            await $(gate.promise);
            log.note([before, b.get()]);
        });

        b.set(2);
        gate.resolve();
        await atRest();
        log.assert([1, 2]);
        b.set(3);
        await atRest();
        log.assert([1, 3]);
        e.dispose();
    },

    'g1-a-change-of-what-was-read-before-the-wait': async () => {
        const log = new Log();
        const [a] = signals('a');
        const gates = new Gates();
        const e = asyncEffect(async $ => {
            const before = a.get();

            await gates.wait($);
            log.note([before, a.get()]);
        });

        a.set(2);
        await atRest();
        await gates.resolve(0);
        await gates.resolve(1);
        log.assert([1, 2], [2, 2]);
        e.dispose();
    },

    'g1-only-the-last-run-counts': async () => {
        const log = new Log();
        const [which, a, b] = signals('which', 'a', 'b');
        const e = asyncEffect(async $ => {
            const isFirst = which.get() === 1;

            await $(null);
            log.note(isFirst ? `a ${a.get()}` : `b ${b.get()}`);
        });

        await atRest();
        which.set(2);
        await atRest();
        assertEqual(dependencies(e), ['b', 'which']);
        a.set(2);
        await atRest();
        b.set(2);
        await atRest();
        log.assert('a 1', 'b 1', 'b 2');
        e.dispose();
    },

    'g1-promise-all': async () => {
        const [a, b, c] = signals('a', 'b', 'c');
        const part = async ($, ms, s) => {
            await $(sleep(ms));
            return s.get();
        };

        assertEqual(await readsOf(async $ => {
            await $(Promise.all([part($, 2, a), part($, 1, b)]));
            c.get();
        }), ['a', 'b', 'c']);
    },

    'g1-promise-race-and-all-settled': async () => {
        const [a, b] = signals('a', 'b');

        assertEqual(await readsOf(async $ => {
            assertIs(await $(Promise.race([sleep(20), sleep(1)])), 1);
            a.get();
            await $(Promise.allSettled([Promise.reject(new Error()), sleep(1)]));
            b.get();
        }), ['a', 'b']);
    },

    'g1-functions-that-get-it-passed-along': async () => {
        const [a, b, c] = signals('a', 'b', 'c');
        const inner = async $ => {
            await $(sleep(1));
            a.get();
            return 'inner';
        };
        const outer = async $ => {
            const result = await $(inner($));

            b.get();
            return result;
        };

        assertEqual(await readsOf(async $ => {
            assertIs(await $(outer($)), 'inner');
            c.get();
        }), ['a', 'b', 'c']);
    },

    'g1-a-loop': async () => {
        const all = signals(...'abcdefghij');

        assertEqual(await readsOf(async $ => {
            for (const s of all) {
                await $(null);
                s.get();
                s.get();
            }
        }), [...'abcdefghij']);
    },

    'g1-for-await': async () => {
        const [a, b] = signals('a', 'b');

        assertEqual(await readsOf(async $ => {
            const items = async function* () {
                yield await $(sleep(1));
                a.get();
                yield await $(sleep(2));
            };
            const seen = [];

            for (let iterator = items(), next; !(next = await $(iterator.next())).done;)
                seen.push(next.value);
            b.get();
            assertEqual(seen, [1, 2]);
        }), ['a', 'b']);
    },

    'g1-all-kinds-of-sources': async () => {
        const [s] = signals('s');
        const d = derived(() => s.get() * 2, {name: 'd'});
        const m = memoized(() => s.get() * 3, {name: 'm'});
        const slow = asyncDerived(async $ => await $(s.get()) * 4, {name: 'slow'});
        const inC = Reactivity.Signal.new_int(null, 5);
        const list = reactive([6]);

        inC.set_name('in C');
        assertEqual(await readsOf(async $ => {
            await $(null);
            assertEqual([d.get(), m.value, await $(slow.get()), inC.get(), list[0]], [2, 3, 4, 5, 6]);
            await $(null);
            assertIs(slow.value, 4);
            assertIs(slow.running.get(), false);
        }), ['0', 'd', 'in C', 'm', 'slow', 'slow.running']);
    },

    'g1-peek-and-untrack-are-not-tracked': async () => {
        const [a, b, c] = signals('a', 'b', 'c');

        assertEqual(await readsOf(async $ => {
            await $(null);
            a.peek();
            untrack(() => b.get());
            c.get();
        }), ['c']);
    },

    'g1-two-runs-never-mix': async () => {
        const [a, b, c] = signals('a', 'b', 'c');
        const reading = (s, delays) => asyncEffect(async $ => {
            for (const ms of delays) {
                await $(ms === 0 ? null : sleep(ms));
                s.get();
            }
        });
        const effects = [reading(a, [0, 1, 0, 2, 0, 0]), reading(b, [1, 0, 0, 2, 0]), reading(c, [0, 0, 3])];

        await sleep(20);
        assertEqual(effects.map(dependencies), [['a'], ['b'], ['c']]);
        effects.forEach(e => e.dispose());
    },

    'g1-nor-do-they-with-who-reads-in-between': async () => {
        const [a, b] = signals('a', 'b');
        let isOver = false;
        const outside = async () => {
            while (!isOver) {
                assertIs(Reactivity.Context.get_default().get_active(), null);
                b.get();
                await null;
                if (Math.random() < 0.01)
                    await sleep(0);
            }
        };
        const messages = await captureLogAsync(async () => {
            const all = [outside(), outside()];

            for (let i = 0; i < 20; i++) {
                assertEqual(await readsOf(async $ => {
                    for (let n = 0; n < 20; n++) {
                        await $(Math.random() < 0.2 ? sleep(0) : null);
                        a.get();
                    }
                }), ['a']);
            }
            isOver = true;
            await Promise.all(all);
        });

        assertEqual(messages, []);
    },

    'g1-two-runs-of-one-effect': async () => {
        const [which, a, b] = signals('which', 'a', 'b');
        const gates = new Gates();
        const e = asyncEffect(async $ => {
            const s = which.get() === 1 ? a : b;

            await gates.wait($);
            s.get();
        });

        which.set(2);
        await atRest();
        await gates.resolve(1);
        await gates.resolve(0);
        assertEqual(dependencies(e), ['b', 'which']);
        e.dispose();
    },

    'effects-run-between-the-steps': async () => {
        const log = new Log();
        const [a] = signals('a');
        const watcher = effect(() => log.note(a.get()));
        const e = asyncEffect(async $ => {
            a.set(2);
            log.note('first step');
            await $(null);
            a.set(3);
            log.note('second step');
        }, {lossStrategy: 'ignore'});

        await atRest();
        log.assert(1, 'first step', 2, 'second step', 3);
        [watcher, e].forEach(x => x.dispose());
    },

    'a-nested-main-loop-in-a-step': async () => {
        const log = new Log();
        const [a, b] = signals('a', 'b');

        assertEqual(await readsOf(async $ => {
            await $(sleep(1));
            const loop = new GLib.MainLoop(null, false);

            GLib.timeout_add(GLib.PRIORITY_DEFAULT, 1, () => {
                a.peek();
                log.note('inside');
                loop.quit();
                return GLib.SOURCE_REMOVE;
            });
            loop.run();
            b.get();
        }), ['b']);
        log.assert('inside');
    },

    'plain-await-ends-tracking-with-a-warning': async () => {
        const [a, b] = signals('a', 'b');
        let names;
        const messages = await captureLogAsync(async () => {
            names = await readsOf(async $ => {
                a.get();
                await $(null);
                await sleep(1);
                b.get();
                b.get();
            }, {name: 'careless'});
        });

        assertEqual(names, ['a']);
        assertIs(messages.length, 1);
        assert(messages[0].startsWith('careless has read something after a plain await'), messages[0]);
        assert(messages[0].includes('test-async-tracking.js'), messages[0]);
    },

    'a-warning-for-each-kind-of-read': async () => {
        const s = signal(1);
        const d = derived(() => s.get());
        const slow = asyncDerived(async () => s.get());
        const inC = Reactivity.Signal.new_int(null, 1);
        const list = reactive([1]);
        const kinds = {
            signal: () => s.get(),
            value: () => s.value,
            derived: () => d.get(),
            get: () => slow.get(),
            last: () => slow.value,
            c: () => inC.get(),
            list: () => list[0],
        };

        for (const [name, read] of Object.entries(kinds)) {
            const messages = await captureLogAsync(() => readsOf(async () => {
                await null;
                read();
            }, {name}));

            assertIs(messages.length, 1);
            assert(messages[0].startsWith(`${name} has read`), messages[0]);
        }
    },

    'a-warning-for-a-function-that-was-called': async () => {
        const s = signal(1);
        const load = async () => {
            await sleep(1);
            return s.get();
        };
        const messages = await captureLogAsync(() => readsOf($ => $(load()), {name: 'caller'}));

        assertIs(messages.length, 1);
        assert(messages[0].startsWith('caller has read'), messages[0]);
    },

    'one-warning-for-each-computation': async () => {
        const [a, b] = signals('a', 'b');
        const messages = await captureLogAsync(async () => {
            const effects = ['one', 'two'].map(name => asyncEffect(async () => {
                a.get();
                await sleep(1);
                b.get();
            }, {name}));

            for (let i = 2; i < 5; i++) {
                a.set(i);
                await sleep(5);
            }
            effects.forEach(e => e.dispose());
        });

        assertEqual(messages.map(text => text.slice(0, 3)).sort(), ['one', 'two']);
    },

    'no-false-alarm': async () => {
        const [a, b] = signals('a', 'b');
        const gate = new Gate();
        const messages = await captureLogAsync(async () => {
            const e = asyncEffect(async $ => {
                a.get();
                await gate.promise;
                // Nothing that is to be tracked.
                b.peek();
                untrack(() => b.get());
                b.set(2);
                GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                    b.get();
                    return GLib.SOURCE_REMOVE;
                });
                const inner = effect(() => b.get());

                inner.dispose();
                await $(null);
                b.get();
            });
            const other = async () => {
                await null;
                b.get();
            };

            // The run is in a plain await, and others read.
            b.get();
            await other();
            GLib.idle_add(GLib.PRIORITY_DEFAULT, () => {
                b.get();
                return GLib.SOURCE_REMOVE;
            });
            await atRest();
            gate.resolve();
            await atRest();
            e.dispose();
        });

        assertEqual(messages, []);
    },

    'no-alarm-from-a-run-that-was-cancelled': async () => {
        const [a] = signals('a');
        const gates = [new Gate(), new Gate()];
        const messages = await captureLogAsync(async () => {
            let i = 0;
            const e = asyncEffect(async () => {
                a.get();
                await gates[i++].promise;
                a.get();
            }, {rerun: 'restart'});

            a.set(2);
            await atRest();
            gates[0].resolve();
            await atRest();
            e.dispose();
            gates[1].resolve();
            await atRest();
        });

        assertEqual(messages, []);
    },

    'a-wait-in-a-run-that-is-over': async () => {
        const log = new Log();
        let $;
        const d = asyncDerived(async run => {
            $ = run;
            return 1;
        }, {lossStrategy: 'ignore'});

        await d.get();
        log.note(await $(2));
        assertIs($.cancelled, false);
        assertIs($.cancellable.is_cancelled(), false);
        log.assert(2);
        d.dispose();
    },

    'who-goes-on-after-it-was-cancelled': async () => {
        const log = new Log();
        const [a] = signals('a');
        const gate = new Gate();
        const e = asyncEffect(async $ => {
            a.get();
            try {
                await $(gate.promise);
            } catch {
                assertIs($.cancelled, true);
                assertIs($.cancellable.is_cancelled(), true);
                log.note(a.get());
                await assertRejects((async () => $(1))());
                log.note('the end');
            }
        });

        e.dispose();
        await atRest();
        log.assert(1, 'the end');
        assertEqual(a.list_subscribers(), []);
    },

    'disposed-in-its-own-step': async () => {
        const log = new Log();
        const [a] = signals('a');
        const e = asyncEffect(async $ => {
            await $(sleep(1));
            a.get();
            e.dispose();
            a.get();
            log.note($.cancelled);
            await $(null);
            log.note('not here');
        });

        await sleep(10);
        log.assert(true);
        assertEqual(a.list_subscribers(), []);
    },
});
