/* SPDX-License-Identifier: ISC */
#include "core/boot/track_table.h"

#include <string.h>

#include "core/base/room.h"

/* As many boots at once are told by their names. */
#define WORDS_MOST 4096

static size_t
words_most(size_t max_machines)
{
	return max_machines < WORDS_MOST ? max_machines : WORDS_MOST;
}

size_t
track_size(size_t max_machines)
{
	const size_t words = words_most(max_machines);
	const size_t slots = mac_index_slots(max_machines);

	return room_for(sizeof(struct track)) +
	    room_for(max_machines * sizeof(struct machine)) +
	    room_for(max_machines * sizeof(struct chain_link)) +
	    room_for(words * sizeof(struct machine_words)) +
	    room_for(words * sizeof(struct chain_link)) +
	    3 * room_for(slots * sizeof(struct mac_slot));
}

struct track *
track_init(void *memory, size_t max_machines, struct event_sink out)
{
	const size_t slots = mac_index_slots(max_machines);
	char *at = memory;
	struct track *t = room_take(&at, sizeof(*t));

	memset(t, 0, sizeof(*t));
	t->out = out;
	t->most = (uint32_t)max_machines;
	t->rows = room_take(&at, max_machines * sizeof(*t->rows));
	t->links = room_take(&at, max_machines * sizeof(*t->links));
	t->words_most = (uint32_t)words_most(max_machines);
	t->words = room_take(&at, t->words_most * sizeof(*t->words));
	t->words_links = room_take(&at,
	    t->words_most * sizeof(*t->words_links));
	chain_init(&t->words_chain);
	mac_index_init(&t->by_mac,
	    room_take(&at, slots * sizeof(struct mac_slot)), slots);
	mac_index_init(&t->by_addr,
	    room_take(&at, slots * sizeof(struct mac_slot)), slots);
	mac_index_init(&t->by_uuid,
	    room_take(&at, slots * sizeof(struct mac_slot)), slots);
	for (size_t i = 0; i < LIST_COUNT; i++)
		chain_init(&t->lists[i]);
	return t;
}

/* An address in the clothes of a MAC, so that one kind of index does. */
static struct mac
addr_key(uint32_t addr)
{
	struct mac key = {{0, 0, (uint8_t)(addr >> 24), (uint8_t)(addr >> 16),
	    (uint8_t)(addr >> 8), (uint8_t)addr}};

	return key;
}

static enum track_list
list_of(const struct machine *m)
{
	if (m->known)
		return m->active ? LIST_KNOWN : LIST_KNOWN_IDLE;
	return m->active ? LIST_STRANGERS : LIST_STRANGERS_IDLE;
}

static uint32_t
row_of(const struct track *t, const struct machine *m)
{
	return (uint32_t)(m - t->rows);
}

void
track_row_leave(struct track *t, const struct machine *m)
{
	chain_remove(&t->lists[list_of(m)], t->links, row_of(t, m));
}

void
track_row_enter(struct track *t, const struct machine *m)
{
	chain_push_last(&t->lists[list_of(m)], t->links, row_of(t, m));
}

struct machine *
track_find(const struct track *t, const struct mac *mac)
{
	const uint32_t i = mac_index_find(&t->by_mac, mac);

	return i == MAC_INDEX_NONE ? NULL : &t->rows[i];
}

struct machine *
track_find_addr(const struct track *t, uint32_t addr)
{
	const struct mac key = addr_key(addr);
	const uint32_t i = addr == 0 ? MAC_INDEX_NONE :
				       mac_index_find(&t->by_addr, &key);

	return i == MAC_INDEX_NONE ? NULL : &t->rows[i];
}

void
track_forget_addr(struct track *t, struct machine *m)
{
	const struct mac key = addr_key(m->addr);

	if (m->addr != 0)
		mac_index_remove(&t->by_addr, &key);
	m->addr = 0;
}

static struct machine_words *
make_words(struct track *t, struct machine *m)
{
	struct machine_words *w;

	if (t->words_used < t->words_most) {
		w = &t->words[t->words_used++];
	} else {
		w = &t->words[t->words_chain.first];
		chain_remove(&t->words_chain, t->words_links,
		    (uint32_t)(w - t->words));
		/* Unless that row has become another machine's. */
		if (t->rows[w->owner].words == w)
			t->rows[w->owner].words = NULL;
	}
	memset(w, 0, sizeof(*w));
	w->owner = row_of(t, m);
	m->words = w;
	return w;
}

struct machine_words *
track_words(struct track *t, struct machine *m)
{
	struct machine_words *w = m->words;

	if (w == NULL)
		w = make_words(t, m);
	else
		chain_remove(&t->words_chain, t->words_links,
		    (uint32_t)(w - t->words));
	chain_push_last(&t->words_chain, t->words_links,
	    (uint32_t)(w - t->words));
	return w;
}

void
track_forget_words(const struct machine *m)
{
	const struct told nothing = {0};
	struct machine_words *w = m->words;

	if (w == NULL)
		return;
	w->loader[0] = w->script[0] = w->file[0] = w->error[0] = '\0';
	w->told = nothing;
	w->arp.tries = 0;
	w->shown = false;
}

void
track_clear_error(const struct machine *m)
{
	if (m->words != NULL)
		m->words->error[0] = '\0';
}

/* Who is given an address has it, whoever had it before. */
void
track_learn_addr(struct track *t, struct machine *m, uint32_t addr)
{
	const struct mac key = addr_key(addr);
	struct machine *other = track_find_addr(t, addr);

	if (other == m || !ip4_usable(addr))
		return;
	if (other != NULL)
		track_forget_addr(t, other);
	track_forget_addr(t, m);
	m->addr = addr;
	mac_index_put(&t->by_addr, &key, row_of(t, m));
}

static struct machine *
oldest(const struct track *t)
{
	for (size_t i = 0; i < LIST_COUNT; i++)
		if (t->lists[i].first != CHAIN_END)
			return &t->rows[t->lists[i].first];
	return NULL;
}

struct machine *
track_make(struct track *t, const struct mac *mac, int64_t now_us)
{
	struct machine *m;

	if (t->used < t->most) {
		m = &t->rows[t->used++];
	} else {
		m = oldest(t);
		if (m == NULL)
			return NULL;
		track_end(t, m, track_result(m), now_us);
		track_row_leave(t, m);
		track_forget_addr(t, m);
		track_uuid_forget(t, m);
		mac_index_remove(&t->by_mac, &m->mac);
	}
	memset(m, 0, sizeof(*m));
	m->mac = *mac;
	mac_index_put(&t->by_mac, mac, row_of(t, m));
	track_row_enter(t, m);
	return m;
}

void
track_touch(struct track *t, struct machine *m, bool known, int64_t now_us)
{
	track_row_leave(t, m);
	m->known = known;
	track_row_enter(t, m);
	m->last_us = now_us;
}
