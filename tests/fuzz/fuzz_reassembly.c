/* SPDX-License-Identifier: ISC */
/*
 * Fragments in any order and overlap: records of six bytes (identity, offset,
 * flags, seconds, length of the piece) and the piece.  What comes out whole
 * holds what was put in.
 */
#include "tests/fuzz/fuzz.h"

#include "core/proto/reassembly.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct reassembly ra;
	int64_t now_us = 0;
	size_t at = 0;
	volatile unsigned sum = 0; /* every byte is read */

	reassembly_init(&ra);
	while (size - at >= 6) {
		const uint8_t *b = data + at;
		size_t len = (size_t)b[5] * 8;
		uint8_t *copy;
		struct frame f;

		at += 6;
		if (len > size - at)
			len = size - at;
		copy = fuzz_copy(data + at, len);
		memset(&f, 0, sizeof(f));
		f.kind = FRAME_FRAGMENT;
		f.ip_id = b[0] & 3;
		f.src = b[0] >> 6;
		f.protocol = (b[3] & 2) != 0 ? 17 : b[3];
		f.fragment_offset = (uint16_t)((b[1] << 8 | b[2]) & 0xfff8);
		f.more_fragments = (b[3] & 1) != 0;
		f.data = copy;
		f.len = len;
		f.wire_len = len + (b[3] >> 6);
		now_us += (int64_t)b[4] * 1000000;
		if (reassembly_add(&ra, &f, now_us)) {
			fuzz_must(f.kind != FRAME_FRAGMENT, "whole is whole");
			fuzz_must(f.len <= f.wire_len &&
				f.len <= REASSEMBLY_BYTES,
			    "and has room");
			for (size_t i = 0; i < f.len; i++)
				sum += f.data[i];
		}
		free(copy);
		at += len;
	}
	(void)sum;
	return 0;
}
