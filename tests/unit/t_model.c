/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/dhcp_server.h"
#include "core/boot/policy.h"
#include "tui/model.h"
#include "tui/words.h"

static struct mac
mac_of(unsigned n)
{
	return (struct mac){
	    {2, 0, 0, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n}};
}

static struct event
event_of(enum event_kind kind, unsigned n, int64_t time_us)
{
	const struct mac mac = mac_of(n);
	struct event e;

	event_init(&e, kind, time_us, &mac);
	return e;
}

static void
strangers_make_room_but_the_book_stays(void **state)
{
	static uint32_t slots[64];
	struct model *m = model_new(8);
	struct host hosts[4];
	struct book book;
	struct mac mac;
	struct event e;
	unsigned i;

	(void)state;
	assert_non_null(m);
	for (i = 0; i < 4; i++) {
		mac = mac_of(i);
		host_init(&hosts[i], &mac);
	}
	assert_true(book_slots_for(4) <= 64);
	book_init(&book, hosts, 4, NULL, 0, slots);
	book.version = 1;
	model_book(m, &book);
	assert_int_equal(model_count(m), 4);
	for (i = 100; i < 10000; i++) {
		e = event_of(EVENT_DHCP, i, i);
		assert_non_null(model_event(m, &e));
	}
	assert_int_equal(model_count(m), 8);
	for (i = 0; i < 4; i++) {
		mac = mac_of(i);
		assert_non_null(model_find(m, &mac));
	}
	mac = mac_of(9995);
	assert_null(model_find(m, &mac));
	mac = mac_of(9996);
	assert_non_null(model_find(m, &mac));
	/* Heard of again: the next one goes instead. */
	e = event_of(EVENT_DHCP, 9996, 10000);
	(void)model_event(m, &e);
	e = event_of(EVENT_DHCP, 20000, 10001);
	(void)model_event(m, &e);
	assert_non_null(model_find(m, &mac));
	/* Out of the book: those never heard of go with it. */
	e = event_of(EVENT_DHCP, 1, 10002);
	(void)model_event(m, &e);
	book_init(&book, hosts, 1, NULL, 0, slots);
	book.version = 2;
	model_book(m, &book);
	assert_int_equal(model_count(m), 6);
	mac = mac_of(1);
	assert_false(model_find(m, &mac)->in_book);
	mac = mac_of(2);
	assert_null(model_find(m, &mac));
	model_free(m);
	model_free(NULL);
}

static void
a_full_book_takes_no_strangers(void **state)
{
	static uint32_t slots[64];
	struct model *m = model_new(2);
	struct host hosts[2];
	struct book book;
	struct event e = event_of(EVENT_DHCP, 9, 1);
	struct mac mac;
	unsigned i;

	(void)state;
	for (i = 0; i < 2; i++) {
		mac = mac_of(i);
		host_init(&hosts[i], &mac);
	}
	book_init(&book, hosts, 2, NULL, 0, slots);
	model_book(m, &book);
	assert_null(model_event(m, &e));
	assert_int_equal(model_count(m), 2);
	model_free(m);
}

static void
tftp(struct model *m, const char *file, enum tftp_outcome outcome)
{
	struct event e = event_of(EVENT_TFTP, 1, 1);

	e.u.tftp.phase = TFTP_PHASE_DONE;
	e.u.tftp.outcome = outcome;
	e.u.tftp.error_code = 1;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), file);
	assert_non_null(model_event(m, &e));
}

