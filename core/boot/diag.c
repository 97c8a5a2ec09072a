/* SPDX-License-Identifier: ISC */
#include "core/boot/diag.h"

#include <stddef.h>
#include <string.h>

#include "core/base/hash.h"
#include "core/boot/chain.h"
#include "core/boot/diag_again.h"
#include "core/boot/diag_look.h"
#include "core/boot/diag_root.h"
#include "core/boot/diag_rules.h"
#include "core/boot/lost.h"
#include "core/boot/mac_index.h"
#include "core/boot/reader_choice.h"
#include "core/boot/uuid_rows.h"

#define MOST_RULES 96
#define AFTERWARDS_US (INT64_C(600) * 1000000)

/*
 * Page by page: the lists of a case are touched as they fill, and what a
 * machine that only asks has of its own stands on one page.
 */
#define PAGE 4096

#define SET_WORDS ((MOST_RULES + 63) / 64)
#define WHENS 6 /* bits of enum diag_when */

/* Sets of rules for each value of each byte of what a case lacks. */
#define LACK_BYTES ((CASE_HAS_BITS + 7) / 8)
#define BYTE_VALUES 256

struct rule_set {
	uint64_t bits[SET_WORDS];
};

struct patient {
	struct rule_set raised, held;
	uint16_t count[MOST_RULES]; /* boots in which it was seen */
	uint8_t severity[MOST_RULES]; /* as it was raised */
	uint32_t mend[MOST_RULES]; /* what was offered then (mend_mark) */
	uint64_t session; /* that `held` speaks of */
	struct boot_case boot; /* the last: it clears itself */
} __attribute__((aligned(PAGE)));

/* On the case that is looked at. */
struct verdict {
	unsigned has; /* enum case_has */
	struct rule_set vain; /* which need what it lacks */
	/* What a rule says; empty before and after each that is asked. */
	struct event_finding finding;
	struct diag_say say;
};

struct diag {
	struct event_sink out;
	struct diag_env env;
	int64_t now_us, ticked_us;
	struct mac_index index;
	struct chain idle, used;
	struct chain_link links[DIAG_CASES];
	size_t rule_count;
	const struct diag_rule *rules[MOST_RULES];
	struct rule_set due[1 << WHENS]; /* asked after any of these */
	/* Those that need one of what is lacking. */
	struct rule_set vain[LACK_BYTES][BYTE_VALUES];
	struct verdict verdict; /* on the case that is looked at */
	/* Those of the used of which time alone may tell, in the same order. */
	struct chain awaited;
	struct chain_link awaited_links[DIAG_CASES];
	bool is_awaited[DIAG_CASES];
	int64_t until_us[DIAG_CASES]; /* and how long */
	int64_t due_us[DIAG_CASES]; /* when it may tell something next */
	struct uuid_rows uuids;
	struct patient *patients; /* DIAG_CASES; they follow, from a page on */
	/* the memory of both indexes follows those */
};

static bool
has_rule(const struct rule_set *s, size_t i)
{
	return (s->bits[i / 64] >> i % 64 & 1) != 0;
}

static void
set_rule(struct rule_set *s, size_t i, bool on)
{
	const uint64_t mask = UINT64_C(1) << i % 64;

	s->bits[i / 64] = on ? s->bits[i / 64] | mask : s->bits[i / 64] & ~mask;
}

/* From the sets of single bits those of all combinations of them. */
static void
combine(struct rule_set *sets, size_t bits)
{
	size_t i, w, rest;

	for (i = 1; i < (size_t)1 << bits; i++) {
		rest = i & (i - 1);
		for (w = 0; rest != 0 && w < SET_WORDS; w++)
			sets[i].bits[w] = sets[rest].bits[w] |
			    sets[i ^ rest].bits[w];
	}
}

