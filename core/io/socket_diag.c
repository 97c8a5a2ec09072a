/* SPDX-License-Identifier: ISC */
#include "core/io/socket_diag.h"

#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define ALL_STATES UINT32_MAX

/* A dump that the kernel filters by family and protocol only. */
static bool
ask(int fd, uint8_t family)
{
	struct {
		struct nlmsghdr head;
		struct inet_diag_req_v2 req;
	} msg;

	memset(&msg, 0, sizeof(msg));
	msg.head.nlmsg_len = sizeof(msg);
	msg.head.nlmsg_type = SOCK_DIAG_BY_FAMILY;
	msg.head.nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	msg.req.sdiag_family = family;
	msg.req.sdiag_protocol = IPPROTO_UDP;
	msg.req.idiag_states = ALL_STATES;
	return send(fd, &msg, sizeof(msg), 0) == (ssize_t)sizeof(msg);
}

static bool
is_it(const struct inet_diag_msg *m, uint16_t port, unsigned ifindex)
{
	return m->id.idiag_sport == htons(port) &&
	    (m->id.idiag_if == 0 || m->id.idiag_if == ifindex);
}

static const struct inet_diag_msg *
message_of(const struct nlmsghdr *h)
{
	return h->nlmsg_len < NLMSG_LENGTH(sizeof(struct inet_diag_msg)) ?
	    NULL :
	    NLMSG_DATA(h);
}

/* As NLMSG_NEXT, whose cast clang takes for one to a stricter alignment. */
static const struct nlmsghdr *
next_of(const struct nlmsghdr *h, ssize_t *left)
{
	const size_t size = NLMSG_ALIGN(h->nlmsg_len);
	const void *next = (const char *)h + size;

	*left -= (ssize_t)size;
	return next;
}

/* Reads the dump to its end: true as soon as a socket fits. */
static bool
search(int fd, uint16_t port, unsigned ifindex, unsigned long *ret_inode)
{
	union {
		struct nlmsghdr head;
		uint8_t bytes[16384];
	} buf;
	const struct inet_diag_msg *m;
	const struct nlmsghdr *h;
	ssize_t n;

	for (;;) {
		n = recv(fd, &buf, sizeof(buf), 0);
		if (n <= 0)
			return false;
		for (h = &buf.head; n > 0 && NLMSG_OK(h, (size_t)n);
		     h = next_of(h, &n)) {
			if (h->nlmsg_type == NLMSG_DONE ||
			    h->nlmsg_type == NLMSG_ERROR)
				return false;
			m = message_of(h);
			if (m == NULL || !is_it(m, port, ifindex))
				continue;
			if (ret_inode != NULL)
				*ret_inode = m->idiag_inode;
			return true;
		}
	}
}

bool
socket_diag_listens(uint16_t port, unsigned ifindex, unsigned long *ret_inode)
{
	static const uint8_t families[] = {AF_INET, AF_INET6};
	bool found = false;
	size_t i;
	int fd;

	for (i = 0; !found && i < sizeof(families); i++) {
		fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC,
		    NETLINK_SOCK_DIAG);
		if (fd == -1)
			return false;
		found = ask(fd, families[i]) &&
		    search(fd, port, ifindex, ret_inode);
		(void)close(fd);
	}
	return found;
}
