/* SPDX-License-Identifier: ISC */
#include "tui/save.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/capture_write.h"
#include "tui/app.h"
#include "tui/own_frames.h"
#include "tui/story.h"

/* Room for what comes back; memory is used as it is filled. */
#define PICK_FRAMES (1u << 20)
#define PICK_BYTES (128u << 20)
#define LOOK_FRAMES 2048
#define LOOK_BYTES (2u << 20)
/* A server's word of a message is later than the message on the wire. */
#define BEFORE_US INT64_C(50000)
#define AFTER_US INT64_C(2000000)

static struct frame_pick *
new_pick(struct app *app)
{
	void *memory = malloc(frame_pick_size(PICK_FRAMES, PICK_BYTES));
	struct frame_pick *pick;

	if (app->saving.waits != SAVE_NONE)
		app_say(app, STYLE_WARN,
		    "The packets asked for before are still on their way");
	else if (memory == NULL)
		app_say(app, STYLE_BAD, "There is no memory for packets");
	else {
		pick = frame_pick_init(memory, PICK_FRAMES, PICK_BYTES);
		pick->heads_do = true;
		return pick;
	}
	free(memory);
	return NULL;
}

/* Writes the older of the two next frames, taking turns by their times. */
static int
write_both(struct capture_write *w, const struct frame_ring *found,
    const struct own_frames *own, struct saved *ret)
{
	const uint32_t count = frame_ring_count(found);
	struct observe_frame f, o = {.link = FRAME_ETHERNET};
	uint32_t i = 0;
	size_t n = 0;
	int err = 0;

	while (err == 0 && (i < count || n < own->count)) {
		if (i < count)
			frame_ring_at(found, i, &f);
		if (n == own->count ||
		    (i < count && f.time_us <= own->rows[n].time_us)) {
			err = capture_write_frame(w, &f);
			i++;
			continue;
		}
		o.time_us = own->rows[n].time_us;
		o.data = own->rows[n].data;
		o.len = own->rows[n].len;
		o.wire_len = own->rows[n].wire_len;
		err = capture_write_noted(w, &o, own->rows[n].comment);
		n++;
	}
	ret->count = i + n;
	ret->told = n;
	return err;
}

int
save_frames(const struct bundle *b, const char *path, struct saved *ret)
{
	const struct frame_ring *found = b->pick->found;
	struct capture_write *w;
	struct own_frames own;
	int err = 0, closed;

	memset(ret, 0, sizeof(*ret));
	own_frames_make(&own, b->events, b->pick);
	ret->cut = own.cut;
	ret->heads = b->pick->heads;
	ret->too_many = b->pick->too_many;
	ret->missing = own.no_memory ||
	    b->pick->taken > frame_ring_count(found);
	if (own.count > 0 || frame_ring_count(found) > 0) {
		err = capture_write_open(&w, AT_FDCWD, path);
		if (err == 0) {
			err = write_both(w, found, &own, ret);
			closed = capture_write_close(w);
			err = err == 0 ? closed : err;
			/* Half of it would tell another story. */
			if (err != 0)
				(void)unlink(path);
		}
	}
	own_frames_done(&own);
	return err;
}

static void
say_saved(struct app *app, const struct saved *s)
{
	char line[400];
	struct text t;

	text_init(&t, line, sizeof(line));
	text_addf(&t, "%zu packet%s in ", s->count,
	    s->count == 1 ? " is" : "s are");
	text_add_visible_str(&t, app->saving.path);
	if (s->told == s->count)
		text_add(&t,
		    ". No captured frame of it is kept: they are made from the "
		    "console's record");
	else if (s->told > 0)
		text_addf(&t,
		    ". %zu are made from the server's record: its data is not "
		    "captured",
		    s->told);
	if (s->cut > 0)
		text_addf(&t, ". Of %zu only the first %d bytes are kept",
		    s->cut, EVENT_PACKET);
	if (s->heads)
		text_add(&t,
		    ". Of the files' data only the head of each packet had "
		    "room");
	if (s->missing)
		text_add(&t, ". The oldest had no room and are missing");
	if (s->too_many)
		text_addf(&t,
		    ". The filter shows too many machines for one file: only "
		    "the first %d are in it",
		    PICK_SPANS);
	app_say(app, s->missing || s->too_many ? STYLE_WARN : STYLE_GOOD, "%s",
	    line);
}

