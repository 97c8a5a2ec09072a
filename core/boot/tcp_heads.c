/* SPDX-License-Identifier: ISC */
#include "core/boot/tcp_heads.h"

#include <string.h>

void
tcp_heads_init(struct tcp_heads *h)
{
	memset(h, 0, sizeof(*h));
}

static struct tcp_head *
find(struct tcp_heads *h, uint32_t row, bool from_client)
{
	for (size_t i = 0; i < TCP_HEADS; i++)
		if (h->rows[i].used && h->rows[i].row == row &&
		    h->rows[i].from_client == from_client)
			return &h->rows[i];
	return NULL;
}

static struct tcp_head *
begin(struct tcp_heads *h, uint32_t row, bool from_client, uint32_t base)
{
	struct tcp_head *oldest = &h->rows[0];

	for (size_t i = 0; i < TCP_HEADS; i++) {
		struct tcp_head *x = &h->rows[i];

		if (!x->used || (oldest->used && x->order < oldest->order))
			oldest = x;
	}
	memset(oldest, 0, sizeof(*oldest));
	oldest->used = true;
	oldest->row = row;
	oldest->from_client = from_client;
	oldest->base = base;
	oldest->order = ++h->begun;
	return oldest;
}

static bool
has_byte(const struct tcp_head *x, size_t i)
{
	return (x->have[i / 8] & 1u << (i % 8)) != 0;
}

const struct tcp_head *
tcp_heads_add(struct tcp_heads *h, uint32_t row, bool from_client,
    uint32_t base, uint32_t seq, const uint8_t *data, size_t len)
{
	struct tcp_head *x = find(h, row, from_client);
	uint32_t at;

	if (x != NULL)
		base = x->base;
	at = seq - base;
	if (at >= TCP_HEAD_BYTES || len == 0)
		return NULL;
	if (x == NULL)
		x = begin(h, row, from_client, base);
	/* What came first counts: a copy says the same. */
	for (size_t i = 0; i < len && at + i < TCP_HEAD_BYTES; i++) {
		if (has_byte(x, at + i))
			continue;
		x->data[at + i] = data[i];
		x->have[(at + i) / 8] |= (uint8_t)(1u << ((at + i) % 8));
	}
	while (x->len < TCP_HEAD_BYTES && has_byte(x, x->len))
		x->len++;
	return x;
}

const struct tcp_head *
tcp_heads_find(const struct tcp_heads *h, uint32_t row, bool from_client)
{
	for (size_t i = 0; i < TCP_HEADS; i++)
		if (h->rows[i].used && h->rows[i].row == row &&
		    h->rows[i].from_client == from_client)
			return &h->rows[i];
	return NULL;
}

void
tcp_heads_drop(struct tcp_heads *h, uint32_t row, bool from_client)
{
	struct tcp_head *x = find(h, row, from_client);

	if (x != NULL)
		x->used = false;
}
