/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"
#include "core/proto/dhcp_option.h"

/* Group E of the catalogue: later stages, and what spans boots. */

#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)

/* PXELINUX reads 209 and 210 from the ACK; no ROM asks for them. */
static bool
pxelinux_options_absent(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *lease = case_lease(c), *offer = NULL;
	uint8_t lost;
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].type == DHCP_OFFER && lease != NULL &&
		    c->reply[i].xid == lease->xid &&
		    c->reply[i].server == lease->server &&
		    (c->reply[i].facts.has_config ||
			c->reply[i].facts.has_prefix))
			offer = &c->reply[i];
	if (offer == NULL ||
	    (lease->facts.has_config == offer->facts.has_config &&
		lease->facts.has_prefix == offer->facts.has_prefix))
		return false;
	lost = offer->facts.has_config && !lease->facts.has_config ?
	    DHCP_OPT_PXELINUX_CONFIG :
	    DHCP_OPT_PXELINUX_PREFIX;
	text_addf(&say->text,
	    "the offer has PXELINUX's option %u, the acknowledgement lacks "
	    "it: PXELINUX reads the latter",
	    lost);
	text_add(&say->fix,
	    "send options 209 and 210 unasked in both (dnsmasq: "
	    "dhcp-option-force)");
	say->finding->mend_with = lost;
	diag_ours_only(env, lease->server, say);
	diag_evidence(say, offer->frame);
	diag_evidence(say, lease->frame);
	return true;
}

static bool
prefix_separator(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *r = case_lease(c);
	const char *prefix = r == NULL ? "" : r->facts.prefix;
	const size_t n = strlen(prefix);
	size_t i;

	(void)env;
	if (n == 0 || prefix[n - 1] == '/' || prefix[n - 1] == ':')
		return false;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (strncmp(f->file, prefix, n) != 0 || f->file[n] == '/' ||
		    f->file[n] == '\0' || f->outcome == TFTP_COMPLETE)
			continue;
		text_add(&say->text, "the prefix ");
		text_add_visible_str(&say->text, prefix);
		text_add(&say->text,
		    " (option 210) does not end in '/': it asks for ");
		text_add_visible_str(&say->text, f->file);
		text_add(&say->fix, "end the prefix in '/'");
		diag_evidence(say, f->frame);
		diag_evidence(say, r->frame);
		return true;
	}
	return false;
}

/* The system asks as somebody else (option 61) and gets another address. */
static bool
identity_changes(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_reply *lease = case_lease(c);
	const struct case_ask *a = diag_boot_ask(c);
	char before[IP4_TEXT], after[IP4_TEXT];

	(void)env;
	if (lease == NULL || a == NULL || c->system.addr == 0 ||
	    c->system.addr == lease->yiaddr)
		return false;
	text_addf(&say->text,
	    "booted as %s, its system is %s: it shows another identity "
	    "(option 61%s) and takes a second address",
	    ip4_format(before, lease->yiaddr),
	    ip4_format(after, c->system.addr),
	    a->facts.has_client_id == c->system.has_client_id ?
		"" :
		", which only one of them sends");
	text_add(&say->fix,
	    "key leases by MAC (dnsmasq: dhcp-ignore-clid), or let the "
	    "system use its MAC as client identifier");
	diag_evidence(say, lease->frame);
	diag_evidence(say, c->system.frame);
	return true;
}

static bool
sounds_like_install(const char *name)
{
	static const char *const words[] = {"install", "netboot", "preseed",
	    "kickstart", "autoinst", "casper", "anaconda"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strstr(name, words[i]) != NULL)
			return true;
	return false;
}

/*
 * The same kernel boot after boot, within hours.  A machine without a disk
 * does so, too: an installer is told by its names, or by the pace.
 */
static bool
install_loop(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_past *past = &c->past;
	const bool named = sounds_like_install(past->payload) ||
	    c->mode == MODE_ISCSI_INSTALL;
	size_t i;

	(void)env;
	if (!c->ended || past->installs < (named ? 2u : 3u) ||
	    c->last_us - past->first_us > (named ? 12 : 1) * HOUR ||
	    c->mode == MODE_LOCAL || c->by_once)
		return false;
	text_addf(&say->text,
	    "fetched the same system %u times in a row (last file ",
	    past->installs);
	text_add_visible_str(&say->text, past->payload);
	/* A machine that always boots from the network does the same. */
	text_add(&say->text,
	    named ? "): it installs itself again and again" :
		    "): if that was an installation, it goes on for ever");
	text_add(&say->fix,
	    "mode local now that it is installed; next time install by once");
	say->finding->severity = named ? SEVERITY_WARNING : SEVERITY_NOTE;
	if (named)
		say->finding->confidence = CONFIDENCE_LIKELY;
	for (i = 0; i < c->file_count; i++)
		if (strcmp(c->file[i].file, past->payload) == 0)
			diag_evidence(say, c->file[i].frame);
	return true;
}

