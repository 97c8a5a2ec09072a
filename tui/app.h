/* SPDX-License-Identifier: ISC */
#ifndef TUI_APP_H
#define TUI_APP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/servers.h"
#include "tui/change.h"
#include "tui/form.h"
#include "tui/listing.h"
#include "tui/mend.h"
#include "tui/model.h"
#include "tui/ring.h"
#include "tui/save.h"
#include "tui/screen.h"
#include "tui/view_compare.h"
#include "tui/view_packet.h"
#include "tui/view_session.h"

/*
 * The whole screen without a terminal: keys, events, books and ticks go in,
 * a grid comes out, changes leave through the calls.  It has no clock of its
 * own; what it shows depends on its input alone.
 */
enum view_id {
	VIEW_MACHINES,
	VIEW_LIVE,
	VIEW_TARGETS,
	VIEW_LOG,
	VIEW_FINDINGS,
	VIEW_SERVERS,
	VIEW_TABS, /* those have a tab, the others are over them */
	VIEW_HELP = VIEW_TABS,
	VIEW_SESSION,
	VIEW_PACKET,
	VIEW_PAYLOAD,
	VIEW_COMPARE,
	VIEW_QUIRKS,
	VIEW_COUNT
};

struct app;
struct stories;

struct view {
	const char *name;
	unsigned groups; /* enum action_group: which keys mean something */
	void (*draw)(struct app *app, const struct area *a);
	/* False: not for this view; the action may be everybody's. */
	bool (*act)(struct app *app, enum action action);
	/* The one that F mends; NULL: its rows are no machines with one. */
	const struct standing *(*finding)(const struct app *app);
	/* Whose boot C compares, and so many back; NULL: none; NULL in place
	 * of the function: never any. */
	const struct mac *(*boot)(const struct app *app, size_t *back);
	/* Would it do nothing now?  Then no key is named; NULL: all do. */
	bool (*idle)(const struct app *app, enum action action);
};

#define PROMPT_QUESTION 320 /* four rows of 80 columns */

/* One question at the bottom of the screen. */
enum prompt_kind {
	PROMPT_NONE,
	PROMPT_FILTER,
	PROMPT_LINE,
	PROMPT_YES_NO,
	PROMPT_ONCE,
	PROMPT_DEFAULTS
};

struct prompt {
	enum prompt_kind kind;
	char question[PROMPT_QUESTION];
	struct input input;
	char choices[480]; /* FILTER: what Tab found several of; "" = none */
	void (*answer)(struct app *app, const char *line); /* LINE, YES_NO */
	struct mac mac; /* what it is about */
	enum boot_mode mode;
	bool once;
	char name[64];
};

/* Live or Log: where its reader is. */
struct lines {
	struct ring ring;
	bool follow;
	uint64_t at, top; /* numbers of lines; only when not following */
	size_t page; /* rows when last drawn */
	uint32_t round; /* lines are judged once a filter and book */
	uint64_t book_version;
	char filter[INPUT_MAX]; /* of this round */
	uint64_t alarms, alarms_seen; /* lines that warn; when last looked */
};

/* Which columns of Machines a width has room for, as last drawn. */
#define COLUMNS_MOST 12

struct layout {
	int width[COLUMNS_MOST]; /* 0: not shown */
};

/* The Machines view: who is listed, in which order. */
struct machines {
	struct mac *rows;
	size_t count, cap;
	struct mac at; /* the selected machine, wherever it moves */
	struct list list;
	unsigned sort; /* column */
	struct layout shown;
	bool stale;
	bool any_once; /* in the book */
	struct listing listing;
	int64_t listed_us, hold_us; /* no new order until then */
	size_t problems, busy, strangers; /* of all machines */
};

