/* SPDX-License-Identifier: ISC */
#include "tui/when.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#define MILLION 1000000

/* Whole seconds and the rest, which is never negative. */
static time_t
split(int64_t us, int64_t *ret_rest)
{
	int64_t seconds = us / MILLION, rest = us % MILLION;

	if (rest < 0) {
		rest += MILLION;
		seconds--;
	}
	*ret_rest = rest;
	return (time_t)seconds;
}

const char *
when_rfc3339(char buf[WHEN_TEXT], int64_t us)
{
	char day[24] = "1970-01-01T00:00:00";
	int64_t rest;
	const time_t seconds = split(us, &rest);
	struct tm tm;

	/* A year of five digits is no RFC 3339 date: the epoch stands in. */
	if (gmtime_r(&seconds, &tm) == NULL || tm.tm_year > 9999 - 1900 ||
	    tm.tm_year < -1900)
		rest = 0;
	else
		(void)strftime(day, sizeof(day), "%Y-%m-%dT%H:%M:%S", &tm);
	(void)snprintf(buf, WHEN_TEXT, "%s.%06" PRId64 "Z", day, rest);
	return buf;
}

const char *
when_local(char buf[WHEN_TEXT], int64_t us)
{
	int64_t rest;
	const time_t seconds = split(us, &rest);
	struct tm tm;

	buf[0] = '\0';
	if (localtime_r(&seconds, &tm) == NULL ||
	    strftime(buf, WHEN_TEXT, "%Y-%m-%d %H:%M:%S", &tm) == 0)
		(void)snprintf(buf, WHEN_TEXT, "%" PRId64, us);
	return buf;
}

void
when_took(struct text *t, uint64_t us)
{
	const uint64_t s = us / MILLION;

	if (s < 1)
		text_addf(t, "0.%02" PRIu64 " s", us / 10000);
	else if (s < 60)
		text_addf(t, "%" PRIu64 ".%" PRIu64 " s", s,
		    us % MILLION / 100000);
	else if (s < 3600)
		text_addf(t, "%" PRIu64 " min %" PRIu64 " s", s / 60, s % 60);
	else if (s < 86400)
		text_addf(t, "%" PRIu64 " h %" PRIu64 " min", s / 3600,
		    s % 3600 / 60);
	else
		text_addf(t, "%" PRIu64 " d %" PRIu64 " h", s / 86400,
		    s % 86400 / 3600);
}
