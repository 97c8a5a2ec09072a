/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

#include "core/boot/tries.h"

#define ROOT_PATH "iscsi:10.99.0.9::::iqn.2024-01.lab:disk"

static void
iscsi(struct play *s, enum iscsi_phase phase, const char *target)
{
	struct event e;

	event_init(&e, EVENT_ISCSI, s->now, NULL);
	e.u.iscsi.client = ADDR(51);
	e.u.iscsi.server = ADDR(9);
	e.u.iscsi.phase = phase;
	(void)text_copy(e.u.iscsi.target, sizeof(e.u.iscsi.target), target);
	track_event(s->t, &e);
}

/* The stages entered from the n-th event on, in order; the last is zero. */
static void
expect_stages(const struct play *s, const enum boot_stage *order)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->seen[i].kind != EVENT_STAGE)
			continue;
		assert_string_equal(boot_stage_name(s->seen[i].u.stage.stage),
		    boot_stage_name(*order));
		order++;
	}
	assert_int_equal(*order, BOOT_NEW);
}

static const struct event_stage *
entering(const struct play *s, enum boot_stage stage)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->seen[i].kind == EVENT_STAGE &&
		    s->seen[i].u.stage.stage == stage)
			return &s->seen[i].u.stage;
	fail_msg("never entered %s", boot_stage_name(stage));
	return NULL;
}

static void
an_iscsi_login_has_its_stage(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_ROOT, BOOT_SAN, BOOT_DONE,
	    BOOT_NEW};
	struct event_session end;
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_ISCSI;
	play_dora(&s, 1, STAGE_IPXE, "", ROOT_PATH);
	assert_int_equal(play_stage_of(&s, 1), BOOT_ROOT);
	s.now += SECOND;
	iscsi(&s, ISCSI_CONNECT, "");
	assert_int_equal(play_stage_of(&s, 1), BOOT_SAN);
	assert_string_equal(entering(&s, BOOT_SAN)->what, "10.99.0.9");
	/* From its ACK until it connects. */
	assert_int_equal(entering(&s, BOOT_SAN)->in_before_us,
	    SECOND + SECOND / 100);
	iscsi(&s, ISCSI_LOGIN, "iqn.2024-01.lab:disk");
	iscsi(&s, ISCSI_RESPONSE, "iqn.2024-01.lab:disk");
	play_wait_seconds(&s, 3);
	expect_stages(&s, order);
	play_expect_end(&s, 1, BOOT_DONE, false);
	(void)play_ended(&s, &end);
	assert_string_equal(end.text, "logged in to its iSCSI target");
	play_end(&s);
}

/* iPXE hooks the disk first, then boots the file that it was told beside. */
static void
an_installer_beside_the_disk_goes_on_after_the_login(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_ROOT, BOOT_SAN, BOOT_CONFIG,
	    BOOT_KERNEL, BOOT_INITRD, BOOT_SAN, BOOT_NEW};
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_ISCSI_INSTALL;
	play_dora(&s, 1, STAGE_IPXE, "install.ipxe", ROOT_PATH);
	iscsi(&s, ISCSI_CONNECT, "");
	iscsi(&s, ISCSI_RESPONSE, "iqn.2024-01.lab:disk");
	play_fetches(&s, 1, "install.ipxe", TFTP_COMPLETE);
	play_fetches(&s, 1, "linux", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd.gz", TFTP_COMPLETE);
	/* The installer's own initiator. */
	iscsi(&s, ISCSI_CONNECT, "");
	expect_stages(&s, order);
	play_end(&s);
}

static void
initrds_are_known_by_their_names(void **state)
{
	static const char *const names[] = {"initrd", "debian/initrd.gz",
	    "initramfs-linux.img", "boot/initramfs-lts", "core.cpio.gz"};
	static const char *const others[] = {"vmlinuz", "linux", "boot.wim",
	    "rootfs.img", "modloop-lts"};
	struct play s;

	(void)state;
	for (size_t i = 0; i < 10; i++) {
		const bool is = i < 5;

		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
		play_pxelinux_files(&s, 1);
		play_fetches(&s, 1, is ? names[i] : others[i - 5],
		    TFTP_COMPLETE);
		assert_int_equal(play_stage_of(&s, 1),
		    is ? BOOT_INITRD : BOOT_KERNEL);
		play_end(&s);
	}
}

