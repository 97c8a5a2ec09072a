/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#ifdef HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include "core/base/err.h"
#include "core/boot/trial.h"
#include "core/io/clock.h"
#include "core/io/confine.h"
#include "core/io/priv.h"
#include "core/io/queue.h"
#include "core/io/root.h"
#include "core/serve/engine.h"
#include "db/store.h"
#include "tui/bundle.h"
#include "tui/capture_screen.h"
#include "tui/command.h"
#include "tui/headless.h"
#include "tui/lun_ask.h"
#include "tui/options.h"
#include "tui/place.h"
#include "tui/screen.h"
#include "tui/status.h"
#include "tui/who.h"

/*
 * The wires between engine, store and screen, and nothing else:
 *
 *   engine --events--> here --> screen or output, and store (history)
 *   engine --lease---> store --ticket--> engine
 *   screen --change--> store --book----> engine and screen
 */
#define EVENTS_MOST 4096
#define EVENTS_BYTES (2u << 20)
#define BOOKS_MOST 8
#define PICKS_MOST 4

struct console {
	struct options options;
	struct store *store;
	struct engine *engine;
	struct root *root; /* the screen's own look at the files */
	struct queue *events; /* struct event, to the screen or output */
	struct queue *books; /* struct book *, to the screen */
	struct queue *picks; /* struct frame_pick *, to the screen */
	struct lun_ask *luns; /* the screen's; NULL: it asks no target */
	struct priv_user user;
	char who[WHO_TEXT]; /* at the screen; root's word for it is taken */
	struct headless headless;
	int stop_fd;
	bool screen;
	struct standstill_told still_told;
	bool quiet; /* without a screen: the news alone are written */
	enum status blame; /* what is at stake: files, then network */
	uint64_t seq;
};

/* Any thread: every event that is shown goes through here once. */
static void
post(struct console *c, const struct event *e)
{
	struct event out;

	if (c->quiet && !headless_is_news(e))
		return;
	event_copy(&out, e);
	out.seq = __atomic_add_fetch(&c->seq, 1, __ATOMIC_RELAXED);
	(void)queue_put_first(c->events, &out, event_size(&out));
}

static void
say(struct console *c, enum log_level level, const char *line)
{
	struct event e;

	event_log(&e, level, "console", line, clock_utc_us());
	post(c, &e);
}

/* Calls from the engine, in one of its threads. */
static void
engine_event(void *arg, const struct event *e)
{
	struct console *c = arg;

	post(c, e);
	if (e->kind == EVENT_SESSION || e->kind == EVENT_STAGE)
		store_record(c->store, e);
}

static uint64_t
engine_lease(void *arg, const struct lease *l)
{
	struct console *c = arg;

	return store_lease(c->store, l);
}

static void
engine_once_used(void *arg, const struct mac *mac, enum boot_mode mode)
{
	struct console *c = arg;
	struct db_change change = {.object = DB_HOST,
	    .mac = *mac,
	    .set_count = 1,
	    .sets = {{.key = KEY_ONCE}},
	    .who = "once"};
	char line[128], m[MAC_TEXT];
	struct text t;

	if (store_change(c->store, &change))
		return;
	text_init(&t, line, sizeof(line));
	text_addf(&t, "once=%s of %s was used, but could not be cleared",
	    mode_name(mode), mac_format(m, mac));
	say(c, LOG_ERROR, line);
}

static void
engine_picked(void *arg, struct frame_pick *pick)
{
	struct console *c = arg;

	/* Only the screen asks, for one at a time. */
	if (!queue_put(c->picks, &pick))
		free(pick);
}

