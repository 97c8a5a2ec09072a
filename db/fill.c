/* SPDX-License-Identifier: ISC */
#include "core/base/err.h"
#include "db/exec.h"
#include "db/object.h"

/* The two statements that write a book, made once for all of its rows. */
struct filling {
	struct query object, setting;
	const char *kind, *name;
};

static void
object_put(struct filling *f, const char *kind, const char *name)
{
	f->kind = kind;
	f->name = name;
	query_again(&f->object);
	query_add_text(&f->object, kind);
	query_add_text(&f->object, name);
	(void)query_row(&f->object);
}

static void
setting_put(struct filling *f, const char *key, const char *value)
{
	if (value[0] == '\0')
		return;
	query_again(&f->setting);
	query_add_text(&f->setting, f->kind);
	query_add_text(&f->setting, f->name);
	query_add_text(&f->setting, key);
	query_add_text(&f->setting, value);
	(void)query_row(&f->setting);
}

static void
keys_put(struct filling *f, const struct host *h)
{
	unsigned key;

	for (key = 0; key < KEY_COUNT; key++)
		setting_put(f, key_def((enum key)key)->word, h->text[key]);
}

static void
target_put(struct filling *f, const struct target *t)
{
	char lun[32], port[8];
	struct text text;

	object_put(f, object_kind(DB_TARGET), t->name);
	setting_put(f, target_key_word(TARGET_SERVER), t->server);
	setting_put(f, target_key_word(TARGET_IQN), t->iqn);
	setting_put(f, target_key_word(TARGET_USER), t->user);
	setting_put(f, target_key_word(TARGET_PASSWORD), t->password);
	setting_put(f, target_key_word(TARGET_REVERSE_USER), t->reverse_user);
	setting_put(f, target_key_word(TARGET_REVERSE_PASSWORD),
	    t->reverse_password);
	text_init(&text, port, sizeof(port));
	text_addf(&text, "%u", t->port);
	setting_put(f, target_key_word(TARGET_PORT), port);
	text_init(&text, lun, sizeof(lun));
	target_lun_format(&text, t);
	setting_put(f, target_key_word(TARGET_LUN), lun);
}

static void
book_put(struct filling *f, const struct book *book)
{
	char mac[MAC_TEXT];
	size_t i;

	for (i = 0; i < book->host_count; i++) {
		object_put(f, object_kind(DB_HOST),
		    mac_format(mac, &book->hosts[i].mac));
		keys_put(f, &book->hosts[i]);
	}
	for (i = MODE_NONE + 1; i < MODE_COUNT; i++) {
		object_put(f, object_kind(DB_MODE),
		    mode_name((enum boot_mode)i));
		keys_put(f, &book->modes[i]);
	}
	for (i = 0; i < book->target_count; i++)
		target_put(f, &book->targets[i]);
	for (i = 0; i < book->quirk_count; i++) {
		object_put(f, object_kind(DB_QUIRK), book->quirks[i].kind);
		keys_put(f, &book->quirks[i].set);
	}
}

int
db_fill(struct db *db, const struct book *book)
{
	struct filling f;
	int err = tx_begin(db), err_setting;

	if (err != 0)
		return err;
	query_init(&f.object, db,
	    "INSERT INTO objects (kind, name) VALUES (?, ?)");
	query_init(&f.setting, db,
	    "INSERT INTO settings"
	    " (kind, name, key, value) VALUES (?, ?, ?, ?)");
	book_put(&f, book);
	err = query_done(&f.object);
	err_setting = query_done(&f.setting);
	return tx_end(db, err != 0 ? err : err_setting);
}
