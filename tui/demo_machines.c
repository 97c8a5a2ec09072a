/* SPDX-License-Identifier: ISC */
#include "tui/demo_machines.h"

#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/packet.h"
#include "core/sim/client.h"
#include "tui/demo_changes.h"
#include "tui/demo_net.h"
#include "tui/demo_spawn.h"

#define SECOND 1000000u
#define REST_US (5 * SECOND) /* from the end of a boot to the next */
#define UP_US (35ull * 60 * SECOND) /* where a system runs */
#define CHANGED_US (2 * SECOND) /* from a change to the boot that shows it */
#define PACE_US 2000 /* between blocks: a boot that one can watch */
#define QEMU_MEMORY_KB (900 * 1024ul) /* free memory that it may have */

/* clang-format off */
static const struct demo_machine machines[] = {
	{"52:54:00:de:40:01", "bios-rom", {"name=web", "mode=pxelinux"}},
	{"52:54:00:de:40:02", "bios-rom",
	    {"name=build", "mode=gpxe", "script=boot.gpxe"}},
	{"52:54:00:de:40:03", "ipxe-bios",
	    {"name=store", "mode=iscsi", "target=disk"}},
	{"52:54:00:de:40:04", "ovmf", {"name=uefi", "mode=pxelinux"}},
	{"52:54:00:de:40:05", "bios-rom", {NULL}},
	{"52:54:00:de:40:06", "bios-rom", {"name=office", "mode=local"}},
	{"52:54:00:de:40:07", "gpxe-1.0.1",
	    {"name=old", "mode=gpxe", "script=boot.gpxe"}},
	{"52:54:00:de:40:10", NULL, {"name=qemu", "mode=pxelinux"}},
};
/* clang-format on */

#define MACHINES (sizeof(machines) / sizeof(machines[0]))

struct field {
	int fd;
	bool real; /* there is one in QEMU, too */
	struct demo_changes changes;
	uint64_t looked_us; /* for those */
	struct sim_client clients[MACHINES];
	bool on[MACHINES];
	uint64_t next_us[MACHINES]; /* when it is switched on again */
	bool changed[MACHINES]; /* while it booted */
};

const struct demo_machine *
demo_machines(size_t *ret_count)
{
	*ret_count = MACHINES;
	return machines;
}

/*
 * A machine whose system runs, from its own disk too, stays up, or it would
 * look like an installation that goes on for ever.  One does so, to be told:
 * the real one, or else the one that nobody has taken into the book.
 */
static bool
goes_round(const struct demo_machine *m, bool real)
{
	return m->settings[0] == NULL && !real;
}

uint64_t
demo_machine_rest_us(const struct demo_machine *m, enum sim_outcome outcome,
    bool real)
{
	const bool runs = outcome == SIM_BOOTED || outcome == SIM_LOCAL;

	return runs && !goes_round(m, real) ? UP_US : REST_US;
}

static void
send_all(struct field *f, size_t i)
{
	const struct sim_frame *frame;

	while ((frame = sim_client_send(&f->clients[i])) != NULL)
		(void)packet_send(f->fd, frame->bytes, frame->len);
}

static void
switch_on(struct field *f, size_t i, uint64_t now)
{
	struct mac mac;

	if (mac_parse(&mac, machines[i].mac) < 0)
		return;
	f->on[i] = true;
	sim_client_start(&f->clients[i], sim_kind_find(machines[i].kind), &mac,
	    now);
	send_all(f, i);
}

/* Lets a machine go on, or rest, or begin; returns when it wants more. */
static uint64_t
step(struct field *f, size_t i, uint64_t now)
{
	struct sim_client *c = &f->clients[i];

	if (machines[i].kind == NULL)
		return UINT64_MAX;
	if (f->on[i] && now >= sim_client_deadline(c)) {
		sim_client_tick(c, now);
		send_all(f, i);
	}
	if (f->on[i] && c->state == SIM_DONE) {
		f->on[i] = false;
		f->next_us[i] = now +
		    (f->changed[i] ? CHANGED_US :
				     demo_machine_rest_us(&machines[i],
					 c->outcome, f->real));
		f->changed[i] = false;
	}
	if (!f->on[i] && now >= f->next_us[i])
		switch_on(f, i, now);
	return f->on[i] ? sim_client_deadline(c) : f->next_us[i];
}

static void
hear(struct field *f, uint64_t now)
{
	uint8_t frame[2048];
	size_t len, i;

	while ((len = packet_receive(f->fd, frame, sizeof(frame))) > 0)
		for (i = 0; i < MACHINES; i++) {
			sim_client_frame(&f->clients[i], frame, len, now);
			send_all(f, i);
		}
}

