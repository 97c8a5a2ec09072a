/* SPDX-License-Identifier: ISC */
#include "core/boot/manner.h"

#include <string.h>

#include "core/base/err.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/tftp.h"

bool
option_set_has(const struct option_set *s, uint8_t code)
{
	return (s->bits[code / 32] & UINT32_C(1) << code % 32) != 0;
}

void
option_set_add(struct option_set *s, uint8_t code)
{
	s->bits[code / 32] |= UINT32_C(1) << code % 32;
}

void
option_set_remove(struct option_set *s, uint8_t code)
{
	s->bits[code / 32] &= ~(UINT32_C(1) << code % 32);
}

bool
option_set_empty(const struct option_set *s)
{
	size_t i;

	for (i = 0; i < sizeof(s->bits) / sizeof(s->bits[0]); i++)
		if (s->bits[i] != 0)
			return false;
	return true;
}

void
option_set_text(struct text *t, const struct option_set *s)
{
	const char *sep = "";
	unsigned code;

	for (code = 0; code <= UINT8_MAX; code++) {
		if (!option_set_has(s, (uint8_t)code))
			continue;
		text_addf(t, "%s%u", sep, code);
		sep = ",";
	}
}

/* Those for which reply.c and reply_boot.c know a value. */
bool
manner_can_force(uint8_t code)
{
	static const uint8_t codes[] = {DHCP_OPT_MASK, DHCP_OPT_ROUTER,
	    DHCP_OPT_DNS, DHCP_OPT_HOSTNAME, DHCP_OPT_MTU, DHCP_OPT_BROADCAST,
	    DHCP_OPT_VENDOR, DHCP_OPT_CLASS_ID, DHCP_OPT_TFTP_NAME,
	    DHCP_OPT_BOOTFILE, DHCP_OPT_TFTP_SERVERS, DHCP_OPT_PXELINUX_MAGIC,
	    DHCP_OPT_PXELINUX_CONFIG, DHCP_OPT_PXELINUX_PREFIX};

	return memchr(codes, code, sizeof(codes)) != NULL;
}

/*
 * Without these it is no DHCP reply any more (RFC 2131 table 3), or none that
 * comes back through its relay (RFC 3046); 52 is the encoder's.
 */
static bool
can_leave(uint8_t code)
{
	static const uint8_t needed[] = {DHCP_OPT_PAD, DHCP_OPT_LEASE,
	    DHCP_OPT_OVERLOAD, DHCP_OPT_TYPE, DHCP_OPT_SERVER_ID,
	    DHCP_OPT_RELAY, DHCP_OPT_END};

	return memchr(needed, code, sizeof(needed)) == NULL;
}

/* Digits at *p, which moves behind them; -PX_EVALUE: none, or too many. */
static int
read_number(const char **p, uint32_t *ret)
{
	uint32_t n = 0;
	int digits = 0;

	for (; **p >= '0' && **p <= '9'; (*p)++) {
		if (++digits > 6)
			return -PX_EVALUE;
		n = n * 10 + (uint32_t)(**p - '0');
	}
	if (digits == 0)
		return -PX_EVALUE;
	*ret = n;
	return 0;
}

static int
set_switch(bool *ret, const char *value, const char **what)
{
	*what = "not a switch; write on or off";
	if (strcmp(value, "on") != 0 && strcmp(value, "off") != 0)
		return -PX_EVALUE;
	*ret = value[1] == 'n';
	return 0;
}

static int
set_delay(uint32_t *ret, const char *value, const char **what)
{
	uint32_t n;

	*what = "not a time; write 1s or 500ms";
	if (read_number(&value, &n) < 0)
		return -PX_EVALUE;
	if (strcmp(value, "ms") != 0) {
		if (value[0] != '\0' && strcmp(value, "s") != 0)
			return -PX_EVALUE;
		n *= 1000;
	}
	*what = "over 10 s: no client waits that long; write a shorter time";
	if (n > MANNER_DELAY_MOST_MS)
		return -PX_EVALUE;
	*ret = n;
	return 0;
}

static int
set_blksize(uint16_t *ret, const char *value, const char **what)
{
	uint32_t n;

	*what = "not a block size; write 512 to 65464, as 1388 or 1024";
	if (read_number(&value, &n) < 0 || value[0] != '\0' ||
	    n < TFTP_BLKSIZE_DEFAULT || n > TFTP_BLKSIZE_MAX)
		return -PX_EVALUE;
	*ret = (uint16_t)n;
	return 0;
}

