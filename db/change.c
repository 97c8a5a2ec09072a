/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/err.h"
#include "core/boot/quirk.h"
#include "db/exec.h"
#include "db/object.h"

/* Rows of audit that are kept. */
#define AUDIT_MOST "200000"

struct applying {
	struct db *db;
	const struct db_change *change;
	const char *kind;
	char name[OBJECT_NAME_MAX];
	int64_t now_us;
	size_t audited;
};

static int
audit(struct applying *a, const char *key, const char *before,
    const char *after)
{
	char buf[96];
	struct text object;
	struct query q;

	text_init(&object, buf, sizeof(buf));
	text_addf(&object, "%s %s", a->kind, a->name);
	query_init(&q, a->db,
	    "INSERT INTO audit (time_us, who, object, key, before, after)"
	    " VALUES (?, ?, ?, ?, ?, ?)");
	query_add_int(&q, a->now_us);
	query_add_text(&q, a->change->who);
	query_add_text(&q, buf);
	query_add_text(&q, key);
	query_add_text(&q, before);
	query_add_text(&q, after);
	a->audited++;
	return query_run(&q);
}

static int
audit_key(struct applying *a, unsigned key, const char *before,
    const char *after)
{
	if (object_key_secret(a->change->object, key)) {
		before = before[0] != '\0' ? "set" : "";
		after = after[0] != '\0' ? "set" : "cleared";
	}
	return audit(a, object_key_word(a->change->object, key), before, after);
}

static int
audit_prune(struct db *db)
{
	return db_run(db,
	    "DELETE FROM audit WHERE id <="
	    " (SELECT max(id) FROM audit) - " AUDIT_MOST);
}

/* 1, 0 or an error. */
static int
object_exists(struct applying *a)
{
	struct query q;
	bool found;
	int err;

	query_init(&q, a->db,
	    "SELECT 1 FROM objects WHERE kind = ? AND name = ?");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	found = query_row(&q);
	err = query_done(&q);
	return err != 0 ? err : found;
}

static int
object_add(struct applying *a)
{
	struct query q;

	query_init(&q, a->db, "INSERT INTO objects (kind, name) VALUES (?, ?)");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	return query_run(&q);
}

static int
value_read(struct applying *a, const char *word, char ret[KEY_VALUE_MAX])
{
	struct query q;

	ret[0] = '\0';
	query_init(&q, a->db,
	    "SELECT value FROM settings"
	    " WHERE kind = ? AND name = ? AND key = ?");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	query_add_text(&q, word);
	if (query_row(&q))
		(void)text_copy(ret, KEY_VALUE_MAX, query_text(&q, "value"));
	return query_done(&q);
}

static int
value_write(struct applying *a, const char *word, const char *value)
{
	struct query q;

	query_init(&q, a->db,
	    value[0] == '\0' ?
		"DELETE FROM settings WHERE kind = ? AND name = ? AND key = ?" :
		"INSERT INTO settings (kind, name, key, value)"
		" VALUES (?, ?, ?, ?) ON CONFLICT (kind, name, key)"
		" DO UPDATE SET value = excluded.value");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	query_add_text(&q, word);
	if (value[0] != '\0')
		query_add_text(&q, value);
	return query_run(&q);
}

/*
 * One form for one meaning, so that equal addresses are equal text; says what
 * no reader of the book could use.
 */
static int
value_check(struct applying *a, unsigned key, char value[KEY_VALUE_MAX])
{
	const enum db_object object = a->change->object;
	struct target t;
	struct host h;
	int err;

	target_init(&t, "");
	host_init(&h, &a->change->mac);
	if (key >= object_key_count(object))
		return db_refuse(a->db, -PX_EVALUE, "no such key");
	if (object == DB_TARGET)
		err = target_set(&t, (enum target_key)key, value);
	else
		err = host_set(&h, (enum key)key, value);
	if (object == DB_MODE && !key_def((enum key)key)->in_mode)
		err = -PX_EVALUE;
	if (object == DB_QUIRK && !quirk_has_key((enum key)key))
		err = -PX_EVALUE;
	if (object != DB_TARGET && strlen(value) > key_def((enum key)key)->most)
		err = -PX_EVALUE;
	if (err != 0)
		return db_refuse(a->db, err, "%s: %s",
		    object_key_word(object, key), err_text(err));
	if (h.ip != 0)
		(void)ip4_format(value, h.ip);
	return 0;
}

/* A name or an address belongs to one host only. */
static int
value_unique(struct applying *a, const char *word, const char *value)
{
	struct query q;
	int err = 0;

	/* The terms of the partial index as they stand there, to use it. */
	query_init(&q, a->db,
	    "SELECT name FROM settings WHERE kind = 'host'"
	    " AND key IN ('name', 'ip') AND key = ?"
	    " AND value = ? COLLATE NOCASE AND name <> ?");
	query_add_text(&q, word);
	query_add_text(&q, value);
	query_add_text(&q, a->name);
	if (query_row(&q))
		err = db_refuse(a->db, -PX_EEXIST, "%s is already that of %s",
		    word, query_text(&q, "name"));
	return err != 0 ? (query_done(&q), err) : query_done(&q);
}

