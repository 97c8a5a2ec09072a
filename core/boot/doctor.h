/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DOCTOR_H
#define CORE_BOOT_DOCTOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/text.h"
#include "core/boot/firewall.h"
#include "core/boot/loaders.h"

/*
 * The server's own health.  Each function judges gathered facts and gives
 * one or more checks, each with what to do about it; gathering is others'
 * work.  Strings in the facts are foreign and borrowed for the call.
 */
enum doctor_state { DOCTOR_OK, DOCTOR_WARNING, DOCTOR_ERROR };

struct doctor_check {
	char check[48]; /* "port-67": stable */
	enum doctor_state state;
	char text[384]; /* clean */
	char fix[384]; /* clean; "" where nothing is to be done */
};

struct doctor_out {
	void *arg;
	void (*take)(void *arg, const struct doctor_check *c);
};

const char *doctor_state_name(enum doctor_state s);

/*
 * The machine that the doctor's DISCOVERs come from: it never boots, so it
 * has no story and nothing is wrong with it.
 */
struct mac doctor_mac(void);

struct doctor_iface {
	const char *name;
	bool found, ethernet, up;
	bool missed; /* a pxeconsole runs, and does not serve it */
	uint32_t addr, mask; /* 0: none */
	bool proxy;
	uint32_t first, last; /* the range; 0: none */
};
void doctor_iface(const struct doctor_iface *f, const struct doctor_out *out);

/* There is no interface to serve on at all. */
void doctor_no_iface(const struct doctor_out *out);

enum doctor_holder { PORT_FREE, PORT_OURS, PORT_TAKEN, PORT_HIDDEN };

struct doctor_port {
	uint16_t port;
	bool udp;
	const char *what; /* "DHCP" */
	enum doctor_holder holder;
	const char *name; /* TAKEN */
	long pid; /* OURS, TAKEN */
	bool running; /* a pxeconsole holds some port of the others */
	bool spare; /* nobody asked for it: the server goes on without */
};
void doctor_port(const struct doctor_port *f, const struct doctor_out *out);

struct doctor_firewall {
	uint16_t port;
	bool udp;
	const char *ifname;
	struct firewall_answer answer;
};
void doctor_firewall(const struct doctor_firewall *f,
    const struct doctor_out *out);

/* err 0: read, though perhaps there are no rules; -PX_ENOENT: no such tool */
void doctor_firewall_read(const char *tool, int err, size_t rules,
    const struct doctor_out *out);

/* A packet that was put into an interface as the wire would (io/knock.h). */
struct doctor_knock {
	uint16_t port;
	bool udp;
	const char *ifname;
	uint32_t src; /* whose it was; 0: a client without an address */
	int result; /* 1: came through, 0: did not, or why it cannot be said */
	int loopback; /* then the same by the loopback interface */
};
void doctor_knock(const struct doctor_knock *f, const struct doctor_out *out);

/* What knocks do not prove. */
void doctor_knock_limits(const struct doctor_out *out);

struct doctor_root {
	const char *path;
	int err;
	const char *user; /* who serves */
	bool searchable; /* by that user */
};
void doctor_root(const struct doctor_root *f, const struct doctor_out *out);

struct doctor_loader {
	enum boot_mode mode;
	enum client_arch arch;
	bool wanted; /* this mode is in use */
	const char *name; /* the one found; NULL: none of them */
	const char *candidates; /* "pxelinux.0 or lpxelinux.0" */
	enum loader_kind kind;
	const char *user;
	bool readable; /* by the user who serves */
};
void doctor_loader(const struct doctor_loader *f, const struct doctor_out *out);

struct doctor_module {
	const char *loader, *module; /* names below the root */
	const char *loader_version, *module_version; /* "" unknown */
	int err; /* of the module */
	unsigned bits, want_bits; /* 32, 64; 0: no ELF file */
	const char *user;
	bool readable;
};
void doctor_module(const struct doctor_module *f, const struct doctor_out *out);

struct doctor_db {
	const char *path;
	int open_err, check_err;
	const char *why;
	bool folder_writable; /* for a database that is not there yet */
};
void doctor_db(const struct doctor_db *f, const struct doctor_out *out);

struct doctor_disk {
	const char *check; /* "disk-db" */
	const char *path;
	int err;
	uint64_t free_bytes, total_bytes;
	bool written; /* we write there */
};
void doctor_disk(const struct doctor_disk *f, const struct doctor_out *out);

/* now_s: since 1970; built_s: when this program was made, about. */
void doctor_clock(int64_t now_s, int64_t built_s, const struct doctor_out *out);

struct doctor_rights {
	bool raw, low_ports; /* CAP_NET_RAW, CAP_NET_BIND_SERVICE */
	bool running; /* a server is up: it has what it needs */
	const char *wanted_user, *user; /* user "": there is none */
};
void doctor_rights(const struct doctor_rights *f, const struct doctor_out *out);

struct doctor_target {
	const char *name;
	int err;
	const char *text;
};
void doctor_target(const struct doctor_target *f, const struct doctor_out *out);

/* One server's answers to the DISCOVERs of several kinds of clients. */
struct doctor_server {
	uint32_t addr;
	struct mac mac;
	bool own; /* an address of this host */
	bool leases; /* offers addresses */
	bool pxe_class; /* option 60 PXEClient to some */
	const char *offers; /* "BIOS: pxelinux.0; ..." or "" */
};
void doctor_servers(const struct doctor_server *list, size_t count, bool proxy,
    const struct doctor_out *out);
void doctor_servers_unknown(const char *why, const struct doctor_out *out);

/*
 * The version that a Syslinux loader shows ("6.04"), by its banner; "" when
 * there is none.
 */
#define DOCTOR_VERSION 8
void doctor_syslinux_version(char ret[DOCTOR_VERSION], const void *file,
    size_t len);

/* 32 or 64 by the head of an ELF file, 0: none. */
unsigned doctor_elf_bits(const void *file, size_t len);

#endif
