/* SPDX-License-Identifier: ISC */
#ifndef TESTS_RULE_NEEDS_H
#define TESTS_RULE_NEEDS_H

#include "core/boot/diag_rules.h"

/* What a rule says of a case at that time, and when time may change it. */
static inline bool
rule_holds(const struct diag_rule *rule, const struct boot_case *c,
    const struct diag_env *env, int64_t now_us, int64_t *ret_due_us)
{
	struct event_finding f = {.slug = rule->slug};
	struct diag_say say = {.now_us = now_us,
	    .due_us = INT64_MAX,
	    .finding = &f};
	bool holds;

	text_init(&say.text, f.text, sizeof(f.text));
	text_init(&say.fix, f.fix, sizeof(f.fix));
	holds = rule->holds(c, env, &say);
	*ret_due_us = say.due_us;
	return holds;
}

/*
 * A rule that holds of a case although this lacks what the rule says that it
 * needs, which keeps the rule from being asked; NULL: there is none.
 */
static inline const char *
rule_that_holds_in_vain(const struct boot_case *c, const struct diag_env *env,
    int64_t now_us)
{
	const unsigned has = case_has(c);
	int64_t due_us;
	size_t i;

	for (i = 0; i < diag_rule_count(); i++) {
		const struct diag_rule *rule = diag_rule(i);

		if ((rule->needs & ~has) != 0 &&
		    rule_holds(rule, c, env, now_us, &due_us))
			return rule->slug;
	}
	return NULL;
}

/*
 * A rule whose answer changes by a later time although it is not due then, or
 * that waits for a time and is not asked when it comes; NULL: there is none.
 */
static inline const char *
rule_that_changes_unasked(const struct boot_case *c, const struct diag_env *env,
    int64_t now_us, int64_t later_us)
{
	int64_t due_us, later_due_us;
	size_t i;

	for (i = 0; i < diag_rule_count(); i++) {
		const struct diag_rule *rule = diag_rule(i);
		const bool holds = rule_holds(rule, c, env, now_us, &due_us);

		if ((rule->when & ON_TIME) == 0 && due_us != INT64_MAX)
			return rule->slug;
		if (later_us < due_us &&
		    holds != rule_holds(rule, c, env, later_us, &later_due_us))
			return rule->slug;
	}
	return NULL;
}

#endif
