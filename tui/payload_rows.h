/* SPDX-License-Identifier: ISC */
#ifndef TUI_PAYLOAD_ROWS_H
#define TUI_PAYLOAD_ROWS_H

#include "core/boot/event.h"
#include "tui/packet_rows.h"

/*
 * The parts of a message that is not DHCP, in the order of its bytes: a TFTP
 * packet, the head of an HTTP message, an iSCSI login.
 */
bool payload_row(enum event_kind kind, const uint8_t *bytes, size_t len,
    size_t n, struct packet_row *ret);

#endif
