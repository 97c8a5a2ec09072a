/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_CAPTURE_ORDER_H
#define CORE_IO_CAPTURE_ORDER_H

#include "core/io/capture_file.h"

/*
 * The frames of a capture file in the order of their times, as frame_order
 * puts them; each keeps the number that it has in the file.  Where times are
 * too coarse to tell (capture_file_is_coarse), the file's order stays.
 */
struct capture_order;

/* NULL without memory.  The file stays the caller's. */
struct capture_order *capture_order_new(struct capture_file *file);

/* As capture_file_next; -PX_EIO after all that the file has; -PX_ENOMEM. */
int capture_order_next(struct capture_order *o, struct observe_frame *ret);
void capture_order_free(struct capture_order *o);

#endif
