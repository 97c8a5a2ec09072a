/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/boot/diag_search.h"

/* Group D of the catalogue, first half: files that are not delivered. */

#define SECOND INT64_C(1000000)

/* "foo" is no kernel, so it tries foo.cbt, foo.com, foo.c32: no module. */
static bool
is_kernel_tried(const struct boot_case *c, const struct case_file *module)
{
	const size_t n = strlen(module->file) - 4;
	size_t i;

	for (i = 0; i < c->file_count; i++)
		if (strlen(c->file[i].file) == n &&
		    strncmp(c->file[i].file, module->file, n) == 0)
			return true;
	return false;
}

/*
 * A module is looked for in several folders, and one is enough: the last that
 * was asked for in vain, and in how many places; NULL: none is missing.
 */
static const struct case_file *
missing_module(const struct boot_case *c, unsigned *ret_places)
{
	const struct case_file *last = case_last_file(c);
	size_t i;

	if (last == NULL || !diag_is_module(last->file))
		return NULL;
	*ret_places = 0;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (strcmp(diag_base(f->file), diag_base(last->file)) != 0)
			continue;
		if (f->outcome != TFTP_SERVER_ERROR || !f->done)
			return NULL;
		++*ret_places;
	}
	return is_kernel_tried(c, last) ? NULL : last;
}

/* Where Debian's package syslinux-common has the modules. */
static const char *
module_folder(const struct boot_case *c)
{
	const char *ldlinux = diag_ldlinux(c);

	if (diag_ends_in(ldlinux, ".e64"))
		return "efi64";
	return diag_ends_in(ldlinux, ".e32") ? "efi32" : "bios";
}

static void
mend_module(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say, const struct case_file *missing)
{
	struct event_finding *f = say->finding;
	const char *name = diag_base(missing->file);
	struct text t;

	f->mend = MEND_NONE;
	if (missing->like[0] != '\0') {
		f->mend = MEND_IGNORE_CASE;
		text_add_visible_str(&say->fix, missing->like);
		text_add(&say->fix,
		    " is there: rename it, or ignore-case=on gives it");
	} else if (strcmp(c->copy.name, name) == 0 &&
	    c->copy.folder[0] != '\0') {
		f->mend = MEND_FALLBACK;
		text_init(&t, f->mend_name, sizeof(f->mend_name));
		text_add(&t, c->copy.folder);
		text_add_visible_str(&say->fix, name);
		text_add(&say->fix, " is in ");
		text_add_visible_str(&say->fix, c->copy.folder);
		text_add(&say->fix,
		    ": fallback gives it from there; or copy it beside the "
		    "loader");
	} else {
		text_add(&say->fix, "copy /usr/lib/syslinux/modules/");
		text_addf(&say->fix, "%s/", module_folder(c));
		text_add_visible_str(&say->fix, name);
		text_add(&say->fix,
		    " (Debian: package syslinux-common), of the loader's "
		    "version, beside the loader");
	}
	diag_ours_only(env, missing->server, say);
}

/*
 * PXELINUX 5 and later cannot run without its ldlinux, nor a menu without its
 * own modules (libutil.c32, libcom32.c32).
 */
static bool
module_missing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	unsigned places;
	const struct case_file *missing = missing_module(c, &places);

	if (missing == NULL ||
	    (places < 4 && !diag_has_passed(say, missing->last_us, 2 * SECOND)))
		return false;
	say->unseen_us = missing->last_us;
	text_add(&say->text, "PXELINUX asks for ");
	text_add_visible_str(&say->text, missing->file);
	text_addf(&say->text,
	    ", which is not there (%u place%s): it cannot go on", places,
	    places == 1 ? "" : "s");
	mend_module(c, env, say, missing);
	diag_evidence(say, missing->frame);
	return true;
}

/*
 * The last request, when the server refused it for good.  What was asked for
 * by HTTP since shows that it went on, though our server's word of the refusal
 * may come after that.
 */
static const struct case_file *
refused_file(const struct boot_case *c, enum tftp_refusal means)
{
	const struct case_file *f = case_last_file(c);

	if (f == NULL || !f->done || f->outcome != TFTP_SERVER_ERROR ||
	    event_tftp_refusal(f->error_code, f->error) != means ||
	    case_asked_page_since(c, f->began_us))
		return NULL;
	return f;
}

