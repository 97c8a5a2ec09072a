/* SPDX-License-Identifier: ISC */
#include "tui/ledger.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/priv.h"
#include "db/store.h"
#include "tui/place.h"
#include "tui/table.h"
#include "tui/who.h"

/* A database that fails is a matter of files, whatever the error's name. */
static enum status
fail(int err, const char *why)
{
	(void)fprintf(stderr, "pxeconsole: %s\n",
	    why[0] != '\0' ? why : err_text(err));
	return err == -PX_ENOMEM ? STATUS_MEMORY : STATUS_FILE;
}

static enum status
read_book(struct ledger *l)
{
	struct book *book;
	const int err = db_book(l->db, &book);

	if (err < 0)
		return fail(err, db_why(l->db));
	book_free(l->book);
	l->book = book;
	return STATUS_DONE;
}

/*
 * What root makes in the directory of the user who serves must be that
 * user's, or a service that never is root could not open it.
 */
static int
give_to_owner(const char *db, struct text *why)
{
	struct priv_user owner = {.name = "of the directory"};
	struct stat st;
	char dir[512];
	char *slash;

	(void)text_copy(dir, sizeof(dir), db);
	slash = strrchr(dir, '/');
	if (geteuid() != 0 || slash == NULL || slash == dir)
		return 0;
	*slash = '\0';
	if (stat(dir, &st) != 0 || st.st_uid == 0)
		return 0;
	owner.uid = st.st_uid;
	owner.gid = st.st_gid;
	return place_give(db, &owner, why);
}

/* A server's commit on a slow disk takes seconds, and nobody waits for us. */
#define PATIENCE_MS 10000

static int
open_db(struct ledger *l, const char *path, enum db_access access,
    struct text *why)
{
	int err = 0;

	if (access == DB_WRITE)
		err = place_make(path, why);
	if (err == 0)
		err = db_open(&l->db, path, access, why);
	if (err == 0)
		db_wait(l->db, PATIENCE_MS);
	if (err == 0 && access == DB_WRITE)
		err = give_to_owner(path, why);
	return err;
}

enum status
ledger_open(struct ledger *l, const struct options *o, enum db_access access)
{
	char buf[512];
	struct text why;
	enum status status;
	int err;

	memset(l, 0, sizeof(*l));
	text_init(&why, buf, sizeof(buf));
	err = open_db(l, o->serve.db, access, &why);
	if (err < 0) {
		ledger_close(l);
		return fail(err, buf);
	}
	status = read_book(l);
	if (status != STATUS_DONE)
		ledger_close(l);
	return status;
}

enum status
ledger_apply(struct ledger *l, struct db_change *change)
{
	int err;

	(void)who_name(change->who);
	err = db_apply(l->db, change);
	if (err == -PX_ENOENT || err == -PX_EEXIST || err == -PX_EVALUE) {
		(void)fprintf(stderr, "pxeconsole: %s\n", db_why(l->db));
		return STATUS_USAGE;
	}
	return err < 0 ? fail(err, db_why(l->db)) : read_book(l);
}

void
ledger_close(struct ledger *l)
{
	book_free(l->book);
	db_close(l->db);
	memset(l, 0, sizeof(*l));
}

enum status
ledger_change(const struct options *o, struct db_change *change)
{
	struct ledger l;
	enum status status = ledger_open(&l, o, DB_WRITE);

	if (status != STATUS_DONE)
		return status;
	status = ledger_apply(&l, change);
	ledger_close(&l);
	return status;
}

enum status
ledger_print(const struct options *o, const struct ledger_list *list)
{
	struct ledger l;
	const enum status status = ledger_open(&l, o, DB_READ);
	struct table table = {.titles = list->titles,
	    .columns = list->columns,
	    .cell = list->cell};
	size_t i;

	if (status != STATUS_DONE)
		return status;
	table.arg = l.book;
	table.rows = list->count(l.book);
	if (o->given[OPTION_JSON])
		for (i = 0; i < table.rows; i++)
			list->json(l.book, i);
	else
		table_print(stdout, &table);
	ledger_close(&l);
	return STATUS_DONE;
}
