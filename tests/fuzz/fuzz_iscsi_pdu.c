/* SPDX-License-Identifier: ISC */
/* Names are texts, and every status has its words. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/iscsi_pdu.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t *copy = fuzz_copy(data, size);
	struct iscsi_pdu p;

	if (iscsi_pdu_decode(&p, copy, size)) {
		fuzz_must(memchr(p.initiator, 0, sizeof(p.initiator)) != NULL &&
			memchr(p.target, 0, sizeof(p.target)) != NULL,
		    "names end");
		fuzz_must(iscsi_status_text(p.status_class, p.status_detail) !=
			NULL,
		    "a status has words");
	}
	free(copy);
	return 0;
}
