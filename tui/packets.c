/* SPDX-License-Identifier: ISC */
#include "tui/packets.h"

#include <stdlib.h>
#include <string.h>

bool
packets_init(struct packets *p)
{
	p->rows = calloc(PACKETS_MOST, sizeof(*p->rows));
	p->next = 0;
	return p->rows != NULL;
}

void
packets_done(struct packets *p)
{
	free(p->rows);
	p->rows = NULL;
}

void
packets_take(struct packets *p, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	struct packet *row;

	if (e->kind != EVENT_DHCP || e->seq == 0 || d->packet_len == 0)
		return;
	row = &p->rows[p->next++ % PACKETS_MOST];
	row->seq = e->seq;
	row->len = d->packet_len;
	row->mac = e->mac;
	memcpy(row->bytes, d->packet, sizeof(row->bytes));
}

const struct packet *
packets_find(const struct packets *p, uint64_t seq)
{
	size_t i;

	for (i = 0; seq != 0 && i < PACKETS_MOST; i++)
		if (p->rows[i].seq == seq)
			return &p->rows[i];
	return NULL;
}

#define XID_AT 4

const struct packet *
packets_asked(const struct packets *p, const struct packet *reply)
{
	const struct packet *found = NULL, *row;
	size_t i;

	for (i = 0; i < PACKETS_MOST; i++) {
		row = &p->rows[i];
		if (row->seq == 0 || row->seq >= reply->seq ||
		    row->bytes[0] != DHCP_OP_REQUEST ||
		    !mac_equal(&row->mac, &reply->mac) ||
		    memcmp(row->bytes + XID_AT, reply->bytes + XID_AT, 4) != 0)
			continue;
		if (found == NULL || row->seq > found->seq)
			found = row;
	}
	return found;
}
