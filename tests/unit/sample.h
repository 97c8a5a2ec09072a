/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_SAMPLE_H
#define TESTS_UNIT_SAMPLE_H

#include "tests/unit/unit.h"

#include "core/base/buf.h"
#include "core/boot/client.h"
#include "core/boot/reply.h"
#include "core/proto/dhcp.h"
#include "core/proto/dhcp_image.h"

/*
 * Requests made byte by byte as firmware sends them (lengths and options from
 * captures of real clients), and replies decoded by our own decoder.
 */
#define SAMPLE_ME 0x0a630001u /* 10.99.0.1 */
#define SAMPLE_MASK 0xffffff00u
#define SAMPLE_ADDR(n) (0x0a630000u + (n))

struct sample {
	uint8_t bytes[1500];
	struct wbuf w;
	struct dhcp_msg msg;
	struct boot_request request;
};

/* The kinds of client that the rows speak of. */
enum sample_client {
	SAMPLE_BIOS, /* a PXE ROM */
	SAMPLE_UEFI, /* EDK2, with its broadcast flag */
	SAMPLE_GPXE,
	SAMPLE_IPXE,
	SAMPLE_HTTP, /* EDK2's HTTP boot */
	SAMPLE_OS, /* dhclient: no 60, no 61 */
	SAMPLE_CLIENTS
};

/* A message with its head, 53, and what that client always sends. */
void sample_begin(struct sample *s, enum sample_client client,
    enum dhcp_type type, uint32_t mac);

/* The fixed part and the cookie only: BOOTP. */
void sample_head(struct sample *s, uint32_t mac);

void sample_put(struct sample *s, uint8_t code, const void *data, size_t len);
void sample_put_u32(struct sample *s, uint8_t code, uint32_t v);
void sample_set_u32(struct sample *s, size_t at, uint32_t v);
void sample_set_flags(struct sample *s, uint16_t flags);
void sample_ciaddr(struct sample *s, uint32_t addr);
void sample_giaddr(struct sample *s, uint32_t addr);

/* END; decodes and reads it as the server would: 0 or the error. */
int sample_end(struct sample *s);

struct mac sample_mac(uint32_t n);

/* A reply on the wire, decoded again. */
struct sample_reply {
	uint8_t bytes[1500];
	struct dhcp_encoded how;
	struct dhcp_msg msg;
	char file[DHCP_FILE_LEN + 1];
};

/* Encodes (into poisoned memory) and decodes; asserts that both work. */
void sample_reply(struct sample_reply *ret, const struct dhcp_image *img,
    size_t max);

/* The option has exactly these bytes. */
void sample_has(const struct sample_reply *p, uint8_t code, const void *data,
    size_t len);
void sample_has_u32(const struct sample_reply *p, uint8_t code, uint32_t v);
void sample_lacks(const struct sample_reply *p, uint8_t code);

#endif
