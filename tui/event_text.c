/* SPDX-License-Identifier: ISC */
#include "tui/event_text.h"

#include <inttypes.h>
#include <string.h>

#include "core/boot/mend.h"
#include "core/boot/target.h"
#include "core/boot/tries.h"
#include "core/proto/iscsi_pdu.h"
#include "tui/when.h"

static void
add_quoted(struct text *t, const char *s)
{
	text_add_char(t, '"');
	text_add_visible_str(t, s);
	text_add_char(t, '"');
}

/* Label and address, or nothing for an address that is not there. */
static void
add_addr(struct text *t, const char *label, uint32_t addr)
{
	char buf[IP4_TEXT];

	if (addr == 0)
		return;
	text_add(t, label);
	text_add(t, ip4_format(buf, addr));
}

/* After a colon: the reason, where there is one. */
static void
add_reason(struct text *t, const char *reason)
{
	if (reason[0] == '\0')
		return;
	text_add(t, ": ");
	text_add_visible_str(t, reason);
}

static void
add_mode(struct text *t, const struct event_dhcp *d)
{
	if (d->mode != MODE_NONE)
		text_addf(t, ", mode %s%s", mode_name(d->mode),
		    d->by_once ? " (once)" : "");
}

static void
dhcp_request_text(struct text *t, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (d->kind[0] != '\0') {
		text_add(t, " from ");
		text_add_visible_str(t, d->kind);
	}
	if (!d->known && e->origin == ORIGIN_OWN)
		text_add(t, " (new machine)");
	add_addr(t, " through relay ", d->giaddr);
	if (d->dst_port == DHCP_PORT_PXE)
		text_add(t, " on port 4011");
	tries_text(t, d);
	add_mode(t, d);
	if (d->refused)
		text_add(t, ", no answer");
	add_reason(t, d->reason);
}

static void
dhcp_reply_text(struct text *t, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	if (e->origin == ORIGIN_WIRE) {
		add_addr(t, " by ", d->server != 0 ? d->server : d->src);
		if (d->yiaddr != 0)
			text_add(t, ", address");
	}
	add_addr(t, " ", d->yiaddr);
	add_mode(t, d);
	if (d->bootfile[0] != '\0') {
		text_add(t, ", file ");
		add_quoted(t, d->bootfile);
		add_addr(t, " on ", d->siaddr);
	}
	if (d->root_path[0] != '\0') {
		text_add(t, ", root path ");
		add_quoted(t, d->root_path);
	}
	add_reason(t, d->reason);
}

static void
dhcp_text(struct text *t, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	text_add(t, dhcp_type_name(d->type, d->op));
	if (d->op == DHCP_OP_REPLY)
		dhcp_reply_text(t, e);
	else
		dhcp_request_text(t, e);
}

static void
add_bytes_of(struct text *t, const struct event_tftp *f)
{
	text_addf(t, "%" PRIu64, f->bytes);
	if (f->size > 0)
		text_addf(t, " of %" PRIu64, f->size);
	text_add(t, " bytes");
	if (f->size > 0 && f->bytes <= UINT64_MAX / 100)
		text_addf(t, " (%" PRIu64 " %%)", f->bytes * 100 / f->size);
}

static void
add_tftp_error(struct text *t, const struct event_tftp *f)
{
	if (f->error[0] != '\0')
		add_reason(t, f->error);
	else
		text_addf(t, ": error %u", f->error_code);
}

/* At whom it is, as far as the other one shows it. */
static void
add_break(struct text *t, const struct event_tftp *f)
{
	switch (f->silent) {
	case TFTP_SILENT_CLIENT:
		text_add(t, ": the client fell silent");
		break;
	case TFTP_SILENT_SERVER:
		add_addr(t, ": ", f->server);
		text_add(t, " stopped sending");
		break;
	case TFTP_SILENT_BOTH:
		break;
	}
	text_add(t, " after ");
	add_bytes_of(t, f);
	if (f->silent == TFTP_SILENT_SERVER)
		text_addf(t, ", the client asked %u more time%s", f->vain,
		    f->vain == 1 ? "" : "s");
}

