/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TARGET_H
#define CORE_BOOT_TARGET_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/book.h"

/* Keys of an iSCSI target, as `target set` and the store name them. */
enum target_key {
	TARGET_SERVER,
	TARGET_PORT,
	TARGET_LUN,
	TARGET_IQN,
	TARGET_USER,
	TARGET_PASSWORD,
	TARGET_REVERSE_USER,
	TARGET_REVERSE_PASSWORD,
	TARGET_KEY_COUNT
};

/* "server", "port", ...: static storage. */
const char *target_key_word(enum target_key key);

/* The key of a word; TARGET_KEY_COUNT for any other word. */
enum target_key target_key_find(const char *word);

/* Is its value never shown, logged or told?  No for TARGET_KEY_COUNT. */
bool target_key_secret(enum target_key key);

/* Nothing set but the name, which stays the caller's: port 3260, LUN 0. */
void target_init(struct target *t, const char *name);

/*
 * Sets one key from its text, which stays the caller's and must live as long
 * as the target; "" is what target_init gave.  -PX_EVALUE when a root path
 * made of it could not be read back.
 */
int target_set(struct target *t, enum target_key key, const char *value);

/*
 * Do names and secrets go into one option 175 together with what else a
 * server says there?  gPXE and iPXE read no second one.
 */
bool target_chap_fits(const struct target *t);

/*
 * Are the names and secrets of CHAP right together?  0, and `why` says what
 * is missing yet; or -PX_EVALUE and why that cannot stay.
 */
int target_chap_check(const struct target *t, struct text *why);

/* Says in one line which secrets are short; others may not take them. */
void target_chap_warn(const struct target *t, struct text *why);

/* The LUN as target_set reads it; nothing for LUN 0. */
void target_lun_format(struct text *t, const struct target *target);

#endif
