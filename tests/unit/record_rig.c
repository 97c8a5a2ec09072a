/* SPDX-License-Identifier: ISC */
#include "tests/unit/record_rig.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "tests/unit/unit.h"

void
record_folder(struct record_folder *f)
{
	text_init(&f->why, f->buf, sizeof(f->buf));
	(void)snprintf(f->path, sizeof(f->path), "/tmp/recorder-XXXXXX");
	assert_non_null(mkdtemp(f->path));
}

size_t
record_count(const struct record_folder *f, char first[256], char last[256])
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

void
record_clear(const struct record_folder *f)
{
	DIR *dir = opendir(f->path);
	const struct dirent *e;

	assert_non_null(dir);
	while ((e = readdir(dir)) != NULL)
		(void)unlinkat(dirfd(dir), e->d_name, 0);
	(void)closedir(dir);
	assert_int_equal(rmdir(f->path), 0);
}

struct frame_ring *
record_ring(void)
{
	void *memory = calloc(1, frame_ring_size(64, 1 << 16));

	assert_non_null(memory);
	return frame_ring_init(memory, 64, 1 << 16);
}

struct observe_frame
record_frame(uint64_t number, uint8_t machine, uint8_t *bytes, size_t len)
{
	struct observe_frame f = {.number = number,
	    .time_us = RECORD_START_US + (int64_t)number * 1000,
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

struct event
record_asks(const struct observe_frame *f, uint8_t machine, uint64_t session)
{
	const struct mac mac = {{0x52, 0x54, 0, 0, 0, machine}};
	struct event e;

	event_init(&e, EVENT_DHCP, f->time_us, &mac);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.session = session;
	e.frame = f->number;
	return e;
}

void
record_passes(struct recorder *r, struct frame_ring *ring,
    const struct observe_frame *f)
{
	frame_ring_put(ring, f);
	recorder_frame(r, f);
}

void
record_name(char ret[RECORD_NAME], unsigned n)
{
	(void)snprintf(ret, RECORD_NAME, "20261123T%06u-525400001a01-%u.pcapng",
	    n, n);
}

void
record_put(const struct record_folder *f, const char *name, off_t size)
{
	const int dir = open(f->path, O_RDONLY | O_DIRECTORY);
	const int fd = openat(dir, name, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	assert_int_equal(ftruncate(fd, size), 0);
	(void)close(fd);
	(void)close(dir);
}
