/* SPDX-License-Identifier: LGPL-2.1-or-later */

/* Included once by each program, after it has defined its peer: the whole suite and main(). */

#include "workloads-create.h"
#include "workloads-update.h"
#include "workloads-shape.h"
#include "workloads-cell.h"
#include "workloads-grid.h"
#include "workloads-scale.h"

int
main (int argc, char **argv)
{
  const BWorkload *const families[] = {
    b_create_workloads,
    b_update_workloads,
    b_shape_workloads,
    b_cell_workloads,
    b_grid_workloads,
    b_scale_workloads,
    NULL,
  };

  b_init ();
  return b_main (argc, argv, families, B_CAN);
}
