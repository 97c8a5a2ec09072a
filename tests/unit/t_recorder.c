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
#include <pcap/pcap.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/boot/frame_ring.h"
#include "core/io/capture_file.h"
#include "core/io/capture_write.h"
#include "core/serve/recorder.h"
#include "core/serve/recorder_dir.h"

#define START_US (INT64_C(1795402800) * 1000000)

struct folder {
	char path[64];
	struct text why;
	char buf[200];
};

static void
make_folder(struct folder *f)
{
	text_init(&f->why, f->buf, sizeof(f->buf));
	(void)snprintf(f->path, sizeof(f->path), "/tmp/recorder-XXXXXX");
	assert_non_null(mkdtemp(f->path));
}

/* How many files there are; the first and the last by name. */
static size_t
count(const struct folder *f, char first[256], char last[256])
{
	DIR *dir = opendir(f->path);
	const struct dirent *e;
	size_t n = 0;

	assert_non_null(dir);
	first[0] = last[0] = '\0';
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		n++;
		if (first[0] == '\0' || strcmp(e->d_name, first) < 0)
			(void)text_copy(first, 256, e->d_name);
		if (strcmp(e->d_name, last) > 0)
			(void)text_copy(last, 256, e->d_name);
	}
	(void)closedir(dir);
	return n;
}

static void
empty_folder(const struct folder *f)
{
	DIR *dir = opendir(f->path);
	const struct dirent *e;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL)
		(void)unlinkat(dirfd(dir), e->d_name, 0);
	(void)closedir(dir);
	assert_int_equal(rmdir(f->path), 0);
}

static void
name_of(char ret[RECORD_NAME], unsigned n)
{
	(void)snprintf(ret, RECORD_NAME, "20261123T%06u-525400001a01-%u.pcapng",
	    n, n);
}

static void
put_file(const struct folder *f, const char *name, off_t size)
{
	const int dir = open(f->path, O_RDONLY | O_DIRECTORY);
	const int fd = openat(dir, name, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	(void)close(fd);
	(void)close(dir);
}

static void
the_oldest_go_by_number(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME], first[256], last[256];
	struct folder f;
	unsigned n;

	(void)state;
	make_folder(&f);
	put_file(&f, "20000101T000000-notours.pcapng", 10);
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	for (n = 1; n <= RECORD_FILES + 7; n++) {
		name_of(name, n);
		recorder_dir_add(d, name, 100);
		put_file(&f, name, 100);
	}
	assert_int_equal(d->count, RECORD_FILES);
	/* What is not of our naming is nobody's business. */
	assert_int_equal(count(&f, first, last), RECORD_FILES + 1);
	assert_string_equal(first, "20000101T000000-notours.pcapng");
	name_of(name, 8);
	assert_string_equal(d->files[0].name, name);
	recorder_dir_close(d);
	free(d);
	empty_folder(&f);
}

static void
the_oldest_go_by_size(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME];
	struct folder f;
	unsigned n;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	for (n = 1; n <= 200; n++) {
		name_of(name, n);
		recorder_dir_add(d, name, 4 << 20);
		assert_true(d->bytes <= RECORD_BYTES);
		/* Some stay smaller than their share. */
		recorder_dir_sized(d, name, n % 2 == 0 ? 4 << 20 : 1000);
	}
	name_of(name, 200);
	assert_string_equal(d->files[d->count - 1].name, name);
	assert_true(d->count > 120 && d->count < 130);
	recorder_dir_close(d);
	free(d);
	empty_folder(&f);
}

static void
what_earlier_runs_left_counts(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME], first[256], last[256];
	struct folder f;
	unsigned n;

	(void)state;
	make_folder(&f);
	for (n = 0; n < RECORD_FILES + 50; n++) {
		/* Not in the order of their time. */
		name_of(name, 1 + n * 37 % (RECORD_FILES + 50));
		put_file(&f, name, 10);
	}
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	assert_int_equal(count(&f, first, last), RECORD_FILES);
	name_of(name, 51);
	assert_string_equal(first, name);
	name_of(name, RECORD_FILES + 50);
	assert_string_equal(last, name);
	recorder_dir_close(d);
	free(d);
	empty_folder(&f);
}

