/* SPDX-License-Identifier: ISC */
#include "tui/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tui/columns.h"
#include "tui/press.h"
#include "tui/prompt.h"
#include "tui/story.h"
#include "tui/words.h"

#define LIVE_LINES 20000
#define LOG_LINES 5000
#define SAID_US 12000000
#define STORIES 2000
#define STORIES_OF_FILE 20000 /* as many as `read` tells */
#define STORY_LINES 256

/* What the list of servers tells is in it. */
static void
no_news(void *arg, const struct event *e)
{
	(void)arg;
	(void)e;
}

bool
app_init(struct app *app, const struct screen_config *config,
    const struct screen_calls *calls, int64_t now_us)
{
	memset(app, 0, sizeof(*app));
	app->config = config;
	app->calls = calls;
	app->began_us = app->now_us = now_us;
	app->store.saving = true;
	app->live.follow = app->log.follow = true;
	app->machines.stale = true;
	story_line_keep(&app->packet.kept, &story_no_line);
	story_line_keep(&app->payload.kept, &story_no_line);
	columns_sort_init(app);
	servers_init(&app->servers, (struct event_sink){NULL, no_news});
	app->stories = stories_new(config->file != NULL ? STORIES_OF_FILE :
							  STORIES,
	    STORY_LINES);
	app->dirty = true;
	app->model = model_new(MODEL_MOST);
	if (app->model != NULL && app->stories != NULL &&
	    findings_init(&app->findings) && packets_init(&app->packets) &&
	    kept_events_init(&app->events) &&
	    ring_init(&app->live.ring, LIVE_LINES) &&
	    ring_init(&app->log.ring, LOG_LINES) &&
	    changes_init(&app->changes)) {
		app_tick(app, now_us);
		return true;
	}
	app_done(app);
	return false;
}

void
app_done(struct app *app)
{
	form_close(app);
	changes_done(&app->changes);
	ring_done(&app->live.ring);
	ring_done(&app->log.ring);
	model_free(app->model);
	stories_free(app->stories);
	findings_done(&app->findings);
	packets_done(&app->packets);
	save_done(&app->saving);
	kept_events_done(&app->events);
	free(app->machines.rows);
	listing_done(&app->machines.listing);
	memset(app, 0, sizeof(*app));
}

const struct view *
app_view(enum view_id id)
{
	static const struct view *const views[VIEW_COUNT] = {
	    [VIEW_MACHINES] = &view_machines,
	    [VIEW_LIVE] = &view_live,
	    [VIEW_TARGETS] = &view_targets,
	    [VIEW_LOG] = &view_log,
	    [VIEW_FINDINGS] = &view_findings,
	    [VIEW_SERVERS] = &view_servers,
	    [VIEW_HELP] = &view_help,
	    [VIEW_SESSION] = &view_session,
	    [VIEW_PACKET] = &view_packet,
	    [VIEW_PAYLOAD] = &view_payload,
	    [VIEW_COMPARE] = &view_compare,
	    [VIEW_QUIRKS] = &view_quirks,
	};

	return views[id];
}

/* What was said about a key or a row of a screen goes with that screen. */
static void
go_to(struct app *app, enum view_id id)
{
	if (id != app->view &&
	    (app->said_style == STYLE_NORMAL || app->said_style == STYLE_DIM))
		app->said[0] = '\0';
	app->view = id;
	app->dirty = true;
}

void
app_show(struct app *app, enum view_id id)
{
	if (app->view == VIEW_LOG || id == VIEW_LOG)
		app->log.alarms_seen = app->log.alarms;
	if (id >= VIEW_TABS && id != app->view)
		app->over[id] = app->view;
	else if (id < VIEW_TABS)
		app->over[VIEW_MACHINES] = VIEW_MACHINES;
	go_to(app, id);
}

void
app_show_machine(struct app *app, const struct mac *mac)
{
	const enum view_id from = app->view;

	machines_select(app, mac);
	app->over[VIEW_MACHINES] = from;
}

void
app_list_fit(struct app *app, struct list *list, size_t count, size_t page)
{
	list_fit(list, count, page);
	app->shown = list;
}

void
app_say(struct app *app, enum grid_style style, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	(void)vsnprintf(app->said, sizeof(app->said), fmt, ap);
	va_end(ap);
	app->said_style = style;
	app->said_us = app->now_us;
	app->dirty = true;
}

