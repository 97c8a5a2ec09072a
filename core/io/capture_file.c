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
#include <zlib.h>

#include "core/base/err.h"
#include "core/io/capture_alien.h"
#include "core/io/capture_ng.h"

#define READ_AHEAD (256u << 10)

/* A pcapng file's first bytes, in either byte order. */
static const uint8_t ng_magic[4] = {0x0a, 0x0d, 0x0d, 0x0a};

struct capture_file {
	pcap_t *pcap; /* or: */
	struct capture_ng *ng;
	FILE *stream; /* of ng; pcap closes its own */
	enum frame_link link;
	uint64_t number;
	bool ahead; /* ng: the first frame was looked for, and: */
	int ahead_got;
	struct observe_frame first;
};

/* A file's first bytes, after zlib. */
struct head {
	uint8_t bytes[CAPTURE_ALIEN_HEAD];
	size_t have;
	char why[80]; /* nothing could be read; "" */
};

/* What zlib gives, once its first bytes were looked at. */
struct source {
	gzFile gz;
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
		return gzread(s->gz, buf, (unsigned)size);
	memcpy(buf, s->head.bytes + s->at, n);
	s->at += n;
	return (ssize_t)n;
}

static int
source_close(void *cookie)
{
	struct source *s = cookie;
	const int err = gzclose_r(s->gz);

	free(s);
	return err == Z_OK ? 0 : -1;
}

static void
look_at_head(struct head *h, gzFile gz)
{
	int n = 1, err = Z_OK;
	struct text t;

	while (n > 0 && h->have < sizeof(h->bytes)) {
		errno = 0;
		n = gzread(gz, h->bytes + h->have,
		    (unsigned)(sizeof(h->bytes) - h->have));
		h->have += n > 0 ? (size_t)n : 0;
	}
	if (h->have > 0)
		return;
	text_init(&t, h->why, sizeof(h->why));
	(void)gzerror(gz, &err);
	if (err == Z_OK)
		text_add(&t, "is empty");
	else if (err == Z_ERRNO)
		text_add(&t, strerror(errno));
	else
		text_add(&t, "damaged gzip: zcat FILE | pxeconsole read -");
}

static bool
is_ng(const struct head *h)
{
	return h->have >= sizeof(ng_magic) &&
	    memcmp(h->bytes, ng_magic, sizeof(ng_magic)) == 0;
}

/* zlib reads what is not compressed as it is. */
static FILE *
open_stream(int fd, struct head *ret_head)
{
	static const cookie_io_functions_t calls = {
	    .read = source_read,
	    .close = source_close,
	};
	struct source *s = calloc(1, sizeof(*s));
	FILE *f;

	if (s == NULL || (s->gz = gzdopen(fd, "rb")) == NULL) {
		free(s);
		(void)close(fd);
		return NULL;
	}
	(void)gzbuffer(s->gz, READ_AHEAD);
	look_at_head(&s->head, s->gz);
	*ret_head = s->head;
	f = fopencookie(s, "rb", calls);
	if (f == NULL)
		(void)source_close(s);
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

static int
open_pcap(struct capture_file *c, FILE *stream, const struct head *head,
    struct text *why)
{
	char error[PCAP_ERRBUF_SIZE];

	c->pcap = pcap_fopen_offline(stream, error);
	if (c->pcap == NULL) {
		(void)fclose(stream);
		text_add(why, "no capture file: ");
		if (!capture_alien(why, head->bytes, head->have))
			text_add_visible_str(why, error);
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
		text_addf(why, "no capture file: %s", capture_ng_why(c->ng));
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
	if (head->why[0] != '\0') {
		(void)fclose(stream);
		text_add(why, head->why);
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
	stream = open_stream(fd, &head);
	c = calloc(1, sizeof(*c));
	if (stream == NULL || c == NULL) {
		if (stream != NULL)
			(void)fclose(stream);
		free(c);
		return -PX_ENOMEM;
	}
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
	if (!c->ahead)
		return capture_ng_next(c->ng, ret);
	c->ahead = false;
	*ret = c->first;
	return c->ahead_got;
}

static int
next_of_pcap(struct capture_file *c, struct observe_frame *ret)
{
	struct pcap_pkthdr *head;
	const u_char *data;
	const int r = pcap_next_ex(c->pcap, &head, &data);

	if (r == PCAP_ERROR_BREAK)
		return 0;
	if (r != 1)
		return -PX_EIO;
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
	return c->ng != NULL ? next_of_ng(c, ret) : next_of_pcap(c, ret);
}

bool
capture_file_is_coarse(const struct capture_file *c)
{
	return c->ng != NULL && capture_ng_is_coarse(c->ng);
}

const char *
capture_file_why(struct capture_file *c)
{
	return c->ng != NULL ? capture_ng_why(c->ng) : pcap_geterr(c->pcap);
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
