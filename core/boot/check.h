/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_CHECK_H
#define CORE_BOOT_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/loaders.h"

/*
 * Judges a setting when it is made, so that no client ever discovers it:
 * names over 127 bytes, missing files, loaders of the wrong machine type,
 * broken root paths.
 */

/* What is known of files: asked through one function, so that this is pure. */
struct file_fact {
	int err; /* 0, -PX_ENOENT, -PX_EACCESS, -PX_EISDIR, -PX_EESCAPE... */
	enum loader_kind kind;
	uint64_t size; /* in bytes */
};

struct file_lookup {
	void *arg;
	/* NULL: the root cannot be looked at; files are taken on trust */
	void (*look)(void *arg, const char *name, struct file_fact *ret);
	/* a file that is there and may be meant by a name that is not; NULL */
	bool (*like)(void *arg, const char *name, char *ret, size_t cap);
	/* a folder below the top one that has this file, and `beside` ("":
	 * whatever) with it; NULL */
	bool (*find)(void *arg, const char *name, const char *beside, char *ret,
	    size_t cap);
};

/*
 * Is this text a good value for the key?  0 and, where `why` holds text, a
 * warning; negative error and the reason, naming the key and what to do.
 * An empty value always passes: it clears the key.
 */
int check_value(enum key key, const char *value, const struct book *book,
    const struct file_lookup *files, struct text *why);

/*
 * What the whole host still lacks for its mode and once (iscsi without
 * target, gpxe without script...): warnings, one a line; true when there are
 * any.  `modes` are the mode defaults.
 */
bool check_host(const struct host *h, const struct book *book,
    struct text *why);

/* Does the name leave this machine: scheme://... ? */
bool name_is_url(const char *name);

#endif
