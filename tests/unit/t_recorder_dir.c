/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <pcap/pcap.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/capture_file.h"
#include "core/io/capture_write.h"
#include "tests/unit/record_rig.h"

static void
the_oldest_go_by_number(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME], first[256], last[256];
	struct record_folder f;
	unsigned n;

	(void)state;
	record_folder(&f);
	record_put(&f, "20000101T000000-notours.pcapng", 10);
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	for (n = 1; n <= RECORD_FILES + 7; n++) {
		record_name(name, n);
		recorder_dir_add(d, name, 100);
		record_put(&f, name, 100);
	}
	assert_int_equal(d->count, RECORD_FILES);
	/* What is not of our naming is nobody's business. */
	assert_int_equal(record_count(&f, first, last), RECORD_FILES + 1);
	assert_string_equal(first, "20000101T000000-notours.pcapng");
	record_name(name, 8);
	assert_string_equal(d->files[0].name, name);
	recorder_dir_close(d);
	free(d);
	record_clear(&f);
}

static void
the_oldest_go_by_size(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME];
	struct record_folder f;
	unsigned n;

	(void)state;
	record_folder(&f);
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	for (n = 1; n <= 200; n++) {
		record_name(name, n);
		recorder_dir_add(d, name, 4 << 20);
		assert_true(d->bytes <= RECORD_BYTES);
		/* Some stay smaller than their share. */
		recorder_dir_sized(d, name, n % 2 == 0 ? 4 << 20 : 1000);
	}
	record_name(name, 200);
	assert_string_equal(d->files[d->count - 1].name, name);
	assert_true(d->count > 120 && d->count < 130);
	recorder_dir_close(d);
	free(d);
	record_clear(&f);
}

static void
what_earlier_runs_left_counts(void **state)
{
	struct recorder_dir *d = calloc(1, sizeof(*d));
	char name[RECORD_NAME], first[256], last[256];
	struct record_folder f;
	unsigned n;

	(void)state;
	record_folder(&f);
	for (n = 0; n < RECORD_FILES + 50; n++) {
		/* Not in the order of their time. */
		record_name(name, 1 + n * 37 % (RECORD_FILES + 50));
		record_put(&f, name, 10);
	}
	assert_int_equal(recorder_dir_open(d, f.path, &f.why), 0);
	assert_int_equal(record_count(&f, first, last), RECORD_FILES);
	record_name(name, 51);
	assert_string_equal(first, name);
	record_name(name, RECORD_FILES + 50);
	assert_string_equal(last, name);
	recorder_dir_close(d);
	free(d);
	record_clear(&f);
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
	struct observe_frame frame = {.time_us = RECORD_START_US,
	    .data = (const uint8_t *)"of whatever kind",
	    .len = 16};
	struct capture_file *file = NULL;
	struct capture_write *w = NULL;
	struct record_folder f;
	int link, dir;
	char path[80];

	(void)state;
	record_folder(&f);
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
	record_clear(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_oldest_go_by_number),
	    cmocka_unit_test(the_oldest_go_by_size),
	    cmocka_unit_test(what_earlier_runs_left_counts),
	    cmocka_unit_test(a_file_that_cannot_be_made_says_why),
	    cmocka_unit_test(every_link_is_written_as_it_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
