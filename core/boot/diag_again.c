/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_again.h"

#include <string.h>

/* Nothing has come of it, as far as it has got. */
static bool
is_file_open(const struct case_file *f)
{
	return !f->done ? f->blocks == 0 : !f->answered;
}

/* A size probe and the transfer itself follow each other in every round. */
static bool
is_probe(const struct case_file *f)
{
	return f->done && f->outcome == TFTP_PROBE;
}

static bool
ended_alike(const struct case_file *a, const struct case_file *b)
{
	return a->done && b->done && a->outcome == b->outcome &&
	    a->error_code == b->error_code && a->granted == b->granted &&
	    a->size == b->size && a->known == b->known &&
	    a->loader == b->loader &&
	    (a->outcome == TFTP_COMPLETE || a->blocks == b->blocks);
}

static bool
is_file_again(const struct boot_case *c)
{
	const struct case_file *f = case_last_file(c), *before;

	for (before = f; before-- > c->file;) {
		if (before->server != f->server ||
		    strcmp(before->file, f->file) != 0)
			continue;
		/* No further than the one before by now. */
		if (is_file_open(f) ||
		    (!f->done && before->done &&
			(before->outcome == TFTP_COMPLETE ||
			    f->blocks <= before->blocks)))
			return true;
		if (is_probe(before) == is_probe(f) && !is_file_open(before))
			return ended_alike(before, f);
	}
	return false;
}

static bool
is_page_again(const struct boot_case *c)
{
	const struct case_page *p = &c->page[c->page_count - 1], *before;

	for (before = p; before-- > c->page;)
		if (before->http.server == p->http.server &&
		    before->http.server_port == p->http.server_port &&
		    before->http.reach == p->http.reach &&
		    before->http.secure == p->http.secure &&
		    strcmp(before->http.host, p->http.host) == 0 &&
		    strcmp(before->http.uri, p->http.uri) == 0)
			return p->http.phase != HTTP_PHASE_DONE ||
			    (before->http.status == p->http.status &&
				before->http.bytes == p->http.bytes);
	return false;
}

/* Each step of a login is a row of its own. */
static bool
is_login_again(const struct boot_case *c)
{
	const struct case_login *l = &c->login[c->login_count - 1], *before;

	for (before = l; before-- > c->login;)
		if (before->iscsi.phase == l->iscsi.phase &&
		    before->iscsi.server == l->iscsi.server &&
		    before->iscsi.port == l->iscsi.port &&
		    before->iscsi.status_class == l->iscsi.status_class &&
		    before->iscsi.status_detail == l->iscsi.status_detail &&
		    strcmp(before->iscsi.target, l->iscsi.target) == 0)
			return true;
	return false;
}

/* As far as the client's next step depends on it. */
static bool
says_alike(const struct case_reply *a, const struct case_reply *b)
{
	const struct dhcp_facts *x = &a->facts, *y = &b->facts;

	return a->type == b->type && a->server == b->server &&
	    a->src_port == b->src_port && a->siaddr == b->siaddr &&
	    (a->yiaddr == 0) == (b->yiaddr == 0) && a->has == b->has &&
	    x->pxe_class == y->pxe_class && x->http_class == y->http_class &&
	    x->overload == y->overload && x->discovery == y->discovery &&
	    x->keep_san == y->keep_san && x->priority == y->priority &&
	    x->has_config == y->has_config && x->has_prefix == y->has_prefix &&
	    strcmp(a->bootfile, b->bootfile) == 0 &&
	    strcmp(a->root_path, b->root_path) == 0 &&
	    strcmp(x->file, y->file) == 0 && strcmp(x->name, y->name) == 0 &&
	    strcmp(x->tftp_name, y->tftp_name) == 0 &&
	    strcmp(x->prefix, y->prefix) == 0;
}

/* Did the ask before have this answer, too? */
static bool
was_said(const struct boot_case *c, const struct case_ask *before,
    const struct case_ask *a, const struct case_reply *r)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].time_us >= before->time_us &&
		    c->reply[i].time_us < a->time_us &&
		    says_alike(&c->reply[i], r))
			return true;
	return false;
}

/* The same question, and the same answers as far as there are any. */
static bool
is_ask_again(const struct boot_case *c)
{
	const struct case_ask *a = case_last_ask(c), *before = a;
	size_t i;

	do {
		if (before-- == c->ask)
			return false;
	} while (before->type != a->type || before->stage != a->stage ||
	    before->dst_port != a->dst_port || before->passed_on);
	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].time_us >= a->time_us &&
		    !was_said(c, before, a, &c->reply[i]))
			return false;
	return true;
}

bool
diag_only_repeats(const struct boot_case *c)
{
	bool (*again)(const struct boot_case *) = NULL;
	int64_t newest_us = INT64_MIN;

	if (c->ask_count > 0) {
		newest_us = case_last_ask(c)->time_us;
		again = is_ask_again;
	}
	if (c->file_count > 0 && case_last_file(c)->began_us >= newest_us) {
		newest_us = case_last_file(c)->began_us;
		again = is_file_again;
	}
	if (c->page_count > 0 &&
	    c->page[c->page_count - 1].time_us >= newest_us) {
		newest_us = c->page[c->page_count - 1].time_us;
		again = is_page_again;
	}
	if (c->login_count > 0 &&
	    c->login[c->login_count - 1].time_us >= newest_us)
		again = is_login_again;
	return again != NULL && again(c);
}
