/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/loop.h"
#include "core/io/root.h"
#include "core/io/tcp.h"
#include "core/io/udp.h"
#include "core/serve/httpd.h"

#define LOOPBACK 0x7f000001u
#define EVENTS 16
#define BIG 3000000u

/* The server in a loop of ours, and clients that say what a test wants. */
struct rig {
	char top[64];
	struct loop *loop;
	struct root *root;
	struct httpd *server;
	int fd;
	uint16_t port;
	size_t event_count;
	struct event events[EVENTS];
	bool late;
	size_t got; /* what the last client has received */
	char bytes[BIG + 4096];
};

static void
keep(void *arg, const struct event *e)
{
	struct rig *r = arg;

	if (e->kind == EVENT_HTTP)
		r->events[r->event_count++ % EVENTS] = *e;
}

static uint8_t
byte_at(uint64_t at)
{
	/* Never 0: some tests look at an answer as text. */
	return (uint8_t)((at * 7 + at / 251) % 255 + 1);
}

static void
make_file(const struct rig *r, const char *name, uint64_t size)
{
	char path[128];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", r->top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	for (uint64_t i = 0; i < size; i++)
		assert_true(putc(byte_at(i), f) != EOF);
	assert_int_equal(fclose(f), 0);
}

static void
make_tree(const struct rig *r)
{
	char path[128];

	make_file(r, "small", 10);
	make_file(r, "empty", 0);
	make_file(r, "big", BIG);
	(void)snprintf(path, sizeof(path), "%s/fifo", r->top);
	assert_int_equal(mkfifo(path, 0644), 0);
	(void)snprintf(path, sizeof(path), "%s/dir", r->top);
	assert_int_equal(mkdir(path, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/out", r->top);
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static struct rig *
set_up(struct httpd_config config)
{
	struct rig *r = calloc(1, sizeof(*r));
	char buf[200];
	struct text why;

	assert_non_null(r);
	text_init(&why, buf, sizeof(buf));
	(void)snprintf(r->top, sizeof(r->top), "/tmp/t_httpd.XXXXXX");
	assert_non_null(mkdtemp(r->top));
	make_tree(r);
	r->loop = loop_new();
	assert_non_null(r->loop);
	assert_int_equal(root_open(&r->root, r->top, &why), 0);
	config.base = loop_base(r->loop);
	config.root = r->root;
	config.sink = (struct event_sink){r, keep};
	assert_int_equal(httpd_new(&r->server, &config), 0);
	r->fd = tcp_listen(NULL, LOOPBACK, 0, &why);
	assert_true(r->fd >= 0);
	r->port = udp_port(r->fd);
	assert_int_equal(httpd_listen(r->server, r->fd), 0);
	return r;
}

static void
tear_down(struct rig *r)
{
	static const char *const names[] = {"small", "empty", "big", "fifo",
	    "dir", "out"};
	char path[128];

	httpd_free(r->server);
	assert_int_equal(root_open_count(r->root), 0);
	root_free(r->root);
	(void)close(r->fd);
	loop_free(r->loop);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", r->top, names[i]);
		(void)remove(path);
	}
	assert_int_equal(rmdir(r->top), 0);
	free(r);
}

static int
client_open(const struct rig *r)
{
	const struct sockaddr_in sin = {.sin_family = AF_INET,
	    .sin_port = htons(r->port),
	    .sin_addr.s_addr = htonl(LOOPBACK)};
	const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int small = 16384;

	assert_true(fd >= 0);
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof(small));
	assert_int_equal(connect(fd, (const struct sockaddr *)&sin,
			     sizeof(sin)),
	    0);
	return fd;
}

static void
say(int fd, const char *text)
{
	assert_int_equal(send(fd, text, strlen(text), MSG_NOSIGNAL),
	    strlen(text));
}

static void
stop(void *arg)
{
	struct rig *r = arg;

	loop_stop(r->loop);
}

static void
stop_late(void *arg)
{
	struct rig *r = arg;

	r->late = true;
	loop_stop(r->loop);
}

/* Runs the loop until fd can be read; false: not within that time. */
static bool
wait_for(struct rig *r, int fd, uint64_t us)
{
	struct event_base *base = loop_base(r->loop);
	struct watch *readable = watch_fd(base, fd, stop, r);
	struct watch *guard = watch_timer(base, stop_late, r);

	assert_true(readable != NULL && guard != NULL);
	r->late = false;
	watch_in_us(guard, us);
	loop_run(r->loop);
	watch_free(readable);
	watch_free(guard);
	return !r->late;
}

static void
run_for(struct rig *r, uint64_t us)
{
	struct watch *guard = watch_timer(loop_base(r->loop), stop, r);

	assert_non_null(guard);
	watch_in_us(guard, us);
	loop_run(r->loop);
	watch_free(guard);
}

static void
wait_for_events(struct rig *r, size_t count)
{
	for (int i = 0; i < 500 && r->event_count < count; i++)
		run_for(r, 10000);
	assert_int_equal(r->event_count, count);
}

/* Receives until so many bytes are there; the end when `bytes` is 0. */
static void
hear(struct rig *r, int fd, size_t bytes)
{
	ssize_t n = 1;

	r->got = 0;
	while (n > 0 && (bytes == 0 || r->got < bytes)) {
		assert_true(wait_for(r, fd, 5000000));
		n = recv(fd, r->bytes + r->got, sizeof(r->bytes) - 1 - r->got,
		    0);
		if (n > 0)
			r->got += (size_t)n;
	}
	r->bytes[r->got] = '\0';
}

/* What one connection is answered, until the server closes it. */
static const char *
answer(struct rig *r, const char *request)
{
	const int fd = client_open(r);

	say(fd, request);
	hear(r, fd, 0);
	(void)close(fd);
	run_for(r, 1000);
	return r->bytes;
}

static const struct event_http *
last(const struct rig *r)
{
	assert_true(r->event_count > 0);
	return &r->events[(r->event_count - 1) % EVENTS].u.http;
}

static void
sends_a_file(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const struct event_http *h;
	const char *body;

	(void)state;
	body = strstr(answer(r,
			  "GET /big HTTP/1.0\r\nUser-Agent: gPXE/1.0.1\r\n"
			  "Host: 127.0.0.1\r\n\r\n"),
	    "\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 200 OK\r\n", 17);
	assert_non_null(strstr(r->bytes, "\r\nContent-Length: 3000000\r\n"));
	assert_non_null(body);
	body += 4;
	assert_int_equal(r->got - (size_t)(body - r->bytes), BIG);
	for (size_t i = 0; i < BIG; i++)
		assert_int_equal((uint8_t)body[i], byte_at(i));
	wait_for_events(r, 2);
	assert_int_equal(r->events[0].u.http.phase, HTTP_PHASE_REQUEST);
	assert_int_equal(r->events[0].origin, ORIGIN_OWN);
	h = last(r);
	assert_int_equal(h->phase, HTTP_PHASE_DONE);
	assert_int_equal(h->status, 200);
	assert_int_equal(h->bytes, BIG);
	assert_int_equal(h->length, BIG);
	assert_int_equal(h->client, LOOPBACK);
	assert_int_equal(h->server_port, r->port);
	assert_string_equal(h->method, "GET");
	assert_string_equal(h->uri, "/big");
	assert_string_equal(h->agent, "gPXE/1.0.1");
	assert_string_equal(h->host, "127.0.0.1");
	assert_true(h->elapsed_us > 0);
	tear_down(r);
}

static void
ignore_case(void *arg, uint32_t client, struct file_manner *ret)
{
	(void)arg;
	ret->ignore_case = client == LOOPBACK;
}

static void
a_client_may_err_in_the_case(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});

	(void)state;
	(void)answer(r, "GET /SMALL HTTP/1.0\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 404", 12);
	tear_down(r);
	r = set_up((struct httpd_config){.manner = ignore_case});
	(void)answer(r, "GET /SMALL HTTP/1.0\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 200", 12);
	tear_down(r);
}

