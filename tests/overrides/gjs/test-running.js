// SPDX-License-Identifier: LGPL-2.1-or-later

// What the graph promises about running: G5, G6, G8 to G13.

import GLib from 'gi://GLib';
import Gio from 'gi://Gio';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, captureLog, collect, Log, run} from './tap.js';

const {batch, derived, effect, flush, newContext, onCleanup, scope, signal, untrack} = Reactivity;

const isCycle = error => error instanceof GLib.Error &&
    error.matches(Reactivity.Error, Reactivity.Error.CYCLE);

const iterate = () => {
    while (GLib.MainContext.default().iteration(false))
        ;
};

run('running', {
    'g5-an-effect-runs-at-once-and-before-set-returns': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));

        log.assert(1);
        collect();
        s.set(2);
        log.assert(2);
        e.dispose();
    },

    'g5-in-the-order-of-creation': () => {
        const log = new Log();
        const s = signal(1);
        const d = derived(() => s.get());
        const effects = ['a', 'b', 'c'].map((name, i) => effect(() => {
            (i === 1 ? d : s).get();
            log.note(name);
        }));

        log.assert('a', 'b', 'c');
        s.set(2);
        log.assert('a', 'b', 'c');
        effects.forEach(e => e.dispose());
    },

    'g5-what-a-later-effect-wakes-runs-again': () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const effects = [
            effect(() => log.note(`sum ${a.get() + b.get()}`)),
            effect(() => b.set(a.get() * 10)),
        ];

        log.assert('sum 2', 'sum 11');
        a.set(2);
        log.assert('sum 12', 'sum 22');
        effects.forEach(e => e.dispose());
    },

    'g5-unless-told-not-to': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()), {immediate: false});

        s.set(2);
        log.assert();
        e.run();
        s.set(3);
        log.assert(2, 3);
        e.dispose();
    },

    'g5-idle': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()), {schedule: 'idle'});

        s.set(2);
        s.set(3);
        log.assert(1);
        iterate();
        log.assert(3);
        collect();
        s.set(4);
        iterate();
        log.assert(4);
        e.dispose();
    },

    'g6-a-batch-runs-effects-once': () => {
        const log = new Log();
        const [a, b] = [signal(1), signal(1)];
        const e = effect(() => log.note(a.get() + b.get()));
        const result = batch(() => {
            a.set(2);
            batch(() => b.set(2));
            log.note('end');
            return 'result';
        });

        assertIs(result, 'result');
        log.assert(2, 'end', 4);
        e.dispose();
    },

    'g6-flush-inside-a-batch': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));

        batch(() => {
            s.set(2);
            flush();
            log.note('flushed');
            s.set(1);
        });
        log.assert(1, 2, 'flushed', 1);
        e.dispose();
    },

    'g6-a-value-put-back-runs-nothing': () => {
        const log = new Log();
        const s = signal('a');
        const d = derived(() => {
            log.note('derived');
            return s.get();
        });
        const e = effect(() => log.note(`${s.get()} ${d.get()}`));

        log.assert('derived', 'a a');
        for (let i = 0; i < 2; i++) {
            batch(() => {
                s.set('b');
                s.set('c');
                collect();
                s.set('a');
            });
        }
        log.assert();
        batch(() => {
            s.set('b');
            s.set('a');
            s.set('b');
        });
        log.assert('derived', 'b b');
        e.dispose();
    },

    'g6-an-error-ends-the-batch': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));
        const error = new Error('in the batch');

        assertIs(assertThrows(() => batch(() => {
            s.set(2);
            throw error;
        })), error);
        log.assert(1, 2);
        s.set(3);
        log.assert(3);
        e.dispose();
    },

    'g8-an-effect-that-puts-back-what-it-reads-through-a-derived': () => {
        const log = new Log();
        const flag = signal(false);
        const copy = derived(() => flag.get());
        const e = effect(() => {
            log.note(copy.get());
            if (copy.peek())
                flag.set(false);
        });

        log.assert(false);
        flag.set(true);
        log.assert(true);
        // As when it ran last: it does not run for that.
        flag.set(true);
        log.assert();
        flag.set(false);
        log.assert(false);
        e.dispose();
    },

    'g8-a-computation-does-not-wake-itself': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => {
            log.note(s.get());
            s.set(s.peek() + 1);
        });

        log.assert(1);
        s.set(10);
        log.assert(10);
        assertIs(s.get(), 11);
        e.dispose();
    },

    'g8-a-derived-that-needs-itself': () => {
        const on = signal(true);
        const chicken = derived(() => on.get() ? egg.get() : 1, {name: 'chicken'});
        const egg = derived(() => chicken.get(), {name: 'egg'});
        const error = assertThrows(() => chicken.get());

        assert(isCycle(error));
        assert(error.message.includes('chicken -> egg -> chicken'), error.message);
        on.set(false);
        assertIs(chicken.get(), 1);
        assertIs(egg.get(), 1);
    },

    'g8-effects-that-keep-waking-each-other': () => {
        const context = newContext();
        const [a, b, other] = [context.signal(0), context.signal(0), context.signal(0)];
        const first = context.effect(() => b.set(a.get() + 1), {name: 'first'});
        const error = assertThrows(() => context.effect(() => a.set(b.get() + 1), {name: 'second'}));

        assert(isCycle(error), `${error}`);
        assert(error.message.includes('first'), error.message);

        const log = new Log();
        const e = context.effect(() => log.note(other.get()));

        other.set(1);
        log.assert(0, 1);
        [first, e].forEach(x => x.dispose());
    },

    'g9-a-disposed-effect-does-not-run': () => {
        const log = new Log();
        const s = signal(1);
        const later = [];
        const first = effect(() => {
            log.note(`first ${s.get()}`);
            if (s.peek() === 3)
                later[0].dispose();
        });

        later.push(effect(() => log.note(`second ${s.get()}`)));
        log.assert('first 1', 'second 1');
        batch(() => {
            s.set(2);
            first.dispose();
        });
        log.assert('second 2');
        first.dispose();
        later[0].dispose();
        s.set(3);
        log.assert();
    },

    'g9-disposed-in-the-flush': () => {
        const log = new Log();
        const s = signal(1);
        const effects = [];

        effects.push(effect(() => {
            log.note(`first ${s.get()}`);
            if (s.get() === 2)
                effects[1].dispose();
        }));
        effects.push(effect(() => log.note(`second ${s.get()}`)));
        s.set(2);
        log.assert('first 1', 'second 1', 'first 2');
        assert(effects[1].is_disposed());
        effects[0].dispose();
    },

    'g9-an-effect-may-end-itself': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => {
            log.note(s.get());
            if (s.get() === 2)
                e.dispose();
        });

        s.set(2);
        s.set(3);
        log.assert(1, 2);
        assert(assertThrows(() => e.run()).matches(Reactivity.Error, Reactivity.Error.DISPOSED));
    },

    'g10-what-a-run-makes-ends-with-it': () => {
        const log = new Log();
        const [page, detail] = [signal(1), signal(1)];
        const e = effect(() => {
            const number = page.get();

            log.note(`page ${number}`);
            onCleanup(() => log.note(`close ${number}`));
            effect(() => {
                log.note(`detail ${detail.get()}`);
                effect(() => () => log.note('deepest'), {lossStrategy: 'ignore'});
                return () => log.note('close detail');
            });
            return () => log.note('returned');
        });

        log.assert('page 1', 'detail 1');
        collect();
        detail.set(2);
        log.assert('deepest', 'close detail', 'detail 2');
        collect();
        page.set(2);
        log.assert('deepest', 'close detail', 'returned', 'close 1', 'page 2', 'detail 2');
        e.dispose();
        log.assert('deepest', 'close detail', 'returned', 'close 2');
        detail.set(3);
        log.assert();
    },

    'g10-untrack-and-scopes-keep': () => {
        const log = new Log();
        const [outer, inner] = [signal(1), signal(1)];
        const kept = [];
        const home = scope();
        const e = effect(() => {
            if (outer.get() > 1)
                return;
            untrack(() => kept.push(effect(() => log.note(`untracked ${inner.get()}`))));
            assertIs(home.run(() => {
                effect(() => log.note(`scope ${inner.get()}`));
                return 5;
            }), 5);
        });

        log.assert('untracked 1', 'scope 1');
        outer.set(2);
        collect();
        inner.set(2);
        log.assert('untracked 2', 'scope 2');
        home.onCleanup(() => log.note('end of the scope'));
        home.dispose();
        log.assert('end of the scope');
        inner.set(3);
        log.assert('untracked 3');
        [e, ...kept].forEach(x => x.dispose());
    },

    'g10-cleanup-without-an-owner': () => {
        assertIs(onCleanup(() => {}), false);
        scope(() => assertIs(onCleanup(() => {}), true)).dispose();
    },

    'g10-an-owner-object': () => {
        const log = new Log();
        const s = signal(1);
        const owner = new Gio.SimpleAction({name: 'action'});

        effect(() => {
            log.note(s.get());
            return () => log.note('cleanup');
        }, {owner});
        collect();
        s.set(2);
        log.assert(1, 'cleanup', 2);
        owner.run_dispose();
        log.assert('cleanup');
        s.set(3);
        log.assert();
    },

    'g11-a-run-without-dependencies-warns': () => {
        const on = signal(true);
        const e = effect(() => {
            if (on.peek())
                on.get();
        }, {name: 'lost'});

        for (const lose of [() => on.set(false), () => effect(() => {}, {name: 'lost, too'})]) {
            const messages = captureLog(lose);

            assertIs(messages.length, 1);
            assert(messages[0].includes('lost') && messages[0].includes('never run again'));
        }
        assertEqual(captureLog(() => effect(() => {}, {lossStrategy: 'ignore'}).dispose()), []);
        e.dispose();
    },

    'g11-restore': () => {
        const log = new Log();
        const s = signal(1);
        let reads = true;
        const e = effect(() => {
            log.note(reads ? s.get() : 'not read');
        }, {lossStrategy: 'restore'});

        reads = false;
        s.set(2);
        collect();
        reads = true;
        s.set(3);
        s.set(4);
        log.assert(1, 'not read', 3, 4);
        e.dispose();
    },

    'g12-contexts-are-isolated': () => {
        const log = new Log();
        const [here, there] = [newContext(), newContext()];
        const a = here.signal(1);
        const b = there.signal(1);
        const e = here.effect(() => {
            log.note(`${a.get()} ${b.get()}`);
        });

        b.set(2);
        log.assert('1 1');
        there.batch(() => a.set(2));
        log.assert('2 2');
        there.batch(() => {
            b.set(3);
            a.set(3);
            log.note('end');
        });
        log.assert('3 3', 'end');
        assertIs(here.untrack(() => a.get()), 3);
        e.dispose();
    },

    'g13-a-long-chain': () => {
        const context = newContext();
        const start = context.signal(0);
        let last = start;

        for (let i = 0; i < 20000; i++) {
            const from = last;

            last = context.derived(() => from.get() + 1);
            last.get();
        }

        let seen = 0;
        const e = context.effect(() => {
            seen = last.get();
        });

        collect();
        start.set(1);
        assertIs(seen, 20001);
        e.dispose();
    },

    'g13-functions-that-nest-too-deeply': () => {
        const start = signal(0);
        const all = [];
        let last = start;

        for (let i = 0; i < 5000; i++) {
            const from = last;

            last = derived(() => from.get() + 1, {name: `number ${i}`});
            all.push(last);
        }

        const error = assertThrows(() => last.get());

        assert(error.matches(Reactivity.Error, Reactivity.Error.TOO_DEEP), `${error}`);
        assert(/^number \d+ is read by too many/.test(error.message), error.message);
        assert(all.map(d => d.get()).every((value, i) => value === i + 1));
        start.set(1);
        assertIs(last.get(), 5001);
    },

    'g13-many-effects': () => {
        const context = newContext();
        const s = context.signal(0);
        let runs = 0;

        for (let i = 0; i < 20000; i++) {
            context.effect(() => {
                s.get();
                runs++;
            });
        }
        collect();
        s.set(1);
        assertIs(runs, 40000);
    },
});
