/* SPDX-License-Identifier: ISC */
#include "core/serve/http_serve.h"

#include <stdlib.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/root.h"
#include "core/io/tcp.h"
#include "core/serve/bindings.h"
#include "core/serve/config.h"
#include "core/serve/httpd.h"
#include "core/serve/served.h"

struct http_serve {
	struct http_serve_config config;
	struct serve_thread *thread;
	struct root *root; /* the thread's own: not for two at once */
	struct httpd *httpd;
	size_t port_count;
	struct served ports[CONFIG_INTERFACES];
	uint32_t transfers; /* atomic */
};

static void
count(void *arg)
{
	struct http_serve *s = arg;

	__atomic_store_n(&s->transfers, (uint32_t)httpd_transfers(s->httpd),
	    __ATOMIC_RELAXED);
}

/* Who asks is seen by the link, else by the addresses that we gave. */
static void
manner_for(void *arg, uint32_t client, struct file_manner *ret)
{
	const struct http_serve *s = arg;
	struct mac mac;
	const bool known = served_neighbour(s->ports, s->port_count, client,
			       &mac) ||
	    bindings_machine_at(s->config.known, client, &mac);

	file_manner_find(ret, serve_thread_book(s->thread), known ? &mac : NULL,
	    s->config.default_mode);
}

static void
take_ifaces(void *arg, const struct iface *rows, size_t count)
{
	struct http_serve *s = arg;

	for (size_t n = 0; n < s->port_count; n++) {
		const struct iface *now = iface_find(rows, count,
		    s->ports[n].name);

		if (now != NULL)
			served_follow(&s->ports[n], now);
	}
}

int
http_serve_new(struct http_serve **ret, const struct http_serve_config *config,
    const struct serve_thread_config *thread, struct text *why)
{
	struct http_serve *s = calloc(1, sizeof(*s));
	struct httpd_config c = {.sink = config->sink,
	    .manner = manner_for,
	    .manner_arg = s};
	const struct serve_thread_calls calls = {.arg = s,
	    .ifaces = take_ifaces,
	    .round = count};
	int err;

	if (s == NULL)
		return -PX_ENOMEM;
	s->config = *config;
	err = root_open(&s->root, config->root, why);
	if (err == 0)
		err = serve_thread_new(&s->thread, thread, &calls);
	if (err == 0) {
		c.base = serve_thread_base(s->thread);
		c.root = s->root;
		err = httpd_new(&s->httpd, &c);
	}
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
	int fd;

	if (s->port_count == CONFIG_INTERFACES)
		return -PX_EFULL;
	fd = tcp_listen(i->name, 0, s->config.port, why);
	if (fd < 0)
		return fd;
	served_init(&s->ports[s->port_count++], i, fd);
	return httpd_listen(s->httpd, fd);
}

int
http_serve_start(struct http_serve *s)
{
	return serve_thread_start(s->thread);
}

void
http_serve_book(struct http_serve *s, struct book *book)
{
	serve_thread_put_book(s->thread, book);
}

uint32_t
http_serve_transfers(const struct http_serve *s)
{
	return __atomic_load_n(&s->transfers, __ATOMIC_RELAXED);
}

bool
http_serve_stop(struct http_serve *s)
{
	return s == NULL || serve_thread_stop(s->thread);
}

void
http_serve_free(struct http_serve *s)
{
	if (s == NULL)
		return;
	httpd_free(s->httpd);
	for (size_t n = 0; n < s->port_count; n++)
		(void)close(s->ports[n].fd);
	serve_thread_free(s->thread);
	root_free(s->root);
	free(s);
}
