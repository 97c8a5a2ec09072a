/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp_option.h"

#include "core/base/addr.h"
#include "core/base/buf.h"
#include "core/proto/dhcp.h"
#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

/* Each shows a value of its kind; what does not parse leaves r->bad set. */

static void
show_hex(struct text *t, struct rbuf *r)
{
	const size_t len = rbuf_left(r);

	if (len == 0)
		text_add(t, "(empty)");
	text_add_hex(t, rbuf_bytes(r, len), len, ' ');
}

static void
show_none(struct text *t, struct rbuf *r)
{
	(void)r;
	text_add(t, "present");
}

static void
show_u8(struct text *t, struct rbuf *r)
{
	text_addf(t, "%u", rbuf_u8(r));
}

static void
show_u16(struct text *t, struct rbuf *r)
{
	text_addf(t, "%u", rbuf_u16(r));
}

static void
show_u32(struct text *t, struct rbuf *r)
{
	text_addf(t, "%u", rbuf_u32(r));
}

static void
show_s32(struct text *t, struct rbuf *r)
{
	text_addf(t, "%d", (int32_t)rbuf_u32(r));
}

static void
show_seconds(struct text *t, struct rbuf *r)
{
	const uint32_t s = rbuf_u32(r);

	if (s == UINT32_MAX)
		text_add(t, "for ever");
	else
		text_addf(t, "%u s", s);
}

static void
show_bool(struct text *t, struct rbuf *r)
{
	text_add(t, rbuf_u8(r) == 0 ? "no" : "yes");
}

static void
show_ip(struct text *t, struct rbuf *r)
{
	char buf[IP4_TEXT];

	text_add(t, ip4_format(buf, rbuf_u32(r)));
}

/* The separator of a list, before every element but the first. */
static void
separate(struct text *t, const struct rbuf *r)
{
	if (r->pos != 0)
		text_add(t, ", ");
}

static void
show_ips(struct text *t, struct rbuf *r)
{
	while (rbuf_left(r) != 0) {
		separate(t, r);
		show_ip(t, r);
	}
}

static void
show_ip_pairs(struct text *t, struct rbuf *r)
{
	while (rbuf_left(r) != 0) {
		separate(t, r);
		show_ip(t, r);
		text_add_char(t, ' ');
		show_ip(t, r);
	}
}

static void
show_u16s(struct text *t, struct rbuf *r)
{
	while (rbuf_left(r) != 0) {
		separate(t, r);
		show_u16(t, r);
	}
}

static void
show_arch(struct text *t, struct rbuf *r)
{
	/* IANA's processor architecture types; 7 and 9 as firmware uses them */
	static const char *const names[] = {
	    [0] = "BIOS",
	    [1] = "NEC PC98",
	    [2] = "UEFI Itanium",
	    [3] = "DEC Alpha",
	    [4] = "Arc x86",
	    [5] = "Intel Lean Client",
	    [6] = "UEFI IA32",
	    [7] = "UEFI x64",
	    [8] = "UEFI Xscale",
	    [9] = "UEFI x64 (EBC)",
	    [10] = "UEFI ARM32",
	    [11] = "UEFI ARM64",
	    [12] = "PowerPC Open Firmware",
	    [13] = "PowerPC ePAPR",
	    [14] = "POWER OPAL",
	    [15] = "UEFI IA32 HTTP",
	    [16] = "UEFI x64 HTTP",
	    [17] = "UEFI EBC HTTP",
	    [18] = "UEFI ARM32 HTTP",
	    [19] = "UEFI ARM64 HTTP",
	    [20] = "BIOS HTTP",
	    [21] = "ARM32 U-Boot",
	    [22] = "ARM64 U-Boot",
	    [23] = "ARM32 U-Boot HTTP",
	    [24] = "ARM64 U-Boot HTTP",
	    [25] = "RISC-V 32 UEFI",
	    [26] = "RISC-V 32 UEFI HTTP",
	    [27] = "RISC-V 64 UEFI",
	    [28] = "RISC-V 64 UEFI HTTP",
	};
	uint16_t arch;

	while (rbuf_left(r) != 0) {
		separate(t, r);
		arch = rbuf_u16(r);
		text_addf(t, "%u", arch);
		if (arch < sizeof(names) / sizeof(names[0]))
			text_addf(t, " %s", names[arch]);
	}
}

