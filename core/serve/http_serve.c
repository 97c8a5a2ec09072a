/* SPDX-License-Identifier: ISC */
#include "core/serve/http_serve.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/loop.h"
#include "core/io/neighbour.h"
#include "core/io/priv.h"
#include "core/io/root.h"
#include "core/io/socket.h"
#include "core/io/tcp.h"
#include "core/io/thread.h"
#include "core/serve/config.h"
#include "core/serve/httpd.h"
#include "core/serve/mailbox.h"

#define COUNT_MS 500

struct http_port {
	char name[IFACE_NAME];
	unsigned index;
	int fd;
};

struct http_serve {
	uint16_t port;
	enum boot_mode default_mode;
	void (*book_free)(struct book *book);
	struct event_sink sink;
	void (*round)(void *arg);
	struct book *book; /* the thread's own */
	struct loop *loop;
	struct root *root; /* the thread's own: not for two at once */
	struct httpd *httpd;
	struct mailbox *mail;
	struct watch *watch_mail, *watch_count;
	size_t port_count;
	struct http_port ports[CONFIG_INTERFACES];
	uint32_t transfers; /* atomic */
	bool running;
	pthread_t thread;
};

static void
read_mail(void *arg)
{
	struct http_serve *s = arg;
	struct mail mail;

	mailbox_take(s->mail, &mail);
	if (mail.book != NULL) {
		s->book_free(s->book);
		s->book = mail.book;
	}
	if (mail.stop)
		loop_stop(s->loop);
}

static void
count(void *arg)
{
	struct http_serve *s = arg;

	__atomic_store_n(&s->transfers, (uint32_t)httpd_transfers(s->httpd),
	    __ATOMIC_RELAXED);
	s->round(s->sink.arg);
}

/* Who asks is seen by the link, else by the address that the book gives. */
static void
manner_for(void *arg, uint32_t client, struct file_manner *ret)
{
	const struct http_serve *s = arg;
	const struct host *h;
	struct mac mac;
	size_t n;

	for (n = 0; n < s->port_count; n++)
		if (neighbour_mac(&mac, s->ports[n].fd, s->ports[n].name,
			client) == 0)
			break;
	if (n < s->port_count) {
		file_manner_find(ret, s->book, &mac, s->default_mode);
		return;
	}
	h = s->book == NULL ? NULL : book_find_ip(s->book, client);
	file_manner_find(ret, s->book, h == NULL ? NULL : &h->mac,
	    s->default_mode);
}

static int
make_all(struct http_serve *s, const struct http_serve_config *config,
    struct text *why)
{
	struct httpd_config c = {.sink = config->sink,
	    .manner = manner_for,
	    .manner_arg = s};
	int err = root_open(&s->root, config->root, why);

	if (err < 0)
		return err;
	s->loop = loop_new();
	s->mail = mailbox_new();
	if (s->loop == NULL || s->mail == NULL)
		return -PX_ENOMEM;
	c.base = loop_base(s->loop);
	c.root = s->root;
	s->watch_mail = watch_fd(c.base, mailbox_fd(s->mail), read_mail, s);
	s->watch_count = watch_every(c.base, COUNT_MS, count, s);
	if (s->watch_mail == NULL || s->watch_count == NULL)
		return -PX_ENOMEM;
	return httpd_new(&s->httpd, &c);
}

int
http_serve_new(struct http_serve **ret, const struct http_serve_config *config,
    struct text *why)
{
	struct http_serve *s = calloc(1, sizeof(*s));
	int err;

	if (s == NULL)
		return -PX_ENOMEM;
	s->port = config->port;
	s->default_mode = config->default_mode;
	s->book_free = config->book_free;
	s->sink = config->sink;
	s->round = config->round;
	err = make_all(s, config, why);
	if (err < 0) {
		http_serve_free(s);
		return err;
	}
	*ret = s;
	return 0;
}

int
http_serve_open(struct http_serve *s, const struct iface *i, struct text *why)
{
	struct http_port *p = &s->ports[s->port_count];
	int fd;

	if (s->port_count == CONFIG_INTERFACES)
		return -PX_EFULL;
	fd = tcp_listen(i->name, 0, s->port, why);
	if (fd < 0)
		return fd;
	(void)text_copy(p->name, sizeof(p->name), i->name);
	p->index = i->index;
	p->fd = fd;
	s->port_count++;
	return httpd_listen(s->httpd, fd);
}

static void *
run(void *arg)
{
	struct http_serve *s = arg;

	thread_is("px-http");
	loop_run(s->loop);
	return NULL;
}

int
http_serve_start(struct http_serve *s)
{
	s->running = thread_begin(&s->thread, run, s);
	return s->running ? 0 : -PX_ENOMEM;
}

void
http_serve_follow(struct http_serve *s, const struct iface *now)
{
	char ignored[128];
	struct text why;

	text_init(&why, ignored, sizeof(ignored));
	for (size_t n = 0; n < s->port_count; n++) {
		struct http_port *p = &s->ports[n];

		if (strcmp(p->name, now->name) != 0 || p->index == now->index)
			continue;
		/* Made anew: the socket still points at the old one. */
		p->index = now->index;
		(void)priv_raise_raw(true);
		(void)socket_bind_device(p->fd, p->name, &why);
		(void)priv_raise_raw(false);
	}
}

void
http_serve_book(struct http_serve *s, struct book *book)
{
	s->book_free(mailbox_book(s->mail, book));
}

uint32_t
http_serve_transfers(const struct http_serve *s)
{
	return __atomic_load_n(&s->transfers, __ATOMIC_RELAXED);
}

void
http_serve_stop(struct http_serve *s)
{
	if (s == NULL || !s->running)
		return;
	mailbox_stop(s->mail);
	(void)pthread_join(s->thread, NULL);
	s->running = false;
}

void
http_serve_free(struct http_serve *s)
{
	if (s == NULL)
		return;
	http_serve_stop(s);
	httpd_free(s->httpd);
	for (size_t n = 0; n < s->port_count; n++)
		(void)close(s->ports[n].fd);
	watch_free(s->watch_mail);
	watch_free(s->watch_count);
	if (s->mail != NULL)
		s->book_free(mailbox_free(s->mail));
	s->book_free(s->book);
	loop_free(s->loop);
	root_free(s->root);
	free(s);
}
