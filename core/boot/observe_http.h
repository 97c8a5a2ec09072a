/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_OBSERVE_HTTP_H
#define CORE_BOOT_OBSERVE_HTTP_H

#include "core/boot/observe_tcp.h"

/*
 * What is said by HTTP, or kept secret by TLS, on a connection that
 * observe_tcp follows: x is its row.
 */
void http_watch_take(struct tcp_watcher *w, struct tcp_watch *x,
    const struct frame *f, bool from_client, const struct observed *at);

/* Of each frame, be it read or not: is the beginning of the answer seen, and
 * have the two got past it? */
void http_watch_follow(struct tcp_watch *x, const struct frame *f,
    bool from_client);

/* A ClientHello that names this host; then what follows it. */
void tls_watch_begin(struct tcp_watcher *w, struct tcp_watch *x,
    const char *host, const struct observed *at);
void tls_watch_take(struct tcp_watcher *w, struct tcp_watch *x,
    const struct frame *f, bool from_client, const struct observed *at);

/* The answer of either is over, or will not come. */
void http_watch_end(struct tcp_watcher *w, struct tcp_watch *x,
    const struct observed *at);

#endif
