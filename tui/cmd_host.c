/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/assign.h"
#include "tui/command.h"
#include "tui/host_print.h"
#include "tui/ledger.h"
#include "tui/trust.h"

#define REASONS 4096

static enum status
read_mac(struct mac *ret, const char *word)
{
	char buf[256];
	struct text t;

	if (mac_parse(ret, word) == 0 && mac_usable(ret))
		return STATUS_DONE;
	text_init(&t, buf, sizeof(buf));
	text_add_char(&t, '"');
	text_add_visible_str(&t, word);
	text_add(&t,
	    "\" is not the MAC of a machine, as in "
	    "52:54:00:12:34:56");
	command_say(buf);
	return STATUS_USAGE;
}

struct newest {
	const struct book *book;
	struct host_last *last; /* one for each host */
};

/* Rows come newest first: the first of a machine counts. */
static void
take_newest(void *arg, const struct db_boot *row)
{
	struct newest *n = arg;
	const struct host *h = book_find(n->book, &row->mac);
	struct host_last *last;

	if (h == NULL)
		return;
	last = &n->last[h - n->book->hosts];
	if (last->began_us != 0)
		return;
	last->began_us = row->began_us;
	(void)text_copy(last->mode, sizeof(last->mode), row->mode);
	(void)text_copy(last->result, sizeof(last->result), row->result);
}

static enum status
print_list(struct ledger *l, bool json)
{
	struct newest n = {.book = l->book};

	n.last = calloc(l->book->host_count + 1, sizeof(*n.last));
	if (n.last == NULL) {
		command_say(err_text(-PX_ENOMEM));
		return STATUS_MEMORY;
	}
	if (db_boots_each(l->db, NULL, SIZE_MAX, take_newest, &n) < 0)
		command_say(db_why(l->db));
	if (json)
		host_print_list_json(l->book, n.last);
	else
		host_print_list(l->book, n.last);
	free(n.last);
	return STATUS_DONE;
}

static enum status
cmd_host_list(const struct options *o, const char *const *words, int count)
{
	struct ledger l;
	enum status status = ledger_open(&l, o, DB_READ);

	(void)words;
	(void)count;
	if (status != STATUS_DONE)
		return status;
	status = print_list(&l, o->given[OPTION_JSON]);
	ledger_close(&l);
	return status;
}

static void
take_boot(void *arg, const struct db_boot *row)
{
	struct host_view *v = arg;

	if (v->boot_count < HOST_PRINT_ROWS)
		v->boots[v->boot_count++] = *row;
}

static void
take_audit(void *arg, const struct db_audit *row)
{
	struct host_view *v = arg;

	if (v->audit_count < HOST_PRINT_ROWS)
		v->audits[v->audit_count++] = *row;
}

static enum status
read_view(struct ledger *l, struct host_view *v)
{
	char mac[MAC_TEXT], buf[64];

	v->host = book_find(l->book, &v->mac);
	if (db_boots_each(l->db, &v->mac, HOST_PRINT_ROWS, take_boot, v) < 0 ||
	    db_audit_each(l->db, &v->mac, HOST_PRINT_ROWS, take_audit, v) < 0) {
		command_say(db_why(l->db));
		return STATUS_FILE;
	}
	if (v->host != NULL || v->boot_count > 0 || v->audit_count > 0)
		return STATUS_DONE;
	(void)snprintf(buf, sizeof(buf), "nothing is known of %s",
	    mac_format(mac, &v->mac));
	command_say(buf);
	return STATUS_USAGE;
}

static enum status
cmd_host_show(const struct options *o, const char *const *words, int count)
{
	struct host_view v = {.host = NULL};
	struct ledger l;
	enum status status = read_mac(&v.mac, words[0]);

	(void)count;
	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_READ);
	if (status != STATUS_DONE)
		return status;
	status = read_view(&l, &v);
	if (status == STATUS_DONE && o->given[OPTION_JSON])
		host_print_json(&v);
	else if (status == STATUS_DONE)
		host_print(&v);
	ledger_close(&l);
	return status;
}

/* What the machine still lacks for its modes, after the change. */
static void
warn_about(const struct ledger *l, const struct mac *mac)
{
	const struct host *h = book_find(l->book, mac);
	char buf[REASONS];
	struct text why;

	text_init(&why, buf, sizeof(buf));
	if (h != NULL && check_host(h, l->book, &why))
		command_say(buf);
}

static enum status
set_host(struct ledger *l, const struct options *o, struct db_change *change,
    const char *const *words, int count)
{
	char buf[REASONS];
	struct text why;
	struct trust trust;
	struct assign assign = {.change = change,
	    .book = l->book,
	    .files = &trust.files,
	    .why = &why};
	enum status status = STATUS_USAGE;
	int err;

	text_init(&why, buf, sizeof(buf));
	trust_open(&trust, o);
	err = assign_words(&assign, words, count);
	trust_close(&trust);
	command_say(buf);
	if (err == 0)
		status = ledger_apply(l, change);
	if (status == STATUS_DONE)
		warn_about(l, &change->mac);
	return status;
}

static enum status
cmd_host_set(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_HOST};
	struct ledger l;
	enum status status = read_mac(&change.mac, words[0]);

	if (status == STATUS_DONE)
		status = ledger_open(&l, o, DB_WRITE);
	if (status != STATUS_DONE)
		return status;
	status = set_host(&l, o, &change, words + 1, count - 1);
	ledger_close(&l);
	return status;
}

static enum status
cmd_host_rm(const struct options *o, const char *const *words, int count)
{
	struct db_change change = {.object = DB_HOST, .remove = true};
	const enum status status = read_mac(&change.mac, words[0]);

	(void)count;
	return status == STATUS_DONE ? ledger_change(o, &change) : status;
}

enum status
cmd_host(const struct options *o)
{
	static const struct verb verbs[] = {
	    {"list", 0, 0, cmd_host_list},
	    {"show", 1, 1, cmd_host_show},
	    {"set", 2, OPTIONS_WORDS, cmd_host_set},
	    {"rm", 1, 1, cmd_host_rm},
	    {NULL, 0, 0, NULL},
	};

	return command_verb(o, verbs);
}
