/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tui/event_text.h"
#include "tui/when.h"

#define IP(a, b, c, d)                                                         \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (d))

static const struct mac machine = {{0x52, 0x54, 0, 0x12, 0x34, 0x56}};

static struct event
event_of(enum event_kind kind)
{
	struct event e;

	event_init(&e, kind, 1795456863120455, &machine);
	return e;
}

static void
check_text(const struct event *e, const char *wanted)
{
	char buf[1024];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	event_text(&t, e);
	assert_string_equal(buf, wanted);
}

static struct event
discover(void)
{
	struct event e = event_of(EVENT_DHCP);
	struct event_dhcp *d = &e.u.dhcp;

	d->type = DHCP_DISCOVER;
	d->op = DHCP_OP_REQUEST;
	d->known = true;
	d->mode = MODE_GPXE;
	(void)text_copy(d->kind, sizeof(d->kind), "gPXE 1.0.1 BIOS");
	return e;
}

static void
dhcp_requests_say_who_and_what_becomes_of_them(void **state)
{
	struct event e = discover();
	struct event_dhcp *d = &e.u.dhcp;

	(void)state;
	check_text(&e, "DISCOVER from gPXE 1.0.1 BIOS, mode gpxe");
	d->known = false;
	d->by_once = true;
	d->giaddr = IP(192, 0, 2, 9);
	check_text(&e,
	    "DISCOVER from gPXE 1.0.1 BIOS (new machine) through "
	    "relay 192.0.2.9, mode gpxe (once)");
	d->giaddr = 0;
	d->known = true;
	d->by_once = false;
	d->mode = MODE_IGNORE;
	d->refused = true;
	(void)text_copy(d->reason, sizeof(d->reason), "told to\x1b[2J ignore");
	check_text(&e,
	    "DISCOVER from gPXE 1.0.1 BIOS, mode ignore, no "
	    "answer: told to\\x1b[2J ignore");
}

static void
dhcp_replies_say_what_the_machine_is_told(void **state)
{
	struct event e = event_of(EVENT_DHCP);
	struct event_dhcp *d = &e.u.dhcp;

	(void)state;
	d->type = DHCP_OFFER;
	d->op = DHCP_OP_REPLY;
	d->yiaddr = IP(192, 0, 2, 100);
	d->siaddr = IP(192, 0, 2, 1);
	(void)text_copy(d->bootfile, sizeof(d->bootfile), "gpxe.pxe");
	(void)text_copy(d->root_path, sizeof(d->root_path), "iscsi:x::::y");
	check_text(&e,
	    "OFFER 192.0.2.100, file \"gpxe.pxe\" on 192.0.2.1, "
	    "root path \"iscsi:x::::y\"");
	e.origin = ORIGIN_WIRE;
	d->server = IP(192, 0, 2, 254);
	d->bootfile[0] = d->root_path[0] = '\0';
	check_text(&e, "OFFER by 192.0.2.254, address 192.0.2.100");
}

static void
tftp_tells_each_outcome(void **state)
{
	static const struct {
		enum tftp_outcome outcome;
		const char *wanted;
	} rows[] = {
	    {TFTP_COMPLETE, "sent, 42430 bytes in 1.5 s"},
	    {TFTP_INCOMPLETE,
		"broke off: the client fell silent after 42430 "
		"of 84860 bytes (50 %)"},
	    {TFTP_CLIENT_ERROR, "stopped by the client: disk full"},
	    {TFTP_SERVER_ERROR, "refused: disk full"},
	    {TFTP_NO_REPLY, "offered, but the client never answered"},
	    {TFTP_PROBE, "only its size was asked for"},
	};
	struct event e = event_of(EVENT_TFTP);
	struct event_tftp *f = &e.u.tftp;
	char wanted[256];
	struct text t;
	size_t i;

	(void)state;
	(void)text_copy(f->file, sizeof(f->file), "pxelinux.0");
	(void)text_copy(f->error, sizeof(f->error), "disk full");
	f->client = IP(192, 0, 2, 100);
	f->blksize = 1432;
	check_text(&e,
	    "TFTP \"pxelinux.0\" asked for by 192.0.2.100, blocks "
	    "of 1432");
	f->bytes = 42430;
	f->size = 84860;
	f->elapsed_us = 1500000;
	f->phase = TFTP_PHASE_PROGRESS;
	check_text(&e, "TFTP \"pxelinux.0\" 42430 of 84860 bytes (50 %)");
	f->phase = TFTP_PHASE_DONE;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		f->outcome = rows[i].outcome;
		text_init(&t, wanted, sizeof(wanted));
		text_addf(&t, "TFTP \"pxelinux.0\" %s", rows[i].wanted);
		check_text(&e, wanted);
	}
	f->outcome = TFTP_INCOMPLETE;
	f->server = IP(192, 0, 2, 1);
	f->silent = TFTP_SILENT_SERVER;
	f->vain = 5;
	check_text(&e,
	    "TFTP \"pxelinux.0\" broke off: 192.0.2.1 stopped sending after "
	    "42430 of 84860 bytes (50 %), the client asked 5 more times");
	f->silent = TFTP_SILENT_BOTH;
	check_text(&e,
	    "TFTP \"pxelinux.0\" broke off after 42430 of 84860 bytes (50 %)");
	f->outcome = TFTP_PROBE;
	f->retransmits = 3;
	check_text(&e,
	    "TFTP \"pxelinux.0\" only its size was asked for, 3 "
	    "packets sent again");
}

