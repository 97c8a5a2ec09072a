/* SPDX-License-Identifier: ISC */
#include "tui/findings.h"

#include <stdlib.h>
#include <string.h>

bool
findings_init(struct findings *f)
{
	f->rows = calloc(FINDINGS_MOST, sizeof(*f->rows));
	f->count = 0;
	return f->rows != NULL;
}

void
findings_done(struct findings *f)
{
	free(f->rows);
	f->rows = NULL;
	f->count = 0;
}

static bool
is_about(const struct standing *s, const struct event *e)
{
	return s->has_mac == e->has_mac &&
	    (!e->has_mac || mac_equal(&s->mac, &e->mac)) &&
	    strcmp(s->finding.slug, e->u.finding.slug) == 0;
}

static void
take_out(struct findings *f, size_t at)
{
	f->count--;
	memmove(&f->rows[at], &f->rows[at + 1],
	    (f->count - at) * sizeof(*f->rows));
}

static bool
is_before(const struct standing *a, const struct standing *b)
{
	if (a->finding.severity != b->finding.severity)
		return a->finding.severity > b->finding.severity;
	return a->last_us >= b->last_us;
}

static void
put_in(struct findings *f, const struct standing *s)
{
	size_t at = 0;

	while (at < f->count && !is_before(s, &f->rows[at]))
		at++;
	if (at == FINDINGS_MOST)
		return;
	if (f->count == FINDINGS_MOST)
		f->count--;
	memmove(&f->rows[at + 1], &f->rows[at],
	    (f->count - at) * sizeof(*f->rows));
	f->rows[at] = *s;
	f->count++;
}

void
findings_take(struct findings *f, const struct event *e)
{
	struct standing s = {.mac = e->mac,
	    .has_mac = e->has_mac,
	    .since_us = e->time_us,
	    .last_us = e->time_us,
	    .since_boot = e->session,
	    .last_boot = e->session};
	size_t i;

	if (e->kind != EVENT_FINDING)
		return;
	for (i = 0; i < f->count; i++)
		if (is_about(&f->rows[i], e)) {
			s.since_us = f->rows[i].since_us;
			s.since_boot = f->rows[i].since_boot;
			take_out(f, i);
			break;
		}
	s.finding = e->u.finding;
	if (e->u.finding.raised)
		put_in(f, &s);
}

bool
finding_is_older(const struct standing *s, uint64_t session)
{
	return s->last_boot != 0 && s->last_boot < session;
}

/* Of none: of whichever boot somebody looks at. */
static bool
is_of_boot(const struct standing *s, uint64_t session)
{
	return session == 0 || s->last_boot == 0 || s->last_boot == session ||
	    s->since_boot == session;
}

/* The n-th row of a machine's boot. */
static const struct standing *
row_of(const struct findings *f, const struct mac *mac, uint64_t session,
    size_t n)
{
	size_t i;

	for (i = 0; i < f->count; i++)
		if (f->rows[i].has_mac && mac_equal(&f->rows[i].mac, mac) &&
		    is_of_boot(&f->rows[i], session) && n-- == 0)
			return &f->rows[i];
	return NULL;
}

/* One power-on: PXE by IPv4 and IPv6 gives up in a few minutes. */
#define SAME_BOOT_US (INT64_C(600) * 1000000)

static const struct standing *
top_of(const struct findings *f, const struct mac *mac, uint64_t session)
{
	const struct standing *top = row_of(f, mac, session, 0), *s;
	size_t n;

	if (top == NULL)
		return NULL;
	for (n = 1; (s = row_of(f, mac, session, n)) != NULL &&
	     s->finding.severity == top->finding.severity;
	     n++)
		if (finding_follows(top->finding.slug, s->finding.slug) &&
		    top->last_us - s->last_us < SAME_BOOT_US)
			return s;
	return top;
}

const struct standing *
findings_of_boot(const struct findings *f, const struct mac *mac,
    uint64_t session, size_t n)
{
	const struct standing *top = top_of(f, mac, session), *s;
	size_t i;

	if (n == 0)
		return top;
	for (i = 0; (s = row_of(f, mac, session, i)) != NULL; i++)
		if (s != top && --n == 0)
			return s;
	return NULL;
}

const struct standing *
findings_of(const struct findings *f, const struct mac *mac, size_t n)
{
	return findings_of_boot(f, mac, 0, n);
}
