/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_DHCP_EVENT_H
#define CORE_SERVE_DHCP_EVENT_H

#include <stdint.h>

#include "core/boot/dhcp_server.h"
#include "core/boot/event.h"

/*
 * What the server did, as the events that the operator sees: one for the
 * request with what we made of it, one for the reply.
 */
void dhcp_event_request(struct event *e, const struct boot_request *r,
    const struct dhcp_answer *a, const struct ingress *in, int64_t now_us);
void dhcp_event_reply(struct event *e, const struct boot_request *r,
    const struct dhcp_answer *a, uint32_t src, int64_t now_us);

/*
 * Fills the facts of a message of ours from the bytes that the event keeps:
 * not while it is served, but by the thread that tells of it.  The message is
 * the caller's room to read it.
 */
void dhcp_event_facts(struct event *e, struct dhcp_msg *room);

/* A packet that could not be understood: which byte, which option. */
void dhcp_event_fault(struct event *e, const struct fault *f,
    const struct ingress *in, const char *interface, int64_t now_us);

#endif
