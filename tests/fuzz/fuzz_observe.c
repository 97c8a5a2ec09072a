/* SPDX-License-Identifier: ISC */
/*
 * The whole way of a frame: observer, join, tracker, diagnosis, servers.  The
 * input is a run of records: link (1 byte), tenths of seconds since the last
 * (1), length (2), the frame.  Sessions begin and end in turn, every number
 * belongs to one machine.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/fingerprint.h"
#include "core/boot/pipeline.h"

#define MACHINES 64
#define NUMBERS 8192
#define OUR_ADDR 0xc0000201u

struct watch {
	bool open[NUMBERS], closed[NUMBERS];
	uint64_t events;
};

/* What is said of a machine is foreign text that a terminal may have. */
static void
name_it(const struct event *e)
{
	char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	fingerprint_event(&t, e);
	for (size_t i = 0; i < t.len; i++)
		fuzz_must((uint8_t)line[i] >= 0x20 && line[i] != 0x7f,
		    "a fingerprint is clean");
}

static void
take(void *arg, const struct event *e)
{
	struct watch *w = arg;
	const uint64_t n = e->session;

	name_it(e);
	w->events++;
	fuzz_must(e->kind < EVENT_KIND_COUNT, "a kind");
	fuzz_must(n == 0 || e->has_mac, "a session has its machine");
	if (e->kind == EVENT_DHCP)
		fuzz_must(memchr(e->u.dhcp.bootfile, 0,
			      sizeof(e->u.dhcp.bootfile)) != NULL,
		    "a name ends");
	if (e->kind != EVENT_SESSION || n >= NUMBERS)
		return;
	fuzz_must(!w->closed[n] && w->open[n] != e->u.session.begins,
	    "it begins once and ends once");
	w->open[n] = e->u.session.begins;
	w->closed[n] = !e->u.session.begins;
}

static struct pipeline *
make(struct watch *w)
{
	static void *memory;
	const struct join_self self = {.addr_count = 1,
	    .addrs = {OUR_ADDR},
	    .serves = true};
	const struct diag_env env = {.live = true,
	    .addrs = {OUR_ADDR},
	    .addr_count = 1,
	    .capturing = true};
	const struct event_sink sink = {w, take};
	struct pipeline *p;

	if (memory == NULL)
		memory = calloc(1, pipeline_size(MACHINES));
	fuzz_must(memory != NULL, "memory");
	p = pipeline_init(memory, MACHINES, &env, sink);
	pipeline_self(p, &self, &env);
	return p;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct watch w;
	struct observe_frame f = {.number = 0};
	struct pipeline *p = make(&w);
	struct join_told told;
	size_t at = 0;

	memset(&w, 0, sizeof(w));
	f.time_us = INT64_C(1764000000) * 1000000;
	while (size - at >= 4) {
		const uint8_t *b = data + at;
		uint8_t *copy;

		at += 4;
		f.len = (size_t)(b[2] << 8 | b[3]);
		if (f.len > size - at)
			f.len = size - at;
		copy = fuzz_copy(data + at, f.len);
		at += f.len;
		f.data = copy;
		f.number++;
		f.link = (enum frame_link)(b[0] % FRAME_LINK_COUNT);
		f.time_us += (int64_t)b[1] * 100000;
		pipeline_frame(p, &f);
		for (size_t n = 0; n < PART_SERVERS; n++)
			told.us[n] = f.time_us;
		(void)pipeline_release(p, f.time_us, &told);
		if (b[1] > 9)
			pipeline_tick(p, f.time_us);
		free(copy);
	}
	pipeline_tick(p, f.time_us + 100 * INT64_C(1000000));
	pipeline_end(p);
	return 0;
}