/* H04: EDK II asks for the length first, and keeps the connection. */
static void
answers_head_then_get(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const int fd = client_open(r);

	(void)state;
	say(fd, "HEAD /small HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n");
	assert_true(wait_for(r, fd, 5000000));
	hear(r, fd, 1);
	assert_non_null(strstr(r->bytes, "\r\nContent-Length: 10\r\n"));
	assert_string_equal(strstr(r->bytes, "\r\n\r\n"), "\r\n\r\n");
	say(fd, "GET /small HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");
	hear(r, fd, 1);
	assert_non_null(strstr(r->bytes, "\r\nContent-Length: 10\r\n"));
	assert_int_equal(strlen(strstr(r->bytes, "\r\n\r\n")), 14);
	assert_null(strstr(r->bytes, "Connection:"));
	say(fd, "GET /small HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
	hear(r, fd, 0);
	assert_non_null(strstr(r->bytes, "\r\nConnection: close\r\n"));
	wait_for_events(r, 6);
	assert_int_equal(last(r)->bytes, 10);
	(void)close(fd);
	tear_down(r);
}

/* A file that is on the disk only. */
static void
waits_for_the_disk(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const char *body;
	char path[128];
	int fd;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/big", r->top);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	assert_true(fd >= 0);
	assert_int_equal(fsync(fd), 0);
	assert_int_equal(posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED), 0);
	(void)close(fd);
	body = strstr(answer(r, "GET /big HTTP/1.0\r\n\r\n"), "\r\n\r\n");
	assert_non_null(body);
	body += 4;
	assert_int_equal(r->got - (size_t)(body - r->bytes), BIG);
	for (size_t i = 0; i < BIG; i++)
		assert_int_equal((uint8_t)body[i], byte_at(i));
	wait_for_events(r, 2);
	assert_int_equal(last(r)->bytes, BIG);
	tear_down(r);
}

