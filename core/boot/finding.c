/* SPDX-License-Identifier: ISC */
#include "core/boot/finding.h"

#include <string.h>

static bool
is_one_of(const char *const *slugs, const char *slug)
{
	while (*slugs != NULL && strcmp(*slugs, slug) != 0)
		slugs++;
	return *slugs != NULL;
}

bool
finding_follows(const char *slug, const char *other)
{
	static const char *const fallbacks[] = {"http-failed",
	    "http-boot-incomplete", "http-boot-response", NULL};
	static const char *const misread[] = {"overload-unread",
	    "name-trailing-ff", "name-last-char-lost", "file-field-ignored",
	    NULL};
	static const char *const requests[] = {"tftp-unanswered",
	    "asks-wrong-server", "file-missing", "file-refused",
	    "permission-denied", NULL};

	if (is_one_of(fallbacks, slug))
		return !is_one_of(fallbacks, other);
	return is_one_of(requests, slug) && is_one_of(misread, other);
}

const char *
severity_name(enum severity s)
{
	static const char *const names[] = {
	    [SEVERITY_NOTE] = "note",
	    [SEVERITY_WARNING] = "warning",
	    [SEVERITY_ERROR] = "error",
	};

	return names[s];
}

const char *
confidence_name(enum confidence c)
{
	static const char *const names[] = {
	    [CONFIDENCE_POSSIBLE] = "possible",
	    [CONFIDENCE_LIKELY] = "likely",
	    [CONFIDENCE_CERTAIN] = "certain",
	};

	return names[c];
}
