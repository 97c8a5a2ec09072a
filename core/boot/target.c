/* SPDX-License-Identifier: ISC */
#include "core/boot/target.h"

#include <string.h>

#include "core/base/err.h"
#include "core/proto/iscsi_path.h"

#define OPTION_MOST 255
#define SECRET_LEAST 12 /* 96 bits, where IPsec does not hide CHAP */
#define OTHER_TAGS 9 /* keep-san, no-pxedhcp, priority: three bytes each */

/* clang-format off */
static const struct {
	const char *word;
	size_t most; /* bytes */
	bool secret;
} keys[TARGET_KEY_COUNT] = {
	[TARGET_SERVER] = {"server", 63},
	[TARGET_PORT] = {"port", 5},
	[TARGET_LUN] = {"lun", 19},
	[TARGET_IQN] = {"iqn", ISCSI_NAME_MAX},
	[TARGET_USER] = {"user", 63},
	[TARGET_PASSWORD] = {"password", 63, .secret = true},
	[TARGET_REVERSE_USER] = {"reverse-user", 63},
	[TARGET_REVERSE_PASSWORD] = {"reverse-password", 63, .secret = true},
};
/* clang-format on */

const char *
target_key_word(enum target_key key)
{
	return keys[key].word;
}

enum target_key
target_key_find(const char *word)
{
	size_t i;

	for (i = 0; i < TARGET_KEY_COUNT; i++)
		if (strcmp(keys[i].word, word) == 0)
			return (enum target_key)i;
	return TARGET_KEY_COUNT;
}

bool
target_key_secret(enum target_key key)
{
	return key < TARGET_KEY_COUNT && keys[key].secret;
}

void
target_init(struct target *t, const char *name)
{
	memset(t, 0, sizeof(*t));
	t->name = name;
	t->server = t->iqn = t->user = t->password = "";
	t->reverse_user = t->reverse_password = "";
	t->port = ISCSI_PORT;
}

static int
set_port(uint16_t *ret, const char *value)
{
	uint32_t n = 0;
	const char *p;

	for (p = value; *p >= '0' && *p <= '9' && p - value < 5; p++)
		n = n * 10 + (uint32_t)(*p - '0');
	if (value[0] == '\0')
		n = ISCSI_PORT;
	if (*p != '\0' || n == 0 || n > 65535)
		return -PX_EVALUE;
	*ret = (uint16_t)n;
	return 0;
}

static int
set_lun(uint64_t *ret, const char *value)
{
	if (value[0] != '\0')
		return iscsi_lun_parse(ret, value);
	*ret = 0;
	return 0;
}

/* No spaces, controls or other bytes that a root path cannot hold. */
static int
set_word(const char **ret, const char *value)
{
	const char *p;

	for (p = value; *p != '\0'; p++)
		if (*p <= ' ' || *p > '~')
			return -PX_EVALUE;
	*ret = value;
	return 0;
}

int
target_set(struct target *t, enum target_key key, const char *value)
{
	if ((size_t)key >= TARGET_KEY_COUNT || strlen(value) > keys[key].most)
		return -PX_EVALUE;
	switch (key) {
	case TARGET_SERVER:
		return set_word(&t->server, value);
	case TARGET_PORT:
		return set_port(&t->port, value);
	case TARGET_LUN:
		return set_lun(&t->lun, value);
	case TARGET_IQN:
		return set_word(&t->iqn, value);
	case TARGET_USER:
		return set_word(&t->user, value);
	case TARGET_PASSWORD:
		t->password = value;
		return 0;
	case TARGET_REVERSE_USER:
		return set_word(&t->reverse_user, value);
	case TARGET_REVERSE_PASSWORD:
		t->reverse_password = value;
		return 0;
	case TARGET_KEY_COUNT:
		break;
	}
	return -PX_EVALUE;
}

bool
target_chap_fits(const struct target *t)
{
	const char *const parts[] = {t->user, t->password, t->reverse_user,
	    t->reverse_password};
	size_t len = OTHER_TAGS;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i][0] != '\0')
			len += 2 + strlen(parts[i]);
	return len <= OPTION_MOST;
}

/* Says which of the two is missing where one is set. */
static bool
is_half(const char *user, const char *password, const char *prefix,
    struct text *why)
{
	if ((user[0] == '\0') == (password[0] == '\0'))
		return false;
	text_addf(why,
	    "%sCHAP needs both %suser and %spassword; %s%s is missing",
	    prefix[0] != '\0' ? "mutual " : "", prefix, prefix, prefix,
	    user[0] == '\0' ? "user" : "password");
	return true;
}

int
target_chap_check(const struct target *t, struct text *why)
{
	const bool mutual = t->reverse_user[0] != '\0';

	if (is_half(t->user, t->password, "", why) ||
	    is_half(t->reverse_user, t->reverse_password, "reverse-", why))
		return 0;
	if (mutual && t->user[0] == '\0') {
		text_add(why, "mutual CHAP needs user and password, too");
		return 0;
	}
	/* RFC 7143 9.2.1: else a target could hand back our own answer. */
	if (mutual && strcmp(t->password, t->reverse_password) == 0) {
		text_add(why,
		    "password and reverse-password must not be the same");
		return -PX_EVALUE;
	}
	if (!target_chap_fits(t)) {
		text_addf(why,
		    "the names and passwords of CHAP are too long: option 175 "
		    "holds %d bytes",
		    OPTION_MOST);
		return -PX_EVALUE;
	}
	return 0;
}

void
target_chap_warn(const struct target *t, struct text *why)
{
	static const enum target_key keys_of[] = {TARGET_PASSWORD,
	    TARGET_REVERSE_PASSWORD};
	const char *const secrets[] = {t->password, t->reverse_password};
	size_t i;

	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		if (secrets[i][0] == '\0' || strlen(secrets[i]) >= SECRET_LEAST)
			continue;
		text_addf(why,
		    "%s%s has fewer than %d bytes (RFC 7143 9.2.1): easily "
		    "guessed, and some targets refuse it",
		    why->len > 0 ? "; " : "", target_key_word(keys_of[i]),
		    SECRET_LEAST);
	}
}

void
target_lun_format(struct text *t, const struct target *target)
{
	if (target->lun != 0)
		iscsi_lun_format(t, target->lun);
}
