/* SPDX-License-Identifier: ISC */
#include "core/boot/relay.h"

#include "core/base/buf.h"
#include "core/proto/dhcp_option.h"

enum { RELAY_LINK_SELECTION = 5, RELAY_SERVER_ID = 11 };

static void
take(uint32_t *ret, struct rbuf *value)
{
	uint32_t addr = rbuf_u32(value);

	if (!value->bad && rbuf_left(value) == 0 && ip4_usable(addr))
		*ret = addr;
}

void
relay_read(struct relay_info *ret, const struct dhcp_msg *m)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_RELAY);
	struct rbuf r;

	ret->link = 0;
	ret->server_id = 0;
	if (m->head.giaddr == 0 || o == NULL)
		return;
	rbuf_init(&r, o->data, o->len);
	while (rbuf_left(&r) > 0) {
		uint8_t code = rbuf_u8(&r);
		uint8_t len = rbuf_u8(&r);
		struct rbuf value = rbuf_sub(&r, len);

		/* One that overruns ends the list: nothing behind it means
		 * what it seems to. */
		if (r.bad)
			return;
		if (code == RELAY_LINK_SELECTION)
			take(&ret->link, &value);
		else if (code == RELAY_SERVER_ID)
			take(&ret->server_id, &value);
	}
}

uint32_t
relays_find(const struct relays *s, uint32_t network, uint32_t mask)
{
	for (unsigned n = 0; n < s->count; n++)
		if ((s->addr[n] & mask) == (network & mask))
			return s->addr[n];
	return 0;
}

void
relays_add(struct relays *s, uint32_t addr, uint32_t mask)
{
	if (s->count < RELAYS_KNOWN && relays_find(s, addr, mask) == 0)
		s->addr[s->count++] = addr;
}
