// SPDX-License-Identifier: LGPL-2.1-or-later

export const check = (condition) => {
  if (!condition)
    throw new Error('wrong result');
};

// How many iterations a measurement does in all.
export const all = (count) => 4 * Math.ceil(count / 4) + count;
