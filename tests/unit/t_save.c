/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/boot/frame_pick.h"
#include "core/io/capture_file.h"
#include "core/io/capture_write.h"
#include "core/proto/udp_frame.h"
#include "core/serve/frame_keep.h"
#include "core/serve/recorder.h"
#include "tests/unit/capture_stage.h"
#include "tui/capture_pick.h"
#include "tui/payload_rows.h"
#include "tui/press.h"
#include "tui/reading.h"
#include "tui/story.h"

#define CAPTURE "chain-bios.pcap"
#define TOLD_MOST 65536

/* The frames of the capture, all but what `leave_out` names. */
static bool (*leave_out)(const struct frame *f);
static struct stage *asked;
static size_t picks;
static const char *capture;

static bool
pick_file(void *arg, struct frame_pick *pick)
{
	struct capture_file *file;
	struct observe_frame f;
	struct frame head;
	char path[512], line[256];
	struct text why;

	(void)arg;
	capture_stage_path(path, sizeof(path), capture);
	text_init(&why, line, sizeof(line));
	assert_int_equal(capture_file_open(&file, path, &why), 0);
	while (capture_file_next(file, &f) == 1)
		if (leave_out == NULL ||
		    frame_decode(&head, f.link, f.data, f.len) != 0 ||
		    !leave_out(&head))
			frame_pick_frame(pick, &f);
	capture_file_close(file);
	picks++;
	app_picked(&asked->app, pick);
	return true;
}

/* What the kernel's filter keeps away of our own transfers. */
static bool
is_own_data(const struct frame *f)
{
	return f->kind == FRAME_UDP && f->dst_port != 69 &&
	    f->src_port > 1023 && f->dst_port > 1023;
}

/* As the server itself had done it. */
static void
make_own(struct stage *s)
{
	struct kept_events *k = &s->app.events;
	uint64_t n;

	for (n = 0; n < k->next; n++)
		if (k->rows[n].kind == EVENT_TFTP) {
			k->rows[n].origin = ORIGIN_OWN;
			k->rows[n].wire_us = k->rows[n].time_us;
		}
}

static void
add_story(struct text *t, const struct story *st)
{
	size_t n;

	for (n = 0; n < st->line_count; n++)
		if (st->lines[n].kind != EVENT_STAGE)
			text_addf(t, "%s %u %llu %s\n", st->lines[n].name,
			    st->lines[n].times,
			    (unsigned long long)st->lines[n].file.bytes,
			    st->lines[n].brief);
	text_addf(t, "%s\n", boot_stage_name(st->stage));
}

/*
 * The boots of a capture, without times, frames and rates; then who does not
 * boot, as a server, wherever it is first seen.
 */
static void
read_story(const char *path, char *ret)
{
	const struct event_sink none = {NULL, NULL};
	struct reading *r;
	struct text t;
	size_t i, pass;

	text_init(&t, ret, TOLD_MOST);
	assert_int_equal(reading_run(&r, path, none, &t), 0);
	text_init(&t, ret, TOLD_MOST);
	for (pass = 0; pass < 2; pass++)
		for (i = 0; i < stories_count(reading_stories(r)); i++) {
			const struct story *st = stories_at(reading_stories(r),
			    i);

			if ((st->stage == BOOT_NEW) == (pass == 1))
				add_story(&t, st);
		}
	assert_false(t.cut);
	reading_free(r);
}

static void
open_capture(struct stage *s, const char *name)
{
	capture = name;
	capture_stage_open(s, name);
	s->calls.pick = pick_file;
	asked = s;
	leave_out = NULL;
	picks = 0;
	(void)stage_draw(s, 24, 80);
	stage_type(s, "\r");
	(void)stage_draw(s, 24, 80);
}

static void
open_boot(struct stage *s)
{
	open_capture(s, CAPTURE);
}

