/* SPDX-License-Identifier: ISC */
/*
 * DHCP clients: dhcp_load INTERFACE MACHINES AT-ONCE [FIRST [PATIENCE-MS
 * [RATE]]].
 * Each of MACHINES goes through DISCOVER, OFFER, REQUEST, ACK once, AT-ONCE
 * of them at a time.  What stays without an answer is sent again after
 * PATIENCE-MS (1000, as a boot ROM).  At most RATE begin in a second (0: no
 * limit).  One line of name=value at the end: rate, p50, p99 and max are of
 * whole exchanges, offer... and ack... of single replies.
 */
#include "config.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "tests/bench/dhcp_client.h"
#include "tests/bench/load.h"

#define BATCH 64
#define TRIES 8

enum state { FRESH, ASKING, REQUESTING, DONE, LOST };

struct machine {
	enum state state;
	unsigned tries;
	uint64_t began_us, sent_us;
	struct offer offer;
};

struct load {
	size_t count, first, at_once;
	uint64_t patience_us, rate;
	struct machine *machines;
	size_t started, running, done, lost, nak, wrong;
	uint64_t again, began_us, last_us;
	struct load_times times, offers, acks;
	struct dhcp_box box;
};

static void
send_for(struct load *l, size_t i, uint64_t now)
{
	struct machine *a = &l->machines[i];

	a->sent_us = now;
	a->tries++;
	dhcp_write(dhcp_box_next(&l->box), (uint32_t)(l->first + i),
	    a->state == ASKING ? NULL : &a->offer);
}

static void
start_more(struct load *l)
{
	const uint64_t now = load_now_us();
	const uint64_t due = l->rate == 0 ?
	    l->count :
	    (now - l->began_us) * l->rate / 1000000;

	while (l->running < l->at_once && l->started < l->count &&
	    l->started < due) {
		struct machine *a = &l->machines[l->started];

		a->state = ASKING;
		a->began_us = now;
		l->running++;
		send_for(l, l->started++, now);
	}
}

static void
take_ack(struct load *l, struct machine *a, uint64_t now)
{
	a->state = DONE;
	l->last_us = now;
	load_time_add(&l->acks, now - a->sent_us);
	load_time_add(&l->times, now - a->began_us);
	l->done++;
	l->running--;
}

static void
take_answer(struct load *l, const uint8_t *p, size_t len)
{
	const uint64_t now = load_now_us();
	struct machine *a;
	struct offer offer;
	enum message_type type;
	uint32_t n;
	size_t i;

	if (!dhcp_read(p, len, &n, &type, &offer))
		return;
	i = n - l->first;
	if (i >= l->started)
		return;
	a = &l->machines[i];
	if (a->state == ASKING && type == OFFER) {
		load_time_add(&l->offers, now - a->sent_us);
		a->state = REQUESTING;
		a->tries = 0;
		a->offer = offer;
		send_for(l, i, now);
	} else if (a->state == REQUESTING && type == ACK) {
		l->wrong += a->offer.addr != DHCP_ADDRESS_BASE + n;
		take_ack(l, a, now);
	} else if (a->state == REQUESTING && type == NAK)
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
	n = recvmmsg(l->box.fd, msgs, BATCH, 0, NULL);
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
	struct pollfd p = {.fd = l->box.fd, .events = POLLIN};
	uint64_t looked = l->began_us = load_now_us();

	while (l->done + l->lost < l->count) {
		start_more(l);
		dhcp_box_send(&l->box);
		if (!receive(l))
			(void)poll(&p, 1, l->rate == 0 ? 10 : 1);
		if (load_now_us() - looked > 20000) {
			looked = load_now_us();
			send_again(l);
		}
	}
}

static void
print_times(const char *name, struct load_times *t)
{
	(void)printf("%s50=%.2f %s99=%.2f %smax=%.2f", name,
	    load_time_of(t, 500), name, load_time_of(t, 990), name,
	    load_time_of(t, 1000));
}

int
main(int argc, char **argv)
{
	struct load l = {.patience_us = 1000000};
	double seconds;

	if (argc < 4) {
		(void)fprintf(stderr,
		    "usage: dhcp_load INTERFACE MACHINES "
		    "AT-ONCE [FIRST [PATIENCE-MS [RATE]]]\n");
		return 1;
	}
	l.box.fd = dhcp_socket(argv[1], 68);
	l.count = load_number(argv[2]);
	l.at_once = load_number(argv[3]);
	l.first = argc > 4 ? load_number(argv[4]) : 0;
	if (argc > 5)
		l.patience_us = load_number(argv[5]) * 1000;
	if (argc > 6)
		l.rate = load_number(argv[6]);
	l.machines = calloc(l.count, sizeof(*l.machines));
	if (l.machines == NULL)
		load_die("memory");
	run(&l);
	seconds = (double)(load_now_us() - l.began_us) / 1e6;
	(void)printf("done=%zu lost=%zu again=%llu nak=%zu wrong=%zu "
		     "seconds=%.3f rate=%.0f p50=%.2f p99=%.2f max=%.2f "
		     "last=%.1f ",
	    l.done, l.lost, (unsigned long long)l.again, l.nak, l.wrong,
	    seconds, (double)l.done / seconds, load_time_of(&l.times, 500),
	    load_time_of(&l.times, 990), load_time_of(&l.times, 1000),
	    (double)(l.last_us - l.began_us) / 1000);
	print_times("offer", &l.offers);
	(void)putchar(' ');
	print_times("ack", &l.acks);
	(void)putchar('\n');
	free(l.machines);
	free(l.times.us);
	free(l.offers.us);
	free(l.acks.us);
	return 0;
}
