/* SPDX-License-Identifier: ISC */
#include "core/boot/menu_conf.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/conf_line.h"

void
menu_conf_init(struct menu_conf *m)
{
	memset(m, 0, sizeof(*m));
	m->marked = MENU_LABELS;
}

static bool
ends_in(const char *name, const char *ending)
{
	const size_t len = strlen(name), n = strlen(ending);

	return len >= n && conf_word_is(name + len - n, ending);
}

static void
add_initrd(char *ret, size_t cap, const char *names)
{
	const size_t len = strlen(ret);

	if (len > 0 && len + 1 < cap) {
		ret[len] = ',';
		(void)text_copy(ret + len + 1, cap - len - 1, names);
	} else if (len == 0) {
		(void)text_copy(ret, cap, names);
	}
}

/* "initrd=NAME[,NAME]" among the words from `from` on: the last one counts. */
static void
take_append(char *ret, size_t cap, const struct conf_line *l, size_t from)
{
	static const char key[] = "initrd=";
	size_t i;

	for (i = from; i < l->count; i++)
		if (strncmp(l->word[i], key, sizeof(key) - 1) == 0)
			(void)text_copy(ret, cap, l->word[i] + sizeof(key) - 1);
}

static void
take_label(struct menu_conf *m, const struct conf_line *l)
{
	m->in_label = true;
	if (m->count == MENU_LABELS) {
		m->left_out++;
		return;
	}
	memset(&m->label[m->count], 0, sizeof(m->label[m->count]));
	(void)text_copy(m->label[m->count].name, sizeof(m->label[0].name),
	    conf_word(l, 1));
	m->count++;
}

/* The entry that a line belongs to; NULL: none, or one that did not fit. */
static struct menu_label *
label_now(struct menu_conf *m)
{
	if (!m->in_label || m->left_out > 0 || m->count == 0)
		return NULL;
	return &m->label[m->count - 1];
}

static void
take_file(struct menu_conf *m, const struct conf_line *l, enum menu_run run)
{
	struct menu_label *label = label_now(m);

	if (label == NULL)
		return;
	label->run = run == MENU_KERNEL && ends_in(conf_word(l, 1), ".c32") ?
	    MENU_MODULE :
	    run;
	(void)text_copy(label->file, sizeof(label->file), conf_word(l, 1));
}

static void
take_menu(struct menu_conf *m, const struct conf_line *l)
{
	const char *what = conf_word(l, 1);

	if (conf_word_is(what, "default") && label_now(m) != NULL)
		m->marked = m->count - 1;
	else if (conf_word_is(what, "background"))
		(void)text_copy(m->background, sizeof(m->background),
		    conf_word(l, 2));
}

/* A number of at most nine digits. */
static unsigned
number(const char *word)
{
	unsigned n = 0, digits = 0;

	while (word[digits] >= '0' && word[digits] <= '9' && digits < 9)
		n = n * 10 + (unsigned)(word[digits++] - '0');
	return n;
}

/* DEFAULT keeps the whole command: its name and the initrd of its options. */
static void
take_default(struct menu_conf *m, const struct conf_line *l)
{
	(void)text_copy(m->chosen, sizeof(m->chosen), conf_word(l, 1));
	if (!m->in_label)
		take_append(m->initrd, sizeof(m->initrd), l, 2);
}