/* Clears the name that stands there and types another. */
static void
save_as(struct stage *s, const char *path)
{
	stage_type(s, "s");
	assert_int_equal(s->app.prompt.kind, PROMPT_LINE);
	stage_press(s, PRESS_CTRL('u'));
	stage_type(s, path);
	stage_type(s, "\r");
}

static void
a_saved_boot_is_read_as_the_same(void **state)
{
	static char before[TOLD_MOST], after[TOLD_MOST];
	char path[] = "/tmp/pxeconsole-t-save-XXXXXX", from[512];
	struct stage s;

	(void)state;
	assert_non_null(mkdtemp(path));
	open_boot(&s);
	stage_type(&s, "s");
	stage_golden(&s, "save-asked", 24, 80);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(picks, 0);
	assert_int_equal(rmdir(path), 0);
	save_as(&s, path);
	assert_non_null(strstr(s.app.said, "690 packets are in "));
	capture_stage_path(from, sizeof(from), CAPTURE);
	read_story(from, before);
	read_story(path, after);
	assert_string_equal(before, after);
	/* Never over a file that is there. */
	save_as(&s, path);
	assert_int_equal(s.app.prompt.kind, PROMPT_LINE);
	assert_non_null(strstr(stage_draw(&s, 24, 80), "Another name"));
	assert_int_equal(picks, 1);
	stage_press(&s, PRESS_ESC);
	save_as(&s, "/nonexistent/x");
	assert_non_null(strstr(s.app.said, "Not saved"));
	assert_int_equal(unlink(path), 0);
	stage_close(&s);
}

/* Own data is not captured: its record stands in, and says so. */
static void
own_transfers_are_told_from_their_record(void **state)
{
	static char before[TOLD_MOST], after[TOLD_MOST];
	char path[64], from[512];
	struct stage s;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/pxeconsole-t-own-%d",
	    (int)getpid());
	open_boot(&s);
	leave_out = is_own_data;
	make_own(&s);
	save_as(&s, path);
	assert_non_null(strstr(s.app.said, "the server's record"));
	capture_stage_path(from, sizeof(from), CAPTURE);
	read_story(from, before);
	read_story(path, after);
	assert_string_equal(before, after);
	assert_int_equal(unlink(path), 0);
	stage_close(&s);
}

/* Without a capture there is what the console was told. */
static void
without_a_capture_what_was_told_is_saved(void **state)
{
	static char before[TOLD_MOST], after[TOLD_MOST];
	char path[64], from[512];
	struct stage s;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/pxeconsole-t-none-%d",
	    (int)getpid());
	open_boot(&s);
	s.calls.pick = NULL;
	save_as(&s, path);
	assert_non_null(strstr(s.app.said, "No captured frame"));
	capture_stage_path(from, sizeof(from), CAPTURE);
	read_story(from, before);
	read_story(path, after);
	assert_string_equal(before, after);
	assert_int_equal(unlink(path), 0);
	s.app.events.next = 0;
	save_as(&s, path);
	assert_non_null(strstr(s.app.said, "nothing was saved"));
	assert_int_equal(access(path, F_OK), -1);
	stage_close(&s);
}

/* Frames of the capture up to a time, as the kernel's filter lets through. */
static void
record_frames(struct recorder *r, struct frame_ring *ring,
    struct capture_file *file, struct observe_frame *next, int64_t until_us)
{
	struct frame head;

	while (next->number != 0 && next->time_us <= until_us) {
		if (frame_decode(&head, next->link, next->data, next->len) !=
			0 ||
		    !is_own_data(&head)) {
			frame_keep_put(ring, next);
			recorder_frame(r, next);
		}
		if (capture_file_next(file, next) != 1)
			next->number = 0;
	}
}

