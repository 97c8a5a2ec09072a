/* SPDX-License-Identifier: ISC */
#include "tui/change.h"

#include <stdlib.h>
#include <string.h>

#include "core/proto/iscsi_path.h"
#include "tui/app.h"

/* A change that no book shows after this long was refused: show the truth. */
#define PENDING_US 2000000

bool
changes_init(struct changes *c)
{
	memset(c, 0, sizeof(*c));
	c->undo = calloc(CHANGES_UNDO, sizeof(*c->undo));
	return c->undo != NULL;
}

void
changes_done(struct changes *c)
{
	free(c->undo);
	c->undo = NULL;
}

static void
change_init(const struct app *app, struct db_change *c, enum db_object object)
{
	memset(c, 0, sizeof(*c));
	c->object = object;
	(void)text_copy(c->who, sizeof(c->who),
	    app->config->who != NULL ? app->config->who : "console");
}

void
change_host(const struct app *app, struct db_change *c, const struct mac *mac)
{
	change_init(app, c, DB_HOST);
	c->mac = *mac;
}

void
change_mode(const struct app *app, struct db_change *c, enum boot_mode mode)
{
	change_init(app, c, DB_MODE);
	c->mode = mode;
}

void
change_quirk(const struct app *app, struct db_change *c, const char *kind)
{
	change_init(app, c, DB_QUIRK);
	(void)text_copy(c->name, sizeof(c->name), kind);
}

void
change_target(const struct app *app, struct db_change *c, const char *name)
{
	change_init(app, c, DB_TARGET);
	(void)text_copy(c->name, sizeof(c->name), name);
}

void
change_set(struct db_change *c, unsigned key, const char *value)
{
	struct db_set *s;

	if (c->set_count >= DB_CHANGE_MAX)
		return;
	s = &c->sets[c->set_count++];
	s->key = key;
	(void)text_copy(s->value, sizeof(s->value), value);
}

static void
target_value(const struct target *t, unsigned key, struct text *ret)
{
	switch ((enum target_key)key) {
	case TARGET_SERVER:
		text_add(ret, t->server);
		break;
	case TARGET_PORT:
		if (t->port != 0 && t->port != ISCSI_PORT)
			text_addf(ret, "%u", t->port);
		break;
	case TARGET_LUN:
		if (t->lun != 0)
			iscsi_lun_format(ret, t->lun);
		break;
	case TARGET_IQN:
		text_add(ret, t->iqn);
		break;
	case TARGET_USER:
		text_add(ret, t->user);
		break;
	case TARGET_PASSWORD:
		text_add(ret, t->password);
		break;
	case TARGET_REVERSE_USER:
		text_add(ret, t->reverse_user);
		break;
	case TARGET_REVERSE_PASSWORD:
		text_add(ret, t->reverse_password);
		break;
	case TARGET_KEY_COUNT:
		break;
	}
}

/* What the object's key is now. */
static void
value_now(const struct app *app, const struct db_change *c, unsigned key,
    struct text *ret)
{
	const struct quirk *q;
	const struct target *t;

	if (c->object == DB_HOST)
		text_add(ret, app_value(app, &c->mac, (enum key)key));
	else if (app->book == NULL)
		return;
	else if (c->object == DB_MODE)
		text_add(ret, app->book->modes[c->mode].text[key]);
	else if (c->object == DB_QUIRK) {
		if ((q = book_quirk(app->book, c->name)) != NULL)
			text_add(ret, q->set.text[key]);
	} else if ((t = book_target(app->book, c->name)) != NULL)
		target_value(t, key, ret);
}

static bool
exists_now(const struct app *app, const struct db_change *c)
{
	unsigned key;

	if (c->object == DB_MODE)
		return true;
	if (app->book == NULL)
		return false;
	if (c->object == DB_TARGET)
		return book_target(app->book, c->name) != NULL;
	if (c->object == DB_QUIRK)
		return book_quirk(app->book, c->name) != NULL;
	if (book_find(app->book, &c->mac) != NULL)
		return true;
	/* A second change before the first one's book has come. */
	for (key = 0; key < KEY_COUNT; key++)
		if (change_pending(app, &c->mac, (enum key)key) != NULL)
			return true;
	return false;
}

static void
make_inverse(const struct app *app, const struct db_change *c,
    struct db_change *inverse)
{
	const unsigned all = c->object == DB_TARGET ? TARGET_KEY_COUNT :
						      KEY_COUNT;
	char value[KEY_VALUE_MAX];
	struct text t;
	size_t i;

