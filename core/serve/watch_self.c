/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_self.h"

#include <string.h>

static void
add_self(struct join_self *s, const struct iface *i)
{
	if (i->ethernet && s->mac_count < JOIN_MACS)
		s->macs[s->mac_count++] = i->mac;
	for (size_t n = 0; n < i->addr_count && s->addr_count < JOIN_ADDRS; n++)
		s->addrs[s->addr_count++] = i->addrs[n].addr;
}

static bool
is_watched(const struct iface *i, const struct watch_port *ports, size_t count)
{
	for (size_t n = 0; n < count; n++)
		if (strcmp(ports[n].name, i->name) == 0)
			return true;
	return false;
}

void
watch_self_learn(struct join_self *self, const struct iface *rows, size_t count,
    const struct watch_port *ports, size_t port_count)
{
	memset(self, 0, sizeof(*self));
	self->serves = true;
	self->many = port_count > 1;
	for (size_t n = 0; n < count; n++)
		if (is_watched(&rows[n], ports, port_count))
			add_self(self, &rows[n]);
	for (size_t n = 0; n < count; n++)
		if (!rows[n].loopback &&
		    !is_watched(&rows[n], ports, port_count))
			add_self(self, &rows[n]);
}

static void
add_networks(struct diag_env *env, const struct iface *i)
{
	const size_t most = sizeof(env->addrs) / sizeof(env->addrs[0]);

	for (size_t n = 0; n < i->addr_count && env->addr_count < most; n++) {
		env->addrs[env->addr_count] = i->addrs[n].addr;
		env->masks[env->addr_count++] = i->addrs[n].mask;
	}
}

void
watch_self_networks(struct diag_env *env, const struct iface *rows,
    size_t count, const struct watch_port *ports, size_t port_count)
{
	env->addr_count = 0;
	for (size_t n = 0; n < count; n++)
		if (!rows[n].loopback &&
		    is_watched(&rows[n], ports, port_count))
			add_networks(env, &rows[n]);
	for (size_t n = 0; n < count; n++)
		if (!rows[n].loopback &&
		    !is_watched(&rows[n], ports, port_count))
			add_networks(env, &rows[n]);
}
