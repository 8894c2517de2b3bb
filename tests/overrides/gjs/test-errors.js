// SPDX-License-Identifier: LGPL-2.1-or-later

// When user code fails: E1, E2, E3, E4.

import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, captureLog, collect, Log, run} from './tap.js';

const {
    asyncDerived, asyncEffect, batch, derived, effect, memoized, newContext, onCleanup, signal,
} = Reactivity;

const fail = error => {
    throw error;
};

run('errors', {
    'e4-options-that-are-not-there-are-refused': () => {
        const owner = new GObject.Object();
        const makers = {
            signal: options => signal(1, options),
            derived: options => derived(() => 1, options),
            memoized: options => memoized(() => 1, options),
            effect: options => effect(() => {}, options),
            asyncDerived: options => asyncDerived(async () => 1, options),
            asyncEffect: options => asyncEffect(async () => {}, options),
        };

        for (const [name, make] of Object.entries(makers)) {
            for (const options of [{owenr: owner}, owner, null, 'idle', 5]) {
                assert(assertThrows(() => make(options)) instanceof TypeError,
                    `${name} took ${options}`);
            }
        }
        assertEqual(assertThrows(() => effect(() => {}, {owenr: owner})).message,
            'Reactivity: there is no option owenr, but context, name, immediate, lossStrategy, owner, ' +
            'priority, schedule');
    },

    'e4-words-that-are-not-there-are-refused': () => {
        const s = signal(1);

        for (const options of [{schedule: 'later'}, {schedule: 7}, {lossStrategy: 'wran'}])
            assert(assertThrows(() => effect(() => s.get(), options)) instanceof TypeError);
        assertEqual(assertThrows(() => effect(() => s.get(), {schedule: 'later'})).message,
            "Reactivity: schedule is 'sync' or 'idle'");
        assertThrows(() => asyncEffect(async () => {}, {rerun: 'never'}));
        assertIs(s.list_subscribers().length, 0);
    },

    'e4-an-asynchronous-function-is-for-the-asynchronous-ones': () => {
        const s = signal(1);
        const func = async () => s.get();

        for (const [make, other] of [[effect, 'asyncEffect'], [derived, 'asyncDerived'],
            [memoized, 'asyncDerived']]) {
            assertEqual(assertThrows(() => make(func)).message,
                `Reactivity: the function is asynchronous; use ${other}()`);
        }
        assertIs(s.list_subscribers().length, 0);
    },

    'e4-what-is-computed-cannot-be-set': () => {
        const s = signal(1);
        const twice = derived(() => 2 * s.get(), {name: 'twice'});

        for (const set of [() => twice.set(1), () => (twice.value = 1), () => twice.update(n => n)]) {
            assertEqual(assertThrows(set).message,
                'Reactivity: twice is computed, and cannot be set');
        }
        assertIs(twice.get(), 2);
    },

    'e1-a-derived-keeps-its-error-for-each-reader': () => {
        let runs = 0;
        const error = new Error('no such luck');
        const s = signal(1);
        const d = derived(() => {
            runs++;
            return s.get() === 1 ? fail(error) : s.get();
        });

        assertIs(assertThrows(() => d.get()), error);
        collect();
        assertIs(assertThrows(() => d.peek()), error);
        assertIs(runs, 1);
        s.set(2);
        assertIs(d.get(), 2);
        assertIs(runs, 2);
        s.set(1);
        assertIs(assertThrows(() => d.value), error);
    },

    'e1-anything-can-be-thrown': () => {
        for (const thrown of [undefined, null, 0, 'text', Symbol('s'), {}, new TypeError('t')]) {
            const s = signal(true);

            for (const make of [derived, memoized]) {
                const d = make(() => s.get() && fail(thrown));

                assertIs(assertThrows(() => d.get()), thrown);
            }
            assertIs(assertThrows(() => effect(() => s.get() && fail(thrown))), thrown);
        }
    },

    'e1-an-error-travels-and-can-be-caught': () => {
        const error = new Error('travels');
        const s = signal(true);
        const failing = derived(() => s.get() ? fail(error) : 'fine');
        const between = derived(() => failing.get());
        const careful = derived(() => {
            try {
                return between.get();
            } catch (e) {
                return e === error ? 'caught' : 'another';
            }
        });

        assertIs(assertThrows(() => between.get()), error);
        assertIs(careful.get(), 'caught');
        s.set(false);
        assertIs(careful.get(), 'fine');
    },

    'e1-the-same-value-after-an-error-is-news': () => {
        const log = new Log();
        const s = signal(1);
        const d = derived(() => s.get() === 2 ? fail('failed') : 'value');
        const e = effect(() => {
            try {
                log.note(d.get());
            } catch (error) {
                log.note(error);
            }
        });

        s.set(2);
        s.set(3);
        log.assert('value', 'failed', 'value');
        e.dispose();
    },

    'e1-c-gets-an-error-that-says-the-same': () => {
        const s = signal(true);
        const d = derived(() => s.get() && fail(new TypeError('for C')));
        const error = assertThrows(() => Reactivity.Node.prototype.refresh.call(d));

        assert(error instanceof GLib.Error);
        assert(error.message.includes('TypeError: for C'), error.message);
    },

    'e1-an-equality-function-may-fail': () => {
        const error = new Error('equality');
        const equals = () => fail(error);
        const s = signal(1);
        const careless = signal(1, {equals});
        const d = derived(() => s.get(), {equals});

        assertIs(d.get(), 1);
        s.set(2);
        assertIs(assertThrows(() => d.get()), error);
        assertIs(assertThrows(() => careless.set(2)), error);
        assertIs(careless.get(), 1);
        s.set(3);
        assertIs(d.get(), 3);
    },

    'e2-a-failed-effect-stops-nobody': () => {
        const log = new Log();
        const error = new Error('first');
        const s = signal(1);
        const effects = [
            effect(() => log.note(`a ${s.get()}`)),
            effect(() => s.get() === 2 && fail(error)),
            effect(() => log.note(`b ${s.get()}`)),
        ];

        log.assert('a 1', 'b 1');
        assertIs(assertThrows(() => s.set(2)), error);
        log.assert('a 2', 'b 2');
        assertIs(s.get(), 2);
        collect();
        s.set(3);
        log.assert('a 3', 'b 3');
        effects.forEach(e => e.dispose());
    },

    'e2-the-others-go-to-the-signal-of-the-context': () => {
        const context = newContext();
        const s = context.signal(1);
        const reported = [];
        const errors = ['first', 'second', 'third'].map(text => new Error(text));
        const effects = errors.map(error => context.effect(() => s.get() === 2 && fail(error)));
        const id = context.connect('error', (_context, node, error) => {
            reported.push([effects.indexOf(node), error.message]);
            return true;
        });

        assertIs(assertThrows(() => context.batch(() => s.set(2))), errors[0]);
        assertEqual(reported, [[1, 'Error: second'], [2, 'Error: third']]);
        context.disconnect(id);
    },

    'e2-or-are-logged': () => {
        const s = signal(1);
        const effects = ['first', 'second'].map(text => effect(() => s.get() === 2 &&
            fail(new Error(text))));
        const messages = captureLog(() => {
            assertIs(assertThrows(() => s.set(2)).message, 'first');
        });

        assertIs(messages.length, 1);
        assert(messages[0].includes('second') && messages[0].includes('test-errors.js'));
        effects.forEach(e => e.dispose());
    },

    'e2-without-a-caller-it-is-logged': () => {
        const s = signal(1);
        const e = effect(() => s.get() === 2 && fail(new Error('from the main loop')),
            {schedule: 'idle'});

        s.set(2);
        const messages = captureLog(() => {
            while (GLib.MainContext.default().iteration(false))
                ;
        });

        assertIs(messages.length, 1);
        assert(messages[0].includes('from the main loop'), messages[0]);
        e.dispose();
    },

    'e2-the-outermost-call-throws': () => {
        const log = new Log();
        const error = new Error('woken');
        const [a, b] = [signal(1), signal(1)];
        const effects = [
            effect(() => {
                log.note('begin');
                b.set(a.get());
                log.note('end');
            }),
            effect(() => b.get() === 2 && fail(error)),
        ];

        log.assert('begin', 'end');
        assertIs(assertThrows(() => a.set(2)), error);
        log.assert('begin', 'end');
        effects.forEach(e => e.dispose());
    },

    'e2-the-error-of-the-function-comes-first': () => {
        const own = new Error('own');
        const s = signal(1);
        const e = effect(() => s.get() === 2 && fail(new Error('flushed')));
        const messages = captureLog(() => assertIs(assertThrows(() => batch(() => {
            s.set(2);
            fail(own);
        })), own));

        assertIs(messages.length, 1);
        assert(messages[0].includes('flushed'));
        s.set(3);
        e.dispose();
    },

    'e2-an-effect-that-fails-at-first-does-not-go-on': () => {
        let runs = 0;
        const error = new Error('at once');
        const s = signal(1);

        assertIs(assertThrows(() => effect(() => {
            runs++;
            s.get();
            fail(error);
        })), error);
        s.set(2);
        assertIs(runs, 1);
    },

    'e2-run-throws-the-error-of-the-effect': () => {
        const error = new Error('by hand');
        const s = signal(1);
        const e = effect(() => s.get() === 1 && fail(error), {immediate: false});

        assertIs(assertThrows(() => e.run()), error);
        s.set(2);
        e.run();
        e.dispose();
    },

    'e2-a-cleanup-function-may-fail': () => {
        const log = new Log();
        const error = new Error('cleanup');
        const s = signal(1);
        const e = effect(() => {
            log.note(s.get());
            onCleanup(() => log.note('cleaned'));
            onCleanup(() => fail(error));
        });

        assertIs(assertThrows(() => s.set(2)), error);
        log.assert(1, 'cleaned', 2);
        assertIs(assertThrows(() => e.dispose()), error);
        log.assert('cleaned');
    },

    'e3-a-failed-run-keeps-its-dependencies': () => {
        const log = new Log();
        const [first, second, third] = [signal(1), signal(1), signal(1)];
        const e = effect(() => {
            log.note(first.get());
            if (first.peek() === 2)
                fail('failed');
            log.note(second.get() + third.get());
        });

        assertIs(assertThrows(() => first.set(2)), 'failed');
        collect();
        log.assert(1, 2, 2);
        assertIs(assertThrows(() => third.set(2)), 'failed');
        log.assert(2);
        first.set(3);
        log.assert(3, 3);
        second.set(5);
        log.assert(3, 7);
        e.dispose();
    },

    'e3-a-run-that-fails-after-something-new': () => {
        const log = new Log();
        const [way, a, b] = [signal(1), signal('a'), signal('b')];
        const e = effect(() => {
            if (way.get() === 1) {
                log.note(a.get());
            } else {
                b.get();
                fail('failed');
            }
        });

        assertIs(assertThrows(() => way.set(2)), 'failed');
        assertIs(assertThrows(() => a.set('a2')), 'failed');
        assertIs(assertThrows(() => b.set('b2')), 'failed');
        way.set(1);
        log.assert('a', 'a2');
        a.set('a3');
        b.set('b3');
        log.assert('a3');
        e.dispose();
    },

    'e4-no-function': () => {
        for (const make of [derived, memoized, effect]) {
            for (const wrong of [undefined, null, 1, 'text', {}])
                assert(assertThrows(() => make(wrong)) instanceof TypeError);
        }
    },

    'e4-what-was-disposed': () => {
        const s = signal(1);
        const read = derived(() => s.get());
        const unread = derived(() => s.get());

        read.get();
        [read, unread, read].forEach(d => d.dispose());
        s.set(2);
        assertIs(read.get(), 1);
        assert(assertThrows(() => unread.get())
            .matches(Reactivity.Error, Reactivity.Error.DISPOSED));
        assertIs(Reactivity.Source.prototype.peek_value.call(read), 1);
    },

    'e4-a-wrong-type-from-c-loses-nothing': () => {
        const number = Reactivity.Signal.new_int(null, 1);
        const wrong = new GObject.Value();

        wrong.init(GObject.TYPE_STRING);
        wrong.set_string('text');
        const messages = captureLog(() => assertIs(number.set_value(wrong), false));

        assertIs(messages.length, 1);
        assertIs(number.get(), 1);
        assert(number.set(2));
        assertIs(number.get(), 2);
    },

    'e4-the-graph-is-usable-after-all-of-it': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.get()));

        for (let i = 0; i < 10; i++)
            assertThrows(() => batch(() => fail('again')));
        s.set(2);
        log.assert(1, 2);
        e.dispose();
    },
});
