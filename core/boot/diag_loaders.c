/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/boot/loaders.h"

/* Group C of the catalogue, second half: loaders that do not run. */

/*
 * What it was told and fetched whole: a ROM takes loaders only, gPXE and iPXE
 * scripts and kernels as well, but no program for another firmware.  What
 * brought gPXE or iPXE is the ROM's matter.
 */
static const struct case_file *
told_loader(const struct boot_case *c, const struct case_ask *a)
{
	const struct case_file *f = diag_last_loader(c);

	if (a == NULL || f == NULL ||
	    (a->stage != STAGE_ROM && !diag_is_gpxe(a)))
		return NULL;
	return a->stage == STAGE_ROM || f->began_us >= a->time_us ? f : NULL;
}

static bool
can_run(const struct case_ask *a, enum loader_kind kind)
{
	const bool program = kind >= LOADER_BIOS && kind <= LOADER_ARM64;

	return loader_fits(kind, a->arch) || (diag_is_gpxe(a) && !program);
}

static void
add_who(struct diag_say *say, const struct case_ask *a)
{
	text_addf(&say->text,
	    a->stage == STAGE_ROM      ? "%s firmware was given " :
		a->stage == STAGE_GPXE ? "gPXE on %s was given " :
					 "iPXE on %s was given ",
	    arch_name(a->arch));
}

static bool
wrong_architecture(const struct boot_case *c, struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *f = told_loader(c, a);

	if (f == NULL || !f->known || can_run(a, f->loader))
		return false;
	add_who(say, a);
	text_add_visible_str(&say->text, f->file);
	text_addf(&say->text, ", which is %s: it loads it whole and drops it",
	    loader_kind_name(f->loader));
	text_add(&say->fix,
	    "clear bootfile: the mode's own loader fits the "
	    "architecture");
	diag_evidence(say, f->frame);
	return true;
}

/* By the name alone, where the file itself is not ours to look at. */
static bool
wrong_architecture_name(const struct boot_case *c, struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *f = told_loader(c, a);
	bool efi, bios;

	if (f == NULL)
		return false;
	efi = diag_is_efi(f->file);
	bios = diag_ends_in(f->file, "pxelinux.0") ||
	    diag_ends_in(f->file, ".kpxe") || diag_ends_in(f->file, ".pxe");
	if (!((a->arch == ARCH_BIOS && efi) ||
		(a->arch != ARCH_BIOS && a->arch != ARCH_UNKNOWN && bios)))
		return false;
	add_who(say, a);
	text_add_visible_str(&say->text, f->file);
	text_addf(&say->text,
	    ", which is for %s: it loads it whole and drops "
	    "it",
	    efi ? "UEFI" : "BIOS");
	text_add(&say->fix, "answer by the architecture of option 93");
	say->finding->confidence = CONFIDENCE_LIKELY;
	diag_evidence(say, f->frame);
	return true;
}

static bool
any_wrong_architecture(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);

	(void)env;
	if (f != NULL && f->known)
		return wrong_architecture(c, say);
	return wrong_architecture_name(c, say);
}

/* What UEFI fetched last, and whole: its loader, by TFTP or by HTTP. */
struct fetched {
	const char *name;
	int64_t last_us;
	uint64_t frame;
	unsigned times;
};

static bool
fetched_by_tftp(struct fetched *ret, const struct boot_case *c)
{
	const struct case_file *f = case_last_file(c);
	size_t i;

	if (f == NULL || !f->done || f->outcome != TFTP_COMPLETE ||
	    diag_is_empty(f))
		return false;
	*ret = (struct fetched){f->file, f->last_us, f->frame, 0};
	for (i = 0; i < c->file_count; i++)
		ret->times += c->file[i].outcome == TFTP_COMPLETE &&
		    strcmp(c->file[i].file, f->file) == 0;
	return true;
}

static bool
fetched_by_http(struct fetched *ret, const struct boot_case *c)
{
	const struct case_page *p = c->page_count == 0 ?
	    NULL :
	    &c->page[c->page_count - 1];

	if (p == NULL || p->http.phase != HTTP_PHASE_DONE ||
	    p->http.status != 200 || strcmp(p->http.method, "GET") != 0 ||
	    p->http.in_part || p->http.bytes < p->http.length)
		return false;
	*ret = (struct fetched){p->http.uri, p->last_us, p->frame, 1};
	return true;
}

