/* SPDX-License-Identifier: ISC */
#ifndef CORE_SIM_NEXT_H
#define CORE_SIM_NEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/sim/kind.h"

/*
 * What a machine does with the file that it has just fetched: which loader
 * it is, what that loader asks for, what a script or configuration names.
 */
enum sim_next {
	SIM_NEXT_RUN, /* something else: it runs, the boot is done */
	SIM_NEXT_KIND, /* gPXE or iPXE: DHCP again as that kind */
	SIM_NEXT_SEARCH, /* PXELINUX: its module, then its configuration */
	SIM_NEXT_DHCP_SEARCH, /* SYSLINUX.EFI: DHCP again before that */
	SIM_NEXT_SCRIPT, /* gPXE or iPXE script: sim_next_files */
	SIM_NEXT_REFUSED /* this firmware cannot run it */
};

/* Judges by name and first bytes; ret_kind only for SIM_NEXT_KIND. */
enum sim_next sim_next_judge(const struct sim_kind *k, const char *file,
    const uint8_t *head, size_t len, const struct sim_kind **ret_kind);

#define SIM_SEARCH_STEPS                                                       \
	11 /* the module, 01-MAC, 8 of the address, default                    \
	    */

/*
 * The file of a step of PXELINUX's search, in the folder of `loader`; false
 * after the last.  Step 0 is the module.
 */
bool sim_next_search(char ret[SIM_TEXT_MAX], unsigned step, const char *loader,
    const struct mac *mac, uint32_t addr);

#define SIM_FILES 6

struct sim_files {
	size_t count;
	char name[SIM_FILES][SIM_TEXT_MAX];
	bool local; /* LOCALBOOT: on to the disk */
	bool san; /* sanboot */
	char san_path[SIM_TEXT_MAX]; /* "" = the root path it was told */
};

/* What the entry that a PXELINUX configuration boots needs, below loader's
 * folder. */
void sim_next_config(struct sim_files *ret, const char *text,
    const char *loader);

/* The files that a gPXE or iPXE script names. */
void sim_next_script(struct sim_files *ret, const char *text);

#endif
