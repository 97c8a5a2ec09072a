/* SPDX-License-Identifier: ISC */
#include "tui/option_set.h"

#include <string.h>

#include "core/base/addr.h"
#include "core/base/err.h"

#define MINUTE 60u
#define HOUR 3600u
#define DAY 86400u
#define LEASE_LEAST MINUTE
#define LEASE_MOST (365 * DAY)

/* Says what is wrong with a value; gives err back. */
static int
refuse(struct text *why, const char *value, const char *wanted, int err)
{
	text_add_char(why, '"');
	text_add_visible_str(why, value);
	text_addf(why, "\" is not %s", wanted);
	return err;
}

static int
set_copy(char *dst, size_t cap, const char *value, struct text *why)
{
	if (strlen(value) < cap) {
		(void)text_copy(dst, cap, value);
		return 0;
	}
	text_addf(why, "longer than %zu bytes", cap - 1);
	return -PX_ELONG;
}

static int
set_interface(struct options *o, const char *value, struct text *why)
{
	struct serve_config *c = &o->serve;
	size_t i;

	if (strpbrk(value, "/ \t:") != NULL || strlen(value) > 15)
		return refuse(why, value, "the name of an interface",
		    -PX_EVALUE);
	for (i = 0; i < c->interface_count; i++)
		if (strcmp(c->interfaces[i], value) == 0)
			return 0;
	if (i == CONFIG_INTERFACES) {
		text_addf(why, "more than %d interfaces", CONFIG_INTERFACES);
		return -PX_EFULL;
	}
	(void)text_copy(c->interfaces[i], sizeof(c->interfaces[i]), value);
	c->interface_count++;
	return 0;
}

static int
set_mode(struct options *o, const char *value, struct text *why)
{
	if (strcmp(value, "proxy") != 0 && strcmp(value, "dhcp") != 0)
		return refuse(why, value, "proxy or dhcp", -PX_EVALUE);
	o->serve.proxy = strcmp(value, "proxy") == 0;
	return 0;
}

int
option_number(uint32_t *ret, const char *s, uint32_t most)
{
	uint64_t n = 0;
	size_t i;

	for (i = 0; s[i] >= '0' && s[i] <= '9'; i++) {
		n = n * 10 + (uint64_t)(s[i] - '0');
		if (n > most)
			return -PX_ERANGE;
	}
	if (i == 0 || s[i] != '\0')
		return -PX_EVALUE;
	*ret = (uint32_t)n;
	return 0;
}

int
option_duration(uint32_t *ret, const char *s)
{
	static const struct {
		char letter;
		uint32_t seconds;
	} units[] = {{'s', 1}, {'m', MINUTE}, {'h', HOUR}, {'d', DAY}};
	char digits[12];
	const size_t len = strlen(s);
	uint32_t unit = 1, n;
	size_t i;
	int err;

	if (len == 0 || !text_copy(digits, sizeof(digits), s))
		return -PX_EVALUE;
	for (i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (s[len - 1] == units[i].letter) {
			unit = units[i].seconds;
			digits[len - 1] = '\0';
		}
	err = option_number(&n, digits, LEASE_MOST / unit);
	if (err < 0)
		return err;
	if (n * unit < LEASE_LEAST)
		return -PX_ERANGE;
	*ret = n * unit;
	return 0;
}

/* The next field up to a comma into buf; false: too long. */
static bool
take_field(const char **s, char *buf, size_t cap)
{
	const size_t len = strcspn(*s, ",");

	if (len >= cap)
		return false;
	memcpy(buf, *s, len);
	buf[len] = '\0';
	*s += len;
	if (**s == ',')
		(*s)++;
	return true;
}

static int
parse_range(const char *s, uint32_t *ret_first, uint32_t *ret_last,
    uint32_t *ret_seconds)
{
	char first[IP4_TEXT], last[IP4_TEXT];

	if (!take_field(&s, first, sizeof(first)) ||
	    !take_field(&s, last, sizeof(last)))
		return -PX_EVALUE;
	if (ip4_parse(ret_first, first) < 0 || ip4_parse(ret_last, last) < 0)
		return -PX_EVALUE;
	return s[0] == '\0' ? 0 : option_duration(ret_seconds, s);
}

static int
set_range(struct options *o, const char *value, struct text *why)
{
	uint32_t first, last, seconds = OPTION_LEASE_SECONDS;
	const int err = parse_range(value, &first, &last, &seconds);

	if (err == -PX_ERANGE)
		return refuse(why, value,
		    "FIRST,LAST,LEASETIME with a time "
		    "from 60 to 365d",
		    err);
	if (err < 0)
		return refuse(why, value,
		    "FIRST,LAST[,LEASETIME] as in "
		    "192.0.2.100,192.0.2.199,12h",
		    err);
	if (first > last || !ip4_usable(first) || !ip4_usable(last))
		return refuse(why, value,
		    "a range of usable addresses, the "
		    "lower one first",
		    -PX_ERANGE);
	if (last - first >= OPTION_RANGE_MOST)
		return refuse(why, value,
		    "a range of at most 65536 "
		    "addresses",
		    -PX_ERANGE);
	o->serve.range_first = first;
	o->serve.range_last = last;
	o->serve.lease_seconds = seconds;
	return 0;
}

static int
set_ip(uint32_t *ret, const char *value, struct text *why)
{
	uint32_t addr;

	if (ip4_parse(&addr, value) < 0 || !ip4_usable(addr))
		return refuse(why, value, "an address like 192.0.2.1",
		    -PX_EVALUE);
	*ret = addr;
	return 0;
}

static int
set_router(struct options *o, const char *value, struct text *why)
{
	return set_ip(&o->serve.router, value, why);
}

static int
set_dns(struct options *o, const char *value, struct text *why)
{
	return set_ip(&o->serve.dns, value, why);
}

static int
set_default_mode(struct options *o, const char *value, struct text *why)
{
	const enum boot_mode mode = mode_parse(value);
	unsigned i;

	if (mode != MODE_NONE) {
		o->serve.default_mode = mode;
		return 0;
	}
	(void)refuse(why, value, "one of", -PX_EVALUE);
	for (i = MODE_NONE + 1; i < MODE_COUNT; i++)
		text_addf(why, " %s", mode_name((enum boot_mode)i));
	return -PX_EVALUE;
}

static int
set_placement(struct options *o, const char *value, struct text *why)
{
	const enum placement p = placement_parse(value);
	unsigned i;

	if (p != PLACEMENT_NONE) {
		o->serve.placement = p;
		return 0;
	}
	(void)refuse(why, value, "one of", -PX_EVALUE);
	for (i = PLACEMENT_NONE + 1; i < PLACEMENT_COUNT; i++)
		text_addf(why, " %s", placement_name((enum placement)i));
	return -PX_EVALUE;
}

static int
set_tftp_port_range(struct options *o, const char *value, struct text *why)
{
	static const char form[] = "two ports as in 40000,40999";
	const char *comma = strchr(value, ',');
	char first[8];
	uint32_t low, high;

	if (comma == NULL || (size_t)(comma - value) >= sizeof(first))
		return refuse(why, value, form, -PX_EVALUE);
	memcpy(first, value, (size_t)(comma - value));
	first[comma - value] = '\0';
	if (option_number(&low, first, UINT16_MAX) < 0 ||
	    option_number(&high, comma + 1, UINT16_MAX) < 0)
		return refuse(why, value, form, -PX_EVALUE);
	/* The transfers' sockets are opened without the rights of root. */
	if (low < 1024 || high < low)
		return refuse(why, value,
		    "from 1024 to 65535, the lower one first", -PX_ERANGE);
	o->serve.tftp_first = (uint16_t)low;
	o->serve.tftp_last = (uint16_t)high;
	return 0;
}

static int
set_http_port(struct options *o, const char *value, struct text *why)
{
	uint32_t port;

	if (option_number(&port, value, UINT16_MAX) < 0)
		return refuse(why, value, "a port from 0 to 65535", -PX_EVALUE);
	o->serve.http_port = (uint16_t)port;
	o->serve.http_asked = true;
	return 0;
}

static int
set_tftp_root(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->serve.tftp_root, sizeof(o->serve.tftp_root), value,
	    why);
}

