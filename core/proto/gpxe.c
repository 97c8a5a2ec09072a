/* SPDX-License-Identifier: ISC */
#include "core/proto/gpxe.h"

#include <string.h>

#define TAG_PAD 0
#define TAG_END 255
#define FEATURE_FIRST GPXE_F_PXE_EXT
#define FEATURE_LAST GPXE_F_NFS

/* A flag is a number of any length, as the clients read it. */
static bool
read_flag(struct rbuf *r)
{
	bool on = false;

	if (rbuf_left(r) == 0)
		r->bad = true;
	while (rbuf_left(r) != 0)
		on = rbuf_u8(r) != 0 || on;
	return on;
}

static void
read_text(char dst[64], struct rbuf *r)
{
	const size_t len = rbuf_left(r);
	const uint8_t *p = rbuf_bytes(r, len);

	if (p == NULL || len > 63) {
		r->bad = true;
		return;
	}
	memset(dst, 0, 64);
	memcpy(dst, p, len);
}

static void
read_bus_id(struct gpxe_info *g, struct rbuf *r)
{
	g->bus_type = rbuf_u8(r);
	g->vendor = rbuf_u16(r);
	g->device = rbuf_u16(r);
	g->has_bus_id = true;
}

static void
read_version(struct gpxe_info *g, struct rbuf *r)
{
	const uint8_t *p = rbuf_bytes(r, sizeof(g->version));

	if (p != NULL)
		memcpy(g->version, p, sizeof(g->version));
	g->has_version = true;
}

static void
read_known(struct gpxe_info *g, uint8_t tag, struct rbuf *r)
{
	if (tag == GPXE_PRIORITY) {
		g->priority = (int8_t)rbuf_u8(r);
		g->has_priority = true;
	} else if (tag == GPXE_KEEP_SAN) {
		g->keep_san = read_flag(r);
	} else if (tag == GPXE_SKIP_SAN_BOOT) {
		g->skip_san_boot = read_flag(r);
	} else if (tag == GPXE_NO_PXEDHCP) {
		g->no_pxedhcp = read_flag(r);
	} else if (tag == GPXE_BUS_ID) {
		read_bus_id(g, r);
	} else if (tag == GPXE_VERSION) {
		read_version(g, r);
	}
}

static void
read_tag(struct gpxe_info *g, uint8_t tag, struct rbuf *r)
{
	char(*const secrets[])[64] = {&g->username, &g->password,
	    &g->reverse_username, &g->reverse_password};

	if (tag >= GPXE_USERNAME && tag <= GPXE_REVERSE_PASSWORD)
		read_text(*secrets[tag - GPXE_USERNAME], r);
	else if (tag >= FEATURE_FIRST && tag <= FEATURE_LAST)
		g->features |= (uint64_t)1 << tag;
	else
		read_known(g, tag, r);
}

int
gpxe_decode(struct gpxe_info *g, const void *data, size_t len,
    struct fault *reterr)
{
	struct gpxe_info found = {0};
	struct rbuf r, value;
	uint8_t tag;
	size_t at;

	rbuf_init(&r, data, len);
	while (rbuf_left(&r) != 0) {
		at = r.pos;
		tag = rbuf_u8(&r);
		if (tag == TAG_PAD)
			continue;
		if (tag == TAG_END)
			break;
		value = rbuf_sub(&r, rbuf_u8(&r));
		if (!value.bad)
			read_tag(&found, tag, &value);
		if (!value.bad)
			continue;
		if (reterr != NULL)
			*reterr = (struct fault){.err = -PX_EOPTION,
			    .offset = (uint16_t)at,
			    .option = tag};
		return -PX_EOPTION;
	}
	*g = found;
	return 0;
}

static void
write_flag(struct wbuf *w, enum gpxe_tag tag, bool on)
{
	if (!on)
		return;
	wbuf_u8(w, (uint8_t)tag);
	wbuf_u8(w, 1);
	wbuf_u8(w, 1);
}

static void
write_text(struct wbuf *w, enum gpxe_tag tag, const char *s)
{
	if (s[0] == '\0')
		return;
	wbuf_u8(w, (uint8_t)tag);
	wbuf_u8(w, (uint8_t)strlen(s));
	wbuf_put(w, s, strlen(s));
}

