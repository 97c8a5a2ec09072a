/* SPDX-License-Identifier: ISC */
#include "tui/firewall_nft.h"

#include <jansson.h>
#include <string.h>

#include "core/base/err.h"
#include "core/base/text.h"
#include "core/boot/firewall.h"

/* libnftables-json(5), as far as it decides about a first datagram. */
struct reader {
	struct firewall *firewall;
	json_t *objects; /* of the ruleset */
};

static const char *
string_of(const json_t *o, const char *key)
{
	const char *s = json_string_value(json_object_get(o, key));

	return s == NULL ? "" : s;
}

static void
name_chain(char ret[FIREWALL_NAME], const json_t *o, const char *chain)
{
	struct text t;

	text_init(&t, ret, FIREWALL_NAME);
	text_add(&t, "nft chain ");
	text_add_visible_str(&t, string_of(o, "family"));
	text_add_char(&t, ' ');
	text_add_visible_str(&t, string_of(o, "table"));
	text_add_char(&t, ' ');
	text_add_visible_str(&t, chain);
}

/* The elements of "@name"; NULL when they are not listed. */
static json_t *
named_set(const struct reader *r, const char *name)
{
	json_t *o, *set;
	size_t i;

	json_array_foreach(r->objects, i, o)
	{
		set = json_object_get(o, "set");
		if (set == NULL)
			set = json_object_get(o, "map");
		if (set != NULL && strcmp(string_of(set, "name"), name) == 0)
			return json_object_get(set, "elem");
	}
	return NULL;
}

/* What stands on the right as an array of values, or one value; borrowed. */
static json_t *
values_of(const struct reader *r, json_t *right)
{
	const char *name = json_string_value(right);

	if (name != NULL && name[0] == '@')
		return named_set(r, name + 1);
	if (json_object_get(right, "set") != NULL)
		return json_object_get(right, "set");
	return right;
}

static json_t *
value_at(json_t *values, size_t i)
{
	json_t *v = json_is_array(values) ? json_array_get(values, i) :
	    i == 0                        ? values :
					    NULL;
	json_t *elem = json_object_get(v, "elem");

	/* With a timeout or a counter, an element is an object. */
	return elem == NULL ? v : json_object_get(elem, "val");
}

/* Is one of the words among the values? */
static bool
holds(json_t *values, const char *word, int number)
{
	const char *s;
	json_t *v;
	size_t i;

	for (i = 0; (v = value_at(values, i)) != NULL; i++) {
		s = json_string_value(v);
		if ((s != NULL && strcmp(s, word) == 0) ||
		    (json_is_integer(v) && json_integer_value(v) == number))
			return true;
	}
	return false;
}

static void
judge_ports(struct firewall_rule *rule, json_t *values, bool negated)
{
	json_t *v, *range;
	size_t i;

	rule->ports_not = negated;
	for (i = 0; (v = value_at(values, i)) != NULL; i++) {
		range = json_object_get(v, "range");
		if (rule->range_count == FIREWALL_RANGES ||
		    (range == NULL && !json_is_integer(v))) {
			rule->maybe = true;
			return;
		}
		rule->ranges[rule->range_count].low = (uint16_t)
		    json_integer_value(
			range == NULL ? v : json_array_get(range, 0));
		rule->ranges[rule->range_count].high = (uint16_t)
		    json_integer_value(
			range == NULL ? v : json_array_get(range, 1));
		rule->range_count++;
	}
	if (i == 0)
		rule->never = !negated;
}

static void
judge_iif(struct firewall_rule *rule, json_t *values, bool negated)
{
	const char *name = json_string_value(value_at(values, 0));

	if (name == NULL || value_at(values, 1) != NULL ||
	    rule->iif[0] != '\0') {
		rule->maybe = true;
		return;
	}
	(void)text_copy(rule->iif, sizeof(rule->iif), name);
	rule->iif_not = negated;
}

static void
judge_proto(struct firewall_rule *rule, json_t *values, bool negated)
{
	const bool udp = holds(values, "udp", 17) != negated;
	const bool tcp = holds(values, "tcp", 6) != negated;

	if (!udp && !tcp)
		rule->never = true;
	else if (udp != tcp)
		rule->proto = udp ? 17 : 6;
}

/* A word that a client's datagram has, or has not. */
static void
judge_word(struct firewall_rule *rule, json_t *values, bool negated,
    const char *word)
{
	if (holds(values, word, -1) == negated)
		rule->never = true;
}

static void
judge_meta(struct firewall_rule *rule, const char *key, json_t *values,
    bool negated)
{
	if (strcmp(key, "iifname") == 0 || strcmp(key, "iif") == 0)
		judge_iif(rule, values, negated);
	else if (strcmp(key, "l4proto") == 0)
		judge_proto(rule, values, negated);
	else if (strcmp(key, "nfproto") == 0)
		judge_word(rule, values, negated, "ipv4");
	else if (strcmp(key, "protocol") == 0)
		judge_word(rule, values, negated, "ip");
	else
		rule->maybe = true;
}

static void
judge_payload(struct firewall_rule *rule, const json_t *payload, json_t *values,
    bool negated)
{
	const char *protocol = string_of(payload, "protocol");
	const char *field = string_of(payload, "field");
	const bool udp = strcmp(protocol, "udp") == 0;
	const bool tcp = strcmp(protocol, "tcp") == 0;

	if (strncmp(protocol, "ip6", 3) == 0 ||
	    strncmp(protocol, "icmp", 4) == 0 ||
	    (rule->proto != 0 && udp && rule->proto != 17) ||
	    (rule->proto != 0 && tcp && rule->proto != 6))
		rule->never = true;
	if (udp || tcp)
		rule->proto = udp ? 17 : 6;
	if (strcmp(protocol, "ip") == 0 && strcmp(field, "protocol") == 0)
		judge_proto(rule, values, negated);
	else if (strcmp(field, "dport") == 0 && rule->range_count == 0)
		judge_ports(rule, values, negated);
	else
		rule->maybe = true;
}

