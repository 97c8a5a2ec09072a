/* SPDX-License-Identifier: ISC */
#include "core/io/belt.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/own_line.h"

/* Each side writes its own for each item. */
struct belt {
	size_t most, batch, batches;
	unsigned char *bytes;
	size_t *used; /* bytes of each batch */
	struct {
		size_t handed; /* batches so far */
		size_t put; /* bytes of the batch that is filled */
	} fill OWN_LINE;
	struct {
		size_t back; /* batches so far */
		size_t taken, end; /* of the batch that is taken from */
	} take OWN_LINE;
};

/* Before each item, which is aligned as this is. */
struct label {
	size_t size; /* of both, and of what aligns the next */
} __attribute__((aligned));

static size_t
size_with_label(size_t item)
{
	const size_t unit = sizeof(struct label);

	return unit + (item + unit - 1) / unit * unit;
}

struct belt *
belt_new(size_t most, size_t batch, size_t batches)
{
	struct belt *b = aligned_alloc(CACHE_LINE, sizeof(*b));

	assert(batch >= size_with_label(most));
	/* A remainder for each item would be dear. */
	assert(batches > 0 && (batches & (batches - 1)) == 0);
	if (b == NULL)
		return NULL;
	memset(b, 0, sizeof(*b));
	b->most = size_with_label(most);
	b->batch = size_with_label(batch);
	b->batches = batches;
	b->bytes = calloc(batches, b->batch);
	b->used = calloc(batches, sizeof(*b->used));
	if (b->bytes == NULL || b->used == NULL) {
		belt_free(b);
		return NULL;
	}
	return b;
}

void
belt_free(struct belt *b)
{
	if (b == NULL)
		return;
	free(b->bytes);
	free(b->used);
	free(b);
}

size_t
belt_full(const struct belt *b)
{
	return b->fill.handed - b->take.back;
}

size_t
belt_empty(const struct belt *b)
{
	return b->batches - belt_full(b);
}

static struct label *
label_at(const struct belt *b, size_t batch, size_t at)
{
	return (void *)(b->bytes + (batch & (b->batches - 1)) * b->batch + at);
}

void *
belt_room(struct belt *b)
{
	return label_at(b, b->fill.handed, b->fill.put) + 1;
}

bool
belt_put(struct belt *b, size_t size)
{
	struct label *label = label_at(b, b->fill.handed, b->fill.put);

	label->size = size_with_label(size);
	b->fill.put += label->size;
	return b->batch - b->fill.put < b->most;
}

void
belt_hand_over(struct belt *b)
{
	if (b->fill.put == 0)
		return;
	b->used[b->fill.handed++ & (b->batches - 1)] = b->fill.put;
	b->fill.put = 0;
}

void *
belt_take(struct belt *b)
{
	struct label *label = label_at(b, b->take.back, b->take.taken);

	if (b->take.taken == 0)
		b->take.end = b->used[b->take.back & (b->batches - 1)];
	if (b->take.taken == b->take.end)
		return NULL;
	b->take.taken += label->size;
	return label + 1;
}

void
belt_give_back(struct belt *b)
{
	b->take.back++;
	b->take.taken = 0;
}
