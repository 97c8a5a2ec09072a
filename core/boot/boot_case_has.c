/* SPDX-License-Identifier: ISC */
#include "core/boot/boot_case_has.h"

#include <string.h>

/* Some say option 93 like boot clients, and call themselves otherwise. */
static bool
has_odd_class(const struct event_dhcp *d)
{
	const struct dhcp_facts *f = &d->facts;

	return f->arch != 0xffff && f->class_id[0] != '\0' && !f->pxe_class &&
	    !f->http_class;
}

#define LEAST_TAKEN 548 /* RFC 2132 9.10, without headers */

unsigned
case_has_by_ask(const struct event_dhcp *d)
{
	const struct dhcp_facts *f = &d->facts;
	unsigned has = 0;

	has |= f->has_gpxe || d->stage == STAGE_GPXE || d->stage == STAGE_IPXE ?
	    HAS_GPXE :
	    0;
	has |= has_odd_class(d) ? HAS_ODD_CLASS : 0;
	has |= f->has_uuid && !f->uuid_usable ? HAS_BAD_UUID : 0;
	has |= d->type == DHCP_DECLINE ? HAS_DECLINE : 0;
	has |= f->max_size != 0 && f->max_size < LEAST_TAKEN ? HAS_LONG : 0;
	return has;
}

static bool
is_named(const struct event_dhcp *d)
{
	return d->facts.file[0] != '\0' || d->facts.name[0] != '\0' ||
	    d->root_path[0] != '\0' || d->facts.has_menu;
}

static bool
has_url(const struct event_dhcp *d)
{
	return strstr(d->facts.file, "://") != NULL ||
	    strstr(d->facts.name, "://") != NULL;
}

static unsigned
has_of_ack(const struct event_dhcp *d)
{
	return d->yiaddr != 0 ? HAS_LEASE : HAS_BARE_ACK;
}

unsigned
case_has_by_reply(const struct event_dhcp *d)
{
	const struct dhcp_facts *f = &d->facts;
	unsigned has = 0;

	has |= d->type == DHCP_ACK ? has_of_ack(d) : 0;
	has |= d->type == DHCP_NAK ? HAS_NAK : 0;
	has |= d->yiaddr == 0 && f->pxe_class ? HAS_PROXY_OFFER : 0;
	has |= d->giaddr != 0 ? HAS_RELAYED : 0;
	has |= f->length > LEAST_TAKEN ? HAS_LONG : 0;
	has |= f->file[0] != '\0' && f->has_name ? HAS_TWO_NAMES : 0;
	has |= has_url(d) ? HAS_URL : 0;
	has |= f->has_menu ? HAS_MENU : 0;
	has |= d->root_path[0] != '\0' ? HAS_ROOT : 0;
	has |= f->has_config || f->has_prefix ? HAS_LOADER_OPTIONS : 0;
	has |= is_named(d) ? 0 : HAS_NO_NAME;
	return has;
}

unsigned
case_has_by_replies(const struct boot_case *c)
{
	unsigned has = 0, nameless = HAS_NO_NAME;
	size_t i;

	for (i = 0; i < c->reply_count; i++) {
		has |= c->reply[i].has;
		nameless &= c->reply[i].has;
		has |= c->reply[i].server != c->reply[0].server ? HAS_OTHERS :
								  0;
	}
	return (has & ~(unsigned)HAS_NO_NAME) | nameless;
}

unsigned
case_has(const struct boot_case *c)
{
	unsigned has = c->asks_have | c->replies_have;

	has |= c->discovers + c->bootps > 1 ? HAS_AGAIN : 0;
	has |= c->proxy_asks > 0 ? HAS_4011 : 0;
	has |= c->reply_count > 0 ? HAS_REPLY : 0;
	has |= c->file_count > 0 ? HAS_FILE : 0;
	has |= c->page_count > 0 ? HAS_PAGE : 0;
	has |= c->file_count + c->page_count > 0 ? HAS_FETCHED : 0;
	has |= c->login_count > 0 ? HAS_LOGIN : 0;
	has |= c->arp_count > 0 ? HAS_ARP : 0;
	has |= c->twin.there || c->twin.one ? HAS_TWIN : 0;
	has |= c->login_count + c->arp_count > 0 ? HAS_TARGET : 0;
	has |= c->kernel ? HAS_KERNEL : 0;
	has |= c->system.addr != 0 ? HAS_SYSTEM : 0;
	has |= c->replies == 0 ? HAS_NO_REPLY : 0;
	has |= c->requests + c->proxy_asks == 0 ? HAS_NO_CHOICE : 0;
	return has;
}
