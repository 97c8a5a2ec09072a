/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/command.h"
#include "tui/iscsi_try.h"
#include "tui/json.h"
#include "tui/ledger.h"
#include "tui/target_form.h"

#define REASONS 2048

static void
target_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct target *target = &((const struct book *)arg)->targets[row];

	switch (column) {
	case 0:
		text_add_visible_str(t, target->name);
		break;
	case 1:
		text_add_visible_str(t, target->user);
		break;
	default:
		target_form_path(t, target);
	}
}

static void
print_json(const struct book *book, size_t row)
{
	const struct target *target = &book->targets[row];
	json_t *o = json_line();
	char buf[KEY_VALUE_MAX];
	struct text t;

	json_put_text(o, "name", target->name);
	json_put_text(o, "server", target->server);
	json_put_count(o, "port", target->port);
	text_init(&t, buf, sizeof(buf));
	target_lun_format(&t, target);
	json_put_text(o, "lun", buf[0] != '\0' ? buf : "0");
	json_put_text(o, "iqn", target->iqn);
	json_put_text(o, "user", target->user);
	json_put(o, "password", json_boolean(target->password[0] != '\0'));
	json_put_text(o, "reverse_user", target->reverse_user);
	json_put(o, "reverse_password",
	    json_boolean(target->reverse_password[0] != '\0'));
	text_init(&t, buf, sizeof(buf));
	target_form_path(&t, target);
	json_put_text(o, "root_path", buf);
	json_print(o);
}

static size_t
count_rows(const struct book *book)
{
	return book->target_count;
}

static enum status
cmd_target_list(const struct options *o, const char *const *words, int count)
{
	static const char *const titles[] = {"NAME", "USER", "ROOT PATH"};
	static const struct ledger_list list = {.titles = titles,
	    .columns = 3,
	    .count = count_rows,
	    .cell = target_cell,
	    .json = print_json};

	(void)words;
	(void)count;
	return ledger_print(o, &list);
}

static enum status
read_name(struct db_change *change, const char *word)
{
	char buf[256];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	if (target_form_name(word, &t) < 0) {
		command_say(buf);
		return STATUS_USAGE;
	}
	(void)text_copy(change->name, sizeof(change->name), word);
	return STATUS_DONE;
}

static enum status
cmd_target_set(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_TARGET};
	struct ledger l;
	char buf[REASONS];
	struct text why;
	enum status status = read_name(&change, words[0]);

	text_init(&why, buf, sizeof(buf));
	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_WRITE);
	if (status != STATUS_DONE)
		return status;
	status = status_of(target_form_words(&change,
	    book_target(l.book, change.name), words + 1, count - 1, &why));
	command_say(buf);
	if (status == STATUS_DONE)
		status = ledger_apply(&l, &change);
	ledger_close(&l);
	return status;
}

static enum status
cmd_target_rm(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_TARGET, .remove = true};
	const enum status status = read_name(&change, words[0]);

	(void)count;
	return status == STATUS_DONE ? ledger_change(o, &change) : status;
}

static enum status
check(const struct target *target, bool json)
{
	char buf[512];
	struct text result;
	json_t *o;
	int err;

	text_init(&result, buf, sizeof(buf));
	err = iscsi_try(target, &result);
	if (json) {
		o = json_line();
		json_put_text(o, "name", target->name);
		json_put(o, "answers", json_boolean(err == 0));
		json_put_text(o, "text", buf);
		json_print(o);
	} else {
		(void)printf("%s: %s\n", target->name, buf);
	}
	return err < 0 ? STATUS_NET : STATUS_DONE;
}

static enum status
cmd_target_check(const struct options *o, const char *const *words, int count)
{
	const struct target *target;
	struct ledger l;
	char buf[256];
	struct text why;
	enum status status = ledger_open(&l, o, DB_READ);

	(void)count;
	if (status != STATUS_DONE)
		return status;
	target = book_target(l.book, words[0]);
	if (target == NULL) {
		text_init(&why, buf, sizeof(buf));
		text_add(&why, "no such target: ");
		text_add_visible_str(&why, words[0]);
		command_say(buf);
		status = STATUS_USAGE;
	} else {
		status = check(target, o->given[OPTION_JSON]);
	}
	ledger_close(&l);
	return status;
}

enum status
cmd_target(const struct options *o)
{
	static const struct verb verbs[] = {
	    {"list", 0, 0, cmd_target_list},
	    {"set", 2, OPTIONS_WORDS, cmd_target_set},
	    {"rm", 1, 1, cmd_target_rm},
	    {"check", 1, 1, cmd_target_check},
	    {NULL, 0, 0, NULL},
	};

	return command_verb(o, verbs);
}
