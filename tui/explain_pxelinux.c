/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "core/boot/doctor.h"
#include "core/boot/elf_needed.h"
#include "core/boot/menu_conf.h"
#include "core/sim/next.h"
#include "tui/explain_walk.h"

#define INCLUDES_MOST 16 /* MAX_INCLUDE_DEPTH of Syslinux' readconfig.c */
#define CONFIGS_MOST 8

/* PXELINUX on its way. */
struct pxelinux {
	struct explain_walk *walk;
	const char *folder; /* a name in the folder that names go by */
	enum explain_need need; /* MUST where it is PXELINUX by its banner */
	unsigned configs; /* one leads to another */
	struct menu_conf *menu;
};

static void read_config(struct pxelinux *p, const char *name, unsigned depth);

static void
beside(char ret[EXPLAIN_NAME], const struct pxelinux *p, const char *name)
{
	/* "::name": of the same server, without the folder. */
	if (strncmp(name, "::", 2) == 0)
		explain_walk_beside(ret, name + 2, "");
	else
		explain_walk_beside(ret, name, p->folder);
}

static enum explain_there
add(struct pxelinux *p, const char *name, const char *what,
    enum explain_need need)
{
	char path[EXPLAIN_NAME];

	beside(path, p, name);
	return explain_walk_add(p->walk, path, what, need);
}

/* Is the row there already?  A module is loaded once. */
static bool
has_row(const struct explain_walk *w, const char *name)
{
	size_t i;

	for (i = 0; i < w->list->count; i++)
		if (strcmp(w->list->file[i].name, name) == 0)
			return true;
	return false;
}

/* A module and what it needs, each once. */
static void
add_module(struct pxelinux *p, const char *name, enum explain_need need)
{
	struct elf_needed needed = {0};
	char path[EXPLAIN_NAME];
	char *file;
	size_t len, i;

	beside(path, p, name);
	if (has_row(p->walk, path) ||
	    explain_walk_add(p->walk, path, "module", need) != EXPLAIN_THERE)
		return;
	file = explain_walk_read(p->walk, path, &len);
	if (file != NULL)
		(void)elf_needed_read(&needed, file, len);
	free(file);
	for (i = 0; i < needed.count; i++)
		add_module(p, needed.name[i], need);
}

/* PXELINUX from 5.00 on: its own folder, then these (core/fs/pxe). */
static void
add_ldlinux(struct pxelinux *p, const char *loader)
{
	static const char *const folders[] = {"/boot/isolinux/", "/isolinux/",
	    "/boot/syslinux/", "/syslinux/", "/"};
	const bool efi = strstr(loader, ".efi") != NULL;
	const char *name = !efi         ? "ldlinux.c32" :
	    p->walk->x->kind->arch == 6 ? "ldlinux.e32" :
					  "ldlinux.e64";
	char path[EXPLAIN_NAME];
	uint64_t size;
	struct text t;
	size_t i;

	beside(path, p, name);
	for (i = 0; i < sizeof(folders) / sizeof(folders[0]) &&
	     explain_walk_look(p->walk, path, &size) == EXPLAIN_MISSING;
	     i++) {
		text_init(&t, path, sizeof(path));
		text_addf(&t, "%s%s", folders[i], name);
	}
	if (explain_walk_look(p->walk, path, &size) == EXPLAIN_MISSING) {
		if (add(p, name, "module", p->need) == EXPLAIN_MISSING &&
		    p->need == EXPLAIN_MAY)
			explain_walk_say(p->walk, EXPLAIN_DOUBT,
			    "its module is not there: PXELINUX from 5.00 on "
			    "cannot do without",
			    NULL);
		return;
	}
	if (i > 0)
		(void)add(p, name, "module", EXPLAIN_MAY);
	(void)explain_walk_add(p->walk, path, "module", p->need);
}

