/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/proto/iscsi_path.h"
#include "tui/app.h"
#include "tui/filter.h"
#include "tui/frame.h"

static void
target_where(const struct target *t, struct text *ret)
{
	text_add_visible_str(ret, t->server);
	text_addf(ret, ":%u  LUN ", t->port != 0 ? t->port : ISCSI_PORT);
	iscsi_lun_format(ret, t->lun);
	text_add(ret, "  ");
	text_add_visible_str(ret, t->iqn);
	if (t->user[0] != '\0') {
		text_add(ret, "  CHAP ");
		text_add_visible_str(ret, t->user);
		if (t->reverse_user[0] != '\0')
			text_add(ret, ", mutual");
	}
}

/* Hosts and modes that have it set: with them it cannot be deleted. */
static size_t
count_users(const struct app *app, const char *name)
{
	const struct book *b = app->book;
	size_t i, n = 0;

	for (i = 0; i < MODE_COUNT; i++)
		n += strcmp(b->modes[i].text[KEY_TARGET], name) == 0;
	for (i = 0; i < b->host_count; i++)
		n += strcmp(b->hosts[i].text[KEY_TARGET], name) == 0;
	return n;
}

static void
target_text(const struct app *app, const struct target *t, struct text *ret)
{
	text_addf(ret, "%4zu  ", count_users(app, t->name));
	target_where(t, ret);
}

/* The n-th target that the filter lets through; NULL after the last. */
static const struct target *
target_row(const struct app *app, size_t n)
{
	char row[768];
	struct text t;
	size_t i;

	for (i = 0; app->book != NULL && i < app->book->target_count; i++) {
		text_init(&t, row, sizeof(row));
		text_add(&t, app->book->targets[i].name);
		text_add_char(&t, ' ');
		target_text(app, &app->book->targets[i], &t);
		if (filter_match(app->filters[VIEW_TARGETS],
			&(struct filter_row){.all = row}) &&
		    n-- == 0)
			return &app->book->targets[i];
	}
	return NULL;
}

static size_t
target_rows(const struct app *app)
{
	size_t n = 0;

	while (target_row(app, n) != NULL)
		n++;
	return n;
}

#define USED 20 /* the columns of both */
#define WHERE (USED + 6)
#define FOOT_LEAST 3

/* The selected one in full, where its row cuts it; returns the rows used. */
static int
draw_foot(const struct app *app, const struct area *a)
{
	const struct target *target = target_row(app, app->targets.at);
	char line[512];
	struct area foot;
	struct text t;
	int rows;

	if (target == NULL || a->rows < 4 * FOOT_LEAST)
		return 0;
	text_init(&t, line, sizeof(line));
	target_where(target, &t);
	if (grid_width(line) <= a->cols - WHERE)
		return 0;
	rows = 1 + grid_rows(line, a->cols);
	rows = rows < a->rows / 2 ? rows : a->rows / 2;
	rows = rows > FOOT_LEAST ? rows : FOOT_LEAST;
	foot = area_part(a, a->rows - rows, rows);
	(void)area_wrap(&foot, 1, STYLE_NORMAL, line);
	area_fill(&foot, 0, STYLE_HEAD);
	text_init(&t, line, sizeof(line));
	text_add_visible_str(&t, target->name);
	(void)area_field(&foot, 0, 1, a->cols - 1, STYLE_HEAD, line);
	return rows;
}

static void
targets_draw(struct app *app, const struct area *a)
{
	const size_t n = target_rows(app);
	const struct area rows = area_part(a, 1,
	    a->rows - 1 - draw_foot(app, a));
	const struct target *target;
	char line[512];
	struct text t;
	int i;

	app->nothing = n == 0;
	area_fill(a, 0, STYLE_HEAD);
	(void)area_put(a, 0, 2, STYLE_HEAD, "TARGET            USED  WHERE");
	if (n == 0)
		(void)area_wrap(&rows, 1, STYLE_DIM,
		    app->filters[VIEW_TARGETS][0] != '\0' ?
			"No target matches this filter." :
			app->config->file != NULL ?
			"A capture has no book, so no targets." :
			"No iSCSI target yet. Press a to add one; then a "
			"machine's form (e) takes its name.");
	frame_filter_note(app, a, 0, 0, 0);
	app_list_fit(app, &app->targets, n, (size_t)rows.rows);
	for (i = 0; i < rows.rows; i++) {
		const size_t at = app->targets.top + (size_t)i;

		if ((target = target_row(app, at)) == NULL)
			break;
		text_init(&t, line, sizeof(line));
		text_add_visible_str(&t, target->name);
		(void)area_field(&rows, i, 2, 17, STYLE_BOLD, line);
		text_init(&t, line, sizeof(line));
		target_text(app, target, &t);
		(void)area_field(&rows, i, USED, rows.cols - USED, STYLE_NORMAL,
		    line);
		if (at != app->targets.at)
			continue;
		(void)area_put(&rows, i, 0, STYLE_BOLD, ">");
		area_mark(&rows, i);
	}
}