static bool
is_cut(const struct event_http *h)
{
	return h->status == 200 && h->has_length && h->bytes < h->length &&
	    strcmp(h->method, "HEAD") != 0;
}

/* No whole answer; where the capture ended first, time must tell. */
static bool
is_broken_off(const struct case_page *p, struct diag_say *say)
{
	if (p->http.one_sided || p->http.left == HTTP_LEFT_BY_RESTART ||
	    (p->http.secure && p->http.bytes > 0) ||
	    (p->http.status != 0 && !is_cut(&p->http)))
		return false;
	if (!p->http.in_part)
		return true;
	return (p->http.status == 0 || p->http.bytes > 0) &&
	    diag_has_passed(say, p->last_us, 5 * SECOND);
}

/*
 * A script may try one name after the other (chain a || chain b), or the same
 * with a password: that is bad only where nothing follows.
 */
static bool
may_try_another(const struct boot_case *c, const struct case_page *p,
    struct diag_say *say)
{
	static const char *const tails[] = {".ipxe", ".gpxe", ".cfg", ".conf",
	    ".php"};
	const size_t n = strcspn(p->http.uri, "?");
	size_t i;

	/* Who has a password sends it when it is asked for (RFC 9110 11.1). */
	if (p->http.status == 401)
		return !diag_has_passed(say, p->last_us, 2 * SECOND);
	/* The first of its files is what it was told. */
	if (p->http.status != 404 || p == &c->page[0] ||
	    diag_has_passed(say, p->last_us, 3 * SECOND))
		return false;
	for (i = 0; i < sizeof(tails) / sizeof(tails[0]); i++)
		if (n >= strlen(tails[i]) &&
		    strncmp(p->http.uri + n - strlen(tails[i]), tails[i],
			strlen(tails[i])) == 0)
			return true;
	return false;
}

/* The very name is not there, but in another case. */
static bool
mend_page(const struct case_page *p, const struct diag_env *env,
    struct diag_say *say)
{
	say->finding->mend = MEND_NONE;
	diag_evidence(say, p->frame);
	if (p->like[0] == '\0')
		return false;
	text_add(&say->text, ", but has ");
	text_add_visible_str(&say->text, p->like);
	text_add(&say->fix,
	    "rename the file or correct the URL, case and all; or "
	    "ignore-case=on, which finds it in any case");
	say->finding->mend = MEND_IGNORE_CASE;
	diag_ours_only(env, p->http.server, say);
	return true;
}

/* Neither says why: a certificate is the usual reason. */
static void
tls_failed(const struct case_page *p, struct diag_say *say)
{
	char ip[IP4_TEXT];

	text_addf(&say->text, "begins HTTPS with %s",
	    ip4_format(ip, p->http.server));
	if (p->http.host[0] != '\0') {
		text_add(&say->text, " (");
		text_add_visible_str(&say->text, p->http.host);
		text_add_char(&say->text, ')');
	}
	text_add(&say->text,
	    " and gives up before it asks for anything: it does not trust the "
	    "certificate, or the two have no cipher in common");
	text_add(&say->fix,
	    "a certificate that this client knows (iPXE: built with TRUST=, "
	    "and the right time), or http:// instead");
	say->finding->confidence = CONFIDENCE_LIKELY;
	say->finding->mend = MEND_NONE;
	diag_evidence(say, p->frame);
}

/* No connection, unless it has gone on by TFTP since. */
static bool
not_reached(const struct boot_case *c, const struct case_page *p,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);
	const bool refused = p->http.reach == HTTP_REFUSED;
	const unsigned port = p->http.server_port;
	char ip[IP4_TEXT];

	if (f != NULL && f->began_us > p->last_us)
		return false;
	text_addf(&say->text,
	    refused ? "%s refuses its connection to TCP port %u: no server "
		      "listens there" :
		      "%s does not answer on TCP port %u",
	    ip4_format(ip, p->http.server), port);
	text_addf(&say->fix,
	    "start the HTTP server on %s, and nft insert rule inet filter "
	    "input tcp dport %u accept; or correct the URL",
	    ip, port);
	if (!refused)
		say->unseen_us = p->time_us;
	say->finding->mend = MEND_NONE;
	diag_evidence(say, p->frame);
	return true;
}

static const char *
fix_status(unsigned status)
{
	if (status == 401)
		return "a name and a password in the URL "
		       "(http://NAME:PASSWORD@...) that the server takes, or a "
		       "server that asks for none";
	return status >= 400 ? "correct the URL, or put the file there" :
			       "start the HTTP server, open its port";
}

static const char *const left_fixes[] = {
    [HTTP_LEFT_BY_CLIENT] = ("look at the client's screen: memory, or a file "
			     "that it does not take"),
    [HTTP_LEFT_BY_SERVER] = "look at the server's log",
    [HTTP_LEFT_BY_NOBODY] = "look at the MTU on the way and at the server",
};

