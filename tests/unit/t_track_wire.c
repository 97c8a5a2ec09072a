/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <string.h>

/* What the wire shows of a machine that reaches nobody. */
#define OTHER 0xc0000250u /* 192.0.2.80 */
#define URL "http://192.0.2.80:8000/boot.ipxe"
#define DISK "iscsi:192.0.2.80::3261::iqn.a:b"

static void
wire(struct play *s, enum wire_kind kind, uint32_t src, uint32_t dst,
    uint16_t port)
{
	struct event e;

	event_init(&e, EVENT_WIRE, s->now, NULL);
	e.origin = ORIGIN_WIRE;
	e.frame = 77;
	e.mac = play_mac_of(1);
	e.u.wire.kind = kind;
	e.u.wire.src = src;
	e.u.wire.dst = dst;
	e.u.wire.port = port;
	track_event(s->t, &e);
}

static void
knock(struct play *s, enum wire_kind kind, uint16_t port)
{
	wire(s, kind, ADDR(51), OTHER, port);
}

static void
seek(struct play *s, unsigned times)
{
	for (; times > 0; times--) {
		wire(s, WIRE_ARP_REQUEST, ADDR(51), OTHER, 0);
		play_wait_seconds(s, 1);
	}
}

/* So many tenths of a second lie between them. */
static void
seek_at(struct play *s, const unsigned *tenths, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		wire(s, WIRE_ARP_REQUEST, ADDR(51), OTHER, 0);
		s->now += tenths[i] * (SECOND / 10);
	}
}

static const struct event *
last(const struct play *s)
{
	return &s->seen[s->count - 1];
}

static void
begin(struct play *s, const char *name, const char *root_path)
{
	play_begin(s);
	s->mode = MODE_NONE;
	play_dora(s, 1, STAGE_IPXE, name, root_path);
}

static void
ends(struct play *s, enum boot_stage result, const char *text)
{
	struct event_session e;

	play_wait_seconds(s, 13);
	assert_int_equal(play_ended(s, &e), 1);
	assert_int_equal(e.result, result);
	assert_string_equal(e.text, text);
	play_end(s);
}

static void
an_http_server_that_is_not_reached(void **state)
{
	struct play s;

	(void)state;
	begin(&s, URL, "");
	knock(&s, WIRE_TCP_REFUSED, 8000);
	assert_int_equal(last(&s)->kind, EVENT_HTTP);
	assert_true(last(&s)->has_mac);
	assert_int_equal(last(&s)->session, 1);
	assert_int_equal(last(&s)->frame, 77);
	assert_int_equal(last(&s)->u.http.phase, HTTP_PHASE_DONE);
	assert_int_equal(last(&s)->u.http.reach, HTTP_REFUSED);
	assert_int_equal(last(&s)->u.http.server_port, 8000);
	ends(&s, BOOT_FAILED, "192.0.2.80 port 8000: connection refused");

	begin(&s, URL, "");
	knock(&s, WIRE_TCP_SILENT, 80);
	assert_int_equal(last(&s)->u.http.reach, HTTP_SILENT);
	ends(&s, BOOT_FAILED, "192.0.2.80 port 80: no answer");

	/* What it gets in the end counts. */
	begin(&s, URL, "");
	knock(&s, WIRE_TCP_SILENT, 8000);
	play_gets(&s, "GET", "/boot.ipxe", 10);
	ends(&s, BOOT_DONE, "has its script");
}

static void
a_target_elsewhere_that_is_not_reached(void **state)
{
	struct play s;

	(void)state;
	begin(&s, "", DISK);
	knock(&s, WIRE_TCP_REFUSED, 3261);
	assert_true(play_entered(&s, BOOT_SAN));
	ends(&s, BOOT_FAILED, "iSCSI target: connection refused");
	begin(&s, "", DISK);
	knock(&s, WIRE_TCP_SILENT, 3261);
	ends(&s, BOOT_FAILED, "iSCSI target: no answer");
}

