/* SPDX-License-Identifier: ISC */
/*
 * TFTP clients: tftp_load SERVER FILE CLIENTS EACH BLKSIZE WINDOW LOSS [RATE].
 * CLIENTS at once fetch the file EACH times; LOSS of a thousand packets are
 * lost in either direction.  A client waits a second, then says again what
 * it has.  Together they take at most RATE MB a second (0: no limit), as if
 * all stood behind one wire.  One line of name=value at the end.
 */
#include "config.h"

#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/load.h"

#define BATCH 64
#define MACHINES 0x0a410000u /* 10.65.0.0, theirs in rig.py */
#define PATIENCE_US 1000000
#define TRIES 20
#define PACKET 65536

enum tftp_op { RRQ = 1, DATA = 3, TFTP_ACK = 4, TFTP_ERROR = 5, OACK = 6 };

struct client {
	int fd;
	bool running;
	unsigned left, tries;
	uint64_t began_us, sent_us;
	struct sockaddr_in peer; /* port 0: not known yet */
	uint16_t blksize, window;
	uint64_t have; /* blocks that came in order */
	unsigned in_window;
	bool gap_told; /* of this gap */
	bool held; /* its ACK waits for the wire */
};

struct load {
	struct sockaddr_in server;
	const char *file;
	size_t count, running, done, failed;
	unsigned each, blksize, window, loss;
	int epoll;
	struct client *clients;
	uint64_t random, bytes, again;
	/* What the wire has carried, with what was asked for. */
	uint64_t rate, began_us, carried;
	struct client **queue; /* held, in a ring of count */
	size_t queue_first, queue_count;
	struct load_times times;
};

/* The same losses in every run: xorshift. */
static bool
is_lost(struct load *l)
{
	l->random ^= l->random << 13;
	l->random ^= l->random >> 7;
	l->random ^= l->random << 17;
	return l->random % 1000 < l->loss;
}

static void
send_bytes(struct load *l, struct client *c, const void *p, size_t len)
{
	const struct sockaddr_in *to = c->peer.sin_port == 0 ? &l->server :
							       &c->peer;

	c->sent_us = load_now_us();
	/* A request that is lost only the client can say again. */
	if (c->peer.sin_port == 0 || !is_lost(l))
		(void)sendto(c->fd, p, len, 0, (const struct sockaddr *)to,
		    sizeof(*to));
}

static void
send_request(struct load *l, struct client *c)
{
	char p[512];
	int n = 2;

	p[0] = 0;
	p[1] = RRQ;
	n += snprintf(p + n, 300, "%s%coctet", l->file, 0) + 1;
	n += snprintf(p + n, 64, "blksize%c%u", 0, l->blksize) + 1;
	if (l->window > 1)
		n += snprintf(p + n, 64, "windowsize%c%u", 0, l->window) + 1;
	send_bytes(l, c, p, (size_t)n);
}

static bool
wire_is_free(const struct load *l)
{
	return l->rate == 0 ||
	    l->carried <= (load_now_us() - l->began_us) * l->rate;
}

/* Asks for the next window, which then is on the wire. */
static void
send_ack(struct load *l, struct client *c)
{
	const uint8_t p[4] = {0, TFTP_ACK, (uint8_t)(c->have >> 8),
	    (uint8_t)c->have};

	c->in_window = 0;
	l->carried += (uint64_t)c->blksize * c->window;
	send_bytes(l, c, p, sizeof(p));
}

/* The same as soon as the wire has room for it. */
static void
queue_ack(struct load *l, struct client *c)
{
	if (c->held)
		return;
	if (l->queue_count == 0 && wire_is_free(l)) {
		send_ack(l, c);
		return;
	}
	c->held = true;
	l->queue[(l->queue_first + l->queue_count++) % l->count] = c;
}

static void
send_queued(struct load *l)
{
	while (l->queue_count > 0 && wire_is_free(l)) {
		struct client *c = l->queue[l->queue_first];

		l->queue_first = (l->queue_first + 1) % l->count;
		l->queue_count--;
		c->held = false;
		/* It may have failed meanwhile, and begun anew. */
		if (c->running && c->peer.sin_port != 0)
			send_ack(l, c);
	}
}

static void
start(struct load *l, struct client *c)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = c};

	/* A machine has an address of its own, which bounds count by. */
	c->fd = load_socket_at(MACHINES + (uint32_t)(c - l->clients), 0, 0);
	if (epoll_ctl(l->epoll, EPOLL_CTL_ADD, c->fd, &e) == -1)
		load_die("epoll_ctl");
	c->running = true;
	c->tries = 0;
	c->began_us = load_now_us();
	c->peer.sin_port = 0;
	c->blksize = 512;
	c->window = 1;
	c->have = c->in_window = 0;
	c->gap_told = false;
	send_request(l, c);
}

static void
end(struct load *l, struct client *c, bool complete)
{
	(void)close(c->fd);
	c->running = false;
	if (complete) {
		l->done++;
		load_time_add(&l->times, load_now_us() - c->began_us);
	} else
		l->failed++;
	if (--c->left > 0)
		start(l, c);
	else
		l->running--;
}

static void
take_oack(struct load *l, struct client *c, const char *p, const char *past)
{
	const char *value;

	while (p < past && (value = memchr(p, 0, (size_t)(past - p))) != NULL &&
	    ++value < past) {
		if (strcmp(p, "blksize") == 0)
			c->blksize = (uint16_t)load_number(value);
		else if (strcmp(p, "windowsize") == 0)
			c->window = (uint16_t)load_number(value);
		p = value + strlen(value) + 1;
	}
	if (c->have == 0)
		queue_ack(l, c);
}