static void
sends_parts(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const char *body;

	(void)state;
	body =
	    strstr(answer(r,
		       "GET /big HTTP/1.0\r\nRange: bytes=1000-1009\r\n\r\n"),
		"\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 206 ", 13);
	assert_non_null(
	    strstr(r->bytes, "\r\nContent-Range: bytes 1000-1009/3000000\r\n"));
	for (size_t i = 0; i < 10; i++)
		assert_int_equal((uint8_t)body[4 + i], byte_at(1000 + i));
	assert_int_equal(last(r)->bytes, 10);
	(void)answer(r, "GET /small HTTP/1.0\r\nRange: bytes=10-\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 416 ", 13);
	(void)answer(r, "GET /empty HTTP/1.0\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 200 ", 13);
	assert_non_null(strstr(r->bytes, "\r\nContent-Length: 0\r\n"));
	assert_int_equal(last(r)->bytes, 0);
	tear_down(r);
}

/* clang-format off */
static const struct {
	const char *target, *status;
} targets[] = {
	{ "/small", "200" },
	{ "//small?x#y", "200" },
	{ "/%73mall", "200" },
	{ "\\small", "400" },
	{ "/\\small", "200" },
	{ "/SMALL", "404" },
	{ "/small%00.efi", "400" },
	{ "/sm%61ll%", "400" },
	{ "/small%0a", "400" },
	{ "/", "404" },
	{ "/nothing", "404" },
	{ "/dir", "404" },
	{ "/fifo", "404" },
	{ "/out", "403" },
	{ "/../small", "403" },
	{ "/..%2fsmall", "403" },
	{ "/%2e%2e/etc/passwd", "403" },
	{ "/%252e%252e/etc/passwd", "404" },
	{ "/dir/..%5c..%5cetc%5cpasswd", "403" },
	{ "/C:/boot.ini", "403" },
	{ "/%c0%ae%c0%ae/etc/passwd", "404" },
	{ "http://h/small", "200" },
	{ "http://h", "400" },
	{ "*", "400" },
};
/* clang-format on */

