/* SPDX-License-Identifier: ISC */
#include "core/serve/frame_keep.h"

#include <stdlib.h>

#include "core/proto/dhcp.h"
#include "core/proto/tftp.h"

#define HEAD_BYTES 128 /* of bulk data: past any tags, IP, UDP and TFTP */

struct frame_ring *
frame_keep_new(void)
{
	void *memory = malloc(frame_ring_size(KEEP_FRAMES, KEEP_BYTES));

	return memory == NULL ?
	    NULL :
	    frame_ring_init(memory, KEEP_FRAMES, KEEP_BYTES);
}

void
frame_keep_free(struct frame_ring *r)
{
	free(r);
}

static bool
is_message_port(uint16_t port)
{
	return port == DHCP_PORT_SERVER || port == DHCP_PORT_CLIENT ||
	    port == DHCP_PORT_PXE || port == TFTP_PORT;
}

/* TFTP DATA, as far as it can be told without the transfer's request. */
static bool
is_bulk(const struct observe_frame *f)
{
	struct frame head;

	return f->len > HEAD_BYTES &&
	    frame_decode(&head, f->link, f->data, f->len) == 0 &&
	    head.kind == FRAME_UDP && !is_message_port(head.src_port) &&
	    !is_message_port(head.dst_port) && head.len >= 4 &&
	    head.data[0] == 0 && head.data[1] == TFTP_DATA;
}

void
frame_keep_put(struct frame_ring *r, const struct observe_frame *f)
{
	struct observe_frame cut = *f;

	if (is_bulk(f)) {
		if (cut.wire_len < cut.len)
			cut.wire_len = cut.len;
		cut.len = HEAD_BYTES;
	}
	frame_ring_put(r, &cut);
}
