/* SPDX-License-Identifier: ISC */
#include "core/sim/verdict.h"

#include "core/boot/loaders.h"

bool
sim_outcome_boots(enum sim_outcome outcome)
{
	static const bool boots[SIM_OUTCOME_COUNT] = {
	    [SIM_BOOTED] = true,
	    [SIM_SAN] = true,
	    [SIM_URL] = true,
	    [SIM_LOCAL] = true,
	    [SIM_ADDRESS] = true,
	};

	return outcome < SIM_OUTCOME_COUNT && boots[outcome];
}

static void
add_addr(struct text *t, uint32_t addr)
{
	char buf[IP4_TEXT];

	text_add(t, ip4_format(buf, addr));
}

static void
say_running(struct text *t, const struct sim_client *c)
{
	text_add(t, "not done yet: it ");
	text_add(t, sim_state_name(c->state));
}

static void
say_booted(struct text *t, const struct sim_client *c)
{
	text_add(t, "boots: ");
	text_add_visible_str(t, c->fetch.file);
	text_addf(t, " is the last file, fetched from ");
	add_addr(t, c->boot.next);
}

static void
say_san(struct text *t, const struct sim_client *c)
{
	text_add(t, "boots over iSCSI: would now log in to ");
	text_add_visible_str(t,
	    c->files.san && c->files.san_path[0] != '\0' ? c->files.san_path :
							   c->boot.root_path);
	text_add(t, "; the probe stops here, target check goes on");
}

static void
say_url(struct text *t, const struct sim_client *c)
{
	const bool script = c->file_at > 0 && c->file_at <= c->files.count;

	text_add(t, "boots over HTTP: would now fetch ");
	text_add_visible_str(t,
	    script ? c->files.name[c->file_at - 1] : c->boot.name);
	text_add(t, "; the probe stops at the URL");
}

static void
say_local(struct text *t, const struct sim_client *c)
{
	(void)c;
	text_add(t, "boots its local disk, as it was told to");
}

static void
say_no_boot(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: it has the address ");
	add_addr(t, c->addr);
	text_add(t, ", but the reply ");
	if (c->kind->vendor_text != NULL)
		text_addf(t, "has no option 43 with \"%s\"",
		    c->kind->vendor_text);
	else if (c->boot.name[0] != '\0')
		text_add(t, "names no server to fetch from");
	else
		text_addf(t, "holds no boot file%s that it reads",
		    c->kind->root_path ? " or root path" : "");
}

static void
say_address(struct text *t, const struct sim_client *c)
{
	text_add(t, "has its address ");
	add_addr(t, c->addr);
	text_add(t, "; an operating system asks for no more");
}

static void
say_no_offer(struct text *t, const struct sim_client *c)
{
	if (c->address.xid == 0 && c->proxy.xid == 0) {
		text_addf(t, "does not boot: nobody answered its %u DISCOVERs",
		    c->sent);
	} else if (c->address.xid == 0) {
		text_add(t, "does not boot: the proxy ");
		add_addr(t, c->proxy.server_id);
		text_add(t, " answered, but nobody offered an address");
	} else {
		text_add(t, "does not boot: the offer of ");
		add_addr(t, c->address.server_id);
		if (c->kind->vendor_text != NULL)
			text_addf(t, " has no option 43 with \"%s\"",
			    c->kind->vendor_text);
		else
			text_add(t,
			    c->kind->needs_pxe_class ?
				" has no option 60 PXEClient" :
				" names nothing to boot");
		text_add(t, ", so it is none to it");
	}
}

static void
say_no_ack(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: ");
	add_addr(t, c->address.server_id);
	text_add(t, " offered ");
	add_addr(t, c->address.addr);
	text_add(t, ", but never acknowledged it");
}

static void
say_no_boot_server(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: option 60 sent it to port 4011 of ");
	add_addr(t, c->boot.server_id);
	text_add(t, ", where nobody answers");
}

static void
say_missing(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: ");
	if (c->purpose == SIM_FOR_SEARCH && c->step > 0) {
		text_add(t, "none of the configurations that ");
		text_add_visible_str(t, c->loader);
		text_add(t, " looks for is there, down to ");
	}
	text_add_visible_str(t, c->fetch.file);
	text_add(t, " is missing on ");
	add_addr(t, c->boot.next);
}

static void
say_broken(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: fetching ");
	text_add_visible_str(t, c->fetch.file);
	text_add(t, " from ");
	add_addr(t, c->boot.next);
	text_addf(t, " failed after %llu bytes: %s",
	    (unsigned long long)c->fetch.bytes,
	    c->fetch.why == NULL ? "no reason known" : c->fetch.why);
}

static void
say_refused(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: ");
	text_add_visible_str(t, c->fetch.file);
	if (c->purpose == SIM_FOR_SEARCH) {
		text_add(t, " names no kernel to boot");
		return;
	}
	text_addf(t, " is %s, which %s cannot run",
	    loader_kind_name(loader_kind(c->fetch.head, c->fetch.head_len)),
	    c->kind->title);
}

static void
say_loop(struct text *t, const struct sim_client *c)
{
	text_add(t, "does not boot: each loader is told to load another, ");
	text_add_visible_str(t, c->loader);
	text_add(t, " again at last");
}

void
sim_verdict(struct text *t, const struct sim_client *c)
{
	static void (*const say[SIM_OUTCOME_COUNT])(struct text *,
	    const struct sim_client *) = {
	    [SIM_NOT_YET] = say_running,
	    [SIM_BOOTED] = say_booted,
	    [SIM_SAN] = say_san,
	    [SIM_URL] = say_url,
	    [SIM_LOCAL] = say_local,
	    [SIM_NO_BOOT] = say_no_boot,
	    [SIM_ADDRESS] = say_address,
	    [SIM_NO_OFFER] = say_no_offer,
	    [SIM_NO_ACK] = say_no_ack,
	    [SIM_NO_BOOT_SERVER] = say_no_boot_server,
	    [SIM_MISSING] = say_missing,
	    [SIM_BROKEN] = say_broken,
	    [SIM_REFUSED] = say_refused,
	    [SIM_LOOP] = say_loop,
	};

	if (c->outcome < SIM_OUTCOME_COUNT)
		say[c->outcome](t, c);
}
