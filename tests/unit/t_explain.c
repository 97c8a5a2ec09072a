/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "tui/explain.h"
#include "tui/explain_files.h"
#include "tui/marks.h"

#define ME 0xc0000201u /* 192.0.2.1 */
#define MASK 0xffffff00u
#define PLACEMENTS 4

/*
 * explain against the server's own way from bytes to bytes, and against the
 * table of who reads what: every mode, kind of client, placement of the name
 * and kind of server.
 */
struct bed {
	struct host hosts[MODE_COUNT * PLACEMENTS];
	struct target target;
	uint32_t slots[256];
	struct book book;
	struct explain_place place;
};

/* One machine for each mode and placement; its number is in its MAC. */
static const struct mac *
machine_of(const struct bed *b, enum boot_mode mode, unsigned placement)
{
	return &b->hosts[(unsigned)mode * PLACEMENTS + placement].mac;
}

static void
fill(struct bed *b, bool proxy)
{
	static const char *const placements[PLACEMENTS] = {"field", "option",
	    "both", "overload"};
	static char ips[MODE_COUNT * PLACEMENTS][IP4_TEXT];
	size_t i;

	memset(b, 0, sizeof(*b));
	b->target = (struct target){.name = "disk",
	    .server = "192.0.2.9",
	    .iqn = "iqn.2026-01.lab:disk",
	    .user = "",
	    .password = "",
	    .reverse_user = "",
	    .reverse_password = "",
	    .port = 3260};
	for (i = 0; i < MODE_COUNT * PLACEMENTS; i++) {
		const struct mac mac = {{2, 0, 0, 0, 1, (uint8_t)i}};
		struct host *h = &b->hosts[i];

		host_init(h, &mac);
		(void)ip4_format(ips[i], ME + 50 + (uint32_t)i);
		assert_int_equal(host_set(h, KEY_MODE,
				     mode_name(
					 (enum boot_mode)(i / PLACEMENTS))),
		    0);
		assert_int_equal(host_set(h, KEY_PLACEMENT,
				     placements[i % PLACEMENTS]),
		    0);
		assert_int_equal(host_set(h, KEY_IP, ips[i]), 0);
		assert_int_equal(host_set(h, KEY_TARGET, "disk"), 0);
		assert_int_equal(host_set(h, KEY_SCRIPT, "boot.ipxe"), 0);
	}
	assert_true(book_slots_for(MODE_COUNT * PLACEMENTS) <= 256);
	book_init(&b->book, b->hosts, MODE_COUNT * PLACEMENTS, &b->target, 1,
	    b->slots);
	b->place = (struct explain_place){.book = &b->book,
	    .facts = {.proxy = proxy,
		.addr = ME,
		.http_port = 8080,
		.default_mode = MODE_PXELINUX,
		.placement = PLACEMENT_FIELD},
	    .net = {.addr = ME, .mask = MASK},
	    .lease_seconds = 3600,
	    .now = 1795402800};
}

/* As a datagram comes out of a socket; see core/serve/dhcpd.c. */
static struct ingress
came_in(const struct explained *x)
{
	struct ingress in = {.src_port = DHCP_PORT_CLIENT,
	    .local = UINT32_MAX,
	    .local_port = DHCP_PORT_SERVER};

	if (x->step == EXPLAIN_4011) {
		in.src = x->msg.head.ciaddr;
		in.src_port = x->kind->boot_port != 0 ? x->kind->boot_port :
							DHCP_PORT_CLIENT;
		in.local = ME;
		in.local_port = DHCP_PORT_PXE;
	}
	return in;
}

/* The server's steps, one by one; the length of the reply, 0: none. */
static size_t
serve(const struct bed *b, const struct explained *x, uint8_t out[1500],
    struct dhcp_answer *a)
{
	const struct dhcp_context ctx = {.book = &b->book,
	    .server = &b->place.facts,
	    .net = &b->place.net,
	    .lease_seconds = 3600,
	    .now = b->place.now};
	const struct ingress in = came_in(x);
	static struct dhcp_msg msg;
	struct boot_request r;
	struct dhcp_encoded how;
	struct wbuf w;
	size_t most;

	assert_int_equal(dhcp_decode(&msg, x->sent, x->sent_len, NULL), 0);
	assert_int_equal(boot_request_read(&r, &msg), 0);
	memset(a, 0, sizeof(*a));
	dhcp_serve(a, &r, &in, &ctx);
	if (a->refusal != DHCP_ANSWERED)
		return 0;
	most = reply_max(&r, &b->place.net);
	wbuf_init(&w, out, 1500);
	if (dhcp_encode(&a->image, &w, most < 1500 ? most : 1500, &how) < 0)
		return 0;
	return how.len;
}

/* The table of readers and the simulated clients are of one mind. */
static void
compare_readers(const struct explained *x)
{
	struct marks m;

	if (!x->replied || !marks_make(&m, &x->msg, &x->reply) ||
	    x->kind->fixed_name != NULL || m.kind == READER_PXELINUX ||
	    m.kind == READER_RASPBERRY || x->seen.local)
		return;
	if (strcmp(m.view.name, x->seen.name) != 0 &&
	    m.view.why != READER_NO_URL && m.view.why != READER_RAW_FIELD)
		fail_msg("%s: the table reads \"%s\", the client \"%s\"",
		    x->kind->name, m.view.name, x->seen.name);
}

