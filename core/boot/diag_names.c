/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* Group C of the catalogue: boot names that are wrong or cannot be read. */

/* Any reply of this boot that gives a name, by whoever. */
static bool
anybody_names(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (diag_has_name(&c->reply[i]) || c->reply[i].facts.has_menu ||
		    c->reply[i].root_path[0] != '\0')
			return true;
	return false;
}

/* A client that has a name goes on to it at once. */
#define GRACE_US INT64_C(1000000)

/*
 * It goes on with nothing.  A proxy's offer may be one that the capture lost,
 * or that went by another port of the switch.
 */
static bool
goes_on_with_nothing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say, const struct case_reply *r)
{
	if (c->files > 0 || c->pages > 0 || c->proxy_asks > 0)
		return false;
	/* That it asks again says it by itself. */
	return r->type == DHCP_OFFER || c->ended || env->over ||
	    diag_has_passed(say, r->time_us, GRACE_US);
}

/* It asks on with an offer; what it asked before says nothing of that. */
static bool
passes_over(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER)
			return case_discovers_after(c, c->reply[i].first_us) >
			    0;
	return false;
}

/*
 * EDK2 ignores an OFFER without a name and asks again (four times); iPXE
 * takes the lease and says "Nothing to boot" (no-boot-name-ovmf.pcap).
 */
static bool
no_boot_name(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);
	const bool refused = r == NULL && passes_over(c);

	if (a == NULL || c->mode == MODE_LOCAL || c->mode == MODE_IGNORE ||
	    anybody_names(c) || c->discovers == 0 || diag_boot_server_due(c))
		return false;
	if (refused)
		r = case_last_reply_of(c, DHCP_OFFER);
	/* U-Boot looks for pxelinux.cfg by itself, SLOF where it is told. */
	if (r == NULL || r->yiaddr == 0 || a->stage == STAGE_HTTP ||
	    a->arch == ARCH_UBOOT || (a->arch == ARCH_SLOF && r->siaddr != 0) ||
	    diag_odd_ask(c) != NULL || !goes_on_with_nothing(c, env, say, r))
		return false;
	say->unseen_us = refused ? diag_asked_us(c, 2) : c->began_us;
	text_addf(&say->text,
	    refused ? "was offered an address but no boot file name, and asks "
		      "again (DISCOVER %u): it passes over such offers" :
		      "got its address, but no boot file name: it has nothing "
		      "to boot",
	    c->discovers);
	if (a->arch == ARCH_SLOF) {
		say->finding->mend = MEND_NONE;
		text_add(&say->fix,
		    "let its DHCP server name next-server, where it finds "
		    "pxelinux.cfg by itself (here: mode=pxelinux), or a file");
	} else
		text_add(&say->fix,
		    "give the machine a mode with a boot file, or let "
		    "its DHCP server name one");
	diag_evidence(say, r->frame);
	return true;
}

/* gPXE up to 0.9.7 knows the file field only; fixed in 0.9.8 (2009-10). */
static bool
reads_field_only(const struct dhcp_facts *f)
{
	const uint8_t *v = f->version;

	if (!f->has_gpxe || f->user_ipxe)
		return false;
	if (!f->has_version)
		return !f->user_gpxe;
	return v[0] == 0 && (v[1] < 9 || (v[1] == 9 && v[2] <= 7));
}

/* When the loader that asks now asked first. */
static int64_t
stage_began(const struct boot_case *c, const struct case_ask *a)
{
	int64_t began_us = a->time_us;
	size_t i = (size_t)(a - c->ask);

	for (; i > 0 && c->ask[i - 1].stage == a->stage; i--)
		began_us = c->ask[i - 1].time_us;
	return began_us;
}

/* Of the replies to it, a proxy's too: the name, where 67 alone has it. */
static const struct case_reply *
named_in_67_only(const struct boot_case *c, const struct case_ask *a)
{
	const int64_t since_us = stage_began(c, a);
	const struct case_reply *named = NULL;
	size_t i;

	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->time_us < since_us)
			continue;
		if (r->facts.file[0] != '\0')
			return NULL;
		if (r->facts.has_name)
			named = r;
	}
	return named;
}

