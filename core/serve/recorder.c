/* SPDX-License-Identifier: ISC */
#include "core/serve/recorder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"
#include "core/boot/own_frame.h"
#include "core/io/capture_write.h"
#include "core/proto/tftp.h"
#include "core/serve/frame_hold.h"
#include "core/serve/recorder_dir.h"

#define QUIET_US INT64_C(5000000) /* then a boot may end early for another */
#define STEP_BYTES (64u << 10) /* by which room is made for a file */
#define BEFORE_US INT64_C(2000000) /* how far an event may lag its frame */
/* A client asks for its next file before the server tells that the last one
 * is through. */
#define ASKS_US INT64_C(50000)
#define MADE_MOST 4 /* own transfers of a machine at once */

/* Of a transfer of our server, whose data is not captured. */
struct made {
	bool used;
	uint64_t transfer;
	struct own_shown shown;
};

struct recording {
	bool used;
	struct mac mac, as; /* as: it speaks with by now, or the same */
	uint64_t session, order;
	int64_t last_us; /* its last frame */
	int64_t written_us; /* the last one in the file */
	size_t room; /* of the folder's, taken for it */
	struct capture_write *out; /* NULL: no frame came yet */
	unsigned made_next;
	struct made made[MADE_MOST];
	char name[RECORD_NAME];
};

struct recorder {
	struct recorder_dir dir;
	const char *path; /* of dir */
	const struct frame_ring *passed;
	/* What has come waits for the server's word of what was before it. */
	struct frame_hold hold;
	uint64_t through; /* the number of the last frame that does not */
	struct own_maker maker;
	struct recording *making; /* for this one */
	int64_t made_most_us; /* made frames are not later */
	uint64_t begun;
	struct record_news news;
	int64_t ahead_us; /* as recorder_clock said last */
	struct recording open[RECORD_OPEN];
};

static own_frame_take take_made;

int
recorder_new(struct recorder **ret, const char *dir,
    const struct frame_ring *passed, struct text *why)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int err;

	if (r == NULL)
		return -PX_ENOMEM;
	r->path = dir;
	record_news_init(&r->news, dir);
	r->passed = passed;
	own_maker_init(&r->maker, take_made, r);
	r->dir.fd = -1;
	err = frame_hold_init(&r->hold) ? recorder_dir_open(&r->dir, dir, why) :
					  -PX_ENOMEM;
	if (err != 0) {
		recorder_free(r);
		return err;
	}
	*ret = r;
	return 0;
}

static int
close_file(struct recorder *r, struct recording *x)
{
	x->used = false;
	if (x->out == NULL)
		return 0;
	(void)recorder_dir_sized(&r->dir, x->name, capture_write_size(x->out));
	return capture_write_close(x->out);
}

static void
give_up(struct recorder *r, struct recording *x, int err)
{
	const bool made = x->out != NULL;

	(void)close_file(r, x);
	if (made)
		recorder_dir_drop_empty(&r->dir, x->name);
	record_news_failed(&r->news, err, r->begun);
}

static void
end(struct recorder *r, struct recording *x)
{
	const bool written = x->out != NULL;
	const int err = close_file(r, x);

	if (err != 0) {
		recorder_dir_drop_empty(&r->dir, x->name);
		record_news_failed(&r->news, err, r->begun);
	} else if (written) {
		record_news_written(&r->news, x->order);
	}
}

/* Room for a frame more: in its file, and in the folder. */
static bool
has_room(struct recorder *r, struct recording *x, size_t len)
{
	const size_t most = capture_write_size(x->out) + len + 64;

	if (most > RECORD_FILE_BYTES) {
		r->news.left.frames++;
		return false;
	}
	if (most <= x->room)
		return true;
	x->room = most + STEP_BYTES < RECORD_FILE_BYTES ? most + STEP_BYTES :
							  RECORD_FILE_BYTES;
	if (recorder_dir_sized(&r->dir, x->name, x->room))
		return true;
	end(r, x);
	r->news.left.ends++;
	return false;
}

/* Its first frame is there: none without one. */
static int
open_file(struct recorder *r, struct recording *x)
{
	int err;

	x->order = ++r->begun;
	x->room = STEP_BYTES;
	err = recorder_dir_follow(&r->dir, r->path);
	if (err == 0)
		err = recorder_dir_add(&r->dir, x->name, x->room);
	if (err != 0)
		return err;
	err = capture_write_open(&x->out, r->dir.fd, x->name);
	if (err != 0)
		recorder_dir_forget(&r->dir, x->name);
	return err;
}

static void
write_noted(struct recorder *r, struct recording *x,
    const struct observe_frame *f, const char *comment)
{
	int err = x->out == NULL ? open_file(r, x) : 0;

	if (err == 0) {
		if (!has_room(r, x, f->len))
			return;
		x->written_us = f->time_us;
		err = capture_write_noted(x->out, f, comment);
	}
	if (err != 0)
		give_up(r, x, err);
}

static void
write_frame(struct recorder *r, struct recording *x,
    const struct observe_frame *f)
{
	x->last_us = f->time_us;
	write_noted(r, x, f, "");
}

