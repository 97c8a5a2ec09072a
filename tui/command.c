/* SPDX-License-Identifier: ISC */
#include "tui/command.h"

#include <string.h>

#include "config.h"
#include "core/base/text.h"
#include "core/boot/key.h"
#include "core/boot/quirk.h"
#include "tui/nearest.h"

static enum status cmd_help(const struct options *o);

/* clang-format off */
static const struct command commands[] = {
	{"host",
	    "host list [--json]\n"
	    "host show MAC [--json]\n"
	    "host set MAC KEY=VALUE ...\n"
	    "host rm MAC",
	    "machines and what each of them boots", cmd_host},
	{"mode",
	    "mode list [--json]\n"
	    "mode show MODE [--json]\n"
	    "mode MODE KEY=VALUE ...",
	    "boot modes and the settings that are their defaults", cmd_mode},
	{"target",
	    "target list [--json]\n"
	    "target set NAME server=HOST iqn=IQN [port=N] [lun=LUN] "
	    "[user=NAME] [password-file=FILE] [reverse-user=NAME] "
	    "[reverse-password-file=FILE]\n"
	    "target rm NAME\n"
	    "target check NAME [--json]",
	    "iSCSI targets that machines boot from", cmd_target},
	{"quirk",
	    "quirk list [--json]\n"
	    "quirk set KIND KEY=VALUE ...\n"
	    "quirk rm KIND\n"
	    "quirk load FILE",
	    "what a kind of client needs, learnt or set", cmd_quirk},
	{"explain",
	    "explain MAC [--arch N] [--stage rom|gpxe|ipxe|http] "
	    "[--gpxe-version X.Y.Z] [--relay IP] [--json]",
	    "what a machine would be answered, field by field, and why",
	    cmd_explain},
	{"read",
	    "read FILE [--json] [--session MAC]",
	    "what a capture (pcap, pcapng, gzip or not, - for standard "
	    "input) shows, told as each machine's boot", cmd_read},
	{"probe",
	    "probe --as KIND [--mac MAC] [--interface IF] [--json]\n"
	    "probe --as list",
	    "boot a simulated client on a real wire and say how far it gets",
	    cmd_probe},
	{"doctor",
	    "doctor [--interface IF] [--json]",
	    "the server's own health: what is wrong here, and what mends it",
	    cmd_doctor},
	{"demo",
	    "demo [--no-qemu] [--headless [--quiet] [--json]]",
	    "the console over a network of its own, with machines that boot "
	    "as they are told", cmd_demo},
	{"help",
	    "help [COMMAND]",
	    "this text, or the whole of a subcommand", cmd_help},
};
/* clang-format on */
#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

const struct command *
command_table(size_t *ret_count)
{
	*ret_count = COMMANDS;
	return commands;
}

void
command_say(const char *lines)
{
	while (*lines != '\0') {
		const size_t len = strcspn(lines, "\n");

		(void)fprintf(stderr, "pxeconsole: %.*s\n", (int)len, lines);
		lines += len;
		if (*lines == '\n')
			lines++;
	}
}

enum status
command_refuse(const char *what, const char *word, const char *wanted)
{
	char buf[256];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%s: \"", what);
	text_add_visible_str(&t, word);
	text_addf(&t, "\" is not %s", wanted);
	command_say(buf);
	return STATUS_USAGE;
}

const char *
command_value(const struct options *o, int *at, const char *name)
{
	const char *word = o->words[*at];
	const size_t len = strlen(name);

	if (strncmp(word, name, len) != 0)
		return NULL;
	if (word[len] == '=')
		return word + len + 1;
	if (word[len] != '\0' || *at + 1 >= o->word_count)
		return NULL;
	return o->words[++*at];
}

static const struct command *
find(const char *name)
{
	size_t i;

	for (i = 0; i < COMMANDS; i++)
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	return NULL;
}

static enum status
say_unknown(const char *what, const char *word, const struct nearest *n)
{
	char buf[256];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "unknown %s ", what);
	text_add_visible_str(&t, word);
	if (n->best != NULL)
		text_addf(&t, "; did you mean %s?", n->best);
	command_say(buf);
	return STATUS_USAGE;
}

static enum status
unknown_command(const char *word)
{
	struct nearest n;
	size_t i;

	nearest_init(&n, word);
	for (i = 0; i < COMMANDS; i++)
		nearest_offer(&n, commands[i].name);
	(void)say_unknown("subcommand", word, &n);
	if (n.best == NULL)
		command_say("`pxeconsole help` lists them");
	return STATUS_USAGE;
}

