/* SPDX-License-Identifier: ISC */
#include "core/base/err.h"

#include <stddef.h>

/* clang-format off */
static const char *const texts[PX_ECOUNT] = {
	[PX_OK] = "no error",
#define X(name, text) [name] = text,
	PX_ERRORS(X)
#undef X
};
/* clang-format on */

const char *
err_text(int err)
{
	if (err > 0 || err <= -PX_ECOUNT)
		return "unknown error";
	return texts[-err];
}