static void
tftp_done_text(struct text *t, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	static const char *const words[] = {
	    [TFTP_RUNNING] = "under way, ",
	    [TFTP_COMPLETE] = "sent, ",
	    [TFTP_INCOMPLETE] = "broke off",
	    [TFTP_CLIENT_ERROR] = "stopped by the client",
	    [TFTP_SERVER_ERROR] = "refused",
	    [TFTP_NO_REPLY] = "offered, but the client never answered",
	    [TFTP_PROBE] = "only its size was asked for",
	};
	static const char *const written[] = {
	    [TFTP_RUNNING] = "being written, ",
	    [TFTP_COMPLETE] = "written, ",
	    [TFTP_INCOMPLETE] = "broke off while it was written: ",
	    [TFTP_CLIENT_ERROR] = "stopped by the client",
	    [TFTP_SERVER_ERROR] = "to be written, refused",
	    [TFTP_NO_REPLY] = "to be written, and no server answered",
	    [TFTP_PROBE] = "",
	};

	if (f->writes)
		text_add(t, written[f->outcome]);
	else if (event_tftp_unanswered(e))
		text_add(t, "asked for, and no server answered");
	else
		text_add(t, words[f->outcome]);
	if (event_tftp_unanswered(e))
		add_reason(t, f->error);
	switch (f->outcome) {
	case TFTP_COMPLETE:
		text_addf(t, "%" PRIu64 " bytes in ", f->bytes);
		when_took(t, f->elapsed_us);
		break;
	case TFTP_INCOMPLETE:
		if (f->writes)
			add_bytes_of(t, f);
		else
			add_break(t, f);
		break;
	case TFTP_RUNNING:
		add_bytes_of(t, f);
		break;
	case TFTP_CLIENT_ERROR:
	case TFTP_SERVER_ERROR:
		add_tftp_error(t, f);
		break;
	case TFTP_NO_REPLY:
	case TFTP_PROBE:
		break;
	}
	if (f->retransmits > 0)
		text_addf(t, ", %" PRIu64 " packet%s sent again",
		    f->retransmits, f->retransmits == 1 ? "" : "s");
}

static void
tftp_text(struct text *t, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;

	text_add(t, "TFTP ");
	add_quoted(t, f->file);
	text_add_char(t, ' ');
	switch (f->phase) {
	case TFTP_PHASE_REQUEST:
		text_add(t, f->writes ? "to be written" : "asked for");
		add_addr(t, " by ", f->client);
		if (f->blksize != 0)
			text_addf(t, ", blocks of %u", f->blksize);
		break;
	case TFTP_PHASE_PROGRESS:
		add_bytes_of(t, f);
		break;
	case TFTP_PHASE_DONE:
		tftp_done_text(t, e);
		break;
	}
}

static void
stage_text(struct text *t, const struct event *e)
{
	const struct event_stage *s = &e->u.stage;

	text_add(t, "stage ");
	text_add(t, boot_stage_name(s->stage));
	add_reason(t, s->what);
	if (s->in_before_us > 0 && s->before > BOOT_STALLED) {
		text_add(t, " (");
		when_took(t, s->in_before_us);
		text_addf(t, " after %s)", boot_stage_name(s->before));
	} else if (s->in_before_us > 0) {
		text_add(t, " (");
		text_add(t, boot_stage_name(s->before));
		text_add(t, " took ");
		when_took(t, s->in_before_us);
		text_add_char(t, ')');
	}
}

static void
session_text(struct text *t, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	text_add(t, "boot ");
	text_add_number(t, e->session);
	text_add(t, s->begins ? " begins" : " ends: ");
	if (!s->begins) {
		text_add(t, boot_stage_name(s->result));
		text_add(t, " after ");
		when_took(t, s->took_us);
	}
	if (s->mode != MODE_NONE)
		text_addf(t, ", mode %s%s", mode_name(s->mode),
		    s->by_once ? " (once)" : "");
	add_reason(t, s->text);
	if (s->once_used)
		text_add(t, "; once is used up");
}

static void
lease_text(struct text *t, const struct event *e)
{
	static const char *const words[] = {
	    [LEASE_FREE] = "free",
	    [LEASE_OFFERED] = "offered",
	    [LEASE_BOUND] = "bound until ",
	    [LEASE_DECLINED] = "declined: in quarantine until ",
	    [LEASE_RELEASED] = "released",
	};
	const struct lease *l = &e->u.lease.lease;
	char buf[WHEN_TEXT];

	text_add(t, "address");
	add_addr(t, " ", l->addr);
	if (l->state >= sizeof(words) / sizeof(words[0]))
		return;
	text_addf(t, " %s", words[l->state]);
	if (l->state == LEASE_BOUND || l->state == LEASE_DECLINED)
		text_add(t, when_local(buf, l->expires * 1000000));
	if (!e->u.lease.stored)
		text_add(t, ", not on disk");
}

