/* SPDX-License-Identifier: ISC */
#include "core/boot/dhcp_server.h"

#include <string.h>

#include "core/proto/pxe.h"

/* One request on its way to an answer. */
struct work {
	struct dhcp_answer *a;
	const struct boot_request *r;
	const struct ingress *in;
	const struct dhcp_context *ctx;
	struct network net; /* the client's, behind a relay not ours */
	bool far; /* on no network of this interface */
	uint32_t server_id;
};

typedef enum dhcp_refusal serve_fn(struct work *w);

/* clang-format off */
static const char *const refusal_texts[DHCP_REFUSAL_COUNT] = {
	[DHCP_ANSWERED] = "answered",
	[DHCP_NOT_OURS] = "meant for another server",
	[DHCP_NOBODYS] =
	    "does not say whose address it is (option 54): left as it is",
	[DHCP_PROXY_REQUEST] =
	    "proxy mode: a REQUEST is for the server that gives addresses",
	[DHCP_PROXY_LEASE] = "proxy mode: leases are another server's",
	[DHCP_POLICY] = "no answer by its settings",
	[DHCP_NO_ADDRESS] = "no address left for this network",
	[DHCP_NO_RANGE] =
	    "no range for this network, and no ip of it in its entry",
	[DHCP_BOOTP_UNFIXED] = ("it asks by BOOTP, which has no leases: it "
	    "needs an address in its entry"),
	[DHCP_UNKNOWN_CLIENT] =
	    "asks for an address that we never gave it: left to others",
	[DHCP_NO_REPLY_DUE] = "noted, this message takes no answer",
	[DHCP_BAD_REQUEST] = "its fields contradict its type",
	[DHCP_TYPE_UNSERVED] = "a message type that is not served",
	[DHCP_NO_ROUTE] = "nowhere safe to send an answer to",
	[DHCP_NO_ROUTER] = ("its router is known to its relay only: left "
	    "until it asks through that"),
	[DHCP_NO_SENDER] = "this server has no IPv4 address where it asks",
};
/* clang-format on */

const char *
dhcp_refusal_text(enum dhcp_refusal r)
{
	return r < DHCP_REFUSAL_COUNT ? refusal_texts[r] : "";
}

static bool
on_network(uint32_t addr, const struct network *net)
{
	return (addr & net->mask) == (net->addr & net->mask);
}

/*
 * A network that no router was set for has one all the same, or no message
 * would come from there: the relay is it, as dnsmasq has it, too.
 */
static uint32_t
far_router(const struct work *w)
{
	const uint32_t giaddr = w->r->msg->head.giaddr;

	if (giaddr != 0)
		return on_network(giaddr, &w->net) ? giaddr : 0;
	return w->ctx->relays == NULL ?
	    0 :
	    relays_find(w->ctx->relays, w->net.addr, w->net.mask);
}

/*
 * The network of the client: the relay's, or the one it renews from through
 * a router without one (RFC 2131 4.3.6), else that of the interface.  Which
 * mask another network has nobody tells; ours is taken for it.
 */
static void
find_network(struct work *w)
{
	const struct dhcp_head *h = &w->r->msg->head;
	struct relay_info relay;
	uint32_t link = h->giaddr;

	w->net = *w->ctx->net;
	relay_read(&relay, w->r->msg);
	w->server_id = w->ctx->server->addr;
	if (relay.server_id != 0)
		w->server_id = relay.server_id;
	if (relay.link != 0)
		link = relay.link;
	if (link == 0 && h->ciaddr != 0 && h->ciaddr == w->in->src &&
	    w->in->local == w->ctx->server->addr)
		link = h->ciaddr;
	if (link == 0 || on_network(link, w->ctx->net))
		return;
	w->far = true;
	w->net.addr = link;
	if (!on_network(w->net.router, &w->net))
		w->net.router = far_router(w);
}

static bool
has_range(const struct work *w)
{
	return lease_serves(w->ctx->pool, w->net.addr, w->net.mask);
}

