/* SPDX-License-Identifier: ISC */
#ifndef TUI_COMMAND_H
#define TUI_COMMAND_H

#include <stddef.h>
#include <stdio.h>

#include "tui/options.h"
#include "tui/status.h"

/*
 * The subcommands: one table gives their names, their help and what runs
 * them.  Data goes to standard output, what is wrong to standard error.
 */
struct command {
	const char *name;
	const char *usage; /* a line for each form, without the program */
	const char *help;
	enum status (*run)(const struct options *o);
};

/* Runs the words of o, or its help or version, and gives the exit status. */
enum status command_run(const struct options *o);

/* The table, for the help and for tests. */
const struct command *command_table(size_t *ret_count);

/* Second words: list, show, set ... */
struct verb {
	const char *name;
	int least, most; /* words after the verb */
	enum status (
	    *run)(const struct options *o, const char *const *words, int count);
};

/*
 * Finds words[1] among the verbs (the last has no name) and runs it with the
 * words that follow; says what is wrong with the words otherwise.
 */
enum status command_verb(const struct options *o, const struct verb *verbs);

/* The usage of the running subcommand on standard error; STATUS_USAGE. */
enum status command_usage(const struct options *o);

/* "pxeconsole: ..." on standard error, or each line of it. */
void command_say(const char *lines);

/* That the word given for `what` (an option) is not `wanted`; STATUS_USAGE. */
enum status command_refuse(const char *what, const char *word,
    const char *wanted);

/*
 * The value of the option `name` of a subcommand where words[*at] is it, as
 * "--name VALUE", which moves *at on, or "--name=VALUE"; NULL: another word.
 */
const char *command_value(const struct options *o, int *at, const char *name);

enum status cmd_host(const struct options *o);
enum status cmd_mode(const struct options *o);
enum status cmd_target(const struct options *o);
enum status cmd_quirk(const struct options *o);
enum status cmd_explain(const struct options *o);
enum status cmd_read(const struct options *o);
enum status cmd_probe(const struct options *o);
enum status cmd_doctor(const struct options *o);
enum status cmd_demo(const struct options *o);

#endif
