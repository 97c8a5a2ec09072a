/* SPDX-License-Identifier: ISC */
#include "core/boot/file_manner.h"

#include <string.h>

#include "core/boot/path.h"

static const char *
setting(const struct host *h, const struct host *mode, enum key key)
{
	return h != NULL && h->text[key][0] != '\0' ? h->text[key] :
						      mode->text[key];
}

void
file_manner_find(struct file_manner *m, const struct book *book,
    const struct mac *mac, enum boot_mode default_mode)
{
	const struct host *h, *mode;

	memset(m, 0, sizeof(*m));
	if (book == NULL)
		return;
	h = mac == NULL ? NULL : book_find(book, mac);
	mode = &book->modes[host_mode(h, default_mode)];
	m->ignore_case = strcmp(setting(h, mode, KEY_IGNORE_CASE), "on") == 0;
	m->single_port = strcmp(setting(h, mode, KEY_SINGLE_PORT), "on") == 0;
	m->from_wire = strcmp(setting(h, mode, KEY_FROM_WIRE), "on") == 0;
	if (!text_copy(m->fallback, sizeof(m->fallback),
		setting(h, mode, KEY_FALLBACK)))
		m->fallback[0] = '\0';
}

bool
file_manner_any_from_wire(const struct book *book)
{
	size_t i;

	if (book == NULL)
		return false;
	for (i = 0; i < MODE_COUNT; i++)
		if (strcmp(book->modes[i].text[KEY_FROM_WIRE], "on") == 0)
			return true;
	return book->host_from_wire;
}

void
file_manner_text(struct text *t, const struct file_manner *m)
{
	const char *sep = "";

	if (m->ignore_case) {
		text_add(t, "in any case");
		sep = "; ";
	}
	if (m->fallback[0] != '\0') {
		text_addf(t, "%selse in ", sep);
		text_add_visible_str(t, m->fallback);
		sep = "; ";
	}
	/* What keeps requests from port 69 keeps acknowledgements from it. */
	if (m->from_wire)
		text_addf(t, "%sTFTP asked before the firewall%s", sep,
		    m->single_port ? ", which sets single-port aside" : "");
	else if (m->single_port)
		text_addf(t, "%sTFTP on port 69 only", sep);
}

bool
file_manner_fallback(const struct file_manner *m, const char *clean, char *ret,
    size_t cap)
{
	const char *slash = strrchr(clean, '/');
	char path[PATH_MAX_BYTES];
	struct text t;

	if (m->fallback[0] == '\0')
		return false;
	text_init(&t, path, sizeof(path));
	text_add(&t, m->fallback);
	text_add_char(&t, '/');
	text_add(&t, slash == NULL ? clean : slash + 1);
	return !t.cut && path_clean(ret, cap, path) == 0;
}
