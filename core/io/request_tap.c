/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/request_tap.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/proto/frame.h"
#include "core/proto/tftp.h"

#define TFTP_PORT 69
#define DATAGRAM_MAX 2048 /* a request does not fill an Ethernet frame */

/*
 * Whole IPv4 datagrams of UDP to port 69 that begin with the opcode of a read
 * request: an acknowledgement of a transfer on that port wakes nobody.  Not
 * in frames to another MAC, which a capture (promiscuous) lets in: of a
 * mirrored port, or flooded by a switch, they are not for this host.
 */
/* clang-format off */
static struct sock_filter only_requests[] = {
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
	    (uint32_t)SKF_AD_OFF + SKF_AD_PKTTYPE),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OTHERHOST, 10, 0),
	BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 9),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_UDP, 0, 8),
	BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 6),
	BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, 0x3fff, 6, 0),
	BPF_STMT(BPF_LDX | BPF_B | BPF_MSH, 0),
	BPF_STMT(BPF_LD | BPF_H | BPF_IND, 2),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TFTP_PORT, 0, 3),
	BPF_STMT(BPF_LD | BPF_H | BPF_IND, 8),
	BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, TFTP_RRQ, 0, 1),
	BPF_STMT(BPF_RET | BPF_K, DATAGRAM_MAX),
	BPF_STMT(BPF_RET | BPF_K, 0),
};
/* clang-format on */

int
request_tap_open(void)
{
	const struct sock_fprog filter = {.filter = only_requests,
	    .len = sizeof(only_requests) / sizeof(only_requests[0])};
	const struct sockaddr_ll incoming = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_IP)};
	/* Protocol 0 until the filter stands: nothing else ever queues up. */
	const int fd = socket(AF_PACKET,
	    SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return errno == EPERM || errno == EACCES ? -PX_EACCESS :
							   -PX_ENET;
	if (setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
		sizeof(filter)) == 0 &&
	    bind(fd, (const struct sockaddr *)&incoming, sizeof(incoming)) == 0)
		return fd;
	(void)close(fd);
	return -PX_ENET;
}

int
request_tap_recv(int fd, void *buf, size_t cap, struct udp_from *ret)
{
	uint8_t bytes[DATAGRAM_MAX];
	const ssize_t got = recv(fd, bytes, sizeof(bytes), 0);
	struct frame f;

	if (got < 0)
		return errno == EAGAIN || errno == EINTR ? -PX_EAGAIN :
							   -PX_ENET;
	if (frame_decode(&f, FRAME_RAW_IP, bytes, (size_t)got) != 0 ||
	    f.kind != FRAME_UDP || f.dst_port != TFTP_PORT ||
	    f.len != f.wire_len || f.len > cap)
		return -PX_EPROTO;
	memcpy(buf, f.data, f.len);
	*ret = (struct udp_from){.src = f.src,
	    .src_port = f.src_port,
	    .dst = f.dst,
	    .local = f.dst};
	return (int)f.len;
}
