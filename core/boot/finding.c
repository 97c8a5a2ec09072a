/* SPDX-License-Identifier: ISC */
#include "core/boot/finding.h"

#include <string.h>

bool
finding_of_fallback(const char *slug)
{
	static const char *const slugs[] = {"http-failed",
	    "http-boot-incomplete", "http-boot-response"};
	size_t i;

	for (i = 0; i < sizeof(slugs) / sizeof(slugs[0]); i++)
		if (strcmp(slug, slugs[i]) == 0)
			return true;
	return false;
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
