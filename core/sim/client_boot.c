/* SPDX-License-Identifier: ISC */
#include "core/sim/client_priv.h"

#include <string.h>

#include "core/base/text.h"

#define CHAINS_MAX 4

static bool
starts(const char *s, const char *with)
{
	return strncmp(s, with, strlen(with)) == 0;
}

/* PXELINUX fetches with habits of its own, whatever firmware is below. */
static const struct sim_kind *
fetch_kind(const struct sim_client *c)
{
	if (c->purpose != SIM_FOR_LOADER && c->kind->stage != STAGE_GPXE &&
	    c->kind->stage != STAGE_IPXE)
		return sim_kind_find("pxelinux-second");
	return c->kind;
}

static void
fetch(struct sim_client *c, enum sim_purpose purpose, const char *name,
    uint64_t now_us)
{
	const bool url = c->kind->stage == STAGE_GPXE ||
	    c->kind->stage == STAGE_IPXE || c->kind->stage == STAGE_HTTP;
	static const char tftp[] = "tftp://";
	const char *path = name;

	if (url && (starts(name, "http://") || starts(name, "https://"))) {
		sim_client_finish(c, SIM_URL);
		return;
	}
	/* The host of the URL is taken to be the next server. */
	if (url && starts(name, tftp)) {
		path = strchr(name + strlen(tftp), '/');
		path = path == NULL ? "" : path + 1;
	}
	c->state = SIM_FETCH;
	c->purpose = purpose;
	c->next_port = (uint16_t)(c->next_port + 2);
	sim_fetch_begin(&c->fetch, fetch_kind(c), path, c->next_port, now_us);
}

static void
search(struct sim_client *c, unsigned step, uint64_t now_us)
{
	char name[SIM_TEXT_MAX];

	c->step = step;
	if (!sim_next_search(name, step, c->loader, &c->machine.mac, c->addr))
		sim_client_finish(c, SIM_MISSING);
	else
		fetch(c, SIM_FOR_SEARCH, name, now_us);
}

void
sim_boot_begin(struct sim_client *c, uint64_t now_us)
{
	const struct sim_reply *b = &c->boot;

	if (c->kind->stage == STAGE_OS) {
		sim_client_finish(c, SIM_ADDRESS);
	} else if (c->search_after_dhcp) {
		c->search_after_dhcp = false;
		/* Its own DHCP brings an address; the files stay where the
		 * loader was, beside a proxy not at the DHCP server. */
		c->boot.next = c->loader_server;
		search(c, 0, now_us);
	} else if (b->local) {
		sim_client_finish(c, SIM_LOCAL);
	} else if (b->name[0] != '\0' && b->next != 0) {
		(void)text_copy(c->loader, sizeof(c->loader), b->name);
		fetch(c, SIM_FOR_LOADER, b->name, now_us);
	} else if (b->root_path[0] != '\0') {
		sim_client_finish(c, SIM_SAN);
	} else {
		sim_client_finish(c, SIM_NO_BOOT);
	}
}

static void
chain(struct sim_client *c, const struct sim_kind *kind, uint64_t now_us)
{
	if (++c->chains > CHAINS_MAX) {
		sim_client_finish(c, SIM_LOOP);
		return;
	}
	c->kind = kind;
	sim_client_discover(c, now_us);
}

/*
 * sanboot, or an iPXE script that ends without booting anything: iPXE then
 * goes on to the root path.
 */
static bool
goes_on_to_san(const struct sim_client *c)
{
	return c->files.san ||
	    (c->files.count == 0 && c->kind->stage == STAGE_IPXE &&
		c->boot.root_path[0] != '\0');
}

/* The files that a script or configuration names, one after the other. */
static void
next_file(struct sim_client *c, uint64_t now_us)
{
	if (c->files.local)
		sim_client_finish(c, SIM_LOCAL);
	else if (c->file_at < c->files.count)
		fetch(c, SIM_FOR_FILES, c->files.name[c->file_at++], now_us);
	else if (goes_on_to_san(c))
		sim_client_finish(c, SIM_SAN);
	else
		sim_client_finish(c, SIM_BOOTED);
}

static void
loader_here(struct sim_client *c, uint64_t now_us)
{
	const struct sim_fetch *f = &c->fetch;
	const struct sim_kind *kind = c->kind;

	switch (
	    sim_next_judge(c->kind, c->loader, f->head, f->head_len, &kind)) {
	case SIM_NEXT_RUN:
		sim_client_finish(c, SIM_BOOTED);
		break;
	case SIM_NEXT_KIND:
		chain(c, kind, now_us);
		break;
	case SIM_NEXT_SEARCH:
		search(c, 0, now_us);
		break;
	case SIM_NEXT_DHCP_SEARCH:
		c->search_after_dhcp = true;
		c->loader_server = c->boot.next;
		chain(c, sim_kind_find("pxelinux-second"), now_us);
		break;
	case SIM_NEXT_SCRIPT:
		sim_next_script(&c->files, (const char *)f->head);
		c->file_at = 0;
		next_file(c, now_us);
		break;
	case SIM_NEXT_REFUSED:
		sim_client_finish(c, SIM_REFUSED);
		break;
	}
}

static void
file_here(struct sim_client *c, uint64_t now_us)
{
	if (c->purpose == SIM_FOR_LOADER) {
		loader_here(c, now_us);
	} else if (c->purpose == SIM_FOR_FILES) {
		next_file(c, now_us);
	} else if (c->step == 0) {
		search(c, 1, now_us);
	} else {
		sim_next_config(&c->files, (const char *)c->fetch.head,
		    c->loader);
		c->file_at = 0;
		if (c->files.count == 0 && !c->files.local)
			sim_client_finish(c, SIM_REFUSED);
		else
			next_file(c, now_us);
	}
}

void
sim_boot_fetched(struct sim_client *c, uint64_t now_us)
{
	struct sim_fetch *f = &c->fetch;

	/* Firmware is slow: its next ACK waits, and with it the server. */
	if (f->out_len > 0 && f->state == SIM_FETCH_DATA &&
	    now_us < c->next_ack_us)
		return;
	if (f->out_len > 0) {
		const struct sim_to to = {.addr = c->boot.next,
		    .src_port = f->port,
		    .dst_port = f->out_port == 0 ? 69 : f->out_port};

		sim_link_send(c, &to, f->out, f->out_len);
		f->out_len = 0;
		c->next_ack_us = now_us + c->pace_us;
	}
	if (f->state < SIM_FETCH_DONE)
		return;
	if (f->state == SIM_FETCH_DONE)
		file_here(c, now_us);
	else if (f->state == SIM_FETCH_MISSING &&
	    c->purpose == SIM_FOR_SEARCH && c->step > 0)
		search(c, c->step + 1, now_us);
	else
		sim_client_finish(c,
		    f->state == SIM_FETCH_MISSING ? SIM_MISSING : SIM_BROKEN);
}
