/* SPDX-License-Identifier: ISC */
#include "tui/event_json.h"

#include <jansson.h>
#include <string.h>

#include "core/boot/mend.h"
#include "core/boot/target.h"
#include "core/boot/tries.h"
#include "core/proto/iscsi_pdu.h"
#include "tui/json.h"
#include "tui/when.h"

static void
put_mode(json_t *o, enum boot_mode mode, bool by_once)
{
	json_put_text(o, "mode", mode_name(mode));
	json_put(o, "once", json_boolean(by_once));
}

/* How often it asked, and what iPXE says that it has. */
static void
put_tries(json_t *o, const struct event_dhcp *d)
{
	struct tries x;

	tries_read(&x, d);
	if (x.count > 0)
		json_put_count(o, "tries", x.count);
	if (x.waited_s > 0)
		json_put_count(o, "waited_s", x.waited_s);
	if (!x.own_word)
		return;
	json_put(o, "has_offer", json_boolean(x.has_offer));
	json_put(o, "has_proxy_offer", json_boolean(x.has_proxy_offer));
}

/* The codes that the message has, as far as it was kept. */
static void
put_options(json_t *o, const struct event_dhcp *d)
{
	json_t *codes = json_array();
	struct dhcp_msg m;
	size_t i;

	if (d->packet_len <= sizeof(d->packet) &&
	    dhcp_decode(&m, d->packet, d->packet_len, NULL) == 0)
		for (i = 0; i < m.option_count; i++)
			(void)json_array_append_new(codes,
			    json_integer(m.options[i].code));
	json_put(o, "options", codes);
}

static void
put_dhcp(json_t *o, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;

	json_put_text(o, "type", dhcp_type_name(d->type, d->op));
	json_put(o, "xid", json_sprintf("0x%08x", d->xid));
	json_put_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_put_addr(o, "src", d->src);
	json_put_addr(o, "dst", d->dst);
	json_put_addr(o, "server", d->server);
	json_put_addr(o, "relay", d->giaddr);
	json_put_addr(o, "yiaddr", d->yiaddr);
	json_put_addr(o, "siaddr", d->siaddr);
	json_put_text(o, "bootfile", d->bootfile);
	json_put_text(o, "root_path", d->root_path);
	json_put_text(o, "reason", d->reason);
	json_put_text(o, "rule", d->reason_slug);
	json_put_text(o, "kind", d->kind);
	json_put_count(o, "secs", d->facts.secs);
	if (d->facts.arch != 0xffff && d->packet_len != 0)
		json_put_count(o, "arch", d->facts.arch);
	put_options(o, d);
	put_tries(o, d);
	put_mode(o, d->mode, d->by_once);
	json_put(o, "known", json_boolean(d->known));
	json_put(o, "refused", json_boolean(d->refused));
}

/* The options that a request has, with a value that means something. */
static void
put_asked(json_t *o, const struct event_tftp *f)
{
	static const char *const names[TFTP_OPTION_COUNT] = {
	    [TFTP_BLKSIZE] = "blksize",
	    [TFTP_TIMEOUT] = "timeout",
	    [TFTP_TSIZE] = "tsize",
	    [TFTP_WINDOWSIZE] = "windowsize",
	};
	json_t *asked = json_array();
	unsigned i;

	for (i = 0; i < TFTP_OPTION_COUNT; i++)
		if ((f->asked & 1u << i) != 0)
			(void)json_array_append_new(asked,
			    json_string(names[i]));
	json_put(o, "asked", asked);
}