/* Its loader, if the firmware has it whole and nothing was asked for since. */
static bool
has_loader(struct fetched *ret, const struct boot_case *c)
{
	const struct case_ask *a = diag_boot_ask(c);

	if (a == NULL || a->arch == ARCH_BIOS || a->arch == ARCH_UNKNOWN)
		return false;
	if (!(a->stage == STAGE_ROM && c->page_count == 0 &&
		fetched_by_tftp(ret, c)) &&
	    !(a->stage == STAGE_HTTP && c->file_count == 0 &&
		fetched_by_http(ret, c)))
		return false;
	return diag_is_efi(ret->name) && ret->last_us >= a->time_us;
}

/*
 * One silent transfer may be a program that asks for nothing, and who resets a
 * machine once starts it again; but nobody's reset leads from PXE to HTTP.
 */
static unsigned
drops_enough(const struct boot_case *c)
{
	return diag_boot_ask(c)->stage == STAGE_HTTP ? 1 : 2;
}

/* Firmware looks at a signature at once; what runs takes longer to give up. */
#define AT_ONCE_US (INT64_C(10) * 1000000)

/*
 * UEFI has its loader whole and does not run it: Secure Boot, mostly.  It says
 * so by going on to its next way to boot, by PXE over IPv6 as a rule
 * (secure-boot-refuses.pcap), or by the same once more.
 */
static bool
loader_refused(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	struct fetched f;
	int64_t after_us;

	if (!has_loader(&f, c) || any_wrong_architecture(c, env, say))
		return false;
	after_us = c->solicit.time_us - f.last_us;
	text_add(&say->text, "loaded ");
	text_add_visible_str(&say->text, f.name);
	if (after_us > 0 && after_us < AT_ONCE_US) {
		text_add(&say->text, " whole, and ");
		text_add_tenths(&say->text, (uint64_t)after_us);
		text_add(&say->text,
		    " s later its firmware went on to the next way to boot "
		    "(DHCPv6): Secure Boot refuses it, most likely");
		diag_evidence(say, c->solicit.frame);
	} else {
		if (f.times < 2 && c->past.drops >= drops_enough(c) &&
		    strcmp(diag_base(c->past.dropped), diag_base(f.name)) == 0)
			f.times += c->past.drops;
		if (f.times < 2 || !diag_has_passed(say, f.last_us, AT_ONCE_US))
			return false;
		text_addf(&say->text,
		    " whole %u times and ran it never: Secure Boot refuses it, "
		    "most likely",
		    f.times);
	}
	text_add(&say->fix,
	    "load it through a signed shim, or switch Secure "
	    "Boot off in the firmware");
	diag_evidence(say, f.frame);
	return true;
}

/* Refused, or asked in vain; not what a capture's end cut off. */
static bool
is_unanswered(const struct case_file *f)
{
	return (f->done && f->outcome == TFTP_SERVER_ERROR) ||
	    (f->done && f->outcome == TFTP_NO_REPLY) ||
	    (!f->done && !f->answered && f->retransmits > 0);
}

/* shim was fetched from a folder, but looks for GRUB in the root. */
static bool
shim_wrong_path(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *shim = NULL;
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (diag_is_shim(f))
			shim = f;
		if (shim == NULL || !diag_is_grub_image(f) ||
		    !is_unanswered(f) ||
		    (shim->server == f->server && diag_is_beside(shim, f)))
			continue;
		text_add(&say->text, "shim came from ");
		text_add_visible_str(&say->text, shim->file);
		text_add(&say->text, ", but asks for ");
		text_add_visible_str(&say->text, f->file);
		text_add(&say->text,
		    shim->server != f->server ? ", of another server" :
						", not beside itself");
		text_add(&say->fix, "put the GRUB image where shim looks");
		diag_evidence(say, shim->frame);
		diag_evidence(say, f->frame);
		return true;
	}
	return false;
}

