/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_SICK_H
#define TESTS_UNIT_SICK_H

#include "tests/unit/unit.h"

#include "core/boot/diag.h"
#include "core/boot/diag_rules.h"

/*
 * A machine's boot told to the diagnosis, event by event, on a clock of its
 * own.  A story is told twice: ill, and with the one difference that makes it
 * a near miss.
 */
#define SERVER 0x0a630001u /* 10.99.0.1 */
#define OTHER 0x0a630002u
#define CLIENT 0x0a630033u
#define SECOND INT64_C(1000000)
#define MOST_FOUND 64
#define MOST_STEP 24

struct sick {
	struct diag *d;
	void *memory;
	struct diag_env env;
	struct mac mac;
	uint64_t session, transfer, frame;
	uint32_t xid;
	int64_t now;
	enum client_stage stage;
	enum client_arch arch;
	uint32_t server; /* who answers */
	enum origin origin; /* who tells */
	struct event e; /* that is being made */
	/* The last step: an ask, a request, a login and all that followed. */
	struct event step[MOST_STEP];
	size_t steps;
	struct event_finding found[MOST_FOUND]; /* raised and cleared */
	size_t count;
};

struct story {
	const char *slug;
	void (*tell)(struct sick *s, bool ill);
};
extern const struct story sick_offers[], sick_names[], sick_files[],
    sick_later[];

void sick_begin(struct sick *s);
void sick_end(struct sick *s);

/* Another boot begins. */
void sick_boots(struct sick *s);

/* Time passes, with a tick a second. */
void sick_waits(struct sick *s, unsigned seconds);

/* The machine does its last step once more, after a while. */
void sick_repeats(struct sick *s);

/* A DHCP message as usual: changed by the caller, then told by sick_go. */
struct event_dhcp *sick_asks(struct sick *s, enum dhcp_type type);
struct event_dhcp *sick_told(struct sick *s, enum dhcp_type type,
    const char *name);
void sick_go(struct sick *s);

/* The same at once. */
void sick_ask(struct sick *s, enum dhcp_type type);
void sick_tell(struct sick *s, enum dhcp_type type, const char *name);
void sick_dora(struct sick *s, const char *name);
/* n times DISCOVER, 4 s apart. */
void sick_discovers(struct sick *s, unsigned n);

/* The request of a file; its end as the caller makes it and sick_go tells. */
struct event_tftp *sick_fetches(struct sick *s, const char *file);
void sick_fetch(struct sick *s, const char *file, enum tftp_outcome outcome);
struct event_http *sick_page(struct sick *s, const char *uri, uint16_t status);
/* No connection: the server was asked for nothing. */
void sick_not_reached(struct sick *s, enum http_reach reach);
struct event_iscsi *sick_iscsi(struct sick *s, enum iscsi_phase phase);
void sick_arp(struct sick *s, uint32_t addr, bool reply);
void sick_solicit(struct sick *s);
void sick_kernel(struct sick *s, const char *file);
void sick_over(struct sick *s, enum boot_stage result);

/* How often it was raised and not cleared. */
int sick_has(const struct sick *s, const char *slug);

/* Our own files' look-alike: boot/bcd, for what asks for it as Windows does. */
bool sick_like(void *arg, const char *name, char *ret, size_t cap);

#endif
