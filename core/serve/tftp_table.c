/* SPDX-License-Identifier: ISC */
#include "core/serve/tftp_table.h"

#include <stdlib.h>

#include "core/base/err.h"

#define BUCKETS 4096 /* a power of two */

/* Unverified transfers at once: of a neighbour, of a /24 behind a router. */
#define SHARE_ONLINK 1024
#define SHARE_FAR 64
/* So many of a source are not yet a crowd. */
#define FEW 5

TAILQ_HEAD(entry_queue, tftp_entry);
LIST_HEAD(entry_list, tftp_entry);

struct tftp_source {
	LIST_ENTRY(tftp_source) entries;
	uint32_t key;
	bool onlink;
	size_t members; /* transfers, verified or not */
	size_t unverified;
	bool proven; /* one of them has answered */
	struct entry_queue waiting;
};

LIST_HEAD(source_list, tftp_source);

struct tftp_table {
	size_t most, count;
	struct entry_queue waiting; /* unverified, oldest first */
	struct entry_list clients[BUCKETS];
	struct source_list sources[BUCKETS];
};

/* Spreads neighbouring addresses and ports; nothing secret hangs on it. */
static size_t
bucket_of(uint32_t addr, uint16_t port)
{
	const uint32_t h = (addr ^ (uint32_t)port << 13) * 2654435761u;

	return h >> 16 & (BUCKETS - 1);
}

struct tftp_table *
tftp_table_new(size_t most)
{
	struct tftp_table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return NULL;
	t->most = most;
	TAILQ_INIT(&t->waiting);
	return t;
}

void
tftp_table_free(struct tftp_table *t)
{
	free(t);
}

struct tftp_entry *
tftp_table_find(const struct tftp_table *t, uint32_t client, uint16_t port)
{
	struct tftp_entry *e;

	LIST_FOREACH(e, &t->clients[bucket_of(client, port)], by_client)
	if (e->client == client && e->port == port)
		break;
	return e;
}

static uint32_t
source_key(uint32_t client, bool onlink)
{
	return onlink ? client : client & 0xffffff00u;
}

static struct tftp_source *
source_find(const struct tftp_table *t, uint32_t client, bool onlink)
{
	const uint32_t key = source_key(client, onlink);
	struct tftp_source *s;

	LIST_FOREACH(s, &t->sources[bucket_of(key, 0)], entries)
	if (s->key == key && s->onlink == onlink)
		break;
	return s;
}

bool
tftp_table_victim(const struct tftp_table *t, uint32_t client, bool onlink,
    struct tftp_entry **ret)
{
	const struct tftp_source *s = source_find(t, client, onlink);
	const size_t share = onlink ? SHARE_ONLINK : SHARE_FAR;

	*ret = NULL;
	if (s != NULL && s->unverified >= share)
		*ret = TAILQ_FIRST(&s->waiting);
	else if (t->count >= t->most)
		*ret = TAILQ_FIRST(&t->waiting);
	return *ret != NULL || t->count < t->most;
}

static struct tftp_source *
source_new(struct tftp_table *t, uint32_t client, bool onlink)
{
	struct tftp_source *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	s->key = source_key(client, onlink);
	s->onlink = onlink;
	TAILQ_INIT(&s->waiting);
	LIST_INSERT_HEAD(&t->sources[bucket_of(s->key, 0)], s, entries);
	return s;
}

int
tftp_table_add(struct tftp_table *t, struct tftp_entry *e, bool onlink)
{
	if (t->count >= t->most)
		return -PX_EFULL;
	e->source = source_find(t, e->client, onlink);
	if (e->source == NULL)
		e->source = source_new(t, e->client, onlink);
	if (e->source == NULL)
		return -PX_ENOMEM;
	e->verified = false;
	e->crowded = e->source->unverified >= FEW;
	e->source->members++;
	e->source->unverified++;
	TAILQ_INSERT_TAIL(&e->source->waiting, e, by_source);
	TAILQ_INSERT_TAIL(&t->waiting, e, by_age);
	LIST_INSERT_HEAD(&t->clients[bucket_of(e->client, e->port)], e,
	    by_client);
	t->count++;
	return 0;
}

/* It waits no longer. */
static void
unwait(struct tftp_table *t, struct tftp_entry *e)
{
	if (e->verified)
		return;
	e->verified = true;
	e->source->unverified--;
	TAILQ_REMOVE(&e->source->waiting, e, by_source);
	TAILQ_REMOVE(&t->waiting, e, by_age);
}

void
tftp_table_verify(struct tftp_table *t, struct tftp_entry *e)
{
	e->source->proven = true;
	unwait(t, e);
}

bool
tftp_table_doubts(const struct tftp_entry *e)
{
	return !e->verified && e->crowded && !e->source->proven;
}

void
tftp_table_remove(struct tftp_table *t, struct tftp_entry *e)
{
	unwait(t, e);
	LIST_REMOVE(e, by_client);
	t->count--;
	if (--e->source->members > 0)
		return;
	LIST_REMOVE(e->source, entries);
	free(e->source);
	e->source = NULL;
}

size_t
tftp_table_count(const struct tftp_table *t)
{
	return t->count;
}

struct tftp_entry *
tftp_table_any(const struct tftp_table *t)
{
	struct tftp_entry *e = NULL;
	size_t i;

	for (i = 0; e == NULL && i < BUCKETS; i++)
		e = LIST_FIRST(&t->clients[i]);
	return e;
}
