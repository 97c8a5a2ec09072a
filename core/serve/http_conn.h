/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_HTTP_CONN_H
#define CORE_SERVE_HTTP_CONN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "core/boot/event.h"
#include "core/boot/file_manner.h"
#include "core/io/root.h"
#include "core/io/tcp.h"
#include "core/proto/http_reply.h"
#include "core/proto/http_request.h"

/*
 * One connection of a client: reads a request, sends the answer, waits until
 * the client has confirmed it, and begins again or ends.  The bytes of files
 * go from the page cache to the wire; a slow client holds a descriptor and
 * this structure, nothing else.
 */
enum http_state {
	HTTP_WAITS, /* for a whole head */
	HTTP_SENDS,
	HTTP_CONFIRMS, /* all is with the kernel, not yet with the client */
	HTTP_LINGERS, /* answered; the client may still be talking */
	HTTP_STATES
};

struct http_conn;
struct watch;
struct event_base;

/* What all connections of a server have in common. */
struct http_env {
	struct event_base *base;
	struct root *root;
	struct event_sink sink;
	void (*manner)(void *arg, uint32_t client, struct file_manner *ret);
	void *manner_arg;
	struct watch *look; /* after those in HTTP_CONFIRMS, or cold */
	uint64_t look_us; /* when it was set to; 0: it is not */
	int64_t head_us; /* for a whole head */
	int64_t idle_us; /* without progress */
	size_t counts[HTTP_STATES];
	TAILQ_HEAD(, http_conn) conns; /* the oldest first */
	int64_t logged_us; /* the last line in the log */
	void *arg;
	void (*changed)(void *arg); /* there may be room for another */
};

struct http_conn {
	TAILQ_ENTRY(http_conn)
	entries;
	struct http_env *env;
	int fd;
	struct tcp_ends ends;
	struct watch *watch;
	enum http_state state;
	int64_t since_us; /* in this state */
	int64_t deadline_us;
	bool served; /* this is not its first request */
	bool closed; /* by the client */
	size_t have;
	char in[HTTP_HEAD_MOST];
	/* the answer */
	bool keep, asked; /* asked: the request was told of */
	char out[HTTP_REPLY_MOST];
	size_t out_len, out_at, head_len;
	const struct root_file *file;
	uint64_t begin, at, end; /* of the file: from, up to here, to */
	int64_t cold_us; /* since when the disk is waited for; 0: it is not */
	uint64_t unconfirmed;
	int64_t began_us, told_us; /* the request; when it was told of last */
	struct event_http http;
};

/* Takes a connection over, with its descriptor; -PX_ENOMEM: not taken. */
int http_conn_begin(struct http_env *env, int fd, const struct tcp_ends *ends);

/* Ends it in whatever state; the request's end is told of. */
void http_conn_free(struct http_conn *c);

/* Its time is up. */
void http_conn_expire(struct http_conn *c);

/* Has a client confirmed, is a piece of a file in memory now? */
void http_env_look(struct http_env *env);

/* At most one a second: a flood must not fill the log as well. */
void http_env_warn(struct http_env *env, const char *text);

#endif
