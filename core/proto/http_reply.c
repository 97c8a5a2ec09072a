/* SPDX-License-Identifier: ISC */
#include "core/proto/http_reply.h"

#include <inttypes.h>
#include <stddef.h>

const char *
http_status_text(uint16_t status)
{
	/* clang-format off */
	static const struct {
		uint16_t status;
		const char *text;
	} texts[] = {
		{ 200, "OK" },
		{ 206, "Partial Content" },
		{ 400, "Bad Request" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 413, "Content Too Large" },
		{ 414, "URI Too Long" },
		{ 416, "Range Not Satisfiable" },
		{ 431, "Request Header Fields Too Large" },
		{ 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};
	/* clang-format on */

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (texts[i].status == status)
			return texts[i].text;
	return "Internal Server Error";
}

/* Year, month and day of a count of days since 1970 (proleptic Gregorian). */
static void
split_days(int64_t days, int *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	/* Counted from 1 March 2000 minus 2000 years: leap days come last. */
	const int64_t from = days + 719468;
	const int64_t era = (from >= 0 ? from : from - 146096) / 146097;
	const unsigned at = (unsigned)(from - era * 146097);
	const unsigned year = (at - at / 1460 + at / 36524 - at / 146096) / 365;
	const unsigned day = at - (365 * year + year / 4 - year / 100);
	const unsigned month = (5 * day + 2) / 153;

	*ret_day = day - (153 * month + 2) / 5 + 1;
	*ret_month = month < 10 ? month + 3 : month - 9;
	*ret_year = (int)((int64_t)year + era * 400 + (*ret_month <= 2));
}

/* RFC 9110 5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT". */
static void
add_date(struct text *t, int64_t now_s)
{
	static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon", "Tue",
	    "Wed"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
	    "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	const int64_t all = now_s < 0 ? 0 : now_s;
	const unsigned left = (unsigned)(all % 86400);
	unsigned month, day;
	int year;

	split_days(all / 86400, &year, &month, &day);
	text_addf(t, "Date: %s, %02u %s %04d %02u:%02u:%02u GMT\r\n",
	    days[all / 86400 % 7], day, months[month - 1], year, left / 3600,
	    left / 60 % 60, left % 60);
}

void
http_reply_encode(struct text *t, const struct http_reply *r)
{
	text_addf(t, "HTTP/1.1 %u %s\r\n", r->status,
	    http_status_text(r->status));
	text_add(t, "Server: pxeconsole\r\n");
	add_date(t, r->now_s);
	text_addf(t, "Content-Type: %s\r\n", r->type);
	text_addf(t, "Content-Length: %" PRIu64 "\r\n", r->length);
	if (r->status == 206)
		text_addf(t,
		    "Content-Range: bytes %" PRIu64 "-%" PRIu64 "/%" PRIu64
		    "\r\n",
		    r->part.begin, r->part.end - 1, r->size);
	else if (r->status == 416)
		text_addf(t, "Content-Range: bytes */%" PRIu64 "\r\n", r->size);
	else if (r->status == 405)
		text_add(t, "Allow: GET, HEAD\r\n");
	else if (r->status == 200)
		text_add(t, "Accept-Ranges: bytes\r\n");
	if (!r->keep)
		text_add(t, "Connection: close\r\n");
	else if (r->old)
		text_add(t, "Connection: keep-alive\r\n");
	text_add(t, "\r\n");
}
