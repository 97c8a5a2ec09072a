/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/tcp.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <linux/sockios.h>

#include "core/base/err.h"
#include "core/io/socket.h"

/* As many as may wait to be accepted: machines that are switched on at once. */
#define TCP_BACKLOG 4096

/*
 * SO_REUSEADDR, unlike for UDP, lets nobody listen beside another; it only
 * spares the wait for the connections of the server's last life.
 */
static int
prepare(int fd, const char *interface, struct text *why)
{
	if (socket_set(fd, SOL_SOCKET, SO_REUSEADDR, 1) != 0) {
		text_add(why, "cannot set up a socket");
		return -PX_ENET;
	}
	return interface == NULL ? 0 : socket_bind_device(fd, interface, why);
}

int
tcp_listen(const char *interface, uint32_t addr, uint16_t port,
    struct text *why)
{
	const struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(addr)};
	const int fd = socket(AF_INET,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int err;

	if (fd == -1) {
		text_add(why, "cannot open a socket");
		return -PX_ENET;
	}
	err = prepare(fd, interface, why);
	if (err == 0 &&
	    (bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) != 0 ||
		listen(fd, TCP_BACKLOG) != 0))
		err = socket_explain_bind(errno, PORT_TCP, addr, port, why);
	if (err == 0)
		return fd;
	(void)close(fd);
	return err;
}

static int
accept_error(void)
{
	switch (errno) {
	case EMFILE:
	case ENFILE:
	case ENOBUFS:
	case ENOMEM:
		return -PX_EFULL;
	case EBADF:
	case EINVAL:
	case ENOTSOCK:
		return -PX_ENET;
	default:
		return -PX_EAGAIN;
	}
}

int
tcp_accept(int fd, struct tcp_ends *ret)
{
	struct sockaddr_in peer = {0}, local = {0};
	socklen_t len = sizeof(peer);
	const int conn = accept4(fd, (struct sockaddr *)&peer, &len,
	    SOCK_NONBLOCK | SOCK_CLOEXEC);

	if (conn == -1)
		return accept_error();
	len = sizeof(local);
	(void)getsockname(conn, (struct sockaddr *)&local, &len);
	ret->peer = ntohl(peer.sin_addr.s_addr);
	ret->peer_port = ntohs(peer.sin_port);
	ret->local = ntohl(local.sin_addr.s_addr);
	ret->local_port = ntohs(local.sin_port);
	(void)socket_set(conn, IPPROTO_TCP, TCP_NODELAY, 1);
	return conn;
}

static int
result_of(ssize_t n)
{
	if (n >= 0)
		return (int)n;
	return errno == EAGAIN || errno == EINTR ? -PX_EAGAIN : -PX_ENET;
}

int
tcp_read(int fd, void *buf, size_t cap)
{
	return result_of(recv(fd, buf, cap, 0));
}

int
tcp_write(int fd, const void *buf, size_t len, bool more)
{
	return result_of(
	    send(fd, buf, len, MSG_NOSIGNAL | (more ? MSG_MORE : 0)));
}

int
tcp_write_file(int fd, int file, uint64_t offset, size_t len)
{
	off_t at = (off_t)offset;

	return result_of(sendfile(fd, file, &at, len));
}

void
tcp_abort(int fd)
{
	const struct linger l = {.l_onoff = 1, .l_linger = 0};

	(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &l, sizeof(l));
}

void
tcp_end(int fd)
{
	(void)shutdown(fd, SHUT_WR);
}

uint64_t
tcp_unconfirmed(int fd)
{
	int left = 0;

	return ioctl(fd, SIOCOUTQ, &left) == 0 && left > 0 ? (uint64_t)left : 0;
}
