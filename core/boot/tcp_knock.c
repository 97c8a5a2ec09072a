/* SPDX-License-Identifier: ISC */
#include "core/boot/tcp_knock.h"

/* No firmware sends a SYN again so soon: iPXE waits 250 ms at first. */
#define COPY_US INT64_C(100000)

/* iPXE has sent four by then (at 0, 0.25, 0.75 and 1.75 s), Linux three. */
#define SILENT_TRIES 3
#define SILENT_US INT64_C(2500000)

bool
tcp_knock_is(const struct frame *f)
{
	return (f->tcp_flags & (FRAME_TCP_SYN | FRAME_TCP_ACK)) ==
	    FRAME_TCP_SYN;
}

static enum tcp_knock_told
take_syn(struct tcp_knock *k, const struct frame *f, int64_t now_us)
{
	if (k->tries == 0) {
		k->seq = f->tcp_seq;
		k->first_us = now_us;
	} else if (now_us - k->last_us < COPY_US)
		return KNOCK_GOES_ON;
	k->last_us = now_us;
	if (k->tries < UINT8_MAX)
		k->tries++;
	if (k->tries < SILENT_TRIES || now_us - k->first_us < SILENT_US)
		return KNOCK_GOES_ON;
	k->over = true;
	return KNOCK_SILENT;
}

/* RFC 9293 3.10.7.1: it acknowledges the SYN; another's is an older one's. */
static bool
is_refusal(const struct tcp_knock *k, const struct frame *f)
{
	return k->tries > 0 && (f->tcp_flags & FRAME_TCP_RST) != 0 &&
	    (f->tcp_flags & FRAME_TCP_ACK) != 0 && f->tcp_ack == k->seq + 1;
}

enum tcp_knock_told
tcp_knock_take(struct tcp_knock *k, const struct frame *f, bool from_client,
    int64_t now_us)
{
	if (k->over)
		return KNOCK_GOES_ON;
	if (from_client && tcp_knock_is(f))
		return take_syn(k, f, now_us);
	k->over = true;
	return !from_client && is_refusal(k, f) ? KNOCK_REFUSED : KNOCK_GOES_ON;
}