static int
set_db(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->serve.db, sizeof(o->serve.db), value, why);
}

static int
set_record(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->serve.record, sizeof(o->serve.record), value, why);
}

static int
set_user(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->serve.user, sizeof(o->serve.user), value, why);
}

static int
set_config(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->config_file, sizeof(o->config_file), value, why);
}

static int
set_read(struct options *o, const char *value, struct text *why)
{
	return set_copy(o->capture_file, sizeof(o->capture_file), value, why);
}

/* How an option gets its value: a function, or a flag to be set. */
struct setter {
	int (*set)(struct options *o, const char *value, struct text *why);
	size_t flag; /* where in struct options */
	bool state; /* what the flag becomes */
};

#define FLAG(member, value)                                                    \
	{                                                                      \
		.flag = offsetof(struct options, member), .state = value       \
	}
static const struct setter setters[OPTION_COUNT] = {
    [OPTION_INTERFACE] = {set_interface},
    [OPTION_MODE] = {set_mode},
    [OPTION_RANGE] = {set_range},
    [OPTION_ROUTER] = {set_router},
    [OPTION_DNS] = {set_dns},
    [OPTION_DEFAULT_MODE] = {set_default_mode},
    [OPTION_PLACEMENT] = {set_placement},
    [OPTION_TFTP_ROOT] = {set_tftp_root},
    [OPTION_TFTP_PORT_RANGE] = {set_tftp_port_range},
    [OPTION_TFTP_SINGLE_PORT] = FLAG(serve.tftp_single, true),
    [OPTION_HTTP_PORT] = {set_http_port},
    [OPTION_DB] = {set_db},
    [OPTION_RECORD] = {set_record},
    [OPTION_USER] = {set_user},
    [OPTION_CONFIG] = {set_config},
    [OPTION_READ] = {set_read},
    [OPTION_NO_CAPTURE] = FLAG(serve.capture, false),
    [OPTION_HEADLESS] = FLAG(serve.headless, true),
    [OPTION_QUIET] = FLAG(serve.quiet, true),
    [OPTION_JSON] = FLAG(serve.json, true),
    [OPTION_CHECK_CONFIG] = FLAG(check_config, true),
    [OPTION_HELP] = FLAG(help, true),
    [OPTION_VERSION] = FLAG(version, true),
};
#undef FLAG

int
option_set(struct options *o, enum option_id id, const char *value,
    struct text *why)
{
	const struct setter *s = &setters[id];

	if (s->set == NULL) {
		*(bool *)((char *)o + s->flag) = s->state;
		return 0;
	}
	if (value[0] != '\0')
		return s->set(o, value, why);
	text_addf(why, "needs a value: %s", option_def(id)->argument);
	return -PX_EVALUE;
}
