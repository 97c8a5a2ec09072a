/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_MANNER_H
#define CORE_BOOT_MANNER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/key.h"

/*
 * How a machine is answered, apart from what it boots: what firmware with a
 * fault needs.  The texts of the settings and their values; whose setting
 * counts is policy.h's business, what the wire makes of it reply.h's.
 */
struct option_set {
	uint32_t bits[8]; /* by code */
};

struct manner {
	bool broadcast; /* to everybody, whatever the client's B bit says */
	bool no_nul; /* option 67 without the NUL that ROMs look for */
	uint32_t delay_ms; /* before an OFFER */
	uint16_t blksize; /* TFTP: no larger blocks; 0: as asked */
	bool has_priority;
	int8_t priority; /* iPXE, gPXE: 175.1 */
	struct option_set force; /* sent, though not asked for */
	struct option_set leave; /* never sent */
};

/* A client that waits for ten seconds has gone on to its disk. */
#define MANNER_DELAY_MOST_MS 10000

bool option_set_has(const struct option_set *s, uint8_t code);
void option_set_add(struct option_set *s, uint8_t code);
void option_set_remove(struct option_set *s, uint8_t code);
bool option_set_empty(const struct option_set *s);

/* "43,60"; nothing for an empty set. */
void option_set_text(struct text *t, const struct option_set *s);

/* Is it a setting of the manner? */
bool manner_has_key(enum key key);

/*
 * Takes one setting from its text ("": leaves it).  0; -PX_EVALUE when it is
 * no such value, and *ret_what, if not NULL, says what is wrong and what to
 * write (static storage): on|off; 1s, 500ms (a bare number is seconds); 512
 * to 65464; codes of the option table with commas between; -128 to 127.
 */
int manner_set(struct manner *m, enum key key, const char *value,
    const char **ret_what);

/* Options that a server can have a value for though nobody asks. */
bool manner_can_force(uint8_t code);

/* "by broadcast; after 1 s; ...", nothing for the usual manner. */
void manner_text(struct text *t, const struct manner *m);

#endif
