/* SPDX-License-Identifier: ISC */
#include "core/serve/record_news.h"

#include <string.h>

#include "core/base/err.h"
#include "core/serve/recorder_dir.h"

#define SPAN_US INT64_C(60000000)

void
record_news_init(struct record_news *n, const char *path)
{
	memset(n, 0, sizeof(*n));
	n->path = path;
}

void
record_news_failed(struct record_news *n, int err, uint64_t order)
{
	n->trouble = err;
	n->again = true;
	n->trouble_order = order;
}

void
record_news_written(struct record_news *n, uint64_t order)
{
	if (!n->told || order <= n->trouble_order)
		return;
	/* What fails from here on is told anew. */
	n->trouble = 0;
	n->told = false;
	n->mended = true;
}

bool
record_news_trouble(struct record_news *n, const struct record_now *now,
    struct text *t)
{
	if (n->trouble == 0 ||
	    (n->told && (!n->again || now->time_us - n->told_us < SPAN_US)))
		return false;
	n->told = true;
	n->again = false;
	n->mended = false;
	n->told_us = now->time_us;
	text_add(t, "boots cannot be recorded in ");
	text_add_visible_str(t, n->path);
	text_addf(t, ": %s", err_text(n->trouble));
	if (n->trouble == -PX_EACCESS)
		text_add(t,
		    "; give it and its files to the user that the "
		    "console runs as");
	return true;
}

bool
record_news_mended(struct record_news *n, struct text *t)
{
	if (!n->mended)
		return false;
	n->mended = false;
	text_add(t, "boots are recorded again in ");
	text_add_visible_str(t, n->path);
	return true;
}

/* Whether boots are recorded, as soon as it is known and when it changes. */
static bool
standing(struct record_news *n, const struct record_now *now, struct text *t)
{
	const bool fails = now->watched && n->trouble != 0;

	if (now->last || fails || (n->said && n->on == now->watched))
		return false;
	n->said = true;
	n->on = now->watched;
	if (!n->on) {
		text_add(t, "nothing is recorded: the wire is not watched");
		return true;
	}
	text_add(t, "every boot is recorded in ");
	text_add_visible_str(t, n->path);
	text_addf(t, ": at most %u files and %u MB, the oldest go first",
	    RECORD_FILES, RECORD_BYTES >> 20);
	return true;
}

bool
record_news_left(struct record_news *n, const struct record_now *now,
    struct text *t)
{
	const struct left_out *left = &n->left, *told = &n->left_told;

	if (memcmp(left, told, sizeof(*left)) == 0 ||
	    (!now->last && n->left_told_us != 0 &&
		now->time_us - n->left_told_us < SPAN_US))
		return false;
	text_addf(t,
	    "more than can be recorded: boots were left out %llu times while "
	    "%u others went on, %llu ended early, %llu frames would have made "
	    "a file larger than %u MB",
	    (unsigned long long)(left->boots - told->boots), RECORD_OPEN,
	    (unsigned long long)(left->ends - told->ends),
	    (unsigned long long)(left->frames - told->frames),
	    RECORD_FILE_BYTES >> 20);
	n->left_told = n->left;
	n->left_told_us = now->time_us;
	return true;
}

bool
record_news_next(struct record_news *n, const struct record_now *now,
    enum log_level *level, struct text *t)
{
	*level = LOG_ERROR;
	if (record_news_trouble(n, now, t))
		return true;
	*level = LOG_INFO;
	if (record_news_mended(n, t))
		return true;
	*level = now->watched ? LOG_INFO : LOG_WARNING;
	if (standing(n, now, t))
		return true;
	*level = LOG_WARNING;
	return record_news_left(n, now, t);
}
