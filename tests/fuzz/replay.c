/* SPDX-License-Identifier: ISC */
/*
 * A fuzz target without a fuzzer: runs every file of its corpus, and every
 * truncation of the small ones, through LLVMFuzzerTestOneInput.  The corpus
 * of fuzz_NAME is tests/fuzz/corpus/NAME, or the files on the command line.
 */
#include "tests/fuzz/fuzz.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_MAX 65536
#define TRUNCATED_MAX 700

static int
replay_file(const char *path)
{
	static uint8_t bytes[INPUT_MAX];
	FILE *f = fopen(path, "rb");
	size_t n, len;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	n = fread(bytes, 1, sizeof(bytes), f);
	(void)fclose(f);
	(void)LLVMFuzzerTestOneInput(bytes, n);
	for (len = 0; n <= TRUNCATED_MAX && len < n; len++)
		(void)LLVMFuzzerTestOneInput(bytes, len);
	return 0;
}

static int
replay_folder(const char *folder)
{
	char path[1024];
	DIR *dir = opendir(folder);
	struct dirent *e;
	int count = 0;

	if (dir == NULL) {
		perror(folder);
		return -1;
	}
	while ((e = readdir(dir)) != NULL) {
		if (e->d_name[0] == '.')
			continue;
		(void)snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		if (replay_file(path) < 0)
			break;
		count++;
	}
	(void)closedir(dir);
	return e == NULL ? count : -1;
}

int
main(int argc, char **argv)
{
	const char *srcdir = getenv("srcdir");
	const char *name = strstr(argv[0], "fuzz_");
	char folder[512];
	int i, count;

	for (i = 1; i < argc; i++)
		if (replay_file(argv[i]) < 0)
			return 1;
	if (argc > 1)
		return 0;
	if (name == NULL)
		return 1;
	(void)snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
	    srcdir == NULL ? "." : srcdir, name + strlen("fuzz_"));
	count = replay_folder(folder);
	printf("%s: %d files\n", folder, count);
	/* An empty corpus proves nothing. */
	return count > 0 ? 0 : 1;
}
