/* SPDX-License-Identifier: ISC */
#include "tui/options.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/nearest.h"
#include "tui/option_set.h"

#define LINE_MOST 1024

static const struct option_def defs[OPTION_COUNT] = {
#define OPTION(id, word, argument, value, in_file, help)                       \
	{word, argument, value, in_file, help},
#include "tui/option.def"
#undef OPTION
};

/* What a word of the command line turned out to be. */
enum word_kind { WORD_END, WORD_PLAIN, WORD_OPTION, WORD_BAD };

struct walk {
	int argc, next;
	char **argv;
	bool in_command; /* unknown options are the subcommand's own */
	bool ended; /* after "--" */
	const char *word; /* WORD_PLAIN */
	enum option_id id; /* WORD_OPTION */
	const char *value;
};

const struct option_def *
option_def(enum option_id id)
{
	return &defs[id];
}

enum option_id
option_find(const char *word, size_t len)
{
	unsigned i;

	for (i = 0; i < OPTION_COUNT; i++)
		if (strncmp(defs[i].word, word, len) == 0 &&
		    defs[i].word[len] == '\0')
			return (enum option_id)i;
	return OPTION_COUNT;
}

/* As it was typed; `dashes` is how an option is written there. */
static void
say_unknown(const char *dashes, const char *word, struct text *why)
{
	const char *name = word;
	char asked[64];
	struct nearest n;
	unsigned i;

	if (dashes[0] != '\0')
		name += strspn(word, "-");
	/* No option's word is as long as what does not fit. */
	(void)text_copy(asked, sizeof(asked), name);
	asked[strcspn(asked, "=")] = '\0';
	nearest_init(&n, asked);
	for (i = 0; i < OPTION_COUNT; i++)
		if (dashes[0] != '\0' || defs[i].in_file)
			nearest_offer(&n, defs[i].word);
	text_add(why, "unknown option ");
	text_add_visible_str(why, word);
	if (n.best != NULL)
		text_addf(why, "; did you mean %s%s?", dashes, n.best);
}

/* The value of a known option: after '=', the next word, or none. */
static enum word_kind
walk_value(struct walk *w, const char *after, struct text *why)
{
	const struct option_def *def = &defs[w->id];

	w->value = "";
	if (def->argument == NULL) {
		if (after[0] == '\0')
			return WORD_OPTION;
		text_addf(why, "--%s takes no value", def->word);
		return WORD_BAD;
	}
	if (after[0] == '=') {
		w->value = after + 1;
		return WORD_OPTION;
	}
	/* No value begins with two dashes: the next option does. */
	if (w->next < w->argc && strncmp(w->argv[w->next], "--", 2) != 0) {
		w->value = w->argv[w->next++];
		return WORD_OPTION;
	}
	text_addf(why, "--%s needs a value: %s", def->word, def->argument);
	return WORD_BAD;
}

static enum word_kind
walk_plain(struct walk *w, const char *word)
{
	w->in_command = true;
	w->word = word;
	return WORD_PLAIN;
}

static enum word_kind
walk_next(struct walk *w, struct text *why)
{
	const char *word;
	size_t len;

	if (w->next >= w->argc)
		return WORD_END;
	word = w->argv[w->next++];
	if (w->ended || word[0] != '-' || word[1] == '\0')
		return walk_plain(w, word);
	if (strcmp(word, "--") == 0) {
		w->ended = true;
		return walk_next(w, why);
	}
	if (strcmp(word, "-h") == 0)
		word = "--help";
	if (strcmp(word, "-r") == 0 && !w->in_command)
		word = "--read";
	len = strcspn(word, "=");
	w->id = len < 2 ? OPTION_COUNT : option_find(word + 2, len - 2);
	if (word[1] == '-' && w->id != OPTION_COUNT)
		return walk_value(w, word + len, why);
	if (w->in_command)
		return walk_plain(w, word);
	say_unknown("--", word, why);
	return WORD_BAD;
}

/* Sets a value; `where` names it in the error. */
static int
apply(struct options *o, enum option_id id, const char *value,
    const char *where, struct text *why)
{
	char buf[256];
	struct text reason;
	int err;

	text_init(&reason, buf, sizeof(buf));
	err = option_set(o, id, value, &reason);
	if (err < 0)
		text_addf(why, "%s%s: %s", where, defs[id].word, buf);
	return err;
}

static int
take_word(struct options *o, const char *word, struct text *why)
{
	if (o->word_count == OPTIONS_WORDS) {
		text_addf(why, "more than %d words", OPTIONS_WORDS);
		return -PX_ELONG;
	}
	o->words[o->word_count++] = word;
	return 0;
}

/* What must be known before the file is read. */
static bool
is_early(enum option_id id)
{
	return id == OPTION_CONFIG || id == OPTION_HELP || id == OPTION_VERSION;
}

/* The first walk finds the file and the words, the second sets values. */
static int
read_line_of_words(struct options *o, int argc, char **argv, bool set,
    struct text *why)
{
	struct walk w = {.argc = argc, .argv = argv, .next = 1};
	enum word_kind kind;
	int err = 0;

