/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_RULES_H
#define CORE_BOOT_DIAG_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/boot_case.h"
#include "core/boot/diag.h"

/*
 * The rules of the diagnosis, one row each, in the order of the catalogue.
 * `holds` looks at the case and, when its finding stands, fills what the row
 * leaves open: the sentence with this machine's names and numbers, the fix,
 * the evidence; it may lower severity or confidence.  Pure, and cheap: it
 * runs after every event of the machine.
 */
struct diag_say {
	struct text text; /* over finding.text; foreign text made visible */
	struct text fix;
	struct event_finding *finding; /* severity, confidence, mend */
};

struct diag_rule {
	const char *slug;
	enum severity severity;
	enum confidence confidence;
	enum mend mend;
	const char *title; /* a few words for lists */
	bool (*holds)(const struct boot_case *c, const struct diag_env *env,
	    struct diag_say *say);
};

/* Adds a frame to the evidence (0 is none, doubles are left out). */
void diag_evidence(struct diag_say *say, uint64_t frame);

/* The groups of the catalogue, each in a file of its own (diag_*.c). */
struct diag_group {
	const struct diag_rule *rules;
	size_t count;
};
extern const struct diag_group diag_silence; /* A: nothing useful reaches us */
extern const struct diag_group diag_offers; /* B: offers, no progress */
extern const struct diag_group diag_names; /* C: wrong or unreadable names */
extern const struct diag_group diag_loaders; /* C: loaders that do not run */
extern const struct diag_group diag_files; /* D: TFTP */
extern const struct diag_group diag_later; /* E: later stages */

/* All rules by number, 0 .. diag_rule_count() - 1. */
size_t diag_rule_count(void);
const struct diag_rule *diag_rule(size_t i);

#endif
