/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdint.h>
#include <string.h>

#include "core/base/text.h"
#include "core/boot/boot_script.h"
#include "core/boot/elf_needed.h"
#include "core/boot/grub_conf.h"
#include "core/boot/menu_conf.h"

/* Configurations, scripts and modules: what a loader fetches next. */

static enum menu_by
choose(struct menu_conf *m, const char *bytes, struct menu_label *ret)
{
	char include[MENU_NAME];
	struct rbuf text;

	menu_conf_init(m);
	rbuf_init(&text, bytes, strlen(bytes));
	assert_false(menu_conf_read(m, &text, include));
	return menu_conf_choose(m, ret);
}

static void
a_menu_boots_what_pxelinux_would(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text;
		enum menu_by by;
		const char *ui, *file, *initrd;
		enum menu_run run;
	} rows[] = {
		{"", MENU_BY_NOBODY, "", "", "", MENU_KERNEL},
		{"default l\nlabel k\nkernel x\nlabel l\nkernel vmlinuz\n"
		    "append initrd=a,b root=/\n",
		    MENU_BY_ITSELF, "", "vmlinuz", "a,b", MENU_KERNEL},
		/* DEFAULT as a command of its own. */
		{"DEFAULT vmlinuz initrd=a quiet\n", MENU_BY_ITSELF, "",
		    "vmlinuz", "a", MENU_KERNEL},
		{"DEFAULT l\nPROMPT 1\nLABEL l\nKERNEL v\n", MENU_BY_PERSON,
		    "", "v", "", MENU_KERNEL},
		{"DEFAULT l\nPROMPT 1\nTIMEOUT 50\nLABEL l\nKERNEL v\n",
		    MENU_BY_TIMEOUT, "", "v", "", MENU_KERNEL},
		{"DEFAULT l\nPROMPT 1\nTIMEOUT 5\nONTIMEOUT o\nLABEL l\n"
		    "KERNEL v\nLABEL o\nLOCALBOOT 0\n",
		    MENU_BY_TIMEOUT, "", "0", "", MENU_LOCAL},
		/* A menu of old: its module is the DEFAULT. */
		{"DEFAULT menu.c32\nLABEL l\nKERNEL v\nLABEL m\n"
		    "MENU DEFAULT\nLINUX w\nINITRD a\nINITRD b\n",
		    MENU_BY_PERSON, "menu.c32", "w", "a,b", MENU_KERNEL},
		{"UI vesamenu.c32\nDEFAULT m\nTIMEOUT 30\nLABEL l\nKERNEL v\n"
		    "LABEL m\nCOM32 chain.c32\n",
		    MENU_BY_TIMEOUT, "vesamenu.c32", "chain.c32", "",
		    MENU_MODULE},
		/* An APPEND before all labels, and a label that is a file. */
		{"APPEND initrd=all\nDEFAULT l\nLABEL l\n", MENU_BY_ITSELF,
		    "", "l", "all", MENU_KERNEL},
		{"DEFAULT l\n# KERNEL no\nLABEL l\nCONFIG other.cfg\n",
		    MENU_BY_ITSELF, "", "other.cfg", "", MENU_CONFIG},
		{"LABEL l\nKERNEL v\n", MENU_BY_PERSON, "", "", "",
		    MENU_KERNEL},
	};
	/* clang-format on */
	static struct menu_conf m;
	struct menu_label label;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (choose(&m, rows[i].text, &label) != rows[i].by)
			fail_msg("row %zu: chosen in another way", i);
		assert_string_equal(menu_conf_ui(&m), rows[i].ui);
		assert_string_equal(label.file, rows[i].file);
		assert_string_equal(label.initrd, rows[i].initrd);
		assert_int_equal(label.run, rows[i].run);
	}
}

static void
an_include_is_read_where_it_stands(void **state)
{
	static const char first[] = "DEFAULT b\nINCLUDE x.cfg\nLABEL c\n";
	static const char second[] = "LABEL b\nKERNEL of-x\n";
	static struct menu_conf m;
	char include[MENU_NAME];
	struct menu_label label;
	struct rbuf a, b;

	(void)state;
	menu_conf_init(&m);
	rbuf_init(&a, first, strlen(first));
	rbuf_init(&b, second, strlen(second));
	assert_true(menu_conf_read(&m, &a, include));
	assert_string_equal(include, "x.cfg");
	assert_false(menu_conf_read(&m, &b, include));
	assert_false(menu_conf_read(&m, &a, include));
	assert_int_equal(m.count, 2);
	assert_int_equal(menu_conf_choose(&m, &label), MENU_BY_ITSELF);
	assert_string_equal(label.file, "of-x");
}

