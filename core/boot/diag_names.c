/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

/* A PXE ROM needs a name; what comes after it may do without. */
static bool
no_boot_name(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	const struct case_ask *a = case_last_ask(c);

	(void)env;
	if (r == NULL || a == NULL || a->stage == STAGE_OS ||
	    a->stage == STAGE_LOADER || c->files > 0 || c->pages > 0)
		return false;
	if (r->facts.file[0] != '\0' || r->facts.has_name ||
	    r->root_path[0] != '\0' || r->facts.has_menu ||
	    c->proxy_offers > 0 || c->proxy_answers > 0)
		return false;
	text_add(&say->text,
	    "got an address but no boot file name, so it has "
	    "nothing to boot");
	text_add(&say->fix, "give the machine a mode with a boot file");
	diag_evidence(say, r->frame);
	return true;
}

static const struct diag_rule rules[] = {
    {"no-boot-name", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_CHAIN,
	"no boot file name", no_boot_name},
};

const struct diag_group diag_names = {rules, sizeof(rules) / sizeof(rules[0])};