	change_init(app, inverse, c->object);
	inverse->mac = c->mac;
	inverse->mode = c->mode;
	memcpy(inverse->name, c->name, sizeof(inverse->name));
	inverse->remove = !c->remove && !exists_now(app, c);
	if (inverse->remove)
		return;
	for (i = 0; i < (c->remove ? all : c->set_count); i++) {
		const unsigned key = c->remove ? (unsigned)i : c->sets[i].key;

		text_init(&t, value, sizeof(value));
		value_now(app, c, key, &t);
		if (!c->remove || t.len > 0)
			change_set(inverse, key, value);
	}
}

static void
pend(struct app *app, const struct mac *mac, const struct db_set *set)
{
	struct pending *free = NULL, *p;
	size_t i;

	for (i = 0; i < CHANGES_PENDING; i++) {
		p = &app->changes.pending[i];
		if (p->since_us != 0 && mac_equal(&p->mac, mac) &&
		    p->key == (enum key)set->key) {
			free = p;
			break;
		}
		if (p->since_us == 0 && free == NULL)
			free = p;
	}
	if (free == NULL)
		return;
	free->mac = *mac;
	free->key = (enum key)set->key;
	free->since_us = app->now_us != 0 ? app->now_us : 1;
	free->number = app->changes.posted;
	memcpy(free->value, set->value, sizeof(free->value));
}

bool
change_possible(struct app *app)
{
	if (app->config->file == NULL)
		return true;
	app_say(app, STYLE_NORMAL,
	    "This is a capture: nothing can be changed here");
	return false;
}

static bool
send(struct app *app, const struct db_change *c)
{
	struct db_change numbered = *c;
	size_t i;

	if (!change_possible(app))
		return false;
	numbered.number = ++app->changes.posted;
	if (!app->calls->change(app->calls->arg, &numbered)) {
		app_say(app, STYLE_BAD,
		    "Not done: the store takes no more changes just now");
		return false;
	}
	if (c->object == DB_HOST)
		for (i = 0; i < c->set_count; i++)
			pend(app, &c->mac, &c->sets[i]);
	app->machines.stale = true;
	return true;
}

/* The oldest is number 0. */
static struct undo *
undo_at(struct changes *c, size_t n)
{
	return &c->undo[(c->undo_first + n) % CHANGES_UNDO];
}

bool
change_post(struct app *app, const struct db_change *c, const char *words)
{
	struct changes *all = &app->changes;
	struct undo *u;
	struct db_change inverse;

	make_inverse(app, c, &inverse);
	if (!send(app, c))
		return false;
	if (all->undo_count == CHANGES_UNDO) {
		all->undo_first = (all->undo_first + 1) % CHANGES_UNDO;
		all->undo_count--;
	}
	u = undo_at(all, all->undo_count++);
	u->number = all->posted;
	u->change = inverse;
	all->taking_back = 0;
	(void)text_copy(u->words, sizeof(u->words), words);
	return true;
}

void
change_undo(struct app *app)
{
	struct changes *all = &app->changes;
	const struct undo *u;

	if (all->undo_count == 0) {
		app_say(app, STYLE_NORMAL, "Nothing to undo");
		return;
	}
	u = undo_at(all, all->undo_count - 1);
	if (!send(app, &u->change))
		return;
	all->undo_count--;
	all->taking_back = all->posted;
	app_say(app, STYLE_GOOD, "Taken back: %s", u->words);
}

void
change_refused(struct app *app, uint64_t number)
{
	struct changes *all = &app->changes;
	size_t i, kept = 0;

	/* It was not: what was kept for it counts again. */
	if (number != 0 && number == all->taking_back) {
		all->undo_count++;
		all->taking_back = 0;
	}
	for (i = 0; i < all->undo_count; i++)
		if (undo_at(all, i)->number != number) {
			if (kept != i)
				*undo_at(all, kept) = *undo_at(all, i);
			kept++;
		}
	if (kept < all->undo_count)
		all->taking_back = 0;
	all->undo_count = kept;
	for (i = 0; i < CHANGES_PENDING; i++)
		if (all->pending[i].number == number)
			all->pending[i].since_us = 0;
	app->machines.stale = true;
}

const char *
change_pending(const struct app *app, const struct mac *mac, enum key key)
{
	size_t i;

	for (i = 0; i < CHANGES_PENDING; i++) {
		const struct pending *p = &app->changes.pending[i];

		if (p->since_us != 0 && p->key == key &&
		    mac_equal(&p->mac, mac))
			return p->value;
	}
	return NULL;
}

void
change_settle(struct app *app)
{
	const struct host *h;
	size_t i;

	for (i = 0; i < CHANGES_PENDING; i++) {
		struct pending *p = &app->changes.pending[i];

		if (p->since_us == 0)
			continue;
		h = app->book == NULL ? NULL : book_find(app->book, &p->mac);
		if (app->now_us - p->since_us > PENDING_US ||
		    strcmp(h != NULL ? h->text[p->key] : "", p->value) == 0)
			p->since_us = 0;
	}
}