/* What placement=auto has come to, and what its kind of client reads. */
static void
engine_tried(void *arg, const struct mac *mac, const struct trial_verdict *v)
{
	struct console *c = arg;
	struct db_change host = {.object = DB_HOST,
	    .mac = *mac,
	    .set_count = 1,
	    .sets = {{.key = KEY_TRIED}},
	    .who = "auto"};
	struct db_change quirk = {.object = DB_QUIRK,
	    .set_count = 2,
	    .sets = {{.key = KEY_PLACEMENT}, {.key = KEY_NOTE}},
	    .who = "auto"};
	char m[MAC_TEXT];
	struct text t;
	bool kept;

	(void)text_copy(host.sets[0].value, sizeof(host.sets[0].value),
	    v->tried);
	kept = store_change(c->store, &host);
	if (kept && v->step == TRIAL_WORKED && v->kind[0] != '\0') {
		(void)text_copy(quirk.name, sizeof(quirk.name), v->kind);
		(void)text_copy(quirk.sets[0].value,
		    sizeof(quirk.sets[0].value), placement_name(v->placement));
		text_init(&t, quirk.sets[1].value, sizeof(quirk.sets[1].value));
		text_addf(&t, "learnt from %s", mac_format(m, mac));
		kept = store_change(c->store, &quirk);
	}
	if (!kept)
		say(c, LOG_ERROR,
		    "what placement=auto has learnt could not be kept");
}

/* Calls from the store, in its thread. */
static void
store_book(void *arg, struct book *book)
{
	struct console *c = arg;
	struct book *old;

	/* A reference each, before the screen can give its own back. */
	if (c->books != NULL)
		(void)book_ref(book);
	/* The screen wants the newest: where it lags, the oldest goes. */
	while (c->books != NULL && !queue_put(c->books, &book))
		if (queue_take(c->books, &old, 1) == 1)
			book_free(old);
	engine_book(c->engine, book);
}

static void
store_leases_done(void *arg, uint64_t ticket, bool stored)
{
	struct console *c = arg;

	engine_leases_done(c->engine, ticket, stored);
}

static void
store_event(void *arg, const struct event *e)
{
	post(arg, e);
}

/* Calls from the screen. */
static bool
screen_change(void *arg, const struct db_change *change)
{
	struct console *c = arg;

	return store_change(c->store, change);
}

static bool
screen_pick(void *arg, struct frame_pick *pick)
{
	struct console *c = arg;

	return engine_pick(c->engine, pick);
}

/* Through a look of its own: the store's is the store's thread's. */
static bool
screen_last_good(void *arg, const struct mac *mac, int64_t before_us,
    struct db_boot *ret)
{
	const struct console *c = arg;
	char line[256];
	struct text why;
	struct db *db;
	bool got;

	text_init(&why, line, sizeof(line));
	if (db_open(&db, c->options.serve.db, DB_READ, &why) != 0)
		return false;
	got = db_boot_good(db, mac, before_us, ret) == 0;
	db_close(db);
	return got;
}

static void
screen_store_state(void *arg, struct store_state *ret)
{
	struct console *c = arg;

	store_state(c->store, ret);
}

/* By the main thread: it alone waits for none of the others. */
static void
tell_standstill(struct console *c, const struct engine_state *s)
{
	struct event e;

	while (standstill_news(&c->still_told, s->still_us, &e, clock_utc_us()))
		post(c, &e);
}

static void
headless_tick(void *arg)
{
	struct console *c = arg;
	struct engine_state s;

	engine_state(c->engine, &s);
	tell_standstill(c, &s);
}

static void
screen_engine_state(void *arg, struct engine_state *ret)
{
	struct console *c = arg;

	engine_state(c->engine, ret);
	tell_standstill(c, ret);
	ret->lost_events += queue_refused(c->events);
}

static void
restore_lease(void *arg, const struct lease *l)
{
	struct console *c = arg;

	engine_restore_lease(c->engine, l);
}

/* Signals are read from a descriptor, in the main thread alone. */
static int
catch_signals(struct console *c)
{
	sigset_t stop;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)sigemptyset(&stop);
	(void)sigaddset(&stop, SIGTERM);
	(void)sigaddset(&stop, SIGINT);
	if (c->screen)
		(void)sigaddset(&stop, SIGHUP);
	else
		(void)signal(SIGHUP, SIG_IGN);
	(void)sigprocmask(SIG_BLOCK, &stop, NULL);
	c->stop_fd = signalfd(-1, &stop, SFD_CLOEXEC | SFD_NONBLOCK);
	return c->stop_fd == -1 ? -PX_ENOMEM : 0;
}

