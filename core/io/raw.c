/* SPDX-License-Identifier: ISC */
#include "core/io/raw.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>

#define FRAME_MAX 2048 /* more than any DHCP message that we build */

int
raw_open(void)
{
	/* Protocol 0: bound to no protocol, so nothing ever queues up. */
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd != -1)
		return fd;
	return errno == EPERM || errno == EACCES ? -PX_EACCESS : -PX_ENET;
}

int
raw_send(int fd, unsigned ifindex, const struct udp_frame *f)
{
	struct sockaddr_ll to = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_IP),
	    .sll_ifindex = (int)ifindex,
	    .sll_halen = ETH_ALEN};
	uint8_t frame[FRAME_MAX];
	struct wbuf w;

	memcpy(to.sll_addr, f->dst_mac.b, ETH_ALEN);
	wbuf_init(&w, frame, sizeof(frame));
	udp_frame_encode(f, &w);
	if (w.bad)
		return -PX_ENOSPACE;
	if (sendto(fd, frame, w.len, 0, (struct sockaddr *)&to, sizeof(to)) ==
	    -1)
		return -PX_ENET;
	return 0;
}
