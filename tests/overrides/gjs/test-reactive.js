// SPDX-License-Identifier: LGPL-2.1-or-later

// Containers through Proxy: what they do, and who runs when.

import GObject from 'gi://GObject';
import Reactivity from 'gi://Reactivity?version=1';

import {assert, assertEqual, assertIs, assertThrows, collect, countNodes, Log, run} from './tap.js';

const {batch, derived, effect, newContext, reactive} = Reactivity;

// Calls `func` with a context, and shows that then nothing of that is left.
const withContext = func => () => {
    const context = newContext();

    func(context);
    collect();
    assertIs(countNodes(context), 0);
};

// The variables of a function that has returned hold nothing.
const apart = func => func();

// Who ran since the last look, how often, in any order.
class Runs extends Log {
    assert(...expected) {
        this.entries.sort();
        super.assert(...expected.sort());
    }
}

// An effect for each of `reads`; each notes its name when it runs. The first runs are forgotten.
function watch(log, reads) {
    const effects = Object.entries(reads).map(([name, read]) => effect(() => {
        read();
        log.note(name);
    }));

    log.entries = [];
    return {
        end: () => effects.forEach(e => e.dispose()),
    };
}

// Numbers that look random, and are the same each time.
function generator(seed) {
    let state = seed;

    return n => {
        state = Math.imul(state, 1664525) + 1013904223 >>> 0;
        return Math.floor(state / 2 ** 32 * n);
    };
}

