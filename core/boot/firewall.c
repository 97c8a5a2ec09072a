/* SPDX-License-Identifier: ISC */
#include "core/boot/firewall.h"

#include <string.h>

#include "core/base/text.h"

#define DEPTH 8

enum match { MATCH_NO, MATCH_MAYBE, MATCH_YES };

/* One walk: what was met so far. */
struct walk {
	const struct firewall *firewall;
	const struct firewall_packet *packet;
	bool unsure; /* a rule that may have matched led away before */
	struct firewall_answer answer;
};

struct firewall_rule *
firewall_add_rule(struct firewall *f)
{
	struct firewall_rule *r;

	if (f->rule_count == f->rule_most) {
		f->cut = true;
		return NULL;
	}
	r = &f->rules[f->rule_count++];
	memset(r, 0, sizeof(*r));
	return r;
}

struct firewall_chain *
firewall_add_chain(struct firewall *f)
{
	struct firewall_chain *c;

	if (f->chain_count == f->chain_most) {
		f->cut = true;
		return NULL;
	}
	c = &f->chains[f->chain_count++];
	memset(c, 0, sizeof(*c));
	return c;
}

static bool
iif_fits(const struct firewall_rule *r, const char *iif)
{
	const size_t n = strlen(r->iif);
	bool fits;

	if (n == 0)
		return true;
	if (r->iif[n - 1] == '*' || r->iif[n - 1] == '+')
		fits = strncmp(r->iif, iif, n - 1) == 0;
	else
		fits = strcmp(r->iif, iif) == 0;
	return fits != r->iif_not;
}

static bool
port_fits(const struct firewall_rule *r, uint16_t port)
{
	bool in = false;
	size_t i;

	if (r->range_count == 0)
		return true;
	for (i = 0; i < r->range_count; i++)
		in = in ||
		    (port >= r->ranges[i].low && port <= r->ranges[i].high);
	return in != r->ports_not;
}

static enum match
match(const struct firewall_rule *r, const struct firewall_packet *p)
{
	if (r->never || (r->proto != 0 && r->proto != p->proto) ||
	    !iif_fits(r, p->iif) || !port_fits(r, p->port))
		return MATCH_NO;
	return r->maybe ? MATCH_MAYBE : MATCH_YES;
}

static void
note(struct walk *w, bool sure, const char *by)
{
	const enum firewall_fate fate = sure && !w->unsure ? FIREWALL_DROPS :
							     FIREWALL_MAY_DROP;

	if (fate <= w->answer.fate)
		return;
	w->answer.fate = fate;
	(void)text_copy(w->answer.by, sizeof(w->answer.by), by);
}

static enum firewall_verdict walk_chain(struct walk *w, const char *name,
    unsigned depth);

/* What the rule decides for certain; FIREWALL_NEXT: nothing. */
static enum firewall_verdict
take_rule(struct walk *w, const struct firewall_rule *r, bool sure,
    unsigned depth)
{
	enum firewall_verdict sub;

	switch (r->verdict) {
	case FIREWALL_NEXT:
		return FIREWALL_NEXT;
	case FIREWALL_DROP:
		note(w, sure, r->text);
		return sure ? FIREWALL_DROP : FIREWALL_NEXT;
	case FIREWALL_ACCEPT:
	case FIREWALL_RETURN:
		w->unsure = w->unsure || !sure;
		return sure ? r->verdict : FIREWALL_NEXT;
	case FIREWALL_JUMP:
	case FIREWALL_GOTO:
		w->unsure = w->unsure || !sure;
		sub = walk_chain(w, r->target, depth + 1);
		if (!sure)
			return FIREWALL_NEXT;
		if (sub == FIREWALL_NEXT && r->verdict == FIREWALL_GOTO)
			return FIREWALL_RETURN;
		return sub;
	}
	return FIREWALL_NEXT;
}

/* ACCEPT, DROP, or NEXT when the end of the chain was reached. */
static enum firewall_verdict
walk_chain(struct walk *w, const char *name, unsigned depth)
{
	const struct firewall_rule *r = w->firewall->rules;
	const struct firewall_rule *end = r + w->firewall->rule_count;
	enum firewall_verdict v;
	enum match m;

	if (depth > DEPTH)
		return FIREWALL_NEXT;
	for (; r < end; r++) {
		if (strcmp(r->chain, name) != 0)
			continue;
		m = match(r, w->packet);
		if (m == MATCH_NO)
			continue;
		v = take_rule(w, r, m == MATCH_YES, depth);
		if (v == FIREWALL_RETURN)
			return FIREWALL_NEXT;
		if (v != FIREWALL_NEXT)
			return v;
	}
	return FIREWALL_NEXT;
}

void
firewall_judge(const struct firewall *f, const struct firewall_packet *p,
    struct firewall_answer *ret)
{
	struct walk w = {.firewall = f, .packet = p};
	char by[FIREWALL_NAME];
	struct text t;
	size_t i;

	for (i = 0; i < f->chain_count; i++) {
		if (!f->chains[i].base)
			continue;
		w.unsure = false;
		if (walk_chain(&w, f->chains[i].name, 0) != FIREWALL_NEXT ||
		    !f->chains[i].drops)
			continue;
		text_init(&t, by, sizeof(by));
		text_addf(&t, "the policy of %s", f->chains[i].name);
		note(&w, true, by);
	}
	*ret = w.answer;
}
