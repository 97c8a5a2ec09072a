/* SPDX-License-Identifier: ISC */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot/grub_conf.h"
#include "tui/explain_walk.h"

#define CONFIGS_MOST 8

struct grub {
	struct explain_walk *walk;
	char folder[EXPLAIN_NAME]; /* a file in it, such as "grub/x" */
	unsigned configs;
};

/* grub.cfg-01-MAC, then the address as PXELINUX has it, then grub.cfg. */
#define SEARCH_STEPS 10

static bool
search_name(char ret[EXPLAIN_NAME], const struct grub *g, unsigned step)
{
	const struct explained *x = g->walk->x;
	const uint32_t addr = x->reply.head.yiaddr != 0 ?
	    x->reply.head.yiaddr :
	    explain_elsewhere(g->walk->place, &x->request.mac);
	char name[64];
	struct text t;

	text_init(&t, name, sizeof(name));
	text_add(&t, "grub.cfg");
	if (step == 0) {
		text_add(&t, "-01-");
		text_add_hex(&t, x->request.mac.b, sizeof(x->request.mac.b),
		    '-');
	} else if (step < SEARCH_STEPS - 1) {
		text_addf(&t, "-%0*X", (int)(9 - step),
		    (unsigned)(addr >> 4 * (step - 1)));
	}
	explain_walk_beside(ret, name, g->folder);
	return step < SEARCH_STEPS;
}

/*
 * grub-mknetdir puts its image into a folder of the architecture below the one
 * that it builds in (grub-core0-bios.pcap): a file of that one, else itself.
 */
static const char *
above_core(char ret[EXPLAIN_NAME], const char *loader)
{
	const char *base = strrchr(loader, '/'), *folder = base;

	if (base == NULL ||
	    (strcmp(base, "/core.0") != 0 && strcmp(base, "/core.efi") != 0))
		return loader;
	while (folder > loader && folder[-1] != '/')
		folder--;
	(void)text_copy(ret, EXPLAIN_NAME, loader);
	ret[folder - loader] = '\0';
	(void)text_copy(ret + (folder - loader),
	    EXPLAIN_NAME - (size_t)(folder - loader), "x");
	return ret;
}

/*
 * The folder that is built into GRUB is not to be seen from outside: Debian's
 * and Fedora's signed images have "grub", grub-mknetdir "boot/grub".  The
 * first of the usual ones that holds a configuration is taken.
 */
static bool
find_folder(struct grub *g, const char *loader)
{
	char above[EXPLAIN_NAME], name[EXPLAIN_NAME];
	const char *const folders[] = {above_core(above, loader), "grub/x",
	    "boot/grub/x"};
	uint64_t size;
	unsigned step;
	size_t i;

	for (i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		(void)text_copy(g->folder, sizeof(g->folder), folders[i]);
		for (step = 0; search_name(name, g, step); step++)
			if (explain_walk_look(g->walk, name, &size) ==
			    EXPLAIN_THERE)
				return true;
	}
	(void)text_copy(g->folder, sizeof(g->folder), "grub/x");
	return false;
}

/* "(tftp,192.0.2.1)/x" and "$prefix/x" as a name; false: a variable. */
static bool
plain_name(char ret[EXPLAIN_NAME], const struct grub *g, const char *name)
{
	static const char *const prefixes[] = {"$prefix/", "${prefix}/",
	    "($root)/", "${cmdpath}/", "$cmdpath/"};
	const char *end;
	size_t i;

	for (i = 0; i < 2; i++)
		if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
			explain_walk_beside(ret, name + strlen(prefixes[i]),
			    g->folder);
			return strchr(ret, '$') == NULL;
		}
	if (strncmp(name, prefixes[2], strlen(prefixes[2])) == 0)
		name += strlen(prefixes[2]);
	end = strchr(name, ')');
	if (name[0] == '(' && end != NULL) {
		if (strncmp(name, "(tftp", 5) != 0 &&
		    strncmp(name, "(pxe", 4) != 0)
			return false;
		name = end + 1;
	}
	(void)text_copy(ret, EXPLAIN_NAME, name);
	return strchr(ret, '$') == NULL;
}

static void config(struct grub *g, const char *name);

