/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_ADDR_H
#define CORE_BASE_ADDR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "core/base/buf.h"

/*
 * Addresses as values.  An IPv4 address is a uint32_t in host order
 * everywhere in this program (0 = none); only buf.h turns it into bytes.
 */
struct mac {
	uint8_t b[6];
};

#define MAC_TEXT 18 /* "52:54:00:12:34:56" and NUL */
#define IP4_TEXT 16 /* "255.255.255.255" and NUL */

/*
 * Reads 52:54:00:12:34:56, with '-' for ':', 5254.0012.3456 or
 * 525400123456, any case; the whole string.  -PX_EVALUE otherwise.
 */
int mac_parse(struct mac *ret, const char *s);

/* Writes lower case with colons; returns buf. */
const char *mac_format(char buf[MAC_TEXT], const struct mac *m);

/* The next six bytes; nothing where they are not there, and the cursor bad. */
void mac_read(struct mac *ret, struct rbuf *r);

/* Its 48 bits as a number; the order of the bytes is the machine's. */
static inline uint64_t
mac_number(const struct mac *m)
{
	uint32_t four;
	uint16_t two;

	/* Six bytes copied into eight would be waited for. */
	memcpy(&four, m->b, sizeof(four));
	memcpy(&two, m->b + sizeof(four), sizeof(two));
	return (uint64_t)two << 32 | four;
}

static inline bool
mac_equal(const struct mac *a, const struct mac *b)
{
	return mac_number(a) == mac_number(b);
}

int mac_compare(const struct mac *a, const struct mac *b);

/* True for an address that a machine can have: not zero, not multicast. */
bool mac_usable(const struct mac *m);

/* Dotted quad, the whole string; -PX_EVALUE otherwise. */
int ip4_parse(uint32_t *ret, const char *s);
const char *ip4_format(char buf[IP4_TEXT], uint32_t addr);

/* Not 0/8, loopback, multicast, reserved or broadcast. */
bool ip4_usable(uint32_t addr);

#endif
