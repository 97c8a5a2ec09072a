/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/sick.h"

/* Stories of group C: boot names, and loaders that do not run. */

static void
no_boot_name(struct sick *s, bool ill)
{
	sick_dora(s, ill ? "" : "pxelinux.0");
	sick_waits(s, 2);
}

/* The capture lost the proxy's offer: what the client goes on to tells. */
static void
no_boot_name_seen(struct sick *s, bool ill)
{
	sick_dora(s, "");
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	sick_waits(s, 2);
}

/* From the middle of a capture a proxy's offer may have gone unseen. */
static void
no_boot_name_from_the_middle(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	if (ill)
		sick_ask(s, DHCP_DISCOVER);
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_ACK, "");
	sick_waits(s, 2);
}

/* It asked twice before the one offer came: that says nothing of it. */
static void
no_boot_name_in_a_late_offer(struct sick *s, bool ill)
{
	sick_discovers(s, 2);
	sick_tell(s, DHCP_OFFER, "");
	if (ill)
		sick_discovers(s, 1);
}

/* SLOF needs a server only, where it finds pxelinux.cfg by itself. */
static void
no_server_for_slof(struct sick *s, bool ill)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_OFFER,
	    DHCP_REQUEST, DHCP_ACK};
	struct event_dhcp *d;
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		if (i % 2 == 0) {
			d = sick_asks(s, types[i]);
			d->arch = ARCH_SLOF;
			d->facts.pxe_class = false;
		} else {
			d = sick_told(s, types[i], "");
			d->siaddr = ill ? 0 : d->server;
		}
		sick_go(s);
	}
	sick_waits(s, 2);
}

/* A lease whose name stands in option 67 only. */
static void
dora_67(struct sick *s, const char *file, const char *name)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, file);
	d->facts.has_name = true;
	(void)text_copy(d->facts.name, sizeof(d->facts.name), name);
	sick_go(s);
}

static void
asks_gpxe(struct sick *s, enum dhcp_type type, uint8_t patch)
{
	struct event_dhcp *d = sick_asks(s, type);

	d->facts.has_version = true;
	d->facts.version[1] = 9;
	d->facts.version[2] = patch;
	sick_go(s);
}

static void
file_field_ignored(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_GPXE;
	asks_gpxe(s, DHCP_DISCOVER, ill ? 7 : 8);
	d = sick_told(s, DHCP_ACK, "");
	d->facts.has_name = true;
	(void)text_copy(d->facts.name, sizeof(d->facts.name), "menu.gpxe");
	sick_go(s);
}

/* Beside a DHCP server that names nothing, the proxy's name counts. */
static void
file_field_ignored_of_a_proxy(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_GPXE;
	asks_gpxe(s, DHCP_DISCOVER, 7);
	s->server = OTHER;
	d = sick_told(s, DHCP_OFFER, "");
	d->yiaddr = 0;
	d->facts.pxe_class = d->facts.has_name = true;
	(void)text_copy(d->facts.name, sizeof(d->facts.name), "menu.gpxe");
	if (!ill)
		(void)text_copy(d->facts.file, sizeof(d->facts.file),
		    "menu.gpxe");
	sick_go(s);
	s->server = SERVER;
	sick_tell(s, DHCP_OFFER, "");
	asks_gpxe(s, DHCP_REQUEST, 7);
	sick_tell(s, DHCP_ACK, "");
}

static void
overload_unread(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_IPXE;
	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_ACK, "\377");
	d->facts.overload = ill ? 1 : 2;
	d->facts.has_name = true;
	(void)text_copy(d->facts.name, sizeof(d->facts.name), "menu.ipxe");
	d->siaddr = s->server;
	sick_go(s);
	sick_fetch(s, "\377", TFTP_SERVER_ERROR);
}

static void
name_trailing_ff(struct sick *s, bool ill)
{
	dora_67(s, "", "pxelinux.0");
	sick_fetch(s, ill ? "pxelinux.0\377" : "pxelinux.0", TFTP_COMPLETE);
}

static void
name_last_char_lost(struct sick *s, bool ill)
{
	dora_67(s, "", "pxelinux.0");
	sick_fetch(s, ill ? "pxelinux." : "pxelinux", TFTP_SERVER_ERROR);
}

static void
file_and_option_differ(struct sick *s, bool ill)
{
	dora_67(s, "pxelinux.0", ill ? "gpxe.pxe" : "pxelinux.0");
}

static void
asks_wrong_server(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "pxelinux.0");
	sick_ask(s, DHCP_REQUEST);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	(void)text_copy(d->facts.tftp_name, sizeof(d->facts.tftp_name),
	    ill ? "10.99.0.2" : "10.99.0.1");
	sick_go(s);
	sick_fetch(s, "pxelinux.0", TFTP_NO_REPLY);
}

static void
url_to_rom(struct sick *s, bool ill)
{
	s->stage = ill ? STAGE_ROM : STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/menu.ipxe");
}