static void
boots_have_a_beginning_and_an_end(void **state)
{
	struct event e = event_of(EVENT_SESSION);
	struct event_session *s = &e.u.session;

	(void)state;
	e.session = 12;
	s->begins = true;
	check_text(&e, "boot 12 begins");
	s->begins = false;
	s->result = BOOT_DONE;
	s->mode = MODE_ISCSI_INSTALL;
	s->by_once = s->once_used = true;
	s->took_us = 125000000;
	check_text(&e,
	    "boot 12 ends: done after 2 min 5 s, mode "
	    "iscsi-install (once); once is used up");
	e = event_of(EVENT_STAGE);
	e.u.stage.stage = BOOT_LOADER;
	e.u.stage.before = BOOT_BOUND;
	e.u.stage.in_before_us = 120000;
	(void)text_copy(e.u.stage.what, sizeof(e.u.stage.what), "gpxe.pxe");
	check_text(&e, "stage loader: gpxe.pxe (bound took 0.12 s)");
	e = event_of(EVENT_STAGE);
	e.u.stage.stage = BOOT_OS;
	e.u.stage.before = BOOT_DONE;
	e.u.stage.in_before_us = 20010000;
	check_text(&e, "stage os (20.0 s after done)");
}

static void
changes_name_who_but_no_secret(void **state)
{
	struct event e = event_of(EVENT_HOST);
	struct event_host *h = &e.u.host;

	(void)state;
	(void)text_copy(h->object, sizeof(h->object), "host");
	(void)text_copy(h->key, sizeof(h->key), "mode");
	(void)text_copy(h->before, sizeof(h->before), "gpxe");
	(void)text_copy(h->after, sizeof(h->after), "iscsi");
	(void)text_copy(h->who, sizeof(h->who), "root@pts/1");
	check_text(&e, "host: mode \"gpxe\" is now \"iscsi\", by root@pts/1");
	(void)text_copy(h->key, sizeof(h->key), "password");
	check_text(&e, "host: password changed, by root@pts/1");
	(void)text_copy(h->key, sizeof(h->key), "reverse-password");
	check_text(&e, "host: reverse-password changed, by root@pts/1");
}

static void
the_rest_has_words_too(void **state)
{
	struct event e = event_of(EVENT_LOG);

	(void)state;
	e.u.log.level = LOG_WARNING;
	(void)text_copy(e.u.log.topic, sizeof(e.u.log.topic), "store");
	(void)text_copy(e.u.log.text, sizeof(e.u.log.text), "disk full");
	check_text(&e, "warning: store: disk full");
	e = event_of(EVENT_SERVER);
	e.u.server.kind = SERVER_PROXY;
	e.u.server.addr = IP(192, 0, 2, 254);
	(void)text_copy(e.u.server.offers, sizeof(e.u.server.offers), "x.0");
	check_text(&e, "another proxyDHCP server 192.0.2.254: x.0");
	e = event_of(EVENT_HTTP);
	(void)text_copy(e.u.http.method, sizeof(e.u.http.method), "GET");
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/a");
	e.u.http.server = IP(192, 0, 2, 1);
	check_text(&e, "HTTP GET /a on 192.0.2.1");
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.has_length = true;
	check_text(&e, "HTTP GET /a on 192.0.2.1: no answer");
	e.u.http.status = 200;
	e.u.http.bytes = e.u.http.length = 7;
	check_text(&e, "HTTP GET /a on 192.0.2.1: 200, 7 of 7 bytes");
	e.u.http.length = 8;
	e.u.http.left = HTTP_LEFT_BY_SERVER;
	check_text(&e,
	    "HTTP GET /a on 192.0.2.1: 200, 7 of 8 bytes: the server closed "
	    "before the end");
	e.u.http.reach = HTTP_REFUSED;
	e.u.http.server_port = 8080;
	check_text(&e, "connects by HTTP to 192.0.2.1 port 8080: refused");
	e.u.http.reach = HTTP_SILENT;
	check_text(&e, "connects by HTTP to 192.0.2.1 port 8080: no answer");
	e = event_of(EVENT_ISCSI);
	e.u.iscsi.phase = ISCSI_REFUSED;
	e.u.iscsi.server = IP(192, 0, 2, 3);
	e.u.iscsi.port = 3260;
	check_text(&e, "no iSCSI target listens on 192.0.2.3 port 3260");
	e.u.iscsi.phase = ISCSI_SILENT;
	check_text(&e, "no iSCSI target answers on 192.0.2.3 port 3260");
	e.u.iscsi.phase = ISCSI_NO_LUN;
	check_text(&e, "the iSCSI target on 192.0.2.3 has no such LUN");
	e = event_of(EVENT_LEASE);
	e.u.lease.lease.addr = IP(192, 0, 2, 100);
	e.u.lease.lease.state = LEASE_RELEASED;
	check_text(&e, "address 192.0.2.100 released, not on disk");
}

