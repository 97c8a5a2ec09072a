/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_case.h"

/* Two MACs that show one UUID: two ports of a machine, or two machines. */

bool
boot_case_speaks(const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		return e->u.dhcp.op != DHCP_OP_REPLY &&
		    e->u.dhcp.facts.uuid_usable;
	if (e->kind == EVENT_TFTP)
		return e->u.tftp.phase == TFTP_PHASE_REQUEST;
	return e->kind == EVENT_HTTP && e->u.http.phase == HTTP_PHASE_REQUEST;
}

/* Two that speak in turns within this time are two machines. */
#define TURNS_US (INT64_C(20) * 1000000)
#define MEMORY_US (INT64_C(600) * 1000000)

void
boot_case_meet(struct boot_case *c, struct boot_case *other, int64_t now_us)
{
	const struct case_twin mine = {.there = true,
	    .mac = other->mac,
	    .after = now_us - other->last_us < MEMORY_US,
	    .last_us = now_us};
	const struct case_ask *its_last = case_last_ask(other);
	const struct case_twin its = {.there = true,
	    .mac = c->mac,
	    .last_us = its_last != NULL ? its_last->time_us : other->last_us};

	c->twin = mine;
	if (!other->twin.there)
		other->twin = its;
}

/* Since when it fetches what has not ended yet; INT64_MIN: nothing. */
static int64_t
fetches_since(const struct boot_case *c)
{
	int64_t us = INT64_MIN;
	size_t i;

	for (i = 0; i < c->file_count; i++)
		if (!c->file[i].done && c->file[i].began_us > us)
			us = c->file[i].began_us;
	for (i = 0; i < c->page_count; i++)
		if (c->page[i].http.phase != HTTP_PHASE_DONE &&
		    c->page[i].time_us > us)
			us = c->page[i].time_us;
	return us;
}

/*
 * How much it tells that the other one spoke before this.  A port has the rest
 * of its exchange before another one of its machine gets its turn.
 */
static unsigned
weight_of(const struct boot_case *c, const struct event *e, int64_t other_us)
{
	const struct case_ask *a = case_last_ask_of(c, DHCP_DISCOVER);

	return e->kind == EVENT_DHCP && e->u.dhcp.type == DHCP_REQUEST &&
		a != NULL && a->xid == e->u.dhcp.xid && a->time_us < other_us ?
	    2 :
	    1;
}

/*
 * A loader may fetch through both ports of its machine in turns, but not two
 * files at a time: a request counts only while the other one's goes on.
 */
void
boot_case_turn(struct boot_case *c, const struct boot_case *other,
    const struct event *e)
{
	const bool dhcp = e->kind == EVENT_DHCP;
	const int64_t now_us = event_wire_us(e);
	const int64_t other_us = dhcp ? other->twin.last_us :
					fetches_since(other);
	struct case_twin *t = &c->twin;
	const bool after = other_us > t->last_us && other_us < now_us;

	if (!dhcp && !after)
		return;
	if (now_us - t->last_us > TURNS_US)
		t->turns = 0;
	else if (after)
		t->turns += weight_of(c, e, other_us);
	t->last_us = now_us;
}
