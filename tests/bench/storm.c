/* SPDX-License-Identifier: ISC */
/*
 * Machines that boot at once: storm INTERFACE SERVER MACHINES LOADER INITRD.
 * Each goes through DHCP, fetches the file LOADER by TFTP in windows of 16
 * and INITRD by HTTP, from the address that it was given.  What is lost is
 * asked for again after a second.  One line of name=value at the end.
 */
#include "config.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/bench/dhcp_client.h"
#include "tests/bench/load.h"

#define PATIENCE_US 1000000
#define GIVE_UP_US (600 * UINT64_C(1000000))
#define HTTP_PORT 8080
#define BLOCK 1428
#define WINDOW 16
#define EVENTS 64

enum state { ASKING, REQUESTING, LOADING, FETCHING, DONE, FAILED };

struct machine {
	enum state state;
	struct offer offer;
	int fd; /* of TFTP, then of HTTP */
	uint64_t began_us, sent_us;
	struct sockaddr_in peer; /* TFTP; port 0: not known yet */
	uint16_t have;
	unsigned in_window;
	uint64_t want, got; /* bytes of the body; want 0: head not read */
};

struct storm {
	struct dhcp_box box;
	int epoll;
	uint32_t server;
	const char *loader, *initrd;
	size_t count, left;
	struct machine *machines;
	uint64_t again, failed, bytes;
	struct load_times dhcp, all;
};

static void
send_dhcp(struct storm *s, struct machine *m)
{
	m->sent_us = load_now_us();
	dhcp_write(dhcp_box_next(&s->box), (uint32_t)(m - s->machines),
	    m->state == ASKING ? NULL : &m->offer);
}

static void
end(struct storm *s, struct machine *m, enum state how)
{
	if (m->fd != -1)
		(void)close(m->fd);
	m->fd = -1;
	m->state = how;
	s->left--;
	if (how == DONE)
		load_time_add(&s->all, load_now_us() - m->began_us);
	else
		s->failed++;
}

/* A socket of the machine's own address. */
static void
open_own(struct storm *s, struct machine *m, int type, uint32_t events)
{
	const struct sockaddr_in own = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(m->offer.addr)};
	struct epoll_event e = {.events = events, .data.ptr = m};
	const int on = 1;

	m->fd = socket(AF_INET, type | SOCK_NONBLOCK, 0);
	if (m->fd == -1 ||
	    setsockopt(m->fd, IPPROTO_IP, IP_FREEBIND, &on, sizeof(on)) == -1 ||
	    bind(m->fd, (const struct sockaddr *)&own, sizeof(own)) == -1 ||
	    epoll_ctl(s->epoll, EPOLL_CTL_ADD, m->fd, &e) == -1)
		load_die("a machine's socket");
}

static void
send_tftp(struct storm *s, struct machine *m)
{
	char p[512] = {0, 1};
	int n = 2;

	m->sent_us = load_now_us();
	if (m->peer.sin_port == 0) {
		const struct sockaddr_in to = {.sin_family = AF_INET,
		    .sin_port = htons(69),
		    .sin_addr.s_addr = htonl(s->server)};

		n += snprintf(p + n, 300,
			 "%s%coctet%cblksize%c%d%cwindowsize"
			 "%c%d",
			 s->loader, 0, 0, 0, BLOCK, 0, 0, WINDOW) +
		    1;
		(void)sendto(m->fd, p, (size_t)n, 0,
		    (const struct sockaddr *)&to, sizeof(to));
		return;
	}
	p[1] = 4;
	p[2] = (char)(m->have >> 8);
	p[3] = (char)m->have;
	m->in_window = 0;
	(void)sendto(m->fd, p, 4, 0, (const struct sockaddr *)&m->peer,
	    sizeof(m->peer));
}

static void
begin_http(struct storm *s, struct machine *m)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
	    .sin_port = htons(HTTP_PORT),
	    .sin_addr.s_addr = htonl(s->server)};

	(void)close(m->fd);
	m->state = FETCHING;
	open_own(s, m, SOCK_STREAM, EPOLLIN | EPOLLOUT);
	if (connect(m->fd, (const struct sockaddr *)&to, sizeof(to)) == -1 &&
	    errno != EINPROGRESS)
		end(s, m, FAILED);
}

static void
take_tftp(struct storm *s, struct machine *m)
{
	uint8_t p[2048];
	struct sockaddr_in from;
	socklen_t len = sizeof(from);
	ssize_t n;

	while ((n = recvfrom(m->fd, p, sizeof(p), 0, (struct sockaddr *)&from,
		    &len)) >= 4) {
		m->peer = from;
		if (p[1] == 6 && m->have == 0) {
			send_tftp(s, m);
		} else if (p[1] == 5) {
			end(s, m, FAILED);
			return;
		}
		if (p[1] != 3 ||
		    (uint16_t)(p[2] << 8 | p[3]) != (uint16_t)(m->have + 1))
			continue;
		m->have++;
		s->bytes += (uint64_t)n - 4;
		if (n - 4 < BLOCK || ++m->in_window == WINDOW)
			send_tftp(s, m);
		if (n - 4 < BLOCK) {
			begin_http(s, m);
			return;
		}
	}
}

static void
ask_http(struct storm *s, struct machine *m)
{
	struct epoll_event e = {.events = EPOLLIN, .data.ptr = m};
	char p[512];
	const int n = snprintf(p, sizeof(p),
	    "GET /%s HTTP/1.1\r\nHost: s\r\nConnection: close\r\n\r\n",
	    s->initrd);

	(void)epoll_ctl(s->epoll, EPOLL_CTL_MOD, m->fd, &e);
	if (send(m->fd, p, (size_t)n, MSG_NOSIGNAL) != n)
		end(s, m, FAILED);
}

