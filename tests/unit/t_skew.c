/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/boot/pipeline.h"
#include "core/io/capture_file.h"
#include "core/proto/dhcp.h"

/*
 * Each capture again as a busy host lives it whose server is one of those in
 * it: the server comes to its messages late, the watch thread to both streams,
 * and frames are lost.  That is the host's trouble: it must not make findings,
 * nor hide any as long as all frames are there.
 *
 *     t_skew [CAPTURE ...]     these, and not those of tests/pcap; fewer times
 */
#define MOST_FRAMES 4000
#define MOST_FOUND 64
#define MACHINES 64
#define BATCH 64 /* of the watch thread (core/serve/watcher.c) */
#define SECOND INT64_C(1000000)
#define MS INT64_C(1000)

struct kept_frame {
	struct observe_frame f;
	uint8_t *bytes;
};

struct kept_own {
	struct event e; /* as the wire has it, and of what time */
	int64_t told_us; /* when the server put it into the queue */
};

struct finding {
	struct mac mac;
	char slug[32];
};

struct found {
	size_t count;
	struct finding rows[MOST_FOUND];
};

struct world {
	size_t frame_count, own_count;
	struct kept_frame frames[MOST_FRAMES];
	struct kept_own own[MOST_FRAMES];
	uint32_t us; /* our server's address */
	bool proxy; /* it gives no addresses */
	uint64_t random;
	struct found *found; /* of this run */
	struct diag_env env;
};

/* How busy the host is. */
struct busy {
	int64_t server_us, watch_us; /* the longest that each stands still */
	unsigned lost; /* frames in a thousand */
};

static uint32_t
below(struct world *w, uint32_t most)
{
	w->random ^= w->random << 13;
	w->random ^= w->random >> 7;
	w->random ^= w->random << 17;
	return most == 0 ? 0 : (uint32_t)(w->random >> 20) % most;
}

static void
load(struct world *w, const char *path)
{
	struct capture_file *c = NULL;
	char line[200];
	struct observe_frame f;
	struct text why;

	text_init(&why, line, sizeof(line));
	w->frame_count = 0;
	if (capture_file_open(&c, path, &why) < 0)
		fail_msg("%s: %s", path, line);
	while (w->frame_count < MOST_FRAMES && capture_file_next(c, &f) == 1) {
		struct kept_frame *k = &w->frames[w->frame_count++];

		k->bytes = malloc(f.len + 1);
		assert_non_null(k->bytes);
		memcpy(k->bytes, f.data, f.len);
		k->f = f;
		k->f.data = k->bytes;
		k->f.number = w->frame_count;
		/* As the kernel gives them. */
		if (w->frame_count > 1 && f.time_us < k[-1].f.time_us)
			k->f.time_us = k[-1].f.time_us;
	}
	capture_file_close(c);
}

static void
unload(struct world *w)
{
	while (w->frame_count > 0)
		free(w->frames[--w->frame_count].bytes);
}

/* What the server of this address does, by the wire. */
static void
keep_own(void *arg, const struct event *e)
{
	struct world *w = arg;
	const struct event_dhcp *d = &e->u.dhcp;
	bool ours = e->kind == EVENT_TFTP && e->u.tftp.server == w->us;

	if (e->kind == EVENT_DHCP && d->op == DHCP_OP_REPLY) {
		ours = d->src == w->us;
		w->proxy = w->proxy && (!ours || d->yiaddr == 0);
	} else if (e->kind == EVENT_DHCP)
		ours = d->dst == UINT32_MAX || d->dst == w->us;
	if (!ours || e->copy || e->vlan != 0 || w->own_count == MOST_FRAMES)
		return;
	w->own[w->own_count].e = *e;
	w->own[w->own_count].e.origin = ORIGIN_OWN;
	w->own[w->own_count++].e.frame = 0;
}

static void
watch_server(struct world *w)
{
	const struct event_sink sink = {w, keep_own};
	void *memory = calloc(1, observe_size());
	struct observe *o = observe_init(memory, sink);

	assert_non_null(memory);
	w->own_count = 0;
	w->proxy = true;
	for (size_t i = 0; i < w->frame_count; i++)
		(void)observe_frame(o, &w->frames[i].f);
	free(memory);
}