static struct frame_ring *
new_ring(void)
{
	void *memory = calloc(1, frame_ring_size(64, 1 << 16));

	assert_non_null(memory);
	return frame_ring_init(memory, 64, 1 << 16);
}

/* A frame between a MAC and everybody, of so many bytes. */
static struct observe_frame
frame_of(uint64_t number, uint8_t machine, uint8_t *bytes, size_t len)
{
	struct observe_frame f = {.number = number,
	    .time_us = START_US + (int64_t)number * 1000,
	    .link = FRAME_ETHERNET,
	    .data = bytes,
	    .len = len,
	    .wire_len = len};
	struct wbuf w;

	memset(bytes, 0, len);
	wbuf_init(&w, bytes, len);
	wbuf_put(&w, "\xff\xff\xff\xff\xff\xff\x52\x54\0\0\0", 11);
	wbuf_u8(&w, machine);
	wbuf_u16(&w, 0x0801);
	return f;
}

static struct event
asks(const struct observe_frame *f, uint8_t machine, uint64_t session)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, machine}};
	struct event e;

	event_init(&e, EVENT_DHCP, f->time_us, &mac);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.session = session;
	e.frame = f->number;
	return e;
}

static size_t
frames_in(const struct folder *f, const char *name)
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
	struct folder f;
	struct event e;
	uint64_t n;

	(void)state;
	make_folder(&f);
	ring = new_ring();
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 1; n <= 9; n++) {
		/* 1 asks, 3 is a neighbour, then 2 goes on with 1's boot. */
		const uint8_t machine = n < 4 ? 1 : n < 7 ? 3 : 2;

		frame = frame_of(n, machine, bytes, sizeof(bytes));
		frame_ring_put(ring, &frame);
		recorder_frame(r, &frame);
		e = asks(&frame, n < 7 ? machine : 1, machine == 3 ? 0 : 1);
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
	assert_int_equal(count(&f, first, last), 1);
	assert_int_equal(frames_in(&f, first), 6);
	empty_folder(&f);
}

static void
a_file_stays_below_its_ceiling(void **state)
{
	char first[256], last[256], path[400];
	struct observe_frame frame;
	struct frame_ring *ring;
	struct recorder *r;
	uint8_t bytes[1500];
	struct folder f;
	struct event e;
	struct stat st;
	uint64_t n;

	(void)state;
	make_folder(&f);
	ring = new_ring();
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 1; n <= 5000; n++) {
		frame = frame_of(n, 1, bytes, sizeof(bytes));
		frame_ring_put(ring, &frame);
		recorder_frame(r, &frame);
		e = asks(&frame, 1, 1);
		recorder_event(r, &e);
	}
	recorder_free(r);
	free(ring);
	assert_int_equal(count(&f, first, last), 1);
	(void)snprintf(path, sizeof(path), "%s/%s", f.path, first);
	assert_int_equal(stat(path, &st), 0);
	assert_in_range(st.st_size, 4 * 1000 * 1000, 4 << 20);
	assert_in_range(frames_in(&f, first), 2500, 4999);
	empty_folder(&f);
}

/* A boot of machine 1 from its first message to its end. */
static void
play_boot(struct recorder *r, uint64_t session)
{
	uint8_t bytes[200];
	const struct observe_frame f = frame_of(1, 1, bytes, sizeof(bytes));
	struct event e = asks(&f, 1, session);

	recorder_event(r, &e);
	e.kind = EVENT_SESSION;
	memset(&e.u, 0, sizeof(e.u));
	recorder_event(r, &e);
}

/* "" or what there is to tell of trouble. */
static const char *
trouble_of(struct recorder *r)
{
	static char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	return recorder_trouble(r, &t) ? line : "";
}

