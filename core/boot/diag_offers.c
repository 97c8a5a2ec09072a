/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

static bool
only_proxy_offers(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = case_last_ask(c);

	(void)env;
	if (c->discovers < 3 || c->proxy_offers == 0 || c->offers > 0 ||
	    c->acks > 0 || a == NULL)
		return false;
	text_add(&say->text,
	    "only proxy offers came (boot data without an "
	    "address): the network's DHCP server is silent");
	text_add(&say->fix,
	    "start the DHCP server that gives addresses, or "
	    "let pxeconsole do it (--mode dhcp)");
	diag_evidence(say, a->frame);
	return true;
}

static const struct diag_rule rules[] = {
    {"only-proxy-offers", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	"boot data, but no address", only_proxy_offers},
};

const struct diag_group diag_offers = {rules, sizeof(rules) / sizeof(rules[0])};
