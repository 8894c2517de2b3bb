// SPDX-License-Identifier: LGPL-2.1-or-later

// node --expose-gc bench.mjs PEER [NAME=COUNT...]: the counterpart of harness.h.

import { createInterface } from 'node:readline';
import { makeWorkloads } from './workloads.mjs';

const [, , peerName, ...jobs] = process.argv;
const peer = await import(`./${peerName}.mjs`);
const workloads = makeWorkloads(peer);

const collect = () => {
  globalThis.gc();
  globalThis.gc();
};

// As B_MEASURE_IN of harness.h.
const measure = (count, loop, maxSlices = 5) => {
  const quarter = Math.ceil(count / 4);
  const slices = Math.min(maxSlices, count);
  const results = [];

  for (let i = 0; i < 4; i++)
    loop(quarter);
  collect();

  for (let i = 0; i < slices; i++) {
    const n = Math.floor(count / slices) + (i < count % slices ? 1 : 0);
    const start = process.hrtime.bigint();

    loop(n);
    results.push(Number(process.hrtime.bigint() - start) / n);
  }
  results.sort((a, b) => a - b);
  return results[Math.floor(slices / 2)];
};

const heap = () => {
  collect();
  return process.memoryUsage().heapUsed;
};

const runJob = (job) => {
  const equals = job.lastIndexOf('=');
  const name = job.slice(0, equals);
  const count = Number(job.slice(equals + 1));
  const workload = workloads[name];
  let result;

  if (workload === undefined) {
    process.stderr.write(`${job}: no such workload\n`);
    process.exit(2);
  }

  collect();
  try {
    result = { ns: 0, bytes: 0, sum: 0, runs: 0, ...workload(count, measure, heap) };
  } catch (error) {
    // The stack is exhausted.
    if (!(error instanceof RangeError))
      throw error;
    result = { skip: 'recurses once per node' };
  }
  process.stdout.write(`${JSON.stringify({ name, ...result })}\n`);
};

if (jobs.length > 0) {
  jobs.forEach(runJob);
} else {
  for await (const job of createInterface({ input: process.stdin }))
    runJob(job);
}
