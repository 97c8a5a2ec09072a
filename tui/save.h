/* SPDX-License-Identifier: ISC */
#ifndef TUI_SAVE_H
#define TUI_SAVE_H

#include "core/base/addr.h"
#include "core/boot/frame_pick.h"
#include "tui/bundle.h"
#include "tui/input.h"

struct app;
struct story;

/*
 * Packets into a file: the operator names it, the watch thread is asked for
 * the frames, and they are written when they have come.  One at a time.
 */
enum save_what { SAVE_NONE, SAVE_FILE, SAVE_BUNDLE, SAVE_LOOK };

struct saving {
	struct frame_pick *pick; /* not asked for yet */
	enum save_what waits; /* for frames that are on their way */
	struct mac mac; /* whose bundle */
	char path[INPUT_MAX];
};

/* The same for one boot, for what the lines shown are about, for machines. */
void save_boot(struct app *app, const struct mac *mac, size_t back);
void save_lines(struct app *app);
void save_machines(struct app *app);

/* Everything that is known of a machine, in a directory of its own. */
void save_bundle(struct app *app, const struct mac *mac);

/* Nothing is saved: payload_found gets a machine's frames of a moment. */
void save_look(struct app *app, const struct mac *mac, int64_t from_us,
    int64_t to_us);

void save_done(struct saving *s);

/* What came of a pick. */
struct saved {
	size_t count; /* frames written */
	size_t told; /* of them made from the console's record */
	size_t cut; /* of those not whole */
	bool heads; /* of bulk data no more */
	bool too_many; /* machines were asked for */
	bool missing; /* there were more than room for them */
};

/*
 * Writes the pick's frames, and those made of the console's own record where
 * it has none, into a new file.  0 (no file where there are no frames), or
 * the error of capture_write_open or -PX_EIO.
 */
int save_frames(const struct bundle *b, const char *path, struct saved *ret);

#endif