static void
host_text(struct text *t, const struct event *e)
{
	const struct event_host *h = &e->u.host;
	const bool secret = target_key_secret(target_key_find(h->key));

	text_add_visible_str(t, h->object);
	text_add(t, ": ");
	text_add_visible_str(t, h->key);
	text_add_char(t, ' ');
	if (secret) {
		text_add(t, "changed");
	} else {
		add_quoted(t, h->before);
		text_add(t, " is now ");
		add_quoted(t, h->after);
	}
	text_add(t, ", by ");
	text_add_visible_str(t, h->who);
}

/* How much of the body came; HEAD asks for its length only. */
static void
add_body(struct text *t, const struct event_http *h)
{
	/* A capture that cuts the head off tells nothing of the body. */
	if (h->bytes == 0 && !h->has_length)
		return;
	if (strcmp(h->method, "HEAD") == 0) {
		text_addf(t, ", it has %" PRIu64 " bytes", h->length);
		return;
	}
	text_addf(t, ", %" PRIu64, h->bytes);
	if (h->has_length)
		text_addf(t, " of %" PRIu64, h->length);
	text_add(t, " bytes");
}

/* Between these two ends nobody else reads. */
static void
tls_text(struct text *t, const struct event_http *h)
{
	add_addr(t, "HTTPS to ", h->server);
	if (h->host[0] != '\0') {
		text_add(t, " (");
		text_add_visible_str(t, h->host);
		text_add_char(t, ')');
	}
	if (h->phase == HTTP_PHASE_REQUEST ||
	    (h->phase == HTTP_PHASE_PROGRESS && h->bytes == 0))
		return;
	if (h->bytes == 0)
		text_add(t,
		    h->in_part || h->one_sided ?
			": its answer is not in the capture" :
			": the two do not agree");
	else
		text_addf(t, ", %" PRIu64 " bytes that cannot be read here",
		    h->bytes);
}

static void
unreached_text(struct text *t, const struct event_http *h)
{
	add_addr(t, "connects by HTTP to ", h->server);
	text_addf(t, " port %u: %s", h->server_port,
	    h->reach == HTTP_REFUSED ? "refused" : "no answer");
}

static void
http_text(struct text *t, const struct event *e)
{
	const struct event_http *h = &e->u.http;

	if (h->reach != HTTP_REACHED) {
		unreached_text(t, h);
		return;
	}
	if (h->secure) {
		tls_text(t, h);
		return;
	}
	text_add(t, "HTTP ");
	text_add_visible_str(t, h->method);
	text_add_char(t, ' ');
	text_add_visible_str(t, h->uri);
	add_addr(t, " on ", h->server);
	if (h->agent[0] != '\0') {
		text_add(t, " by ");
		text_add_visible_str(t, h->agent);
	}
	if (h->phase == HTTP_PHASE_REQUEST)
		return;
	if (h->status == 0) {
		text_add(t,
		    h->in_part || h->one_sided ?
			": its answer is not in the capture" :
			": no answer");
		return;
	}
	text_addf(t, ": %u", h->status);
	add_body(t, h);
	if (h->chunked)
		text_add(t, ", chunked");
	if (h->phase == HTTP_PHASE_PROGRESS || h->under_way)
		text_add(t, " so far");
	if (event_http_broke_off(e))
		add_reason(t, event_http_left(e));
}

static void
iscsi_text(struct text *t, const struct event *e)
{
	const struct event_iscsi *i = &e->u.iscsi;

	switch (i->phase) {
	case ISCSI_CONNECT:
		add_addr(t, "connects to the iSCSI target on ", i->server);
		break;
	case ISCSI_REFUSED:
		add_addr(t, "no iSCSI target listens on ", i->server);
		text_addf(t, " port %u", i->port);
		break;
	case ISCSI_SILENT:
		add_addr(t, "no iSCSI target answers on ", i->server);
		text_addf(t, " port %u", i->port);
		break;
	case ISCSI_LOGIN:
		text_add(t, "iSCSI login to ");
		add_quoted(t, i->target);
		text_add(t, " as ");
		add_quoted(t, i->initiator);
		break;
	case ISCSI_RESPONSE:
		text_add(t, "iSCSI login answered: ");
		text_add(t,
		    iscsi_status_text(i->status_class, i->status_detail));
		break;
	case ISCSI_NO_LUN:
		add_addr(t, "the iSCSI target on ", i->server);
		text_add(t, " has no such LUN");
		break;
	case ISCSI_PHASE_COUNT:
		break;
	}
}

