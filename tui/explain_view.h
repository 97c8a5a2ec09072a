/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_VIEW_H
#define TUI_EXPLAIN_VIEW_H

#include "core/boot/file_manner.h"
#include "tui/explain.h"

/*
 * The root as one machine sees it: what is not there as it asks for it may be
 * elsewhere (core/serve/file_open.h serves so).
 */
struct explain_view {
	struct explain_place seen; /* the same place with such files */
	const struct explain_place *place; /* outlives the view */
	struct file_manner manner;
};

void explain_view_init(struct explain_view *v,
    const struct explain_place *place, const struct mac *mac);

#endif
