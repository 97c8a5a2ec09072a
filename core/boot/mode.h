/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_MODE_H
#define CORE_BOOT_MODE_H

/*
 * The words of the operator: boot modes and placements of the boot name, the
 * same everywhere (command line, database, screen, JSON).
 */
enum boot_mode {
	MODE_NONE, /* not set */
	MODE_PXELINUX,
	MODE_GPXE,
	MODE_ISCSI,
	MODE_ISCSI_INSTALL,
	MODE_LOCAL,
	MODE_IGNORE,
	MODE_COUNT
};

/* Where the boot name stands in a reply. */
enum placement {
	PLACEMENT_NONE, /* not set: the mode's, then the server's */
	PLACEMENT_FIELD, /* BOOTP file field: dnsmasq's dhcp-no-override */
	PLACEMENT_OPTION, /* options 66 and 67, NUL-terminated */
	PLACEMENT_BOTH,
	PLACEMENT_OVERLOAD, /* 67, fields free for option 52 */
	PLACEMENT_AUTO, /* whichever of these is read: trial.h */
	PLACEMENT_COUNT
};

/* "pxelinux", "gpxe", ...; "" for MODE_NONE.  Static storage. */
const char *mode_name(enum boot_mode mode);

/* One line of help for an operator. */
const char *mode_help(enum boot_mode mode);

/* The mode of a word; MODE_NONE for any other word. */
enum boot_mode mode_parse(const char *word);

const char *placement_name(enum placement p);
enum placement placement_parse(const char *word);

#endif