static void
write_file(struct app *app, const struct frame_pick *pick)
{
	const struct bundle b = {.events = &app->events, .pick = pick};
	struct saved s;
	const int err = save_frames(&b, app->saving.path, &s);

	if (err != 0)
		app_say(app, STYLE_BAD, "Not saved: %s: %s", app->saving.path,
		    err_text(err));
	else if (s.count == 0)
		app_say(app, STYLE_WARN,
		    "No packet of it is kept any more: nothing was saved");
	else
		say_saved(app, &s);
}

static void
write_bundle(struct app *app, const struct frame_pick *pick)
{
	const struct bundle b = {.mac = app->saving.mac,
	    .events = &app->events,
	    .findings = &app->findings,
	    .stories = app->stories,
	    .pick = pick};
	char where[320];
	struct text t;

	text_init(&t, where, sizeof(where));
	if (app->calls->bundle(&b, &t) < 0)
		app_say(app, STYLE_BAD, "Not saved: %s", where);
	else
		app_say(app, STYLE_GOOD,
		    "Verdict, events and packets are in %s", where);
}

void
app_picked(struct app *app, struct frame_pick *pick)
{
	const enum save_what what = app->saving.waits;

	app->dirty = true;
	app->saving.waits = SAVE_NONE;
	if (what == SAVE_BUNDLE)
		write_bundle(app, pick);
	else if (what == SAVE_FILE)
		write_file(app, pick);
	else if (what == SAVE_LOOK)
		payload_found(app, pick);
	free(pick);
}

/* Off to where the frames are; where nobody has any, what is known here. */
static void
post(struct app *app, enum save_what what)
{
	struct frame_pick *pick = app->saving.pick;

	if (pick == NULL)
		return;
	app->saving.pick = NULL;
	app->saving.waits = what;
	if (app->calls->pick == NULL ||
	    !app->calls->pick(app->calls->arg, pick))
		app_picked(app, pick);
}

static void ask_name(struct app *app, const char *question, const char *path);

static void
named(struct app *app, const char *line)
{
	struct stat there;

	(void)text_copy(app->saving.path, sizeof(app->saving.path), line);
	if (line[0] == '\0')
		app_say(app, STYLE_NORMAL, "Nothing was saved");
	else if (lstat(line, &there) == 0)
		ask_name(app,
		    "That file is there. Another name: ", app->saving.path);
	else
		post(app, SAVE_FILE);
}

static void
ask_name(struct app *app, const char *question, const char *path)
{
	struct prompt *p = app_ask(app, PROMPT_LINE, named, question);

	input_init(&p->input, INPUT_MAX - 1, path);
}

/* "/tmp/pxeconsole-525400123456-20261123T030000.pcapng" */
static void
ask(struct app *app, struct frame_pick *pick, const char *whose,
    int64_t time_us)
{
	const char *tmp = getenv("TMPDIR");
	const time_t when = (time_t)(time_us / 1000000);
	char path[INPUT_MAX], stamp[24] = "";
	struct tm tm;
	struct text t;

	if (localtime_r(&when, &tm) != NULL)
		(void)strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%S", &tm);
	text_init(&t, path, sizeof(path));
	text_addf(&t, "%s/pxeconsole-%s-%s.pcapng",
	    tmp != NULL && tmp[0] == '/' ? tmp : "/tmp", whose, stamp);
	free(app->saving.pick);
	app->saving.pick = pick;
	ask_name(app, "Save packets as: ", path);
}

static void
mac_word(char buf[MAC_TEXT], const struct mac *mac)
{
	struct text t;

	text_init(&t, buf, MAC_TEXT);
	text_add_hex(&t, mac->b, sizeof(mac->b), '\0');
}

static bool
add_span(struct frame_pick *pick, const struct mac *mac, uint32_t addr,
    int64_t from_us, int64_t to_us)
{
	return frame_pick_add(pick, mac, addr, from_us) &&
	    frame_pick_add(pick, mac, addr, to_us);
}

