/* SPDX-License-Identifier: ISC */
/*
 * Requests whose clients never say another word, then a real one: tftp_half
 * SERVER FILE COUNT NETWORK.  The silent ones come from NETWORK + 1 ... on,
 * an address each, which the namespace must own.  One line of name=value:
 * how long the real one waited for its first block.
 */
#include "config.h"

#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/load.h"

#define PATIENCE_MS 5000

static int
ask(const struct sockaddr_in *server, const char *file, uint32_t from)
{
	const struct sockaddr_in own = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(from)};
	const int on = 1;
	char p[512] = {0, 1};
	int n = 2;
	const int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	if (fd == -1 ||
	    setsockopt(fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) == -1 ||
	    bind(fd, (const struct sockaddr *)&own, sizeof(own)) == -1)
		load_die("a client's socket");
	n += snprintf(p + n, 400, "%s%coctet", file, 0) + 1;
	(void)sendto(fd, p, (size_t)n, 0, (const struct sockaddr *)server,
	    sizeof(*server));
	return fd;
}

int
main(int argc, char **argv)
{
	const struct rlimit files = {65536, 65536};
	struct sockaddr_in server = {.sin_family = AF_INET,
	    .sin_port = htons(69)};
	struct pollfd p = {.events = POLLIN};
	uint32_t network, count, i;
	uint64_t began;
	int got;

	if (argc != 5) {
		(void)fprintf(stderr,
		    "usage: tftp_half SERVER FILE COUNT NETWORK\n");
		return 1;
	}
	(void)setrlimit(RLIMIT_NOFILE, &files);
	server.sin_addr.s_addr = htonl(load_address(argv[1]));
	count = (uint32_t)load_number(argv[3]);
	network = load_address(argv[4]);
	for (i = 1; i <= count; i++) {
		(void)ask(&server, argv[2], network + i);
		/* A thousand in 100 ms: no queue is meant to overflow. */
		if (i % 100 == 0)
			(void)usleep(10000);
	}
	began = load_now_us();
	p.fd = ask(&server, argv[2], INADDR_ANY);
	got = poll(&p, 1, PATIENCE_MS);
	(void)printf("served=%d first=%.2f\n", got,
	    (double)(load_now_us() - began) / 1000);
	return 0;
}
