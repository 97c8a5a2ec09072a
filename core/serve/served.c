/* SPDX-License-Identifier: ISC */
#include "core/serve/served.h"

#include "core/base/err.h"
#include "core/io/neighbour.h"
#include "core/io/priv.h"
#include "core/io/socket.h"

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

void
served_init(struct served *s, const struct iface *i, int fd)
{
	(void)text_copy(s->name, sizeof(s->name), i->name);
	s->index = i->index;
	s->fd = fd;
}

void
served_follow(struct served *s, const struct iface *now)
{
	if (now->index == s->index)
		return;
	s->index = now->index;
	(void)priv_raise_raw(true);
	(void)socket_rebind(s->fd, s->name);
	(void)priv_raise_raw(false);
}

bool
served_neighbour(const struct served *s, size_t count, uint32_t addr,
    struct mac *ret)
{
	for (size_t n = 0; n < count; n++)
		if (neighbour_mac(ret, s[n].fd, s[n].name, addr) == 0)
			return true;
	return false;
}
