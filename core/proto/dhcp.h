/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_DHCP_H
#define CORE_PROTO_DHCP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/err.h"

/*
 * A DHCP or BOOTP message as bytes and as a value: decoding only.  What a
 * message means is for core/boot, how one is written for dhcp_image.h.
 * RFC 951, 2131, 2132, 3396 (long options), option overload read.
 */
#define DHCP_PORT_SERVER 67
#define DHCP_PORT_CLIENT 68
#define DHCP_PORT_PXE 4011 /* PXE 2.1: boot server discovery */
#define DHCP_COOKIE 0x63825363u
#define DHCP_FLAG_BROADCAST 0x8000u
#define DHCP_FIXED_LEN 236 /* up to the cookie */
#define DHCP_MIN_LEN 300 /* RFC 1542 2.1: what we send is never shorter */
#define DHCP_FILE_LEN 128
#define DHCP_SNAME_LEN 64
#define DHCP_MAX_OPTIONS 128
#define DHCP_JOIN_BYTES 2048

enum dhcp_op { DHCP_OP_REQUEST = 1, DHCP_OP_REPLY = 2 };

/* Option 53, RFC 2132 9.6; 0 where it is absent: BOOTP. */
enum dhcp_type {
	DHCP_BOOTP,
	DHCP_DISCOVER,
	DHCP_OFFER,
	DHCP_REQUEST,
	DHCP_DECLINE,
	DHCP_ACK,
	DHCP_NAK,
	DHCP_RELEASE,
	DHCP_INFORM,
	DHCP_FORCERENEW, /* RFC 3203 */
	DHCP_LEASEQUERY, /* RFC 4388, these four */
	DHCP_LEASEUNASSIGNED,
	DHCP_LEASEUNKNOWN,
	DHCP_LEASEACTIVE,
	DHCP_TYPE_COUNT /* the others come by TCP only */
};

/*
 * Apart from how a machine comes by its address: a relay's question about some
 * machine's lease and the answer to it, where chaddr is neither who speaks nor
 * who is spoken to; and FORCERENEW, which tells a system to ask again.
 */
static inline bool
dhcp_type_is_apart(enum dhcp_type type)
{
	return type >= DHCP_FORCERENEW && type <= DHCP_LEASEACTIVE;
}

/* The fixed part, addresses in host order. */
struct dhcp_head {
	uint8_t op, htype, hlen, hops;
	uint32_t xid;
	uint16_t secs, flags;
	uint32_t ciaddr, yiaddr, siaddr, giaddr;
	uint8_t chaddr[16];
};

enum dhcp_area { DHCP_IN_OPTIONS, DHCP_IN_FILE, DHCP_IN_SNAME };

/*
 * One option, its instances joined (RFC 3396).  data is borrowed from the
 * packet, or from the message's own join buffer when it came in pieces.
 */
struct dhcp_option {
	uint8_t code;
	uint8_t area; /* enum dhcp_area, of its first piece */
	uint8_t pieces;
	uint16_t len;
	uint16_t offset; /* of the first piece's code byte in the packet */
	const uint8_t *data;
};

/*
 * A decoded message: points into the packet and into itself, so it lives
 * where it was decoded and is never copied.
 */
struct dhcp_msg {
	struct dhcp_head head;
	enum dhcp_type type;
	bool has_cookie; /* false: plain BOOTP, no options */
	bool no_end; /* option area ran out without END */
	uint8_t overload; /* option 52: bit 0 file, bit 1 sname */
	const uint8_t *sname; /* DHCP_SNAME_LEN raw bytes */
	const uint8_t *file; /* DHCP_FILE_LEN raw bytes */
	size_t option_count, joined;
	uint8_t slot[256]; /* by code: 1 + its row below, 0: none */
	/* From here on only what is counted above holds anything. */
	struct dhcp_option options[DHCP_MAX_OPTIONS];
	uint8_t join[DHCP_JOIN_BYTES];
};

/*
 * Decodes data[0..len).  0, or a negative error with where in *reterr (may
 * be NULL): -PX_ESHORT, -PX_EHW (hlen > 16), -PX_EOPTION (length past the
 * end), -PX_EOPTLEN (a known option outside its table bounds where that
 * makes the message meaningless: 53, 52), -PX_EVALUE (a type that RFC 2132
 * does not have), -PX_EFULL.  A known option with a bad length that we only
 * read for information is kept and read as absent.  After a failure *m holds
 * nothing that may be used.
 *
 * A repeated option is joined, unless its row has a fixed length and its
 * first instance is whole: then that one counts.
 */
int dhcp_decode(struct dhcp_msg *m, const void *data, size_t len,
    struct fault *reterr);

/* An option or NULL; borrowed until the message goes. */
static inline const struct dhcp_option *
dhcp_find(const struct dhcp_msg *m, uint8_t code)
{
	const uint8_t slot = m->slot[code];

	return slot == 0 ? NULL : &m->options[slot - 1];
}

/* Typed reads: false, *ret untouched, when absent or of another length. */
bool dhcp_get_u8(const struct dhcp_msg *m, uint8_t code, uint8_t *ret);
bool dhcp_get_u16(const struct dhcp_msg *m, uint8_t code, uint16_t *ret);
bool dhcp_get_u32(const struct dhcp_msg *m, uint8_t code, uint32_t *ret);

/*
 * An option's text without trailing NULs copied as it is (not made visible)
 * into buf; false when absent or longer than cap - 1.
 */
bool dhcp_get_str(const struct dhcp_msg *m, uint8_t code, char *buf,
    size_t cap);

/* True when option 55 lists the code; false also when 55 is absent. */
bool dhcp_asks(const struct dhcp_msg *m, uint8_t code);

/*
 * The boot file and server name as the fields hold them, up to their NUL;
 * false and "" when the field is empty or overloaded.
 */
bool dhcp_file_field(const struct dhcp_msg *m, char buf[DHCP_FILE_LEN + 1]);
bool dhcp_sname_field(const struct dhcp_msg *m, char buf[DHCP_SNAME_LEN + 1]);

/*
 * True when option 77 holds `name`, either raw, as gPXE and iPXE send it, or
 * as one of RFC 3004's length-prefixed instances.
 */
bool dhcp_user_class(const struct dhcp_msg *m, const char *name);

/* "DISCOVER", ...; for BOOTP "BOOTREQUEST" or "BOOTREPLY" by op. */
const char *dhcp_type_name(enum dhcp_type type, uint8_t op);

#endif
