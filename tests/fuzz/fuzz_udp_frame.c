/* SPDX-License-Identifier: ISC */
/* A frame that is taken is written so that it is taken as the same. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/udp_frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t out[65536 + UDP_FRAME_HEAD];
	uint8_t *copy = fuzz_copy(data, size);
	struct udp_frame f, again;
	struct wbuf w;

	if (udp_frame_decode(&f, copy, size) == 0) {
		wbuf_init(&w, out, sizeof(out));
		udp_frame_encode(&f, &w);
		fuzz_must(!w.bad, "a frame that was read can be written");
		fuzz_must(udp_frame_decode(&again, out, w.len) == 0,
		    "our own frame is taken");
		fuzz_must(mac_equal(&f.dst_mac, &again.dst_mac) &&
			mac_equal(&f.src_mac, &again.src_mac) &&
			f.src == again.src && f.dst == again.dst &&
			f.src_port == again.src_port &&
			f.dst_port == again.dst_port && f.len == again.len,
		    "and means the same");
		fuzz_must(memcmp(f.data, again.data, f.len) == 0,
		    "and carries the same");
	}
	free(copy);
	return 0;
}
