/* SPDX-License-Identifier: ISC */
#include "core/boot/finding.h"

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