static bool
take(struct grub *g, const struct grub_step *step)
{
	/* clang-format off */
	static const char *const words[] = {
		[GRUB_KERNEL] = "kernel", [GRUB_INITRD] = "initrd",
		[GRUB_CHAIN] = "chain", [GRUB_CONFIG] = "configuration",
		[GRUB_EXIT] = "",
	};
	/* clang-format on */
	struct explain_walk *w = g->walk;
	char name[EXPLAIN_NAME];

	if (step->what == GRUB_EXIT) {
		if (step->sure)
			explain_walk_say(w, EXPLAIN_THEN,
			    "then it gives back to the firmware", NULL);
		return !step->sure;
	}
	if (!plain_name(name, g, step->name)) {
		explain_walk_step(w, words[step->what], step->name, "");
		explain_walk_say(w, EXPLAIN_THEN,
		    "what is not known here names: ", step->name);
		return true;
	}
	if (explain_walk_add(w, name, words[step->what],
		step->sure && step->what != GRUB_CONFIG ?
		    EXPLAIN_MUST :
		    EXPLAIN_MAY) != EXPLAIN_THERE)
		return true;
	if (step->what == GRUB_CONFIG)
		config(g, name);
	else if (step->what == GRUB_CHAIN)
		explain_walk_on(w, name, EXPLAIN_BY_FIRMWARE);
	return true;
}

static void
say_choice(const struct grub *g, const struct grub_conf *c)
{
	if (c->entries == 0)
		return;
	if (c->chosen == SIZE_MAX)
		explain_walk_say(g->walk, EXPLAIN_THEN,
		    "a variable decides which entry it boots: that is not "
		    "known here",
		    NULL);
	else if (c->waits)
		explain_walk_say(g->walk, EXPLAIN_THEN,
		    "it waits for somebody to choose an entry; Enter alone "
		    "means ",
		    c->title);
	else if (c->entries > 1)
		explain_walk_say(g->walk, EXPLAIN_THEN,
		    "unless somebody chooses another entry in time: ",
		    c->title);
}

static void
config(struct grub *g, const char *name)
{
	const bool before = g->walk->unsure;
	struct grub_conf *c;
	struct grub_step step;
	char *text;
	size_t len;

	if (g->configs++ >= CONFIGS_MOST)
		return;
	text = explain_walk_read(g->walk, name, &len);
	c = malloc(sizeof(*c));
	if (text != NULL && c != NULL) {
		grub_conf_init(c, text, len);
		say_choice(g, c);
		g->walk->unsure = before || (c->entries > 0 && c->waits);
		while (grub_conf_next(c, &step))
			if (!take(g, &step))
				break;
		g->walk->unsure = before;
	}
	free(c);
	free(text);
}

/* normal.mod and its lists stay away where they are built in. */
static void
add_modules(const struct grub *g)
{
	static const char *const platforms[ARCH_COUNT] = {
	    [ARCH_UNKNOWN] = "i386-pc",
	    [ARCH_BIOS] = "i386-pc",
	    [ARCH_IA32] = "i386-efi",
	    [ARCH_ARM32] = "arm-efi",
	    [ARCH_ARM64] = "arm64-efi",
	};
	static const char *const files[] = {"normal.mod", "command.lst",
	    "fs.lst", "crypto.lst", "terminal.lst"};
	const char *platform = platforms[arch_family(g->walk->x->kind->arch)];
	char path[EXPLAIN_NAME], name[64];
	struct text t;
	uint64_t size;
	size_t i;

	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		text_init(&t, name, sizeof(name));
		text_addf(&t, "%s/%s",
		    platform != NULL ? platform : "x86_64-efi", files[i]);
		explain_walk_beside(path, name, g->folder);
		if (explain_walk_look(g->walk, path, &size) == EXPLAIN_THERE)
			(void)explain_walk_add(g->walk, path, "module",
			    EXPLAIN_MAY);
	}
}

void
explain_walk_grub(struct explain_walk *w, const char *loader)
{
	struct grub g = {.walk = w};
	const bool found = find_folder(&g, loader);
	char name[EXPLAIN_NAME];
	unsigned step;

	explain_walk_say(w, EXPLAIN_THEN,
	    "the folder built into GRUB is not known here: its own, grub/ and "
	    "boot/grub/ were looked in",
	    NULL);
	add_modules(&g);
	for (step = 0; search_name(name, &g, step); step++) {
		if (explain_walk_add(w, name, "configuration", EXPLAIN_MAY) !=
		    EXPLAIN_THERE)
			continue;
		explain_walk_taken(w);
		if (step < SEARCH_STEPS - 1)
			explain_walk_say(w, EXPLAIN_THEN,
			    "the signed GRUB of Debian asks for no such name, "
			    "for grub.cfg alone",
			    NULL);
		config(&g, name);
		return;
	}
	if (!found && w->place->files.look != NULL)
		explain_walk_say(w, EXPLAIN_DOUBT,
		    "no configuration of GRUB is there: it shows its prompt",
		    NULL);
}
