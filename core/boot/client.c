/* SPDX-License-Identifier: ISC */
#include "core/boot/client.h"

#include <string.h>

#include "core/proto/dhcp_option.h"
#include "core/proto/pxe.h"

#define ETHERNET 1 /* htype, RFC 1700 */
#define HOPS_MAX 16 /* RFC 1542 4.1.1 */
#define MAX_SIZE_LEAST 576 /* RFC 2132 9.10: less is not allowed */
#define ARCH_CODE_NONE 0xffff
#define UUID_LEN 16

/* clang-format off */
static const char *const stages[STAGE_COUNT] = {
	[STAGE_OS] = "os",
	[STAGE_ROM] = "rom",
	[STAGE_GPXE] = "gpxe",
	[STAGE_IPXE] = "ipxe",
	[STAGE_HTTP] = "http",
	[STAGE_LOADER] = "loader",
};

static const char *const archs[ARCH_COUNT] = {
	[ARCH_UNKNOWN] = "unknown",
	[ARCH_BIOS] = "BIOS",
	[ARCH_IA32] = "UEFI IA32",
	[ARCH_X64] = "UEFI x64",
	[ARCH_ARM32] = "UEFI ARM32",
	[ARCH_ARM64] = "UEFI ARM64",
	[ARCH_UBOOT] = "U-Boot",
	[ARCH_SLOF] = "SLOF",
	[ARCH_OTHER] = "other",
};

/*
 * IANA "Processor Architecture Types".  RFC 4578 printed 7 as EFI byte code
 * and 9 as x86-64; firmware and its erratum have them the other way round,
 * and both are x86-64 machines.
 */
static const uint8_t families[] = {
	[0] = ARCH_BIOS,
	[6] = ARCH_IA32,
	[7] = ARCH_X64,
	[9] = ARCH_X64,
	[10] = ARCH_ARM32,
	[11] = ARCH_ARM64,
	[12] = ARCH_SLOF,
	[15] = ARCH_IA32, /* 15 to 19: the same, booting from HTTP */
	[16] = ARCH_X64,
	[17] = ARCH_X64,
	[18] = ARCH_ARM32,
	[19] = ARCH_ARM64,
	[20] = ARCH_BIOS, /* from HTTP */
	[21] = ARCH_UBOOT,
	[22] = ARCH_UBOOT,
	[23] = ARCH_UBOOT, /* 23, 24: from HTTP */
	[24] = ARCH_UBOOT,
	[31] = ARCH_SLOF,
	[32] = ARCH_SLOF,
};
/* clang-format on */

const char *
stage_name(enum client_stage s)
{
	return stages[s];
}

const char *
arch_name(enum client_arch a)
{
	return archs[a];
}

const char *
arch_slof(uint16_t code)
{
	if (code == ARCH_CODE_NONE)
		return archs[ARCH_SLOF];
	return code == 12 ? "SLOF PowerPC" : "SLOF s390";
}

bool
arch_boots_http(uint16_t code)
{
	static const uint8_t codes[] = {15, 16, 17, 18, 19, 20, 23, 24, 26, 28};

	for (size_t i = 0; i < sizeof(codes); i++)
		if (codes[i] == code)
			return true;
	return false;
}

enum client_arch
arch_family(uint16_t code)
{
	if (code >= sizeof(families) || families[code] == ARCH_UNKNOWN)
		return ARCH_OTHER;
	return (enum client_arch)families[code];
}

static bool
begins(const struct dhcp_option *o, const char *word)
{
	const size_t n = strlen(word);

	return o != NULL && o->len >= n && memcmp(o->data, word, n) == 0;
}

/* Option 93: a list of types, the first that we know counts (RFC 4578 2.1). */
static bool
arch_from_93(struct boot_request *r)
{
	const struct dhcp_option *o = dhcp_find(r->msg, DHCP_OPT_ARCH);
	struct rbuf in;
	uint16_t code;

	if (o == NULL)
		return false;
	if (o->len == 0 || o->len % 2 != 0) {
		r->notes |= NOTE_ARCH_LENGTH;
		return false;
	}
	rbuf_init(&in, o->data, o->len);
	r->arch_code = rbuf_u16(&in);
	r->arch = arch_family(r->arch_code);
	while (r->arch == ARCH_OTHER && rbuf_left(&in) > 0) {
		code = rbuf_u16(&in);
		if (arch_family(code) == ARCH_OTHER)
			continue;
		r->arch_code = code;
		r->arch = arch_family(code);
	}
	return true;
}

