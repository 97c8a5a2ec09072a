/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/text.h"
#include "core/boot/firewall.h"

/*
 * The lines of iptables-save:
 *
 *	*filter
 *	:INPUT DROP [0:0]
 *	-A INPUT -i eth0 -p udp -m multiport --dports 67,69:70 -j DROP
 */
#define WORD 128

struct reader {
	struct firewall *firewall;
	char table[16];
	size_t line;
	struct firewall_rule *rule;
	bool negated; /* "!" stood before the option */
};

/* The next word, quotes taken off; NULL at the end of the line. */
static const char *
next_word(char word[WORD], const char *p)
{
	char quote = '\0';
	size_t n = 0;

	while (*p == ' ')
		p++;
	if (*p == '\0' || *p == '\n')
		return NULL;
	for (; *p != '\0' && *p != '\n'; p++) {
		if (quote == '\0' && *p == ' ')
			break;
		if (*p == '"' && (quote == '\0' || quote == '"')) {
			quote = quote == '\0' ? '"' : '\0';
			continue;
		}
		if (n < WORD - 1)
			word[n++] = *p;
	}
	word[n] = '\0';
	return p;
}

static void
name_chain(const struct reader *r, char ret[FIREWALL_NAME], const char *chain)
{
	struct text t;

	text_init(&t, ret, FIREWALL_NAME);
	text_addf(&t, "iptables %s ", r->table);
	text_add_visible_str(&t, chain);
}

static bool
number(const char **p, uint16_t *ret)
{
	uint32_t n = 0;
	const char *s = *p;

	if (*s < '0' || *s > '9')
		return false;
	while (*s >= '0' && *s <= '9' && n <= UINT16_MAX)
		n = n * 10 + (uint32_t)(*s++ - '0');
	*p = s;
	*ret = (uint16_t)n;
	return n <= UINT16_MAX;
}

/* 67,69:70 */
static void
take_ports(struct reader *r, const char *p)
{
	struct firewall_rule *rule = r->rule;
	uint16_t low, high;

	rule->ports_not = r->negated;
	while (*p != '\0') {
		if (rule->range_count == FIREWALL_RANGES || !number(&p, &low)) {
			rule->maybe = true;
			return;
		}
		high = low;
		if (*p == ':' && (p++, !number(&p, &high)))
			high = UINT16_MAX;
		rule->ranges[rule->range_count].low = low;
		rule->ranges[rule->range_count].high = high;
		rule->range_count++;
		if (*p == ',')
			p++;
	}
}

static void
take_proto(struct reader *r, const char *word)
{
	const bool udp = strcmp(word, "udp") == 0 || strcmp(word, "17") == 0;
	const bool tcp = strcmp(word, "tcp") == 0 || strcmp(word, "6") == 0;

	if (r->negated)
		r->rule->maybe = true;
	else if (udp || tcp)
		r->rule->proto = udp ? 17 : 6;
	else if (strcmp(word, "all") != 0)
		r->rule->never = true;
}

static void
take_iif(struct reader *r, const char *word)
{
	(void)text_copy(r->rule->iif, sizeof(r->rule->iif), word);
	r->rule->iif_not = r->negated;
}

/* A client's first datagram opens a connection: NEW. */
static void
take_state(struct reader *r, const char *word)
{
	if ((strstr(word, "NEW") != NULL) == r->negated)
		r->rule->never = true;
}

static void
ignore(struct reader *r, const char *word)
{
	(void)r;
	(void)word;
}

static void
take_verdict(struct reader *r, const char *word)
{
	static const struct {
		const char *word;
		enum firewall_verdict verdict;
	} rows[] = {
	    {"ACCEPT", FIREWALL_ACCEPT},
	    {"DROP", FIREWALL_DROP},
	    {"REJECT", FIREWALL_DROP},
	    {"RETURN", FIREWALL_RETURN},
	    {"LOG", FIREWALL_NEXT},
	    {"NFLOG", FIREWALL_NEXT},
	    {"MARK", FIREWALL_NEXT},
	    {"CONNMARK", FIREWALL_NEXT},
	    {"CT", FIREWALL_NEXT},
	    {"NOTRACK", FIREWALL_NEXT},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strcmp(rows[i].word, word) == 0) {
			r->rule->verdict = rows[i].verdict;
			return;
		}
	r->rule->verdict = FIREWALL_JUMP;
	name_chain(r, r->rule->target, word);
}

static void
take_goto(struct reader *r, const char *word)
{
	r->rule->verdict = FIREWALL_GOTO;
	name_chain(r, r->rule->target, word);
}

static const struct {
	const char *option;
	void (*take)(struct reader *r, const char *value);
	bool ends; /* what follows belongs to the target */
} options[] = {
    {"-i", take_iif, false},
    {"-p", take_proto, false},
    {"-m", ignore, false},
    {"--dport", take_ports, false},
    {"--dports", take_ports, false},
    {"--ctstate", take_state, false},
    {"--state", take_state, false},
    {"--comment", ignore, false},
    {"-j", take_verdict, true},
    {"-g", take_goto, true},
};

/* True when the rule is read to its end. */
static bool
take_option(struct reader *r, const char *word, const char **p)
{
	char value[WORD];
	const char *after;
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (strcmp(options[i].option, word) != 0)
			continue;
		after = next_word(value, *p);
		if (after == NULL)
			return true;
		*p = after;
		options[i].take(r, value);
		r->negated = false;
		return options[i].ends;
	}
	if (strcmp(word, "!") == 0)
		r->negated = true;
	else if (word[0] == '-')
		r->rule->maybe = true;
	return false;
}

static void
read_rule(struct reader *r, const char *p)
{
	char word[WORD];
	struct text t;

	p = next_word(word, p);
	r->rule = p == NULL ? NULL : firewall_add_rule(r->firewall);
	if (r->rule == NULL)
		return;
	name_chain(r, r->rule->chain, word);
	text_init(&t, r->rule->text, sizeof(r->rule->text));
	text_addf(&t, "line %zu of iptables-save (-A ", r->line);
	text_add_visible_str(&t, word);
	text_add(&t, ")");
	r->negated = false;
	while ((p = next_word(word, p)) != NULL)
		if (take_option(r, word, &p))
			return;
}

static void
read_chain(struct reader *r, const char *p)
{
	char word[WORD], policy[WORD];
	struct firewall_chain *c;

	p = next_word(word, p);
	if (p == NULL || next_word(policy, p) == NULL)
		return;
	c = firewall_add_chain(r->firewall);
	if (c == NULL)
		return;
	name_chain(r, c->name, word);
	c->base = strcmp(word, "INPUT") == 0 || strcmp(word, "PREROUTING") == 0;
	c->drops = strcmp(policy, "DROP") == 0;
}

void
firewall_read_iptables(struct firewall *f, const char *text)
{
	struct reader r = {.firewall = f};
	const char *p = text;

	while (*p != '\0') {
		r.line++;
		if (*p == '*') {
			(void)text_copy(r.table, sizeof(r.table), p + 1);
			r.table[strcspn(r.table, " \n")] = '\0';
		} else if (strcmp(r.table, "nat") == 0) {
			/* it changes addresses, it does not drop */
		} else if (*p == ':') {
			read_chain(&r, p + 1);
		} else if (strncmp(p, "-A ", 3) == 0) {
			read_rule(&r, p + 3);
		}
		p += strcspn(p, "\n");
		p += *p == '\n';
	}
}
