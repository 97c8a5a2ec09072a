/* SPDX-License-Identifier: ISC */
#include "core/proto/netascii.h"

void
netascii_init(struct netascii *n)
{
	*n = (struct netascii){0};
}

size_t
netascii_convert(struct netascii *n, const void *src, size_t len, void *out,
    size_t cap)
{
	const uint8_t *from = src;
	uint8_t *to = out;
	size_t used = 0, made = 0;

	while (made < cap && (n->due || used < len)) {
		uint8_t c;

		if (n->due) {
			to[made++] = n->due_byte;
			n->due = false;
			continue;
		}
		c = from[used++];
		n->due = c == '\r' || c == '\n';
		n->due_byte = c == '\r' ? '\0' : '\n';
		to[made++] = n->due ? '\r' : c;
	}
	n->in += used;
	n->out += made;
	return made;
}

uint64_t
netascii_size(const void *src, size_t len)
{
	const uint8_t *p = src;
	uint64_t size = len;
	size_t i;

	for (i = 0; i < len; i++)
		size += p[i] == '\r' || p[i] == '\n';
	return size;
}
