/* SPDX-License-Identifier: ISC */
#include "tests/unit/fault_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What stood where something was written and is not synced yet. */
struct undo {
	struct undo *next; /* the write before */
	char path[256];
	sqlite3_int64 at, size; /* size: of the whole file then */
	int n;
	unsigned char bytes[];
};

/* A test's instrument may have state of its own. */
static struct {
	sqlite3_vfs vfs;
	sqlite3_vfs *real;
	enum fault_kind kind;
	unsigned left;
	bool armed, sticky, hit;
	bool watching;
	struct undo *unsynced; /* newest first */
} disk;

struct fault_file {
	sqlite3_file base;
	sqlite3_file *real;
	const char *path; /* SQLite's, for the life of the file */
};

static sqlite3_file *
real_of(sqlite3_file *f)
{
	return ((struct fault_file *)f)->real;
}

/* Whether this operation of this kind is the one to fail. */
static bool
fails(enum fault_kind kind)
{
	if (!disk.armed || disk.kind != kind || disk.left == 0)
		return disk.armed && disk.hit && disk.sticky &&
		    disk.kind == kind;
	if (--disk.left > 0)
		return false;
	disk.hit = true;
	return true;
}

/* Notes what a change of n bytes is about to destroy. */
static void
power_note(sqlite3_file *f, int n, sqlite3_int64 at)
{
	const char *path = ((struct fault_file *)f)->path;
	struct undo *u;

	if (!disk.watching || path == NULL)
		return;
	u = calloc(1, sizeof(*u) + (size_t)n);
	if (u == NULL || strlen(path) >= sizeof(u->path))
		abort();
	memcpy(u->path, path, strlen(path));
	u->at = at;
	u->n = n;
	(void)real_of(f)->pMethods->xFileSize(real_of(f), &u->size);
	/* Short at the end of the file: the rest is zero. */
	(void)real_of(f)->pMethods->xRead(real_of(f), u->bytes, n, at);
	u->next = disk.unsynced;
	disk.unsynced = u;
}

/* The file is safe up to here; NULL: all files. */
static void
power_forget(const char *path)
{
	struct undo **at = &disk.unsynced, *u;

	while ((u = *at) != NULL) {
		if (path != NULL && strcmp(u->path, path) != 0) {
			at = &u->next;
			continue;
		}
		*at = u->next;
		free(u);
	}
}

void
power_watch(void)
{
	disk.watching = true;
}

void
power_cut(const char *from, const char *to)
{
	static unsigned char bytes[1 << 22];
	const int in = open(from, O_RDONLY);
	const int out = open(to, O_CREAT | O_TRUNC | O_WRONLY, 0600);
	const struct undo *u;
	ssize_t n;

	/* This drops the locks of this process: nobody else is there. */
	n = in == -1 ? 0 : read(in, bytes, sizeof(bytes));
	for (u = disk.unsynced; u != NULL; u = u->next) {
		if (strcmp(u->path, from) != 0)
			continue;
		if ((size_t)(u->at + u->n) > sizeof(bytes))
			abort();
		memcpy(bytes + u->at, u->bytes, (size_t)u->n);
		n = (ssize_t)u->size;
	}
	if (out == -1 || n < 0 || (size_t)n == sizeof(bytes) ||
	    write(out, bytes, (size_t)n) != n)
		abort();
	(void)close(in);
	(void)close(out);
}

static int
file_close(sqlite3_file *f)
{
	return real_of(f)->pMethods->xClose(real_of(f));
}

static int
file_read(sqlite3_file *f, void *to, int n, sqlite3_int64 at)
{
	if (fails(FAULT_IO))
		return SQLITE_IOERR_READ;
	return real_of(f)->pMethods->xRead(real_of(f), to, n, at);
}

static int
file_write(sqlite3_file *f, const void *from, int n, sqlite3_int64 at)
{
	power_note(f, n, at);
	if (fails(FAULT_IO)) {
		/* Half of it is there already. */
		(void)real_of(f)->pMethods->xWrite(real_of(f), from, n / 2, at);
		return SQLITE_IOERR_WRITE;
	}
	if (fails(FAULT_FULL))
		return SQLITE_FULL;
	return real_of(f)->pMethods->xWrite(real_of(f), from, n, at);
}

static int
file_truncate(sqlite3_file *f, sqlite3_int64 size)
{
	sqlite3_int64 before = size;

	(void)real_of(f)->pMethods->xFileSize(real_of(f), &before);
	if (before > size)
		power_note(f, (int)(before - size), size);
	if (fails(FAULT_IO))
		return SQLITE_IOERR_TRUNCATE;
	return real_of(f)->pMethods->xTruncate(real_of(f), size);
}

