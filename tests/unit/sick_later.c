/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/sick.h"

/* Stories of group E: disks, HTTP, later stages; and of who is who. */

static void
dora_san(struct sick *s, const char *name, const char *path, bool keep)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_ACK, name);
	(void)text_copy(d->root_path, sizeof(d->root_path), path);
	d->facts.keep_san = keep;
	sick_go(s);
}

#define DISK "iscsi:10.99.0.1::::iqn.2026-01.lab:disk"

static void
root_path_malformed(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	dora_san(s, "", ill ? "iscsi:10.99.0.1:iqn.2026-01.lab" : DISK, false);
}

static void
target_silent(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	dora_san(s, "", DISK, false);
	(void)sick_iscsi(s, ISCSI_CONNECT);
	sick_go(s);
	if (!ill) {
		(void)sick_iscsi(s, ISCSI_LOGIN);
		sick_go(s);
	}
	sick_waits(s, 6);
}

/* No answer to its SYNs, or to its ARP, each of them sent again. */
static void
target_silent_at_once(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	dora_san(s, "", DISK, false);
	(void)sick_iscsi(s, ill ? ISCSI_SILENT : ISCSI_CONNECT);
	sick_go(s);
}

static void
target_silent_by_arp(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	dora_san(s, "", DISK, false);
	for (i = 0; i < (ill ? 4 : 2); i++) {
		sick_arp(s, SERVER, false);
		sick_waits(s, 1);
	}
	sick_waits(s, 8);
}

static void
lun_missing(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	dora_san(s, "", DISK, false);
	(void)sick_iscsi(s, ISCSI_RESPONSE);
	sick_go(s);
	(void)sick_iscsi(s, ISCSI_NO_LUN);
	sick_go(s);
	if (ill)
		return;
	/* Another target, which has it. */
	(void)sick_iscsi(s, ISCSI_CONNECT);
	sick_go(s);
	(void)sick_iscsi(s, ISCSI_RESPONSE);
	sick_go(s);
}

static void
login_refused(struct sick *s, bool ill)
{
	struct event_iscsi *i;

	s->stage = STAGE_IPXE;
	dora_san(s, "", DISK, false);
	i = sick_iscsi(s, ISCSI_RESPONSE);
	i->status_class = ill ? 2 : 1;
	i->status_detail = 2;
	sick_go(s);
}

static void
san_ignored_by_gpxe(struct sick *s, bool ill)
{
	s->stage = ill ? STAGE_GPXE : STAGE_IPXE;
	dora_san(s, "menu.gpxe", DISK, false);
}

static void
san_not_kept(struct sick *s, bool ill)
{
	s->stage = STAGE_GPXE;
	(void)sick_asks(s, DHCP_DISCOVER);
	s->e.origin = ORIGIN_OWN;
	s->e.u.dhcp.mode = MODE_ISCSI_INSTALL;
	sick_go(s);
	dora_san(s, "", DISK, !ill);
}

static void
pxelinux_options_absent(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "pxelinux.0")->facts.has_config = true;
	sick_go(s);
	sick_ask(s, DHCP_REQUEST);
	sick_told(s, DHCP_ACK, "pxelinux.0")->facts.has_config = !ill;
	sick_go(s);
}

static void
prefix_separator(struct sick *s, bool ill)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	(void)text_copy(d->facts.prefix, sizeof(d->facts.prefix),
	    ill ? "lab" : "lab/");
	d->facts.has_prefix = true;
	sick_go(s);
	sick_fetch(s,
	    ill ? "labpxelinux.cfg/default" : "lab/pxelinux.cfg/default",
	    TFTP_SERVER_ERROR);
}

static void
identity_changes(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	s->stage = STAGE_OS;
	s->xid += 77;
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_ACK, "")->yiaddr = ill ? CLIENT + 1 : CLIENT;
	sick_go(s);
}

static void
install_loop(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 2; i++) {
		if (i > 0)
			sick_boots(s);
		s->now += 600 * SECOND;
		sick_dora(s, "pxelinux.0");
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
		sick_kernel(s,
		    ill || i == 0 ? "debian-installer/initrd.gz" :
				    "other/initrd.gz");
		sick_over(s, BOOT_DONE);
	}
}

static void
http_failed(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/menu.ipxe");
	(void)sick_page(s, ill ? "/menu.ipxe" : "/pxelinux.cfg/01-02", 404);
	sick_go(s);
}

/* By HTTP, too: 404, though it is there in another case. */
static void
http_failed_for_its_case(struct sick *s, bool ill)
{
	s->env.files.like = sick_like;
	diag_env(s->d, &s->env);
	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/menu.ipxe");
	(void)sick_page(s, "/%5CBoot/BCD", ill ? 404 : 200);
	s->e.origin = ORIGIN_OWN;
	sick_go(s);
}

