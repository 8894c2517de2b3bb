// SPDX-License-Identifier: LGPL-2.1-or-later

// What the declarations allow.

import Reactivity, {type EffectFunction} from 'gi://Reactivity?version=1';

const {batch, derived, effect, memoized, newContext, onCleanup, scope, signal, state, untrack} =
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

class Celsius extends Reactivity.JSSignal<number> {
    get fahrenheit() {
        return this.get() * 9 / 5 + 32;
    }
}

const f: number = new Celsius(1).fahrenheit + Reactivity.Signal.new_int(null, 1).get();
print(f);
