/* SPDX-License-Identifier: ISC */
#include "tui/prompt.h"

#include <stdlib.h>
#include <string.h>

#include "tui/filter.h"
#include "tui/press.h"

#define WORDS_MOST 20000
#define ROOM_FOR_CHOICES 12 /* rows of the screen */

struct prompt *
app_ask(struct app *app, enum prompt_kind kind,
    void (*answer)(struct app *app, const char *line), const char *question)
{
	struct prompt *p = &app->prompt;

	memset(p, 0, sizeof(*p));
	p->kind = kind;
	p->answer = answer;
	(void)text_copy(p->question, sizeof(p->question), question);
	input_init(&p->input, INPUT_MAX - 1, "");
	app->dirty = true;
	return p;
}

void
prompt_filter(struct app *app)
{
	struct prompt *p = app_ask(app, PROMPT_FILTER, NULL, "Filter: ");

	input_init(&p->input, INPUT_MAX - 1, app->filters[app->view]);
	p->mac = app->machines.at;
}

static void
prompt_close(struct app *app)
{
	app->prompt.kind = PROMPT_NONE;
	app->said[0] = '\0';
}

static const char *
machine_word(const struct machine *m, enum filter_field field,
    char buf[MAC_TEXT])
{
	switch (field) {
	case FILTER_MAC:
		return mac_format(buf, &m->mac);
	case FILTER_IP:
		return m->addr == 0 ? "" : ip4_format(buf, m->addr);
	case FILTER_KIND:
		return m->kind;
	case FILTER_FILE:
		return m->file;
	case FILTER_STAGE:
	case FILTER_MODE:
	case FILTER_ERROR:
	case FILTER_FIELDS:
		break;
	}
	return "";
}

/* What the machines have now: of very many, some. */
static void
each_word(void *arg, enum filter_field field,
    void (*offer)(void *to, const char *word), void *to)
{
	const struct app *app = arg;
	struct mac *macs = calloc(WORDS_MOST, sizeof(*macs));
	const size_t n = macs == NULL ?
	    0 :
	    model_macs(app->model, macs, WORDS_MOST);
	char buf[MAC_TEXT];
	size_t i;

	for (i = 0; i < n; i++)
		offer(to,
		    machine_word(model_find(app->model, &macs[i]), field, buf));
	free(macs);
}

/* Tab: the rest of a field or a value, as far as it is certain; and if that
 * is not all of it, what it could be. */
static void
filter_tab(struct app *app, struct input *in)
{
	const struct filter_words words = {app, each_word};
	struct prompt *p = &app->prompt;
	char rest[128];
	struct text t;
	const char *c;

	text_init(&t, rest, sizeof(rest));
	in->at = in->len;
	if (filter_complete(in->text, &words, &t))
		for (c = rest; *c != '\0'; c++)
			(void)input_key(in, *c);
	text_init(&t, p->choices, sizeof(p->choices));
	if (filter_choices(in->text, &words, &t) < 2)
		p->choices[0] = '\0';
}

static void
filter_key(struct app *app, int key)
{
	struct prompt *p = &app->prompt;

	p->choices[0] = '\0';
	if (key == PRESS_ENTER) {
		/* What is wrong with it goes on standing there. */
		if (filter_wrong(p->input.text) == NULL)
			prompt_close(app);
	} else if (key == PRESS_ESC) {
		prompt_close(app);
		input_init(&p->input, INPUT_MAX - 1, "");
		/* The next key is for the machine that it would have been. */
		app->machines.at = p->mac;
	} else if (key == PRESS_TAB)
		filter_tab(app, &p->input);
	else if (!input_key(&p->input, key))
		return;
	(void)text_copy(app->filters[app->view], INPUT_MAX, p->input.text);
	if (app->view == VIEW_MACHINES)
		machines_refresh(app, true);
}

static void
line_key(struct app *app, int key)
{
	struct prompt p = app->prompt;

	if (key == PRESS_ESC)
		prompt_close(app);
	else if (key == PRESS_ENTER) {
		prompt_close(app);
		p.answer(app, p.input.text);
	} else
		(void)input_key(&app->prompt.input, key);
}