static void
put_tftp(json_t *o, const struct event *e)
{
	static const char *const outcomes[] = {
	    [TFTP_RUNNING] = "running",
	    [TFTP_COMPLETE] = "complete",
	    [TFTP_INCOMPLETE] = "incomplete",
	    [TFTP_CLIENT_ERROR] = "error",
	    [TFTP_SERVER_ERROR] = "error",
	    [TFTP_NO_REPLY] = "no-reply",
	    [TFTP_PROBE] = "probe",
	};
	const struct event_tftp *f = &e->u.tftp;
	const bool done = f->phase == TFTP_PHASE_DONE;

	json_put_text(o, "phase", done ? "done" : "request");
	json_put_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_put_text(o, "file", f->file);
	json_put_addr(o, "client", f->client);
	json_put_addr(o, "server", f->server);
	json_put_count(o, "transfer", f->transfer);
	json_put_count(o, "blksize", f->blksize);
	json_put_count(o, "windowsize", f->windowsize);
	if (!done) {
		put_asked(o, f);
		return;
	}
	json_put_count(o, "bytes", f->bytes);
	json_put_count(o, "size", f->size);
	json_put_count(o, "retransmits", f->retransmits);
	json_put_count(o, "elapsed_us", f->elapsed_us);
	json_put_text(o, "outcome", outcomes[f->outcome]);
	json_put_text(o, "error", f->error);
	json_put_count(o, "error_code", f->error_code);
}

static void
put_stage(json_t *o, const struct event *e)
{
	const struct event_stage *s = &e->u.stage;

	json_put_text(o, "stage", boot_stage_name(s->stage));
	json_put_text(o, "before", boot_stage_name(s->before));
	json_put_count(o, "in_before_us", s->in_before_us);
	if (s->choice[0] != '\0')
		json_put_text(o, "choice", s->choice);
	json_put_text(o, "what", s->what);
}

static void
put_session(json_t *o, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	json_put_text(o, "state", s->begins ? "begins" : "ends");
	put_mode(o, s->mode, s->by_once);
	json_put_text(o, "text", s->text);
	if (s->begins)
		return;
	json_put_text(o, "result", boot_stage_name(s->result));
	json_put(o, "once_used", json_boolean(s->once_used));
	json_put_count(o, "took_us", s->took_us);
}

static void
put_lease(json_t *o, const struct event *e)
{
	static const char *const states[] = {
	    [LEASE_FREE] = "free",
	    [LEASE_OFFERED] = "offered",
	    [LEASE_BOUND] = "bound",
	    [LEASE_DECLINED] = "declined",
	    [LEASE_RELEASED] = "released",
	};
	const struct lease *l = &e->u.lease.lease;

	json_put_addr(o, "address", l->addr);
	if (l->state < sizeof(states) / sizeof(states[0]))
		json_put_text(o, "state", states[l->state]);
	json_put_time(o, "expires", l->expires * 1000000);
	json_put(o, "stored", json_boolean(e->u.lease.stored));
}

static void
put_host(json_t *o, const struct event *e)
{
	const struct event_host *h = &e->u.host;
	const bool secret = target_key_secret(target_key_find(h->key));

	json_put_text(o, "object", h->object);
	json_put_text(o, "key", h->key);
	json_put_text(o, "before", secret ? "" : h->before);
	json_put_text(o, "after", secret ? "" : h->after);
	json_put_text(o, "who", h->who);
}

static void
put_http(json_t *o, const struct event *e)
{
	const struct event_http *h = &e->u.http;

	json_put_text(o, "phase", h->done ? "done" : "request");
	json_put_text(o, "origin", e->origin == ORIGIN_OWN ? "own" : "wire");
	json_put_text(o, "method", h->method);
	json_put_text(o, "uri", h->uri);
	json_put_text(o, "host", h->host);
	json_put_text(o, "agent", h->agent);
	json_put_addr(o, "client", h->client);
	json_put_addr(o, "server", h->server);
	json_put_count(o, "port", h->server_port);
	if (!h->done)
		return;
	json_put_count(o, "status", h->status);
	json_put_count(o, "bytes", h->bytes);
	if (h->has_length)
		json_put_count(o, "length", h->length);
	json_put(o, "chunked", json_boolean(h->chunked));
	json_put_count(o, "elapsed_us", h->elapsed_us);
}

