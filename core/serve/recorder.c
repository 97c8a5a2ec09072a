/* SPDX-License-Identifier: ISC */
#include "core/serve/recorder.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/err.h"
#include "core/io/capture_write.h"
#include "core/serve/recorder_dir.h"

#define OPEN_MOST 64 /* boots at once; then the oldest ends early */
#define FILE_BYTES (4u << 20)
#define BEFORE_US INT64_C(2000000) /* how far an event may lag its frame */

struct recording {
	bool used;
	struct mac mac, as; /* as: it speaks with by now, or the same */
	uint64_t session, order;
	struct capture_write *out;
	char name[RECORD_NAME];
};

struct recorder {
	struct recorder_dir dir;
	const char *path;
	const struct frame_ring *passed;
	uint64_t begun;
	int trouble; /* -PX_E..., 0: none */
	bool told; /* of it */
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

static int
close_file(struct recorder *r, struct recording *x)
{
	recorder_dir_sized(&r->dir, x->name, capture_write_size(x->out));
	x->used = false;
	return capture_write_close(x->out);
}

static void
end(struct recorder *r, struct recording *x)
{
	const int err = close_file(r, x);

	if (err != 0)
		r->trouble = err;
	else if (r->told) {
		/* Mended: what fails from here on is told anew. */
		r->trouble = 0;
		r->told = false;
	}
}

static void
write_frame(struct recorder *r, struct recording *x,
    const struct observe_frame *f)
{
	int err;

	if (capture_write_size(x->out) + f->len + 64 > FILE_BYTES)
		return;
	err = capture_write_frame(x->out, f);
	if (err == 0)
		return;
	(void)close_file(r, x);
	r->trouble = err;
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

static struct recording *
idle(struct recorder *r)
{
	struct recording *oldest = &r->open[0];

	for (size_t i = 0; i < OPEN_MOST; i++) {
		if (!r->open[i].used)
			return &r->open[i];
		if (r->open[i].order < oldest->order)
			oldest = &r->open[i];
	}
	end(r, oldest);
	return oldest;
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
		    f.time_us > e->time_us - BEFORE_US &&
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
	x = idle(r);
	file_name(x->name, e);
	recorder_dir_add(&r->dir, x->name, FILE_BYTES);
	err = capture_write_open(&x->out, r->dir.fd, x->name);
	if (err != 0) {
		recorder_dir_sized(&r->dir, x->name, 0);
		r->trouble = err;
		return;
	}
	x->used = true;
	x->mac = e->mac;
	x->as = e->mac;
	x->session = e->session;
	x->order = ++r->begun;
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
recorder_check(struct recorder *r)
{
	if (!recorder_dir_writable(&r->dir))
		r->trouble = -PX_EACCESS;
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
		text_add(why, "; give it to the user that the console runs as");
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
