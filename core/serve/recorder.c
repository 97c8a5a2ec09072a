/* SPDX-License-Identifier: ISC */
#include "core/serve/recorder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"
#include "core/io/capture_write.h"
#include "core/serve/recorder_dir.h"

#define OPEN_MOST 64 /* boots at once */
#define QUIET_US INT64_C(5000000) /* then a boot may end early for another */
#define FILE_BYTES (4u << 20)
#define STEP_BYTES (64u << 10) /* by which room is made for a file */
#define LOSS_SPAN_US INT64_C(60000000)
#define BEFORE_US INT64_C(2000000) /* how far an event may lag its frame */

struct recording {
	bool used;
	struct mac mac, as; /* as: it speaks with by now, or the same */
	uint64_t session, order;
	int64_t last_us; /* its last frame */
	size_t room; /* of the folder's, taken for it */
	struct capture_write *out;
	char name[RECORD_NAME];
};

/* What is not in the files that should be. */
struct left_out {
	uint64_t boots; /* begun while too many others went on */
	uint64_t ends; /* of boots that were quiet, or whose file went */
	uint64_t frames; /* of boots that were larger than a file */
};

struct recorder {
	struct recorder_dir dir;
	const char *path;
	const struct frame_ring *passed;
	uint64_t begun;
	int trouble; /* -PX_E..., 0: none */
	bool told; /* of it */
	uint64_t trouble_order; /* what began later shows that it is mended */
	struct left_out left, left_told;
	int64_t left_told_us; /* 0: never */
	int64_t ahead_us; /* as recorder_clock said last */
	struct recording open[OPEN_MOST];
};

int
recorder_new(struct recorder **ret, const char *dir,
    const struct frame_ring *passed, struct text *why)
{
	struct recorder *r = calloc(1, sizeof(*r));
	int err;

	if (r == NULL)
		return -PX_ENOMEM;
	r->path = dir;
	r->passed = passed;
	err = recorder_dir_open(&r->dir, dir, why);
	if (err != 0) {
		recorder_free(r);
		return err;
	}
	*ret = r;
	return 0;
}

static void
note_trouble(struct recorder *r, int err)
{
	r->trouble = err;
	r->trouble_order = r->begun;
}

static int
close_file(struct recorder *r, struct recording *x)
{
	(void)recorder_dir_sized(&r->dir, x->name, capture_write_size(x->out));
	x->used = false;
	return capture_write_close(x->out);
}

static void
end(struct recorder *r, struct recording *x)
{
	const int err = close_file(r, x);

	if (err != 0)
		note_trouble(r, err);
	else if (r->told && x->order > r->trouble_order) {
		/* Mended: what fails from here on is told anew. */
		r->trouble = 0;
		r->told = false;
	}
}

static void
give_up(struct recorder *r, struct recording *x, int err)
{
	(void)close_file(r, x);
	note_trouble(r, err);
}

/* Room for a frame more: in its file, and in the folder. */
static bool
has_room(struct recorder *r, struct recording *x, size_t len)
{
	const size_t most = capture_write_size(x->out) + len + 64;

	if (most > FILE_BYTES) {
		r->left.frames++;
		return false;
	}
	if (most <= x->room)
		return true;
	x->room = most + STEP_BYTES < FILE_BYTES ? most + STEP_BYTES :
						   FILE_BYTES;
	if (recorder_dir_sized(&r->dir, x->name, x->room))
		return true;
	end(r, x);
	r->left.ends++;
	return false;
}

static void
write_frame(struct recorder *r, struct recording *x,
    const struct observe_frame *f)
{
	int err;

	x->last_us = f->time_us;
	if (!has_room(r, x, f->len))
		return;
	err = capture_write_frame(x->out, f);
	if (err != 0)
		give_up(r, x, err);
}

static bool
is_about(const struct frame *f, const struct recording *x)
{
	return frame_is_about(f, &x->mac) || frame_is_about(f, &x->as);
}

void
recorder_frame(struct recorder *r, const struct observe_frame *f)
{
	struct frame head;

	if (frame_decode(&head, f->link, f->data, f->len) != 0)
		return;
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (r->open[i].used && is_about(&head, &r->open[i]))
			write_frame(r, &r->open[i], f);
}

static struct recording *
find(struct recorder *r, const struct mac *mac)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (r->open[i].used && mac_equal(&r->open[i].mac, mac))
			return &r->open[i];
	return NULL;
}

