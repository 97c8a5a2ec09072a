/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

#include <string.h>

#include "core/boot/diag_look.h"

/* Group D of the catalogue, second half: transfers that go badly. */

#define SECOND INT64_C(1000000)
#define BIT(option) (1u << (option))

static bool
went_well(const struct case_file *f)
{
	return f->done &&
	    (f->outcome == TFTP_COMPLETE || f->outcome == TFTP_PROBE);
}

/*
 * The OACK passed and was acknowledged, the first full block does not: it is
 * larger than the way is wide.
 */
static bool
block_over_mtu(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);

	if (f == NULL || !f->answered || !f->heard || f->blocks > 0 ||
	    f->blksize <= 512 || f->retransmits < 2 || went_well(f) ||
	    (f->done && f->outcome != TFTP_INCOMPLETE) ||
	    (f->granted & BIT(TFTP_BLKSIZE)) == 0)
		return false;
	say->unseen_us = f->origin == ORIGIN_OWN ? 0 : f->began_us;
	text_add_visible_str(&say->text, f->file);
	text_addf(&say->text,
	    ": the options pass, the first block of %u bytes does not "
	    "(sent again %llu times)",
	    f->blksize, (unsigned long long)f->retransmits);
	/* 1024 passes every link that carries IPv6, 512 all others. */
	say->finding->mend_with = f->blksize > 1024 ? 1024 : 512;
	text_addf(&say->fix,
	    "smaller blocks (blksize=%u; 1388 passes most tunnels), or one "
	    "MTU all the way",
	    say->finding->mend_with);
	diag_ours_only(env, f->server, say);
	diag_evidence(say, f->frame);
	return true;
}

/*
 * PXELINUX and others break off at an option that they did not ask for, and
 * all of them at larger blocks than they did: some come again without.  Who
 * has taken a block takes the options.
 */
static bool
is_granted_more(const struct boot_case *c, const struct case_file *f,
    struct diag_say *say)
{
	const unsigned unasked = f->granted & ~(unsigned)f->asked;

	/* Only the wire knows what was asked. */
	if (f->origin != ORIGIN_WIRE || f->asked == 0 || f->blocks > 0 ||
	    f->outcome == TFTP_COMPLETE ||
	    case_file_named(c, f->file)->outcome == TFTP_COMPLETE)
		return false;
	return unasked != 0 ||
	    (f->beyond != 0 && f->done &&
		diag_has_passed(say, f->last_us, 3 * SECOND));
}

/* It says why, and tries no other way. */
static bool
is_refused_again(const struct boot_case *c, const struct case_file *f)
{
	unsigned n = 0;
	size_t i;

	if (f != case_last_file(c))
		return false;
	for (i = 0; i < c->file_count; i++)
		n += c->file[i].done && c->file[i].granted != 0 &&
		    c->file[i].outcome == TFTP_CLIENT_ERROR &&
		    c->file[i].blocks == 0 && c->file[i].bytes == 0 &&
		    tftp_says_why(c->file[i].error) &&
		    strcmp(c->file[i].file, f->file) == 0;
	return n >= 2 && f->outcome == TFTP_CLIENT_ERROR;
}

static void
add_grant(struct text *t, const struct case_file *f)
{
	char ip[IP4_TEXT];

	text_add(t, ip4_format(ip, f->server));
	if (f->origin == ORIGIN_WIRE && (f->granted & ~(unsigned)f->asked) != 0)
		text_add(t, " grants TFTP options that were not asked for");
	else if ((f->beyond & BIT(TFTP_BLKSIZE)) != 0)
		text_addf(t, " grants larger blocks than were asked for (%u)",
		    f->blksize);
	else if (f->beyond != 0)
		text_addf(t, " grants larger windows than were asked for (%u)",
		    f->windowsize);
	else
		text_add(t, " grants TFTP options that the client refuses");
	text_add(t, ": it does not take ");
	text_add_visible_str(t, f->file);
	if (f->error[0] == '\0')
		return;
	text_add(t, " (");
	text_add_visible_str(t, f->error);
	text_add_char(t, ')');
}

static bool
option_not_asked(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	char ip[IP4_TEXT];
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (!is_granted_more(c, f, say) && !is_refused_again(c, f))
			continue;
		add_grant(&say->text, f);
		if (f->origin == ORIGIN_OWN)
			text_add(&say->fix, "smaller blocks for it (blksize=)");
		else
			text_addf(&say->fix,
			    "another TFTP server than that of %s",
			    ip4_format(ip, f->server));
		if (!f->done || f->outcome == TFTP_INCOMPLETE)
			say->finding->severity = SEVERITY_WARNING;
		diag_evidence(say, f->frame);
		return true;
	}
	return false;
}

