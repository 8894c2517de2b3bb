// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-update.h.

import { all, check } from './check.mjs';

export const makeUpdate = ({ signal, effect, get, set }) => {
  const watch1 = (update) => {
    const [source] = update.sources;

    return effect(() => {
      update.runs++;
      update.sum = get(source);
    });
  };
  const watch2 = (update) => {
    const [a, b] = update.sources;

    return effect(() => {
      update.runs++;
      update.sum = get(a) + get(b);
    });
  };
  const watch4 = (update) => {
    const [a, b, c, d] = update.sources;

    return effect(() => {
      update.runs++;
      update.sum = get(a) + get(b) + get(c) + get(d);
    });
  };
  const watchAll = (update) => {
    const { sources } = update;

    return effect(() => {
      let sum = 0;

      update.runs++;
      for (let i = 0; i < sources.length; i++)
        sum += get(sources[i]);
      update.sum = sum;
    });
  };

  const updateAny = (watch, nSources, nEffects) => (count, measure) => {
    const update = { sources: [], i: 0, runs: 0, sum: 0 };
    const effects = [];

    for (let i = 0; i < nSources; i++)
      update.sources.push(signal(i));
    for (let i = 0; i < nEffects; i++)
      effects.push(watch(update));

    const head = update.sources[0];
    const ns = measure(count, (n) => {
      for (let i = 0; i < n; i++)
        set(head, ++update.i);
    });

    check(update.i === all(count));
    check(update.sum === nSources * (nSources - 1) / 2 + all(count));
    check(update.runs === nEffects * (all(count) + 1));
    effects.forEach((dispose) => dispose());
    return { ns, sum: update.sum, runs: update.runs };
  };

  return {
    'updateSignals1to1': updateAny(watch1, 1, 1),
    'updateSignals2to1': updateAny(watch2, 2, 1),
    'updateSignals4to1': updateAny(watch4, 4, 1),
    'updateSignals1000to1': updateAny(watchAll, 1000, 1),
    'updateSignals1to2': updateAny(watch1, 1, 2),
    'updateSignals1to4': updateAny(watch1, 1, 4),
    'updateSignals1to1000': updateAny(watch1, 1, 1000),
  };
};
