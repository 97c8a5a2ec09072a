/* SPDX-License-Identifier: ISC */
#include "tests/unit/sample.h"

#include <string.h>

#define AT_FLAGS 10
#define AT_CIADDR 12
#define AT_GIADDR 24

struct mac
sample_mac(uint32_t n)
{
	struct mac m = {{0x02, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
	    (uint8_t)(n >> 8), (uint8_t)n}};

	return m;
}

void
sample_put(struct sample *s, uint8_t code, const void *data, size_t len)
{
	wbuf_u8(&s->w, code);
	wbuf_u8(&s->w, (uint8_t)len);
	wbuf_put(&s->w, data, len);
}

void
sample_put_u32(struct sample *s, uint8_t code, uint32_t v)
{
	wbuf_u8(&s->w, code);
	wbuf_u8(&s->w, 4);
	wbuf_u32(&s->w, v);
}

void
sample_set_u32(struct sample *s, size_t at, uint32_t v)
{
	wbuf_set_u16(&s->w, at, (uint16_t)(v >> 16));
	wbuf_set_u16(&s->w, at + 2, (uint16_t)v);
}

void
sample_set_flags(struct sample *s, uint16_t flags)
{
	wbuf_set_u16(&s->w, AT_FLAGS, flags);
}

void
sample_ciaddr(struct sample *s, uint32_t addr)
{
	sample_set_u32(s, AT_CIADDR, addr);
}

void
sample_giaddr(struct sample *s, uint32_t addr)
{
	sample_set_u32(s, AT_GIADDR, addr);
}

void
sample_head(struct sample *s, uint32_t mac)
{
	struct mac m = sample_mac(mac);

	wbuf_init(&s->w, s->bytes, sizeof(s->bytes));
	wbuf_u32(&s->w, 0x01010600); /* op, htype, hlen, hops */
	wbuf_u32(&s->w, 0xa1b2c3d4);
	wbuf_u16(&s->w, 4);
	wbuf_u16(&s->w, 0);
	wbuf_zero(&s->w, 16);
	wbuf_put(&s->w, m.b, sizeof(m.b));
	wbuf_zero(&s->w, 10 + DHCP_SNAME_LEN + DHCP_FILE_LEN);
	wbuf_u32(&s->w, DHCP_COOKIE);
}

static void
put_uuid(struct sample *s)
{
	uint8_t uuid[17] = {0};

	for (size_t i = 1; i < sizeof(uuid); i++)
		uuid[i] = (uint8_t)(0x10 + i);
	sample_put(s, 97, uuid, sizeof(uuid));
}

static void
put_client_id(struct sample *s, uint32_t mac)
{
	struct mac m = sample_mac(mac);
	uint8_t id[7] = {1};

	memcpy(id + 1, m.b, sizeof(m.b));
	sample_put(s, 61, id, sizeof(id));
}

static void
put_pxe(struct sample *s, const char *class_id, uint16_t arch, uint16_t size)
{
	uint8_t b[2] = {(uint8_t)(arch >> 8), (uint8_t)arch};
	uint8_t z[2] = {(uint8_t)(size >> 8), (uint8_t)size};

	sample_put(s, 57, z, sizeof(z));
	sample_put(s, 60, class_id, strlen(class_id));
	sample_put(s, 93, b, sizeof(b));
	sample_put(s, 94, "\x01\x02\x01", 3);
	put_uuid(s);
}

void
sample_begin(struct sample *s, enum sample_client client, enum dhcp_type type,
    uint32_t mac)
{
	uint8_t code = (uint8_t)type;

	sample_head(s, mac);
	sample_put(s, 53, &code, 1);
	switch (client) {
	case SAMPLE_BIOS:
		put_pxe(s, "PXEClient:Arch:00000:UNDI:002001", 0, 1260);
		sample_put(s, 55, "\x01\x03\x06\x42\x43\x80\x81", 7);
		break;
	case SAMPLE_UEFI:
		put_pxe(s, "PXEClient:Arch:00007:UNDI:003000", 7, 1472);
		sample_put(s, 55, "\x01\x03\x06\x2b\x36\x3c\x42\x43\x61", 9);
		sample_set_flags(s, DHCP_FLAG_BROADCAST);
		break;
	case SAMPLE_GPXE:
	case SAMPLE_IPXE:
		put_pxe(s, "PXEClient:Arch:00000:UNDI:002001", 0, 1472);
		put_client_id(s, mac);
		sample_put(s, 77, client == SAMPLE_GPXE ? "gPXE" : "iPXE", 4);
		sample_put(s, 175,
		    "\xeb\x03\x01\x00\x01\x13\x01\x01\x11\x01\x01", 11);
		sample_put(s, 55, "\x01\x03\x06\x11\x2b\x3c\x42\x43\xaf", 9);
		break;
	case SAMPLE_HTTP:
		put_pxe(s, "HTTPClient:Arch:00016:UNDI:003001", 16, 1472);
		sample_put(s, 55, "\x01\x03\x06\x2b\x36\x3c\x42\x43\x61", 9);
		break;
	case SAMPLE_OS:
		sample_put(s, 55, "\x01\x1c\x02\x03\x0f\x06\x0c", 7);
		break;
	case SAMPLE_CLIENTS:
		break;
	}
}

int
sample_end(struct sample *s)
{
	int err;

	wbuf_u8(&s->w, 255);
	assert_false(s->w.bad);
	err = dhcp_decode(&s->msg, s->bytes, s->w.len, NULL);
	if (err < 0)
		return err;
	return boot_request_read(&s->request, &s->msg);
}

void
sample_reply(struct sample_reply *ret, const struct dhcp_image *img, size_t max)
{
	struct wbuf w;

	/* Whatever shines through of this was never written. */
	memset(ret, 0xa5, sizeof(*ret));
	wbuf_init(&w, ret->bytes, sizeof(ret->bytes));
	assert_int_equal(dhcp_encode(img, &w, max, &ret->how), 0);
	assert_int_equal(ret->how.len, w.len);
	assert_in_range(w.len, DHCP_MIN_LEN, max);
	assert_int_equal(dhcp_decode(&ret->msg, ret->bytes, w.len, NULL), 0);
	assert_int_equal(ret->msg.head.op, DHCP_OP_REPLY);
	if (!dhcp_file_field(&ret->msg, ret->file))
		ret->file[0] = '\0';
}

void
sample_has(const struct sample_reply *p, uint8_t code, const void *data,
    size_t len)
{
	const struct dhcp_option *o = dhcp_find(&p->msg, code);

	assert_non_null(o);
	assert_int_equal(o->len, len);
	assert_memory_equal(o->data, data, len);
}

void
sample_has_u32(const struct sample_reply *p, uint8_t code, uint32_t v)
{
	uint32_t found = 0;

	assert_true(dhcp_get_u32(&p->msg, code, &found));
	assert_int_equal(found, v);
}

void
sample_lacks(const struct sample_reply *p, uint8_t code)
{
	assert_null(dhcp_find(&p->msg, code));
}
