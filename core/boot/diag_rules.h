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
 * runs after every event of the machine.  What time it is matters to it by
 * diag_has_passed() alone.
 */
struct diag_say {
	int64_t now_us; /* only diag_has_passed() decides by it */
	int64_t due_us; /* when time alone may change the answer */
	struct text text; /* over finding.text; foreign text made visible */
	struct text fix;
	struct event_finding *finding; /* severity, confidence, mend */
	/* It stands on what was not seen since then, 0: on none of that.  Where
	 * frames were lost since, it is not raised. */
	int64_t unseen_us;
};

/* What may change a rule's mind: it is not asked after anything else. */
enum diag_when {
	ON_DHCP = 1,
	ON_TFTP = 2,
	ON_HTTP = 4,
	ON_ISCSI = 8,
	ON_WIRE = 16,
	ON_TIME = 32,
	ON_ANY = 63
};

struct diag_rule {
	const char *slug;
	enum severity severity;
	enum confidence confidence;
	enum mend mend;
	unsigned when; /* enum diag_when */
	unsigned needs; /* enum case_has, all of them: it is not asked before */
	/* Does it stand when the boot is complete, as far as we saw it? */
	bool stays;
	const char *title; /* a few words for lists */
	bool (*holds)(const struct boot_case *c, const struct diag_env *env,
	    struct diag_say *say);
};

/*
 * Has so long passed since then?  Where not, the rule is asked again when it
 * has: that, and not each second, is when a case is looked at.
 */
bool diag_has_passed(struct diag_say *say, int64_t since_us, int64_t long_us);

/* Adds a frame to the evidence (0 is none, doubles are left out). */
void diag_evidence(struct diag_say *say, uint64_t frame);

/*
 * Entries of the catalogue without a rule: what is normal, and what nobody
 * here can see, each with the reason.
 */
struct diag_unseen {
	const char *slug, *reason;
};
const struct diag_unseen *diag_unseen(size_t *ret_count);

/* The groups of the catalogue, each in a file of its own (diag_*.c). */
struct diag_group {
	const struct diag_rule *rules;
	size_t count;
};
extern const struct diag_group diag_silence; /* A: nothing useful reaches us */
extern const struct diag_group diag_offers; /* B: offers, no progress */
extern const struct diag_group diag_choice; /* B: which offer is taken */
extern const struct diag_group diag_shape; /* B: messages that are odd */
extern const struct diag_group diag_names; /* C: wrong or unreadable names */
extern const struct diag_group diag_loaders; /* C: loaders that do not run */
extern const struct diag_group diag_files; /* D: TFTP, files */
extern const struct diag_group diag_transfer; /* D: TFTP, packets */
extern const struct diag_group diag_san; /* E: iSCSI */
extern const struct diag_group diag_later; /* E: later stages */

/* All rules by number, 0 .. diag_rule_count() - 1. */
size_t diag_rule_count(void);
const struct diag_rule *diag_rule(size_t i);

#endif