static void
feature_missing(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_IPXE;
	d = sick_asks(s, DHCP_DISCOVER);
	d->facts.features = UINT64_C(1) << 21 | (ill ? 0 : UINT64_C(1) << 19);
	sick_go(s);
	sick_tell(s, DHCP_ACK, "http://10.99.0.1/menu.ipxe");
}

static void
chain_loop(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 3; i++) {
		s->stage = i == 0 ? STAGE_ROM : STAGE_IPXE;
		s->xid++;
		sick_dora(s, ill || i == 0 ? "ipxe.pxe" : "menu.ipxe");
		sick_fetch(s, ill || i == 0 ? "ipxe.pxe" : "menu.ipxe",
		    TFTP_COMPLETE);
	}
}

/* Where the ROM is iPXE, each round looks like a boot. */
static void
chain_loop_of_boots(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	for (i = 0; i < 3; i++) {
		sick_boots(s);
		sick_dora(s, "undionly.kpxe");
		sick_fetch(s, "undionly.kpxe", TFTP_COMPLETE);
		/* One that asks for more went on. */
		if (!ill)
			sick_fetch(s, "menu.ipxe", TFTP_SERVER_ERROR);
	}
}

/* Its second round is its last: it has no memory left, and is silent. */
static void
chain_loop_that_falls_silent(struct sick *s, bool ill)
{
	struct event_tftp *t;
	unsigned i;

	s->stage = STAGE_IPXE;
	sick_dora(s, "undionly.kpxe");
	sick_fetch(s, ill ? "undionly.kpxe" : "boot.ipxe", TFTP_COMPLETE);
	sick_boots(s);
	sick_dora(s, "undionly.kpxe");
	t = sick_fetches(s, "undionly.kpxe");
	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = true;
	for (i = 0; i < 3; i++) {
		s->now += 2 * SECOND;
		t->retransmits++;
		sick_go(s);
	}
}

/* UEFI that does not run its loader asks for it again, too. */
static void
no_chain_loop_of_a_rom(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 3; i++) {
		s->stage = ill && i > 0 ? STAGE_IPXE : STAGE_ROM;
		s->xid++;
		sick_dora(s, "ipxe.efi");
		sick_fetch(s, "ipxe.efi", TFTP_COMPLETE);
	}
}

static void
user_class_raw(struct sick *s, bool ill)
{
	sick_dora(s, "ipxe.pxe");
	sick_fetch(s, "ipxe.pxe", TFTP_COMPLETE);
	s->stage = STAGE_IPXE;
	s->xid++;
	sick_asks(s, DHCP_DISCOVER)->facts.user_class_raw = true;
	sick_go(s);
	/* What it was told is not what it runs: it has a script built in. */
	sick_tell(s, DHCP_ACK, "ipxe.pxe");
	sick_fetch(s, ill ? "ipxe.pxe" : "menu.ipxe", TFTP_COMPLETE);
}

static void
menu_hides_name(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_OFFER, "gpxe.efi");
	d->facts.has_menu = d->facts.has_discovery = true;
	d->facts.discovery = ill ? 0 : 8;
	sick_go(s);
}

static void
look(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	ret->err = 0;
	ret->kind = strcmp(name, "boot.x64") == 0 ? LOADER_X64 :
	    strcmp(name, "menu") == 0             ? LOADER_IPXE_SCRIPT :
						    LOADER_BIOS;
}

static void
own_fetch(struct sick *s, const char *file)
{
	struct event_tftp *t;

	(void)sick_fetches(s, "warm-up");
	s->e.origin = ORIGIN_OWN;
	t = &s->e.u.tftp;
	t->transfer = ++s->transfer;
	t->outcome = TFTP_COMPLETE;
	t->answered = t->heard = true;
	(void)text_copy(t->file, sizeof(t->file), file);
	sick_go(s);
}

/* Told by the file's head, where the name says nothing. */
static void
wrong_architecture(struct sick *s, bool ill)
{
	s->env.files.look = look;
	sick_dora(s, ill ? "boot.x64" : "boot.bin");
	own_fetch(s, ill ? "boot.x64" : "boot.bin");
}

/* iPXE in the ROM; it is no fault that it runs scripts on BIOS. */
static void
wrong_architecture_for_ipxe(struct sick *s, bool ill)
{
	s->env.files.look = look;
	s->stage = STAGE_IPXE;
	sick_dora(s, ill ? "boot.x64" : "menu");
	own_fetch(s, ill ? "boot.x64" : "menu");
}

static void
loader_refused(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_dora(s, "shimx64.efi");
	sick_fetch(s, "shimx64.efi", TFTP_COMPLETE);
	sick_fetch(s, "shimx64.efi", TFTP_COMPLETE);
	if (!ill)
		sick_fetch(s, "grubx64.efi", TFTP_COMPLETE);
	sick_waits(s, 15);
}

/* Its firmware goes on; not, where what it loaded has asked for something. */
static void
loader_refused_at_once(struct sick *s, bool ill)
{
	s->arch = ARCH_ARM64;
	sick_dora(s, "grubaa64.efi.signed");
	sick_fetch(s, "grubaa64.efi.signed", TFTP_COMPLETE);
	if (!ill)
		sick_fetch(s, "grub/grub.cfg", TFTP_COMPLETE);
	sick_solicit(s);
}

