// SPDX-License-Identifier: LGPL-2.1-or-later

// Who owns what while something is under way: O3, O4.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assertEqual, assertIs, captureLogAsync, countNodes, Log, run} from './tap.js';
import {assertRejects, atRest, collected, Gate, sleep} from './later.js';

const {newContext} = Reactivity;

// Calls `func` with a context, and shows that then nothing of that is left, and that nobody was told.
const withContext = func => async () => {
    const context = newContext();
    const messages = await captureLogAsync(async () => {
        await func(context);
        await collected();
    });

    assertEqual(messages, []);
    assertIs(countNodes(context), 0);
};

// The variables of a function that has returned hold nothing.
const apart = func => func();

run('async-lifetime', {
    'o3-an-effect-lives-as-long-as-its-run': withContext(async context => {
        const log = new Log();
        const gate = new Gate();

        apart(() => context.asyncEffect(async $ => {
            await $(gate.promise);
            log.note('end');
        }, {lossStrategy: 'ignore'}));
        await collected();
        assertIs(countNodes(context) > 0, true);
        gate.resolve();
        await atRest();
        log.assert('end');
    }),

    'o3-and-as-what-it-has-read': withContext(async context => {
        const log = new Log();
        const [a, b] = [context.signal(1), context.signal(1)];

        apart(() => context.asyncEffect(async $ => {
            const before = a.get();

            await $(sleep(1));
            log.note([before, b.get()]);
        }));
        for (let i = 2; i < 5; i++) {
            await sleep(5);
            await collected();
            b.set(i);
        }
        await sleep(5);
        log.assert([1, 1], [1, 2], [1, 3], [1, 4]);
        await collected();
        assertIs(countNodes(context), 3);
    }),

    'o3-also-what-a-run-has-read-that-is-under-way': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);
        const runs = [];

        // Nobody will ever settle the promise of the first run.
        apart(() => context.asyncEffect(async $ => {
            await $(null);
            log.note(s.get());
            runs.push(1);
            if (runs.length === 1)
                await $(new Promise(() => {}));
        }, {rerun: 'restart'}));
        await atRest();
        await collected();
        s.set(2);
        await atRest();
        log.assert(1, 2);
    }),

    'o3-and-so-does-all-between-the-two': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const first = context.asyncDerived(async $ => await $(s.get()) + 1);
            const second = context.derived(() => (first.value ?? 0) * 10);
            const third = context.asyncDerived(async $ => [await $(first.get()), second.get()]);

            context.asyncEffect(async $ => log.note(await $(third.get())));
        });
        for (let i = 2; i < 4; i++) {
            await atRest();
            await collected();
            s.set(i);
        }
        await atRest();
        log.assert([2, 20], [3, 30], [4, 40]);
    }),

    'o3-an-effect-that-changes-what-it-reads': withContext(async context => {
        const log = new Log();
        const a = context.signal('a');
        const which = context.signal(a);

        apart(() => context.asyncEffect(async $ => {
            await $(null);
            log.note(which.get().get());
        }));
        await atRest();
        which.set(context.signal('b'));
        await atRest();
        await collected();
        assertEqual(a.list_subscribers(), []);
        log.assert('a', 'b');
    }),

    'o3-what-it-does-not-read-any-more-does-not-hold-it': withContext(async context => {
        const a = context.signal(1);

        await apart(async () => {
            const b = context.signal(1);
            let reads = a;

            context.asyncEffect(async $ => {
                b.get();
                await $(null);
                reads.get();
            });
            await atRest();
            reads = b;
            b.set(2);
            await atRest();
        });
        await collected();
        assertIs(countNodes(context), 1);
    }),

    'o3-a-derived-that-nobody-holds-or-watches-is-garbage': withContext(async context => {
        const s = context.signal(1);

        await apart(async () => {
            const first = context.asyncDerived(async $ => $(s.get()));

            assertIs(await context.asyncDerived(async $ => $(first.get())).get(), 1);
        });
        await collected();
        assertIs(countNodes(context), 1);
        s.set(2);
    }),

    'o3-with-a-run-that-will-never-end': withContext(async context => {
        apart(() => {
            const s = context.signal(1);

            for (const wait of [$ => $(new Promise(() => {})), () => new Promise(() => {})]) {
                context.asyncDerived(async $ => {
                    s.get();
                    await wait($);
                    s.get();
                }).peek();
                context.asyncEffect(async $ => {
                    s.get();
                    await wait($);
                    s.get();
                });
            }
        });
        await atRest();
    }),

    'o3-also-if-it-has-been-told-of-cancellation': withContext(async context => {
        const log = new Log();
        // It holds nothing else; C holds it as long as the run.
        const told = () => log.note('cancelled');

        apart(() => {
            const s = context.signal(1);

            context.asyncEffect(async $ => {
                s.get();
                $.cancellable.connect(told);
                await $(new Promise(() => {}));
            });
        });
        await collected();
        log.assert('cancelled');
    }),

    'o3-a-handler-that-holds-the-run-goes-when-that-ends': withContext(async context => {
        apart(() => {
            const gate = new Gate();
            const e = context.asyncEffect(async $ => {
                $.cancellable.connect(() => [$, e]);
                await gate.promise;
            }, {lossStrategy: 'ignore'});
            const other = context.asyncEffect(async $ => {
                $.cancellable.connect(() => [$, other]);
                await $(sleep(1));
            }, {lossStrategy: 'ignore'});

            e.dispose();
        });
        await sleep(5);
    }),

    'o3-a-cycle-through-a-function-is-no-leak': withContext(async context => {
        apart(() => {
            const s = context.signal(null);
            const held = {s};

            held.derived = context.asyncDerived(async $ => [await $(s.get()), held]);
            held.effect = context.asyncEffect(async $ => [await $(held.derived.get()), held]);
            s.set(held);
        });
        await atRest();
    }),

    'o3-what-a-run-makes-and-cleans-up': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const held = {};

            held.outer = context.asyncEffect(async $ => {
                const value = s.get();

                await $(null);
                held.inner = context.effect(() => [s.peek(), held, log.note(`inner ${value}`)],
                    {lossStrategy: 'ignore'});
                context.onCleanup(() => [held, log.note(`cleanup ${value}`)]);
            });
        });
        for (let i = 2; i < 4; i++) {
            await atRest();
            await collected();
            s.set(i);
        }
        await atRest();
        log.assert('inner 1', 'cleanup 1', 'inner 2', 'cleanup 2', 'inner 3');
    }),

    'o3-the-collector-calls-nobody': withContext(async context => {
        const log = new Log();

        apart(() => {
            const s = context.signal(1);
            const d = context.asyncDerived(async $ => {
                s.get();
                context.onCleanup(() => log.note('cleanup'));
                await $(new Promise(() => {}));
            });

            context.effect(() => log.note(d.running.get()));
            context.effect(() => log.note(d.error.get()));
            d.peek();
        });
        log.assert(false, null, true);
        await collected();
        log.assert();
    }),

    'o3-who-shows-that-it-is-running-holds-it': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);

        await apart(() => {
            const d = context.asyncDerived(async $ => $(s.get()));
            const {running, error} = d;

            context.effect(() => log.note([d.value ?? 0, running.get(), error.get()]));
            return d.get();
        });
        await collected();
        s.set(2);
        await atRest();
        await collected();
        log.assert([0, true, null], [1, false, null], [1, true, null], [2, false, null]);
    }),

    'o3-its-states-alone': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);
        const running = apart(() => context.asyncDerived(async $ => $(s.get())).running);

        await collected();
        const e = context.effect(() => log.note(running.get()));

        log.assert(false);
        e.dispose();
    }),

    'o3-who-waits-holds-it': withContext(async context => {
        const s = context.signal(1);
        const wait = apart(() => context.asyncDerived(async $ => {
            await $(sleep(20));
            return s.get();
        }).fresh());

        await collected();
        assertIs(await wait, 1);
    }),

    'o3-who-does-not-wait-any-more': withContext(async context => {
        await apart(async () => {
            const cancellable = new Gio.Cancellable();
            const wait = context.asyncDerived(async $ => $(new Promise(() => {})),
                {lossStrategy: 'ignore'}).get(cancellable);

            cancellable.cancel();
            await assertRejects(wait);
        });
    }),

    'o3-a-run-that-was-restarted': withContext(async context => {
        const s = context.signal(1);
        const e = context.asyncEffect(async $ => {
            s.get();
            await $(new Promise(() => {}));
        }, {rerun: 'restart'});

        for (let i = 0; i < 50; i++) {
            s.set(i);
            await atRest();
        }
        await collected();
        // The signal, the effect and one run; C may keep what the run before had read.
        assertIs(countNodes(context) <= 4, true);
        e.dispose();
    }),

    'o3-a-scope': withContext(async context => {
        const s = context.signal(1);

        apart(() => {
            const page = context.scope(() => {
                const d = context.asyncDerived(async $ => $(s.get()));

                context.asyncEffect(async $ => $(d.get()));
            });

            page.dispose();
        });
        await atRest();
        await collected();
        assertIs(countNodes(context), 1);
    }),

    'o3-a-scope-that-nobody-holds': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => context.scope(() => context.asyncEffect(async () => log.note(s.get()))));
        await collected();
        s.set(2);
        await atRest();
        log.assert(1, 2);
    }),

    'o3-an-owner-that-goes': withContext(async context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const owner = new Gio.SimpleAction({name: 'owner'});

            context.asyncEffect(async $ => log.note(await $(s.get())), {owner});
        });
        await atRest();
        await collected();
        s.set(2);
        await atRest();
        log.assert(1);
    }),

    'o3-failures-leave-nothing': withContext(async context => {
        context.connect('error', () => true);
        await apart(async () => {
            const s = context.signal(1);
            const d = context.asyncDerived(async $ => {
                await $(s.get());
                throw new Error('derived');
            });

            await assertRejects(d.get());
            await assertRejects(d.fresh());
            context.asyncEffect(async $ => $(d.get()));
            await atRest();
            s.set(2);
            await atRest();
        });
    }),

    'o3-run-leaves-nothing': withContext(async context => {
        await apart(async () => {
            const s = context.signal(1);
            const e = context.asyncEffect(async $ => $(s.get()), {immediate: false, rerun: 'queue'});

            await Promise.all([e.run(), e.run(new Gio.Cancellable())]);
        });
    }),

    'o3-a-read-after-a-plain-await-leaves-nothing': async () => {
        const context = newContext();
        const messages = await captureLogAsync(() => apart(async () => {
            const s = context.signal(1);

            await context.asyncEffect(async () => {
                s.get();
                await null;
                s.get();
            }, {immediate: false}).run();
        }));

        assertIs(messages.length, 1);
        await collected();
        assertIs(countNodes(context), 0);
    },

    'o4-many': withContext(async context => {
        await apart(async () => {
            const s = context.signal(1);
            const all = [];

            for (let i = 0; i < 500; i++) {
                const d = context.asyncDerived(async $ => await $(i % 2 === 0 ? sleep(1) : null) + s.get());

                context.asyncEffect(async $ => $(d.get()));
                all.push(d.get());
            }
            await Promise.all(all);
            s.set(2);
        });
        await sleep(50);
        await collected();
        assertIs(countNodes(context), 0);
    }),

    'o4-a-context': async () => {
        const log = new Log();

        await apart(async () => {
            const context = newContext();
            const s = context.signal(1);

            context.connect('error', () => log.note('error'));
            assertIs(await context.asyncDerived(async $ => $(s.get())).get(), 1);
            context.asyncEffect(async $ => $(new Promise(() => s.get())));
        });
        for (let i = 0; i < 3; i++) {
            await collected();
            await atRest(() => GLib.MainContext.default().pending());
        }
        log.assert();
    },
});