static void
include(struct pxelinux *p, const char *name, unsigned depth)
{
	char path[EXPLAIN_NAME];

	if (depth >= INCLUDES_MOST) {
		explain_walk_say(p->walk, EXPLAIN_DOUBT,
		    "INCLUDE goes too deep, a loop perhaps: ", name);
		return;
	}
	beside(path, p, name);
	if (explain_walk_add(p->walk, path, "included", EXPLAIN_MAY) ==
	    EXPLAIN_THERE)
		read_config(p, path, depth + 1);
}

static void
read_config(struct pxelinux *p, const char *name, unsigned depth)
{
	char included[MENU_NAME];
	struct rbuf text;
	char *bytes;
	size_t len;

	bytes = explain_walk_read(p->walk, name, &len);
	if (bytes == NULL)
		return;
	rbuf_init(&text, bytes, len);
	while (menu_conf_read(p->menu, &text, included))
		include(p, included, depth);
	free(bytes);
}

static void
say_entries(struct pxelinux *p, enum menu_by by, const struct menu_label *label)
{
	const struct menu_conf *m = p->menu;
	char buf[400];
	struct text t;
	size_t i;

	text_init(&t, buf, sizeof(buf));
	switch (by) {
	case MENU_BY_ITSELF:
		return;
	case MENU_BY_NOBODY:
		explain_walk_say(p->walk, EXPLAIN_DOUBT,
		    "its configuration has no entry and no DEFAULT", NULL);
		return;
	case MENU_BY_TIMEOUT:
		text_addf(&t, "unless somebody chooses another entry within ");
		text_addf(&t, "%u.%u s: ", m->timeout / 10, m->timeout % 10);
		break;
	case MENU_BY_PERSON:
		text_add(&t, "it waits for somebody to choose");
		text_add(&t,
		    label->file[0] != '\0' || label->run == MENU_LOCAL ?
			"; Enter alone means " :
			" an entry");
		break;
	}
	text_add_visible_str(&t,
	    label->name[0] != '\0' ? label->name : label->file);
	text_add(&t, "; entries:");
	for (i = 0; i < m->count && t.len + 80 < sizeof(buf); i++) {
		text_add_char(&t, ' ');
		text_add_visible_str(&t, m->label[i].name);
	}
	if (i < m->count || m->left_out > 0)
		text_addf(&t, " and %zu more", m->count - i + m->left_out);
	explain_walk_say(p->walk, EXPLAIN_THEN, buf, NULL);
}

static void config(struct pxelinux *p, const char *name);

/* "a,b,c" */
static void
add_initrds(struct pxelinux *p, const char *names, enum explain_need need)
{
	char one[MENU_NAME];
	struct text t;

	while (*names != '\0') {
		const size_t n = strcspn(names, ",");

		text_init(&t, one, sizeof(one));
		text_addf(&t, "%.*s", (int)n, names);
		if (n > 0)
			(void)add(p, one, "initrd", need);
		names += n + (names[n] == ',');
	}
}

static void
add_entry(struct pxelinux *p, const struct menu_label *label,
    enum explain_need need)
{
	char path[EXPLAIN_NAME];

	switch (label->run) {
	case MENU_LOCAL:
		explain_walk_say(p->walk, EXPLAIN_THEN,
		    "then it boots its own disk (LOCALBOOT)", NULL);
		return;
	case MENU_MODULE:
		add_module(p, label->file, need);
		break;
	case MENU_CONFIG:
		beside(path, p, label->file);
		if (explain_walk_add(p->walk, path, "configuration", need) ==
		    EXPLAIN_THERE)
			config(p, path);
		return;
	case MENU_KERNEL:
		beside(path, p, label->file);
		if (explain_walk_add(p->walk, path, "kernel", need) ==
		    EXPLAIN_THERE)
			explain_walk_on(p->walk, path, EXPLAIN_BY_LOADER);
		break;
	}
	add_initrds(p, label->initrd, need);
}

