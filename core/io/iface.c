/* SPDX-License-Identifier: ISC */
#include "core/io/iface.h"

#include <errno.h>
#include <ifaddrs.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <netpacket/packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/text.h"

#define MTU_ETHERNET 1500

/* The row of a name, made when it is new; NULL when the table is full. */
static struct iface *
row_for(struct iface *rows, size_t *count, size_t most, const char *name)
{
	struct iface *i;

	for (size_t n = 0; n < *count; n++)
		if (strcmp(rows[n].name, name) == 0)
			return &rows[n];
	if (*count == most || strlen(name) >= IFACE_NAME)
		return NULL;
	i = &rows[(*count)++];
	memset(i, 0, sizeof(*i));
	(void)text_copy(i->name, sizeof(i->name), name);
	i->mtu = MTU_ETHERNET;
	return i;
}

static void
add_link(struct iface *i, const struct sockaddr *sa)
{
	struct sockaddr_ll ll;

	memcpy(&ll, sa, sizeof(ll));
	i->index = (unsigned)ll.sll_ifindex;
	i->ethernet = ll.sll_hatype == ARPHRD_ETHER &&
	    ll.sll_halen == sizeof(i->mac.b);
	if (i->ethernet)
		memcpy(i->mac.b, ll.sll_addr, sizeof(i->mac.b));
}

static uint32_t
sockaddr_ip4(const struct sockaddr *sa)
{
	struct sockaddr_in in;

	memcpy(&in, sa, sizeof(in));
	return ntohl(in.sin_addr.s_addr);
}

static void
add_addr(struct iface *i, const struct ifaddrs *row)
{
	if (i->addr_count == IFACE_ADDRS)
		return;
	i->addrs[i->addr_count].addr = sockaddr_ip4(row->ifa_addr);
	i->addrs[i->addr_count].mask = row->ifa_netmask == NULL ?
	    UINT32_MAX :
	    sockaddr_ip4(row->ifa_netmask);
	i->addr_count++;
}

/* An address label such as "eth0:1" belongs to the interface eth0. */
static void
base_name(char ret[IFACE_NAME], const char *label)
{
	char *colon;

	(void)text_copy(ret, IFACE_NAME, label);
	colon = strchr(ret, ':');
	if (colon != NULL)
		*colon = '\0';
}

size_t
iface_collect(struct iface *ret, size_t most, const struct ifaddrs *list)
{
	size_t count = 0;

	for (; list != NULL; list = list->ifa_next) {
		char name[IFACE_NAME];
		struct iface *i;

		if (list->ifa_addr == NULL)
			continue;
		base_name(name, list->ifa_name);
		i = row_for(ret, &count, most, name);
		if (i == NULL)
			continue;
		i->up = (list->ifa_flags & IFF_UP) != 0;
		i->running = (list->ifa_flags & IFF_RUNNING) != 0;
		i->loopback = (list->ifa_flags & IFF_LOOPBACK) != 0;
		if (list->ifa_addr->sa_family == AF_PACKET)
			add_link(i, list->ifa_addr);
		else if (list->ifa_addr->sa_family == AF_INET)
			add_addr(i, list);
	}
	return count;
}

/* What the list does not tell. */
static void
fill_rest(struct iface *rows, size_t count)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (size_t n = 0; n < count; n++) {
		struct ifreq req;

		if (rows[n].index == 0)
			rows[n].index = if_nametoindex(rows[n].name);
		memset(&req, 0, sizeof(req));
		(void)text_copy(req.ifr_name, IFNAMSIZ, rows[n].name);
		if (fd != -1 && ioctl(fd, SIOCGIFMTU, &req) == 0 &&
		    req.ifr_mtu > 0)
			rows[n].mtu = req.ifr_mtu > UINT16_MAX ?
			    UINT16_MAX :
			    (uint16_t)req.ifr_mtu;
	}
	if (fd != -1)
		(void)close(fd);
}

int
iface_list(struct iface **ret)
{
	struct ifaddrs *list;
	size_t count = 0;

	*ret = NULL;
	if (getifaddrs(&list) == -1)
		return -PX_ENET;
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next)
		count++;
	*ret = calloc(count + 1, sizeof(**ret));
	if (*ret != NULL)
		count = iface_collect(*ret, count, list);
	freeifaddrs(list);
	if (*ret == NULL)
		return -PX_ENOMEM;
	fill_rest(*ret, count);
	return (int)count;
}

const struct iface *
iface_find(const struct iface *rows, size_t count, const char *name)
{
	for (size_t n = 0; n < count; n++)
		if (strcmp(rows[n].name, name) == 0)
			return &rows[n];
	return NULL;
}

const struct iface *
iface_find_index(const struct iface *rows, size_t count, unsigned index)
{
	for (size_t n = 0; n < count; n++)
		if (rows[n].index == index)
			return &rows[n];
	return NULL;
}

bool
iface_is_default(const struct iface *i)
{
	return i->ethernet && !i->loopback && i->up;
}

bool
iface_addr_for(const struct iface *i, uint32_t wanted, uint32_t *ret_addr,
    uint32_t *ret_mask)
{
	size_t at = 0;

	if (i->addr_count == 0)
		return false;
	for (size_t n = i->addr_count; wanted != 0 && n-- > 0;)
		if (((i->addrs[n].addr ^ wanted) & i->addrs[n].mask) == 0)
			at = n;
	*ret_addr = i->addrs[at].addr;
	*ret_mask = i->addrs[at].mask;
	return true;
}

bool
iface_has_addr(const struct iface *i, uint32_t addr)
{
	for (size_t n = 0; n < i->addr_count; n++)
		if (i->addrs[n].addr == addr)
			return true;
	return false;
}

int
iface_watch_open(void)
{
	struct sockaddr_nl nl = {.nl_family = AF_NETLINK,
	    .nl_groups = RTMGRP_LINK | RTMGRP_IPV4_IFADDR};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    NETLINK_ROUTE);

	if (fd == -1)
		return -PX_ENET;
	if (bind(fd, (struct sockaddr *)&nl, sizeof(nl)) == -1) {
		(void)close(fd);
		return -PX_ENET;
	}
	return fd;
}

bool
iface_watch_drain(int fd)
{
	char ignored[8192];
	bool any = false;

	/* What changed is read anew as a whole: a lost message (ENOBUFS) then
	 * means no more than "look". */
	for (;;) {
		ssize_t n = recv(fd, ignored, sizeof(ignored), 0);

		if (n >= 0 || errno == ENOBUFS)
			any = true;
		else if (errno != EINTR)
			return any;
	}
}
