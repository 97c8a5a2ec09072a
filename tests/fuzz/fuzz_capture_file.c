/* SPDX-License-Identifier: ISC */
/* Any file: it is a capture, or why it is none is said. */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "core/io/capture_file.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const int fd = memfd_create("capture", MFD_CLOEXEC);
	struct capture_file *c;
	struct observe_frame f;
	char why[300], path[64];
	volatile unsigned sum = 0;
	struct text t;
	int got;

	fuzz_must(fd != -1 && write(fd, data, size) == (ssize_t)size,
	    "a file in memory");
	text_init(&t, path, sizeof(path));
	text_addf(&t, "/proc/self/fd/%d", fd);
	text_init(&t, why, sizeof(why));
	if (capture_file_open(&c, path, &t) == 0) {
		while ((got = capture_file_next(c, &f)) == 1)
			for (size_t i = 0; i < f.len; i++)
				sum += f.data[i];
		fuzz_must(got == 0 || capture_file_why(c)[0] != '\0',
		    "why it breaks off");
		capture_file_close(c);
	} else
		fuzz_must(why[0] != '\0', "why it is none");
	(void)sum; /* every byte was read: that is the test */
	(void)close(fd);
	return 0;
}
