/* SPDX-License-Identifier: ISC */
/* A name as a client asks for it. */
#include "tests/fuzz/fuzz.h"

#include "core/boot/path.h"

static void
check_clean(const char *path)
{
	static char again[PATH_MAX_BYTES];
	const char *part = path;

	fuzz_must(path[0] != '\0' && path[0] != '/', "below the root");
	fuzz_must(strchr(path, '\\') == NULL, "no backslash");
	for (;;) {
		const size_t len = strcspn(part, "/");

		fuzz_must(len > 0, "no empty part");
		fuzz_must(len != 1 || part[0] != '.', "no '.'");
		fuzz_must(len != 2 || memcmp(part, "..", 2) != 0, "no '..'");
		if (part[len] == '\0')
			break;
		part += len + 1;
	}
	/* Names may end so, once they are no longer the end of option 67. */
	if ((unsigned char)path[strlen(path) - 1] == 0xff)
		return;
	fuzz_must(path_clean(again, sizeof(again), path) == 0,
	    "a clean path is clean");
	fuzz_must(strcmp(again, path) == 0, "and stays as it is");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char out[PATH_MAX_BYTES];
	char *name = malloc(size + 1);
	int err;

	fuzz_must(name != NULL, "memory");
	if (size > 0)
		memcpy(name, data, size);
	name[size] = '\0';
	memcpy(out, "before", 7);
	err = path_clean(out, sizeof(out), name);
	if (err == 0)
		check_clean(out);
	else
		fuzz_must(err < 0 && strcmp(out, "before") == 0,
		    "results are untouched on failure");
	free(name);
	return 0;
}