static void
trouble_is_told_once_until_it_is_mended(void **state)
{
	struct frame_ring *ring = new_ring();
	struct recorder *r;
	char expected[400];
	struct folder f;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	recorder_check(r);
	play_boot(r, 1);
	assert_string_equal(trouble_of(r), "");
	recorder_free(r);
	/* Files are never written over: a second recorder finds it there. */
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: exists already", f.path);
	play_boot(r, 1);
	assert_string_equal(trouble_of(r), expected);
	play_boot(r, 1);
	assert_string_equal(trouble_of(r), "");
	play_boot(r, 2);
	play_boot(r, 1);
	assert_string_equal(trouble_of(r), expected);
	recorder_free(r);
	free(ring);
	empty_folder(&f);
}

/* Others' files in a folder that keeps each to its owner, say. */
static void
what_cannot_be_removed_keeps_its_room(void **state)
{
	struct frame_ring *ring = new_ring();
	char name[RECORD_NAME], first[256], last[256], expected[400];
	struct recorder *r;
	struct folder f;
	unsigned n;
	int dir;

	(void)state;
	make_folder(&f);
	for (n = 1; n <= RECORD_FILES; n++) {
		name_of(name, n);
		put_file(&f, name, 100);
	}
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	/* What goes by the name of a file, and does not go. */
	dir = open(f.path, O_RDONLY | O_DIRECTORY);
	name_of(name, 1);
	assert_int_equal(unlinkat(dir, name, 0), 0);
	assert_int_equal(mkdirat(dir, name, 0700), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: %s", f.path, err_text(-PX_EIO));
	play_boot(r, 1);
	assert_string_equal(trouble_of(r), expected);
	assert_int_equal(count(&f, first, last), RECORD_FILES);
	/* Until it is mended. */
	assert_int_equal(unlinkat(dir, name, AT_REMOVEDIR), 0);
	(void)close(dir);
	play_boot(r, 2);
	assert_string_equal(trouble_of(r), "");
	assert_int_equal(count(&f, first, last), RECORD_FILES);
	recorder_free(r);
	free(ring);
	empty_folder(&f);
}

/* Of all files there. */
static size_t
size_of_all(const struct folder *f)
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
speaks(struct recorder *r, uint8_t machine, int64_t at_us, enum dhcp_type type,
    size_t len)
{
	uint8_t bytes[1500];
	struct observe_frame f = frame_of(0, machine, bytes, len);
	struct event e;

	f.time_us = at_us;
	recorder_frame(r, &f);
	e = asks(&f, machine, machine);
	e.u.dhcp.type = type;
	recorder_event(r, &e);
}

static const char *
loss_of(struct recorder *r, int64_t now_us, bool last)
{
	static char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	return recorder_loss(r, &t, now_us, last) ? line : "";
}

/*
 * More boots at once than are recorded: those that go on are whole, those that
 * begin are left out and counted, and one that is quiet makes room.
 */
static void
boots_that_go_on_are_not_cut_short(void **state)
{
	char first[256], last[256];
	struct frame_ring *ring = new_ring();
	struct recorder *r;
	struct folder f;
	uint8_t machine;
	int round;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (round = 0; round < 4; round++)
		for (machine = 1; machine <= 70; machine++)
			speaks(r, machine,
			    START_US + round * 1000000 + machine * 1000,
			    round == 0 ? DHCP_DISCOVER : DHCP_REQUEST, 300);
	assert_int_equal(count(&f, first, last), 64);
	assert_non_null(strstr(loss_of(r, 1, false),
	    "boots were left out 6 times while 64 others went on, 0 ended"));
	assert_string_equal(loss_of(r, 2, false), "");
	speaks(r, 70, START_US + 20000000, DHCP_DISCOVER, 300);
	assert_int_equal(count(&f, first, last), 65);
	assert_string_equal(loss_of(r, 3, false), "");
	assert_non_null(strstr(loss_of(r, 70000000, false),
	    "left out 0 times while 64 others went on, 1 ended early"));
	assert_string_equal(loss_of(r, 70000001, true), "");
	assert_string_equal(trouble_of(r), "");
	recorder_free(r);
	free(ring);
	/* The first DISCOVER came before its event: it was not in the ring. */
	assert_int_equal(frames_in(&f, first), 3);
	empty_folder(&f);
}

/* The clock is set by an hour: nobody was silent so long, or speaks again. */
static void
a_clock_that_is_set_makes_no_boot_quiet(void **state)
{
	static const int64_t hour_us = INT64_C(3600000000);
	struct frame_ring *ring = new_ring();
	char first[256], last[256];
	int64_t now_us = START_US;
	struct recorder *r;
	struct folder f;
	uint8_t machine;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (machine = 1; machine <= 64; machine++)
		speaks(r, machine, now_us, DHCP_DISCOVER, 300);
	recorder_clock(r, hour_us);
	now_us += hour_us + 1000000;
	speaks(r, 70, now_us, DHCP_DISCOVER, 300);
	assert_int_equal(count(&f, first, last), 64);
	recorder_clock(r, -hour_us);
	now_us -= 2 * hour_us;
	speaks(r, 70, now_us, DHCP_DISCOVER, 300);
	assert_int_equal(count(&f, first, last), 64);
	speaks(r, 70, now_us + 20000000, DHCP_DISCOVER, 300);
	assert_int_equal(count(&f, first, last), 65);
	recorder_free(r);
	free(ring);
	empty_folder(&f);
}

/*
 * Small boots stay while others are recorded, as long as there is room; and
 * never is there more than the ceiling on the disk.
 */
static void
no_room_is_kept_that_nobody_needs(void **state)
{
	char first[256], last[256], name[RECORD_NAME];
	struct frame_ring *ring = new_ring();
	struct recorder *r;
	struct folder f;
	int64_t now = START_US;
	unsigned n;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 0; n < 250; n++) {
		speaks(r, (uint8_t)n, now, DHCP_DISCOVER, 300);
		now += 200000;
	}
	assert_int_equal(count(&f, first, last), 249); /* session 0 is none */
	recorder_free(r);
	empty_folder(&f);

	/* 64 boots at once of 4 MB beside 70 of 3 MB from before. */
	make_folder(&f);
	for (n = 1; n <= 70; n++) {
		name_of(name, n);
		put_file(&f, name, 3 << 20);
	}
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	for (n = 0; n < 64 * 3100; n++) {
		speaks(r, (uint8_t)(1 + n % 64), now + n * 20, DHCP_REQUEST,
		    1400);
		if (n % 6400 == 0)
			assert_true(size_of_all(&f) <= RECORD_BYTES);
	}
	assert_true(size_of_all(&f) <= RECORD_BYTES);
	assert_in_range(count(&f, first, last), 60, 70);
	assert_non_null(strstr(loss_of(r, 1, true), "0 ended early, "));
	recorder_free(r);
	free(ring);
	empty_folder(&f);
}