static bool
file_field_ignored(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);

	/* Its ROM may read option 67: what that was told is no matter. */
	if (a == NULL || r == NULL || r->time_us < a->time_us ||
	    !reads_field_only(&a->facts) ||
	    diag_asked_files_since(c, r->time_us))
		return false;
	r = named_in_67_only(c, a);
	if (r == NULL)
		return false;
	text_add(&say->text, "the name ");
	text_add_visible_str(&say->text, r->facts.name);
	text_add(&say->text, " stands in option 67 only, but gPXE ");
	if (a->facts.has_version)
		text_addf(&say->text, "%u.%u.%u", a->facts.version[0],
		    a->facts.version[1], a->facts.version[2]);
	else
		text_add(&say->text, "before 0.9.7");
	text_add(&say->text, " reads the BOOTP file field only");
	text_add(&say->fix, "placement=field (dnsmasq: dhcp-no-override)");
	diag_ours_only(env, r->server, say);
	diag_evidence(say, r->frame);
	return true;
}

/* gPXE and iPXE never read option 52: they take the raw field as a name. */
static bool
overload_unread(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);

	/* Its ROM reads option 52: what that was told is no matter. */
	if (a == NULL || r == NULL || r->time_us < a->time_us ||
	    (!diag_is_gpxe(a) && !a->facts.has_gpxe) ||
	    (r->facts.overload & 1) == 0)
		return false;
	text_add(&say->text,
	    "the reply overloads the file field (option 52), "
	    "which gPXE and iPXE never read");
	if (c->file_count > 0 &&
	    c->file[c->file_count - 1].began_us >= r->time_us) {
		const struct case_file *f = &c->file[c->file_count - 1];

		text_add(&say->text, ": it asks for ");
		text_add_visible_str(&say->text, f->file);
		diag_evidence(say, f->frame);
	}
	text_add(&say->fix,
	    "placement=field; at a dnsmasq: dhcp-no-override, "
	    "or fewer options");
	if (!diag_is_ours(env, r->server))
		diag_tell_instead(c, env, r, say);
	diag_evidence(say, r->frame);
	return true;
}

