/* SPDX-License-Identifier: ISC */
/*
 * The upper bound: servers without any logic, limit dhcp INTERFACE [FILE] and
 * limit tftp FOLDER.  What is asked is answered as cheaply as the kernel lets
 * one process do it, whoever asks and whatever is right: no book, no policy,
 * no checks, no events.  With FILE each batch of REQUESTs is written there
 * and synced before its ACKs leave.
 */
#include "config.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests/bench/load.h"

#define BATCH 64
#define PACKET 1600
#define SERVER 0x0a400001u /* 10.64.0.1, as tests/bench/rig.py */
#define ADDRESS_BASE 0x0a410000u

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103
#endif

struct batch {
	struct mmsghdr msgs[BATCH];
	struct iovec iov[BATCH];
	struct sockaddr_in addr[BATCH];
	uint8_t bytes[BATCH][PACKET];
};

static void
batch_init(struct batch *b)
{
	int i;

	for (i = 0; i < BATCH; i++) {
		b->iov[i].iov_base = b->bytes[i];
		b->msgs[i].msg_hdr.msg_iov = &b->iov[i];
		b->msgs[i].msg_hdr.msg_iovlen = 1;
		b->msgs[i].msg_hdr.msg_name = &b->addr[i];
	}
}

static int
batch_receive(struct batch *b, int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	int i, n;

	for (i = 0; i < BATCH; i++) {
		b->iov[i].iov_len = PACKET;
		b->msgs[i].msg_hdr.msg_namelen = sizeof(b->addr[i]);
	}
	n = recvmmsg(fd, b->msgs, BATCH, 0, NULL);
	if (n <= 0) {
		(void)poll(&p, 1, 20);
		return 0;
	}
	return n;
}

static void
put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

/* The request becomes its answer; true: an ACK. */
static bool
answer_dhcp(uint8_t *p, struct iovec *iov, struct sockaddr_in *to)
{
	static const uint8_t options[] = {53, 1, 2, 54, 4, 0, 0, 0, 0, 51, 4, 0,
	    0, 14, 16, 1, 4, 255, 240, 0, 0, 60, 9, 'P', 'X', 'E', 'C', 'l',
	    'i', 'e', 'n', 't', 255};
	const bool ack = p[242] == 3;
	const uint32_t n = (uint32_t)p[4] << 24 | (uint32_t)p[5] << 16 |
	    (uint32_t)p[6] << 8 | p[7];

	p[0] = 2;
	put32(p + 16, ADDRESS_BASE + n);
	put32(p + 20, SERVER);
	memcpy(p + 108, "pxelinux.0", 11);
	memcpy(p + 240, options, sizeof(options));
	p[242] = ack ? 5 : 2;
	put32(p + 245, SERVER);
	iov->iov_len = 300;
	to->sin_port = htons(68);
	to->sin_addr.s_addr = htonl(INADDR_BROADCAST);
	return ack;
}

static void
serve_dhcp(const char *interface, const char *path)
{
	static struct batch b;
	const int fd = load_socket(67, 1);
	const int file = path == NULL ?
	    -1 :
	    open(path, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
	int i, n;

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		(socklen_t)strlen(interface)) == -1)
		load_die(interface);
	batch_init(&b);
	for (;;) {
		uint8_t rows[BATCH][16];
		int count = 0;

		n = batch_receive(&b, fd);
		for (i = 0; i < n; i++)
			if (answer_dhcp(b.bytes[i], &b.iov[i], &b.addr[i]))
				memcpy(rows[count++], b.bytes[i] + 28, 16);
		if (file != -1 && count > 0 &&
		    (write(file, rows, (size_t)count * 16) == -1 ||
			fdatasync(file) == -1))
			load_die(path);
		if (n > 0)
			(void)sendmmsg(fd, b.msgs, (unsigned)n, 0);
	}
}

#define TRANSFERS 65536 /* by the end of the client's address */
#define BLOCK 1428
#define WINDOW_MAX 64
#define SILENT_US 30000

struct transfer {
	int file; /* -1: none */
	struct sockaddr_in to;
	unsigned window;
	uint64_t blocks, size, acked, sent_us;
};

struct tftp {
	int fd;
	const char *folder;
	struct transfer transfers[TRANSFERS];
	uint8_t room[WINDOW_MAX * (BLOCK + 4)];
};

