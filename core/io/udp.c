/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/udp.h"

#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <linux/errqueue.h> /* wants struct timespec */

#include "core/base/err.h"
#include "core/io/socket.h"

/* A burst of 1,000 machines switched on at once fits in. */
#define UDP_QUEUE_BYTES (4 << 20)

/* The most that is given to the kernel to be cut: an IP packet's length. */
#define UDP_PIECE_MAX 65000u

#ifndef UDP_SEGMENT /* netinet/udp.h of an older C library */
#define UDP_SEGMENT 103
#endif
#ifndef SOL_UDP
#define SOL_UDP 17
#endif

/* Over the system's limit where we may, else as deep as it allows. */
static void
deepen(int fd)
{
	if (socket_set(fd, SOL_SOCKET, SO_RCVBUFFORCE, UDP_QUEUE_BYTES) != 0)
		(void)socket_set(fd, SOL_SOCKET, SO_RCVBUF, UDP_QUEUE_BYTES);
	if (socket_set(fd, SOL_SOCKET, SO_SNDBUFFORCE, UDP_QUEUE_BYTES) != 0)
		(void)socket_set(fd, SOL_SOCKET, SO_SNDBUF, UDP_QUEUE_BYTES);
}

/* Whole packets, where this host does not forbid it (ip_no_pmtu_disc). */
static int
send_whole(int fd)
{
	int now = IP_PMTUDISC_DONT;
	socklen_t len = sizeof(now);

	if (getsockopt(fd, IPPROTO_IP, IP_MTU_DISCOVER, &now, &len) != 0)
		return -1;
	return now != IP_PMTUDISC_WANT ?
	    0 :
	    socket_set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_DO);
}

/*
 * No SO_REUSEADDR: for UDP it lets a second server take the port beside the
 * first, each then getting part of the packets, and no one is told.  Sockets
 * on the same port of different devices do not need it.
 */
static int
prepare(int fd, const char *interface, bool transfer, struct text *why)
{
	if (socket_set(fd, SOL_SOCKET, SO_BROADCAST, 1) != 0 ||
	    (transfer ? send_whole(fd) :
			socket_set(fd, IPPROTO_IP, IP_PKTINFO, 1)) != 0) {
		text_addf(why, "cannot set up a socket: %s", strerror(errno));
		return -PX_ENET;
	}
	deepen(fd);
	return interface == NULL ? 0 : socket_bind_device(fd, interface, why);
}

/* Of a transfer who has the port does not matter. */
static int
say_bind(int error, struct text *why)
{
	text_addf(why, "cannot open a port: %s", strerror(error));
	return error == EADDRINUSE ? -PX_EINUSE : -PX_ENET;
}

static int
open_bound(const char *interface, uint32_t addr, uint16_t port, bool transfer,
    struct text *why)
{
	const struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(addr)};
	int err;
	const int fd = socket(AF_INET,
	    SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1) {
		text_addf(why, "cannot open a socket: %s", strerror(errno));
		return errno == EACCES || errno == EPERM ? -PX_EACCESS :
							   -PX_ENET;
	}
	err = prepare(fd, interface, transfer, why);
	if (err == 0 &&
	    bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) != 0)
		err = transfer ?
		    say_bind(errno, why) :
		    socket_explain_bind(errno, PORT_UDP, addr, port, why);
	if (err != 0) {
		(void)close(fd);
		return err;
	}
	return fd;
}

int
udp_open(const char *interface, uint32_t addr, uint16_t port, struct text *why)
{
	return open_bound(interface, addr, port, false, why);
}

int
udp_open_transfer(const char *interface, uint32_t addr, uint16_t port,
    struct text *why)
{
	return open_bound(interface, addr, port, true, why);
}

uint16_t
udp_port(int fd)
{
	struct sockaddr_in sin = {0};
	socklen_t len = sizeof(sin);

	if (getsockname(fd, (struct sockaddr *)&sin, &len) != 0)
		return 0;
	return ntohs(sin.sin_port);
}

/* Room for one in_pktinfo, aligned as the kernel's macros want it. */
union control {
	struct cmsghdr align;
	char room[CMSG_SPACE(sizeof(struct in_pktinfo))];
};

