/* SPDX-License-Identifier: ISC */
#include "core/boot/key.h"

#include <string.h>

static const struct key_def keys[KEY_COUNT] = {
#define KEY(id, word, kind, most, in_mode, help)                               \
	[KEY_##id] = {word, kind, most, in_mode, help},
#include "core/boot/key.def"
#undef KEY
};

const struct key_def *
key_def(enum key key)
{
	return &keys[key];
}

enum key
key_find(const char *word, size_t len)
{
	int i;

	for (i = 0; i < KEY_COUNT; i++)
		if (strlen(keys[i].word) == len &&
		    memcmp(keys[i].word, word, len) == 0)
			return (enum key)i;
	return KEY_COUNT;
}
