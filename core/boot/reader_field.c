/* SPDX-License-Identifier: ISC */
#include "core/boot/reader_field.h"

#include <stddef.h>

#include "core/proto/dhcp_option.h"

/* Kinds as a set. */
#define K(kind) (1u << READER_##kind)
#define CHAINED (K(GPXE_FIELD) | K(GPXE) | K(IPXE))
#define ROMS (K(BIOS) | K(UEFI))
#define ALL ((1u << READER_KIND_COUNT) - 1)

static bool
is_in(unsigned set, enum reader_kind k)
{
	return (set & 1u << k) != 0;
}

static struct reader_mark
mark(enum reader_use use, const char *why)
{
	const struct reader_mark m = {use, why};

	return m;
}

static bool
reads_server(enum reader_kind k, enum reader_server from)
{
	const struct reader_rule *rule = reader_rule(k);
	size_t i;

	for (i = 0; i < READER_SERVERS; i++)
		if (rule->servers[i] == from)
			return true;
	return false;
}

/* The server's address: where it was taken from, and where it is not. */
static struct reader_mark
mark_server(enum reader_kind k, const struct reader_view *v,
    enum reader_server from)
{
	if (v->from == from)
		return mark(READER_READS, "where it fetches from");
	if (!reads_server(k, from))
		return mark(READER_LEAVES,
		    from == SERVER_TFTP_NAME ?
			"takes its server from siaddr" :
			"takes its server from elsewhere");
	if (v->from == SERVER_URL)
		return mark(READER_LEAVES, "the URL names the server");
	return v->from == SERVER_NOWHERE ?
	    mark(READER_READS, "") :
	    mark(READER_LEAVES, "another place comes first");
}

static struct reader_mark
mark_file(enum reader_kind k, const struct reader_view *v,
    const struct dhcp_facts *f)
{
	const struct reader_rule *rule = reader_rule(k);

	if (v->why == READER_RAW_FIELD && !v->from_option)
		return mark(READER_READS,
		    "its raw bytes: it never reads option 52");
	if ((f->overload & 1) != 0 && rule->overload)
		return mark(READER_READS, "the options in it (52)");
	if (f->file[0] == '\0')
		return mark(READER_OPEN, "");
	if (rule->name == NAME_NONE)
		return mark(READER_LEAVES, "asks for names of its own");
	if (v->from_option)
		return mark(READER_LEAVES, "option 67 comes first");
	return mark(READER_READS, "its boot file");
}

static struct reader_mark
mark_name(enum reader_kind k, const struct reader_view *v,
    const struct dhcp_facts *f)
{
	const struct reader_rule *rule = reader_rule(k);

	if (v->from_option)
		return mark(READER_READS, "its boot file");
	if (rule->name == NAME_NONE)
		return mark(READER_LEAVES, "asks for names of its own");
	if (rule->name == NAME_FIELD)
		return mark(READER_LEAVES, "reads the file field only");
	if (f->name_hidden && !rule->overload)
		return mark(READER_LEAVES,
		    "stands in an overloaded field: it never reads option 52");
	return mark(READER_LEAVES, "the file field comes first");
}

struct reader_mark
reader_mark_field(enum reader_kind k, const struct reader_view *v,
    const struct reader_reply *r, enum reader_field field)
{
	const struct dhcp_facts *f = r->facts;

	switch (field) {
	case READER_YIADDR:
		return mark(READER_READS,
		    r->yiaddr == 0 ? "no address: a proxy's answer" :
				     "its address");
	case READER_SIADDR:
		return r->siaddr == 0 ? mark(READER_OPEN, "") :
					mark_server(k, v, SERVER_SIADDR);
	case READER_SNAME:
		if ((f->overload & 2) != 0 && reader_rule(k)->overload)
			return mark(READER_READS, "the options in it (52)");
		if (f->sname[0] == '\0')
			return mark(READER_OPEN, "");
		return k == READER_GRUB ?
		    mark(READER_READS, "a server's name") :
		    mark(READER_LEAVES, "takes its server from siaddr");
	case READER_FILE:
		return mark_file(k, v, f);
	}
	return mark(READER_OPEN, "");
}

static struct reader_mark
mark_root_path(enum reader_kind k, const struct reader_view *v)
{
	if (!reader_rule(k)->root_path)
		return mark(READER_LEAVES, "boots no disk");
	if (v->disk)
		return mark(READER_READS, "boots this disk");
	/* iPXE attaches the disk, then boots the file. */
	return k == READER_IPXE ?
	    mark(READER_READS, "attaches this disk first") :
	    mark(READER_LEAVES, "has a file name: it boots that only");
}

