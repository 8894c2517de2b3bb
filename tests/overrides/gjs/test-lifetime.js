// SPDX-License-Identifier: LGPL-2.1-or-later

// Who owns what: O3, and O4 for what is made in JavaScript.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertIs, assertThrows, captureLog, collect, countNodes, Log, run} from './tap.js';

const {newContext} = Reactivity;

// Calls `func` with a context, and shows that then nothing of that is left.
const withContext = func => () => {
    const context = newContext();

    func(context);
    collect();
    assertIs(countNodes(context), 0);
};

// The variables of a function that has returned hold nothing.
const apart = func => func();

run('lifetime', {
    'o3-a-signal-that-nobody-holds': withContext(context => {
        apart(() => context.signal(1).set(2));
        collect();
        assertIs(countNodes(context), 0);
    }),

    'o3-an-effect-lives-as-long-as-what-it-reads': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => context.effect(() => log.note(s.get())));
        collect();
        s.set(2);
        collect();
        s.set(3);
        log.assert(1, 2, 3);
        assertIs(countNodes(context), 2);
    }),

    'o3-and-so-does-all-between-the-two': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const first = context.derived(() => s.get() + 1);
            const second = context.memoized(() => first.get() * 10);

            context.effect(() => log.note(second.get()));
        });
        collect();
        s.set(2);
        collect();
        s.set(3);
        log.assert(20, 30, 40);
        assertIs(countNodes(context), 4);
    }),

    'o3-a-derived-that-nobody-holds-or-watches-is-garbage': withContext(context => {
        const s = context.signal(1);

        apart(() => {
            const first = context.derived(() => s.get());

            assertIs(context.derived(() => first.get()).get(), 1);
        });
        collect();
        assertIs(countNodes(context), 1);
        s.set(2);
    }),

    'o3-what-is-not-watched-any-more-is-garbage': withContext(context => {
        const s = context.signal(1);
        const on = context.signal(true);

        apart(() => {
            const far = context.derived(() => s.get());
            const near = context.derived(() => far.get());

            context.effect(() => on.get() && near.get());
        });
        collect();
        assertIs(countNodes(context), 5);
        on.set(false);
        s.set(2);
        collect();
        // The function of the effect holds `near`, and that what it reads; nothing else does.
        assertIs(countNodes(context), 5);
        assertIs(s.list_subscribers().length, 1);
    }),

    'o3-an-effect-that-changes-what-it-reads': withContext(context => {
        const log = new Log();
        const [a, b] = [context.signal('a'), context.signal('b')];
        const which = context.signal(a);

        apart(() => context.effect(() => log.note(which.get().get())));
        collect();
        which.set(b);
        collect();
        b.set('b2');
        a.set('a2');
        which.set(a);
        collect();
        a.set('a3');
        log.assert('a', 'b', 'b2', 'a2', 'a3');
    }),

    'o3-dispose-ends-it-at-once': withContext(context => {
        const s = context.signal(1);

        apart(() => {
            const d = context.derived(() => s.get());

            context.effect(() => d.get()).dispose();
        });
        collect();
        assertIs(countNodes(context), 1);
    }),

    'o3-a-cycle-through-a-function-is-no-leak': withContext(context => {
        apart(() => {
            const s = context.signal(null);
            const held = {s};

            held.effect = context.effect(() => [s.get(), held]);
            s.set(held);
        });
    }),

    'o3-nested-effects': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => context.effect(() => {
            s.get();
            context.effect(() => {
                log.note(s.get());
                return () => log.note('cleanup');
            });
        }));
        for (let i = 2; i < 5; i++) {
            s.set(i);
            collect();
            assertIs(countNodes(context), 3);
        }
        log.assert(1, 'cleanup', 2, 'cleanup', 3, 'cleanup', 4);
    }),

    'o3-nested-effects-that-hold-each-other': withContext(context => {
        apart(() => {
            const s = context.signal(1);
            const held = {s};

            held.outer = context.effect(() => {
                s.get();
                held.inner = context.effect(() => [s.get(), held]);
            });
            s.set(2);
        });
    }),

    'o3-the-collector-calls-nobody': withContext(context => {
        const log = new Log();

        apart(() => {
            const s = context.signal(1);

            context.effect(() => {
                s.get();
                context.effect(() => {
                    s.get();
                    return () => log.note('inner');
                });
                return () => log.note('outer');
            });
        });
        const messages = captureLog(collect);

        assertIs(messages.length, 0);
        log.assert();
    }),

    'o3-a-scope': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const scope = context.scope(() => {
                const d = context.derived(() => s.get());

                context.effect(() => log.note(d.get()));
            });

            collect();
            s.set(2);
            scope.dispose();
            s.set(3);
        });
        log.assert(1, 2);
        collect();
        assertIs(countNodes(context), 1);
    }),

    'o3-a-scope-lives-as-long-as-what-is-in-it': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => context.scope(() => context.effect(() => log.note(s.get()))));
        collect();
        s.set(2);
        log.assert(1, 2);
    }),

    'o3-a-scope-that-holds-itself': withContext(context => {
        apart(() => {
            const s = context.signal(1);
            const scope = context.scope();

            scope.run(() => context.effect(() => [s.get(), scope]));
        });
    }),

    'o3-an-owner-that-is-used': withContext(context => {
        const s = context.signal(1);

        apart(() => {
            const owner = new Gio.SimpleAction({name: 'owner'});

            context.effect(() => owner.set_enabled(s.get() > 0), {owner});
        });
        collect();
        s.set(2);
    }),

    'o3-an-owner-that-goes': withContext(context => {
        const log = new Log();
        const s = context.signal(1);

        apart(() => {
            const owner = new Gio.SimpleAction({name: 'owner'});

            context.effect(() => log.note(s.get()), {owner});
        });
        const messages = captureLog(collect);

        assertIs(messages.length, 0);
        s.set(2);
        log.assert(1);
    }),

    'o3-an-effect-that-waits-for-the-main-loop': withContext(context => {
        const log = new Log();

        apart(() => {
            const s = context.signal(1);

            context.effect(() => log.note(s.get()), {schedule: 'idle'});
            s.set(2);
        });
        while (GLib.MainContext.default().iteration(false))
            ;
        log.assert(1, 2);
    }),

    'o3-who-is-bound-lives-as-long-as-what-it-reads': withContext(context => {
        const s = context.signal(1);
        const action = new Gio.SimpleAction({name: 'action'});

        apart(() => context.derived(() => s.get() > 1)
            .bind_property('value', action, 'enabled', 2));
        collect();
        assertIs(action.enabled, false);
        s.set(2);
        assertIs(action.enabled, true);
        collect();
        s.set(1);
        assertIs(action.enabled, false);
    }),

    'o3-nodes-of-c-keep-what-reads-them': withContext(context => {
        const log = new Log();
        const s = Reactivity.Signal.new_int(context, 1);

        apart(() => context.effect(() => log.note(s.get())));
        collect();
        s.set(2);
        log.assert(1, 2);
    }),

    'o3-failures-leave-nothing': withContext(context => {
        apart(() => {
            const s = context.signal(1);

            assertThrows(() => context.effect(() => {
                s.get();
                throw new Error('at once');
            }));
            const d = context.derived(() => {
                s.get();
                throw new Error('derived');
            });

            assertThrows(() => d.get());
            context.effect(() => {
                if (s.get() === 2)
                    throw new Error('later');
            });
            assert(assertThrows(() => s.set(2)).message === 'later');
        });
    }),

    'o3-what-was-put-back-in-a-batch-is-not-kept': withContext(context => {
        const s = context.signal(null);
        const e = context.effect(() => s.get());

        apart(() => context.batch(() => {
            s.set(context.signal(1));
            s.set(context.signal(2));
            s.set(null);
        }));
        collect();
        assertIs(countNodes(context), 2);
        e.dispose();
    }),

    'o4-many': withContext(context => {
        for (let i = 0; i < 1000; i++) {
            const s = context.signal(i);
            const d = context.derived(() => s.get());

            context.effect(() => d.get());
            s.set(-1);
        }
        collect();
        assertIs(countNodes(context), 0);
    }),
});
