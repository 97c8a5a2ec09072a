/* SPDX-License-Identifier: ISC */
/* Modules that an ELF file names: bounded, none empty, and all are text. */
#include "tests/fuzz/fuzz.h"

#include "core/boot/elf_needed.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct elf_needed n;
	uint8_t *copy = fuzz_copy(data, size);
	size_t i;

	(void)elf_needed_read(&n, copy, size);
	fuzz_must(n.count <= ELF_NEEDED, "no more than there is room for");
	for (i = 0; i < n.count; i++)
		fuzz_must(n.name[i][0] != '\0' &&
			memchr(n.name[i], '\0', ELF_NAME) != NULL,
		    "a name");
	free(copy);
	return 0;
}
