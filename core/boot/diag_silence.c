/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

/* Three tries without any answer: EDK2 and ROMs make four, iPXE too. */
#define TRIES 3

static bool
nobody_offers(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);

	(void)env;
	if (c->discovers < TRIES || c->replies > 0 || a == NULL || a->refused)
		return false;
	text_addf(&say->text,
	    "asked %u times by DISCOVER, and no server answered", c->discovers);
	text_add(&say->fix,
	    "start the DHCP server of this network, or let "
	    "pxeconsole be it (--mode dhcp)");
	diag_evidence(say, c->ask[0].frame);
	diag_evidence(say, a->frame);
	return true;
}

static const struct diag_rule rules[] = {
    {"nobody-offers", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	"no DHCP server answers", nobody_offers},
};

const struct diag_group diag_silence = {rules,
    sizeof(rules) / sizeof(rules[0])};
