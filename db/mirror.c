/* SPDX-License-Identifier: ISC */
#include "db/mirror.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"

void
mirror_init(struct mirror *m)
{
	memset(m, 0, sizeof(*m));
}

void
mirror_done(struct mirror *m)
{
	free(m->rows);
	free(m->slots);
	free(m->waiting);
	free(m->waits);
	mirror_init(m);
}

/* The slot of an address, or the free one where it belongs. */
static uint32_t *
slot_of(const struct mirror *m, uint32_t addr)
{
	/* Knuth's multiplier: addresses of a pool differ in low bits. */
	size_t i = (uint32_t)(addr * 2654435761u) >> 8;

	for (;; i++) {
		uint32_t *slot = &m->slots[i & (m->slot_count - 1)];

		if (*slot == 0 || m->rows[*slot - 1].addr == addr)
			return slot;
	}
}

/* Enlarges what holds the rows; an array may be larger than the others. */
static bool
rows_enlarge(struct mirror *m, size_t room)
{
	struct lease *rows = reallocarray(m->rows, room, sizeof(*rows));
	uint32_t *waiting;
	bool *waits;

	if (rows != NULL)
		m->rows = rows;
	waiting = reallocarray(m->waiting, room, sizeof(*waiting));
	if (waiting != NULL)
		m->waiting = waiting;
	waits = reallocarray(m->waits, room, sizeof(*waits));
	if (waits != NULL)
		m->waits = waits;
	return rows != NULL && waiting != NULL && waits != NULL;
}

static int
mirror_grow(struct mirror *m)
{
	const size_t room = m->room == 0 ? 256 : 2 * m->room;
	uint32_t *slots = calloc(2 * room, sizeof(*slots));
	size_t i;

	if (slots == NULL || !rows_enlarge(m, room)) {
		free(slots);
		return -PX_ENOMEM;
	}
	free(m->slots);
	m->slots = slots;
	m->slot_count = 2 * room;
	m->room = room;
	for (i = 0; i < m->count; i++)
		*slot_of(m, m->rows[i].addr) = (uint32_t)i + 1;
	return 0;
}

static void
row_wait(struct mirror *m, uint32_t i)
{
	if (m->waits[i])
		return;
	m->waits[i] = true;
	m->waiting[m->waiting_count++] = i;
}

int
mirror_put(struct mirror *m, const struct lease *l, bool on_disk)
{
	uint32_t *slot;

	if (m->count == m->room && mirror_grow(m) != 0)
		return -PX_ENOMEM;
	slot = slot_of(m, l->addr);
	if (*slot == 0) {
		m->waits[m->count] = false;
		*slot = (uint32_t)++m->count;
	}
	m->rows[*slot - 1] = *l;
	if (!on_disk)
		row_wait(m, *slot - 1);
	return 0;
}

size_t
mirror_waiting(const struct mirror *m, size_t i, struct lease *ret, size_t most)
{
	size_t n;

	for (n = 0; n < most && i + n < m->waiting_count; n++)
		ret[n] = m->rows[m->waiting[i + n]];
	return n;
}

void
mirror_all_stored(struct mirror *m)
{
	size_t i;

	for (i = 0; i < m->waiting_count; i++)
		m->waits[m->waiting[i]] = false;
	m->waiting_count = 0;
}

void
mirror_none_stored(struct mirror *m)
{
	size_t i;

	for (i = 0; i < m->count; i++)
		row_wait(m, (uint32_t)i);
}