/* What a configuration that is there leads to. */
static void
config(struct pxelinux *p, const char *name)
{
	struct menu_label label;
	const char *ui;
	enum menu_by by;

	if (p->configs++ >= CONFIGS_MOST) {
		explain_walk_say(p->walk, EXPLAIN_DOUBT,
		    "one configuration leads to the other, a loop perhaps: ",
		    name);
		return;
	}
	menu_conf_init(p->menu);
	read_config(p, name, 0);
	ui = menu_conf_ui(p->menu);
	if (ui[0] != '\0')
		add_module(p, ui, p->need);
	if (ui[0] != '\0' && p->menu->background[0] != '\0' &&
	    p->menu->background[0] != '#')
		(void)add(p, p->menu->background, "picture", EXPLAIN_MAY);
	by = menu_conf_choose(p->menu, &label);
	say_entries(p, by, &label);
	if (by == MENU_BY_NOBODY ||
	    (label.file[0] == '\0' && label.run != MENU_LOCAL))
		return;
	add_entry(p, &label, by == MENU_BY_PERSON ? EXPLAIN_MAY : p->need);
}

/* Option 209 names one, tried before all others. */
static bool
try_option_209(struct pxelinux *p)
{
	const char *name = p->walk->x->answer.decision.config;
	char path[EXPLAIN_NAME];

	if (name == NULL || name[0] == '\0')
		return false;
	beside(path, p, name);
	if (explain_walk_add(p->walk, path, "configuration", EXPLAIN_MAY) !=
	    EXPLAIN_THERE)
		return false;
	explain_walk_taken(p->walk);
	config(p, path);
	return true;
}

static void
search(struct pxelinux *p)
{
	const struct explained *x = p->walk->x;
	const uint32_t addr = x->reply.head.yiaddr != 0 ?
	    x->reply.head.yiaddr :
	    explain_elsewhere(p->walk->place, &x->request.mac);
	enum explain_there there = EXPLAIN_NOT_HERE;
	char name[SIM_TEXT_MAX];
	unsigned step;

	if (try_option_209(p))
		return;
	explain_walk_say(p->walk, EXPLAIN_THEN,
	    "before these names it asks for pxelinux.cfg/ and its UUID, where "
	    "it has one: that is not known here",
	    NULL);
	for (step = 1;
	     sim_next_search(name, step, p->folder, &x->request.mac, addr);
	     step++) {
		there = explain_walk_add(p->walk, name, "configuration",
		    EXPLAIN_MAY);
		if (there == EXPLAIN_THERE) {
			explain_walk_taken(p->walk);
			config(p, name);
			return;
		}
	}
	if (there == EXPLAIN_MISSING)
		explain_walk_say(p->walk,
		    p->need == EXPLAIN_MUST && !p->walk->unsure ? EXPLAIN_LACK :
								  EXPLAIN_DOUBT,
		    "it finds no configuration", NULL);
}

/* Option 210 instead of the folder it came from. */
static const char *
folder_of(const struct explain_walk *w, const char *loader)
{
	const char *prefix = w->x->answer.decision.prefix;

	return prefix != NULL && prefix[0] != '\0' ? prefix : loader;
}

void
explain_walk_pxelinux(struct explain_walk *w, const char *loader)
{
	struct pxelinux p = {.walk = w, .folder = folder_of(w, loader)};
	char version[DOCTOR_VERSION] = "";
	char *bytes;
	size_t len;

	p.menu = malloc(sizeof(*p.menu));
	if (p.menu == NULL)
		return;
	bytes = explain_walk_read(w, loader, &len);
	if (bytes != NULL)
		doctor_syslinux_version(version, bytes, len);
	free(bytes);
	/* Without its banner it may be something else of that name. */
	p.need = version[0] != '\0' ? EXPLAIN_MUST : EXPLAIN_MAY;
	if (version[0] == '\0' || version[0] >= '5')
		add_ldlinux(&p, loader);
	search(&p);
	free(p.menu);
}