/* A name and a password go with the second request, if at all. */
static void
http_failed_without_a_password(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/boot.ipxe");
	(void)sick_page(s, "/boot.ipxe", 401);
	sick_go(s);
	sick_waits(s, 1);
	assert_int_equal(sick_has(s, "http-failed"), 0);
	if (!ill) {
		(void)sick_page(s, "/boot.ipxe", 200);
		sick_go(s);
	}
	sick_waits(s, 3);
}

/* What ends with the capture is not broken off. */
static void
http_failed_half_way(struct sick *s, bool ill)
{
	struct event_http *h;

	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/menu.ipxe");
	h = sick_page(s, "/menu.ipxe", 200);
	h->bytes = 900;
	h->in_part = !ill;
	sick_go(s);
	sick_waits(s, 2);
}

static void
http_failed_unreached(struct sick *s, bool ill)
{
	s->stage = STAGE_IPXE;
	sick_dora(s, "http://10.99.0.1/menu.ipxe");
	sick_not_reached(s, HTTP_REFUSED);
	sick_not_reached(s, HTTP_SILENT);
	if (ill)
		return;
	(void)sick_page(s, "/menu.ipxe", 200);
	sick_go(s);
}

/* GRUB and others go on by TFTP. */
static void
http_failed_unreached_then_tftp(struct sick *s, bool ill)
{
	s->stage = STAGE_HTTP;
	sick_dora(s, "http://10.99.0.1/boot.efi");
	sick_not_reached(s, HTTP_SILENT);
	if (!ill)
		sick_fetch(s, "grubx64.efi", TFTP_COMPLETE);
}

static void
http_boot_response(struct sick *s, bool ill)
{
	s->stage = STAGE_HTTP;
	s->arch = ARCH_X64;
	sick_dora(s, "http://10.99.0.1/boot.efi");
	(void)sick_page(s, "/boot.efi", ill ? 302 : 200);
	sick_go(s);
}

static void
os_silent(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	sick_kernel(s, "vmlinuz");
	sick_over(s, BOOT_DONE);
	if (!ill) {
		s->stage = STAGE_OS;
		s->xid += 77;
		sick_ask(s, DHCP_DISCOVER);
	}
	sick_waits(s, 200);
}

/* What its ROM was given was not refused. */
static void
offer_refused_to_the_next_stage(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "undionly.kpxe");
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, ill ? DHCP_NAK : DHCP_ACK, "undionly.kpxe");
	s->stage = STAGE_IPXE;
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "boot.ipxe");
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_NAK, "");
}

/* It fetches its file all the same. */
static void
offer_refused_and_went_on_by_http(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	for (i = 0; i < 2; i++) {
		sick_ask(s, DHCP_DISCOVER);
		sick_tell(s, DHCP_OFFER, "boot.ipxe");
		sick_ask(s, DHCP_REQUEST);
		sick_tell(s, DHCP_NAK, "");
	}
	if (ill)
		return;
	(void)sick_page(s, "/boot.ipxe", 200);
	sick_go(s);
}

static void
shows_uuid(struct sick *s, uint8_t machine, uint8_t identity)
{
	struct event_dhcp *d;

	s->mac.b[5] = machine;
	d = sick_asks(s, DHCP_DISCOVER);
	d->facts.has_uuid = d->facts.uuid_usable = true;
	memset(d->facts.uuid, identity, 16);
	d->facts.uuid[0] = 1;
	sick_go(s);
}

static void
mac_changes(struct sick *s, bool ill)
{
	shows_uuid(s, 1, 7);
	sick_boots(s);
	shows_uuid(s, 2, ill ? 7 : 8);
}

static void
mac_changes_within_a_boot(struct sick *s, bool ill)
{
	struct event_dhcp *d = sick_asks(s, DHCP_DISCOVER);

	/* As the tracker tells it. */
	d->stage = STAGE_IPXE;
	s->e.has_as = ill;
	s->e.as = (struct mac){{2, 0, 0, 0, 0, 2}};
	sick_go(s);
}

static void
identity_cloned(struct sick *s, bool ill)
{
	unsigned i;

	for (i = 0; i < 8; i++) {
		/* One port after the other is one machine. */
		shows_uuid(s, (uint8_t)(ill ? 1 + i % 2 : 1 + i / 4), 7);
		sick_waits(s, 2);
	}
}

static void
asks_of(struct sick *s, uint8_t machine, enum dhcp_type type)
{
	struct event_dhcp *d;

	s->mac.b[5] = machine;
	d = sick_asks(s, type);
	d->xid += machine;
	d->facts.has_uuid = d->facts.uuid_usable = true;
	memset(d->facts.uuid, 7, 16);
	sick_go(s);
}

