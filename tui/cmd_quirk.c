/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/boot/quirk.h"
#include "tui/assign.h"
#include "tui/command.h"
#include "tui/json.h"
#include "tui/ledger.h"

#define REASONS 4096
#define LINE_MOST 65536

static void
quirk_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct quirk *q = &((const struct book *)arg)->quirks[row];

	if (column == 0)
		text_add_visible_str(t, q->kind);
	else if (column == 1)
		quirk_text(t, q);
	else
		text_add_visible_str(t, q->set.text[KEY_NOTE]);
}

static void
print_json(const struct book *book, size_t row)
{
	const struct quirk *q = &book->quirks[row];
	json_t *o = json_line();
	unsigned i;

	json_put_text(o, "kind", q->kind);
	for (i = 0; i < KEY_COUNT; i++)
		if (quirk_has_key((enum key)i))
			json_put_text(o, key_def((enum key)i)->word,
			    q->set.text[i]);
	json_print(o);
}

static size_t
count_rows(const struct book *book)
{
	return book->quirk_count;
}

static enum status
cmd_quirk_list(const struct options *o, const char *const *words, int count)
{
	static const char *const titles[] = {"KIND", "SETTINGS", "NOTE"};
	static const struct ledger_list list = {.titles = titles,
	    .columns = 3,
	    .count = count_rows,
	    .cell = quirk_cell,
	    .json = print_json};

	(void)words;
	(void)count;
	return ledger_print(o, &list);
}

/* Any visible text may be a kind: those to come are not known yet. */
static enum status
read_kind(struct db_change *change, const char *word)
{
	char buf[512], visible[QUIRK_KIND];
	struct text t;

	text_init(&t, visible, sizeof(visible));
	text_add_visible_str(&t, word);
	if (!t.cut && t.len > 0 && strcmp(visible, word) == 0) {
		(void)text_copy(change->name, sizeof(change->name), word);
		return STATUS_DONE;
	}
	text_init(&t, buf, sizeof(buf));
	text_add_char(&t, '"');
	text_add_visible_str(&t, word);
	text_add(&t,
	    "\" is no kind of client, as in \"gPXE 0.9.7 BIOS\"; explain "
	    "names them");
	command_say(buf);
	return STATUS_USAGE;
}

static enum status
apply_words(struct ledger *l, struct db_change *change,
    const char *const *words, int count)
{
	char buf[REASONS];
	struct text why;
	struct assign assign = {.change = change, .book = l->book, .why = &why};
	int err;

	text_init(&why, buf, sizeof(buf));
	err = assign_words(&assign, words, count);
	command_say(buf);
	return err < 0 ? STATUS_USAGE : ledger_apply(l, change);
}

static enum status
cmd_quirk_set(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_QUIRK};
	struct ledger l;
	enum status status = read_kind(&change, words[0]);

	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_WRITE);
	if (status != STATUS_DONE)
		return status;
	status = apply_words(&l, &change, words + 1, count - 1);
	ledger_close(&l);
	return status;
}

static enum status
cmd_quirk_rm(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_QUIRK, .remove = true};
	const enum status status = read_kind(&change, words[0]);

	(void)count;
	return status == STATUS_DONE ? ledger_change(o, &change) : status;
}

/* The object's members as words; what is no setting (v, kind) is left out. */
static int
words_of(const json_t *o, char buf[][KEY_VALUE_MAX + 24], const char *ret[])
{
	const char *value;
	struct text t;
	int count = 0;
	unsigned i;

	for (i = 0; i < KEY_COUNT; i++) {
		const char *word = key_def((enum key)i)->word;

		value = json_string_value(json_object_get(o, word));
		if (value == NULL || !quirk_has_key((enum key)i))
			continue;
		text_init(&t, buf[count], sizeof(buf[count]));
		text_addf(&t, "%s=", word);
		text_add(&t, value);
		ret[count] = buf[count];
		count++;
	}
	return count;
}

static enum status
load_line(struct ledger *l, const char *line)
{
	static char buf[KEY_COUNT][KEY_VALUE_MAX + 24];
	struct db_change change = {.object = DB_QUIRK};
	const char *words[KEY_COUNT], *kind;
	enum status status = STATUS_USAGE;
	json_t *o = json_loads(line, 0, NULL);

	kind = json_string_value(json_object_get(o, "kind"));
	if (kind == NULL)
		command_say("not a line of `quirk list --json`");
	else
		status = read_kind(&change, kind);
	if (status == STATUS_DONE)
		status = apply_words(l, &change, words,
		    words_of(o, buf, words));
	json_decref(o);
	return status;
}

static enum status
load(struct ledger *l, FILE *f)
{
	static char line[LINE_MOST];
	enum status status = STATUS_DONE;

	while (status == STATUS_DONE && fgets(line, sizeof(line), f) != NULL)
		if (line[strspn(line, " \t\r\n")] != '\0')
			status = load_line(l, line);
	if (status == STATUS_DONE && ferror(f) != 0) {
		command_say("the file cannot be read");
		return STATUS_FILE;
	}
	return status;
}

static enum status
cmd_quirk_load(const struct options *o, const char *const *words, int count)
{
	const bool is_stdin = strcmp(words[0], "-") == 0;
	FILE *f = is_stdin ? stdin : fopen(words[0], "re");
	struct ledger l;
	enum status status;

	(void)count;
	if (f == NULL) {
		command_say("the file cannot be opened");
		return STATUS_FILE;
	}
	status = ledger_open(&l, o, DB_WRITE);
	if (status == STATUS_DONE) {
		status = load(&l, f);
		ledger_close(&l);
	}
	if (!is_stdin)
		(void)fclose(f);
	return status;
}

enum status
cmd_quirk(const struct options *o)
{
	static const struct verb verbs[] = {
	    {"list", 0, 0, cmd_quirk_list},
	    {"set", 2, OPTIONS_WORDS, cmd_quirk_set},
	    {"rm", 1, 1, cmd_quirk_rm},
	    {"load", 1, 1, cmd_quirk_load},
	    {NULL, 0, 0, NULL},
	};

	return command_verb(o, verbs);
}
