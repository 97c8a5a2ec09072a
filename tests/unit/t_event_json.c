/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include <jansson.h>

#include "tui/event_json.h"

static const struct mac machine = {{0x52, 0x54, 0, 0x12, 0x34, 0x56}};

static struct event
event_of(enum event_kind kind)
{
	struct event e;

	event_init(&e, kind, 1795456863120455, &machine);
	return e;
}

static json_t *
parsed(const struct event *e)
{
	char buf[EVENT_JSON_MOST];
	const size_t n = event_json(e, buf, sizeof(buf));
	json_t *o;

	assert_true(n > 0);
	assert_int_equal(strlen(buf), n);
	assert_null(strchr(buf, '\n'));
	/* A strict parser: it refuses anything but valid UTF-8. */
	o = json_loadb(buf, n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	return o;
}

static void
has_text(const json_t *o, const char *key, const char *wanted)
{
	const char *s = json_string_value(json_object_get(o, key));

	assert_non_null(s);
	assert_string_equal(s, wanted);
}

static void
has_count(const json_t *o, const char *key, json_int_t wanted)
{
	const json_t *n = json_object_get(o, key);

	assert_true(json_is_integer(n));
	assert_int_equal(json_integer_value(n), wanted);
}

static void
all_have_the_common_fields(void **state)
{
	struct event e;
	unsigned kind;
	json_t *o;

	(void)state;
	for (kind = 0; kind < EVENT_KIND_COUNT; kind++) {
		if (kind == EVENT_WIRE)
			continue;
		e = event_of((enum event_kind)kind);
		o = parsed(&e);
		has_count(o, "v", 1);
		has_text(o, "event", event_kind_name((enum event_kind)kind));
		has_text(o, "time", "2026-11-23T18:01:03.120455Z");
		has_text(o, "mac", "52:54:00:12:34:56");
		assert_true(json_is_null(json_object_get(o, "session")));
		assert_null(json_object_get(o, "as_mac"));
		json_decref(o);
	}
	e = event_of(EVENT_HTTP);
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.reach = HTTP_SILENT;
	o = parsed(&e);
	has_text(o, "connection", "silent");
	json_decref(o);
	e.u.http.reach = HTTP_REACHED;
	o = parsed(&e);
	assert_null(json_object_get(o, "connection"));
	json_decref(o);
	e.has_as = true;
	e.as.b[5] = 9;
	o = parsed(&e);
	has_text(o, "mac", "52:54:00:12:34:56");
	has_text(o, "as_mac", "00:00:00:00:00:09");
	json_decref(o);
	event_init(&e, EVENT_LOG, 0, NULL);
	e.session = 7;
	o = parsed(&e);
	assert_true(json_is_null(json_object_get(o, "mac")));
	has_count(o, "session", 7);
	json_decref(o);
}

static void
dhcp_has_the_documented_fields(void **state)
{
	struct event e = event_of(EVENT_DHCP);
	struct event_dhcp *d = &e.u.dhcp;
	json_t *o;

	(void)state;
	d->type = DHCP_OFFER;
	d->op = DHCP_OP_REPLY;
	d->xid = 0x00123456;
	d->src = d->server = d->siaddr = 0xc0000201;
	d->dst = 0xffffffff;
	d->yiaddr = 0xc0000264;
	d->mode = MODE_ISCSI;
	(void)text_copy(d->bootfile, sizeof(d->bootfile), "gpxe.pxe");
	(void)text_copy(d->root_path, sizeof(d->root_path), "iscsi:a::::b");
	(void)text_copy(d->reason, sizeof(d->reason), "because");
	(void)text_copy(d->reason_slug, sizeof(d->reason_slug), "gpxe-san");
	o = parsed(&e);
	has_text(o, "type", "OFFER");
	has_text(o, "xid", "0x00123456");
	has_text(o, "origin", "own");
	has_text(o, "src", "192.0.2.1");
	has_text(o, "dst", "255.255.255.255");
	has_text(o, "server", "192.0.2.1");
	has_text(o, "yiaddr", "192.0.2.100");
	has_text(o, "siaddr", "192.0.2.1");
	has_text(o, "bootfile", "gpxe.pxe");
	has_text(o, "root_path", "iscsi:a::::b");
	has_text(o, "reason", "because");
	has_text(o, "rule", "gpxe-san");
	has_text(o, "mode", "iscsi");
	assert_int_equal(json_array_size(json_object_get(o, "options")), 0);
	json_decref(o);
	e.u.dhcp.packet_len = 300;
	memcpy(e.u.dhcp.packet, "\2\1\6", 3);
	memcpy(e.u.dhcp.packet + 236, "\x63\x82\x53\x63\x35\1\2\x3c\1x\xff",
	    11);
	o = parsed(&e);
	assert_int_equal(json_array_size(json_object_get(o, "options")), 2);
	json_decref(o);
	e.origin = ORIGIN_WIRE;
	d->type = DHCP_BOOTP;
	d->op = DHCP_OP_REQUEST;
	o = parsed(&e);
	has_text(o, "type", "BOOTREQUEST");
	has_text(o, "origin", "wire");
	assert_null(json_object_get(o, "tries"));
	json_decref(o);
	d->tries = 1;
	d->stage = STAGE_IPXE;
	d->facts.secs = 11;
	o = parsed(&e);
	has_count(o, "tries", 2);
	assert_true(json_is_true(json_object_get(o, "has_offer")));
	assert_true(json_is_true(json_object_get(o, "has_proxy_offer")));
	json_decref(o);
}

static void
tftp_has_two_phases(void **state)
{
	static const char *const outcomes[] = {"incomplete", "complete",
	    "incomplete", "error", "error", "no-reply", "probe"};
	static const char *const silent[] = {"client", "server", "both"};
	struct event e = event_of(EVENT_TFTP);
	struct event_tftp *f = &e.u.tftp;
	char buf[EVENT_JSON_MOST];
	json_t *o;
	size_t i;

	(void)state;
	(void)text_copy(f->file, sizeof(f->file), "a/b");
	f->client = 0xc0000264;
	f->server = 0xc0000201;
	f->blksize = 1432;
	f->windowsize = 4;
	f->bytes = 99;
	(void)text_copy(f->error, sizeof(f->error), "no");
	o = parsed(&e);
	has_text(o, "phase", "request");
	has_text(o, "file", "a/b");
	has_text(o, "client", "192.0.2.100");
	has_text(o, "server", "192.0.2.1");
	has_count(o, "blksize", 1432);
	has_count(o, "windowsize", 4);
	assert_null(json_object_get(o, "outcome"));
	json_decref(o);
	f->phase = TFTP_PHASE_PROGRESS;
	assert_int_equal(event_json(&e, buf, sizeof(buf)), 0);
	f->phase = TFTP_PHASE_DONE;
	for (i = 0; i < sizeof(outcomes) / sizeof(outcomes[0]); i++) {
		f->outcome = (enum tftp_outcome)i;
		o = parsed(&e);
		has_text(o, "phase", "done");
		has_text(o, "outcome", outcomes[i]);
		has_text(o, "error", "no");
		has_count(o, "bytes", 99);
		assert_int_equal(json_object_get(o, "silent") != NULL,
		    f->outcome == TFTP_INCOMPLETE);
		json_decref(o);
	}
	f->outcome = TFTP_INCOMPLETE;
	for (i = 0; i < sizeof(silent) / sizeof(silent[0]); i++) {
		f->silent = (enum tftp_silent)i;
		o = parsed(&e);
		has_text(o, "silent", silent[i]);
		json_decref(o);
	}
}

static void
foreign_bytes_are_escaped_visibly(void **state)
{
	struct event e = event_of(EVENT_DHCP);
	json_t *o;

	(void)state;
	memcpy(e.u.dhcp.bootfile, "\x1b[2J\xff\xc3\xa4\"\\\n", 11);
	o = parsed(&e);
	has_text(o, "bootfile", "\\x1b[2J\\xff\xc3\xa4\"\\\\x0a");
	json_decref(o);
}

/* The longest of everything still fits, and what does not is nothing. */
static void
the_longest_event_fits(void **state)
{
	struct event e = event_of(EVENT_DHCP);
	struct event_dhcp *d = &e.u.dhcp;
	char buf[EVENT_JSON_MOST];
	size_t n, cap;

	(void)state;
	d->op = DHCP_OP_REQUEST;
	memset(d->kind, 0xff, sizeof(d->kind) - 1);
	memset(d->bootfile, 0xff, sizeof(d->bootfile) - 1);
	memset(d->root_path, 0xff, sizeof(d->root_path) - 1);
	memset(d->reason, 0xff, sizeof(d->reason) - 1);
	n = event_json(&e, buf, sizeof(buf));
	assert_true(n > 0);
	for (cap = 1; cap <= n; cap++)
		assert_int_equal(event_json(&e, buf, cap), 0);
	assert_int_equal(event_json(&e, buf, n + 1), n);
}

static void
secrets_stay_secret(void **state)
{
	struct event e = event_of(EVENT_HOST);
	struct event_host *h = &e.u.host;
	char buf[EVENT_JSON_MOST];

	(void)state;
	(void)text_copy(h->key, sizeof(h->key), "password");
	(void)text_copy(h->after, sizeof(h->after), "hunter2");
	assert_true(event_json(&e, buf, sizeof(buf)) > 0);
	assert_null(strstr(buf, "hunter2"));
	(void)text_copy(h->key, sizeof(h->key), "reverse-password");
	assert_true(event_json(&e, buf, sizeof(buf)) > 0);
	assert_null(strstr(buf, "hunter2"));
	(void)text_copy(h->key, sizeof(h->key), "note");
	assert_true(event_json(&e, buf, sizeof(buf)) > 0);
	assert_non_null(strstr(buf, "hunter2"));
}

static void
wire_facts_are_not_told(void **state)
{
	struct event e = event_of(EVENT_WIRE);
	char buf[EVENT_JSON_MOST];

	(void)state;
	assert_int_equal(event_json(&e, buf, sizeof(buf)), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(all_have_the_common_fields),
	    cmocka_unit_test(dhcp_has_the_documented_fields),
	    cmocka_unit_test(tftp_has_two_phases),
	    cmocka_unit_test(foreign_bytes_are_escaped_visibly),
	    cmocka_unit_test(the_longest_event_fits),
	    cmocka_unit_test(secrets_stay_secret),
	    cmocka_unit_test(wire_facts_are_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
