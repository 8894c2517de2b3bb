// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-scale.h.

import { all, check } from './check.mjs';

export const makeScale = ({ signal, derived, effect, get, set }) => {
  const chain = (length) => (count, measure) => {
    const head = signal(0);
    let round = 0;
    let end = head;

    for (let i = 1; i <= length; i++) {
      const before = end;

      end = derived(() => get(before) + 1);
      check(get(end) === i);
    }

    const last = end;
    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        set(head, ++round);
        check(get(last) === round + length);
      }
    });
    return { ns: ns / length, sum: round };
  };

  const fan = (width) => (count, measure) => {
    const head = signal(0);
    const effects = [];
    let round = 0;
    let runs = 0;

    for (let i = 0; i < width; i++) {
      effects.push(effect(() => {
        if (get(head) === round)
          runs++;
      }));
    }

    const ns = measure(count, (n) => {
      for (let k = 0; k < n; k++) {
        round++;
        set(head, round);
      }
    });

    check(runs === width * (all(count) + 1));
    for (let i = width; i > 0; i--)
      effects[i - 1]();
    return { ns: ns / width, sum: round };
  };

  const bytesPerNode = (isDerived) => (count, measure, heap) => {
    const signals = new Array(count).fill(null);
    const made = new Array(count).fill(null);
    let before = heap();

    for (let i = 0; i < count; i++)
      signals[i] = signal(i);
    let bytes = (heap() - before) / count;

    before = heap();
    for (let i = 0; i < count; i++) {
      const source = signals[i];

      made[i] = derived(() => get(source));
      check(get(made[i]) === i);
    }
    if (isDerived)
      bytes = (heap() - before) / count;
    check(get(made[count - 1]) === get(signals[count - 1]));
    return { bytes };
  };

  const bytesPerLink = (nSources) => (count, measure, heap) => {
    const signals = Array.from({ length: nSources }, () => signal(1));
    const bytesWith = (n) => {
      const made = new Array(count).fill(null);
      const before = heap();

      for (let i = 0; i < count; i++) {
        made[i] = derived(() => {
          let sum = 0;

          for (let k = 0; k < n; k++)
            sum += get(signals[k]);
          return sum;
        });
        check(get(made[i]) === n);
      }

      const bytes = heap() - before;
      check(get(made[0]) === n);
      return bytes;
    };

    const one = bytesWith(1);
    return { bytes: (bytesWith(nSources) - one) / ((nSources - 1) * count) };
  };

  return {
    'chain 10000': chain(10000),
    'chain 1000000': chain(1000000),
    'fan 10000': fan(10000),
    'fan 1000000': fan(1000000),
    'bytes per signal': bytesPerNode(false),
    'bytes per derived': bytesPerNode(true),
    'bytes per link, 128 sources': bytesPerLink(128),
    'bytes per link, 100 sources': bytesPerLink(100),
  };
};
