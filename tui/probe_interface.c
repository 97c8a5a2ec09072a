/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "core/base/err.h"
#include "core/io/iface.h"
#include "core/io/socket_diag.h"
#include "core/proto/dhcp.h"
#include "tui/probe.h"

static int
choose_only(const struct iface **ret, const struct iface *rows, size_t count,
    struct text *why)
{
	size_t i, fit = 0;

	for (i = 0; i < count; i++)
		if (iface_is_default(&rows[i])) {
			*ret = &rows[i];
			fit++;
		}
	if (fit == 1)
		return 0;
	text_add(why,
	    fit == 0 ? "no Ethernet interface is up" :
		       "say where with --interface, one of:");
	for (i = 0; i < count && fit > 1; i++)
		if (iface_is_default(&rows[i])) {
			text_add_char(why, ' ');
			text_add_visible_str(why, rows[i].name);
		}
	return -PX_ENOENT;
}

/*
 * A frame that is sent out of an interface does not come in by it: the own
 * sockets never see it.
 */
static int
refuse_own(const struct iface *i, struct text *why)
{
	text_add(why, "a DHCP server on this host listens on ");
	text_add_visible_str(why, i->name);
	text_addf(why,
	    " itself, and would not hear a probe that leaves there.\n"
	    "Probe from another machine on that network.  Or, where %s is a "
	    "bridge, from a port of it:\n"
	    "  ip link add probe0 type veth peer name probe1\n"
	    "  ip link set probe1 master %s up\n"
	    "  ip link set probe0 up\n"
	    "  pxeconsole probe --interface probe0 ...\n"
	    "  ip link del probe0",
	    i->name, i->name);
	return -PX_ENET;
}

static int
choose(char *ret, size_t cap, const struct iface *rows, size_t count,
    const char *named, struct text *why)
{
	const struct iface *i = NULL;
	int err = 0;

	if (named == NULL)
		err = choose_only(&i, rows, count, why);
	else
		i = iface_find(rows, count, named);
	if (err < 0)
		return err;
	if (i == NULL || !i->ethernet) {
		text_add_visible_str(why, named);
		text_add(why,
		    i == NULL ? ": there is no such interface" :
				": is no Ethernet interface");
		return -PX_ENOENT;
	}
	if (socket_diag_listens(DHCP_PORT_SERVER, i->index, NULL))
		return refuse_own(i, why);
	(void)text_copy(ret, cap, i->name);
	return 0;
}

int
probe_interface(char *ret, size_t cap, const char *named, struct text *why)
{
	struct iface *rows;
	int err = iface_list(&rows);

	if (err >= 0)
		err = choose(ret, cap, rows, (size_t)err, named, why);
	free(rows);
	return err;
}
