/* SPDX-License-Identifier: ISC */
#include "core/io/gunzip.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/base/err.h"

#define READ_AHEAD (256u << 10)
#define GZIP_ONLY (MAX_WBITS + 16) /* for inflateInit2: no other wrapper */

struct gunzip {
	int fd;
	bool begun, zipped, ended;
	int err; /* the last of its members that was not right */
	const char *why;
	z_stream z; /* what was read ahead is its input */
	uint8_t in[READ_AHEAD];
};

struct gunzip *
gunzip_new(int fd)
{
	struct gunzip *g = calloc(1, sizeof(*g));

	if (g == NULL || inflateInit2(&g->z, GZIP_ONLY) != Z_OK) {
		free(g);
		(void)close(fd);
		return NULL;
	}
	g->fd = fd;
	return g;
}

static void
note(struct gunzip *g, int err, const char *why)
{
	g->err = err;
	g->why = why;
}

static void
end(struct gunzip *g, int err, const char *why)
{
	g->ended = true;
	note(g, err, why);
}

static ssize_t
read_file(struct gunzip *g, void *buf, size_t n)
{
	ssize_t got;

	do
		got = read(g->fd, buf, n);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		end(g, -PX_EIO, strerror(errno));
	return got < 0 ? 0 : got;
}

/* Reads until so many bytes are there, or all that the file has. */
static bool
read_ahead(struct gunzip *g, size_t least)
{
	ssize_t got = 1;

	if (g->z.avail_in >= least)
		return true;
	if (g->z.avail_in > 0)
		memmove(g->in, g->z.next_in, g->z.avail_in);
	g->z.next_in = g->in;
	while (g->z.avail_in < least && got > 0) {
		got = read_file(g, g->in + g->z.avail_in,
		    sizeof(g->in) - g->z.avail_in);
		g->z.avail_in += (unsigned)got;
	}
	return g->z.avail_in >= least;
}

static bool
is_member(struct gunzip *g)
{
	return read_ahead(g, 2) && g->z.next_in[0] == 0x1f &&
	    g->z.next_in[1] == 0x8b;
}

/* What stands behind the last member is padding, as gzip takes it. */
static void
next_member(struct gunzip *g)
{
	if (is_member(g))
		(void)inflateReset(&g->z);
	else
		g->ended = true;
}

/* The length stands behind the checksum (RFC 1952 2.3.1). */
#define LENGTH_BYTES 4

/* All the data came: the members behind it may be as they should. */
static void
pass_over_trailer(struct gunzip *g, size_t left)
{
	note(g, -PX_ECHECKSUM, "the gzip checksum is wrong");
	if (!read_ahead(g, left)) {
		g->ended = true;
		return;
	}
	g->z.next_in += left;
	g->z.avail_in -= (unsigned)left;
	next_member(g);
}

static void
take_error(struct gunzip *g, int got)
{
	const char *msg = got == Z_DATA_ERROR && g->z.msg != NULL ? g->z.msg :
								    "";

	if (strcmp(msg, "incorrect data check") == 0)
		pass_over_trailer(g, LENGTH_BYTES);
	else if (strcmp(msg, "incorrect length check") == 0)
		pass_over_trailer(g, 0);
	else
		end(g, -PX_EIO, "the gzip data is damaged");
}

static size_t
unzip(struct gunzip *g, void *buf, size_t n)
{
	int got;

	g->z.next_out = buf;
	g->z.avail_out = (unsigned)n;
	while (g->z.avail_out > 0 && !g->ended) {
		if (!read_ahead(g, 1)) {
			if (!g->ended)
				end(g, -PX_EIO, "the gzip data ends too early");
			break;
		}
		got = inflate(&g->z, Z_NO_FLUSH);
		if (got == Z_STREAM_END)
			next_member(g);
		else if (got != Z_OK && got != Z_BUF_ERROR)
			take_error(g, got);
	}
	return n - g->z.avail_out;
}

static size_t
copy(struct gunzip *g, void *buf, size_t n)
{
	const size_t some = n < g->z.avail_in ? n : g->z.avail_in;

	if (some == 0)
		return (size_t)read_file(g, buf, n);
	memcpy(buf, g->z.next_in, some);
	g->z.next_in += some;
	g->z.avail_in -= (unsigned)some;
	return some;
}

ssize_t
gunzip_read(struct gunzip *g, void *buf, size_t n)
{
	const size_t most = n < READ_AHEAD ? n : READ_AHEAD;

	if (!g->begun) {
		g->zipped = is_member(g);
		g->begun = true;
	}
	if (g->ended && g->z.avail_in == 0)
		return 0;
	return (ssize_t)(g->zipped ? unzip(g, buf, most) : copy(g, buf, most));
}

int
gunzip_error(const struct gunzip *g, const char **ret_why)
{
	*ret_why = g->why;
	return g->err;
}

void
gunzip_free(struct gunzip *g)
{
	if (g == NULL)
		return;
	(void)inflateEnd(&g->z);
	(void)close(g->fd);
	free(g);
}
