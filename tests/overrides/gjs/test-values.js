// SPDX-License-Identifier: LGPL-2.1-or-later

// Values of JavaScript stay what they are; C and GObject see what they can have of them.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, captureLog, collect, Log, run} from './tap.js';

const {batch, derived, effect, JSDerived, JSEffect, JSSignal, memoized, signal, state} = Reactivity;

const peekInC = source => Reactivity.Source.prototype.peek_value.call(source);

run('values', {
    'any-value-by-identity': () => {
        const values = [
            undefined, null, true, NaN, -0, 1.5, 2n ** 70n, 'a\0b', 'ü', Symbol('s'), () => 1, [],
            {}, new Map(), new Set(), new Date(), /x/, new Error('e'), Promise.resolve(),
            new Uint8Array(2), Object.create(null), class {}, new Gio.SimpleAction({name: 'a'}),
        ];
        const s = signal(0);
        const d = derived(() => s.get());
        const seen = [];
        const e = effect(() => seen.push(d.get()));

        for (const value of values) {
            s.set(value);
            collect();
            for (const got of [s.get(), s.peek(), s.value, d.get(), seen.at(-1)])
                assertIs(got, value);
        }
        assertIs(seen.length, values.length + 1);
        e.dispose();
    },

    'value-reads-and-sets': () => {
        const log = new Log();
        const s = signal(1);
        const e = effect(() => log.note(s.value));

        s.value = 2;
        s.value++;
        log.assert(1, 2, 3);
        e.dispose();
    },

    'what-c-sees': () => {
        const action = new Gio.SimpleAction({name: 'a'});
        const s = signal(true);

        for (const value of [true, 5, -5, 2 ** 31, -(2 ** 40), 1.5, 'text', action]) {
            s.set(value);
            assertIs(peekInC(s), value);
            assertIs(peekInC(s), value);
        }
        s.set(2n ** 40n);
        assertIs(peekInC(s), 2 ** 40);
        for (const value of [undefined, Symbol('s'), () => 1, new Map(), 2n ** 70n, [1]]) {
            s.set(value);
            assertIs(peekInC(s), null);
        }
    },

    'the-type-that-c-sees-can-be-chosen': () => {
        const s = signal(2, {type: GObject.TYPE_DOUBLE});

        peekInC(s);
        assertIs(s.get_value_type(), GObject.TYPE_DOUBLE);
        s.set(3);
        assertIs(peekInC(s), 3);
        assertIs(s.get_value_type(), GObject.TYPE_DOUBLE);
    },

    'notify-value': () => {
        const log = new Log();
        const s = signal(1);
        const d = derived(() => s.get() * 2);
        const ids = [s, d].map(node => node.connect('notify::value', () => log.note(node.get())));

        d.get();
        collect();
        s.set(2);
        log.assert(2, 4);
        s.set(2);
        log.assert();
        batch(() => {
            s.set(3);
            s.set(4);
        });
        log.assert(4, 8);
        [s, d].forEach((node, i) => node.disconnect(ids[i]));
        s.set(5);
        log.assert();
    },

    'a-listener-that-comes-after-quiet-writes': () => {
        const log = new Log();
        const s = signal(1);

        for (let i = 2; i < 10; i++)
            s.set(i);
        s.connect('notify::value', () => log.note(s.get()));
        s.set(10);
        log.assert(10);

        const e = effect(() => log.note(`effect ${s.get()}`));

        s.set(11);
        log.assert('effect 10', 11, 'effect 11');
        e.dispose();
    },

    'bind-property': () => {
        const s = signal(false);
        const d = derived(() => !s.get());
        const [a, b] = ['a', 'b'].map(name => new Gio.SimpleAction({name}));

        s.bind_property('value', a, 'enabled', GObject.BindingFlags.SYNC_CREATE);
        d.bind_property('value', b, 'enabled', GObject.BindingFlags.SYNC_CREATE);
        assertEqual([a.enabled, b.enabled], [false, true]);
        s.set(true);
        collect();
        assertEqual([a.enabled, b.enabled], [true, false]);
        s.set(false);
        assertEqual([a.enabled, b.enabled], [false, true]);
    },

    'bind-property-both-ways': () => {
        const log = new Log();
        const s = signal(false);
        const action = new Gio.SimpleAction({name: 'a'});
        const e = effect(() => log.note(s.get()));

        s.bind_property('value', action, 'enabled',
            GObject.BindingFlags.SYNC_CREATE | GObject.BindingFlags.BIDIRECTIONAL);
        action.enabled = true;
        assertIs(s.get(), true);
        s.set(false);
        assertIs(action.enabled, false);
        log.assert(false, true, false);
        e.dispose();
    },

    'subclasses': () => {
        const log = new Log();
        const Celsius = GObject.registerClass({
            Properties: {
                unit: GObject.ParamSpec.string('unit', null, null, GObject.ParamFlags.READWRITE, ''),
            },
        }, class Celsius extends JSSignal {
            get fahrenheit() {
                return this.get() * 9 / 5 + 32;
            }

            set(value) {
                return super.set(Math.max(value, -273.15));
            }
        });
        const Doubled = GObject.registerClass(class Doubled extends JSDerived {
            constructor(source) {
                super(() => source.get() * 2);
            }
        });
        const celsius = new Celsius(20, {name: 'temperature'});
        const doubled = new Doubled(celsius);
        const e = new JSEffect(() => log.note(`${celsius.fahrenheit} ${doubled.get()}`));

        assert(celsius instanceof Reactivity.Signal && celsius instanceof GObject.Object);
        assert(doubled instanceof Reactivity.Derived && e instanceof Reactivity.Effect);
        assertIs(celsius.name, 'temperature');
        celsius.unit = 'C';
        assertIs(celsius.unit, 'C');
        celsius.set(-1000);
        log.assert('68 40', '-459.66999999999996 -546.3');
        e.dispose();
    },

    'what-the-functions-make': () => {
        assert(signal(1) instanceof Reactivity.JSSignal);
        assert(derived(() => 1) instanceof Reactivity.JSDerived);
        assert(memoized(() => 1) instanceof Reactivity.JSMemoized);
        assert(memoized(() => 1) instanceof Reactivity.Memoized);
    },

    'state-of-an-object': () => {
        const log = new Log();
        const counter = state({count: 1, step: 2});
        const e = effect(() => log.note(counter.count * counter.step));

        counter.count++;
        counter.step = 10;
        log.assert(2, 4, 20);
        assertEqual(counter, {count: 2, step: 10});
        e.dispose();
    },

    'state-in-a-class': () => {
        const log = new Log();

        class Counter {
            constructor(start) {
                state(this, {count: start});
            }

            get double() {
                return this.count * 2;
            }
        }

        const [one, two] = [new Counter(1), new Counter(10)];
        const e = effect(() => log.note(one.double + two.count));

        one.count = 2;
        two.count = 20;
        log.assert(12, 14, 24);
        e.dispose();
    },

    'names-and-dumps': () => {
        const context = Reactivity.newContext();
        const s = context.signal(1, {name: 'the signal'});
        const e = context.effect(() => s.get(), {name: 'the effect'});

        assert(context.dump().includes('the signal') && context.dump().includes('the effect'));
        for (let i = 0; i < 3; i++) {
            assertIs(s.list_subscribers()[0], e);
            assertIs(e.list_dependencies()[0], s);
            collect();
        }
        e.dispose();
    },

    'nothing-is-logged-by-the-import': () => {
        const [ok, out, err, status] = GLib.spawn_command_line_sync(
            `gjs -c "imports.gi.versions.Reactivity = '1'; print(imports.gi.Reactivity.signal(7).get())"`);

        assert(ok);
        assertEqual([status, new TextDecoder().decode(out), new TextDecoder().decode(err)],
            [0, '7\n', '']);
    },

    'where-the-overrides-are-not-found-an-error-says-so': () => {
        const script = "imports.gi.versions.Reactivity = '1'; const {signal} = imports.gi.Reactivity; signal(1);";
        const [, argv] = GLib.shell_parse_argv(
            `env -u GJS_PATH XDG_DATA_DIRS=/nowhere gjs -c "${script}"`);
        const [ok, , err] = GLib.spawn_sync(null, argv, null, GLib.SpawnFlags.SEARCH_PATH, null);
        const message = new TextDecoder().decode(err);

        assert(ok && message.includes('Reactivity.signal is not there') &&
            message.includes('/nowhere/gjs-1.0'), message);
    },

    'quiet-writes-are-seen-later': () => {
        const s = signal(1);

        assertEqual(captureLog(() => {
            for (let i = 0; i < 100; i++)
                s.set(i);
            assertIs(peekInC(s), 99);
            s.set(100);
            assertIs(peekInC(s), 100);
            assertIs(derived(() => s.get()).get(), 100);
        }), []);
    },
});