/* Five digits after "PXEClient:Arch:" or "HTTPClient:Arch:" (PXE 2.1 2.2). */
static bool
class_code(uint16_t *ret, const struct dhcp_option *o)
{
	static const char mark[] = ":Arch:";
	const size_t skip = begins(o, "HTTPClient") ? 10 : 9;
	const size_t at = skip + sizeof(mark) - 1;
	unsigned code = 0;
	size_t i;

	if (o->len < at + 5 || memcmp(o->data + skip, mark, at - skip) != 0)
		return false;
	for (i = at; i < at + 5; i++) {
		if (o->data[i] < '0' || o->data[i] > '9')
			return false;
		code = code * 10 + (unsigned)(o->data[i] - '0');
	}
	if (code > UINT16_MAX)
		return false;
	*ret = (uint16_t)code;
	return true;
}

static void
read_arch(struct boot_request *r, const struct dhcp_option *vendor_class)
{
	const bool have = arch_from_93(r);
	uint16_t code;

	if ((!r->pxe && !r->http) || !class_code(&code, vendor_class))
		return;
	if (!have) {
		/* Better than the silence other servers have for it. */
		r->arch_code = code;
		r->arch = arch_family(code);
		r->notes |= NOTE_ARCH_FROM_CLASS;
	} else if (code != r->arch_code) {
		r->notes |= NOTE_ARCH_DIFFERS; /* 93 wins */
	}
}

static bool
all_bytes(const uint8_t *p, size_t n, uint8_t v)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (p[i] != v)
			return false;
	return true;
}

/* Option 97: type 0, then the UUID (RFC 4578 2.3). */
static void
read_uuid(struct boot_request *r)
{
	const struct dhcp_option *o = dhcp_find(r->msg, DHCP_OPT_UUID);

	if (o == NULL) {
		if (r->pxe || r->http)
			r->notes |= NOTE_UUID_BAD;
		return;
	}
	if (o->len != UUID_LEN + 1 || o->data[0] != 0 ||
	    all_bytes(o->data + 1, UUID_LEN, 0) ||
	    all_bytes(o->data + 1, UUID_LEN, 0xff))
		r->notes |= NOTE_UUID_BAD;
	else
		r->uuid = o->data + 1;
}

static void
read_item(struct boot_request *r, const struct dhcp_option *o)
{
	struct pxe_vendor v;

	if (pxe_decode(&v, o->data, o->len, NULL) < 0) {
		r->notes |= NOTE_43_BAD;
		return;
	}
	r->has_item = v.has_item;
	r->item_type = v.item_type;
	r->item_layer = v.item_layer;
}

/*
 * Option 175 without a user class.  gPXE 0.9.4 to 0.9.6 send neither class
 * nor version, and no feature over 36; from 0.9.7 on gPXE has both, so what
 * shows a version or a newer feature, or asks for what only iPXE asks for
 * (128 and 26), is an iPXE whose class was configured away.
 */
static enum client_stage
stage_from_175(const struct boot_request *r)
{
	const uint64_t newer = (uint64_t)1 << GPXE_F_FCOE |
	    (uint64_t)1 << GPXE_F_VLAN | (uint64_t)1 << GPXE_F_MENU |
	    (uint64_t)1 << GPXE_F_SDI | (uint64_t)1 << GPXE_F_NFS;

	if (r->gpxe.has_version || (r->gpxe.features & newer) != 0 ||
	    dhcp_asks(r->msg, 128) || dhcp_asks(r->msg, DHCP_OPT_MTU))
		return STAGE_IPXE;
	return STAGE_GPXE;
}