/* What shim cannot do without, where it looks in the right place. */
static bool
is_second_stage(const struct boot_case *c, const struct case_file *f)
{
	size_t i;

	for (i = 0; i < c->file_count; i++)
		if (diag_is_shim(&c->file[i]) && diag_is_grub_image(f) &&
		    c->file[i].server == f->server &&
		    diag_is_beside(&c->file[i], f))
			return true;
	return false;
}

/* That a ROM cannot read it is the cause, not that it is not there. */
static bool
is_url_of_rom(const struct boot_case *c, const struct case_file *f)
{
	const struct case_ask *a = diag_boot_ask(c);

	return a != NULL && a->stage == STAGE_ROM &&
	    strstr(f->file, "://") != NULL;
}

/* What the loaders of BSD and illumos ask for as well, and few have. */
static bool
is_seldom_there(const char *name)
{
	static const char *const tails[] = {"random.seed", "bsd.upgrade",
	    "device.hints", "nextboot.conf", "transient.conf", ".conf.local",
	    "conf.d", ".rc.local", ".rc", ".lua", ".4th", "/entropy", ".ko",
	    ".kmod"};
	size_t i;

	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (diag_ends_in(name, tails[i]))
			return true;
	return false;
}

/*
 * Windows' boot manager looks for fonts and texts, a Raspberry Pi for all
 * that a board may have: only what they cannot do without is missed.
 */
static bool
is_optional(const struct boot_case *c, const struct case_file *f)
{
	static const char *const needed[] = {".wim", ".WIM", ".sdi", ".SDI",
	    "BCD", "bcd"};
	const struct case_ask *a = diag_boot_ask(c);
	size_t i;

	if (strchr(f->file, '\\') == NULL)
		return is_seldom_there(f->file) ||
		    (a != NULL && diag_is_raspberry(c, a));
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (diag_ends_in(f->file, needed[i]))
			return false;
	return true;
}

/*
 * A Raspberry Pi looks for its firmware in the folder of its serial number,
 * then beside it: start4.elf (4 and later) and start.elf, one of which it
 * needs.
 */
static bool
is_pi_start(const char *name)
{
	return strcmp(name, "start4.elf") == 0 ||
	    strcmp(name, "start.elf") == 0;
}

static bool
lacks_pi_firmware(const struct boot_case *c, const struct case_file *last)
{
	const struct case_ask *a = diag_boot_ask(c);
	unsigned refused = 0;
	size_t i;

	if (a == NULL || !diag_is_raspberry(c, a) || !is_pi_start(last->file))
		return false;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];
		const char *name = diag_base(f->file);

		if (strncmp(name, "start", 5) == 0 &&
		    diag_ends_in(name, ".elf") &&
		    f->outcome != TFTP_SERVER_ERROR)
			return false;
		refused += is_pi_start(f->file);
	}
	return refused >= 2;
}

/* Or it ended while it did so. */
static bool
loads_system(const struct boot_case *c)
{
	return boot_stage_is_payload(c->stage) ||
	    (c->kernel &&
		(c->stage == BOOT_STALLED || c->stage == BOOT_FAILED));
}

/* Without it there is no boot: nobody looks for it under other names. */
static bool
is_needed(const struct boot_case *c, const struct case_file *f)
{
	return !diag_is_searched(f->file) && !is_url_of_rom(c, f) &&
	    diag_named_server(c, f) == 0 &&
	    (diag_is_told(c, f->file) ||
		(loads_system(c) && !is_optional(c, f)) ||
		is_second_stage(c, f));
}

/*
 * What it was told it asks for under no other name; but kernel.gz before
 * kernel, and bsd, obsd, bsd.old: who has found none asks for no more.
 */
static bool
is_missed(const struct boot_case *c, const struct case_file *f,
    const struct diag_env *env, struct diag_say *say)
{
	return is_needed(c, f) &&
	    (diag_is_told(c, f->file) || is_second_stage(c, f) || c->ended ||
		env->over || diag_has_passed(say, f->last_us, 2 * SECOND));
}

