/* SPDX-License-Identifier: ISC */
/* First byte: an option's code; the rest: its value, shown in words. */
#include "tests/fuzz/fuzz.h"

#include "core/base/text.h"
#include "core/proto/dhcp_option.h"

static void
check_visible(const char *s)
{
	uint32_t code;
	size_t n;

	while (*s != '\0') {
		n = text_utf8_decode(s, strlen(s), &code);
		fuzz_must(n > 0 && text_width(code) > 0, "text is visible");
		s += n;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char large[65536 * 16];
	char small[24];
	struct text t;
	uint8_t *copy;

	if (size == 0)
		return 0;
	copy = fuzz_copy(data + 1, size - 1);
	text_init(&t, large, sizeof(large));
	dhcp_option_text(&t, data[0], copy, size - 1);
	check_visible(large);
	fuzz_must(t.len > 0 && t.len == strlen(large), "something is said");
	text_init(&t, small, sizeof(small));
	dhcp_option_text(&t, data[0], copy, size - 1);
	check_visible(small);
	fuzz_must(t.cut || strcmp(small, large) == 0, "cut and says so");
	free(copy);
	return 0;
}
