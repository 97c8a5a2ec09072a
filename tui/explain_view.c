/* SPDX-License-Identifier: ISC */
#include "tui/explain_view.h"

#include "core/base/err.h"
#include "core/boot/path.h"

static bool
is_missing(const struct explain_view *v, const char *path,
    struct file_fact *fact)
{
	v->place->files.look(v->place->files.arg, path, fact);
	return fact->err == -PX_ENOENT;
}

/* In any case; false: it is not there, or not so. */
static bool
is_like(const struct explain_view *v, const char *path, char *ret, size_t cap)
{
	const struct file_lookup *l = &v->place->files;

	return v->manner.ignore_case && l->like != NULL &&
	    l->like(l->arg, path, ret, cap);
}

/* As core/serve/file_open does it: the path that is opened, and its fact. */
static void
resolve(const struct explain_view *v, const char *path, char *ret,
    struct file_fact *fact)
{
	char other[PATH_MAX_BYTES];

	(void)text_copy(ret, PATH_MAX_BYTES, path);
	if (!is_missing(v, path, fact))
		return;
	if (is_like(v, path, ret, PATH_MAX_BYTES)) {
		(void)is_missing(v, ret, fact);
		return;
	}
	if (!file_manner_fallback(&v->manner, path, other, sizeof(other)))
		return;
	if (is_missing(v, other, fact) &&
	    !is_like(v, other, ret, PATH_MAX_BYTES))
		return;
	if (fact->err == 0)
		(void)text_copy(ret, PATH_MAX_BYTES, other);
	else
		(void)is_missing(v, ret, fact);
}

static void
view_look(void *arg, const char *path, struct file_fact *ret)
{
	char there[PATH_MAX_BYTES];

	resolve(arg, path, there, ret);
}

static size_t
view_read(void *arg, const char *path, char *buf, size_t cap)
{
	const struct explain_view *v = arg;
	struct file_fact ignored = {.err = 0};
	char there[PATH_MAX_BYTES];

	resolve(v, path, there, &ignored);
	return v->place->read(v->place->files.arg, there, buf, cap);
}

void
explain_view_init(struct explain_view *v, const struct explain_place *place,
    const struct mac *mac)
{
	v->place = place;
	v->seen = *place;
	file_manner_find(&v->manner, place->book, mac,
	    place->facts.default_mode);
	if (place->files.look == NULL)
		return;
	v->seen.files = (struct file_lookup){.arg = v, .look = view_look};
	if (place->read != NULL)
		v->seen.read = view_read;
}
