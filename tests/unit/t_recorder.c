/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/capture_file.h"
#include "tests/unit/record_rig.h"

static size_t
frames_in(const struct record_folder *f, const char *name)
{
	struct capture_file *c;
	struct observe_frame frame;
	char path[400], buf[200];
	struct text why;
	size_t n = 0;

	text_init(&why, buf, sizeof(buf));
	(void)snprintf(path, sizeof(path), "%s/%s", f->path, name);
	assert_int_equal(capture_file_open(&c, path, &why), 0);
	while (capture_file_next(c, &frame) == 1)
		n++;
	capture_file_close(c);
	return n;
}

/* The machine goes on with another MAC: its frames are in the same file. */
static void
a_boot_is_recorded_under_both_macs(void **state)
{
	char first[256], last[256];
	struct observe_frame frame;
	struct frame_ring *ring;
	struct recorder *r;
	uint8_t bytes[200];
	struct record_folder f;
	struct event e;
	uint64_t n;

	(void)state;
	record_folder(&f);
	ring = record_ring();
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 1; n <= 9; n++) {
		/* 1 asks, 3 is a neighbour, then 2 goes on with 1's boot. */
		const uint8_t machine = n < 4 ? 1 : n < 7 ? 3 : 2;

		frame = record_frame(n, machine, bytes, sizeof(bytes));
		record_passes(r, ring, &frame);
		e = record_asks(&frame, n < 7 ? machine : 1,
		    machine == 3 ? 0 : 1);
		/* The clock was set since it was seen. */
		e.time_us += INT64_C(3600000000);
		e.has_as = n >= 7;
		e.as.b[0] = 0x52;
		e.as.b[1] = 0x54;
		e.as.b[5] = 2;
		recorder_event(r, &e);
	}
	recorder_free(r);
	free(ring);
	assert_int_equal(record_count(&f, first, last), 1);
	assert_int_equal(frames_in(&f, first), 6);
	record_clear(&f);
}

static void
a_file_stays_below_its_ceiling(void **state)
{
	char first[256], last[256], path[400];
	struct observe_frame frame;
	struct frame_ring *ring;
	struct recorder *r;
	uint8_t bytes[1500];
	struct record_folder f;
	struct event e;
	struct stat st;
	uint64_t n;

	(void)state;
	record_folder(&f);
	ring = record_ring();
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 1; n <= 5000; n++) {
		frame = record_frame(n, 1, bytes, sizeof(bytes));
		record_passes(r, ring, &frame);
		e = record_asks(&frame, 1, 1);
		recorder_event(r, &e);
	}
	recorder_free(r);
	free(ring);
	assert_int_equal(record_count(&f, first, last), 1);
	(void)snprintf(path, sizeof(path), "%s/%s", f.path, first);
	assert_int_equal(stat(path, &st), 0);
	assert_in_range(st.st_size, 4 * 1000 * 1000, 4 << 20);
	assert_in_range(frames_in(&f, first), 2500, 4999);
	record_clear(&f);
}

/* A boot of machine 1 from its first message to its end. */
static void
play_boot(struct recorder *r, struct frame_ring *ring, uint64_t session)
{
	uint8_t bytes[200];
	struct observe_frame f = record_frame(1, 1, bytes, sizeof(bytes));
	struct event e;

	f.number = frame_ring_last(ring) + 1;
	e = record_asks(&f, 1, session);
	record_passes(r, ring, &f);
	recorder_event(r, &e);
	e.kind = EVENT_SESSION;
	memset(&e.u, 0, sizeof(e.u));
	recorder_event(r, &e);
}

/* "" or what there is to tell of trouble. */
static const char *
trouble_at(struct recorder *r, int64_t now_us)
{
	const struct record_now now = {now_us, true, false};
	static char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	return record_news_trouble(recorder_news(r), &now, &t) ? line : "";
}

static const char *
trouble_of(struct recorder *r)
{
	return trouble_at(r, 1);
}

/* "" or that it is over. */
static const char *
mended_of(struct recorder *r)
{
	static char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	return record_news_mended(recorder_news(r), &t) ? line : "";
}