static bool
is_at_rollover(const struct case_file *f)
{
	return f->blocks >= 65534 && f->blocks <= 65537;
}

static bool
block_rollover(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);

	(void)env;
	if (f == NULL || went_well(f) || !is_at_rollover(f) ||
	    (!f->done && f->retransmits < 2) || f->blksize == 0)
		return false;
	text_add_visible_str(&say->text, f->file);
	text_addf(&say->text,
	    " stops at block %llu: with blocks of %u bytes the number starts "
	    "anew there, which this client or server cannot",
	    (unsigned long long)f->blocks, f->blksize);
	text_add(&say->fix,
	    "larger blocks (blksize 1432), or fetch large files by HTTP");
	diag_evidence(say, f->frame);
	return true;
}

#define IN_VAIN 2 /* a packet may be lost */

/* Which of the two was spoken to in vain, and often enough? */
static bool
is_stopped(const struct case_file *f)
{
	if (f->silent == TFTP_SILENT_SERVER)
		return f->vain >= IN_VAIN;
	/* Of what never got through there are better names. */
	return f->silent == TFTP_SILENT_CLIENT && f->blocks > 0 &&
	    (f->origin == ORIGIN_OWN || f->vain >= IN_VAIN);
}

static void
add_bytes(struct text *t, const struct case_file *f)
{
	text_addf(t, " after %llu", (unsigned long long)f->bytes);
	if (f->size > 0)
		text_addf(t, " of %llu", (unsigned long long)f->size);
	text_add(t, " bytes");
}

static void
add_stop(struct diag_say *say, const struct case_file *f)
{
	const bool by_server = f->silent == TFTP_SILENT_SERVER;
	char ip[IP4_TEXT];

	if (by_server)
		text_addf(&say->text, "%s stops sending ",
		    ip4_format(ip, f->server));
	else
		text_add(&say->text, "takes no more of ");
	text_add_visible_str(&say->text, f->file);
	add_bytes(&say->text, f);
	if (by_server)
		text_addf(&say->text, ": the client asks %u more times",
		    f->vain);
	else if (f->vain > 0)
		text_addf(&say->text, ": %s sends %u times again",
		    ip4_format(ip, f->server), f->vain);
	text_add(&say->fix,
	    by_server ?
		"look at the server's log and disk, and whether the way "
		"between them is down or forgets the ports (NAT, firewall)" :
		"was it switched off, does it hang (memory for the file)? "
		"look at its cable, its port and the way to it");
}

/* By TFTP it would have been asked for after this file. */
static bool
went_on_since(const struct boot_case *c, int64_t since_us)
{
	return (c->page_count > 0 &&
		   c->page[c->page_count - 1].time_us > since_us) ||
	    (c->login_count > 0 &&
		c->login[c->login_count - 1].time_us > since_us);
}

/* In the middle and for good. */
static bool
transfer_stopped(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);

	(void)env;
	if (f == NULL || !f->done || f->outcome != TFTP_INCOMPLETE ||
	    !f->answered || !f->heard || is_at_rollover(f) || !is_stopped(f) ||
	    went_on_since(c, f->last_us))
		return false;
	say->unseen_us = f->last_us;
	add_stop(say, f);
	diag_evidence(say, f->frame);
	return true;
}

static uint64_t
blocks_of(const struct case_file *f)
{
	return f->blksize == 0 ? 0 : f->bytes / f->blksize + 1;
}

/*
 * Sorcerer's apprentice: each block twice, on time (RFC 1123 4.2.3.1).  Our
 * own server passes over such ACKs: there it was the time-out.
 */
static bool
is_doubled(const struct case_file *f)
{
	return f->done && f->origin != ORIGIN_OWN && blocks_of(f) >= 16 &&
	    f->retransmits >= blocks_of(f) * 4 / 5;
}

static bool
duplicate_data(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (!is_doubled(f))
			continue;
		text_add_visible_str(&say->text, f->file);
		text_addf(&say->text,
		    ": %llu of %llu blocks went twice: a duplicate ACK makes "
		    "the server send again",
		    (unsigned long long)f->retransmits,
		    (unsigned long long)blocks_of(f));
		text_add(&say->fix,
		    "a TFTP server that passes over duplicate ACKs");
		diag_evidence(say, f->frame);
		return true;
	}
	return false;
}

