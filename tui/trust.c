/* SPDX-License-Identifier: ISC */
#include "tui/trust.h"

#include <stdio.h>
#include <string.h>

#include "core/base/text.h"
#include "core/io/root.h"

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
}

void
trust_close(struct trust *t)
{
	root_free(t->root);
	t->root = NULL;
}
