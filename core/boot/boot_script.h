/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BOOT_SCRIPT_H
#define CORE_BOOT_BOOT_SCRIPT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/boot/conf_line.h"

/*
 * A gPXE or iPXE script as it runs: what it fetches, in its order, and where
 * it ends.  Variables that it sets itself, or that the caller knows, are
 * filled in; jumps are followed.  What a script decides by something that
 * nobody here knows is unsure from there on, and said so.
 */
#define SCRIPT_VARS 24
#define SCRIPT_NAME 256

enum script_do {
	SCRIPT_FETCH, /* kernel, initrd, ...: it is fetched and kept */
	SCRIPT_CHAIN, /* fetched and run: it comes back only if that fails */
	SCRIPT_SAN, /* sanboot: a root path; "" = the one it was told */
	SCRIPT_BOOT, /* starts what it has fetched */
	SCRIPT_EXIT, /* back to the firmware, which boots what is next */
	SCRIPT_PERSON, /* a menu or prompt: somebody chooses */
	SCRIPT_DHCP, /* asks by DHCP anew */
	SCRIPT_DECIDES, /* jumps or not by what is not known here */
	SCRIPT_LOOP /* comes by the same lines again and again */
};

struct script_step {
	enum script_do what;
	const char *command; /* as it stands in the script; borrowed */
	char name[SCRIPT_NAME]; /* foreign text */
	bool known; /* no variable is left in it */
	bool sure; /* no condition stands before it */
	bool caught; /* by ||: it may fail */
};

struct script_var {
	char name[32];
	char value[SCRIPT_NAME];
};

/* How a command ended: OPEN where that is not known here. */
enum script_outcome { SCRIPT_TRUE, SCRIPT_FALSE, SCRIPT_OPEN };

struct boot_script {
	struct rbuf whole, rest;
	struct conf_line line; /* the one that runs, from word `at` on */
	size_t at;
	enum script_outcome outcome; /* of the command before */
	bool line_sure, behind_or; /* what stands before the next */
	struct script_var var[SCRIPT_VARS];
	size_t var_count;
	unsigned budget; /* lines it may still run */
	bool unsure; /* something not known has decided before */
	bool over;
};

/* The text is borrowed; never copy the script while it runs. */
void boot_script_init(struct boot_script *s, const void *text, size_t len);

/* "mac" is also known as "net0/mac" and "netX/mac". */
void boot_script_set(struct boot_script *s, const char *name,
    const char *value);

/* The next step, or false: the script ends without booting anything. */
bool boot_script_next(struct boot_script *s, struct script_step *ret);

/* What the last step fetches is not there: on with what its || says. */
void boot_script_failed(struct boot_script *s);

#endif
