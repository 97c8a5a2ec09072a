/* SPDX-License-Identifier: ISC */
#include "core/boot/diag.h"

#include <string.h>

#include "core/boot/chain.h"
#include "core/boot/diag_rules.h"
#include "core/boot/mac_index.h"

#define MOST_RULES 96

struct patient {
	struct boot_case boot;
	uint8_t raised[MOST_RULES / 8], held[MOST_RULES / 8];
	uint16_t count[MOST_RULES]; /* boots in which it was seen */
	uint64_t session; /* that `held` speaks of */
};

struct diag {
	struct event_sink out;
	struct diag_env env;
	struct mac_index index;
	struct chain idle, used;
	struct chain_link links[DIAG_CASES];
	struct patient patients[DIAG_CASES];
	/* the index's slots follow */
};

size_t
diag_size(void)
{
	return sizeof(struct diag) +
	    mac_index_slots(DIAG_CASES) * sizeof(struct mac_slot);
}

struct diag *
diag_init(void *memory, const struct diag_env *env, struct event_sink out)
{
	struct diag *d = memory;
	uint32_t i;

	/* Patients are cleared when they come: the pages stay untouched. */
	d->out = out;
	d->env = *env;
	mac_index_init(&d->index, (struct mac_slot *)(void *)(d + 1),
	    mac_index_slots(DIAG_CASES));
	chain_init(&d->idle);
	chain_init(&d->used);
	for (i = 0; i < DIAG_CASES; i++)
		chain_push_last(&d->idle, d->links, i);
	return d;
}

void
diag_env(struct diag *d, const struct diag_env *env)
{
	d->env = *env;
}

static bool
bit(const uint8_t *bits, size_t i)
{
	return (bits[i / 8] & 1u << (i % 8)) != 0;
}

static void
set_bit(uint8_t *bits, size_t i, bool on)
{
	const uint8_t mask = (uint8_t)(1u << (i % 8));

	bits[i / 8] = (uint8_t)(on ? bits[i / 8] | mask : bits[i / 8] & ~mask);
}

static struct patient *
find_patient(struct diag *d, const struct mac *mac)
{
	const uint32_t row = mac_index_find(&d->index, mac);

	if (row == MAC_INDEX_NONE)
		return NULL;
	chain_remove(&d->used, d->links, row);
	chain_push_last(&d->used, d->links, row);
	return &d->patients[row];
}

static struct patient *
add_patient(struct diag *d, const struct mac *mac)
{
	uint32_t row = d->idle.first;

	if (d->idle.count == 0) {
		row = d->used.first;
		chain_remove(&d->used, d->links, row);
		mac_index_remove(&d->index, &d->patients[row].boot.mac);
	} else
		chain_remove(&d->idle, d->links, row);
	chain_push_last(&d->used, d->links, row);
	mac_index_put(&d->index, mac, row);
	memset(&d->patients[row], 0, sizeof(d->patients[row]));
	boot_case_init(&d->patients[row].boot, mac);
	return &d->patients[row];
}

/* Looks at a case through one rule. */
static bool
apply(const struct diag *d, const struct patient *p, size_t i,
    struct event_finding *f)
{
	const struct diag_rule *rule = diag_rule(i);
	struct diag_say say;

	memset(f, 0, sizeof(*f));
	f->slug = rule->slug;
	f->severity = rule->severity;
	f->confidence = rule->confidence;
	f->mend = rule->mend;
	f->count = p->count[i];
	say.finding = f;
	text_init(&say.text, f->text, sizeof(f->text));
	text_init(&say.fix, f->fix, sizeof(f->fix));
	return rule->holds(&p->boot, &d->env, &say);
}

static void
emit(struct diag *d, const struct patient *p, const struct event_finding *f)
{
	struct event e;

	event_init(&e, EVENT_FINDING, d->env.now_us, &p->boot.mac);
	e.session = p->boot.session;
	e.frame = f->evidence_count > 0 ? f->evidence[f->evidence_count - 1] :
					  0;
	e.u.finding = *f;
	d->out.take(d->out.arg, &e);
}

static void
raise_finding(struct diag *d, struct patient *p, size_t i,
    struct event_finding *f)
{
	if (p->count[i] < UINT16_MAX)
		p->count[i]++;
	f->count = p->count[i];
	f->raised = true;
	/* Seen again in a later boot: counted, not raised anew. */
	if (!bit(p->raised, i))
		emit(d, p, f);
	set_bit(p->raised, i, true);
}

static void
clear_finding(struct diag *d, struct patient *p, size_t i)
{
	struct event_finding f;

	(void)apply(d, p, i, &f);
	f.raised = false;
	set_bit(p->raised, i, false);
	emit(d, p, &f);
}

/*
 * A case only grows within a boot, so a rule that held and no longer does
 * says that the machine got past it; what an earlier boot left is cleared by
 * a boot that is done.
 */
static void
judge_rule(struct diag *d, struct patient *p, size_t i)
{
	struct event_finding f;
	const bool held = bit(p->held, i);
	const bool holds = apply(d, p, i, &f);
	const bool done = p->boot.ended && p->boot.result == BOOT_DONE;

	set_bit(p->held, i, holds);
	if (holds && !held)
		raise_finding(d, p, i, &f);
	else if (!holds && bit(p->raised, i) && (held || done))
		clear_finding(d, p, i);
}

static void
judge(struct diag *d, struct patient *p, int64_t now_us)
{
	size_t i;

	d->env.now_us = now_us;
	if (p->boot.session == 0)
		return;
	if (p->session != p->boot.session) {
		memset(p->held, 0, sizeof(p->held));
		p->session = p->boot.session;
	}
	for (i = 0; i < diag_rule_count(); i++)
		judge_rule(d, p, i);
}

void
diag_event(struct diag *d, const struct event *e)
{
	struct patient *p;

	d->out.take(d->out.arg, e);
	if (!e->has_mac)
		return;
	p = find_patient(d, &e->mac);
	if (p == NULL && e->session == 0)
		return;
	if (p == NULL)
		p = add_patient(d, &e->mac);
	boot_case_take(&p->boot, e);
	judge(d, p, e->time_us);
}

void
diag_tick(struct diag *d, int64_t now_us)
{
	uint32_t row = d->used.count == 0 ? CHAIN_END : d->used.first;

	for (; row != CHAIN_END; row = d->links[row].after)
		if (!d->patients[row].boot.ended)
			judge(d, &d->patients[row], now_us);
}

size_t
diag_findings(const struct diag *d, const struct mac *mac,
    struct event_finding *ret, size_t most)
{
	const uint32_t row = mac_index_find(&d->index, mac);
	const struct patient *p;
	size_t i, n = 0;
	int severity;

	if (row == MAC_INDEX_NONE)
		return 0;
	p = &d->patients[row];
	for (severity = SEVERITY_ERROR; severity >= 0; severity--)
		for (i = 0; i < diag_rule_count() && n < most; i++) {
			if (!bit(p->raised, i) || !apply(d, p, i, &ret[n]) ||
			    (int)ret[n].severity != severity)
				continue;
			ret[n++].raised = true;
		}
	return n;
}

const struct boot_case *
diag_case(struct diag *d, const struct mac *mac)
{
	const struct patient *p = find_patient(d, mac);

	return p == NULL ? NULL : &p->boot;
}
