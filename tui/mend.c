/* SPDX-License-Identifier: ISC */
#include "tui/mend.h"

struct mend_row {
	enum boot_mode mode; /* a flip, with its questions */
	enum placement placement;
	bool no_bootfile; /* back to the mode's own loader */
};

static const struct mend_row rows[MEND_COUNT] = {
    [MEND_PLACEMENT_FIELD] = {.placement = PLACEMENT_FIELD},
    [MEND_PLACEMENT_OPTION] = {.placement = PLACEMENT_OPTION},
    [MEND_PLACEMENT_BOTH] = {.placement = PLACEMENT_BOTH},
    [MEND_LOADER] = {.no_bootfile = true},
    [MEND_CHAIN] = {.mode = MODE_GPXE},
    [MEND_LOCAL] = {.mode = MODE_LOCAL},
    [MEND_KEEP_SAN] = {.mode = MODE_ISCSI_INSTALL},
};

static void
set_keys(struct app *app, const struct machine *m, const struct mend_row *row)
{
	char label[APP_LABEL], words[160];
	struct db_change c;
	struct text t;
	unsigned key;

	text_init(&t, words, sizeof(words));
	text_addf(&t, "%s: ", app_label(app, &m->mac, label));
	change_host(app, &c, &m->mac);
	if (row->placement != PLACEMENT_NONE) {
		change_set(&c, KEY_PLACEMENT, placement_name(row->placement));
		text_addf(&t, "placement is now %s",
		    placement_name(row->placement));
	}
	for (key = KEY_BOOTFILE; row->no_bootfile && key <= KEY_BOOTFILE_ARM64;
	     key++)
		if (app_value(app, &m->mac, (enum key)key)[0] != '\0')
			change_set(&c, key, "");
	if (c.set_count == 0) {
		app_say(app, STYLE_WARN,
		    "%s has no bootfile of its own: see the mode's settings",
		    label);
		return;
	}
	if (row->no_bootfile)
		text_add(&t, "told its mode's own loader again");
	if (change_post(app, &c, words))
		app_say(app, STYLE_GOOD, "%s, from its next boot on. u undoes",
		    words);
}

void
mend_machine(struct app *app, const struct machine *m)
{
	const struct mend_row *row = &rows[m->mend];

	if (m->slug == NULL)
		app_say(app, STYLE_NORMAL, "Nothing to mend that is known of");
	else if (m->mend == MEND_NONE)
		app_say(app, STYLE_WARN, "Only people can: %s", m->fix);
	else if (row->mode != MODE_NONE)
		machines_flip(app, &m->mac, row->mode, false);
	else
		set_keys(app, m, row);
}
