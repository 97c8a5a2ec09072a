/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_DHCP_SAMPLE_H
#define TESTS_UNIT_DHCP_SAMPLE_H

#include <stddef.h>
#include <stdint.h>

/* Requests to test with: recorded ones, and ones made of options. */
enum sample {
#define SAMPLE(id, what, hex) SAMPLE_##id,
#include "tests/unit/dhcp_sample.def"
#undef SAMPLE
	SAMPLE_COUNT
};

#define SAMPLE_MAX 1500

const char *sample_what(enum sample s);

/* The bytes of a recorded request; returns how many. */
size_t sample_bytes(enum sample s, uint8_t buf[SAMPLE_MAX]);

/*
 * A request of 02:00:00:00:00:c1 with these options, as hexadecimal; blanks
 * between bytes are fine; the END is added.
 */
size_t sample_make(uint8_t buf[SAMPLE_MAX], const char *options);

#endif
