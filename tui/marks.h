/* SPDX-License-Identifier: ISC */
#ifndef TUI_MARKS_H
#define TUI_MARKS_H

#include <stdbool.h>

#include "core/boot/reader_field.h"

/*
 * A reply beside the request that it answers: which of its fields and options
 * the one that asked reads.  Points into itself, so it is never copied.
 */
struct marks {
	enum reader_kind kind;
	struct dhcp_facts facts;
	char root_path[256];
	struct reader_reply reply;
	struct reader_view view;
};

/* False: the request is no boot client's, or the reply no reply. */
bool marks_make(struct marks *m, const struct dhcp_msg *request,
    const struct dhcp_msg *reply);

/* Of the part of the reply that begins at this byte, before the options. */
struct reader_mark marks_field(const struct marks *m, size_t offset);
struct reader_mark marks_option(const struct marks *m, uint8_t code);

/* "gPXE to 0.9.7 takes pxelinux.0 (file field) from 192.0.2.1 (siaddr)" */
void marks_text(struct text *t, const struct marks *m);

#endif