/* "TFTP error 2: Access violation". */
static void
add_error(struct diag_say *say, const struct case_file *f)
{
	text_addf(&say->text, " (TFTP error %u", f->error_code);
	if (f->error[0] != '\0') {
		text_add(&say->text, ": ");
		text_add_visible_str(&say->text, f->error);
	}
	text_add(&say->text, ")");
}

/* A script may do without the next one: chain a || sanboot. */
static void
say_search(struct diag_say *say, enum diag_search search)
{
	struct event_finding *f = say->finding;

	if (search == SEARCH_NONE)
		return;
	f->mend = MEND_NONE;
	f->confidence = CONFIDENCE_LIKELY;
	if (search == SEARCH_SCRIPT)
		f->severity = SEVERITY_WARNING;
	text_add(&say->text,
	    search == SEARCH_KERNEL ?
		", nor a kernel under another name" :
		", and asks for nothing more: it has no configuration");
}

static const char *const missing_fixes[] = {
    [SEARCH_NONE] = "put the file there, or tell it another: the name is below "
		    "the TFTP root, case counts",
    [SEARCH_CONFIG] = "put one there for all machines, under this name, or for "
		      "this one, under a name that it asked for before",
    [SEARCH_SCRIPT] = "put the script there that its iPXE was built to ask for",
    [SEARCH_KERNEL] = "put the kernel of its board there, or say kernel= in "
		      "config.txt",
};

static void
fix_missing(struct diag_say *say, bool of_pi, enum diag_search search)
{
	if (of_pi)
		say->finding->mend = MEND_NONE;
	text_add(&say->fix,
	    of_pi ? "put the firmware of a Raspberry Pi (start4.elf, "
		    "fixup4.dat, config.txt, ...) below the TFTP root, or into "
		    "the folder of its serial number, for which it asks first" :
		    missing_fixes[search]);
}

static bool
file_missing(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = refused_file(c, REFUSAL_MISSING);
	enum diag_search search = SEARCH_NONE;
	char ip[IP4_TEXT];
	bool of_pi;

	if (f == NULL || f->like[0] != '\0')
		return false;
	of_pi = lacks_pi_firmware(c, f);
	if (!of_pi && !is_missed(c, f, env, say)) {
		search = diag_search_ends(c, f, say);
		if (search == SEARCH_NONE)
			return false;
	}
	if (!diag_is_told(c, f->file))
		say->unseen_us = c->began_us;
	text_add(&say->text, "asks for ");
	text_add_visible_str(&say->text, f->file);
	text_addf(&say->text, ", which %s does not have",
	    ip4_format(ip, f->server));
	say_search(say, search);
	fix_missing(say, of_pi, search);
	diag_evidence(say, f->frame);
	return true;
}

static bool
name_case(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = refused_file(c, REFUSAL_MISSING);

	if (f == NULL || f->like[0] == '\0' || diag_is_searched(f->file))
		return false;
	text_add(&say->text, "asks for ");
	text_add_visible_str(&say->text, f->file);
	text_add(&say->text, ", which is not there, but ");
	text_add_visible_str(&say->text, f->like);
	text_add(&say->text, " is");
	text_add(&say->fix,
	    "rename the file or link it, case and path alike; or "
	    "ignore-case=on, which finds it in any case");
	diag_ours_only(env, f->server, say);
	diag_evidence(say, f->frame);
	return true;
}

static bool
permission_denied(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = refused_file(c, REFUSAL_DENIED);
	char ip[IP4_TEXT];

	(void)env;
	if (f == NULL || (f->error_code == 0 && diag_is_searched(f->file)))
		return false;
	text_addf(&say->text, "%s may not read ", ip4_format(ip, f->server));
	text_add_visible_str(&say->text, f->file);
	add_error(say, f);
	text_add(&say->fix,
	    "chmod a+r the file and a+x its folders; SELinux: restorecon, "
	    "tftpdir_t");
	diag_evidence(say, f->frame);
	return true;
}

static unsigned
times_refused(const struct boot_case *c, const struct case_file *f)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < c->file_count; i++)
		n += c->file[i].server == f->server &&
		    c->file[i].outcome == TFTP_SERVER_ERROR &&
		    strcmp(c->file[i].file, f->file) == 0;
	return n;
}

