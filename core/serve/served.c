/* SPDX-License-Identifier: ISC */
#include "core/serve/served.h"

#include "core/base/err.h"

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
	for (size_t n = 0; n < config->interface_count; n++) {
		const struct iface *i = iface_find(rows, count,
		    config->interfaces[n]);

		if (i == NULL) {
			text_add(why, "there is no interface ");
			text_add_visible_str(why, config->interfaces[n]);
			add_names(why, rows, count);
			return -PX_ENOENT;
		}
		ret[n] = *i;
	}
	return (int)config->interface_count;
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
