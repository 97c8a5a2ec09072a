/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_DHCP_BYTES_H
#define TESTS_UNIT_DHCP_BYTES_H

#include <string.h>

#include "core/base/buf.h"
#include "core/proto/dhcp.h"

/*
 * Messages put together byte by byte, without the encoder under test: a
 * BOOTREQUEST's fixed part, then options as they are given.
 */
static inline void
bytes_head(struct wbuf *w, uint8_t op)
{
	static const uint8_t mac[16] = {0x52, 0x54, 0, 0x12, 0x34, 0x56};

	wbuf_u8(w, op);
	wbuf_put(w, "\x01\x06\x00", 3);
	wbuf_u32(w, 0x12345678);
	wbuf_u32(w, 0);
	wbuf_zero(w, 16);
	wbuf_put(w, mac, sizeof(mac));
	wbuf_zero(w, DHCP_SNAME_LEN + DHCP_FILE_LEN);
	wbuf_u32(w, DHCP_COOKIE);
}

static inline void
bytes_option(struct wbuf *w, uint8_t code, const void *data, size_t len)
{
	wbuf_u8(w, code);
	wbuf_u8(w, (uint8_t)len);
	wbuf_put(w, data, len);
}

static inline void
bytes_text(struct wbuf *w, uint8_t code, const char *s)
{
	bytes_option(w, code, s, strlen(s));
}

/* Overwrites the file or sname field (offset 108 or 44). */
static inline void
bytes_field(struct wbuf *w, size_t at, const void *data, size_t len)
{
	memcpy(w->base + at, data, len);
}

#endif
