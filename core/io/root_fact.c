/* SPDX-License-Identifier: ISC */
#include <sys/stat.h>
#include <unistd.h>

#include "core/boot/check.h"
#include "core/boot/path.h"
#include "core/io/root.h"

/* What loader_kind needs to see of a file. */
#define HEAD_BYTES 1024

void
root_fact(void *root, const char *name, struct file_fact *ret)
{
	char clean[PATH_MAX_BYTES];
	uint8_t head[HEAD_BYTES];
	struct stat st;
	ssize_t n;
	int fd;

	ret->kind = LOADER_OTHER;
	ret->size = 0;
	ret->err = path_clean(clean, sizeof(clean), name);
	if (ret->err != 0)
		return;
	fd = root_open_fd(root, clean);
	if (fd < 0) {
		ret->err = fd;
		return;
	}
	n = pread(fd, head, sizeof(head), 0);
	ret->size = fstat(fd, &st) == 0 ? (uint64_t)st.st_size : 0;
	(void)close(fd);
	if (n < 0)
		ret->err = -PX_EIO;
	else
		ret->kind = loader_kind(head, (size_t)n);
}
