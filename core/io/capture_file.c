/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/capture_file.h"

#include <errno.h>
#include <fcntl.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/capture_alien.h"
#include "core/io/capture_loss.h"
#include "core/io/capture_ng.h"
#include "core/io/gunzip.h"

/* A pcapng file's first bytes, in either byte order. */
static const uint8_t ng_magic[4] = {0x0a, 0x0d, 0x0d, 0x0a};

struct capture_file {
	pcap_t *pcap; /* or: */
	struct capture_ng *ng;
	FILE *stream; /* of ng; pcap closes its own */
	const struct gunzip *gz; /* the stream's, as long as that */
	const char *why; /* the last call failed */
	enum frame_link link;
	uint64_t number;
	bool lossy;
	bool ahead; /* ng: the first frame was looked for, and: */
	int ahead_got;
	struct observe_frame first;
};

/* A file's first bytes, uncompressed. */
struct head {
	uint8_t bytes[CAPTURE_ALIEN_HEAD];
	size_t have;
};

/* A file's bytes, once its first ones were looked at. */
struct source {
	struct gunzip *gz;
	struct head head;
	size_t at;
};

static ssize_t
source_read(void *cookie, char *buf, size_t size)
{
	struct source *s = cookie;
	const size_t left = s->head.have - s->at;
	const size_t n = size < left ? size : left;

	if (n == 0)
		return gunzip_read(s->gz, buf, size);
	memcpy(buf, s->head.bytes + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static int
source_close(void *cookie)
{
	struct source *s = cookie;

	gunzip_free(s->gz);
	free(s);
	return 0;
}

static void
look_at_head(struct source *s)
{
	struct head *h = &s->head;
	ssize_t n = 1;

	while (n > 0 && h->have < sizeof(h->bytes)) {
		n = gunzip_read(s->gz, h->bytes + h->have,
		    sizeof(h->bytes) - h->have);
		h->have += (size_t)n;
	}
}

static bool
is_ng(const struct head *h)
{
	return h->have >= sizeof(ng_magic) &&
	    memcmp(h->bytes, ng_magic, sizeof(ng_magic)) == 0;
}

static FILE *
open_stream(struct capture_file *c, int fd, struct head *ret_head)
{
	static const cookie_io_functions_t calls = {
	    .read = source_read,
	    .close = source_close,
	};
	struct gunzip *gz = gunzip_new(fd);
	struct source *s = gz == NULL ? NULL : calloc(1, sizeof(*s));
	FILE *f;

	if (s == NULL) {
		gunzip_free(gz);
		return NULL;
	}
	s->gz = gz;
	look_at_head(s);
	*ret_head = s->head;
	f = fopencookie(s, "rb", calls);
	if (f == NULL)
		(void)source_close(s);
	else
		c->gz = gz;
	return f;
}

void
capture_file_name(struct text *t, const char *path)
{
	if (strcmp(path, "-") == 0)
		text_add(t, "standard input");
	else
		text_add_visible_str(t, path);
	text_add(t, ": ");
}

static int
open_file(const char *path, struct text *why)
{
	const bool standard = strcmp(path, "-") == 0;
	const int fd = standard ? dup(STDIN_FILENO) :
				  open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	capture_file_name(why, path);
	text_add(why, strerror(errno));
	return errno == ENOENT ? -PX_ENOENT :
	    errno == EACCES    ? -PX_EACCESS :
				 -PX_EIO;
}

static void
not_read_here(struct text *why, int linktype)
{
	const char *name = pcap_datalink_val_to_name(linktype);

	text_addf(why, "link type %d (%s) is not read here", linktype,
	    name == NULL ? "unknown" : name);
}

/* Where the bytes broke off or are wrong, that is why the frames do. */
static const char *
why_of(const struct capture_file *c, const char *of_frames)
{
	const char *why;

	return gunzip_error(c->gz, &why) != 0 ? why : of_frames;
}

static int
open_pcap(struct capture_file *c, FILE *stream, const struct head *head,
    struct text *why)
{
	char error[PCAP_ERRBUF_SIZE];

	c->pcap = pcap_fopen_offline(stream, error);
	if (c->pcap == NULL) {
		text_add(why, "no capture file: ");
		if (!capture_alien(why, head->bytes, head->have))
			text_add_visible_str(why, why_of(c, error));
		(void)fclose(stream);
		return -PX_EPROTO;
	}
	if (frame_link_find(pcap_datalink(c->pcap), &c->link) == 0)
		return 0;
	not_read_here(why, pcap_datalink(c->pcap));
	return -PX_EPROTO;
}

/* Its links stand at its packets: the first one that is read is looked for,
 * so that a file of other links is refused like any other. */
static int
open_ng(struct capture_file *c, FILE *stream, struct text *why)
{
	c->stream = stream;
	c->ng = capture_ng_new(stream);
	if (c->ng == NULL)
		return -PX_ENOMEM;
	c->ahead = true;
	c->ahead_got = capture_ng_next(c->ng, &c->first);
	if (c->ahead_got < 0) {
		text_addf(why, "no capture file: %s",
		    why_of(c, capture_ng_why(c->ng)));
		return -PX_EPROTO;
	}
	if (capture_ng_strange(c->ng) < 0)
		return 0;
	not_read_here(why, capture_ng_strange(c->ng));
	return -PX_EPROTO;
}

static int
open_either(struct capture_file *c, FILE *stream, const struct head *head,
    struct text *why)
{
	if (head->have == 0) {
		text_add_visible_str(why, why_of(c, "is empty"));
		(void)fclose(stream);
		return -PX_EPROTO;
	}
	return is_ng(head) ? open_ng(c, stream, why) :
			     open_pcap(c, stream, head, why);
}

int
capture_file_open(struct capture_file **ret, const char *path, struct text *why)
{
	struct capture_file *c;
	FILE *stream;
	struct head head = {0};
	char buf[256];
	struct text what;
	int err;
	const int fd = open_file(path, why);

	if (fd < 0)
		return fd;
	c = calloc(1, sizeof(*c));
	if (c == NULL) {
		(void)close(fd);
		return -PX_ENOMEM;
	}
	stream = open_stream(c, fd, &head);
	if (stream == NULL) {
		free(c);
		return -PX_ENOMEM;
	}
	/* A compressed one ends in no block. */
	c->lossy = is_ng(&head) && capture_loss_is_high(fd);
	text_init(&what, buf, sizeof(buf));
	err = open_either(c, stream, &head, &what);
	if (err != 0) {
		capture_file_name(why, path);
		text_add(why, buf);
		capture_file_close(c);
		return err;
	}
	*ret = c;
	return 0;
}

static int
next_of_ng(struct capture_file *c, struct observe_frame *ret)
{
	int got = c->ahead_got;

	if (c->ahead)
		*ret = c->first;
	else
		got = capture_ng_next(c->ng, ret);
	c->ahead = false;
	if (got < 0)
		c->why = why_of(c, capture_ng_why(c->ng));
	return got;
}

static int
next_of_pcap(struct capture_file *c, struct observe_frame *ret)
{
	struct pcap_pkthdr *head;
	const u_char *data;
	const int r = pcap_next_ex(c->pcap, &head, &data);

	if (r == PCAP_ERROR_BREAK)
		return 0;
	if (r != 1) {
		c->why = why_of(c, pcap_geterr(c->pcap));
		return -PX_EIO;
	}
	ret->number = ++c->number;
	ret->time_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec;
	ret->link = c->link;
	ret->data = data;
	ret->len = head->caplen;
	ret->wire_len = head->len;
	return 1;
}

int
capture_file_next(struct capture_file *c, struct observe_frame *ret)
{
	const int got = c->ng != NULL ? next_of_ng(c, ret) :
					next_of_pcap(c, ret);

	return got != 0 ? got : gunzip_error(c->gz, &c->why);
}

bool
capture_file_is_coarse(const struct capture_file *c)
{
	return c->ng != NULL && capture_ng_is_coarse(c->ng);
}

uint64_t
capture_file_dropped(const struct capture_file *c)
{
	return c->ng != NULL ? capture_ng_dropped(c->ng) : 0;
}

bool
capture_file_is_lossy(const struct capture_file *c)
{
	return c->lossy;
}

const char *
capture_file_why(const struct capture_file *c)
{
	return c->why;
}

void
capture_file_close(struct capture_file *c)
{
	if (c == NULL)
		return;
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	capture_ng_free(c->ng);
	if (c->stream != NULL)
		(void)fclose(c->stream);
	free(c);
}
