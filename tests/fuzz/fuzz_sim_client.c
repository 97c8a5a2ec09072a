/* SPDX-License-Identifier: ISC */
/*
 * A booting machine and a hostile server.  First byte: the kind; then chunks
 * of a byte that says what it is, two of length, and the bytes themselves.
 * DHCP gets the machine's own xid and MAC, so that it is looked at.
 */
#include "tests/fuzz/fuzz.h"

#include "core/proto/udp_frame.h"
#include "core/sim/client.h"

#define CHUNKS 40

enum chunk { CHUNK_DHCP, CHUNK_TFTP, CHUNK_FRAME, CHUNK_COUNT };

static const struct mac server = {{2, 0, 0, 0, 0, 1}};
static const struct mac machine = {{0x52, 0x54, 0, 1, 2, 3}};

static void
deliver(struct sim_client *c, struct udp_frame *u, uint64_t now)
{
	static uint8_t out[2048];
	struct wbuf w;
	uint8_t *copy;

	u->src_mac = server;
	u->dst_mac = machine;
	u->src = 0xc0000201;
	u->dst = 0xc0000232;
	wbuf_init(&w, out, sizeof(out));
	udp_frame_encode(u, &w);
	if (w.bad)
		return;
	copy = fuzz_copy(out, w.len);
	sim_client_frame(c, copy, w.len, now);
	free(copy);
}

static void
deliver_dhcp(struct sim_client *c, const uint8_t *data, size_t len,
    uint64_t now)
{
	struct udp_frame u = {.src_port = 67, .dst_port = 68};
	uint8_t *copy = fuzz_copy(data, len);

	if (c->state == SIM_BOOT_SERVER)
		u.dst_port = c->kind->boot_port;
	if (len >= DHCP_FIXED_LEN) {
		copy[4] = (uint8_t)(c->machine.xid >> 24);
		copy[5] = (uint8_t)(c->machine.xid >> 16);
		copy[6] = (uint8_t)(c->machine.xid >> 8);
		copy[7] = (uint8_t)c->machine.xid;
		memcpy(copy + 28, machine.b, sizeof(machine.b));
	}
	u.data = copy;
	u.len = len;
	deliver(c, &u, now);
	free(copy);
}

static void
deliver_chunk(struct sim_client *c, uint8_t what, struct rbuf *r, uint64_t now)
{
	struct udp_frame u = {.src_port = 50000, .dst_port = c->fetch.port};
	const size_t len = rbuf_left(r);
	const uint8_t *data = rbuf_bytes(r, len);

	if (what % CHUNK_COUNT == CHUNK_DHCP) {
		deliver_dhcp(c, data, len, now);
	} else if (what % CHUNK_COUNT == CHUNK_TFTP) {
		u.data = data;
		u.len = len;
		deliver(c, &u, now);
	} else {
		sim_client_frame(c, data, len, now);
	}
}

/* All that it sends are frames that a kernel would take, and not many. */
static void
look_at_sent(struct sim_client *c)
{
	const struct sim_frame *f;
	struct udp_frame u;
	unsigned n = 0;

	while ((f = sim_client_send(c)) != NULL) {
		fuzz_must(++n <= SIM_OUTBOX, "few frames");
		fuzz_must(udp_frame_decode(&u, f->bytes, f->len) == 0 ||
			(f->len == 42 && f->bytes[12] == 8 &&
			    f->bytes[13] == 6),
		    "frames are whole");
		fuzz_must(memcmp(f->bytes + 6, machine.b, 6) == 0,
		    "and its own");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sim_client c;
	const struct sim_kind *kinds;
	uint64_t now = 1000000;
	struct rbuf r, chunk;
	size_t count, i;
	uint8_t what;

	kinds = sim_kinds(&count);
	rbuf_init(&r, data, size);
	sim_client_start(&c, &kinds[rbuf_u8(&r) % count], &machine, now);
	look_at_sent(&c);
	for (i = 0; i < CHUNKS && rbuf_left(&r) > 3; i++) {
		what = rbuf_u8(&r);
		chunk = rbuf_sub(&r, rbuf_u16(&r));
		if (chunk.bad)
			break;
		deliver_chunk(&c, what, &chunk, now);
		look_at_sent(&c);
		/* the high bit: until it wants to do something by itself */
		if ((what & 0x80) != 0 && sim_client_deadline(&c) > now &&
		    c.state != SIM_DONE)
			now = sim_client_deadline(&c);
		sim_client_tick(&c, now);
		look_at_sent(&c);
	}
	/* Left alone, every machine comes to an end. */
	for (i = 0; i < 400 && c.state != SIM_DONE; i++) {
		if (sim_client_deadline(&c) > now)
			now = sim_client_deadline(&c);
		sim_client_tick(&c, now);
		look_at_sent(&c);
	}
	fuzz_must(c.state == SIM_DONE, "the end is reached");
	return 0;
}