static void
judge_match(const struct reader *r, struct firewall_rule *rule, json_t *left,
    const char *op, json_t *right)
{
	const bool negated = strcmp(op, "!=") == 0;
	json_t *values = values_of(r, right);
	json_t *meta = json_object_get(left, "meta");
	json_t *payload = json_object_get(left, "payload");
	json_t *ct = json_object_get(left, "ct");
	const bool plain = negated || strcmp(op, "==") == 0 ||
	    strcmp(op, "in") == 0;

	if (values == NULL || !plain)
		rule->maybe = true;
	else if (meta != NULL)
		judge_meta(rule, string_of(meta, "key"), values, negated);
	else if (payload != NULL)
		judge_payload(rule, payload, values, negated);
	else if (ct != NULL && strcmp(string_of(ct, "key"), "state") == 0)
		judge_word(rule, values, negated, "new");
	else
		rule->maybe = true;
}

static bool
take_verdict(struct firewall_rule *rule, const json_t *statement,
    const json_t *where)
{
	static const struct {
		const char *word;
		enum firewall_verdict verdict;
	} rows[] = {
	    {"accept", FIREWALL_ACCEPT},
	    {"drop", FIREWALL_DROP},
	    {"reject", FIREWALL_DROP},
	    {"return", FIREWALL_RETURN},
	    {"jump", FIREWALL_JUMP},
	    {"goto", FIREWALL_GOTO},
	};
	const json_t *value;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = json_object_get(statement, rows[i].word);
		if (value == NULL)
			continue;
		rule->verdict = rows[i].verdict;
		if (rows[i].verdict >= FIREWALL_JUMP &&
		    rows[i].verdict <= FIREWALL_GOTO)
			name_chain(rule->target, where,
			    string_of(value, "target"));
		return true;
	}
	return false;
}

/* A verdict map is as many rules as it has elements. */
static void
take_map(const struct reader *r, const struct firewall_rule *so_far,
    json_t *vmap, const json_t *where)
{
	json_t *key = json_object_get(vmap, "key");
	json_t *data = values_of(r, json_object_get(vmap, "data"));
	struct firewall_rule *rule;
	json_t *pair;
	size_t i;

	for (i = 0; (pair = json_array_get(data, i)) != NULL; i++) {
		rule = firewall_add_rule(r->firewall);
		if (rule == NULL)
			return;
		*rule = *so_far;
		judge_match(r, rule, key, "==", json_array_get(pair, 0));
		(void)take_verdict(rule, json_array_get(pair, 1), where);
	}
}

/* Statements that neither ask nor decide. */
static bool
is_harmless(const json_t *statement)
{
	static const char *const words[] = {"counter", "log", "mangle",
	    "notrack", "comment"};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (json_object_get(statement, words[i]) != NULL)
			return true;
	return false;
}

static void
read_rule(const struct reader *r, const json_t *o)
{
	struct firewall_rule rule = {.verdict = FIREWALL_NEXT}, *to;
	json_t *statement, *match;
	struct text t;
	size_t i;

	name_chain(rule.chain, o, string_of(o, "chain"));
	text_init(&t, rule.text, sizeof(rule.text));
	text_addf(&t, "rule %d of %s",
	    (int)json_integer_value(json_object_get(o, "handle")), rule.chain);
	json_array_foreach(json_object_get(o, "expr"), i, statement)
	{
		match = json_object_get(statement, "match");
		if (match != NULL)
			judge_match(r, &rule, json_object_get(match, "left"),
			    string_of(match, "op"),
			    json_object_get(match, "right"));
		else if (json_object_get(statement, "vmap") != NULL)
			take_map(r, &rule, json_object_get(statement, "vmap"),
			    o);
		else if (!take_verdict(&rule, statement, o) &&
		    !is_harmless(statement))
			rule.maybe = true;
	}
	to = rule.verdict == FIREWALL_NEXT ? NULL :
					     firewall_add_rule(r->firewall);
	if (to != NULL)
		*to = rule;
}

static bool
is_ours(const json_t *o)
{
	return strcmp(string_of(o, "family"), "ip") == 0 ||
	    strcmp(string_of(o, "family"), "inet") == 0;
}

static void
read_chain(const struct reader *r, const json_t *o)
{
	const char *hook = string_of(o, "hook");
	struct firewall_chain *c;

	if (strcmp(hook, "input") != 0 && strcmp(hook, "prerouting") != 0)
		return;
	c = firewall_add_chain(r->firewall);
	if (c == NULL)
		return;
	name_chain(c->name, o, string_of(o, "name"));
	c->base = true;
	c->drops = strcmp(string_of(o, "policy"), "drop") == 0;
}

int
firewall_nft_read(struct firewall *f, const char *json)
{
	json_t *root = json_loads(json, 0, NULL);
	struct reader r = {.firewall = f,
	    .objects = json_object_get(root, "nftables")};
	const int err = json_is_array(r.objects) ? 0 : -PX_EVALUE;
	json_t *o, *inner;
	size_t i;

	json_array_foreach(r.objects, i, o)
	{
		inner = json_object_get(o, "chain");
		if (inner != NULL && is_ours(inner))
			read_chain(&r, inner);
		inner = json_object_get(o, "rule");
		if (inner != NULL && is_ours(inner))
			read_rule(&r, inner);
	}
	json_decref(root);
	return err;
}