/* Beside a proxy GRUB asks the DHCP server that gave the lease. */
static bool
grub_wrong_server(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *lease = case_lease(c);
	uint32_t loader = 0;
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];
		char ip[IP4_TEXT];

		if (f->outcome == TFTP_COMPLETE && diag_is_efi(f->file))
			loader = f->server;
		if (loader == 0 || f->server == loader || lease == NULL ||
		    f->server != lease->server || !diag_is_grub_file(f->file))
			continue;
		text_addf(&say->text, "GRUB asks the DHCP server %s for ",
		    ip4_format(ip, f->server));
		text_add_visible_str(&say->text, f->file);
		text_addf(&say->text, ", its files are on %s",
		    ip4_format(ip, loader));
		text_add(&say->fix,
		    "let the DHCP server's offer carry siaddr, "
		    "or use a GRUB with its prefix built in");
		diag_evidence(say, f->frame);
		return true;
	}
	return false;
}

static bool
http_boot_incomplete(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_reply *r = case_last_reply_of(c, DHCP_OFFER);
	size_t i;

	(void)env;
	if (a == NULL || a->stage != STAGE_HTTP || r == NULL || c->pages > 0 ||
	    c->discovers < 2 || c->mode == MODE_LOCAL)
		return false;
	/* One complete offer is enough, a proxy's as well. */
	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER &&
		    c->reply[i].facts.http_class &&
		    strstr(diag_told_name(&c->reply[i]), "://") != NULL)
			return false;
	text_add(&say->text,
	    "UEFI HTTP Boot wants option 60 HTTPClient and a "
	    "URL as boot file; the offer has ");
	text_add(&say->text,
	    r->facts.http_class ? "no URL" : "no such option 60");
	text_add(&say->fix,
	    "serve HTTP (--http-port), mode gpxe or pxelinux "
	    "then give the URL");
	diag_evidence(say, r->frame);
	return true;
}

/* gPXE runs "#!gpxe" only; "#!ipxe" is executed as machine code. */
static bool
script_magic(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *f;

	(void)env;
	if (a == NULL || a->stage != STAGE_GPXE || c->file_count == 0)
		return false;
	f = &c->file[c->file_count - 1];
	if (f->outcome != TFTP_COMPLETE || f->began_us < a->time_us ||
	    (f->known ? f->loader != LOADER_IPXE_SCRIPT :
			!diag_ends_in(f->file, ".ipxe")))
		return false;
	if (f->known)
		say->finding->confidence = CONFIDENCE_CERTAIN;
	text_add(&say->text, "gPXE was given ");
	text_add_visible_str(&say->text, f->file);
	text_add(&say->text,
	    ": a script for gPXE starts with #!gpxe, it runs "
	    "anything else as a program and hangs");
	text_add(&say->fix,
	    "let the script start with #!gpxe (iPXE takes "
	    "both)");
	diag_evidence(say, f->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"wrong-architecture", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_LOADER, ON_TFTP, HAS_FILE, false,
	    "loader of another architecture", any_wrong_architecture},
	{"loader-refused", SEVERITY_ERROR, CONFIDENCE_LIKELY,
	    MEND_NONE, ON_TFTP | ON_HTTP | ON_WIRE | ON_TIME | ON_DHCP,
	    HAS_FETCHED, false,
	    "loader fetched, never run", loader_refused},
	{"shim-wrong-path", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_TFTP, HAS_FILE, false,
	    "shim looks elsewhere for GRUB", shim_wrong_path},
	{"grub-wrong-server", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_TFTP, HAS_FILE, false,
	    "GRUB asks the DHCP server", grub_wrong_server},
	{"http-boot-incomplete", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_NONE, ON_DHCP | ON_HTTP, HAS_AGAIN | HAS_REPLY, false,
	    "HTTP Boot without URL", http_boot_incomplete},
	{"script-magic", SEVERITY_ERROR, CONFIDENCE_LIKELY,
	    MEND_NONE, ON_TFTP, HAS_FILE, true,
	    "an iPXE script for gPXE", script_magic},
};
/* clang-format on */

const struct diag_group diag_loaders = {rules,
    sizeof(rules) / sizeof(rules[0])};