/* Ours, one that the pool has addresses of, or where its entry puts it. */
static bool
network_served(const struct work *w)
{
	const struct host *h = book_find(w->ctx->book, &w->r->mac);

	return on_network(w->net.addr, w->ctx->net) || has_range(w) ||
	    (h != NULL && h->ip != 0 && on_network(h->ip, &w->net));
}

static enum dhcp_refusal
no_address(const struct work *w)
{
	return has_range(w) ? DHCP_NO_ADDRESS : DHCP_NO_RANGE;
}

static enum lease_check
check(const struct work *w, uint32_t addr)
{
	return lease_check(w->ctx->pool, w->ctx->book, &w->r->mac, addr,
	    w->net.addr, w->net.mask, w->ctx->now);
}

static bool
is_fixed(const struct work *w, uint32_t addr)
{
	const struct host *h = book_find(w->ctx->book, &w->r->mac);

	return h != NULL && addr != 0 && h->ip == addr;
}

/*
 * Whatever a request names as its relay or its own address, no answer is
 * multiplied by a network's broadcast address, and none comes back to us.
 */
static bool
answerable(const struct work *w)
{
	const struct network *net = w->ctx->net;
	const uint32_t dst = w->a->route.dst;
	const uint32_t host = dst & ~net->mask;

	if (w->a->route.how != ROUTE_UDP)
		return w->a->route.how != ROUTE_NONE;
	if (dst == net->addr || dst == w->ctx->server->addr)
		return false;
	/* A /31 or /32 has no broadcast address. */
	return !on_network(dst, net) || ~net->mask <= 1 ||
	    (host != 0 && host != ~net->mask);
}

static enum dhcp_refusal
answer(struct work *w, enum dhcp_type type, uint32_t yiaddr)
{
	struct reply_terms *t = &w->a->terms;

	t->type = type;
	t->yiaddr = yiaddr;
	t->server_id = w->server_id;
	t->broadcast = w->a->decision.manner.broadcast ||
	    w->ctx->server->no_frames;
	/* A ROM that has chosen an offer listens. */
	if (type == DHCP_OFFER)
		w->a->delay_ms = w->a->decision.manner.delay_ms;
	reply_build(&w->a->image, w->r, &w->a->decision, t, &w->net);
	if (w->a->image.err < 0)
		return DHCP_BAD_REQUEST;
	reply_route(&w->a->route, w->r, t, w->in);
	if (!answerable(w)) {
		w->a->route.how = ROUTE_NONE;
		return DHCP_NO_ROUTE;
	}
	return DHCP_ANSWERED;
}

static enum dhcp_refusal
nak(struct work *w, const char *text)
{
	w->a->terms.nak_text = text;
	return answer(w, DHCP_NAK, 0);
}

static enum dhcp_refusal
serve_discover(struct work *w)
{
	const struct dhcp_head *h = &w->r->msg->head;
	uint32_t addr;

	if (w->a->decision.verdict == VERDICT_SILENT)
		return DHCP_POLICY;
	/* RFC 2131 table 5: ciaddr is 0.  The OFFER would go to it, so it
	 * must at least be a neighbour. */
	if (h->giaddr == 0 && h->ciaddr != 0 &&
	    !on_network(h->ciaddr, w->ctx->net))
		return DHCP_BAD_REQUEST;
	addr = lease_offer(w->ctx->pool, w->ctx->book, &w->r->mac,
	    w->r->requested, w->net.addr, w->net.mask, w->ctx->now);
	if (addr == 0)
		return no_address(w);
	w->a->terms.lease_seconds = w->ctx->lease_seconds;
	return answer(w, DHCP_OFFER, addr);
}

/* Without a pool the book alone gives addresses. */
static bool
bind_address(struct work *w, uint32_t addr)
{
	struct lease *l = &w->a->lease;

	if (w->ctx->pool != NULL)
		return lease_bind(w->ctx->pool, &w->r->mac, addr, w->ctx->now,
		    l);
	l->addr = addr;
	l->mac = w->r->mac;
	l->state = LEASE_BOUND;
	l->expires = w->ctx->now + w->ctx->lease_seconds;
	return true;
}

