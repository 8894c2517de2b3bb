// SPDX-License-Identifier: LGPL-2.1-or-later

// Random schedules of changes, waits, cancellations and ends, against what the values must be.

import Gio from 'gi://Gio';
import GLib from 'gi://GLib';
import Reactivity from 'gi://Reactivity?version=1';

import {assertEqual, assertIs, countNodes, run} from './tap.js';
import {atRest, collected, Gate, sleep} from './later.js';

const N_SIGNALS = 4;
const N_SEEDS = Math.ceil(40 / Number(GLib.getenv('REACTIVITY_TEST_SLOWDOWN') ?? 1));
const N_STEPS = 60;

// Numbers that are the same each time.
class Random {
    constructor(seed) {
        this.state = seed * 2654435761 % 2 ** 32;
    }

    below(n) {
        this.state = (this.state * 1664525 + 1013904223) % 2 ** 32;
        return Math.floor(this.state / 2 ** 32 * n);
    }

    pick(list) {
        return list[this.below(list.length)];
    }
}

class Schedule {
    constructor(seed) {
        this.random = new Random(seed);
        this.context = Reactivity.newContext();
        this.signals = Array.from({length: N_SIGNALS}, () => this.context.signal(0));
        this.gates = [];
        this.history = [this.now()];
        this.failures = [];
        this.pending = 0; // promises that nobody has settled
        this.effects = [];
        this.isOver = false;

        this.lower = [0, 1, 2].map(i => this.makeLower(i));
        this.upper = [0, 1].map(i => this.makeUpper(i));
        this.last = this.context.effect(() => {
            this.seen = [...this.lower, ...this.upper].map(d => d.value);
        });
    }

    now() {
        return this.signals?.map(s => s.peek()) ?? [];
    }

    // The first signal selects which others are read, so dependencies come and go.
    oracleOf(i, values = this.now()) {
        if (i < 3)
            return values[0] % 2 === 0 ? values[1] + i : values[2] * 10 + values[(i + 1) % N_SIGNALS];
        return `${this.oracleOf(i - 3, values)} ${this.oracleOf(i - 2, values)} ${values[3]}`;
    }

    // All reads in one step, so that the result is right for one moment.
    makeLower(i) {
        const [a, b, c] = this.signals;

        return this.context.asyncDerived(async $ => {
            await this.wait($);
            const value = a.get() % 2 === 0
                ? b.get() + i : c.get() * 10 + this.signals[(i + 1) % N_SIGNALS].get();

            await this.wait($);
            return value;
        }, {name: `lower ${i}`});
    }

    makeUpper(i) {
        return this.context.asyncDerived(async $ => {
            const first = await $(this.lower[i].get());

            await this.wait($);
            const second = await $(this.lower[i + 1].get());

            return `${first} ${second} ${this.signals[3].get()}`;
        }, {name: `upper ${i}`});
    }

    // An effect knows what its youngest run has seen, if that has ended.
    makeEffect() {
        const {random} = this;
        const i = random.below(5);
        const d = [...this.lower, ...this.upper][i];
        const state = {i, seen: undefined, runs: 0, ended: 0, isDisposed: false};

        state.effect = this.context.asyncEffect(async $ => {
            const number = ++state.runs;

            if (state.isDisposed)
                this.failures.push('a run after its end');
            await this.wait($);
            const seen = await $(d.get());

            await this.wait($);
            // What it waited for may have been there already when it was disposed.
            if (state.isDisposed && !$.cancelled)
                this.failures.push('a step after its end');
            if (number > state.ended)
                Object.assign(state, {seen, ended: number});
        }, {rerun: random.pick(['concurrent', 'restart', 'queue'])});
        this.effects.push(state);
    }

    // Waits for nothing, for the main loop, or for the schedule.
    wait($) {
        switch (this.isOver ? 0 : this.random.below(4)) {
        case 0:
            return $(null);
        case 1:
            return $(sleep(0));
        default: {
            const gate = new Gate();

            this.gates.push(gate);
            return $(gate.promise);
        }
        }
    }