static void
yes_no_key(struct app *app, int key)
{
	void (*const answer)(struct app *, const char *) = app->prompt.answer;

	if (key == 'y' || key == 'Y') {
		prompt_close(app);
		answer(app, "y");
	} else if (key == 'n' || key == 'N' || key == 'q' || key == PRESS_ESC ||
	    key == PRESS_CTRL('c')) {
		prompt_close(app);
		/* What was typed into a form stays, and is a change yet. */
		app_say(app, STYLE_NORMAL,
		    app->form != NULL ? "Nothing was discarded" :
					"Nothing was changed");
	}
}

/* False: no mode's key; MODE_NONE is that of `once`. */
static bool
mode_of_key(int key, enum boot_mode *ret)
{
	static const enum boot_mode modes[] = {
	    [ACTION_MODE_PXELINUX] = MODE_PXELINUX,
	    [ACTION_MODE_GPXE] = MODE_GPXE,
	    [ACTION_MODE_ISCSI] = MODE_ISCSI,
	    [ACTION_MODE_INSTALL] = MODE_ISCSI_INSTALL,
	    [ACTION_MODE_LOCAL] = MODE_LOCAL,
	    [ACTION_MODE_IGNORE] = MODE_IGNORE,
	    [ACTION_ONCE] = MODE_NONE,
	};
	const enum action a = action_find(GROUP_MACHINES, key);

	if (a > ACTION_ONCE)
		return false;
	*ret = modes[a];
	return true;
}

/* o, then a mode's key; o again takes a standing `once` away. */
static void
once_key(struct app *app, int key)
{
	const struct mac mac = app->prompt.mac;
	enum boot_mode mode;

	if (key == PRESS_ESC || key == 'q')
		prompt_close(app);
	else if (mode_of_key(key, &mode)) {
		prompt_close(app);
		machines_flip(app, &mac, mode, true);
	}
}

/* M, then a mode's key. */
static void
defaults_key(struct app *app, int key)
{
	enum boot_mode mode;

	if (key == PRESS_ESC || key == 'q')
		prompt_close(app);
	else if (mode_of_key(key, &mode) && mode != MODE_NONE) {
		prompt_close(app);
		form_mode(app, mode);
	}
}

void
prompt_key(struct app *app, int key)
{
	static void (*const keys[])(struct app *, int) = {
	    [PROMPT_FILTER] = filter_key,
	    [PROMPT_LINE] = line_key,
	    [PROMPT_YES_NO] = yes_no_key,
	    [PROMPT_ONCE] = once_key,
	    [PROMPT_DEFAULTS] = defaults_key,
	};

	keys[app->prompt.kind](app, key);
}

bool
prompt_has_choices(const struct app *app, const struct area *a)
{
	return app->prompt.kind == PROMPT_FILTER &&
	    app->prompt.choices[0] != '\0' && a->rows >= ROOM_FOR_CHOICES;
}

bool
prompt_draw(struct app *app, const struct area *a, int row)
{
	const struct prompt *p = &app->prompt;
	const char *wrong = NULL;
	int col;

	if (p->kind == PROMPT_NONE)
		return false;
	if (p->kind == PROMPT_YES_NO) {
		const struct area rows = area_part(a, row, a->rows - 1 - row);

		(void)area_wrap(&rows, 0, STYLE_WARN, p->question);
		return true;
	}
	if (prompt_has_choices(app, a))
		(void)area_field(a, row++, 0, a->cols, STYLE_DIM, p->choices);
	/* A word that is being chosen is no mistake yet. */
	else if (p->kind == PROMPT_FILTER && p->input.len > 0)
		wrong = filter_wrong(p->input.text);
	if (wrong != NULL) {
		/* A sign, too: not every terminal has a red. */
		col = area_put(a, row, 0, STYLE_BAD, "! ");
		col = area_put(a, row, col, STYLE_BAD, wrong);
		col = area_put(a, row, col, STYLE_BAD, ": ");
	} else if (p->kind == PROMPT_FILTER && app->nothing && p->input.len > 0)
		col = area_put(a, row, 0, STYLE_BAD, "No row has: ");
	else
		col = area_put(a, row, 0, STYLE_WARN, p->question);
	if (p->kind == PROMPT_FILTER || p->kind == PROMPT_LINE)
		input_draw(&p->input, a, row, col, a->cols - col);
	return true;
}