static int
make_queues(struct console *c)
{
	c->events = queue_new_within(sizeof(struct event), EVENTS_MOST,
	    EVENTS_BYTES);
	if (!c->screen)
		return c->events == NULL ? -PX_ENOMEM : 0;
	c->books = queue_new(sizeof(struct book *), BOOKS_MOST);
	c->picks = queue_new(sizeof(struct frame_pick *), PICKS_MOST);
	c->luns = lun_ask_new();
	return c->events == NULL || c->books == NULL || c->picks == NULL ?
	    -PX_ENOMEM :
	    0;
}

/* Not fatal, but worth a line: a database moved aside, a port taken ... */
static void
warn(struct console *c, struct text *why)
{
	if (why->buf[0] == '\0')
		return;
	say(c, LOG_WARNING, why->buf);
	text_init(why, why->buf, why->cap);
}

/* Who is to serve: known before anything is opened for him. */
static int
find_user(struct console *c, struct text *why)
{
	const char *wanted = c->options.serve.user;

	if (priv_user_find(&c->user, wanted) == 0)
		return 0;
	if (wanted[0] == '\0') {
		text_add(why,
		    "there is no user pxeconsole or nobody to become; name "
		    "one with --user");
		return -PX_EVALUE;
	}
	text_add(why, "--user: there is no user ");
	text_add_visible_str(why, wanted);
	text_add(why, " that is not root; make one, or name another");
	return -PX_EVALUE;
}

/* What needs root: files and sockets. */
static int
open_all(struct console *c, struct text *why)
{
	const struct serve_config *config = &c->options.serve;
	const struct engine_calls calls = {.arg = c,
	    .event = engine_event,
	    .store_lease = engine_lease,
	    .once_used = engine_once_used,
	    .tried = engine_tried,
	    .book_ref = book_ref,
	    .book_free = book_free,
	    .picked = engine_picked};
	int err;

	c->blame = STATUS_FILE;
	err = place_make(config->db, why);
	if (err == 0)
		err = store_open(&c->store, config->db, why);
	if (err == 0)
		warn(c, why);
	if (err == 0)
		err = root_open(&c->root, config->tftp_root, why);
	if (err < 0)
		return err;
	if (config->record[0] != '\0')
		place_folder(config->record, &c->user);
	c->blame = STATUS_NET;
	err = engine_new(&c->engine, config, &calls, why);
	if (err == 0)
		warn(c, why);
	if (err == 0)
		err = store_leases(c->store, restore_lease, c);
	return err;
}

/* And now without it. */
static int
drop_privileges(struct console *c, struct text *why)
{
	const struct serve_config *config = &c->options.serve;
	char line[256];
	struct text t;
	int err = 0;

	text_init(&t, line, sizeof(line));
	if (priv_can_become(&c->user))
		err = place_give(config->db, &c->user, why);
	if (err == 0)
		err = priv_drop(&c->user, &t);
	if (err < 0) {
		text_add(why, line);
		return err;
	}
	say(c, LOG_INFO, line);
	if (confine_syscalls() < 0)
		say(c, LOG_WARNING,
		    "this kernel has no seccomp: system calls "
		    "are not confined");
	if (access(config->db, R_OK | W_OK) != 0)
		say(c, LOG_ERROR,
		    "the user who serves cannot reach the "
		    "database: nothing will be saved");
	/* Any name shows whether the root can be searched at all. */
	if (root_open_fd(c->root, ".pxeconsole") == -PX_EACCESS)
		say(c, LOG_WARNING,
		    "the files below the TFTP root may not be "
		    "read by the user who serves");
	return 0;
}

static int
start_threads(struct console *c)
{
	const struct store_calls calls = {.arg = c,
	    .book = store_book,
	    .leases_done = store_leases_done,
	    .event = store_event};
	int err = engine_start(c->engine);

	if (err == 0)
		err = store_start(c->store, &calls);
	if (err < 0)
		return err;
#ifdef HAVE_SYSTEMD
	(void)sd_notify(0, "READY=1");
#endif
	return 0;
}

static bool
screen_luns_begin(void *arg, const struct target *target)
{
	struct console *c = arg;

	return c->luns != NULL && lun_ask_begin(c->luns, target);
}

static bool
screen_luns_take(void *arg, struct lun_answer *ret)
{
	struct console *c = arg;

	return lun_ask_take(c->luns, ret);
}

