/* SPDX-License-Identifier: ISC */
/* First byte even: option 43 follows, odd: option 175. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

static void
try_pxe(const uint8_t *data, size_t size)
{
	static struct pxe_vendor v, again;
	static uint8_t out[2048];
	struct fault fault = {0};
	struct wbuf w;

	if (pxe_decode(&v, data, size, &fault) < 0) {
		fuzz_must(fault.err < 0, "a fault says what it returned");
		return;
	}
	wbuf_init(&w, out, sizeof(out));
	pxe_encode(&v, &w);
	/* Tags given twice may be too much for one. */
	if (w.bad)
		return;
	fuzz_must(pxe_decode(&again, out, w.len, NULL) == 0,
	    "our own bytes decode");
	fuzz_must(memcmp(&v, &again, sizeof(v)) == 0, "and say the same");
}

static void
try_gpxe(const uint8_t *data, size_t size)
{
	static struct gpxe_info g, again;
	static uint8_t out[1024];
	struct wbuf w;

	if (gpxe_decode(&g, data, size, NULL) < 0)
		return;
	wbuf_init(&w, out, sizeof(out));
	gpxe_encode(&g, &w);
	fuzz_must(!w.bad, "a server's part always fits");
	fuzz_must(gpxe_decode(&again, out, w.len, NULL) == 0,
	    "our own bytes decode");
	fuzz_must(again.keep_san == g.keep_san &&
		again.skip_san_boot == g.skip_san_boot &&
		again.no_pxedhcp == g.no_pxedhcp &&
		again.has_priority == g.has_priority &&
		again.priority == g.priority &&
		strcmp(again.username, g.username) == 0 &&
		strcmp(again.password, g.password) == 0,
	    "and say the same");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;

	if (size == 0)
		return 0;
	copy = fuzz_copy(data + 1, size - 1);
	if ((data[0] & 1) == 0)
		try_pxe(copy, size - 1);
	else
		try_gpxe(copy, size - 1);
	free(copy);
	return 0;
}
