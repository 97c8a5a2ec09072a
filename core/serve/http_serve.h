/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_HTTP_SERVE_H
#define CORE_SERVE_HTTP_SERVE_H

#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/boot/mode.h"
#include "core/io/iface.h"

/*
 * HTTP on the served interfaces, in a thread of its own: sendfile waits for
 * the disk where a file is not in memory yet, and DHCP must not wait with it.
 */
struct http_serve;
struct book;

struct http_serve_config {
	const char *root; /* the boot tree */
	uint16_t port;
	struct event_sink sink; /* called in the thread */
	enum boot_mode default_mode;
	void (*book_free)(struct book *book);
	void (*round)(void *arg); /* twice a second, with the sink's arg */
};

/* root_open's errors, -PX_ENOMEM. */
int http_serve_new(struct http_serve **ret,
    const struct http_serve_config *config, struct text *why);

/* Opens the port on one more interface, before the start: tcp_listen's. */
int http_serve_open(struct http_serve *s, const struct iface *i,
    struct text *why);

/* -PX_ENOMEM. */
int http_serve_start(struct http_serve *s);

/* An interface as it is now, from any one thread. */
void http_serve_follow(struct http_serve *s, const struct iface *now);

/* A new book, from any thread: http_serve's own to free. */
void http_serve_book(struct http_serve *s, struct book *book);

/* Answers on their way, from any thread. */
uint32_t http_serve_transfers(const struct http_serve *s);

/* Ends the thread; the sink is called until then. */
void http_serve_stop(struct http_serve *s);
void http_serve_free(struct http_serve *s);

#endif
