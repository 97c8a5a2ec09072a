/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sqlite3.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/store.h"

/* What the store's thread has said, for the test's thread to wait upon. */
struct ear {
	pthread_mutex_t lock;
	pthread_cond_t news;
	uint64_t ticket;
	bool stored;
	struct book *book;
	unsigned hosts, errors, again;
	struct event host; /* the last one */
	uint64_t refused; /* the change that the last error is about */
	int pipe; /* tickets that are on disk go here; -1: none */
};

static void
ear_book(void *arg, struct book *book)
{
	struct ear *ear = arg;

	(void)pthread_mutex_lock(&ear->lock);
	book_free(ear->book);
	ear->book = book;
	(void)pthread_cond_broadcast(&ear->news);
	(void)pthread_mutex_unlock(&ear->lock);
}

static void
ear_leases(void *arg, uint64_t ticket, bool stored)
{
	struct ear *ear = arg;

	if (ear->pipe != -1 && stored)
		(void)!write(ear->pipe, &ticket, sizeof(ticket));
	(void)pthread_mutex_lock(&ear->lock);
	ear->ticket = ticket;
	ear->stored = stored;
	(void)pthread_cond_broadcast(&ear->news);
	(void)pthread_mutex_unlock(&ear->lock);
}

static void
ear_event(void *arg, const struct event *e)
{
	struct ear *ear = arg;

	(void)pthread_mutex_lock(&ear->lock);
	if (e->kind == EVENT_HOST) {
		ear->hosts++;
		ear->host = *e;
	} else if (e->u.log.level == LOG_ERROR) {
		ear->errors++;
		ear->refused = e->u.log.refused;
	} else if (strcmp(e->u.log.text, "saving again") == 0)
		ear->again++;
	(void)pthread_cond_broadcast(&ear->news);
	(void)pthread_mutex_unlock(&ear->lock);
}

/* Waits until the condition holds; ten seconds are a failure. */
static void
wait_for(struct ear *ear, bool (*holds)(const struct ear *ear, uint64_t n),
    uint64_t n)
{
	struct timespec end;
	bool ok;
	int rc = 0;

	(void)clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 10;
	(void)pthread_mutex_lock(&ear->lock);
	while (!(ok = holds(ear, n)) && rc == 0)
		rc = pthread_cond_timedwait(&ear->news, &ear->lock, &end);
	(void)pthread_mutex_unlock(&ear->lock);
	assert_true(ok);
}

static bool
has_ticket(const struct ear *ear, uint64_t n)
{
	return ear->ticket >= n;
}

static bool
has_version(const struct ear *ear, uint64_t n)
{
	return ear->book != NULL && ear->book->version >= n;
}

static bool
has_book_of(const struct ear *ear, uint64_t n)
{
	return ear->book != NULL && ear->book->host_count == n;
}

static bool
has_hosts(const struct ear *ear, uint64_t n)
{
	return ear->hosts >= n;
}

static bool
has_errors(const struct ear *ear, uint64_t n)
{
	return ear->errors >= n;
}

static bool
has_again(const struct ear *ear, uint64_t n)
{
	return ear->again >= n;
}

struct running {
	struct place place;
	struct ear ear;
	struct store *store;
};

/* Starts the thread of an open store. */
static void
run_on(struct running *r)
{
	const struct store_calls calls = {&r->ear, ear_book, ear_leases,
	    ear_event};

	memset(&r->ear, 0, sizeof(r->ear));
	(void)pthread_mutex_init(&r->ear.lock, NULL);
	(void)pthread_cond_init(&r->ear.news, NULL);
	r->ear.pipe = -1;
	assert_int_equal(store_start(r->store, &calls), 0);
	wait_for(&r->ear, has_version, 1);
}

static void
run_start(struct running *r)
{
	char buf[512];
	struct text why;

	text_init(&why, buf, sizeof(buf));
	assert_int_equal(store_open(&r->store, r->place.path, &why), 0);
	assert_string_equal(buf, "");
	run_on(r);
}