static int
set_one(struct applying *a, const struct db_set *set)
{
	char before[KEY_VALUE_MAX], after[KEY_VALUE_MAX];
	const char *word;
	int err;

	(void)text_copy(after, sizeof(after), set->value);
	if ((err = value_check(a, set->key, after)) != 0)
		return err;
	word = object_key_word(a->change->object, set->key);
	if ((err = value_read(a, word, before)) != 0 ||
	    strcmp(before, after) == 0)
		return err;
	if (a->change->object == DB_HOST && after[0] != '\0' &&
	    (err = value_unique(a, word, after)) != 0)
		return err;
	if ((err = value_write(a, word, after)) != 0)
		return err;
	return audit_key(a, set->key, before, after);
}

static int
target_complete(struct applying *a)
{
	static const enum target_key needed[] = {TARGET_SERVER, TARGET_IQN};
	char value[KEY_VALUE_MAX];
	size_t i;
	int err;

	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++) {
		err = value_read(a, target_key_word(needed[i]), value);
		if (err != 0)
			return err;
		if (value[0] == '\0')
			return db_refuse(a->db, -PX_EVALUE, "target needs %s",
			    target_key_word(needed[i]));
	}
	return 0;
}

static int
set_all(struct applying *a)
{
	const int there = object_exists(a);
	size_t i;
	int err = there < 0 ? there : 0;

	if (there == 0)
		err = object_add(a);
	for (i = 0; err == 0 && i < a->change->set_count; i++)
		err = set_one(a, &a->change->sets[i]);
	if (err == 0 && a->change->object == DB_TARGET)
		err = target_complete(a);
	if (err == 0 && there == 0 && a->audited == 0)
		err = audit(a, "", "", "added");
	return err;
}

/* A host or a mode's defaults that name this target. */
static int
target_unused(struct applying *a)
{
	struct query q;
	int err = 0;

	query_init(&q, a->db,
	    "SELECT kind, name FROM settings"
	    " WHERE kind IN ('host', 'mode') AND key = ? AND value = ?"
	    " LIMIT 1");
	query_add_text(&q, key_def(KEY_TARGET)->word);
	query_add_text(&q, a->name);
	if (query_row(&q))
		err = db_refuse(a->db, -PX_EEXIST, "still used by %s %s",
		    query_text(&q, "kind"), query_text(&q, "name"));
	return err != 0 ? (query_done(&q), err) : query_done(&q);
}

static int
audit_all_cleared(struct applying *a)
{
	const enum db_object object = a->change->object;
	struct query q;
	unsigned key;
	int err = 0;

	query_init(&q, a->db,
	    "SELECT key, value FROM settings"
	    " WHERE kind = ? AND name = ?");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	while (err == 0 && query_row(&q)) {
		key = object_key_find(object, query_text(&q, "key"));
		if (key < object_key_count(object))
			err = audit_key(a, key, query_text(&q, "value"), "");
	}
	if (err != 0)
		q.err = err;
	return query_done(&q);
}

static int
remove_all(struct applying *a)
{
	struct query q;
	int err = object_exists(a);

	if (err <= 0)
		return err < 0 ? err :
				 db_refuse(a->db, -PX_ENOENT, "no such %s: %s",
				     a->kind, a->name);
	if (a->change->object == DB_TARGET && (err = target_unused(a)) != 0)
		return err;
	if ((err = audit_all_cleared(a)) != 0)
		return err;
	if (a->audited == 0 && (err = audit(a, "", "", "removed")) != 0)
		return err;
	query_init(&q, a->db,
	    "DELETE FROM objects WHERE kind = ? AND name = ?");
	query_add_text(&q, a->kind);
	query_add_text(&q, a->name);
	return query_run(&q);
}

/* An object must have a name that the book can hold. */
static int
name_check(struct applying *a)
{
	const struct db_change *c = a->change;

	if (c->set_count > DB_CHANGE_MAX)
		return db_refuse(a->db, -PX_EVALUE, "too many keys at once");
	if (c->object == DB_HOST && !mac_usable(&c->mac))
		return db_refuse(a->db, -PX_EVALUE,
		    "not the MAC address of a machine");
	if (a->name[0] == '\0')
		return db_refuse(a->db, -PX_EVALUE, "%s without a name",
		    a->kind);
	return 0;
}

int
db_apply(struct db *db, const struct db_change *change)
{
	struct applying a = {.db = db,
	    .change = change,
	    .kind = object_kind(change->object),
	    .now_us = db_now_us()};
	int err;

	(void)object_name(a.name, change);
	if ((err = name_check(&a)) != 0 || (err = tx_begin(db)) != 0)
		return err;
	err = change->remove ? remove_all(&a) : set_all(&a);
	if (err == 0)
		err = audit_prune(db);
	return tx_end(db, err);
}
