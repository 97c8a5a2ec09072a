/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/dhcp_client.h"

#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "tests/bench/load.h"

static const uint8_t cookie[4] = {0x63, 0x82, 0x53, 0x63};

static void
put32(uint8_t *p, uint32_t v)
{
	p[0] = (uint8_t)(v >> 24);
	p[1] = (uint8_t)(v >> 16);
	p[2] = (uint8_t)(v >> 8);
	p[3] = (uint8_t)v;
}

static uint32_t
get32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	    (uint32_t)p[2] << 8 | p[3];
}

void
dhcp_write(uint8_t m[DHCP_MESSAGE], uint32_t n, const struct offer *offer)
{
	static const uint8_t options[] = {57, 2, 0x05, 0xdc, 55, 8, 1, 3, 6, 12,
	    43, 60, 66, 67, 93, 2, 0, 0, 94, 3, 1, 2, 1, 60, 32, 'P', 'X', 'E',
	    'C', 'l', 'i', 'e', 'n', 't', ':', 'A', 'r', 'c', 'h', ':', '0',
	    '0', '0', '0', '0', ':', 'U', 'N', 'D', 'I', ':', '0', '0', '2',
	    '0', '0', '1'};
	uint8_t *o = m + 243;

	memset(m, 0, DHCP_MESSAGE);
	m[0] = m[1] = 1;
	m[2] = 6;
	put32(m + 4, n);
	m[10] = 0x80;
	m[28] = 2;
	put32(m + 30, n);
	memcpy(m + 236, cookie, 4);
	m[240] = 53;
	m[241] = 1;
	m[242] = offer == NULL ? DISCOVER : REQUEST;
	if (offer != NULL) {
		o[0] = 50;
		o[1] = 4;
		put32(o + 2, offer->addr);
		o[6] = 54;
		o[7] = 4;
		put32(o + 8, offer->server);
		o += 12;
	}
	memcpy(o, options, sizeof(options));
	o[sizeof(options)] = 255;
}

static enum message_type
read_options(const uint8_t *p, size_t len, uint32_t *server)
{
	size_t at = 240;
	uint8_t type = 0;

	while (at + 1 < len && p[at] != 255) {
		if (p[at] == 0) {
			at++;
			continue;
		}
		if (at + 2 + p[at + 1] > len)
			break;
		if (p[at] == 53)
			type = p[at + 2];
		else if (p[at] == 54 && p[at + 1] == 4)
			*server = get32(p + at + 2);
		at += 2u + p[at + 1];
	}
	return (enum message_type)type;
}

bool
dhcp_read(const uint8_t *p, size_t len, uint32_t *ret_n,
    enum message_type *ret_type, struct offer *ret_offer)
{
	if (len < 241 || p[0] != 2)
		return false;
	*ret_n = get32(p + 4);
	ret_offer->addr = get32(p + 16);
	ret_offer->server = 0;
	*ret_type = read_options(p, len, &ret_offer->server);
	return true;
}

uint8_t *
dhcp_box_next(struct dhcp_box *b)
{
	if (b->count == DHCP_BATCH)
		dhcp_box_send(b);
	return b->out[b->count++];
}

void
dhcp_box_send(struct dhcp_box *b)
{
	struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(67),
	    .sin_addr.s_addr = htonl(INADDR_BROADCAST)};
	struct mmsghdr msgs[DHCP_BATCH] = {0};
	struct iovec iov[DHCP_BATCH];
	size_t i;

	for (i = 0; i < b->count; i++) {
		iov[i].iov_base = b->out[i];
		iov[i].iov_len = DHCP_MESSAGE;
		msgs[i].msg_hdr.msg_name = &to;
		msgs[i].msg_hdr.msg_namelen = sizeof(to);
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	if (b->count > 0)
		(void)sendmmsg(b->fd, msgs, (unsigned)b->count, 0);
	b->count = 0;
}

int
dhcp_socket(const char *interface, uint16_t port)
{
	const int fd = load_socket(port, 1);

	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
		(socklen_t)strlen(interface)) == -1)
		load_die(interface);
	return fd;
}
