/* SPDX-License-Identifier: ISC */
#include "core/io/knock.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <net/if.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/proto/udp_frame.h"

#ifndef BPF_F_TEST_XDP_LIVE_FRAMES
#define BPF_F_TEST_XDP_LIVE_FRAMES (1U << 1)
#endif

#define WAIT_US 400000
#define FRAME_LEAST 60

static int
error_of(int code)
{
	switch (code) {
	case EPERM:
	case EACCES:
		return -PX_EACCESS;
	case ENODEV:
		return -PX_ENOENT;
	case EINVAL:
	case ENOSYS:
	case EOPNOTSUPP:
		return -PX_EPROTO;
	}
	return -PX_ENET;
}

static int
bpf(enum bpf_cmd cmd, union bpf_attr *attr)
{
	return (int)syscall(SYS_bpf, cmd, attr, sizeof(*attr));
}

/* The shortest program: r0 = XDP_PASS; exit. */
static int
load_pass(void)
{
	static const struct bpf_insn program[] = {
	    {.code = BPF_ALU64 | BPF_MOV | BPF_K, .imm = XDP_PASS},
	    {.code = BPF_JMP | BPF_EXIT},
	};
	union bpf_attr attr;

	memset(&attr, 0, sizeof(attr));
	attr.prog_type = BPF_PROG_TYPE_XDP;
	attr.insn_cnt = sizeof(program) / sizeof(program[0]);
	attr.insns = (uintptr_t)program;
	attr.license = (uintptr_t) "ISC";
	return bpf(BPF_PROG_LOAD, &attr);
}

/* 0: the kernel has taken the frame as received by the interface. */
static int
put_in(const char *ifname, const uint8_t *frame, size_t len)
{
	struct xdp_md ctx = {.data_end = (uint32_t)len,
	    .ingress_ifindex = if_nametoindex(ifname)};
	union bpf_attr attr;
	int fd, err;

	if (ctx.ingress_ifindex == 0)
		return -PX_ENOENT;
	fd = load_pass();
	if (fd < 0)
		return error_of(errno);
	memset(&attr, 0, sizeof(attr));
	attr.test.prog_fd = (uint32_t)fd;
	attr.test.data_in = (uintptr_t)frame;
	attr.test.data_size_in = (uint32_t)len;
	attr.test.ctx_in = (uintptr_t)&ctx;
	attr.test.ctx_size_in = sizeof(ctx);
	attr.test.repeat = 1;
	attr.test.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
	err = bpf(BPF_PROG_TEST_RUN, &attr) < 0 ? error_of(errno) : 0;
	(void)close(fd);
	return err;
}

static int
open_ear(const struct knock *k)
{
	const int fd = socket(AF_INET, SOCK_RAW | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    k->udp ? IPPROTO_UDP : IPPROTO_TCP);

	return fd < 0 ? error_of(errno) : fd;
}

/* Its addresses and ports, behind the IPv4 header. */
static bool
is_ours(const struct knock *k, const uint8_t *packet, size_t len)
{
	struct rbuf r;
	uint32_t src, dst;
	uint16_t src_port;
	size_t head;

	rbuf_init(&r, packet, len);
	head = (rbuf_u8(&r) & 15u) * 4u;
	(void)rbuf_bytes(&r, 11);
	src = rbuf_u32(&r);
	dst = rbuf_u32(&r);
	if (head > 20)
		(void)rbuf_bytes(&r, head - 20);
	src_port = rbuf_u16(&r);
	return !r.bad && src == k->src && dst == k->dst &&
	    src_port == k->src_port && rbuf_u16(&r) == k->dst_port && !r.bad;
}

static enum knock_result
listen_for(const struct knock *k, int fd)
{
	const int64_t end = clock_boot_us() + WAIT_US;
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint8_t packet[128];
	ssize_t n;
	int64_t left;

	while ((left = end - clock_boot_us()) > 0) {
		if (poll(&p, 1, (int)(left / 1000) + 1) <= 0)
			continue;
		/* A longer one is cut: the ports are in front. */
		n = recv(fd, packet, sizeof(packet), 0);
		if (n > 0 && is_ours(k, packet, (size_t)n))
			return KNOCK_HEARD;
	}
	return KNOCK_LOST;
}

int
knock_at(const struct knock *k)
{
	const struct udp_frame u = {.src_mac = k->from,
	    .dst_mac = k->dst == UINT32_MAX ?
		(struct mac){{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}} :
		k->mac,
	    .src = k->src,
	    .dst = k->dst,
	    .src_port = k->src_port,
	    .dst_port = k->dst_port,
	    .data = (const uint8_t *)""};
	uint8_t frame[FRAME_LEAST] = {0};
	struct wbuf w;
	int fd, err;

	wbuf_init(&w, frame, sizeof(frame));
	if (k->udp)
		udp_frame_encode(&u, &w);
	else
		tcp_syn_encode(&u, (uint32_t)clock_boot_us(), &w);
	fd = open_ear(k);
	if (fd < 0)
		return fd;
	/* What is behind the datagram is the link's padding. */
	err = put_in(k->ifname, frame, sizeof(frame));
	if (err == 0)
		err = (int)listen_for(k, fd);
	(void)close(fd);
	return err;
}

/* From a socket of its own; ret_port is where it came from. */
static int
send_to_self(const struct knock *k, uint16_t *ret_port)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(k->dst_port),
	    .sin_addr = {htonl(k->dst)}};
	struct sockaddr_in from = {.sin_family = AF_INET,
	    .sin_addr = {htonl(k->dst)}};
	socklen_t len = sizeof(from);
	const int fd = socket(AF_INET,
	    (k->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_NONBLOCK | SOCK_CLOEXEC,
	    0);

	if (fd < 0)
		return -PX_ENET;
	if (bind(fd, (const struct sockaddr *)&from, sizeof(from)) < 0 ||
	    getsockname(fd, (struct sockaddr *)&from, &len) < 0 ||
	    (connect(fd, (const struct sockaddr *)&to, sizeof(to)) < 0 &&
		errno != EINPROGRESS && errno != ECONNREFUSED) ||
	    (k->udp && send(fd, "", 0, 0) < 0 && errno != ECONNREFUSED)) {
		(void)close(fd);
		return -PX_ENET;
	}
	*ret_port = ntohs(from.sin_port);
	return fd;
}

int
knock_by_loopback(const struct knock *k)
{
	struct knock self = *k;
	int ear, fd, ret;

	self.src = k->dst;
	ear = open_ear(k);
	if (ear < 0)
		return ear;
	fd = send_to_self(k, &self.src_port);
	ret = fd < 0 ? fd : (int)listen_for(&self, ear);
	if (fd >= 0)
		(void)close(fd);
	(void)close(ear);
	return ret;
}