/* True and the stage, when gPXE or iPXE asks. */
static bool
read_gpxe(struct boot_request *r)
{
	const struct dhcp_option *o = dhcp_find(r->msg, DHCP_OPT_GPXE);

	if (o != NULL && gpxe_decode(&r->gpxe, o->data, o->len, NULL) < 0) {
		/* It is there, and that is what dhcp-match=gpxe,175 asks. */
		memset(&r->gpxe, 0, sizeof(r->gpxe));
		r->notes |= NOTE_175_BAD;
	}
	if (dhcp_user_class(r->msg, "iPXE"))
		r->stage = STAGE_IPXE;
	else if (dhcp_user_class(r->msg, "gPXE"))
		r->stage = STAGE_GPXE;
	else if (o != NULL)
		r->stage = stage_from_175(r);
	r->has_gpxe = r->stage == STAGE_GPXE || r->stage == STAGE_IPXE;
	return r->has_gpxe;
}

/*
 * UEFI's own network stack asking for an address, as it does under
 * SYSLINUX.EFI (firmware-observed; capture ovmf-syslinux-second-dhcp): only
 * subnet, router and DNS are asked for, and nothing says who asks.  Systems
 * that ask so little name themselves by 12, 60 or 61.
 */
static bool
is_bare(const struct dhcp_msg *m)
{
	static const uint8_t telling[] = {12, 43, 60, 61, 77, 93, 97, 175};
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_PRL);
	size_t i;

	for (i = 0; i < sizeof(telling); i++)
		if (dhcp_find(m, telling[i]) != NULL)
			return false;
	return o != NULL && o->len == 3 && memcmp(o->data, "\1\3\6", 3) == 0;
}

/*
 * SLOF, the firmware of QEMU's pseries, whose network code s390 has as well:
 * its DISCOVER asks for option 93 and does not send it, its REQUEST does both
 * (slof-powerpc.pcap, slof-s390.pcap).
 */
static bool
is_slof(const struct dhcp_msg *m)
{
	static const uint8_t asks[] = {1, 3, 6, 66, 67, 93};
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_PRL);

	return o != NULL && o->len >= sizeof(asks) &&
	    memcmp(o->data, asks, sizeof(asks)) == 0;
}

static void
read_stage(struct boot_request *r, const struct dhcp_option *vendor_class)
{
	if (read_gpxe(r))
		return;
	if (r->http)
		r->stage = STAGE_HTTP;
	else if (r->type == DHCP_BOOTP || r->pxe ||
	    begins(vendor_class, "U-Boot"))
		r->stage = STAGE_ROM;
	else if (vendor_class == NULL && r->arch_code != ARCH_CODE_NONE)
		/* Some firmware leaves 60 out of its REQUEST; no system
		 * sends 93. */
		r->stage = STAGE_ROM;
	else if (vendor_class == NULL && is_slof(r->msg)) {
		r->stage = STAGE_ROM;
		r->arch = ARCH_SLOF;
	} else if (is_bare(r->msg))
		r->stage = STAGE_LOADER;
	if (begins(vendor_class, "U-Boot"))
		r->arch = ARCH_UBOOT;
}

static int
check_sender(const struct dhcp_head *h, const struct mac *mac)
{
	if (h->op != DHCP_OP_REQUEST)
		return -PX_EOP;
	if (h->htype != ETHERNET || h->hlen != sizeof(mac->b))
		return -PX_EHW;
	if (!mac_usable(mac))
		return -PX_EADDR;
	if (h->giaddr != 0 && !ip4_usable(h->giaddr))
		return -PX_EADDR;
	if (h->hops > HOPS_MAX)
		return -PX_ERANGE;
	return 0;
}

