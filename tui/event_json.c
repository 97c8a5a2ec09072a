/* SPDX-License-Identifier: ISC */
#include "tui/event_json.h"

#include <string.h>

#include "core/boot/mend.h"
#include "core/boot/target.h"
#include "core/boot/tries.h"
#include "core/proto/iscsi_pdu.h"
#include "tui/json_out.h"

static void
put_xid(struct json_out *o, uint32_t xid)
{
	static const char digits[] = "0123456789abcdef";
	char buf[] = "0x........";
	size_t i;

	for (i = 9; i > 1; i--, xid >>= 4)
		buf[i] = digits[xid & 15];
	json_out_text(o, "xid", buf);
}

static void
put_mode(struct json_out *o, enum boot_mode mode, bool by_once)
{
	json_out_text(o, "mode", mode_name(mode));
	json_out_bool(o, "once", by_once);
}

/* How often it asked, and what iPXE says that it has. */
static void
put_tries(struct json_out *o, const struct event_dhcp *d)
{
	struct tries x;

	tries_read(&x, d);
	if (x.count > 0)
		json_out_count(o, "tries", x.count);
	if (x.waited_s > 0)
		json_out_count(o, "waited_s", x.waited_s);
	if (!x.own_word)
		return;
	json_out_bool(o, "has_offer", x.has_offer);
	json_out_bool(o, "has_proxy_offer", x.has_proxy_offer);
}

/* The codes that the message has, as far as it was kept. */
static void
put_options(struct json_out *o, const struct event_dhcp *d)
{
	struct dhcp_msg m;
	size_t i;

	json_out_array(o, "options");
	if (d->packet_len <= sizeof(d->packet) &&
	    dhcp_decode(&m, d->packet, d->packet_len, NULL) == 0)
		for (i = 0; i < m.option_count; i++)
			json_out_item_count(o, m.options[i].code);
	json_out_array_end(o);
}

static void
put_dhcp(struct json_out *o, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	json_out_text(o, "type", dhcp_type_name(d->type, d->op));
	put_xid(o, d->xid);
	json_out_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_out_addr(o, "src", d->src);
	json_out_addr(o, "dst", d->dst);
	json_out_addr(o, "server", d->server);
	json_out_addr(o, "relay", d->giaddr);
	json_out_addr(o, "yiaddr", d->yiaddr);
	json_out_addr(o, "siaddr", d->siaddr);
	json_out_text(o, "bootfile", d->bootfile);
	json_out_text(o, "root_path", d->root_path);
	json_out_text(o, "reason", d->reason);
	json_out_text(o, "rule", d->reason_slug);
	json_out_text(o, "kind", d->kind);
	json_out_count(o, "secs", d->facts.secs);
	if (d->facts.arch != 0xffff && d->packet_len != 0)
		json_out_count(o, "arch", d->facts.arch);
	put_options(o, d);
	put_tries(o, d);
	put_mode(o, d->mode, d->by_once);
	json_out_bool(o, "known", d->known);
	json_out_bool(o, "refused", d->refused);
}

/* The options that a request has, with a value that means something. */
static void
put_asked(struct json_out *o, const struct event_tftp *f)
{
	static const char *const names[TFTP_OPTION_COUNT] = {
	    [TFTP_BLKSIZE] = "blksize",
	    [TFTP_TIMEOUT] = "timeout",
	    [TFTP_TSIZE] = "tsize",
	    [TFTP_WINDOWSIZE] = "windowsize",
	};
	unsigned i;

	json_out_array(o, "asked");
	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if ((f->asked & 1u << i) != 0)
			json_out_item_text(o, names[i]);
	json_out_array_end(o);
}

static void
put_tftp(struct json_out *o, const struct event *e)
{
	static const char *const silent[] = {
	    [TFTP_SILENT_CLIENT] = "client",
	    [TFTP_SILENT_SERVER] = "server",
	    [TFTP_SILENT_BOTH] = "both",
	};
	const struct event_tftp *f = &e->u.tftp;
	const bool done = f->phase == TFTP_PHASE_DONE;

	json_out_text(o, "phase", done ? "done" : "request");
	json_out_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_out_text(o, "file", f->file);
	json_out_addr(o, "client", f->client);
	json_out_addr(o, "server", f->server);
	json_out_count(o, "transfer", f->transfer);
	json_out_count(o, "blksize", f->blksize);
	json_out_count(o, "windowsize", f->windowsize);
	if (f->writes)
		json_out_bool(o, "writes", true);
	if (!done) {
		put_asked(o, f);
		return;
	}
	json_out_count(o, "bytes", f->bytes);
	json_out_count(o, "size", f->size);
	json_out_count(o, "retransmits", f->retransmits);
	json_out_count(o, "elapsed_us", f->elapsed_us);
	json_out_text(o, "outcome", tftp_outcome_name(f->outcome));
	if (f->outcome == TFTP_INCOMPLETE)
		json_out_text(o, "silent", silent[f->silent]);
	json_out_text(o, "error", f->error);
	json_out_count(o, "error_code", f->error_code);
}

