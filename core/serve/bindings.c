/* SPDX-License-Identifier: ISC */
#include "core/serve/bindings.h"

#include <stdlib.h>

#include "core/base/err.h"

#define OFFER_SECONDS 10
#define DECLINE_SECONDS 600

int
bindings_init(struct bindings *b, const struct serve_config *config,
    struct text *why)
{
	const struct lease_config c = {.first = config->range_first,
	    .last = config->range_last,
	    .seconds = config->lease_seconds,
	    .offer_seconds = OFFER_SECONDS,
	    .decline_seconds = DECLINE_SECONDS};
	size_t size;

	(void)pthread_mutex_init(&b->lock, NULL);
	if (config->proxy || c.first == 0)
		return 0;
	size = lease_pool_size(&c);
	if (size == 0) {
		text_add(why, "the address range cannot be used");
		return -PX_ERANGE;
	}
	b->memory = calloc(1, size);
	if (b->memory == NULL)
		return -PX_ENOMEM;
	b->pool = lease_pool_init(b->memory, &c);
	return 0;
}

void
bindings_free(struct bindings *b)
{
	free(b->memory);
	(void)pthread_mutex_destroy(&b->lock);
}

void
bindings_lock(struct bindings *b)
{
	(void)pthread_mutex_lock(&b->lock);
}

void
bindings_unlock(struct bindings *b)
{
	(void)pthread_mutex_unlock(&b->lock);
}

bool
bindings_machine_at(struct bindings *b, uint32_t addr, struct mac *ret)
{
	const struct lease *l;
	const struct host *h;

	bindings_lock(b);
	l = b->pool == NULL ? NULL : lease_by_addr(b->pool, addr);
	h = b->book == NULL ? NULL : book_find_ip(b->book, addr);
	if (h != NULL)
		*ret = h->mac;
	else if (l != NULL)
		*ret = l->mac;
	bindings_unlock(b);
	return l != NULL || h != NULL;
}

uint16_t
bindings_blksize(struct bindings *b, const struct mac *mac)
{
	uint16_t most;

	bindings_lock(b);
	most = block_caps_get(&b->caps, b->book, mac);
	bindings_unlock(b);
	return most;
}
