/* SPDX-License-Identifier: ISC */
#include "core/serve/served.h"

#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/priv.h"
#include "core/io/neighbour.h"
#include "core/io/udp.h"
#include "core/serve/tftpd.h"

static void
add_names(struct text *why, const struct iface *rows, size_t count)
{
	const char *before = "; there is ";

	for (size_t n = 0; n < count; n++) {
		if (rows[n].loopback)
			continue;
		text_add(why, before);
		text_add_visible_str(why, rows[n].name);
		before = ", ";
	}
}

static int
choose_named(struct iface *ret, const struct serve_config *config,
    const struct iface *rows, size_t count, struct text *why)
{
	size_t chosen = 0;

	for (size_t n = 0; n < config->interface_count; n++) {
		const struct iface *i = iface_find(rows, count,
		    config->interfaces[n]);

		if (i == NULL) {
			text_add(why, "there is no interface ");
			text_add_visible_str(why, config->interfaces[n]);
			add_names(why, rows, count);
			return -PX_ENOENT;
		}
		/* Named twice, served once. */
		if (iface_find(ret, chosen, i->name) == NULL)
			ret[chosen++] = *i;
	}
	return (int)chosen;
}

int
served_choose(struct iface ret[CONFIG_INTERFACES],
    const struct serve_config *config, const struct iface *rows, size_t count,
    struct text *why)
{
	int chosen = 0;

	if (config->interface_count > 0)
		return choose_named(ret, config, rows, count, why);
	for (size_t n = 0; n < count && chosen < CONFIG_INTERFACES; n++)
		if (iface_is_default(&rows[n]))
			ret[chosen++] = rows[n];
	if (chosen > 0)
		return chosen;
	text_add(why, "no Ethernet interface is up");
	add_names(why, rows, count);
	return -PX_ENOENT;
}

int
served_open(struct served *s, const struct iface *i, struct text *why)
{
	const int fd = udp_open(i->name, 0, TFTP_PORT, why);

	if (fd < 0)
		return fd;
	s->iface = *i;
	s->tftp_fd = fd;
	return 0;
}

void
served_close(struct served *s)
{
	(void)close(s->tftp_fd);
}

void
served_follow(struct served *s, const struct iface *now)
{
	const bool anew = now->index != s->iface.index;

	s->iface = *now;
	if (!anew)
		return;
	(void)priv_raise_raw(true);
	(void)udp_rebind(s->tftp_fd, s->iface.name);
	(void)priv_raise_raw(false);
}

bool
served_neighbour(const struct served *s, const char *interface, uint32_t addr,
    struct mac *ret)
{
	return neighbour_mac(ret, s->tftp_fd, interface, addr) == 0;
}

void
served_listen(struct tftpd_listen *ret, const struct served *s, uint32_t wanted)
{
	memset(ret, 0, sizeof(*ret));
	ret->fd = s->tftp_fd;
	ret->mtu = s->iface.mtu;
	(void)text_copy(ret->interface, sizeof(ret->interface), s->iface.name);
	/* Without an address nobody is on the link. */
	if (!iface_addr_for(&s->iface, wanted, &ret->addr, &ret->mask))
		ret->mask = UINT32_MAX;
}
