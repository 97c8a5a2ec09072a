/* SPDX-License-Identifier: ISC */
#include "core/boot/policy.h"

#include <string.h>

#include "core/boot/builtin.h"
#include "core/boot/check.h"
#include "core/boot/policy_rules.h"
#include "core/boot/quirk.h"
#include "core/boot/trial.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/iscsi_path.h"

/* Everything that the rules look at and that their columns name. */
struct facts {
	unsigned known; /* enum policy_fact */
	const char *loader, *script;
	const char *san_script; /* for proxy mode */
	bool loader_missing;
	char url[BOOT_NAME_MAX];
	char root_path[BOOT_NAME_MAX];
	const char *target_text;
	const struct target *target;
};

/* Who asks, for what the settings are looked up. */
struct asker {
	const struct boot_request *r;
	const struct book *book;
	const struct server_facts *server;
	const struct host *host; /* NULL: not in the book */
	const struct quirk *quirk; /* of its kind, NULL: none */
	enum boot_mode mode;
	enum placement placement;
	bool tried;
};

/* The host's own setting, else what its kind needs, else its mode's. */
static const char *
setting(const struct asker *a, enum key key)
{
	if (a->host != NULL && a->host->text[key][0] != '\0')
		return a->host->text[key];
	if (a->quirk != NULL && a->quirk->set.text[key][0] != '\0' &&
	    quirk_has_key(key))
		return a->quirk->set.text[key];
	return a->book->modes[a->mode].text[key];
}

static const struct quirk *
find_quirk(const struct asker *a)
{
	char kind[QUIRK_KIND];
	struct text t;

	if (a->book->quirk_count == 0)
		return NULL;
	text_init(&t, kind, sizeof(kind));
	quirk_kind(&t, a->r);
	return t.len == 0 ? NULL : book_quirk(a->book, kind);
}

/*
 * What the host says beats what its mode says; within each, the key of the
 * architecture beats the general one.
 */
static const char *
bootfile(const struct asker *a, enum client_arch arch)
{
	static const enum key by_arch[ARCH_COUNT] = {
	    [ARCH_UNKNOWN] = KEY_BOOTFILE_BIOS,
	    [ARCH_BIOS] = KEY_BOOTFILE_BIOS,
	    [ARCH_IA32] = KEY_BOOTFILE_IA32,
	    [ARCH_X64] = KEY_BOOTFILE_X64,
	    [ARCH_ARM32] = KEY_BOOTFILE_ARM32,
	    [ARCH_ARM64] = KEY_BOOTFILE_ARM64,
	    [ARCH_UBOOT] = KEY_BOOTFILE,
	    [ARCH_SLOF] = KEY_BOOTFILE,
	    [ARCH_OTHER] = KEY_BOOTFILE,
	};
	const struct host *from[2];
	size_t i;

	from[0] = a->host;
	from[1] = &a->book->modes[a->mode];
	for (i = 0; i < 2; i++) {
		if (from[i] == NULL)
			continue;
		if (from[i]->text[by_arch[arch]][0] != '\0')
			return from[i]->text[by_arch[arch]];
		if (from[i]->text[KEY_BOOTFILE][0] != '\0')
			return from[i]->text[KEY_BOOTFILE];
	}
	return "";
}

/* The first candidate that the root holds, else the first. */
static const char *
pick_loader(const struct loader_row *row, const struct loader_set *set,
    bool *ret_missing)
{
	const struct loader_row *first;
	size_t count, i;

	*ret_missing = false;
	if (set == NULL)
		return row->candidates[0];
	first = loader_rows(&count);
	for (i = 0; i < LOADER_CANDIDATES && row->candidates[i] != NULL; i++)
		if ((set->have[row - first] & 1u << i) != 0)
			return row->candidates[i];
	*ret_missing = true;
	return row->candidates[0];
}

static void
find_loader(struct facts *f, const struct asker *a)
{
	/* Bare DHCP comes from UEFI and shows no architecture; of those that
	 * have SYSLINUX.EFI this is the usual one. */
	const enum client_arch arch = a->r->stage == STAGE_LOADER ? ARCH_X64 :
								    a->r->arch;
	const struct loader_row *row;

	f->loader = bootfile(a, arch);
	if (f->loader[0] == '\0') {
		row = loader_row(a->mode, arch);
		if (row == NULL)
			return;
		f->loader = pick_loader(row, a->server->loaders,
		    &f->loader_missing);
	}
	f->known |= FACT_LOADER;
	if (name_is_url(f->loader))
		f->known |= FACT_LOADER_URL;
}

