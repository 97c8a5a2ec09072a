/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_search.h"

#include <string.h>

#include "core/boot/diag_look.h"

#define SECOND INT64_C(1000000)

/* Loaders go on to the next name at once; a script may wait a little. */
#define CONFIG_US (10 * SECOND)
#define KERNEL_US (2 * SECOND)

static bool
is_bcd(const char *name)
{
	return diag_ends_in(name, "BCD") || diag_ends_in(name, "bcd");
}

static bool
is_config(const char *name)
{
	return strstr(name, "pxelinux.cfg/") != NULL ||
	    strstr(name, "grub.cfg") != NULL || is_bcd(name);
}

/* PXELINUX and GRUB end with the name that is everybody's. */
static bool
is_last_config(const char *name)
{
	return diag_ends_in(name, "pxelinux.cfg/default") ||
	    strcmp(diag_base(name), "grub.cfg") == 0 || is_bcd(name);
}

static bool
is_whole(const struct case_file *f)
{
	return f->done && f->outcome == TFTP_COMPLETE;
}

/* U-Boot and petitboot look for configurations by themselves, and may go on to
 * their disk: what was loaded for it cannot. */
static bool
has_loader_only(const struct boot_case *c)
{
	bool loader = false;
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (is_whole(f) && is_config(f->file))
			return false;
		loader = loader ||
		    (is_whole(f) &&
			(diag_is_told(c, f->file) || loader_has_name(f->file)));
	}
	return loader;
}

/* Its disk's system is up, or it asks for an address again, or logs in. */
static bool
went_elsewhere(const struct boot_case *c, int64_t since_us)
{
	const struct case_ask *a = case_last_ask(c);

	return c->system.asks > 0 || (a != NULL && a->time_us > since_us) ||
	    (c->login_count > 0 &&
		c->login[c->login_count - 1].time_us > since_us);
}

/*
 * A script within iPXE names the next one: nothing else was asked for since it
 * has its address.  The first of these requests, since some ask for ever.
 */
static const struct case_file *
only_script(const struct boot_case *c, const struct case_file *f)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *first = NULL;
	size_t i;

	if (a == NULL || !diag_is_gpxe(a) || diag_is_searched(f->file) ||
	    case_asked_page_since(c, a->time_us))
		return NULL;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *g = &c->file[i];

		if (g->began_us < a->time_us || diag_is_searched(g->file))
			continue;
		if (strcmp(g->file, f->file) != 0 ||
		    g->outcome != TFTP_SERVER_ERROR)
			return NULL;
		first = first == NULL ? g : first;
	}
	return first;
}

static bool
is_pi_kernel(const char *name)
{
	const char *base = diag_base(name);

	return strncmp(base, "kernel", 6) == 0 && diag_ends_in(base, ".img");
}

/* One of a few names, by board and width; each has one for all. */
static bool
lacks_pi_kernel(const struct boot_case *c, const struct case_file *f)
{
	const struct case_ask *a = diag_boot_ask(c);
	size_t i;

	if (a == NULL || !diag_is_raspberry(c, a) || !is_pi_kernel(f->file))
		return false;
	for (i = 0; i < c->file_count; i++)
		if (is_pi_kernel(c->file[i].file) &&
		    c->file[i].outcome != TFTP_SERVER_ERROR)
			return false;
	return true;
}

enum diag_search
diag_search_ends(const struct boot_case *c, const struct case_file *f,
    struct diag_say *say)
{
	const struct case_file *first;

	if (lacks_pi_kernel(c, f))
		return c->ended || diag_has_passed(say, f->last_us, KERNEL_US) ?
		    SEARCH_KERNEL :
		    SEARCH_NONE;
	if (c->kernel || c->mode == MODE_LOCAL || c->mode == MODE_IGNORE ||
	    went_elsewhere(c, f->last_us))
		return SEARCH_NONE;
	if (is_last_config(f->file))
		return has_loader_only(c) &&
			diag_has_passed(say, f->last_us, CONFIG_US) ?
		    SEARCH_CONFIG :
		    SEARCH_NONE;
	first = only_script(c, f);
	return first != NULL &&
		diag_has_passed(say, first->last_us, CONFIG_US) ?
	    SEARCH_SCRIPT :
	    SEARCH_NONE;
}
