/* SPDX-License-Identifier: ISC */
#include <inttypes.h>
#include <string.h>

#include "tui/event_text.h"
#include "tui/model.h"
#include "tui/story.h"
#include "tui/words.h"

static void
add_quoted(struct text *t, const char *label, const char *foreign)
{
	if (foreign[0] == '\0')
		return;
	text_addf(t, "%s%s", t->len > 0 ? ", " : "", label);
	text_add_visible_str(t, foreign);
}

static void
dhcp_brief(struct text *t, const struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	char ip[IP4_TEXT];

	if (d->op == DHCP_OP_REQUEST) {
		text_add_visible_str(t, d->kind);
		if (d->dst_port == DHCP_PORT_PXE)
			text_add(t, " on port 4011");
		if (d->refused)
			add_quoted(t, "no answer: ", d->reason);
		return;
	}
	if (d->type == DHCP_NAK) {
		text_add_visible_str(t, d->reason);
		return;
	}
	if (d->yiaddr != 0)
		text_add(t, ip4_format(ip, d->yiaddr));
	add_quoted(t, "", d->bootfile);
	add_quoted(t, "root ", d->root_path);
	if (t->len == 0)
		text_add(t, d->facts.pxe_class ? "PXE, no file" : "no file");
}

static void
http_brief(struct text *t, const struct event *e)
{
	const struct event_http *h = &e->u.http;

	if (h->reach != HTTP_REACHED) {
		text_addf(t, "connects to port %u", h->server_port);
		return;
	}
	text_add_visible_str(t, h->secure ? h->host : h->uri);
	if (h->secure || h->phase != HTTP_PHASE_DONE)
		return;
	if (h->status == 0)
		text_add(t, ": no answer");
	else
		text_addf(t, ": %u", h->status);
}

void
story_brief(struct text *t, const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		dhcp_brief(t, e);
	else if (e->kind == EVENT_TFTP)
		text_add_visible_str(t, e->u.tftp.file);
	else if (e->kind == EVENT_HTTP)
		http_brief(t, e);
	else if (e->kind == EVENT_ISCSI && e->u.iscsi.phase == ISCSI_LOGIN)
		text_add_visible_str(t, e->u.iscsi.target);
	else if (e->kind == EVENT_STAGE)
		text_add_visible_str(t, e->u.stage.what);
	else if (e->kind == EVENT_FINDING && e->u.finding.raised)
		text_add_visible_str(t, e->u.finding.text);
	else if (e->kind == EVENT_FINDING && e->u.finding.text[0] != '\0')
		add_quoted(t, "over: ", e->u.finding.text);
	else
		event_text(t, e);
}

void
story_file(struct story_file *f, const struct event *e)
{
	memset(f, 0, sizeof(*f));
	if (e->kind == EVENT_TFTP) {
		const struct event_tftp *x = &e->u.tftp;

		f->done = x->phase == TFTP_PHASE_DONE;
		f->outcome = f->done ? x->outcome : TFTP_RUNNING;
		f->bytes = x->bytes;
		f->size = x->size;
		f->blocks = x->blocks;
		f->retransmits = x->retransmits;
		f->elapsed_us = x->elapsed_us;
		f->searched = file_is_searched(x->file);
	} else if (e->kind == EVENT_HTTP) {
		const struct event_http *h = &e->u.http;

		f->done = h->phase == HTTP_PHASE_DONE;
		f->outcome = !f->done               ? TFTP_RUNNING :
		    h->reach == HTTP_REFUSED        ? TFTP_SERVER_ERROR :
		    h->status == 0 && h->bytes == 0 ? TFTP_NO_REPLY :
		    h->status >= 400                ? TFTP_SERVER_ERROR :
						      TFTP_COMPLETE;
		f->bytes = h->bytes;
		f->size = h->has_length ? h->length : 0;
		f->elapsed_us = h->elapsed_us;
		f->searched = file_is_searched(h->uri);
	}
}

const char *
story_outcome(const struct story_file *f)
{
	switch (f->outcome) {
	case TFTP_RUNNING:
		return f->bytes > 0 ? "" : "asked";
	case TFTP_COMPLETE:
		return "";
	case TFTP_INCOMPLETE:
		return "BROKE OFF";
	case TFTP_CLIENT_ERROR:
		return f->searched ? "given up" : "CLIENT GAVE UP";
	case TFTP_SERVER_ERROR:
		return f->searched ? "not there" : "REFUSED";
	case TFTP_NO_REPLY:
		return "NO ANSWER";
	case TFTP_PROBE:
		return "size asked";
	}
	return "";
}

void
story_file_text(struct text *t, const struct story_file *f)
{
	const char *word = story_outcome(f);

	if (f->bytes > 0 && f->outcome != TFTP_PROBE)
		words_size(t, f->bytes);
	if (word[0] != '\0')
		text_addf(t, "%s%s", t->len > 0 ? " " : "", word);
}
