/* SPDX-License-Identifier: ISC */
#include <errno.h>
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
read_kind(struct db_change *change, const char *word, struct text *why)
{
	char visible[QUIRK_KIND];
	struct text t;

	text_init(&t, visible, sizeof(visible));
	text_add_visible_str(&t, word);
	if (!t.cut && t.len > 0 && strcmp(visible, word) == 0) {
		(void)text_copy(change->name, sizeof(change->name), word);
		return STATUS_DONE;
	}
	text_add_char(why, '"');
	text_add_visible_str(why, word);
	text_add(why,
	    "\" is no kind of client, as in \"gPXE 0.9.7 BIOS\"; explain "
	    "names them");
	return STATUS_USAGE;
}

static enum status
read_words(struct ledger *l, struct db_change *change, const char *const *words,
    int count, struct text *why)
{
	struct assign assign = {.change = change, .book = l->book, .why = why};

	return assign_words(&assign, words, count) < 0 ? STATUS_USAGE :
							 STATUS_DONE;
}

static enum status
cmd_quirk_set(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_QUIRK};
	char buf[REASONS];
	struct text why;
	struct ledger l;
	enum status status;

	text_init(&why, buf, sizeof(buf));
	status = read_kind(&change, words[0], &why);
	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_WRITE);
	if (status != STATUS_DONE) {
		command_say(buf);
		return status;
	}
	status = read_words(&l, &change, words + 1, count - 1, &why);
	command_say(buf);
	if (status == STATUS_DONE)
		status = ledger_apply(&l, &change);
	ledger_close(&l);
	return status;
}

static enum status
cmd_quirk_rm(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_QUIRK, .remove = true};
	char buf[REASONS];
	struct text why;
	enum status status;

	(void)count;
	text_init(&why, buf, sizeof(buf));
	status = read_kind(&change, words[0], &why);
	command_say(buf);
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

/* What a line of a list would change. */
static enum status
read_line(struct ledger *l, const char *line, struct db_change *ret,
    struct text *why)
{
	static char buf[KEY_COUNT][KEY_VALUE_MAX + 24];
	const char *words[KEY_COUNT], *kind;
	enum status status = STATUS_USAGE;
	json_t *o = json_loads(line, 0, NULL);

	memset(ret, 0, sizeof(*ret));
	ret->object = DB_QUIRK;
	kind = json_string_value(json_object_get(o, "kind"));
	if (kind == NULL)
		text_add(why, "not a line of `quirk list --json`");
	else
		status = read_kind(ret, kind, why);
	if (status == STATUS_DONE)
		status = read_words(l, ret, words, words_of(o, buf, words),
		    why);
	json_decref(o);
	return status;
}

/* A list on its way: where it comes from, and a copy of what is sound. */
struct quirk_list {
	const char *name;
	FILE *in, *copy;
	unsigned number; /* of the line */
};

static enum status
file_fails(const char *name)
{
	(void)fprintf(stderr, "pxeconsole: %s: %s\n", name, strerror(errno));
	return STATUS_FILE;
}

/* Every reason with where it stands. */
static void
say_at(const struct quirk_list *q, char *lines)
{
	char buf[REASONS + 1024], *next;
	struct text t;

	for (; lines[0] != '\0'; lines = next) {
		next = lines + strcspn(lines, "\n");
		if (*next != '\0')
			*next++ = '\0';
		text_init(&t, buf, sizeof(buf));
		text_add_visible_str(&t, q->name);
		text_addf(&t, ":%u: ", q->number);
		text_add(&t, lines);
		command_say(buf);
	}
}

/* All of it is judged before any of it counts. */
static enum status
judge_list(struct ledger *l, struct quirk_list *q)
{
	static char line[LINE_MOST];
	enum status status = STATUS_DONE;
	struct db_change change;
	char buf[REASONS];
	struct text why;

	while (fgets(line, sizeof(line), q->in) != NULL) {
		q->number++;
		if (line[strspn(line, " \t\r\n")] == '\0')
			continue;
		text_init(&why, buf, sizeof(buf));
		if (read_line(l, line, &change, &why) != STATUS_DONE)
			status = STATUS_USAGE;
		else if (fputs(line, q->copy) == EOF)
			return STATUS_MEMORY;
		say_at(q, buf);
	}
	return ferror(q->in) == 0 ? status : file_fails(q->name);
}

static enum status
apply_list(struct ledger *l, char *lines)
{
	enum status status = STATUS_DONE;
	struct db_change change;
	char buf[REASONS], *rest = NULL;
	const char *line;
	struct text why;

	for (line = strtok_r(lines, "\n", &rest);
	     line != NULL && status == STATUS_DONE;
	     line = strtok_r(NULL, "\n", &rest)) {
		text_init(&why, buf, sizeof(buf));
		status = read_line(l, line, &change, &why);
		if (status == STATUS_DONE)
			status = ledger_apply(l, &change);
	}
	return status;
}

static enum status
load(const struct options *o, struct quirk_list *q)
{
	char *sound = NULL;
	size_t len = 0;
	struct ledger l;
	enum status status = ledger_open(&l, o, DB_WRITE);

	if (status != STATUS_DONE)
		return status;
	q->copy = open_memstream(&sound, &len);
	status = q->copy == NULL ? STATUS_MEMORY : judge_list(&l, q);
	if (q->copy != NULL && fclose(q->copy) != 0)
		status = STATUS_MEMORY;
	if (status == STATUS_DONE)
		status = apply_list(&l, sound);
	free(sound);
	ledger_close(&l);
	if (status == STATUS_MEMORY)
		command_say(err_text(-PX_ENOMEM));
	return status;
}

static enum status
cmd_quirk_load(const struct options *o, const char *const *words, int count)
{
	const bool is_stdin = strcmp(words[0], "-") == 0;
	struct quirk_list q = {.name = is_stdin ? "standard input" : words[0],
	    .in = is_stdin ? stdin : fopen(words[0], "re")};
	enum status status;

	(void)count;
	if (q.in == NULL)
		return file_fails(words[0]);
	status = load(o, &q);
	if (!is_stdin)
		(void)fclose(q.in);
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