/* One pread into the places between the heads, one send that is cut. */
static void
send_window(struct tftp *t, struct transfer *x)
{
	struct iovec places[WINDOW_MAX], iov = {.iov_base = t->room};
	char control[CMSG_SPACE(sizeof(uint16_t))] = {0};
	struct msghdr msg = {.msg_name = &x->to,
	    .msg_namelen = sizeof(x->to),
	    .msg_iov = &iov,
	    .msg_iovlen = 1,
	    .msg_control = control,
	    .msg_controllen = sizeof(control)};
	const struct cmsghdr head = {.cmsg_level = SOL_UDP,
	    .cmsg_type = UDP_SEGMENT,
	    .cmsg_len = CMSG_LEN(sizeof(uint16_t))};
	const uint16_t segment = BLOCK + 4;
	unsigned n;
	ssize_t got;

	for (n = 0; n < x->window && x->acked + n < x->blocks; n++) {
		uint8_t *p = t->room + n * (BLOCK + 4);
		const uint16_t block = (uint16_t)(x->acked + n + 1);

		p[0] = 0;
		p[1] = 3;
		p[2] = (uint8_t)(block >> 8);
		p[3] = (uint8_t)block;
		places[n] = (struct iovec){p + 4, BLOCK};
	}
	got = preadv(x->file, places, (int)n, (off_t)(x->acked * BLOCK));
	if (got < 0)
		load_die("preadv");
	iov.iov_len = (size_t)got + 4 * n;
	memcpy(control, &head, sizeof(head));
	memcpy(control + CMSG_LEN(0), &segment, sizeof(segment));
	if (n == 1)
		msg.msg_controllen = 0;
	(void)sendmsg(t->fd, &msg, 0);
	x->sent_us = load_now_us();
}

static unsigned
read_number(const uint8_t *p, size_t len, const char *name)
{
	const uint8_t *at = memmem(p, len, name, strlen(name) + 1);

	return at == NULL ?
	    0 :
	    (unsigned)strtoul((const char *)at + strlen(name) + 1, NULL, 10);
}

static void
begin(struct tftp *t, struct transfer *x, const struct sockaddr_in *from,
    const uint8_t *p, size_t len)
{
	char path[1024], oack[64] = {0, 6};
	struct stat st;
	int n = 2;

	if (x->file != -1)
		(void)close(x->file);
	(void)snprintf(path, sizeof(path), "%s/%s", t->folder,
	    (const char *)p + 2);
	x->file = open(path, O_RDONLY | O_CLOEXEC);
	if (x->file == -1 || fstat(x->file, &st) == -1)
		load_die(path);
	x->to = *from;
	x->size = (uint64_t)st.st_size;
	x->blocks = x->size / BLOCK + 1;
	x->acked = 0;
	x->window = read_number(p, len, "windowsize");
	n += snprintf(oack + n, 32, "blksize%c%d", 0, BLOCK) + 1;
	if (x->window > 0)
		n += snprintf(oack + n, 24, "windowsize%c%u", 0, x->window) + 1;
	if (x->window == 0 || x->window > WINDOW_MAX)
		x->window = 1;
	x->sent_us = load_now_us();
	(void)sendto(t->fd, oack, (size_t)n, 0, (const struct sockaddr *)&x->to,
	    sizeof(x->to));
}

static void
take_packet(struct tftp *t, const struct sockaddr_in *from, uint8_t *p,
    size_t len)
{
	struct transfer *x =
	    &t->transfers[ntohl(from->sin_addr.s_addr) % TRANSFERS];
	uint16_t ahead;

	if (len > 4 && p[1] == 1) {
		p[len < PACKET ? len : PACKET - 1] = 0;
		begin(t, x, from, p, len);
		return;
	}
	if (len < 4 || p[1] != 4 || x->file == -1)
		return;
	ahead = (uint16_t)((uint16_t)(p[2] << 8 | p[3]) - (uint16_t)x->acked);
	if (ahead > x->window)
		return;
	x->acked += ahead;
	if (x->acked >= x->blocks) {
		(void)close(x->file);
		x->file = -1;
		return;
	}
	send_window(t, x);
}

static void
send_again(struct tftp *t)
{
	const uint64_t now = load_now_us();
	size_t i;

	for (i = 0; i < TRANSFERS; i++)
		if (t->transfers[i].file != -1 &&
		    now - t->transfers[i].sent_us > SILENT_US)
			send_window(t, &t->transfers[i]);
}

static void
serve_tftp(const char *folder)
{
	static struct batch b;
	static struct tftp t;
	uint64_t looked = load_now_us();
	int i, n;

	t.fd = load_socket(69, 0);
	t.folder = folder;
	for (i = 0; i < TRANSFERS; i++)
		t.transfers[i].file = -1;
	batch_init(&b);
	for (;;) {
		n = batch_receive(&b, t.fd);
		for (i = 0; i < n; i++)
			take_packet(&t, &b.addr[i], b.bytes[i],
			    b.msgs[i].msg_len);
		if (load_now_us() - looked > SILENT_US) {
			looked = load_now_us();
			send_again(&t);
		}
	}
}

int
main(int argc, char **argv)
{
	if (argc > 2 && strcmp(argv[1], "dhcp") == 0)
		serve_dhcp(argv[2], argc > 3 ? argv[3] : NULL);
	if (argc > 2 && strcmp(argv[1], "tftp") == 0)
		serve_tftp(argv[2]);
	(void)fprintf(stderr,
	    "usage: limit dhcp INTERFACE [FILE] | limit tftp FOLDER\n");
	return 1;
}
