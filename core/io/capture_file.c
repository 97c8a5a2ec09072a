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

#define READ_AHEAD (256u << 10)

struct capture_file {
	pcap_t *pcap;
	enum frame_link link;
	uint64_t number;
};

static ssize_t
gz_read(void *cookie, char *buf, size_t size)
{
	return gzread(cookie, buf, (unsigned)size);
}

static int
gz_close(void *cookie)
{
	return gzclose_r(cookie) == Z_OK ? 0 : -1;
}

/* zlib reads what is not compressed as it is. */
static FILE *
open_stream(int fd)
{
	static const cookie_io_functions_t calls = {
	    .read = gz_read,
	    .close = gz_close,
	};
	gzFile gz = gzdopen(fd, "rb");
	FILE *f;

	if (gz == NULL) {
		(void)close(fd);
		return NULL;
	}
	(void)gzbuffer(gz, READ_AHEAD);
	f = fopencookie(gz, "rb", calls);
	if (f == NULL)
		(void)gzclose_r(gz);
	return f;
}

static int
open_file(const char *path, struct text *why)
{
	const bool standard = strcmp(path, "-") == 0;
	const int fd = standard ? dup(STDIN_FILENO) :
				  open(path, O_RDONLY | O_CLOEXEC);

	if (fd >= 0)
		return fd;
	text_add_visible_str(why, path);
	text_addf(why, ": %s", strerror(errno));
	return errno == ENOENT ? -PX_ENOENT :
	    errno == EACCES    ? -PX_EACCESS :
				 -PX_EIO;
}

static int
open_pcap(struct capture_file *c, FILE *stream, struct text *why)
{
	char error[PCAP_ERRBUF_SIZE];
	const char *name;

	c->pcap = pcap_fopen_offline(stream, error);
	if (c->pcap == NULL) {
		(void)fclose(stream);
		text_add(why, "no capture file: ");
		text_add_visible_str(why, error);
		return -PX_EPROTO;
	}
	if (frame_link_find(pcap_datalink(c->pcap), &c->link) == 0)
		return 0;
	name = pcap_datalink_val_to_name(pcap_datalink(c->pcap));
	text_addf(why, "link type %d (%s) is not read here",
	    pcap_datalink(c->pcap), name == NULL ? "unknown" : name);
	return -PX_EPROTO;
}

int
capture_file_open(struct capture_file **ret, const char *path, struct text *why)
{
	struct capture_file *c;
	FILE *stream;
	int err;
	const int fd = open_file(path, why);

	if (fd < 0)
		return fd;
	stream = open_stream(fd);
	c = calloc(1, sizeof(*c));
	if (stream == NULL || c == NULL) {
		if (stream != NULL)
			(void)fclose(stream);
		free(c);
		return -PX_ENOMEM;
	}
	err = open_pcap(c, stream, why);
	if (err != 0) {
		capture_file_close(c);
		return err;
	}
	*ret = c;
	return 0;
}

int
capture_file_next(struct capture_file *c, struct observe_frame *ret)
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

const char *
capture_file_why(struct capture_file *c)
{
	return pcap_geterr(c->pcap);
}

void
capture_file_close(struct capture_file *c)
{
	if (c == NULL)
		return;
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	free(c);
}
