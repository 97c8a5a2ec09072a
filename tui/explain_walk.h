/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_WALK_H
#define TUI_EXPLAIN_WALK_H

#include "tui/explain_files.h"

/*
 * The way from file to file, as explain_files.c begins it and the loaders'
 * own files go on: each of them adds what its loader asks for.
 */
struct explain_walk {
	struct explain_files *list;
	const struct explain_place *place;
	const struct explained *x; /* the answer it goes by */
	unsigned depth; /* of files that lead to files */
	bool unsure; /* from here on nothing is surely needed */
};

#define EXPLAIN_NAME 256

/*
 * How sure it is that the boot ends without the file; TOLD: it does, which the
 * answer that names the file has said.
 */
enum explain_need { EXPLAIN_MAY, EXPLAIN_MUST, EXPLAIN_TOLD };

enum explain_there explain_walk_add(struct explain_walk *w, const char *name,
    const char *what, enum explain_need need);

/* The last one added ends a search. */
void explain_walk_taken(struct explain_walk *w);

/* A step that is no file. */
void explain_walk_step(struct explain_walk *w, const char *what,
    const char *name, const char *protocol);

enum explain_words { EXPLAIN_THEN, EXPLAIN_DOUBT, EXPLAIN_LACK };

/* A line of words; `foreign`, which may be NULL, stands at its end. */
void explain_walk_say(struct explain_walk *w, enum explain_words kind,
    const char *words, const char *foreign);

/*
 * The file's beginning with a NUL behind it, to be freed; NULL: it cannot be
 * read, or it is another server's.
 */
char *explain_walk_read(const struct explain_walk *w, const char *name,
    size_t *ret_len);

/* Is it there?  Without adding it. */
enum explain_there explain_walk_look(const struct explain_walk *w,
    const char *name, uint64_t *ret_size);

/*
 * The name as one file has it, in the folder of that file; absolute names and
 * URLs stay.
 */
void explain_walk_beside(char ret[EXPLAIN_NAME], const char *name,
    const char *file);

/* Who runs a file: firmware refuses what a loader may know how to run. */
enum explain_runner { EXPLAIN_BY_FIRMWARE, EXPLAIN_BY_LOADER };

/* What the file, which is there, does next. */
void explain_walk_on(struct explain_walk *w, const char *name,
    enum explain_runner by);

/* explain_pxelinux.c, explain_grub.c, explain_script.c. */
void explain_walk_pxelinux(struct explain_walk *w, const char *loader);
void explain_walk_grub(struct explain_walk *w, const char *loader);
void explain_walk_script(struct explain_walk *w, const char *script);

#endif
