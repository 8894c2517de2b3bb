// SPDX-License-Identifier: LGPL-2.1-or-later

// See workloads-grid.h, whose oracle proves the sum and the number of runs that the driver expects
// from here.

const CHECKED = 40;

export const makeGrid = ({ signal, derived, get, set }) => {
  const makeStatic = (grid, sources) => derived(() => {
    let sum = 0;

    grid.runs++;
    for (let i = 0; i < sources.length; i++)
      sum = (sum + get(sources[i])) | 0;
    return sum;
  });

  const makeDynamic = (grid, sources) => derived(() => {
    grid.runs++;
    let sum = get(sources[0]) | 0;
    const drop = (sum & 1) !== 0 ? (sum >>> 0) % (sources.length - 1) + 1 : 0;

    for (let i = 1; i < sources.length; i++) {
      if (i !== drop)
        sum = (sum + get(sources[i])) | 0;
    }
    return sum;
  });

  const gridAny = (width, layers, nSources, percentDynamic, percentRead) => (count, measure) => {
    const grid = { i: 0, runs: 0 };
    const signals = Array.from({ length: width }, (_, i) => signal(i));
    let seed = 1;
    const random = () => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return seed >>> 8;
    };
    let layer = signals;

    for (let i = 1; i < layers; i++) {
      const before = layer;

      layer = before.map((_, x) => {
        const sources = Array.from({ length: nSources }, (__, k) => before[(x + k) % width]);

        return random() % 100 < percentDynamic
          ? makeDynamic(grid, sources) : makeStatic(grid, sources);
      });
    }

    const read = [...layer];
    while (read.length > Math.floor(width * percentRead / 100))
      read.splice(random() % read.length, 1);

    const sum = () => {
      let total = 0;

      for (let i = 0; i < read.length; i++)
        total = (total + get(read[i])) | 0;
      return total;
    };
    const loop = (n) => {
      for (let k = 0; k < n; k++) {
        const i = ++grid.i;
        const at = i % width;

        set(signals[at], i + at);
        for (let r = 0; r < read.length; r++)
          get(read[r]);
      }
    };

    for (let i = 0; i < CHECKED; i++)
      loop(1);
    const ns = measure(count, loop);

    return { ns, sum: sum(), runs: grid.runs };
  };

  return {
    '2-10x5 lazy80%': gridAny(10, 5, 2, 0, 20),
    '6-10x10 dyn25% lazy80%': gridAny(10, 10, 6, 25, 20),
    '4-1000x12 dyn5%': gridAny(1000, 12, 4, 5, 100),
    '25-1000x5': gridAny(1000, 5, 25, 0, 100),
    '3-5x500': gridAny(5, 500, 3, 0, 100),
    '6-100x15 dyn50%': gridAny(100, 15, 6, 50, 100),
  };
};
