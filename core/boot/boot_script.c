/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_script.h"

#include <string.h>

#include "core/base/text.h"

#define LINES_MOST 2000

/* A command of the line: its words. */
struct command {
	struct boot_script *script;
	const struct conf_line *line;
	size_t first, end;
	bool caught; /* "||" follows */
};

void
boot_script_init(struct boot_script *s, const void *text, size_t len)
{
	memset(s, 0, sizeof(*s));
	rbuf_init(&s->whole, text, len);
	s->rest = s->whole;
	s->budget = LINES_MOST;
}

/* Of the first card, or the one it booted by: here they are one. */
static const char *
plain_name(const char *name)
{
	if (strncmp(name, "net0/", 5) == 0 || strncmp(name, "netX/", 5) == 0 ||
	    strncmp(name, "net0.", 5) == 0)
		return name + 5;
	return name;
}

static const char *
value_of(const struct boot_script *s, const char *name)
{
	size_t i;

	name = plain_name(name);
	for (i = 0; i < s->var_count; i++)
		if (strcmp(s->var[i].name, name) == 0)
			return s->var[i].value;
	return NULL;
}

static void
forget(struct boot_script *s, const char *name)
{
	size_t i;

	name = plain_name(name);
	for (i = 0; i < s->var_count; i++)
		if (strcmp(s->var[i].name, name) == 0) {
			s->var[i] = s->var[--s->var_count];
			return;
		}
}

void
boot_script_set(struct boot_script *s, const char *name, const char *value)
{
	struct script_var *v;

	forget(s, name);
	if (s->var_count == SCRIPT_VARS)
		return;
	v = &s->var[s->var_count];
	if (text_copy(v->name, sizeof(v->name), plain_name(name)) &&
	    text_copy(v->value, sizeof(v->value), value))
		s->var_count++;
}

/*
 * With its variables filled in; false where one is not known, or it does not
 * fit: then the word stands as it is written.
 */
static bool
expand(const struct boot_script *s, char ret[SCRIPT_NAME], const char *word)
{
	char name[sizeof(s->var[0].name)];
	const char *p = word, *end, *value;
	struct text t, n;

	text_init(&t, ret, SCRIPT_NAME);
	while (*p != '\0') {
		if (p[0] != '$' || p[1] != '{') {
			text_add_char(&t, *p++);
			continue;
		}
		end = strchr(p, '}');
		value = NULL;
		text_init(&n, name, sizeof(name));
		if (end != NULL)
			text_addf(&n, "%.*s", (int)(end - p - 2), p + 2);
		if (end != NULL && !n.cut)
			value = value_of(s, name);
		if (value == NULL || t.cut) {
			(void)text_copy(ret, SCRIPT_NAME, word);
			return false;
		}
		text_add(&t, value);
		p = end + 1;
	}
	return !t.cut;
}

/* The first word of a command that is no option of it. */
static const char *
argument(const struct command *c)
{
	/* clang-format off */
	static const char *const with_value[] = {"--name", "-n", "--timeout",
	    "-t", "--drive", "-d", "--default"};
	/* clang-format on */
	size_t i, k;

	for (i = c->first + 1; i < c->end; i++) {
		const char *word = c->line->word[i];
		bool takes = false;

		if (word[0] != '-')
			return word;
		for (k = 0; k < sizeof(with_value) / sizeof(with_value[0]); k++)
			takes = takes || strcmp(word, with_value[k]) == 0;
		if (takes)
			i++;
	}
	return "";
}

static enum script_outcome
do_set(struct command *c)
{
	const char *name = argument(c);
	char value[SCRIPT_NAME], part[SCRIPT_NAME];
	struct text t;
	bool known = true;
	size_t i;

	text_init(&t, value, sizeof(value));
	for (i = c->first + 2; i < c->end; i++) {
		known = expand(c->script, part, c->line->word[i]) && known;
		text_add(&t, i > c->first + 2 ? " " : "");
		text_add(&t, part);
	}
	/* Set or not, as a condition has it: not known either way. */
	if (known && !t.cut && c->script->line_sure && !c->script->unsure)
		boot_script_set(c->script, name, value);
	else
		forget(c->script, name);
	return SCRIPT_TRUE;
}

static enum script_outcome
do_forget(struct command *c)
{
	forget(c->script, argument(c));
	return SCRIPT_TRUE;
}

static enum script_outcome
do_isset(struct command *c)
{
	char value[SCRIPT_NAME];

	if (!expand(c->script, value, argument(c)))
		return SCRIPT_OPEN;
	return value[0] != '\0' ? SCRIPT_TRUE : SCRIPT_FALSE;
}

static enum script_outcome
do_iseq(struct command *c)
{
	char a[SCRIPT_NAME], b[SCRIPT_NAME];

	if (c->end - c->first != 3 ||
	    !expand(c->script, a, c->line->word[c->first + 1]) ||
	    !expand(c->script, b, c->line->word[c->first + 2]))
		return SCRIPT_OPEN;
	return strcmp(a, b) == 0 ? SCRIPT_TRUE : SCRIPT_FALSE;
}

static enum script_outcome
do_open(struct command *c)
{
	(void)c;
	return SCRIPT_OPEN;
}

/* On with the line after ":label"; false: there is no such label. */
static bool
jump(struct boot_script *s, const char *label)
{
	struct conf_line l;
	struct rbuf r = s->whole;

	while (conf_line_next(&l, &r, CONF_QUOTED))
		if (l.word[0][0] == ':' && strcmp(l.word[0] + 1, label) == 0) {
			s->rest = r;
			return true;
		}
	return false;
}