void
gpxe_encode(const struct gpxe_info *g, struct wbuf *w)
{
	if (g->has_priority) {
		wbuf_u8(w, GPXE_PRIORITY);
		wbuf_u8(w, 1);
		wbuf_u8(w, (uint8_t)g->priority);
	}
	write_flag(w, GPXE_KEEP_SAN, g->keep_san);
	write_flag(w, GPXE_SKIP_SAN_BOOT, g->skip_san_boot);
	write_flag(w, GPXE_NO_PXEDHCP, g->no_pxedhcp);
	write_text(w, GPXE_USERNAME, g->username);
	write_text(w, GPXE_PASSWORD, g->password);
	write_text(w, GPXE_REVERSE_USERNAME, g->reverse_username);
	write_text(w, GPXE_REVERSE_PASSWORD, g->reverse_password);
}

const char *
gpxe_feature_name(uint8_t tag)
{
	static const char *const names[] = {
	    [GPXE_F_PXE_EXT] = "PXE-ext",
	    [GPXE_F_ISCSI] = "iSCSI",
	    [GPXE_F_AOE] = "AoE",
	    [GPXE_F_HTTP] = "HTTP",
	    [GPXE_F_HTTPS] = "HTTPS",
	    [GPXE_F_TFTP] = "TFTP",
	    [GPXE_F_FTP] = "FTP",
	    [GPXE_F_DNS] = "DNS",
	    [GPXE_F_BZIMAGE] = "bzImage",
	    [GPXE_F_MULTIBOOT] = "multiboot",
	    [GPXE_F_SLAM] = "SLAM",
	    [GPXE_F_SRP] = "SRP",
	    [GPXE_F_NBI] = "NBI",
	    [GPXE_F_PXE] = "PXE",
	    [GPXE_F_ELF] = "ELF",
	    [GPXE_F_COMBOOT] = "COMBOOT",
	    [GPXE_F_EFI] = "EFI",
	    [GPXE_F_FCOE] = "FCoE",
	    [GPXE_F_VLAN] = "VLAN",
	    [GPXE_F_MENU] = "menu",
	    [GPXE_F_SDI] = "SDI",
	    [GPXE_F_NFS] = "NFS",
	};

	return tag < sizeof(names) / sizeof(names[0]) ? names[tag] : NULL;
}

static void
add_flag(struct text *t, const char *name, bool on)
{
	if (on)
		text_addf(t, "%s 1, ", name);
}

static void
add_user(struct text *t, const char *what, const char *user)
{
	if (user[0] == '\0')
		return;
	text_addf(t, "%s \"", what);
	text_add_visible_str(t, user);
	text_add(t, "\", ");
}

/* A secret is never shown, only that it goes over the wire. */
static void
add_secret(struct text *t, const char *what, const char *secret)
{
	if (secret[0] != '\0')
		text_addf(t, "%s (hidden), ", what);
}

static void
add_client(struct text *t, const struct gpxe_info *g)
{
	uint8_t tag;

	if (g->has_version)
		text_addf(t, "version %u.%u.%u, ", g->version[0], g->version[1],
		    g->version[2]);
	if (g->has_bus_id)
		text_addf(t, "%s %04x:%04x, ", g->bus_type == 1 ? "PCI" : "bus",
		    g->vendor, g->device);
	for (tag = FEATURE_FIRST; tag <= FEATURE_LAST; tag++) {
		if ((g->features >> tag & 1) == 0)
			continue;
		if (gpxe_feature_name(tag) != NULL)
			text_addf(t, "%s, ", gpxe_feature_name(tag));
		else
			text_addf(t, "feature %u, ", tag);
	}
}

static void
add_server(struct text *t, const struct gpxe_info *g)
{
	if (g->has_priority)
		text_addf(t, "priority %d, ", g->priority);
	add_flag(t, "keep-san", g->keep_san);
	add_flag(t, "skip-san-boot", g->skip_san_boot);
	add_flag(t, "no-pxedhcp", g->no_pxedhcp);
	add_user(t, "username", g->username);
	add_secret(t, "password", g->password);
	add_user(t, "reverse-username", g->reverse_username);
	add_secret(t, "reverse-password", g->reverse_password);
}

void
gpxe_text(struct text *t, const void *data, size_t len)
{
	const size_t before = t->len;
	struct gpxe_info g;

	if (gpxe_decode(&g, data, len, NULL) < 0) {
		text_add_hex(t, data, len, ' ');
		return;
	}
	add_client(t, &g);
	add_server(t, &g);
	if (t->len == before) {
		text_add(t, "(nothing known)");
	} else if (!t->cut) {
		t->len -= strlen(", ");
		t->buf[t->len] = '\0';
	}
}