static void
read_pktinfo(struct msghdr *msg, struct udp_from *ret)
{
	struct in_pktinfo info;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_PKTINFO)
			continue;
		memcpy(&info, CMSG_DATA(c), sizeof(info));
		ret->dst = ntohl(info.ipi_addr.s_addr);
		ret->local = ntohl(info.ipi_spec_dst.s_addr);
		ret->ifindex = (uint32_t)info.ipi_ifindex;
	}
}

int
udp_recv(int fd, void *buf, size_t cap, struct udp_from *ret)
{
	struct sockaddr_in sin = {0};
	union control control;
	struct iovec iov = {.iov_base = buf, .iov_len = cap};
	struct msghdr msg = {.msg_name = &sin,
	    .msg_namelen = sizeof(sin),
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof(control)};
	const ssize_t n = recvmsg(fd, &msg, 0);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -PX_EAGAIN :
							   -PX_ENET;
	if ((msg.msg_flags & MSG_TRUNC) != 0)
		return -PX_ELONG;
	memset(ret, 0, sizeof(*ret));
	ret->src = ntohl(sin.sin_addr.s_addr);
	ret->src_port = ntohs(sin.sin_port);
	read_pktinfo(&msg, ret);
	return (int)n;
}

int
udp_recv_plain(int fd, void *buf, size_t cap, struct udp_from *ret)
{
	struct sockaddr_in sin = {0};
	socklen_t len = sizeof(sin);
	/* MSG_TRUNC: the length that it had. */
	const ssize_t n = recvfrom(fd, buf, cap, MSG_TRUNC,
	    (struct sockaddr *)&sin, &len);

	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -PX_EAGAIN :
							   -PX_ENET;
	if ((size_t)n > cap)
		return -PX_ELONG;
	memset(ret, 0, sizeof(*ret));
	ret->src = ntohl(sin.sin_addr.s_addr);
	ret->src_port = ntohs(sin.sin_port);
	return (int)n;
}

int
udp_recv_many(int fd, uint8_t *buf, size_t cap, struct udp_in *ret,
    size_t count)
{
	struct mmsghdr msgs[UDP_BATCH];
	struct sockaddr_in sin[UDP_BATCH] = {0};
	union control control[UDP_BATCH];
	struct iovec iov[UDP_BATCH];
	size_t i;
	int n;

	count = count < UDP_BATCH ? count : UDP_BATCH;
	for (i = 0; i < count; i++) {
		iov[i] = (struct iovec){buf + i * cap, cap};
		msgs[i].msg_hdr = (struct msghdr){.msg_name = &sin[i],
		    .msg_namelen = sizeof(sin[i]),
		    .msg_iov = &iov[i],
		    .msg_iovlen = 1,
		    .msg_control = &control[i],
		    .msg_controllen = sizeof(control[i])};
	}
	n = recvmmsg(fd, msgs, (unsigned)count, 0, NULL);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? -PX_EAGAIN :
							   -PX_ENET;
	for (i = 0; i < (size_t)n; i++) {
		struct msghdr *msg = &msgs[i].msg_hdr;

		memset(&ret[i], 0, sizeof(ret[i]));
		ret[i].len = (msg->msg_flags & MSG_TRUNC) != 0 ?
		    -PX_ELONG :
		    (int)msgs[i].msg_len;
		ret[i].from.src = ntohl(sin[i].sin_addr.s_addr);
		ret[i].from.src_port = ntohs(sin[i].sin_port);
		read_pktinfo(msg, &ret[i].from);
	}
	return n;
}

/* Where to, in the kernel's words; the same for every datagram of a run. */
struct address {
	struct sockaddr_in sin;
	union {
		struct cmsghdr align;
		char room[CMSG_SPACE(sizeof(struct in_pktinfo)) +
		    CMSG_SPACE(sizeof(uint16_t))];
	} control;
};

