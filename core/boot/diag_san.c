/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/proto/iscsi_path.h"
#include "core/proto/iscsi_pdu.h"

/* Group E of the catalogue: disks over the network. */

#define SECOND INT64_C(1000000)

static bool
is_san_path(const char *path)
{
	return strncmp(path, "iscsi:", 6) == 0 ||
	    strncmp(path, "aoe:", 4) == 0 || strncmp(path, "ib_srp:", 7) == 0 ||
	    strncmp(path, "fcp:", 4) == 0;
}

/* Ours goes before another server's by priority. */
static void
mend_root_path(const struct diag_env *env, struct diag_say *say,
    const struct case_reply *r)
{
	struct event_finding *f = say->finding;
	const bool ours = diag_is_ours(env, r->server);
	struct text t;

	text_init(&t, f->mend_name, sizeof(f->mend_name));
	f->mend_with = ours ? 0 : diag_priority_over(r);
	f->mend = MEND_NONE;
	if (!iscsi_path_guess(&t, r->root_path) || t.cut) {
		text_add(&say->fix,
		    "iscsi:SERVER:PROTOCOL:PORT:LUN:TARGET with all five "
		    "colons, as iscsi:192.0.2.1::::iqn.2026-01.lab:disk");
		return;
	}
	text_add(&say->fix, "it is meant, most likely, as ");
	text_add_visible_str(&say->fix, f->mend_name);
	if (env->live && (ours || f->mend_with != 0))
		f->mend = MEND_TARGET;
}

static bool
root_path_malformed(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);
	struct iscsi_path path;
	struct fault fault = {0};

	if (a == NULL || r == NULL || !diag_is_gpxe(a) ||
	    strncmp(r->root_path, "iscsi:", 6) != 0 ||
	    iscsi_path_parse(&path, r->root_path, &fault) == 0)
		return false;
	text_add(&say->text, "its root path ");
	text_add_visible_str(&say->text, r->root_path);
	text_addf(&say->text, " is broken at byte %u",
	    (unsigned)fault.offset + 1);
	mend_root_path(env, say, r);
	diag_evidence(say, r->frame);
	return true;
}

/* The target that the root path names, as an address; 0: a name, or none. */
static uint32_t
target_addr(const struct case_reply *r)
{
	struct iscsi_path path;
	uint32_t addr = 0;

	if (r == NULL || iscsi_path_parse(&path, r->root_path, NULL) != 0 ||
	    ip4_parse(&addr, path.server) != 0)
		return 0;
	return addr;
}

static const struct case_arp *
target_not_found(const struct boot_case *c, uint32_t addr, struct diag_say *say)
{
	size_t i;

	for (i = 0; addr != 0 && i < c->arp_count; i++)
		if (c->arp[i].addr == addr &&
		    diag_arp_in_vain(c, &c->arp[i], say))
			return &c->arp[i];
	return NULL;
}

static void
say_target_silent(struct diag_say *say, uint32_t addr, unsigned port,
    const char *how)
{
	char ip[IP4_TEXT];

	text_addf(&say->text, "its iSCSI target %s %s (TCP port %u)",
	    ip4_format(ip, addr), how, port);
	text_addf(&say->fix,
	    "on %s: systemctl start tgt (or target), and nft insert rule inet "
	    "filter input tcp dport %u accept; or correct the root path; "
	    "`pxeconsole target check` tries it from here",
	    ip, port);
}

/* It has opened a connection to it, or tried to. */
static bool
login_silent(const struct case_login *l, struct diag_say *say)
{
	const struct event_iscsi *i = &l->iscsi;
	const bool refused = i->phase == ISCSI_REFUSED;

	if (!refused && i->phase != ISCSI_SILENT &&
	    (i->phase != ISCSI_CONNECT ||
		!diag_has_passed(say, l->time_us, 4 * SECOND)))
		return false;
	if (refused)
		say->finding->confidence = CONFIDENCE_CERTAIN;
	else
		say->unseen_us = l->time_us;
	say_target_silent(say, i->server, i->port,
	    refused ? "refuses the connection" : "does not answer");
	diag_evidence(say, l->frame);
	return true;
}

static bool
target_silent(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	const uint32_t addr = target_addr(r);
	const struct case_arp *arp;

	(void)env;
	if (c->login_count > 0) {
		if (!login_silent(&c->login[c->login_count - 1], say))
			return false;
	} else {
		arp = target_not_found(c, addr, say);
		if (arp == NULL)
			return false;
		say->unseen_us = arp->again.first_us;
		say_target_silent(say, addr, c->told.target_port,
		    "does not answer ARP");
		diag_evidence(say, arp->frame);
	}
	diag_evidence(say, r == NULL ? 0 : r->frame);
	return true;
}

struct login_fix {
	uint8_t status_class, detail;
	const char *fix; /* before the initiator's name, or whole */
	bool initiator, target;
};

/* clang-format off */
static const struct login_fix fixes[] = {
	{2, 1, "correct CHAP name and secret (175.190, 191) of ", true, false},
	{2, 2, "let this initiator in at the target: ", true, false},
	{2, 3, "no such target there; its name or LUN in the root path: ",
	    false, true},
	{2, 4, "the target was removed; name another: ", false, true},
	{3, 1, "bring the target up: ", false, true},
	{3, 2, "the target is full: more sessions for ", false, true},
};
/* clang-format on */

