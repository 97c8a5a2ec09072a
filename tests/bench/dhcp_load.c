/* SPDX-License-Identifier: ISC */
/*
 * DHCP clients: dhcp_load INTERFACE MACHINES AT-ONCE [FIRST [PATIENCE-MS]].
 * Each of MACHINES goes through DISCOVER, OFFER, REQUEST, ACK once, AT-ONCE
 * of them at a time.  What stays without an answer is sent again after
 * PATIENCE-MS (1000, as a boot ROM).  One line of name=value at the end.
 */
#include "config.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/bench/load.h"

#define BATCH 64
#define MESSAGE 346
#define TRIES 8
#define ADDRESS_BASE 0x0a410000u /* 10.65.0.0 */

enum message_type { DISCOVER = 1, OFFER = 2, REQUEST = 3, ACK = 5 };

enum state { FRESH, ASKING, REQUESTING, DONE, LOST };

struct machine {
	enum state state;
	unsigned tries;
	uint64_t began_us, sent_us;
	uint32_t addr, server;
};

struct load {
	int fd;
	size_t count, first, at_once;
	uint64_t patience_us;
	struct machine *machines;
	size_t started, running, done, lost, nak, wrong;
	uint64_t again, began_us, last_us;
	struct load_times times;
	size_t out_count;
	uint8_t out[BATCH][MESSAGE];
};

static const uint8_t cookie[4] = {0x63, 0x82, 0x53, 0x63};

static void
put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

static void
flush(struct load *l)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(67),
	    .sin_addr.s_addr = htonl(INADDR_BROADCAST)};
	struct mmsghdr msgs[BATCH] = {0};
	struct iovec iov[BATCH];
	size_t i;

	for (i = 0; i < l->out_count; i++) {
		iov[i].iov_base = l->out[i];
		iov[i].iov_len = MESSAGE;
		msgs[i].msg_hdr.msg_name = &to;
		msgs[i].msg_hdr.msg_namelen = sizeof(to);
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	if (l->out_count > 0)
		(void)sendmmsg(l->fd, msgs, (unsigned)l->out_count, 0);
	l->out_count = 0;
}

/* What a PXE ROM sends, with the broadcast flag. */
static void
write_message(uint8_t *m, size_t n, const struct machine *a)
{
	static const uint8_t options[] = {57, 2, 0x05, 0xdc, 55, 8, 1, 3, 6, 12,
	    43, 60, 66, 67, 93, 2, 0, 0, 94, 3, 1, 2, 1, 60, 32, 'P', 'X', 'E',
	    'C', 'l', 'i', 'e', 'n', 't', ':', 'A', 'r', 'c', 'h', ':', '0',
	    '0', '0', '0', '0', ':', 'U', 'N', 'D', 'I', ':', '0', '0', '2',
	    '0', '0', '1'};
	uint8_t *o = m + 243;

	memset(m, 0, MESSAGE);
	m[0] = m[1] = 1;
	m[2] = 6;
	put32(m + 4, (uint32_t)n);
	m[10] = 0x80;
	m[28] = 2;
	put32(m + 30, (uint32_t)n);
	memcpy(m + 236, cookie, 4);
	m[240] = 53;
	m[241] = 1;
	m[242] = a->state == ASKING ? DISCOVER : REQUEST;
	if (a->state == REQUESTING) {
		o[0] = 50;
		o[1] = 4;
		put32(o + 2, a->addr);
		o[6] = 54;
		o[7] = 4;
		put32(o + 8, a->server);
		o += 12;
	}
	memcpy(o, options, sizeof(options));
	o[sizeof(options)] = 255;
}

static void
send_for(struct load *l, size_t i, uint64_t now)
{
	struct machine *a = &l->machines[i];

	a->sent_us = now;
	a->tries++;
	write_message(l->out[l->out_count++], l->first + i, a);
	if (l->out_count == BATCH)
		flush(l);
}

static void
start_more(struct load *l)
{
	const uint64_t now = load_now_us();

	while (l->running < l->at_once && l->started < l->count) {
		struct machine *a = &l->machines[l->started];

		a->state = ASKING;
		a->began_us = now;
		l->running++;
		send_for(l, l->started++, now);
	}
}