/* Appends one control message; there is room for both that we have. */
static void
add_control(struct msghdr *msg, struct address *a, int level, int type,
    const void *value, size_t len)
{
	const struct cmsghdr head = {.cmsg_level = level,
	    .cmsg_type = type,
	    .cmsg_len = CMSG_LEN(len)};
	char *at = a->control.room + msg->msg_controllen;

	memcpy(at, &head, sizeof(head));
	memcpy(at + CMSG_LEN(0), value, len);
	msg->msg_control = &a->control;
	msg->msg_controllen += CMSG_SPACE(len);
}

static struct sockaddr_in
destination(const struct udp_to *to)
{
	return (struct sockaddr_in){.sin_family = AF_INET,
	    .sin_port = htons(to->dst_port),
	    .sin_addr.s_addr = htonl(to->dst)};
}

static void
fill_address(struct address *a, struct msghdr *msg, const struct udp_to *to)
{
	const struct in_pktinfo info = {.ipi_ifindex = (int)to->ifindex,
	    .ipi_spec_dst.s_addr = htonl(to->src)};

	memset(a, 0, sizeof(*a));
	a->sin = destination(to);
	msg->msg_name = &a->sin;
	msg->msg_namelen = sizeof(a->sin);
	if (to->src != 0 || to->ifindex != 0)
		add_control(msg, a, IPPROTO_IP, IP_PKTINFO, &info,
		    sizeof(info));
}

static int
send_error(void)
{
	return errno == EAGAIN || errno == ENOBUFS || errno == EINTR ?
	    -PX_EAGAIN :
	    -PX_ENET;
}

/* One with nothing to say beside where to: the least that a send can cost. */
static ssize_t
send_plain(int fd, const void *buf, size_t len, const struct udp_to *to)
{
	const struct sockaddr_in sin = destination(to);

	return sendto(fd, buf, len, MSG_NOSIGNAL, (const struct sockaddr *)&sin,
	    sizeof(sin));
}

static ssize_t
send_one(int fd, const void *buf, size_t len, const struct udp_to *to)
{
	struct address address;
	struct iovec iov = {.iov_len = len};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};

	if (to->src == 0 && to->ifindex == 0)
		return send_plain(fd, buf, len, to);
	/* iovec has no const; sendmsg does not write there. */
	memcpy(&iov.iov_base, &buf, sizeof(buf));
	fill_address(&address, &msg, to);
	return sendmsg(fd, &msg, MSG_NOSIGNAL);
}

int
udp_send(int fd, const void *buf, size_t len, const struct udp_to *to)
{
	return send_one(fd, buf, len, to) >= 0 ? 0 : send_error();
}

int
udp_send_many(int fd, const struct udp_out *list, size_t count)
{
	struct mmsghdr msgs[UDP_BATCH] = {0};
	struct address addresses[UDP_BATCH];
	struct iovec iov[UDP_BATCH];
	size_t i;
	int sent;

	count = count < UDP_BATCH ? count : UDP_BATCH;
	for (i = 0; i < count; i++) {
		memcpy(&iov[i].iov_base, &list[i].buf, sizeof(list[i].buf));
		iov[i].iov_len = list[i].len;
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
		fill_address(&addresses[i], &msgs[i].msg_hdr, &list[i].to);
	}
	sent = sendmmsg(fd, msgs, (unsigned)count, MSG_NOSIGNAL);
	return sent >= 0 ? sent : send_error();
}

/* Each on its own. */
static int
send_apart(int fd, const struct udp_run *run, const struct udp_to *to)
{
	struct mmsghdr msgs[UDP_RUN_MAX];
	struct iovec iov[UDP_RUN_MAX];
	const unsigned count = (unsigned)run->count;
	struct msghdr all = {.msg_iovlen = 1};
	struct address address;
	unsigned i;

	fill_address(&address, &all, to);
	for (i = 0; i < count; i++) {
		iov[i].iov_base = run->data + i * run->size;
		iov[i].iov_len = i + 1 < count ? run->size : run->last_size;
		msgs[i].msg_hdr = all;
		msgs[i].msg_hdr.msg_iov = &iov[i];
	}
	return sendmmsg(fd, msgs, count, MSG_NOSIGNAL);
}

