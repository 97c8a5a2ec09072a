/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_GRUB_CONF_H
#define CORE_BOOT_GRUB_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/buf.h"
#include "core/boot/conf_line.h"

/*
 * A grub.cfg: which entry it boots by itself, and what that entry fetches.
 * Its shell is not run: a name with a variable stays as it is written, and
 * of a condition every branch is read.
 */
#define GRUB_NAME 256

enum grub_do {
	GRUB_KERNEL, /* linux, multiboot */
	GRUB_INITRD,
	GRUB_CHAIN, /* chainloader */
	GRUB_CONFIG, /* configfile, source: another configuration */
	GRUB_EXIT /* exit, or a local disk */
};

struct grub_step {
	enum grub_do what;
	char name[GRUB_NAME]; /* foreign text; with $ where not known */
	bool sure; /* in no condition */
};

struct grub_conf {
	struct rbuf rest;
	/* Its entries, and which of them it boots; SIZE_MAX: not known. */
	size_t entries, chosen;
	char title[GRUB_NAME]; /* of the chosen one */
	bool waits; /* timeout -1, or none of its own */
	/* where it is */
	struct conf_line line;
	size_t at; /* the next word, where a command has several names */
	enum grub_do what; /* that command */
	size_t entry; /* how many have begun */
	unsigned depth; /* of braces: 0 outside all entries */
	bool in_entry, in_chosen;
	unsigned conditions;
};

/* The text is borrowed; never copy it while it is read. */
void grub_conf_init(struct grub_conf *g, const void *text, size_t len);

/* The next file of what it does before its menu, and of the entry chosen. */
bool grub_conf_next(struct grub_conf *g, struct grub_step *ret);

#endif