static int
show_screen(struct console *c, struct text *why)
{
	const struct screen_config config = {.proxy = c->options.serve.proxy,
	    .capture = c->options.serve.capture,
	    .default_mode = c->options.serve.default_mode,
	    .who = c->who,
	    .stop_fd = c->stop_fd};
	const struct screen_calls calls = {.arg = c,
	    .change = screen_change,
	    .bundle = bundle_save,
	    .pick = screen_pick,
	    .last_good = screen_last_good,
	    .luns_begin = screen_luns_begin,
	    .luns_take = screen_luns_take,
	    .store_state = screen_store_state,
	    .engine_state = screen_engine_state,
	    .files = {.arg = c->root, .look = root_fact}};

	const struct screen_queues queues = {c->events, c->books, c->picks};

	return screen_run(&config, &calls, &queues, why);
}

/* The screen, or lines where there is none or it cannot be drawn. */
static void
show(struct console *c)
{
	char line[256];
	struct text why;

	text_init(&why, line, sizeof(line));
	if (c->screen) {
		if (show_screen(c, &why) >= 0)
			return;
		command_say(line);
	}
	c->headless.tick = headless_tick;
	c->headless.tick_arg = c;
	headless_run(&c->headless);
}

static void
close_all(struct console *c)
{
	struct frame_pick *pick;
	struct book *left;
	const bool ended = c->engine == NULL || engine_stop(c->engine);

	if (c->store != NULL)
		store_close(c->store);
	if (c->events != NULL && !c->screen)
		headless_flush(&c->headless);
	/* In a disk that does not answer: all is saved, and nobody waits. */
	if (!ended)
		_exit(STATUS_DONE);
	while (c->books != NULL && queue_take(c->books, &left, 1) == 1)
		book_free(left);
	while (c->picks != NULL && queue_take(c->picks, &pick, 1) == 1)
		free(pick);
	engine_free(c->engine);
	root_free(c->root);
	queue_free(c->events);
	queue_free(c->books);
	queue_free(c->picks);
	lun_ask_free(c->luns);
	headless_done(&c->headless);
	if (c->stop_fd >= 0)
		(void)close(c->stop_fd);
}

static enum status
fail(int err, const char *why)
{
	command_say(why[0] != '\0' ? why : err_text(err));
	return status_of(err);
}

static enum status
serve(struct console *c)
{
	char line[1024];
	struct text why;
	int err;

	text_init(&why, line, sizeof(line));
	priv_close_strays();
	(void)who_name(c->who);
	c->stop_fd = -1;
	c->headless.fd = -1;
	c->screen = !c->options.serve.headless && isatty(STDIN_FILENO) == 1 &&
	    isatty(STDOUT_FILENO) == 1;
	c->quiet = !c->screen && c->options.serve.quiet;
	err = find_user(c, &why);
	if (err == 0)
		err = catch_signals(c);
	if (err == 0)
		err = make_queues(c);
	if (err == 0)
		headless_init(&c->headless, c->events, c->options.serve.json,
		    c->stop_fd);
	if (err == 0)
		err = open_all(c, &why);
	if (err == 0)
		err = drop_privileges(c, &why);
	if (err == 0)
		err = start_threads(c);
	if (err == 0)
		show(c);
	close_all(c);
	if (err >= 0)
		return STATUS_DONE;
	/* What is missing, refused or taken is a file or an interface. */
	if (err == -PX_ENOENT || err == -PX_EACCESS || err == -PX_EEXIST) {
		(void)fail(err, line);
		return c->blame;
	}
	return fail(err, line);
}

int
main(int argc, char **argv)
{
	static struct console console;
	struct options *o = &console.options;
	char line[1024];
	struct text why;
	int err;

	text_init(&why, line, sizeof(line));
	err = options_read(o, argc, argv, &why);
	if (err < 0)
		return (int)fail(err, line);
	if (line[0] != '\0')
		command_say(line);
	if (o->word_count > 0 || o->help || o->version)
		return (int)command_run(o);
	if (o->given[OPTION_READ])
		return (int)capture_screen(o);
	if (o->check_config) {
		text_init(&why, line, sizeof(line));
		err = find_user(&console, &why);
		return err < 0 ? (int)fail(err, line) : STATUS_DONE;
	}
	return (int)serve(&console);
}
