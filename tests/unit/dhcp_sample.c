/* SPDX-License-Identifier: ISC */
#include "tests/unit/dhcp_sample.h"

#include <string.h>

#include "core/base/buf.h"

static const struct {
	const char *what, *hex;
} samples[SAMPLE_COUNT] = {
#define SAMPLE(id, what, hex) [SAMPLE_##id] = {what, hex},
#include "tests/unit/dhcp_sample.def"
#undef SAMPLE
};

const char *
sample_what(enum sample s)
{
	return samples[s].what;
}

static void
put_hex(struct wbuf *w, const char *hex)
{
	static const char digits[] = "0123456789abcdef";
	unsigned high = 0, n = 0;
	const char *p;

	for (; *hex != '\0'; hex++) {
		if (*hex == ' ')
			continue;
		p = strchr(digits, *hex);
		if (n++ % 2 == 0)
			high = (unsigned)(p - digits);
		else
			wbuf_u8(w, (uint8_t)(high << 4 | (p - digits)));
	}
}

size_t
sample_bytes(enum sample s, uint8_t buf[SAMPLE_MAX])
{
	struct wbuf w;

	wbuf_init(&w, buf, SAMPLE_MAX);
	put_hex(&w, samples[s].hex);
	return w.len;
}

size_t
sample_make(uint8_t buf[SAMPLE_MAX], const char *options)
{
	struct wbuf w;

	wbuf_init(&w, buf, SAMPLE_MAX);
	put_hex(&w, "01010600 12345678 00000000");
	wbuf_zero(&w, 16);
	put_hex(&w, "0200000000c1");
	wbuf_zero(&w, 10 + 64 + 128);
	put_hex(&w, "63825363");
	put_hex(&w, options);
	wbuf_u8(&w, 255);
	return w.len;
}