/* What servers say that take no options (RFC 2347: 8), or no such port (5). */
static bool
can_ask_otherwise(const struct case_file *f)
{
	return f->error_code == 0 || f->error_code == 4 || f->error_code == 5 ||
	    f->error_code == 8;
}

/*
 * Who asked with options may ask again without them, at once; and our own
 * server does not say how it was asked.
 */
static bool
is_refused_for_good(const struct boot_case *c, const struct case_file *f,
    struct diag_say *say)
{
	if (!can_ask_otherwise(f) ||
	    (f->origin == ORIGIN_WIRE && f->asked == 0) ||
	    times_refused(c, f) >= 3)
		return true;
	if (!diag_has_passed(say, f->last_us, 3 * SECOND))
		return false;
	say->unseen_us = f->last_us;
	return true;
}

static void
fix_refusal(struct diag_say *say, const struct case_file *f)
{
	static const char *const fixes[] = {
	    [3] = "make room on its disk",
	    [4] = "it takes no such request, another one may",
	    [8] = "it must pass over options that it does not know (RFC 2347)",
	};
	const size_t n = sizeof(fixes) / sizeof(fixes[0]);
	char ip[IP4_TEXT];

	text_addf(&say->fix,
	    "the TFTP server on %s: ", ip4_format(ip, f->server));
	text_add(&say->fix,
	    f->error_code < n && fixes[f->error_code] != NULL ?
		fixes[f->error_code] :
		"its log says more");
}

/* Neither missing nor forbidden. */
static bool
file_refused(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = refused_file(c, REFUSAL_OTHER);
	char ip[IP4_TEXT];

	(void)env;
	if (f == NULL || !is_needed(c, f) || !is_refused_for_good(c, f, say))
		return false;
	if (!diag_is_told(c, f->file))
		say->unseen_us = c->began_us;
	text_addf(&say->text, "%s %s ", ip4_format(ip, f->server),
	    f->blocks > 0 ? "breaks off" : "refuses");
	text_add_visible_str(&say->text, f->file);
	add_error(say, f);
	fix_refusal(say, f);
	diag_evidence(say, f->frame);
	return true;
}

/* How often it was asked for and nobody answered; or how many packets of the
 * answers nobody heard. */
static unsigned
tries_of(const struct boot_case *c, const char *name, bool answered)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (strcmp(f->file, name) != 0 || f->answered != answered ||
		    f->heard)
			continue;
		n += 1 + (unsigned)f->retransmits;
		if (answered)
			n -= (unsigned)f->asked_again;
	}
	return n;
}

static bool
was_refused(const struct boot_case *c, const struct case_file *f)
{
	return c->refusal.times > 0 && c->refusal.server == f->server &&
	    c->refusal.time_us >= f->began_us;
}

/* shim or GRUB goes to another server than its image came from. */
static bool
is_asked_elsewhere(const struct boot_case *c, const struct case_file *f)
{
	size_t i;

	if (!diag_is_grub_image(f) && !diag_is_grub_file(f->file))
		return false;
	for (i = 0; i < c->file_count; i++)
		if (c->file[i].outcome == TFTP_COMPLETE &&
		    c->file[i].server != f->server)
			return true;
	return false;
}

/* The first of the requests in a row that nobody answered. */
static const struct case_file *
first_unanswered(const struct boot_case *c, const struct case_file *f)
{
	const struct case_file *first = f;

	while (first > c->file && !first[-1].answered && !first[-1].heard &&
	    first[-1].server == f->server &&
	    strcmp(first[-1].file, f->file) == 0)
		first--;
	return first;
}

