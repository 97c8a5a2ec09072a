/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_TAP_H
#define CORE_SERVE_TFTP_TAP_H

#include <stdbool.h>

#include "core/serve/tftpd.h"

/*
 * TFTP's way past this host's packet filter, which is there while somebody in
 * the book has `from-wire`: nobody else's requests are read twice.  Zeroed at
 * first.
 */
struct tftp_tap {
	bool open;
	bool failed; /* told once */
};

struct book;

/* A new book: false when one is needed and, for the first time, not had. */
bool tftp_tap_follow(struct tftp_tap *tap, struct tftpd *t,
    const struct book *book);

#endif
