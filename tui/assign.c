/* SPDX-License-Identifier: ISC */
#include "tui/assign.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/quirk.h"
#include "tui/nearest.h"

static bool
is_allowed(const struct assign *a, enum key key)
{
	switch (a->change->object) {
	case DB_MODE:
		return key_def(key)->in_mode;
	case DB_QUIRK:
		return quirk_has_key(key);
	case DB_HOST:
	case DB_TARGET:
		break;
	}
	return true;
}

static int
refuse_word(struct assign *a, const char *word, size_t len)
{
	char name[64];
	struct nearest n;
	unsigned i;

	if (word[len] == '\0') {
		text_add(a->why, "not KEY=VALUE: ");
		text_add_visible(a->why, word, len);
		return -PX_EVALUE;
	}
	if (len >= sizeof(name))
		len = sizeof(name) - 1;
	memcpy(name, word, len);
	name[len] = '\0';
	nearest_init(&n, name);
	for (i = 0; i < KEY_COUNT; i++)
		if (is_allowed(a, (enum key)i))
			nearest_offer(&n, key_def((enum key)i)->word);
	text_add(a->why, "no such key: ");
	text_add_visible_str(a->why, name);
	if (n.best != NULL)
		text_addf(a->why, "; did you mean %s?", n.best);
	return -PX_EVALUE;
}

static int
take_value(struct assign *a, enum key key, const char *value)
{
	struct db_change *c = a->change;
	struct db_set *set = &c->sets[c->set_count];
	size_t i;
	int err;

	for (i = 0; i < c->set_count; i++)
		if (c->sets[i].key == (unsigned)key) {
			text_addf(a->why, "%s: given twice",
			    key_def(key)->word);
			return -PX_EVALUE;
		}
	err = check_value(key, value, a->book, a->files, a->why);
	if (err < 0)
		return err;
	/* Both have room: the table of keys bounds them. */
	if (i == DB_CHANGE_MAX ||
	    !text_copy(set->value, sizeof(set->value), value))
		return -PX_ELONG;
	set->key = (unsigned)key;
	c->set_count++;
	return 0;
}

static int
take_word(struct assign *a, const char *word)
{
	const size_t len = strcspn(word, "=");
	const enum key key = key_find(word, len);

	if (word[len] == '\0' || key == KEY_COUNT)
		return refuse_word(a, word, len);
	if (is_allowed(a, key))
		return take_value(a, key, word + len + 1);
	text_addf(a->why, "%s: belongs to a machine, not to a %s",
	    key_def(key)->word,
	    a->change->object == DB_MODE ? "mode" : "kind of client");
	return -PX_EVALUE;
}

int
assign_words(struct assign *a, const char *const *words, int count)
{
	int i, err = 0;
	size_t before;

	for (i = 0; i < count; i++) {
		before = a->why->len;
		if (take_word(a, words[i]) < 0)
			err = -PX_EVALUE;
		if (a->why->len != before &&
		    a->why->buf[a->why->len - 1] != '\n')
			text_add_char(a->why, '\n');
	}
	return err;
}