static void
run_stop(struct running *r)
{
	store_close(r->store);
	book_free(r->ear.book);
	(void)pthread_mutex_destroy(&r->ear.lock);
	(void)pthread_cond_destroy(&r->ear.news);
}

/* Until the state says so: it is set a moment after the events. */
static void
wait_waiting(struct store *s, uint64_t n)
{
	struct store_state st;
	int i;

	for (i = 0; i < 10000; i++) {
		store_state(s, &st);
		if (st.waiting == n)
			return;
		(void)usleep(1000);
	}
	assert_int_equal(st.waiting, n);
}

static struct lease
lease(unsigned n)
{
	struct lease l = {.addr = 0x0a000000 + n,
	    .mac = help_mac(n),
	    .state = LEASE_BOUND,
	    .expires = n};

	return l;
}

static void
count_lease(void *arg, const struct lease *l)
{
	unsigned *n = arg;

	(void)l;
	(*n)++;
}

static unsigned
leases_on_disk(const char *path)
{
	struct db *db = help_open(path, DB_READ);
	unsigned n = 0;

	assert_int_equal(db_leases_each(db, count_lease, &n), 0);
	db_close(db);
	return n;
}

static void
leases_are_on_disk_when_said(void **state)
{
	struct running r;
	struct store_state st;
	struct lease l;
	uint64_t ticket = 0;
	unsigned i, n = 0;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	for (i = 1; i <= 500; i++) {
		l = lease(i);
		ticket = store_lease(r.store, &l);
		assert_int_equal(ticket, i);
	}
	wait_for(&r.ear, has_ticket, ticket);
	assert_true(r.ear.stored);
	assert_int_equal(leases_on_disk(r.place.path), 500);
	store_state(r.store, &st);
	assert_true(st.saving);
	assert_int_equal(st.refused, 0);
	run_stop(&r);
	run_start(&r);
	assert_int_equal(store_leases(r.store, count_lease, &n), 0);
	assert_int_equal(n, 500);
	run_stop(&r);
	place_remove(&r.place);
}

static void
changes_of_both_sides_become_books(void **state)
{
	struct running r;
	struct db_change c;
	struct db *other;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	change_host(&c, 1);
	change_set(&c, KEY_MODE, "gpxe");
	(void)text_copy(c.who, sizeof(c.who), "console");
	assert_true(store_change(r.store, &c));
	wait_for(&r.ear, has_hosts, 1);
	wait_for(&r.ear, has_book_of, 1);
	assert_string_equal(r.ear.host.u.host.who, "console");
	assert_string_equal(r.ear.host.u.host.object, "host");
	assert_true(r.ear.host.has_mac);
	/* Another process: heard within a look. */
	other = help_open(r.place.path, DB_WRITE);
	assert_int_equal(help_set_mode(other, 2, "local"), 0);
	wait_for(&r.ear, has_hosts, 2);
	wait_for(&r.ear, has_book_of, 2);
	assert_string_equal(r.ear.host.u.host.who, "root@pts/1");
	assert_string_equal(r.ear.host.u.host.after, "local");
	db_close(other);
	/* Refused changes are told, and nothing else happens. */
	change_host(&c, 3);
	c.remove = true;
	c.number = 7;
	assert_true(store_change(r.store, &c));
	wait_for(&r.ear, has_errors, 1);
	run_stop(&r);
	assert_int_equal(r.ear.refused, 7);
	assert_int_equal(r.ear.hosts, 2);
	place_remove(&r.place);
}

