/* SPDX-License-Identifier: ISC */
#include "tui/trust.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/io/root.h"

static size_t
read_head(void *root, const char *path, char *buf, size_t cap)
{
	const int fd = root_open_fd(root, path);
	ssize_t n;

	if (fd < 0)
		return 0;
	n = read(fd, buf, cap);
	(void)close(fd);
	return n > 0 ? (size_t)n : 0;
}

void
trust_open(struct trust *t, const struct options *o)
{
	char buf[512];
	struct text why;

	memset(t, 0, sizeof(*t));
	text_init(&why, buf, sizeof(buf));
	if (root_open(&t->root, o->serve.tftp_root, &why) < 0) {
		(void)fprintf(stderr,
		    "pxeconsole: warning: file names are taken on trust: "
		    "%s\n",
		    buf);
		return;
	}
	t->files.arg = t->root;
	t->files.look = root_fact;
	t->files.like = root_like;
	t->read = read_head;
}

void
trust_close(struct trust *t)
{
	root_free(t->root);
	t->root = NULL;
}
