/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tests/bench/load.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#define QUEUE_BYTES (8 << 20)

_Noreturn void
load_die(const char *what)
{
	perror(what);
	exit(1);
}

uint64_t
load_now_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000 + (uint64_t)ts.tv_nsec / 1000;
}

uint64_t
load_number(const char *text)
{
	char *end;
	const uint64_t n = strtoull(text, &end, 10);

	if (*text == '\0' || *end != '\0') {
		(void)fprintf(stderr, "not a number: %s\n", text);
		exit(1);
	}
	return n;
}

uint32_t
load_address(const char *text)
{
	struct in_addr a;

	if (inet_pton(AF_INET, text, &a) != 1) {
		(void)fprintf(stderr, "not an address: %s\n", text);
		exit(1);
	}
	return ntohl(a.s_addr);
}

int
load_socket(uint16_t port, int broadcast)
{
	return load_socket_at(INADDR_ANY, port, broadcast);
}

int
load_socket_at(uint32_t addr, uint16_t port, int broadcast)
{
	const int bytes = QUEUE_BYTES;
	const struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(port),
	    .sin_addr.s_addr = htonl(addr)};
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd == -1)
		load_die("socket");
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes));
	(void)setsockopt(fd, SOL_SOCKET, SO_SNDBUFFORCE, &bytes, sizeof(bytes));
	(void)setsockopt(fd, SOL_SOCKET, SO_BROADCAST, &broadcast,
	    sizeof(broadcast));
	if (bind(fd, (const struct sockaddr *)&sin, sizeof(sin)) == -1)
		load_die("bind");
	return fd;
}

void
load_time_add(struct load_times *t, uint64_t us)
{
	if (t->count == t->room) {
		t->room = t->room == 0 ? 1024 : 2 * t->room;
		t->us = reallocarray(t->us, t->room, sizeof(*t->us));
		if (t->us == NULL)
			load_die("memory");
	}
	t->us[t->count++] = us > UINT32_MAX ? UINT32_MAX : (uint32_t)us;
}

static int
compare(const void *a, const void *b)
{
	const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return x < y ? -1 : x > y;
}

double
load_time_of(struct load_times *t, unsigned per_mille)
{
	size_t i;

	if (t->count == 0)
		return 0;
	qsort(t->us, t->count, sizeof(*t->us), compare);
	i = (t->count * per_mille + 999) / 1000;
	return t->us[i == 0 ? 0 : i - 1] / 1000.0;
}
