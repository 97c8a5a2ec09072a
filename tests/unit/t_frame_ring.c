/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/boot/frame_ring.h"
#include "core/io/capture_file.h"
#include "core/io/capture_write.h"

static uint8_t bytes[400];

static struct observe_frame
frame(uint64_t number, size_t len)
{
	const struct observe_frame f = {.number = number,
	    .time_us = (int64_t)number * 10,
	    .link = FRAME_ETHERNET,
	    .data = bytes,
	    .len = len,
	    .wire_len = len + 1};

	memset(bytes, (int)(number & 0xff), sizeof(bytes));
	return f;
}

/* What is there is whole, whatever lengths came; the newest always is. */
static void
the_last_frames_are_whole(void **state)
{
	struct frame_ring *r = malloc(frame_ring_size(16, 1000));
	uint32_t seed = 1;

	(void)state;
	assert_non_null(r);
	assert_ptr_equal(frame_ring_init(r, 16, 1000), r);
	assert_int_equal(frame_ring_first(r), 0);
	for (uint64_t n = 1; n < 20000; n++) {
		struct observe_frame f, got;

		seed = seed * 1103515245u + 12345u;
		f = frame(n, (seed >> 16) % sizeof(bytes));
		frame_ring_put(r, &f);
		assert_int_equal(frame_ring_last(r), n);
		for (uint64_t k = frame_ring_first(r); k <= n; k++) {
			assert_true(frame_ring_get(r, k, &got));
			assert_int_equal(got.number, k);
			assert_int_equal(got.time_us, k * 10);
			assert_int_equal(got.wire_len, got.len + 1);
			for (size_t i = 0; i < got.len; i++)
				assert_int_equal(got.data[i], k & 0xff);
		}
		assert_false(frame_ring_get(r, frame_ring_first(r) - 1, &got));
		assert_false(frame_ring_get(r, n + 1, &got));
	}
	free(r);
}

static void
room_is_used(void **state)
{
	struct frame_ring *r = malloc(frame_ring_size(16, 1000));
	struct observe_frame f;

	(void)state;
	assert_non_null(r);
	(void)frame_ring_init(r, 16, 1000);
	for (uint64_t n = 1; n <= 40; n++) {
		f = frame(n, 10);
		frame_ring_put(r, &f);
	}
	assert_int_equal(frame_ring_first(r), 25);
	for (uint64_t n = 41; n <= 60; n++) {
		f = frame(n, 300);
		frame_ring_put(r, &f);
	}
	assert_int_equal(frame_ring_first(r), 58);
	f = frame(61, 5000);
	frame_ring_put(r, &f);
	assert_int_equal(frame_ring_last(r), 60);
	free(r);
}

/* What is written is read again by libpcap. */
static void
a_written_file_is_a_capture(void **state)
{
	char dir[] = "/tmp/pxeconsole-write.XXXXXX", path[64], why[200];
	struct capture_write *w;
	struct capture_file *c;
	struct observe_frame f, got;
	struct text t;

	(void)state;
	assert_non_null(mkdtemp(dir));
	text_init(&t, path, sizeof(path));
	text_addf(&t, "%s/a.pcapng", dir);
	assert_int_equal(capture_write_open(&w, -1, path), 0);
	for (uint64_t n = 1; n <= 9; n++) {
		f = frame(n, (size_t)n);
		f.time_us += INT64_C(1764000000000000);
		assert_int_equal(capture_write_frame(w, &f), 0);
	}
	assert_true(capture_write_size(w) > 9 * 32);
	assert_int_equal(capture_write_close(w), 0);
	assert_int_equal(capture_write_open(&w, -1, path), -PX_EEXIST);
	text_init(&t, why, sizeof(why));
	assert_int_equal(capture_file_open(&c, path, &t), 0);
	for (uint64_t n = 1; n <= 9; n++) {
		assert_int_equal(capture_file_next(c, &got), 1);
		assert_int_equal(got.len, n);
		assert_int_equal(got.wire_len, n + 1);
		assert_int_equal(got.data[n - 1], n);
		assert_int_equal(got.time_us,
		    INT64_C(1764000000000000) + (int64_t)n * 10);
	}
	assert_int_equal(capture_file_next(c, &got), 0);
	capture_file_close(c);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(dir), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_last_frames_are_whole),
	    cmocka_unit_test(room_is_used),
	    cmocka_unit_test(a_written_file_is_a_capture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
