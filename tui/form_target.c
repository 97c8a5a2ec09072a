/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/boot/target.h"
#include "core/proto/iscsi_path.h"
#include "tui/app.h"

/* The form of an iSCSI target: its keys are those of `target set`. */
static const struct {
	const char *word, *help;
	size_t most;
} rows[TARGET_KEY_COUNT] = {
    [TARGET_SERVER] = {"server", "address of the iSCSI server, or its name",
	63},
    [TARGET_PORT] = {"port", "TCP port; unset: 3260", 5},
    [TARGET_LUN] = {"lun", "hexadecimal, RFC 4173; unset: 0", 19},
    [TARGET_IQN] = {"iqn", "name: iqn.2026-01.org.example:disk1, eui., naa.",
	ISCSI_NAME_MAX},
    [TARGET_USER] = {"user", "CHAP user; unset: no CHAP", 63},
    [TARGET_PASSWORD] = {"password",
	"CHAP password, best with 12 bytes or more", 63},
    [TARGET_REVERSE_USER] = {"reverse-user",
	"mutual CHAP: the target's own name; unset: it is not asked", 63},
    [TARGET_REVERSE_PASSWORD] = {"reverse-password",
	"mutual CHAP: the target's own password", 63},
};

static bool
port_good(const char *s)
{
	unsigned n = 0;

	for (; *s >= '0' && *s <= '9' && n <= 65535; s++)
		n = n * 10 + (unsigned)(*s - '0');
	return *s == '\0' && n > 0 && n <= 65535;
}

static bool
iqn_good(const char *s)
{
	return strncmp(s, "iqn.", 4) == 0 || strncmp(s, "eui.", 4) == 0 ||
	    strncmp(s, "naa.", 4) == 0;
}

static const char *
text_of(const struct form *f, enum target_key key)
{
	return f->fields[key].input.text;
}

static bool
has_login(const struct form *f)
{
	return text_of(f, TARGET_USER)[0] != '\0' &&
	    text_of(f, TARGET_PASSWORD)[0] != '\0';
}

static void
login_check(const struct form *f, struct text *why)
{
	struct target t;

	target_init(&t, f->name);
	t.user = text_of(f, TARGET_USER);
	t.password = text_of(f, TARGET_PASSWORD);
	(void)target_chap_check(&t, why);
}

/* All four together; half a login is said at the password. */
static void
reverse_check(const struct form *f, struct text *why)
{
	struct target t;

	target_init(&t, f->name);
	t.reverse_user = text_of(f, TARGET_REVERSE_USER);
	t.reverse_password = text_of(f, TARGET_REVERSE_PASSWORD);
	if (t.reverse_user[0] == '\0' && t.reverse_password[0] == '\0')
		return;
	if (has_login(f)) {
		t.user = text_of(f, TARGET_USER);
		t.password = text_of(f, TARGET_PASSWORD);
	}
	(void)target_chap_check(&t, why);
}

/* What may be saved, and better is not. */
static void
secret_warn(const struct form *f, size_t field, struct text *why)
{
	struct target t;

	target_init(&t, f->name);
	if (field == TARGET_PASSWORD)
		t.password = text_of(f, TARGET_PASSWORD);
	if (field == TARGET_REVERSE_PASSWORD)
		t.reverse_password = text_of(f, TARGET_REVERSE_PASSWORD);
	target_chap_warn(&t, why);
}

static int
target_check(struct app *app, const struct form *f, size_t field,
    struct text *why)
{
	const char *s = f->fields[field].input.text;
	uint64_t lun;