static void
close_writes_what_waits(void **state)
{
	struct running r;
	struct book *book = NULL;
	struct db_change c;
	struct event e;
	struct lease l;
	struct db *db;
	int64_t boots = 0;
	unsigned i;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	for (i = 1; i <= 200; i++) {
		l = lease(i);
		assert_true(store_lease(r.store, &l) != 0);
		change_host(&c, i);
		change_set(&c, KEY_MODE, "iscsi");
		assert_true(store_change(r.store, &c));
		event_init(&e, EVENT_SESSION, 1000, &c.mac);
		e.u.session.result = BOOT_DONE;
		e.u.session.mode = MODE_GPXE;
		e.u.session.took_us = 400;
		store_record(r.store, &e);
		e.u.session.begins = true;
		store_record(r.store, &e);
	}
	run_stop(&r);
	assert_int_equal(leases_on_disk(r.place.path), 200);
	db = help_open(r.place.path, DB_READ);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 200);
	assert_int_equal(
	    db_number(db,
		"SELECT count(*) FROM boots WHERE"
		" began_us = 600 AND mode = 'gpxe' AND result = 'done'",
		&boots),
	    0);
	assert_int_equal(boots, 200);
	book_free(book);
	db_close(db);
	place_remove(&r.place);
}

/* What finds no room is not taken, and counted; the rest is not lost. */
static void
full_queues_say_so(void **state)
{
	char buf[256];
	struct store_state st;
	struct running r;
	struct db_change c;
	struct event e;
	struct lease l;
	struct text why;
	unsigned n = 0, changes = 0;

	(void)state;
	place_make(&r.place);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(store_open(&r.store, r.place.path, &why), 0);
	do
		l = lease(++n);
	while (store_lease(r.store, &l) == n);
	assert_true(n > 1000);
	change_host(&c, 1);
	change_set(&c, KEY_MODE, "gpxe");
	while (store_change(r.store, &c))
		changes++;
	assert_true(changes > 1000);
	store_state(r.store, &st);
	assert_int_equal(st.refused, 2);
	assert_int_equal(st.waiting, n - 1);
	event_init(&e, EVENT_SESSION, 1, &c.mac);
	do {
		store_record(r.store, &e);
		store_state(r.store, &st);
	} while (st.refused == 2);
	run_on(&r);
	wait_for(&r.ear, has_ticket, n - 1);
	run_stop(&r);
	assert_int_equal(leases_on_disk(r.place.path), n - 1);
	assert_int_equal(r.ear.hosts, 1);
	place_remove(&r.place);
}

static void
second_server_is_refused(void **state)
{
	char buf[256], pid[32];
	struct running r;
	struct text why;
	struct store *second = NULL;
	struct db *db;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(store_open(&second, r.place.path, &why), -PX_EEXIST);
	assert_null(second);
	(void)snprintf(pid, sizeof(pid), "pid %ld", (long)getpid());
	assert_non_null(strstr(buf, pid));
	/* The command line is no server. */
	db = help_open(r.place.path, DB_WRITE);
	assert_int_equal(help_set_mode(db, 1, "gpxe"), 0);
	db_close(db);
	run_stop(&r);
	run_start(&r);
	run_stop(&r);
	place_remove(&r.place);
}

/* A server that starts when the first pipe ends, until the second does. */
static void
start_child(const char *path, const int start[2], const int done[2], int told)
{
	char buf[256], verdict, none;
	struct text why;
	struct store *s = NULL;

	(void)close(start[1]);
	(void)close(done[1]);
	(void)!read(start[0], &none, 1);
	text_init(&why, buf, sizeof(buf));
	verdict = store_open(&s, path, &why) == 0 ? 'y' : 'n';
	(void)!write(told, &verdict, 1);
	(void)!read(done[0], &none, 1);
	store_close(s);
	_exit(0);
}