static void
target_removed(struct app *app, const char *line)
{
	struct db_change c;
	char words[96];
	struct text t;

	(void)line;
	text_init(&t, words, sizeof(words));
	text_add(&t, "target ");
	text_add_visible_str(&t, app->prompt.name);
	text_add(&t, " deleted");
	change_target(app, &c, app->prompt.name);
	c.remove = true;
	if (change_post(app, &c, words))
		app_say(app, STYLE_GOOD, "%s. u undoes", words);
}

/* Of those that use it these are named, of the hosts at least one. */
#define USERS_NAMED 3

/* "mode iscsi, web01, db1 and 2 more": whoever has it set. */
static void
add_users(const struct app *app, const char *name, struct text *t)
{
	const struct book *b = app->book;
	const size_t users = count_users(app, name);
	char label[APP_LABEL];
	size_t i, n = 0, hosts = 0;

	for (i = 0; i < MODE_COUNT; i++)
		if (strcmp(b->modes[i].text[KEY_TARGET], name) == 0)
			text_addf(t, "%smode %s", n++ > 0 ? ", " : "",
			    mode_name((enum boot_mode)i));
	for (i = 0; i < b->host_count; i++) {
		if (strcmp(b->hosts[i].text[KEY_TARGET], name) != 0 ||
		    (n >= USERS_NAMED && hosts > 0))
			continue;
		text_addf(t, "%s%s", n++ > 0 ? ", " : "",
		    app_label(app, &b->hosts[i].mac, label));
		hosts++;
	}
	if (users > n)
		text_addf(t, " and %zu more", users - n);
}

static void
ask_remove(struct app *app, const struct target *target)
{
	char question[160], users[384];
	struct prompt *p;
	struct text t;

	/* The store would refuse it. */
	if (count_users(app, target->name) > 0) {
		text_init(&t, users, sizeof(users));
		add_users(app, target->name, &t);
		app_say(app, STYLE_NORMAL,
		    "Not deleted: this target is used by %s", users);
		return;
	}
	text_init(&t, question, sizeof(question));
	text_add(&t, "Delete target ");
	text_add_visible_str(&t, target->name);
	text_add(&t, "? Nothing uses it. y/n");
	p = app_ask(app, PROMPT_YES_NO, target_removed, question);
	(void)text_copy(p->name, sizeof(p->name), target->name);
}

static void
add_answered(struct app *app, const char *line)
{
	if (line[0] == '\0')
		app_say(app, STYLE_NORMAL, "A target needs a name");
	else
		form_target(app, line);
}

static bool
targets_act(struct app *app, enum action a)
{
	const struct target *t = target_row(app, app->targets.at);

	if (list_act(&app->targets, a, target_rows(app)))
		return true;
	if (a == ACTION_ADD)
		app_ask(app, PROMPT_LINE, add_answered,
		    "Name of the new target: ")
		    ->input.most = 63;
	else if (a == ACTION_OPEN && t != NULL)
		form_target(app, t->name);
	else if (a == ACTION_DELETE && t != NULL)
		ask_remove(app, t);
	else
		return false;
	return true;
}

static bool
targets_idle(const struct app *app, enum action a)
{
	const struct target *target;

	return a == ACTION_DELETE &&
	    (target = target_row(app, app->targets.at)) != NULL &&
	    count_users(app, target->name) > 0;
}

const struct view view_targets = {
    .name = "Targets",
    .groups = GROUP_EDIT | GROUP_OPEN | GROUP_FILTER | GROUP_ROWS,
    .draw = targets_draw,
    .act = targets_act,
    .idle = targets_idle,
};