/* What the loaders of BSD, illumos and Windows look for first, and few have. */
static void
what_few_have_is_no_kernel(void **state)
{
	static const char *const names[] = {"/etc/random.seed",
	    "boot/device.hints", "boot/loader.conf.local", "boot/loader.conf.d",
	    "boot/lua/local.lua", "boot/loader.rc.local", "boot/entropy",
	    "boot/solaris/bootenv.rc", "boot/kernel/if_x.ko", "ffs/ffs.kmod",
	    "\\EFI\\Microsoft\\Boot\\boot.stl"};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "pxeboot", "");
		play_fetches(&s, 1, "pxeboot", TFTP_COMPLETE);
		play_fetches(&s, 1, "boot/loader.conf", TFTP_COMPLETE);
		play_fetches(&s, 1, names[i], TFTP_SERVER_ERROR);
		assert_int_equal(play_stage_of(&s, 1), BOOT_CONFIG);
		play_end(&s);
	}
}

/* UEFI, SLOF and U-Boot may be told a system instead of a loader. */
static void
a_system_that_is_told_needs_no_loader(void **state)
{
	static const char *const names[] = {"vmlinuz-6.1.efi", "zImage.ppc",
	    "board-uImage", "images/netinst.iso",
	    "openwrt-initramfs-kernel.bin", "fit.itb"};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_ROM, names[i], "");
		play_fetches(&s, 1, names[i], TFTP_COMPLETE);
		assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
		/* What belongs to it may follow. */
		play_fetches(&s, 1, "initrd.gz", TFTP_COMPLETE);
		assert_int_equal(play_stage_of(&s, 1), BOOT_INITRD);
		play_wait_seconds(&s, 3);
		play_expect_end(&s, 1, BOOT_DONE, false);
		play_end(&s);
	}
}

/* iPXE with a script in it, pxeboot: the configuration comes along. */
static void
a_loader_that_knows_its_system(void **state)
{
	static const char *const names[] = {"vmlinuz", "bsd.rd", "netbsd.gz",
	    "boot/kernel/kernel"};
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_ROM, "pxeboot", "");
		play_fetches(&s, 1, "pxeboot", TFTP_COMPLETE);
		play_fetches(&s, 1, names[i], TFTP_COMPLETE);
		assert_int_equal(play_stage_of(&s, 1), BOOT_KERNEL);
		play_wait_seconds(&s, 3);
		play_expect_end(&s, 1, BOOT_DONE, false);
		play_end(&s);
	}
}

/* U-Boot does; and what comes after both is no new stage. */
static void
an_initrd_may_come_first(void **state)
{
	static const enum boot_stage order[] = {BOOT_DISCOVER, BOOT_OFFERED,
	    BOOT_REQUESTED, BOOT_BOUND, BOOT_LOADER, BOOT_CONFIG, BOOT_INITRD,
	    BOOT_KERNEL, BOOT_INITRD, BOOT_NEW};
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "initrd.img", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_fetches(&s, 1, "initrd2.img", TFTP_COMPLETE);
	play_fetches(&s, 1, "board.dtb", TFTP_COMPLETE);
	expect_stages(&s, order);
	play_end(&s);
}

/* What the last message that the tracker passed on says of its tries. */
static void
asks_again(struct play *s, struct event e, unsigned tries)
{
	size_t i = s->count;

	track_event(s->t, &e);
	while (s->seen[i].kind != EVENT_DHCP)
		i++;
	assert_int_equal(s->seen[i].u.dhcp.tries, tries);
	s->now += SECOND;
}

