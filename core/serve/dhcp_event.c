/* SPDX-License-Identifier: ISC */
#include "core/serve/dhcp_event.h"

/* What request and reply have in common. */
static void
fill_common(struct event *e, const struct boot_request *r,
    const struct dhcp_answer *a, int64_t now_us)
{
	const struct decision *d = &a->decision;
	struct event_dhcp *o = &e->u.dhcp;
	struct text t;

	event_init(e, EVENT_DHCP, now_us, &r->mac);
	e->origin = ORIGIN_OWN;
	o->xid = r->xid;
	o->giaddr = r->msg->head.giaddr;
	o->stage = r->stage;
	o->arch = r->arch;
	text_init(&t, o->kind, sizeof(o->kind));
	client_kind_text(&t, r);
	o->mode = d->mode;
	o->by_once = d->by_once;
	o->known = d->host != NULL;
	o->loader_missing = d->loader_missing;
}

/* Where the policy was asked its reason tells; else the server's refusal. */
static void
fill_reason(struct event_dhcp *o, const struct boot_request *r,
    const struct dhcp_answer *a)
{
	struct text t;

	text_init(&t, o->reason, sizeof(o->reason));
	if (a->refusal != DHCP_ANSWERED && a->refusal != DHCP_POLICY) {
		text_add(&t, dhcp_refusal_text(a->refusal));
		return;
	}
	reason_text(&t, &a->decision, r);
	(void)text_copy(o->reason_slug, sizeof(o->reason_slug),
	    reason_slug(a->decision.reason));
}

void
dhcp_event_request(struct event *e, const struct boot_request *r,
    const struct dhcp_answer *a, const struct ingress *in, int64_t now_us)
{
	struct event_dhcp *o = &e->u.dhcp;

	fill_common(e, r, a, now_us);
	o->type = r->type;
	o->op = DHCP_OP_REQUEST;
	o->src = in->src;
	o->dst = in->local;
	o->src_port = in->src_port;
	o->dst_port = in->local_port;
	o->server = r->server_id;
	o->yiaddr = r->requested;
	/* A RELEASE or DECLINE that was done is no refusal. */
	o->refused = a->refusal != DHCP_ANSWERED &&
	    a->refusal != DHCP_NO_REPLY_DUE;
	fill_reason(o, r, a);
}

void
dhcp_event_reply(struct event *e, const struct boot_request *r,
    const struct dhcp_answer *a, uint32_t src, int64_t now_us)
{
	struct event_dhcp *o = &e->u.dhcp;

	fill_common(e, r, a, now_us);
	o->type = a->terms.type;
	o->op = DHCP_OP_REPLY;
	o->src = src;
	o->dst = a->route.dst;
	o->dst_port = a->route.dst_port;
	o->server = a->terms.server_id;
	o->yiaddr = a->image.head.yiaddr;
	o->siaddr = a->image.head.siaddr;
	if (a->terms.type == DHCP_NAK) {
		if (a->terms.nak_text != NULL)
			(void)text_copy(o->reason, sizeof(o->reason),
			    a->terms.nak_text);
		return;
	}
	fill_reason(o, r, a);
	(void)text_copy(o->bootfile, sizeof(o->bootfile), a->decision.bootfile);
	(void)text_copy(o->root_path, sizeof(o->root_path),
	    a->decision.root_path);
}

void
dhcp_event_facts(struct event *e, struct dhcp_msg *room)
{
	struct event_dhcp *d = &e->u.dhcp;

	if (e->kind != EVENT_DHCP || d->facts.length != 0 ||
	    d->packet_len > EVENT_PACKET)
		return;
	if (dhcp_decode(room, d->packet, d->packet_len, NULL) == 0)
		dhcp_facts_read(&d->facts, room, d->packet_len);
}

void
dhcp_event_fault(struct event *e, const struct fault *f,
    const struct ingress *in, const char *interface, int64_t now_us)
{
	char ip[IP4_TEXT];
	struct text t;

	event_log(e, LOG_WARNING, "dhcp", "", now_us);
	text_init(&t, e->u.log.text, sizeof(e->u.log.text));
	text_addf(&t, "dropped a malformed packet from %s on ",
	    ip4_format(ip, in->src));
	text_add_visible_str(&t, interface);
	text_add(&t, ": ");
	if (f->option != 0)
		text_addf(&t, "option %u ", f->option);
	text_addf(&t, "at byte %u: %s", f->offset, err_text(f->err));
}
