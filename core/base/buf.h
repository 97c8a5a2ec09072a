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
 * codec runs straight through a header and asks once.  What reads is inline:
 * a capture of a million packets is some fifty million calls.
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

static inline void
rbuf_init(struct rbuf *r, const void *data, size_t len)
{
	r->base = data;
	r->len = data == NULL ? 0 : len;
	r->pos = 0;
	r->bad = false;
}

static inline size_t
rbuf_left(const struct rbuf *r)
{
	return r->bad ? 0 : r->len - r->pos;
}

/* The next n bytes, borrowed from the packet; NULL when they are not there. */
static inline const uint8_t *
rbuf_bytes(struct rbuf *r, size_t n)
{
	const uint8_t *p;

	if (r->bad || n > r->len - r->pos) {
		r->bad = true;
		return NULL;
	}
	p = r->base + r->pos;
	r->pos += n;
	return p;
}

static inline uint8_t
rbuf_u8(struct rbuf *r)
{
	const uint8_t *p = rbuf_bytes(r, 1);

	return p == NULL ? 0 : p[0];
}

static inline uint16_t
rbuf_u16(struct rbuf *r)
{
	const uint8_t *p = rbuf_bytes(r, 2);

	if (p == NULL)
		return 0;
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
rbuf_u32(struct rbuf *r)
{
	const uint8_t *p = rbuf_bytes(r, 4);

	if (p == NULL)
		return 0;
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

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
