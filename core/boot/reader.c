/* SPDX-License-Identifier: ISC */
#include "core/boot/reader.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/proto/pxe.h"

/* clang-format off */
static const struct reader_rule rules[READER_KIND_COUNT] = {
	[READER_GPXE_FIELD] = {"gPXE to 0.9.7", NAME_FIELD,
	    {SERVER_SIADDR}, ASKS_WITHOUT_VENDOR, .urls = true, .root_path = true},
	[READER_GPXE] = {"gPXE", NAME_FIELD_FIRST,
	    {SERVER_SIADDR}, ASKS_WITHOUT_VENDOR, .urls = true, .root_path = true},
	/* siaddr of the packet that has the name, since 2013-06. */
	[READER_IPXE] = {"iPXE", NAME_FIELD_FIRST,
	    {SERVER_SIADDR}, ASKS_WITHOUT_NAME, .urls = true, .root_path = true},
	[READER_BIOS] = {"BIOS PXE ROM", NAME_FIELD_FIRST,
	    {SERVER_SIADDR}, ASKS_WITHOUT_NAME, .overload = true},
	/* no-boot-name-ovmf.pcap: no name, no REQUEST. */
	[READER_UEFI] = {"UEFI PXE", NAME_OPTION_FIRST,
	    {SERVER_BOOT_LIST, SERVER_SIADDR, SERVER_ID}, ASKS_BINL,
	    .overload = true, .wants_name = true, .wants_id = true},
	[READER_UEFI_HTTP] = {"UEFI HTTP Boot", NAME_OPTION_FIRST,
	    {SERVER_URL}, ASKS_NEVER, .overload = true, .wants_name = true,
	    .urls = true, .wants_url = true, .wants_id = true},
	[READER_PXELINUX] = {"PXELINUX", NAME_FIELD_FIRST,
	    {SERVER_SIADDR, SERVER_ID}, ASKS_NEVER, .overload = true},
	[READER_GRUB] = {"GRUB", NAME_OPTION_FIRST,
	    {SERVER_TFTP_NAME, SERVER_SIADDR}, ASKS_NEVER, .overload = true},
	[READER_UBOOT] = {"U-Boot", NAME_OPTION_FIRST,
	    {SERVER_SIADDR}, ASKS_NEVER, .overload = true},
	[READER_RASPBERRY] = {"Raspberry Pi", NAME_NONE,
	    {SERVER_TFTP_NAME, SERVER_SIADDR}, ASKS_NEVER,
	    .wants_raspberry = true},
};
/* clang-format on */

const struct reader_rule *
reader_rule(enum reader_kind k)
{
	return &rules[k];
}

/* The fall-back to option 67 came with 0.9.8; 0.9.7 first tells its version. */
static bool
is_field_only(const struct dhcp_facts *f)
{
	const uint8_t *v = f->version;

	if (!f->has_version)
		return !f->user_gpxe;
	return v[0] == 0 && (v[1] < 9 || (v[1] == 9 && v[2] <= 7));
}

enum reader_kind
reader_kind_of(const struct case_ask *a)
{
	switch (a->stage) {
	case STAGE_GPXE:
		return is_field_only(&a->facts) ? READER_GPXE_FIELD :
						  READER_GPXE;
	case STAGE_IPXE:
		return READER_IPXE;
	case STAGE_HTTP:
		return READER_UEFI_HTTP;
	case STAGE_LOADER:
		return READER_PXELINUX;
	case STAGE_ROM:
	case STAGE_OS:
	case STAGE_COUNT:
		break;
	}
	if (a->arch == ARCH_UBOOT)
		return READER_UBOOT;
	if (a->xid == DIAG_PI_XID)
		return READER_RASPBERRY;
	return a->arch == ARCH_BIOS || a->arch == ARCH_UNKNOWN ? READER_BIOS :
								 READER_UEFI;
}

static void
take_name(struct reader_view *v, const char *name, bool from_option)
{
	(void)text_copy(v->name, sizeof(v->name), name);
	v->from_option = from_option;
}

static void
read_name(struct reader_view *v, const struct reader_rule *rule,
    const struct dhcp_facts *f)
{
	const bool overloaded = (f->overload & 1) != 0;
	const bool field = f->file[0] != '\0' &&
	    !(overloaded && rule->overload);
	/* Who does not read 52 does not look into the fields for options. */
	const bool option = f->has_name && rule->name != NAME_FIELD &&
	    (rule->overload || !f->name_hidden);

	if (rule->name == NAME_NONE)
		return;
	if (option && (rule->name == NAME_OPTION_FIRST || !field))
		take_name(v, f->name, true);
	else if (field) {
		take_name(v, f->file, false);
		if (overloaded)
			v->why = READER_RAW_FIELD;
	}
}

static uint32_t
server_by(enum reader_server from, const struct reader_reply *r)
{
	const struct dhcp_facts *f = r->facts;
	uint32_t addr = 0;

	switch (from) {
	case SERVER_NOWHERE:
	case SERVER_URL:
		break;
	case SERVER_SIADDR:
		return r->siaddr;
	case SERVER_ID:
		return r->server;
	case SERVER_TFTP_NAME:
		(void)ip4_parse(&addr, f->tftp_name);
		break;
	case SERVER_BOOT_LIST:
		if ((f->discovery & PXE_USE_FILE) != 0)
			addr = f->boot_server;
		break;
	}
	return addr;
}

