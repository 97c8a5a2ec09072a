/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FINDING_H
#define CORE_BOOT_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A finding of the diagnosis as a value (an event's payload). */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR };
enum confidence { CONFIDENCE_POSSIBLE, CONFIDENCE_LIKELY, CONFIDENCE_CERTAIN };

/* What the console itself can change so that it boots. */
enum mend {
	MEND_NONE, /* only people can */
	MEND_PLACEMENT_FIELD,
	MEND_PLACEMENT_OPTION,
	MEND_PLACEMENT_BOTH,
	MEND_NUL, /* the name in option 67 ends in a NUL */
	MEND_LOADER, /* clear bootfile: the mode's own for the architecture */
	MEND_CHAIN, /* mode gpxe: a loader that can what is missing */
	MEND_LOCAL, /* mode local: the installation is done */
	MEND_KEEP_SAN, /* mode iscsi-install */
	MEND_BROADCAST, /* answer this host by broadcast */
	MEND_DELAY, /* answer it a second later */
	MEND_BLKSIZE, /* smaller TFTP blocks for it */
	MEND_PRIORITY, /* our offer goes before another's */
	MEND_FORCE_OPTION, /* send what it did not ask for */
	MEND_LEAVE_OPTION, /* leave out what it cannot stand */
	MEND_IGNORE_CASE, /* find its files in any case */
	MEND_FALLBACK, /* look for its files in a folder as well */
	MEND_SINGLE_PORT, /* TFTP from port 69 only */
	MEND_FROM_WIRE, /* its TFTP requests before our firewall */
	MEND_TARGET, /* the root path as it was meant */
	MEND_LUN, /* the same with the LUN that the target has: to be asked */
	MEND_SCRIPT, /* what another server names, told by us before it */
	MEND_BOOTFILE, /* the same for a ROM */
	MEND_COUNT
};

#define FINDING_EVIDENCE 8

struct event_finding {
	const char *slug; /* stable name, static storage */
	bool raised; /* false: cleared */
	enum severity severity;
	enum confidence confidence;
	enum mend mend;
	uint16_t mend_with; /* an option's code, a block size, a priority */
	char mend_name[256]; /* a folder, root path or file: foreign text */
	unsigned count; /* how often seen */
	size_t evidence_count;
	uint64_t evidence[FINDING_EVIDENCE]; /* frames */
	char text[256]; /* what happened to this machine; clean */
	char fix[256]; /* what mends it; clean */
};

/*
 * Does the first only follow from the other, where both stand for one boot?
 * What the next entry of a firmware's boot order met (HTTP Boot after PXE)
 * says nothing of why that entry was come to; nor does what became of a
 * request whose name the client had misread.
 */
bool finding_follows(const char *slug, const char *other);

const char *severity_name(enum severity s);
const char *confidence_name(enum confidence c);

#endif