/* `count` of them from `first` on as one piece: 0, or -1 and errno. */
static int
send_piece(int fd, const struct udp_run *run, size_t first, size_t count,
    const struct udp_to *to)
{
	const uint16_t segment = (uint16_t)run->size;
	const bool has_last = first + count == run->count;
	struct iovec iov = {.iov_base = run->data + first * run->size,
	    .iov_len = (count - 1) * run->size +
		(has_last ? run->last_size : run->size)};
	struct msghdr msg = {.msg_iov = &iov, .msg_iovlen = 1};
	struct address address;

	fill_address(&address, &msg, to);
	if (count > 1)
		add_control(&msg, &address, SOL_UDP, UDP_SEGMENT, &segment,
		    sizeof(segment));
	return sendmsg(fd, &msg, MSG_NOSIGNAL) >= 0 ? 0 : -1;
}

/* An IP packet's length bounds the piece before it is cut. */
static int
send_pieces(int fd, const struct udp_run *run, const struct udp_to *to)
{
	const size_t fit = UDP_PIECE_MAX / run->size;
	size_t done = 0, count;

	while (done < run->count) {
		count = run->count - done < fit ? run->count - done : fit;
		if (send_piece(fd, run, done, count, to) != 0)
			break;
		done += count;
	}
	return done > 0 ? (int)done : -1;
}

/* No cutting: an old kernel, a device that cannot, blocks above the MTU. */
static bool
refuses_pieces(int error)
{
	return error == EINVAL || error == EIO || error == EMSGSIZE ||
	    error == ENOPROTOOPT || error == EOPNOTSUPP;
}

static int
send_run(int fd, struct udp_run *run, const struct udp_to *to)
{
	int sent;

	if (run->count == 1)
		return send_one(fd, run->data, run->last_size, to) >= 0 ? 1 :
									  -1;
	if (!run->apart && run->size <= UDP_PIECE_MAX / 2) {
		sent = send_pieces(fd, run, to);
		if (sent >= 0 || !refuses_pieces(errno))
			return sent;
		run->apart = true;
	}
	return send_apart(fd, run, to);
}

int
udp_send_run(int fd, struct udp_run *run, const struct udp_to *to)
{
	int sent = send_run(fd, run, to);

	/* An ICMP error that waited, perhaps for another packet of ours. */
	if (sent < 0 && (errno == ECONNREFUSED || errno == EHOSTUNREACH))
		sent = send_run(fd, run, to);
	/* A narrower way than the interface's (a tunnel): in fragments. */
	if (sent < 0 && errno == EMSGSIZE &&
	    socket_set(fd, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_WANT) == 0)
		sent = send_run(fd, run, to);
	return sent >= 0 ? sent : send_error();
}

void
udp_keep_errors(int fd)
{
	(void)socket_set(fd, IPPROTO_IP, IP_RECVERR, 1);
}

static bool
says_closed(struct msghdr *msg)
{
	struct sock_extended_err e;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c != NULL; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != IPPROTO_IP || c->cmsg_type != IP_RECVERR)
			continue;
		memcpy(&e, CMSG_DATA(c), sizeof(e));
		return e.ee_origin == SO_EE_ORIGIN_ICMP &&
		    e.ee_errno == ECONNREFUSED;
	}
	return false;
}

bool
udp_peer_gone(int fd, uint32_t addr, uint16_t port)
{
	/* One error with the address of who sent it, and the pktinfo. */
	union {
		struct cmsghdr align;
		char room[256];
	} control;
	bool gone = false;
	int i;

	for (i = 0; i < 16; i++) {
		struct sockaddr_in sin = {0};
		struct msghdr msg = {.msg_name = &sin,
		    .msg_namelen = sizeof(sin),
		    .msg_control = &control,
		    .msg_controllen = sizeof(control)};

		if (recvmsg(fd, &msg, MSG_ERRQUEUE) < 0)
			break;
		/* The name is where the packet went that the error is for. */
		if (ntohl(sin.sin_addr.s_addr) == addr &&
		    ntohs(sin.sin_port) == port && says_closed(&msg))
			gone = true;
	}
	return gone;
}