/* What was never seen to begin ends nothing that goes on. */
static void
a_target_that_is_not_reached_while_a_file_comes(void **state)
{
	static const enum wire_kind kinds[] = {WIRE_TCP_REFUSED,
	    WIRE_TCP_SILENT};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct play s;

		begin(&s, "menu.ipxe", DISK);
		play_tftp(&s, 1, "menu.ipxe", TFTP_PHASE_REQUEST, TFTP_RUNNING);
		knock(&s, kinds[i], 3261);
		play_wait_seconds(&s, 30);
		assert_int_equal(play_ended(&s, &(struct event_session){0}), 0);
		play_end(&s);
	}
}

static void
login(struct play *s, enum iscsi_phase phase)
{
	struct event e;

	event_init(&e, EVENT_ISCSI, s->now, NULL);
	e.u.iscsi.client = ADDR(51);
	e.u.iscsi.server = OTHER;
	e.u.iscsi.port = 3260;
	e.u.iscsi.phase = phase;
	track_event(s->t, &e);
}

/* A connection ends once, be it that its answer comes late. */
static void
a_target_that_answers_late_while_a_file_comes(void **state)
{
	struct event_session e;
	struct play s;

	(void)state;
	begin(&s, "menu.ipxe", "");
	play_tftp(&s, 1, "menu.ipxe", TFTP_PHASE_REQUEST, TFTP_RUNNING);
	login(&s, ISCSI_CONNECT);
	login(&s, ISCSI_SILENT);
	login(&s, ISCSI_LOGIN);
	login(&s, ISCSI_RESPONSE);
	play_wait_seconds(&s, 30);
	assert_int_equal(play_ended(&s, &e), 0);
	play_end(&s);
	/* It holds the boot for as long as it lasts, and no longer. */
	begin(&s, "menu.ipxe", "");
	login(&s, ISCSI_CONNECT);
	login(&s, ISCSI_CONNECT);
	play_wait_seconds(&s, 30);
	assert_int_equal(play_ended(&s, &e), 0);
	login(&s, ISCSI_RESPONSE);
	play_wait_seconds(&s, 30);
	assert_int_equal(play_ended(&s, &e), 1);
	play_end(&s);
}

/* Nobody hears of them. */
static void
other_connections_are_no_part_of_a_boot(void **state)
{
	struct play s;
	size_t before;

	(void)state;
	play_begin(&s);
	knock(&s, WIRE_TCP_REFUSED, 80);
	assert_int_equal(s.count, 0);
	play_dora(&s, 1, STAGE_IPXE, "menu.ipxe", "");
	before = s.count;
	knock(&s, WIRE_TCP_REFUSED, 22);
	knock(&s, WIRE_TCP_SILENT, 3261);
	wire(&s, WIRE_TCP_REFUSED, ADDR(99), OTHER, 80);
	assert_int_equal(s.count, before);
	play_fetches(&s, 1, "menu.ipxe", TFTP_COMPLETE);
	play_fetches(&s, 1, "vmlinuz", TFTP_COMPLETE);
	before = s.count;
	knock(&s, WIRE_TCP_REFUSED, 80);
	assert_int_equal(s.count, before);
	play_wait_seconds(&s, 5);
	play_expect_end(&s, 1, BOOT_DONE, false);
	before = s.count;
	knock(&s, WIRE_TCP_REFUSED, 80);
	assert_int_equal(s.count, before);
	play_end(&s);
}

/* Where nothing shows what came of it, nothing is said of that. */
static void
what_is_not_visible_is_not_booted(void **state)
{
	struct play s;

	(void)state;
	begin(&s, URL, "");
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
	begin(&s, "", DISK);
	ends(&s, BOOT_DONE,
	    "was told its root path; the rest is not visible from here");
}

