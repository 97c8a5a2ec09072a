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

/* So many digits and what follows them. */
static char *
put_digits(char *p, unsigned count, char after, int64_t n)
{
	unsigned i;

	for (i = count; i > 0; i--, n /= 10)
		p[i - 1] = (char)('0' + n % 10);
	p[count] = after;
	return p + count + 1;
}

/*
 * The day as the Gregorian calendar has it, of days since 1970: a year that
 * begins in March has its odd day last.
 */
static void
split_days(int64_t days, int64_t *year, int64_t *month, int64_t *day)
{
	const int64_t since = days + 719468; /* 0000-03-01 */
	const int64_t era = since / 146097;
	const int64_t left = since % 146097;
	const int64_t y = (left - left / 1460 + left / 36524 - left / 146096) /
	    365;
	const int64_t of_year = left - (365 * y + y / 4 - y / 100);
	const int64_t m = (5 * of_year + 2) / 153;

	*day = of_year - (153 * m + 2) / 5 + 1;
	*month = m < 10 ? m + 3 : m - 9;
	*year = y + 400 * era + (m < 10 ? 0 : 1);
}

/* By hand: it stands in each of a million lines. */
const char *
when_rfc3339(char buf[WHEN_TEXT], int64_t us)
{
	int64_t rest, year, month, day, seconds = split(us, &rest);
	char *p = buf;

	/* Before the year 1 and after 9999: the epoch stands in. */
	if (seconds < INT64_C(-62135596800) || seconds > INT64_C(253402300799))
		seconds = rest = 0;
	/* All that follows is of numbers that are not negative. */
	seconds += 719162 * INT64_C(86400);
	split_days(seconds / 86400 - 719162, &year, &month, &day);
	seconds %= 86400;
	p = put_digits(p, 4, '-', year);
	p = put_digits(p, 2, '-', month);
	p = put_digits(p, 2, 'T', day);
	p = put_digits(p, 2, ':', seconds / 3600);
	p = put_digits(p, 2, ':', seconds / 60 % 60);
	p = put_digits(p, 2, '.', seconds % 60);
	p = put_digits(p, 6, 'Z', rest);
	*p = '\0';
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

/* So many steps, to the nearest. */
static uint64_t
steps_of(uint64_t n, uint64_t step)
{
	return n / step + (n % step >= (step + 1) / 2);
}

void
when_took(struct text *t, uint64_t us)
{
	const uint64_t hundredths = steps_of(us, MILLION / 100);
	const uint64_t tenths = steps_of(us, MILLION / 10);

	if (hundredths < 100) {
		text_add(t, hundredths < 10 ? "0.0" : "0.");
		text_add_number(t, hundredths);
		text_add(t, " s");
	} else if (tenths < 600) {
		text_add_tenths(t, us);
		text_add(t, " s");
	} else
		text_add_span(t, steps_of(us, MILLION));
}

static bool
seconds_fit(uint64_t us, size_t width)
{
	uint64_t most = 1;

	/* Less the point and what follows it, and not rounded up beyond. */
	for (; width > 4; width--)
		most *= 10;
	return us < most * MILLION - 500;
}

void
when_span(struct text *t, int64_t us, size_t width, bool plus)
{
	const uint64_t size = us < 0 ? -(uint64_t)us : (uint64_t)us;
	const uint64_t s = size / MILLION;
	const bool sign = us < 0 || plus;
	char buf[32];
	struct text words;

	if (seconds_fit(size, width - (sign ? 1 : 0))) {
		text_add_seconds(t, us, width, plus);
		return;
	}
	text_init(&words, buf, sizeof(buf));
	if (sign)
		text_add_char(&words, us < 0 ? '-' : '+');
	if (s < 3600)
		text_addf(&words, "%" PRIu64 "m%02" PRIu64 "s", s / 60, s % 60);
	else if (s < 100 * 3600)
		text_addf(&words, "%" PRIu64 "h%02" PRIu64 "m", s / 3600,
		    s % 3600 / 60);
	else
		text_addf(&words, "%" PRIu64 "d%02" PRIu64 "h", s / 86400,
		    s % 86400 / 3600);
	text_addf(t, "%*s", (int)width, buf);
}
