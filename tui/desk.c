/* SPDX-License-Identifier: ISC */
#include "tui/desk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/io/iface.h"
#include "core/serve/scan.h"
#include "tui/command.h"

/* RFC 5737: for documentation, so that no reader takes it for his own. */
#define EXAMPLE_ADDR 0xc0000201u
#define EXAMPLE_MASK 0xffffff00u

/* The address of the first interface named that has one. */
static bool
has_address(const struct serve_config *c, struct network *net)
{
	struct iface *rows;
	const int count = iface_list(&rows);
	bool found = false;

	for (size_t n = 0; count > 0 && !found && n < c->interface_count; n++) {
		const struct iface *i = iface_find(rows, (size_t)count,
		    c->interfaces[n]);

		found = i != NULL &&
		    iface_addr_for(i, c->range_first, &net->addr, &net->mask);
	}
	free(rows);
	return found;
}

/* That one, or an example. */
static void
choose_address(struct desk *d, const struct serve_config *c)
{
	struct network *net = &d->place.net;

	net->mtu = 1500;
	if (has_address(c, net))
		return;
	net->addr = EXAMPLE_ADDR;
	net->mask = EXAMPLE_MASK;
	/* Addresses are given out of the server's own network only. */
	if (c->range_first != 0)
		net->addr = (c->range_first & EXAMPLE_MASK) | 1;
	(void)snprintf(d->example, sizeof(d->example),
	    "%s: the server's address is an example",
	    c->interface_count == 0 ? "no --interface" :
				      "no address on --interface");
}

static void
restore(void *arg, const struct lease *l)
{
	(void)lease_restore(arg, l, time(NULL));
}

static int
make_pool(struct desk *d, const struct serve_config *c)
{
	const struct lease_config config = {.first = c->range_first,
	    .last = c->range_last,
	    .seconds = c->lease_seconds,
	    .offer_seconds = 10,
	    .decline_seconds = 600};

	d->place.lease_seconds = c->lease_seconds;
	if (c->proxy || c->range_first == 0)
		return 0;
	d->pool_memory = malloc(lease_pool_size(&config));
	if (d->pool_memory == NULL)
		return -PX_ENOMEM;
	d->place.pool = lease_pool_init(d->pool_memory, &config);
	return db_leases_each(d->ledger.db, restore, d->place.pool);
}

/* Without a database nothing is assigned yet: the empty book answers. */
static enum status
open_book(struct desk *d, const struct options *o)
{
	struct options empty;

	if (access(o->serve.db, F_OK) == 0 || errno != ENOENT)
		return ledger_open(&d->ledger, o, DB_READ);
	command_say("warning: there is no database yet: no machine is known");
	empty = *o;
	(void)text_copy(empty.serve.db, sizeof(empty.serve.db), ":memory:");
	return ledger_open(&d->ledger, &empty, DB_WRITE);
}

enum status
desk_open(struct desk *d, const struct options *o)
{
	const struct serve_config *c = &o->serve;
	struct explain_place *p = &d->place;
	enum status status;
	int err;

	memset(d, 0, sizeof(*d));
	status = open_book(d, o);
	if (status != STATUS_DONE)
		return status;
	trust_open(&d->trust, o);
	choose_address(d, c);
	p->book = d->ledger.book;
	p->files = d->trust.files;
	p->read = d->trust.read;
	p->now = time(NULL);
	p->net.router = c->router;
	p->net.dns = c->dns;
	p->facts.proxy = c->proxy;
	p->facts.addr = p->net.addr;
	p->facts.default_mode = c->default_mode;
	p->facts.placement = c->placement;
	p->facts.http_port = c->http_port;
	if (d->trust.root != NULL) {
		scan_loaders(&d->loaders, d->trust.root);
		p->facts.loaders = &d->loaders;
	}
	err = make_pool(d, c);
	if (err < 0)
		command_say(err_text(err));
	return status_of(err);
}

void
desk_relay(struct desk *d, uint32_t relay)
{
	struct explain_place *p = &d->place;

	p->relay = relay;
	/* The range is the relay's, then: no network for a made up server. */
	if (d->example[0] != '\0' && ((p->net.addr ^ relay) & p->net.mask) == 0)
		p->net.addr = p->facts.addr = EXAMPLE_ADDR;
}

void
desk_close(struct desk *d)
{
	free(d->pool_memory);
	trust_close(&d->trust);
	ledger_close(&d->ledger);
}