static bool
is_about(const struct frame *f, const struct recording *x)
{
	return frame_is_about(f, &x->mac) || frame_is_about(f, &x->as);
}

static void
write_to_all(struct recorder *r, const struct observe_frame *f)
{
	struct frame head;

	r->through = f->number;
	if (frame_decode(&head, f->link, f->data, f->len) != 0)
		return;
	for (size_t i = 0; i < RECORD_OPEN; i++)
		if (r->open[i].used && is_about(&head, &r->open[i]))
			write_frame(r, &r->open[i], f);
}

static bool
let_first_go(struct recorder *r)
{
	struct observe_frame f;

	if (!frame_hold_at(&r->hold, 0, &f))
		return false;
	write_to_all(r, &f);
	frame_hold_drop(&r->hold);
	return true;
}

void
recorder_frame(struct recorder *r, const struct observe_frame *f)
{
	while (!frame_hold_fits(&r->hold, f) && let_first_go(r))
		;
	if (frame_hold_fits(&r->hold, f))
		frame_hold_put(&r->hold, f);
	else
		write_to_all(r, f);
}

static bool
is_own_transfer(const struct event *e)
{
	return e->kind == EVENT_TFTP && e->origin == ORIGIN_OWN;
}

static bool
is_own_step(const struct event *e)
{
	return is_own_transfer(e) && e->u.tftp.phase != TFTP_PHASE_REQUEST;
}

/*
 * Does it stay behind what the event tells?  A client may ask for its next
 * file from the same port, and what is made of the last one stands before.
 */
static bool
stays(const struct observe_frame *f, const struct event *e)
{
	struct tftp_packet p;
	struct frame head;

	if (f->time_us > e->time_us)
		return true;
	if (frame_decode(&head, f->link, f->data, f->len) != 0 ||
	    head.kind != FRAME_UDP || head.dst_port != TFTP_PORT ||
	    tftp_decode(&p, head.data, head.len, NULL) != 0 ||
	    (p.op != TFTP_RRQ && p.op != TFTP_WRQ))
		return false;
	if (!is_own_step(e))
		return f->time_us > e->time_us - ASKS_US;
	return head.src == e->u.tftp.client &&
	    head.src_port == e->u.tftp.client_port &&
	    strcmp(p.file, e->u.tftp.file) != 0;
}

/* Events come in the order of the story: what was before them is told. */
static void
let_go_until(struct recorder *r, const struct event *e)
{
	struct observe_frame f;

	while (frame_hold_at(&r->hold, 0, &f) && !stays(&f, e))
		(void)let_first_go(r);
}

/* Between the frames that were written and that which comes next. */
static void
take_made(void *arg, const struct observe_frame *f, const char *comment)
{
	struct recorder *r = arg;
	struct observe_frame at = *f;

	if (!r->making->used)
		return;
	if (at.time_us > r->made_most_us)
		at.time_us = r->made_most_us;
	if (at.time_us < r->making->written_us)
		at.time_us = r->making->written_us;
	r->making->last_us = at.time_us;
	write_noted(r, r->making, &at, comment);
}

/* Behind a router its request has the router's MAC. */
static void
add_request(struct recorder *r, struct recording *x, const struct event *e)
{
	struct observe_frame f;
	struct frame head;

	if (x->out == NULL || e->frame == 0 ||
	    !frame_ring_get(r->passed, e->frame, &f) ||
	    frame_decode(&head, f.link, f.data, f.len) != 0 ||
	    is_about(&head, x))
		return;
	r->making = x;
	r->made_most_us = INT64_MAX;
	take_made(r, &f, "");
}

static struct made *
made_of(struct recording *x, uint64_t transfer)
{
	struct made *m;

	for (size_t i = 0; i < MADE_MOST; i++)
		if (x->made[i].used && x->made[i].transfer == transfer)
			return &x->made[i];
	m = &x->made[x->made_next++ % MADE_MOST];
	*m = (struct made){.used = true, .transfer = transfer};
	return m;
}

/* Frames for what the kernel's filter leaves out; none alone makes a file. */
static void
make_frames(struct recorder *r, struct recording *x, const struct event *e)
{
	const bool done = e->u.tftp.phase == TFTP_PHASE_DONE;
	struct made *m = made_of(x, e->u.tftp.transfer);
	const int64_t since_us = e->time_us - m->shown.at_us;
	struct observe_frame next;

	if (x->out == NULL ||
	    (!done && since_us >= 0 && since_us < EVENT_PROGRESS_US))
		return;
	r->making = x;
	r->made_most_us = frame_hold_at(&r->hold, 0, &next) ? next.time_us :
							      INT64_MAX;
	own_frame_transfer(&r->maker, e, &m->shown);
	m->used = !done;
}

static struct recording *
find(struct recorder *r, const struct mac *mac)
{
	for (size_t i = 0; i < RECORD_OPEN; i++)
		if (r->open[i].used && mac_equal(&r->open[i].mac, mac))
			return &r->open[i];
	return NULL;
}

