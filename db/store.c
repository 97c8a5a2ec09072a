/* SPDX-License-Identifier: ISC */
#include "db/store.h"

#include <poll.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/queue.h"
#include "core/io/thread.h"
#include "db/keeper.h"

#define LEASES_MOST 8192
#define CHANGES_MOST 1024
#define RECORDS_MOST 1024

/* Other processes' changes are seen after this at the latest. */
#define LOOK_MS 200
#define RETRY_MS 1000

/* Boots whose stages are gathered: more than run at once. */
#define BOOTS_MOST 1024

/* Taken from a queue at a time. */
#define BATCH 64

struct posted_lease {
	uint64_t ticket;
	struct lease lease;
};

/* A boot under way; its session's number says where it stands. */
struct boot_row {
	uint64_t session;
	int64_t began_us;
	struct outline outline;
};

struct store {
	struct keeper keeper; /* the thread's alone while it runs */
	struct store_calls calls;
	struct queue *leases, *changes, *records;
	struct boot_row *boots; /* store_record's alone */
	int stop_fd;
	pthread_t thread;
	bool running;
	bool answer_due, mirrored; /* for the leases just taken */
	uint64_t taken; /* ticket of the last lease taken */
	int64_t look_ms, retry_ms; /* when to do so next */
	pthread_mutex_t lock; /* over what follows */
	uint64_t ticket;
	uint64_t state_taken;
	struct store_state state;
};

static int64_t
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void
store_free(struct store *s)
{
	struct db_change *change;

	while (s->changes != NULL && queue_take(s->changes, &change, 1) == 1)
		free(change);
	queue_free(s->leases);
	queue_free(s->changes);
	queue_free(s->records);
	free(s->boots);
	if (s->stop_fd != -1)
		(void)close(s->stop_fd);
	(void)pthread_mutex_destroy(&s->lock);
	free(s);
}

static struct store *
store_new(void)
{
	struct store *s = calloc(1, sizeof(*s));

	if (s == NULL)
		return NULL;
	(void)pthread_mutex_init(&s->lock, NULL);
	s->stop_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	s->leases = queue_new(sizeof(struct posted_lease), LEASES_MOST);
	s->changes = queue_new(sizeof(struct db_change *), CHANGES_MOST);
	s->records = queue_new(sizeof(struct db_boot), RECORDS_MOST);
	s->boots = calloc(BOOTS_MOST, sizeof(*s->boots));
	if (s->stop_fd == -1 || s->leases == NULL || s->changes == NULL ||
	    s->records == NULL || s->boots == NULL) {
		store_free(s);
		return NULL;
	}
	return s;
}

/* What store_state shows. */
static void
state_update(struct store *s)
{
	const struct keeper *k = &s->keeper;

	(void)pthread_mutex_lock(&s->lock);
	s->state.saving = k->saving;
	(void)text_copy(s->state.trouble, sizeof(s->state.trouble), k->trouble);
	s->state.waiting = keeper_waiting(k);
	s->state.refused = k->boots_lost;
	s->state_taken = s->taken;
	(void)pthread_mutex_unlock(&s->lock);
}

int
store_open(struct store **ret, const char *path, struct text *why)
{
	struct store *s = store_new();
	int err;

	if (s == NULL)
		return -PX_ENOMEM;
	if ((err = keeper_open(&s->keeper, path, why)) != 0) {
		store_free(s);
		return err;
	}
	state_update(s);
	*ret = s;
	return 0;
}

int
store_leases(struct store *s, void (*each)(void *arg, const struct lease *l),
    void *arg)
{
	const struct mirror *m = &s->keeper.leases;
	size_t i;

	for (i = 0; i < m->count; i++)
		each(arg, &m->rows[i]);
	return 0;
}

static void
take_leases(struct store *s)
{
	struct posted_lease posts[BATCH];
	size_t n, i;

	while ((n = queue_take(s->leases, posts, BATCH)) > 0) {
		for (i = 0; i < n; i++)
			if (!keeper_lease(&s->keeper, &posts[i].lease))
				s->mirrored = false;
		s->taken = posts[n - 1].ticket;
		s->answer_due = true;
	}
}

/* Not all of them: leases are looked for in between. */
static size_t
take_changes(struct store *s)
{
	struct db_change *changes[BATCH];
	const size_t n = queue_take(s->changes, changes, BATCH);
	size_t i;

	for (i = 0; i < n; i++)
		keeper_change(&s->keeper, changes[i]);
	return n;
}

static void
take_records(struct store *s)
{
	struct db_boot rows[BATCH];
	size_t n, i;

	while ((n = queue_take(s->records, rows, BATCH)) > 0)
		for (i = 0; i < n; i++)
			keeper_boot(&s->keeper, &rows[i]);
}

static void
answer(struct store *s)
{
	if (!s->answer_due)
		return;
	s->answer_due = false;
	s->calls.leases_done(s->calls.arg, s->taken,
	    s->keeper.saving && s->mirrored);
	s->mirrored = true;
}

/*
 * Takes what waits, commits it together, answers, then does the rest.
 * True: there may be more.
 */
static bool
turn(struct store *s)
{
	bool more;

	take_leases(s);
	more = take_changes(s) == BATCH;
	take_records(s);
	(void)keeper_write(&s->keeper);
	state_update(s);
	answer(s);
	keeper_settle(&s->keeper);
	return more;
}