static void
show_text(struct text *t, struct rbuf *r)
{
	const size_t len = rbuf_left(r);
	const uint8_t *p = rbuf_bytes(r, len);
	/* A NUL counted in the length is a habit worth seeing, not an error. */
	const bool with_nul = len > 0 && p[len - 1] == 0;

	text_add_char(t, '"');
	text_add_visible(t, p, with_nul ? len - 1 : len);
	text_add(t, with_nul ? "\" with NUL" : "\"");
}

static void
show_codes(struct text *t, struct rbuf *r)
{
	const struct dhcp_option_def *def;
	uint8_t code;

	while (rbuf_left(r) != 0) {
		separate(t, r);
		code = rbuf_u8(r);
		def = dhcp_option_def(code);
		text_addf(t, "%u", code);
		if (def != NULL)
			text_addf(t, " %s", def->name);
	}
}

static void
show_type(struct text *t, struct rbuf *r)
{
	const uint8_t type = rbuf_u8(r);

	if (type == DHCP_BOOTP || type >= DHCP_TYPE_COUNT)
		r->bad = true;
	else
		text_add(t, dhcp_type_name((enum dhcp_type)type, 0));
}

static void
show_client_id(struct text *t, struct rbuf *r)
{
	struct rbuf id = *r;
	const uint8_t type = rbuf_u8(&id);
	const size_t len = rbuf_left(&id);

	/* Type 1: Ethernet; 255: IAID and DUID, RFC 4361 */
	if (type == 1 && len == sizeof(struct mac)) {
		text_add_hex(t, rbuf_bytes(&id, len), len, ':');
	} else if (type == UINT8_MAX && len > 4) {
		text_add(t, "IAID ");
		text_add_hex(t, rbuf_bytes(&id, 4), 4, 0);
		text_add(t, " DUID ");
		text_add_hex(t, rbuf_bytes(&id, len - 4), len - 4, ':');
	} else {
		r->bad = true;
	}
}

static void
show_uuid(struct text *t, struct rbuf *r)
{
	/* SMBIOS order: the first three fields are little-endian. */
	static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11,
	    12, 13, 14, 15};
	const uint8_t type = rbuf_u8(r);
	const uint8_t *p = rbuf_bytes(r, sizeof(order));
	size_t i;

	if (type != 0 || p == NULL) {
		r->bad = true;
		return;
	}
	for (i = 0; i < sizeof(order); i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			text_add_char(t, '-');
		text_add_hex(t, &p[order[i]], 1, 0);
	}
}

static void
show_ndi(struct text *t, struct rbuf *r)
{
	const uint8_t type = rbuf_u8(r);
	const uint8_t major = rbuf_u8(r);
	const uint8_t minor = rbuf_u8(r);

	if (type != 1)
		r->bad = true;
	text_addf(t, "UNDI %u.%u", major, minor);
}

static void
show_pxe(struct text *t, struct rbuf *r)
{
	const size_t len = rbuf_left(r);

	pxe_text(t, rbuf_bytes(r, len), len);
}

static void
show_gpxe(struct text *t, struct rbuf *r)
{
	const size_t len = rbuf_left(r);

	gpxe_text(t, rbuf_bytes(r, len), len);
}

static void
show_user_class(struct text *t, struct rbuf *r)
{
	struct rbuf list = *r;
	const struct text before = *t;
	struct rbuf one;

	while (rbuf_left(&list) != 0) {
		separate(t, &list);
		one = rbuf_sub(&list, rbuf_u8(&list));
		show_text(t, &one);
	}
	if (!list.bad)
		return;
	/* gPXE and iPXE send the bare name, without RFC 3004's length. */
	*t = before;
	t->buf[t->len] = '\0';
	show_text(t, r);
}

static void
show_relay(struct text *t, struct rbuf *r)
{
	/* RFC 3046, 3527, 5010, 5107 */
	static const char *const names[] = {
	    [1] = "circuit-id",
	    [2] = "remote-id",
	    [5] = "link-selection",
	    [6] = "subscriber-id",
	    [10] = "relay-flags",
	    [11] = "server-id-override",
	};
	uint8_t tag, len;

	while (rbuf_left(r) != 0) {
		separate(t, r);
		tag = rbuf_u8(r);
		len = rbuf_u8(r);
		if (tag < sizeof(names) / sizeof(names[0]) &&
		    names[tag] != NULL)
			text_add(t, names[tag]);
		else
			text_addf(t, "%u", tag);
		text_add_char(t, ' ');
		if (len > rbuf_left(r))
			r->bad = true;
		else
			text_add_hex(t, rbuf_bytes(r, len), len, 0);
	}
}

