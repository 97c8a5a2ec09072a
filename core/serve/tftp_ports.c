/* SPDX-License-Identifier: ISC */
#include "core/serve/tftp_ports.h"

#include <string.h>

#include "core/base/err.h"
#include "core/io/udp.h"

/* Ports of others, one behind the other, before it is given up. */
#define FOREIGN_MOST 8

void
tftp_ports_init(struct tftp_ports *p, uint16_t first, uint16_t last)
{
	memset(p, 0, sizeof(*p));
	p->first = p->next = first;
	p->last = last;
}

size_t
tftp_ports_most(const struct tftp_ports *p)
{
	return p->first == 0 ? SIZE_MAX : (size_t)(p->last - p->first) + 1;
}

static bool
is_taken(const struct tftp_ports *p, uint16_t port)
{
	return (p->taken[port / 8] & 1u << port % 8) != 0;
}

/* The next free one; 0: none. */
static uint16_t
take(struct tftp_ports *p)
{
	size_t n;

	for (n = tftp_ports_most(p); n > 0; n--) {
		const uint16_t port = p->next;

		p->next = port == p->last ? p->first : (uint16_t)(port + 1);
		if (is_taken(p, port))
			continue;
		p->taken[port / 8] = (uint8_t)(p->taken[port / 8] |
		    1u << port % 8);
		return port;
	}
	return 0;
}

void
tftp_ports_give(struct tftp_ports *p, uint16_t port)
{
	p->taken[port / 8] = (uint8_t)(p->taken[port / 8] & ~(1u << port % 8));
}

static int
open_in_range(struct tftp_ports *p, const char *interface, uint32_t addr,
    uint16_t *ret_port, struct text *why)
{
	uint16_t foreign[FOREIGN_MOST];
	size_t count = 0;
	int fd = -PX_EINUSE;

	/* What is another's is held until one is found: not tried twice. */
	while (fd == -PX_EINUSE && count < FOREIGN_MOST &&
	    (*ret_port = take(p)) != 0) {
		text_init(why, why->buf, why->cap);
		fd = udp_open_transfer(interface, addr, *ret_port, why);
		if (fd < 0)
			foreign[count++] = *ret_port;
	}
	while (count > 0)
		tftp_ports_give(p, foreign[--count]);
	if (fd < 0)
		*ret_port = 0;
	return fd == -PX_EINUSE ? -PX_EFULL : fd;
}

int
tftp_ports_open(struct tftp_ports *p, const char *interface, uint32_t addr,
    uint16_t *ret_port, struct text *why)
{
	*ret_port = 0;
	return p->first == 0 ? udp_open_transfer(interface, addr, 0, why) :
			       open_in_range(p, interface, addr, ret_port, why);
}
