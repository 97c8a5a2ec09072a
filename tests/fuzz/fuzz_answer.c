/* SPDX-License-Identifier: ISC */
/*
 * Hostile requests to hostile settings: every answer is well-formed, goes
 * nowhere unsafe, and its reason is fit for a terminal.  The input is mode,
 * once, server (bits), the length of the settings, the settings apart by
 * NULs, the message.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/dhcp_server.h"
#include "core/proto/dhcp_option.h"

#define ROOM 2048
#define NOW 1000000

enum server_bit { PROXY = 1, HTTP = 2, FROM_4011 = 4, IN_BOOK = 8 };

struct world {
	struct host host;
	struct book book;
	uint32_t slots[64];
	char settings[256];
	struct server_facts server;
	struct network net;
	struct lease_pool *pool;
	struct ingress in;
};

static const struct target disks[] = {{.name = "disk1",
    .server = "192.0.2.3",
    .iqn = "iqn.2026-01.test:d",
    .user = "u",
    .password = "p",
    .reverse_user = "r",
    .reverse_password = "q",
    .port = 3260}};

/* The rest of a string after its NUL, "" at the end. */
static const char *
next(const char *s)
{
	const char *after = s + strlen(s) + 1;

	return s[0] == '\0' ? s : after;
}

static void
make_host(struct world *w, const struct mac *mac, const uint8_t *data)
{
	static const enum key keys[] = {KEY_BOOTFILE, KEY_SCRIPT, KEY_TARGET,
	    KEY_NAME, KEY_CONFIG, KEY_PREFIX};
	const char *value = w->settings;
	size_t i;

	host_init(&w->host, mac);
	w->host.mode = (enum boot_mode)(data[0] % MODE_COUNT);
	w->host.once = (enum boot_mode)(data[1] % MODE_COUNT);
	w->host.placement = (enum placement)((data[2] >> 4) % PLACEMENT_COUNT);
	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		fuzz_must(host_set(&w->host, keys[i], value) == 0,
		    "any text can be set");
		value = next(value);
	}
	book_init(&w->book, &w->host, (data[2] & IN_BOOK) != 0, disks, 1,
	    w->slots);
}

static void
make_server(struct world *w, const uint8_t *data)
{
	static const struct lease_config config = {0xc0000264, 0xc0000269, 3600,
	    10, 600};
	static _Alignas(16) uint8_t memory[65536];

	w->server.proxy = (data[2] & PROXY) != 0;
	w->server.addr = 0xc0000201;
	w->server.http_port = (data[2] & HTTP) != 0 ? 8080 : 0;
	w->server.default_mode = (enum boot_mode)(data[0] % MODE_COUNT);
	w->net.addr = 0xc0000201;
	w->net.mask = 0xffffff00;
	w->net.router = 0xc0000201;
	w->net.mtu = 1500;
	w->in.src = 0;
	w->in.src_port = DHCP_PORT_CLIENT;
	w->in.local = 0xc0000201;
	w->in.local_port = (data[2] & FROM_4011) != 0 ? DHCP_PORT_PXE :
							DHCP_PORT_SERVER;
	fuzz_must(lease_pool_size(&config) <= sizeof(memory), "pool memory");
	memset(memory, 0, sizeof(memory));
	w->pool = w->server.proxy ? NULL : lease_pool_init(memory, &config);
}

static void
check_sentence(const struct decision *d, const struct boot_request *r)
{
	char buf[4096];
	struct text t;
	size_t i;

	text_init(&t, buf, sizeof(buf));
	reason_text(&t, d, r);
	client_kind_text(&t, r);
	fuzz_must(t.len > 0 && !t.cut, "a reason of bounded length");
	for (i = 0; i < t.len; i++)
		fuzz_must((uint8_t)buf[i] >= 0x20 && buf[i] != 0x7f,
		    "no control byte in a reason");
}

static void
check_route(const struct route *to)
{
	fuzz_must(to->how == ROUTE_BROADCAST || ip4_usable(to->dst),
	    "an answer goes to a usable address");
}

static void
check_reply(const struct dhcp_answer *a, const struct boot_request *r,
    const struct world *w)
{
	static struct dhcp_msg reply;
	static uint8_t out[ROOM];
	const size_t max = reply_max(r, &w->net);
	struct dhcp_encoded done;
	struct wbuf to;

	memset(out, 0xa5, sizeof(out));
	wbuf_init(&to, out, sizeof(out));
	if (dhcp_encode(&a->image, &to, max, &done) < 0)
		return;
	fuzz_must(done.len >= DHCP_MIN_LEN && done.len <= max, "its length");
	fuzz_must(dhcp_decode(&reply, out, done.len, NULL) == 0, "it decodes");
	fuzz_must(reply.head.op == DHCP_OP_REPLY && reply.head.xid == r->xid &&
		memcmp(reply.head.chaddr, r->msg->head.chaddr, 16) == 0,
	    "it answers this request");
	fuzz_must(reply.type == a->terms.type, "its type");
	fuzz_must(!r->has_gpxe || reply.overload == 0,
	    "gPXE and iPXE get no option 52");
	if (w->server.proxy)
		fuzz_must(reply.head.yiaddr == 0 &&
			dhcp_find(&reply, DHCP_OPT_LEASE) == NULL,
		    "a proxy gives no address");
	fuzz_must(a->decision.mode != MODE_IGNORE, "nothing in mode ignore");
}

static void
answer(struct world *w, const uint8_t *data, const struct boot_request *r)
{
	static struct dhcp_answer a;
	const struct dhcp_context ctx = {.book = &w->book,
	    .server = &w->server,
	    .net = &w->net,
	    .pool = w->pool,
	    .lease_seconds = 3600,
	    .now = NOW};

	make_host(w, &r->mac, data);
	policy_decide(&a.decision, r, &w->book, &w->server);
	check_sentence(&a.decision, r);
	dhcp_serve(&a, r, &w->in, &ctx);
	fuzz_must(a.refusal < DHCP_REFUSAL_COUNT, "a known refusal");
	if (a.refusal != DHCP_ANSWERED)
		return;
	check_route(&a.route);
	check_reply(&a, r, w);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_msg m;
	struct boot_request r;
	struct world w;
	uint8_t *copy;
	size_t n;

	if (size < 4 || size - 4 < data[3])
		return 0;
	memset(&w, 0, sizeof(w));
	n = data[3];
	memcpy(w.settings, data + 4, n < 250 ? n : 250);
	copy = fuzz_copy(data + 4 + n, size - 4 - n);
	make_server(&w, data);
	if (dhcp_decode(&m, copy, size - 4 - n, NULL) == 0 &&
	    boot_request_read(&r, &m) == 0)
		answer(&w, data, &r);
	free(copy);
	return 0;
}