static void
trouble_is_told_once_until_it_is_mended(void **state)
{
	struct frame_ring *ring = record_ring();
	struct recorder *r;
	char expected[400];
	struct record_folder f;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	recorder_check(r);
	play_boot(r, ring, 1);
	assert_string_equal(trouble_of(r), "");
	recorder_free(r);
	/* Files are never written over: a second recorder finds it there. */
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: exists already", f.path);
	play_boot(r, ring, 1);
	assert_string_equal(trouble_of(r), expected);
	play_boot(r, ring, 1);
	assert_string_equal(trouble_of(r), "");
	play_boot(r, ring, 2);
	play_boot(r, ring, 1);
	assert_string_equal(trouble_of(r), expected);
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

/* What our server tells of a transfer of machine 1, from the start. */
static struct event
own_tftp(int64_t at_us, enum tftp_phase phase, uint64_t blocks)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, 1}};
	struct event e;

	event_init(&e, EVENT_TFTP, RECORD_START_US + at_us, &mac);
	e.origin = ORIGIN_OWN;
	e.session = 1;
	e.u.tftp.phase = phase;
	e.u.tftp.transfer = 7;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "initrd.img");
	e.u.tftp.client = 0xc0000232;
	e.u.tftp.server = 0xc0000201;
	e.u.tftp.client_port = 2000;
	e.u.tftp.blksize = 1024;
	e.u.tftp.windowsize = 1;
	e.u.tftp.granted = 1u << TFTP_BLKSIZE;
	e.u.tftp.heard = e.u.tftp.answered = true;
	e.u.tftp.blocks = blocks;
	e.u.tftp.retransmits = blocks / 100;
	e.u.tftp.bytes = blocks * 1024;
	e.u.tftp.elapsed_us = (uint64_t)at_us;
	e.u.tftp.outcome = phase == TFTP_PHASE_DONE ? TFTP_COMPLETE :
						      TFTP_RUNNING;
	return e;
}

/*
 * Half a minute of a transfer whose packets nobody captured: what stands for
 * them comes all along, in order, and not more of it than a reader needs.
 */
static void
a_slow_transfer_is_told_as_it_goes(void **state)
{
	struct frame_ring *ring = record_ring();
	char first[256], last[256], path[400];
	int64_t at_us, before_us = RECORD_START_US;
	struct observe_frame frame;
	struct capture_file *c;
	struct recorder *r;
	uint8_t bytes[200];
	struct record_folder f;
	struct event e;
	size_t n = 0;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	frame = record_frame(1, 1, bytes, sizeof(bytes));
	frame.time_us = RECORD_START_US;
	e = record_asks(&frame, 1, 1);
	record_passes(r, ring, &frame);
	recorder_event(r, &e);
	for (at_us = 250000; at_us < 30000000; at_us += 250000) {
		e = own_tftp(at_us, TFTP_PHASE_PROGRESS,
		    (uint64_t)at_us / 10000);
		recorder_event(r, &e);
	}
	e = own_tftp(at_us, TFTP_PHASE_DONE, 3000);
	recorder_event(r, &e);
	recorder_free(r);
	free(ring);
	assert_int_equal(record_count(&f, first, last), 1);
	(void)snprintf(path, sizeof(path), "%s/%s", f.path, first);
	assert_int_equal(capture_file_open(&c, path, &f.why), 0);
	for (; capture_file_next(c, &frame) == 1; n++) {
		assert_in_range(frame.time_us - before_us, 0, 1250000);
		before_us = frame.time_us;
	}
	capture_file_close(c);
	assert_int_equal(before_us, RECORD_START_US + 30000000);
	/* Thirty of them are what was sent again. */
	assert_in_range(n, 90, 110);
	record_clear(&f);
}

/* Where the wire is not watched no file takes the place of an older one. */
static void
without_a_frame_there_is_no_file(void **state)
{
	struct frame_ring *ring = record_ring();
	char first[256], last[256];
	struct observe_frame frame;
	struct recorder *r;
	uint8_t bytes[200];
	struct record_folder f;
	struct event e;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	frame = record_frame(0, 1, bytes, sizeof(bytes));
	e = record_asks(&frame, 1, 1);
	recorder_event(r, &e);
	e = own_tftp(3000000, TFTP_PHASE_DONE, 300);
	recorder_event(r, &e);
	recorder_flush(r);
	recorder_free(r);
	free(ring);
	assert_int_equal(record_count(&f, first, last), 0);
	record_clear(&f);
}