/* X04, X07, H09, X11 */
static void
keeps_to_the_root(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	char request[128];

	(void)state;
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		(void)snprintf(request, sizeof(request),
		    "GET %s HTTP/1.0\r\n\r\n", targets[i].target);
		(void)answer(r, request);
		if (memcmp(r->bytes + 9, targets[i].status, 3) != 0)
			print_error("%s", targets[i].target);
		assert_memory_equal(r->bytes + 9, targets[i].status, 3);
		assert_null(strstr(r->bytes, r->top));
		assert_null(strstr(r->bytes, "root:"));
		assert_non_null(strstr(r->bytes, "\r\nContent-Length: "));
	}
	tear_down(r);
}

/* X10: what follows a refusal is not read as a request. */
static void
refuses_bodies(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const char *bytes = answer(r,
	    "GET /small HTTP/1.1\r\nHost: a\r\nContent-Length: 40\r\n\r\n"
	    "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");

	(void)state;
	assert_memory_equal(bytes, "HTTP/1.1 413 ", 13);
	assert_null(strstr(bytes + 1, "HTTP/1.1"));
	wait_for_events(r, 2);
	assert_string_equal(last(r)->uri, "/small");
	tear_down(r);
}

/* One answer a request, and the same answers, however the bytes come. */
static void
takes_requests_in_pieces(void **state)
{
	static const char two[] = "GET /small HTTP/1.1\r\nHost: a\r\n\r\n"
				  "GET /nothing HTTP/1.0\r\n\r\n";
	struct rig *r = set_up((struct httpd_config){0});
	char first[600];
	char *date;
	int fd;

	(void)state;
	(void)snprintf(first, sizeof(first), "%s", answer(r, two));
	assert_non_null(strstr(first, "404 Not Found\n"));
	fd = client_open(r);
	for (size_t i = 0; i < strlen(two); i++) {
		assert_int_equal(send(fd, two + i, 1, MSG_NOSIGNAL), 1);
		run_for(r, 500);
	}
	hear(r, fd, 0);
	(void)close(fd);
	/* The second may have turned meanwhile. */
	while ((date = strstr(first, "Date:")) != NULL)
		memset(date, '-', 35);
	while ((date = strstr(r->bytes, "Date:")) != NULL)
		memset(date, '-', 35);
	assert_string_equal(r->bytes, first);
	wait_for_events(r, 8);
	tear_down(r);
}

/* A client that has said all that it has to say still wants the answers. */
static void
answers_who_only_listens(void **state)
{
	static const char one[] = "GET /small HTTP/1.1\r\nHost: a\r\n\r\n";
	struct rig *r = set_up((struct httpd_config){0});
	const int fd = client_open(r);
	size_t count = 0;

	(void)state;
	for (int i = 0; i < 4; i++)
		say(fd, one);
	say(fd, "GET /nothi");
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	hear(r, fd, 0);
	for (const char *p = r->bytes; (p = strstr(p, "HTTP/1.1 200")) != NULL;
	     p++)
		count++;
	assert_int_equal(count, 4);
	wait_for_events(r, 8);
	(void)close(fd);
	tear_down(r);
}

static void
ends_slow_heads(void **state)
{
	struct rig *r = set_up((struct httpd_config){.head_us = 100000});
	const int fd = client_open(r), silent = client_open(r);

	(void)state;
	for (int i = 0; i < 4; i++) {
		say(fd, "A");
		run_for(r, 30000);
	}
	hear(r, fd, 0);
	assert_memory_equal(r->bytes, "HTTP/1.1 408 ", 13);
	hear(r, silent, 0);
	assert_int_equal(r->got, 0);
	assert_int_equal(r->event_count, 0);
	(void)close(fd);
	(void)close(silent);
	tear_down(r);
}

/* H10 */
static void
tells_of_clients_that_go(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const int fd = client_open(r);

	(void)state;
	say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(r, fd, 100000);
	(void)close(fd);
	wait_for_events(r, 2);
	assert_int_equal(last(r)->status, 200);
	assert_int_equal(last(r)->length, BIG);
	assert_in_range(last(r)->bytes, 50000, BIG - 1);
	assert_int_equal(httpd_transfers(r->server), 0);
	tear_down(r);
}