/* Of many that start at once, one serves. */
static void
one_of_many_starts_wins(void **state)
{
	enum { MANY_STARTS = 30 };
	int start[2], done[2], told[2], i, won = 0;
	struct place p;
	char verdict;

	(void)state;
	place_make(&p);
	assert_int_equal(pipe(start), 0);
	assert_int_equal(pipe(done), 0);
	assert_int_equal(pipe(told), 0);
	for (i = 0; i < MANY_STARTS; i++) {
		const pid_t pid = fork();

		assert_true(pid != -1);
		if (pid == 0)
			start_child(p.path, start, done, told[1]);
	}
	(void)close(start[1]);
	for (i = 0; i < MANY_STARTS; i++) {
		assert_int_equal(read(told[0], &verdict, 1), 1);
		won += verdict == 'y';
	}
	(void)close(done[1]);
	while (wait(NULL) > 0)
		;
	assert_int_equal(won, 1);
	(void)close(start[0]);
	(void)close(done[0]);
	(void)close(told[0]);
	(void)close(told[1]);
	place_remove(&p);
}

static void
wrong_files_refuse_the_start(void **state)
{
	char buf[256];
	struct text why;
	struct place p;
	struct store *s = NULL;

	(void)state;
	place_make(&p);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(store_open(&s, p.dir, &why), -PX_EISDIR);
	assert_int_equal(store_open(&s, "/nonexistent/px.db", &why),
	    -PX_ENOENT);
	assert_non_null(strstr(buf, "no such directory: /nonexistent"));
	assert_null(s);
	place_remove(&p);
}

static void
locked_file_is_told_and_waited_out(void **state)
{
	struct running r;
	struct db_change c;
	struct store_state st;
	struct lease l = lease(1);
	sqlite3 *other = NULL;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	assert_int_equal(sqlite3_open(r.place.path, &other), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "BEGIN EXCLUSIVE", NULL, NULL,
			     NULL),
	    SQLITE_OK);
	assert_int_equal(store_lease(r.store, &l), 1);
	change_host(&c, 1);
	change_set(&c, KEY_MODE, "gpxe");
	assert_true(store_change(r.store, &c));
	change_host(&c, 1);
	change_set(&c, KEY_MODE, "local");
	assert_true(store_change(r.store, &c));
	/* The answer comes all the same: not stored. */
	wait_for(&r.ear, has_ticket, 1);
	assert_false(r.ear.stored);
	wait_for(&r.ear, has_errors, 1);
	wait_for(&r.ear, has_hosts, 2);
	store_state(r.store, &st);
	assert_false(st.saving);
	assert_non_null(strstr(st.trouble, "locked"));
	wait_waiting(r.store, 3);
	assert_int_equal(sqlite3_exec(other, "COMMIT", NULL, NULL, NULL),
	    SQLITE_OK);
	(void)sqlite3_close(other);
	wait_for(&r.ear, has_again, 1);
	assert_int_equal(leases_on_disk(r.place.path), 1);
	run_stop(&r);
	assert_int_equal(r.ear.hosts, 2);
	place_remove(&r.place);
}

/* A file that goes is made again, with hosts and leases, by itself. */
static void
lost_file_is_written_again(void **state)
{
	struct running r;
	struct book *book = NULL;
	struct db_change c;
	struct lease l = lease(1);
	struct db *db;

	(void)state;
	place_make(&r.place);
	run_start(&r);
	change_host(&c, 1);
	change_set(&c, KEY_NAME, "node-1");
	assert_true(store_change(r.store, &c));
	assert_int_equal(store_lease(r.store, &l), 1);
	wait_for(&r.ear, has_ticket, 1);
	wait_for(&r.ear, has_book_of, 1);
	assert_int_equal(unlink(r.place.path), 0);
	wait_for(&r.ear, has_again, 1);
	assert_int_equal(leases_on_disk(r.place.path), 1);
	db = help_open(r.place.path, DB_READ);
	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, 1);
	assert_string_equal(book->hosts[0].text[KEY_NAME], "node-1");
	book_free(book);
	db_close(db);
	run_stop(&r);
	place_remove(&r.place);
}

