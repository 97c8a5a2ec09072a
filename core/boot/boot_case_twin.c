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

void
boot_case_turn(struct boot_case *c, const struct boot_case *other,
    int64_t now_us)
{
	struct case_twin *t = &c->twin;

	if (now_us - t->last_us > TURNS_US)
		t->turns = 0;
	else if (other->twin.last_us > t->last_us &&
	    other->twin.last_us < now_us)
		t->turns++;
	t->last_us = now_us;
}
