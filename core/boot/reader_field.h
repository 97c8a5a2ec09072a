/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_READER_FIELD_H
#define CORE_BOOT_READER_FIELD_H

#include <stdint.h>

#include "core/boot/reader.h"

/*
 * What we send and what it reads, field by field: whether this kind of client
 * looks at a field or option of a reply at all, and why not.  The same rules
 * as reader.h's; what no source tells is left open.
 */
enum reader_use {
	READER_OPEN, /* not known, or nothing stands there */
	READER_READS,
	READER_LEAVES /* it is there, and this client does not look */
};

struct reader_mark {
	enum reader_use use;
	const char *why; /* static words, "" for what is plain */
};

/* Fields of the fixed part of a reply that say something about booting. */
enum reader_field { READER_YIADDR, READER_SIADDR, READER_SNAME, READER_FILE };

/* v is what reader_read made of the same reply for the same kind. */
struct reader_mark reader_mark_field(enum reader_kind k,
    const struct reader_view *v, const struct reader_reply *r,
    enum reader_field field);
struct reader_mark reader_mark_option(enum reader_kind k,
    const struct reader_view *v, const struct reader_reply *r, uint8_t code);

/* "reads", "not read", "" */
const char *reader_use_name(enum reader_use use);

#endif