static void
add_login_fix(struct diag_say *say, const struct event_iscsi *l)
{
	size_t i;

	for (i = 0; i < sizeof(fixes) / sizeof(fixes[0]); i++)
		if (fixes[i].status_class == l->status_class &&
		    fixes[i].detail == l->status_detail)
			break;
	if (i == sizeof(fixes) / sizeof(fixes[0])) {
		text_add(&say->fix, "look at the log of the target ");
		text_add_visible_str(&say->fix, l->target);
		return;
	}
	text_add(&say->fix, fixes[i].fix);
	text_add_visible_str(&say->fix,
	    fixes[i].initiator ? l->initiator : l->target);
}

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
	add_login_fix(say, &l->iscsi);
	diag_evidence(say, l->frame);
	return true;
}

/* Logged in, and the first command is answered "no such logical unit". */
/* Which LUN there is only the target can say. */
static void
mend_lun(const struct diag_env *env, struct diag_say *say,
    const struct case_reply *r)
{
	struct event_finding *f = say->finding;
	const bool ours = diag_is_ours(env, r->server);

	f->mend_with = ours ? 0 : diag_priority_over(r);
	if (env->live && (ours || f->mend_with != 0) &&
	    text_copy(f->mend_name, sizeof(f->mend_name), r->root_path))
		f->mend = MEND_LUN;
}

static bool
lun_missing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	const struct case_login *l;
	struct iscsi_path path;
	char ip[IP4_TEXT];

	if (c->login_count == 0)
		return false;
	l = &c->login[c->login_count - 1];
	if (l->iscsi.phase != ISCSI_NO_LUN)
		return false;
	text_addf(&say->text, "its iSCSI target on %s lets it in, but has no ",
	    ip4_format(ip, l->iscsi.server));
	say->finding->mend = MEND_NONE;
	if (r != NULL && iscsi_path_parse(&path, r->root_path, NULL) == 0) {
		text_add(&say->text, "LUN ");
		iscsi_lun_format(&say->text, path.lun);
		mend_lun(env, say, r);
	} else
		text_add(&say->text, "such LUN");
	text_add(&say->text, ": there is no disk to boot from");
	text_add(&say->fix,
	    "correct the LUN in the root path or of the target; many targets "
	    "keep LUN 0 for themselves and begin with LUN 1");
	diag_evidence(say, l->frame);
	diag_evidence(say, r == NULL ? 0 : r->frame);
	return true;
}

/* gPXE boots the file name only; iPXE attaches the disk first. */
static bool
san_ignored_by_gpxe(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);

	(void)env;
	if (a == NULL || r == NULL || a->stage != STAGE_GPXE ||
	    r->first_us < a->time_us - 10 * SECOND || !diag_has_name(r) ||
	    !is_san_path(r->root_path) || c->logins > 0)
		return false;
	text_add(&say->text, "gPXE is told the file ");
	text_add_visible_str(&say->text, diag_told_name(r));
	text_add(&say->text, " and the root path ");
	text_add_visible_str(&say->text, r->root_path);
	text_add(&say->text, ": it boots the file, the disk is not attached");
	text_add(&say->fix,
	    "no boot file for gPXE beside a root path (mode iscsi), or "
	    "chain to iPXE");
	diag_evidence(say, r->frame);
	return true;
}

static bool
san_not_kept(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);

	(void)env;
	if (a == NULL || r == NULL || !diag_is_gpxe(a) ||
	    c->mode != MODE_ISCSI_INSTALL || !is_san_path(r->root_path) ||
	    r->facts.keep_san)
		return false;
	/* An answer from before the mode was set says nothing of it. */
	if (r->time_us < a->time_us)
		return false;
	text_add(&say->text, "is to install to ");
	text_add_visible_str(&say->text, r->root_path);
	text_add(&say->text,
	    ", but the answer lacks keep-san (175.8): the disk is let go "
	    "before the installer runs");
	text_add(&say->fix, "mode iscsi-install, which says 175.8 = 1");
	diag_evidence(say, r->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"root-path-malformed", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_TARGET,
	    ON_DHCP, HAS_LEASE | HAS_GPXE | HAS_ROOT, true,
	    "root path that cannot be read", root_path_malformed},
	{"target-silent", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_ISCSI | ON_WIRE | ON_HTTP | ON_TFTP | ON_TIME, HAS_TARGET, true,
	    "iSCSI target does not answer", target_silent},
	{"login-refused", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_ISCSI, HAS_LOGIN, true,
	    "iSCSI login refused", login_refused},
	{"lun-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_LUN,
	    ON_ISCSI, HAS_LOGIN, true,
	    "the target has no such LUN", lun_missing},
	{"san-ignored-by-gpxe", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_DHCP | ON_ISCSI, HAS_LEASE | HAS_GPXE | HAS_ROOT, true,
	    "gPXE passes over the disk", san_ignored_by_gpxe},
	{"san-not-kept", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_KEEP_SAN,
	    ON_DHCP, HAS_LEASE | HAS_GPXE | HAS_ROOT, true,
	    "the disk is let go too early", san_not_kept},
};
/* clang-format on */

const struct diag_group diag_san = {rules, sizeof(rules) / sizeof(rules[0])};
