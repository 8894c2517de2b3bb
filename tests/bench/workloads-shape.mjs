// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-shape.h.

import { all, check } from './check.mjs';

export const makeShape = ({ signal, derived, effect, get, set }) => {
  const shapeNew = (nHeads) => ({
    heads: Array.from({ length: nHeads }, () => signal(0)),
    effects: [],
    i: 0,
    runs: 0,
    effectRuns: 0,
    values: new Array(100).fill(0),
  });

  const add = (shape, from, amount) => derived(() => {
    shape.runs++;
    return get(from) + amount;
  });

  const watch = (shape, from) => {
    shape.effects.push(effect(() => {
      shape.effectRuns++;
      get(from);
    }));
  };

  const finish = (shape, expectedEffectRuns, ns) => {
    check(shape.effectRuns === expectedEffectRuns);
    shape.effects.forEach((dispose) => dispose());
    return { ns, runs: shape.runs + shape.effectRuns };
  };

  const loop = (shape, end, n, factor, offset) => {
    const head = shape.heads[0];

    for (let k = 0; k < n; k++) {
      const i = ++shape.i;

      set(head, i);
      check(get(end) === factor * i + offset);
    }
  };

  const avoidable = (count, measure) => {
    const shape = shapeNew(1);
    const first = add(shape, shape.heads[0], 0);
    const zero = derived(() => {
      shape.runs++;
      get(first);
      return 0;
    });
    const end = add(shape, add(shape, add(shape, zero, 1), 2), 3);

    watch(shape, end);
    const ns = measure(count, (n) => loop(shape, end, n, 0, 6));
    check(shape.runs === 5 + 2 * all(count));
    return finish(shape, 1, ns);
  };

  const broad = (count, measure) => {
    const shape = shapeNew(1);
    let end;

    for (let i = 0; i < 50; i++) {
      end = add(shape, add(shape, shape.heads[0], i), 1);
      watch(shape, end);
    }

    const ns = measure(count, (n) => loop(shape, end, n, 1, 50));
    return finish(shape, 50 * (1 + all(count)), ns);
  };

  const deep = (count, measure) => {
    const shape = shapeNew(1);
    let end = shape.heads[0];

    for (let i = 0; i < 50; i++)
      end = add(shape, end, 1);
    watch(shape, end);

    const ns = measure(count, (n) => loop(shape, end, n, 1, 50));
    return finish(shape, 1 + all(count), ns);
  };

  const diamond = (count, measure) => {
    const shape = shapeNew(1);
    const nodes = [];

    for (let i = 0; i < 5; i++)
      nodes.push(add(shape, shape.heads[0], 1));
    const end = derived(() => {
      let sum = 0;

      shape.runs++;
      for (let i = 0; i < 5; i++)
        sum += get(nodes[i]);
      return sum;
    });
    watch(shape, end);

    const ns = measure(count, (n) => loop(shape, end, n, 5, 5));
    return finish(shape, 1 + all(count), ns);
  };

  const mux = (count, measure) => {
    const shape = shapeNew(100);
    const { heads, values } = shape;
    const source = derived(() => {
      shape.runs++;
      for (let i = 0; i < 100; i++)
        values[i] = get(heads[i]);
      return shape.runs;
    });
    const ends = [];

    for (let i = 0; i < 100; i++) {
      const pick = derived(() => {
        get(source);
        return values[i];
      });

      ends.push(add(shape, pick, 1));
      watch(shape, ends[i]);
    }

    const plusOnes = shape.runs - 1;
    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        const i = ++shape.i;

        set(heads[i % 10], i);
        check(get(ends[i % 10]) === i + 1);
      }
    });

    check(shape.runs === 1 + plusOnes + 2 * all(count));
    return finish(shape, 100 + all(count), ns);
  };

  const repeated = (count, measure) => {
    const shape = shapeNew(1);
    const head = shape.heads[0];
    const end = derived(() => {
      let sum = 0;

      shape.runs++;
      for (let i = 0; i < 30; i++)
        sum += get(head);
      return sum;
    });

    watch(shape, end);
    const ns = measure(count, (n) => loop(shape, end, n, 30, 0));
    return finish(shape, 1 + all(count), ns);
  };

  const triangle = (count, measure) => {
    const shape = shapeNew(1);
    const head = shape.heads[0];
    const nodes = [];
    let last = head;

    for (let i = 0; i < 9; i++) {
      last = add(shape, last, 1);
      nodes.push(last);
    }
    const end = derived(() => {
      let sum;

      shape.runs++;
      sum = get(head);
      for (let i = 0; i < 9; i++)
        sum += get(nodes[i]);
      return sum;
    });

    watch(shape, end);
    const ns = measure(count, (n) => loop(shape, end, n, 10, 45));
    return finish(shape, 1 + all(count), ns);
  };

  const unstable = (count, measure) => {
    const shape = shapeNew(1);
    const head = shape.heads[0];
    const double = derived(() => {
      shape.runs++;
      return 2 * get(head);
    });
    const inverse = derived(() => {
      shape.runs++;
      return -get(head);
    });
    const end = derived(() => {
      let sum = 0;

      shape.runs++;
      for (let i = 0; i < 20; i++)
        sum += get(get(head) % 2 !== 0 ? double : inverse);
      return sum;
    });

    watch(shape, end);
    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        const i = ++shape.i;

        set(head, i);
        check(get(end) === (i % 2 !== 0 ? 40 * i : -20 * i));
      }
    });
    return finish(shape, 1 + all(count), ns);
  };

  return {
    'avoidablePropagation': avoidable,
    'broadPropagation': broad,
    'deepPropagation': deep,
    diamond,
    mux,
    'repeatedObservers': repeated,
    triangle,
    unstable,
  };
};
