/* SPDX-License-Identifier: ISC */
#include "core/sim/client.h"

#include <string.h>

#include "core/proto/udp_frame.h"
#include "core/sim/client_priv.h"

#define MS 1000u
#define MESSAGE_MAX 1472
#define TRY_US 1000000u
#define REQUEST_TRIES 4
#define LAST_WAIT_MS 4000u
#define FIRST_PORT 1024

void
sim_client_finish(struct sim_client *c, enum sim_outcome outcome)
{
	c->state = SIM_DONE;
	c->outcome = outcome;
	c->deadline_us = 0;
}

/* iPXE writes its state into the field: tries, offer, proxy offer. */
static uint16_t
secs_now(const struct sim_client *c, uint64_t now_us)
{
	switch ((enum sim_secs)c->kind->secs) {
	case SIM_SECS_ZERO:
		return 0;
	case SIM_SECS_IPXE:
		return (uint16_t)(c->sent << 2 |
		    (c->address.xid != 0 ? 2u : 0) |
		    (c->proxy.xid != 0 || c->address.pxe_class ? 1u : 0));
	case SIM_SECS_ELAPSED:
		return (uint16_t)((now_us - c->started_us) / (1000 * MS));
	}
	return 0;
}

static void
broadcast(struct sim_client *c, const struct wbuf *w)
{
	const struct sim_to all = {.addr = UINT32_MAX,
	    .src_port = DHCP_PORT_CLIENT,
	    .dst_port = DHCP_PORT_SERVER};

	sim_link_send(c, &all, w->base, w->len);
}

/* When this kind sends its n-th DISCOVER (from 1), 0: never. */
static uint64_t
retry_at(const struct sim_client *c, unsigned n)
{
	const size_t rows = sizeof(c->kind->retry_ms) /
	    sizeof(c->kind->retry_ms[0]);

	if (n == 0 || n > rows || c->kind->retry_ms[n - 1] == 0)
		return 0;
	return c->started_us + c->kind->retry_ms[n - 1] * (uint64_t)MS;
}

static void
send_discover(struct sim_client *c, uint64_t now_us)
{
	uint8_t bytes[MESSAGE_MAX];
	struct wbuf w;

	c->sent++;
	c->tries++;
	wbuf_init(&w, bytes, sizeof(bytes));
	if (sim_discover(c->kind, &c->machine, secs_now(c, now_us), &w) == 0)
		broadcast(c, &w);
}

void
sim_client_discover(struct sim_client *c, uint64_t now_us)
{
	c->state = SIM_GATHER;
	c->started_us = now_us;
	c->addr = 0;
	c->tries = c->sent = 0;
	c->peer.addr = 0;
	c->asked.addr = 0;
	c->waiting_for = 0;
	memset(&c->address, 0, sizeof(c->address));
	memset(&c->proxy, 0, sizeof(c->proxy));
	/* Chained loaders have other transaction numbers than their ROM. */
	if (!c->kind->xid_from_mac)
		c->machine.xid = c->machine.xid * 1664525u + 1013904223u;
	send_discover(c, now_us);
}

void
sim_client_start(struct sim_client *c, const struct sim_kind *kind,
    const struct mac *mac, uint64_t now_us)
{
	memset(c, 0, sizeof(*c));
	c->kind = kind;
	c->next_port = FIRST_PORT;
	sim_machine_init(&c->machine, mac);
	sim_client_discover(c, now_us);
}

/*
 * EDK2 passes over offers that name nothing to boot, a BIOS ROM over those
 * that are not meant for PXE, a Raspberry Pi over those that do not name it,
 * HTTP boot over those without a URL.
 */
static bool
offers_enough(const struct sim_client *c)
{
	if (c->address.xid == 0)
		return false;
	if (c->kind->fixed_name != NULL || c->kind->stage == STAGE_HTTP)
		return c->address.name[0] != '\0' || c->proxy.name[0] != '\0';
	if (c->proxy.xid != 0 || c->address.pxe_class)
		return true;
	if (c->kind->needs_pxe_class)
		return false;
	return !c->kind->needs_name || c->address.name[0] != '\0';
}

static void
send_request(struct sim_client *c, uint64_t now_us)
{
	const struct sim_choice choice = {.server_id = c->address.server_id,
	    .addr = c->address.addr};
	uint8_t bytes[MESSAGE_MAX];
	struct wbuf w;

	if (c->state != SIM_REQUEST)
		c->tries = 0;
	c->state = SIM_REQUEST;
	c->sent++;
	c->tries++;
	c->deadline_us = now_us + TRY_US * c->tries;
	wbuf_init(&w, bytes, sizeof(bytes));
	if (sim_request(c->kind, &c->machine, &choice, secs_now(c, now_us),
		&w) == 0)
		broadcast(c, &w);
}