static void
labels_that_do_not_fit_are_counted(void **state)
{
	static char text[MENU_LABELS * 16 + 64];
	static struct menu_conf m;
	struct menu_label label;
	struct text t;
	int i;

	(void)state;
	text_init(&t, text, sizeof(text));
	for (i = 0; i < MENU_LABELS + 2; i++)
		text_add(&t, "LABEL l\nLINUX v\n");
	assert_false(t.cut);
	(void)choose(&m, text, &label);
	assert_int_equal(m.count, MENU_LABELS);
	assert_int_equal(m.left_out, 2);
}

/* The steps of a script as one line: "kernel x, boot ?" */
static void
run(struct text *t, const char *bytes, const char *missing)
{
	static struct boot_script s;
	struct script_step step;

	boot_script_init(&s, bytes, strlen(bytes));
	boot_script_set(&s, "mac", "52:54:00:12:34:56");
	boot_script_set(&s, "platform", "efi");
	while (boot_script_next(&s, &step)) {
		text_addf(t, "%s%s%s%s%s%s%s", t->len > 0 ? ", " : "",
		    step.command, step.name[0] != '\0' ? " " : "", step.name,
		    step.sure ? "" : "?", step.caught ? "|" : "",
		    step.known ? "" : "$");
		if (missing != NULL && step.caught &&
		    strcmp(step.name, missing) == 0)
			boot_script_failed(&s);
	}
}

static void
a_script_runs_as_ipxe_would(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *missing, *steps;
	} rows[] = {
		{"#!gpxe\nkernel a quiet\ninitrd b\nboot\nkernel c\n", NULL,
		    "kernel a, initrd b, boot"},
		{"#!ipxe\nset d http://x/${net0/mac}\nkernel ${d}/k\n", NULL,
		    "kernel http://x/52:54:00:12:34:56/k"},
		{"#!ipxe\nkernel ${unknown}/k\n", NULL,
		    "kernel ${unknown}/k$"},
		{"#!ipxe\nkernel a && initrd b && boot || shell\n", NULL,
		    "kernel a, initrd b, boot|"},
		{"#!ipxe\nchain a || chain b ||\nexit\n", NULL,
		    "chain a|, exit"},
		{"#!ipxe\nchain a || chain b ||\nexit\n", "a",
		    "chain a|, chain b|, exit"},
		{"#!ipxe\ngoto x\nkernel no\n:x\nsanboot iscsi:h::::t\n", NULL,
		    "sanboot iscsi:h::::t"},
		{"#!ipxe\niseq ${platform} efi && goto e ||\nchain bios\n"
		    ":e\nchain efi\n", NULL, "chain efi"},
		{"#!ipxe\niseq ${platform} pcbios && goto b ||\nchain e\n"
		    ":b\nchain b\n", NULL, "chain e"},
		{"#!ipxe\nisset ${x} || set x 5\ncpuid --ext 29 && set a 64 "
		    "|| set a 32\nkernel k${a}\n", NULL, "kernel k${a}$"},
		{"#!ipxe\ncpuid --ext 29 && goto y ||\nchain n\n:y\nchain y\n",
		    NULL, "goto y?|, chain n?, chain y?"},
		{"#!ipxe\nchoose --timeout 5 t && goto ${t}\n:a\nchain a\n",
		    NULL, "choose t, goto ${t}?$, chain a?"},
		{"#!ipxe\nkernel --name \"a b\" http://h/k\n", NULL,
		    "kernel http://h/k"},
		{"#!ipxe\nkernel \\\n  long\nexit\n", NULL,
		    "kernel long, exit"},
		{"#!ipxe\n# chain no\necho chain no\n", NULL, ""},
		{"#!ipxe\n:a\ngoto a\n", NULL, "goto$"},
		{"#!ipxe\ngoto nowhere\nchain no\n", NULL, ""},
	};
	/* clang-format on */
	char buf[512];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		run(&t, rows[i].text, rows[i].missing);
		/* A loop is never sure of anything. */
		if (strcmp(rows[i].steps, "goto$") == 0)
			assert_string_equal(buf, "goto?$");
		else
			assert_string_equal(buf, rows[i].steps);
	}
}