/* A place for one more, or NULL: so many others go on. */
static struct recording *
idle(struct recorder *r, int64_t now_us)
{
	struct recording *quiet = &r->open[0];

	for (size_t i = 0; i < OPEN_MOST; i++) {
		if (!r->open[i].used)
			return &r->open[i];
		if (r->open[i].last_us < quiet->last_us)
			quiet = &r->open[i];
	}
	if (now_us - quiet->last_us < QUIET_US)
		return NULL;
	end(r, quiet);
	r->left.ends++;
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

/* What of that MAC passed before its event came. */
static void
write_past(struct recorder *r, struct recording *x, const struct mac *mac,
    const struct event *e)
{
	uint64_t n = e->frame != 0 ? e->frame : frame_ring_first(r->passed);
	struct observe_frame f;
	struct frame head;

	for (; n != 0 && n <= frame_ring_last(r->passed) && x->used; n++)
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
	int err;

	if (x != NULL && x->session == e->session) {
		go_on(r, x, e);
		return;
	}
	if (x != NULL)
		end(r, x);
	x = idle(r, e->time_us);
	if (x == NULL) {
		r->left.boots += e->u.dhcp.type == DHCP_DISCOVER;
		return;
	}
	file_name(x->name, e);
	x->room = STEP_BYTES;
	r->begun++;
	err = recorder_dir_add(&r->dir, x->name, x->room);
	if (err == 0) {
		err = capture_write_open(&x->out, r->dir.fd, x->name);
		if (err != 0)
			(void)recorder_dir_sized(&r->dir, x->name, 0);
	}
	if (err != 0) {
		note_trouble(r, err);
		return;
	}
	x->used = true;
	x->mac = e->mac;
	x->as = e->mac;
	x->session = e->session;
	x->order = r->begun;
	x->last_us = e->time_us;
	write_past(r, x, &x->mac, e);
}

void
recorder_event(struct recorder *r, const struct event *e)
{
	struct recording *x;

	if (!e->has_mac || e->session == 0)
		return;
	if (e->kind == EVENT_DHCP && e->u.dhcp.op == DHCP_OP_REQUEST)
		begin(r, e);
	if (e->kind != EVENT_SESSION || e->u.session.begins)
		return;
	x = find(r, &e->mac);
	if (x != NULL && x->session == e->session)
		end(r, x);
}

void
recorder_clock(struct recorder *r, int64_t ahead_us)
{
	for (size_t i = 0; i < OPEN_MOST; i++)
		r->open[i].last_us += ahead_us - r->ahead_us;
	r->ahead_us = ahead_us;
}

void
recorder_check(struct recorder *r)
{
	if (!recorder_dir_writable(&r->dir))
		note_trouble(r, -PX_EACCESS);
}

void
recorder_flush(struct recorder *r)
{
	int err;

	for (size_t i = 0; i < OPEN_MOST; i++) {
		err = r->open[i].used ? capture_write_flush(r->open[i].out) : 0;
		if (err != 0)
			give_up(r, &r->open[i], err);
	}
}

bool
recorder_trouble(struct recorder *r, struct text *why)
{
	if (r->trouble == 0 || r->told)
		return false;
	r->told = true;
	text_add(why, "boots cannot be recorded in ");
	text_add_visible_str(why, r->path);
	text_addf(why, ": %s", err_text(r->trouble));
	if (r->trouble == -PX_EACCESS)
		text_add(why,
		    "; give it and its files to the user that the "
		    "console runs as");
	return true;
}

bool
recorder_loss(struct recorder *r, struct text *what, int64_t now_us, bool last)
{
	const struct left_out *now = &r->left, *told = &r->left_told;

	if (memcmp(now, told, sizeof(*now)) == 0 ||
	    (!last && r->left_told_us != 0 &&
		now_us - r->left_told_us < LOSS_SPAN_US))
		return false;
	text_addf(what,
	    "more than can be recorded: boots were left out %llu times while "
	    "%u others went on, %llu ended early, %llu frames would have made "
	    "a file larger than %u MB",
	    (unsigned long long)(now->boots - told->boots), OPEN_MOST,
	    (unsigned long long)(now->ends - told->ends),
	    (unsigned long long)(now->frames - told->frames), FILE_BYTES >> 20);
	r->left_told = r->left;
	r->left_told_us = now_us;
	return true;
}

void
recorder_limits(struct text *t)
{
	text_addf(t, "at most %u files and %u MB, the oldest go first",
	    RECORD_FILES, RECORD_BYTES >> 20);
}

void
recorder_free(struct recorder *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < OPEN_MOST; i++)
		if (r->open[i].used)
			end(r, &r->open[i]);
	recorder_dir_close(&r->dir);
	free(r);
}
