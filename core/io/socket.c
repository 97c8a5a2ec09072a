/* SPDX-License-Identifier: ISC */
#include "core/io/socket.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "core/base/addr.h"
#include "core/base/err.h"

int
socket_set(int fd, int level, int name, int value)
{
	return setsockopt(fd, level, name, &value, sizeof(value));
}

int
socket_explain_bind(int error, enum port_kind kind, uint32_t addr,
    uint16_t port, struct text *why)
{
	char ip[IP4_TEXT];
	struct port_owner owner;

	switch (error) {
	case EADDRINUSE:
		text_addf(why, "port %u is in use", port);
		if (port_owner_find(&owner, kind, addr, port) == 0) {
			text_add(why, " by ");
			text_add_visible_str(why, owner.name);
			text_addf(why, " (pid %ld)", owner.pid);
		}
		return -PX_EINUSE;
	case EACCES:
	case EPERM:
		text_addf(why, "no permission to open port %u: start as root",
		    port);
		return -PX_EACCESS;
	case EADDRNOTAVAIL:
		text_addf(why, "%s is not an address of this machine",
		    ip4_format(ip, addr));
		return -PX_ENET;
	default:
		text_addf(why, "cannot bind port %u: %s", port,
		    strerror(error));
		return -PX_ENET;
	}
}

int
socket_bind_device(int fd, const char *interface, struct text *why)
{
	const int error = setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, interface,
			      (socklen_t)strlen(interface)) == 0 ?
	    0 :
	    errno;

	if (error == 0)
		return 0;
	if (error == ENODEV) {
		text_add(why, "there is no interface ");
		text_add_visible_str(why, interface);
		return -PX_ENOENT;
	}
	text_add(why, "cannot use interface ");
	text_add_visible_str(why, interface);
	text_addf(why, ": %s", strerror(error));
	return error == EPERM || error == EACCES ? -PX_EACCESS : -PX_ENET;
}

int
socket_rebind(int fd, const char *interface)
{
	char ignored[128];
	struct text why;

	text_init(&why, ignored, sizeof(ignored));
	return socket_bind_device(fd, interface, &why);
}
