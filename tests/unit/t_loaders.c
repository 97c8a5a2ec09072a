/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/loaders.h"

#define HEAD 1024

static uint8_t head[HEAD];

/* A PE image of this machine type, its header at `pe`. */
static void
make_pe(size_t pe, uint16_t machine)
{
	memset(head, 0, sizeof(head));
	memcpy(head, "MZ", 2);
	head[0x3c] = (uint8_t)pe;
	head[0x3d] = (uint8_t)(pe >> 8);
	memcpy(head + pe, "PE\0\0", 4);
	head[pe + 4] = (uint8_t)machine;
	head[pe + 5] = (uint8_t)(machine >> 8);
}

static void
pe_machines_are_told_apart(void **state)
{
	static const struct {
		uint16_t machine;
		enum loader_kind kind;
	} rows[] = {
	    {0x014c, LOADER_IA32},
	    {0x8664, LOADER_X64},
	    {0x01c0, LOADER_ARM32},
	    {0x01c2, LOADER_ARM32},
	    {0x01c4, LOADER_ARM32},
	    {0xaa64, LOADER_ARM64},
	    {0x0200, LOADER_OTHER},
	    {0x5064, LOADER_OTHER},
	};
	size_t i, len;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		make_pe(0xc0, rows[i].machine);
		assert_int_equal(loader_kind(head, HEAD), rows[i].kind);
		assert_int_equal(loader_kind(head, 0xc6), rows[i].kind);
		for (len = 0; len < 0xc6; len++)
			assert_int_equal(loader_kind(head, len), LOADER_OTHER);
	}
	make_pe(0xc0, 0x8664);
	memset(head + 0x3c, 0xff, 4); /* a header beyond everything */
	assert_int_equal(loader_kind(head, HEAD), LOADER_OTHER);
}

static void
other_heads_are_told_apart(void **state)
{
	/* pxelinux.0 and gpxe.pxe begin with a far jump. */
	static const uint8_t pxelinux[] = {0xea, 0x24, 0x7c, 0, 0, 0x90};
	static const uint8_t cli[] = {0xfa, 0x31, 0xc0};
	static const uint8_t elf[] = {0x7f, 'E', 'L', 'F'};
	static const uint8_t gzip[] = {0x1f, 0x8b, 8};
	size_t len;

	(void)state;
	assert_int_equal(loader_kind(pxelinux, sizeof(pxelinux)), LOADER_BIOS);
	assert_int_equal(loader_kind(cli, sizeof(cli)), LOADER_BIOS);
	assert_int_equal(loader_kind(elf, sizeof(elf)), LOADER_OTHER);
	assert_int_equal(loader_kind(gzip, sizeof(gzip)), LOADER_OTHER);
	assert_int_equal(loader_kind("#!gpxe\n", 7), LOADER_SCRIPT);
	assert_int_equal(loader_kind("#!ipxe\n", 7), LOADER_IPXE_SCRIPT);
	assert_int_equal(loader_kind("#!/bin/sh\n", 10), LOADER_OTHER);
	for (len = 0; len < 6; len++)
		assert_int_equal(loader_kind("#!gpxe", len), LOADER_OTHER);
	/* A kernel with an EFI stub is PE too, and a kernel first. */
	make_pe(0xc0, 0x8664);
	memcpy(head + 0x202, "HdrS", 4);
	assert_int_equal(loader_kind(head, HEAD), LOADER_LINUX);
	assert_int_equal(loader_kind(head, 0x205), LOADER_X64);
}

static void
every_pair_of_loader_and_rom_is_judged(void **state)
{
	/* clang-format off */
	static const struct {
		enum loader_kind kind;
		const char *runs; /* one letter an architecture, in order */
	} rows[] = { /*        U B 3 6 a A u S O */
		{LOADER_OTHER,       "yy----yyy"},
		{LOADER_BIOS,        "yy-------"},
		{LOADER_IA32,        "--y------"},
		{LOADER_X64,         "---y-----"},
		{LOADER_ARM32,       "----y-y--"},
		{LOADER_ARM64,       "-----yy--"},
		{LOADER_SCRIPT,      "---------"},
		{LOADER_IPXE_SCRIPT, "---------"},
		{LOADER_LINUX,       "--yy-----"},
	};
	/* clang-format on */
	size_t i;
	int arch;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(strlen(loader_kind_name(rows[i].kind)) > 3);
		for (arch = 0; arch < ARCH_COUNT; arch++)
			assert_int_equal(loader_fits(rows[i].kind,
					     (enum client_arch)arch),
			    rows[i].runs[arch] == 'y');
	}
}

static void
every_row_is_found_and_bounded(void **state)
{
	const struct loader_row *rows, *row;
	size_t i, j, n;

	(void)state;
	rows = loader_rows(&n);
	assert_true(n > 0);
	assert_true(n <= MODE_COUNT * ARCH_COUNT);
	for (i = 0; i < n; i++) {
		assert_ptr_equal(loader_row(rows[i].mode, rows[i].arch),
		    &rows[i]);
		assert_non_null(rows[i].candidates[0]);
		for (j = 0; j < LOADER_CANDIDATES; j++)
			if (rows[i].candidates[j] != NULL)
				assert_true(
				    strlen(rows[i].candidates[j]) < 128);
	}
	row = loader_row(MODE_GPXE, ARCH_X64);
	assert_ptr_equal(loader_row(MODE_ISCSI, ARCH_X64), row);
	assert_ptr_equal(loader_row(MODE_ISCSI_INSTALL, ARCH_X64), row);
	assert_null(loader_row(MODE_LOCAL, ARCH_X64));
	assert_null(loader_row(MODE_IGNORE, ARCH_BIOS));
	assert_null(loader_row(MODE_NONE, ARCH_BIOS));
	assert_null(loader_row(MODE_PXELINUX, ARCH_UBOOT));
	assert_null(loader_row(MODE_PXELINUX, ARCH_SLOF));
	assert_null(loader_row(MODE_GPXE, ARCH_OTHER));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(pe_machines_are_told_apart),
	    cmocka_unit_test(other_heads_are_told_apart),
	    cmocka_unit_test(every_pair_of_loader_and_rom_is_judged),
	    cmocka_unit_test(every_row_is_found_and_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
