/* SPDX-License-Identifier: ISC */
/*
 * A flood of forged machines, and honest ones in between: dhcp_flood
 * INTERFACE RATE COUNT [FIRST].  COUNT machines from number FIRST (1,000,000)
 * on, which no book knows, send one DISCOVER each, RATE a second.  Meanwhile
 * machine 0, 1, ... boots every 50 ms, one after the other, with two seconds
 * of patience and none of trying again; and at the end one that nobody knows.
 * One line of name=value.
 */
#include "config.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "tests/bench/dhcp_client.h"
#include "tests/bench/load.h"

#define EVERY_US 50000
#define PATIENCE_US 2000000
#define STRANGER 0x7fff0000u
#define STRANGER_TRIES 5

struct flood {
	struct dhcp_box honest, forged;
	uint64_t rate, count, sent, began_us;
	uint32_t first;
	/* The one that boots now. */
	bool busy, requested;
	uint32_t number;
	struct offer offer;
	uint64_t since_us, next_us;
	size_t asked, served;
	struct load_times times;
};

static void
begin_boot(struct flood *f, uint32_t number)
{
	f->busy = true;
	f->requested = false;
	f->number = number;
	f->since_us = load_now_us();
	f->next_us = f->since_us + EVERY_US;
	f->asked++;
	dhcp_write(dhcp_box_next(&f->honest), number, NULL);
	dhcp_box_send(&f->honest);
}

static void
take_answer(struct flood *f, const uint8_t *p, size_t len)
{
	enum message_type type;
	struct offer offer;
	uint32_t n;

	if (!dhcp_read(p, len, &n, &type, &offer) || !f->busy || n != f->number)
		return;
	if (type == OFFER && !f->requested) {
		f->requested = true;
		dhcp_write(dhcp_box_next(&f->honest), n, &offer);
		dhcp_box_send(&f->honest);
	} else if (type == ACK && f->requested) {
		f->busy = false;
		f->served++;
		load_time_add(&f->times, load_now_us() - f->since_us);
	}
}

/* All that waits; the offers to the forged are among it. */
static void
receive(struct flood *f, int wait_ms)
{
	struct pollfd p = {.fd = f->honest.fd, .events = POLLIN};
	uint8_t bytes[1600];
	ssize_t n;

	if (poll(&p, 1, wait_ms) != 1)
		return;
	while ((n = recv(f->honest.fd, bytes, sizeof(bytes), 0)) > 0)
		take_answer(f, bytes, (size_t)n);
}

/* As many as the clock says, in small pieces. */
static void
send_forged(struct flood *f, uint64_t now)
{
	uint64_t due = (now - f->began_us) * f->rate / 1000000;

	if (due > f->count)
		due = f->count;
	for (; f->sent < due; f->sent++)
		dhcp_write(dhcp_box_next(&f->forged),
		    f->first + (uint32_t)f->sent, NULL);
	dhcp_box_send(&f->forged);
}

static void
run(struct flood *f)
{
	uint64_t now = f->began_us = load_now_us();
	uint32_t number = 0;

	while (f->sent < f->count || f->busy) {
		now = load_now_us();
		send_forged(f, now);
		if (f->busy && now - f->since_us > PATIENCE_US)
			f->busy = false;
		if (!f->busy && now >= f->next_us && f->sent < f->count)
			begin_boot(f, number++);
		receive(f, 1);
	}
}

static bool
stranger_is_served(struct flood *f)
{
	const size_t before = f->served;
	int tries;

	for (tries = 0; tries < STRANGER_TRIES && f->served == before;
	     tries++) {
		begin_boot(f, STRANGER);
		while (f->busy && load_now_us() - f->since_us < PATIENCE_US)
			receive(f, 10);
	}
	return f->served > before;
}

int
main(int argc, char **argv)
{
	struct flood f = {0};
	double seconds;
	size_t asked, served;

	if (argc < 4) {
		(void)fprintf(stderr,
		    "usage: dhcp_flood INTERFACE RATE COUNT [FIRST]\n");
		return 1;
	}
	f.honest.fd = dhcp_socket(argv[1], 68);
	f.forged.fd = dhcp_socket(argv[1], 0);
	f.rate = load_number(argv[2]);
	f.count = load_number(argv[3]);
	f.first = argc > 4 ? (uint32_t)load_number(argv[4]) : 1000000;
	run(&f);
	seconds = (double)(load_now_us() - f.began_us) / 1e6;
	asked = f.asked;
	served = f.served;
	(void)printf("asked=%zu served=%zu rate=%.0f p50=%.2f max=%.2f ", asked,
	    served, (double)f.sent / seconds, load_time_of(&f.times, 500),
	    load_time_of(&f.times, 1000));
	(void)printf("stranger=%d\n", stranger_is_served(&f));
	free(f.times.us);
	return 0;
}