/* The one file there is in a folder, which goes. */
static void
take_only_file(const char *folder, char *ret, size_t most)
{
	DIR *dir = opendir(folder);
	const struct dirent *e;
	char path[320];

	assert_non_null(dir);
	path[0] = '\0';
	while ((e = readdir(dir)) != NULL)
		if (e->d_name[0] != '.') {
			assert_string_equal(path, "");
			(void)snprintf(path, sizeof(path), "%s/%.200s", folder,
			    e->d_name);
		}
	(void)closedir(dir);
	assert_string_not_equal(path, "");
	(void)snprintf(ret, most, "%s.pcapng", folder);
	assert_int_equal(rename(path, ret), 0);
	assert_int_equal(rmdir(folder), 0);
}

/* The frames and what the server tells, late by so much, into a file. */
static void
record(const struct stage *s, const char *from, int64_t late_us, char path[64])
{
	char folder[] = "/tmp/pxeconsole-t-rec-XXXXXX", line[256];
	struct frame_ring *ring = frame_keep_new();
	struct observe_frame next;
	struct capture_file *file;
	struct recorder *r;
	struct text why;
	uint64_t n;

	text_init(&why, line, sizeof(line));
	assert_non_null(mkdtemp(folder));
	assert_int_equal(recorder_new(&r, folder, ring, &why), 0);
	assert_int_equal(capture_file_open(&file, from, &why), 0);
	assert_int_equal(capture_file_next(file, &next), 1);
	for (n = 0; n < s->app.events.next; n++) {
		const struct event *e = &s->app.events.rows[n];

		record_frames(r, ring, file, &next, e->time_us + late_us);
		recorder_event(r, e);
	}
	recorder_free(r);
	frame_keep_free(ring);
	capture_file_close(file);
	take_only_file(folder, path, 64);
}

/*
 * What is recorded of an own boot while it goes on tells the same of it as all
 * its packets, however late the server's word comes.
 */
static void
a_recorded_boot_is_read_as_the_same(void **state)
{
	static const char *const captures[] = {CAPTURE,
	    "lpxelinux-one-client-port.pcap", "tftp-without-options-ovmf.pcap",
	    "relay-ipxe.pcap"};
	static const int64_t late_us[] = {0, 1000, 2000000};
	static char before[TOLD_MOST], after[TOLD_MOST];
	char from[512], path[64];
	struct stage s;
	size_t c, i;

	(void)state;
	for (c = 0; c < sizeof(captures) / sizeof(captures[0]); c++) {
		open_capture(&s, captures[c]);
		make_own(&s);
		capture_stage_path(from, sizeof(from), captures[c]);
		read_story(from, before);
		for (i = 0; i < sizeof(late_us) / sizeof(late_us[0]); i++) {
			record(&s, from, late_us[i], path);
			read_story(path, after);
			assert_string_equal(before, after);
			assert_int_equal(unlink(path), 0);
		}
		stage_close(&s);
	}
}

/* On Live: of the machines whose lines the filter shows. */
static void
a_filter_picks_machines(void **state)
{
	const struct mac one = stage_mac(1), two = stage_mac(2);
	struct frame_pick *pick;
	struct stage s;

	(void)state;
	stage_open(&s);
	stage_dhcp(&s, 1, DHCP_DISCOVER, "BIOS ROM", "");
	stage_wait(&s, 3);
	stage_dhcp(&s, 2, DHCP_DISCOVER, "UEFI x64 ROM", "");
	stage_dhcp(&s, 1, DHCP_REQUEST, "BIOS ROM", "");
	stage_type(&s, "2/bios\rs");
	pick = s.app.saving.pick;
	assert_non_null(pick);
	assert_false(pick->all);
	assert_int_equal(pick->span_count, 1);
	assert_true(mac_equal(&pick->spans[0].mac, &one));
	assert_int_equal(pick->spans[0].to_us - pick->spans[0].from_us,
	    7000000);
	stage_press(&s, PRESS_ESC);
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "s");
	assert_true(s.app.saving.pick->all);
	stage_press(&s, PRESS_ESC);
	stage_type(&s, "1/uefi\rS");
	assert_int_equal(s.app.saving.pick->span_count, 1);
	assert_true(mac_equal(&s.app.saving.pick->spans[0].mac, &two));
	stage_press(&s, PRESS_ESC);
	stage_close(&s);
}

