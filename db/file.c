/* SPDX-License-Identifier: ISC */
#include "db/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "db/exec.h"

#define PATH_MOST 768
#define DAY 86400

/* Pages copied at a time, so that no writer waits long. */
#define COPY_PAGES 1024

static int
path_with(char buf[PATH_MOST], const char *path, const char *suffix)
{
	const int n = snprintf(buf, PATH_MOST, "%s%s", path, suffix);

	return n < 0 || n >= PATH_MOST ? -PX_ELONG : 0;
}

/* The pid that stands in a lock file; 0 when none does yet. */
static long
pid_read(int fd)
{
	char buf[24];
	const ssize_t n = pread(fd, buf, sizeof(buf) - 1, 0);

	buf[n > 0 ? n : 0] = '\0';
	return strtol(buf, NULL, 10);
}

static int
lock_take(int fd, struct text *why)
{
	char buf[24];
	int n;

	if (flock(fd, LOCK_EX | LOCK_NB) != 0) {
		text_addf(why, "another server has this database (pid %ld)",
		    pid_read(fd));
		return -PX_EEXIST;
	}
	n = snprintf(buf, sizeof(buf), "%ld\n", (long)getpid());
	/* The lock holds without its text too, on a full disk. */
	if (ftruncate(fd, 0) == 0)
		(void)!pwrite(fd, buf, (size_t)n, 0);
	return 0;
}

int
file_lock(int *ret_fd, const char *path, struct text *why)
{
	char lock[PATH_MOST];
	int fd, err;

	if ((err = path_with(lock, path, ".lock")) != 0)
		return err;
	fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd == -1) {
		text_addf(why, "cannot make the lock file: %s",
		    strerror(errno));
		return -PX_EACCESS;
	}
	if ((err = lock_take(fd, why)) != 0) {
		(void)close(fd);
		return err;
	}
	*ret_fd = fd;
	return 0;
}

int
file_set_aside(const char *path, int64_t now_us, struct text *why)
{
	static const char *const parts[] = {"", "-wal", "-shm"};
	const time_t now = (time_t)(now_us / 1000000);
	char stamp[32], from[PATH_MOST], to[PATH_MOST];
	struct tm tm;
	size_t i;

	(void)gmtime_r(&now, &tm);
	(void)strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &tm);
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (path_with(from, path, parts[i]) != 0 ||
		    snprintf(to, sizeof(to), "%s.corrupt-%s%s", path, stamp,
			parts[i]) >= (int)sizeof(to))
			return -PX_ELONG;
		if (rename(from, to) != 0 && errno != ENOENT)
			return -PX_EACCESS;
	}
	text_add(why, "the damaged database was moved aside to ");
	text_add_visible_str(why, path);
	text_addf(why, ".corrupt-%s", stamp);
	return 0;
}

static int
pages_check(struct db *db)
{
	struct query q;
	int err = 0;

	query_init(&q, db, "PRAGMA quick_check(1)");
	if (query_row(&q) && strcmp(query_text(&q, "quick_check"), "ok") != 0)
		err = db_refuse(db, -PX_EDBCORRUPT, "%s",
		    query_text(&q, "quick_check"));
	return err != 0 ? (query_done(&q), err) : query_done(&q);
}

/* One table or index as it should be: is it so? */
static int
schema_compare(struct db *db, const struct query *should)
{
	struct query q;
	int err = 0;

	query_init(&q, db,
	    "SELECT 1 FROM sqlite_master"
	    " WHERE name = ? AND sql = ?");
	query_add_text(&q, query_text(should, "name"));
	query_add_text(&q, query_text(should, "sql"));
	if (!query_row(&q) && q.err == 0)
		err = db_refuse(db, -PX_EDBCORRUPT, "%s is damaged",
		    query_text(should, "name"));
	return err != 0 ? (query_done(&q), err) : query_done(&q);
}

/*
 * The schema is text within the file, which can be damaged and still be SQL:
 * so it is compared with a new one.  What others have added does not matter.
 */
static int
schema_check(struct db *db)
{
	char buf[128];
	struct text why;
	struct query q;
	struct db *should = NULL;
	int err, err_should;

	text_init(&why, buf, sizeof(buf));
	if ((err = db_open(&should, ":memory:", DB_WRITE, &why)) != 0)
		return db_refuse(db, err, "%s", buf);
	query_init(&q, should,
	    "SELECT name, sql FROM sqlite_master"
	    " WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'");
	while (err == 0 && query_row(&q))
		err = schema_compare(db, &q);
	err_should = query_done(&q);
	db_close(should);
	return err != 0 ? err : err_should;
}

int
file_check(struct db *db)
{
	int err = pages_check(db);

	return err != 0 ? err : schema_check(db);
}

bool
file_moved(struct db *db)
{
	int moved = 0;

	return sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_HAS_MOVED,
		   &moved) == SQLITE_OK &&
	    moved != 0;
}

void
file_let_go(struct db *db)
{
	(void)sqlite3_wal_checkpoint_v2(db->sql, NULL,
	    SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
}

/* All pages of one consistent state, whatever others write meanwhile. */
static int
pages_copy(sqlite3 *to, struct db *from)
{
	sqlite3_backup *b = sqlite3_backup_init(to, "main", from->sql, "main");
	int rc = SQLITE_OK, tries = 0;

	if (b == NULL)
		return db_refuse(from, -PX_EDB, "%s", sqlite3_errmsg(to));
	while (rc == SQLITE_OK || (rc == SQLITE_BUSY && tries++ < 10))
		rc = sqlite3_backup_step(b, COPY_PAGES);
	(void)sqlite3_backup_finish(b);
	if (rc == SQLITE_DONE)
		return 0;
	return db_refuse(from, -PX_EDB, "copy: %s", sqlite3_errstr(rc));
}

static int
copy_to_new(struct db *from, const char *path)
{
	sqlite3 *to = NULL;
	int fd, err;

	(void)unlink(path);
	fd = open(path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
	if (fd == -1)
		return -PX_EACCESS;
	(void)close(fd);
	if (sqlite3_open_v2(path, &to, SQLITE_OPEN_READWRITE, NULL) ==
	    SQLITE_OK)
		err = pages_copy(to, from);
	else
		err = -PX_EACCESS;
	if (sqlite3_close(to) != SQLITE_OK && err == 0)
		err = -PX_EDB;
	return err;
}

int
file_copy(struct db *from, const char *to)
{
	char draft[PATH_MOST];
	int err;

	if ((err = path_with(draft, to, ".new")) != 0)
		return err;
	err = copy_to_new(from, draft);
	if (err == 0 && rename(draft, to) != 0)
		err = -PX_EACCESS;
	if (err != 0)
		(void)unlink(draft);
	return err;
}

int
file_backup(struct db *db, const char *path, int64_t now_us)
{
	char backup[PATH_MOST];
	struct stat st;
	int err;

	if ((err = path_with(backup, path, ".backup")) != 0)
		return err;
	if (stat(backup, &st) == 0 && st.st_mtime + DAY > now_us / 1000000)
		return 0;
	return file_copy(db, backup);
}

int
file_restore(const char *path)
{
	char backup[PATH_MOST], buf[64];
	struct text why;
	struct db *db = NULL;
	int err;

	if ((err = path_with(backup, path, ".backup")) != 0)
		return err;
	text_init(&why, buf, sizeof(buf));
	if ((err = db_open(&db, backup, DB_READ, &why)) != 0)
		return err;
	if ((err = file_check(db)) == 0)
		err = file_copy(db, path);
	db_close(db);
	return err;
}
