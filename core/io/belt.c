/* SPDX-License-Identifier: ISC */
#include "core/io/belt.h"

#include <assert.h>
#include <stdlib.h>

struct belt {
	size_t most, batch, batches;
	unsigned char *bytes;
	size_t *used; /* bytes of each batch */
	size_t handed, back; /* batches so far */
	size_t put; /* bytes of the batch that is filled, */
	size_t taken; /* and of the one that is taken from */
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
	struct belt *b = calloc(1, sizeof(*b));

	assert(batch >= size_with_label(most) && batches > 0);
	if (b == NULL)
		return NULL;
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
	return b->handed - b->back;
}

size_t
belt_empty(const struct belt *b)
{
	return b->batches - belt_full(b);
}

static struct label *
label_at(const struct belt *b, size_t batch, size_t at)
{
	return (void *)(b->bytes + batch % b->batches * b->batch + at);
}

void *
belt_room(struct belt *b)
{
	return label_at(b, b->handed, b->put) + 1;
}

bool
belt_put(struct belt *b, size_t size)
{
	struct label *label = label_at(b, b->handed, b->put);

	label->size = size_with_label(size);
	b->put += label->size;
	return b->batch - b->put < b->most;
}

void
belt_hand_over(struct belt *b)
{
	if (b->put == 0)
		return;
	b->used[b->handed++ % b->batches] = b->put;
	b->put = 0;
}

void *
belt_take(struct belt *b)
{
	struct label *label = label_at(b, b->back, b->taken);

	if (b->taken == b->used[b->back % b->batches])
		return NULL;
	b->taken += label->size;
	return label + 1;
}

void
belt_give_back(struct belt *b)
{
	b->back++;
	b->taken = 0;
}
