// SPDX-License-Identifier: LGPL-2.1-or-later

// What they do not allow: each line after a comment must be an error.

import Reactivity from 'gi://Reactivity?version=1';

const {batch, derived, effect, reactive, signal, state} = Reactivity;

const count = signal(1);
const double = derived(() => count.get() * 2);

// @ts-expect-error: another type
count.set('text');
// @ts-expect-error: a derived cannot be set
double.set(1);
// @ts-expect-error: nor by its property
double.value = 1;
// @ts-expect-error: no such option
signal(1, {equal: false});
// @ts-expect-error: no such schedule
effect(() => {}, {schedule: 'later'});
// @ts-expect-error: not a function
effect(1);
// @ts-expect-error: a batch returns what its function does
const text: string = batch(() => 1);
// @ts-expect-error: there is no such property
state({count: 1}).other = 2;
// @ts-expect-error: a graph has no signals of its own
Reactivity.newContext().get();
// @ts-expect-error: no container
reactive(1);
// @ts-expect-error: what it is cannot be seen by a proxy
reactive(new Date());
// @ts-expect-error: it holds numbers
reactive([1]).push('text');
// @ts-expect-error: numbers are compared
reactive(new Map([['a', 1]]), {equals: (a: string, b: string) => a === b});

const {asyncDerived, asyncEffect} = Reactivity;
const slow = asyncDerived(async $ => (await $(count.get())) + 1);

// @ts-expect-error: a promise is no number
const now: number = slow.get();
// @ts-expect-error: there may be no value yet
const last: number = slow.value;
// @ts-expect-error: it cannot be set
slow.set(1);
// @ts-expect-error: what is awaited is a number
slow.get().then((value: string) => value);
// @ts-expect-error: no such policy
asyncEffect(async () => {}, {rerun: 'later'});
// @ts-expect-error: it cannot be read any more
asyncEffect(async $ => ($.cancelled = true));
