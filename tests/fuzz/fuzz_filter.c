/* SPDX-License-Identifier: ISC */
#include "tests/fuzz/fuzz.h"

#include <string.h>

#include "tui/filter.h"

/* Any text is a filter; it is judged, completed and never read past its end. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct filter_row row = {.all = "web01 gpxe loader",
	    .field = {[FILTER_MODE] = "gpxe"}};
	char filter[257], rest[64];
	struct text t;

	if (size > 256)
		size = 256;
	memcpy(filter, data, size);
	filter[size] = '\0';
	(void)filter_match(filter, &row);
	(void)filter_wrong(filter);
	text_init(&t, rest, sizeof(rest));
	(void)filter_complete(filter, NULL, &t);
	return 0;
}
