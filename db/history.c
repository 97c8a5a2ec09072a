/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/err.h"
#include "db/exec.h"

static int
boot_insert(struct db *db, const struct db_boot *row)
{
	static const char text[] =
	    "INSERT INTO boots (mac, began_us, ended_us, mode, result, text,"
	    " stages) VALUES (?, ?, ?, ?, ?, ?, ?)";
	struct query q;

	query_init_kept(&q, db, text);
	query_add_blob(&q, row->mac.b, sizeof(row->mac.b));
	query_add_int(&q, row->began_us);
	query_add_int(&q, row->ended_us);
	query_add_text(&q, row->mode);
	query_add_text(&q, row->result);
	query_add_text(&q, row->text);
	query_add_text(&q, row->stages);
	return query_run(&q);
}

static int
boots_prune(struct db *db, const struct mac *mac)
{
	static const char of_machine[] =
	    "DELETE FROM boots WHERE mac = ?1 AND id <="
	    " (SELECT id FROM boots WHERE mac = ?1"
	    " ORDER BY id DESC LIMIT 1 OFFSET 100)";
	static const char of_all[] = "DELETE FROM boots WHERE id <="
				     " (SELECT max(id) FROM boots) - 100000";
	struct query q;
	int err;

	query_init_kept(&q, db, of_machine);
	query_add_blob(&q, mac->b, sizeof(mac->b));
	if ((err = query_run(&q)) != 0)
		return err;
	/* MAC addresses cost a stranger nothing: a ceiling over all. */
	return db_run_kept(db, of_all);
}

int
db_boot_add(struct db *db, const struct db_boot *row)
{
	int err = tx_begin(db);

	if (err != 0)
		return err;
	if ((err = boot_insert(db, row)) == 0)
		err = boots_prune(db, &row->mac);
	return tx_end(db, err);
}

static bool
boot_read(const struct query *q, struct db_boot *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->began_us = query_int(q, "began_us");
	ret->ended_us = query_int(q, "ended_us");
	(void)text_copy(ret->mode, sizeof(ret->mode), query_text(q, "mode"));
	(void)text_copy(ret->result, sizeof(ret->result),
	    query_text(q, "result"));
	(void)text_copy(ret->text, sizeof(ret->text), query_text(q, "text"));
	(void)text_copy(ret->stages, sizeof(ret->stages),
	    query_text(q, "stages"));
	return query_blob(q, "mac", ret->mac.b, sizeof(ret->mac.b));
}

int
db_boot_good(struct db *db, const struct mac *mac, int64_t before_us,
    struct db_boot *ret)
{
	struct query q;
	bool got = false;
	int err;

	query_init(&q, db,
	    "SELECT * FROM boots WHERE mac = ? AND began_us < ?"
	    " AND result IN ('done', 'os') ORDER BY id DESC LIMIT 1");
	query_add_blob(&q, mac->b, sizeof(mac->b));
	query_add_int(&q, before_us);
	while (query_row(&q))
		got = boot_read(&q, ret);
	err = query_done(&q);
	return err == 0 && !got ? -PX_ENOENT : err;
}

int
db_boots_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_boot *row), void *arg)
{
	struct db_boot row;
	struct query q;

	query_init(&q, db,
	    mac != NULL ?
		"SELECT * FROM boots WHERE mac = ? ORDER BY id DESC LIMIT ?" :
		"SELECT * FROM boots ORDER BY id DESC LIMIT ?");
	if (mac != NULL)
		query_add_blob(&q, mac->b, sizeof(mac->b));
	query_add_int(&q, (int64_t)most);
	while (query_row(&q))
		if (boot_read(&q, &row))
			each(arg, &row);
	return query_done(&q);
}

static void
audit_read(const struct query *q, struct db_audit *ret)
{
	memset(ret, 0, sizeof(*ret));
	ret->id = query_int(q, "id");
	ret->time_us = query_int(q, "time_us");
	(void)text_copy(ret->who, sizeof(ret->who), query_text(q, "who"));
	(void)text_copy(ret->object, sizeof(ret->object),
	    query_text(q, "object"));
	(void)text_copy(ret->key, sizeof(ret->key), query_text(q, "key"));
	(void)text_copy(ret->before, sizeof(ret->before),
	    query_text(q, "before"));
	(void)text_copy(ret->after, sizeof(ret->after), query_text(q, "after"));
}

static int
audit_rows(struct query *q, void (*each)(void *arg, const struct db_audit *row),
    void *arg)
{
	struct db_audit row;

	while (query_row(q)) {
		audit_read(q, &row);
		each(arg, &row);
	}
	return query_done(q);
}

int
db_audit_each(struct db *db, const struct mac *mac, size_t most,
    void (*each)(void *arg, const struct db_audit *row), void *arg)
{
	char object[32], buf[MAC_TEXT];
	struct text t;
	struct query q;

	query_init(&q, db,
	    mac != NULL ? "SELECT * FROM audit WHERE object = ? ORDER BY id "
			  "DESC LIMIT ?" :
			  "SELECT * FROM audit ORDER BY id DESC LIMIT ?");
	if (mac != NULL) {
		text_init(&t, object, sizeof(object));
		text_addf(&t, "host %s", mac_format(buf, mac));
		query_add_text(&q, object);
	}
	query_add_int(&q, (int64_t)most);
	return audit_rows(&q, each, arg);
}

int
db_audit_since(struct db *db, int64_t id,
    void (*each)(void *arg, const struct db_audit *row), void *arg)
{
	struct query q;

	query_init(&q, db, "SELECT * FROM audit WHERE id > ? ORDER BY id");
	query_add_int(&q, id);
	return audit_rows(&q, each, arg);
}

int
db_audit_newest(struct db *db, int64_t *ret)
{
	return db_number(db, "SELECT coalesce(max(id), 0) FROM audit", ret);
}
