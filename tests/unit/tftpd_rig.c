/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "tests/unit/tftpd_rig.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/loop.h"
#include "core/io/root.h"
#include "core/proto/tftp.h"

static void
keep(void *arg, const struct event *e)
{
	struct rig *r = arg;

	r->events[r->event_count++ % RIG_EVENTS] = *e;
}

static void
manner(void *arg, uint32_t client, const char *interface,
    struct tftp_manner *ret)
{
	const struct rig *r = arg;

	assert_int_equal(client, RIG_LOOPBACK);
	assert_string_equal(interface, "");
	*ret = r->manner;
}

void
rig_set_up(struct rig *r, size_t most, uint64_t timeout_us)
{
	const struct tftpd_config how = {.limits = {.timeout_us = timeout_us,
					     .linger_us = 6 * timeout_us},
	    .most = most};

	rig_set_up_ports(r, &how);
}

void
rig_set_up_ports(struct rig *r, const struct tftpd_config *how)
{
	struct tftpd_config config = *how;
	struct tftpd_listen listen = {.mtu = 1500, .addr = RIG_LOOPBACK};
	char buf[200];
	struct text why;

	memset(r, 0, sizeof(*r));
	config.sink = (struct event_sink){.arg = r, .take = keep};
	config.manner = manner;
	config.manner_arg = r;
	(void)snprintf(r->top, sizeof(r->top), "/tmp/t_tftpd.XXXXXX");
	assert_non_null(mkdtemp(r->top));
	text_init(&why, buf, sizeof(buf));
	r->loop = loop_new();
	assert_non_null(r->loop);
	assert_int_equal(root_open(&r->root, r->top, &why), 0);
	config.base = loop_base(r->loop);
	config.root = r->root;
	assert_int_equal(tftpd_new(&r->server, &config), 0);
	r->fd = listen.fd = udp_open(NULL, 0, 0, &why);
	assert_true(r->fd >= 0);
	r->port = udp_port(r->fd);
	assert_int_equal(tftpd_listen(r->server, &listen), 0);
}

void
rig_tear_down(struct rig *r)
{
	static const char *const names[] = {"file", "other", "fifo", "dir",
	    "out", "text", "FILE", "sub/text", "sub/other", "sub"};
	char path[200];
	size_t i;

	tftpd_free(r->server);
	assert_int_equal(root_open_count(r->root), 0);
	root_free(r->root);
	loop_free(r->loop);
	(void)close(r->fd);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		(void)snprintf(path, sizeof(path), "%s/%s", r->top, names[i]);
		(void)remove(path);
	}
	assert_int_equal(rmdir(r->top), 0);
}

uint8_t
rig_byte(uint64_t at)
{
	return (uint8_t)(at * 7 + at / 251 + at / 65537);
}

static FILE *
create(const struct rig *r, const char *name)
{
	char path[200];
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/%s", r->top, name);
	f = fopen(path, "w");
	assert_non_null(f);
	return f;
}

void
rig_file(const struct rig *r, const char *name, uint64_t size)
{
	FILE *f = create(r, name);
	uint64_t i;

	for (i = 0; i < size; i++)
		assert_true(putc(rig_byte(i), f) != EOF);
	assert_int_equal(fclose(f), 0);
}

void
rig_text(const struct rig *r, const char *name, const char *text)
{
	FILE *f = create(r, name);

	assert_true(fputs(text, f) >= 0);
	assert_int_equal(fclose(f), 0);
}

struct waiting {
	struct loop *loop;
	bool readable;
};

static void
wake_up(void *arg)
{
	struct waiting *w = arg;

	w->readable = true;
	loop_stop(w->loop);
}

static void
wake_late(void *arg)
{
	struct waiting *w = arg;

	loop_stop(w->loop);
}

bool
rig_wait(const struct rig *r, int fd, int ms)
{
	struct waiting w = {.loop = r->loop};
	struct event_base *base = loop_base(r->loop);
	struct watch *readable = fd == -1 ? NULL :
					    watch_fd(base, fd, wake_up, &w);
	struct watch *late = watch_timer(base, wake_late, &w);

	assert_non_null(late);
	watch_in_us(late, (uint64_t)ms * 1000);
	loop_run(r->loop);
	watch_free(readable);
	watch_free(late);
	return w.readable;
}

void
rig_settle(const struct rig *r)
{
	int ms;

	for (ms = 0; ms < 10000 && tftpd_transfers(r->server) > 0; ms++)
		(void)rig_wait(r, -1, 1);
	assert_int_equal(tftpd_transfers(r->server), 0);
}

const struct event_tftp *
rig_last(const struct rig *r, enum tftp_phase phase)
{
	size_t i;

	for (i = r->event_count; i > 0 && r->event_count - i < RIG_EVENTS;
	     i--) {
		const struct event *e = &r->events[(i - 1) % RIG_EVENTS];

		if (e->kind == EVENT_TFTP && e->u.tftp.phase == phase)
			return &e->u.tftp;
	}
	return NULL;
}

size_t
rig_count(const struct rig *r, enum tftp_phase phase)
{
	size_t i, n = 0;

	assert_true(r->event_count <= RIG_EVENTS);
	for (i = 0; i < r->event_count; i++)
		n += r->events[i].kind == EVENT_TFTP &&
		    r->events[i].u.tftp.phase == phase;
	return n;
}

void
client_open(struct client *c)
{
	char buf[200];
	struct text why;

	text_init(&why, buf, sizeof(buf));
	c->tid = 0;
	c->fd = udp_open(NULL, RIG_LOOPBACK, 0, &why);
	assert_true(c->fd >= 0);
}