static bool
retransmissions(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	uint64_t again = 0, blocks = 0;
	const struct case_file *worst = NULL;
	size_t i;

	(void)env;
	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		/* What never began or stands still has its own name. */
		if (!f->done || f->outcome != TFTP_COMPLETE || is_doubled(f))
			continue;
		again += f->retransmits;
		blocks += blocks_of(f);
		if (worst == NULL || f->retransmits > worst->retransmits)
			worst = f;
	}
	if (again < 10 || again * 50 <= blocks)
		return false;
	text_addf(&say->text,
	    "%llu of %llu TFTP blocks were sent again: the network loses "
	    "packets, most of them in ",
	    (unsigned long long)again, (unsigned long long)blocks);
	text_add_visible_str(&say->text, worst->file);
	text_add(&say->fix,
	    "look at duplex, cable and load of the port; large files go "
	    "better by HTTP");
	diag_evidence(say, worst->frame);
	return true;
}

/* A configuration may be empty, what runs may not. */
static bool
is_program(const struct boot_case *c, const struct case_file *f)
{
	static const char *const systems[] = {"vmlinu", "bzImage", "linux",
	    "kernel", "initrd", "initramfs"};
	const char *base = diag_base(f->file);
	size_t i;

	for (i = 0; i < sizeof(systems) / sizeof(systems[0]); i++)
		if (strncmp(base, systems[i], strlen(systems[i])) == 0)
			return boot_stage_is_payload(c->stage) ||
			    diag_is_told(c, f->file);
	return loader_has_name(f->file) || diag_ends_in(f->file, ".wim");
}

static bool
empty_program(const struct boot_case *c, struct diag_say *say)
{
	const struct case_file *f = case_last_file(c);
	char ip[IP4_TEXT];

	if (f == NULL || !diag_is_empty(f) || !is_program(c, f))
		return false;
	say->unseen_us = f->origin == ORIGIN_OWN ? 0 : f->began_us;
	text_addf(&say->text, "%s gives it ", ip4_format(ip, f->server));
	text_add_visible_str(&say->text, f->file);
	text_add(&say->text, " with nothing in it (0 bytes)");
	text_addf(&say->fix, "the file on %s is empty: put it there anew", ip);
	diag_evidence(say, f->frame);
	return true;
}

/*
 * EDK2 must know the size before it fetches: without tsize it breaks off with
 * PXE-E99 or E53 (tftp-without-options-ovmf.pcap).
 */
static bool
zero_size(const struct boot_case *c, const struct diag_env *env,
    struct diag_say *say)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *f = case_last_file(c);
	char ip[IP4_TEXT];
	bool empty;

	(void)env;
	if (empty_program(c, say))
		return true;
	if (a == NULL || f == NULL || a->stage != STAGE_ROM ||
	    a->arch == ARCH_BIOS || !f->done || !f->answered ||
	    (f->asked & BIT(TFTP_TSIZE)) == 0)
		return false;
	empty = (f->granted & BIT(TFTP_TSIZE)) != 0;
	if ((empty && f->size != 0) || f->outcome == TFTP_COMPLETE ||
	    f->outcome == TFTP_SERVER_ERROR || (!empty && f->retransmits > 2))
		return false;
	say->unseen_us = empty || f->origin == ORIGIN_OWN ? 0 : f->began_us;
	text_addf(&say->text, "%s %s ", ip4_format(ip, f->server),
	    empty ? "says a size of 0 for" : "does not tell the size of");
	text_add_visible_str(&say->text, f->file);
	text_add(&say->text,
	    ": UEFI asks for it first (tsize) and breaks off without");
	text_addf(&say->fix,
	    empty ? "the file on %s is empty: put it there anew" :
		    "a TFTP server on %s that knows the option tsize",
	    ip);
	diag_evidence(say, f->frame);
	return true;
}

/* clang-format off */
static const struct diag_rule rules[] = {
	{"block-over-mtu", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_BLKSIZE,
	    ON_TFTP, HAS_FILE, false,
	    "TFTP blocks too large for the way", block_over_mtu},
	{"option-not-asked", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP | ON_TIME, HAS_FILE, false,
	    "TFTP options that the client does not take", option_not_asked},
	{"block-rollover", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_TFTP, HAS_FILE, false,
	    "stops where block numbers wrap", block_rollover},
	{"transfer-stopped", SEVERITY_ERROR, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_TFTP | ON_HTTP | ON_ISCSI, HAS_FILE, false,
	    "a TFTP transfer stopped in the middle", transfer_stopped},
	{"duplicate-data", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_TFTP, HAS_FILE, true,
	    "every block twice", duplicate_data},
	{"retransmissions", SEVERITY_WARNING, CONFIDENCE_LIKELY, MEND_NONE,
	    ON_TFTP, HAS_FILE, true,
	    "many blocks sent again", retransmissions},
	{"zero-size", SEVERITY_ERROR, CONFIDENCE_CERTAIN, MEND_NONE,
	    ON_TFTP, HAS_FILE, true,
	    "an empty file, or its size is not told", zero_size},
};
/* clang-format on */

const struct diag_group diag_transfer = {rules,
    sizeof(rules) / sizeof(rules[0])};