/* Another file in its place rules the hosts; the leases are ours. */
static void
replaced_file_is_taken_up(void **state)
{
	struct running r;
	char other[160];
	struct lease l = lease(7);
	struct db *db;

	(void)state;
	place_make(&r.place);
	(void)snprintf(other, sizeof(other), "%s", place_file(&r.place, "2"));
	db = help_open(other, DB_WRITE);
	assert_int_equal(help_set_mode(db, 1, "local"), 0);
	assert_int_equal(help_set_mode(db, 2, "local"), 0);
	db_close(db);
	run_start(&r);
	assert_int_equal(store_lease(r.store, &l), 1);
	wait_for(&r.ear, has_ticket, 1);
	assert_int_equal(rename(other, r.place.path), 0);
	wait_for(&r.ear, has_book_of, 2);
	wait_for(&r.ear, has_again, 1);
	assert_int_equal(leases_on_disk(r.place.path), 1);
	run_stop(&r);
	/* Its history is not told as news. */
	assert_int_equal(r.ear.hosts, 0);
	place_remove(&r.place);
}

/* The child serves leases until it is killed; what it says is on disk. */
static void
child_main(struct running *r, int out, unsigned first)
{
	unsigned i;

	run_start(r);
	r->ear.pipe = out;
	for (i = first;; i++) {
		struct lease l = lease(i);

		/* No address twice: tickets tell which are there. */
		while (store_lease(r->store, &l) == 0)
			(void)usleep(100);
		if (i % 8 == 0)
			(void)usleep(50);
	}
}

/* Kills it after some answers: the last ticket that was told. */
static uint64_t
kill_one(struct running *r, unsigned first, unsigned answers)
{
	uint64_t ticket = 0;
	int ends[2], status = 0;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid != -1);
	if (pid == 0) {
		child_main(r, ends[1], first);
		_exit(1);
	}
	(void)close(ends[1]);
	while (answers-- > 0)
		assert_int_equal(read(ends[0], &ticket, sizeof(ticket)),
		    sizeof(ticket));
	assert_int_equal(kill(pid, SIGKILL), 0);
	/* Answers that were on their way count too. */
	while (read(ends[0], &ticket, sizeof(ticket)) == sizeof(ticket))
		;
	(void)close(ends[0]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status));
	return ticket;
}

struct present {
	unsigned first;
	uint64_t most;
	uint64_t found;
};

static void
mark_present(void *arg, const struct lease *l)
{
	struct present *p = arg;
	const unsigned n = l->addr - 0x0a000000;

	assert_int_equal(l->expires, n);
	if (n >= p->first && n < p->first + p->most)
		p->found++;
}

static void
no_told_lease_is_lost_by_a_kill(void **state)
{
	struct running r;
	struct present p = {.first = 1};
	struct db *db;
	unsigned round;

	(void)state;
	place_make(&r.place);
	for (round = 1; round <= 20; round++) {
		p.most = kill_one(&r, p.first, round);
		p.found = 0;
		help_sound(r.place.path);
		db = help_open(r.place.path, DB_READ);
		assert_int_equal(db_leases_each(db, mark_present, &p), 0);
		db_close(db);
		assert_true(p.most > 0);
		assert_int_equal(p.found, p.most);
		p.first += 100000;
	}
	place_remove(&r.place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(leases_are_on_disk_when_said),
	    cmocka_unit_test(changes_of_both_sides_become_books),
	    cmocka_unit_test(close_writes_what_waits),
	    cmocka_unit_test(full_queues_say_so),
	    cmocka_unit_test(second_server_is_refused),
	    cmocka_unit_test(one_of_many_starts_wins),
	    cmocka_unit_test(wrong_files_refuse_the_start),
	    cmocka_unit_test(locked_file_is_told_and_waited_out),
	    cmocka_unit_test(lost_file_is_written_again),
	    cmocka_unit_test(replaced_file_is_taken_up),
	    cmocka_unit_test(no_told_lease_is_lost_by_a_kill),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