/* The server comes to one after the other, and stands still now and then. */
static void
tell_late(struct world *w, int64_t most_us)
{
	int64_t now_us = 0;

	for (size_t i = 0; i < w->own_count; i++) {
		struct kept_own *o = &w->own[i];

		if (o->e.time_us > now_us)
			now_us = o->e.time_us;
		if (most_us > 0)
			now_us += below(w, 4) == 0 ?
			    below(w, (uint32_t)most_us) :
			    below(w, 3000);
		o->told_us = now_us;
	}
}

/* Its loop ticks once a second, unless it stands still. */
static int64_t
served_until(const struct world *w, int64_t now_us)
{
	int64_t tick = now_us - now_us % SECOND - SECOND;

	for (size_t i = 0; i < w->own_count; i++)
		if (w->own[i].told_us > tick + SECOND &&
		    w->own[i].e.time_us < tick)
			tick = w->own[i].e.time_us;
	return tick;
}

static void
note_finding(void *arg, const struct event *e)
{
	struct found *found = ((struct world *)arg)->found;
	struct finding *f = found->rows;
	size_t i;

	if (e->kind != EVENT_FINDING || e->u.finding.severity == SEVERITY_NOTE)
		return;
	for (i = 0; i < found->count; i++, f++)
		if (mac_equal(&f->mac, &e->mac) &&
		    strcmp(f->slug, e->u.finding.slug) == 0)
			break;
	assert_true(i < MOST_FOUND);
	f->mac = e->mac;
	(void)text_copy(f->slug, sizeof(f->slug), e->u.finding.slug);
	if (i == found->count)
		found->count++;
}

/* The kernel's filter keeps our own transfers away (capture_live.c). */
static bool
is_filtered(const struct world *w, const struct observe_frame *of)
{
	struct frame f;

	return frame_decode(&f, of->link, of->data, of->len) == 0 &&
	    f.kind == FRAME_UDP && (f.src == w->us || f.dst == w->us) &&
	    f.src_port >= 1024 && f.dst_port >= 1024 &&
	    f.src_port != DHCP_PORT_PXE && f.dst_port != DHCP_PORT_PXE;
}

/* As pump() in core/serve/watcher.c: the queue, the frames, the queue's. */
struct pump {
	struct pipeline *p;
	size_t frame, own; /* the next of each */
	struct join_told told;
};

static void
read_frames(struct world *w, struct pump *u, unsigned lost, int64_t now_us)
{
	const struct join_self self = {.addr_count = 1,
	    .addrs = {w->us},
	    .serves = true};
	const int64_t before_us = w->env.lost_us;

	for (; u->frame < w->frame_count; u->frame++) {
		const struct observe_frame *f = &w->frames[u->frame].f;

		if (f->time_us > now_us)
			break;
		if (is_filtered(w, f))
			continue;
		if (below(w, 1000) < lost)
			w->env.lost_us = now_us;
		else
			pipeline_frame(u->p, f);
	}
	if (w->env.lost_us != before_us)
		pipeline_self(u->p, &self, &w->env);
}

static void
pump(struct world *w, struct pump *u, const struct busy *b, int64_t now_us)
{
	const size_t first = u->own;
	struct event e;

	while (u->own < w->own_count && u->own - first < BATCH &&
	    w->own[u->own].told_us <= now_us)
		u->own++;
	read_frames(w, u, b->lost, now_us);
	for (size_t i = first; i < u->own; i++) {
		e = w->own[i].e;
		e.time_us = w->own[i].told_us;
		pipeline_own(u->p, &e);
	}
	for (size_t p = 0; p < PART_SERVERS && u->own - first < BATCH; p++)
		u->told.us[p] = served_until(w, now_us);
	(void)pipeline_release(u->p, now_us, &u->told);
}

static void
live(struct world *w, const struct busy *b, struct found *found)
{
	const struct event_sink sink = {w, note_finding};
	const struct join_self self = {.addr_count = 1,
	    .addrs = {w->us},
	    .serves = true};
	int64_t now_us = w->frames[0].f.time_us, tick_us = now_us;
	const int64_t end_us = w->frames[w->frame_count - 1].f.time_us +
	    20 * SECOND;
	struct pump u = {0};
	void *memory = calloc(1, pipeline_size(MACHINES));

	assert_non_null(memory);
	memset(found, 0, sizeof(*found));
	w->found = found;
	w->env = (struct diag_env){.live = true,
	    .proxy = w->proxy,
	    .capturing = true,
	    .addrs = {w->us},
	    .masks = {0xffffff00},
	    .addr_count = 1};
	tell_late(w, b->server_us);
	u.p = pipeline_init(memory, MACHINES, &w->env, sink);
	pipeline_self(u.p, &self, &w->env);
	while (now_us < end_us) {
		now_us += 5 * MS;
		if (b->watch_us > 0 && below(w, 50) == 0)
			now_us += below(w, (uint32_t)b->watch_us);
		pump(w, &u, b, now_us);
		if (now_us - tick_us < SECOND)
			continue;
		tick_us = now_us;
		pipeline_tick(u.p, now_us);
	}
	pipeline_end(u.p);
	free(memory);
}

