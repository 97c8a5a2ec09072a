/* SPDX-License-Identifier: ISC */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "db/exec.h"
#include "db/keeper.h"

void
keeper_log(struct keeper *k, enum log_level level, const char *fmt, ...)
{
	struct event e;
	va_list ap;

	if (k->calls == NULL)
		return;
	event_init(&e, EVENT_LOG, db_now_us(), NULL);
	e.u.log.level = level;
	(void)text_copy(e.u.log.topic, sizeof(e.u.log.topic), "store");
	va_start(ap, fmt);
	(void)vsnprintf(e.u.log.text, sizeof(e.u.log.text), fmt, ap);
	va_end(ap);
	k->calls->event(k->calls->arg, &e);
}

void
keeper_refused(struct keeper *k, const struct db_change *c, const char *why)
{
	char mac[MAC_TEXT];
	struct event e;
	struct text t;

	if (k->calls == NULL)
		return;
	event_log(&e, LOG_ERROR, "store", "", db_now_us());
	e.u.log.refused = c->number;
	text_init(&t, e.u.log.text, sizeof(e.u.log.text));
	text_add(&t, "change of ");
	if (c->object == DB_HOST)
		text_add(&t, mac_format(mac, &c->mac));
	else
		text_add_visible_str(&t,
		    c->object == DB_MODE ? mode_name(c->mode) : c->name);
	text_addf(&t, " refused: %s", why);
	k->calls->event(k->calls->arg, &e);
}

/* "host 52:54:00:12:34:56" names its machine in the event's own member. */
static void
object_split(struct event *e, const char *object)
{
	static const char host[] = "host ";

	(void)text_copy(e->u.host.object, sizeof(e->u.host.object), object);
	if (strncmp(object, host, sizeof(host) - 1) != 0 ||
	    mac_parse(&e->mac, object + sizeof(host) - 1) != 0)
		return;
	e->has_mac = true;
	(void)text_copy(e->u.host.object, sizeof(e->u.host.object), "host");
}

struct telling {
	struct keeper *keeper;
	int64_t *seen;
};

static void
tell_row(void *arg, const struct db_audit *row)
{
	struct telling *t = arg;
	const struct store_calls *calls = t->keeper->calls;
	struct event_host *h;
	struct event e;

	*t->seen = row->id;
	if (calls == NULL)
		return;
	event_init(&e, EVENT_HOST, row->time_us, NULL);
	h = &e.u.host;
	object_split(&e, row->object);
	(void)text_copy(h->key, sizeof(h->key), row->key);
	(void)text_copy(h->before, sizeof(h->before), row->before);
	(void)text_copy(h->after, sizeof(h->after), row->after);
	(void)text_copy(h->who, sizeof(h->who), row->who);
	calls->event(calls->arg, &e);
}

void
keeper_tell(struct keeper *k, struct db *from, int64_t *seen)
{
	struct telling t = {.keeper = k, .seen = seen};

	(void)db_audit_since(from, *seen, tell_row, &t);
}

void
keeper_publish(struct keeper *k, struct db *from)
{
	struct book *book = NULL;

	if (db_book(from, &book) != 0) {
		keeper_log(k, LOG_ERROR, "the book cannot be read: %s",
		    db_why(from));
		return;
	}
	book->version = ++k->books;
	book_free(k->book);
	k->book = book;
	if (k->calls != NULL)
		k->calls->book(k->calls->arg, book_ref(book));
}