static void
send_boot_request(struct sim_client *c, uint64_t now_us)
{
	const struct sim_choice choice = {.server_id = c->boot.server_id,
	    .addr = c->addr,
	    .item = c->boot.item};
	const struct sim_to to = {.addr = c->boot.server_id,
	    .src_port = c->kind->boot_port,
	    .dst_port = DHCP_PORT_PXE};
	uint8_t bytes[MESSAGE_MAX];
	struct wbuf w;

	if (c->state != SIM_BOOT_SERVER)
		c->tries = 0;
	c->state = SIM_BOOT_SERVER;
	c->tries++;
	c->deadline_us = now_us + TRY_US;
	wbuf_init(&w, bytes, sizeof(bytes));
	if (sim_boot_request(c->kind, &c->machine, &choice, &w) == 0)
		sim_link_send(c, &to, w.base, w.len);
}

/* gPXE and iPXE wait for a proxy unless the offer says that none comes. */
static bool
may_hurry(const struct sim_client *c)
{
	if (c->address.xid == 0 || c->kind->features_len == 0)
		return false;
	return c->proxy.xid != 0 || c->address.pxe_class ||
	    c->address.no_pxedhcp;
}

static void
take_offer(struct sim_client *c, const struct sim_reply *r, uint64_t now_us)
{
	struct sim_reply *slot = r->addr != 0 ? &c->address : &c->proxy;

	if (r->type != DHCP_OFFER || !sim_reply_usable(r, c->kind))
		return;
	if (slot->xid == 0)
		*slot = *r;
	if (may_hurry(c) || (c->kind->gather_ms == 0 && offers_enough(c)))
		send_request(c, now_us);
}

static void
take_ack(struct sim_client *c, const struct sim_reply *r, uint64_t now_us)
{
	if (r->server_id != c->address.server_id)
		return;
	if (r->type == DHCP_NAK) {
		sim_client_discover(c, now_us);
		return;
	}
	if (r->type != DHCP_ACK)
		return;
	c->addr = r->addr;
	c->boot = c->proxy.xid != 0 ? c->proxy : *r;
	if (sim_reply_asks_4011(&c->boot, c->kind))
		send_boot_request(c, now_us);
	else
		sim_boot_begin(c, now_us);
}

static void
take_boot_ack(struct sim_client *c, const struct sim_reply *r, uint64_t now_us)
{
	if (r->type != DHCP_ACK || r->next == 0)
		return;
	c->boot = *r;
	sim_boot_begin(c, now_us);
}

static void
take_dhcp(struct sim_client *c, const struct udp_frame *u, uint64_t now_us)
{
	static void (*const take[SIM_STATE_COUNT])(struct sim_client *,
	    const struct sim_reply *, uint64_t) = {
	    [SIM_GATHER] = take_offer,
	    [SIM_REQUEST] = take_ack,
	    [SIM_BOOT_SERVER] = take_boot_ack,
	};
	struct dhcp_msg m;
	struct sim_reply r;

	if (take[c->state] == NULL ||
	    dhcp_decode(&m, u->data, u->len, NULL) < 0 ||
	    m.head.xid != c->machine.xid ||
	    memcmp(m.head.chaddr, c->machine.mac.b, 6) != 0 ||
	    !sim_reply_read(&r, c->kind, &m))
		return;
	c->peer.mac = u->src_mac;
	c->peer.addr = u->src;
	take[c->state](c, &r, now_us);
}

/* What a step of the boot has left to be fetched. */
static void
run_fetch(struct sim_client *c, uint64_t now_us)
{
	if (c->state == SIM_FETCH)
		sim_boot_fetched(c, now_us);
	if (c->state == SIM_FETCH && c->fetch.out_len > 0)
		sim_boot_fetched(c, now_us);
}

