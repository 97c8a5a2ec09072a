/* SPDX-License-Identifier: ISC */
/* One datagram. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/tftp.h"

static bool
has(const struct tftp_options *o, enum tftp_option which)
{
	return (o->set & 1u << which) != 0;
}

static void
check_options(const struct tftp_options *o)
{
	uint8_t i, seen = 0;

	fuzz_must(o->count <= TFTP_OPTION_COUNT, "no more options than exist");
	for (i = 0; i < o->count; i++) {
		fuzz_must(o->order[i] < TFTP_OPTION_COUNT, "known options");
		fuzz_must((seen & 1u << o->order[i]) == 0, "each one once");
		seen = (uint8_t)(seen | 1u << o->order[i]);
	}
	fuzz_must(seen == o->set, "the order holds what is set");
	fuzz_must(!has(o, TFTP_BLKSIZE) ||
		(o->blksize >= TFTP_BLKSIZE_MIN &&
		    o->blksize <= TFTP_BLKSIZE_MAX),
	    "blksize in range");
	fuzz_must(!has(o, TFTP_TIMEOUT) || o->timeout > 0, "timeout in range");
	fuzz_must(!has(o, TFTP_WINDOWSIZE) || o->windowsize > 0,
	    "windowsize in range");
}

static void
check_round_trip(const struct tftp_options *o)
{
	static uint8_t out[256];
	struct tftp_packet again;
	struct wbuf w;

	wbuf_init(&w, out, sizeof(out));
	tftp_encode_oack(&w, o);
	fuzz_must(!w.bad, "an OACK always fits");
	fuzz_must(tftp_decode(&again, out, w.len, NULL) == 0,
	    "our own bytes decode");
	fuzz_must(again.options.set == o->set &&
		memcmp(again.options.order, o->order, o->count) == 0,
	    "the same options in the same order");
	fuzz_must(again.options.blksize == o->blksize &&
		again.options.timeout == o->timeout &&
		again.options.tsize == o->tsize &&
		again.options.windowsize == o->windowsize,
	    "with the same values");
	fuzz_must(again.options.ignored == 0, "none of them strange");
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(data, size);
	struct tftp_packet p = {.block = 4711};
	struct fault fault = {0};
	const int err = tftp_decode(&p, copy, size, &fault);

	if (err < 0) {
		fuzz_must(fault.err == err, "a fault says what it returned");
		fuzz_must(fault.offset <= size, "and where");
		fuzz_must(p.block == 4711, "results are untouched on failure");
	} else {
		fuzz_must(p.op >= TFTP_RRQ && p.op <= TFTP_OACK, "known");
		check_options(&p.options);
		check_round_trip(&p.options);
		/* Strings end within the packet: reading them proves it. */
		fuzz_must(p.file == NULL || strlen(p.file) < size, "name");
		fuzz_must(p.message == NULL || strlen(p.message) < size,
		    "message");
		fuzz_must(p.data_len < size, "data");
	}
	free(copy);
	return 0;
}
