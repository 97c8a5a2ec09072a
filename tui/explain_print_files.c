/* SPDX-License-Identifier: ISC */
#include "tui/explain_print_files.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define LINE_MOST 1100 /* each byte of a name may become four */

static void
print_file(const struct explain_file *f, size_t number)
{
	char buf[LINE_MOST];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%2zu  %-13s %-14s ", number, f->what,
	    explain_there_name(f->there));
	text_add_visible_str(&t, f->name);
	if (f->protocol[0] != '\0')
		text_addf(&t, "  (%s", f->protocol);
	if (f->there == EXPLAIN_THERE)
		text_addf(&t, ", %" PRIu64 " bytes", f->size);
	if (f->taken)
		text_add(&t, ", taken: the search ends");
	if (f->protocol[0] != '\0')
		text_add_char(&t, ')');
	(void)printf("  %-9s %s\n", number == 1 ? "files" : "", buf);
}

void
explain_print_lines(const char *label, const char *lines)
{
	while (*lines != '\0') {
		const size_t len = strcspn(lines, "\n");

		(void)printf("  %-9s %.*s\n", label, (int)len, lines);
		lines += len;
		if (*lines == '\n')
			lines++;
	}
}

void
explain_print_files(const struct explain_files *list)
{
	char buf[LINE_MOST];
	struct text t;
	size_t i;

	text_init(&t, buf, sizeof(buf));
	file_manner_text(&t, &list->manner);
	if (t.len > 0)
		explain_print_lines("found", buf);
	for (i = 0; i < list->count; i++)
		print_file(&list->file[i], i + 1);
	explain_print_lines("then", list->then);
}

void
explain_put_files(json_t *o, const struct explain_files *list)
{
	json_t *all = json_array(), *one;
	size_t len, i;

	for (i = 0; i < list->count; i++) {
		const struct explain_file *f = &list->file[i];

		one = json_object();
		json_put_text(one, "name", f->name);
		json_put_text(one, "what", f->what);
		json_put(one, "there",
		    f->there == EXPLAIN_NOT_HERE || f->there == EXPLAIN_STEP ?
			json_null() :
			json_boolean(f->there == EXPLAIN_THERE));
		json_put_text(one, "protocol", f->protocol);
		json_put(one, "size",
		    f->there == EXPLAIN_THERE ?
			json_integer((json_int_t)f->size) :
			json_null());
		json_put(one, "needed", json_boolean(f->needed));
		json_put(one, "taken", json_boolean(f->taken));
		(void)json_array_append_new(all, one);
	}
	json_put(o, "files", all);
	one = json_object();
	json_put(one, "ignore_case", json_boolean(list->manner.ignore_case));
	json_put_text(one, "fallback", list->manner.fallback);
	json_put(one, "single_port", json_boolean(list->manner.single_port));
	json_put(one, "from_wire", json_boolean(list->manner.from_wire));
	json_put(o, "found", one);
	/* Clean already, a line each; without the end of the last. */
	len = strlen(list->then);
	json_put(o, "then", json_stringn(list->then, len > 0 ? len - 1 : 0));
}