static void
compare(const struct bed *b, const struct explained *x)
{
	uint8_t out[1500];
	struct dhcp_answer a;
	const size_t len = serve(b, x, out, &a);

	if ((len != 0) != x->replied)
		fail_msg("%s: explain %s", x->kind->name,
		    x->replied ? "answers" : "is silent");
	assert_int_equal(a.decision.row, x->answer.decision.row);
	assert_int_equal(a.route.dst, x->answer.route.dst);
	assert_int_equal(a.route.dst_port, x->answer.route.dst_port);
	if (len == 0)
		return;
	assert_int_equal(x->encoded.len, len);
	assert_memory_equal(x->got, out, len);
	compare_readers(x);
}

static unsigned
explain_both(const struct bed *b, const struct sim_kind *kind,
    const struct mac *mac)
{
	static struct explained offer, next;
	struct sim_machine machine;

	sim_machine_init(&machine, mac);
	machine.arch = kind->arch;
	assert_int_equal(explain_run(&offer, &b->place, kind, &machine, NULL),
	    0);
	compare(b, &offer);
	if (!offer.replied)
		return 1;
	if (explain_next(&b->place) == EXPLAIN_4011 && kind->boot[0] == 0)
		return 1;
	assert_int_equal(explain_run(&next, &b->place, kind, &machine, &offer),
	    0);
	compare(b, &next);
	return 2;
}

static void
explain_is_the_server_byte_for_byte(void **state)
{
	static struct bed b;
	const struct sim_kind *kinds;
	unsigned compared = 0, placement, mode;
	size_t n, i;
	int proxy;

	(void)state;
	kinds = sim_kinds(&n);
	for (proxy = 0; proxy < 2; proxy++) {
		fill(&b, proxy == 1);
		for (i = 0; i < n; i++)
			for (mode = 0; mode < MODE_COUNT; mode++)
				for (placement = 0; placement < PLACEMENTS;
				     placement++)
					compared += explain_both(&b, &kinds[i],
					    machine_of(&b, (enum boot_mode)mode,
						placement));
	}
	assert_true(compared > 1000);
}

/* Each row above the one that decided says why it did not. */
static void
no_row_above_is_left_without_a_cause(void **state)
{
	static struct bed b;
	static struct explained x;
	struct sim_machine machine;
	const struct sim_kind *kinds;
	char why[160];
	struct text t;
	unsigned mode, row;
	size_t n, i;

	(void)state;
	fill(&b, false);
	kinds = sim_kinds(&n);
	for (i = 0; i < n; i++)
		for (mode = 0; mode < MODE_COUNT; mode++) {
			sim_machine_init(&machine,
			    machine_of(&b, (enum boot_mode)mode, 0));
			assert_int_equal(explain_run(&x, &b.place, &kinds[i],
					     &machine, NULL),
			    0);
			for (row = 0; row <= x.answer.decision.row; row++) {
				text_init(&t, why, sizeof(why));
				policy_missed_text(row, &x.answer.decision,
				    &x.request, &t);
				assert_int_equal(t.len > 0,
				    row < x.answer.decision.row);
			}
		}
}

static void
look(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	ret->kind = LOADER_BIOS;
	ret->err = strcmp(name, "PXELINUX.0") == 0 ||
		strcmp(name, "lib/ldlinux.c32") == 0 ?
	    0 :
	    -PX_ENOENT;
}

static bool
like(void *arg, const char *name, char *ret, size_t cap)
{
	(void)arg;
	return strcmp(name, "pxelinux.0") == 0 &&
	    text_copy(ret, cap, "PXELINUX.0");
}

static size_t
read_loader(void *arg, const char *path, char *buf, size_t cap)
{
	(void)arg;
	assert_true(cap > 0);
	buf[0] = '\xfa';
	return strcmp(path, "PXELINUX.0") == 0 ? 1 : 0;
}

/* As the servers would: in another case, in another folder. */
static void
files_are_looked_for_as_they_are_served(void **state)
{
	char why[160];
	struct text t;
	static struct bed b;
	static struct explained x;
	struct sim_machine machine;
	struct explain_files files;
	struct host *h;

	(void)state;
	fill(&b, false);
	h = &b.hosts[MODE_PXELINUX * PLACEMENTS];
	b.place.files = (struct file_lookup){.look = look, .like = like};
	b.place.read = read_loader;
	sim_machine_init(&machine, &h->mac);
	assert_int_equal(explain_run(&x, &b.place, sim_kind_find("bios-rom"),
			     &machine, NULL),
	    0);
	explain_files(&files, &x, &b.place);
	assert_int_equal(files.count, 1);
	assert_int_equal(files.file[0].there, EXPLAIN_MISSING);
	assert_int_equal(host_set(h, KEY_IGNORE_CASE, "on"), 0);
	explain_files(&files, &x, &b.place);
	assert_int_equal(files.file[0].there, EXPLAIN_THERE);
	text_init(&t, why, sizeof(why));
	assert_false(explain_errors(&x, &b.place, &t));
	assert_string_equal(files.file[1].name, "ldlinux.c32");
	assert_int_equal(files.file[1].there, EXPLAIN_MISSING);
	assert_int_equal(host_set(h, KEY_FALLBACK, "lib"), 0);
	explain_files(&files, &x, &b.place);
	assert_int_equal(files.file[1].there, EXPLAIN_THERE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(explain_is_the_server_byte_for_byte),
	    cmocka_unit_test(no_row_above_is_left_without_a_cause),
	    cmocka_unit_test(files_are_looked_for_as_they_are_served),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
