/* SPDX-License-Identifier: ISC */
#include "core/serve/tftp_serve.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/root.h"
#include "core/io/udp.h"
#include "core/serve/bindings.h"
#include "core/serve/scan.h"
#include "core/serve/served.h"
#include "core/serve/tftp_tap.h"

#define SCAN_MS 2000

struct tftp_serve {
	struct tftp_serve_config config;
	struct serve_thread *thread;
	struct root *root; /* the thread's own: not for two at once */
	struct tftpd *tftpd;
	struct tftp_tap tap;
	struct watch *watch_scan;
	size_t port_count;
	struct served ports[CONFIG_INTERFACES];
	uint32_t transfers; /* atomic */
};

static void
say(const struct tftp_serve *s, const char *line)
{
	struct event e;

	event_log(&e, LOG_ERROR, "tftp", line, clock_utc_us());
	s->config.sink.take(s->config.sink.arg, &e);
}

static void
scan(void *arg)
{
	const struct tftp_serve *s = arg;
	struct loader_set loaders;

	scan_loaders(&loaders, s->root);
	s->config.scanned(s->config.scanned_arg, &loaders);
}

static bool
is_neighbour(const struct tftp_serve *s, const char *interface, uint32_t addr,
    struct mac *ret)
{
	for (size_t n = 0; n < s->port_count; n++)
		if (strcmp(s->ports[n].name, interface) == 0)
			return served_neighbour(&s->ports[n], 1, addr, ret);
	return false;
}

/* Who asks is seen by the link, else by the addresses that we gave. */
static void
manner_for(void *arg, uint32_t client, const char *interface,
    struct tftp_manner *ret)
{
	const struct tftp_serve *s = arg;
	struct mac mac;
	const bool known = is_neighbour(s, interface, client, &mac) ||
	    bindings_machine_at(s->config.known, client, &mac);

	ret->blksize = known ? bindings_blksize(s->config.known, &mac) : 0;
	file_manner_find(&ret->files, serve_thread_book(s->thread),
	    known ? &mac : NULL, s->config.serve->default_mode);
}

static int
listen_on(struct tftp_serve *s, const struct served *port,
    const struct iface *now)
{
	struct tftpd_listen how = {.fd = port->fd, .mtu = now->mtu};

	(void)text_copy(how.interface, sizeof(how.interface), port->name);
	/* Without an address nobody is on the link. */
	if (!iface_addr_for(now, s->config.serve->range_first, &how.addr,
		&how.mask))
		how.mask = UINT32_MAX;
	return tftpd_listen(s->tftpd, &how);
}

static void
take_ifaces(void *arg, const struct iface *rows, size_t count)
{
	struct tftp_serve *s = arg;

	for (size_t n = 0; n < s->port_count; n++) {
		const struct iface *now = iface_find(rows, count,
		    s->ports[n].name);

		if (now == NULL)
			continue;
		served_follow(&s->ports[n], now);
		(void)listen_on(s, &s->ports[n], now);
	}
}

static void
take_book(void *arg, struct book *book)
{
	struct tftp_serve *s = arg;

	if (!tftp_tap_follow(&s->tap, s->tftpd, book))
		say(s,
		    "from-wire: the requests on the wire cannot be read "
		    "(CAP_NET_RAW): the firewall decides again");
}

static void
count(void *arg)
{
	struct tftp_serve *s = arg;

	__atomic_store_n(&s->transfers, (uint32_t)tftpd_transfers(s->tftpd),
	    __ATOMIC_RELAXED);
}

static int
make_tftpd(struct tftp_serve *s)
{
	const struct serve_config *serve = s->config.serve;
	const struct tftpd_config c = {.base = serve_thread_base(s->thread),
	    .root = s->root,
	    .sink = s->config.sink,
	    .manner = manner_for,
	    .manner_arg = s,
	    .single_port = serve->tftp_single,
	    .port_first = serve->tftp_first,
	    .port_last = serve->tftp_last};

	s->watch_scan = watch_every(c.base, SCAN_MS, scan, s);
	return s->watch_scan == NULL ? -PX_ENOMEM : tftpd_new(&s->tftpd, &c);
}

int
tftp_serve_new(struct tftp_serve **ret, const struct tftp_serve_config *config,
    const struct serve_thread_config *thread, struct text *why)
{
	struct tftp_serve *s = calloc(1, sizeof(*s));
	const struct serve_thread_calls calls = {.arg = s,
	    .begin = scan,
	    .ifaces = take_ifaces,
	    .book = take_book,
	    .round = count};
	int err;

	if (s == NULL)
		return -PX_ENOMEM;
	s->config = *config;
	err = root_open(&s->root, config->serve->tftp_root, why);
	if (err == 0)
		err = serve_thread_new(&s->thread, thread, &calls);
	if (err == 0)
		err = make_tftpd(s);
	if (err < 0) {
		tftp_serve_free(s);
		return err;
	}
	*ret = s;
	return 0;
}

int
tftp_serve_open(struct tftp_serve *s, const struct iface *i, struct text *why)
{
	struct served *port = &s->ports[s->port_count];
	int fd;

	if (s->port_count == CONFIG_INTERFACES)
		return -PX_EFULL;
	fd = udp_open(i->name, 0, TFTP_PORT, why);
	if (fd < 0)
		return fd;
	served_init(port, i, fd);
	s->port_count++;
	return listen_on(s, port, i);
}

int
tftp_serve_start(struct tftp_serve *s)
{
	return serve_thread_start(s->thread);
}

void
tftp_serve_book(struct tftp_serve *s, struct book *book)
{
	serve_thread_put_book(s->thread, book);
}

uint32_t
tftp_serve_transfers(const struct tftp_serve *s)
{
	return __atomic_load_n(&s->transfers, __ATOMIC_RELAXED);
}

bool
tftp_serve_stop(struct tftp_serve *s)
{
	return s == NULL || serve_thread_stop(s->thread);
}

void
tftp_serve_free(struct tftp_serve *s)
{
	if (s == NULL)
		return;
	tftpd_free(s->tftpd);
	for (size_t n = 0; n < s->port_count; n++)
		(void)close(s->ports[n].fd);
	watch_free(s->watch_scan);
	serve_thread_free(s->thread);
	root_free(s->root);
	free(s);
}
