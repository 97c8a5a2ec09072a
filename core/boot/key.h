/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_KEY_H
#define CORE_BOOT_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The settings of a host as a table (key.def). */
enum key_kind {
	KEY_KIND_LABEL, /* text for people, any UTF-8 without controls */
	KEY_KIND_MODE,
	KEY_KIND_IP,
	KEY_KIND_TARGET, /* a target's name or an iscsi: root path */
	KEY_KIND_FILE, /* below the root, or a URL for HTTP clients */
	KEY_KIND_SCRIPT, /* below the root, or a URL */
	KEY_KIND_PLACEMENT,
	KEY_KIND_TEXT,
	KEY_KIND_PREFIX,
	KEY_KIND_FOLDER, /* below the root */
	KEY_KIND_SWITCH, /* on, off: of the manner, too */
	KEY_KIND_TRIAL, /* trial.h */
	KEY_KIND_MANNER /* how it is answered: manner.h knows the texts */
};

enum key {
#define KEY(id, word, kind, most, in_mode, help) KEY_##id,
#include "core/boot/key.def"
#undef KEY
	KEY_COUNT
};

#define KEY_VALUE_MAX 256 /* longest value with its NUL */

struct key_def {
	const char *word;
	enum key_kind kind;
	uint16_t most; /* bytes without NUL */
	bool in_mode;
	const char *help;
};

const struct key_def *key_def(enum key key);

/* The key of word[0..len); KEY_COUNT for any other word. */
enum key key_find(const char *word, size_t len);

#endif
