/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <string.h>

#include "tests/unit/capture_stage.h"
#include "tests/unit/compared.h"
#include "tui/press.h"

static const struct compare_row *
row_of(const struct stage *s, const char *name)
{
	return compared_row(&s->app.compare.c, name);
}

/* The marked message beside one that has all of it. */
static void
compare_itself(struct stage *s)
{
	const struct chosen *m = &s->app.compare.chosen;
	const struct packet *p = packets_find(&s->app.packets, m->id[0]);
	struct compare *c = &s->app.compare.c;
	size_t i;

	assert_non_null(p);
	assert_true(compare_packets(c, p, p));
	for (i = 0; i < 2; i++)
		(void)text_copy(c->title[i], COMPARE_TEXT, m->title[0]);
	compare_show(&s->app);
	assert_int_equal(c->differing, 0);
}

/* The ROM's offer beside the one to iPXE. */
static void
messages_differ_field_by_field(void **state)
{
	const struct compare_row *r;
	struct stage s;
	unsigned i;

	(void)state;
	capture_stage_open_boot(&s, "chain-bios.pcap");
	stage_type(&s, "d");
	assert_non_null(strstr(s.app.said, "Mark first"));
	stage_type(&s, "bD");
	assert_non_null(strstr(s.app.said, "One boot is marked"));
	stage_type(&s, "b");
	stage_type(&s, "j ");
	assert_non_null(strstr(s.app.said, "1 message is marked"));
	for (i = 0; i < 7; i++)
		stage_type(&s, "j");
	stage_golden(&s, "marked-80x24", 24, 80);
	stage_type(&s, "d");
	assert_int_equal(s.app.view, VIEW_COMPARE);
	stage_golden(&s, "compare-packets-80x24", 24, 80);
	stage_golden(&s, "compare-packets-132x43", 43, 132);
	r = row_of(&s, "67 bootfile-name");
	assert_int_equal(r->verdict, COMPARE_DIFFERS);
	assert_string_equal(r->text[0], "\"gpxe.pxe\" with NUL");
	assert_string_equal(r->text[1], "\"pxelinux.0\" with NUL");
	assert_int_equal(row_of(&s, "chaddr")->verdict, COMPARE_SAME);
	/* n goes to the next difference. */
	i = (unsigned)s.app.compare.list.at;
	stage_type(&s, "n");
	assert_true(s.app.compare.list.at > i);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_SESSION);
	/* A message is another one than itself. */
	stage_type(&s, "kkkkkkkd");
	assert_non_null(strstr(s.app.said, "Select another"));
	assert_null(strstr(stage_draw(&s, 24, 80), "d diff"));
	stage_type(&s, "\rd");
	assert_int_equal(s.app.view, VIEW_PACKET);
	assert_non_null(strstr(s.app.said, "Select another"));
	stage_close(&s);
}

static void
equal_messages_are_said_to_be_equal(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open_boot(&s, "chain-bios.pcap");
	stage_type(&s, "j ");
	compare_itself(&s);
	s.grid.ascii = true;
	stage_golden(&s, "compare-same-60x15", 15, 60);
	stage_close(&s);
}

/* Its options as far as they are kept; and that there were more. */
static void
a_long_message_is_compared_as_far_as_it_is_kept(void **state)
{
	struct stage s;

	(void)state;
	capture_stage_open_boot(&s, "made/long-discover.pcap");
	stage_type(&s, " ");
	compare_itself(&s);
	assert_int_equal(s.app.compare.c.differing, 0);
	assert_string_equal(row_of(&s, "53 message-type")->text[1], "DISCOVER");
	assert_non_null(strstr(row_of(&s, "not kept")->text[0], "the last "));
	stage_close(&s);
}