static const struct finding *
same(const struct found *list, const struct finding *f)
{
	for (size_t i = 0; i < list->count; i++)
		if (mac_equal(&list->rows[i].mac, &f->mac) &&
		    strcmp(list->rows[i].slug, f->slug) == 0)
			return &list->rows[i];
	return NULL;
}

/* Each of `list` that `in` does not have. */
static unsigned
missing(const struct found *list, const struct found *in, const char *what,
    const char *path)
{
	unsigned n = 0;

	for (size_t i = 0; i < list->count; i++) {
		if (same(in, &list->rows[i]) != NULL)
			continue;
		print_error("%s: %s %s\n", path, list->rows[i].slug, what);
		n++;
	}
	return n;
}

static unsigned
live_in_many_ways(struct world *w, const char *path, unsigned runs)
{
	static const struct busy idle = {0, 0, 0};
	static const struct busy ways[] = {
	    {20 * MS, 0, 0},
	    {0, 900 * MS, 0},
	    {900 * MS, 900 * MS, 0},
	    {900 * MS, 4 * SECOND, 0},
	    {20 * MS, 900 * MS, 50},
	    {900 * MS, 900 * MS, 300},
	};
	static struct found quiet, found;
	unsigned bad = 0;

	live(w, &idle, &quiet);
	for (unsigned n = 0; n < runs && bad == 0; n++) {
		const struct busy *b = &ways[n % 6];

		live(w, b, &found);
		bad += missing(&found, &quiet, "is made up", path);
		if (b->lost == 0)
			bad += missing(&quiet, &found, "is missed", path);
	}
	return bad;
}

/* Who answers in it, each once. */
static size_t
list_servers(const struct world *w, uint32_t *ret, size_t most)
{
	size_t count = 0, k;
	struct frame f;

	for (size_t i = 0; i < w->frame_count && count < most; i++) {
		const struct observe_frame *of = &w->frames[i].f;

		if (frame_decode(&f, of->link, of->data, of->len) < 0 ||
		    f.kind != FRAME_UDP || f.src_port != DHCP_PORT_SERVER ||
		    f.src == 0)
			continue;
		for (k = 0; k < count && ret[k] != f.src; k++)
			;
		if (k == count)
			ret[count++] = f.src;
	}
	return count;
}

static unsigned
try_capture(const char *path, unsigned runs)
{
	static struct world w;
	uint32_t servers[4];
	unsigned bad = 0;
	size_t count, i;

	w.random = UINT64_C(88172645463325252);
	load(&w, path);
	count = list_servers(&w, servers, 4);
	for (i = 0; w.frame_count > 0 && i < count; i++) {
		w.us = servers[i];
		watch_server(&w);
		bad += live_in_many_ways(&w, path, runs);
	}
	unload(&w);
	return bad;
}

static unsigned
try_folder(const char *name)
{
	const char *srcdir = getenv("srcdir");
	char pattern[512];
	unsigned bad = 0;
	glob_t found;

	(void)snprintf(pattern, sizeof(pattern), "%s/tests/pcap/%s",
	    srcdir != NULL ? srcdir : ".", name);
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		bad += try_capture(found.gl_pathv[i], 24);
	globfree(&found);
	return bad;
}

static void
a_busy_host_is_not_the_machines_fault(void **state)
{
	(void)state;
	assert_int_equal(try_folder("*.pcap") + try_folder("made/*.pcap"), 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_busy_host_is_not_the_machines_fault),
	};
	unsigned bad = 0;

	if (argc < 2)
		return cmocka_run_group_tests(tests, NULL, NULL);
	for (int i = 1; i < argc; i++)
		bad += try_capture(argv[i], 6);
	return bad != 0;
}
