// SPDX-License-Identifier: LGPL-2.1-or-later

// The peer "preact": @preact/signals-core, which has no other batch than one around a function.

import { batch, computed, effect, signal } from '@preact/signals-core';

export { signal, effect, batch };
export const derived = computed;
export const get = (node) => node.value;
export const set = (node, value) => {
  node.value = value;
};
