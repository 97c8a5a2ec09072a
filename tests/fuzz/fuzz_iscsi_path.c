/* SPDX-License-Identifier: ISC */
/* A root path that is taken is written so that it is taken as the same. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/iscsi_path.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct iscsi_path p, again;
	struct fault fault = {0};
	char *copy = malloc(size + 1);
	char buf[512];
	struct text t;

	fuzz_must(copy != NULL, "memory");
	if (size > 0)
		memcpy(copy, data, size);
	copy[size] = '\0';
	if (iscsi_path_parse(&p, copy, &fault) < 0) {
		fuzz_must(fault.offset <= strlen(copy), "offset is inside");
		text_init(&t, buf, sizeof(buf));
		fuzz_must(!iscsi_path_guess(&t, copy) ||
			iscsi_path_parse(&again, buf, NULL) == 0,
		    "what it was meant as is taken");
	} else {
		text_init(&t, buf, sizeof(buf));
		iscsi_path_format(&t, &p);
		fuzz_must(!t.cut, "a path that was read can be written");
		fuzz_must(iscsi_path_parse(&again, buf, NULL) == 0,
		    "our own text is taken");
		fuzz_must(strcmp(p.server, again.server) == 0 &&
			p.port == again.port && p.lun == again.lun &&
			strcmp(p.target, again.target) == 0,
		    "and means the same");
	}
	free(copy);
	return 0;
}