/* A few packets fill no buffer: that the disk is full is told all the same. */
static void
a_full_disk_is_told_while_the_boot_goes_on(void **state)
{
	struct frame_ring *ring = new_ring();
	struct rlimit before, none;
	struct recorder *r;
	char expected[400];
	struct folder f;

	(void)state;
	make_folder(&f);
	assert_int_equal(recorder_new(&r, f.path, ring, &f.why), 0);
	speaks(r, 1, START_US, DHCP_DISCOVER, 300);
	recorder_flush(r);
	assert_string_equal(trouble_of(r), "");
	assert_in_range(size_of_all(&f), 28, 1000);
	(void)signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	none = before;
	none.rlim_cur = 28;
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	speaks(r, 1, START_US + 1000, DHCP_REQUEST, 300);
	recorder_flush(r);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	(void)snprintf(expected, sizeof(expected),
	    "boots cannot be recorded in %s: input/output error", f.path);
	assert_string_equal(trouble_of(r), expected);
	recorder_free(r);
	free(ring);
	empty_folder(&f);
}

static void
a_file_that_cannot_be_made_says_why(void **state)
{
	struct capture_write *w = NULL;

	(void)state;
	assert_int_equal(capture_write_open(&w, AT_FDCWD, "/nowhere/x"),
	    -PX_ENODIR);
	assert_int_equal(capture_write_open(&w, AT_FDCWD, "/dev/null/x"),
	    -PX_ENODIR);
	assert_int_equal(capture_write_open(&w, AT_FDCWD, "/dev/null"),
	    -PX_EEXIST);
	assert_null(w);
}

