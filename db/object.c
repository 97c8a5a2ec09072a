/* SPDX-License-Identifier: ISC */
#include "db/object.h"

#include <string.h>

const char *
object_kind(enum db_object object)
{
	static const char *const kinds[] = {[DB_HOST] = "host",
	    [DB_MODE] = "mode",
	    [DB_TARGET] = "target",
	    [DB_QUIRK] = "quirk"};

	return kinds[object];
}

unsigned
object_key_count(enum db_object object)
{
	return object == DB_TARGET ? (unsigned)TARGET_KEY_COUNT :
				     (unsigned)KEY_COUNT;
}

const char *
object_key_word(enum db_object object, unsigned key)
{
	return object == DB_TARGET ? target_key_word((enum target_key)key) :
				     key_def((enum key)key)->word;
}

unsigned
object_key_find(enum db_object object, const char *word)
{
	return object == DB_TARGET ? (unsigned)target_key_find(word) :
				     (unsigned)key_find(word, strlen(word));
}

bool
object_key_secret(enum db_object object, unsigned key)
{
	return object == DB_TARGET && target_key_secret((enum target_key)key);
}

const char *
object_name(char buf[OBJECT_NAME_MAX], const struct db_change *c)
{
	if (c->object == DB_HOST)
		return mac_format(buf, &c->mac);
	(void)text_copy(buf, OBJECT_NAME_MAX,
	    c->object == DB_MODE ? mode_name(c->mode) : c->name);
	return buf;
}