/*
 * With a slow disk a machine that has its lease on it gets what is left of
 * that, and the disk is not asked: RFC 2131 3.3 leaves the length to the
 * server, and no promise is made that a crash could break.  Little of it is
 * not worth the client's coming back so soon.
 */
static uint32_t
stored_promise(const struct work *w, uint32_t addr)
{
	uint32_t left;

	if (!w->ctx->disk_slow || w->ctx->pool == NULL)
		return 0;
	left = lease_stored_left(w->ctx->pool, &w->r->mac, addr, w->ctx->now);
	return left >= w->ctx->lease_seconds / 4 ? left : 0;
}

static void
remember_relay(const struct work *w)
{
	const uint32_t giaddr = w->r->msg->head.giaddr;

	if (w->far && giaddr != 0 && w->net.router == giaddr &&
	    w->ctx->relays != NULL)
		relays_add(w->ctx->relays, giaddr, w->net.mask);
}

static enum dhcp_refusal
acknowledge(struct work *w, uint32_t addr)
{
	const uint32_t left = stored_promise(w, addr);

	if (left != 0) {
		w->a->terms.lease_seconds = left;
		return answer(w, DHCP_ACK, addr);
	}
	if (!bind_address(w, addr))
		return nak(w, "address in use");
	w->a->store_lease = true;
	/* Manual allocation (RFC 2131 1): nobody else is ever given it. */
	w->a->covered = is_fixed(w, addr);
	w->a->terms.lease_seconds = w->ctx->lease_seconds;
	remember_relay(w);
	return answer(w, DHCP_ACK, addr);
}

/* The answer to the OFFER of one server, RFC 2131 4.3.2. */
static enum dhcp_refusal
serve_selecting(struct work *w)
{
	uint32_t addr = w->r->requested;

	if (addr == 0)
		addr = w->r->msg->head.ciaddr;
	if (addr == 0) {
		/* Some PXE firmware leaves option 50 out. */
		addr = lease_offer(w->ctx->pool, w->ctx->book, &w->r->mac, 0,
		    w->net.addr, w->net.mask, w->ctx->now);
		if (addr == 0)
			return no_address(w);
	}
	switch (check(w, addr)) {
	case LEASE_OK:
	case LEASE_UNKNOWN: /* our offer, forgotten by a restart or a flood */
		return acknowledge(w, addr);
	case LEASE_OTHERS:
		return nak(w, "address is not for this machine");
	case LEASE_OUTSIDE:
		break;
	}
	return nak(w, "address not offered here");
}

/*
 * A system that is told no router drops the one it has: who comes by one that
 * we do not know is answered when it asks by broadcast (REBINDING), which
 * goes through its relay.
 */
static enum dhcp_refusal
renew(struct work *w, uint32_t addr)
{
	if (w->far && w->r->msg->head.giaddr == 0 && w->net.router == 0)
		return DHCP_NO_ROUTER;
	return acknowledge(w, addr);
}

/*
 * INIT-REBOOT, RENEWING and REBINDING.  What we know nothing of is left to
 * other servers, unless the address is of another network: then no server
 * here could be right.  A renewal sent to ourselves restores a lease that
 * the store has lost.
 */
static enum dhcp_refusal
serve_renewal(struct work *w, uint32_t addr)
{
	const bool to_us = w->r->msg->head.ciaddr != 0 &&
	    w->in->local == w->ctx->server->addr;

	switch (check(w, addr)) {
	case LEASE_OK:
		return renew(w, addr);
	case LEASE_OTHERS:
		return nak(w, "address is not for this machine");
	case LEASE_UNKNOWN:
		return to_us ? renew(w, addr) : DHCP_UNKNOWN_CLIENT;
	case LEASE_OUTSIDE:
		break;
	}
	if (on_network(addr, &w->net) &&
	    lease_by_mac(w->ctx->pool, &w->r->mac) == NULL)
		return DHCP_UNKNOWN_CLIENT;
	return nak(w, "wrong network");
}