int
boot_request_read(struct boot_request *r, const struct dhcp_msg *m)
{
	const struct dhcp_option *vendor_class, *vendor;
	struct mac mac;
	int err;

	memcpy(mac.b, m->head.chaddr, sizeof(mac.b));
	err = check_sender(&m->head, &mac);
	if (err < 0)
		return err;
	if (dhcp_type_is_apart(m->type))
		return -PX_EVALUE;
	memset(r, 0, sizeof(*r));
	r->msg = m;
	r->type = m->type;
	r->mac = mac;
	r->xid = m->head.xid;
	r->arch_code = ARCH_CODE_NONE;
	r->broadcast = (m->head.flags & DHCP_FLAG_BROADCAST) != 0;
	if (m->no_end && m->has_cookie)
		r->notes |= NOTE_NO_END;
	vendor_class = dhcp_find(m, DHCP_OPT_CLASS_ID);
	r->pxe = begins(vendor_class, "PXEClient");
	r->http = begins(vendor_class, "HTTPClient");
	(void)dhcp_get_u32(m, DHCP_OPT_REQUESTED, &r->requested);
	(void)dhcp_get_u32(m, DHCP_OPT_SERVER_ID, &r->server_id);
	if (!dhcp_get_u16(m, DHCP_OPT_MAX_SIZE, &r->max_size) ||
	    r->max_size < MAX_SIZE_LEAST)
		r->max_size = MAX_SIZE_LEAST;
	read_arch(r, vendor_class);
	read_uuid(r);
	vendor = dhcp_find(m, DHCP_OPT_VENDOR);
	if (r->pxe && vendor != NULL)
		read_item(r, vendor);
	read_stage(r, vendor_class);
	return 0;
}

static void
add_version(struct text *t, const struct boot_request *r)
{
	const uint8_t *v = r->gpxe.version;

	if (r->gpxe.has_version) {
		/* Every iPXE built between two releases says 1.0.0. */
		if (r->stage == STAGE_GPXE || v[0] != 1 || v[1] != 0)
			text_addf(t, " %u.%u.%u", v[0], v[1], v[2]);
	} else if (r->stage == STAGE_GPXE && !dhcp_user_class(r->msg, "gPXE")) {
		text_add(t, " 0.9.4-0.9.6");
	}
}

static void
add_arch(struct text *t, const struct boot_request *r)
{
	if (r->type == DHCP_BOOTP)
		text_add(t, "BOOTP");
	else if (r->arch == ARCH_SLOF)
		text_add(t, arch_slof(r->arch_code));
	else if (r->arch == ARCH_OTHER)
		text_addf(t, "architecture %u", r->arch_code);
	else if (r->arch == ARCH_UNKNOWN)
		text_add(t, "PXE");
	else
		text_add(t, archs[r->arch]);
}

/*
 * Of a vendor class: it may be as long as the message, and the sentence that
 * it stands in has more to say.
 */
#define CLASS_SHOWN 64

static void
add_host(struct text *t, const struct boot_request *r)
{
	const struct dhcp_option *o = dhcp_find(r->msg, DHCP_OPT_CLASS_ID);
	char buf[CLASS_SHOWN];
	struct text class;

	text_add(t, "host");
	if (o == NULL || o->len == 0)
		return;
	text_init(&class, buf, sizeof(buf));
	text_add_visible(&class, o->data, o->len);
	text_addf(t, " (%s%s)", buf, class.cut ? "..." : "");
}

void
client_kind_text(struct text *t, const struct boot_request *r)
{
	switch (r->stage) {
	case STAGE_GPXE:
	case STAGE_IPXE:
		text_add(t, r->stage == STAGE_GPXE ? "gPXE" : "iPXE");
		add_version(t, r);
		text_add_char(t, ' ');
		add_arch(t, r);
		break;
	case STAGE_ROM:
		if (dhcp_user_class(r->msg, "FreeBSD")) {
			text_add(t, "FreeBSD loader");
			break;
		}
		add_arch(t, r);
		if (r->type == DHCP_BOOTP)
			text_add(t, " client");
		else if (r->arch != ARCH_UBOOT && r->arch != ARCH_SLOF)
			text_add(t, " ROM");
		break;
	case STAGE_HTTP:
		/* "UEFI HTTP x64": the family's last word comes last. */
		text_add(t, "UEFI HTTP");
		if (strncmp(archs[r->arch], "UEFI ", 5) == 0)
			text_add(t, archs[r->arch] + 4);
		break;
	case STAGE_LOADER:
		text_add(t, "UEFI network stack");
		break;
	case STAGE_OS:
	case STAGE_COUNT:
		add_host(t, r);
		break;
	}
}
