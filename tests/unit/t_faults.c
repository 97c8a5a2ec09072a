/* SPDX-License-Identifier: ISC */
#include "tests/unit/db_help.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/keeper.h"
#include "tests/unit/fault_vfs.h"

/* How much of the scenario has been acknowledged. */
struct progress {
	bool opened;
	unsigned hosts, leases;
};

static struct lease
lease(unsigned n)
{
	struct lease l = {.addr = 0x0a000000 + n,
	    .mac = help_mac(n),
	    .state = LEASE_BOUND,
	    .expires = n};

	return l;
}

/* Everything that the schema does, once; stops at the first error. */
static void
scenario(const char *path, struct progress *p)
{
	char buf[256];
	struct text why;
	struct lease l;
	struct db *db = NULL;
	unsigned i;
	int err;

	memset(p, 0, sizeof(*p));
	text_init(&why, buf, sizeof(buf));
	if (db_open(&db, path, DB_WRITE, &why) != 0) {
		assert_string_not_equal(buf, "");
		return;
	}
	p->opened = true;
	for (i = 1; i <= 4; i++) {
		l = lease(i);
		if ((err = help_set_mode(db, i, "gpxe")) == 0)
			p->hosts = i;
		else
			assert_string_not_equal(db_why(db), "");
		if (err != 0 || db_leases_put(db, &l, 1) != 0)
			break;
		p->leases = i;
	}
	db_close(db);
}

static void
count_lease(void *arg, const struct lease *l)
{
	unsigned *n = arg;

	assert_true(l->expires >= 1 && l->expires <= 4);
	(*n)++;
}

/* What was acknowledged is there; beside it at most the step that failed. */
static void
check_after(const char *path, const struct progress *p)
{
	struct book *book = NULL;
	unsigned leases = 0;
	struct db *db = help_open(path, DB_WRITE);

	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(db_leases_each(db, count_lease, &leases), 0);
	assert_in_range(book->host_count, p->hosts, p->hosts + 1);
	assert_in_range(leases, p->leases, p->leases + 1);
	book_free(book);
	db_close(db);
	help_sound(path);
}

/* Fails the Nth operation for all N; how many there were. */
static unsigned
fail_each(enum fault_kind kind, bool sticky)
{
	struct progress done;
	struct place p;
	unsigned n;
	bool hit = true;

	for (n = 1; hit; n++) {
		place_make(&p);
		fault_set(kind, n, sticky);
		scenario(p.path, &done);
		hit = fault_hit();
		fault_clear();
		check_after(p.path, &done);
		place_remove(&p);
	}
	assert_int_equal(done.hosts, 4);
	return n;
}

static void
io_error_at_every_operation(void **state)
{
	(void)state;
	assert_true(fail_each(FAULT_IO, false) > 50);
	assert_true(fail_each(FAULT_IO, true) > 50);
}

static void
full_disk_at_every_write(void **state)
{
	(void)state;
	assert_true(fail_each(FAULT_FULL, false) > 30);
	assert_true(fail_each(FAULT_FULL, true) > 30);
}

/* The place as a power cut would leave it now holds all that was said. */
static void
check_power_cut(const struct place *p, const struct progress *done)
{
	struct place copy;
	char from[160];

	place_make(&copy);
	power_cut(p->path, copy.path);
	(void)snprintf(from, sizeof(from), "%s", place_file(p, "-wal"));
	power_cut(from, place_file(&copy, "-wal"));
	fault_clear();
	check_after(copy.path, done);
	place_remove(&copy);
}

/*
 * Whatever fails before it, a commit that was reported is on the disk itself
 * and not in a cache above it.
 */
