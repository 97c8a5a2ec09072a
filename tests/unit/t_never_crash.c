/* SPDX-License-Identifier: ISC */
/*
 * Whatever a capture holds, reading it ends and what is told is clean: every
 * truncation of every packet, mutated packets and mutated files of each
 * capture in tests/pcap, from the file's bytes to text and JSON.  The dice
 * are seeded: a failure comes again.  NEVER_CRASH is how many mutations each
 * capture has (10,000): more where a night is to spare.
 */
#include "config.h"

#include "tests/unit/unit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/io/capture_file.h"
#include "tui/event_json.h"
#include "tui/ladder.h"
#include "tui/reading.h"

#define MUTATIONS 10000
#define FILES 8 /* mutated ones of each capture */
#define FRAMES 4096
#define FRAME_BYTES 2048

struct sample {
	int64_t time_us;
	enum frame_link link;
	size_t len;
	uint8_t *data;
};

struct capture {
	const char *path;
	size_t count;
	struct sample frames[FRAMES];
};

static glob_t captures;

/* xorshift: nothing but the same numbers each time is asked of it. */
struct dice {
	uint64_t state;
};

static uint32_t
roll(struct dice *d, size_t below)
{
	d->state ^= d->state << 13;
	d->state ^= d->state >> 7;
	d->state ^= d->state << 17;
	return (uint32_t)((d->state >> 16) % (below == 0 ? 1 : below));
}

static void
load(struct capture *c, const char *path)
{
	char why[200];
	struct text t;
	struct capture_file *file;
	struct observe_frame f;

	text_init(&t, why, sizeof(why));
	assert_int_equal(capture_file_open(&file, path, &t), 0);
	c->path = path;
	c->count = 0;
	while (c->count < FRAMES && capture_file_next(file, &f) == 1) {
		struct sample *s = &c->frames[c->count++];

		s->time_us = f.time_us;
		s->link = f.link;
		s->len = f.len < FRAME_BYTES ? f.len : FRAME_BYTES;
		s->data = malloc(s->len == 0 ? 1 : s->len);
		assert_non_null(s->data);
		memcpy(s->data, f.data, s->len);
	}
	capture_file_close(file);
	assert_true(c->count > 0);
}

static void
unload(struct capture *c)
{
	while (c->count > 0)
		free(c->frames[--c->count].data);
}

/* No byte that a terminal would act on. */
static void
is_clean(const char *path, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (((uint8_t)s[i] < ' ' && s[i] != '\n') || s[i] == 0x7f)
			fail_msg("%s: byte %02x is told", path, (uint8_t)s[i]);
}

static void
tell(void *arg, const struct event *e)
{
	char line[EVENT_JSON_MOST];

	is_clean(arg, line, event_json(e, line, sizeof(line)));
}

static struct reading *
begin(const struct capture *c)
{
	const struct event_sink each = {(void *)(uintptr_t)c->path, tell};
	struct reading *r;

	assert_int_equal(reading_new(&r, each), 0);
	return r;
}

/* All stories as text; then it is over. */
static void
finish(const char *path, struct reading *r)
{
	const struct stories *stories = reading_stories(r);
	char *text = NULL;
	size_t i, n = 0;
	FILE *out = open_memstream(&text, &n);

	assert_non_null(out);
	for (i = 0; i < stories_count(stories); i++) {
		ladder_print_brief(out, stories_at(stories, i));
		ladder_print(out, stories_at(stories, i));
	}
	assert_int_equal(fclose(out), 0);
	is_clean(path, text, n);
	free(text);
	reading_free(r);
}

/* In memory of exactly its size, so that a sanitizer sees the byte after. */
static void
put(struct reading *r, const struct sample *s, const uint8_t *data, size_t len,
    size_t wire_len)
{
	static uint64_t number;
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	struct observe_frame f = {.number = ++number,
	    .time_us = s->time_us,
	    .link = s->link,
	    .data = copy,
	    .len = len,
	    .wire_len = wire_len};

	assert_non_null(copy);
	memcpy(copy, data, len);
	reading_frame(r, &f);
	free(copy);
}

/* Cut by the capture (the wire had it whole), and cut on the wire. */
static void
truncate_all(struct capture *c)
{
	struct reading *r = begin(c);
	size_t i, len;

	for (i = 0; i < c->count; i++) {
		const struct sample *s = &c->frames[i];

		for (len = 0; len < s->len; len++) {
			put(r, s, s->data, len, s->len);
			put(r, s, s->data, len, len);
		}
		put(r, s, s->data, s->len, s->len);
	}
	reading_end(r);
	assert_true(reading_counts(r)->seen.malformed > 0);
	finish(c->path, r);
}

static uint8_t
odd_byte(struct dice *d)
{
	static const uint8_t odd[] = {0, 1, 2, 3, 4, 5, 6, 0x7f, 0x80, 0xfe,
	    0xff, 0x1b, 0x45, 0x40, '/', '\\', '%', '\n'};

	return roll(d, 2) == 0 ? odd[roll(d, sizeof(odd))] :
				 (uint8_t)roll(d, 256);
}