struct app {
	const struct screen_config *config;
	const struct screen_calls *calls;
	struct model *model;
	const struct book *book; /* borrowed; NULL before the first */
	struct engine_state engine;
	struct store_state store;
	int64_t began_us, now_us; /* a clock that nobody sets: what waits */
	int64_t utc_us; /* what is read; from whoever calls app_tick */
	enum view_id view;
	/* What a view without a tab is over; Machines: where back leads. */
	enum view_id over[VIEW_COUNT];
	char filters[VIEW_COUNT][INPUT_MAX];
	struct machines machines;
	struct lines live, log;
	struct list targets, quirks, help;
	struct prompt prompt;
	struct form *form; /* open, over the view */
	struct changes changes;
	struct stories *stories;
	struct session_view session;
	struct packets packets;
	struct kept_events events;
	struct packet_view packet;
	struct payload_view payload;
	struct compare_view compare;
	struct findings findings;
	struct list findings_list;
	struct mending mending;
	struct saving saving;
	struct servers servers;
	struct list servers_list;
	int64_t latest_us; /* the newest event's time, by its clock */
	bool set_back; /* that was */
	char said[480]; /* the message line */
	enum grid_style said_style;
	int64_t said_us;
	const struct list *shown; /* the view's, as just drawn; NULL: none */
	bool nothing; /* the view has no row to show */
	bool too_small; /* the screen, as last drawn, to show anything */
	bool dirty; /* something to draw */
	bool redraw; /* ... all of it */
	bool quit;
};

/* Borrows both for its life; false: no memory. */
bool app_init(struct app *app, const struct screen_config *config,
    const struct screen_calls *calls, int64_t now_us);
void app_done(struct app *app);

void app_key(struct app *app, int key);
void app_event(struct app *app, const struct event *e);

/* Borrowed until the next call. */
void app_book(struct app *app, const struct book *book);

/* Time passes, by a clock that nobody sets; asks for the states of server and
 * store. */
void app_tick(struct app *app, int64_t now_us);

void app_draw(struct app *app, struct grid *g);

/* For the views. */

const struct view *app_view(enum view_id id);
void app_show(struct app *app, enum view_id id);

/* Machines with that one selected, from where back leads here again. */
void app_show_machine(struct app *app, const struct mac *mac);

/* Is "Stop serving?" the question? */
bool app_asks_to_quit(const struct app *app);

/* list_fit() of the view's list; the last row says which part is shown. */
void app_list_fit(struct app *app, struct list *list, size_t count,
    size_t page);

/* One line for the operator, until the next or for some seconds. */
void app_say(struct app *app, enum grid_style style, const char *fmt, ...)
    __attribute__((format(printf, 3, 4)));

/* A key's value of a host as the operator last set it; "" = unset. */
const char *app_value(const struct app *app, const struct mac *mac,
    enum key key);

/* The mode in force for it: its own, else the server's default. */
const char *app_mode(const struct app *app, const struct mac *mac);

/* The machine's name, else its MAC; returns buf. */
#define APP_LABEL 96
const char *app_label(const struct app *app, const struct mac *mac,
    char buf[APP_LABEL]);

/* Why there is no boot of a machine here: a sentence without its dot. */
const char *app_no_boot(const struct app *app);

/* Opens a question; the caller fills mac, mode, once, name afterwards. */
struct prompt *app_ask(struct app *app, enum prompt_kind kind,
    void (*answer)(struct app *app, const char *line), const char *question);

/* What calls->pick was asked for has come; frees it. */
void app_picked(struct app *app, struct frame_pick *pick);

/* The present of what is shown: now, or the end of a capture. */
int64_t app_clock(const struct app *app);

/* The view that the tabs show: the one below a session or the help. */
enum view_id app_tab(const struct app *app);

extern const struct view view_machines, view_live, view_targets, view_log,
    view_findings, view_servers, view_help, view_session, view_packet,
    view_payload, view_compare, view_quirks;

/* The machines whose lines Live shows. */
void lines_pick(struct app *app, struct frame_pick *pick);

/* machines.c: lists and counts anew when it is time to. */
void machines_refresh(struct app *app, bool now);

/* A piece of that; true: there is more to do. */
bool machines_work(struct app *app);

/* Selects a machine there; adds nothing. */
void machines_select(struct app *app, const struct mac *mac);

/* Sets mode or once; asks first where data could be lost. */
void machines_flip(struct app *app, const struct mac *mac, enum boot_mode mode,
    bool once);

#endif
