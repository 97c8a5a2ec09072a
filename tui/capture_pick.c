/* SPDX-License-Identifier: ISC */
#include "tui/capture_pick.h"

#include <string.h>
#include <sys/stat.h>

#include "core/boot/frame_pick.h"
#include "core/io/capture_file.h"

#define FULL_SEGMENT 1000 /* bytes: the middle of a body, but for its head */

static bool
is_body(const struct observe_frame *f)
{
	static const char answer[] = "HTTP/";
	const size_t n = sizeof(answer) - 1;
	struct frame head;

	return frame_decode(&head, f->link, f->data, f->len) == 0 &&
	    head.kind == FRAME_TCP && head.len >= FULL_SEGMENT &&
	    memcmp(head.data, answer, n) != 0;
}

static bool
fill(struct frame_pick *pick, const char *path, bool heads)
{
	struct capture_file *file;
	struct observe_frame f;
	char line[256];
	struct text why;

	text_init(&why, line, sizeof(line));
	if (capture_file_open(&file, path, &why) != 0)
		return false;
	while (capture_file_next(file, &f) == 1) {
		if (heads && (frame_is_bulk(&f) || is_body(&f)))
			frame_cut_bulk(&f);
		frame_pick_frame(pick, &f);
	}
	capture_file_close(file);
	return true;
}

bool
capture_pick(struct frame_pick *pick, const char *path)
{
	struct stat there;

	if (strcmp(path, "-") == 0 || stat(path, &there) != 0 ||
	    !S_ISREG(there.st_mode) || !fill(pick, path, false))
		return false;
	if (!pick->heads_do || pick->taken == frame_ring_count(pick->found))
		return true;
	frame_pick_again(pick);
	return fill(pick, path, true);
}
