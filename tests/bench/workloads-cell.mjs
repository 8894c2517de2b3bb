// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-cell.h.

import { check } from './check.mjs';

export const makeCell = ({ signal, derived, effect, get, set, batch }) => {
  const fib = (n) => (n < 2 ? 1 : fib(n - 1) + fib(n - 2));
  const hard = (n) => n + fib(16);

  const molCheck = (results, a, b) => {
    const c = a % 2 + b % 2;
    const d = a % 2 - b % 2;
    const f = hard(2 + d !== 0 ? 2 + d : b);
    const g = c + (c !== 0 ? c : hard(c + a + d) % 2) + 4 + d + f;

    check(results[0] === hard(g));
    check(results[1] === g);
    check(results[2] === hard(f));
  };

  const molBench = (count, measure) => {
    const results = [0, 0, 0];
    const values = [0, 0, 0, 0, 0];
    let runs = 0;
    let round = 0;
    const a = signal(0);
    const b = signal(0);
    const c = derived(() => {
      runs++;
      return get(a) % 2 + get(b) % 2;
    });
    const d = derived(() => {
      runs++;
      for (let i = 0; i < 5; i++)
        values[i] = i + get(a) % 2 - get(b) % 2;
      return runs;
    });
    const e = derived(() => {
      runs++;
      const sum = get(c) + get(a);

      get(d);
      return hard(sum + values[0]);
    });
    const f = derived(() => {
      runs++;
      get(d);
      return hard(values[2] !== 0 ? values[2] : get(b));
    });
    const g = derived(() => {
      runs++;
      let sum = get(c);
      const again = get(c);

      sum += again !== 0 ? again : get(e) % 2;
      get(d);
      return sum + values[4] + get(f);
    });
    const effects = [
      effect(() => {
        runs++;
        results[0] = hard(get(g));
      }),
      effect(() => {
        runs++;
        results[1] = get(g);
      }),
      effect(() => {
        runs++;
        results[2] = hard(get(f));
      }),
    ];

    molCheck(results, 0, 0);
    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        const i = ++round;

        batch(() => {
          set(b, 1);
          set(a, 1 + 2 * i);
        });
        batch(() => {
          set(a, 2 + 2 * i);
          set(b, 2);
        });
      }
    });

    molCheck(results, 2 + 2 * round, 2);
    batch(() => {
      set(b, 1);
      set(a, 7);
    });
    molCheck(results, 7, 1);
    effects.forEach((dispose) => dispose());
    return { ns, sum: results[0], runs };
  };

  const cellxExpect = (start, layers) => {
    let [a, b, c, d] = start;

    for (let i = 0; i < layers; i++)
      [a, b, c, d] = [b, a - c, b + d, c];
    return [a, b, c, d];
  };

  const cellx = (layers) => (count, measure) => {
    const starts = [[1, 2, 3, 4], [4, 3, 2, 1]];
    const expected = starts.map((start) => cellxExpect(start, layers));
    const heads = starts[0].map((value) => signal(value));
    const effects = [];
    let runs = 0;
    let round = 0;
    let layer = heads;

    for (let i = 0; i < layers; i++) {
      const [a, b, c, d] = layer;

      layer = [
        derived(() => {
          runs++;
          return get(b);
        }),
        derived(() => {
          runs++;
          return get(a) - get(c);
        }),
        derived(() => {
          runs++;
          return get(b) + get(d);
        }),
        derived(() => {
          runs++;
          return get(c);
        }),
      ];
      for (const node of layer) {
        effects.push(effect(() => {
          runs++;
          get(node);
        }));
      }
    }

    const ends = layer;
    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        const odd = ++round % 2;

        batch(() => {
          for (let i = 0; i < 4; i++)
            set(heads[i], starts[odd][i]);
        });
        for (let i = 0; i < 4; i++)
          check(get(ends[i]) === expected[odd][i]);
      }
    });

    effects.forEach((dispose) => dispose());
    return { ns, sum: expected[0][0] + expected[1][1], runs };
  };

  return { molBench, 'cellx1000': cellx(1000), 'cellx2500': cellx(2500) };
};