static uint8_t
message_type(const uint8_t *p, size_t len, uint32_t *server)
{
	size_t at = 240;
	uint8_t type = 0;

	while (at + 1 < len && p[at] != 255) {
		if (p[at] == 0) {
			at++;
			continue;
		}
		if (at + 2 + p[at + 1] > len)
			break;
		if (p[at] == 53)
			type = p[at + 2];
		else if (p[at] == 54 && p[at + 1] == 4)
			*server = get32(p + at + 2);
		at += 2u + p[at + 1];
	}
	return type;
}

static void
take_answer(struct load *l, const uint8_t *p, size_t len)
{
	const size_t i = len < 240 ? SIZE_MAX : get32(p + 4) - l->first;
	struct machine *a;
	uint32_t server = 0;
	uint8_t type;

	if (len < 241 || p[0] != 2 || i >= l->started)
		return;
	a = &l->machines[i];
	type = message_type(p, len, &server);
	if (a->state == ASKING && type == OFFER) {
		a->state = REQUESTING;
		a->tries = 0;
		a->addr = get32(p + 16);
		a->server = server;
		send_for(l, i, load_now_us());
	} else if (a->state == REQUESTING && type == ACK) {
		a->state = DONE;
		l->last_us = load_now_us();
		load_time_add(&l->times, l->last_us - a->began_us);
		l->wrong += a->addr != ADDRESS_BASE + l->first + i;
		l->done++;
		l->running--;
	} else if (a->state == REQUESTING && type == 6)
		l->nak++;
}

/* False: nothing waited. */
static bool
receive(struct load *l)
{
	static uint8_t bytes[BATCH][1600];
	struct mmsghdr msgs[BATCH] = {0};
	struct iovec iov[BATCH];
	int n, i;

	for (i = 0; i < BATCH; i++) {
		iov[i].iov_base = bytes[i];
		iov[i].iov_len = sizeof(bytes[i]);
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	n = recvmmsg(l->fd, msgs, BATCH, 0, NULL);
	for (i = 0; i < n; i++)
		take_answer(l, bytes[i], msgs[i].msg_len);
	return n > 0;
}

static void
send_again(struct load *l)
{
	const uint64_t now = load_now_us();
	size_t i;

	for (i = 0; i < l->started; i++) {
		struct machine *a = &l->machines[i];

		if ((a->state != ASKING && a->state != REQUESTING) ||
		    now - a->sent_us < l->patience_us)
			continue;
		if (a->tries == TRIES) {
			a->state = LOST;
			l->lost++;
			l->running--;
			continue;
		}
		l->again++;
		send_for(l, i, now);
	}
}

static void
run(struct load *l)
{
	struct pollfd p = {.fd = l->fd, .events = POLLIN};
	uint64_t looked = l->began_us = load_now_us();

	while (l->done + l->lost < l->count) {
		start_more(l);
		flush(l);
		if (!receive(l))
			(void)poll(&p, 1, 10);
		if (load_now_us() - looked > 20000) {
			looked = load_now_us();
			send_again(l);
		}
	}
}

int
main(int argc, char **argv)
{
	struct load l = {.patience_us = 1000000};
	double seconds;

	if (argc < 4) {
		(void)fprintf(stderr,
		    "usage: dhcp_load INTERFACE MACHINES "
		    "AT-ONCE [FIRST [PATIENCE-MS]]\n");
		return 1;
	}
	l.fd = load_socket(68, 1);
	if (setsockopt(l.fd, SOL_SOCKET, SO_BINDTODEVICE, argv[1],
		(socklen_t)strlen(argv[1])) == -1)
		load_die(argv[1]);
	l.count = load_number(argv[2]);
	l.at_once = load_number(argv[3]);
	l.first = argc > 4 ? load_number(argv[4]) : 0;
	if (argc > 5)
		l.patience_us = load_number(argv[5]) * 1000;
	l.machines = calloc(l.count, sizeof(*l.machines));
	if (l.machines == NULL)
		load_die("memory");
	run(&l);
	seconds = (double)(load_now_us() - l.began_us) / 1e6;
	(void)printf("done=%zu lost=%zu again=%llu nak=%zu wrong=%zu "
		     "seconds=%.3f rate=%.0f p50=%.2f p99=%.2f max=%.2f "
		     "last=%.1f\n",
	    l.done, l.lost, (unsigned long long)l.again, l.nak, l.wrong,
	    seconds, (double)l.done / seconds, load_time_of(&l.times, 500),
	    load_time_of(&l.times, 990), load_time_of(&l.times, 1000),
	    (double)(l.last_us - l.began_us) / 1000);
	free(l.machines);
	free(l.times.us);
	return 0;
}