static enum dhcp_refusal
serve_request(struct work *w)
{
	const uint32_t ciaddr = w->r->msg->head.ciaddr;
	const uint32_t addr = ciaddr != 0 ? ciaddr : w->r->requested;

	if (w->r->server_id != 0 && w->r->server_id != w->server_id) {
		lease_forget_offer(w->ctx->pool, &w->r->mac);
		return DHCP_NOT_OURS;
	}
	if (w->a->decision.verdict == VERDICT_SILENT)
		return DHCP_POLICY;
	if (!network_served(w))
		return no_address(w);
	if (w->r->server_id != 0)
		return serve_selecting(w);
	return addr == 0 ? DHCP_BAD_REQUEST : serve_renewal(w, addr);
}

/* A fixed address that the pool does not keep: its row is stored too. */
static void
store_fixed(struct work *w, uint32_t addr)
{
	struct lease *l = &w->a->lease;

	if (!is_fixed(w, addr) || lease_by_addr(w->ctx->pool, addr) != NULL)
		return;
	l->addr = addr;
	l->mac = w->r->mac;
	l->state = LEASE_RELEASED;
	l->expires = w->ctx->now;
	w->a->store_lease = true;
}

/* RFC 2131 table 5: both must name the server. */
static enum dhcp_refusal
refuse_others(const struct work *w)
{
	return w->r->server_id == 0 ? DHCP_NOBODYS : DHCP_NOT_OURS;
}

static enum dhcp_refusal
serve_release(struct work *w)
{
	const uint32_t addr = w->r->msg->head.ciaddr;

	if (w->r->server_id != w->server_id)
		return refuse_others(w);
	w->a->store_lease = lease_release(w->ctx->pool, &w->r->mac, addr,
	    w->ctx->now, &w->a->lease);
	if (!w->a->store_lease)
		store_fixed(w, addr);
	return DHCP_NO_REPLY_DUE;
}

static enum dhcp_refusal
serve_decline(struct work *w)
{
	if (w->r->server_id != w->server_id)
		return refuse_others(w);
	w->a->store_lease = lease_decline(w->ctx->pool, &w->r->mac,
	    w->r->requested, w->ctx->now, &w->a->lease);
	return DHCP_NO_REPLY_DUE;
}

/* RFC 2131 4.3.5: parameters only, and no address is looked at. */
static enum dhcp_refusal
serve_inform(struct work *w)
{
	const struct dhcp_head *h = &w->r->msg->head;

	if (w->a->decision.verdict == VERDICT_SILENT)
		return DHCP_POLICY;
	if (!network_served(w))
		return no_address(w);
	if (h->giaddr == 0 && h->ciaddr != 0 && !on_network(h->ciaddr, &w->net))
		return DHCP_BAD_REQUEST;
	return answer(w, DHCP_ACK, 0);
}

/* A BOOTP lease never ends, so only what the book fixes is given. */
static enum dhcp_refusal
serve_bootp(struct work *w)
{
	const struct host *h = book_find(w->ctx->book, &w->r->mac);

	if (w->a->decision.verdict == VERDICT_SILENT)
		return DHCP_POLICY;
	if (h == NULL || h->ip == 0)
		return DHCP_BOOTP_UNFIXED;
	if (check(w, h->ip) != LEASE_OK)
		return no_address(w);
	return answer(w, DHCP_BOOTP, h->ip);
}

/* Beside another server: boot data, nothing that makes a lease. */
static enum dhcp_refusal
serve_proxy_discover(struct work *w)
{
	const enum verdict v = w->a->decision.verdict;

	if (v != VERDICT_BOOT && v != VERDICT_LOCAL_MENU)
		return DHCP_POLICY;
	w->a->terms.proxy = true;
	return answer(w, DHCP_OFFER, 0);
}

/* PXE 2.1 2.2: the boot server's answer, the same in either mode. */
static enum dhcp_refusal
answer_discovery(struct work *w)
{
	const enum verdict v = w->a->decision.verdict;

	if (v != VERDICT_BOOT && v != VERDICT_LOCAL_MENU)
		return DHCP_POLICY;
	w->a->terms.proxy = true;
	w->a->terms.boot_server = true;
	return answer(w, DHCP_ACK, 0);
}