/* All that is kept of it; behind a relay only its address tells its frames. */
static bool
add_machine(struct frame_pick *pick, const struct app *app,
    const struct mac *mac)
{
	const struct machine *m = model_find(app->model, mac);

	if (!add_span(pick, mac, m == NULL ? 0 : m->addr, 0, INT64_MAX))
		return false;
	return m == NULL || !m->has_as ||
	    add_span(pick, &m->as, 0, 0, INT64_MAX);
}

/* From just before its first message until the next boot begins. */
static void
add_boot(struct frame_pick *pick, const struct app *app, const struct story *s,
    size_t back)
{
	const struct machine *m = model_find(app->model, &s->mac);
	const struct story *newer = back == 0 ?
	    NULL :
	    stories_back(app->stories, &s->mac, back - 1);
	const int64_t from_us = s->began_us - BEFORE_US;
	int64_t to_us = s->ended ? s->last_us + AFTER_US : INT64_MAX;

	if (newer != NULL && to_us > newer->began_us - BEFORE_US)
		to_us = newer->began_us - BEFORE_US;
	(void)add_span(pick, &s->mac, m != NULL && back == 0 ? m->addr : 0,
	    from_us, to_us);
	if (s->has_as)
		(void)add_span(pick, &s->as, 0, from_us, to_us);
}

void
save_boot(struct app *app, const struct mac *mac, size_t back)
{
	const struct story *s = stories_back(app->stories, mac, back);
	struct frame_pick *pick;
	char whose[MAC_TEXT];

	/* Its frames may be there when its story is not kept any more. */
	if (s == NULL && !stories_forgot(app->stories)) {
		app_say(app, STYLE_NORMAL, "There is no boot to save");
		return;
	}
	pick = new_pick(app);
	if (pick == NULL)
		return;
	if (s != NULL)
		add_boot(pick, app, s, back);
	else
		(void)add_machine(pick, app, mac);
	mac_word(whose, mac);
	ask(app, pick, whose, s != NULL ? s->began_us : app_clock(app));
}

static void
widen(struct frame_pick *pick)
{
	size_t i;

	for (i = 0; i < pick->span_count; i++) {
		pick->spans[i].from_us -= AFTER_US;
		pick->spans[i].to_us += AFTER_US;
	}
}

void
save_lines(struct app *app)
{
	struct frame_pick *pick = new_pick(app);

	if (pick == NULL)
		return;
	pick->all = app->filters[VIEW_LIVE][0] == '\0';
	if (!pick->all)
		lines_pick(app, pick);
	widen(pick);
	ask(app, pick, pick->all ? "all" : "filter", app_clock(app));
}

void
save_machines(struct app *app)
{
	const struct machines *v = &app->machines;
	const bool filtered = app->filters[VIEW_MACHINES][0] != '\0';
	struct frame_pick *pick = v->count == 0 ? NULL : new_pick(app);
	char whose[MAC_TEXT];
	size_t i;

	if (pick == NULL)
		return;
	for (i = 0; i < (filtered ? v->count : 1); i++)
		if (!add_machine(pick, app, filtered ? &v->rows[i] : &v->at))
			break;
	mac_word(whose, &v->at);
	ask(app, pick, filtered ? "filter" : whose, app_clock(app));
}

void
save_bundle(struct app *app, const struct mac *mac)
{
	struct frame_pick *pick;

	if (app->calls->bundle == NULL) {
		app_say(app, STYLE_WARN, "Nothing can be saved from here");
		return;
	}
	pick = new_pick(app);
	if (pick == NULL)
		return;
	(void)add_machine(pick, app, mac);
	free(app->saving.pick);
	app->saving.pick = pick;
	app->saving.mac = *mac;
	post(app, SAVE_BUNDLE);
}

void
save_look(struct app *app, const struct mac *mac, int64_t from_us,
    int64_t to_us)
{
	void *memory;

	/* What is on its way goes first; the row says what is known. */
	if (app->saving.waits != SAVE_NONE)
		return;
	memory = malloc(frame_pick_size(LOOK_FRAMES, LOOK_BYTES));
	if (memory == NULL)
		return;
	free(app->saving.pick);
	app->saving.pick = frame_pick_init(memory, LOOK_FRAMES, LOOK_BYTES);
	(void)add_span(app->saving.pick, mac, 0, from_us, to_us);
	post(app, SAVE_LOOK);
}

void
save_done(struct saving *s)
{
	free(s->pick);
	s->pick = NULL;
}
