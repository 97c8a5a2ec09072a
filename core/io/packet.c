/* SPDX-License-Identifier: ISC */
#include "core/io/packet.h"

#include <errno.h>
#include <linux/ethtool.h>
#include <linux/if_packet.h>
#include <linux/sockios.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

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

int
packet_open(const char *ifname)
{
	struct sockaddr_ll at = {.sll_family = AF_PACKET,
	    .sll_protocol = htons(ETH_P_ALL)};
	struct packet_mreq all = {.mr_type = PACKET_MR_PROMISC};
	int fd;

	at.sll_ifindex = (int)if_nametoindex(ifname);
	if (at.sll_ifindex == 0)
		return -PX_ENOENT;
	all.mr_ifindex = at.sll_ifindex;
	/* Protocol 0 until it is bound: nothing of other interfaces. */
	fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return fail(fd);
	if (bind(fd, (const struct sockaddr *)&at, sizeof(at)) == -1 ||
	    setsockopt(fd, SOL_PACKET, PACKET_ADD_MEMBERSHIP, &all,
		sizeof(all)) == -1)
		return fail(fd);
	return fd;
}

size_t
packet_receive(int fd, void *frame, size_t size)
{
	struct sockaddr_ll from;
	socklen_t len;
	ssize_t n;

	do {
		len = sizeof(from);
		n = recvfrom(fd, frame, size, 0, (struct sockaddr *)&from,
		    &len);
	} while ((n == -1 && errno == EINTR) ||
	    (n >= 0 && from.sll_pkttype == PACKET_OUTGOING));
	return n <= 0 ? 0 : (size_t)n;
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
