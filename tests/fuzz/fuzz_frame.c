/* SPDX-License-Identifier: ISC */
/* The first byte is the link, the rest a frame: no byte beyond it is read. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/frame.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy;
	struct frame f;

	if (size == 0)
		return 0;
	copy = fuzz_copy(data + 1, size - 1);
	if (frame_decode(&f, (enum frame_link)(data[0] % FRAME_LINK_COUNT),
		copy, size - 1) == 0) {
		fuzz_must(f.vlan_count <= FRAME_MAX_VLANS, "tags have room");
		fuzz_must(f.len == 0 ||
			(f.data >= copy && f.data + f.len <= copy + size - 1),
		    "the payload is in the frame");
		fuzz_must(f.len <= f.wire_len,
		    "captured is not more than sent");
	}
	free(copy);
	return 0;
}