static void
good_boot(struct stage *s)
{
	stage_session(s, 1, true, BOOT_NEW, "");
	stage_dhcp(s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_stage(s, 1, BOOT_DISCOVER, "pxelinux");
	stage_offer(s, 1, 0xc0000233, "pxelinux.0");
	stage_stage(s, 1, BOOT_OFFERED, "pxelinux");
	stage_wait(s, 1);
	stage_tftp(s, 1, TFTP_PHASE_DONE, "pxelinux.0", 42000, 42000,
	    TFTP_COMPLETE);
	stage_stage(s, 1, BOOT_LOADER, "pxelinux.0");
	stage_wait(s, 2);
	stage_tftp(s, 1, TFTP_PHASE_DONE, "vmlinuz", 5300000, 5300000,
	    TFTP_COMPLETE);
	stage_stage(s, 1, BOOT_KERNEL, "vmlinuz");
	stage_session(s, 1, false, BOOT_DONE, "booted from the network");
	stage_stage(s, 1, BOOT_DONE, "");
	stage_wait(s, 3600);
}

static void
bad_boot(struct stage *s)
{
	stage_session(s, 1, true, BOOT_NEW, "");
	stage_dhcp(s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_stage(s, 1, BOOT_DISCOVER, "pxelinux");
	stage_wait(s, 4);
	stage_offer(s, 1, 0xc0000233, "lpxelinux.0");
	stage_stage(s, 1, BOOT_OFFERED, "pxelinux");
	stage_wait(s, 1);
	stage_tftp(s, 1, TFTP_PHASE_DONE, "lpxelinux.0", 0, 0,
	    TFTP_SERVER_ERROR);
	stage_stage(s, 1, BOOT_LOADER, "lpxelinux.0");
	stage_finding(s, 1, "file-not-found", true, MEND_NONE);
	stage_session(s, 1, false, BOOT_FAILED, "lpxelinux.0: no such file");
	stage_stage(s, 1, BOOT_FAILED, "lpxelinux.0: no such file");
}

static void
a_failed_boot_stands_beside_a_good_one(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.session = 7;
	good_boot(&s);
	s.session = 8;
	bad_boot(&s);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\r");
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "C");
	assert_int_equal(s.app.view, VIEW_COMPARE);
	stage_golden(&s, "compare-boots-80x24", 24, 80);
	stage_golden(&s, "compare-boots-60x15", 15, 60);
	assert_int_equal(row_of(&s, "stage discover")->verdict, COMPARE_MINOR);
	assert_int_equal(row_of(&s, "stage loader")->verdict, COMPARE_DIFFERS);
	assert_string_equal(row_of(&s, "stage kernel")->text[0], "");
	stage_press(&s, PRESS_ESC);
	stage_press(&s, PRESS_ESC);
	/* From the finding, and by marks. */
	stage_type(&s, "5C");
	assert_int_equal(s.app.view, VIEW_COMPARE);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_FINDINGS);
	stage_type(&s, "1bb");
	stage_type(&s, "\rb[b");
	assert_non_null(strstr(s.app.said, "D compares them"));
	stage_type(&s, "D");
	assert_int_equal(s.app.view, VIEW_COMPARE);
	assert_int_equal(row_of(&s, "result")->verdict, COMPARE_DIFFERS);
	stage_close(&s);
}

/* What a text has no room for is not left out without a sign. */
static void
a_long_finding_is_whole_or_marked(void **state)
{
	static const char loop[] =
	    "fetched the same system 3 times in a row (last file initrd.gz): "
	    "if that was an installation, it goes on for ever";
	const struct mac mac = stage_mac(1);
	const struct compare_row *row;
	struct stage s;
	struct event e;
	unsigned i;

	(void)state;
	for (i = 0; i < 2; i++) {
		stage_open(&s);
		s.session = 7;
		good_boot(&s);
		s.session = 8;
		bad_boot(&s);
		event_init(&e, EVENT_FINDING, s.now_us, &mac);
		e.session = 8;
		e.u.finding.slug = "install-loop";
		e.u.finding.raised = true;
		(void)snprintf(e.u.finding.text, sizeof(e.u.finding.text),
		    "%s%s", loop, i == 0 ? "" : loop);
		app_event(&s.app, &e);
		(void)stage_draw(&s, 24, 80);
		stage_type(&s, "C");
		assert_int_equal(s.app.view, VIEW_COMPARE);
		row = &s.app.compare.c.rows[s.app.compare.c.count - 5];
		assert_string_equal(row->name, "finding");
		assert_int_equal(strncmp(row->text[0], loop, strlen(loop)), 0);
		assert_string_equal(row->text[0] + strlen(row->text[0]) - 3,
		    i == 0 ? "ver" : "\xe2\x80\xa6");
		stage_close(&s);
	}
}