static void
show_routes(struct text *t, struct rbuf *r)
{
	uint32_t net;
	uint8_t width;
	int i;

	while (rbuf_left(r) != 0) {
		char buf[IP4_TEXT];

		separate(t, r);
		width = rbuf_u8(r);
		if (width > 32)
			r->bad = true;
		/* Only the significant octets of the network are sent. */
		for (net = 0, i = 0; i < 4; i++)
			net = net << 8 | (i * 8 < width ? rbuf_u8(r) : 0u);
		text_addf(t, "%s/%u via ", ip4_format(buf, net), width);
		show_ip(t, r);
	}
}

/* Goes on where a pointer leads: only ever back, so there is an end. */
static bool
follow_pointer(struct rbuf *in, uint8_t high, size_t *before)
{
	const size_t to = (size_t)(high & 0x3f) << 8 | rbuf_u8(in);

	if (in->bad || to >= *before)
		return false;
	*before = in->pos = to;
	return true;
}

/* One name, RFC 1035 3.1, with RFC 3397's pointers. */
static void
show_name(struct text *t, struct rbuf *r)
{
	struct rbuf away, *in = r;
	size_t before = r->pos;
	uint8_t len = rbuf_u8(r);

	if (len == 0)
		text_add_char(t, '.');
	while (len != 0 && !in->bad) {
		if (len >= 0xc0) {
			if (in == r) {
				away = *r;
				(void)rbuf_u8(r);
				in = &away;
			}
			r->bad = !follow_pointer(in, len, &before);
		} else if (len > rbuf_left(in) || len > 63) {
			r->bad = true;
		} else {
			text_add_visible(t, rbuf_bytes(in, len), len);
			text_add_char(t, '.');
		}
		if (r->bad)
			return;
		len = rbuf_u8(in);
	}
	r->bad = r->bad || in->bad;
}

static void
show_names(struct text *t, struct rbuf *r)
{
	while (rbuf_left(r) != 0) {
		separate(t, r);
		show_name(t, r);
	}
}

/* clang-format off */
static void (*const show[DHCP_KIND_COUNT])(struct text *, struct rbuf *) = {
	[DHCP_KIND_NONE] = show_none,
	[DHCP_KIND_BYTES] = show_hex,
	[DHCP_KIND_U8] = show_u8,
	[DHCP_KIND_U16] = show_u16,
	[DHCP_KIND_U32] = show_u32,
	[DHCP_KIND_S32] = show_s32,
	[DHCP_KIND_SECONDS] = show_seconds,
	[DHCP_KIND_BOOL] = show_bool,
	[DHCP_KIND_IP] = show_ip,
	[DHCP_KIND_IPS] = show_ips,
	[DHCP_KIND_IP_PAIRS] = show_ip_pairs,
	[DHCP_KIND_U16S] = show_u16s,
	[DHCP_KIND_ARCH] = show_arch,
	[DHCP_KIND_TEXT] = show_text,
	[DHCP_KIND_CODES] = show_codes,
	[DHCP_KIND_TYPE] = show_type,
	[DHCP_KIND_CLIENT_ID] = show_client_id,
	[DHCP_KIND_UUID] = show_uuid,
	[DHCP_KIND_NDI] = show_ndi,
	[DHCP_KIND_PXE] = show_pxe,
	[DHCP_KIND_GPXE] = show_gpxe,
	[DHCP_KIND_USER_CLASS] = show_user_class,
	[DHCP_KIND_RELAY] = show_relay,
	[DHCP_KIND_ROUTES] = show_routes,
	[DHCP_KIND_NAMES] = show_names,
};
/* clang-format on */

void
dhcp_option_text(struct text *t, uint8_t code, const uint8_t *data, size_t len)
{
	const struct dhcp_option_def *def = dhcp_option_def(code);
	const struct text before = *t;
	struct rbuf r;

	rbuf_init(&r, data, len);
	if (def != NULL && dhcp_option_fits(code, len) &&
	    (len > 0 || def->kind == DHCP_KIND_NONE)) {
		show[def->kind](t, &r);
		if (!r.bad)
			return;
		*t = before;
		t->buf[t->len] = '\0';
		rbuf_init(&r, data, len);
	}
	show_hex(t, &r);
}
