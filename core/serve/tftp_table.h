/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_TABLE_H
#define CORE_SERVE_TFTP_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

/*
 * Who is being served: transfers by client address and port, with a ceiling.
 * A client is verified when it has answered once; until then its address may
 * be forged, so the oldest unverified ones make room for new ones, and each
 * source (an address, or a whole /24 beyond the router) has its share.
 */
struct tftp_source;

/* Stands first in what it is a part of. */
struct tftp_entry {
	uint32_t client;
	uint16_t port;
	bool verified;
	bool crowded; /* many of its source waited when it came */
	struct tftp_source *source;
	LIST_ENTRY(tftp_entry) by_client;
	TAILQ_ENTRY(tftp_entry)
	by_age; /* while unverified */
	TAILQ_ENTRY(tftp_entry)
	by_source; /* while unverified */
};

struct tftp_table;

/* Room for `most` entries; NULL: no memory. */
struct tftp_table *tftp_table_new(size_t most);

/* Every entry must be out. */
void tftp_table_free(struct tftp_table *t);

struct tftp_entry *tftp_table_find(const struct tftp_table *t, uint32_t client,
    uint16_t port);

/*
 * What has to be removed before an entry of this client fits: NULL and true,
 * nothing; NULL and false, all are verified and there is no room.
 */
bool tftp_table_victim(const struct tftp_table *t, uint32_t client, bool onlink,
    struct tftp_entry **ret);

/* client and port are set; 0, -PX_ENOMEM or -PX_EFULL. */
int tftp_table_add(struct tftp_table *t, struct tftp_entry *e, bool onlink);

/* The client has answered. */
void tftp_table_verify(struct tftp_table *t, struct tftp_entry *e);

/*
 * One of many whose source has answered none: whoever is at that address may
 * never have asked, and gets nothing twice (X01).
 */
bool tftp_table_doubts(const struct tftp_entry *e);

void tftp_table_remove(struct tftp_table *t, struct tftp_entry *e);

size_t tftp_table_count(const struct tftp_table *t);

/* Any one of them; NULL: empty. */
struct tftp_entry *tftp_table_any(const struct tftp_table *t);

#endif
