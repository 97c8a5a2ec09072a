/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include "core/proto/iscsi_pdu.h"

static bool
login_refused(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_login *l;

	(void)env;
	if (c->login_count == 0)
		return false;
	l = &c->login[c->login_count - 1];
	if (l->iscsi.phase != ISCSI_RESPONSE || l->iscsi.status_class < 2)
		return false;
	text_addf(&say->text,
	    "the iSCSI target refuses the login: %s (%02x%02x)",
	    iscsi_status_text(l->iscsi.status_class, l->iscsi.status_detail),
	    l->iscsi.status_class, l->iscsi.status_detail);
	text_add(&say->fix, "let this initiator in at the target: ");
	text_add_visible_str(&say->fix, l->iscsi.initiator);
	diag_evidence(say, l->frame);
	return true;
}

static const struct diag_rule rules[] = {
    {"login-refused", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	"iSCSI login refused", login_refused},
};

const struct diag_group diag_later = {rules, sizeof(rules) / sizeof(rules[0])};
