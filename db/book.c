/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/err.h"
#include "db/exec.h"
#include "db/object.h"
#include "db/shelf.h"

/* What the rows of one kind of object are read into. */
struct reading {
	struct shelf *shelf;
	enum db_object object;
	char name[OBJECT_NAME_MAX]; /* of the object at hand */
	struct host *host;
	struct target *target;
};

/* The next object: false when it cannot be one of ours. */
static bool
object_begin(struct reading *r, const char *name)
{
	struct mac mac;
	enum boot_mode mode;

	r->host = NULL;
	r->target = NULL;
	switch (r->object) {
	case DB_HOST:
		if (mac_parse(&mac, name) == 0)
			r->host = shelf_host(r->shelf, &mac);
		break;
	case DB_MODE:
		if ((mode = mode_parse(name)) != MODE_NONE)
			r->host = shelf_mode(r->shelf, mode);
		break;
	case DB_TARGET:
		r->target = shelf_target(r->shelf, name);
		break;
	case DB_QUIRK:
		r->host = shelf_quirk(r->shelf, name);
		break;
	}
	return r->host != NULL || r->target != NULL;
}

/* Keys of a newer version and broken values are left out, not fatal. */
static int
setting_take(struct reading *r, const char *word, const char *value)
{
	const unsigned key = object_key_find(r->object, word);
	const char *own;

	if (key >= object_key_count(r->object))
		return 0;
	if ((own = shelf_text(r->shelf, value)) == NULL)
		return -PX_ENOMEM;
	if (r->host != NULL)
		(void)host_set(r->host, (enum key)key, own);
	else
		(void)target_set(r->target, (enum target_key)key, own);
	return 0;
}

static int
row_take(struct reading *r, const struct query *q)
{
	const char *name = query_text(q, "name");
	const char *key = query_text(q, "key");

	if (strcmp(name, r->name) != 0) {
		(void)text_copy(r->name, sizeof(r->name), name);
		(void)object_begin(r, name);
	}
	if ((r->host == NULL && r->target == NULL) || key[0] == '\0')
		return 0;
	return setting_take(r, key, query_text(q, "value"));
}

/* Objects in the order of their names: for hosts, of their addresses. */
static int
objects_read(struct db *db, struct shelf *shelf, enum db_object object)
{
	struct reading r = {.shelf = shelf, .object = object};
	struct query q;
	int err = 0;

	query_init(&q, db,
	    "SELECT o.name AS name, s.key AS key,"
	    " s.value AS value FROM objects o LEFT JOIN settings s"
	    " ON s.kind = o.kind AND s.name = o.name"
	    " WHERE o.kind = ? ORDER BY o.name");
	query_add_text(&q, object_kind(object));
	while (err == 0 && query_row(&q))
		err = row_take(&r, &q);
	if (err != 0)
		q.err = err;
	return query_done(&q);
}

static int
shelf_make(struct db *db, struct shelf **ret)
{
	int64_t hosts = 0, targets = 0, quirks = 0;
	int err;

	if ((err = db_number(db,
		 "SELECT count(*) FROM objects"
		 " WHERE kind = 'host'",
		 &hosts)) != 0 ||
	    (err = db_number(db,
		 "SELECT count(*) FROM objects"
		 " WHERE kind = 'target'",
		 &targets)) != 0 ||
	    (err = db_number(db,
		 "SELECT count(*) FROM objects"
		 " WHERE kind = 'quirk'",
		 &quirks)) != 0)
		return err;
	*ret = shelf_new((size_t)hosts, (size_t)targets, (size_t)quirks);
	return *ret == NULL ? -PX_ENOMEM : 0;
}

int
db_book(struct db *db, struct book **ret)
{
	struct shelf *shelf = NULL;
	int err;

	if ((err = tx_begin_read(db)) != 0)
		return err;
	err = shelf_make(db, &shelf);
	if (err == 0)
		err = objects_read(db, shelf, DB_HOST);
	if (err == 0)
		err = objects_read(db, shelf, DB_MODE);
	if (err == 0)
		err = objects_read(db, shelf, DB_TARGET);
	if (err == 0)
		err = objects_read(db, shelf, DB_QUIRK);
	err = tx_end(db, err);
	if (err != 0) {
		shelf_free(shelf);
		return err;
	}
	*ret = shelf_book(shelf);
	return 0;
}