/* A place for one more, or NULL: so many others go on. */
static struct recording *
idle(struct recorder *r, int64_t now_us)
{
	struct recording *quiet = &r->open[0];

	for (size_t i = 0; i < RECORD_OPEN; i++) {
		if (!r->open[i].used)
			return &r->open[i];
		if (r->open[i].last_us < quiet->last_us)
			quiet = &r->open[i];
	}
	if (now_us - quiet->last_us < QUIET_US)
		return NULL;
	end(r, quiet);
	r->news.left.ends++;
	return quiet;
}

static void
file_name(char ret[RECORD_NAME], const struct event *e)
{
	const time_t when = (time_t)(e->time_us / 1000000);
	const uint8_t *m = e->mac.b;
	char stamp[24] = "";
	struct text t;
	struct tm tm;

	if (gmtime_r(&when, &tm) != NULL)
		(void)strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%S", &tm);
	text_init(&t, ret, RECORD_NAME);
	text_addf(&t, "%s-%02x%02x%02x%02x%02x%02x-%llu.pcapng", stamp, m[0],
	    m[1], m[2], m[3], m[4], m[5], (unsigned long long)e->session);
}

/* What of that MAC passed before its event came, and waits no more. */
static void
write_past(struct recorder *r, struct recording *x, const struct mac *mac,
    const struct event *e)
{
	uint64_t n = e->frame != 0 ? e->frame : frame_ring_first(r->passed);
	struct observe_frame f;
	struct frame head;

	for (; n != 0 && n <= r->through && x->used; n++)
		if (frame_ring_get(r->passed, n, &f) &&
		    (e->frame != 0 || f.time_us > e->time_us - BEFORE_US) &&
		    frame_decode(&head, f.link, f.data, f.len) == 0 &&
		    frame_is_about(&head, mac))
			write_frame(r, x, &f);
}

/* The boot goes on with another MAC. */
static void
go_on(struct recorder *r, struct recording *x, const struct event *e)
{
	if (mac_equal(&x->as, event_speaker(e)))
		return;
	x->as = *event_speaker(e);
	write_past(r, x, &x->as, e);
}

static void
begin(struct recorder *r, const struct event *e)
{
	struct recording *x = find(r, &e->mac);

	if (x != NULL && x->session == e->session) {
		go_on(r, x, e);
		return;
	}
	if (x != NULL)
		end(r, x);
	x = idle(r, e->time_us);
	if (x == NULL) {
		r->news.left.boots += e->u.dhcp.type == DHCP_DISCOVER;
		return;
	}
	memset(x, 0, sizeof(*x));
	file_name(x->name, e);
	x->used = true;
	x->mac = e->mac;
	x->as = e->mac;
	x->session = e->session;
	x->last_us = e->time_us;
	write_past(r, x, &x->mac, e);
}

/* What waits of it goes before the end. */
static void
finish(struct recorder *r, struct recording *x, int64_t until_us)
{
	struct observe_frame f;
	struct frame head;

	for (size_t n = 0; x->used && frame_hold_at(&r->hold, n, &f); n++)
		if (f.time_us <= until_us &&
		    frame_decode(&head, f.link, f.data, f.len) == 0 &&
		    is_about(&head, x))
			write_frame(r, x, &f);
	if (x->used)
		end(r, x);
}

void
recorder_event(struct recorder *r, const struct event *e)
{
	struct recording *x;

	let_go_until(r, e);
	if (!e->has_mac || e->session == 0)
		return;
	if (e->kind == EVENT_DHCP && e->u.dhcp.op == DHCP_OP_REQUEST)
		begin(r, e);
	x = find(r, &e->mac);
	if (x == NULL || x->session != e->session)
		return;
	if (is_own_step(e))
		make_frames(r, x, e);
	else if (is_own_transfer(e))
		add_request(r, x, e);
	if (e->kind == EVENT_SESSION && !e->u.session.begins)
		finish(r, x, e->time_us);
}

void
recorder_clock(struct recorder *r, int64_t ahead_us)
{
	for (size_t i = 0; i < RECORD_OPEN; i++)
		r->open[i].last_us += ahead_us - r->ahead_us;
	r->ahead_us = ahead_us;
}

void
recorder_check(struct recorder *r)
{
	if (!recorder_dir_writable(&r->dir))
		record_news_failed(&r->news, -PX_EACCESS, r->begun);
}

void
recorder_flush(struct recorder *r)
{
	struct recording *x;
	int err;

	while (r->hold.old > 0)
		(void)let_first_go(r);
	frame_hold_age(&r->hold);
	for (size_t i = 0; i < RECORD_OPEN; i++) {
		x = &r->open[i];
		if (!x->used || x->out == NULL)
			continue;
		err = capture_write_flush(x->out);
		if (err != 0)
			give_up(r, x, err);
		else
			record_news_written(&r->news, x->order);
	}
}

struct record_news *
recorder_news(struct recorder *r)
{
	return &r->news;
}

void
recorder_free(struct recorder *r)
{
	if (r == NULL)
		return;
	while (let_first_go(r))
		;
	for (size_t i = 0; i < RECORD_OPEN; i++)
		if (r->open[i].used)
			end(r, &r->open[i]);
	frame_hold_done(&r->hold);
	recorder_dir_close(&r->dir);
	free(r);
}