/* Sorts the rules by what they are asked after and what they need. */
static void
enter_rules(struct diag *d)
{
	size_t i, k;

	d->rule_count = diag_rule_count();
	memset(d->due, 0, sizeof(d->due));
	memset(d->vain, 0, sizeof(d->vain));
	for (i = 0; i < d->rule_count; i++) {
		const struct diag_rule *rule = d->rules[i] = diag_rule(i);

		for (k = 0; k < WHENS; k++)
			set_rule(&d->due[(size_t)1 << k], i,
			    (rule->when >> k & 1) != 0);
		for (k = 0; k < CASE_HAS_BITS; k++)
			set_rule(&d->vain[k / 8][(size_t)1 << k % 8], i,
			    (rule->needs >> k & 1) != 0);
	}
	combine(d->due, WHENS);
	for (k = 0; k < LACK_BYTES; k++)
		combine(d->vain[k], 8);
}

static void
clear_words(struct verdict *v)
{
	struct event_finding *f = &v->finding;

	f->evidence_count = 0;
	v->say.unseen_us = 0;
	text_init(&v->say.text, f->text, sizeof(f->text));
	text_init(&v->say.fix, f->fix, sizeof(f->fix));
}

static void
verdict_init(struct verdict *v, int64_t now_us)
{
	v->say.now_us = now_us;
	v->say.due_us = INT64_MAX;
	v->say.finding = &v->finding;
	clear_words(v);
}

size_t
diag_size(void)
{
	return sizeof(struct diag) + PAGE +
	    DIAG_CASES * sizeof(struct patient) +
	    mac_index_slots(DIAG_CASES) * sizeof(struct mac_slot) +
	    uuid_rows_size(DIAG_CASES);
}

struct diag *
diag_init(void *memory, const struct diag_env *env, struct event_sink out)
{
	struct diag *d = memory;
	char *at = (char *)(d + 1);
	struct mac_slot *slots;
	uint32_t i;

	/* Patients are cleared when they come: the pages stay untouched. */
	enter_rules(d);
	verdict_init(&d->verdict, 0);
	d->out = out;
	d->env = *env;
	d->now_us = d->ticked_us = 0;
	at += PAGE - (uintptr_t)at % PAGE;
	d->patients = (void *)at;
	slots = (void *)(d->patients + DIAG_CASES);
	mac_index_init(&d->index, slots, mac_index_slots(DIAG_CASES));
	uuid_rows_init(&d->uuids, slots + mac_index_slots(DIAG_CASES),
	    DIAG_CASES);
	chain_init(&d->idle);
	chain_init(&d->used);
	chain_init(&d->awaited);
	memset(d->is_awaited, 0, sizeof(d->is_awaited));
	for (i = 0; i < DIAG_CASES; i++)
		chain_push_last(&d->idle, d->links, i);
	return d;
}

/* Of what else the rules know than the time. */
static void
ask_all_anew(struct diag *d)
{
	uint32_t row = d->awaited.first;

	for (; row != CHAIN_END; row = d->awaited_links[row].after)
		d->due_us[row] = INT64_MIN;
}

void
diag_env(struct diag *d, const struct diag_env *env)
{
	d->env = *env;
	ask_all_anew(d);
}

/* Complete, as far as we saw it. */
static bool
is_done(const struct patient *p)
{
	return p->boot.ended && p->boot.result == BOOT_DONE;
}

static void
await(struct diag *d, uint32_t row, bool on)
{
	if (d->is_awaited[row])
		chain_remove(&d->awaited, d->awaited_links, row);
	if (on)
		chain_push_last(&d->awaited, d->awaited_links, row);
	d->is_awaited[row] = on;
}

static struct patient *
find_patient(struct diag *d, const struct mac *mac)
{
	uint32_t row = d->used.last;

	/* What follows of a message is of the same machine. */
	if (d->used.count > 0 && mac_equal(&d->patients[row].boot.mac, mac))
		return &d->patients[row];
	row = mac_index_find(&d->index, mac);
	if (row == MAC_INDEX_NONE)
		return NULL;
	chain_remove(&d->used, d->links, row);
	chain_push_last(&d->used, d->links, row);
	await(d, row, d->is_awaited[row]);
	return &d->patients[row];
}