static int
file_sync(sqlite3_file *f, int flags)
{
	if (fails(FAULT_IO))
		return SQLITE_IOERR_FSYNC;
	power_forget(((struct fault_file *)f)->path);
	return real_of(f)->pMethods->xSync(real_of(f), flags);
}

static int
file_size(sqlite3_file *f, sqlite3_int64 *ret)
{
	if (fails(FAULT_IO))
		return SQLITE_IOERR_FSTAT;
	return real_of(f)->pMethods->xFileSize(real_of(f), ret);
}

static int
file_lock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xLock(real_of(f), level);
}

static int
file_unlock(sqlite3_file *f, int level)
{
	return real_of(f)->pMethods->xUnlock(real_of(f), level);
}

static int
file_reserved(sqlite3_file *f, int *ret)
{
	return real_of(f)->pMethods->xCheckReservedLock(real_of(f), ret);
}

static int
file_control(sqlite3_file *f, int op, void *arg)
{
	return real_of(f)->pMethods->xFileControl(real_of(f), op, arg);
}

static int
file_sector(sqlite3_file *f)
{
	return real_of(f)->pMethods->xSectorSize(real_of(f));
}

static int
file_traits(sqlite3_file *f)
{
	return real_of(f)->pMethods->xDeviceCharacteristics(real_of(f));
}

static int
file_shm_map(sqlite3_file *f, int page, int size, int extend,
    void volatile **ret)
{
	if (fails(FAULT_IO))
		return SQLITE_IOERR_SHMMAP;
	return real_of(f)->pMethods->xShmMap(real_of(f), page, size, extend,
	    ret);
}

static int
file_shm_lock(sqlite3_file *f, int at, int n, int flags)
{
	return real_of(f)->pMethods->xShmLock(real_of(f), at, n, flags);
}

static void
file_shm_barrier(sqlite3_file *f)
{
	real_of(f)->pMethods->xShmBarrier(real_of(f));
}

static int
file_shm_unmap(sqlite3_file *f, int delete_flag)
{
	return real_of(f)->pMethods->xShmUnmap(real_of(f), delete_flag);
}

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_unlock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_traits,
    .xShmMap = file_shm_map,
    .xShmLock = file_shm_lock,
    .xShmBarrier = file_shm_barrier,
    .xShmUnmap = file_shm_unmap,
};

static int
disk_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *f, int flags,
    int *ret_flags)
{
	struct fault_file *own = (struct fault_file *)f;
	int rc;

	(void)vfs;
	f->pMethods = NULL;
	own->real = (sqlite3_file *)(own + 1);
	own->path = path;
	if (fails(FAULT_IO))
		return SQLITE_CANTOPEN;
	if ((flags & SQLITE_OPEN_READWRITE) != 0 && fails(FAULT_READONLY)) {
		if ((flags & SQLITE_OPEN_MAIN_DB) == 0)
			return SQLITE_CANTOPEN;
		flags = (flags &
			    ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) |
		    SQLITE_OPEN_READONLY;
	}
	rc = disk.real->xOpen(disk.real, path, own->real, flags, ret_flags);
	if (own->real->pMethods != NULL)
		f->pMethods = &methods;
	return rc;
}

static int
disk_delete(sqlite3_vfs *vfs, const char *path, int sync)
{
	(void)vfs;
	if (fails(FAULT_IO))
		return SQLITE_IOERR_DELETE;
	return disk.real->xDelete(disk.real, path, sync);
}

void
fault_install(void)
{
	fault_clear();
	disk.real = sqlite3_vfs_find(NULL);
	disk.vfs = *disk.real;
	disk.vfs.zName = "fault";
	disk.vfs.szOsFile = (int)sizeof(struct fault_file) +
	    disk.real->szOsFile;
	disk.vfs.xOpen = disk_open;
	disk.vfs.xDelete = disk_delete;
	(void)sqlite3_vfs_register(&disk.vfs, 1);
}

void
fault_remove(void)
{
	fault_clear();
	(void)sqlite3_vfs_unregister(&disk.vfs);
}

void
fault_set(enum fault_kind kind, unsigned n, bool sticky)
{
	disk.kind = kind;
	disk.left = n;
	disk.sticky = sticky;
	disk.armed = true;
	disk.hit = false;
}

void
fault_clear(void)
{
	disk.armed = false;
	disk.hit = false;
	disk.watching = false;
	power_forget(NULL);
}

bool
fault_hit(void)
{
	return disk.hit;
}