static void
retries_are_counted_by_their_xid(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	play_begin(&s);
	s.xid = 7;
	e = play_dhcp(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	asks_again(&s, e, 1);
	asks_again(&s, e, 2);
	/* An offer in between changes nothing. */
	play_told(&s, 1, STAGE_ROM, DHCP_OFFER, "pxelinux.0", "", false);
	asks_again(&s, e, 3);
	/* The same message, passed on by a relay: no try of the client's. */
	e.u.dhcp.giaddr = ADDR(254);
	asks_again(&s, e, 0);
	e.u.dhcp.giaddr = 0;
	asks_again(&s, e, 4);
	e.u.dhcp.xid = 8;
	asks_again(&s, e, 1);
	e.u.dhcp.type = DHCP_REQUEST;
	asks_again(&s, e, 1);
	asks_again(&s, e, 2);
	e.u.dhcp.dst_port = DHCP_PORT_PXE;
	asks_again(&s, e, 1);
	/* One xid for life, but another boot. */
	e.u.dhcp.type = DHCP_DISCOVER;
	e.u.dhcp.dst_port = DHCP_PORT_SERVER;
	s.now += 100 * SECOND;
	asks_again(&s, e, 1);
	play_end(&s);
}

static void
expect_tries(enum client_stage stage, enum dhcp_type type, uint16_t secs,
    uint16_t seen, const char *words)
{
	struct event_dhcp d;
	struct text t;
	char buf[96];

	memset(&d, 0, sizeof(d));
	d.op = DHCP_OP_REQUEST;
	d.type = type;
	d.stage = stage;
	d.tries = seen;
	d.facts.secs = secs;
	text_init(&t, buf, sizeof(buf));
	tries_text(&t, &d);
	assert_string_equal(buf, words);
}

static void
secs_is_read_as_each_client_writes_it(void **state)
{
	(void)state;
	expect_tries(STAGE_IPXE, DHCP_DISCOVER, 4, 1,
	    ", try 1 with no offer so far");
	expect_tries(STAGE_IPXE, DHCP_DISCOVER, 12, 3,
	    ", try 3 with no offer so far");
	expect_tries(STAGE_IPXE, DHCP_DISCOVER, 9, 2,
	    ", try 2 with a proxy offer only so far");
	expect_tries(STAGE_IPXE, DHCP_REQUEST, 11, 1,
	    ", message 2 with an offer and a proxy offer so far");
	/* gPXE and ROMs count nothing in it. */
	expect_tries(STAGE_GPXE, DHCP_DISCOVER, 0, 1, "");
	expect_tries(STAGE_ROM, DHCP_DISCOVER, 4, 2, ", try 2");
	/* The capture begins late, also in the wrong byte order. */
	expect_tries(STAGE_ROM, DHCP_DISCOVER, 28, 1,
	    ", asking for 28 s already");
	expect_tries(STAGE_ROM, DHCP_DISCOVER, 28 << 8, 1,
	    ", asking for 28 s already");
	expect_tries(STAGE_ROM, DHCP_DISCOVER, 4, 1, "");
}

/* Another server's machine, reset a while after its script. */
static void
an_ignored_machine_that_booted_begins_anew(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_IGNORE;
	play_refused(&s, 1, STAGE_IPXE);
	s.now += 4 * SECOND;
	play_refused(&s, 1, STAGE_IPXE);
	assert_int_equal(play_begun(&s), 1);
	play_told(&s, 1, STAGE_IPXE, DHCP_ACK, "boot.ipxe", "", false);
	play_fetches(&s, 1, "boot.ipxe", TFTP_COMPLETE);
	s.now += 4 * SECOND;
	play_refused(&s, 1, STAGE_IPXE);
	assert_int_equal(play_begun(&s), 1);
	s.now += 20 * SECOND;
	play_refused(&s, 1, STAGE_IPXE);
	assert_int_equal(play_begun(&s), 2);
	play_end(&s);
}

/* Our server's word of the first DISCOVER comes when the boot is far on. */
static void
a_late_word_begins_no_boot(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_tftp(&s, 1, "pxelinux.0", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	s.mode = MODE_PXELINUX;
	e = play_dhcp(&s, 1, STAGE_ROM, DHCP_DISCOVER);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.copy = true;
	s.now += 5 * SECOND;
	track_event(s.t, &e);
	assert_int_equal(play_begun(&s), 1);
	assert_int_equal(play_stage_of(&s, 1), BOOT_LOADER);
	/* And the request itself again: one transfer runs, and ends. */
	s.transfer++;
	event_init(&e, EVENT_TFTP, s.now, NULL);
	e.u.tftp.client = ADDR(51);
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "pxelinux.0");
	e.copy = true;
	track_event(s.t, &e);
	play_tftp(&s, 1, "pxelinux.0", TFTP_PHASE_DONE, TFTP_COMPLETE);
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 3);
	play_expect_end(&s, 1, BOOT_DONE, false);
	play_end(&s);
}

