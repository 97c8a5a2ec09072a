/* SPDX-License-Identifier: ISC */
#include "core/sim/reply.h"

#include <string.h>

#include "core/base/text.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

/* The option, unless it hides where this kind does not look. */
static const struct dhcp_option *
option_seen(const struct dhcp_msg *m, const struct sim_kind *k, uint8_t code)
{
	const struct dhcp_option *o = dhcp_find(m, code);

	if (o == NULL || (o->area != DHCP_IN_OPTIONS && !k->reads_overload))
		return NULL;
	return o;
}

/* Text up to its NUL or its end. */
static void
copy_text(char dst[SIM_TEXT_MAX], const uint8_t *p, size_t len)
{
	const uint8_t *nul = memchr(p, 0, len);

	if (nul != NULL)
		len = (size_t)(nul - p);
	if (len >= SIM_TEXT_MAX)
		len = SIM_TEXT_MAX - 1;
	memcpy(dst, p, len);
	dst[len] = '\0';
}

static void
read_name(struct sim_reply *r, const struct dhcp_msg *m,
    const struct sim_kind *k)
{
	const struct dhcp_option *o = option_seen(m, k, DHCP_OPT_BOOTFILE);

	if (k->name_from == SIM_NAME_NONE)
		return;
	/* gPXE and iPXE take an overloaded field's raw bytes for a name. */
	if ((m->overload & 1) == 0 || !k->reads_overload)
		copy_text(r->name, m->file, DHCP_FILE_LEN);
	if (o == NULL || k->name_from == SIM_NAME_FILE)
		return;
	if (r->name[0] == '\0' || k->name_from == SIM_NAME_OPTION_FIRST)
		copy_text(r->name, o->data, o->len);
}

static void
read_vendor(struct sim_reply *r, const struct dhcp_msg *m,
    const struct sim_kind *k)
{
	const struct dhcp_option *o = option_seen(m, k, DHCP_OPT_VENDOR);
	struct pxe_vendor v;

	r->vendor = o != NULL;
	if (o == NULL || pxe_decode(&v, o->data, o->len, NULL) < 0)
		return;
	r->use_file = v.has_discovery && (v.discovery & PXE_USE_FILE) != 0;
	if (v.menu_count > 0 && v.menu[0].type == PXE_ITEM_LOCAL)
		r->local = true;
	else if (v.menu_count > 0)
		r->item = v.menu[0].type;
}

/* A Raspberry Pi looks for its own name among the bytes, then ignores 67. */
static void
read_fixed(struct sim_reply *r, const struct dhcp_msg *m,
    const struct sim_kind *k)
{
	const struct dhcp_option *o = option_seen(m, k, DHCP_OPT_VENDOR);
	size_t n, i;

	if (o == NULL || k->fixed_name == NULL)
		return;
	n = strlen(k->vendor_text);
	for (i = 0; i + n <= o->len; i++) {
		if (memcmp(o->data + i, k->vendor_text, n) != 0)
			continue;
		(void)text_copy(r->name, sizeof(r->name), k->fixed_name);
		/* to it, that is no menu */
		r->local = false;
	}
}

static void
read_gpxe(struct sim_reply *r, const struct dhcp_msg *m,
    const struct sim_kind *k)
{
	const struct dhcp_option *o = option_seen(m, k, DHCP_OPT_GPXE);
	struct gpxe_info g;

	if (o == NULL || k->features_len == 0 ||
	    gpxe_decode(&g, o->data, o->len, NULL) < 0)
		return;
	r->no_pxedhcp = g.no_pxedhcp;
	r->keep_san = g.keep_san;
}

bool
sim_reply_read(struct sim_reply *ret, const struct sim_kind *k,
    const struct dhcp_msg *m)
{
	const char *class_id = k->stage == STAGE_HTTP ? "HTTPClient" :
							"PXEClient";
	const struct dhcp_option *o;

	if (m->head.op != DHCP_OP_REPLY ||
	    (m->type != DHCP_OFFER && m->type != DHCP_ACK &&
		m->type != DHCP_NAK))
		return false;
	memset(ret, 0, sizeof(*ret));
	ret->type = m->type;
	ret->xid = m->head.xid;
	ret->addr = m->head.yiaddr;
	ret->next = m->head.siaddr;
	(void)dhcp_get_u32(m, DHCP_OPT_SERVER_ID, &ret->server_id);
	if (ret->next == 0 && k->server_from_54)
		ret->next = ret->server_id;
	read_name(ret, m, k);
	o = option_seen(m, k, DHCP_OPT_ROOT_PATH);
	if (o != NULL && k->root_path)
		copy_text(ret->root_path, o->data, o->len);
	o = option_seen(m, k, DHCP_OPT_CLASS_ID);
	ret->pxe_class = o != NULL && o->len >= strlen(class_id) &&
	    memcmp(o->data, class_id, strlen(class_id)) == 0;
	read_vendor(ret, m, k);
	read_fixed(ret, m, k);
	read_gpxe(ret, m, k);
	return true;
}

bool
sim_reply_usable(const struct sim_reply *r, const struct sim_kind *k)
{
	if (r->addr != 0)
		return true;
	/*
	 * It is a proxy's, and must say so; gPXE takes none without a name
	 * or a menu, even where it holds a root path (dhcp_has_pxeopts).
	 */
	return r->pxe_class &&
	    (k->stage != STAGE_GPXE || r->name[0] != '\0' || r->local ||
		r->item != 0);
}

bool
sim_reply_asks_4011(const struct sim_reply *r, const struct sim_kind *k)
{
	if (!r->pxe_class || r->local)
		return false;
	if (r->item != 0)
		return k->ask_4011 != SIM_4011_NEVER;
	switch ((enum sim_4011)k->ask_4011) {
	case SIM_4011_NEVER:
		return false;
	case SIM_4011_NO_NAME:
		return r->next == 0 || r->name[0] == '\0';
	case SIM_4011_NO_VENDOR:
		return !r->vendor;
	case SIM_4011_BINL:
		return !r->use_file;
	}
	return false;
}