/* What the boot before it left is over: the machine booted alike. */
static void
a_finding_that_is_over_is_no_difference(void **state)
{
	const struct compare *c;
	struct stage s;

	(void)state;
	stage_open(&s);
	s.session = 7;
	good_boot(&s);
	s.session = 8;
	good_boot(&s);
	stage_finding(&s, 1, "file-not-found", false, MEND_NONE);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "\rb[bD");
	assert_int_equal(s.app.view, VIEW_COMPARE);
	c = &s.app.compare.c;
	assert_true(c->count > 0);
	assert_int_equal(c->differing, 0);
	stage_close(&s);
}

/* What the database had of the last good one. */
static bool
last_good(void *arg, const struct mac *mac, int64_t before_us,
    struct db_boot *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
	ret->mac = *mac;
	ret->began_us = before_us - INT64_C(86400000000);
	ret->ended_us = ret->began_us + 3000000;
	(void)text_copy(ret->mode, sizeof(ret->mode), "pxelinux");
	(void)text_copy(ret->result, sizeof(ret->result), "done");
	(void)text_copy(ret->text, sizeof(ret->text), "booted");
	(void)text_copy(ret->stages, sizeof(ret->stages),
	    "discover 0 pxelinux\noffered 2 pxelinux\nloader 1000 "
	    "pxelinux.0\nkernel 2000 vmlinuz\n");
	return true;
}

static void
the_history_knows_a_good_one(void **state)
{
	struct stage s;

	(void)state;
	stage_open(&s);
	s.session = 8;
	bad_boot(&s);
	(void)stage_draw(&s, 24, 80);
	stage_type(&s, "C");
	assert_int_equal(s.app.view, VIEW_MACHINES);
	assert_non_null(strstr(s.app.said, "No other boot of this machine"));
	s.calls.last_good = last_good;
	stage_type(&s, "C");
	stage_golden(&s, "compare-history-80x24", 24, 80);
	stage_close(&s);
}

/* At any size of terminal something sensible stands there, or nothing. */
static void
every_size_is_drawn(void **state)
{
	static const char *const ways[] = {"", "\x1b\rd", "d", "C", "\r"};
	struct stage s;
	size_t i;
	int rows, cols;

	(void)state;
	capture_stage_open_boot(&s, "chain-bios.pcap");
	stage_type(&s, " ");
	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		stage_type(&s, ways[i]);
		for (rows = 1; rows < 40; rows += rows < 16 ? 1 : 7)
			for (cols = 1; cols < 140; cols += cols < 82 ? 3 : 19)
				(void)stage_draw(&s, rows, cols);
		while (s.app.view != VIEW_SESSION)
			stage_press(&s,
			    s.app.view == VIEW_MACHINES ? PRESS_ENTER :
							  PRESS_ESC);
	}
	stage_close(&s);
}

static void
an_outline_is_written_and_read(void **state)
{
	struct outline a, b;
	char buf[OUTLINE_TEXT];
	struct text t;
	unsigned i;

	(void)state;
	memset(&a, 0, sizeof(a));
	outline_add(&a, BOOT_DISCOVER, 0, "");
	outline_add(&a, BOOT_LOADER, 1004999, "a file\nwith\x1b lines");
	for (i = 0; i < 20; i++)
		outline_add(&a, BOOT_REQUESTED, INT64_MAX,
		    "a name that is far too long for the room that there is");
	assert_int_equal(a.count, OUTLINE_MOST);
	text_init(&t, buf, sizeof(buf));
	outline_text(&a, &t);
	assert_false(t.cut);
	outline_read(&b, buf);
	assert_memory_equal(&a, &b, sizeof(a));
	outline_read(&b, "nonsense\nloader x\nloader 5\nloader 5 f\n\n 7 x");
	assert_int_equal(b.count, 1);
	assert_string_equal(b.rows[0].what, "f");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(messages_differ_field_by_field),
	    cmocka_unit_test(equal_messages_are_said_to_be_equal),
	    cmocka_unit_test(a_long_message_is_compared_as_far_as_it_is_kept),
	    cmocka_unit_test(a_failed_boot_stands_beside_a_good_one),
	    cmocka_unit_test(a_finding_that_is_over_is_no_difference),
	    cmocka_unit_test(a_long_finding_is_whole_or_marked),
	    cmocka_unit_test(the_history_knows_a_good_one),
	    cmocka_unit_test(every_size_is_drawn),
	    cmocka_unit_test(an_outline_is_written_and_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