    open() {
        const {gates, random} = this;

        if (gates.length > 0)
            gates.splice(random.below(gates.length), 1)[0].resolve();
    }

    change() {
        this.random.pick(this.signals).set(this.random.below(3));
        this.history.push(this.now());
    }

    batch() {
        this.context.batch(() => {
            for (let i = 0; i < 3; i++)
                this.random.pick(this.signals).set(this.random.below(3));
        });
        this.history.push(this.now());
    }

    // Who waits gets what was right at some moment since then.
    get() {
        const i = this.random.below(3);
        const since = this.history.length - 1;

        this.expect(this.lower[i], 'get', value => {
            if (!this.history.slice(since).some(values => this.oracleOf(i, values) === value))
                this.failures.push(`lower ${i} was never ${value}`);
        });
    }

    fresh() {
        const i = this.random.below(5);
        const d = [...this.lower, ...this.upper][i];

        this.expect(d, 'fresh', value => {
            if (value !== this.oracleOf(i) || d.is_stale())
                this.failures.push(`${d.name} is not ${value}, but ${this.oracleOf(i)}`);
        });
    }

    async expect(d, method, check) {
        const cancellable = this.random.below(3) === 0 ? new Gio.Cancellable() : null;

        this.pending++;
        if (cancellable !== null && this.random.below(2) === 0)
            sleep(0).then(() => cancellable.cancel());
        try {
            check(await d[method](cancellable));
        } catch (error) {
            if (!cancellable?.is_cancelled())
                this.failures.push(String(error));
        }
        this.pending--;
    }

    end() {
        const living = this.effects.filter(state => !state.isDisposed);

        if (living.length > 0) {
            const state = this.random.pick(living);

            state.isDisposed = true;
            state.effect.dispose();
        }
    }

    async play() {
        const {random} = this;
        const actions = ['change', 'change', 'batch', 'get', 'fresh', 'makeEffect', 'end', 'open', 'open'];

        for (let i = 0; i < N_STEPS; i++) {
            this[random.pick(actions)]();
            if (random.below(3) === 0)
                await (random.below(2) === 0 ? null : sleep(0));
        }

        // From here on nothing waits for the schedule.
        this.isOver = true;
        for (let i = 0; i < 100 && (this.gates.length > 0 || this.pending > 0); i++) {
            this.gates.splice(0).forEach(gate => gate.resolve());
            await atRest();
        }
        await sleep(1);
        await atRest();
    }

    async check() {
        assertEqual(this.failures, []);
        assertIs(this.pending, 0);
        for (const {i, seen, isDisposed} of this.effects) {
            if (!isDisposed)
                assertIs(seen, this.oracleOf(i));
        }
        assertEqual(this.seen, [0, 1, 2, 3, 4].map(i => this.oracleOf(i)));
        for (const [i, d] of [...this.lower, ...this.upper].entries()) {
            assertIs(d.running.peek(), false);
            assertIs(await d.get(), this.oracleOf(i));
        }
    }

    finish() {
        this.effects.forEach(({effect}) => effect.dispose());
        this.last.dispose();
        return this.context;
    }
}

// What is left is a context.
async function play(seed) {
    const schedule = new Schedule(seed);

    await schedule.play();
    await schedule.check();
    return schedule.finish();
}

const cases = {};

for (let part = 0; part < 4; part++) {
    cases[`part-${part}`] = async () => {
        for (let i = 0; i < N_SEEDS; i++) {
            const seed = part * 1000 + i;
            let context;

            try {
                context = await play(seed);
            } catch (error) {
                throw new Error(`seed ${seed}: ${error.message}\n${error.stack}`);
            }
            if (i % 10 === 0) {
                await collected();
                assertIs(countNodes(context), 0);
            }
        }
    };
}

run('async-schedules', cases);