static struct patient *
add_patient(struct diag *d, const struct mac *mac)
{
	uint32_t row = d->idle.first;

	if (d->idle.count == 0) {
		row = d->used.first;
		chain_remove(&d->used, d->links, row);
		await(d, row, false);
		mac_index_remove(&d->index, &d->patients[row].boot.mac);
	} else
		chain_remove(&d->idle, d->links, row);
	chain_push_last(&d->used, d->links, row);
	mac_index_put(&d->index, mac, row);
	uuid_rows_remove(&d->uuids, row);
	memset(&d->patients[row], 0, offsetof(struct patient, boot));
	boot_case_init(&d->patients[row].boot, mac);
	return &d->patients[row];
}

/* Looks at a case through one rule; the words are empty unless it holds. */
static bool
apply(const struct diag *d, const struct patient *p, size_t i,
    struct verdict *v)
{
	const struct diag_rule *rule = d->rules[i];
	struct event_finding *f = &v->finding;

	if ((rule->needs & ~v->has) != 0 || (!rule->stays && is_done(p)))
		return false;
	f->slug = rule->slug;
	f->raised = false;
	f->severity = rule->severity;
	f->confidence = rule->confidence;
	f->mend = rule->mend;
	f->mend_with = 0;
	f->mend_name[0] = '\0';
	f->count = p->count[i];
	if (rule->holds(&p->boot, &d->env, &v->say))
		return true;
	/* What it began to say before it thought better of it. */
	if (v->say.text.len > 0 || v->say.fix.len > 0 || f->evidence_count > 0)
		clear_words(v);
	return false;
}

/* The same of a finding that stands: it was told, and words cost much. */
static bool
still_holds(const struct diag *d, const struct patient *p, size_t i,
    struct verdict *v)
{
	bool holds;

	text_mute(&v->say.text);
	text_mute(&v->say.fix);
	holds = apply(d, p, i, v);
	clear_words(v);
	return holds;
}

/* Frames were lost: what is not there may have been on the wire. */
static bool
is_in_doubt(const struct diag *d, const struct diag_say *say)
{
	return say->unseen_us != 0 &&
	    lost_may_hide(d->env.lost_us, say->unseen_us);
}

/* To a cleared one: nothing of what stands behind the words, which may be of
 * another rule. */
static void
copy_finding(struct event_finding *to, const struct event_finding *f)
{
	memcpy(to, f, offsetof(struct event_finding, mend_name));
	(void)text_copy(to->mend_name, sizeof(to->mend_name), f->mend_name);
	to->count = f->count;
	to->evidence_count = f->evidence_count;
	memcpy(to->evidence, f->evidence,
	    f->evidence_count * sizeof(f->evidence[0]));
	(void)text_copy(to->text, sizeof(to->text), f->text);
	(void)text_copy(to->fix, sizeof(to->fix), f->fix);
}

static void
emit(struct diag *d, const struct patient *p, const struct event_finding *f)
{
	struct event e TO_FILL;

	event_init(&e, EVENT_FINDING, d->now_us, &p->boot.mac);
	e.session = p->boot.session;
	e.frame = f->evidence_count > 0 ? f->evidence[f->evidence_count - 1] :
					  0;
	copy_finding(&e.u.finding, f);
	d->out.take(d->out.arg, &e);
}

/* Of all that makes one mend another. */
static uint32_t
mend_mark(const struct event_finding *f)
{
	const uint64_t with = hash_mix((uint64_t)f->mend, f->mend_with);

	return (uint32_t)hash_text(with, f->mend_name);
}