static void
take_data(struct load *l, struct client *c, const uint8_t *p, size_t len)
{
	const uint16_t block = (uint16_t)(p[2] << 8 | p[3]);
	const uint16_t ahead = (uint16_t)(block - (uint16_t)c->have);

	if (ahead != 1) {
		/* What it has already: the ACK of it was lost (RFC 1350 2). */
		if (ahead == 0 && c->in_window == 0)
			send_ack(l, c);
		/* RFC 7440 4: tell at once from where on it is missing. */
		if (ahead > 1 && ahead <= c->window && !c->gap_told) {
			c->gap_told = true;
			send_ack(l, c);
		}
		return;
	}
	c->gap_told = false;
	c->have++;
	c->tries = 0;
	l->bytes += len - 4;
	c->sent_us = load_now_us();
	if (len - 4 < c->blksize) {
		send_ack(l, c);
		end(l, c, true);
	} else if (++c->in_window == c->window)
		queue_ack(l, c);
}

/* False: the transfer has ended. */
static bool
take_packet(struct load *l, struct client *c, const struct sockaddr_in *from,
    uint8_t *p, size_t len)
{
	if (len < 4 || is_lost(l))
		return true;
	if (c->peer.sin_port == 0)
		c->peer = *from;
	else if (c->peer.sin_port != from->sin_port)
		return true;
	if (p[1] == DATA)
		take_data(l, c, p, len);
	else if (p[1] == OACK)
		take_oack(l, c, (const char *)p + 2, (const char *)p + len);
	else if (p[1] == TFTP_ERROR)
		end(l, c, false);
	return c->running && c->peer.sin_port != 0;
}

static void
receive(struct load *l, struct client *c)
{
	static uint8_t bytes[BATCH][PACKET];
	struct sockaddr_in from[BATCH];
	struct mmsghdr msgs[BATCH] = {0};
	struct iovec iov[BATCH];
	int n, i;

	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = bytes[i];
		iov[i].iov_len = PACKET - 1;
		msgs[i].msg_hdr.msg_name = &from[i];
		msgs[i].msg_hdr.msg_namelen = sizeof(from[i]);
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(c->fd, msgs, BATCH, 0, NULL);
	for (i = 0; i < n; i++) {
		bytes[i][msgs[i].msg_len] = 0;
		if (!take_packet(l, c, &from[i], bytes[i], msgs[i].msg_len))
			break;
	}
}

static void
send_again(struct load *l)
{
	const uint64_t now = load_now_us();
	size_t i;

	for (i = 0; i < l->count; i++) {
		struct client *c = &l->clients[i];

		if (!c->running || c->held || now < c->sent_us + PATIENCE_US)
			continue;
		l->again++;
		if (++c->tries == TRIES)
			end(l, c, false);
		else if (c->peer.sin_port == 0)
			send_request(l, c);
		else
			send_ack(l, c);
	}
}

static void
run(struct load *l)
{
	struct epoll_event events[BATCH];
	uint64_t looked = l->began_us = load_now_us();
	size_t i;
	int n, e;

	for (i = 0; i < l->count; i++) {
		l->clients[i].left = l->each;
		l->running++;
		start(l, &l->clients[i]);
	}
	while (l->running > 0) {
		n = epoll_wait(l->epoll, events, BATCH,
		    l->queue_count > 0 ? 1 : 20);
		for (e = 0; e < n; e++)
			receive(l, events[e].data.ptr);
		send_queued(l);
		if (load_now_us() - looked > 50000) {
			looked = load_now_us();
			send_again(l);
		}
	}
}

int
main(int argc, char **argv)
{
	const struct rlimit files = {65536, 65536};
	struct load l = {.random = 88172645463325252u};
	double seconds;

	if (argc < 8 || argc > 9) {
		(void)fprintf(stderr,
		    "usage: tftp_load SERVER FILE CLIENTS "
		    "EACH BLKSIZE WINDOW LOSS [RATE]\n");
		return 1;
	}
	(void)setrlimit(RLIMIT_NOFILE, &files);
	l.server.sin_family = AF_INET;
	l.server.sin_port = htons(69);
	l.server.sin_addr.s_addr = htonl(load_address(argv[1]));
	l.file = argv[2];
	l.count = load_number(argv[3]);
	l.each = (unsigned)load_number(argv[4]);
	l.blksize = (unsigned)load_number(argv[5]);
	l.window = (unsigned)load_number(argv[6]);
	l.loss = (unsigned)load_number(argv[7]);
	if (argc > 8)
		l.rate = load_number(argv[8]);
	l.clients = calloc(l.count, sizeof(*l.clients));
	l.queue = calloc(l.count, sizeof(*l.queue));
	l.epoll = epoll_create1(0);
	if (l.clients == NULL || l.queue == NULL || l.epoll == -1)
		load_die("memory");
	run(&l);
	seconds = (double)(load_now_us() - l.began_us) / 1e6;
	(void)printf("done=%zu failed=%zu again=%llu bytes=%llu seconds=%.3f "
		     "rate=%.1f p50=%.1f p99=%.1f max=%.1f\n",
	    l.done, l.failed, (unsigned long long)l.again,
	    (unsigned long long)l.bytes, seconds,
	    (double)l.bytes / seconds / 1e6, load_time_of(&l.times, 500),
	    load_time_of(&l.times, 990), load_time_of(&l.times, 1000));
	free(l.queue);
	free(l.clients);
	free(l.times.us);
	return 0;
}