	while (err >= 0 && (kind = walk_next(&w, why)) != WORD_END) {
		if (kind == WORD_BAD)
			return -PX_EVALUE;
		if (kind == WORD_PLAIN && !set) {
			err = take_word(o, w.word, why);
		} else if (kind == WORD_OPTION) {
			o->given[w.id] = true;
			if (set || is_early(w.id))
				err = apply(o, w.id, w.value, "--", why);
		}
	}
	return err;
}

static char *
trim(char *s)
{
	char *end = s + strlen(s);

	while (end > s && strchr(" \t\r", end[-1]) != NULL)
		*--end = '\0';
	return s + strspn(s, " \t");
}

/* A '#' at the start or after a blank begins a comment. */
static void
cut_comment(char *s)
{
	size_t i;

	for (i = 0; s[i] != '\0'; i++)
		if (s[i] == '#' &&
		    (i == 0 || s[i - 1] == ' ' || s[i - 1] == '\t'))
			s[i] = '\0';
}

int
options_line(struct options *o, const char *line, struct text *why)
{
	char buf[LINE_MOST + 1];
	char *name, *value;
	enum option_id id;

	if (!text_copy(buf, sizeof(buf), line)) {
		text_addf(why, "line of more than %d bytes", LINE_MOST);
		return -PX_ELONG;
	}
	cut_comment(buf);
	name = trim(buf);
	if (name[0] == '\0')
		return 0;
	value = strchr(name, '=');
	if (value != NULL)
		*value++ = '\0';
	name = trim(name);
	id = option_find(name, strlen(name));
	if (id == OPTION_COUNT || !defs[id].in_file) {
		say_unknown("", name, why);
		return -PX_EVALUE;
	}
	if (value != NULL && defs[id].argument == NULL) {
		text_addf(why, "%s takes no value", defs[id].word);
		return -PX_EVALUE;
	}
	return apply(o, id, value == NULL ? "" : trim(value), "", why);
}

static int
read_lines(struct options *o, FILE *f, struct text *why)
{
	char buf[256], *line = NULL;
	struct text reason;
	size_t cap = 0;
	unsigned number = 0;
	ssize_t n;
	int err = 0;

	text_init(&reason, buf, sizeof(buf));
	while (err >= 0 && (n = getline(&line, &cap, f)) >= 0) {
		number++;
		if (n > 0 && line[n - 1] == '\n')
			line[--n] = '\0';
		if (strlen(line) == (size_t)n) {
			err = options_line(o, line, &reason);
		} else {
			text_add(&reason, "not a text file");
			err = -PX_EVALUE;
		}
	}
	free(line);
	if (err < 0)
		text_addf(why, "%s:%u: %s", o->config_file, number, buf);
	return err;
}

static int
read_file(struct options *o, struct text *why)
{
	FILE *f = fopen(o->config_file, "re");
	int err;

	if (f == NULL && errno == ENOENT && !o->given[OPTION_CONFIG])
		return 0;
	err = f == NULL ? -PX_EIO : read_lines(o, f, why);
	if (f == NULL || ferror(f)) {
		text_addf(why, "%s: %s", o->config_file, strerror(errno));
		err = -PX_EIO;
	}
	if (f != NULL)
		(void)fclose(f);
	return err;
}

static void
set_defaults(struct options *o)
{
	char buf[64];
	struct text why;
	unsigned i;

	text_init(&why, buf, sizeof(buf));
	memset(o, 0, sizeof(*o));
	o->serve.capture = true;
	o->serve.lease_seconds = OPTION_LEASE_SECONDS;
	for (i = 0; i < OPTION_COUNT; i++)
		if (defs[i].value != NULL)
			(void)option_set(o, (enum option_id)i, defs[i].value,
			    &why);
	o->serve.http_asked = false;
}

static void
warn(const struct serve_config *c, struct text *why)
{
	if (!c->proxy && c->range_first == 0)
		text_add(why,
		    "mode dhcp without a range: only machines with "
		    "an ip of their own get an address\n");
	if (c->proxy && (c->range_first != 0 || c->router != 0 || c->dns != 0))
		text_add(why,
		    "range, router and dns do nothing in mode "
		    "proxy\n");
}

int
options_read(struct options *o, int argc, char **argv, struct text *why)
{
	int err;

	set_defaults(o);
	err = read_line_of_words(o, argc, argv, false, why);
	if (err < 0)
		return err;
	if (o->help || o->version)
		return 0;
	err = read_file(o, why);
	if (err < 0)
		return err;
	if (o->given[OPTION_INTERFACE])
		o->serve.interface_count = 0;
	err = read_line_of_words(o, argc, argv, true, why);
	if (err < 0)
		return err;
	warn(&o->serve, why);
	return 0;
}

void
options_print(FILE *out)
{
	char left[48];
	unsigned i;

	for (i = 0; i < OPTION_COUNT; i++) {
		(void)snprintf(left, sizeof(left), "--%s%s%s", defs[i].word,
		    defs[i].argument == NULL ? "" : " ",
		    defs[i].argument == NULL ? "" : defs[i].argument);
		(void)fprintf(out, "  %-30s %s", left, defs[i].help);
		if (defs[i].value != NULL)
			(void)fprintf(out, " (default %s)", defs[i].value);
		(void)fputc('\n', out);
	}
}
