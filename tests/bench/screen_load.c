/* SPDX-License-Identifier: ISC */
/*
 * How long a key waits on a screen that has much to show: 100,000 machines,
 * a million events behind it and 5,000 new ones a second.  The screen without
 * a terminal: a turn is a frame's share of events, one key and one picture,
 * as the loop of tui/screen.c takes them; measured in CPU time, so that other
 * work on the machine does not count.  The loop draws at most every 33 ms,
 * which is what a key may wait beyond its turn.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"
#include "tui/app.h"
#include "tui/press.h"

#define HOSTS 100000
#define PAST 1000000
#define TURNS 600
#define EVENTS_A_TURN (5000 / 30)
#define PIECES 20 /* of a list, between two pictures */
#define ROWS 50
#define COLS 200

struct rig {
	struct app app;
	struct grid grid;
	struct screen_config config;
	struct screen_calls calls;
	struct book book;
	int64_t now_us;
	uint64_t events;
};

/* Keys of a turn, over and over, after some that lead there. */
struct scene {
	const char *name, *before, *keys;
};

static const struct scene scenes[] = {
    {"machines: down and up", "1G", "jjjkkk"},
    {"machines: sort", "1", "sjjjjjjjjjjjjjjj"},
    {"machines: page", "1", "\x06\x06\x02"},
    {"machines: type a filter", "1/", "mode:gpxe and not host77\x15"},
    {"machines: filtered, down", "1/iscsi or file:vmlinuz\r", "jk"},
    {"live: follow", "2f", "f"},
    {"live: type a filter", "2/", "stage:kernel or nothing\x15"},
    {"live: filtered, up", "2/discover\r", "kj"},
    {"live: filter of nothing", "2/no such word\r", "kj"},
    {"session", "1G\r", "jjkkt"},
    {"findings", "5", "jk"},
    {"log", "4", "kj"},
};