static void
power_cut_at_every_operation(void **state)
{
	struct progress done;
	struct place p;
	struct db *db;
	unsigned n, i;
	bool hit = true;

	(void)state;
	for (n = 1; hit; n++) {
		memset(&done, 0, sizeof(done));
		place_make(&p);
		power_watch();
		db = help_open(p.path, DB_WRITE);
		fault_set(FAULT_IO, n, true);
		for (i = 1; i <= 4; i++) {
			const struct lease l = lease(i);

			if (help_set_mode(db, i, "gpxe") != 0)
				break;
			done.hosts = i;
			if (db_leases_put(db, &l, 1) != 0)
				break;
			done.leases = i;
		}
		hit = fault_hit();
		check_power_cut(&p, &done);
		db_close(db);
		place_remove(&p);
	}
	assert_int_equal(done.leases, 4);
	assert_true(n > 10);
}

/* The keeper's calls, noted. */
struct heard {
	unsigned books, hosts, errors, again;
	char last[256];
};

static void
hear_book(void *arg, struct book *book)
{
	struct heard *h = arg;

	h->books++;
	book_free(book);
}

static void
hear_event(void *arg, const struct event *e)
{
	struct heard *h = arg;

	if (e->kind == EVENT_HOST) {
		h->hosts++;
		return;
	}
	assert_int_equal(e->kind, EVENT_LOG);
	if (e->u.log.level == LOG_ERROR)
		h->errors++;
	if (strcmp(e->u.log.text, "saving again") == 0)
		h->again++;
	(void)text_copy(h->last, sizeof(h->last), e->u.log.text);
}

struct bench {
	struct place place;
	struct keeper keeper;
	struct heard heard;
	struct store_calls calls;
};

static void
bench_open(struct bench *b)
{
	char buf[512];
	struct text why;

	text_init(&why, buf, sizeof(buf));
	assert_int_equal(keeper_open(&b->keeper, b->place.path, &why), 0);
	b->calls.arg = &b->heard;
	b->calls.book = hear_book;
	b->calls.event = hear_event;
	b->keeper.calls = &b->calls;
}

static void
bench_make(struct bench *b)
{
	memset(b, 0, sizeof(*b));
	place_make(&b->place);
	bench_open(b);
	assert_true(b->keeper.saving);
}

static void
bench_done(struct bench *b)
{
	keeper_close(&b->keeper);
	place_remove(&b->place);
}

static void
post_mode(struct bench *b, unsigned n, const char *mode)
{
	struct db_change *c = malloc(sizeof(*c));

	assert_non_null(c);
	change_host(c, n);
	change_set(c, KEY_MODE, mode);
	keeper_change(&b->keeper, c);
}

static void
post_lease(struct bench *b, unsigned n)
{
	const struct lease l = lease(n);

	assert_true(keeper_lease(&b->keeper, &l));
}

static bool
bench_turn(struct bench *b)
{
	const bool saved = keeper_write(&b->keeper);

	keeper_settle(&b->keeper);
	return saved;
}

static const struct host *
bench_host(const struct bench *b, unsigned n)
{
	const struct mac mac = help_mac(n);

	return book_find(b->keeper.book, &mac);
}

/* What a new opening finds. */
static void
check_file(const struct bench *b, size_t hosts, unsigned want_leases)
{
	struct book *book = NULL;
	unsigned leases = 0;
	struct db *db = help_open(b->place.path, DB_READ);

	assert_int_equal(db_book(db, &book), 0);
	assert_int_equal(book->host_count, hosts);
	assert_int_equal(db_leases_each(db, count_lease, &leases), 0);
	assert_int_equal(leases, want_leases);
	book_free(book);
	db_close(db);
}