/* Each link under the number by which libpcap knows it. */
static void
every_link_is_written_as_it_is_read(void **state)
{
	static const char *const names[FRAME_LINK_COUNT] = {
	    [FRAME_ETHERNET] = "EN10MB",
	    [FRAME_SLL] = "LINUX_SLL",
	    [FRAME_SLL2] = "LINUX_SLL2",
	    [FRAME_RAW_IP] = "RAW",
	    [FRAME_NULL] = "NULL",
	    [FRAME_LOOP] = "LOOP",
	    [FRAME_PPP] = "PPP",
	    [FRAME_NFLOG] = "NFLOG",
	    [FRAME_PKTAP] = "PKTAP",
	    [FRAME_DSA] = "DSA_TAG_DSA",
	    [FRAME_EDSA] = "DSA_TAG_EDSA",
	    [FRAME_BRCM] = "DSA_TAG_BRCM",
	    [FRAME_BRCM_FIRST] = "DSA_TAG_BRCM_PREPEND",
	};
	struct observe_frame frame = {.time_us = START_US,
	    .data = (const uint8_t *)"of whatever kind",
	    .len = 16};
	struct capture_file *file = NULL;
	struct capture_write *w = NULL;
	struct folder f;
	int link, dir;
	char path[80];

	(void)state;
	make_folder(&f);
	dir = open(f.path, O_RDONLY | O_DIRECTORY);
	assert_int_equal(capture_write_open(&w, dir, "links"), 0);
	for (link = 0; link < FRAME_LINK_COUNT; link++) {
		frame.link = (enum frame_link)link;
		assert_int_equal(capture_write_frame(w, &frame), 0);
	}
	assert_int_equal(capture_write_close(w), 0);
	(void)snprintf(path, sizeof(path), "%s/links", f.path);
	assert_int_equal(capture_file_open(&file, path, &f.why), 0);
	for (link = 0; link < FRAME_LINK_COUNT; link++) {
		enum frame_link found;

		assert_int_equal(capture_file_next(file, &frame), 1);
		assert_int_equal(frame.link, link);
		assert_int_equal(frame_link_find(pcap_datalink_name_to_val(
						     names[link]),
				     &found),
		    0);
		assert_int_equal(found, link);
	}
	capture_file_close(file);
	(void)close(dir);
	empty_folder(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_oldest_go_by_number),
	    cmocka_unit_test(the_oldest_go_by_size),
	    cmocka_unit_test(what_earlier_runs_left_counts),
	    cmocka_unit_test(a_boot_is_recorded_under_both_macs),
	    cmocka_unit_test(a_file_stays_below_its_ceiling),
	    cmocka_unit_test(trouble_is_told_once_until_it_is_mended),
	    cmocka_unit_test(what_cannot_be_removed_keeps_its_room),
	    cmocka_unit_test(boots_that_go_on_are_not_cut_short),
	    cmocka_unit_test(a_clock_that_is_set_makes_no_boot_quiet),
	    cmocka_unit_test(no_room_is_kept_that_nobody_needs),
	    cmocka_unit_test(a_full_disk_is_told_while_the_boot_goes_on),
	    cmocka_unit_test(a_file_that_cannot_be_made_says_why),
	    cmocka_unit_test(every_link_is_written_as_it_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