/* How much of it is the body's; the head comes as one piece here. */
static size_t
read_head(struct machine *m, char *p, size_t len)
{
	const char *body, *length;

	p[len] = '\0';
	body = strstr(p, "\r\n\r\n");
	length = strcasestr(p, "content-length: ");
	if (strncmp(p, "HTTP/1.1 200", 12) != 0 || body == NULL ||
	    length == NULL)
		return 0;
	m->want = strtoull(length + 16, NULL, 10);
	return len - (size_t)(body + 4 - p);
}

/* The body is thrown away where it is: in the kernel. */
static void
take_http(struct storm *s, struct machine *m)
{
	static char p[262144 + 1];
	ssize_t n = recv(m->fd, p, sizeof(p) - 1, m->want == 0 ? 0 : MSG_TRUNC);

	if (n < 0 && errno == EAGAIN)
		return;
	if (n > 0) {
		if (m->want == 0)
			n = (ssize_t)read_head(m, p, (size_t)n);
		m->got += (uint64_t)n;
		s->bytes += (uint64_t)n;
		if (m->want == 0 || m->got < m->want)
			return;
	}
	end(s, m, m->want > 0 && m->got == m->want ? DONE : FAILED);
}

static void
take_dhcp(struct storm *s, const uint8_t *p, size_t len)
{
	enum message_type type;
	struct machine *m;
	struct offer offer;
	uint32_t n;

	if (!dhcp_read(p, len, &n, &type, &offer) || n >= s->count)
		return;
	m = &s->machines[n];
	if (m->state == ASKING && type == OFFER) {
		load_time_add(&s->dhcp, load_now_us() - m->sent_us);
		m->offer = offer;
		m->state = REQUESTING;
		send_dhcp(s, m);
	} else if (m->state == REQUESTING && type == ACK) {
		load_time_add(&s->dhcp, load_now_us() - m->sent_us);
		m->state = LOADING;
		open_own(s, m, SOCK_DGRAM, EPOLLIN);
		send_tftp(s, m);
	}
}

static void
receive_dhcp(struct storm *s)
{
	uint8_t p[1600];
	ssize_t n;

	while ((n = recv(s->box.fd, p, sizeof(p), 0)) > 0)
		take_dhcp(s, p, (size_t)n);
	dhcp_box_send(&s->box);
}

static void
take_event(struct storm *s, const struct epoll_event *e)
{
	struct machine *m = e->data.ptr;

	if (m == NULL)
		receive_dhcp(s);
	else if (m->state == LOADING)
		take_tftp(s, m);
	else if (m->state == FETCHING && (e->events & EPOLLOUT) != 0)
		ask_http(s, m);
	else if (m->state == FETCHING)
		take_http(s, m);
}

static void
send_again(struct storm *s)
{
	const uint64_t now = load_now_us();
	size_t i;

	for (i = 0; i < s->count; i++) {
		struct machine *m = &s->machines[i];

		if (m->state == DONE || m->state == FAILED)
			continue;
		if (now - m->began_us > GIVE_UP_US)
			end(s, m, FAILED);
		else if (m->state != FETCHING &&
		    now - m->sent_us > PATIENCE_US) {
			s->again++;
			if (m->state == LOADING)
				send_tftp(s, m);
			else
				send_dhcp(s, m);
		}
	}
	dhcp_box_send(&s->box);
}

static void
run(struct storm *s)
{
	struct epoll_event events[EVENTS], e = {.events = EPOLLIN};
	uint64_t looked = load_now_us();
	size_t i;
	int n, k;

	if (epoll_ctl(s->epoll, EPOLL_CTL_ADD, s->box.fd, &e) == -1)
		load_die("epoll_ctl");
	for (i = 0; i < s->count; i++) {
		s->machines[i].fd = -1;
		s->machines[i].began_us = load_now_us();
		send_dhcp(s, &s->machines[i]);
	}
	dhcp_box_send(&s->box);
	while (s->left > 0) {
		n = epoll_wait(s->epoll, events, EVENTS, 20);
		for (k = 0; k < n; k++)
			take_event(s, &events[k]);
		if (load_now_us() - looked > 50000) {
			looked = load_now_us();
			send_again(s);
		}
	}
}

int
main(int argc, char **argv)
{
	const struct rlimit files = {65536, 65536};
	struct storm s = {0};
	uint64_t began;
	double seconds;

	if (argc != 6) {
		(void)fprintf(stderr,
		    "usage: storm INTERFACE SERVER MACHINES LOADER INITRD\n");
		return 1;
	}
	(void)setrlimit(RLIMIT_NOFILE, &files);
	s.box.fd = dhcp_socket(argv[1], 68);
	s.server = load_address(argv[2]);
	s.count = s.left = load_number(argv[3]);
	s.loader = argv[4];
	s.initrd = argv[5];
	s.epoll = epoll_create1(0);
	s.machines = calloc(s.count, sizeof(*s.machines));
	if (s.machines == NULL || s.epoll == -1)
		load_die("memory");
	began = load_now_us();
	run(&s);
	seconds = (double)(load_now_us() - began) / 1e6;
	(void)printf("done=%zu failed=%llu again=%llu bytes=%llu seconds=%.2f "
		     "rate=%.1f dhcp50=%.2f dhcpmax=%.2f p50=%.0f max=%.0f\n",
	    s.all.count, (unsigned long long)s.failed,
	    (unsigned long long)s.again, (unsigned long long)s.bytes, seconds,
	    (double)s.bytes / seconds / 1e6, load_time_of(&s.dhcp, 500),
	    load_time_of(&s.dhcp, 1000), load_time_of(&s.all, 500),
	    load_time_of(&s.all, 1000));
	free(s.machines);
	free(s.dhcp.us);
	free(s.all.us);
	return 0;
}
