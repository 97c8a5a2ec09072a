/* SPDX-License-Identifier: ISC */
#include "core/boot/reply.h"

#include <string.h>

#include "core/boot/reply_boot.h"
#include "core/proto/dhcp_option.h"

#define IP_UDP_HEAD 28
#define MTU_USUAL 1500
#define SIZE_LEAST 576 /* every host takes this much, RFC 2131 2 */
#define UUID_LEN 17 /* type byte and 16 */

static void
add_head(struct dhcp_image *img, const struct boot_request *r,
    const struct reply_terms *terms)
{
	const struct dhcp_head *q = &r->msg->head;
	struct dhcp_head *h = &img->head;

	h->op = DHCP_OP_REPLY;
	h->htype = q->htype;
	h->hlen = q->hlen;
	h->xid = q->xid;
	h->flags = q->flags;
	h->giaddr = q->giaddr;
	memcpy(h->chaddr, q->chaddr, sizeof(h->chaddr));
	/* So that a relay does the same (RFC 1542 4.1.2). */
	if (terms->broadcast)
		h->flags |= DHCP_FLAG_BROADCAST;
	/* RFC 2131 table 3. */
	if (terms->type == DHCP_ACK)
		h->ciaddr = q->ciaddr;
	if (terms->type == DHCP_NAK) {
		/* 4.3.2: a relay must broadcast it. */
		if (q->giaddr != 0)
			h->flags |= DHCP_FLAG_BROADCAST;
		return;
	}
	h->yiaddr = terms->yiaddr;
}

static void
echo(struct dhcp_image *img, const struct boot_request *r, uint8_t code,
    enum dhcp_weight weight)
{
	const struct dhcp_option *o = dhcp_find(r->msg, code);

	if (o != NULL && o->len > 0)
		dhcp_image_add(img, code, o->data, o->len, weight);
}

/*
 * 82 comes from a relay; one that a client made up itself is not for us
 * (RFC 3046 2.1).  61: RFC 6842; 97: RFC 4578 2.3.
 */
static void
add_echoes(struct dhcp_image *img, const struct boot_request *r,
    const struct reply_terms *terms)
{
	const struct dhcp_option *uuid = dhcp_find(r->msg, DHCP_OPT_UUID);

	echo(img, r, DHCP_OPT_CLIENT_ID, DHCP_WEAK);
	if (terms->type != DHCP_NAK && uuid != NULL && uuid->len == UUID_LEN)
		echo(img, r, DHCP_OPT_UUID, DHCP_WEAK);
	if (r->msg->head.giaddr != 0)
		echo(img, r, DHCP_OPT_RELAY, DHCP_MUST);
}

static void
add_lease(struct dhcp_image *img, const struct reply_terms *terms)
{
	const uint32_t s = terms->lease_seconds;

	if (s == 0 || terms->proxy)
		return;
	dhcp_image_add_u32(img, DHCP_OPT_LEASE, s, DHCP_MUST);
	/* The defaults of RFC 2131 4.4.5, unless they would collide. */
	if (s < 8 || s == UINT32_MAX)
		return;
	dhcp_image_add_u32(img, DHCP_OPT_T1, s / 2, DHCP_WEAK);
	dhcp_image_add_u32(img, DHCP_OPT_T2, s - s / 8, DHCP_WEAK);
}

/* The network's options go with an address, or where they are forced. */
static void
add_network(struct dhcp_image *img, const struct decision *d,
    const struct reply_terms *terms, const struct network *net)
{
	const struct option_set *force = &d->manner.force;
	const bool all = !terms->proxy && !terms->boot_server;

	if (net->mask == 0)
		return;
	if (all || option_set_has(force, DHCP_OPT_MASK))
		dhcp_image_add_u32(img, DHCP_OPT_MASK, net->mask, DHCP_MUST);
	if (net->router != 0 && (all || option_set_has(force, DHCP_OPT_ROUTER)))
		dhcp_image_add_u32(img, DHCP_OPT_ROUTER, net->router,
		    DHCP_WEAK);
	if (net->dns != 0 && (all || option_set_has(force, DHCP_OPT_DNS)))
		dhcp_image_add_u32(img, DHCP_OPT_DNS, net->dns, DHCP_WEAK);
	/* A /31 or /32 has no broadcast address. */
	if (~net->mask > 1 &&
	    (all || option_set_has(force, DHCP_OPT_BROADCAST)))
		dhcp_image_add_u32(img, DHCP_OPT_BROADCAST,
		    net->addr | ~net->mask, DHCP_WEAK);
}