static void
raise_finding(struct diag *d, struct patient *p, size_t i,
    struct event_finding *f)
{
	if (p->count[i] < UINT16_MAX)
		p->count[i]++;
	f->count = p->count[i];
	f->raised = true;
	/* Seen again in a later boot: counted, not raised anew, unless the
	 * mend that was offered did not do and there is another. */
	if (!has_rule(&p->raised, i) || p->mend[i] != mend_mark(f)) {
		p->severity[i] = (uint8_t)f->severity;
		p->mend[i] = mend_mark(f);
		emit(d, p, f);
	}
	set_rule(&p->raised, i, true);
}

/* It is worse than it seemed, or there is another mend for it. */
static bool
is_other(const struct patient *p, size_t i, const struct event_finding *f)
{
	return f->severity > p->severity[i] || mend_mark(f) != p->mend[i];
}

/* Told again, not counted. */
static void
tell_again(struct diag *d, struct patient *p, size_t i, struct verdict *v)
{
	struct event_finding *f = &v->finding;

	/* Without words until now. */
	(void)apply(d, p, i, v);
	f->count = p->count[i];
	f->raised = true;
	p->severity[i] = (uint8_t)f->severity;
	p->mend[i] = mend_mark(f);
	emit(d, p, f);
}

static void
clear_finding(struct diag *d, struct patient *p, size_t i)
{
	struct event_finding f = {.slug = d->rules[i]->slug,
	    .severity = (enum severity)p->severity[i],
	    .confidence = d->rules[i]->confidence,
	    .count = p->count[i]};

	(void)text_copy(f.text, sizeof(f.text), d->rules[i]->title);
	set_rule(&p->raised, i, false);
	emit(d, p, &f);
}

/*
 * A case only grows within a boot, so a rule that held and no longer does
 * says that the machine got past it, unless that only does the same again;
 * what an earlier boot left is cleared by a boot that is done.
 */
static void
judge_rule(struct diag *d, struct patient *p, size_t i, struct verdict *v)
{
	const bool held = has_rule(&p->held, i);
	const bool raised = has_rule(&p->raised, i);
	const bool holds = held && raised ? still_holds(d, p, i, v) :
					    apply(d, p, i, v);

	if (holds && !held && is_in_doubt(d, &v->say)) {
		clear_words(v);
		return;
	}
	if (!holds && held && !is_done(p) && diag_only_repeats(&p->boot))
		return;
	set_rule(&p->held, i, holds);
	if (holds && !held)
		raise_finding(d, p, i, &v->finding);
	else if (holds && raised && is_other(p, i, &v->finding))
		tell_again(d, p, i, v);
	else if (!holds && raised && (held || is_done(p)))
		clear_finding(d, p, i);
	if (holds)
		clear_words(v);
}

/* Looks at what the case has by now: which rules may hold of it? */
static void
look_at(struct diag *d, const struct patient *p)
{
	struct verdict *v = &d->verdict;
	size_t k, w;

	v->has = case_has(&p->boot);
	memset(&v->vain, 0, sizeof(v->vain));
	for (k = 0; k < LACK_BYTES; k++)
		for (w = 0; w < SET_WORDS; w++)
			v->vain.bits[w] |=
			    d->vain[k][~v->has >> 8 * k & 0xff].bits[w];
}

/*
 * Of word w, the rules that are asked of the case that was looked at: what
 * cannot hold matters only where it did.
 */
static uint64_t
asked_of(const struct diag *d, const struct patient *p, unsigned what, size_t w)
{
	return d->due[what].bits[w] &
	    (~d->verdict.vain.bits[w] | p->held.bits[w] | p->raised.bits[w]);
}

/* Longer than any transfer waits for its end to be told. */
#define LATE_US (INT64_C(120) * 1000000)

/*
 * When it is judged.  A transfer that nobody ended is told when it is given up,
 * with the time of its last packet: that turns no clock back.  A clock that
 * was set does, and so does what the server tells late.
 */
