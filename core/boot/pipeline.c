/* SPDX-License-Identifier: ISC */
#include "core/boot/pipeline.h"

#include <string.h>

#include "core/base/room.h"
#include "core/boot/doctor.h"
#include "core/boot/servers.h"
#include "core/boot/track.h"

struct pipeline {
	struct event_sink out;
	struct observe *observe;
	struct join *join;
	struct track *track;
	struct diag *diag;
	struct servers servers;
	struct join_told told; /* as of the last release */
};

size_t
pipeline_size(size_t max_machines)
{
	return room_for(sizeof(struct pipeline)) + room_for(observe_size()) +
	    room_for(join_size()) + room_for(track_size(max_machines)) +
	    room_for(diag_size());
}

/* Where our own server follows a transfer the wire has nothing to add. */
static void
forget_transfer(struct pipeline *p, const struct event *e)
{
	if (e->kind == EVENT_TFTP)
		observe_forget(p->observe, e->u.tftp.client,
		    e->u.tftp.client_port);
}

/* The wire's transfers are numbered apart from our server's. */
#define WIRE_TRANSFERS (UINT64_C(1) << 32)

static void
take_seen(void *arg, const struct event *e)
{
	struct pipeline *p = arg;
	struct event copy TO_FILL;

	/* The tap shows it twice; our sockets got it once. */
	if (e->copy)
		return;
	if (e->kind != EVENT_TFTP) {
		(void)join_take(p->join, e);
		return;
	}
	event_copy(&copy, e);
	copy.u.tftp.transfer += WIRE_TRANSFERS;
	if (!join_take(p->join, &copy))
		forget_transfer(p, e);
}

static void
take_stamped(void *arg, const struct event *e)
{
	const struct pipeline *p = arg;

	diag_event(p->diag, e);
}

static void
pass_on(void *arg, const struct event *e)
{
	const struct pipeline *p = arg;

	p->out.take(p->out.arg, e);
}

static void
take_judged(void *arg, const struct event *e)
{
	struct pipeline *p = arg;

	pass_on(p, e);
	servers_take(&p->servers, e);
}

static bool
is_ours(const struct pipeline *p, uint32_t addr)
{
	size_t i;

	for (i = 0; i < p->servers.addr_count; i++)
		if (p->servers.addrs[i] == addr)
			return true;
	return false;
}

static void
take_joined(void *arg, const struct event *e)
{
	const struct mac doctor = doctor_mac();
	struct pipeline *p = arg;
	struct event copy TO_FILL;

	if (e->has_mac && mac_equal(&e->mac, &doctor)) {
		take_judged(p, e);
		return;
	}
	event_copy(&copy, e);
	/* Of others' ports those show nothing. */
	if (e->kind == EVENT_WIRE && is_ours(p, e->u.wire.src))
		copy.origin = ORIGIN_OWN;
	track_event(p->track, &copy);
}

struct pipeline *
pipeline_init(void *memory, size_t max_machines, const struct diag_env *env,
    struct event_sink out)
{
	char *at = memory;
	struct pipeline *p = room_take(&at, sizeof(*p));
	const struct event_sink seen = {p, take_seen};
	const struct event_sink joined = {p, take_joined};
	const struct event_sink stamped = {p, take_stamped};
	const struct event_sink judged = {p, take_judged};
	const struct event_sink last = {p, pass_on};

	p->out = out;
	memset(&p->told, 0, sizeof(p->told));
	servers_init(&p->servers, last);
	p->observe = observe_init(room_take(&at, observe_size()), seen);
	p->join = join_init(room_take(&at, join_size()), joined);
	p->track = track_init(room_take(&at, track_size(max_machines)),
	    max_machines, stamped);
	p->diag = diag_init(at, env, judged);
	return p;
}

void
pipeline_self(struct pipeline *p, const struct join_self *self,
    const struct diag_env *env)
{
	join_self(p->join, self);
	servers_self(&p->servers, self->addrs, self->addr_count);
	diag_env(p->diag, env);
	track_lost(p->track, env->lost_us);
}

void
pipeline_frame(struct pipeline *p, const struct observe_frame *f)
{
	(void)observe_frame(p->observe, f);
}

void
pipeline_own(struct pipeline *p, const struct event *e)
{
	forget_transfer(p, e);
	(void)join_take(p->join, e);
}

int64_t
pipeline_release(struct pipeline *p, int64_t now_us,
    const struct join_told *told)
{
	p->told = *told;
	return join_release(p->join, now_us, told);
}

void
pipeline_lost(struct pipeline *p, int64_t now_us)
{
	join_lost(p->join, now_us);
}

void
pipeline_tick(struct pipeline *p, int64_t now_us)
{
	const int64_t until_us = join_until(p->join, now_us);
	const int64_t told_us = join_told_until(&p->told, now_us);

	observe_tick(p->observe, now_us);
	track_tick(p->track, until_us);
	/* Silence is judged where our server has told its part, too. */
	diag_tick(p->diag, told_us < until_us ? told_us : until_us);
}

const struct boot_case *
pipeline_case(struct pipeline *p, const struct mac *mac)
{
	return diag_case(p->diag, mac);
}

void
pipeline_end(struct pipeline *p)
{
	join_flush(p->join);
}
