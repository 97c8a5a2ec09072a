/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/policy_rules.h"

/*
 * In a sentence %k is the client's kind, %m its mode and whose it is, %b the
 * boot name it is told, %r the root path, %s the setting at fault.
 */
struct reason_words {
	const char *slug, *sentence;
};

/* clang-format off */
static const struct reason_words reasons[REASON_COUNT] = {
	[REASON_NONE] = {"none", "%k: nothing decided yet"},
	[REASON_MODE_IGNORE] = {"mode-ignore", "ignored: %m"},
	[REASON_LOCAL_MENU] = {"local-menu",
	    "%k: told to boot its own disk by %m"},
	[REASON_LOCAL_NO_NAME] = {"local-no-name",
	    "%k: no boot name, so that it leaves the network "
	    "boot, by %m"},
	[REASON_LOCAL_HTTP] = {"local-http",
	    "%k: no answer, so that it goes on to its own disk, by %m"},
	[REASON_LOCAL_SILENT] = {"local-silent",
	    "%k: no boot data, so that it goes on to its own disk, by %m"},
	[REASON_NOT_A_BOOT_CLIENT] = {"not-a-boot-client",
	    "%k: address only, it does not ask for a boot"},
	[REASON_ASKS_NAME] = {"asks-name",
	    "%k: told %b, it asks for a boot file name, by %m"},
	[REASON_LOADER_DHCP] = {"loader-dhcp",
	    "%k: asks for an address only, as it does under SYSLINUX.EFI, "
	    "%m"},
	[REASON_ROM_PXELINUX] = {"rom-pxelinux", "%k: told %b by %m"},
	[REASON_GPXE_PXELINUX] = {"gpxe-pxelinux", "%k: told %b by %m"},
	[REASON_ROM_CHAIN] = {"rom-chain",
	    "told %b: %k shows no option 175, %m chains"},
	[REASON_GPXE_SCRIPT] = {"gpxe-script", "%k: script %b by %m"},
	[REASON_GPXE_NO_SCRIPT] = {"gpxe-no-script",
	    "%k: no boot data, %m has no script; set script=FILE or a URL"},
	[REASON_GPXE_SAN] = {"gpxe-san", "%k: root path %r by %m"},
	[REASON_GPXE_SAN_INSTALL] = {"gpxe-san-install",
	    "%k: root path %r, kept attached for the installer, by %m"},
	[REASON_IPXE_SAN_INSTALLER] = {"ipxe-san-installer",
	    "%k: root path %r attached, then installer %b, by %m"},
	[REASON_PROXY_SAN] = {"proxy-san",
	    "%k: root path %r with our script %b (a proxy's offer without a "
	    "name is not taken), by %m"},
	[REASON_NO_TARGET] = {"no-target",
	    "%k: no boot data by %m: %s; set target=NAME or "
	    "iscsi:SERVER::::IQN"},
	[REASON_UBOOT_SEARCH] = {"uboot-search",
	    "%k: finds pxelinux.cfg by itself on this server, by %m"},
	[REASON_UBOOT_PROXY] = {"uboot-proxy",
	    "%k: finds pxelinux.cfg by itself, on this server if it is built "
	    "to heed a proxy (SERVERIP_FROM_PROXYDHCP), else on the DHCP "
	    "server's next-server, by %m"},
	[REASON_SLOF_SEARCH] = {"slof-search",
	    "%k: finds pxelinux.cfg by itself on this server, by %m; "
	    "set bootfile to name its kernel or loader instead"},
	[REASON_SLOF_PROXY] = {"slof-proxy",
	    "%k: no answer, it reads its DHCP server's alone; let that name "
	    "next-server, and a file unless pxelinux.cfg shall decide"},
	[REASON_HTTP_URL] = {"http-url", "%k: told %b by %m"},
	[REASON_HTTP_NO_URL] = {"http-no-url",
	    "%k: no http URL can be made for it in %m; %s"},
	[REASON_URL_FOR_ROM] = {"url-for-rom",
	    "%k: cannot read a URL (%s), %m; set bootfile to a file below "
	    "the root"},
	[REASON_NAME_TOO_LONG] = {"name-too-long",
	    "%k: the name is over 127 bytes and the file field holds no "
	    "more, %m; shorten it or set placement=option: %s"},
	[REASON_NO_LOADER] = {"no-loader",
	    "%k: no loader is known for it in %m; set bootfile"},
	[REASON_PROXY_NOT_PXE] = {"proxy-not-pxe",
	    "%k: no answer, a proxy serves boot clients only"},
	[REASON_NO_MODE] = {"no-mode",
	    "%k: no boot data, it has no mode and there is no default mode"},
};

