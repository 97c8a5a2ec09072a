/* SPDX-License-Identifier: ISC */
#include "core/io/neighbour.h"

#include <arpa/inet.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/ioctl.h>

#include "core/base/err.h"
#include "core/base/text.h"

int
neighbour_mac(struct mac *ret, int fd, const char *interface, uint32_t addr)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
	    .sin_addr = {.s_addr = htonl(addr)}};
	struct arpreq r;

	memset(&r, 0, sizeof(r));
	memcpy(&r.arp_pa, &in, sizeof(in));
	if (!text_copy(r.arp_dev, sizeof(r.arp_dev), interface) ||
	    ioctl(fd, SIOCGARP, &r) != 0 || (r.arp_flags & ATF_COM) == 0 ||
	    r.arp_ha.sa_family != ARPHRD_ETHER)
		return -PX_ENOENT;
	memcpy(ret->b, r.arp_ha.sa_data, sizeof(ret->b));
	return 0;
}