static int64_t
judged_us(const struct diag *d, const struct event *e)
{
	const int64_t now_us = event_wire_us(e);
	const bool given_up = e->kind == EVENT_TFTP &&
	    e->origin == ORIGIN_WIRE && e->u.tftp.phase == TFTP_PHASE_DONE &&
	    d->now_us - now_us < LATE_US;

	return given_up && d->now_us > now_us ? d->now_us : now_us;
}

static void
judge(struct diag *d, struct patient *p, unsigned what, int64_t now_us)
{
	struct verdict *v = &d->verdict;
	uint64_t asked;
	size_t w;

	d->now_us = v->say.now_us = now_us;
	v->say.due_us = INT64_MAX;
	if (p->boot.session == 0)
		return;
	if (p->session != p->boot.session) {
		memset(&p->held, 0, sizeof(p->held));
		p->session = p->boot.session;
	}
	for (w = 0; w < SET_WORDS; w++) {
		asked = asked_of(d, p, what, w);
		for (; asked != 0; asked &= asked - 1)
			judge_rule(d, p,
			    w * 64 + (size_t)__builtin_ctzll(asked), v);
	}
}

/* Transfers that run well say nothing new. */
static unsigned
what_changed(const struct event *e)
{
	static const unsigned whens[EVENT_KIND_COUNT] = {
	    [EVENT_DHCP] = ON_DHCP,
	    [EVENT_TFTP] = ON_TFTP,
	    [EVENT_HTTP] = ON_HTTP,
	    [EVENT_ISCSI] = ON_ISCSI,
	    [EVENT_WIRE] = ON_WIRE,
	    [EVENT_SESSION] = ON_ANY,
	};

	if (e->kind == EVENT_TFTP && e->u.tftp.phase == TFTP_PHASE_PROGRESS &&
	    (e->u.tftp.retransmits == 0 || e->u.tftp.blocks > 0))
		return 0;
	return e->kind == EVENT_HTTP && event_is_progress(e) ? 0 :
							       whens[e->kind];
}

/* The boot's identity: another machine that shows the same is its twin. */
static void
meet_twin(struct diag *d, struct patient *p, const struct event *e)
{
	const uint32_t row = (uint32_t)(p - d->patients);
	uint32_t other;

	if (!boot_case_speaks(e) || p->boot.twin.one)
		return;
	if (e->kind == EVENT_DHCP)
		uuid_rows_put(&d->uuids, row, e->u.dhcp.facts.uuid);
	if (p->boot.twin.there) {
		other = mac_index_find(&d->index, &p->boot.twin.mac);
		if (other != MAC_INDEX_NONE)
			boot_case_turn(&p->boot, &d->patients[other].boot, e);
		return;
	}
	if (e->kind != EVENT_DHCP)
		return;
	other = uuid_rows_twin(&d->uuids, row);
	if (other == UUID_ROWS_NONE)
		return;
	boot_case_meet(&p->boot, &d->patients[other].boot, event_wire_us(e));
	d->due_us[other] = INT64_MIN;
}

/* Passes the stage on, with what the client chose of several offers: as its
 * rules have it, until its next steps show it. */
static void
tell_stage(const struct diag *d, const struct boot_case *c,
    const struct event *e)
{
	static void (*const words[BOOT_STAGE_COUNT])(struct text *,
	    const struct boot_case *) = {
	    [BOOT_REQUESTED] = reader_choice_told,
	    [BOOT_STALLED] = reader_choice_told,
	    [BOOT_PROXY] = reader_choice_corrected,
	    [BOOT_LOADER] = reader_choice_corrected,
	};
	struct event copy TO_FILL;
	struct text t;

	if (words[e->u.stage.stage] == NULL) {
		d->out.take(d->out.arg, e);
		return;
	}
	event_copy(&copy, e);
	text_init(&t, copy.u.stage.choice, sizeof(copy.u.stage.choice));
	words[e->u.stage.stage](&t, c);
	d->out.take(d->out.arg, &copy);
}

