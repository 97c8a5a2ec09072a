/* SPDX-License-Identifier: ISC */
#include "core/boot/quirk.h"

#include "core/boot/book.h"
#include "core/boot/fingerprint.h"
#include "core/boot/manner.h"

/* What does not fit is left out everywhere, so that it stays one name. */
static void
add_kind(struct text *t, const struct fingerprint_asker *a)
{
	char kind[QUIRK_KIND];
	struct text whole;

	text_init(&whole, kind, sizeof(kind));
	fingerprint_kind(&whole, a);
	text_add(t, kind);
}

void
quirk_kind(struct text *t, const struct boot_request *r)
{
	struct dhcp_facts facts;
	const struct fingerprint_asker a = {&facts, r->stage, r->arch, r->xid};

	dhcp_facts_read(&facts, r->msg, 0);
	add_kind(t, &a);
}

void
quirk_kind_of(struct text *t, const struct case_ask *ask)
{
	const struct fingerprint_asker a = {&ask->facts, ask->stage, ask->arch,
	    ask->xid};

	add_kind(t, &a);
}

bool
quirk_has_key(enum key key)
{
	return manner_has_key(key) || key == KEY_PLACEMENT || key == KEY_NOTE;
}

void
quirk_text(struct text *t, const struct quirk *q)
{
	const size_t before = t->len;
	unsigned i;

	for (i = 0; i < KEY_COUNT; i++) {
		if (i == KEY_NOTE || q->set.text[i][0] == '\0')
			continue;
		text_addf(t, "%s%s=", t->len > before ? " " : "",
		    key_def((enum key)i)->word);
		text_add_visible_str(t, q->set.text[i]);
	}
}