static void
a_usual_search_is_no_trouble(void **state)
{
	static const struct {
		const char *file;
		enum tftp_outcome outcome;
		bool trouble;
	} rows[] = {
	    {"pxelinux.cfg/01-02-00-00-00-00-01", TFTP_SERVER_ERROR, false},
	    {"pxelinux.cfg/C000020A", TFTP_SERVER_ERROR, false},
	    {"pxelinux.cfg/default", TFTP_SERVER_ERROR, true},
	    {"ldlinux.c32", TFTP_SERVER_ERROR, true},
	    {"snponly.efi", TFTP_PROBE, false},
	    {"snponly.efi", TFTP_COMPLETE, false},
	    {"snponly.efi", TFTP_CLIENT_ERROR, true},
	    {"snponly.efi", TFTP_NO_REPLY, true},
	    {"snponly.efi", TFTP_INCOMPLETE, true},
	};
	const struct mac mac = mac_of(1);
	struct model *m = model_new(4);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tftp(m, "something.else", TFTP_COMPLETE);
		tftp(m, rows[i].file, rows[i].outcome);
		if (machine_in_trouble(model_find(m, &mac)) != rows[i].trouble)
			fail_msg("%s, %d", rows[i].file, rows[i].outcome);
	}
	model_free(m);
}

/* Its server noticed a boot later that nobody took the file any more. */
static void
a_boot_before_says_nothing_of_this_one(void **state)
{
	struct event e = event_of(EVENT_TFTP, 1, 1);
	struct model *m = model_new(4);
	const struct mac mac = mac_of(1);

	(void)state;
	e.session = 2;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "vmlinuz");
	assert_non_null(model_event(m, &e));
	e.session = 1;
	e.u.tftp.phase = TFTP_PHASE_DONE;
	e.u.tftp.outcome = TFTP_INCOMPLETE;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "a.efi");
	assert_null(model_event(m, &e));
	assert_string_equal(model_find(m, &mac)->file, "vmlinuz");
	assert_true(model_find(m, &mac)->sending);
	assert_string_equal(model_find(m, &mac)->trouble, "");
	model_free(m);
}

/* Another server said nothing; ours said it, and was not heard. */
static void
who_fell_silent_is_told(void **state)
{
	struct event e = event_of(EVENT_TFTP, 1, 1);
	struct model *m = model_new(4);
	const struct mac mac = mac_of(1);

	(void)state;
	e.u.tftp.phase = TFTP_PHASE_DONE;
	e.u.tftp.outcome = TFTP_NO_REPLY;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "a.efi");
	e.origin = ORIGIN_WIRE;
	(void)model_event(m, &e);
	assert_string_equal(model_find(m, &mac)->trouble,
	    "a.efi: no server answered");
	e.u.tftp.answered = true;
	(void)model_event(m, &e);
	assert_string_equal(model_find(m, &mac)->trouble,
	    "a.efi: sent, never acknowledged");
	model_free(m);
}

static void
dhcp(struct model *m, const char *reason, const char *slug, bool refused)
{
	struct event e = event_of(EVENT_DHCP, 1, 1);

	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.refused = refused;
	(void)text_copy(e.u.dhcp.reason, sizeof(e.u.dhcp.reason), reason);
	(void)text_copy(e.u.dhcp.reason_slug, sizeof(e.u.dhcp.reason_slug),
	    slug);
	assert_non_null(model_event(m, &e));
}

static void
the_reason_kept_is_the_one_that_tells(void **state)
{
	const struct mac mac = mac_of(1);
	struct model *m = model_new(4);

	(void)state;
	dhcp(m, "told x by mode y", "rom-pxelinux", false);
	/* A proxy sees the REQUEST to the other server: no news. */
	dhcp(m, dhcp_refusal_text(DHCP_PROXY_REQUEST), "", true);
	assert_string_equal(model_find(m, &mac)->reason, "told x by mode y");
	assert_false(machine_in_trouble(model_find(m, &mac)));
	dhcp(m, dhcp_refusal_text(DHCP_NO_ADDRESS), "", true);
	assert_true(machine_in_trouble(model_find(m, &mac)));
	model_free(m);
	m = model_new(4);
	dhcp(m, "no script is set", reason_slug(REASON_GPXE_NO_SCRIPT), false);
	assert_true(machine_in_trouble(model_find(m, &mac)));
	dhcp(m, "ignored", reason_slug(REASON_MODE_IGNORE), true);
	model_free(m);
}