static const char *const facts[POLICY_FACTS] = {
	"a proxy server",
	"DHCP",
	"option 60 PXEClient",
	"a loader",
	"a loader that is a URL",
	"a loader name that is too long",
	"an http URL",
	"a script",
	"a script name that is too long",
	"a root path",
	"a wish for option 67",
};

static const char *const verdicts[] = {
	[VERDICT_BOOT] = "boot",
	[VERDICT_ADDRESS] = "address only",
	[VERDICT_LOCAL_MENU] = "local boot menu",
	[VERDICT_SILENT] = "no answer",
};
/* clang-format on */

const char *
reason_slug(enum reason reason)
{
	return reasons[reason].slug;
}

static void
add_mode(struct text *t, const struct decision *d)
{
	const struct host *h = d->host;
	char mac[MAC_TEXT];

	text_add(t, d->by_once ? "once mode " : "mode ");
	text_add(t, mode_name(d->mode));
	if (d->by_default)
		text_add(t,
		    h == NULL ? " (the default, not in the book)" :
				" (the default)");
	if (h == NULL)
		return;
	text_add(t, " of host ");
	if (h->text[KEY_NAME][0] != '\0')
		text_add_visible_str(t, h->text[KEY_NAME]);
	else
		text_add(t, mac_format(mac, &h->mac));
}

/* What a URL lacks: a name, one that HTTP can fetch, or a server. */
static const char *
url_advice(const struct decision *d)
{
	if ((d->known & FACT_LOADER) == 0)
		return "no loader is known for it, set bootfile=FILE or "
		       "http://...";
	if ((d->known & FACT_LOADER_URL) != 0)
		return "set bootfile=http://...";
	return "start with --http-port or set bootfile=http://...";
}

static void
add_fault(struct text *t, const struct decision *d)
{
	const char *s = d->at_fault != NULL ? d->at_fault : "";

	if (d->reason == REASON_HTTP_NO_URL) {
		text_add(t, url_advice(d));
		return;
	}
	if (d->reason == REASON_NO_TARGET) {
		if (s[0] == '\0') {
			text_add(t, "no target is set");
			return;
		}
		text_add(t, "no target is known as ");
	}
	text_add_visible_str(t, s);
}

static void
add_field(struct text *t, char field, const struct decision *d,
    const struct boot_request *r)
{
	switch (field) {
	case 'k':
		client_kind_text(t, r);
		break;
	case 'm':
		add_mode(t, d);
		break;
	case 'b':
		text_add_visible_str(t, d->bootfile);
		break;
	case 'r':
		text_add_visible_str(t, d->root_path);
		break;
	case 's':
		add_fault(t, d);
		break;
	}
}

/* gPXE before 0.9.8 never looks into option 67 (gPXE commit b363d19a). */
static bool
reads_field_only(const struct boot_request *r)
{
	const uint8_t *v = r->gpxe.version;

	return r->stage == STAGE_GPXE &&
	    (!r->gpxe.has_version || (v[0] == 0 && v[1] == 9 && v[2] < 8));
}

/* What the build must be able to do, by what it is told. */
static const struct {
	const char *start;
	uint8_t feature;
} needs[] = {
    {"http://", GPXE_F_HTTP},
    {"https://", GPXE_F_HTTPS},
    {"ftp://", GPXE_F_FTP},
    {"nfs://", GPXE_F_NFS},
    {"iscsi:", GPXE_F_ISCSI},
};

/* Option 175 lists what a build can do (finding feature-missing). */
static void
add_missing_feature(struct text *t, const char *told,
    const struct boot_request *r)
{
	size_t i;

	if (r->gpxe.features == 0)
		return;
	for (i = 0; i < sizeof(needs) / sizeof(needs[0]); i++) {
		if (strncmp(told, needs[i].start, strlen(needs[i].start)) != 0)
			continue;
		if ((r->gpxe.features >> needs[i].feature & 1) == 0)
			text_addf(t,
			    "; its option 175 shows no %s: chain a full build",
			    gpxe_feature_name(needs[i].feature));
	}
}

/* What was odd about the request, which was served all the same. */
static const struct {
	enum client_note note;
	const char *words;
} notes[] = {
    {NOTE_ARCH_DIFFERS, "options 60 and 93 name two architectures"},
    {NOTE_ARCH_LENGTH, "option 93 has a bad length"},
    {NOTE_ARCH_FROM_CLASS, "its architecture is taken from option 60"},
    {NOTE_NO_END, "its options have no END"},
    {NOTE_175_BAD, "its option 175 does not parse"},
    {NOTE_43_BAD, "its option 43 does not parse"},
};