const char *
app_value(const struct app *app, const struct mac *mac, enum key key)
{
	const char *pending = change_pending(app, mac, key);
	const struct host *h;

	if (pending != NULL)
		return pending;
	h = app->book == NULL ? NULL : book_find(app->book, mac);
	return h == NULL ? "" : h->text[key];
}

const char *
app_mode(const struct app *app, const struct mac *mac)
{
	const char *mode = app_value(app, mac, KEY_MODE);

	return mode[0] != '\0' ? mode : mode_name(app->config->default_mode);
}

const char *
app_label(const struct app *app, const struct mac *mac, char buf[APP_LABEL])
{
	const char *name = app_value(app, mac, KEY_NAME);
	struct text t;

	if (name[0] == '\0')
		return mac_format(buf, mac);
	text_init(&t, buf, APP_LABEL);
	text_add_visible_str(&t, name);
	return buf;
}

const char *
app_no_boot(const struct app *app)
{
	if (stories_forgot(app->stories))
		return "No boot of this machine is kept any more, only the "
		       "newest of all machines";
	return app->config->file != NULL ?
	    "This capture has no boot of this machine" :
	    "This machine has not booted since the console runs";
}

int64_t
app_clock(const struct app *app)
{
	return app->config->file != NULL ? app->latest_us : app->utc_us;
}

enum view_id
app_tab(const struct app *app)
{
	enum view_id id = app->view;

	while (id >= VIEW_TABS)
		id = app->over[id];
	return id;
}

static void
app_quit(struct app *app, const char *line)
{
	(void)line;
	app->quit = true;
}

bool
app_asks_to_quit(const struct app *app)
{
	return app->prompt.kind == PROMPT_YES_NO &&
	    app->prompt.answer == app_quit;
}

static void
ask_quit(struct app *app)
{
	char question[128];

	/* Nothing is served, nothing is lost. */
	if (app->config->file != NULL) {
		app->quit = true;
		return;
	}
	(void)snprintf(question, sizeof(question),
	    "Stop serving? %zu machine%s booting. y/n", app->machines.busy,
	    app->machines.busy == 1 ? " is" : "s are");
	(void)app_ask(app, PROMPT_YES_NO, app_quit,
	    app->machines.busy > 0 ? question : "Stop serving and leave? y/n");
}

static void
go_back(struct app *app)
{
	if (app->filters[app->view][0] != '\0') {
		app->filters[app->view][0] = '\0';
		if (app->view == VIEW_MACHINES)
			machines_refresh(app, true);
	} else if (app->view >= VIEW_TABS)
		go_to(app, app->over[app->view]);
	else if (app->view != VIEW_MACHINES)
		app_show(app, VIEW_MACHINES);
	else if (app->over[VIEW_MACHINES] != VIEW_MACHINES)
		app_show(app, app->over[VIEW_MACHINES]);
	else
		ask_quit(app);
}

static void
go_next(struct app *app, bool back)
{
	const unsigned step = back ? VIEW_TABS - 1 : 1;

	app_show(app, (enum view_id)((app_tab(app) + step) % VIEW_TABS));
}

/*
 * Always over a tab: over the help, which may be over it, there would be no
 * way back.
 */
static void
show_quirks(struct app *app)
{
	const enum view_id tab = app_tab(app);

	app_show(app, VIEW_QUIRKS);
	app->over[VIEW_QUIRKS] = tab;
}

/* The actions that mean the same everywhere; false: none of them. */
static bool
app_act(struct app *app, enum action a)
{
	if (a == ACTION_VIEW_NEXT || a == ACTION_VIEW_PREVIOUS)
		go_next(app, a == ACTION_VIEW_PREVIOUS);
	else if (a >= ACTION_VIEW_MACHINES && a <= ACTION_VIEW_SERVERS)
		app_show(app, (enum view_id)(a - ACTION_VIEW_MACHINES));
	else if (a == ACTION_VIEW_QUIRKS)
		show_quirks(app);
	else if (a == ACTION_HELP && app->view == VIEW_HELP)
		go_back(app);
	else if (a == ACTION_HELP)
		app_show(app, VIEW_HELP);
	else if (a == ACTION_BACK)
		go_back(app);
	else if (a == ACTION_QUIT)
		ask_quit(app);
	else if (a == ACTION_UNDO)
		change_undo(app);
	else if (a == ACTION_MEND)
		mend_ask(app, app_view(app->view)->finding(app));
	else if (a == ACTION_FILTER)
		prompt_filter(app);
	else if (a == ACTION_REDRAW)
		app->redraw = true;
	else
		return false;
	return true;
}