static int64_t
clock_us(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static struct mac
mac_of(unsigned n)
{
	return (struct mac){
	    {0x52, 0x54, 0, (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n}};
}

static bool
take_change(void *arg, const struct db_change *c)
{
	(void)arg;
	(void)c;
	return true;
}

static void
store_state_of(void *arg, struct store_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
	ret->saving = true;
}

static void
engine_state_of(void *arg, struct engine_state *ret)
{
	(void)arg;
	memset(ret, 0, sizeof(*ret));
}

static void
no_file(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	(void)name;
	ret->err = -PX_ENOENT;
}

static bool
make_book(struct rig *r)
{
	static char names[HOSTS][16];
	struct host *hosts = calloc(HOSTS, sizeof(*hosts));
	const size_t slots = book_slots_for(HOSTS);
	uint32_t *memory = calloc(slots, sizeof(*memory));
	unsigned i;

	if (hosts == NULL || memory == NULL)
		return false;
	for (i = 0; i < HOSTS; i++) {
		const struct mac mac = mac_of(i);

		host_init(&hosts[i], &mac);
		(void)snprintf(names[i], sizeof(names[i]), "host%u", i);
		(void)host_set(&hosts[i], KEY_NAME, names[i]);
		(void)host_set(&hosts[i], KEY_MODE,
		    i % 3 == 0     ? "gpxe" :
			i % 3 == 1 ? "pxelinux" :
				     "iscsi");
	}
	book_init(&r->book, hosts, HOSTS, NULL, 0, memory);
	r->book.version = 1;
	return true;
}

/* What a boot tells, in turns: one event of a machine after the other. */
static void
one_event(struct rig *r)
{
	const uint64_t n = r->events++;
	const unsigned who = (unsigned)(n / 8 * 7919 % HOSTS);
	const struct mac mac = mac_of(who);
	struct event e;

	event_init(&e,
	    n % 8 < 4      ? EVENT_DHCP :
		n % 8 == 4 ? EVENT_STAGE :
		n % 8 == 7 ? EVENT_SESSION :
			     EVENT_TFTP,
	    r->now_us, &mac);
	e.seq = n + 1;
	e.session = n / 8 + 1;
	if (e.kind == EVENT_DHCP) {
		e.u.dhcp.op = n % 2 == 0 ? DHCP_OP_REQUEST : DHCP_OP_REPLY;
		e.u.dhcp.type = n % 8 < 2 ? DHCP_DISCOVER : DHCP_REQUEST;
		e.u.dhcp.packet_len = 300;
		(void)text_copy(e.u.dhcp.kind, sizeof(e.u.dhcp.kind),
		    "UEFI x64 ROM");
	} else if (e.kind == EVENT_STAGE) {
		e.u.stage.stage = n % 16 == 4 ? BOOT_KERNEL : BOOT_LOADER;
	} else if (e.kind == EVENT_TFTP) {
		e.u.tftp.phase = n % 8 == 5 ? TFTP_PHASE_REQUEST :
					      TFTP_PHASE_DONE;
		e.u.tftp.transfer = n / 8;
		e.u.tftp.outcome = TFTP_COMPLETE;
		(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file),
		    "debian/vmlinuz");
	} else {
		e.u.session.result = n % 800 == 7 ? BOOT_FAILED : BOOT_DONE;
	}
	app_event(&r->app, &e);
}

static int
by_size(const void *pa, const void *pb)
{
	const int64_t a = *(const int64_t *)pa, b = *(const int64_t *)pb;

	return a < b ? -1 : a > b;
}

/* How long it took, and beside it the longest piece of other work. */
static int64_t
turn(struct rig *r, int key)
{
	int64_t at = clock_us(), took, longest = 0, piece;
	unsigned i;

	for (i = 0; i < EVENTS_A_TURN; i++)
		one_event(r);
	app_key(&r->app, key);
	app_draw(&r->app, &r->grid);
	took = clock_us() - at;
	/* A key may come just when one of them begins. */
	for (i = 0; i < PIECES; i++) {
		at = clock_us();
		if (!machines_work(&r->app))
			i = PIECES;
		piece = clock_us() - at;
		if (piece > longest)
			longest = piece;
	}
	return took + longest;
}

static void
play(struct rig *r, const struct scene *s)
{
	static int64_t took[TURNS];
	const size_t keys = strlen(s->keys);
	const char *p;
	int64_t sum = 0;
	unsigned i;

	/* From wherever the scene before has left it. */
	for (i = 0; i < 6 && r->app.view != VIEW_MACHINES; i++)
		app_key(&r->app, PRESS_ESC);
	for (p = s->before; *p != '\0'; p++)
		app_key(&r->app, *p == '\r' ? PRESS_ENTER : *p);
	for (i = 0; i < TURNS; i++) {
		r->now_us += 33333;
		if (i % 30 == 0)
			app_tick(&r->app, r->now_us);
		r->app.now_us = r->app.utc_us = r->now_us;
		took[i] = turn(r, s->keys[i % keys]);
		sum += took[i];
	}
	qsort(took, TURNS, sizeof(took[0]), by_size);
	(void)printf("%-28s %8.2f %8.2f %8.2f %7.0f%%\n", s->name,
	    (double)took[TURNS / 2] / 1e3, (double)took[TURNS * 99 / 100] / 1e3,
	    (double)took[TURNS - 1] / 1e3,
	    100.0 * (double)sum / (TURNS * 33333.0));
	(void)fflush(stdout);
	/* Out of a prompt and without a filter. */
	app_key(&r->app, PRESS_ESC);
	app_key(&r->app, PRESS_CTRL('u'));
	for (i = 0; i < VIEW_COUNT; i++)
		r->app.filters[i][0] = '\0';
}

int
main(int argc, char **argv)
{
	static struct rig r;
	size_t i;

	r.now_us = INT64_C(1795402800) * 1000000;
	r.config.default_mode = MODE_PXELINUX;
	r.config.who = "bench";
	r.calls.change = take_change;
	r.calls.store_state = store_state_of;
	r.calls.engine_state = engine_state_of;
	r.calls.files.look = no_file;
	if (!make_book(&r) ||
	    !app_init(&r.app, &r.config, &r.calls, r.now_us) ||
	    !grid_resize(&r.grid, ROWS, COLS))
		return 4;
	app_book(&r.app, &r.book);
	while (r.events < PAST)
		one_event(&r);
	(void)printf("%-28s %8s %8s %8s %8s\n", "milliseconds a turn", "median",
	    "p99", "most", "CPU");
	for (i = 0; i < sizeof(scenes) / sizeof(scenes[0]); i++)
		if (argc < 2 || strstr(scenes[i].name, argv[1]) != NULL)
			play(&r, &scenes[i]);
	app_done(&r.app);
	grid_done(&r.grid);
	return 0;
}