/* Only what is about the machine, in its time. */
static void
a_pick_takes_what_it_asks_for(void **state)
{
	const struct mac other = {{2, 0, 0, 0, 0, 9}};
	struct frame_pick *p = malloc(frame_pick_size(512, 1 << 20));
	struct mac mac;

	(void)state;
	assert_non_null(p);
	(void)frame_pick_init(p, 512, 1 << 20);
	assert_int_equal(mac_parse(&mac, "52:54:00:1a:b1:09"), 0);
	assert_true(frame_pick_add(p, &other, 0, 0));
	assert_true(frame_pick_add(p, &other, 0, INT64_MAX));
	assert_true(frame_pick_add(p, &mac, 0, 5));
	assert_true(frame_pick_add(p, &mac, 0, 1));
	assert_int_equal(p->span_count, 2);
	assert_int_equal(p->spans[1].from_us, 1);
	assert_int_equal(p->spans[1].to_us, 5);
	while (p->span_count < PICK_SPANS)
		p->spans[p->span_count++].mac = (struct mac){{1}};
	assert_false(p->too_many);
	assert_false(frame_pick_add(p, &(struct mac){{3}}, 0, 1));
	assert_true(p->too_many);
	free(p);
}

/* A message to port 67, and a transfer of so many blocks of 1 kB. */
static void
write_transfer(const char *path, unsigned blocks)
{
	uint8_t data[1028] = {0, 3}, bytes[1200];
	struct udp_frame u = {.src_port = 68,
	    .dst_port = 67,
	    .data = data,
	    .len = sizeof(data)};
	struct observe_frame f = {.link = FRAME_ETHERNET, .data = bytes};
	struct capture_write *w;
	struct wbuf b;

	assert_int_equal(capture_write_open(&w, AT_FDCWD, path), 0);
	while (f.number <= blocks) {
		wbuf_init(&b, bytes, sizeof(bytes));
		udp_frame_encode(&u, &b);
		f.len = f.wire_len = b.len;
		f.number++;
		f.time_us++;
		assert_int_equal(capture_write_frame(w, &f), 0);
		u.src_port = u.dst_port = 2070;
	}
	assert_int_equal(capture_write_close(w), 0);
}

/* A transfer that fills all the room must not push out how it began. */
static void
bulk_data_gives_way_to_the_beginning(void **state)
{
	const size_t room = 20000;
	struct frame_pick *p = malloc(frame_pick_size(4096, room));
	char path[] = "/tmp/pxeconsole-t-save-XXXXXX", file[64];
	struct observe_frame f;
	struct frame head;

	(void)state;
	assert_non_null(p);
	assert_non_null(mkdtemp(path));
	(void)snprintf(file, sizeof(file), "%s/transfer.pcapng", path);
	write_transfer(file, 100);
	(void)frame_pick_init(p, 4096, room);
	p->all = true;
	assert_true(capture_pick(p, file));
	assert_true(p->taken > frame_ring_count(p->found));
	assert_false(p->heads);
	(void)frame_pick_init(p, 4096, room);
	p->all = p->heads_do = true;
	assert_true(capture_pick(p, file));
	assert_true(p->heads);
	assert_int_equal(p->taken, 101);
	assert_int_equal(frame_ring_count(p->found), 101);
	frame_ring_at(p->found, 0, &f);
	assert_int_equal(f.len, UDP_FRAME_HEAD + 1028);
	assert_int_equal(frame_decode(&head, f.link, f.data, f.len), 0);
	assert_int_equal(head.dst_port, 67);
	frame_ring_at(p->found, 100, &f);
	assert_int_equal(f.len, 128);
	assert_int_equal(f.wire_len, UDP_FRAME_HEAD + 1028);
	free(p);
	assert_int_equal(unlink(file), 0);
	assert_int_equal(rmdir(path), 0);
}

