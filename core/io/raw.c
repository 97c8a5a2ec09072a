/* SPDX-License-Identifier: ISC */
#include "config.h"

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

/* One message in the kernel's words. */
struct piece {
	struct sockaddr_ll to;
	struct iovec iov;
	uint8_t bytes[FRAME_MAX];
};

static bool
write_piece(struct piece *p, struct msghdr *msg, const struct raw_out *o)
{
	struct wbuf w;

	wbuf_init(&w, p->bytes, sizeof(p->bytes));
	udp_frame_encode(&o->frame, &w);
	p->to = (struct sockaddr_ll){.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_IP),
	    .sll_ifindex = (int)o->ifindex,
	    .sll_halen = ETH_ALEN};
	memcpy(p->to.sll_addr, o->frame.dst_mac.b, ETH_ALEN);
	p->iov = (struct iovec){.iov_base = p->bytes, .iov_len = w.len};
	*msg = (struct msghdr){.msg_name = &p->to,
	    .msg_namelen = sizeof(p->to),
	    .msg_iov = &p->iov,
	    .msg_iovlen = 1};
	return !w.bad;
}

int
raw_send_many(int fd, const struct raw_out *list, size_t count)
{
	struct piece pieces[RAW_BATCH];
	struct mmsghdr msgs[RAW_BATCH];
	unsigned n = 0;
	int sent;

	while (n < count && n < RAW_BATCH &&
	    write_piece(&pieces[n], &msgs[n].msg_hdr, &list[n]))
		n++;
	if (n == 0)
		return -PX_ENOSPACE;
	sent = sendmmsg(fd, msgs, n, 0);
	return sent > 0 ? sent : -PX_ENET;
}
