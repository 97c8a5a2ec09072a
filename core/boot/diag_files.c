/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

static bool
ends_with(const char *s, const char *tail)
{
	const size_t n = strlen(s), k = strlen(tail);

	return n >= k && strcmp(s + n - k, tail) == 0;
}

/* PXELINUX 5 and later cannot run without its ldlinux. */
static bool
module_missing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *missing = NULL;
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (!ends_with(f->file, "ldlinux.c32") &&
		    !ends_with(f->file, "ldlinux.e64") &&
		    !ends_with(f->file, "ldlinux.e32"))
			continue;
		if (f->outcome == TFTP_COMPLETE)
			return false;
		if (f->done && f->outcome == TFTP_SERVER_ERROR)
			missing = f;
	}
	if (missing == NULL)
		return false;
	text_add(&say->text, "PXELINUX asks for ");
	text_add_visible_str(&say->text, missing->file);
	text_add(&say->text, ", which is not there: it cannot go on");
	text_add(&say->fix,
	    "put the file of the same Syslinux version "
	    "beside the loader");
	diag_evidence(say, missing->frame);
	return true;
}

static const struct diag_rule rules[] = {
    {"module-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	"PXELINUX lacks its ldlinux", module_missing},
};

const struct diag_group diag_files = {rules, sizeof(rules) / sizeof(rules[0])};
