/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_MENU_CONF_H
#define CORE_BOOT_MENU_CONF_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/buf.h"

/*
 * A configuration of PXELINUX and its kin: which entry it boots, and what is
 * fetched for that (Syslinux wiki, "Config"; doc/syslinux.txt).  Bounded: of
 * entries past the last that fits only the number is kept.
 */
#define MENU_LABELS 48
#define MENU_NAME 128

enum menu_run { /* what an entry's file is */
	MENU_KERNEL, /* KERNEL, LINUX, BOOT, PXE, ... */
	MENU_MODULE, /* COM32, or a name in .c32 */
	MENU_CONFIG, /* another configuration */
	MENU_LOCAL /* LOCALBOOT: on to the disk */
};

struct menu_label {
	char name[64];
	enum menu_run run;
	char file[MENU_NAME];
	char initrd[2 * MENU_NAME]; /* several: with commas */
};

/* All of it foreign text; "" where nothing was said. */
struct menu_conf {
	size_t count, left_out;
	struct menu_label label[MENU_LABELS];
	char ui[MENU_NAME]; /* the module that shows a menu */
	char chosen[MENU_NAME]; /* DEFAULT: a label, or a command */
	char on_timeout[MENU_NAME]; /* ONTIMEOUT */
	char initrd[2 * MENU_NAME]; /* of an APPEND for all entries */
	char background[MENU_NAME]; /* MENU BACKGROUND */
	size_t marked; /* the label of MENU DEFAULT; MENU_LABELS: none */
	bool prompt;
	unsigned timeout; /* in tenths of a second; 0: waits for ever */
	bool in_label; /* while it is read */
};

void menu_conf_init(struct menu_conf *m);

/*
 * Reads on.  True: an INCLUDE of ret_include stands here; give its text to
 * this function first and then go on with this one.
 */
bool menu_conf_read(struct menu_conf *m, struct rbuf *text,
    char ret_include[MENU_NAME]);

enum menu_by { /* how the entry comes to be booted */
	MENU_BY_ITSELF,
	MENU_BY_TIMEOUT, /* unless somebody chooses another */
	MENU_BY_PERSON, /* it waits for one; the entry is what Enter boots */
	MENU_BY_NOBODY /* there is nothing to boot */
};

/*
 * The entry; where DEFAULT is a command and no label, that command as one.
 */
enum menu_by menu_conf_choose(const struct menu_conf *m,
    struct menu_label *ret);

/* The module that shows the menu, by UI or, as of old, by DEFAULT; or "". */
const char *menu_conf_ui(const struct menu_conf *m);

#endif