/* Where nobody's word but its own is seen, too. */
static void
a_system_after_nothing_but_discovers_did_not_come_by_network(void **state)
{
	static const enum client_stage kinds[] = {STAGE_ROM, STAGE_GPXE,
	    STAGE_IPXE, STAGE_HTTP};
	struct play s;
	size_t i;

	(void)state;
	play_begin(&s);
	s.mode = MODE_NONE;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		const uint8_t machine = (uint8_t)(i + 1);

		play_asks(&s, machine, kinds[i], DHCP_DISCOVER);
		play_wait_seconds(&s, 4);
		play_asks(&s, machine, STAGE_OS, DHCP_DISCOVER);
		play_expect_end(&s, i + 1, BOOT_FAILED, false);
		assert_int_equal(play_stage_of(&s, machine), BOOT_OS);
	}
	/* Its answers go another way: of what it asked for it may live. */
	play_asks(&s, 9, STAGE_ROM, DHCP_DISCOVER);
	play_asks(&s, 9, STAGE_ROM, DHCP_REQUEST);
	play_wait_seconds(&s, 4);
	play_asks(&s, 9, STAGE_OS, DHCP_DISCOVER);
	play_expect_end(&s, i + 1, BOOT_DONE, false);
	play_end(&s);
}

static void
a_long_name_leaves_room_for_what_is_wrong(void **state)
{
	static const char *const ends[] = {"/pxelinux.0", "/lpxelinux.0"};
	char name[128];
	struct event_session last;
	struct play s;
	struct text t;

	(void)state;
	/* Letters of two bytes, and an end that would halve one of
	 * them. */
	for (size_t i = 0; i < 2; i++) {
		text_init(&t, name, sizeof(name));
		while (t.len < 108)
			text_add(&t, "\xc3\xb6");
		text_add(&t, ends[i]);
		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "x", "");
		play_fetches(&s, 1, name, TFTP_SERVER_ERROR);
		play_wait_seconds(&s, 11);
		(void)play_ended(&s, &last);
		assert_memory_equal(last.text, "...\xc3\xb6", 5);
		assert_non_null(strstr(last.text, ends[i]));
		assert_non_null(strstr(last.text, ": not found"));
		play_end(&s);
	}
}

static void
a_search_under_one_name(void **state)
{
	struct event_session last;
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	play_fetches(&s, 1, "pxelinux.cfg/C0", TFTP_SERVER_ERROR);
	play_wait_seconds(&s, 61);
	(void)play_ended(&s, &last);
	assert_string_equal(last.text,
	    "looked for its configuration under 1 name and found none");
	play_end(&s);
}

/* Some servers say in words that it is not there. */
static void
a_search_refused_in_words(void **state)
{
	static const struct {
		const char *words;
		enum boot_stage result;
	} rows[] = {
	    {"File not found", BOOT_STALLED},
	    {"disk on fire", BOOT_FAILED},
	};
	struct event_session last;
	struct event e;
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
		play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
		play_tftp(&s, 1, "pxelinux.cfg/C0", TFTP_PHASE_REQUEST,
		    TFTP_RUNNING);
		event_init(&e, EVENT_TFTP, s.now, NULL);
		e.u.tftp.phase = TFTP_PHASE_DONE;
		e.u.tftp.client = ADDR(51);
		e.u.tftp.outcome = TFTP_SERVER_ERROR;
		(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file),
		    "pxelinux.cfg/C0");
		(void)text_copy(e.u.tftp.error, sizeof(e.u.tftp.error),
		    rows[i].words);
		track_event(s.t, &e);
		play_wait_seconds(&s, 61);
		assert_int_equal(play_ended(&s, &last), 1);
		assert_int_equal(last.result, rows[i].result);
		play_end(&s);
	}
}

