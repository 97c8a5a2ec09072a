/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "tui/assign.h"
#include "tui/command.h"
#include "tui/json.h"
#include "tui/ledger.h"
#include "tui/table.h"
#include "tui/trust.h"

#define REASONS 4096

/* All but none have a row. */
static enum boot_mode
mode_of(size_t row)
{
	return (enum boot_mode)(MODE_NONE + 1 + row);
}

static void
mode_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct book *book = arg;
	const enum boot_mode mode = mode_of(row);
	const struct host *h = &book->modes[mode];
	unsigned i;

	if (column == 0) {
		text_add(t, mode_name(mode));
		return;
	}
	if (column == 2) {
		text_add(t, mode_help(mode));
		return;
	}
	for (i = 0; i < KEY_COUNT; i++) {
		if (h->text[i][0] == '\0')
			continue;
		text_addf(t, "%s%s=", t->len > 0 ? " " : "",
		    key_def((enum key)i)->word);
		text_add_visible_str(t, h->text[i]);
	}
}

static void
print_json(const struct book *book, size_t row)
{
	const enum boot_mode mode = mode_of(row);
	json_t *o = json_line();
	unsigned i;

	json_put_text(o, "mode", mode_name(mode));
	json_put_text(o, "help", mode_help(mode));
	for (i = 0; i < KEY_COUNT; i++)
		if (key_def((enum key)i)->in_mode)
			json_put_text(o, key_def((enum key)i)->word,
			    book->modes[mode].text[i]);
	json_print(o);
}

static size_t
count_rows(const struct book *book)
{
	(void)book;
	return MODE_COUNT - (MODE_NONE + 1);
}

static enum status
cmd_mode_list(const struct options *o, const char *const *words, int count)
{
	static const char *const titles[] = {"MODE", "DEFAULTS", "MEANING"};
	static const struct ledger_list list = {.titles = titles,
	    .columns = 3,
	    .count = count_rows,
	    .cell = mode_cell,
	    .json = print_json};

	(void)words;
	(void)count;
	return ledger_print(o, &list);
}

static enum status
read_mode(enum boot_mode *ret, const char *word)
{
	char buf[256];
	struct text t;
	unsigned i;

	*ret = mode_parse(word);
	if (*ret != MODE_NONE)
		return STATUS_DONE;
	text_init(&t, buf, sizeof(buf));
	text_add_char(&t, '"');
	text_add_visible_str(&t, word);
	text_add(&t, "\" is not one of");
	for (i = MODE_NONE + 1; i < MODE_COUNT; i++)
		text_addf(&t, " %s", mode_name((enum boot_mode)i));
	command_say(buf);
	return STATUS_USAGE;
}

static void
print_mode(const struct book *book, enum boot_mode mode)
{
	char buf[TABLE_CELL];
	struct text t;
	unsigned i;

	(void)printf("%-16s %s\n", "mode", mode_name(mode));
	(void)printf("%-16s %s\n", "meaning", mode_help(mode));
	for (i = 0; i < KEY_COUNT; i++) {
		if (book->modes[mode].text[i][0] == '\0')
			continue;
		text_init(&t, buf, sizeof(buf));
		text_add_visible_str(&t, book->modes[mode].text[i]);
		(void)printf("%-16s %s\n", key_def((enum key)i)->word, buf);
	}
}

static enum status
cmd_mode_show(const struct options *o, const char *const *words, int count)
{
	struct ledger l;
	enum boot_mode mode;
	enum status status = read_mode(&mode, words[0]);

	(void)count;
	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_READ);
	if (status != STATUS_DONE)
		return status;
	if (o->given[OPTION_JSON])
		print_json(l.book, (size_t)mode - (MODE_NONE + 1));
	else
		print_mode(l.book, mode);
	ledger_close(&l);
	return STATUS_DONE;
}

static enum status
set_mode(struct ledger *l, const struct options *o, struct db_change *change)
{
	char buf[REASONS];
	struct text why;
	struct trust trust;
	struct assign assign = {.change = change,
	    .book = l->book,
	    .files = &trust.files,
	    .why = &why};
	int err;

	text_init(&why, buf, sizeof(buf));
	trust_open(&trust, o);
	err = assign_words(&assign, o->words + 2, o->word_count - 2);
	trust_close(&trust);
	command_say(buf);
	return err < 0 ? STATUS_USAGE : ledger_apply(l, change);
}

/* "mode gpxe script=...": the mode itself stands where a verb would. */
static enum status
cmd_mode_set(const struct options *o)
{
	struct db_change change = {.object = DB_MODE};
	struct ledger l;
	enum status status;

	change.mode = mode_parse(o->words[1]);
	status = ledger_open(&l, o, DB_WRITE);
	if (status != STATUS_DONE)
		return status;
	status = set_mode(&l, o, &change);
	ledger_close(&l);
	return status;
}

enum status
cmd_mode(const struct options *o)
{
	static const struct verb verbs[] = {
	    {"list", 0, 0, cmd_mode_list},
	    {"show", 1, 1, cmd_mode_show},
	    {NULL, 0, 0, NULL},
	};

	if (o->word_count > 2 && mode_parse(o->words[1]) != MODE_NONE)
		return cmd_mode_set(o);
	if (o->word_count == 2 && mode_parse(o->words[1]) != MODE_NONE)
		return cmd_mode_show(o, o->words + 1, 1);
	if (o->word_count > 2 && strchr(o->words[2], '=') != NULL) {
		enum boot_mode mode;

		return read_mode(&mode, o->words[1]);
	}
	return command_verb(o, verbs);
}
