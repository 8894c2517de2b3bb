// SPDX-License-Identifier: LGPL-2.1-or-later

// What the declarations allow.

import Reactivity, {type EffectFunction} from 'gi://Reactivity?version=1';

const {batch, derived, effect, memoized, newContext, onCleanup, reactive, scope, signal, state, untrack} =
    Reactivity;

const count = signal(1, {name: 'count', equals: (a, b) => Math.abs(a - b) < 1});
const any = signal<Map<string, number> | undefined>(undefined, {equals: false});
const double = derived(() => count.get() * 2, {lossStrategy: 'ignore'});
const text: string = memoized(() => `${double.value}`).get();

const changed: boolean = count.set(2) || count.update(n => n + 1) || any.set(new Map());
count.value = 3;

const action: EffectFunction = () => {
    onCleanup(() => {});
    return () => count.peek();
};
const e = effect(action, {immediate: false, schedule: 'idle', priority: 100, owner: {}});
e.run();
e.dispose();

const result: number = batch(() => untrack(() => double.get()));
const counter = state({count: result, label: text});
counter.count++;

class Counter {}
state(new Counter(), {start: changed}).start = false;

const context = newContext();
context.signal(1).connect('notify::value', () => {});
context.connect('error', (_context, node, error) => node !== null && error.message !== '');
scope(() => context.effect(action)).dispose();

const list: number[] = reactive([1, 2], {equals: (a, b) => Math.abs(a - b) < 1});
const ages: Map<string, number> = reactive(new Map([['Ada', 36]]), {equals: false});
const tags = reactive(new Set<string>(), {context}).add('new');
const person = reactive({name: 'Ada', friends: list});
person.name = `${person.friends[0]} ${ages.get('Ada')} ${tags.size}`;
context.reactive(new Counter());

class Celsius extends Reactivity.JSSignal<number> {
    get fahrenheit() {
        return this.get() * 9 / 5 + 32;
    }
}

const f: number = new Celsius(1).fahrenheit + Reactivity.Signal.new_int(null, 1).get();
print(f);

const {asyncDerived, asyncEffect} = Reactivity;
const length = asyncDerived(async $ => {
    const [first, second] = await $(Promise.all([Promise.resolve('a'), 2]));
    const twice: number = await $(Promise.resolve(second * 2));

    return $.cancelled ? 0 : first.length + twice + (await $(1));
}, {equals: (a, b) => a === b, name: 'length', lossStrategy: 'warn'});
const save = asyncEffect(async $ => {
    const n: number = await $(length.get($.cancellable));
    return `${n} ${length.running.get()}`;
}, {rerun: 'queue', immediate: false, priority: 0, owner: {}});

length.fresh().then(n => n.toFixed());
length.value?.toFixed();
save.rerun = 'restart';
save.run().then(saved => saved.toUpperCase());
context.asyncEffect(() => {}, {rerun: Reactivity.Rerun.RESTART}).dispose();
