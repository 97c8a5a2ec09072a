/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_DHCP_IMAGE_H
#define CORE_PROTO_DHCP_IMAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/buf.h"
#include "core/proto/dhcp.h"

/*
 * A message to be sent, as a value: what it says, not yet how its bytes lie.
 * core/boot fills one, the screen and `explain` show it, dhcp_encode writes
 * it.
 */
#define DHCP_IMAGE_OPTIONS 64
#define DHCP_IMAGE_BYTES 2048

enum dhcp_weight {
	DHCP_MUST, /* no reply without it */
	DHCP_WEAK /* left out, last first, when the reply gets too long */
};

struct dhcp_image_option {
	uint8_t code;
	uint8_t weight; /* enum dhcp_weight */
	uint16_t len;
	uint16_t at; /* in bytes[] */
};

struct dhcp_image {
	struct dhcp_head head;
	char sname[DHCP_SNAME_LEN]; /* NUL-terminated */
	char file[DHCP_FILE_LEN]; /* NUL-terminated: at most 127 */
	bool bootp; /* plain BOOTP: RFC 951's 300 bytes, no option 53 */
	bool may_overload; /* option 52 is allowed when room is short */
	bool want_overload; /* 66 and 67 go into the fields, room or not */
	size_t option_count;
	struct dhcp_image_option options[DHCP_IMAGE_OPTIONS];
	size_t used;
	uint8_t bytes[DHCP_IMAGE_BYTES];
	int err; /* sticky: first error of an add */
};

void dhcp_image_init(struct dhcp_image *img);

/*
 * Adds an option; the bounds of the table row are checked (-PX_EOPTLEN,
 * -PX_ENOSPACE in img->err; -PX_EOPTION for 0, 52 and 255, which the encoder
 * writes itself).  A code already there is replaced.  Options go
 * out in the order of adding, 53 first and 82 last whatever the order.
 */
void dhcp_image_add(struct dhcp_image *img, uint8_t code, const void *data,
    size_t len, enum dhcp_weight weight);
void dhcp_image_add_u8(struct dhcp_image *img, uint8_t code, uint8_t v,
    enum dhcp_weight weight);
void dhcp_image_add_u16(struct dhcp_image *img, uint8_t code, uint16_t v,
    enum dhcp_weight weight);
void dhcp_image_add_u32(struct dhcp_image *img, uint8_t code, uint32_t v,
    enum dhcp_weight weight);

/* Text without its NUL, or with it (old ROMs read a C string). */
void dhcp_image_add_str(struct dhcp_image *img, uint8_t code, const char *s,
    bool with_nul, enum dhcp_weight weight);

/* Takes the option out again, if it is there. */
void dhcp_image_remove(struct dhcp_image *img, uint8_t code);

/* The option's row in the image, or NULL. */
const struct dhcp_image_option *dhcp_image_find(const struct dhcp_image *img,
    uint8_t code);

/* What encoding did with the image. */
struct dhcp_encoded {
	size_t len; /* bytes of the message */
	uint8_t overload; /* option 52 as written, 0: none */
	uint8_t dropped[DHCP_IMAGE_OPTIONS]; /* codes left out */
	size_t dropped_count;
};

/*
 * Writes the message, at most `max` bytes (from option 57 and the MTU),
 * padded to DHCP_MIN_LEN; values over 255 bytes are split (RFC 3396).  0, or
 * -PX_ENOSPACE when what must go out does not fit; img->err if set.
 */
int dhcp_encode(const struct dhcp_image *img, struct wbuf *w, size_t max,
    struct dhcp_encoded *ret);

#endif