/* RFC 1123 2.1: what a host name may hold; the operator's may hold more. */
static bool
is_host_name(const char *name)
{
	static const char good[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-";

	return name[0] != '\0' && name[strspn(name, good)] == '\0';
}

/* What is sent to nobody but by force. */
static void
add_forced(struct dhcp_image *img, const struct decision *d,
    const struct network *net)
{
	const struct option_set *force = &d->manner.force;
	const char *name = d->host != NULL ? d->host->text[KEY_NAME] : "";

	if (option_set_has(force, DHCP_OPT_HOSTNAME) && is_host_name(name))
		dhcp_image_add_str(img, DHCP_OPT_HOSTNAME, name, false,
		    DHCP_WEAK);
	if (option_set_has(force, DHCP_OPT_MTU) && net->mtu != 0)
		dhcp_image_add_u16(img, DHCP_OPT_MTU, net->mtu, DHCP_WEAK);
	if (option_set_has(force, DHCP_OPT_TFTP_SERVERS) &&
	    img->head.siaddr != 0)
		dhcp_image_add_u32(img, DHCP_OPT_TFTP_SERVERS, img->head.siaddr,
		    DHCP_WEAK);
}

static void
leave_out(struct dhcp_image *img, const struct decision *d)
{
	unsigned code;

	if (option_set_empty(&d->manner.leave))
		return;
	for (code = 1; code < DHCP_OPT_END; code++)
		if (option_set_has(&d->manner.leave, (uint8_t)code))
			dhcp_image_remove(img, (uint8_t)code);
}

static void
build_nak(struct dhcp_image *img, const struct boot_request *r,
    const struct reply_terms *terms)
{
	const char *text = terms->nak_text;

	if (text != NULL && text[0] != '\0')
		dhcp_image_add_str(img, DHCP_OPT_MESSAGE, text, false,
		    DHCP_WEAK);
	add_echoes(img, r, terms);
}

/*
 * Weak options are left out from the last one on where a reply gets too
 * long, so they are added in the order of their worth.
 */
void
reply_build(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms,
    const struct network *net)
{
	dhcp_image_init(img);
	img->bootp = terms->type == DHCP_BOOTP;
	add_head(img, r, terms);
	if (!img->bootp) {
		dhcp_image_add_u8(img, DHCP_OPT_TYPE, (uint8_t)terms->type,
		    DHCP_MUST);
		dhcp_image_add_u32(img, DHCP_OPT_SERVER_ID, terms->server_id,
		    DHCP_MUST);
	}
	if (terms->type == DHCP_NAK) {
		build_nak(img, r, terms);
		return;
	}
	if (!img->bootp)
		add_echoes(img, r, terms);
	/* A client without the cookie reads its own vendor area: RFC 1533. */
	if (!img->bootp || r->msg->has_cookie)
		add_network(img, d, terms, net);
	if (!img->bootp)
		add_lease(img, terms);
	reply_boot_add(img, r, d, terms);
	if (!img->bootp)
		add_forced(img, d, net);
	leave_out(img, d);
}

/*
 * RFC 2132 9.10 counts the IP and UDP headers: a client that says 576 takes
 * a datagram of that size, not a message.
 */
size_t
reply_max(const struct boot_request *r, const struct network *net)
{
	const size_t mtu = net->mtu == 0 ? MTU_USUAL : net->mtu;
	size_t most = r->max_size < SIZE_LEAST ? SIZE_LEAST : r->max_size;

	if (r->type == DHCP_BOOTP)
		return DHCP_MIN_LEN;
	if (most > mtu)
		most = mtu;
	return most > DHCP_MIN_LEN + IP_UDP_HEAD ? most - IP_UDP_HEAD :
						   DHCP_MIN_LEN;
}
