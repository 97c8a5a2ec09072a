/* SPDX-License-Identifier: ISC */
#include "core/proto/tls_hello.h"

#include <stdint.h>
#include <string.h>

#include "core/base/buf.h"

#define RECORD_HANDSHAKE 22
#define RECORD_DATA 23
#define CLIENT_HELLO 1
#define EXTENSION_SERVER_NAME 0
#define NAME_HOST 0

/* A list of one name, as all clients send it. */
static void
read_name(char host[TLS_HOST], struct rbuf *r)
{
	const uint8_t *name;
	uint8_t type;
	size_t len;

	(void)rbuf_u16(r);
	type = rbuf_u8(r);
	len = rbuf_u16(r);
	name = rbuf_bytes(r, len);
	if (name == NULL || type != NAME_HOST || len >= TLS_HOST)
		return;
	memcpy(host, name, len);
	host[len] = '\0';
}

static void
skip_list(struct rbuf *r, size_t len)
{
	(void)rbuf_bytes(r, len);
}

bool
tls_hello_decode(char host[TLS_HOST], const void *data, size_t len)
{
	struct rbuf r, value;
	uint16_t type;

	rbuf_init(&r, data, len);
	if (rbuf_u8(&r) != RECORD_HANDSHAKE || rbuf_u8(&r) != 3)
		return false;
	(void)rbuf_bytes(&r, 3); /* minor version, length */
	if (rbuf_u8(&r) != CLIENT_HELLO || r.bad)
		return false;
	host[0] = '\0';
	(void)rbuf_bytes(&r, 3 + 2 + 32); /* length, version, random */
	skip_list(&r, rbuf_u8(&r)); /* session */
	skip_list(&r, rbuf_u16(&r)); /* ciphers */
	skip_list(&r, rbuf_u8(&r)); /* compressions */
	(void)rbuf_u16(&r);
	while (!r.bad) {
		type = rbuf_u16(&r);
		value = rbuf_sub(&r, rbuf_u16(&r));
		if (value.bad || type != EXTENSION_SERVER_NAME)
			continue;
		read_name(host, &value);
		break;
	}
	return true;
}

bool
tls_is_data(const void *data, size_t len)
{
	struct rbuf r;

	rbuf_init(&r, data, len);
	return rbuf_u8(&r) == RECORD_DATA && rbuf_u8(&r) == 3 && !r.bad;
}