static void
put_stage(struct json_out *o, const struct event *e)
{
	const struct event_stage *s = &e->u.stage;

	json_out_text(o, "stage", boot_stage_name(s->stage));
	json_out_text(o, "before", boot_stage_name(s->before));
	json_out_count(o, "in_before_us", s->in_before_us);
	if (s->choice[0] != '\0')
		json_out_text(o, "choice", s->choice);
	json_out_text(o, "what", s->what);
}

static void
put_session(struct json_out *o, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	json_out_text(o, "state", s->begins ? "begins" : "ends");
	put_mode(o, s->mode, s->by_once);
	json_out_text(o, "text", s->text);
	if (s->begins)
		return;
	json_out_text(o, "result", boot_stage_name(s->result));
	json_out_bool(o, "once_used", s->once_used);
	json_out_count(o, "took_us", s->took_us);
}

static void
put_lease(struct json_out *o, const struct event *e)
{
	static const char *const states[] = {
	    [LEASE_FREE] = "free",
	    [LEASE_OFFERED] = "offered",
	    [LEASE_BOUND] = "bound",
	    [LEASE_DECLINED] = "declined",
	    [LEASE_RELEASED] = "released",
	};
	const struct lease *l = &e->u.lease.lease;

	json_out_addr(o, "address", l->addr);
	if (l->state < sizeof(states) / sizeof(states[0]))
		json_out_text(o, "state", states[l->state]);
	json_out_time(o, "expires", l->expires * 1000000);
	json_out_bool(o, "stored", e->u.lease.stored);
}

static void
put_host(struct json_out *o, const struct event *e)
{
	const struct event_host *h = &e->u.host;
	const bool secret = target_key_secret(target_key_find(h->key));

	json_out_text(o, "object", h->object);
	json_out_text(o, "key", h->key);
	json_out_text(o, "before", secret ? "" : h->before);
	json_out_text(o, "after", secret ? "" : h->after);
	json_out_text(o, "who", h->who);
}

static void
put_http(struct json_out *o, const struct event *e)
{
	static const char *const reaches[HTTP_REACH_COUNT] = {
	    [HTTP_REACHED] = "",
	    [HTTP_REFUSED] = "refused",
	    [HTTP_SILENT] = "silent",
	};
	const struct event_http *h = &e->u.http;
	const bool done = h->phase == HTTP_PHASE_DONE;

	json_out_text(o, "phase", done ? "done" : "request");
	json_out_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_out_text(o, "method", h->method);
	json_out_text(o, "uri", h->uri);
	json_out_text(o, "host", h->host);
	json_out_text(o, "agent", h->agent);
	json_out_addr(o, "client", h->client);
	json_out_addr(o, "server", h->server);
	json_out_count(o, "port", h->server_port);
	if (h->secure)
		json_out_bool(o, "secure", true);
	if (h->reach != HTTP_REACHED)
		json_out_text(o, "connection", reaches[h->reach]);
	if (!done)
		return;
	json_out_count(o, "status", h->status);
	json_out_count(o, "bytes", h->bytes);
	if (h->has_length)
		json_out_count(o, "length", h->length);
	json_out_bool(o, "chunked", h->chunked);
	json_out_count(o, "elapsed_us", h->elapsed_us);
}