/* On a screen that shows nothing no key may change anything. */
static void
blind_key(struct app *app, int key)
{
	const enum action a = action_find(GROUP_ANY, key);

	if (app_asks_to_quit(app))
		prompt_key(app, key);
	else if (a == ACTION_REDRAW)
		app->redraw = true;
	else if (a == ACTION_QUIT && app->config->file != NULL)
		app->quit = true;
	else if ((a == ACTION_QUIT || a == ACTION_BACK) &&
	    app->prompt.kind == PROMPT_NONE && app->form == NULL)
		ask_quit(app);
}

void
app_key(struct app *app, int key)
{
	const struct view *view = app_view(app->view);
	char name[16];
	struct text t;
	enum action a;

	app->dirty = true;
	if (app->too_small) {
		blind_key(app, key);
		return;
	}
	if (app->prompt.kind != PROMPT_NONE) {
		prompt_key(app, key);
		return;
	}
	if (app->form != NULL) {
		form_key(app, key);
		return;
	}
	/* That another key does nothing is old news. */
	if (app->said_style == STYLE_DIM)
		app->said[0] = '\0';
	a = action_find(view->groups | GROUP_ANY, key);
	/* Before a form is filled in, not after. */
	if (a != ACTION_COUNT && action_changes(a) && !change_possible(app))
		return;
	if (a != ACTION_COUNT && (view->act(app, a) || app_act(app, a)))
		return;
	text_init(&t, name, sizeof(name));
	action_key_text(&t, key);
	app_say(app, STYLE_DIM, "%s does nothing here; ? lists the keys",
	    t.len > 0 ? name : "That key");
}

/* The file that an event is about; "" = none. */
static const char *
event_file(const struct event *e)
{
	const char *name = e->kind == EVENT_TFTP ? e->u.tftp.file :
	    e->kind == EVENT_HTTP                ? e->u.http.uri :
	    e->kind == EVENT_DHCP                ? e->u.dhcp.bootfile :
						   "";
	const char *slash = strrchr(name, '/');

	return slash != NULL && slash[1] != '\0' ? slash + 1 : name;
}

/* What a filter asks of a line beside its words. */
static void
describe_line(const struct app *app, struct line *l, const struct event *e)
{
	const struct machine *m = e->has_mac ? model_find(app->model, &e->mac) :
					       NULL;
	struct text t;

	l->time_us = e->time_us;
	l->has_mac = e->has_mac;
	l->mac = e->mac;
	l->stage = (uint8_t)(m == NULL ? BOOT_NEW : m->stage);
	l->addr = m == NULL ? 0 : m->addr;
	if (e->kind == EVENT_TFTP)
		l->addr = e->u.tftp.client;
	else if (e->kind == EVENT_HTTP)
		l->addr = e->u.http.client;
	else if (e->kind == EVENT_ISCSI)
		l->addr = e->u.iscsi.client;
	text_init(&t, l->file, sizeof(l->file));
	text_add_visible_str(&t, event_file(e));
}

static void
add_line(struct app *app, struct lines *lines, const struct event *e,
    enum grid_style (*words)(struct text *, const struct event *))
{
	struct line *l = ring_add(&lines->ring);
	struct text t;

	text_init(&t, l->text, sizeof(l->text));
	describe_line(app, l, e);
	l->style = (uint8_t)words(&t, e);
	lines->alarms += l->style == STYLE_BAD || l->style == STYLE_WARN;
	/* What goes wrong reaches the operator wherever he is. */
	if (lines == &app->log && l->style == STYLE_BAD &&
	    app->view != VIEW_LOG)
		app_say(app, STYLE_BAD, "%s", l->text);
}

static void
take_log(struct app *app, const struct event *e)
{
	add_line(app, &app->log, e, words_log);
	if (e->u.log.refused == 0)
		return;
	change_refused(app, e->u.log.refused);
	/* That it was done stands on this screen, too. */
	if (app->view == VIEW_LOG)
		app->said[0] = '\0';
}

