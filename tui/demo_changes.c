/* SPDX-License-Identifier: ISC */
#include "tui/demo_changes.h"

#include <string.h>

#include "db/db.h"

struct looking {
	struct demo_changes *changes;
	void (*changed)(void *arg, const struct mac *mac);
	void *arg;
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

static void
take_row(void *arg, const struct db_audit *row)
{
	static const char host[] = "host ";
	const struct looking *l = arg;
	const size_t n = sizeof(host) - 1;
	struct mac mac;

	l->changes->seen = row->id;
	if (is_the_servers(row))
		return;
	if (strncmp(row->object, host, n) != 0)
		l->changed(l->arg, NULL);
	else if (mac_parse(&mac, row->object + n) == 0)
		l->changed(l->arg, &mac);
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
	struct looking l = {c, changed, arg};

	if (c->db == NULL)
		begin(c);
	else if (db_changed(c->db))
		(void)db_audit_since(c->db, c->seen, take_row, &l);
}