/* A large file takes minutes; the boot ends after it does. */
static void
a_long_transfer_holds_its_boot(void **state)
{
	struct event_session last;
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_fetches(&s, 1, "pxelinux.0", TFTP_COMPLETE);
	play_tftp(&s, 1, "initrd.img", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	play_wait_seconds(&s, 300);
	assert_int_equal(play_ended(&s, &last), 0);
	play_tftp(&s, 1, "initrd.img", TFTP_PHASE_DONE, TFTP_INCOMPLETE);
	play_wait_seconds(&s, 11);
	assert_int_equal(play_ended(&s, &last), 1);
	assert_int_equal(last.result, BOOT_FAILED);

	/* Its end was lost: not for ever. */
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_tftp(&s, 1, "pxelinux.0", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	play_wait_seconds(&s, 601);
	assert_int_equal(play_ended(&s, &last), 2);
	play_end(&s);
}

/* An image of some gigabytes takes longer than a transfer without a sign. */
static void
an_answer_that_goes_on_holds_its_boot(void **state)
{
	struct event_session last;
	struct event e;
	struct play s;
	unsigned i;

	(void)state;
	play_begin(&s);
	s.mode = MODE_NONE;
	play_dora(&s, 1, STAGE_ROM, "ipxe.efi", "");
	play_fetches(&s, 1, "ipxe.efi", TFTP_COMPLETE);
	for (i = 0; i < 30; i++) {
		event_init(&e, EVENT_HTTP, s.now, NULL);
		e.u.http.client = 0x0a630033;
		e.u.http.phase = i > 0 ? HTTP_PHASE_PROGRESS :
					 HTTP_PHASE_REQUEST;
		(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/big.iso");
		track_event(s.t, &e);
		play_wait_seconds(&s, 60);
		assert_int_equal(play_ended(&s, &last), 0);
	}
	e.time_us = s.now;
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.status = 200;
	track_event(s.t, &e);
	play_wait_seconds(&s, 3);
	assert_int_equal(play_ended(&s, &last), 1);
	assert_int_equal(last.result, BOOT_DONE);
	play_end(&s);
}

/* What nobody says himself is said in people's words. */
static void
what_went_wrong_has_its_words(void **state)
{
	static const struct {
		enum tftp_outcome outcome;
		const char *text;
	} rows[] = {{TFTP_INCOMPLETE, "a.efi: broke off"},
	    {TFTP_CLIENT_ERROR, "a.efi: stopped by the client"},
	    {TFTP_NO_REPLY, "a.efi: offered, but the client never answered"},
	    {TFTP_SERVER_ERROR, "a.efi: not found"}};
	struct event_session last;
	struct play s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		play_begin(&s);
		play_dora(&s, 1, STAGE_ROM, "a.efi", "");
		play_fetches(&s, 1, "a.efi", rows[i].outcome);
		play_wait_seconds(&s, 11);
		(void)play_ended(&s, &last);
		assert_string_equal(last.text, rows[i].text);
		play_end(&s);
	}
}

/* As its line in the ladder says: since the last message of the boot. */
static void
a_system_comes_so_long_after_its_boot(void **state)
{
	struct play s;

	(void)state;
	play_begin(&s);
	play_dora(&s, 1, STAGE_ROM, "pxelinux.0", "");
	play_pxelinux_files(&s, 1);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	play_wait_seconds(&s, 20);
	play_expect_end(&s, 1, BOOT_DONE, false);
	play_asks(&s, 1, STAGE_OS, DHCP_DISCOVER);
	assert_int_equal(entering(&s, BOOT_OS)->before, BOOT_DONE);
	assert_in_range(entering(&s, BOOT_OS)->in_before_us, 20 * SECOND,
	    20 * SECOND + SECOND / 10);
	play_end(&s);
}

/* Its size is not the file. */
static void
a_probe_fetches_nothing(void **state)
{
	struct event_session last;
	struct play s;

	(void)state;
	for (int whole = 0; whole < 2; whole++) {
		play_begin(&s);
		s.mode = MODE_NONE;
		play_dora(&s, 1, STAGE_ROM, "a.efi", "");
		play_fetches(&s, 1, "a.efi", TFTP_PROBE);
		if (whole)
			play_fetches(&s, 1, "a.efi", TFTP_COMPLETE);
		play_wait_seconds(&s, 61);
		play_expect_end(&s, 1, BOOT_STALLED, false);
		(void)play_ended(&s, &last);
		assert_string_equal(last.text,
		    whole ? "fetched its loader, then nothing more" :
			    "asked for its loader, then nothing more");
		play_end(&s);
	}
}

/* As EDK II says it, without its class; and after ten seconds it asks anew. */
static void
a_declined_address_is_no_address(void **state)
{
	struct event_session last;
	struct event e;
	struct play s;

	(void)state;
	play_begin(&s);
	s.mode = MODE_NONE;
	for (int i = 0; i < 3; i++) {
		play_dora(&s, 1, STAGE_ROM, "a.efi", "");
		assert_int_equal(play_stage_of(&s, 1), BOOT_BOUND);
		e = play_dhcp(&s, 1, STAGE_LOADER, DHCP_DECLINE);
		e.u.dhcp.op = DHCP_OP_REQUEST;
		e.u.dhcp.facts.requested = ADDR(51);
		track_event(s.t, &e);
		assert_int_equal(play_stage_of(&s, 1), BOOT_DISCOVER);
		play_wait_seconds(&s, 10);
	}
	assert_int_equal(play_begun(&s), 1);
	/* Who has it now is not known. */
	play_fetches(&s, 1, "a.efi", TFTP_COMPLETE);
	assert_false(s.seen[s.count - 1].has_mac);
	play_wait_seconds(&s, 61);
	play_expect_end(&s, 1, BOOT_STALLED, false);
	(void)play_ended(&s, &last);
	assert_string_equal(last.text,
	    "declined the address that it was given");
	/* Another one that it takes is an address like any. */
	play_dora(&s, 1, STAGE_ROM, "a.efi", "");
	play_wait_seconds(&s, 61);
	(void)play_ended(&s, &last);
	assert_string_equal(last.text, "has its address but asked for no file");
	play_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		a_system_after_nothing_but_discovers_did_not_come_by_network),
	    cmocka_unit_test(an_iscsi_login_has_its_stage),
	    cmocka_unit_test(
		an_installer_beside_the_disk_goes_on_after_the_login),
	    cmocka_unit_test(initrds_are_known_by_their_names),
	    cmocka_unit_test(what_few_have_is_no_kernel),
	    cmocka_unit_test(a_system_that_is_told_needs_no_loader),
	    cmocka_unit_test(a_loader_that_knows_its_system),
	    cmocka_unit_test(an_initrd_may_come_first),
	    cmocka_unit_test(retries_are_counted_by_their_xid),
	    cmocka_unit_test(secs_is_read_as_each_client_writes_it),
	    cmocka_unit_test(an_ignored_machine_that_booted_begins_anew),
	    cmocka_unit_test(a_late_word_begins_no_boot),
	    cmocka_unit_test(a_long_transfer_holds_its_boot),
	    cmocka_unit_test(an_answer_that_goes_on_holds_its_boot),
	    cmocka_unit_test(a_long_name_leaves_room_for_what_is_wrong),
	    cmocka_unit_test(a_search_under_one_name),
	    cmocka_unit_test(a_search_refused_in_words),
	    cmocka_unit_test(what_went_wrong_has_its_words),
	    cmocka_unit_test(a_system_comes_so_long_after_its_boot),
	    cmocka_unit_test(a_probe_fetches_nothing),
	    cmocka_unit_test(a_declined_address_is_no_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
