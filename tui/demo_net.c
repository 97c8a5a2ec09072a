/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tui/demo_net.h"

#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/packet.h"
#include "tui/demo_spawn.h"

#define WORDS 16

/* Runs `ip` with the words of one line. */
static int
ip(const char *line)
{
	static const char *const places[] = {"/usr/sbin/ip", "/sbin/ip",
	    "/usr/bin/ip", "/bin/ip", NULL};
	const char *argv[WORDS] = {demo_spawn_find(places)};
	const struct demo_spawn what = {.argv = argv, .quiet = true};
	char copy[160];
	char *rest = copy;
	size_t n = 1;

	if (argv[0] == NULL || !text_copy(copy, sizeof(copy), line))
		return -PX_ENOENT;
	while (n < WORDS - 1 && (argv[n] = strsep(&rest, " ")) != NULL)
		n++;
	return demo_spawn_wait(&what) == 0 ? 0 : -PX_ENET;
}

static int
write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return -PX_EACCESS;
	n = write(fd, text, strlen(text));
	(void)close(fd);
	return n == (ssize_t)strlen(text) ? 0 : -PX_EACCESS;
}

/* Root inside is whom we are outside, and nobody else exists there. */
static int
map_ids(uid_t uid, gid_t gid)
{
	char line[64];
	int err;

	(void)write_file("/proc/self/setgroups", "deny");
	(void)snprintf(line, sizeof(line), "0 %u 1", (unsigned)uid);
	err = write_file("/proc/self/uid_map", line);
	(void)snprintf(line, sizeof(line), "0 %u 1", (unsigned)gid);
	return err < 0 ? err : write_file("/proc/self/gid_map", line);
}

int
demo_net_enter(struct text *why)
{
	const uid_t uid = geteuid();
	const gid_t gid = getegid();
	const int user = uid == 0 ? 0 : CLONE_NEWUSER;

	if (unshare(CLONE_NEWNET | user) == -1 ||
	    (user != 0 && map_ids(uid, gid) < 0)) {
		text_add(why,
		    "no network namespace can be made here; "
		    "as root it could be");
		return -PX_EACCESS;
	}
	return 0;
}

int
demo_net_enter_machines(void)
{
	return unshare(CLONE_NEWNET) == -1 ? -PX_EACCESS : 0;
}

int
demo_net_wire(pid_t machines, struct text *why)
{
	char pair[120];
	int err;

	(void)snprintf(pair, sizeof(pair),
	    "link add " DEMO_SERVER_IF " type veth peer name " DEMO_MACHINES_IF
	    " netns %d",
	    (int)machines);
	err = ip(pair);
	if (err == 0)
		err = ip("link set lo up");
	if (err == 0)
		err = ip("addr add 192.0.2.1/24 dev " DEMO_SERVER_IF);
	if (err == 0)
		err = ip("link set " DEMO_SERVER_IF " up");
	/* Firmware and its likeness judge checksums; a virtual card skips
	 * them unless it is told. */
	if (err == 0)
		err = packet_checksums(DEMO_SERVER_IF);
	if (err < 0)
		text_add(why,
		    err == -PX_ENOENT ?
			"the program ip (package iproute2) is missing" :
			"the virtual wire could not be made");
	return err;
}

int
demo_net_up(bool tap)
{
	static const char *const lines[] = {
	    "link set lo up",
	    "link set " DEMO_MACHINES_IF " up",
	    "tuntap add " DEMO_TAP_IF " mode tap",
	    "link add " DEMO_BRIDGE_IF " type bridge",
	    "link set " DEMO_MACHINES_IF " master " DEMO_BRIDGE_IF,
	    "link set " DEMO_TAP_IF " master " DEMO_BRIDGE_IF,
	    "link set " DEMO_TAP_IF " up",
	    "link set " DEMO_BRIDGE_IF " up",
	};
	const size_t n = tap ? sizeof(lines) / sizeof(lines[0]) : 2;
	size_t i;
	int err;

	for (i = 0; i < n; i++) {
		err = ip(lines[i]);
		if (err < 0)
			return err;
	}
	return 0;
}