static void
put_iscsi(struct json_out *o, const struct event *e)
{
	static const char *const phases[ISCSI_PHASE_COUNT] = {
	    [ISCSI_CONNECT] = "connect",
	    [ISCSI_REFUSED] = "refused",
	    [ISCSI_SILENT] = "silent",
	    [ISCSI_LOGIN] = "login",
	    [ISCSI_RESPONSE] = "response",
	    [ISCSI_NO_LUN] = "no-lun",
	};
	const struct event_iscsi *i = &e->u.iscsi;

	json_out_text(o, "phase", phases[i->phase]);
	json_out_addr(o, "client", i->client);
	json_out_addr(o, "server", i->server);
	json_out_count(o, "port", i->port);
	json_out_text(o, "initiator", i->initiator);
	json_out_text(o, "target", i->target);
	if (i->phase != ISCSI_RESPONSE)
		return;
	json_out_count(o, "status_class", i->status_class);
	json_out_count(o, "status_detail", i->status_detail);
	json_out_text(o, "status",
	    iscsi_status_text(i->status_class, i->status_detail));
}

static void
put_server(struct json_out *o, const struct event *e)
{
	static const char *const kinds[SERVER_KIND_COUNT] = {
	    [SERVER_DHCP] = "dhcp",
	    [SERVER_PROXY] = "proxy",
	    [SERVER_PXE] = "pxe",
	    [SERVER_TFTP] = "tftp",
	};
	const struct event_server *s = &e->u.server;

	json_out_text(o, "kind", kinds[s->kind]);
	json_out_addr(o, "address", s->addr);
	if (s->has_mac)
		json_out_mac(o, "server_mac", &s->mac);
	json_out_text(o, "offers", s->offers);
}

static void
put_finding(struct json_out *o, const struct event *e)
{
	const struct event_finding *f = &e->u.finding;
	struct mend_plan plan;
	char mend[KEY_VALUE_MAX];
	struct text t;
	size_t i;

	json_out_text(o, "finding", f->slug);
	json_out_text(o, "state", f->raised ? "raised" : "cleared");
	json_out_text(o, "severity", severity_name(f->severity));
	json_out_text(o, "confidence", confidence_name(f->confidence));
	json_out_count(o, "count", f->count);
	json_out_array(o, "evidence");
	for (i = 0; i < f->evidence_count; i++)
		json_out_item_count(o, f->evidence[i]);
	json_out_array_end(o);
	json_out_text(o, "text", f->text);
	json_out_text(o, "fix", f->fix);
	text_init(&t, mend, sizeof(mend));
	mend_plan(&plan, f, NULL, NULL);
	mend_plan_text(&t, &plan);
	json_out_text(o, "mend", mend);
}

static void
put_log(struct json_out *o, const struct event *e)
{
	const struct event_log *l = &e->u.log;

	json_out_text(o, "level", log_level_name(l->level));
	json_out_text(o, "topic", l->topic);
	json_out_text(o, "text", l->text);
}

/* Kinds that nothing makes yet have the common fields only. */
static void (*const puts_of[EVENT_KIND_COUNT])(struct json_out *o,
    const struct event *e) = {
    [EVENT_DHCP] = put_dhcp,
    [EVENT_TFTP] = put_tftp,
    [EVENT_STAGE] = put_stage,
    [EVENT_SESSION] = put_session,
    [EVENT_FINDING] = put_finding,
    [EVENT_HTTP] = put_http,
    [EVENT_ISCSI] = put_iscsi,
    [EVENT_LEASE] = put_lease,
    [EVENT_HOST] = put_host,
    [EVENT_SERVER] = put_server,
    [EVENT_LOG] = put_log,
};

static void
put_event(struct json_out *o, const struct event *e)
{
	json_out_text(o, "event", event_kind_name(e->kind));
	json_out_time(o, "time", e->time_us);
	json_out_mac(o, "mac", e->has_mac ? &e->mac : NULL);
	if (e->has_as)
		json_out_mac(o, "as_mac", &e->as);
	if (e->session == 0)
		json_out_null(o, "session");
	else
		json_out_count(o, "session", e->session);
	if (e->frame != 0)
		json_out_count(o, "frame", e->frame);
	if (e->wire_us != 0)
		json_out_time(o, "wire_time", e->wire_us);
	if (e->unheard)
		json_out_bool(o, "received", false);
	if (e->copy)
		json_out_bool(o, "again", true);
	if (puts_of[e->kind] != NULL)
		puts_of[e->kind](o, e);
}

size_t
event_json(const struct event *e, char *buf, size_t cap)
{
	struct json_out o;

	if (e->kind == EVENT_WIRE || event_is_progress(e))
		return 0;
	json_out_begin(&o, buf, cap);
	put_event(&o, e);
	return json_out_end(&o);
}
