/* SPDX-License-Identifier: ISC */
/*
 * A database that somebody damaged.  First byte odd: the rest is the file.
 * Even: patches to a good one, each an offset (2 bytes), a length (1), bytes.
 * The store opens it, or puts it aside, or says why it is not ours; what it
 * hands out is a sound book and sound leases; and afterwards it saves.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/keeper.h"

#define FILE_MOST (1 << 18)

static char dir[64], path[96];
static uint8_t good[FILE_MOST];
static size_t good_len;

static void
empty_dir(void)
{
	char name[512];
	struct dirent *e;
	DIR *d = opendir(dir);

	fuzz_must(d != NULL, "the folder");
	while ((e = readdir(d)) != NULL) {
		(void)snprintf(name, sizeof(name), "%s/%s", dir, e->d_name);
		if (e->d_name[0] != '.')
			(void)unlink(name);
	}
	(void)closedir(d);
}

static void
leave(void)
{
	empty_dir();
	(void)rmdir(dir);
}

static void
apply(struct db *db, struct db_change *c, unsigned key, const char *value)
{
	(void)text_copy(c->who, sizeof(c->who), "fuzz");
	c->set_count = 1;
	c->sets[0].key = key;
	(void)text_copy(c->sets[0].value, sizeof(c->sets[0].value), value);
	fuzz_must(db_apply(db, c) == 0, "a setting");
}

/* A little of everything that the database holds. */
static void
fill(struct db *db)
{
	static struct db_change c;
	const struct lease lease = {.addr = 0x0a630032,
	    .mac = {{2, 0, 0, 0, 0, 1}},
	    .state = LEASE_BOUND,
	    .expires = INT64_C(4000000000)};
	const struct db_boot boot = {.mac = {{2, 0, 0, 0, 0, 1}},
	    .began_us = 1,
	    .ended_us = 2,
	    .mode = "gpxe",
	    .result = "done",
	    .text = "booted"};

	c.object = DB_HOST;
	c.mac = lease.mac;
	apply(db, &c, KEY_MODE, "gpxe");
	apply(db, &c, KEY_NAME, "web01");
	c.mac.b[5] = 2;
	apply(db, &c, KEY_IP, "10.99.0.60");
	c.object = DB_MODE;
	c.mode = MODE_GPXE;
	apply(db, &c, KEY_SCRIPT, "menu.gpxe");
	fuzz_must(db_leases_put(db, &lease, 1) == 0 &&
		db_boot_add(db, &boot) == 0,
	    "rows");
}

static size_t
slurp(const char *name, uint8_t *to, size_t most)
{
	FILE *f = fopen(name, "rb");
	size_t n;

	fuzz_must(f != NULL, "the file");
	n = fread(to, 1, most, f);
	(void)fclose(f);
	return n;
}

static void
make_good(void)
{
	/* Memory where there is some: SQLite waits for many a sync. */
	const char *tmp = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
	char buf[256];
	struct text why;
	struct db *db;

	(void)snprintf(dir, sizeof(dir), "%s/fuzz_store.XXXXXX", tmp);
	fuzz_must(mkdtemp(dir) != NULL, "a folder");
	(void)atexit(leave);
	(void)snprintf(path, sizeof(path), "%s/px.db", dir);
	text_init(&why, buf, sizeof(buf));
	fuzz_must(db_open(&db, path, DB_WRITE, &why) == 0, "a database");
	fill(db);
	db_close(db);
	good_len = slurp(path, good, sizeof(good));
}

static void
write_bad(const uint8_t *data, size_t size)
{
	static uint8_t bad[FILE_MOST];
	const int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	size_t len = good_len, at, n;

	if ((data[0] & 1) != 0) {
		len = size - 1;
		memcpy(bad, data + 1, len);
		size = 1;
	} else {
		memcpy(bad, good, good_len);
	}
	for (data++, size--; size > 3; data += 3 + n, size -= 3 + n) {
		at = (size_t)(data[0] << 8 | data[1]) % len;
		n = data[2] < size - 3 ? data[2] : size - 3;
		n = n < len - at ? n : len - at;
		memcpy(bad + at, data + 3, n);
	}
	fuzz_must(fd != -1 && write(fd, bad, len) == (ssize_t)len, "written");
	(void)close(fd);
}

static void
check_book(const struct book *b)
{
	size_t i;

	for (i = 0; i < b->host_count; i++)
		fuzz_must(b->hosts[i].mode <= MODE_COUNT &&
			(i == 0 ||
			    memcmp(&b->hosts[i - 1].mac, &b->hosts[i].mac,
				sizeof(struct mac)) < 0),
		    "hosts sorted, with modes that exist");
}

static void
check_lease(void *arg, const struct lease *l)
{
	(void)arg;
	fuzz_must(l->addr != 0 && l->state <= LEASE_RELEASED, "a lease");
}

static void
drop_book(void *arg, struct book *book)
{
	(void)arg;
	check_book(book);
	book_free(book);
}

static void
drop_event(void *arg, const struct event *e)
{
	(void)arg;
	fuzz_must(e->kind == EVENT_LOG || e->kind == EVENT_HOST, "its events");
}

static void
open_bad(void)
{
	static const struct store_calls calls = {.book = drop_book,
	    .event = drop_event};
	static struct keeper k;
	static char buf[2048];
	struct text why;
	int err;

	text_init(&why, buf, sizeof(buf));
	err = keeper_open(&k, path, &why);
	if (err != 0) {
		fuzz_must(err == -PX_EDBVERSION || err == -PX_EDBFOREIGN,
		    "only what is not ours stops a start");
		fuzz_must(why.len > 0, "and it is said");
		return;
	}
	k.calls = &calls;
	fuzz_must(k.saving || k.trouble[0] != '\0', "trouble is said");
	check_book(k.book);
	if (k.disk != NULL)
		(void)db_leases_each(k.disk, check_lease, NULL);
	(void)keeper_write(&k);
	(void)keeper_retry(&k);
	keeper_settle(&k);
	if (!k.saving)
		fprintf(stderr, "%s; %s\n", buf, k.trouble);
	/* A format that says of itself that it may only be read stays so. */
	fuzz_must(k.saving || k.last_err == -PX_EACCESS, "it saves in the end");
	keeper_close(&k);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0 || size > FILE_MOST)
		return 0;
	if (good_len == 0)
		make_good();
	empty_dir();
	write_bad(data, size);
	open_bad();
	return 0;
}