static void
put_iscsi(json_t *o, const struct event *e)
{
	static const char *const phases[ISCSI_PHASE_COUNT] = {
	    [ISCSI_CONNECT] = "connect",
	    [ISCSI_REFUSED] = "refused",
	    [ISCSI_LOGIN] = "login",
	    [ISCSI_RESPONSE] = "response",
	    [ISCSI_NO_LUN] = "no-lun",
	};
	const struct event_iscsi *i = &e->u.iscsi;

	json_put_text(o, "phase", phases[i->phase]);
	json_put_addr(o, "client", i->client);
	json_put_addr(o, "server", i->server);
	json_put_count(o, "port", i->port);
	json_put_text(o, "initiator", i->initiator);
	json_put_text(o, "target", i->target);
	if (i->phase != ISCSI_RESPONSE)
		return;
	json_put_count(o, "status_class", i->status_class);
	json_put_count(o, "status_detail", i->status_detail);
	json_put_text(o, "status",
	    iscsi_status_text(i->status_class, i->status_detail));
}

static void
put_server(json_t *o, const struct event *e)
{
	static const char *const kinds[SERVER_KIND_COUNT] = {
	    [SERVER_DHCP] = "dhcp",
	    [SERVER_PROXY] = "proxy",
	    [SERVER_PXE] = "pxe",
	    [SERVER_TFTP] = "tftp",
	};
	const struct event_server *s = &e->u.server;

	json_put_text(o, "kind", kinds[s->kind]);
	json_put_addr(o, "address", s->addr);
	if (s->has_mac)
		json_put_mac(o, "server_mac", &s->mac);
	json_put_text(o, "offers", s->offers);
}

static void
put_finding(json_t *o, const struct event *e)
{
	const struct event_finding *f = &e->u.finding;
	json_t *frames = json_array();
	struct mend_plan plan;
	char mend[KEY_VALUE_MAX];
	struct text t;
	size_t i;

	json_put_text(o, "finding", f->slug);
	json_put_text(o, "state", f->raised ? "raised" : "cleared");
	json_put_text(o, "severity", severity_name(f->severity));
	json_put_text(o, "confidence", confidence_name(f->confidence));
	json_put_count(o, "count", f->count);
	for (i = 0; i < f->evidence_count; i++)
		(void)json_array_append_new(frames,
		    json_integer((json_int_t)f->evidence[i]));
	json_put(o, "evidence", frames);
	json_put_text(o, "text", f->text);
	json_put_text(o, "fix", f->fix);
	text_init(&t, mend, sizeof(mend));
	mend_plan(&plan, f, NULL, NULL);
	mend_plan_text(&t, &plan);
	json_put_text(o, "mend", mend);
}

static void
put_log(json_t *o, const struct event *e)
{
	const struct event_log *l = &e->u.log;

	json_put_text(o, "level", log_level_name(l->level));
	json_put_text(o, "topic", l->topic);
	json_put_text(o, "text", l->text);
}

/* Kinds that nothing makes yet have the common fields only. */
static void (*const puts_of[EVENT_KIND_COUNT])(json_t *o,
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

static json_t *
event_object(const struct event *e)
{
	json_t *o = json_line();

	json_put_text(o, "event", event_kind_name(e->kind));
	json_put_time(o, "time", e->time_us);
	json_put_mac(o, "mac", e->has_mac ? &e->mac : NULL);
	if (e->has_as)
		json_put_mac(o, "as_mac", &e->as);
	if (e->session == 0)
		json_put(o, "session", json_null());
	else
		json_put_count(o, "session", e->session);
	if (e->frame != 0)
		json_put_count(o, "frame", e->frame);
	if (e->wire_us != 0)
		json_put_time(o, "wire_time", e->wire_us);
	if (e->unheard)
		json_put(o, "received", json_false());
	if (puts_of[e->kind] != NULL)
		puts_of[e->kind](o, e);
	return o;
}

size_t
event_json(const struct event *e, char *buf, size_t cap)
{
	json_t *o;
	size_t n;

	if (e->kind == EVENT_WIRE ||
	    (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_PROGRESS))
		return 0;
	o = event_object(e);
	n = json_dumpb(o, buf, cap, JSON_COMPACT);
	json_decref(o);
	/* jansson writes no NUL, and returns what it would have needed. */
	if (n >= cap)
		return 0;
	buf[n] = '\0';
	return n;
}
