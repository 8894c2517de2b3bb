// SPDX-License-Identifier: LGPL-2.1-or-later

// The workloads of workloads-*.h for a peer in JavaScript. What each is, is said there; here as
// there it is checked that the result is right.

import { makeCreate } from './workloads-create.mjs';
import { makeGrid } from './workloads-grid.mjs';
import { makeScale } from './workloads-scale.mjs';
import { makeShape } from './workloads-shape.mjs';
import { makeCell } from './workloads-cell.mjs';
import { makeUpdate } from './workloads-update.mjs';

export const makeWorkloads = (peer) => ({
  ...makeCreate(peer),
  ...makeUpdate(peer),
  ...makeShape(peer),
  ...makeCell(peer),
  ...makeGrid(peer),
  ...makeScale(peer),
});
