/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_SEE_H
#define TESTS_UNIT_SEE_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/observe.h"

/* Frames of two machines, as an observer sees them, and what it tells. */
#define CLIENT 0xc0000264u
#define SERVER 0xc0000201u
#define OTHER 0xc0000203u
#define SECOND INT64_C(1000000)
#define SEE_MOST 64

extern struct event got[SEE_MOST];
extern size_t got_count;
extern size_t answered_count; /* that it is answered, which is not in got */
extern struct observe *o;
extern int64_t now_us; /* a millisecond more with each frame */
extern uint8_t hops; /* that a frame has behind it */
extern size_t snap; /* what a capture has of a frame at most; 0: all */

/* For cmocka. */
int see_setup(void **state);
int see_teardown(void **state);

/* Ends of a conversation. */
struct ends {
	uint32_t src, dst;
	uint16_t src_port, dst_port;
};

/* Each returns what the observer does. */
int see(const uint8_t *data, size_t len);
int see_udp(struct ends e, const void *data, size_t len, uint16_t vlan);
int see_segment(struct ends e, uint8_t flags, uint32_t seq, const void *data,
    size_t len);
int see_acked(struct ends e, uint8_t flags, uint32_t seq, uint32_t ack,
    const void *data, size_t len);
int see_tcp(struct ends e, uint8_t flags, uint32_t seq, const char *text);

#endif