static void
read_server(struct reader_view *v, const struct reader_rule *rule,
    const struct reader_reply *r)
{
	size_t i;

	if (rule->urls && strstr(v->name, "://") != NULL) {
		v->from = SERVER_URL;
		return;
	}
	for (i = 0; i < READER_SERVERS; i++) {
		v->from = rule->servers[i];
		if (v->from == SERVER_NOWHERE)
			break;
		v->addr = server_by(v->from, r);
		if (v->addr != 0)
			return;
	}
	v->from = SERVER_NOWHERE;
}

/* Does this offer send it to port 4011 first? */
static bool
asks_4011(const struct reader_view *v, enum reader_4011 asks,
    const struct reader_reply *r)
{
	const struct dhcp_facts *f = r->facts;

	if (!f->pxe_class)
		return false;
	switch (asks) {
	case ASKS_NEVER:
		return false;
	case ASKS_WITHOUT_NAME:
		return !(r->siaddr != 0 && v->name[0] != '\0') &&
		    !f->has_menu && !f->no_pxedhcp;
	case ASKS_WITHOUT_VENDOR:
		return !f->has_menu && (f->discovery & PXE_USE_FILE) == 0 &&
		    !f->no_pxedhcp;
	case ASKS_BINL:
		return (f->discovery & PXE_USE_FILE) == 0;
	}
	return false;
}

static enum reader_why
judge(const struct reader_view *v, const struct reader_rule *rule,
    const struct reader_reply *r)
{
	const struct dhcp_facts *f = r->facts;

	if (rule->wants_id && r->yiaddr != 0 && !f->has_server_id)
		return READER_NO_ID;
	if (rule->wants_raspberry)
		return f->vendor_raspberry ? READER_TAKES : READER_NO_RASPBERRY;
	if (rule->wants_url &&
	    (!f->http_class || strstr(v->name, "://") == NULL))
		return READER_NO_URL;
	if (v->why != READER_TAKES || v->disk || v->ask_at != 0)
		return v->why;
	if (v->name[0] == '\0')
		return READER_NO_NAME;
	return v->addr == 0 && v->from != SERVER_URL ? READER_NO_SERVER :
						       READER_TAKES;
}

void
reader_read(struct reader_view *v, enum reader_kind k,
    const struct reader_reply *r)
{
	const struct reader_rule *rule = &rules[k];

	memset(v, 0, sizeof(*v));
	read_name(v, rule, r->facts);
	read_server(v, rule, r);
	v->disk = rule->root_path && v->name[0] == '\0' &&
	    strchr(r->root_path, ':') != NULL;
	if (asks_4011(v, rule->asks, r))
		v->ask_at = r->server != 0 ? r->server :
		    r->siaddr != 0         ? r->siaddr :
					     r->src;
	v->why = judge(v, rule, r);
	v->passes = v->why == READER_NO_ID || v->why == READER_NO_RASPBERRY ||
	    v->why == READER_NO_URL ||
	    (v->why == READER_NO_NAME && rule->wants_name);
}

void
reader_reply_of(struct reader_reply *ret, const struct case_reply *r)
{
	ret->yiaddr = r->yiaddr;
	ret->siaddr = r->siaddr;
	ret->server = r->server;
	ret->src = r->src;
	ret->root_path = r->root_path;
	ret->facts = &r->facts;
}

static const char *const whys[READER_WHY_COUNT] = {
    [READER_TAKES] = "",
    [READER_NO_NAME] = "finds no boot file name",
    [READER_NO_SERVER] = "finds a name, but no server for it",
    [READER_NO_URL] = "wants option 60 HTTPClient and a URL",
    [READER_NO_RASPBERRY] = "wants \"Raspberry Pi Boot\" in option 43",
    [READER_NO_ID] = "wants option 54",
    [READER_RAW_FIELD] = "takes the overloaded file field for a name",
};

static const char *const places[] = {
    [SERVER_NOWHERE] = "",
    [SERVER_SIADDR] = "siaddr",
    [SERVER_ID] = "option 54",
    [SERVER_TFTP_NAME] = "option 66",
    [SERVER_BOOT_LIST] = "option 43.8",
    [SERVER_URL] = "the URL",
};

void
reader_text(struct text *t, const struct reader_view *v)
{
	char ip[IP4_TEXT];

	if (v->why != READER_TAKES) {
		text_add(t, whys[v->why]);
		text_add(t, v->passes ? ": passes over it" : "");
		return;
	}
	if (v->ask_at != 0) {
		text_addf(t, "asks port 4011 of %s", ip4_format(ip, v->ask_at));
		return;
	}
	if (v->disk) {
		text_add(t, "boots the disk of its root path");
		return;
	}
	text_add(t, "takes ");
	if (v->name[0] == '\0')
		text_add(t, "its fixed names");
	else {
		text_add_visible_str(t, v->name);
		text_add(t, v->from_option ? " (option 67)" : " (file field)");
	}
	if (v->addr != 0)
		text_addf(t, " from %s (%s)", ip4_format(ip, v->addr),
		    places[v->from]);
}
