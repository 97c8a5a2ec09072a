/* SPDX-License-Identifier: ISC */
#include "core/boot/client.h"
#include "core/boot/mode.h"
#include "tui/event_text.h"
#include "tui/when.h"
#include "tui/words.h"

static void
add_ip(struct text *t, const char *word, uint32_t addr)
{
	char ip[IP4_TEXT];

	if (addr != 0)
		text_addf(t, " %s%s", word, ip4_format(ip, addr));
}

static void
add_foreign(struct text *t, const char *word, const char *foreign)
{
	if (foreign[0] == '\0')
		return;
	text_add(t, word);
	text_add_visible_str(t, foreign);
}

static uint32_t
server_of(const struct event_dhcp *d)
{
	return d->server != 0 ? d->server : d->src;
}

/* The file is another server's than the message. */
static bool
is_elsewhere(const struct event_dhcp *d)
{
	return d->bootfile[0] != '\0' && d->siaddr != 0 && server_of(d) != 0 &&
	    d->siaddr != server_of(d);
}

static enum grid_style
live_dhcp(struct text *t, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	const bool asks = d->op == 1;

	/* The direction is a sign of its own: who said it. */
	text_add(t, asks ? "\xe2\x86\x92 " : "\xe2\x86\x90 ");
	text_addf(t, "%-8s", dhcp_type_name(d->type, d->op));
	if (asks)
		add_foreign(t, " ", d->kind);
	add_ip(t, asks ? "wants " : "", d->yiaddr);
	add_foreign(t, " boot ", d->bootfile);
	if (!asks && is_elsewhere(d))
		add_ip(t, "from ", d->siaddr);
	add_foreign(t, " root ", d->root_path);
	if (!asks && e->origin == ORIGIN_WIRE)
		add_ip(t, is_elsewhere(d) ? "by " : "from ", server_of(d));
	if (d->giaddr != 0)
		add_ip(t, "by relay ", d->giaddr);
	/* An answer tells its reason, a request only that it gets none. */
	if (d->refused)
		text_add(t, " no answer");
	if (d->refused || !asks)
		add_foreign(t, ": ", d->reason);
	if (d->type == DHCP_NAK || d->type == DHCP_DECLINE)
		return STYLE_WARN;
	if (d->refused && asks)
		return STYLE_DIM;
	return asks ? STYLE_NORMAL : STYLE_BUSY;
}

static const char *
tftp_end(enum tftp_outcome o)
{
	switch (o) {
	case TFTP_RUNNING:
		return "running";
	case TFTP_COMPLETE:
		return "sent";
	case TFTP_INCOMPLETE:
		return "BROKE OFF";
	case TFTP_CLIENT_ERROR:
		return "client gave up";
	case TFTP_SERVER_ERROR:
		return "refused";
	case TFTP_NO_REPLY:
		return "NEVER ACKNOWLEDGED";
	case TFTP_PROBE:
		return "size asked";
	}
	return "";
}

static enum grid_style
tftp_style(const struct event_tftp *f)
{
	switch (f->outcome) {
	case TFTP_RUNNING:
	case TFTP_PROBE:
		return STYLE_NORMAL;
	case TFTP_COMPLETE:
		return STYLE_GOOD;
	case TFTP_CLIENT_ERROR:
	case TFTP_SERVER_ERROR:
		return file_is_searched(f->file) ? STYLE_DIM : STYLE_BAD;
	case TFTP_INCOMPLETE:
	case TFTP_NO_REPLY:
		return STYLE_BAD;
	}
	return STYLE_NORMAL;
}

static enum grid_style
live_tftp(struct text *t, const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;
	const bool done = f->phase == TFTP_PHASE_DONE;

	text_add(t, done ? "\xe2\x86\x90 TFTP     " : "\xe2\x86\x92 TFTP     ");
	if (!done)
		text_add(t, f->writes ? "wants to write " : "asks for ");
	text_add_visible_str(t, f->file);
	if (!done)
		return STYLE_NORMAL;
	text_addf(t, " %s",
	    event_tftp_unanswered(e) ? "NO ANSWER" : tftp_end(f->outcome));
	if (f->bytes > 0 && f->outcome != TFTP_PROBE) {
		text_add_char(t, ' ');
		words_size(t, f->bytes);
		text_addf(t, " in %.1f s", (double)f->elapsed_us / 1e6);
	}
	if (f->retransmits > 0)
		text_addf(t, ", %llu sent again",
		    (unsigned long long)f->retransmits);
	add_foreign(t, ": ", f->error);
	if (tftp_style(f) == STYLE_DIM)
		text_add(t, " (a usual search)");
	return tftp_style(f);
}

