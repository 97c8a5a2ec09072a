/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_self.h"

#include <string.h>

static void
add_self(struct join_self *s, const struct iface *i)
{
	if (i->ethernet && s->mac_count < JOIN_MACS)
		s->macs[s->mac_count++] = i->mac;
	for (size_t n = 0; n < i->addr_count; n++) {
		if (s->addr_count < JOIN_ADDRS && !i->loopback)
			s->addrs[s->addr_count++] = i->addrs[n].addr;
	}
}

void
watch_self_learn(struct join_self *self, const struct iface *rows, size_t count)
{
	memset(self, 0, sizeof(*self));
	self->serves = true;
	for (size_t n = 0; n < count; n++)
		add_self(self, &rows[n]);
}

void
watch_self_networks(struct diag_env *env, const struct iface *rows,
    size_t count)
{
	const size_t most = sizeof(env->addrs) / sizeof(env->addrs[0]);

	env->addr_count = 0;
	for (size_t n = 0; n < count; n++)
		for (size_t k = 0; k < rows[n].addr_count; k++) {
			if (rows[n].loopback || env->addr_count == most)
				continue;
			env->addrs[env->addr_count] = rows[n].addrs[k].addr;
			env->masks[env->addr_count++] = rows[n].addrs[k].mask;
		}
}
