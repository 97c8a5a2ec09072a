/* SPDX-License-Identifier: ISC */
#include "core/io/packet.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/base/text.h"

static int
fail(int fd)
{
	const int err = errno == EPERM || errno == EACCES ? -PX_EACCESS :
							    -PX_ENET;

	if (fd >= 0)
		(void)close(fd);
	return err;
}

/* To this MAC or to all, and not our own on their way out. */
static int
only_for(int fd, const struct mac *mac)
{
	const uint32_t high = (uint32_t)mac->b[0] << 8 | mac->b[1];
	const uint32_t low = (uint32_t)mac->b[2] << 24 |
	    (uint32_t)mac->b[3] << 16 | (uint32_t)mac->b[4] << 8 | mac->b[5];
	/* clang-format off */
	struct sock_filter code[] = {
		BPF_STMT(BPF_LD | BPF_B | BPF_ABS,
		    (uint32_t)SKF_AD_OFF + SKF_AD_PKTTYPE),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, PACKET_OUTGOING, 7, 0),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, 2),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UINT32_MAX, 3, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, low, 0, 4),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, high, 3, 2),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, 0),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, UINT16_MAX, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
	};
	/* clang-format on */
	const struct sock_fprog filter = {.filter = code,
	    .len = sizeof(code) / sizeof(code[0])};

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter,
	    sizeof(filter));
}

int
packet_open(const char *ifname, const struct mac *mac)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL)};
	struct packet_mreq all = {.mr_type = PACKET_MR_PROMISC};
	const int on = 1;
	int fd;

	at.sll_ifindex = (int)if_nametoindex(ifname);
	if (at.sll_ifindex == 0)
		return -PX_ENOENT;
	all.mr_ifindex = at.sll_ifindex;
	/* Protocol 0 until it is bound: nothing of other interfaces. */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1 || (mac != NULL && only_for(fd, mac) == -1))
		return fail(fd);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) == -1 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		sizeof(all)) == -1 ||
	    setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) == -1)
		return fail(fd);
	return fd;
}

/* Does the kernel say that this frame's checksum was left to hardware? */
static bool
lacks_checksum(struct msghdr *m)
{
	struct tpacket_auxdata aux;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(m); c != NULL; c = CMSG_NXTHDR(m, c)) {
		if (c->cmsg_level != SOL_PACKET ||
		    c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		return (aux.tp_status & TP_STATUS_CSUMNOTREADY) != 0;
	}
	return false;
}

/*
 * On a virtual wire nobody ever fills it in, and the bytes that stand there
 * are wrong: 0 says that UDP has none (RFC 768).
 */
static void
blank_checksum(void *frame, size_t len)
{
	struct rbuf r;
	struct wbuf w;
	uint8_t version;
	size_t udp;

	rbuf_init(&r, frame, len);
	(void)rbuf_bytes(&r, 12);
	if (rbuf_u16(&r) != ETH_P_IP)
		return;
	version = rbuf_u8(&r);
	udp = ETH_HLEN + (version & 15u) * 4u;
	(void)rbuf_bytes(&r, 8);
	if (rbuf_u8(&r) != IPPROTO_UDP || version >> 4 != 4 || len < udp + 8)
		return;
	wbuf_init(&w, frame, len);
	w.len = len;
	wbuf_set_u16(&w, udp + 6, 0);
}

size_t
packet_receive(int fd, void *frame, size_t size)
{
	union {
		struct cmsghdr align;
		char bytes[CMSG_SPACE(sizeof(struct tpacket_auxdata))];
	} control;
	struct sockaddr_ll from;
	struct iovec part = {frame, size};
	struct msghdr m;
	ssize_t n;

	do {
		m = (struct msghdr){.msg_name = &from,
		    .msg_namelen = sizeof(from),
		    .msg_iov = &part,
		    .msg_iovlen = 1,
		    .msg_control = &control,
		    .msg_controllen = sizeof(control)};
		n = recvmsg(fd, &m, 0);
	} while ((n == -1 && errno == EINTR) ||
	    (n >= 0 && from.sll_pkttype == PACKET_OUTGOING));
	if (n <= 0)
		return 0;
	if (lacks_checksum(&m))
		blank_checksum(frame, (size_t)n);
	return (size_t)n;
}

int
packet_send(int fd, const void *frame, size_t len)
{
	return send(fd, frame, len, 0) == (ssize_t)len ? 0 : -PX_ENET;
}

int
packet_checksums(const char *ifname)
{
	struct ethtool_value off = {.cmd = ETHTOOL_STXCSUM};
	struct ifreq ifr;
	int fd, ret;

	memset(&ifr, 0, sizeof(ifr));
	(void)text_copy(ifr.ifr_name, sizeof(ifr.ifr_name), ifname);
	ifr.ifr_data = (void *)&off;
	fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return fail(fd);
	ret = ioctl(fd, SIOCETHTOOL, &ifr);
	(void)close(fd);
	return ret == -1 ? -PX_ENET : 0;
}
