/* SPDX-License-Identifier: ISC */
#ifndef TUI_OPTIONS_H
#define TUI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "core/base/text.h"
#include "core/serve/config.h"

/*
 * How the program was asked to run: the defaults, then the configuration
 * file, then the command line, all through one table (option.def).  Words
 * that are no option of the server are left, in order, to the subcommand.
 */
enum option_id {
#define OPTION(id, word, argument, value, in_file, help) OPTION_##id,
#include "tui/option.def"
#undef OPTION
	OPTION_COUNT
};

struct option_def {
	const char *word; /* without the two dashes */
	const char *argument; /* as the help shows it; NULL: a flag */
	const char *value; /* the default; NULL: none */
	bool in_file; /* may stand in the configuration file */
	const char *help;
};

#define OPTIONS_WORDS 64

struct options {
	struct serve_config serve;
	char config_file[512];
	char capture_file[512]; /* --read */
	bool check_config, help, version;
	bool given[OPTION_COUNT]; /* on the command line */
	int word_count; /* 0: no subcommand, serve */
	const char *words[OPTIONS_WORDS]; /* subcommand first; borrowed */
};

const struct option_def *option_def(enum option_id id);

/* The option of word[0..len); OPTION_COUNT for any other word. */
enum option_id option_find(const char *word, size_t len);

/*
 * Reads argv, which must outlive o, and the configuration file.  0, with
 * warnings in `why` (one a line) where there are any; or the error to leave
 * with (tui/status.h) and its sentence.  With help or version set, the file
 * is not read.
 */
int options_read(struct options *o, int argc, char **argv, struct text *why);

/* One line of a configuration file, without its newline. */
int options_line(struct options *o, const char *line, struct text *why);

/* The lines of the help that describe the options. */
void options_print(FILE *out);

#endif