/* It boots as it is now told to. */
static void
take_change(void *arg, const struct mac *mac)
{
	const uint64_t now = (uint64_t)clock_boot_us();
	struct field *f = arg;
	struct mac own;
	size_t i;

	for (i = 0; i < MACHINES; i++) {
		if (mac_parse(&own, machines[i].mac) < 0 ||
		    !mac_equal(mac, &own))
			continue;
		f->changed[i] = f->on[i];
		if (!f->on[i])
			f->next_us[i] = now + CHANGED_US;
	}
}

static void
look_for_changes(struct field *f, uint64_t now)
{
	if (now - f->looked_us < SECOND)
		return;
	f->looked_us = now;
	demo_changes_look(&f->changes, take_change, f);
}

static int
wait_ms(uint64_t until, uint64_t now)
{
	if (until <= now)
		return 0;
	return until - now > SECOND ? 1000 : (int)((until - now + 999) / 1000);
}

static void
run_simulated(struct field *f)
{
	struct pollfd p = {.fd = f->fd, .events = POLLIN};
	uint64_t now = (uint64_t)clock_boot_us(), until, next;
	size_t i;

	/* One after the other at first, as when somebody goes round. */
	for (i = 0; i < MACHINES; i++)
		f->next_us[i] = now + (i + 1) * SECOND;
	for (;;) {
		now = (uint64_t)clock_boot_us();
		/* What came in time counts, however late we come to it. */
		hear(f, now);
		look_for_changes(f, now);
		until = UINT64_MAX;
		for (i = 0; i < MACHINES; i++) {
			next = step(f, i, now);
			until = next < until ? next : until;
		}
		(void)poll(&p, 1, wait_ms(until, now));
	}
}

static unsigned long
free_memory_kb(void)
{
	char line[128];
	unsigned long kb = 0;
	FILE *f = fopen("/proc/meminfo", "re");

	if (f == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "MemAvailable:", 13) == 0)
			kb = strtoul(line + 13, NULL, 10);
	(void)fclose(f);
	return kb;
}

/* The program, where it, its network ROM and memory are there. */
static const char *
qemu_find(void)
{
	static const char *const programs[] = {"/usr/bin/qemu-system-x86_64",
	    NULL};
	static const char *const rom = "/usr/lib/ipxe/qemu/pxe-e1000.rom";

	if (access(rom, R_OK) != 0 ||
	    access("/dev/net/tun", R_OK | W_OK) != 0 ||
	    free_memory_kb() < QEMU_MEMORY_KB)
		return NULL;
	return demo_spawn_find(programs);
}

bool
demo_machines_real(void)
{
	return qemu_find() != NULL;
}

static void
start_qemu(const char *program)
{
	const char *argv[] = {program, "-name", "pxeconsole-demo", "-machine",
	    "pc", "-accel", "tcg", "-m", "64", "-nodefaults", "-vga", "none",
	    "-display", "none", "-netdev",
	    "tap,id=net,ifname=" DEMO_TAP_IF ",script=no,downscript=no",
	    "-uuid", "2b9f6a3e-5d0c-4c7e-9d52-de4000000010", "-device", NULL,
	    "-boot", "order=n,reboot-timeout=5000", NULL};
	const struct demo_spawn what = {.argv = argv,
	    .quiet = true,
	    .humble = true};
	char card[64];
	size_t i;

	(void)snprintf(card, sizeof(card), "e1000,netdev=net,mac=%s",
	    machines[MACHINES - 1].mac);
	for (i = 0; argv[i] != NULL; i++)
		;
	argv[i] = card;
	(void)demo_spawn(&what);
}

void
demo_machines_run(int go, bool real, const char *db)
{
	const char *qemu = real ? qemu_find() : NULL;
	struct field *f = calloc(1, sizeof(*f));
	char byte;

	if (f == NULL || read(go, &byte, 1) != 1)
		return;
	/* Without the right to make a tap, there is no real machine. */
	if (qemu != NULL && demo_net_up(true) < 0)
		qemu = NULL;
	if (qemu == NULL && demo_net_up(false) < 0)
		return;
	f->fd = packet_open(qemu != NULL ? DEMO_BRIDGE_IF : DEMO_MACHINES_IF,
	    NULL);
	if (f->fd < 0)
		return;
	if (qemu != NULL)
		start_qemu(qemu);
	f->real = qemu != NULL;
	demo_changes_init(&f->changes, db);
	run_simulated(f);
}
