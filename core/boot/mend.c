/* SPDX-License-Identifier: ISC */
#include "core/boot/mend.h"

#include <string.h>

#include "core/boot/loaders.h"
#include "core/boot/manner.h"

/* Mends that are one setting and the same for every machine. */
/* clang-format off */
static const struct {
	enum key key;
	const char *value; /* NULL: not one of these */
} fixed[MEND_COUNT] = {
	[MEND_PLACEMENT_FIELD] = {KEY_PLACEMENT, "field"},
	[MEND_PLACEMENT_OPTION] = {KEY_PLACEMENT, "option"},
	[MEND_PLACEMENT_BOTH] = {KEY_PLACEMENT, "both"},
	[MEND_NUL] = {KEY_NUL, "on"},
	[MEND_LOCAL] = {KEY_MODE, "local"},
	[MEND_KEEP_SAN] = {KEY_MODE, "iscsi-install"},
	[MEND_BROADCAST] = {KEY_BROADCAST, "on"},
	[MEND_DELAY] = {KEY_REPLY_DELAY, "1s"},
	[MEND_IGNORE_CASE] = {KEY_IGNORE_CASE, "on"},
	[MEND_SINGLE_PORT] = {KEY_SINGLE_PORT, "on"},
	[MEND_FROM_WIRE] = {KEY_FROM_WIRE, "on"},
};
/* clang-format on */

struct planning {
	struct mend_plan *plan;
	const struct event_finding *finding;
	const struct host *host, *defaults;
};

static const char *
own(const struct planning *g, enum key key)
{
	return g->host == NULL ? "" : g->host->text[key];
}

/* Its own, else its mode's. */
static const char *
in_force(const struct planning *g, enum key key)
{
	if (own(g, key)[0] != '\0' || g->defaults == NULL)
		return own(g, key);
	return g->defaults->text[key];
}

static void
put(const struct planning *g, enum key key, const char *value)
{
	struct mend_plan *p = g->plan;

	if (strcmp(own(g, key), value) == 0 || p->count == MEND_SETS)
		return;
	p->sets[p->count].key = key;
	(void)text_copy(p->sets[p->count].value, KEY_VALUE_MAX, value);
	p->count++;
}

static void
put_number(const struct planning *g, enum key key, unsigned n)
{
	char buf[16];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%u", n);
	put(g, key, buf);
}

/* Back to the mode's own loader for the architecture. */
static void
clear_loaders(const struct planning *g)
{
	unsigned key;

	for (key = KEY_BOOTFILE; key <= KEY_BOOTFILE_ARM64; key++)
		put(g, (enum key)key, "");
}

/* It says what another server has said as well: ours goes first. */
static void
put_first(const struct planning *g)
{
	if (g->finding->mend_with != 0)
		put_number(g, KEY_PRIORITY, g->finding->mend_with);
}

static void
aim(const struct planning *g)
{
	const char *mode = in_force(g, KEY_MODE);

	if (strcmp(mode, "iscsi") != 0 && strcmp(mode, "iscsi-install") != 0)
		put(g, KEY_MODE, "iscsi");
	put(g, KEY_TARGET, g->finding->mend_name);
	put_first(g);
}

static void
run_script(const struct planning *g)
{
	put(g, KEY_MODE, "gpxe");
	put(g, KEY_SCRIPT, g->finding->mend_name);
	put_first(g);
}

static bool
is_script(const char *name)
{
	return name[0] != '\0' && !loader_has_name(name);
}

/*
 * The script is a loader, which comes back and is given itself: the mode's
 * own script, or none where the mode can do without, else PXELINUX.
 */
static void
leave_script(const struct planning *g)
{
	const char *below = g->defaults == NULL ? "" :
						  g->defaults->text[KEY_SCRIPT];

	if (is_script(below) ||
	    (below[0] == '\0' &&
		strcmp(in_force(g, KEY_MODE), "iscsi-install") == 0)) {
		put(g, KEY_SCRIPT, "");
		return;
	}
	put(g, KEY_MODE, "pxelinux");
	clear_loaders(g);
}

/*
 * A loader that can what is missing needs a script to run; without one the
 * way out of a wrong bootfile is the mode's own.
 */
static void
chain(const struct planning *g)
{
	const char *script = in_force(g, KEY_SCRIPT);

	if (script[0] != '\0' && !is_script(script)) {
		leave_script(g);
		return;
	}
	if (script[0] == '\0')
		clear_loaders(g);
	if (g->plan->count == 0)
		put(g, KEY_MODE, "gpxe");
}

/* The list with the code in it, or without; "" for an empty one. */
static void
put_code(const struct planning *g, enum key key, bool in)
{
	const uint8_t code = (uint8_t)g->finding->mend_with;
	struct manner m = {.broadcast = false};
	struct option_set *s = key == KEY_FORCE ? &m.force : &m.leave;
	char buf[KEY_VALUE_MAX];
	struct text t;

	(void)manner_set(&m, key, in_force(g, key), NULL);
	if (option_set_has(s, code) == in)
		return;
	if (in)
		option_set_add(s, code);
	else
		option_set_remove(s, code);
	text_init(&t, buf, sizeof(buf));
	option_set_text(&t, s);
	put(g, key, buf);
}

void
mend_plan(struct mend_plan *p, const struct event_finding *f,
    const struct host *host, const struct host *defaults)
{
	const struct planning g = {p, f, host, defaults};

	p->count = 0;
	switch (f->mend) {
	case MEND_LOADER:
		clear_loaders(&g);
		break;
	case MEND_CHAIN:
		chain(&g);
		break;
	case MEND_BLKSIZE:
		put_number(&g, KEY_BLKSIZE, f->mend_with);
		break;
	case MEND_PRIORITY:
		put_number(&g, KEY_PRIORITY, f->mend_with);
		break;
	case MEND_FORCE_OPTION:
		put_code(&g, KEY_LEAVE, false);
		put_code(&g, KEY_FORCE, true);
		break;
	case MEND_LEAVE_OPTION:
		put_code(&g, KEY_FORCE, false);
		put_code(&g, KEY_LEAVE, true);
		break;
	case MEND_TARGET:
		aim(&g);
		break;
	case MEND_SCRIPT:
		run_script(&g);
		break;
	case MEND_BOOTFILE:
		put(&g, KEY_MODE, "pxelinux");
		put(&g, KEY_BOOTFILE, f->mend_name);
		break;
	case MEND_FALLBACK:
		put(&g, KEY_FALLBACK, f->mend_name);
		break;
	case MEND_LUN: /* the target must be asked first */
	case MEND_NONE:
	case MEND_PLACEMENT_FIELD:
	case MEND_PLACEMENT_OPTION:
	case MEND_PLACEMENT_BOTH:
	case MEND_NUL:
	case MEND_LOCAL:
	case MEND_KEEP_SAN:
	case MEND_BROADCAST:
	case MEND_DELAY:
	case MEND_IGNORE_CASE:
	case MEND_SINGLE_PORT:
	case MEND_FROM_WIRE:
	case MEND_COUNT:
		if (f->mend < MEND_COUNT && fixed[f->mend].value != NULL)
			put(&g, fixed[f->mend].key, fixed[f->mend].value);
		break;
	}
}

void
mend_plan_text(struct text *t, const struct mend_plan *p)
{
	size_t i;

	for (i = 0; i < p->count; i++) {
		text_addf(t, "%s%s=", i > 0 ? " " : "",
		    key_def(p->sets[i].key)->word);
		text_add_visible_str(t, p->sets[i].value);
	}
}
