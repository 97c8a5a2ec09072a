/* SPDX-License-Identifier: ISC */
#include "core/boot/mode.h"

#include <stddef.h>
#include <string.h>

struct word {
	const char *name, *help;
};

/* clang-format off */
static const struct word modes[MODE_COUNT] = {
	[MODE_NONE] = {"", "not set"},
	[MODE_PXELINUX] = {"pxelinux",
	    "loads PXELINUX, or SYSLINUX.EFI, and its configuration"},
	[MODE_GPXE] = {"gpxe",
	    "loads gPXE or iPXE, which then runs the host's script"},
	[MODE_ISCSI] = {"iscsi",
	    "loads gPXE or iPXE, which boots the host's iSCSI target"},
	[MODE_ISCSI_INSTALL] = {"iscsi-install",
	    "keeps the iSCSI disk attached while an installer boots"},
	[MODE_LOCAL] = {"local",
	    "leaves the network boot at once and boots its own disk"},
	[MODE_IGNORE] = {"ignore", "gets no answer at all"},
};

static const char *const placements[PLACEMENT_COUNT] = {
	[PLACEMENT_NONE] = "",
	[PLACEMENT_FIELD] = "field",
	[PLACEMENT_OPTION] = "option",
	[PLACEMENT_BOTH] = "both",
	[PLACEMENT_OVERLOAD] = "overload",
	[PLACEMENT_AUTO] = "auto",
};
/* clang-format on */

const char *
mode_name(enum boot_mode mode)
{
	return modes[mode].name;
}

const char *
mode_help(enum boot_mode mode)
{
	return modes[mode].help;
}

enum boot_mode
mode_parse(const char *word)
{
	int i;

	for (i = MODE_NONE + 1; i < MODE_COUNT; i++)
		if (strcmp(modes[i].name, word) == 0)
			return (enum boot_mode)i;
	return MODE_NONE;
}

const char *
placement_name(enum placement p)
{
	return placements[p];
}

enum placement
placement_parse(const char *word)
{
	int i;

	for (i = PLACEMENT_NONE + 1; i < PLACEMENT_COUNT; i++)
		if (strcmp(placements[i], word) == 0)
			return (enum placement)i;
	return PLACEMENT_NONE;
}
