// SPDX-License-Identifier: LGPL-2.1-or-later

// The peer "alien": alien-signals.

import { computed, effect, endBatch, signal, startBatch } from 'alien-signals';

export { signal, effect };
export const derived = computed;
export const get = (node) => node();
export const set = (node, value) => {
  node(value);
};
export const batch = (func) => {
  startBatch();
  try {
    func();
  } finally {
    endBatch();
  }
};
