/* SPDX-License-Identifier: ISC */
#include "tui/explain_files.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/path.h"
#include "core/sim/next.h"

#define HEAD_BYTES 512
#define TEXT_BYTES 8192

/* A name or a URL of our own as a path below the root; false: elsewhere. */
static bool
own_path(char *ret, size_t cap, const char *name,
    const struct explain_place *place)
{
	const char *host = strstr(name, "://");
	char ip[IP4_TEXT];
	size_t len;

	if (host != NULL) {
		host += 3;
		len = strlen(ip4_format(ip, place->facts.addr));
		if (strncmp(host, ip, len) != 0 ||
		    strchr(":/", host[len]) == NULL)
			return false;
		name = strchr(host, '/');
	}
	return name != NULL && path_clean(ret, cap, name) >= 0;
}

static enum explain_there
find(const struct explain_place *place, const char *name)
{
	char path[PATH_MAX_BYTES];
	struct file_fact fact = {.err = 0};

	if (place->files.look == NULL ||
	    !own_path(path, sizeof(path), name, place))
		return EXPLAIN_NOT_HERE;
	place->files.look(place->files.arg, path, &fact);
	return fact.err == 0 ? EXPLAIN_THERE : EXPLAIN_MISSING;
}

static enum explain_there
add(struct explain_files *list, const struct explain_place *place,
    const char *name, const char *what)
{
	struct explain_file *f = &list->file[list->count];

	if (list->count == EXPLAIN_FILES)
		return EXPLAIN_NOT_HERE;
	list->count++;
	(void)text_copy(f->name, sizeof(f->name), name);
	f->what = what;
	f->there = find(place, name);
	return f->there;
}

/* Its beginning as text; "" when it cannot be read. */
static size_t
read_text(char *buf, size_t cap, const struct explain_place *place,
    const char *name)
{
	char path[PATH_MAX_BYTES];
	size_t len = 0;

	if (place->read != NULL && own_path(path, sizeof(path), name, place))
		len = place->read(place->files.arg, path, buf, cap - 1);
	buf[len] = '\0';
	return len;
}

static void
say(struct explain_files *list, const char *then, bool amiss)
{
	list->then = then;
	list->amiss = amiss;
}

static void
add_named(struct explain_files *list, const struct explain_place *place,
    const struct sim_files *named)
{
	size_t i;

	for (i = 0; i < named->count; i++)
		(void)add(list, place, named->name[i], "named in it");
	if (named->local)
		say(list, "then it boots its own disk", false);
	else if (named->san)
		say(list, "then it boots the disk of its root path", false);
}

/* PXELINUX's folder: option 210 instead of its own file's. */
static const char *
folder_of(const struct explained *x, const char *name)
{
	const char *prefix = x->answer.decision.prefix;

	return prefix != NULL && prefix[0] != '\0' ? prefix : name;
}

static bool
add_config(struct explain_files *list, const struct explain_place *place,
    const char *config, const char *folder)
{
	char text[TEXT_BYTES];
	struct sim_files named;

	if (add(list, place, config, "configuration") != EXPLAIN_THERE)
		return false;
	(void)read_text(text, sizeof(text), place, config);
	sim_next_config(&named, text, folder);
	add_named(list, place, &named);
	return true;
}

/* Option 209 names one, tried before all others. */
static bool
add_option_209(struct explain_files *list, const struct explained *x,
    const struct explain_place *place, const char *folder)
{
	const char *config = x->answer.decision.config;
	const char *slash = strrchr(folder, '/');
	char name[SIM_TEXT_MAX];
	struct text t;

	if (config == NULL || config[0] == '\0')
		return false;
	text_init(&t, name, sizeof(name));
	if (config[0] != '/' && slash != NULL && !name_is_url(config))
		text_addf(&t, "%.*s", (int)(slash - folder) + 1, folder);
	text_add(&t, config);
	return add_config(list, place, name, folder);
}

static void
add_search(struct explain_files *list, const struct explained *x,
    const struct explain_place *place, const char *loader)
{
	const char *folder = folder_of(x, loader);
	const uint32_t addr = x->reply.head.yiaddr != 0 ?
	    x->reply.head.yiaddr :
	    explain_elsewhere(place, &x->request.mac);
	char name[SIM_TEXT_MAX];
	bool module = true;
	unsigned step;

	if (sim_next_search(name, 0, folder, &x->request.mac, addr))
		module = add(list, place, name, "module") != EXPLAIN_MISSING;
	if (add_option_209(list, x, place, folder))
		return;
	for (step = 1;
	     sim_next_search(name, step, folder, &x->request.mac, addr); step++)
		if (add_config(list, place, name, folder))
			break;
	if (!module)
		say(list,
		    "its module is not there: PXELINUX from 5.00 on cannot "
		    "do without",
		    true);
	else if (step == SIM_SEARCH_STEPS && place->files.look != NULL)
		say(list, "it finds no configuration", true);
}

static void
add_script(struct explain_files *list, const struct explain_place *place,
    const char *script)
{
	char text[TEXT_BYTES];
	struct sim_files named;

	if (read_text(text, sizeof(text), place, script) == 0)
		return;
	sim_next_script(&named, text);
	add_named(list, place, &named);
}

/* What the file that it was told does next. */
static void
go_on(struct explain_files *list, const struct explained *x,
    const struct explain_place *place, const char *name)
{
	const struct sim_kind *again = NULL;
	char head[HEAD_BYTES];
	const size_t len = read_text(head, sizeof(head), place, name);

	switch (
	    sim_next_judge(x->kind, name, (const uint8_t *)head, len, &again)) {
	case SIM_NEXT_RUN:
		break;
	case SIM_NEXT_KIND:
		say(list,
		    "then it asks by DHCP again, as gPXE or iPXE: see "
		    "--stage",
		    false);
		break;
	case SIM_NEXT_SEARCH:
	case SIM_NEXT_DHCP_SEARCH:
		add_search(list, x, place, name);
		break;
	case SIM_NEXT_SCRIPT:
		add_script(list, place, name);
		break;
	case SIM_NEXT_REFUSED:
		say(list, "this firmware cannot run that file", true);
		break;
	}
}

void
explain_files(struct explain_files *ret, const struct explained *x,
    const struct explain_place *place)
{
	memset(ret, 0, sizeof(*ret));
	ret->then = "";
	if (!x->replied || x->seen.name[0] == '\0')
		return;
	if (add(ret, place, x->seen.name,
		x->request.has_gpxe ? "told" : "loader") == EXPLAIN_THERE)
		go_on(ret, x, place, x->seen.name);
}

const char *
explain_there_name(enum explain_there there)
{
	static const char *const names[] = {
	    [EXPLAIN_THERE] = "there",
	    [EXPLAIN_MISSING] = "not there",
	    [EXPLAIN_NOT_HERE] = "not known here",
	};

	return names[there];
}