/* Somebody clears up under the running server. */
static void
a_folder_that_was_removed_is_made_anew(void **state)
{
	struct frame_ring *ring = record_ring();
	char first[256], last[256], expected[400];
	struct recorder *r;
	struct record_folder f;
	int fd;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	play_boot(r, ring, 1);
	record_clear(&f);
	play_boot(r, ring, 2);
	assert_string_equal(trouble_of(r), "");
	assert_int_equal(record_count(&f, first, last), 1);
	record_clear(&f);
	/* Where it cannot be made that is said, again while it fails. */
	fd = open(f.path, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: there is no such folder", f.path);
	play_boot(r, ring, 3);
	assert_string_equal(trouble_at(r, 1), expected);
	assert_string_equal(trouble_at(r, 70000000), "");
	play_boot(r, ring, 4);
	assert_string_equal(trouble_at(r, 2000000), "");
	assert_string_equal(trouble_at(r, 70000000), expected);
	assert_string_equal(mended_of(r), "");
	assert_int_equal(unlink(f.path), 0);
	play_boot(r, ring, 5);
	(void)snprintf(expected, sizeof(expected),
	    "boots are recorded again in %s", f.path);
	assert_string_equal(mended_of(r), expected);
	assert_string_equal(mended_of(r), "");
	assert_int_equal(record_count(&f, first, last), 1);
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

/* Others' files in a folder that keeps each to its owner, say. */
static void
what_cannot_be_removed_keeps_its_room(void **state)
{
	struct frame_ring *ring = record_ring();
	char name[RECORD_NAME], first[256], last[256], expected[400];
	struct recorder *r;
	struct record_folder f;
	unsigned n;
	int dir;

	(void)state;
	record_folder(&f);
	for (n = 1; n <= RECORD_FILES; n++) {
		record_name(name, n);
		record_put(&f, name, 100);
	}
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	/* What goes by the name of a file, and does not go. */
	dir = open(f.path, O_RDONLY | O_DIRECTORY);
	record_name(name, 1);
	assert_int_equal(unlinkat(dir, name, 0), 0);
	assert_int_equal(mkdirat(dir, name, 0700), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: %s", f.path, err_text(-PX_EIO));
	play_boot(r, ring, 1);
	assert_string_equal(trouble_of(r), expected);
	assert_int_equal(record_count(&f, first, last), RECORD_FILES);
	/* Until it is mended. */
	assert_int_equal(unlinkat(dir, name, AT_REMOVEDIR), 0);
	(void)close(dir);
	play_boot(r, ring, 2);
	assert_string_equal(trouble_of(r), "");
	assert_int_equal(record_count(&f, first, last), RECORD_FILES);
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

/* Of all files there. */
static size_t
size_of_all(const struct record_folder *f)
{
	DIR *dir = opendir(f->path);
	const struct dirent *e;
	struct stat st;
	size_t n = 0;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL)
		if (fstatat(dirfd(dir), e->d_name, &st, 0) == 0 &&
		    S_ISREG(st.st_mode))
			n += (size_t)st.st_size;
	(void)closedir(dir);
	return n;
}

/* A frame of the machine, at a moment, and the event of it. */
static void
speaks(struct recorder *r, struct frame_ring *ring, uint8_t machine,
    int64_t at_us, enum dhcp_type type, size_t len)
{
	uint8_t bytes[1500];
	struct observe_frame f = record_frame(frame_ring_last(ring) + 1,
	    machine, bytes, len);
	struct event e;

	f.time_us = at_us;
	record_passes(r, ring, &f);
	e = record_asks(&f, machine, machine);
	e.u.dhcp.type = type;
	recorder_event(r, &e);
}

static const char *
loss_of(struct recorder *r, int64_t now_us, bool last)
{
	const struct record_now now = {now_us, true, last};
	static char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	return record_news_left(recorder_news(r), &now, &t) ? line : "";
}

/*
 * More boots at once than are recorded: those that go on are whole, those that
 * begin are left out and counted, and one that is quiet makes room.
 */
static void
boots_that_go_on_are_not_cut_short(void **state)
{
	char first[256], last[256];
	struct frame_ring *ring = record_ring();
	struct recorder *r;
	struct record_folder f;
	uint8_t machine;
	int round;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (round = 0; round < 4; round++)
		for (machine = 1; machine <= 70; machine++)
			speaks(r, ring, machine,
			    RECORD_START_US + round * 1000000 + machine * 1000,
			    round == 0 ? DHCP_DISCOVER : DHCP_REQUEST, 300);
	assert_int_equal(record_count(&f, first, last), 64);
	assert_non_null(strstr(loss_of(r, 1, false),
	    "boots were left out 6 times while 64 others went on, 0 ended"));
	assert_string_equal(loss_of(r, 2, false), "");
	speaks(r, ring, 70, RECORD_START_US + 20000000, DHCP_DISCOVER, 300);
	assert_int_equal(record_count(&f, first, last), 65);
	assert_string_equal(loss_of(r, 3, false), "");
	assert_non_null(strstr(loss_of(r, 70000000, false),
	    "left out 0 times while 64 others went on, 1 ended early"));
	assert_string_equal(loss_of(r, 70000001, true), "");
	assert_string_equal(trouble_of(r), "");
	recorder_free(r);
	free(ring);
	assert_int_equal(frames_in(&f, first), 4);
	record_clear(&f);
}

/* The clock is set by an hour: nobody was silent so long, or speaks again. */
static void
a_clock_that_is_set_makes_no_boot_quiet(void **state)
{
	static const int64_t hour_us = INT64_C(3600000000);
	struct frame_ring *ring = record_ring();
	char first[256], last[256];
	int64_t now_us = RECORD_START_US;
	struct recorder *r;
	struct record_folder f;
	uint8_t machine;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (machine = 1; machine <= 64; machine++)
		speaks(r, ring, machine, now_us, DHCP_DISCOVER, 300);
	recorder_clock(r, hour_us);
	now_us += hour_us + 1000000;
	speaks(r, ring, 70, now_us, DHCP_DISCOVER, 300);
	assert_int_equal(record_count(&f, first, last), 64);
	recorder_clock(r, -hour_us);
	now_us -= 2 * hour_us;
	speaks(r, ring, 70, now_us, DHCP_DISCOVER, 300);
	assert_int_equal(record_count(&f, first, last), 64);
	speaks(r, ring, 70, now_us + 20000000, DHCP_DISCOVER, 300);
	assert_int_equal(record_count(&f, first, last), 65);
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

/*
 * Small boots stay while others are recorded, as long as there is room; and
 * never is there more than the ceiling on the disk.
 */
static void
no_room_is_kept_that_nobody_needs(void **state)
{
	char first[256], last[256], name[RECORD_NAME];
	struct frame_ring *ring = record_ring();
	struct recorder *r;
	struct record_folder f;
	int64_t now = RECORD_START_US;
	unsigned n;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 0; n < 250; n++) {
		speaks(r, ring, (uint8_t)n, now, DHCP_DISCOVER, 300);
		now += 200000;
	}
	assert_int_equal(record_count(&f, first, last),
	    249); /* session 0 is none */
	recorder_free(r);
	record_clear(&f);

	/* 64 boots at once of 4 MB beside 70 of 3 MB from before. */
	record_folder(&f);
	for (n = 1; n <= 70; n++) {
		record_name(name, n);
		record_put(&f, name, 3 << 20);
	}
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 0; n < 64 * 3100; n++) {
		speaks(r, ring, (uint8_t)(1 + n % 64), now + n * 20,
		    DHCP_REQUEST, 1400);
		if (n % 6400 == 0)
			assert_true(size_of_all(&f) <= RECORD_BYTES);
	}
	assert_true(size_of_all(&f) <= RECORD_BYTES);
	assert_in_range(record_count(&f, first, last), 60, 70);
	assert_non_null(strstr(loss_of(r, 1, true), "0 ended early, "));
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

/* A few packets fill no buffer: that the disk is full is told all the same. */
static void
a_full_disk_is_told_while_the_boot_goes_on(void **state)
{
	struct frame_ring *ring = record_ring();
	struct rlimit before, none;
	struct recorder *r;
	char expected[400];
	struct record_folder f;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	speaks(r, ring, 1, RECORD_START_US, DHCP_DISCOVER, 300);
	recorder_flush(r);
	assert_string_equal(trouble_of(r), "");
	assert_in_range(size_of_all(&f), 28, 1000);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = before;
	none.rlim_cur = 28;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	speaks(r, ring, 1, RECORD_START_US + 1000, DHCP_REQUEST, 300);
	recorder_flush(r);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: input/output error", f.path);
	assert_string_equal(trouble_of(r), expected);
	recorder_free(r);
	free(ring);
	record_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_boot_is_recorded_under_both_macs),
	    cmocka_unit_test(a_file_stays_below_its_ceiling),
	    cmocka_unit_test(a_slow_transfer_is_told_as_it_goes),
	    cmocka_unit_test(without_a_frame_there_is_no_file),
	    cmocka_unit_test(a_folder_that_was_removed_is_made_anew),
	    cmocka_unit_test(trouble_is_told_once_until_it_is_mended),
	    cmocka_unit_test(what_cannot_be_removed_keeps_its_room),
	    cmocka_unit_test(boots_that_go_on_are_not_cut_short),
	    cmocka_unit_test(a_clock_that_is_set_makes_no_boot_quiet),
	    cmocka_unit_test(no_room_is_kept_that_nobody_needs),
	    cmocka_unit_test(a_full_disk_is_told_while_the_boot_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
