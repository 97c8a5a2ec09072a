/* SPDX-License-Identifier: ISC */
#include "tui/demo_changes.h"

#include <stdbool.h>
#include <string.h>

#include "core/boot/mode.h"
#include "db/db.h"
#include "db/store.h"

struct looking {
	struct demo_changes *changes;
	void (*changed)(void *arg, const struct mac *mac);
	void *arg;
	bool any_mode, modes[MODE_COUNT]; /* that were changed */
};

void
demo_changes_init(struct demo_changes *c, const char *path)
{
	memset(c, 0, sizeof(*c));
	c->path = path;
}

void
demo_changes_done(struct demo_changes *c)
{
	db_close(c->db);
	c->db = NULL;
}

/* That `once` was used, or what placement=auto has come to. */
static bool
is_the_servers(const struct db_audit *row)
{
	return strcmp(row->who, "once") == 0 || strcmp(row->who, "auto") == 0;
}

/* What follows the kind of object; NULL: it is of another kind. */
static const char *
name_of(const struct db_audit *row, const char *kind)
{
	const size_t n = strlen(kind);

	return strncmp(row->object, kind, n) == 0 ? row->object + n : NULL;
}

/* Targets and kinds of clients are of no machine in particular. */
static void
take_row(void *arg, const struct db_audit *row)
{
	struct looking *l = arg;
	const char *name;
	enum boot_mode mode;
	struct mac mac;

	l->changes->seen = row->id;
	if (is_the_servers(row))
		return;
	if ((name = name_of(row, "host ")) != NULL) {
		if (mac_parse(&mac, name) == 0)
			l->changed(l->arg, &mac);
	} else if ((name = name_of(row, "mode ")) != NULL) {
		mode = mode_parse(name);
		l->modes[mode] = mode != MODE_NONE;
		l->any_mode |= mode != MODE_NONE;
	}
}

/* The machines whose mode was changed. */
static void
tell_modes(const struct looking *l)
{
	struct book *book;
	size_t i;

	if (!l->any_mode || db_book(l->changes->db, &book) < 0)
		return;
	for (i = 0; i < book->host_count; i++)
		if (l->modes[mode_parse(book->hosts[i].text[KEY_MODE])])
			l->changed(l->arg, &book->hosts[i].mac);
	book_free(book);
}

/* What filled the book is no news. */
static void
begin(struct demo_changes *c)
{
	char line[256];
	struct text why;

	text_init(&why, line, sizeof(line));
	if (db_open(&c->db, c->path, DB_READ, &why) != 0) {
		c->db = NULL;
		return;
	}
	(void)db_audit_newest(c->db, &c->seen);
}

void
demo_changes_look(struct demo_changes *c,
    void (*changed)(void *arg, const struct mac *mac), void *arg)
{
	struct looking l = {.changes = c, .changed = changed, .arg = arg};

	if (c->db == NULL)
		begin(c);
	else if (db_changed(c->db)) {
		(void)db_audit_since(c->db, c->seen, take_row, &l);
		tell_modes(&l);
	}
}