static enum dhcp_refusal
serve_4011(struct work *w)
{
	if (!w->r->pxe)
		return DHCP_BAD_REQUEST;
	if (w->r->server_id != 0 && w->r->server_id != w->server_id)
		return DHCP_NOT_OURS;
	return answer_discovery(w);
}

/*
 * A ROM with an address looks for a boot server by the type of its menu's
 * item, PXE 2.1 2.2.3.  That goes to port 67 where discovery is by broadcast,
 * and is no renewal: it names neither a server nor an address to keep.
 */
static bool
is_discovery(const struct boot_request *r)
{
	return (r->type == DHCP_REQUEST || r->type == DHCP_INFORM) && r->pxe &&
	    r->has_item && r->msg->head.ciaddr != 0 && r->requested == 0 &&
	    r->server_id == 0;
}

/* Everybody hears it: only who is of the type may answer. */
static enum dhcp_refusal
serve_discovery(struct work *w)
{
	const struct dhcp_head *h = &w->r->msg->head;

	if (w->r->item_type != PXE_SERVER_BOOTSTRAP)
		return DHCP_NOT_OURS;
	if (h->giaddr == 0 && !on_network(h->ciaddr, &w->net))
		return DHCP_BAD_REQUEST;
	return answer_discovery(w);
}

static enum dhcp_refusal
refuse_proxy_request(struct work *w)
{
	(void)w;
	return DHCP_PROXY_REQUEST;
}

static enum dhcp_refusal
refuse_proxy_lease(struct work *w)
{
	(void)w;
	return DHCP_PROXY_LEASE;
}

enum service {
	SERVICE_DHCP,
	SERVICE_PROXY,
	SERVICE_DISCOVERY,
	SERVICE_4011,
	SERVICE_COUNT
};

/* Which server answers which message; what is not here is not served. */
/* clang-format off */
static serve_fn *const services[SERVICE_COUNT][DHCP_TYPE_COUNT] = {
	[SERVICE_DHCP] = {
		[DHCP_BOOTP] = serve_bootp,
		[DHCP_DISCOVER] = serve_discover,
		[DHCP_REQUEST] = serve_request,
		[DHCP_DECLINE] = serve_decline,
		[DHCP_RELEASE] = serve_release,
		[DHCP_INFORM] = serve_inform,
	},
	[SERVICE_PROXY] = {
		[DHCP_BOOTP] = refuse_proxy_lease,
		[DHCP_DISCOVER] = serve_proxy_discover,
		[DHCP_REQUEST] = refuse_proxy_request,
		[DHCP_DECLINE] = refuse_proxy_lease,
		[DHCP_RELEASE] = refuse_proxy_lease,
		[DHCP_INFORM] = refuse_proxy_lease,
	},
	[SERVICE_DISCOVERY] = {
		[DHCP_REQUEST] = serve_discovery,
		[DHCP_INFORM] = serve_discovery,
	},
	[SERVICE_4011] = {
		[DHCP_REQUEST] = serve_4011,
		[DHCP_INFORM] = serve_4011,
	},
};
/* clang-format on */

void
dhcp_serve(struct dhcp_answer *a, const struct boot_request *r,
    const struct ingress *in, const struct dhcp_context *ctx)
{
	struct work w = {.a = a, .r = r, .in = in, .ctx = ctx};
	enum service service = SERVICE_DHCP;
	serve_fn *serve;

	memset(a, 0, sizeof(*a));
	if (ctx->server->addr == 0) {
		a->refusal = DHCP_NO_SENDER;
		return;
	}
	policy_decide(&a->decision, r, ctx->book, ctx->server);
	find_network(&w);
	if (in->local_port == DHCP_PORT_PXE)
		service = SERVICE_4011;
	else if (is_discovery(r))
		service = SERVICE_DISCOVERY;
	else if (ctx->server->proxy)
		service = SERVICE_PROXY;
	serve = r->type < DHCP_TYPE_COUNT ? services[service][r->type] : NULL;
	a->refusal = serve == NULL ? DHCP_TYPE_UNSERVED : serve(&w);
}
