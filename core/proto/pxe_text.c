/* SPDX-License-Identifier: ISC */
#include "core/proto/pxe.h"

#include <string.h>

#include "core/base/addr.h"
#include "core/proto/dhcp_option.h"

static void
add_discovery(struct text *t, const struct pxe_vendor *v)
{
	text_addf(t, "discovery %u", v->discovery);
	if ((v->discovery & PXE_NO_BROADCAST) != 0)
		text_add(t, " no-broadcast");
	if ((v->discovery & PXE_NO_MULTICAST) != 0)
		text_add(t, " no-multicast");
	if ((v->discovery & PXE_ONLY_LISTED) != 0)
		text_add(t, " only-listed");
	if ((v->discovery & PXE_USE_FILE) != 0)
		text_add(t, " use-file");
	text_add(t, ", ");
}

static void
add_lists(struct text *t, const struct pxe_vendor *v)
{
	char ip[IP4_TEXT];
	size_t i;

	for (i = 0; i < v->server_count; i++)
		text_addf(t, "server %u at %s, ", v->servers[i].type,
		    ip4_format(ip, v->servers[i].addr));
	for (i = 0; i < v->menu_count; i++) {
		text_addf(t, "menu %u \"", v->menu[i].type);
		text_add_visible_str(t, v->menu[i].text);
		text_add(t, "\", ");
	}
}

static void
add_prompt(struct text *t, const struct pxe_vendor *v)
{
	text_add(t, "prompt \"");
	text_add_visible_str(t, v->prompt);
	if (v->prompt_timeout == UINT8_MAX)
		text_add(t, "\" until a key, ");
	else
		text_addf(t, "\" %u s, ", v->prompt_timeout);
}

/* What PXE itself does not know; RFC 5071's codes may stand in here, too. */
static void
add_others(struct text *t, const void *data, size_t len)
{
	struct rbuf r, value;
	uint8_t tag;

	rbuf_init(&r, data, len);
	while (rbuf_left(&r) != 0) {
		tag = rbuf_u8(&r);
		if (tag == PXE_TAG_END)
			break;
		if (tag == 0)
			continue;
		value = rbuf_sub(&r, rbuf_u8(&r));
		if (tag == PXE_TAG_DISCOVERY || tag == PXE_TAG_SERVERS ||
		    tag == PXE_TAG_MENU || tag == PXE_TAG_PROMPT ||
		    tag == PXE_TAG_ITEM)
			continue;
		text_addf(t, "%u: ", tag);
		len = rbuf_left(&value);
		if (tag >= DHCP_OPT_PXELINUX_MAGIC &&
		    tag <= DHCP_OPT_PXELINUX_REBOOT)
			dhcp_option_text(t, tag, rbuf_bytes(&value, len), len);
		else
			text_add_hex(t, rbuf_bytes(&value, len), len, ' ');
		text_add(t, ", ");
	}
}

void
pxe_text(struct text *t, const void *data, size_t len)
{
	const size_t before = t->len;
	struct pxe_vendor v;

	if (pxe_decode(&v, data, len, NULL) < 0) {
		text_add_hex(t, data, len, ' ');
		return;
	}
	if (v.has_discovery)
		add_discovery(t, &v);
	add_lists(t, &v);
	if (v.has_prompt)
		add_prompt(t, &v);
	if (v.has_item)
		text_addf(t, "item %u layer %u, ", v.item_type, v.item_layer);
	add_others(t, data, len);
	if (t->len == before) {
		text_add(t, "(empty)");
	} else if (!t->cut) {
		t->len -= strlen(", ");
		t->buf[t->len] = '\0';
	}
}