static int
set_priority(struct manner *m, const char *value, const char **what)
{
	const bool minus = value[0] == '-';
	uint32_t n;

	*what = "not a priority; write -128 to 127";
	value += minus;
	if (read_number(&value, &n) < 0 || value[0] != '\0' ||
	    n > (minus ? 128u : 127u))
		return -PX_EVALUE;
	m->has_priority = true;
	m->priority = (int8_t)(minus ? -(int)n : (int)n);
	return 0;
}

/* One code that may stand in the list. */
static int
take_code(struct option_set *s, enum key key, uint32_t code, const char **what)
{
	*what = "the table has no such option; write codes like 43,60";
	if (code > UINT8_MAX ||
	    (dhcp_option_def((uint8_t)code) == NULL && code != DHCP_OPT_PAD &&
		code != DHCP_OPT_END))
		return -PX_EVALUE;
	*what = "no reply can be without that option; leave others out";
	if (key == KEY_LEAVE && !can_leave((uint8_t)code))
		return -PX_EVALUE;
	*what = "there is no value to send for that option; those that can be "
		"forced: 1, 3, 6, 12, 26, 28, 43, 60, 66, 67, 150, 208, 209, "
		"210";
	if (key == KEY_FORCE && !manner_can_force((uint8_t)code))
		return -PX_EVALUE;
	option_set_add(s, (uint8_t)code);
	return 0;
}

static int
set_options(struct option_set *ret, enum key key, const char *value,
    const char **what)
{
	struct option_set s = {{0}};
	uint32_t code;

	for (;; value++) {
		*what = "not a list of options; write codes like 43,60";
		if (read_number(&value, &code) < 0 ||
		    (value[0] != ',' && value[0] != '\0'))
			return -PX_EVALUE;
		if (take_code(&s, key, code, what) < 0)
			return -PX_EVALUE;
		if (value[0] == '\0')
			break;
	}
	*ret = s;
	return 0;
}

bool
manner_has_key(enum key key)
{
	return key == KEY_BROADCAST || key == KEY_REPLY_DELAY ||
	    key == KEY_BLKSIZE || key == KEY_FORCE || key == KEY_LEAVE ||
	    key == KEY_PRIORITY || key == KEY_NUL;
}

int
manner_set(struct manner *m, enum key key, const char *value,
    const char **ret_what)
{
	const char *ignored, **what = ret_what != NULL ? ret_what : &ignored;
	bool on = true;
	int err = 0;

	if (value[0] == '\0')
		return 0;
	if (key == KEY_BROADCAST)
		return set_switch(&m->broadcast, value, what);
	if (key == KEY_REPLY_DELAY)
		return set_delay(&m->delay_ms, value, what);
	if (key == KEY_BLKSIZE)
		return set_blksize(&m->blksize, value, what);
	if (key == KEY_FORCE)
		return set_options(&m->force, key, value, what);
	if (key == KEY_LEAVE)
		return set_options(&m->leave, key, value, what);
	if (key == KEY_PRIORITY)
		return set_priority(m, value, what);
	if (key == KEY_NUL)
		err = set_switch(&on, value, what);
	if (err == 0 && key == KEY_NUL)
		m->no_nul = !on;
	return err;
}

static void
add_delay(struct text *t, uint32_t ms)
{
	if (ms % 1000 == 0)
		text_addf(t, "; offers after %u s", ms / 1000);
	else
		text_addf(t, "; offers after %u ms", ms);
}

void
manner_text(struct text *t, const struct manner *m)
{
	char buf[1024];
	struct text all;

	text_init(&all, buf, sizeof(buf));
	if (m->broadcast)
		text_add(&all, "; by broadcast");
	if (m->delay_ms != 0)
		add_delay(&all, m->delay_ms);
	if (m->blksize != 0)
		text_addf(&all, "; TFTP blocks of %u bytes at most",
		    m->blksize);
	if (m->no_nul)
		text_add(&all, "; no NUL after the name in option 67");
	if (m->has_priority)
		text_addf(&all, "; priority %d (175.1)", m->priority);
	if (!option_set_empty(&m->force)) {
		text_add(&all, "; sent unasked: ");
		option_set_text(&all, &m->force);
	}
	if (!option_set_empty(&m->leave)) {
		text_add(&all, "; left out: ");
		option_set_text(&all, &m->leave);
	}
	if (all.len > 2)
		text_add(t, buf + 2);
}
