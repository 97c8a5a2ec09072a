/* SPDX-License-Identifier: ISC */
#ifndef TUI_HEADLESS_H
#define TUI_HEADLESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"

/*
 * Without a screen: one line an event on standard output, as JSON or as
 * text.  A reader that is slow, stopped or gone costs lines, which are
 * counted and told, and never more than that.
 */
struct queue;

#define HEADLESS_BATCH 16

struct headless {
	int fd; /* -1: nobody reads any more */
	bool json;
	int stop_fd; /* readable: end */
	struct queue *events; /* struct event */
	uint64_t lost_told;
	uint64_t dropped; /* by us: the disk of the output is full */
	void (*tick)(void *arg); /* at least once a second; may be NULL */
	void *tick_arg;
	struct event batch[HEADLESS_BATCH];
	size_t len;
	char lines[32768]; /* of a batch, for one call of write */
};

/* What --quiet leaves: the boots and what is wrong, not each message. */
bool headless_is_news(const struct event *e);

/* Over standard output; before privileges are dropped. */
void headless_init(struct headless *h, struct queue *events, bool json,
    int stop_fd);

/* Until stop_fd says so. */
void headless_run(struct headless *h);

/* What still waits, as far as the output takes it at once. */
void headless_flush(struct headless *h);
void headless_done(struct headless *h);

#endif