static void
full_disk_is_served_from_memory(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b);
	post_mode(&b, 1, "gpxe");
	post_lease(&b, 1);
	assert_true(bench_turn(&b));
	assert_int_equal(b.heard.hosts, 1);
	fault_set(FAULT_FULL, 1, true);
	post_mode(&b, 2, "local");
	post_lease(&b, 2);
	assert_false(bench_turn(&b));
	/* One alarm; the change is in force all the same, and told. */
	assert_int_equal(b.heard.errors, 1);
	assert_string_not_equal(b.keeper.trouble, "");
	assert_int_equal(b.heard.hosts, 2);
	assert_int_equal(bench_host(&b, 2)->mode, MODE_LOCAL);
	post_mode(&b, 2, "iscsi");
	post_lease(&b, 3);
	assert_false(bench_turn(&b));
	assert_int_equal(bench_host(&b, 2)->mode, MODE_ISCSI);
	assert_false(keeper_retry(&b.keeper));
	assert_int_equal(b.heard.errors, 1);
	assert_int_equal(keeper_waiting(&b.keeper), 4);
	fault_clear();
	assert_true(keeper_retry(&b.keeper));
	keeper_settle(&b.keeper);
	assert_int_equal(b.heard.again, 1);
	assert_int_equal(keeper_waiting(&b.keeper), 0);
	/* Told once only, though applied twice. */
	assert_int_equal(b.heard.hosts, 3);
	assert_int_equal(bench_host(&b, 2)->mode, MODE_ISCSI);
	check_file(&b, 2, 3);
	bench_done(&b);
}

/* Two hands took one name while they could not see each other. */
static void
conflict_on_return_is_told(void **state)
{
	struct db_change *c = malloc(sizeof(*c));
	struct db_change other;
	struct bench b;
	struct db *db;

	(void)state;
	assert_non_null(c);
	bench_make(&b);
	fault_set(FAULT_FULL, 1, true);
	change_host(c, 1);
	change_set(c, KEY_NAME, "node");
	keeper_change(&b.keeper, c);
	assert_false(bench_turn(&b));
	assert_string_equal(bench_host(&b, 1)->text[KEY_NAME], "node");
	fault_clear();
	db = help_open(b.place.path, DB_WRITE);
	change_host(&other, 2);
	change_set(&other, KEY_NAME, "node");
	assert_int_equal(db_apply(db, &other), 0);
	db_close(db);
	assert_true(keeper_retry(&b.keeper));
	keeper_settle(&b.keeper);
	/* One for the trouble, one for the change; the other's was told. */
	assert_int_equal(b.heard.errors, 2);
	assert_int_equal(b.heard.hosts, 2);
	assert_null(bench_host(&b, 1));
	assert_string_equal(bench_host(&b, 2)->text[KEY_NAME], "node");
	bench_done(&b);
}

/* However many change at once, on disk or in memory. */
static void
one_turn_makes_one_book(void **state)
{
	struct bench b;
	unsigned n, round;

	(void)state;
	bench_make(&b);
	for (round = 1; round <= 3; round++) {
		for (n = 1; n <= 50; n++)
			post_mode(&b, n, round == 2 ? "local" : "gpxe");
		assert_int_equal(bench_turn(&b), round == 1);
		assert_int_equal(b.heard.books, round);
		assert_int_equal(b.heard.hosts, 50 * round);
		/* The second falls back to memory, the third starts there. */
		fault_set(FAULT_FULL, 1, true);
	}
	assert_int_equal(bench_host(&b, 50)->mode, MODE_GPXE);
	fault_clear();
	bench_done(&b);
}

/* What waits has a ceiling, and says when it is reached. */
static void
too_many_changes_are_refused_aloud(void **state)
{
	struct bench b;
	unsigned n;

	(void)state;
	bench_make(&b);
	for (n = 0; n < KEEPER_CHANGES; n++)
		post_mode(&b, 1 + n % 2, "gpxe");
	assert_int_equal(b.heard.errors, 0);
	post_mode(&b, 3, "gpxe");
	assert_int_equal(b.heard.errors, 1);
	assert_non_null(strstr(b.heard.last, "too many"));
	assert_true(bench_turn(&b));
	assert_null(bench_host(&b, 3));
	bench_done(&b);
}

