/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_BUF_H
#define CORE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Byte cursors over memory that the caller owns.  Numbers are in network
 * order.  The error is sticky: after the first access that does not fit,
 * reads give zero or NULL, writes do nothing, and `bad` stays set, so a
 * codec runs straight through a header and asks once.
 */
struct rbuf {
	const uint8_t *base;
	size_t len;
	size_t pos; /* always <= len */
	bool bad;
};

struct wbuf {
	uint8_t *base;
	size_t cap;
	size_t len; /* always <= cap */
	bool bad;
};

void rbuf_init(struct rbuf *r, const void *data, size_t len);
size_t rbuf_left(const struct rbuf *r);
uint8_t rbuf_u8(struct rbuf *r);
uint16_t rbuf_u16(struct rbuf *r);
uint32_t rbuf_u32(struct rbuf *r);

/* The next n bytes, borrowed from the packet; NULL when they are not there. */
const uint8_t *rbuf_bytes(struct rbuf *r, size_t n);

/*
 * A NUL-terminated string, borrowed, and the cursor after its NUL; NULL and
 * bad when no NUL follows.
 */
const char *rbuf_str(struct rbuf *r);

/* A cursor over the next n bytes only; bad in both when they are missing. */
struct rbuf rbuf_sub(struct rbuf *r, size_t n);

/* The writer over data[0..cap). */
void wbuf_init(struct wbuf *w, void *data, size_t cap);
size_t wbuf_left(const struct wbuf *w);
void wbuf_u8(struct wbuf *w, uint8_t v);
void wbuf_u16(struct wbuf *w, uint16_t v);
void wbuf_u32(struct wbuf *w, uint32_t v);
void wbuf_put(struct wbuf *w, const void *data, size_t n);
void wbuf_zero(struct wbuf *w, size_t n);

/* A string with its NUL. */
void wbuf_str(struct wbuf *w, const char *s);

/* Overwrites two bytes already written, at offset `at`. */
void wbuf_set_u16(struct wbuf *w, size_t at, uint16_t v);

#endif