static void
add_break(struct text *t, const struct event_http *h)
{
	static const char *const words[] = {
	    [HTTP_LEFT_BY_CLIENT] = "is left by the client",
	    [HTTP_LEFT_BY_SERVER] = "breaks off",
	    [HTTP_LEFT_BY_NOBODY] = "sends no more",
	};

	text_addf(t, "%s after %llu of %llu bytes of ", words[h->left],
	    (unsigned long long)h->bytes, (unsigned long long)h->length);
}

static bool
http_failed(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_page *p = c->page_count == 0 ?
	    NULL :
	    &c->page[c->page_count - 1];
	char ip[IP4_TEXT];

	if (p == NULL || p->http.phase != HTTP_PHASE_DONE)
		return false;
	if (p->http.reach != HTTP_REACHED)
		return not_reached(c, p, say);
	if (diag_is_searched(p->http.uri) ||
	    (p->http.status < 400 && !is_broken_off(p, say)) ||
	    may_try_another(c, p, say))
		return false;
	say->unseen_us = p->time_us;
	if (p->http.secure) {
		tls_failed(p, say);
		return true;
	}
	text_addf(&say->text, "%s ", ip4_format(ip, p->http.server));
	if (p->http.status == 0)
		text_add(&say->text, "gives no answer to its request for ");
	else if (p->http.status >= 400)
		text_addf(&say->text, "answers %u to its request for ",
		    p->http.status);
	else
		add_break(&say->text, &p->http);
	text_add_visible_str(&say->text, p->http.uri);
	if (mend_page(p, env, say))
		return true;
	text_add(&say->fix,
	    is_cut(&p->http) ? left_fixes[p->http.left] :
			       fix_status(p->http.status));
	return true;
}

/* UEFI follows no redirect, and wants a length and status 200. */
static bool
http_boot_response(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_page *p = c->page_count == 0 ?
	    NULL :
	    &c->page[c->page_count - 1];
	const struct case_ask *a = diag_boot_ask(c);

	(void)env;
	if (p == NULL || a == NULL || a->stage != STAGE_HTTP ||
	    p->http.phase != HTTP_PHASE_DONE || p->http.status == 0 ||
	    p->http.status >= 400 ||
	    (p->http.status == 200 &&
		(p->http.in_part || (p->http.has_length && !p->http.chunked))))
		return false;
	text_add(&say->text, "UEFI HTTP Boot asks for ");
	text_add_visible_str(&say->text, p->http.uri);
	if (p->http.status != 200)
		text_addf(&say->text,
		    " and is answered %u: it follows no redirect",
		    p->http.status);
	else
		text_add(&say->text,
		    ", and the answer has no Content-Length: it does not "
		    "know how much to fetch");
	text_add(&say->fix,
	    "let the server answer 200 with Content-Length, not chunked, "
	    "under that very URL");
	diag_evidence(say, p->frame);
	return true;
}

/* Many systems use no DHCP: no more than a hint. */
static bool
os_silent(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	if (!c->kernel || !c->ended || c->result != BOOT_DONE ||
	    c->system.asks > 0 ||
	    !diag_has_passed(say, c->last_us, 180 * SECOND) || !env->capturing)
		return false;
	say->unseen_us = c->began_us;
	text_addf(&say->text,
	    "fetched its kernel %lld s ago, and no system has asked for an "
	    "address since",
	    (long long)((say->now_us - c->last_us) / SECOND / 60 * 60));
	text_add(&say->fix,
	    "look at its console: kernel line (ip=dhcp, IPAPPEND 2 for "
	    "BOOTIF), network driver in the initrd");
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"pxelinux-options-absent", SEVERITY_WARNING, CONFIDENCE_CERTAIN,
	    MEND_FORCE_OPTION, ON_DHCP, HAS_LEASE | HAS_LOADER_OPTIONS, false,
	    "options 209 and 210 do not arrive", pxelinux_options_absent},
	{"prefix-separator", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP, HAS_FILE, false,
	    "prefix without '/'", prefix_separator},
	{"identity-changes", SEVERITY_NOTE, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_DHCP, HAS_LEASE | HAS_SYSTEM, true,
	    "another address for its system", identity_changes},
	{"install-loop", SEVERITY_WARNING, CONFIDENCE_POSSIBLE, MEND_LOCAL,
	    ON_TFTP | ON_HTTP, 0, true,
	    "installs again and again", install_loop},
	{"http-failed", SEVERITY_ERROR, CONFIDENCE_CERTAIN,
	    MEND_IGNORE_CASE,
	    ON_HTTP | ON_TFTP | ON_TIME, HAS_PAGE, false,
	    "HTTP does not deliver", http_failed},
	{"http-boot-response", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_HTTP, HAS_PAGE, false,
	    "an answer that HTTP Boot cannot use", http_boot_response},
	{"os-silent", SEVERITY_NOTE, CONFIDENCE_POSSIBLE, MEND_NONE,
	    ON_TIME, HAS_KERNEL, true,
	    "no sign of its system", os_silent},
};
/* clang-format on */

const struct diag_group diag_later = {rules, sizeof(rules) / sizeof(rules[0])};