static void
keeper_survives_each_io_error(void **state)
{
	struct bench b;
	unsigned n;
	bool hit = true;

	(void)state;
	for (n = 1; hit; n++) {
		bench_make(&b);
		fault_set(FAULT_IO, n, true);
		post_mode(&b, 1, "gpxe");
		post_lease(&b, 1);
		(void)bench_turn(&b);
		post_mode(&b, 2, "local");
		post_lease(&b, 2);
		(void)bench_turn(&b);
		hit = fault_hit();
		fault_clear();
		assert_true(keeper_retry(&b.keeper));
		keeper_settle(&b.keeper);
		assert_int_equal(bench_host(&b, 1)->mode, MODE_GPXE);
		assert_int_equal(bench_host(&b, 2)->mode, MODE_LOCAL);
		check_file(&b, 2, 2);
		bench_done(&b);
	}
	assert_true(n > 5);
}

static void
read_only_file_is_served_and_told(void **state)
{
	char buf[512];
	struct text why;
	struct bench b;

	(void)state;
	bench_make(&b);
	post_mode(&b, 1, "gpxe");
	post_lease(&b, 1);
	assert_true(bench_turn(&b));
	keeper_close(&b.keeper);
	fault_set(FAULT_READONLY, 1, true);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(keeper_open(&b.keeper, b.place.path, &why), 0);
	assert_non_null(strstr(buf, "read-only"));
	assert_non_null(strstr(buf, "nothing will be saved"));
	b.keeper.calls = &b.calls;
	assert_false(b.keeper.saving);
	assert_int_equal(bench_host(&b, 1)->mode, MODE_GPXE);
	assert_int_equal(b.keeper.leases.count, 1);
	post_mode(&b, 1, "local");
	assert_false(bench_turn(&b));
	assert_int_equal(bench_host(&b, 1)->mode, MODE_LOCAL);
	assert_false(keeper_retry(&b.keeper));
	fault_clear();
	assert_true(keeper_retry(&b.keeper));
	keeper_settle(&b.keeper);
	assert_int_equal(bench_host(&b, 1)->mode, MODE_LOCAL);
	check_file(&b, 1, 1);
	bench_done(&b);
}

static void
file_write(const char *path, const uint8_t *bytes, size_t n)
{
	const int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);

	assert_true(fd != -1);
	assert_int_equal(write(fd, bytes, n), n);
	(void)close(fd);
}

static size_t
file_read_all(const char *path, uint8_t *to, size_t most)
{
	const int fd = open(path, O_RDONLY);
	ssize_t n;

	assert_true(fd != -1);
	n = read(fd, to, most);
	(void)close(fd);
	assert_true(n > 0 && (size_t)n < most);
	return (size_t)n;
}

/* xorshift: the same damage on every run. */
static uint32_t
next_random(uint32_t *x)
{
	*x ^= *x << 13;
	*x ^= *x >> 17;
	*x ^= *x << 5;
	return *x;
}

/* One kind of damage after the other, at places of the generator. */
static size_t
mutate(uint8_t *bytes, size_t n, unsigned round, uint32_t *seed)
{
	size_t i, at = next_random(seed) % n;

	switch (round % 5) {
	case 0: /* somewhere in the header */
		bytes[at % 100] = (uint8_t)next_random(seed);
		return n;
	case 1: /* a byte anywhere */
		bytes[at] ^= (uint8_t)(next_random(seed) | 1);
		return n;
	case 2: /* a lost sector */
		for (i = at; i < n && i < at + 512; i++)
			bytes[i] = 0;
		return n;
	case 3: /* cut off */
		return at;
	}
	for (i = 0; i < 32; i++) /* noise */
		bytes[next_random(seed) % n] = (uint8_t)next_random(seed);
	return n;
}

