/* SPDX-License-Identifier: ISC */
#include "core/base/buf.h"

#include <string.h>

const char *
rbuf_str(struct rbuf *r)
{
	const uint8_t *p, *nul;
	size_t left = rbuf_left(r);

	p = r->base == NULL ? NULL : r->base + r->pos;
	nul = left == 0 ? NULL : memchr(p, 0, left);
	if (nul == NULL) {
		r->bad = true;
		return NULL;
	}
	r->pos += (size_t)(nul - p) + 1;
	return (const char *)p;
}

struct rbuf
rbuf_sub(struct rbuf *r, size_t n)
{
	struct rbuf sub;
	const uint8_t *p = rbuf_bytes(r, n);

	rbuf_init(&sub, p, n);
	sub.bad = r->bad;
	return sub;
}

void
wbuf_init(struct wbuf *w, void *data, size_t cap)
{
	w->base = data;
	w->cap = cap;
	w->len = 0;
	w->bad = false;
}

size_t
wbuf_left(const struct wbuf *w)
{
	return w->bad ? 0 : w->cap - w->len;
}

/* Room for n bytes, or NULL and the sticky error. */
static uint8_t *
claim(struct wbuf *w, size_t n)
{
	uint8_t *p;

	if (w->bad || n > w->cap - w->len) {
		w->bad = true;
		return NULL;
	}
	p = w->base + w->len;
	w->len += n;
	return p;
}

void
wbuf_put(struct wbuf *w, const void *data, size_t n)
{
	uint8_t *p = claim(w, n);

	if (p != NULL && n != 0)
		memcpy(p, data, n);
}

void
wbuf_zero(struct wbuf *w, size_t n)
{
	uint8_t *p = claim(w, n);

	if (p != NULL && n != 0)
		memset(p, 0, n);
}

void
wbuf_u8(struct wbuf *w, uint8_t v)
{
	wbuf_put(w, &v, 1);
}

void
wbuf_u16(struct wbuf *w, uint16_t v)
{
	uint8_t b[2] = {(uint8_t)(v >> 8), (uint8_t)v};

	wbuf_put(w, b, sizeof(b));
}

void
wbuf_u32(struct wbuf *w, uint32_t v)
{
	wbuf_u16(w, (uint16_t)(v >> 16));
	wbuf_u16(w, (uint16_t)v);
}

void
wbuf_str(struct wbuf *w, const char *s)
{
	wbuf_put(w, s, strlen(s) + 1);
}

void
wbuf_set_u16(struct wbuf *w, size_t at, uint16_t v)
{
	if (w->bad || w->len < 2 || at > w->len - 2) {
		w->bad = true;
		return;
	}
	w->base[at] = (uint8_t)(v >> 8);
	w->base[at + 1] = (uint8_t)v;
}
