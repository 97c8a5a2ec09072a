/* SPDX-License-Identifier: ISC */
#include "tui/probe.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/packet.h"
#include "core/proto/udp_frame.h"
#include "tui/reading.h"

#define SECOND 1000000u
#define FRAME_MOST 65600

struct run {
	const struct probe_order *order;
	struct probe_result *result;
	struct reading *reading;
	uint64_t number; /* of the last frame */
	int fd, stop_fd;
	bool broken; /* the interface takes no frame */
};

void
probe_mac(struct mac *ret, const struct sim_kind *kind)
{
	const char *p;
	uint32_t sum = 2166136261u; /* FNV-1a */

	for (p = kind->name; *p != '\0'; p++)
		sum = (sum ^ (uint8_t)*p) * 16777619u;
	/* 02: locally administered, of no maker (IEEE 802 8.2.2). */
	*ret = (struct mac){{0x02, 0x70, 0x78, (uint8_t)(sum >> 16),
	    (uint8_t)(sum >> 8), (uint8_t)sum}};
}

static void
tell(struct run *r, const uint8_t *frame, size_t len)
{
	const struct observe_frame f = {.number = ++r->number,
	    .time_us = clock_utc_us(),
	    .link = FRAME_ETHERNET,
	    .data = frame,
	    .len = len};

	reading_frame(r->reading, &f);
}

static void
send_one(struct run *r, const struct sim_frame *f)
{
	tell(r, f->bytes, f->len);
	if (packet_send(r->fd, f->bytes, f->len) < 0)
		r->broken = true;
}

static void
send_all(struct run *r)
{
	const struct sim_frame *f;

	while ((f = sim_client_send(&r->result->client)) != NULL)
		send_one(r, f);
}

/* Other machines' frames are not this boot's story. */
static bool
is_for(const uint8_t *frame, size_t len, const struct mac *mac)
{
	static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

	return len >= sizeof(all) &&
	    (memcmp(frame, mac->b, sizeof(all)) == 0 ||
		memcmp(frame, all, sizeof(all)) == 0);
}

static void
hear_one(struct run *r, const uint8_t *frame, size_t len)
{
	struct sim_client *c = &r->result->client;

	if (!is_for(frame, len, &c->machine.mac))
		return;
	tell(r, frame, len);
	sim_client_frame(c, frame, len, (uint64_t)clock_boot_us());
	sim_taken_note(&r->result->taken, c);
	send_all(r);
}

/*
 * A server that leaves the cutting of a TFTP window to its card (UDP_SEGMENT)
 * is seen before the cut where the card is a virtual one.
 */
static void
hear_window(struct run *r, const struct udp_frame *window, size_t piece)
{
	struct udp_frame u = *window;
	uint8_t frame[SIM_FRAME];
	struct wbuf w;
	size_t at;

	for (at = 0; at < window->len; at += piece) {
		u.data = window->data + at;
		u.len = window->len - at < piece ? window->len - at : piece;
		wbuf_init(&w, frame, sizeof(frame));
		udp_frame_encode(&u, &w);
		if (!w.bad)
			hear_one(r, frame, w.len);
	}
}

static void
hear(struct run *r)
{
	const struct sim_client *c = &r->result->client;
	uint8_t frame[FRAME_MOST];
	struct udp_frame u;
	size_t len, piece;

	while ((len = packet_receive(r->fd, frame, sizeof(frame))) > 0) {
		piece = c->fetch.blksize + 4u;
		if (len > SIM_FRAME && c->state == SIM_FETCH &&
		    udp_frame_decode(&u, frame, len) == 0 &&
		    u.dst_port == c->fetch.port && u.len > piece)
			hear_window(r, &u, piece);
		else
			hear_one(r, frame, len);
	}
}

static int
wait_ms(uint64_t until, uint64_t now)
{
	if (until <= now)
		return 0;
	return until - now > SECOND ? 1000 : (int)((until - now + 999) / 1000);
}

static void
boot(struct run *r)
{
	struct sim_client *c = &r->result->client;
	struct pollfd p[2] = {{.fd = r->fd, .events = POLLIN},
	    {.fd = r->stop_fd, .events = POLLIN}};
	uint64_t now = (uint64_t)clock_boot_us();

	sim_client_start(c, r->order->kind, &r->order->mac, now);
	send_all(r);
	while (c->state != SIM_DONE && !r->broken && !r->result->stopped) {
		(void)poll(p, 2, wait_ms(sim_client_deadline(c), now));
		hear(r);
		r->result->stopped = (p[1].revents & POLLIN) != 0;
		/* What came in time counts, however late we come to it. */
		now = (uint64_t)clock_boot_us();
		if (now < sim_client_deadline(c))
			continue;
		sim_client_tick(c, now);
		send_all(r);
	}
}

static void
give_back(struct run *r)
{
	const struct sim_taken *t = &r->result->taken;
	struct sim_frame f;
	size_t i;

	for (i = 0; i < t->count; i++)
		if (sim_taken_release(t, i, &r->result->client.machine, &f))
			send_one(r, &f);
}

static int
catch_signals(void)
{
	sigset_t stop;

	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigaddset(&stop, SIGINT);
	(void)sigaddset(&stop, SIGHUP);
	(void)sigprocmask(SIG_BLOCK, &stop, NULL);
	return signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int
open_wire(struct run *r, struct text *why)
{
	r->fd = packet_open(r->order->ifname, &r->order->mac);
	if (r->fd == -PX_EACCESS)
		text_add(why,
		    "frames of one's own making need CAP_NET_RAW: "
		    "run it as root");
	else if (r->fd < 0) {
		text_add_visible_str(why, r->order->ifname);
		text_addf(why, ": %s", err_text(r->fd));
	}
	return r->fd;
}

int
probe_run(struct probe_result *ret, const struct probe_order *order,
    struct text *why)
{
	struct run r = {.order = order, .result = ret};
	int err;

	memset(ret, 0, sizeof(*ret));
	err = open_wire(&r, why);
	if (err < 0)
		return err;
	err = reading_new(&r.reading, order->each);
	if (err == 0) {
		r.stop_fd = catch_signals();
		boot(&r);
		give_back(&r);
		reading_end(r.reading);
		reading_free(r.reading);
		(void)close(r.stop_fd);
	}
	(void)close(r.fd);
	if (r.broken) {
		text_add_visible_str(why, order->ifname);
		text_add(why, " takes no frames: is it up?");
		err = -PX_ENET;
	}
	return err;
}