/* Whatever an event holds, its line is one line without control bytes. */
static void
lines_hold_no_control_byte(void **state)
{
	char buf[4096];
	struct event e;
	struct text t;
	unsigned kind;
	size_t i;

	(void)state;
	for (kind = 0; kind < EVENT_KIND_COUNT; kind++) {
		e = event_of((enum event_kind)kind);
		if (kind == EVENT_LOG)
			memcpy(e.u.log.text, "\x1b]0;x\x07\r\n\x9b", 9);
		if (kind == EVENT_TFTP)
			memcpy(e.u.tftp.file, "\x1b]0;x\x07\r\n\x9b", 9);
		text_init(&t, buf, sizeof(buf));
		event_line(&t, &e);
		assert_true(t.len > 30);
		for (i = 0; i < t.len; i++)
			assert_true((uint8_t)buf[i] >= ' ' && buf[i] != 0x7f &&
			    (uint8_t)buf[i] != 0x9b);
	}
}

static void
lines_begin_with_time_and_machine(void **state)
{
	char buf[256];
	struct event e = event_of(EVENT_LOG);
	struct text t;

	(void)state;
	assert_int_equal(setenv("TZ", "UTC", 1), 0);
	tzset();
	(void)text_copy(e.u.log.text, sizeof(e.u.log.text), "hello");
	e.u.log.level = LOG_INFO;
	text_init(&t, buf, sizeof(buf));
	event_line(&t, &e);
	assert_string_equal(buf, "2026-11-23 18:01:03 52:54:00:12:34:56 hello");
}

static void
times_are_told_in_their_units(void **state)
{
	static const struct {
		uint64_t us;
		const char *wanted;
	} rows[] = {{0, "0.00 s"}, {4999, "0.00 s"}, {5000, "0.01 s"},
	    {99999, "0.10 s"}, {994999, "0.99 s"}, {995000, "1.0 s"},
	    {3784000, "3.8 s"}, {59949999, "59.9 s"}, {59950000, "1 min 0 s"},
	    {3599499999, "59 min 59 s"}, {3599500000, "1 h 0 min"},
	    {86369000000, "23 h 59 min"}, {86370000000, "1 d 0 h"},
	    {93600000000, "1 d 2 h"}};
	char buf[WHEN_TEXT];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		when_took(&t, rows[i].us);
		assert_string_equal(buf, rows[i].wanted);
	}
	assert_string_equal(when_rfc3339(buf, 1795456863120455),
	    "2026-11-23T18:01:03.120455Z");
	assert_string_equal(when_rfc3339(buf, -1),
	    "1969-12-31T23:59:59.999999Z");
	assert_string_equal(when_rfc3339(buf, INT64_MAX),
	    "1970-01-01T00:00:00.000000Z");
}

/* In their column, however long it was. */
static void
spans_fit_their_column(void **state)
{
	static const struct {
		int64_t us;
		size_t width;
		bool plus;
		const char *wanted;
	} rows[] = {{3900400, 8, false, "   3.900"}, {0, 8, true, "  +0.000"},
	    {9999999499, 8, false, "9999.999"},
	    {9999999500, 8, false, "   2h46m"},
	    {9999999500, 9, false, "10000.000"},
	    {999999499, 8, true, "+999.999"}, {999999500, 8, true, " +16m39s"},
	    {-1000000000, 8, true, " -16m40s"},
	    {112320000000, 9, false, "   31h12m"},
	    {112320000000, 8, true, " +31h12m"},
	    {359999000000, 8, true, " +99h59m"},
	    {360000000000, 8, true, "  +4d04h"},
	    {INT64_C(31536000000000), 8, true, "+365d00h"}};
	char buf[WHEN_TEXT];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		when_span(&t, rows[i].us, rows[i].width, rows[i].plus);
		assert_string_equal(buf, rows[i].wanted);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(dhcp_requests_say_who_and_what_becomes_of_them),
	    cmocka_unit_test(dhcp_replies_say_what_the_machine_is_told),
	    cmocka_unit_test(tftp_tells_each_outcome),
	    cmocka_unit_test(boots_have_a_beginning_and_an_end),
	    cmocka_unit_test(changes_name_who_but_no_secret),
	    cmocka_unit_test(the_rest_has_words_too),
	    cmocka_unit_test(lines_hold_no_control_byte),
	    cmocka_unit_test(lines_begin_with_time_and_machine),
	    cmocka_unit_test(times_are_told_in_their_units),
	    cmocka_unit_test(spans_fit_their_column),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