run('reactive', {
    'an-object-is-tracked-by-property': () => {
        const log = new Runs();
        const target = {a: 1, b: 2};
        const p = reactive(target);
        const w = watch(log, {
            a: () => p.a, b: () => p.b, c: () => p.c, hasC: () => 'c' in p,
            keys: () => Object.keys(p), values: () => Object.values(p),
        });

        p.a = 1;
        log.assert();
        p.a = 10;
        log.assert('a', 'values');
        collect();
        p.c = undefined;
        log.assert('hasC', 'keys', 'values');
        p.c = 3;
        log.assert('c', 'values');
        delete p.c;
        log.assert('c', 'values', 'hasC', 'keys');
        delete p.c;
        log.assert();
        assertEqual(target, {a: 10, b: 2});
        target.b = 'past the proxy';
        log.assert();
        assertIs(p.b, 'past the proxy');
        w.end();
    },

    'an-object-behaves-as-before': () => {
        const symbol = Symbol('key');
        const p = reactive({a: 1, nested: {b: 2}, [symbol]: 3});

        effect(() => {
            assertEqual({...p}, {a: 1, nested: {b: 2}});
            assertIs(JSON.stringify(p), '{"a":1,"nested":{"b":2}}');
            assertEqual(Object.entries(p)[0], ['a', 1]);
            assertIs(p[symbol], 3);
            assertIs(String(p), '[object Object]');
            const keys = [];

            for (const key in p)
                keys.push(key);
            assertEqual(keys, ['a', 'nested']);
        }).dispose();
        assertIs(p.nested, p.nested);
        assert(Object.hasOwn(p, 'a') && !('z' in p));
        assertIs(Object.getPrototypeOf(p), Object.prototype);
        assertThrows(() => {
            reactive(Object.freeze({a: 1})).a = 2;
        });
    },

    'what-is-nested-stays-plain': () => {
        const inner = {x: 1};
        const p = reactive({inner, list: [inner]});

        assertIs(p.inner, inner);
        p.inner = reactive(inner);
        assertIs(p.inner, reactive(inner));
        assert(p.inner !== inner);
    },

    'one-proxy-for-an-object': () => {
        const target = [];
        const p = reactive(target);

        assertIs(reactive(target), p);
        assertIs(reactive(p), p);
        collect();
        assertIs(reactive(target), p);
        assert(newContext().reactive(target) !== p);
    },

    'what-cannot-be-reactive': () => {
        for (const value of [1, 'text', null, undefined, () => {}, new Date(), new WeakMap(), /x/,
            new Uint8Array(1), new GObject.Object()])
            assert(assertThrows(() => reactive(value)) instanceof TypeError);
        assert(assertThrows(() => reactive({}, {equals: 1})) instanceof TypeError);
    },

    'getters-and-setters-of-a-class': () => {
        class Point {
            constructor() {
                this.x = 3;
                this.y = 4;
            }

            get length() {
                return Math.hypot(this.x, this.y);
            }

            set length(value) {
                const factor = value / this.length;

                this.x *= factor;
                this.y *= factor;
            }

            grow() {
                this.length *= 2;
            }
        }

        const log = new Runs();
        const p = reactive(new Point());
        const w = watch(log, {length: () => p.length, y: () => p.y, keys: () => Object.keys(p)});

        assert(p instanceof Point);
        p.x = 0;
        log.assert('length');
        batch(() => p.grow());
        assertIs(p.y, 8);
        log.assert('length', 'y');
        w.end();
    },

    'who-inherits-from-a-proxy': () => {
        const log = new Runs();
        const p = reactive({a: 1});
        const child = Object.create(p);
        const w = watch(log, {child: () => child.a});

        p.a = 2;
        log.assert('child');
        child.a = 3;
        assertIs(p.a, 2);
        assertIs(child.a, 3);
        log.assert();
        w.end();
    },

    'defined-properties': () => {
        const log = new Runs();
        const p = reactive({a: 1});
        const w = watch(log, {a: () => p.a, has: () => 'a' in p, keys: () => Object.keys(p)});

        Object.defineProperty(p, 'a', {enumerable: false});
        log.assert('keys');
        Object.defineProperty(p, 'a', {get: () => 5});
        log.assert('a');
        assertIs(p.a, 5);
        w.end();
    },

    'an-array-is-tracked-by-index': () => {
        const log = new Runs();
        const target = ['a', 'b', 'c'];
        const p = reactive(target);
        const w = watch(log, {
            0: () => p[0], 1: () => p[1], 3: () => p[3], last: () => p.at(-1), length: () => p.length,
            has3: () => 3 in p, all: () => [...p], keys: () => [...p.keys()],
        });

        p[1] = 'b';
        log.assert();
        p[1] = 'B';
        log.assert('1', 'all');
        collect();
        p.push('d');
        log.assert('3', 'last', 'length', 'keys', 'has3', 'all');
        p.pop();
        log.assert('3', 'last', 'length', 'keys', 'has3', 'all');
        p.reverse();
        log.assert('0', 'last', 'all');
        p.sort();
        log.assert('0', '1', 'last', 'all');
        p.sort();
        log.assert();
        p.unshift('B');
        log.assert('1', '3', 'last', 'length', 'keys', 'has3', 'all');
        p.length = 1;
        log.assert('1', '3', 'last', 'length', 'keys', 'has3', 'all');
        p.splice(0, 1, 'B');
        p.fill('B');
        p.push();
        p.unshift();
        p.copyWithin(0, 0);
        log.assert();
        delete p[0];
        log.assert('0', 'last', 'all');
        assertEqual(target, [null]);
        w.end();
    },

    'an-array-behaves-as-before': () => {
        const target = [3, 1, 2];
        const p = reactive(target);
        const inner = reactive([1]);
        const self = {};

        effect(() => {
            assert(Array.isArray(p) && p instanceof Array);
            assertIs(JSON.stringify({p}), '{"p":[3,1,2]}');
            assertEqual([...p, ...p.entries()], [3, 1, 2, [0, 3], [1, 1], [2, 2]]);
            assertEqual([0].concat(p), [0, 3, 1, 2]);
            assertEqual(p.concat([4]), [3, 1, 2, 4]);
            assertEqual(p.map(x => x * 2), [6, 2, 4]);
            assertEqual(p.filter(x => x > 1), [3, 2]);
            assertIs(p.reduce((sum, x) => sum + x), 6);
            assertIs(p.reduce((sum, x) => sum + x, 10), 16);
            assert(p.includes(2) && p.indexOf(2) === 2 && p.find(x => x < 2) === 1);
            assertIs(String(p), '3,1,2');
            assertEqual(Object.keys(p), ['0', '1', '2']);
            const [first, ...rest] = p;

            assertEqual([first, rest], [3, [1, 2]]);
            p.forEach(function (item, i, array) {
                assertIs(array, p);
                assertIs(this, self);
                assertIs(item, target[i]);
            }, self);
            p.reduce((result, item, i, array) => assertIs(array, p), 0);
        }).dispose();
        assertIs(p.sort(), p);
        assertIs(p.reverse(), p);
        assertIs(p.push(0), 4);
        assertEqual(p.splice(1, 2, 'x'), [2, 1]);
        assertEqual(target, [3, 'x', 0]);
        assert(reactive([inner]).includes(inner));
        assertThrows(() => p.map(1));
        assertIs(p.push, p.push);
        assertIs(p.push.call([], 1), 1);
        assertIs(Array.prototype.push.call(p, 1), 4);
        assertEqual(target, [3, 'x', 0, 1]);
    },

    'a-method-is-one-batch': () => {
        const log = new Runs();
        const p = reactive([1, 2, 3]);
        const w = watch(log, {sum: () => p[0] + p[1] + (p[2] ?? 0) + p.length});

        p.splice(0, 3, 4, 5, 6, 7);
        log.assert('sum');
        p.shift();
        log.assert('sum');
        w.end();
    },

    'a-batch-that-puts-back-runs-nothing': () => {
        const log = new Runs();
        const list = reactive([1, 2]);
        const map = reactive(new Map([['a', 1]]));
        const w = watch(log, {
            0: () => list[0], length: () => list.length, a: () => map.get('a'), size: () => map.size,
        });

        batch(() => {
            list.reverse();
            list.push(3);
            map.delete('a');
            assertIs(list[0], 2);
            list.pop();
            list.reverse();
            map.set('a', 1);
        });
        log.assert();
        w.end();
    },

    'who-writes-reads-nothing': () => {
        const log = new Runs();
        const list = reactive([1]);
        const object = reactive({a: 1});
        const map = reactive(new Map());
        const trigger = reactive({n: 0});
        const e = effect(() => {
            log.note(trigger.n);
            list.push(trigger.n);
            list.sort();
            object.a = trigger.n;
            delete object.b;
            map.set('a', trigger.n).delete('b');
        });

        assertIs(e.list_dependencies().length, 1);
        list.push(5);
        object.a = 7;
        map.clear();
        log.assert(0);
        trigger.n = 1;
        log.assert(1);
        e.dispose();
    },

    'a-map-is-tracked-by-key': () => {
        const log = new Runs();
        const key = {};
        const target = new Map([['a', 1], [key, 2]]);
        const p = reactive(target);
        const w = watch(log, {
            a: () => p.get('a'), key: () => p.get(key), hasB: () => p.has('b'), b: () => p.get('b'),
            size: () => p.size, keys: () => [...p.keys()], all: () => [...p],
        });

        assertIs(p.set('a', 1), p);
        log.assert();
        p.set('a', 10);
        log.assert('a', 'all');
        collect();
        p.set(key, 20);
        log.assert('key', 'all');
        p.set('b', undefined);
        log.assert('hasB', 'size', 'keys', 'all');
        assertIs(p.delete('b'), true);
        log.assert('hasB', 'size', 'keys', 'all');
        assertIs(p.delete('b'), false);
        log.assert();
        p.clear();
        log.assert('a', 'key', 'size', 'keys', 'all');
        p.clear();
        log.assert();
        assertIs(target.size, 0);
        w.end();
    },

    'a-subclass-of-a-map-calls-the-class-above': () => {
        const log = new Runs();
        const Counts = class extends Map {
            get(key) {
                return super.get(key) ?? 0;
            }

            set(key, value) {
                return super.set(key, Math.max(value, 0));
            }

            clear() {
                super.clear();
                super.set('cleared', 1);
            }
        };
        const counts = reactive(new Counts());
        const effects = [
            effect(() => log.note(`a: ${counts.get('a')}`)),
            effect(() => log.note(`size: ${counts.size}`)),
            effect(() => log.note(`has b: ${counts.has('b')}`)),
        ];

        log.assert('a: 0', 'size: 0', 'has b: false');
        assertIs(counts.set('a', 2), counts);
        log.assert('a: 2', 'size: 1');
        counts.set('a', 2);
        log.assert();
        counts.set('b', -1);
        log.assert('a: 2', 'size: 2', 'has b: true');
        counts.clear();
        assertEqual([...counts], [['cleared', 1]]);
        log.assert('a: 0', 'size: 1', 'has b: false');
        effects.forEach(e => e.dispose());
    },

    'a-subclass-of-a-set-calls-the-class-above': () => {
        const log = new Log();
        const Lower = class extends Set {
            add(item) {
                return super.add(item.toLowerCase());
            }

            has(item) {
                return super.has(item.toLowerCase());
            }
        };
        const words = reactive(new Lower());
        const e = effect(() => log.note(words.has('A')));

        assertIs(words.add('A').add('a'), words);
        log.assert(false, true);
        assertEqual([...words], ['a']);
        words.delete('a');
        log.assert(false);
        e.dispose();
    },

    'a-map-behaves-as-before': () => {
        const target = new Map([['a', 1]]);
        const p = reactive(target);

        assert(p instanceof Map);
        assertEqual([...p.entries()], [['a', 1]]);
        assertEqual([...new Map(p)], [['a', 1]]);
        assertEqual(Object.fromEntries(p), {a: 1});
        p.forEach((value, key, map) => {
            assertIs(map, p);
            assertEqual([key, value], ['a', 1]);
        });
        p.set(NaN, 0).set(-0, 'zero');
        assertIs(p.get(NaN), 0);
        assertIs(p.get(0), 'zero');
        assertIs(String(p), '[object Map]');
    },

    'a-set-is-tracked-by-item': () => {
        const log = new Runs();
        const target = new Set(['a']);
        const p = reactive(target);
        const w = watch(log, {
            a: () => p.has('a'), b: () => p.has('b'), size: () => p.size, all: () => [...p],
            each: () => p.forEach((value, key, set) => assertIs(set, p)),
        });

        assertIs(p.add('a'), p);
        log.assert();
        p.add('b');
        log.assert('b', 'size', 'all', 'each');
        collect();
        p.delete('a');
        log.assert('a', 'size', 'all', 'each');
        p.delete('a');
        log.assert();
        p.clear();
        log.assert('b', 'size', 'all', 'each');
        assertEqual([...target], []);
        assert(p instanceof Set);
        w.end();
    },

    'equality-of-the-program': () => {
        const log = new Runs();
        const close = reactive([1, 2], {equals: (a, b) => Math.abs(a - b) < 1});
        const never = reactive({a: 1}, {equals: false});
        const map = reactive(new Map([['a', 1]]), {equals: false});
        const w = watch(log, {
            0: () => close[0], all: () => close.join(), a: () => never.a, has: () => 'a' in never,
            map: () => map.get('a'), entries: () => [...map],
        });

        close[0] = 1.5;
        assertIs(close[0], 1.5);
        log.assert();
        close[0] = 3;
        log.assert('0', 'all');
        close.length = 0;
        log.assert('0', 'all');
        never.a = 1;
        log.assert('a');
        map.set('a', 1);
        log.assert('map', 'entries');
        w.end();
    },

    'an-equality-that-throws': () => {
        const log = new Runs();
        const p = reactive([1, 2, 3], {
            equals() {
                throw new Error('not comparable');
            },
        });
        const w = watch(log, {0: () => p[0], 2: () => p[2], all: () => p.join()});

        assertIs(assertThrows(() => p.reverse()).message, 'not comparable');
        assertEqual(p, [3, 2, 1]);
        log.assert('0', '2', 'all');
        w.end();
    },

    'an-effect-that-throws': () => {
        const p = reactive([1]);
        const e = effect(() => {
            if (p[0] === 2)
                throw new Error('two');
        });

        assertIs(assertThrows(() => {
            p[0] = 2;
        }).message, 'two');
        assertEqual(p, [2]);
        p[0] = 3;
        e.dispose();
    },

    'a-comparison-that-throws-in-sort': () => {
        const log = new Runs();
        const p = reactive([2, 1]);
        const w = watch(log, {0: () => p[0]});

        assertThrows(() => p.sort(() => {
            throw new Error('no order');
        }));
        assertEqual(p, [2, 1]);
        log.assert();
        p.sort();
        log.assert('0');
        w.end();
    },

    'untracked-reads-make-no-source': withContext(context => {
        const list = context.reactive(Array.from({length: 1000}, (_, i) => i));
        const map = context.reactive(new Map([['a', 1]]));

        for (let i = 0; i < list.length; i++)
            assertIs(list[i], i);
        context.effect(() => context.untrack(() => [list[0], list.length, map.get('a'), map.size]),
            {lossStrategy: 'ignore'}).dispose();
        collect();
        assertIs(countNodes(context), 0);
    }),

    'reading-all-makes-no-source-per-item': withContext(context => {
        const list = context.reactive(Array.from({length: 1000}, (_, i) => i));
        const map = context.reactive(new Map(list.entries()));
        const object = context.reactive(Object.fromEntries(map));

        context.effect(() => {
            assertIs(list.map(x => x).length + [...map].length + Object.keys(object).length, 3000);
            assertIs(JSON.parse(JSON.stringify(list)).length, 1000);
            assert('5' in object);
            for (let i = 0; i < list.length; i++)
                assertIs(list[i], i);
        });
        assertIs(countNodes(context), 4);
    }),

    'sources-that-nobody-reads-go': withContext(context => {
        const map = context.reactive(new Map());
        const at = context.signal(0);

        context.effect(() => {
            map.get(at.get());
            map.has(at.get());
        });
        for (let i = 1; i < 500; i++)
            at.set(i);
        collect();
        assert(countNodes(context) < 50);
        for (let i = 0; i < 500; i++)
            map.set(i, i);
        assertIs(map.get(499), 499);
    }),

    'a-source-that-nobody-reads-goes-with-a-write': withContext(context => {
        const p = context.reactive({a: 1, b: 1, c: 1});
        const which = context.signal('a');

        context.effect(() => p[which.get()]);
        which.set('b');
        which.set('c');
        collect();
        assertIs(countNodes(context), 5);
        p.a = p.b = p.c = 2;
        collect();
        assertIs(countNodes(context), 3);
    }),

    'an-effect-lives-as-long-as-the-container': withContext(context => {
        const log = new Runs();
        const target = [1];

        apart(() => {
            const p = context.reactive(target);
            const d = context.derived(() => p[0] * 10);

            context.effect(() => log.note(d.get()));
        });
        collect();
        context.reactive(target)[0] = 2;
        collect();
        context.reactive(target)[0] = 3;
        log.assert(10, 20, 30);
    }),

    'a-cycle-is-no-leak': withContext(context => {
        for (let i = 0; i < 100; i++) {
            apart(() => {
                const p = context.reactive({});
                const list = context.reactive([]);

                p.list = list;
                p.effect = context.effect(() => [p.list, list[0], list.length, [...list]]);
                list.push(p);
            });
        }
    }),

    'a-derived-that-nobody-holds-is-garbage': withContext(context => {
        const p = context.reactive({a: 1});

        apart(() => assertIs(context.derived(() => p.a).get(), 1));
        collect();
        p.a = 2;
        collect();
        assertIs(countNodes(context), 0);
    }),

    'random-edits-of-an-array': () => {
        const random = generator(1);
        const plain = [];
        const target = [];
        const p = reactive(target);
        const indices = Array.from({length: 12}, (_, i) => i);
        const runs = indices.map(() => 0);
        const seen = [];
        const lengths = [];
        const effects = indices.map(i => effect(() => {
            seen[i] = p[i];
            runs[i]++;
        }));
        const presences = indices.map(i => derived(() => i in p));
        const all = derived(() => [...p]);
        const json = derived(() => JSON.stringify(p));
        const keys = derived(() => Object.keys(p));
        const loop = derived(() => {
            const result = [];

            for (let i = 0; i < p.length; i++)
                result.push(p[i]);
            return result;
        });

        effects.push(effect(() => lengths.push(p.length)));

        const edits = [
            (a, n) => a.push(n(4)),
            (a, n) => a.push(n(4), n(4)),
            a => a.pop(),
            a => a.shift(),
            (a, n) => a.unshift(n(4), n(4)),
            a => a.reverse().length,
            a => a.sort().length,
            a => a.sort((x, y) => y - x).length,
            (a, n) => a.fill(n(4), n(12) - 4, n(12) - 2).length,
            (a, n) => a.splice(n(12) - 3, n(4), n(4), n(4)),
            (a, n) => a.splice(n(8)),
            (a, n) => a.splice(n(8), n(3)),
            (a, n) => a.splice(1, 1, n(4)),
            a => a.splice(),
            (a, n) => a.copyWithin(n(12) - 4, n(12) - 4, n(12) - 2).length,
            (a, n) => (a[n(9)] = n(4)),
            (a, n) => (a.length = n(10)),
            (a, n) => delete a[n(9)],
        ];
        let nRuns = 0;

        for (let step = 0; step < 3000; step++) {
            const edit = edits[random(edits.length)];
            const seed = random(2 ** 32);
            const before = [...plain];
            const runsBefore = [...runs];
            const nLengths = lengths.length;

            assertEqual(edit(p, generator(seed)), edit(plain, generator(seed)));
            assertEqual(target, plain);
            for (const i of indices) {
                const isOther = before[i] !== plain[i];

                nRuns += isOther;
                assertIs(runs[i] - runsBefore[i], Number(isOther));
                assertIs(seen[i], plain[i]);
                assertIs(presences[i].get(), i in plain);
            }
            assertIs(lengths.length - nLengths, Number(before.length !== plain.length));
            assertEqual(all.get(), plain);
            assertEqual(loop.get(), plain);
            assertIs(json.get(), JSON.stringify(plain));
            assertEqual(keys.get(), Object.keys(plain));
            if (step % 500 === 0)
                collect();
        }
        assert(nRuns > 1000);
        effects.forEach(e => e.dispose());
    },

    'random-edits-of-a-map-and-a-set': () => {
        const random = generator(2);
        const keys = Array.from({length: 8}, (_, i) => i);
        const plain = {map: new Map(), set: new Set()};
        const target = {map: new Map(), set: new Set()};
        const p = {map: reactive(target.map), set: reactive(target.set)};
        const runs = {get: keys.map(() => 0), has: keys.map(() => 0), set: keys.map(() => 0)};
        const sizes = [];
        const effects = keys.flatMap(key => [
            effect(() => {
                p.map.get(key);
                runs.get[key]++;
            }),
            effect(() => {
                p.map.has(key);
                runs.has[key]++;
            }),
            effect(() => {
                p.set.has(key);
                runs.set[key]++;
            }),
        ]);
        const entries = derived(() => [...p.map]);
        const mapKeys = derived(() => [...p.map.keys()]);
        const items = derived(() => [...p.set]);

        effects.push(effect(() => sizes.push([p.map.size, p.set.size])));

        const edits = [
            (c, n) => c.map.set(n(8), n(3) || undefined).size,
            (c, n) => c.map.delete(n(8)),
            (c, n) => n(10) === 0 && c.map.clear(),
            (c, n) => c.set.add(n(8)).size,
            (c, n) => c.set.delete(n(8)),
            (c, n) => n(10) === 0 && c.set.clear(),
        ];

        for (let step = 0; step < 3000; step++) {
            const edit = edits[random(edits.length)];
            const seed = random(2 ** 32);
            const before = {map: new Map(plain.map), set: new Set(plain.set)};
            const runsBefore = JSON.parse(JSON.stringify(runs));
            const nSizes = sizes.length;

            assertIs(edit(p, generator(seed)), edit(plain, generator(seed)));
            for (const key of keys) {
                const isOther = {
                    get: before.map.get(key) !== plain.map.get(key),
                    has: before.map.has(key) !== plain.map.has(key),
                    set: before.set.has(key) !== plain.set.has(key),
                };

                for (const name of Object.keys(runs))
                    assertIs(runs[name][key] - runsBefore[name][key], Number(isOther[name]));
            }
            assertIs(sizes.length - nSizes, Number(
                before.map.size !== plain.map.size || before.set.size !== plain.set.size));
            assertEqual([...target.map], [...plain.map]);
            assertEqual(entries.get(), [...plain.map]);
            assertEqual(mapKeys.get(), [...plain.map.keys()]);
            assertEqual(items.get(), [...plain.set]);
            if (step % 500 === 0)
                collect();
        }
        assert(sizes.length > 500);
        effects.forEach(e => e.dispose());
    },
});