/* A ROM that reads option 67 as a C string takes what follows it, too. */
static bool
name_trailing_ff(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];
		const struct case_reply *r = diag_naming_reply(c, f->began_us);
		const size_t n = r == NULL ? 0 : strlen(diag_told_name(r));

		if (n == 0 || strncmp(f->file, diag_told_name(r), n) != 0 ||
		    (uint8_t)f->file[n] < 0x80 || (r->facts.overload & 1) != 0)
			continue;
		text_add(&say->text, "asks for ");
		text_add_visible_str(&say->text, f->file);
		text_add(&say->text, " where ");
		text_add_visible_str(&say->text, diag_told_name(r));
		text_add(&say->text,
		    " was said: it reads option 67 up to a "
		    "NUL that is not there");
		text_add(&say->fix,
		    "placement=field, or a NUL after the "
		    "name in option 67");
		if (r->facts.file[0] == '\0' && !r->facts.name_nul)
			say->finding->mend = MEND_NUL;
		diag_ours_only(env, r->server, say);
		diag_evidence(say, f->frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

static bool
name_last_char_lost(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];
		const struct case_reply *r = diag_naming_reply(c, f->began_us);
		const size_t n = r == NULL ? 0 : strlen(diag_told_name(r));

		if (n < 2 || strlen(f->file) != n - 1 ||
		    strncmp(f->file, diag_told_name(r), n - 1) != 0)
			continue;
		text_add(&say->text, "asks for ");
		text_add_visible_str(&say->text, f->file);
		text_add(&say->text, ": the last character of ");
		text_add_visible_str(&say->text, diag_told_name(r));
		text_add(&say->text, " is lost, it takes it for the NUL");
		text_add(&say->fix,
		    "placement=option or both: the name in "
		    "option 67 with a NUL");
		if (r->facts.has_name && !r->facts.name_nul)
			say->finding->mend = MEND_NUL;
		diag_ours_only(env, r->server, say);
		diag_evidence(say, f->frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

static bool
file_and_option_differ(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (r->facts.file[0] == '\0' || !r->facts.has_name ||
		    (r->facts.overload & 1) != 0 ||
		    strcmp(r->facts.file, r->facts.name) == 0)
			continue;
		text_add(&say->text, "the file field says ");
		text_add_visible_str(&say->text, r->facts.file);
		text_add(&say->text, ", option 67 says ");
		text_add_visible_str(&say->text, r->facts.name);
		text_add(&say->text,
		    ": BIOS ROMs, gPXE and iPXE take the "
		    "first, UEFI and GRUB the second");
		text_add(&say->fix, "say the same in both, or one only");
		diag_ours_only(env, r->server, say);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* The request goes where siaddr says, and where it is missing elsewhere. */
static bool
asks_wrong_server(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	const struct case_file *f;
	char asked[IP4_TEXT], wanted[IP4_TEXT];
	uint32_t server;

	(void)env;
	if (c->file_count == 0)
		return false;
	f = &c->file[c->file_count - 1];
	server = diag_named_server(c, f);
	if (server == 0)
		return false;
	if (f->outcome != TFTP_NO_REPLY && f->outcome != TFTP_SERVER_ERROR)
		return false;
	text_addf(&say->text,
	    "asks %s for its file, though option 66 names %s: this client "
	    "reads siaddr, not option 66",
	    ip4_format(asked, f->server), ip4_format(wanted, server));
	text_addf(&say->fix, "set siaddr (next-server) to %s", wanted);
	diag_evidence(say, f->frame);
	diag_evidence(say, r->frame);
	return true;
}

static bool
url_to_rom(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	size_t i;

	if (a == NULL || a->stage != STAGE_ROM)
		return false;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		/* Of an ask that the capture missed, nobody knows whose. */
		if (r->orphan || r->facts.http_class ||
		    strstr(diag_told_name(r), "://") == NULL)
			continue;
		text_add(&say->text, "a PXE ROM is told the URL ");
		text_add_visible_str(&say->text, diag_told_name(r));
		text_add(&say->text, ": it can only ask TFTP for it");
		text_add(&say->fix,
		    "mode gpxe: load gPXE or iPXE first, they "
		    "read URLs");
		diag_ours_only(env, r->server, say);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

struct need {
	uint8_t tag;
	const char *prefix, *what;
};

/* What a name or root path needs that the client did not announce. */
static const struct need *
missing_need(const struct dhcp_facts *f, const struct case_reply *r)
{
	static const struct need needs[] = {
	    {19, "http://", "HTTP"},
	    {20, "https://", "HTTPS"},
	    {22, "ftp://", "FTP"},
	    {41, "nfs://", "NFS"},
	    {17, "iscsi:", "iSCSI"},
	    {18, "aoe:", "AoE"},
	};
	size_t i;

	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		const size_t n = strlen(needs[i].prefix);

		if ((f->features & UINT64_C(1) << needs[i].tag) == 0 &&
		    (strncmp(diag_told_name(r), needs[i].prefix, n) == 0 ||
			strncmp(r->root_path, needs[i].prefix, n) == 0))
			return &needs[i];
	}
	return NULL;
}

static bool
feature_missing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);
	const struct need *need;

	if (a == NULL || r == NULL || a->facts.features == 0)
		return false;
	need = missing_need(&a->facts, r);
	if (need == NULL)
		return false;
	text_addf(&say->text,
	    "is told to use %s, but this build of %s does not list it in "
	    "option 175",
	    need->what, a->stage == STAGE_IPXE ? "iPXE" : "gPXE");
	text_add(&say->fix, "chain-load a full iPXE first");
	diag_ours_only(env, r->server, say);
	diag_evidence(say, a->frame);
	diag_evidence(say, r->frame);
	return true;
}

/* The same loader again and again: option 175 does not change the answer. */
static bool
chain_loop(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	unsigned times = 0;
	const struct case_file *last = diag_loop(c, &times);
	const struct case_reply *told;
	size_t i;

	if (last == NULL) {
		last = diag_silent_in_loop(c);
		say->finding->confidence = CONFIDENCE_LIKELY;
		times = 2;
	}
	if (last == NULL)
		return false;
	for (i = 0; i < c->file_count; i++)
		if (c->file[i].outcome == TFTP_COMPLETE &&
		    strcmp(c->file[i].file, last->file) == 0)
			diag_evidence(say, c->file[i].frame);
	diag_evidence(say, last->frame);
	told = diag_naming_reply(c, last->began_us);
	if (told != NULL)
		diag_ours_only(env, told->server, say);
	text_addf(&say->text, "loads ");
	text_add_visible_str(&say->text, last->file);
	text_addf(&say->text,
	    " again and again (%u times): the second DHCP, with option 175 "
	    "or its user class, is answered like the first",
	    times);
	text_add(&say->fix,
	    "answer clients with option 175 otherwise: mode "
	    "gpxe does, with a script");
	return true;
}

static bool
menu_hides_name(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	size_t i;

	(void)env;
	if (a == NULL || a->stage != STAGE_ROM || a->arch == ARCH_BIOS)
		return false;
	for (i = 0; i < c->reply_count; i++) {
		const struct case_reply *r = &c->reply[i];

		if (!r->facts.has_menu || !diag_has_name(r) ||
		    (r->facts.discovery & 8) != 0 ||
		    r->src_port == DHCP_PORT_PXE || r->type != DHCP_OFFER)
			continue;
		text_add(&say->text, "the offer has a PXE menu and the name ");
		text_add_visible_str(&say->text, diag_told_name(r));
		text_add(&say->text,
		    ": UEFI follows the menu, the name has no "
		    "effect");
		text_add(&say->fix, "leave out one of them");
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* It fetches what it was told, a second time within this boot. */
static const struct case_file *
fetched_again(const struct boot_case *c, const struct case_ask *a,
    const char *name)
{
	const struct case_file *again = NULL;
	bool before = false;
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (strcmp(f->file, name) != 0 || f->outcome == TFTP_PROBE)
			continue;
		if (f->began_us >= a->time_us)
			again = f;
		else
			before = before || f->outcome == TFTP_COMPLETE;
	}
	return before ? again : NULL;
}

/*
 * The raw user class is usual: a strict parser elsewhere is what breaks.  An
 * embedded script passes over the same name, so being told it is no proof.
 */
static bool
user_class_raw(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_lease(c);
	const struct case_file *again;

	(void)env;
	if (a == NULL || r == NULL || !a->facts.user_class_raw ||
	    r->time_us < a->time_us || !diag_has_name(r))
		return false;
	again = fetched_again(c, a, diag_told_name(r));
	if (again == NULL)
		return false;
	text_add(&say->text,
	    "shows its user class without RFC 3004's length "
	    "byte, and is told ");
	text_add_visible_str(&say->text, diag_told_name(r));
	text_add(&say->text, " as before: the server may not recognise it");
	text_add(&say->fix, "match option 175 instead of the user class");
	diag_evidence(say, a->frame);
	diag_evidence(say, r->frame);
	diag_evidence(say, again->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"no-boot-name", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_CHAIN, ON_DHCP | ON_TFTP | ON_HTTP | ON_TIME, HAS_REPLY | HAS_NO_NAME, false,
	    "no boot file name", no_boot_name},
	{"file-field-ignored", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_PLACEMENT_FIELD, ON_DHCP | ON_TFTP | ON_HTTP, HAS_LEASE | HAS_GPXE, false,
	    "name only where this gPXE does not look", file_field_ignored},
	{"overload-unread", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_PLACEMENT_FIELD, ON_DHCP | ON_TFTP, HAS_LEASE | HAS_GPXE, false,
	    "overloaded fields, unread", overload_unread},
	{"name-trailing-ff", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_PLACEMENT_FIELD, ON_TFTP, HAS_FILE, false,
	    "name read past its end", name_trailing_ff},
	{"name-last-char-lost", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_PLACEMENT_OPTION, ON_TFTP, HAS_FILE, false,
	    "last character of the name lost", name_last_char_lost},
	{"file-and-option-differ", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
	    MEND_PLACEMENT_FIELD, ON_DHCP, HAS_TWO_NAMES, true,
	    "two different boot names", file_and_option_differ},
	{"asks-wrong-server", SEVERITY_ERROR, CONFIDENCE_LIKELY,
	    MEND_NONE, ON_TFTP, HAS_FILE, false,
	    "asks another server for its file", asks_wrong_server},
	{"url-to-rom", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_CHAIN, ON_DHCP, HAS_URL, false,
	    "a URL for a ROM", url_to_rom},
	{"feature-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_CHAIN, ON_DHCP, HAS_LEASE | HAS_GPXE, true,
	    "gPXE or iPXE without what it needs", feature_missing},
	{"chain-loop", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_CHAIN, ON_TFTP | ON_DHCP, HAS_FILE, true,
	    "loads its loader for ever", chain_loop},
	{"user-class-raw", SEVERITY_WARNING, CONFIDENCE_POSSIBLE,
	    MEND_NONE, ON_DHCP | ON_TFTP, HAS_FILE, false,
	    "user class not recognised", user_class_raw},
	{"menu-hides-name", SEVERITY_WARNING, CONFIDENCE_LIKELY,
	    MEND_NONE, ON_DHCP, HAS_MENU, true,
	    "menu and name at once", menu_hides_name},
};
/* clang-format on */

const struct diag_group diag_names = {rules, sizeof(rules) / sizeof(rules[0])};