static bool
tftp_unanswered(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c), *first;
	char ip[IP4_TEXT];
	unsigned tries, late;

	(void)env;
	if (f == NULL || f->origin == ORIGIN_OWN || f->unheard || f->answered ||
	    f->heard || is_asked_elsewhere(c, f) ||
	    diag_named_server(c, f) != 0)
		return false;
	first = first_unanswered(c, f);
	tries = late = tries_of(c, f->file, false);
	/* The newest may be answered yet, which does not help the others. */
	if (!diag_has_passed(say, f->began_us, SECOND))
		late -= 1 + (unsigned)f->retransmits;
	if (!diag_has_passed(say, first->began_us, SECOND) ||
	    (late < 2 && !was_refused(c, first)))
		return false;
	say->unseen_us = was_refused(c, f) ? 0 : f->began_us;
	text_addf(&say->text, "asks %s for ", ip4_format(ip, f->server));
	text_add_visible_str(&say->text, f->file);
	if (was_refused(c, first))
		text_add(&say->text,
		    " by TFTP, where the port is closed (ICMP)");
	else
		text_addf(&say->text, " by TFTP %u times, and nobody answers",
		    tries);
	text_addf(&say->fix,
	    "start the TFTP server on %s, open UDP 69 in its firewall, or "
	    "correct next-server",
	    ip);
	if (!was_refused(c, first))
		say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, f->frame);
	diag_evidence(say, was_refused(c, first) ? c->refusal.frame : 0);
	return true;
}

/* Since when the next word is the other one's. */
static int64_t
spoken_us(const struct case_file *f)
{
	return f->answered ? f->answered_us : f->began_us;
}

/* The request came, our answer left, and the client never heard it. */
static bool
tftp_return_path(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);
	char ip[IP4_TEXT], other[IP4_TEXT];
	unsigned tries;

	/* The newest may be heard yet, which does not help those before. */
	if (f != NULL && f > c->file && !f->heard &&
	    !diag_has_passed(say, spoken_us(f), 2 * SECOND) &&
	    strcmp(f[-1].file, f->file) == 0)
		f--;
	if (f == NULL || !f->answered || f->heard ||
	    f->outcome == TFTP_COMPLETE || f->outcome == TFTP_PROBE ||
	    f->outcome == TFTP_SERVER_ERROR ||
	    f->outcome == TFTP_CLIENT_ERROR ||
	    !diag_has_passed(say, spoken_us(f), 2 * SECOND))
		return false;
	tries = tries_of(c, f->file, true);
	if (tries < 3 || diag_silent_in_loop(c) != NULL)
		return false;
	say->unseen_us = f->origin == ORIGIN_OWN ? 0 : f->began_us;
	text_addf(&say->text, "%s answers its request for ",
	    ip4_format(ip, f->server));
	text_add_visible_str(&say->text, f->file);
	if (f->answer != 0)
		text_addf(&say->text,
		    " from another address, %s: it takes no such answer",
		    ip4_format(other, f->answer));
	else
		text_addf(&say->text,
		    " (%u packets), but nothing of it gets back to the client",
		    tries);
	text_add(&say->fix,
	    f->answer != 0 ?
		"let the server answer from the address that was asked" :
		"open the TFTP data ports on the way (nf_conntrack_tftp) or "
		"look at NAT and routes; single-port=on needs port 69 only");
	diag_ours_only(env, f->server, say);
	if (f->answer != 0)
		say->finding->mend = MEND_NONE;
	diag_evidence(say, f->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"module-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_FALLBACK,
	    ON_TFTP | ON_TIME, HAS_FILE, true,
	    "PXELINUX lacks a module", module_missing},
	{"file-missing", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_LOADER,
	    ON_DHCP | ON_TFTP | ON_ISCSI | ON_TIME, HAS_FILE, false,
	    "its file is not there", file_missing},
	{"name-case", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_IGNORE_CASE,
	    ON_TFTP, HAS_FILE, false,
	    "a file of nearly that name", name_case},
	{"permission-denied", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP, HAS_FILE, false,
	    "the server may not read the file", permission_denied},
	{"file-refused", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP | ON_TIME, HAS_FILE, false,
	    "the server refuses its file", file_refused},
	{"tftp-unanswered", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP | ON_WIRE | ON_TIME, HAS_FILE, false,
	    "no TFTP server answers", tftp_unanswered},
	{"tftp-return-path", SEVERITY_ERROR, CONFIDENCE_LIKELY,
	    MEND_SINGLE_PORT,
	    ON_TFTP | ON_TIME, HAS_FILE, false,
	    "TFTP answers do not get back", tftp_return_path},
};
/* clang-format on */

const struct diag_group diag_files = {rules, sizeof(rules) / sizeof(rules[0])};