static void
add_warnings(struct text *t, const struct decision *d,
    const struct boot_request *r)
{
	size_t i;

	if (d->loader_missing)
		text_add(t, "; no such file below the root");
	if (d->bootfile[0] != '\0' && reads_field_only(r) &&
	    d->placement == PLACEMENT_OPTION)
		text_add(t,
		    "; this gPXE reads the file field only and will not see "
		    "the name in option 67: set placement=field");
	if (d->bootfile[0] != '\0' && d->tried)
		text_addf(t, "; placement=auto has come to %s",
		    placement_name(d->placement));
	add_missing_feature(t, d->bootfile, r);
	add_missing_feature(t, d->root_path, r);
	for (i = 0; i < sizeof(notes) / sizeof(notes[0]); i++)
		if ((r->notes & notes[i].note) != 0)
			text_addf(t, "; %s", notes[i].words);
}

void
reason_text(struct text *t, const struct decision *d,
    const struct boot_request *r)
{
	const char *p;

	for (p = reasons[d->reason].sentence; *p != '\0'; p++) {
		if (p[0] == '%' && p[1] != '\0')
			add_field(t, *++p, d, r);
		else
			text_add_char(t, *p);
	}
	add_warnings(t, d, r);
}

/* The names of the set bits, "a, b"; `all` when every bit is set. */
static void
add_set(struct text *t, unsigned set, unsigned count, const char *all,
    const char *(*name)(unsigned i))
{
	const char *sep = "";
	unsigned i;

	if (all != NULL && set == (1u << count) - 1) {
		text_add(t, all);
		return;
	}
	for (i = 0; i < count; i++) {
		if ((set & 1u << i) == 0)
			continue;
		text_addf(t, "%s%s", sep, name(i));
		sep = ", ";
	}
}

static const char *
mode_word(unsigned i)
{
	return i == MODE_NONE ? "none" : mode_name((enum boot_mode)i);
}

static const char *
stage_word(unsigned i)
{
	return stage_name((enum client_stage)i);
}

static const char *
arch_word(unsigned i)
{
	return arch_name((enum client_arch)i);
}

static const char *
fact_word(unsigned i)
{
	return facts[i];
}

bool
policy_row_text(unsigned row, struct text *t)
{
	const struct policy_rule *rule;
	size_t count;

	rule = policy_rules(&count);
	if (row >= count)
		return false;
	rule += row;
	text_addf(t, "%2u  mode ", row);
	add_set(t, rule->modes, MODE_COUNT, "any", mode_word);
	text_add(t, "; client ");
	add_set(t, rule->stages, STAGE_COUNT, "any", stage_word);
	if (rule->archs != (1u << ARCH_COUNT) - 1) {
		text_add(t, " on ");
		add_set(t, rule->archs, ARCH_COUNT, NULL, arch_word);
	}
	if (rule->need != 0) {
		text_add(t, "; with ");
		add_set(t, rule->need, POLICY_FACTS, NULL, fact_word);
	}
	if (rule->lack != 0) {
		text_add(t, "; without ");
		add_set(t, rule->lack, POLICY_FACTS, NULL, fact_word);
	}
	text_addf(t, ": %s (%s)", verdicts[rule->verdict],
	    reason_slug(rule->reason));
	return true;
}

void
policy_missed_text(unsigned row, const struct decision *d,
    const struct boot_request *r, struct text *t)
{
	const struct policy_rule *rule;
	size_t count;

	rule = policy_rules(&count);
	if (row >= count)
		return;
	rule += row;
	if ((rule->modes & 1u << d->mode) == 0)
		text_addf(t, "the mode is %s", mode_word(d->mode));
	else if ((rule->stages & 1u << r->stage) == 0)
		text_addf(t, "the client is %s", stage_word(r->stage));
	else if ((rule->archs & 1u << r->arch) == 0)
		text_addf(t, "the architecture is %s", arch_word(r->arch));
	else if ((rule->need & ~d->known) != 0) {
		text_add(t, "not given: ");
		add_set(t, rule->need & ~d->known, POLICY_FACTS, NULL,
		    fact_word);
	} else if ((rule->lack & d->known) != 0) {
		text_add(t, "given: ");
		add_set(t, rule->lack & d->known, POLICY_FACTS, NULL,
		    fact_word);
	}
}