static void
damaged_files_never_stop_a_start(void **state)
{
	static uint8_t good[1 << 20], bad[1 << 20];
	uint32_t seed = 20261123;
	char buf[1024];
	struct text why;
	struct bench b;
	size_t n;
	unsigned round, aside = 0;
	int err;

	(void)state;
	bench_make(&b);
	for (round = 1; round <= 4; round++) {
		post_mode(&b, round, "gpxe");
		post_lease(&b, round);
	}
	assert_true(bench_turn(&b));
	keeper_close(&b.keeper);
	n = file_read_all(b.place.path, good, sizeof(good));
	for (round = 0; round < 200; round++) {
		place_remove(&b.place);
		place_make(&b.place);
		memcpy(bad, good, n);
		file_write(b.place.path, bad, mutate(bad, n, round, &seed));
		text_init(&why, buf, sizeof(buf));
		err = keeper_open(&b.keeper, b.place.path, &why);
		if (err != 0) {
			/* The version or the owner was what changed. */
			assert_true(
			    err == -PX_EDBVERSION || err == -PX_EDBFOREIGN);
			continue;
		}
		aside += strstr(buf, "moved aside") != NULL;
		b.keeper.calls = &b.calls;
		post_mode(&b, 9, "local");
		(void)bench_turn(&b);
		(void)keeper_retry(&b.keeper);
		keeper_settle(&b.keeper);
		assert_true(b.keeper.saving);
		assert_int_equal(bench_host(&b, 9)->mode, MODE_LOCAL);
		keeper_close(&b.keeper);
	}
	assert_true(aside > 50);
	place_remove(&b.place);
}

static void
damage_goes_aside_and_the_backup_serves(void **state)
{
	char buf[1024], name[256];
	struct text why;
	struct bench b;
	const char *at;

	(void)state;
	bench_make(&b);
	post_mode(&b, 1, "gpxe");
	assert_true(bench_turn(&b));
	keeper_close(&b.keeper);
	/* The first start made a backup of an empty file: make it due. */
	assert_int_equal(unlink(place_file(&b.place, ".backup")), 0);
	bench_open(&b);
	assert_true(file_exists(place_file(&b.place, ".backup")));
	keeper_close(&b.keeper);
	file_write(b.place.path, (const uint8_t *)"garbage, no database", 20);
	text_init(&why, buf, sizeof(buf));
	assert_int_equal(keeper_open(&b.keeper, b.place.path, &why), 0);
	assert_non_null(strstr(buf, "last backup is in use"));
	assert_int_equal(bench_host(&b, 1)->mode, MODE_GPXE);
	/* The damage itself is still there to be looked at. */
	at = strstr(buf, ".corrupt-");
	assert_non_null(at);
	(void)snprintf(name, sizeof(name), "%s%.25s", b.place.path, at);
	assert_true(file_exists(name));
	bench_done(&b);
}

static void
damage_while_running_is_written_anew(void **state)
{
	struct bench b;

	(void)state;
	bench_make(&b);
	post_mode(&b, 1, "gpxe");
	post_lease(&b, 1);
	assert_true(bench_turn(&b));
	/* As if a commit had met a damaged page. */
	b.keeper.saving = false;
	b.keeper.damaged = true;
	post_lease(&b, 2);
	assert_true(keeper_retry(&b.keeper));
	keeper_settle(&b.keeper);
	assert_int_equal(bench_host(&b, 1)->mode, MODE_GPXE);
	check_file(&b, 1, 2);
	bench_done(&b);
}

static int
install(void **state)
{
	(void)state;
	fault_install();
	return 0;
}

static int
uninstall(void **state)
{
	(void)state;
	fault_remove();
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(io_error_at_every_operation),
	    cmocka_unit_test(full_disk_at_every_write),
	    cmocka_unit_test(power_cut_at_every_operation),
	    cmocka_unit_test(full_disk_is_served_from_memory),
	    cmocka_unit_test(conflict_on_return_is_told),
	    cmocka_unit_test(one_turn_makes_one_book),
	    cmocka_unit_test(too_many_changes_are_refused_aloud),
	    cmocka_unit_test(keeper_survives_each_io_error),
	    cmocka_unit_test(read_only_file_is_served_and_told),
	    cmocka_unit_test(damaged_files_never_stop_a_start),
	    cmocka_unit_test(damage_goes_aside_and_the_backup_serves),
	    cmocka_unit_test(damage_while_running_is_written_anew),
	};

	return cmocka_run_group_tests(tests, install, uninstall);
}