void
sim_client_frame(struct sim_client *c, const void *frame, size_t len,
    uint64_t now_us)
{
	static const struct mac everybody = {
	    {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
	struct udp_frame u;

	if (c->state == SIM_OFF)
		return;
	if (udp_frame_decode(&u, frame, len) < 0) {
		sim_link_arp(c, frame, len);
		return;
	}
	if (!mac_equal(&u.dst_mac, &c->machine.mac) &&
	    !mac_equal(&u.dst_mac, &everybody))
		return;
	if (u.dst_port == DHCP_PORT_CLIENT ||
	    (c->state == SIM_BOOT_SERVER && u.dst_port == c->kind->boot_port))
		take_dhcp(c, &u, now_us);
	else if (c->state == SIM_FETCH && u.dst_port == c->fetch.port)
		sim_fetch_packet(&c->fetch, u.src_port, u.data, u.len, now_us);
	run_fetch(c, now_us);
}

static void
tick_gather(struct sim_client *c, uint64_t now_us)
{
	const uint64_t gather = c->started_us + c->kind->gather_ms * MS;
	const uint64_t retry = retry_at(c, c->tries);

	if (now_us >= gather && offers_enough(c))
		send_request(c, now_us);
	else if (retry != 0 && now_us >= retry)
		send_discover(c, now_us);
	else if (retry == 0 &&
	    now_us >= retry_at(c, c->tries - 1) + LAST_WAIT_MS * MS)
		sim_client_finish(c, SIM_NO_OFFER);
}

static void
tick_request(struct sim_client *c, uint64_t now_us)
{
	if (now_us < c->deadline_us)
		return;
	if (c->tries >= REQUEST_TRIES)
		sim_client_finish(c, SIM_NO_ACK);
	else
		send_request(c, now_us);
}

static void
tick_boot_server(struct sim_client *c, uint64_t now_us)
{
	if (now_us < c->deadline_us)
		return;
	if (c->tries < REQUEST_TRIES)
		send_boot_request(c, now_us);
	else if (c->kind->ask_4011 == SIM_4011_BINL || c->boot.name[0] == '\0')
		sim_client_finish(c, SIM_NO_BOOT_SERVER);
	else
		/* gPXE goes on with the name that the offer had. */
		sim_boot_begin(c, now_us);
}

static void
tick_fetch(struct sim_client *c, uint64_t now_us)
{
	sim_fetch_tick(&c->fetch, now_us);
}

void
sim_client_tick(struct sim_client *c, uint64_t now_us)
{
	static void (*const tick[SIM_STATE_COUNT])(struct sim_client *,
	    uint64_t) = {
	    [SIM_GATHER] = tick_gather,
	    [SIM_REQUEST] = tick_request,
	    [SIM_BOOT_SERVER] = tick_boot_server,
	    [SIM_FETCH] = tick_fetch,
	};

	if (tick[c->state] != NULL)
		tick[c->state](c, now_us);
	run_fetch(c, now_us);
}

static uint64_t
gather_deadline(const struct sim_client *c)
{
	const uint64_t gather = c->started_us + c->kind->gather_ms * MS;
	uint64_t next = retry_at(c, c->tries);

	if (next == 0)
		next = retry_at(c, c->tries - 1) + LAST_WAIT_MS * MS;
	return offers_enough(c) && gather < next ? gather : next;
}

uint64_t
sim_client_deadline(const struct sim_client *c)
{
	switch (c->state) {
	case SIM_OFF:
	case SIM_DONE:
	case SIM_STATE_COUNT:
		return UINT64_MAX;
	case SIM_GATHER:
		return gather_deadline(c);
	case SIM_REQUEST:
	case SIM_BOOT_SERVER:
		return c->deadline_us;
	case SIM_FETCH:
		if (c->fetch.out_len > 0)
			return c->next_ack_us;
		return c->fetch.again ? 0 : c->fetch.deadline_us;
	}
	return UINT64_MAX;
}

const char *
sim_state_name(enum sim_state state)
{
	static const char *const names[SIM_STATE_COUNT] = {
	    [SIM_OFF] = "off",
	    [SIM_GATHER] = "waits for offers",
	    [SIM_REQUEST] = "waits for its ACK",
	    [SIM_BOOT_SERVER] = "asks port 4011",
	    [SIM_FETCH] = "fetches a file",
	    [SIM_DONE] = "done",
	};

	return state < SIM_STATE_COUNT ? names[state] : "unknown";
}

const char *
sim_outcome_name(enum sim_outcome outcome)
{
	static const char *const names[SIM_OUTCOME_COUNT] = {
	    [SIM_NOT_YET] = "running",
	    [SIM_BOOTED] = "booted",
	    [SIM_SAN] = "iscsi",
	    [SIM_URL] = "http",
	    [SIM_LOCAL] = "local",
	    [SIM_NO_BOOT] = "nothing-to-boot",
	    [SIM_ADDRESS] = "address",
	    [SIM_NO_OFFER] = "no-offer",
	    [SIM_NO_ACK] = "no-ack",
	    [SIM_NO_BOOT_SERVER] = "no-4011",
	    [SIM_MISSING] = "file-missing",
	    [SIM_BROKEN] = "transfer-broken",
	    [SIM_REFUSED] = "cannot-run",
	    [SIM_LOOP] = "loop",
	};

	return outcome < SIM_OUTCOME_COUNT ? names[outcome] : "unknown";
}