/* What stands for the machine on its row, now that one came or went. */
static void
take_finding(struct app *app, const struct event *e)
{
	const struct standing *s = findings_of(&app->findings, &e->mac, 0);
	const struct event_finding *f = &e->u.finding;
	struct machine *m = model_find(app->model, &e->mac);

	if (!e->has_mac || m == NULL)
		return;
	app->machines.stale = true;
	/* Where the list has no room for it, the event itself says it. */
	if (s != NULL || f->raised)
		model_finding(m, s != NULL ? &s->finding : f);
	else if (m->slug != NULL && strcmp(m->slug, f->slug) == 0)
		model_finding(m, NULL);
}

/* What is found out goes by the latest time there was, not by a clock that
 * was set back. */
static void
keep_time(struct app *app, const struct event *e)
{
	const bool back = story_sets_clock_back(app->latest_us, e);

	app->set_back |= back;
	if (back ||
	    (e->time_us > app->latest_us &&
		(!app->set_back || story_is_sent_now(e))))
		app->latest_us = e->time_us;
}

void
app_event(struct app *app, const struct event *e)
{
	app->dirty = true;
	app->machines.stale |= model_event(app->model, e) != NULL;
	keep_time(app, e);
	if (e->session != 0)
		stories_take(app->stories, e);
	findings_take(&app->findings, e);
	if (e->kind == EVENT_FINDING)
		take_finding(app, e);
	packets_take(&app->packets, e);
	kept_events_take(&app->events, e);
	servers_take(&app->servers, e);
	switch (e->kind) {
	case EVENT_TFTP:
	case EVENT_HTTP:
		if (!event_is_progress(e))
			add_line(app, &app->live, e, words_live);
		break;
	case EVENT_STAGE:
		/* The session's own line says these, and why. */
		if (e->u.stage.stage != BOOT_DONE &&
		    e->u.stage.stage != BOOT_FAILED)
			add_line(app, &app->live, e, words_live);
		break;
	case EVENT_DHCP:
	case EVENT_ISCSI:
	case EVENT_SESSION:
	case EVENT_FINDING:
	case EVENT_SERVER:
		add_line(app, &app->live, e, words_live);
		break;
	case EVENT_LEASE:
		if (!e->u.lease.stored ||
		    e->u.lease.lease.state == LEASE_DECLINED)
			add_line(app, &app->log, e, words_log);
		break;
	case EVENT_HOST:
		add_line(app, &app->log, e, words_log);
		break;
	case EVENT_LOG:
		take_log(app, e);
		break;
	case EVENT_WIRE: /* noise but for the diagnosis */
	case EVENT_KIND_COUNT:
		break;
	}
	if (app->view == VIEW_LOG)
		app->log.alarms_seen = app->log.alarms;
}

static void
learn_addresses(struct app *app)
{
	const struct engine_state *s = &app->engine;
	uint32_t own[CONFIG_INTERFACES];
	size_t i;

	for (i = 0; i < s->interface_count; i++)
		own[i] = s->interfaces[i].addr;
	servers_self(&app->servers, own, s->interface_count);
}

static bool
any_once(const struct book *book)
{
	size_t i;

	for (i = 0; i < book->host_count; i++)
		if (book->hosts[i].once != MODE_NONE)
			return true;
	return false;
}

void
app_book(struct app *app, const struct book *book)
{
	app->book = book;
	model_book(app->model, book);
	/* The list may be held, what stands over it need not. */
	app->machines.strangers = model_strangers(app->model);
	app->machines.any_once = any_once(book);
	change_settle(app);
	app->machines.stale = true;
	app->dirty = true;
	if (app->form != NULL)
		form_check(app, app->form);
}

void
app_tick(struct app *app, int64_t now_us)
{
	app->now_us = now_us;
	app->calls->engine_state(app->calls->arg, &app->engine);
	app->calls->store_state(app->calls->arg, &app->store);
	learn_addresses(app);
	change_settle(app);
	mend_lun_tick(app);
	if (app->said[0] != '\0' && now_us - app->said_us > SAID_US)
		app->said[0] = '\0';
	app->dirty = true;
}