/* Every form of a subcommand, one below the other. */
static void
print_usage(FILE *out, const struct command *c)
{
	const char *line = c->usage, *lead = "usage:";
	size_t len;

	while (*line != '\0') {
		len = strcspn(line, "\n");
		(void)fprintf(out, "%-6s pxeconsole %.*s\n", lead, (int)len,
		    line);
		lead = "";
		line += len;
		if (*line == '\n')
			line++;
	}
}

static void
print_all(FILE *out)
{
	size_t i;

	(void)fputs("usage: pxeconsole [OPTION ...]             serve, and "
		    "show it on the terminal\n"
		    "       pxeconsole SUBCOMMAND [WORD ...]\n"
		    "\nOptions, all but the last five also a line "
		    "name=value of the configuration file:\n",
	    out);
	options_print(out);
	(void)fputs("\nSubcommands (pxeconsole help SUBCOMMAND tells more):\n",
	    out);
	for (i = 0; i < COMMANDS; i++)
		(void)fprintf(out, "  %-10s %s\n", commands[i].name,
		    commands[i].help);
	(void)fputs("\nSee pxeconsole(8) and pxeconsole.conf(5).\n", out);
}

static bool
is_key_of(const struct command *c, enum key key)
{
	if (c->run == cmd_quirk)
		return quirk_has_key(key);
	return c->run == cmd_host || key_def(key)->in_mode;
}

static void
print_one(FILE *out, const struct command *c)
{
	unsigned i;

	print_usage(out, c);
	(void)fprintf(out, "\n%s\n", c->help);
	if (c->run != cmd_host && c->run != cmd_mode && c->run != cmd_quirk)
		return;
	(void)fputs("\nKeys (an empty value clears one):\n", out);
	for (i = 0; i < KEY_COUNT; i++)
		if (is_key_of(c, (enum key)i))
			(void)fprintf(out, "  %-16s %s\n",
			    key_def((enum key)i)->word,
			    key_def((enum key)i)->help);
}

static enum status
help_for(const char *word)
{
	const struct command *c = find(word);

	if (c == NULL)
		return unknown_command(word);
	print_one(stdout, c);
	return STATUS_DONE;
}

static enum status
cmd_help(const struct options *o)
{
	if (o->word_count > 1)
		return help_for(o->words[1]);
	print_all(stdout);
	return STATUS_DONE;
}

enum status
command_usage(const struct options *o)
{
	print_usage(stderr, find(o->words[0]));
	return STATUS_USAGE;
}

static const struct verb *
find_verb(const struct verb *verbs, const char *name)
{
	for (; verbs->name != NULL; verbs++)
		if (strcmp(verbs->name, name) == 0)
			return verbs;
	return NULL;
}

static enum status
unknown_verb(const struct options *o, const struct verb *verbs)
{
	char what[64];
	struct nearest n;

	(void)snprintf(what, sizeof(what), "word after %s:", o->words[0]);
	nearest_init(&n, o->words[1]);
	for (; verbs->name != NULL; verbs++)
		nearest_offer(&n, verbs->name);
	(void)say_unknown(what, o->words[1], &n);
	return command_usage(o);
}

enum status
command_verb(const struct options *o, const struct verb *verbs)
{
	const int count = o->word_count - 2;
	const struct verb *v;
	struct nearest none;
	int i;

	if (o->word_count < 2)
		return command_usage(o);
	v = find_verb(verbs, o->words[1]);
	if (v == NULL)
		return unknown_verb(o, verbs);
	nearest_init(&none, "");
	for (i = 2; i < o->word_count; i++)
		if (strncmp(o->words[i], "--", 2) == 0) {
			(void)say_unknown("option", o->words[i], &none);
			return command_usage(o);
		}
	if (count < v->least || count > v->most)
		return command_usage(o);
	return v->run(o, o->words + 2, count);
}

static enum status
run(const struct options *o)
{
	const struct command *c;

	if (o->version) {
		(void)puts(PACKAGE_STRING);
		return STATUS_DONE;
	}
	if (o->word_count == 0) {
		print_all(stdout);
		return STATUS_DONE;
	}
	if (o->help)
		return help_for(o->words[0]);
	c = find(o->words[0]);
	return c == NULL ? unknown_command(o->words[0]) : c->run(o);
}

/* What was not written was not told, however well the rest went. */
enum status
command_run(const struct options *o)
{
	const enum status status = run(o);
	const bool lost = ferror(stdout) != 0;

	if (fflush(stdout) == 0 && !lost)
		return status;
	command_say("what it says could not be written");
	return status == STATUS_DONE || status == STATUS_FINDING ? STATUS_FILE :
								   status;
}
