/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/reach.h"
#include "db/db.h"
#include "db/file.h"
#include "db/store.h"
#include "tui/doctor_gather.h"
#include "tui/iscsi_try.h"

static void
folder_of(char *ret, size_t cap, const char *path)
{
	char *slash;

	(void)text_copy(ret, cap, path);
	slash = strrchr(ret, '/');
	if (slash == NULL)
		(void)text_copy(ret, cap, ".");
	else
		slash[slash == ret] = '\0';
}

static void
visit_targets(const struct doctor_visit *v, struct db *db)
{
	struct book *book;
	char buf[512];
	struct text t;
	size_t i;

	if (db_book(db, &book) < 0)
		return;
	for (i = 0; i < book->target_count; i++) {
		struct doctor_target f = {.name = book->targets[i].name,
		    .text = buf};

		text_init(&t, buf, sizeof(buf));
		f.err = iscsi_try(&book->targets[i], &t);
		doctor_target(&f, &v->out);
	}
	book_free(book);
}

static void
visit_disk(const struct doctor_visit *v, const char *check, const char *path,
    bool written)
{
	struct doctor_disk f = {.check = check,
	    .path = path,
	    .written = written};

	f.err = reach_space(path, &f.free_bytes, &f.total_bytes);
	doctor_disk(&f, &v->out);
}

void
doctor_visit_store(const struct doctor_visit *v)
{
	const struct serve_config *c = &v->options->serve;
	struct doctor_db f = {.path = c->db};
	char folder[sizeof(c->db)], buf[512];
	struct db *db = NULL;
	struct text why;

	text_init(&why, buf, sizeof(buf));
	folder_of(folder, sizeof(folder), c->db);
	f.folder_writable = access(folder, W_OK | X_OK) == 0;
	f.open_err = db_open(&db, c->db, DB_READ, &why);
	f.why = buf;
	if (f.open_err == 0) {
		f.check_err = file_check(db);
		if (f.check_err < 0)
			f.why = db_why(db);
	}
	doctor_db(&f, &v->out);
	visit_disk(v, "disk-db", folder, true);
	visit_disk(v, "disk-root", c->tftp_root, false);
	if (db != NULL && f.check_err == 0)
		visit_targets(v, db);
	db_close(db);
}
