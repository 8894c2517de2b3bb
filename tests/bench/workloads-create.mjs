// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-create.h.

import { check } from './check.mjs';

const PASSES = 3;

export const makeCreate = ({ signal, derived, get }) => {
  const finish = (create, n) => {
    let sum = 0;

    for (let i = 0; i < n; i++)
      sum = (sum + get(create.made[i])) | 0;
    create.sum = sum;
    create.made = new Array(n).fill(null);
  };

  const createSignals = (create, n) => {
    for (let i = 0; i < n; i++)
      create.made[i] = signal(i);
    finish(create, n);
  };

  // One function for each number of reads, as in C.
  const make0 = () => derived(() => 0);
  const make1 = (sources, first) => {
    const source = sources[first];

    return derived(() => get(source));
  };
  const make2 = (sources, first) => {
    const a = sources[first];
    const b = sources[first + 1];

    return derived(() => get(a) + get(b));
  };
  const make4 = (sources, first) => {
    const a = sources[first];
    const b = sources[first + 1];
    const c = sources[first + 2];
    const d = sources[first + 3];

    return derived(() => get(a) + get(b) + get(c) + get(d));
  };
  const make1000 = (sources, first) => derived(() => {
    let sum = 0;

    for (let i = 0; i < 1000; i++)
      sum += get(sources[first + i]);
    return sum;
  });

  const createAny = (reads, nSources, make) => (count, measure) => {
    const width = nSources(count);
    const sources = [];
    const firsts = [];
    const create = { made: new Array(count).fill(null), sum: 0 };
    let expected = 0;

    for (let i = 0; i < width; i++)
      sources.push(signal(i));
    for (let i = 0; i < count; i++) {
      let first = reads === 0 ? 0 : (i * reads) % width;

      if (reads === 1)
        first = Math.floor(i * width / count);
      firsts.push(first);
      for (let k = 0; k < reads; k++)
        expected = (expected + first + k) | 0;
    }

    const ns = measure(count, (n) => {
      for (let pass = 0; pass < PASSES; pass++) {
        for (let i = 0; i < n; i++) {
          create.made[i] = make(sources, firsts[i]);
          get(create.made[i]);
        }
        finish(create, n);
      }
    }, 1);

    check(create.sum === expected);
    return { ns: ns / PASSES, sum: create.sum };
  };

  return {
    'createSignals': (count, measure) => {
      const create = { made: new Array(count).fill(null), sum: 0 };
      const ns = measure(count, (n) => {
        for (let pass = 0; pass < PASSES; pass++)
          createSignals(create, n);
      }, 1);
      let expected = 0;

      for (let i = 0; i < count; i++)
        expected = (expected + i) | 0;
      check(create.sum === expected);
      return { ns: ns / PASSES, sum: create.sum };
    },
    'createComputations0to1': createAny(0, () => 1, make0),
    'createComputations1to1': createAny(1, (count) => count, make1),
    'createComputations2to1': createAny(2, (count) => 2 * count, make2),
    'createComputations4to1': createAny(4, (count) => 4 * count, make4),
    'createComputations1000to1': createAny(1000, (count) => 1000 * count, make1000),
    'createComputations1to2': createAny(1, (count) => count / 2, make1),
    'createComputations1to4': createAny(1, (count) => count / 4, make1),
    'createComputations1to8': createAny(1, (count) => count / 8, make1),
    'createComputations1to1000': createAny(1, (count) => count / 1000, make1),
  };
};