/* A program that ran for a while, and then the firmware goes on. */
static void
loader_refused_not_later(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_dora(s, "memtest.efi");
	sick_fetch(s, "memtest.efi", TFTP_COMPLETE);
	sick_waits(s, ill ? 1 : 20);
	sick_solicit(s);
}

static void
loader_refused_by_http(struct sick *s, bool ill)
{
	s->stage = STAGE_HTTP;
	s->arch = ARCH_X64;
	sick_dora(s, "http://10.99.0.1/boot.efi");
	sick_page(s, "/boot.efi", 200);
	sick_go(s);
	if (!ill) {
		sick_page(s, "/grub.cfg", 200);
		sick_go(s);
	}
	sick_solicit(s);
}

/* From PXE to HTTP boot: that is no reset. */
static void
loader_refused_both_ways(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_dora(s, "boot.efi");
	sick_fetch(s, "boot.efi", TFTP_COMPLETE);
	if (!ill)
		sick_fetch(s, "grub/grub.cfg", TFTP_COMPLETE);
	sick_waits(s, 62);
	sick_boots(s);
	s->stage = STAGE_HTTP;
	sick_dora(s, "http://10.99.0.1/boot.efi");
	sick_page(s, "/boot.efi", 200);
	sick_go(s);
	sick_waits(s, 15);
}

static void
shim_wrong_path(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_dora(s, "boot/shimx64.efi");
	sick_fetch(s, "boot/shimx64.efi", TFTP_COMPLETE);
	sick_fetch(s, "grubx64.efi", ill ? TFTP_SERVER_ERROR : TFTP_COMPLETE);
}

static void
grub_wrong_server(struct sick *s, bool ill)
{
	s->arch = ARCH_X64;
	sick_dora(s, "grubx64.efi");
	s->server = ill ? OTHER : SERVER;
	sick_fetch(s, "grubx64.efi", TFTP_COMPLETE);
	s->server = SERVER;
	sick_fetch(s, "grub/grub.cfg", TFTP_SERVER_ERROR);
}

static void
http_boot_incomplete(struct sick *s, bool ill)
{
	s->stage = STAGE_HTTP;
	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "http://10.99.0.1/boot.efi")
	    ->facts.http_class = !ill;
	sick_go(s);
	sick_discovers(s, 1);
}

/* The proxy has the URL, the DHCP server the address: UEFI takes both. */
static void
http_boot_beside_dhcp(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	s->stage = STAGE_HTTP;
	s->arch = ARCH_X64;
	sick_ask(s, DHCP_DISCOVER);
	s->server = OTHER;
	d = sick_told(s, DHCP_OFFER, ill ? "" : "http://10.99.0.2/boot.efi");
	d->yiaddr = 0;
	d->facts.http_class = true;
	sick_go(s);
	s->server = SERVER;
	sick_tell(s, DHCP_OFFER, "");
	sick_discovers(s, 1);
}

static void
script_magic(struct sick *s, bool ill)
{
	s->env.files.look = look;
	s->stage = STAGE_GPXE;
	sick_dora(s, ill ? "menu" : "boot.bin");
	own_fetch(s, ill ? "menu" : "boot.bin");
}

const struct story sick_names[] = {
    {"no-boot-name", no_boot_name},
    {"no-boot-name", no_boot_name_seen},
    {"no-boot-name", no_boot_name_from_the_middle},
    {"no-boot-name", no_boot_name_in_a_late_offer},
    {"no-boot-name", no_server_for_slof},
    {"file-field-ignored", file_field_ignored},
    {"file-field-ignored", file_field_ignored_of_a_proxy},
    {"overload-unread", overload_unread},
    {"name-trailing-ff", name_trailing_ff},
    {"name-last-char-lost", name_last_char_lost},
    {"file-and-option-differ", file_and_option_differ},
    {"asks-wrong-server", asks_wrong_server},
    {"url-to-rom", url_to_rom},
    {"feature-missing", feature_missing},
    {"chain-loop", chain_loop},
    {"chain-loop", chain_loop_of_boots},
    {"chain-loop", chain_loop_that_falls_silent},
    {"chain-loop", no_chain_loop_of_a_rom},
    {"user-class-raw", user_class_raw},
    {"menu-hides-name", menu_hides_name},
    {"wrong-architecture", wrong_architecture},
    {"wrong-architecture", wrong_architecture_for_ipxe},
    {"loader-refused", loader_refused},
    {"loader-refused", loader_refused_at_once},
    {"loader-refused", loader_refused_not_later},
    {"loader-refused", loader_refused_by_http},
    {"loader-refused", loader_refused_both_ways},
    {"shim-wrong-path", shim_wrong_path},
    {"grub-wrong-server", grub_wrong_server},
    {"http-boot-incomplete", http_boot_incomplete},
    {"http-boot-incomplete", http_boot_beside_dhcp},
    {"script-magic", script_magic},
    {NULL, NULL},
};