/* One change in place or in length; returns the new length. */
static size_t
mutate(struct dice *d, uint8_t *b, size_t len, size_t cap)
{
	const size_t at = roll(d, len);
	const size_t n = 1 + roll(d, 16);

	if (len == 0)
		return 0;
	switch (roll(d, 6)) {
	case 0:
		b[at] ^= (uint8_t)(1u << roll(d, 8));
		break;
	case 1:
	case 2:
		b[at] = odd_byte(d);
		break;
	case 3: /* bytes fall out */
		if (at + n >= len)
			return at;
		memmove(b + at, b + at + n, len - at - n);
		return len - n;
	case 4: /* bytes come twice */
		if (at + n > len || len + n > cap)
			break;
		memmove(b + at + n, b + at, len - at);
		return len + n;
	case 5: /* from elsewhere in it */
		if (at + n <= len)
			memmove(b + at, b + roll(d, len - n + 1), n);
		break;
	}
	return len;
}

static size_t
mutations(void)
{
	const char *asked = getenv("NEVER_CRASH");

	return asked == NULL ? MUTATIONS : strtoul(asked, NULL, 10);
}

/* The capture again and again, every second packet of it mutated. */
static void
mutate_all(struct capture *c, struct dice *d)
{
	struct reading *r = begin(c);
	uint8_t bytes[FRAME_BYTES + 64];
	size_t i = 0, left = mutations();

	while (left > 0) {
		struct sample s = c->frames[i++ % c->count];
		size_t len = s.len, n;

		memcpy(bytes, s.data, len);
		if (roll(d, 2) == 0) {
			for (n = 1 + roll(d, 5); n > 0; n--)
				len = mutate(d, bytes, len, sizeof(bytes));
			if (roll(d, 64) == 0)
				s.link = (enum frame_link)roll(d,
				    FRAME_LINK_COUNT);
			if (roll(d, 64) == 0)
				s.time_us += ((int64_t)roll(d, 4000) - 2000) *
				    INT64_C(1000000);
			left--;
		}
		put(r, &s, bytes, len, roll(d, 4) == 0 ? s.len : len);
	}
	reading_end(r);
	finish(c->path, r);
}

/* The whole file, most changes where its headers are. */
static void
mutate_file(const char *path, const uint8_t *whole, size_t size, struct dice *d)
{
	const struct event_sink each = {(void *)(uintptr_t)path, tell};
	const int fd = memfd_create("capture", MFD_CLOEXEC);
	uint8_t *bytes = malloc(size + 64);
	char why[300], name[64];
	struct reading *r;
	struct text t;
	size_t len = size, n;

	assert_true(fd != -1 && bytes != NULL);
	memcpy(bytes, whole, size);
	for (n = 1 + roll(d, 4); n > 0; n--)
		if (roll(d, 3) > 0)
			bytes[roll(d, len < 120 ? len : 120)] = odd_byte(d);
		else
			len = mutate(d, bytes, len, size + 64);
	assert_int_equal(write(fd, bytes, len), (ssize_t)len);
	text_init(&t, name, sizeof(name));
	text_addf(&t, "/proc/self/fd/%d", fd);
	text_init(&t, why, sizeof(why));
	if (reading_run(&r, name, each, &t) == 0)
		finish(path, r);
	else
		assert_true(why[0] != '\0');
	free(bytes);
	assert_int_equal(close(fd), 0);
}

static void
for_each_capture(void (*act)(struct capture *c, struct dice *d))
{
	static struct capture c;
	size_t i;

	for (i = 0; i < captures.gl_pathc; i++) {
		struct dice d = {0x9e3779b97f4a7c15u + i};

		load(&c, captures.gl_pathv[i]);
		act(&c, &d);
		unload(&c);
	}
}

static void
act_truncate(struct capture *c, struct dice *d)
{
	(void)d;
	truncate_all(c);
}

static void
test_truncations(void **state)
{
	(void)state;
	for_each_capture(act_truncate);
}

static void
test_mutations(void **state)
{
	(void)state;
	for_each_capture(mutate_all);
}

static void
act_files(struct capture *c, struct dice *d)
{
	static uint8_t whole[1 << 20];
	FILE *f = fopen(c->path, "rb");
	size_t size;
	int n;

	assert_non_null(f);
	size = fread(whole, 1, sizeof(whole), f);
	assert_int_equal(fclose(f), 0);
	for (n = 0; n < FILES; n++)
		mutate_file(c->path, whole, size, d);
}

static void
test_files(void **state)
{
	(void)state;
	for_each_capture(act_files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_truncations),
	    cmocka_unit_test(test_mutations),
	    cmocka_unit_test(test_files),
	};
	const char *srcdir = getenv("srcdir");
	char pattern[512];
	int failed;

	(void)snprintf(pattern, sizeof(pattern), "%s/tests/pcap/*.pcap",
	    srcdir == NULL ? "." : srcdir);
	if (glob(pattern, 0, NULL, &captures) != 0) {
		fprintf(stderr, "no captures: %s\n", pattern);
		return 1;
	}
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	globfree(&captures);
	return failed;
}
