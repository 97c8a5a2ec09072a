/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/capture_write.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"

#define BLOCK_SECTION 0x0a0d0d0au
#define BLOCK_INTERFACE 1u
#define BLOCK_PACKET 6u
#define BYTE_ORDER_MAGIC 0x1a2b3c4du
#define OPTION_COMMENT 1
#define NO_INTERFACE UINT32_MAX
#define HEAD_MOST 64
#define COMMENT_MOST 255

struct capture_write {
	FILE *file;
	size_t size;
	uint32_t interfaces; /* described so far */
	uint32_t interface_of[FRAME_LINK_COUNT];
};

/* What an operator has to mend, by errno. */
static int
err_of(int cause)
{
	static const struct {
		int cause, err;
	} rows[] = {{EEXIST, -PX_EEXIST}, {EACCES, -PX_EACCESS},
	    {EPERM, -PX_EACCESS}, {ENOENT, -PX_ENODIR}, {ENOTDIR, -PX_ENODIR},
	    {ENOSPC, -PX_EDISKFULL}, {EDQUOT, -PX_EDISKFULL},
	    {EROFS, -PX_EREADONLY}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].cause == cause)
			return rows[i].err;
	return -PX_EIO;
}

static int
put(struct capture_write *w, const void *data, size_t len)
{
	if (len != 0 && fwrite(data, 1, len, w->file) != len)
		return err_of(errno);
	w->size += len;
	return 0;
}

/* Version 1.0, length of the section not told. */
static int
put_section(struct capture_write *w)
{
	uint8_t bytes[HEAD_MOST];
	struct wbuf b;

	wbuf_init(&b, bytes, sizeof(bytes));
	wbuf_u32(&b, BLOCK_SECTION);
	wbuf_u32(&b, 28);
	wbuf_u32(&b, BYTE_ORDER_MAGIC);
	wbuf_u16(&b, 1);
	wbuf_u16(&b, 0);
	wbuf_u32(&b, UINT32_MAX);
	wbuf_u32(&b, UINT32_MAX);
	wbuf_u32(&b, 28);
	return put(w, bytes, b.len);
}

static int
put_interface(struct capture_write *w, enum frame_link link)
{
	/* LINKTYPE_ of the registry. */
	static const uint16_t types[FRAME_LINK_COUNT] = {
	    [FRAME_ETHERNET] = 1,
	    [FRAME_SLL] = 113,
	    [FRAME_SLL2] = 276,
	    [FRAME_RAW_IP] = 101,
	    [FRAME_NULL] = 0,
	    [FRAME_LOOP] = 108,
	    [FRAME_PPP] = 9,
	    [FRAME_NFLOG] = 239,
	    [FRAME_PKTAP] = 258,
	    [FRAME_DSA] = 284,
	    [FRAME_EDSA] = 285,
	    [FRAME_BRCM] = 281,
	    [FRAME_BRCM_FIRST] = 282,
	};
	uint8_t bytes[HEAD_MOST];
	struct wbuf b;

	w->interface_of[link] = w->interfaces++;
	wbuf_init(&b, bytes, sizeof(bytes));
	wbuf_u32(&b, BLOCK_INTERFACE);
	wbuf_u32(&b, 20);
	wbuf_u16(&b, types[link]);
	wbuf_u16(&b, 0);
	wbuf_u32(&b, 0); /* no limit */
	wbuf_u32(&b, 20);
	return put(w, bytes, b.len);
}

int
capture_write_open(struct capture_write **ret, int dir_fd, const char *name)
{
	struct capture_write *w = calloc(1, sizeof(*w));
	const int fd = openat(dir_fd, name,
	    O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0640);
	const int cause = errno;
	int err;

	if (w == NULL || fd == -1) {
		if (fd != -1)
			(void)close(fd);
		free(w);
		return fd != -1 ? -PX_ENOMEM : err_of(cause);
	}
	w->file = fdopen(fd, "wb");
	if (w->file == NULL) {
		(void)close(fd);
		free(w);
		return -PX_ENOMEM;
	}
	for (size_t i = 0; i < FRAME_LINK_COUNT; i++)
		w->interface_of[i] = NO_INTERFACE;
	err = put_section(w);
	if (err != 0) {
		(void)capture_write_close(w);
		return err;
	}
	*ret = w;
	return 0;
}

static uint32_t
pad_of(size_t len)
{
	return (uint32_t)((4 - len % 4) % 4);
}

/* The comment, if there is one, and the end of the options. */
static void
add_comment(struct wbuf *b, const char *comment)
{
	const size_t len = strnlen(comment, COMMENT_MOST);

	if (len == 0)
		return;
	wbuf_u16(b, OPTION_COMMENT);
	wbuf_u16(b, (uint16_t)len);
	wbuf_put(b, comment, len);
	wbuf_zero(b, pad_of(len));
	wbuf_u32(b, 0);
}

static int
put_packet(struct capture_write *w, const struct observe_frame *f,
    const char *comment)
{
	uint8_t bytes[HEAD_MOST], options[HEAD_MOST + COMMENT_MOST];
	struct wbuf b, o;
	uint32_t total;
	int err;

	wbuf_init(&o, options, sizeof(options));
	wbuf_zero(&o, pad_of(f->len));
	add_comment(&o, comment);
	total = (uint32_t)(32 + f->len + o.len);
	wbuf_u32(&o, total);
	wbuf_init(&b, bytes, sizeof(bytes));
	wbuf_u32(&b, BLOCK_PACKET);
	wbuf_u32(&b, total);
	wbuf_u32(&b, w->interface_of[f->link]);
	wbuf_u32(&b, (uint32_t)((uint64_t)f->time_us >> 32));
	wbuf_u32(&b, (uint32_t)f->time_us);
	wbuf_u32(&b, (uint32_t)f->len);
	wbuf_u32(&b, (uint32_t)(f->wire_len > f->len ? f->wire_len : f->len));
	err = put(w, bytes, b.len);
	if (err == 0)
		err = put(w, f->data, f->len);
	return err == 0 ? put(w, options, o.len) : err;
}

int
capture_write_noted(struct capture_write *w, const struct observe_frame *f,
    const char *comment)
{
	int err = 0;

	if (f->link >= FRAME_LINK_COUNT)
		return 0;
	if (w->interface_of[f->link] == NO_INTERFACE)
		err = put_interface(w, f->link);
	return err == 0 ? put_packet(w, f, comment) : err;
}

int
capture_write_frame(struct capture_write *w, const struct observe_frame *f)
{
	return capture_write_noted(w, f, "");
}

int
capture_write_flush(struct capture_write *w)
{
	return fflush(w->file) == 0 ? 0 : err_of(errno);
}

size_t
capture_write_size(const struct capture_write *w)
{
	return w->size;
}

int
capture_write_close(struct capture_write *w)
{
	int err;

	if (w == NULL)
		return 0;
	err = fclose(w->file) == 0 ? 0 : err_of(errno);
	free(w);
	return err;
}
