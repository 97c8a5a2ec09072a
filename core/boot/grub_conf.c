/* SPDX-License-Identifier: ISC */
#include "core/boot/grub_conf.h"

#include <stdint.h>
#include <string.h>

#include "core/base/text.h"

static void
rewind_to(struct grub_conf *g, const struct rbuf *whole)
{
	g->rest = *whole;
	g->line.count = 0;
	g->at = 0;
	g->entry = 0;
	g->depth = 0;
	g->conditions = 0;
	g->in_entry = false;
	g->in_chosen = false;
}

static bool
is_word(const char *word, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* The first word that is a command: "then linux ..." has it second. */
static size_t
command_at(const struct conf_line *l)
{
	static const char *const before[] = {"then", "else", "do", NULL};

	return l->count > 1 && is_word(l->word[0], before) ? 1 : 0;
}

static void
count_braces(struct grub_conf *g)
{
	size_t i;

	for (i = 0; i < g->line.count; i++) {
		if (strcmp(g->line.word[i], "{") == 0)
			g->depth++;
		else if (strcmp(g->line.word[i], "}") == 0 && g->depth > 0 &&
		    --g->depth == 0)
			g->in_entry = g->in_chosen = false;
	}
}

/* A line's words, and where in entries and conditions it stands. */
static bool
next_line(struct grub_conf *g)
{
	static const char *const begin[] = {"if", "while", "until", "for",
	    NULL};
	static const char *const end[] = {"fi", "done", NULL};
	static const char *const entry[] = {"menuentry", "submenu", NULL};
	const char *word;

	if (!conf_line_next(&g->line, &g->rest, CONF_SHELL))
		return false;
	word = g->line.word[0];
	if (is_word(word, begin))
		g->conditions++;
	else if (is_word(word, end) && g->conditions > 0)
		g->conditions--;
	word = g->line.word[command_at(&g->line)];
	if (g->depth == 0 && is_word(word, entry)) {
		g->in_entry = true;
		g->in_chosen = g->entry == g->chosen;
		g->entry++;
	}
	count_braces(g);
	return true;
}

/* "name=value", behind "set" or alone; NULL: another variable. */
static const char *
assigned(const struct conf_line *l, const char *name)
{
	const size_t at = command_at(l) +
	    (strcmp(l->word[command_at(l)], "set") == 0);
	const char *word = conf_word(l, at);
	const size_t len = strlen(name);

	return strncmp(word, name, len) == 0 && word[len] == '=' ?
	    word + len + 1 :
	    NULL;
}

/* Its id, which a default may name instead of its title. */
static const char *
entry_id(const struct conf_line *l)
{
	size_t i;

	for (i = 1; i + 1 < l->count; i++)
		if (strcmp(l->word[i], "--id") == 0 ||
		    strcmp(l->word[i], "$menuentry_id_option") == 0)
			return l->word[i + 1];
	return "";
}

static bool
is_number(const char *s)
{
	return s[0] != '\0' && strspn(s, "0123456789") == strlen(s) &&
	    strlen(s) < 6;
}

static size_t
number_of(const char *s)
{
	size_t n = 0;

	for (; *s != '\0'; s++)
		n = n * 10 + (size_t)(*s - '0');
	return n;
}

/* Is the entry that has just begun the one that `wanted` means? */
static bool
is_wanted(const struct grub_conf *g, const char *wanted)
{
	const struct conf_line *l = &g->line;

	if (is_number(wanted))
		return g->entry - 1 == number_of(wanted);
	return strcmp(conf_word(l, command_at(l) + 1), wanted) == 0 ||
	    strcmp(entry_id(l), wanted) == 0;
}

/* What its variables say; the last word counts. */
static void
read_settings(struct grub_conf *g, char wanted[GRUB_NAME])
{
	const char *value;

	g->waits = true;
	(void)text_copy(wanted, GRUB_NAME, "0");
	while (next_line(g)) {
		if (g->in_entry)
			continue;
		value = assigned(&g->line, "default");
		if (value != NULL)
			(void)text_copy(wanted, GRUB_NAME, value);
		value = assigned(&g->line, "timeout");
		if (value != NULL)
			g->waits = value[0] == '-';
	}
	g->entries = g->entry;
}

static void
find_chosen(struct grub_conf *g, const char *wanted)
{
	size_t before = 0;

	g->chosen = SIZE_MAX;
	while (next_line(g)) {
		if (g->entry == before)
			continue;
		before = g->entry;
		if (g->chosen != SIZE_MAX || !is_wanted(g, wanted))
			continue;
		g->chosen = g->entry - 1;
		(void)text_copy(g->title, sizeof(g->title),
		    conf_word(&g->line, command_at(&g->line) + 1));
	}
}

void
grub_conf_init(struct grub_conf *g, const void *text, size_t len)
{
	char wanted[GRUB_NAME];
	struct rbuf whole;

	memset(g, 0, sizeof(*g));
	rbuf_init(&whole, text, len);
	g->chosen = SIZE_MAX;
	rewind_to(g, &whole);
	read_settings(g, wanted);
	rewind_to(g, &whole);
	find_chosen(g, wanted);
	rewind_to(g, &whole);
	/* GRUB takes the first where the default is none of its own. */
	if (g->chosen == SIZE_MAX && strpbrk(wanted, "$>") == NULL) {
		find_chosen(g, "0");
		rewind_to(g, &whole);
	}
}

/* The command of the line, where it is one of those that fetch. */
static bool
begin_command(struct grub_conf *g)
{
	/* clang-format off */
	static const struct {
		const char *word;
		enum grub_do what;
	} commands[] = {
		{"linux", GRUB_KERNEL}, {"linuxefi", GRUB_KERNEL},
		{"linux16", GRUB_KERNEL}, {"multiboot", GRUB_KERNEL},
		{"multiboot2", GRUB_KERNEL}, {"xen_hypervisor", GRUB_KERNEL},
		{"initrd", GRUB_INITRD}, {"initrdefi", GRUB_INITRD},
		{"initrd16", GRUB_INITRD}, {"devicetree", GRUB_INITRD},
		{"chainloader", GRUB_CHAIN}, {"configfile", GRUB_CONFIG},
		{"source", GRUB_CONFIG}, {"normal", GRUB_CONFIG},
		{"exit", GRUB_EXIT},
	};
	/* clang-format on */
	const size_t at = command_at(&g->line);
	const char *word = g->line.word[at];
	size_t i;

	for (i = 0; i < sizeof(commands) / sizeof(commands[0]); i++)
		if (strcmp(word, commands[i].word) == 0) {
			g->what = commands[i].what;
			g->at = at + 1;
			return true;
		}
	return false;
}

static bool
next_name(struct grub_conf *g, struct grub_step *ret)
{
	while (g->at < g->line.count) {
		const char *word = g->line.word[g->at++];

		if (word[0] == '-' || strcmp(word, "{") == 0 ||
		    strcmp(word, "}") == 0)
			continue;
		/* Only initrd takes several; what follows others is theirs. */
		if (g->what != GRUB_INITRD)
			g->at = g->line.count;
		ret->what = g->what;
		ret->sure = g->conditions == 0;
		(void)text_copy(ret->name, sizeof(ret->name), word);
		return true;
	}
	return false;
}

bool
grub_conf_next(struct grub_conf *g, struct grub_step *ret)
{
	for (;;) {
		if (next_name(g, ret))
			return true;
		if (!next_line(g))
			return false;
		g->at = g->line.count;
		/* Another entry's, or a function's that nobody has called. */
		if (g->depth > 0 && !g->in_chosen)
			continue;
		if (!begin_command(g))
			continue;
		if (g->what == GRUB_EXIT) {
			memset(ret, 0, sizeof(*ret));
			ret->what = GRUB_EXIT;
			ret->sure = g->conditions == 0;
			g->at = g->line.count;
			return true;
		}
	}
}