/* A path as RFC 3986 wants it in a URL. */
static void
add_path(struct text *t, const char *path)
{
	static const char plain[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-._~/+,:@=";
	const char *p;

	for (p = path; *p != '\0'; p++) {
		if (strchr(plain, *p) != NULL)
			text_add_char(t, *p);
		else
			text_addf(t, "%%%02X", (unsigned char)*p);
	}
}

/* The loader's address for UEFI HTTP boot. */
static void
find_url(struct facts *f, const struct asker *a)
{
	const struct server_facts *s = a->server;
	const char *path = f->loader;
	char addr[IP4_TEXT];
	struct text t;

	if ((f->known & FACT_LOADER) == 0)
		return;
	text_init(&t, f->url, sizeof(f->url));
	if ((f->known & FACT_LOADER_URL) != 0) {
		if (strncmp(path, "http://", 7) != 0 &&
		    strncmp(path, "https://", 8) != 0)
			return;
		text_add(&t, path);
	} else {
		if (s->http_port == 0 || s->addr == 0)
			return;
		text_add(&t, "http://");
		text_add(&t, ip4_format(addr, s->addr));
		if (s->http_port != 80)
			text_addf(&t, ":%u", s->http_port);
		text_add_char(&t, '/');
		add_path(&t, path + strspn(path, "/\\"));
	}
	if (!t.cut)
		f->known |= FACT_HTTP;
}

/* A root path as it stands, or the one of a target by its name. */
static void
find_target(struct facts *f, const struct asker *a)
{
	const struct target *target;
	struct iscsi_path path;
	struct text t;

	f->target_text = setting(a, KEY_TARGET);
	text_init(&t, f->root_path, sizeof(f->root_path));
	if (iscsi_path_parse(&path, f->target_text, NULL) == 0) {
		text_add(&t, f->target_text);
	} else {
		target = book_target(a->book, f->target_text);
		if (target == NULL || f->target_text[0] == '\0')
			return;
		memset(&path, 0, sizeof(path));
		path.protocol = 6;
		path.port = target->port != 0 ? target->port : ISCSI_PORT;
		path.lun = target->lun;
		if (!text_copy(path.server, sizeof(path.server),
			target->server) ||
		    !text_copy(path.target, sizeof(path.target), target->iqn))
			return;
		iscsi_path_format(&t, &path);
		f->target = target;
	}
	if (!t.cut)
		f->known |= FACT_TARGET;
}

static bool
fits_place(const struct asker *a, const char *name)
{
	/* 128 bytes with the NUL in the field, 255 in option 67. */
	const bool field = a->placement == PLACEMENT_FIELD ||
	    a->placement == PLACEMENT_BOTH;

	return strlen(name) < (field ? DHCP_FILE_LEN : BOOT_NAME_MAX);
}

static void
find_facts(struct facts *f, const struct asker *a)
{
	memset(f, 0, sizeof(*f));
	f->loader = "";
	if (a->server->proxy)
		f->known |= FACT_PROXY;
	if (a->r->type != DHCP_BOOTP)
		f->known |= FACT_DHCP;
	if (a->r->pxe)
		f->known |= FACT_PXE;
	if (dhcp_asks(a->r->msg, DHCP_OPT_BOOTFILE))
		f->known |= FACT_ASKS_NAME;
	find_loader(f, a);
	find_url(f, a);
	find_target(f, a);
	f->script = setting(a, KEY_SCRIPT);
	f->san_script = a->r->stage == STAGE_IPXE ? BUILTIN_SAN_IPXE :
						    BUILTIN_SAN_GPXE;
	if (f->script[0] != '\0')
		f->known |= FACT_SCRIPT;
	if (!fits_place(a, f->loader))
		f->known |= FACT_LOADER_LONG;
	if (!fits_place(a, f->script))
		f->known |= FACT_SCRIPT_LONG;
}

static enum placement
find_placement(struct asker *a)
{
	const enum client_stage stage = a->r->stage;
	const struct trial_who who = {a->host, a->quirk,
	    &a->book->modes[a->mode], a->server->placement};
	const enum placement p = trial_placement(&who, &a->tried);

	/* A URL is no file name: EDK2 looks for it in 67 first. */
	if (stage == STAGE_HTTP)
		return PLACEMENT_OPTION;
	/* They ask for no 67, or know no options at all. */
	if (stage == STAGE_LOADER || a->r->type == DHCP_BOOTP)
		return PLACEMENT_FIELD;
	/* Neither gPXE nor iPXE reads option 52: an overloaded field is asked
	 * for as a file (firmware-observed). */
	if (a->r->has_gpxe && p == PLACEMENT_OVERLOAD)
		return PLACEMENT_FIELD;
	return p;
}

/* A value that the book holds in spite of its checks is as if unset. */
static void
find_manner(struct manner *m, const struct asker *a)
{
	unsigned key;

	for (key = 0; key < KEY_COUNT; key++)
		if (manner_has_key((enum key)key))
			(void)manner_set(m, (enum key)key,
			    setting(a, (enum key)key), NULL);
}

static void
find_mode(struct decision *d, const struct server_facts *s)
{
	const struct host *h = d->host;

	d->mode = host_mode(h, s->default_mode);
	d->by_once = h != NULL && h->once != MODE_NONE;
	d->by_default = !d->by_once && (h == NULL || h->mode == MODE_NONE);
}

static bool
matches(const struct policy_rule *rule, const struct asker *a, unsigned known)
{
	return (rule->modes & 1u << a->mode) != 0 &&
	    (rule->stages & 1u << a->r->stage) != 0 &&
	    (rule->archs & 1u << a->r->arch) != 0 &&
	    (rule->need & ~known) == 0 && (rule->lack & known) == 0;
}

static const char *
named(const struct facts *f, enum policy_name name)
{
	switch (name) {
	case NAME_LOADER:
		return f->loader;
	case NAME_URL:
		return f->url;
	case NAME_SCRIPT:
		return f->script;
	case NAME_SAN:
		return f->san_script;
	case NAME_NONE:
		break;
	}
	return "";
}

/* Which setting stood in the way, for the sentence. */
static const char *
at_fault(enum reason reason, const struct asker *a, const struct facts *f)
{
	if (reason == REASON_NO_TARGET)
		return f->target_text;
	if (reason == REASON_URL_FOR_ROM)
		return f->loader;
	if (reason != REASON_NAME_TOO_LONG)
		return "";
	return a->r->has_gpxe && a->mode != MODE_PXELINUX ? f->script :
							    f->loader;
}

static void
apply(struct decision *d, const struct policy_rule *rule, const struct asker *a,
    const struct facts *f)
{
	d->verdict = rule->verdict;
	d->reason = rule->reason;
	d->at_fault = at_fault(rule->reason, a, f);
	(void)text_copy(d->bootfile, sizeof(d->bootfile), named(f, rule->name));
	if (rule->name == NAME_LOADER || rule->name == NAME_URL)
		d->loader_missing = f->loader_missing;
	if (rule->verdict == VERDICT_BOOT)
		d->next_server = a->server->addr;
	if (rule->san) {
		memcpy(d->root_path, f->root_path, sizeof(d->root_path));
		d->target = f->target;
	}
	d->keep_san = rule->keep_san;
	if (rule->pxelinux ||
	    option_set_has(&d->manner.force, DHCP_OPT_PXELINUX_CONFIG))
		d->config = setting(a, KEY_CONFIG);
	if (rule->pxelinux ||
	    option_set_has(&d->manner.force, DHCP_OPT_PXELINUX_PREFIX))
		d->prefix = setting(a, KEY_PREFIX);
}

void
policy_decide(struct decision *d, const struct boot_request *r,
    const struct book *book, const struct server_facts *s)
{
	struct asker a = {.r = r, .book = book, .server = s};
	const struct policy_rule *rules;
	struct facts f;
	size_t count;

	memset(d, 0, sizeof(*d));
	d->config = d->prefix = "";
	d->host = book_find(book, &r->mac);
	find_mode(d, s);
	a.host = d->host;
	a.mode = d->mode;
	a.quirk = d->quirk = find_quirk(&a);
	a.placement = d->placement = find_placement(&a);
	d->tried = a.tried;
	find_manner(&d->manner, &a);
	find_facts(&f, &a);
	d->known = f.known;
	rules = policy_rules(&count);
	while (d->row + 1 < count && !matches(&rules[d->row], &a, f.known))
		d->row++;
	apply(d, &rules[d->row], &a, &f);
}