	(void)app;
	switch ((enum target_key)field) {
	case TARGET_SERVER:
		if (s[0] == '\0')
			text_add(why, "an address is needed");
		else if (strpbrk(s, " \t[]/") != NULL)
			text_add(why, "an address or a name, nothing else");
		break;
	case TARGET_PORT:
		if (s[0] != '\0' && !port_good(s))
			text_add(why, "a number from 1 to 65535");
		break;
	case TARGET_LUN:
		if (s[0] != '\0' && iscsi_lun_parse(&lun, s) != 0)
			text_add(why,
			    "up to four hexadecimal groups with - between "
			    "them: 1, or 4752-3A4F-6b7e-2F99");
		break;
	case TARGET_IQN:
		if (s[0] == '\0')
			text_add(why, "the target's name is needed");
		else if (!iqn_good(s))
			text_add(why, "begins with iqn., eui. or naa.");
		break;
	case TARGET_PASSWORD:
		login_check(f, why);
		break;
	case TARGET_REVERSE_PASSWORD:
		reverse_check(f, why);
		break;
	case TARGET_USER:
	case TARGET_REVERSE_USER:
	case TARGET_KEY_COUNT:
		break;
	}
	if (why->len > 0)
		return -PX_EVALUE;
	secret_warn(f, field, why);
	return 0;
}

static void
target_warn(struct app *app, const struct form *f, struct text *why)
{
	(void)app;
	(void)f;
	(void)why;
}

static const char *
target_complete(struct app *app, const struct form *f, size_t field, size_t n)
{
	(void)app;
	(void)f;
	(void)field;
	(void)n;
	return NULL;
}

static const char *
target_inherit(struct app *app, const struct form *f, size_t field)
{
	(void)app;
	(void)f;
	return field == TARGET_PORT ? "3260" : field == TARGET_LUN ? "0" : "";
}

static bool
target_save(struct app *app, struct form *f)
{
	struct db_change c;
	char words[128];
	struct text t;
	size_t i;

	change_target(app, &c, f->name);
	for (i = 0; i < f->count; i++)
		if (strcmp(f->fields[i].was, f->fields[i].input.text) != 0)
			change_set(&c, (unsigned)i, f->fields[i].input.text);
	text_init(&t, words, sizeof(words));
	text_add(&t, "target ");
	text_add_visible_str(&t, f->name);
	if (!change_post(app, &c, words))
		return false;
	app_say(app, STYLE_GOOD, "%s saved. u undoes", words);
	return true;
}

static void
add_fields(struct form *f, const struct target *t)
{
	char port[8] = "", lun[24] = "";
	const char *values[TARGET_KEY_COUNT] = {"", port, lun, "", "", "", "",
	    ""};
	struct text text;
	size_t i;

	if (t != NULL) {
		if (t->port != 0)
			(void)snprintf(port, sizeof(port), "%u", t->port);
		text_init(&text, lun, sizeof(lun));
		if (t->lun != 0)
			iscsi_lun_format(&text, t->lun);
		values[TARGET_SERVER] = t->server;
		values[TARGET_IQN] = t->iqn;
		values[TARGET_USER] = t->user;
		values[TARGET_PASSWORD] = t->password;
		values[TARGET_REVERSE_USER] = t->reverse_user;
		values[TARGET_REVERSE_PASSWORD] = t->reverse_password;
	}
	for (i = 0; i < TARGET_KEY_COUNT; i++) {
		struct field *field = form_add(f, rows[i].word, rows[i].help,
		    rows[i].most, values[i]);

		if (field != NULL)
			field->secret = target_key_secret((enum target_key)i);
	}
}

void
form_target(struct app *app, const char *name)
{
	static const struct form_ops ops = {
	    .check = target_check,
	    .warn = target_warn,
	    .complete = target_complete,
	    .inherit = target_inherit,
	    .save = target_save,
	};
	const struct target *target = app->book == NULL ?
	    NULL :
	    book_target(app->book, name);
	struct form *f = form_open(app, &ops);
	struct text t;

	if (f == NULL)
		return;
	(void)text_copy(f->name, sizeof(f->name), name);
	text_init(&t, f->title, sizeof(f->title));
	text_add(&t, target == NULL ? "New target " : "Target ");
	text_add_visible_str(&t, name);
	add_fields(f, target);
	form_check(app, f);
}
