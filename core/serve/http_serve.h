/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_HTTP_SERVE_H
#define CORE_SERVE_HTTP_SERVE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/mode.h"
#include "core/io/iface.h"
#include "core/serve/serve_thread.h"

/*
 * HTTP on the served interfaces, in a thread of its own: sendfile waits for
 * the disk where a file is not in memory yet, and DHCP must not wait with it.
 */
struct http_serve;
struct bindings;

struct http_serve_config {
	const char *root; /* the boot tree */
	uint16_t port;
	enum boot_mode default_mode;
	struct bindings *known; /* asked who has an address */
	struct event_sink sink; /* called in the thread */
};

/* root_open's errors, serve_thread_new's. */
int http_serve_new(struct http_serve **ret,
    const struct http_serve_config *config,
    const struct serve_thread_config *thread, struct text *why);

/* Opens the port on one more interface, before the start: tcp_listen's. */
int http_serve_open(struct http_serve *s, const struct iface *i,
    struct text *why);

/* -PX_ENOMEM. */
int http_serve_start(struct http_serve *s);

/* A new book, from any thread: http_serve's own to free. */
void http_serve_book(struct http_serve *s, struct book *book);

/* Answers on their way, from any thread. */
uint32_t http_serve_transfers(const struct http_serve *s);

/* Ends the thread, as serve_thread_stop; the sink is called until then. */
bool http_serve_stop(struct http_serve *s);
void http_serve_free(struct http_serve *s);

#endif