/* clang-format off */
static const struct {
	const char *word;
	enum script_do what;
} steps[] = {
	{"kernel", SCRIPT_FETCH}, {"initrd", SCRIPT_FETCH},
	{"imgfetch", SCRIPT_FETCH}, {"module", SCRIPT_FETCH},
	{"imgload", SCRIPT_FETCH},
	{"fdt", SCRIPT_FETCH}, {"shim", SCRIPT_FETCH},
	{"chain", SCRIPT_CHAIN}, {"autoboot", SCRIPT_DHCP},
	{"boot", SCRIPT_BOOT}, {"imgexec", SCRIPT_BOOT},
	{"sanboot", SCRIPT_SAN}, {"exit", SCRIPT_EXIT},
	{"poweroff", SCRIPT_EXIT}, {"reboot", SCRIPT_EXIT},
	{"choose", SCRIPT_PERSON}, {"login", SCRIPT_PERSON},
	{"shell", SCRIPT_PERSON}, {"config", SCRIPT_PERSON},
	{"read", SCRIPT_PERSON},
};

static const struct {
	const char *word;
	enum script_outcome (*run)(struct command *c);
} others[] = {
	{"set", do_set}, {"clear", do_forget}, {"inc", do_forget},
	{"isset", do_isset}, {"iseq", do_iseq},
	{"prompt", do_open}, {"cpuid", do_open}, {"ping", do_open}, {"imgverify", do_open},
	{"imgtrust", do_open}, {"pciscan", do_open}, {"nslookup", do_open},
	{"ifconf", do_open}, {"sanhook", do_open}, {"iflinkwait", do_open},
};
/* clang-format on */

/* "boot NAME" fetches what it starts. */
static enum script_do
step_of(enum script_do what, const char *name)
{
	return what == SCRIPT_BOOT && name[0] != '\0' ? SCRIPT_CHAIN : what;
}

static void
make_step(struct script_step *ret, const struct command *c, enum script_do what)
{
	const char *name = argument(c);

	memset(ret, 0, sizeof(*ret));
	ret->known = expand(c->script, ret->name, name);
	ret->what = step_of(what, name);
	ret->sure = c->script->line_sure && !c->script->unsure;
	ret->caught = c->caught;
}

/* goto: followed only where it is sure to be reached. */
static bool
do_goto(struct script_step *ret, struct command *c)
{
	char label[SCRIPT_NAME];

	if (!expand(c->script, label, argument(c)) || !c->script->line_sure) {
		make_step(ret, c, SCRIPT_DECIDES);
		ret->command = "goto";
		c->script->unsure = true;
		return true;
	}
	c->script->line.count = 0;
	if (!jump(c->script, label))
		c->script->over = true;
	return false;
}

/* One command; true: *ret is what it does. */
static bool
run(struct script_step *ret, struct command *c)
{
	struct boot_script *s = c->script;
	const char *word = c->line->word[c->first];
	size_t i;

	s->outcome = SCRIPT_TRUE;
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (strcmp(word, others[i].word) == 0)
			s->outcome = others[i].run(c);
	if (strcmp(word, "goto") == 0)
		return do_goto(ret, c);
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		if (strcmp(word, steps[i].word) != 0)
			continue;
		make_step(ret, c, steps[i].what);
		ret->command = steps[i].word;
		return true;
	}
	return false;
}

/* Words up to the next && or ||, or to the end. */
static size_t
command_end(const struct conf_line *l, size_t first)
{
	size_t i;

	for (i = first; i < l->count; i++)
		if (strcmp(l->word[i], "&&") == 0 ||
		    strcmp(l->word[i], "||") == 0)
			break;
	return i;
}

/*
 * The line's next commands, by && and ||: "a && b || c".  A fetch is taken to
 * succeed; what follows its || is for when it does not.
 */
static bool
run_line(struct boot_script *s, struct script_step *ret)
{
	struct command c = {.script = s, .line = &s->line};
	bool runs;

	while (s->at < s->line.count && !s->over) {
		c.first = s->at;
		c.end = command_end(&s->line, s->at);
		c.caught = c.end < s->line.count &&
		    s->line.word[c.end][0] == '|';
		s->at = c.end + 1;
		s->line_sure = s->line_sure && s->outcome != SCRIPT_OPEN;
		runs = c.first < c.end &&
		    s->outcome != (s->behind_or ? SCRIPT_TRUE : SCRIPT_FALSE);
		s->behind_or = c.caught;
		if (runs && run(ret, &c))
			return true;
	}
	return false;
}

static bool
next_line(struct boot_script *s)
{
	s->at = 0;
	s->outcome = SCRIPT_TRUE;
	s->line_sure = true;
	s->behind_or = false;
	return conf_line_next(&s->line, &s->rest, CONF_QUOTED);
}

/* After these the script goes on only where they fail. */
static bool
is_last(const struct script_step *step)
{
	static const bool last[] = {
	    [SCRIPT_CHAIN] = true,
	    [SCRIPT_SAN] = true,
	    [SCRIPT_BOOT] = true,
	    [SCRIPT_EXIT] = true,
	    [SCRIPT_LOOP] = true,
	};

	return last[step->what] && step->sure && !step->caught;
}

bool
boot_script_next(struct boot_script *s, struct script_step *ret)
{
	for (;;) {
		if (run_line(s, ret)) {
			s->over = s->over || is_last(ret);
			s->unsure = s->unsure || ret->what == SCRIPT_PERSON;
			return true;
		}
		if (s->over || !next_line(s))
			return false;
		if (s->budget-- == 0) {
			memset(ret, 0, sizeof(*ret));
			ret->command = "goto";
			ret->what = SCRIPT_LOOP;
			s->over = true;
			return true;
		}
		if (s->line.word[0][0] == ':')
			s->line.count = 0;
	}
}

void
boot_script_failed(struct boot_script *s)
{
	s->outcome = SCRIPT_FALSE;
}
