/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_SERVE_H
#define CORE_SERVE_TFTP_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/loaders.h"
#include "core/io/iface.h"
#include "core/serve/config.h"
#include "core/serve/serve_thread.h"

/*
 * TFTP on the served interfaces, and the look for loaders in the boot tree, in
 * a thread of its own: a disk that does not answer holds up nobody but who
 * asks for its files.
 */
struct tftp_serve;
struct bindings;

struct tftp_serve_config {
	const struct serve_config *serve; /* borrowed */
	struct bindings *known; /* asked who has an address */
	struct event_sink sink; /* called in the thread */
	/* Called in it, too: the loaders that are there. */
	void *scanned_arg;
	void (*scanned)(void *arg, const struct loader_set *loaders);
};

/* root_open's errors, serve_thread_new's. */
int tftp_serve_new(struct tftp_serve **ret,
    const struct tftp_serve_config *config,
    const struct serve_thread_config *thread, struct text *why);

/* Opens port 69 on one more interface, before the start: udp_open's errors. */
int tftp_serve_open(struct tftp_serve *s, const struct iface *i,
    struct text *why);

/* -PX_ENOMEM. */
int tftp_serve_start(struct tftp_serve *s);

/* A new book, from any thread: tftp_serve's own to free. */
void tftp_serve_book(struct tftp_serve *s, struct book *book);

/* Transfers that run, from any thread. */
uint32_t tftp_serve_transfers(const struct tftp_serve *s);

/* Ends the thread, as serve_thread_stop; the sink is called until then. */
bool tftp_serve_stop(struct tftp_serve *s);
void tftp_serve_free(struct tftp_serve *s);

#endif