static void
turn_timed(struct store *s)
{
	const int64_t now = now_ms();

	if (now >= s->look_ms) {
		keeper_poll(&s->keeper);
		s->look_ms = now + LOOK_MS;
	}
	if (s->keeper.saving)
		s->retry_ms = now + RETRY_MS;
	else if (now >= s->retry_ms) {
		(void)keeper_retry(&s->keeper);
		keeper_settle(&s->keeper);
		s->retry_ms = now_ms() + RETRY_MS;
	}
	state_update(s);
}

static void
start_tell(struct store *s)
{
	struct keeper *k = &s->keeper;

	k->calls = &s->calls;
	s->mirrored = true;
	s->calls.book(s->calls.arg, book_ref(k->book));
	if (!k->saving)
		keeper_log(k, LOG_ERROR, "not saving: %s; serving from memory",
		    k->trouble);
}

/* The last try before what could not be saved is lost. */
static void
finish(struct store *s)
{
	uint64_t lost;

	while (turn(s))
		;
	if (!s->keeper.saving)
		(void)keeper_retry(&s->keeper);
	lost = keeper_waiting(&s->keeper);
	if (lost > 0)
		keeper_log(&s->keeper, LOG_ERROR,
		    "%llu writes could not be saved", (unsigned long long)lost);
}

static void *
store_main(void *arg)
{
	struct store *s = arg;
	struct pollfd fds[] = {
	    {.fd = queue_fd(s->leases), .events = POLLIN},
	    {.fd = queue_fd(s->changes), .events = POLLIN},
	    {.fd = queue_fd(s->records), .events = POLLIN},
	    {.fd = s->stop_fd, .events = POLLIN},
	};
	const nfds_t n = sizeof(fds) / sizeof(fds[0]);

	thread_is("px-store");
	start_tell(s);
	do {
		(void)turn(s);
		turn_timed(s);
		(void)poll(fds, n, LOOK_MS);
	} while ((fds[n - 1].revents & POLLIN) == 0);
	finish(s);
	return NULL;
}

int
store_start(struct store *s, const struct store_calls *calls)
{
	s->calls = *calls;
	s->running = thread_begin(&s->thread, store_main, s);
	return s->running ? 0 : -PX_ENOMEM;
}

uint64_t
store_lease(struct store *s, const struct lease *l)
{
	struct posted_lease post = {.lease = *l};
	uint64_t ticket = 0;

	/* One lock, so that tickets stand in the queue in their order. */
	(void)pthread_mutex_lock(&s->lock);
	post.ticket = s->ticket + 1;
	if (queue_put(s->leases, &post))
		ticket = ++s->ticket;
	(void)pthread_mutex_unlock(&s->lock);
	return ticket;
}

bool
store_change(struct store *s, const struct db_change *change)
{
	struct db_change *copy = malloc(sizeof(*copy));

	if (copy == NULL)
		return false;
	*copy = *change;
	if (queue_put(s->changes, &copy))
		return true;
	free(copy);
	return false;
}

/* The boot's row; another boot's that long ago had it is taken over. */
static struct boot_row *
boot_of(struct store *s, const struct event *e)
{
	struct boot_row *b = &s->boots[e->session % BOOTS_MOST];

	if (b->session != e->session) {
		memset(b, 0, sizeof(*b));
		b->session = e->session;
		b->began_us = e->time_us;
	}
	return b;
}

static void
record_end(struct store *s, const struct event *e)
{
	const struct event_session *ended = &e->u.session;
	struct db_boot row;
	struct text t;

	memset(&row, 0, sizeof(row));
	row.mac = e->mac;
	row.began_us = e->time_us - (int64_t)ended->took_us;
	row.ended_us = e->time_us;
	(void)text_copy(row.mode, sizeof(row.mode), mode_name(ended->mode));
	(void)text_copy(row.result, sizeof(row.result),
	    boot_stage_name(ended->result));
	(void)text_copy(row.text, sizeof(row.text), ended->text);
	text_init(&t, row.stages, sizeof(row.stages));
	outline_text(&boot_of(s, e)->outline, &t);
	(void)queue_put(s->records, &row);
}

void
store_record(struct store *s, const struct event *e)
{
	struct boot_row *b;

	if (!e->has_mac)
		return;
	if (e->kind == EVENT_STAGE) {
		b = boot_of(s, e);
		outline_add(&b->outline, e->u.stage.stage,
		    e->time_us - b->began_us, e->u.stage.what);
	} else if (e->kind == EVENT_SESSION && !e->u.session.begins) {
		record_end(s, e);
	} else if (e->kind == EVENT_SESSION) {
		(void)boot_of(s, e);
	}
}

void
store_state(struct store *s, struct store_state *ret)
{
	(void)pthread_mutex_lock(&s->lock);
	*ret = s->state;
	ret->waiting += s->ticket - s->state_taken;
	(void)pthread_mutex_unlock(&s->lock);
	ret->refused += queue_refused(s->leases) + queue_refused(s->changes) +
	    queue_refused(s->records);
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	if (s->running) {
		(void)eventfd_write(s->stop_fd, 1);
		(void)pthread_join(s->thread, NULL);
	}
	keeper_close(&s->keeper);
	store_free(s);
}