static void
server_text(struct text *t, const struct event *e)
{
	static const char *const words[SERVER_KIND_COUNT] = {
	    [SERVER_DHCP] = "DHCP server",
	    [SERVER_PROXY] = "proxyDHCP server",
	    [SERVER_PXE] = "PXE boot server (4011)",
	    [SERVER_TFTP] = "TFTP server",
	};
	const struct event_server *s = &e->u.server;

	text_addf(t, "another %s", words[s->kind]);
	add_addr(t, " ", s->addr);
	add_reason(t, s->offers);
}

static void
wire_text(struct text *t, const struct event *e)
{
	const struct event_wire *w = &e->u.wire;

	switch (w->kind) {
	case WIRE_ARP_REQUEST:
		add_addr(t, "ARP: who has ", w->dst);
		break;
	case WIRE_ARP_REPLY:
		add_addr(t, "ARP: here is ", w->src);
		break;
	case WIRE_UNREACHABLE:
		add_addr(t, "ICMP: refused by ", w->src);
		text_addf(t, ", port %u", w->port);
		break;
	case WIRE_TCP_REFUSED:
	case WIRE_TCP_SILENT:
		add_addr(t, "TCP: no connection to ", w->dst);
		text_addf(t, ", port %u", w->port);
		break;
	case WIRE_BPDU:
		text_add(t, "spanning tree BPDU");
		break;
	case WIRE_SOLICIT:
		text_add(t, "firmware asks for a boot over IPv6 (DHCPv6)");
		break;
	}
}

static void
finding_text(struct text *t, const struct event *e)
{
	const struct event_finding *f = &e->u.finding;
	struct mend_plan plan;
	char mac[MAC_TEXT];

	if (!f->raised) {
		text_addf(t, "%s is over", f->slug);
		return;
	}
	text_addf(t, "%s (%s): %s", severity_name(f->severity), f->slug,
	    f->text);
	if (f->fix[0] != '\0')
		text_addf(t, "; to mend it: %s", f->fix);
	mend_plan(&plan, f, NULL, NULL);
	if (plan.count == 0 || !e->has_mac)
		return;
	text_addf(t, " (host set %s ", mac_format(mac, &e->mac));
	mend_plan_text(t, &plan);
	text_add_char(t, ')');
}

static void
log_text(struct text *t, const struct event *e)
{
	const struct event_log *l = &e->u.log;

	if (l->level >= LOG_WARNING)
		text_addf(t, "%s: ", log_level_name(l->level));
	if (l->topic[0] != '\0') {
		text_add_visible_str(t, l->topic);
		text_add(t, ": ");
	}
	text_add_visible_str(t, l->text);
}

/* Kinds that nothing makes yet have their name only. */
static void (*const texts[EVENT_KIND_COUNT])(struct text *t,
    const struct event *e) = {
    [EVENT_DHCP] = dhcp_text,
    [EVENT_TFTP] = tftp_text,
    [EVENT_STAGE] = stage_text,
    [EVENT_SESSION] = session_text,
    [EVENT_FINDING] = finding_text,
    [EVENT_HTTP] = http_text,
    [EVENT_ISCSI] = iscsi_text,
    [EVENT_LEASE] = lease_text,
    [EVENT_HOST] = host_text,
    [EVENT_SERVER] = server_text,
    [EVENT_WIRE] = wire_text,
    [EVENT_LOG] = log_text,
};

void
event_text(struct text *t, const struct event *e)
{
	if (texts[e->kind] == NULL)
		text_add(t, event_kind_name(e->kind));
	else
		texts[e->kind](t, e);
	if (e->unheard)
		text_add(t, "; seen on the wire, never received here");
}

void
event_line(struct text *t, const struct event *e)
{
	char when[WHEN_TEXT], mac[MAC_TEXT];

	text_add(t, when_local(when, e->time_us));
	text_add_char(t, ' ');
	if (e->has_mac)
		text_addf(t, "%s ", mac_format(mac, &e->mac));
	event_text(t, e);
}
