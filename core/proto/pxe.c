/* SPDX-License-Identifier: ISC */
#include "core/proto/pxe.h"

#include <string.h>

#include "core/base/addr.h"
#include "core/proto/dhcp_option.h"

#define SUBOPTION_MAX 255

/* Foreign text up to its first NUL; what is longer than the array is cut. */
static void
copy_text(char dst[PXE_MAX_TEXT], struct rbuf *r, size_t len)
{
	const uint8_t *p = rbuf_bytes(r, len);
	const uint8_t *nul = p == NULL ? NULL : memchr(p, 0, len);

	memset(dst, 0, PXE_MAX_TEXT);
	if (p == NULL)
		return;
	if (nul != NULL)
		len = (size_t)(nul - p);
	memcpy(dst, p, len < PXE_MAX_TEXT ? len : PXE_MAX_TEXT - 1);
}

static int
read_discovery(struct pxe_vendor *v, struct rbuf *r)
{
	v->discovery = rbuf_u8(r);
	v->has_discovery = !r->bad;
	return 0;
}

/* PXE 2.1 section 2.2.3: type, number of addresses, addresses; repeated. */
static int
read_servers(struct pxe_vendor *v, struct rbuf *r)
{
	struct pxe_server s;
	struct rbuf addrs;

	while (rbuf_left(r) != 0) {
		s.type = rbuf_u16(r);
		addrs = rbuf_sub(r, rbuf_u8(r) * sizeof(uint32_t));
		s.addr = rbuf_left(&addrs) != 0 ? rbuf_u32(&addrs) : 0;
		if (v->server_count == PXE_MAX_ITEMS)
			return -PX_EFULL;
		if (!r->bad)
			v->servers[v->server_count++] = s;
	}
	return 0;
}

static int
read_menu(struct pxe_vendor *v, struct rbuf *r)
{
	struct pxe_menu_item *item;

	while (rbuf_left(r) != 0) {
		if (v->menu_count == PXE_MAX_ITEMS)
			return -PX_EFULL;
		item = &v->menu[v->menu_count];
		item->type = rbuf_u16(r);
		copy_text(item->text, r, rbuf_u8(r));
		v->menu_count += !r->bad;
	}
	return 0;
}

static int
read_prompt(struct pxe_vendor *v, struct rbuf *r)
{
	v->prompt_timeout = rbuf_u8(r);
	copy_text(v->prompt, r, rbuf_left(r));
	v->has_prompt = !r->bad;
	return 0;
}

static int
read_item(struct pxe_vendor *v, struct rbuf *r)
{
	v->item_type = rbuf_u16(r);
	v->item_layer = rbuf_u16(r);
	v->has_item = !r->bad;
	return 0;
}

/* clang-format off */
static const struct {
	uint8_t tag;
	int (*read)(struct pxe_vendor *, struct rbuf *);
} readers[] = {
	{PXE_TAG_DISCOVERY, read_discovery},
	{PXE_TAG_SERVERS, read_servers},
	{PXE_TAG_MENU, read_menu},
	{PXE_TAG_PROMPT, read_prompt},
	{PXE_TAG_ITEM, read_item},
};
/* clang-format on */

/* Tags without a reader (multicast and the like) are left alone. */
static int
read_tag(struct pxe_vendor *v, uint8_t tag, struct rbuf *value)
{
	size_t i;
	int ret;

	for (i = 0; i < sizeof(readers) / sizeof(readers[0]); i++) {
		if (readers[i].tag != tag)
			continue;
		ret = readers[i].read(v, value);
		if (ret == 0 && (value->bad || rbuf_left(value) != 0))
			ret = -PX_EOPTION;
		return ret;
	}
	return 0;
}

int
pxe_decode(struct pxe_vendor *v, const void *data, size_t len,
    struct fault *reterr)
{
	struct pxe_vendor found = {0};
	struct rbuf r, value;
	size_t at = 0;
	uint8_t tag = 0;
	int ret = 0;

	rbuf_init(&r, data, len);
	while (ret == 0 && rbuf_left(&r) != 0) {
		at = r.pos;
		tag = rbuf_u8(&r);
		if (tag == 0)
			continue;
		if (tag == PXE_TAG_END)
			break;
		value = rbuf_sub(&r, rbuf_u8(&r));
		ret = r.bad ? -PX_EOPTION : read_tag(&found, tag, &value);
	}
	if (ret == 0)
		*v = found;
	else if (reterr != NULL)
		*reterr = (struct fault){.err = ret,
		    .offset = (uint16_t)at,
		    .option = tag};
	return ret;
}

/* Writes the length of the sub-option that began with its tag at `at`. */
static void
close_tag(struct wbuf *w, size_t at)
{
	const size_t len = w->bad ? 0 : w->len - at - 2;

	if (len > SUBOPTION_MAX)
		w->bad = true;
	if (!w->bad)
		w->base[at + 1] = (uint8_t)len;
}

static size_t
open_tag(struct wbuf *w, enum pxe_tag tag)
{
	const size_t at = w->len;

	wbuf_u8(w, (uint8_t)tag);
	wbuf_u8(w, 0);
	return at;
}

static void
write_servers(const struct pxe_vendor *v, struct wbuf *w)
{
	const size_t at = open_tag(w, PXE_TAG_SERVERS);
	size_t i;

	for (i = 0; i < v->server_count; i++) {
		wbuf_u16(w, v->servers[i].type);
		wbuf_u8(w, v->servers[i].addr != 0);
		if (v->servers[i].addr != 0)
			wbuf_u32(w, v->servers[i].addr);
	}
	close_tag(w, at);
}

static void
write_menu(const struct pxe_vendor *v, struct wbuf *w)
{
	const size_t at = open_tag(w, PXE_TAG_MENU);
	size_t i;

	for (i = 0; i < v->menu_count; i++) {
		wbuf_u16(w, v->menu[i].type);
		wbuf_u8(w, (uint8_t)strlen(v->menu[i].text));
		wbuf_put(w, v->menu[i].text, strlen(v->menu[i].text));
	}
	close_tag(w, at);
}

static void
write_prompt(const struct pxe_vendor *v, struct wbuf *w)
{
	const size_t at = open_tag(w, PXE_TAG_PROMPT);

	wbuf_u8(w, v->prompt_timeout);
	wbuf_put(w, v->prompt, strlen(v->prompt));
	close_tag(w, at);
}

void
pxe_encode(const struct pxe_vendor *v, struct wbuf *w)
{
	size_t at;

	if (v->has_discovery) {
		at = open_tag(w, PXE_TAG_DISCOVERY);
		wbuf_u8(w, v->discovery);
		close_tag(w, at);
	}
	if (v->server_count > 0)
		write_servers(v, w);
	if (v->menu_count > 0)
		write_menu(v, w);
	if (v->has_prompt)
		write_prompt(v, w);
	if (v->has_item) {
		at = open_tag(w, PXE_TAG_ITEM);
		wbuf_u16(w, v->item_type);
		wbuf_u16(w, v->item_layer);
		close_tag(w, at);
	}
	wbuf_u8(w, PXE_TAG_END);
}
