/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* The core is compiled as one: a change runs through most of these files, and the calls between
 * them would cost as much as the work. */

#define _GNU_SOURCE /* pthread_getattr_np, in graph.c */

#include "pool.c"
#include "link.c"
#include "graph.c"
#include "node.c"
#include "owner.c"
#include "wakes.c"
#include "propagate.c"
#include "run.c"
#include "refresh.c"
#include "flush.c"
#include "drive.c"
#include "check.c"
