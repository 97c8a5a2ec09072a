/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_TFTP_H
#define CORE_PROTO_TFTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/base/err.h"

/*
 * TFTP packets as bytes and as values: RFC 1350, 2347 (options), 2348
 * (blksize), 2349 (timeout, tsize), 7440 (windowsize).  What follows from a
 * packet is tftp_xfer.h's business.
 */
#define TFTP_PORT 69
#define TFTP_BLKSIZE_DEFAULT 512
#define TFTP_BLKSIZE_MIN 8
#define TFTP_BLKSIZE_MAX 65464

enum tftp_op {
	TFTP_RRQ = 1,
	TFTP_WRQ,
	TFTP_DATA,
	TFTP_ACK,
	TFTP_ERROR,
	TFTP_OACK
};

enum tftp_code {
	TFTP_E_UNDEFINED,
	TFTP_E_NOT_FOUND,
	TFTP_E_ACCESS,
	TFTP_E_DISK_FULL,
	TFTP_E_ILLEGAL,
	TFTP_E_UNKNOWN_TID,
	TFTP_E_EXISTS,
	TFTP_E_NO_USER,
	TFTP_E_OPTION /* RFC 2347 */
};

enum tftp_mode { TFTP_OCTET, TFTP_NETASCII, TFTP_MODE_OTHER };

/* Bits of tftp_options.set, in the order of asking in `order`. */
enum tftp_option {
	TFTP_BLKSIZE,
	TFTP_TIMEOUT,
	TFTP_TSIZE,
	TFTP_WINDOWSIZE,
	TFTP_OPTION_COUNT
};

/*
 * Options that were there with a value in range; any other is as if it had
 * not been sent.  The first of two equal names counts.
 */
struct tftp_options {
	uint8_t set; /* bit per enum tftp_option */
	uint8_t order[TFTP_OPTION_COUNT]; /* as asked */
	uint8_t count;
	uint16_t blksize;
	uint8_t timeout; /* seconds */
	uint64_t tsize; /* bytes */
	uint16_t windowsize; /* blocks */
	uint8_t ignored; /* options present but unknown or out of range */
};

struct tftp_packet {
	enum tftp_op op;
	/* RRQ, WRQ: name borrowed from the packet, NUL-terminated, foreign */
	const char *file;
	enum tftp_mode mode;
	struct tftp_options options; /* RRQ, WRQ, OACK */
	uint16_t block; /* DATA, ACK */
	const uint8_t *data; /* DATA: borrowed */
	size_t data_len;
	uint16_t code; /* ERROR */
	const char *message; /* ERROR: borrowed, foreign; "" when no NUL */
};

/* 0 or -PX_ESHORT, -PX_EOP, -PX_ENUL (name or mode without its NUL). */
int tftp_decode(struct tftp_packet *p, const void *data, size_t len,
    struct fault *reterr);

/*
 * Does the text of a client's ERROR say why?  Who only wanted to know the size
 * of a file says that it breaks off, or nothing.
 */
bool tftp_says_why(const char *message);

void tftp_encode_ack(struct wbuf *w, uint16_t block);
void tftp_encode_data_head(struct wbuf *w, uint16_t block);
void tftp_encode_error(struct wbuf *w, uint16_t code, const char *message);

/* Only the options in `set`, in the order in which they were asked. */
void tftp_encode_oack(struct wbuf *w, const struct tftp_options *o);

/* A client's request, RRQ or WRQ: file, mode "octet", the options set. */
void tftp_encode_request(struct wbuf *w, enum tftp_op op, const char *file,
    const struct tftp_options *o);

#endif