static void
grub_boots_its_default(void **state)
{
	/* clang-format off */
	static const struct {
		const char *text, *steps;
		size_t entries, chosen;
		bool waits;
	} rows[] = {
		{"linux /a x\ninitrd /b /c\n", "0 /a, 1 /b, 1 /c", 0,
		    SIZE_MAX, true},
		{"set timeout=5\nset default=1\n"
		    "menuentry 'A' {\n linux /a\n}\n"
		    "menuentry 'B' --class x {\n linux /b\n initrd /bi\n}\n",
		    "0 /b, 1 /bi", 2, 1, false},
		{"set default=\"the b\"\n"
		    "menuentry 'A' { linux /a; }\n"
		    "menuentry 'B' --id 'the b' { linux /b; initrd /i }\n",
		    "0 /b, 1 /i", 2, 1, true},
		{"set default=\"${saved}\"\nmenuentry 'A' { linux /a; }\n", "",
		    1, SIZE_MAX, true},
		{"set default=9\nmenuentry 'A' { linux /a; }\n", "0 /a", 1, 0,
		    true},
		{"if [ -e /x ]; then source /x; fi\nsource $prefix/y\n",
		    "3 /x?, 3 $prefix/y", 0, SIZE_MAX, true},
		{"function f {\n linux /no\n}\nsubmenu 'S' {\n"
		    " menuentry 'T' { linux /t; }\n}\n"
		    "set default=1\nmenuentry 'U' { chainloader /u }\n",
		    "2 /u", 2, 1, true},
		{"exit\n", "4 ", 0, SIZE_MAX, true},
	};
	/* clang-format on */
	static struct grub_conf g;
	struct grub_step step;
	char buf[256];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		grub_conf_init(&g, rows[i].text, strlen(rows[i].text));
		assert_int_equal(g.entries, rows[i].entries);
		assert_true(g.chosen == rows[i].chosen);
		assert_int_equal(g.waits, rows[i].waits);
		text_init(&t, buf, sizeof(buf));
		while (grub_conf_next(&g, &step))
			text_addf(&t, "%s%u %s%s", t.len > 0 ? ", " : "",
			    (unsigned)step.what, step.name,
			    step.sure ? "" : "?");
		assert_string_equal(buf, rows[i].steps);
	}
}

static void
put_little(struct wbuf *w, uint64_t v, size_t bytes)
{
	size_t i;

	for (i = 0; i < bytes; i++) {
		wbuf_u8(w, (uint8_t)v);
		v >>= 8;
	}
}

/* Loaded at 0x1000: two segments, the dynamic section, then the strings. */
static size_t
make_module(uint8_t file[512], bool wide, uint64_t needed)
{
	const size_t half = wide ? 8 : 4;
	const uint64_t table = wide ? 0x40 : 0x34;
	const uint64_t dynamic = 0xc0, strings = 0x130;
	struct wbuf w;
	int i;

	memset(file, 0, 512);
	wbuf_init(&w, file, 512);
	wbuf_put(&w, "\177ELF", 4);
	wbuf_u8(&w, wide ? 2 : 1);
	wbuf_u8(&w, 1);
	wbuf_zero(&w, (wide ? 0x20u : 0x1cu) - w.len);
	put_little(&w, table, half);
	wbuf_zero(&w, (wide ? 0x36u : 0x2au) - w.len);
	put_little(&w, wide ? 56 : 32, 2);
	put_little(&w, 2, 2);
	wbuf_zero(&w, table - w.len);
	for (i = 0; i < 2; i++) {
		const uint64_t at = i == 0 ? 0 : dynamic;

		put_little(&w, i == 0 ? 1 : 2, 4);
		if (wide)
			put_little(&w, 5, 4);
		put_little(&w, at, half);
		put_little(&w, at + 0x1000, half);
		put_little(&w, at + 0x1000, half);
		put_little(&w, i == 0 ? 512 : 8 * half, half);
		put_little(&w, 0, wide ? 16 : 12);
	}
	wbuf_zero(&w, dynamic - w.len);
	put_little(&w, 1, half);
	put_little(&w, needed, half);
	put_little(&w, 5, half);
	put_little(&w, strings + 0x1000, half);
	put_little(&w, 1, half);
	put_little(&w, 15, half);
	put_little(&w, 0, half);
	put_little(&w, 0, half);
	wbuf_zero(&w, strings - w.len);
	wbuf_str(&w, "");
	wbuf_str(&w, "libcom32.c32");
	wbuf_u8(&w, 0);
	wbuf_str(&w, "libutil.c32");
	assert_false(w.bad);
	return w.len;
}

static void
a_module_names_those_it_needs(void **state)
{
	uint8_t file[512];
	struct elf_needed n;
	size_t len, cut;
	int wide;

	(void)state;
	for (wide = 0; wide < 2; wide++) {
		len = make_module(file, wide == 1, 1);
		assert_true(elf_needed_read(&n, file, len));
		assert_int_equal(n.count, 2);
		assert_string_equal(n.name[0], "libcom32.c32");
		assert_string_equal(n.name[1], "libutil.c32");
		for (cut = 0; cut < len; cut++)
			if (elf_needed_read(&n, file, cut) && n.count > 1)
				fail_msg("%zu of %zu bytes are enough", cut,
				    len);
		/* Past the end, and an empty name. */
		len = make_module(file, wide == 1, 100000);
		assert_false(elf_needed_read(&n, file, len));
		len = make_module(file, wide == 1, 0);
		assert_false(elf_needed_read(&n, file, len));
	}
	assert_false(elf_needed_read(&n, "#!ipxe\n", 7));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_menu_boots_what_pxelinux_would),
	    cmocka_unit_test(an_include_is_read_where_it_stands),
	    cmocka_unit_test(labels_that_do_not_fit_are_counted),
	    cmocka_unit_test(a_script_runs_as_ipxe_would),
	    cmocka_unit_test(grub_boots_its_default),
	    cmocka_unit_test(a_module_names_those_it_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
