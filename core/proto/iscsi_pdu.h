/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_ISCSI_PDU_H
#define CORE_PROTO_ISCSI_PDU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * iSCSI PDUs as a watcher reads them (RFC 7143 11.4, 11.12, 11.13): names
 * from the login request's text keys, status of its response, and whether a
 * command was for a LUN that is not there.  A capture may have cut the keys.
 */
enum iscsi_pdu_kind {
	ISCSI_PDU_LOGIN,
	ISCSI_PDU_LOGIN_RESPONSE,
	ISCSI_PDU_COMMAND_RESPONSE
};

struct iscsi_pdu {
	enum iscsi_pdu_kind kind;
	bool full_feature; /* transit to the full feature phase */
	char initiator[128], target[128]; /* foreign; "" = not seen */
	uint8_t status_class, status_detail; /* of a login response */
	bool no_lun; /* of a command: LOGICAL UNIT NOT SUPPORTED */
};

/* False when the bytes are none of these PDUs. */
bool iscsi_pdu_decode(struct iscsi_pdu *p, const void *data, size_t len);

/*
 * How long the login PDU is that begins here; 0: none does, or it is longer
 * than any login.  Eight bytes are enough to know.
 */
size_t iscsi_pdu_size(const void *data, size_t len);

/* What a refusing status means, in words: "target not found"... */
const char *iscsi_status_text(uint8_t status_class, uint8_t detail);

#endif
