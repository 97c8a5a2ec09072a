/* SPDX-License-Identifier: ISC */
/*
 * Configurations and scripts; the first byte says whose.  Reading ends, and
 * what comes out is text within its bounds.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/boot_script.h"
#include "core/boot/grub_conf.h"
#include "core/boot/menu_conf.h"

/* One step a line at most, and as many lines as a script may run. */
#define STEPS_MOST 100000

#define ENDS(a) fuzz_must(memchr((a), '\0', sizeof(a)) != NULL, "text ends")

static void
read_menu(const uint8_t *bytes, size_t size)
{
	static struct menu_conf m;
	char include[MENU_NAME];
	struct menu_label label;
	struct rbuf text;
	size_t i, includes = 0;
	enum menu_by by;

	menu_conf_init(&m);
	rbuf_init(&text, bytes, size);
	while (menu_conf_read(&m, &text, include)) {
		ENDS(include);
		fuzz_must(include[0] != '\0', "an INCLUDE has a name");
		fuzz_must(++includes <= size, "each takes some of the text");
	}
	fuzz_must(m.count <= MENU_LABELS, "no more labels than fit");
	for (i = 0; i < m.count; i++) {
		ENDS(m.label[i].name);
		ENDS(m.label[i].file);
		ENDS(m.label[i].initrd);
	}
	ENDS(m.ui);
	by = menu_conf_choose(&m, &label);
	fuzz_must(by != MENU_BY_NOBODY || label.file[0] == '\0',
	    "nobody boots nothing");
}

static void
read_script(const uint8_t *bytes, size_t size)
{
	static struct boot_script s;
	struct script_step step;
	size_t steps = 0;

	boot_script_init(&s, bytes, size);
	boot_script_set(&s, "mac", "52:54:00:12:34:56");
	while (boot_script_next(&s, &step)) {
		ENDS(step.name);
		fuzz_must(step.command != NULL, "each step has its word");
		fuzz_must(++steps < STEPS_MOST, "a script ends");
		fuzz_must(s.var_count <= SCRIPT_VARS, "variables are bounded");
		if (step.caught && size % 2 == 1)
			boot_script_failed(&s);
	}
}

static void
read_grub(const uint8_t *bytes, size_t size)
{
	static struct grub_conf g;
	struct grub_step step;
	size_t steps = 0;

	grub_conf_init(&g, bytes, size);
	ENDS(g.title);
	fuzz_must(g.chosen == SIZE_MAX || g.chosen < g.entries,
	    "the entry is one of them");
	while (grub_conf_next(&g, &step)) {
		ENDS(step.name);
		fuzz_must(++steps <= size, "each takes some of the text");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const uint8_t *, size_t) = {read_menu,
	    read_script, read_grub};
	uint8_t *copy;

	if (size == 0)
		return 0;
	copy = fuzz_copy(data + 1, size - 1);
	readers[data[0] % 3](copy, size - 1);
	free(copy);
	return 0;
}
