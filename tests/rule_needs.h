/* SPDX-License-Identifier: ISC */
#ifndef TESTS_RULE_NEEDS_H
#define TESTS_RULE_NEEDS_H

#include "core/boot/diag_rules.h"

/*
 * A rule that holds of a case although this lacks what the rule says that it
 * needs, which keeps the rule from being asked; NULL: there is none.
 */
static inline const char *
rule_that_holds_in_vain(const struct boot_case *c, const struct diag_env *env)
{
	const unsigned has = case_has(c);
	size_t i;

	for (i = 0; i < diag_rule_count(); i++) {
		const struct diag_rule *rule = diag_rule(i);
		struct event_finding f = {.slug = rule->slug};
		struct diag_say say = {.finding = &f};

		text_init(&say.text, f.text, sizeof(f.text));
		text_init(&say.fix, f.fix, sizeof(f.fix));
		if ((rule->needs & ~has) != 0 && rule->holds(c, env, &say))
			return rule->slug;
	}
	return NULL;
}

#endif