/* It would be waited for without end. */
static void
a_pipe_is_not_read_again(void **state)
{
	char dir[] = "/tmp/pxeconsole-t-pipe-XXXXXX", path[64];
	struct frame_pick p = {.all = true};

	(void)state;
	assert_non_null(mkdtemp(dir));
	(void)snprintf(path, sizeof(path), "%s/pipe", dir);
	assert_int_equal(mkfifo(path, 0600), 0);
	(void)alarm(10);
	assert_false(capture_pick(&p, path));
	(void)alarm(0);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

/* Opens the newest row of that name. */
static void
open_row(struct stage *s, const char *name)
{
	const struct story *st = stories_of(s->app.stories,
	    &s->app.session.mac);
	size_t i;

	for (i = s->app.session.count; i-- > 0;)
		if (strcmp(st->lines[s->app.session.rungs[i].line].name,
			name) == 0)
			break;
	assert_true(i < s->app.session.count);
	s->app.session.follow = false;
	s->app.session.list.at = i;
	stage_press(s, PRESS_ENTER);
	assert_int_equal(s->app.view, VIEW_PAYLOAD);
}

/* Rows that are no DHCP open, too, with the bytes that were captured. */
static void
every_message_opens(void **state)
{
	struct stage s;
	unsigned i;

	(void)state;
	open_boot(&s);
	open_row(&s, "RRQ");
	stage_golden(&s, "payload-tftp-80x24", 24, 80);
	for (i = 0; i < 6; i++)
		stage_type(&s, "j");
	stage_golden(&s, "payload-tftp-120x30", 30, 120);
	stage_press(&s, PRESS_ESC);
	assert_int_equal(s.app.view, VIEW_SESSION);
	/* Nobody has its frame: what is known stands there. */
	s.calls.pick = NULL;
	open_row(&s, "RRQ");
	stage_golden(&s, "payload-none-60x15", 15, 60);
	stage_close(&s);
	open_capture(&s, "gpxe101-http-script.pcap");
	open_row(&s, "HTTP");
	stage_golden(&s, "payload-http-80x24", 24, 80);
	stage_close(&s);
	open_capture(&s, "gpxe101-san-boot.pcap");
	open_row(&s, "iSCSI");
	stage_golden(&s, "payload-iscsi-80x24", 24, 80);
	stage_close(&s);
}

/* Whatever the bytes are, rows lie within them. */
static void
damaged_payloads_end(void **state)
{
	static const enum event_kind kinds[] = {EVENT_TFTP, EVENT_HTTP,
	    EVENT_ISCSI};
	uint8_t bytes[80];
	struct packet_row row;
	uint32_t seed = 1;
	size_t i, k, n, len;

	(void)state;
	for (i = 0; i < 3000; i++) {
		len = i % sizeof(bytes);
		for (k = 0; k < len; k++) {
			seed = seed * 1103515245 + 12345;
			bytes[k] = (uint8_t)(seed >> 16 & 0x63);
		}
		for (k = 0; k < 3; k++)
			for (n = 0; payload_row(kinds[k], bytes, len, n, &row);
			     n++) {
				assert_true(row.offset + row.len <= len);
				assert_true(n < 200);
			}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_saved_boot_is_read_as_the_same),
	    cmocka_unit_test(own_transfers_are_told_from_their_record),
	    cmocka_unit_test(without_a_capture_what_was_told_is_saved),
	    cmocka_unit_test(a_recorded_boot_is_read_as_the_same),
	    cmocka_unit_test(a_filter_picks_machines),
	    cmocka_unit_test(a_pick_takes_what_it_asks_for),
	    cmocka_unit_test(bulk_data_gives_way_to_the_beginning),
	    cmocka_unit_test(a_pipe_is_not_read_again),
	    cmocka_unit_test(every_message_opens),
	    cmocka_unit_test(damaged_payloads_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