static enum grid_style
live_session(struct text *t, const struct event *e)
{
	const struct event_session *s = &e->u.session;

	text_add(t, "\xe2\x80\xa2 ");
	text_add(t,
	    s->begins                     ? "a boot begins" :
		s->result == BOOT_DONE    ? "booted" :
		s->result == BOOT_FAILED  ? "BOOT FAILED" :
		s->result == BOOT_STALLED ? "BOOT STALLED" :
					    "boot ended");
	if (s->mode != MODE_NONE)
		text_addf(t, ", %s%s", mode_name(s->mode),
		    s->by_once ? " (once)" : "");
	if (!s->begins && s->took_us > 0) {
		text_add(t, " after ");
		when_took(t, s->took_us);
	}
	add_foreign(t, ": ", s->text);
	if (s->once_used)
		text_add(t, "; once is used up");
	if (s->begins)
		return STYLE_BOLD;
	return s->result == BOOT_DONE ? STYLE_GOOD :
	    s->result == BOOT_FAILED || s->result == BOOT_STALLED ?
					STYLE_BAD :
					STYLE_NORMAL;
}

static enum grid_style
live_stage(struct text *t, const struct event *e)
{
	const struct event_stage *s = &e->u.stage;
	const bool bad = s->stage == BOOT_STALLED || s->stage == BOOT_FAILED;

	text_add(t, "\xe2\x80\xa2 ");
	if (bad)
		text_add(t, s->stage == BOOT_STALLED ? "STALLED" : "FAILED");
	else
		text_addf(t, "stage %s", boot_stage_name(s->stage));
	add_foreign(t, bad ? ": " : ", ", s->what);
	return bad ? STYLE_BAD : STYLE_DIM;
}

enum grid_style
words_live(struct text *t, const struct event *e)
{
	static enum grid_style (*const rows[EVENT_KIND_COUNT])(struct text *,
	    const struct event *) = {
	    [EVENT_DHCP] = live_dhcp,
	    [EVENT_TFTP] = live_tftp,
	    [EVENT_STAGE] = live_stage,
	    [EVENT_SESSION] = live_session,
	};

	if (e->kind < EVENT_KIND_COUNT && rows[e->kind] != NULL)
		return rows[e->kind](t, e);
	text_add(t, "\xe2\x80\xa2 ");
	event_text(t, e);
	if (e->kind == EVENT_FINDING && e->u.finding.raised)
		return e->u.finding.severity == SEVERITY_ERROR ? STYLE_BAD :
								 STYLE_WARN;
	return e->kind == EVENT_SERVER ? STYLE_WARN : STYLE_NORMAL;
}

static enum grid_style
log_host(struct text *t, const struct event *e)
{
	const struct event_host *h = &e->u.host;

	text_add_visible_str(t, h->who);
	text_add(t, " set ");
	if (!e->has_mac) {
		text_add_visible_str(t, h->object);
		text_add_char(t, ' ');
	}
	text_add_visible_str(t, h->key);
	text_addf(t, ": ");
	text_add_visible_str(t, h->before[0] != '\0' ? h->before : "nothing");
	text_add(t, " \xe2\x86\x92 ");
	text_add_visible_str(t, h->after[0] != '\0' ? h->after : "nothing");
	return STYLE_NORMAL;
}

static enum grid_style
log_lease(struct text *t, const struct event *e)
{
	const struct event_lease *l = &e->u.lease;
	char ip[IP4_TEXT];

	(void)ip4_format(ip, l->lease.addr);
	if (l->lease.state == LEASE_DECLINED) {
		text_addf(t,
		    "%s is used by somebody else: not given out "
		    "for a while",
		    ip);
		return STYLE_WARN;
	}
	text_addf(t,
	    "lease of %s is NOT on disk: it is lost if this server "
	    "stops",
	    ip);
	return STYLE_BAD;
}

static enum grid_style
log_text(struct text *t, const struct event *e)
{
	static const enum grid_style styles[] = {
	    [LOG_DEBUG] = STYLE_DIM,
	    [LOG_INFO] = STYLE_NORMAL,
	    [LOG_WARNING] = STYLE_WARN,
	    [LOG_ERROR] = STYLE_BAD,
	};
	const struct event_log *l = &e->u.log;

	if (l->level >= LOG_WARNING)
		text_addf(t, "%s: ", log_level_name(l->level));
	add_foreign(t, "", l->topic);
	add_foreign(t, l->topic[0] != '\0' ? ": " : "", l->text);
	return l->level <= LOG_ERROR ? styles[l->level] : STYLE_NORMAL;
}

enum grid_style
words_log(struct text *t, const struct event *e)
{
	static enum grid_style (*const rows[EVENT_KIND_COUNT])(struct text *,
	    const struct event *) = {
	    [EVENT_HOST] = log_host,
	    [EVENT_LEASE] = log_lease,
	    [EVENT_LOG] = log_text,
	};

	if (e->kind >= EVENT_KIND_COUNT || rows[e->kind] == NULL)
		return STYLE_NORMAL;
	return rows[e->kind](t, e);
}
