/* SPDX-License-Identifier: ISC */
#include "tui/ledger.h"

#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "db/store.h"
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

enum status
ledger_open(struct ledger *l, const struct options *o, enum db_access access)
{
	char buf[512];
	struct text why;
	enum status status;
	int err;

	memset(l, 0, sizeof(*l));
	text_init(&why, buf, sizeof(buf));
	err = db_open(&l->db, o->serve.db, access, &why);
	if (err < 0)
		return fail(err, buf);
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