void
client_close(struct client *c)
{
	(void)close(c->fd);
}

void
client_send(const struct rig *r, struct client *c, const void *bytes,
    size_t len, bool anew)
{
	const struct udp_to to = {.dst = RIG_LOOPBACK,
	    .dst_port = anew ? r->port : c->tid};

	if (anew)
		c->tid = 0;
	assert_int_equal(udp_send(c->fd, bytes, len, &to), 0);
}

void
client_ask(const struct rig *r, struct client *c, const char *file,
    const struct tftp_options *o)
{
	static const struct tftp_options none;
	uint8_t bytes[600];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_request(&w, TFTP_RRQ, file, o == NULL ? &none : o);
	assert_false(w.bad);
	client_send(r, c, bytes, w.len, true);
}

void
client_ack(const struct rig *r, struct client *c, uint16_t block)
{
	uint8_t bytes[4];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_ack(&w, block);
	client_send(r, c, bytes, w.len, false);
}

bool
client_hear(const struct rig *r, struct client *c, int ms)
{
	int n = udp_recv(c->fd, c->packet, sizeof(c->packet), &c->from);

	if (n < 0 && rig_wait(r, c->fd, ms))
		n = udp_recv(c->fd, c->packet, sizeof(c->packet), &c->from);
	if (n < 0)
		return false;
	c->len = (size_t)n;
	if (c->tid == 0)
		c->tid = c->from.src_port;
	assert_int_equal(c->from.src, RIG_LOOPBACK);
	return true;
}

static struct tftp_packet
hear_packet(const struct rig *r, struct client *c)
{
	struct tftp_packet p;

	assert_true(client_hear(r, c, 2000));
	assert_int_equal(tftp_decode(&p, c->packet, c->len, NULL), 0);
	return p;
}

void
client_expect_data(const struct rig *r, struct client *c, uint64_t block,
    size_t blksize, uint64_t size)
{
	const struct tftp_packet p = hear_packet(r, c);
	const uint64_t at = (block - 1) * blksize;
	size_t i;

	assert_int_equal(p.op, TFTP_DATA);
	assert_int_equal(p.block, block & 0xffff);
	assert_int_equal(p.data_len, size - at < blksize ? size - at : blksize);
	for (i = 0; i < p.data_len; i++)
		assert_int_equal(p.data[i], rig_byte(at + i));
}

void
client_expect_error(const struct rig *r, struct client *c, uint16_t code)
{
	const struct tftp_packet p = hear_packet(r, c);

	assert_int_equal(p.op, TFTP_ERROR);
	assert_int_equal(p.code, code);
	assert_true(strlen(p.message) > 0 && strlen(p.message) <= 64);
	assert_int_equal(c->len, 4 + strlen(p.message) + 1);
	assert_null(strchr(p.message, '/'));
}

void
client_expect_silence(const struct rig *r, struct client *c, int ms)
{
	assert_false(client_hear(r, c, ms));
}

/* What a client of RFC 7440 does with a file, block by block. */
struct fetching {
	size_t blksize;
	uint64_t window, next, acked; /* next: the block wanted, from 1 */
	unsigned lose; /* of 100 packets */
	uint32_t seed;
	bool done;
};

static bool
is_lost(struct fetching *f)
{
	f->seed = f->seed * 1664525u + 1013904223u;
	return f->seed >> 16 < f->lose * 65536u / 100;
}

static void
fetch_ack(const struct rig *r, struct client *c, struct fetching *f)
{
	f->acked = f->next - 1;
	if (!is_lost(f))
		client_ack(r, c, (uint16_t)f->acked);
}

static void
fetch_data(const struct rig *r, struct client *c, struct fetching *f,
    const struct tftp_packet *p)
{
	size_t i;

	if (p->block != (uint16_t)f->next) {
		/* A hole: said once; the last again: its ACK was lost. */
		if (f->acked != f->next - 1 ||
		    p->block == (uint16_t)(f->next - 1))
			fetch_ack(r, c, f);
		return;
	}
	for (i = 0; i < p->data_len; i++)
		assert_int_equal(p->data[i],
		    rig_byte((f->next - 1) * f->blksize + i));
	f->next++;
	f->done = p->data_len < f->blksize;
	if (f->done || f->next - 1 - f->acked == f->window)
		fetch_ack(r, c, f);
}

static void
fetch_packet(const struct rig *r, struct client *c, struct fetching *f)
{
	const struct tftp_packet p = hear_packet(r, c);

	if (is_lost(f))
		return;
	if (p.op == TFTP_OACK) {
		if ((p.options.set & 1u << TFTP_BLKSIZE) != 0)
			f->blksize = p.options.blksize;
		if ((p.options.set & 1u << TFTP_WINDOWSIZE) != 0)
			f->window = p.options.windowsize;
		fetch_ack(r, c, f);
		return;
	}
	assert_int_equal(p.op, TFTP_DATA);
	fetch_data(r, c, f, &p);
}

void
client_fetch(const struct rig *r, const char *file, uint64_t size,
    const struct tftp_options *o, unsigned lose)
{
	struct client *c = calloc(1, sizeof(*c));
	struct fetching f = {.blksize = TFTP_BLKSIZE_DEFAULT,
	    .window = 1,
	    .next = 1,
	    .lose = lose,
	    .seed = (uint32_t)size};

	assert_non_null(c);
	client_open(c);
	client_ask(r, c, file, o);
	while (!f.done)
		fetch_packet(r, c, &f);
	assert_true((f.next - 1) * f.blksize >= size);
	assert_true((f.next - 2) * f.blksize <= size);
	rig_settle(r);
	client_close(c);
	free(c);
}
