/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_ISCSI_PATH_H
#define CORE_PROTO_ISCSI_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/err.h"
#include "core/base/text.h"

/*
 * iSCSI root paths, RFC 4173 section 5:
 *   iscsi:<server>:<protocol>:<port>:<LUN>:<target>
 * The first four separators split; the target may hold ':'; an IPv6 server
 * stands in brackets.  LUNs are hexadecimal groups with '-' (RFC 4173), the
 * port is decimal; empty fields mean TCP, 3260 and LUN 0.
 */
#define ISCSI_PORT 3260
#define ISCSI_NAME_MAX 223 /* RFC 3720 3.2.6.1 */

struct iscsi_path {
	char server[64]; /* a name or address, IPv6 without brackets */
	uint8_t protocol; /* 6 = TCP */
	uint16_t port; /* ISCSI_PORT where the path gives none */
	uint64_t lun; /* first group in the top 16 bits */
	char target[ISCSI_NAME_MAX + 1]; /* iqn., eui. or naa. */
};

/*
 * Parses the whole string.  -PX_EVALUE with the byte in reterr->offset: no
 * "iscsi:", fewer than five ':', a field that does not parse, no target.
 */
int iscsi_path_parse(struct iscsi_path *p, const char *s, struct fault *reterr);

/*
 * What a string that does not parse was meant to be, where that is plain: the
 * server and the target's name stand there, and what numbers there are can
 * each be one field only (6 is the protocol, over 255 a port, else a LUN).
 * Appended as iscsi_path_format does; false: not plain, nothing appended.
 */
bool iscsi_path_guess(struct text *t, const char *broken);

/* Writes it, defaults left empty: "iscsi:192.0.2.3::::iqn.2026-01.x:y". */
void iscsi_path_format(struct text *t, const struct iscsi_path *p);

/* LUN 1 <-> 0x0001000000000000 and the text form "1", "4752-3A4F-6b7e-2F99". */
int iscsi_lun_parse(uint64_t *ret, const char *s);
void iscsi_lun_format(struct text *t, uint64_t lun);

#endif