static void
ends_clients_that_read_nothing(void **state)
{
	struct rig *r = set_up(
	    (struct httpd_config){.head_us = 100000, .idle_us = 100000});
	const int fd = client_open(r);

	(void)state;
	say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
	wait_for_events(r, 2);
	assert_in_range(last(r)->bytes, 1, BIG - 1);
	assert_int_equal(httpd_transfers(r->server), 0);
	(void)close(fd);
	tear_down(r);
}

/* X09: never bytes that the file does not have. */
static void
ends_when_the_file_is_cut(void **state)
{
	struct rig *r = set_up((struct httpd_config){0});
	const int fd = client_open(r);
	char path[128];

	(void)state;
	say(fd, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n");
	hear(r, fd, 1000);
	(void)snprintf(path, sizeof(path), "%s/big", r->top);
	assert_int_equal(truncate(path, 1000), 0);
	hear(r, fd, 0);
	wait_for_events(r, 2);
	assert_in_range(last(r)->bytes, 1000, BIG - 1);
	(void)close(fd);
	tear_down(r);
}

/* L10: who wants a file is served beside many who want nothing. */
static void
serves_beside_idle_connections(void **state)
{
	struct rig *r = set_up((struct httpd_config){.most = 6,
	    .most_waiting = 4,
	    .head_us = 2000000});
	int idle[20];

	(void)state;
	for (size_t i = 0; i < 20; i++)
		idle[i] = client_open(r);
	(void)answer(r, "GET /small HTTP/1.0\r\n\r\n");
	assert_memory_equal(r->bytes, "HTTP/1.1 200 ", 13);
	for (size_t i = 0; i < 20; i++)
		(void)close(idle[i]);
	tear_down(r);
}

/* No more at once than there is room for; the others wait their turn. */
static void
lets_clients_wait(void **state)
{
	struct rig *r = set_up((struct httpd_config){.most = 2});
	int fds[5];

	(void)state;
	for (size_t i = 0; i < 5; i++) {
		fds[i] = client_open(r);
		say(fds[i], "GET /big HTTP/1.0\r\n\r\n");
	}
	run_for(r, 50000);
	assert_int_equal(httpd_transfers(r->server), 2);
	assert_int_equal(r->event_count, 2);
	for (size_t i = 0; i < 5; i++) {
		hear(r, fds[i], 0);
		assert_true(r->got > BIG);
		(void)close(fds[i]);
	}
	wait_for_events(r, 10);
	tear_down(r);
}

static void
names_the_owner_of_a_port(void **state)
{
	char buf[200];
	struct text why;
	int fd;

	(void)state;
	text_init(&why, buf, sizeof(buf));
	fd = tcp_listen(NULL, LOOPBACK, 0, &why);
	assert_true(fd >= 0);
	assert_int_equal(tcp_listen(NULL, LOOPBACK, udp_port(fd), &why),
	    -PX_EINUSE);
	assert_non_null(strstr(buf, " is in use by t_httpd (pid "));
	(void)close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sends_a_file),
	    cmocka_unit_test(a_client_may_err_in_the_case),
	    cmocka_unit_test(waits_for_the_disk),
	    cmocka_unit_test(answers_head_then_get),
	    cmocka_unit_test(sends_parts),
	    cmocka_unit_test(keeps_to_the_root),
	    cmocka_unit_test(refuses_bodies),
	    cmocka_unit_test(takes_requests_in_pieces),
	    cmocka_unit_test(answers_who_only_listens),
	    cmocka_unit_test(ends_slow_heads),
	    cmocka_unit_test(tells_of_clients_that_go),
	    cmocka_unit_test(ends_clients_that_read_nothing),
	    cmocka_unit_test(ends_when_the_file_is_cut),
	    cmocka_unit_test(serves_beside_idle_connections),
	    cmocka_unit_test(lets_clients_wait),
	    cmocka_unit_test(names_the_owner_of_a_port),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
