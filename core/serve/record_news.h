/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_RECORD_NEWS_H
#define CORE_SERVE_RECORD_NEWS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * What there is to tell of recording: whether it is done at all, that it fails
 * and that it does no more, and what was left out.
 */

/* What is not in the files that should be. */
struct left_out {
	uint64_t boots; /* begun while too many others went on */
	uint64_t ends; /* of boots that were quiet, or whose file went */
	uint64_t frames; /* of boots that were larger than a file */
};

struct record_news {
	const char *path;
	int trouble; /* -PX_E..., 0: none */
	bool told, again; /* of it; and it failed since */
	bool mended; /* to be told */
	int64_t told_us;
	uint64_t trouble_order; /* what began later shows that it is mended */
	struct left_out left, left_told;
	int64_t left_told_us; /* 0: never */
	bool said, on; /* whether the wire is watched, as was said */
};

struct record_now {
	int64_t time_us;
	bool watched; /* the wire, somewhere */
	bool last; /* word of all */
};

/* Borrows the folder's name. */
void record_news_init(struct record_news *n, const char *path);

/* A file failed, when so many had begun; one of that number was written. */
void record_news_failed(struct record_news *n, int err, uint64_t order);
void record_news_written(struct record_news *n, uint64_t order);

/* True with the next sentence; false: there is no more now. */
bool record_news_next(struct record_news *n, const struct record_now *now,
    enum log_level *level, struct text *t);

/*
 * Its parts.  Trouble is told once, and at most once a minute while it goes on
 * failing; what was left out at most once a minute, and at the end.
 */
bool record_news_trouble(struct record_news *n, const struct record_now *now,
    struct text *t);
bool record_news_mended(struct record_news *n, struct text *t);
bool record_news_left(struct record_news *n, const struct record_now *now,
    struct text *t);

#endif
