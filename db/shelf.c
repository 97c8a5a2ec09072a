/* SPDX-License-Identifier: ISC */
#include "db/shelf.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot/target.h"
#include "db/store.h"

#define CHUNK 65536

struct chunk {
	struct chunk *next;
	size_t used;
	char bytes[CHUNK];
};

struct shelf {
	struct book book; /* first: a book is its shelf */
	atomic_uint references;
	size_t host_most, host_count, target_most, target_count;
	size_t quirk_most, quirk_count;
	struct host *hosts;
	struct host modes[MODE_COUNT];
	struct target *targets;
	struct quirk *quirks;
	uint32_t *slots;
	struct chunk *chunks;
};

struct shelf *
shelf_new(size_t hosts, size_t targets, size_t quirks)
{
	static const struct mac nobody;
	struct shelf *s = calloc(1, sizeof(*s));
	size_t i;

	if (s == NULL)
		return NULL;
	atomic_init(&s->references, 1);
	s->host_most = hosts;
	s->target_most = targets;
	s->quirk_most = quirks;
	/* One more, so that no request is for nothing. */
	s->hosts = calloc(hosts + 1, sizeof(*s->hosts));
	s->targets = calloc(targets + 1, sizeof(*s->targets));
	s->quirks = calloc(quirks + 1, sizeof(*s->quirks));
	s->slots = calloc(book_slots_for(hosts), sizeof(*s->slots));
	if (s->hosts == NULL || s->targets == NULL || s->quirks == NULL ||
	    s->slots == NULL) {
		shelf_free(s);
		return NULL;
	}
	for (i = 0; i < MODE_COUNT; i++)
		host_init(&s->modes[i], &nobody);
	return s;
}

void
shelf_free(struct shelf *s)
{
	struct chunk *c;

	if (s == NULL)
		return;
	while ((c = s->chunks) != NULL) {
		s->chunks = c->next;
		free(c);
	}
	free(s->hosts);
	free(s->targets);
	free(s->quirks);
	free(s->slots);
	free(s);
}

const char *
shelf_text(struct shelf *s, const char *text)
{
	const size_t n = strlen(text) + 1;
	struct chunk *c = s->chunks;
	char *to;

	if (n > CHUNK)
		return NULL;
	if (c == NULL || CHUNK - c->used < n) {
		if ((c = malloc(sizeof(*c))) == NULL)
			return NULL;
		c->next = s->chunks;
		c->used = 0;
		s->chunks = c;
	}
	to = c->bytes + c->used;
	memcpy(to, text, n);
	c->used += n;
	return to;
}

struct host *
shelf_host(struct shelf *s, const struct mac *mac)
{
	struct host *h;

	if (s->host_count == s->host_most)
		return NULL;
	h = &s->hosts[s->host_count++];
	host_init(h, mac);
	return h;
}

struct host *
shelf_mode(struct shelf *s, enum boot_mode mode)
{
	return &s->modes[mode];
}

struct host *
shelf_quirk(struct shelf *s, const char *kind)
{
	static const struct mac nobody;
	const char *own = shelf_text(s, kind);
	struct quirk *q;

	if (s->quirk_count == s->quirk_most || own == NULL)
		return NULL;
	q = &s->quirks[s->quirk_count++];
	q->kind = own;
	host_init(&q->set, &nobody);
	return &q->set;
}

struct target *
shelf_target(struct shelf *s, const char *name)
{
	struct target *t;
	const char *own = shelf_text(s, name);

	if (s->target_count == s->target_most || own == NULL)
		return NULL;
	t = &s->targets[s->target_count++];
	target_init(t, own);
	return t;
}

static int
by_mac(const void *a, const void *b)
{
	const struct host *x = a, *y = b;

	return memcmp(&x->mac, &y->mac, sizeof(x->mac));
}

/*
 * They come in the order of their names, which is that of their addresses but
 * where a page was overwritten or somebody spelt one otherwise: then they are
 * sorted here, and of two that are the same machine one stays.
 */
static void
sort_hosts(struct shelf *s)
{
	size_t i, n = 1;

	while (n < s->host_count && by_mac(&s->hosts[n - 1], &s->hosts[n]) < 0)
		n++;
	if (n >= s->host_count)
		return;
	qsort(s->hosts, s->host_count, sizeof(s->hosts[0]), by_mac);
	for (n = i = 1; i < s->host_count; i++)
		if (by_mac(&s->hosts[n - 1], &s->hosts[i]) < 0)
			s->hosts[n++] = s->hosts[i];
	s->host_count = n;
}

struct book *
shelf_book(struct shelf *s)
{
	sort_hosts(s);
	book_init(&s->book, s->hosts, s->host_count, s->targets,
	    s->target_count, s->slots);
	memcpy(s->book.modes, s->modes, sizeof(s->modes));
	s->book.quirks = s->quirks;
	s->book.quirk_count = s->quirk_count;
	return &s->book;
}

struct book *
book_ref(struct book *book)
{
	struct shelf *s = (struct shelf *)book;

	(void)atomic_fetch_add(&s->references, 1);
	return book;
}

void
book_free(struct book *book)
{
	struct shelf *s = (struct shelf *)book;

	if (s != NULL && atomic_fetch_sub(&s->references, 1) == 1)
		shelf_free(s);
}

struct book *
shelf_book_empty(void)
{
	struct shelf *s = shelf_new(0, 0, 0);

	return s == NULL ? NULL : shelf_book(s);
}
