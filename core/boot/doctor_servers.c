/* SPDX-License-Identifier: ISC */
#include "core/boot/doctor.h"
#include "core/boot/doctor_priv.h"

static void
add_server(struct text *t, const struct doctor_server *s)
{
	char addr[IP4_TEXT], mac[MAC_TEXT];

	text_addf(t, "%s (%s)", ip4_format(addr, s->addr),
	    mac_format(mac, &s->mac));
}

/* What another server does to a server of our kind. */
static enum doctor_state
judge_one(struct doctor_draft *d, const struct doctor_server *s, bool proxy)
{
	add_server(&d->text, s);
	if (s->own) {
		text_add(&d->text, " is this host");
		return DOCTOR_OK;
	}
	text_add(&d->text,
	    s->leases ? " offers addresses" : " offers boot data as a proxy");
	if (s->offers[0] != '\0') {
		text_add(&d->text, "; names ");
		text_add_visible_str(&d->text, s->offers);
	}
	if (s->leases && !proxy) {
		text_add(&d->fix,
		    "two DHCP servers on one network: switch "
		    "that one off, or serve with --mode proxy");
		return DOCTOR_ERROR;
	}
	if (!s->leases || s->offers[0] != '\0') {
		text_add(&d->fix,
		    "machines may take its boot file instead of "
		    "ours: take it out of that server");
		return DOCTOR_WARNING;
	}
	if (s->pxe_class) {
		text_add(&d->text, ", with option 60 PXEClient");
		text_add(&d->fix,
		    "machines then ask its port 4011: take "
		    "option 60 out of that server");
		return DOCTOR_WARNING;
	}
	return DOCTOR_OK;
}

void
doctor_servers(const struct doctor_server *list, size_t count, bool proxy,
    const struct doctor_out *out)
{
	bool leases = false;
	struct doctor_draft d;
	char addr[IP4_TEXT];
	size_t i;

	for (i = 0; i < count; i++) {
		doctor_begin(&d, "server", ip4_format(addr, list[i].addr));
		doctor_end(&d, judge_one(&d, &list[i], proxy), out);
		leases = leases || list[i].leases;
	}
	doctor_begin(&d, "servers", "");
	if (proxy && !leases) {
		text_add(&d.text,
		    "nobody offers addresses on this network, "
		    "and --mode proxy hands out none");
		text_add(&d.fix,
		    "start the network's DHCP server, or serve "
		    "with --mode dhcp and a --range");
		doctor_end(&d, DOCTOR_ERROR, out);
		return;
	}
	text_addf(&d.text,
	    "%zu other DHCP server%s answered six kinds of "
	    "clients",
	    count, count == 1 ? "" : "s");
	doctor_end(&d, DOCTOR_OK, out);
}

void
doctor_servers_unknown(const char *why, const struct doctor_out *out)
{
	struct doctor_draft d;

	doctor_begin(&d, "servers", "");
	text_add(&d.text, "other DHCP servers were not looked for: ");
	text_add_visible_str(&d.text, why);
	text_add(&d.fix,
	    "run doctor as root and name the interface: "
	    "pxeconsole doctor --interface IF");
	doctor_end(&d, DOCTOR_WARNING, out);
}
