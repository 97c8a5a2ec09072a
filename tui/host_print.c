/* SPDX-License-Identifier: ISC */
#include "tui/host_print.h"

#include <stdio.h>

#include "tui/json.h"
#include "tui/table.h"
#include "tui/when.h"

/* What a list shows of the keys; `host show` has them all. */
static const enum key list_keys[] = {KEY_NAME, KEY_MODE, KEY_ONCE, KEY_IP,
    KEY_TARGET};
#define LIST_KEYS (sizeof(list_keys) / sizeof(list_keys[0]))

struct list {
	const struct book *book;
	const struct host_last *last;
};

static void
add_when(struct text *t, int64_t us)
{
	char buf[WHEN_TEXT];

	if (us != 0)
		text_add(t, when_local(buf, us));
}

static void
list_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct list *l = arg;
	const struct host *h = &l->book->hosts[row];
	char mac[MAC_TEXT];

	if (column == 0)
		text_add(t, mac_format(mac, &h->mac));
	else if (column <= LIST_KEYS)
		text_add_visible_str(t, h->text[list_keys[column - 1]]);
	else if (column == LIST_KEYS + 1)
		text_add_visible_str(t, l->last[row].result);
	else
		add_when(t, l->last[row].began_us);
}

void
host_print_list(const struct book *b, const struct host_last *last)
{
	static const char *const titles[] = {"MAC", "NAME", "MODE", "ONCE",
	    "IP", "TARGET", "LAST BOOT", "AT"};
	struct list list = {.book = b, .last = last};
	const struct table table = {.titles = titles,
	    .columns = sizeof(titles) / sizeof(titles[0]),
	    .rows = b->host_count,
	    .arg = &list,
	    .cell = list_cell};

	table_print(stdout, &table);
}

static json_t *
host_object(const struct mac *mac, const struct host *h)
{
	json_t *o = json_line();
	unsigned i;

	json_put_mac(o, "mac", mac);
	for (i = 0; h != NULL && i < KEY_COUNT; i++)
		json_put_text(o, key_def((enum key)i)->word, h->text[i]);
	return o;
}

void
host_print_list_json(const struct book *b, const struct host_last *last)
{
	json_t *o, *boot;
	size_t i;

	for (i = 0; i < b->host_count; i++) {
		o = host_object(&b->hosts[i].mac, &b->hosts[i]);
		boot = json_null();
		if (last[i].began_us != 0) {
			boot = json_object();
			json_put_time(boot, "time", last[i].began_us);
			json_put_text(boot, "mode", last[i].mode);
			json_put_text(boot, "result", last[i].result);
		}
		json_put(o, "last_boot", boot);
		json_print(o);
	}
}

static void
boot_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct db_boot *b = &((const struct db_boot *)arg)[row];

	if (column == 0)
		add_when(t, b->began_us);
	else if (column == 1)
		text_add_visible_str(t, b->mode);
	else if (column == 2)
		text_add_visible_str(t, b->result);
	else
		text_add_visible_str(t, b->text);
}

static void
audit_cell(void *arg, size_t row, size_t column, struct text *t)
{
	const struct db_audit *a = &((const struct db_audit *)arg)[row];

	if (column == 0)
		add_when(t, a->time_us);
	else if (column == 1)
		text_add_visible_str(t, a->who);
	else if (column == 2)
		text_add_visible_str(t, a->key);
	else if (column == 3)
		text_add_visible_str(t, a->before);
	else
		text_add_visible_str(t, a->after);
}

static void
print_keys(const struct host *h)
{
	char buf[TABLE_CELL];
	struct text t;
	unsigned i;

	for (i = 0; i < KEY_COUNT; i++) {
		if (h->text[i][0] == '\0')
			continue;
		text_init(&t, buf, sizeof(buf));
		text_add_visible_str(&t, h->text[i]);
		(void)printf("%-16s %s\n", key_def((enum key)i)->word, buf);
	}
}

void
host_print(const struct host_view *v)
{
	static const char *const boot_titles[] = {"BOOT AT", "MODE", "RESULT",
	    "HOW"};
	static const char *const audit_titles[] = {"CHANGED AT", "WHO", "KEY",
	    "WAS", "IS"};
	const struct table boots = {.titles = boot_titles,
	    .columns = 4,
	    .rows = v->boot_count,
	    .arg = (void *)(uintptr_t)v->boots,
	    .cell = boot_cell};
	const struct table audits = {.titles = audit_titles,
	    .columns = 5,
	    .rows = v->audit_count,
	    .arg = (void *)(uintptr_t)v->audits,
	    .cell = audit_cell};
	char mac[MAC_TEXT];

	(void)printf("%-16s %s\n", "mac", mac_format(mac, &v->mac));
	if (v->host == NULL)
		(void)puts("not in the book: boots in the default mode");
	else
		print_keys(v->host);
	if (v->boot_count > 0) {
		(void)putchar('\n');
		table_print(stdout, &boots);
	}
	if (v->audit_count > 0) {
		(void)putchar('\n');
		table_print(stdout, &audits);
	}
}

static json_t *
boots_array(const struct host_view *v)
{
	json_t *all = json_array(), *o;
	size_t i;

	for (i = 0; i < v->boot_count; i++) {
		o = json_object();
		json_put_time(o, "began", v->boots[i].began_us);
		json_put_time(o, "ended", v->boots[i].ended_us);
		json_put_text(o, "mode", v->boots[i].mode);
		json_put_text(o, "result", v->boots[i].result);
		json_put_text(o, "text", v->boots[i].text);
		(void)json_array_append_new(all, o);
	}
	return all;
}

static json_t *
audits_array(const struct host_view *v)
{
	json_t *all = json_array(), *o;
	size_t i;

	for (i = 0; i < v->audit_count; i++) {
		o = json_object();
		json_put_time(o, "time", v->audits[i].time_us);
		json_put_text(o, "who", v->audits[i].who);
		json_put_text(o, "key", v->audits[i].key);
		json_put_text(o, "before", v->audits[i].before);
		json_put_text(o, "after", v->audits[i].after);
		(void)json_array_append_new(all, o);
	}
	return all;
}

void
host_print_json(const struct host_view *v)
{
	json_t *o = host_object(&v->mac, v->host);

	json_put(o, "known", json_boolean(v->host != NULL));
	json_put(o, "boots", boots_array(v));
	json_put(o, "changes", audits_array(v));
	json_print(o);
}