/* iPXE goes where it is sent; that it got nothing here is no boot. */
static void
a_redirect_is_no_file(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	begin(&s, "http://10.99.0.1/boot.ipxe", "");
	event_init(&e, EVENT_HTTP, s.now, NULL);
	e.u.http.client = ADDR(51);
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/boot.ipxe");
	track_event(s.t, &e);
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.status = 301;
	e.has_mac = false;
	track_event(s.t, &e);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
}

/* Where the capture ends while a kernel comes, nothing is known of its boot. */
static void
a_kernel_that_is_under_way(void **state)
{
	struct event_session end;
	struct event e;
	struct play s;

	(void)state;
	for (int under_way = 0; under_way < 2; under_way++) {
		begin(&s, "http://10.99.0.1/boot.ipxe", "");
		play_gets(&s, "GET", "/boot.ipxe", 10);
		event_init(&e, EVENT_HTTP, s.now, NULL);
		e.u.http.client = ADDR(51);
		(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/vmlinuz");
		track_event(s.t, &e);
		e.u.http.phase = HTTP_PHASE_DONE;
		e.u.http.status = 200;
		e.u.http.in_part = true;
		e.u.http.under_way = under_way == 1;
		track_event(s.t, &e);
		track_finish(s.t, s.now);
		assert_int_equal(play_ended(&s, &end), 1 - under_way);
		assert_int_equal(play_stage_of(&s, 1),
		    under_way == 1 ? BOOT_KERNEL : BOOT_DONE);
		play_end(&s);
	}
}

static void
arp_in_vain(void **state)
{
	struct play s;
	unsigned i;

	(void)state;
	begin(&s, URL, "");
	seek(&s, 4);
	ends(&s, BOOT_FAILED, "192.0.2.80: no answer to ARP");

	/* Twice may be for a frame that was lost; and who asks often at once
	 * asks for another reason. */
	begin(&s, URL, "");
	seek(&s, 2);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
	begin(&s, URL, "");
	for (i = 0; i < 60; i++) {
		wire(&s, WIRE_ARP_REQUEST, ADDR(51), OTHER, 0);
		s.now += SECOND / 20;
	}
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");

	/* An answer, or a question whether the address is free. */
	begin(&s, URL, "");
	seek(&s, 2);
	wire(&s, WIRE_ARP_REPLY, OTHER, ADDR(51), 0);
	seek(&s, 2);
	wire(&s, WIRE_ARP_REQUEST, 0, OTHER, 0);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");

	/* It found it in the end. */
	begin(&s, URL, "");
	seek(&s, 4);
	play_gets(&s, "GET", "/boot.ipxe", 10);
	wire(&s, WIRE_ARP_REQUEST, ADDR(51), OTHER, 0);
	ends(&s, BOOT_DONE, "has its script");
}

/* One try after the other is a series, one question for each file is none. */
static void
arp_out_of_turn(void **state)
{
	static const unsigned even[] = {50, 50, 50, 50, 0},
			      doubled[] = {5, 10, 20, 40, 0},
			      of_files[] = {12, 25, 40, 30, 30, 7, 0},
			      slow[] = {60, 60, 60, 60, 0};
	struct play s;

	(void)state;
	begin(&s, URL, "");
	seek_at(&s, even, 5);
	ends(&s, BOOT_FAILED, "192.0.2.80: no answer to ARP");
	begin(&s, URL, "");
	seek_at(&s, doubled, 5);
	ends(&s, BOOT_FAILED, "192.0.2.80: no answer to ARP");
	begin(&s, URL, "");
	seek_at(&s, of_files, 7);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
	begin(&s, URL, "");
	seek_at(&s, slow, 5);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
}

static void
begin_rom(struct play *s)
{
	play_begin(s);
	s->mode = MODE_NONE;
	play_dora(s, 1, STAGE_ROM, "http://192.0.2.80/a.efi", "");
}

static bool
fails(struct play *s)
{
	struct event_session e = {.result = BOOT_NEW};

	play_wait_seconds(s, 61);
	(void)play_ended(s, &e);
	play_end(s);
	return e.result == BOOT_FAILED;
}

/* Where the tap is not known to show them, answers may pass elsewhere; and
 * our own show nothing. */
static void
arp_whose_answers_may_pass_elsewhere(void **state)
{
	struct event e;
	struct play s;

	(void)state;
	begin_rom(&s);
	seek(&s, 5);
	assert_false(fails(&s));
	begin_rom(&s);
	wire(&s, WIRE_ARP_REPLY, ADDR(51), ADDR(51), 0);
	seek(&s, 5);
	assert_false(fails(&s));
	begin_rom(&s);
	wire(&s, WIRE_ARP_REPLY, ADDR(7), ADDR(51), 0);
	seek(&s, 5);
	assert_true(fails(&s));
	begin_rom(&s);
	event_init(&e, EVENT_WIRE, s.now, NULL);
	e.origin = ORIGIN_OWN;
	e.u.wire.kind = WIRE_ARP_REPLY;
	e.u.wire.src = ME;
	e.u.wire.dst = ADDR(51);
	track_event(s.t, &e);
	seek(&s, 5);
	assert_false(fails(&s));

	/* U-Boot asks for each file anew, wherever the answers pass. */
	play_begin(&s);
	s.mode = MODE_NONE;
	play_dora(&s, 1, STAGE_ROM, "a.efi", "");
	e = play_dhcp(&s, 1, STAGE_ROM, DHCP_REQUEST);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	(void)text_copy(e.u.dhcp.facts.class_id,
	    sizeof(e.u.dhcp.facts.class_id), "U-Boot.armv8");
	track_event(s.t, &e);
	play_told(&s, 1, STAGE_ROM, DHCP_ACK, "http://192.0.2.80/a.efi", "",
	    false);
	wire(&s, WIRE_ARP_REPLY, ADDR(7), ADDR(51), 0);
	seek(&s, 5);
	assert_false(fails(&s));
}

/* What is not there may be what was lost. */
static void
silence_where_frames_were_lost(void **state)
{
	struct play s;

	(void)state;
	begin(&s, URL, "");
	track_lost(s.t, s.now + 60 * SECOND);
	seek(&s, 5);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
	begin(&s, URL, "");
	track_lost(s.t, s.now + 60 * SECOND);
	knock(&s, WIRE_TCP_SILENT, 8000);
	ends(&s, BOOT_DONE,
	    "was told a URL; the rest is not visible from here");
	begin(&s, "", DISK);
	track_lost(s.t, s.now + 60 * SECOND);
	knock(&s, WIRE_TCP_SILENT, 3261);
	ends(&s, BOOT_DONE,
	    "was told its root path; the rest is not visible from here");

	/* A refusal is there; and they were lost long before. */
	begin(&s, URL, "");
	track_lost(s.t, s.now + 60 * SECOND);
	knock(&s, WIRE_TCP_REFUSED, 8000);
	ends(&s, BOOT_FAILED, "192.0.2.80 port 8000: connection refused");
	begin(&s, URL, "");
	track_lost(s.t, s.now - 60 * SECOND);
	seek(&s, 5);
	ends(&s, BOOT_FAILED, "192.0.2.80: no answer to ARP");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_http_server_that_is_not_reached),
	    cmocka_unit_test(a_target_elsewhere_that_is_not_reached),
	    cmocka_unit_test(a_target_that_is_not_reached_while_a_file_comes),
	    cmocka_unit_test(a_target_that_answers_late_while_a_file_comes),
	    cmocka_unit_test(other_connections_are_no_part_of_a_boot),
	    cmocka_unit_test(what_is_not_visible_is_not_booted),
	    cmocka_unit_test(a_redirect_is_no_file),
	    cmocka_unit_test(a_kernel_that_is_under_way),
	    cmocka_unit_test(arp_in_vain),
	    cmocka_unit_test(arp_out_of_turn),
	    cmocka_unit_test(arp_whose_answers_may_pass_elsewhere),
	    cmocka_unit_test(silence_where_frames_were_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
