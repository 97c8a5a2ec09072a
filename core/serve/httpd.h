/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_HTTPD_H
#define CORE_SERVE_HTTPD_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/boot/file_manner.h"

/*
 * The HTTP server: GET and HEAD for files below the root, by TFTP's rules
 * for names.  Gives EVENT_HTTP (request, how far it is, done) and EVENT_LOG
 * to the sink.
 * Opens nothing but files; SIGPIPE must be ignored.
 */
struct httpd;
struct event_base;
struct root;

struct httpd_config {
	struct event_base *base; /* outlives the server */
	struct root *root; /* borrowed, outlives the server */
	struct event_sink sink; /* called in the thread of the loop */
	/* How a client is given its files; NULL: by their names only. */
	void (*manner)(void *arg, uint32_t client, struct file_manner *ret);
	void *manner_arg;
	size_t most; /* connections at once; 0: 1024 */
	size_t most_waiting; /* of them without a request; 0: 256 */
	int64_t head_us; /* for a request to come whole; 0: 10 s */
	int64_t idle_us; /* without a byte, either way; 0: 30 s */
};

/* 0 or -PX_ENOMEM. */
int httpd_new(struct httpd **ret, const struct httpd_config *config);

/* Serves who connects to this socket of tcp_listen, which is borrowed. */
int httpd_listen(struct httpd *h, int fd);

/* How many answers are on their way. */
size_t httpd_transfers(const struct httpd *h);

void httpd_free(struct httpd *h);

#endif