/* May time alone tell anything of this case, as far as it has come? */
static bool
time_tells(const struct diag *d, const struct patient *p)
{
	uint64_t asked = 0;
	size_t w;

	for (w = 0; w < SET_WORDS; w++)
		asked |= asked_of(d, p, ON_TIME, w);
	return p->boot.session != 0 && asked != 0;
}

/*
 * The awaited are few where many machines boot: most have got past what time
 * could tell.  A while longer than a boot, since what follows it is awaited
 * too.
 */
static void
settle(struct diag *d, const struct patient *p)
{
	const uint32_t row = (uint32_t)(p - d->patients);
	const struct boot_case *c = &p->boot;
	const bool on = time_tells(d, p);

	d->until_us[row] = c->ended ? c->last_us + AFTERWARDS_US : INT64_MAX;
	d->due_us[row] = INT64_MIN;
	if (on != d->is_awaited[row])
		await(d, row, on);
}

void
diag_event(struct diag *d, const struct event *e)
{
	struct patient *p = e->has_mac ? find_patient(d, &e->mac) : NULL;
	const unsigned what = what_changed(e);

	if (p != NULL && e->kind == EVENT_STAGE)
		tell_stage(d, &p->boot, e);
	else
		d->out.take(d->out.arg, e);
	if (!e->has_mac || (p == NULL && e->session == 0))
		return;
	if (p == NULL)
		p = add_patient(d, &e->mac);
	else if (e->session != 0 && e->session < p->boot.session)
		return; /* told late of a boot before this one */
	boot_case_take(&p->boot, e);
	diag_root_look(&d->env.files, &p->boot, e);
	meet_twin(d, p, e);
	look_at(d, p);
	if (what != 0)
		judge(d, p, what, judged_us(d, e));
	settle(d, p);
}

/* What time tells of a case, and when it may tell more. */
static void
look_by_time(struct diag *d, uint32_t row)
{
	struct patient *p = &d->patients[row];

	look_at(d, p);
	judge(d, p, ON_TIME, d->now_us);
	d->due_us[row] = d->verdict.say.due_us;
}

void
diag_tick(struct diag *d, int64_t now_us)
{
	uint32_t row = d->awaited.first, after;

	if (now_us < d->ticked_us)
		ask_all_anew(d);
	d->now_us = d->ticked_us = now_us;
	for (; row != CHAIN_END; row = after) {
		after = d->awaited_links[row].after;
		if (now_us >= d->until_us[row])
			await(d, row, false);
		else if (now_us >= d->due_us[row])
			look_by_time(d, row);
	}
}

int64_t
diag_due_us(const struct diag *d)
{
	uint32_t row = d->awaited.first;
	int64_t first_us = INT64_MAX;

	for (; row != CHAIN_END; row = d->awaited_links[row].after)
		if (d->due_us[row] < first_us &&
		    d->due_us[row] < d->until_us[row])
			first_us = d->due_us[row];
	return first_us;
}

size_t
diag_findings(const struct diag *d, const struct mac *mac,
    struct event_finding *ret, size_t most)
{
	const uint32_t row = mac_index_find(&d->index, mac);
	const struct patient *p;
	struct verdict v;
	size_t i, n = 0;
	int severity;

	if (row == MAC_INDEX_NONE)
		return 0;
	p = &d->patients[row];
	for (severity = SEVERITY_ERROR; severity >= 0; severity--)
		for (i = 0; i < d->rule_count && n < most; i++) {
			verdict_init(&v, d->now_us);
			v.has = case_has(&p->boot);
			if (!has_rule(&p->raised, i) || !apply(d, p, i, &v) ||
			    (int)v.finding.severity != severity)
				continue;
			ret[n] = v.finding;
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
