/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_PRIV_H
#define CORE_IO_PRIV_H

#include <stdbool.h>
#include <sys/types.h>

#include "core/base/text.h"

/*
 * Root opens the sockets, then somebody without rights parses the packets.
 *
 * One capability stays in the permitted set, lowered: CAP_NET_RAW.  It is
 * what moves a bound socket to an interface that was deleted and made again
 * (SO_BINDTODEVICE on a socket that has a device).  The socket keeps its low
 * port meanwhile, so CAP_NET_BIND_SERVICE can go, and the packet socket for
 * replies needs nothing once it is open.  An address change needs nothing
 * either: the sockets are bound to 0.0.0.0.  The second use is the packet
 * socket of from-wire (request_tap.h), opened when a machine is set so.
 */
struct priv_user {
	uid_t uid;
	gid_t gid;
	char name[32];
};

/*
 * The user to become: `wanted`; "" is pxeconsole, else nobody.  -PX_ENOENT:
 * no such user, or it is root.
 */
int priv_user_find(struct priv_user *ret, const char *wanted);

/* Is an id mapped, by the text of /proc/self/uid_map or gid_map? */
bool priv_map_has(const char *map, unsigned id);

/*
 * Can this process become that user?  False when it is not root, or root of
 * a user namespace that knows no other user.
 */
bool priv_can_become(const struct priv_user *u);

/*
 * Closes every descriptor but the standard three: what a parent left open is
 * not for who parses packets.  Before anything of our own is opened.
 */
void priv_close_strays(void);

/* Gives a file of the store to the user; a file that is not there is fine. */
int priv_give(const char *path, const struct priv_user *u);

/*
 * Becomes the user where that is possible, keeps no more than the paragraph
 * above says, and can never gain anything again.  `why` gets a sentence in
 * any case: what was done, what could not be.  -PX_EACCESS when rights that
 * must go could not be dropped.
 */
int priv_drop(const struct priv_user *u, struct text *why);

/* Raises or lowers CAP_NET_RAW for the calling thread; false: not ours. */
bool priv_raise_raw(bool on);

#endif