static void
a_missing_loader_is_told_before_it_stalls(void **state)
{
	const struct mac mac = mac_of(1);
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_DHCP, 1, 1);

	(void)state;
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.loader_missing = true;
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), "x.efi");
	(void)text_copy(e.u.dhcp.reason, sizeof(e.u.dhcp.reason), "told x.efi");
	(void)text_copy(e.u.dhcp.reason_slug, sizeof(e.u.dhcp.reason_slug),
	    "rom-chain");
	(void)model_event(m, &e);
	assert_true(machine_in_trouble(model_find(m, &mac)));
	assert_string_equal(model_find(m, &mac)->trouble,
	    "x.efi: no such file below the TFTP root");
	model_free(m);
}

static const char *
now_of(struct model *m, int64_t now_us)
{
	const struct mac mac = mac_of(1);
	static char buf[256];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	words_now(&t, model_find(m, &mac), now_us, NULL);
	return buf;
}

static void
stage(struct model *m, enum boot_stage s, const char *what, int64_t time_us)
{
	struct event e = event_of(EVENT_STAGE, 1, time_us);

	e.u.stage.stage = s;
	(void)text_copy(e.u.stage.what, sizeof(e.u.stage.what), what);
	(void)model_event(m, &e);
}

/* The tracker's order at the end: the session, then the stage. */
static void
the_end_keeps_its_words(void **state)
{
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_SESSION, 1, 5);

	(void)state;
	stage(m, BOOT_KERNEL, "vmlinuz", 1);
	assert_string_equal(now_of(m, 2), "kernel, vmlinuz");
	e.u.session.result = BOOT_FAILED;
	(void)text_copy(e.u.session.text, sizeof(e.u.session.text),
	    "initrd is missing");
	(void)model_event(m, &e);
	stage(m, BOOT_FAILED, "pxelinux", 5);
	assert_string_equal(now_of(m, 6), "FAILED: initrd is missing");
	stage(m, BOOT_DISCOVER, "pxelinux", 7);
	assert_string_equal(now_of(m, 8), "asking");
	model_free(m);
}

static void
every_stage_has_its_word(void **state)
{
	struct model *m = model_new(4);
	unsigned s;

	(void)state;
	for (s = 1; s < BOOT_STAGE_COUNT; s++) {
		stage(m, (enum boot_stage)s, "x", 1);
		assert_true(strlen(now_of(m, 40000001)) > 3);
	}
	stage(m, BOOT_STALLED, "asked pxelinux.0, never acknowledged", 1);
	stage(m, BOOT_DISCOVER, "", 1);
	stage(m, BOOT_STALLED, "asked pxelinux.0, never acknowledged", 1);
	assert_string_equal(now_of(m, 40000001),
	    "STALLED 40 s: asked pxelinux.0, never acknowledged");
	model_free(m);
}

static void
what_is_cut_says_so(void **state)
{
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_FINDING, 1, 1);
	const char *now;

	(void)state;
	e.u.finding.raised = true;
	e.u.finding.slug = "chain-loop";
	e.u.finding.severity = SEVERITY_ERROR;
	for (size_t i = 0; i + 3 < sizeof(e.u.finding.text); i += 2)
		memcpy(e.u.finding.text + i, "\xc3\xa4", 3);
	stage(m, BOOT_LOADER, "x", 1);
	model_finding(model_find(m, &e.mac), &e.u.finding);
	now = now_of(m, 2);
	assert_true(strlen(now) > 100);
	assert_string_equal(now + strlen(now) - 5, "\xc3\xa4\xe2\x80\xa6");
	model_free(m);
}