/* One port's exchange is over before another one's begins. */
static void
identity_cloned_amid_an_exchange(struct sick *s, bool ill)
{
	asks_of(s, 1, DHCP_DISCOVER);
	if (!ill)
		asks_of(s, 1, DHCP_REQUEST);
	asks_of(s, 2, DHCP_DISCOVER);
	if (!ill) {
		asks_of(s, 2, DHCP_REQUEST);
		asks_of(s, 1, DHCP_DISCOVER);
	}
	asks_of(s, 1, DHCP_REQUEST);
}

/* One of both has all of a file. */
static void
loads(struct sick *s, uint8_t which, struct event *request)
{
	s->mac.b[5] = which;
	s->e = *request;
	s->e.u.tftp.phase = TFTP_PHASE_DONE;
	s->e.u.tftp.outcome = TFTP_COMPLETE;
	s->e.u.tftp.answered = s->e.u.tftp.heard = true;
	s->e.u.tftp.bytes = s->e.u.tftp.size = 26000;
	s->e.u.tftp.blocks = 19;
	sick_go(s);
}

/*
 * Each asks but twice, and both load while the other one does: through both of
 * its ports a loader fetches one file after the other.
 */
static void
identity_cloned_while_both_load(struct sick *s, bool ill)
{
	struct event before, now;
	unsigned i;

	shows_uuid(s, 1, 7);
	shows_uuid(s, 2, 7);
	shows_uuid(s, 1, 7);
	for (i = 0; i < 6; i++) {
		s->mac.b[5] = (uint8_t)(1 + i % 2);
		(void)sick_fetches(s, i < 2 ? "pxelinux.0" : "vmlinuz");
		now = s->e;
		if (!ill)
			loads(s, (uint8_t)(1 + i % 2), &now);
		else if (i > 0)
			loads(s, (uint8_t)(1 + (i - 1) % 2), &before);
		before = now;
	}
	if (ill)
		loads(s, 2, &before);
}

/* The server comes late: who asked often has not answered often. */
static void
return_path_of_a_late_answer(struct sick *s, bool ill)
{
	struct event_tftp *t;
	unsigned n;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->phase = TFTP_PHASE_PROGRESS;
	for (n = 0; n < (ill ? 7 : 4); n++) {
		s->now += 2 * SECOND;
		t->answered = n >= 3;
		t->retransmits += n != 3;
		sick_go(s);
	}
}

/* It sends quickly once it is there: so soon nothing is known to be lost. */
static void
return_path_of_a_late_burst(struct sick *s, bool ill)
{
	struct event_tftp *t;
	unsigned n;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->phase = TFTP_PHASE_PROGRESS;
	for (n = 0; n < 6; n++) {
		s->now += n < 3 ? 2 * SECOND : SECOND / 4;
		t->answered = n >= 3;
		t->retransmits += n != 3;
		sick_go(s);
	}
	assert_int_equal(sick_has(s, "tftp-return-path"), 0);
	if (!ill) {
		t->heard = true;
		sick_go(s);
	}
	sick_waits(s, 3);
}

const struct story sick_later[] = {
    {"tftp-return-path", return_path_of_a_late_answer},
    {"tftp-return-path", return_path_of_a_late_burst},
    {"root-path-malformed", root_path_malformed},
    {"target-silent", target_silent},
    {"target-silent", target_silent_at_once},
    {"target-silent", target_silent_by_arp},
    {"offer-refused", offer_refused_to_the_next_stage},
    {"offer-refused", offer_refused_and_went_on_by_http},
    {"login-refused", login_refused},
    {"lun-missing", lun_missing},
    {"san-ignored-by-gpxe", san_ignored_by_gpxe},
    {"san-not-kept", san_not_kept},
    {"pxelinux-options-absent", pxelinux_options_absent},
    {"prefix-separator", prefix_separator},
    {"identity-changes", identity_changes},
    {"install-loop", install_loop},
    {"http-failed", http_failed},
    {"http-failed", http_failed_without_a_password},
    {"http-failed", http_failed_half_way},
    {"http-failed", http_failed_for_its_case},
    {"http-failed", http_failed_unreached},
    {"http-failed", http_failed_unreached_then_tftp},
    {"http-boot-response", http_boot_response},
    {"os-silent", os_silent},
    {"mac-changes", mac_changes},
    {"mac-changes", mac_changes_within_a_boot},
    {"identity-cloned", identity_cloned},
    {"identity-cloned", identity_cloned_amid_an_exchange},
    {"identity-cloned", identity_cloned_while_both_load},
    {NULL, NULL},
};
