/* SPDX-License-Identifier: ISC */
#include "core/io/port_owner.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/base/text.h"

#define OWNER_INODES 16
#define PROC_PATH 512

struct inodes {
	unsigned long list[OWNER_INODES];
	size_t count;
};

/*
 * One line of /proc/net/udp or tcp: an address of 8 hexadecimal digits (32
 * for IPv6) as the machine holds it in memory, and the port.
 */
static bool
line_blocks(const char *local, uint32_t addr, uint16_t port)
{
	const char *colon = strchr(local, ':');
	const size_t digits = colon == NULL ? 0 : (size_t)(colon - local);
	uint32_t bound;

	if (digits < 8 || strtoul(colon + 1, NULL, 16) != port)
		return false;
	/* A dual-stack socket on :: has the IPv4 port too. */
	if (digits == 32)
		return strspn(local, "0") == digits;
	bound = ntohl((uint32_t)strtoul(local, NULL, 16));
	return bound == 0 || addr == 0 || bound == addr;
}

/* The n-th word of a line, from 0; "" when there are fewer. */
static const char *
word(const char *line, int n)
{
	line += strspn(line, " ");
	for (; n > 0; n--) {
		line += strcspn(line, " ");
		line += strspn(line, " ");
	}
	return line;
}

static void
collect(struct inodes *in, const char *path, uint32_t addr, uint16_t port)
{
	char line[512];
	FILE *f = fopen(path, "re");

	if (f == NULL)
		return;
	while (in->count < OWNER_INODES && fgets(line, sizeof(line), f))
		if (line_blocks(word(line, 1), addr, port))
			in->list[in->count++] = strtoul(word(line, 9), NULL,
			    10);
	(void)fclose(f);
}

/* Does this link of /proc/PID/fd lead to one of the sockets? */
static bool
is_one_of(const struct inodes *in, const char *link)
{
	static const char prefix[] = "socket:[";
	unsigned long inode;
	size_t i;

	if (strncmp(link, prefix, sizeof(prefix) - 1) != 0)
		return false;
	inode = strtoul(link + sizeof(prefix) - 1, NULL, 10);
	for (i = 0; i < in->count; i++)
		if (in->list[i] == inode)
			return true;
	return false;
}

static bool
process_holds(const char *pid, const struct inodes *in)
{
	char path[PROC_PATH], link[64];
	struct dirent *d;
	bool found = false;
	ssize_t n;
	DIR *dir;

	(void)snprintf(path, sizeof(path), "/proc/%s/fd", pid);
	dir = opendir(path);
	if (dir == NULL)
		return false;
	while (!found && (d = readdir(dir)) != NULL) {
		n = readlinkat(dirfd(dir), d->d_name, link, sizeof(link) - 1);
		if (n <= 0)
			continue;
		link[n] = '\0';
		found = is_one_of(in, link);
	}
	(void)closedir(dir);
	return found;
}

static void
read_name(const char *pid, char *name, size_t cap)
{
	char path[PROC_PATH];
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%s/comm", pid);
	(void)text_copy(name, cap, "another program");
	f = fopen(path, "re");
	if (f == NULL)
		return;
	if (fgets(name, (int)cap, f) != NULL)
		name[strcspn(name, "\n")] = '\0';
	(void)fclose(f);
}

static int
find_process(struct port_owner *ret, const struct inodes *in)
{
	DIR *dir = opendir("/proc");
	int err = -PX_ENOENT;
	struct dirent *d;

	if (dir == NULL)
		return err;
	while (err != 0 && (d = readdir(dir)) != NULL) {
		if (d->d_name[0] < '1' || d->d_name[0] > '9' ||
		    !process_holds(d->d_name, in))
			continue;
		ret->pid = strtol(d->d_name, NULL, 10);
		read_name(d->d_name, ret->name, sizeof(ret->name));
		err = 0;
	}
	(void)closedir(dir);
	return err;
}

int
port_owner_find(struct port_owner *ret, enum port_kind kind, uint32_t addr,
    uint16_t port)
{
	struct inodes in = {.count = 0};
	const bool udp = kind == PORT_UDP;

	collect(&in, udp ? "/proc/net/udp" : "/proc/net/tcp", addr, port);
	collect(&in, udp ? "/proc/net/udp6" : "/proc/net/tcp6", addr, port);
	return in.count == 0 ? -PX_ENOENT : find_process(ret, &in);
}

int
port_owner_of_socket(struct port_owner *ret, unsigned long inode)
{
	const struct inodes in = {.list = {inode}, .count = 1};

	return find_process(ret, &in);
}