/* At once, not when the tracker has seen enough silence. */
static void
mode_local_says_where_it_sent(void **state)
{
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_DHCP, 1, 1);

	(void)state;
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.type = DHCP_DISCOVER;
	e.u.dhcp.stage = STAGE_ROM;
	e.u.dhcp.mode = MODE_LOCAL;
	(void)text_copy(e.u.dhcp.reason, sizeof(e.u.dhcp.reason), "told so");
	(void)text_copy(e.u.dhcp.reason_slug, sizeof(e.u.dhcp.reason_slug),
	    "local-menu");
	(void)model_event(m, &e);
	stage(m, BOOT_DISCOVER, "local", 1);
	assert_string_equal(now_of(m, 2), "asking");
	stage(m, BOOT_OFFERED, "local", 2);
	assert_string_equal(now_of(m, 3), "sent to its own disk");
	stage(m, BOOT_BOUND, "local", 3);
	assert_string_equal(now_of(m, 4), "sent to its own disk");
	/* A file is another matter, and so is a boot by another mode. */
	stage(m, BOOT_LOADER, "pxelinux.0", 4);
	assert_string_equal(now_of(m, 5), "loader, pxelinux.0");
	e.u.dhcp.refused = true;
	(void)model_event(m, &e);
	stage(m, BOOT_DISCOVER, "local", 5);
	assert_string_equal(now_of(m, 6), "sent to its own disk");
	e.u.dhcp.refused = false;
	e.u.dhcp.mode = MODE_PXELINUX;
	(void)model_event(m, &e);
	stage(m, BOOT_BOUND, "pxelinux", 6);
	assert_string_equal(now_of(m, 7), "has an address");
	model_free(m);
}

static void
http_tells_progress_and_trouble(void **state)
{
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_HTTP, 1, 2);

	(void)state;
	stage(m, BOOT_KERNEL, "vmlinuz", 1);
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/a/vmlinuz");
	e.u.http.bytes = 1;
	e.u.http.length = 4;
	e.u.http.has_length = true;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3), "kernel vmlinuz 25 %");
	/* That it goes on is no news of a problem that is known. */
	model_find(m, &e.mac)->noted = true;
	e.u.http.phase = HTTP_PHASE_PROGRESS;
	(void)model_event(m, &e);
	assert_true(model_find(m, &e.mac)->noted);
	e.u.http.phase = HTTP_PHASE_REQUEST;
	(void)model_event(m, &e);
	assert_false(model_find(m, &e.mac)->noted);
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.status = 404;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3),
	    "PROBLEM: /a/vmlinuz: HTTP 404, no such file");
	e.u.http.status = 200;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3),
	    "PROBLEM: /a/vmlinuz: the client left before the end");
	e.u.http.left = HTTP_LEFT_BY_NOBODY;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3),
	    "PROBLEM: /a/vmlinuz: nothing more of it came");
	e.u.http.bytes = 4;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3), "kernel, vmlinuz");
	e.u.http.reach = HTTP_SILENT;
	e.u.http.server = 0xc0000201;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3),
	    "PROBLEM: 192.0.2.1: does not answer by HTTP");
	assert_string_equal(model_find(m, &e.mac)->file, "vmlinuz");
	model_free(m);
}

static void
progress_is_told_in_figures(void **state)
{
	struct model *m = model_new(4);
	struct event e = event_of(EVENT_TFTP, 1, 2);

	(void)state;
	stage(m, BOOT_LOADER, "pxelinux.0", 1);
	e.u.tftp.phase = TFTP_PHASE_PROGRESS;
	e.u.tftp.bytes = 43;
	e.u.tftp.size = 100;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "a/pxelinux.0");
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3), "loader pxelinux.0 43 %");
	e.u.tftp.bytes = 12000000;
	e.u.tftp.size = 0;
	(void)model_event(m, &e);
	assert_string_equal(now_of(m, 3), "loader pxelinux.0 12 MB");
	model_free(m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(strangers_make_room_but_the_book_stays),
	    cmocka_unit_test(a_full_book_takes_no_strangers),
	    cmocka_unit_test(a_usual_search_is_no_trouble),
	    cmocka_unit_test(a_boot_before_says_nothing_of_this_one),
	    cmocka_unit_test(who_fell_silent_is_told),
	    cmocka_unit_test(the_reason_kept_is_the_one_that_tells),
	    cmocka_unit_test(a_missing_loader_is_told_before_it_stalls),
	    cmocka_unit_test(the_end_keeps_its_words),
	    cmocka_unit_test(every_stage_has_its_word),
	    cmocka_unit_test(what_is_cut_says_so),
	    cmocka_unit_test(mode_local_says_where_it_sent),
	    cmocka_unit_test(http_tells_progress_and_trouble),
	    cmocka_unit_test(progress_is_told_in_figures),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