static struct reader_mark
mark_class(enum reader_kind k, const struct reader_view *v,
    const struct dhcp_facts *f)
{
	if (k == READER_UEFI_HTTP)
		return f->http_class ?
		    mark(READER_READS, "an offer for HTTP Boot") :
		    mark(READER_LEAVES, "wants HTTPClient");
	if (!is_in(CHAINED | ROMS, k))
		return mark(READER_LEAVES, "not looked at");
	if (!f->pxe_class)
		return mark(READER_LEAVES, "wants PXEClient");
	return mark(READER_READS,
	    v->ask_at != 0 ? "sends it to port 4011" : "a PXE server's offer");
}

static struct reader_mark
mark_vendor(enum reader_kind k, const struct dhcp_facts *f)
{
	if (k == READER_RASPBERRY)
		return f->vendor_raspberry ?
		    mark(READER_READS, "names it") :
		    mark(READER_LEAVES, "wants \"Raspberry Pi Boot\"");
	if (!is_in(CHAINED | ROMS, k))
		return mark(READER_LEAVES, "no PXE client");
	return f->pxe_class ?
	    mark(READER_READS, "how it finds its boot server") :
	    mark(READER_LEAVES, "without option 60 PXEClient");
}

/* Options that one rule tells: read by these kinds, and by no other. */
struct plain {
	uint8_t code;
	unsigned kinds;
	const char *why, *why_not;
};

/* clang-format off */
static const struct plain plain[] = {
	{DHCP_OPT_MASK, ALL, "", ""},
	/* The Pi's ROM asks for no router (rpi firmware, issue 670). */
	{DHCP_OPT_ROUTER, ALL & ~K(RASPBERRY), "",
	    "reaches its own network only"},
	{DHCP_OPT_LEASE, ALL, "", ""},
	{DHCP_OPT_TYPE, ALL, "", ""},
	{DHCP_OPT_SERVER_ID, ALL, "whose offer it takes", ""},
	{DHCP_OPT_OVERLOAD, ALL & ~(CHAINED | K(RASPBERRY)), "",
	    "never read: it takes the fields as they are"},
	{DHCP_OPT_GPXE, CHAINED, "", "gPXE and iPXE only"},
	/* PXELINUX reads the ROM's ACK (RFC 5071). */
	{DHCP_OPT_PXELINUX_CONFIG, ROMS | CHAINED | K(PXELINUX) | K(UBOOT),
	    "for PXELINUX", "PXELINUX only"},
	{DHCP_OPT_PXELINUX_PREFIX, ROMS | CHAINED | K(PXELINUX) | K(UBOOT),
	    "for PXELINUX", "PXELINUX only"},
	{DHCP_OPT_INITIATOR, CHAINED, "its name to the target", "gPXE and iPXE only"},
	{DHCP_OPT_TFTP_SERVERS, 0, "", "takes its server from siaddr"},
};
/* clang-format on */

static struct reader_mark
mark_plain(enum reader_kind k, uint8_t code)
{
	size_t i;

	for (i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (plain[i].code == code)
			return is_in(plain[i].kinds, k) ?
			    mark(READER_READS, plain[i].why) :
			    mark(READER_LEAVES, plain[i].why_not);
	return mark(READER_OPEN, "");
}

struct reader_mark
reader_mark_option(enum reader_kind k, const struct reader_view *v,
    const struct reader_reply *r, uint8_t code)
{
	const struct dhcp_facts *f = r->facts;

	switch (code) {
	case DHCP_OPT_BOOTFILE:
		return mark_name(k, v, f);
	case DHCP_OPT_TFTP_NAME:
		return mark_server(k, v, SERVER_TFTP_NAME);
	case DHCP_OPT_ROOT_PATH:
		return mark_root_path(k, v);
	case DHCP_OPT_CLASS_ID:
		return mark_class(k, v, f);
	case DHCP_OPT_VENDOR:
		return mark_vendor(k, f);
	case DHCP_OPT_SERVER_ID:
		if (v->from == SERVER_ID)
			return mark(READER_READS, "where it fetches from");
		return mark_plain(k, code);
	}
	return mark_plain(k, code);
}

const char *
reader_use_name(enum reader_use use)
{
	static const char *const names[] = {
	    [READER_OPEN] = "",
	    [READER_READS] = "reads",
	    [READER_LEAVES] = "not read",
	};

	return names[use];
}
