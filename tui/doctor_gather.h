/* SPDX-License-Identifier: ISC */
#ifndef TUI_DOCTOR_GATHER_H
#define TUI_DOCTOR_GATHER_H

#include "core/boot/doctor.h"
#include "core/io/iface.h"
#include "core/io/priv.h"
#include "tui/options.h"

/*
 * Gathers what the doctor judges, group by group, and has it judged at once.
 * Nothing here changes anything; only the DISCOVERs leave the host (and what
 * the host answers to a knock, which nobody waits for).
 */
struct doctor_visit {
	const struct options *options;
	struct doctor_out out;
	struct iface *ifaces; /* iface_list's */
	size_t iface_count;
	const struct iface *served[CONFIG_INTERFACES];
	size_t served_count;
	struct priv_user user; /* who serves; name "": nobody */
	bool running; /* a pxeconsole holds ports here */
};

/* doctor_net.c: who is there. */
void doctor_visit_begin(struct doctor_visit *v, const struct options *o,
    const struct doctor_out *out);
void doctor_visit_end(struct doctor_visit *v);
void doctor_visit_ifaces(struct doctor_visit *v);
void doctor_visit_ports(struct doctor_visit *v);
void doctor_visit_rights(const struct doctor_visit *v);

/* doctor_wall.c */
void doctor_visit_firewall(const struct doctor_visit *v);

/* doctor_knock.c: a packet at each port, through the packet filter. */
void doctor_visit_knock(const struct doctor_visit *v);

/* doctor_wire.c: DISCOVERs of six kinds of clients, for five seconds. */
void doctor_visit_servers(const struct doctor_visit *v);

/* doctor_tree.c: the boot tree. */
void doctor_visit_tree(const struct doctor_visit *v);

/* doctor_store.c: the database, the disks, the targets. */
void doctor_visit_store(const struct doctor_visit *v);

#endif