static void
take_line(struct menu_conf *m, const struct conf_line *l)
{
	/* clang-format off */
	static const struct {
		const char *word;
		enum menu_run run;
	} files[] = {
		{"kernel", MENU_KERNEL}, {"linux", MENU_KERNEL},
		{"boot", MENU_KERNEL}, {"bss", MENU_KERNEL},
		{"pxe", MENU_KERNEL}, {"fdimage", MENU_KERNEL},
		{"comboot", MENU_KERNEL}, {"com32", MENU_MODULE},
		{"config", MENU_CONFIG}, {"localboot", MENU_LOCAL},
	};
	/* clang-format on */
	const char *word = l->word[0];
	struct menu_label *label = label_now(m);
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		if (conf_word_is(word, files[i].word)) {
			take_file(m, l, files[i].run);
			return;
		}
	if (conf_word_is(word, "label"))
		take_label(m, l);
	else if (conf_word_is(word, "append") && label != NULL)
		take_append(label->initrd, sizeof(label->initrd), l, 1);
	else if (conf_word_is(word, "append") && !m->in_label)
		take_append(m->initrd, sizeof(m->initrd), l, 1);
	else if (conf_word_is(word, "initrd") && label != NULL)
		add_initrd(label->initrd, sizeof(label->initrd),
		    conf_word(l, 1));
	else if (conf_word_is(word, "default"))
		take_default(m, l);
	else if (conf_word_is(word, "ui"))
		(void)text_copy(m->ui, sizeof(m->ui), conf_word(l, 1));
	else if (conf_word_is(word, "ontimeout"))
		(void)text_copy(m->on_timeout, sizeof(m->on_timeout),
		    conf_word(l, 1));
	else if (conf_word_is(word, "prompt"))
		m->prompt = number(conf_word(l, 1)) != 0;
	else if (conf_word_is(word, "timeout"))
		m->timeout = number(conf_word(l, 1));
	else if (conf_word_is(word, "menu"))
		take_menu(m, l);
}

bool
menu_conf_read(struct menu_conf *m, struct rbuf *text,
    char ret_include[MENU_NAME])
{
	struct conf_line l;
	size_t at;

	while (conf_line_next(&l, text, CONF_PLAIN)) {
		/* MENU INCLUDE is the menu's own, and read by it alone. */
		at = conf_word_is(l.word[0], "menu") ? 1 : 0;
		if (!conf_word_is(conf_word(&l, at), "include")) {
			take_line(m, &l);
			continue;
		}
		(void)text_copy(ret_include, MENU_NAME, conf_word(&l, at + 1));
		if (ret_include[0] != '\0')
			return true;
	}
	return false;
}

static const struct menu_label *
find(const struct menu_conf *m, const char *name)
{
	size_t i;

	for (i = 0; name[0] != '\0' && i < m->count; i++)
		if (strcmp(m->label[i].name, name) == 0)
			return &m->label[i];
	return NULL;
}

const char *
menu_conf_ui(const struct menu_conf *m)
{
	if (m->ui[0] != '\0')
		return m->ui;
	if (find(m, m->chosen) == NULL && ends_in(m->chosen, ".c32"))
		return m->chosen;
	return "";
}

/* A label, else a command of its own. */
static void
resolve(struct menu_label *ret, const struct menu_conf *m, const char *what)
{
	const struct menu_label *label = find(m, what);

	memset(ret, 0, sizeof(*ret));
	if (label != NULL) {
		*ret = *label;
		/* A label without a file names the kernel itself. */
		if (ret->file[0] == '\0' && ret->run != MENU_LOCAL)
			(void)text_copy(ret->file, sizeof(ret->file),
			    label->name);
	} else {
		(void)text_copy(ret->file, sizeof(ret->file), what);
		if (ends_in(what, ".c32"))
			ret->run = MENU_MODULE;
	}
	if (ret->initrd[0] == '\0' && ret->run != MENU_LOCAL)
		(void)text_copy(ret->initrd, sizeof(ret->initrd), m->initrd);
}

enum menu_by
menu_conf_choose(const struct menu_conf *m, struct menu_label *ret)
{
	const bool shows = menu_conf_ui(m)[0] != '\0';
	const char *what = m->chosen;

	memset(ret, 0, sizeof(*ret));
	if (shows && find(m, what) == NULL)
		what = m->count > 0 ? m->label[0].name : "";
	if (shows && m->marked < m->count)
		what = m->label[m->marked].name;
	if (m->timeout > 0 && (shows || m->prompt) && m->on_timeout[0] != '\0')
		what = m->on_timeout;
	if (what[0] == '\0')
		return m->count > 0 ? MENU_BY_PERSON : MENU_BY_NOBODY;
	resolve(ret, m, what);
	if (!shows && !m->prompt)
		return MENU_BY_ITSELF;
	return m->timeout > 0 ? MENU_BY_TIMEOUT : MENU_BY_PERSON;
}
