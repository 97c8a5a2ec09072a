/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TRACK_TABLE_H
#define CORE_BOOT_TRACK_TABLE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/chain.h"
#include "core/boot/mac_index.h"
#include "core/boot/track.h"
#include "core/boot/track_machine.h"

/*
 * The tracker's table of machines and its sessions, as track.c (files, time)
 * and track_dhcp.c work on them; nobody else includes this.
 */

/* Forgotten in this order. */
enum track_list {
	LIST_STRANGERS_IDLE,
	LIST_STRANGERS,
	LIST_KNOWN_IDLE,
	LIST_KNOWN,
	LIST_COUNT
};

struct track {
	struct event_sink out;
	uint64_t sessions; /* begun so far */
	int64_t lost_us; /* frames were lost until then, 0: none */
	uint32_t most, used; /* rows */
	struct chain lists[LIST_COUNT];
	struct mac_index by_mac, by_addr, by_uuid;
	struct chain_link *links;
	struct machine *rows;
	uint32_t words_most, words_used;
	struct chain words_chain; /* the least recently written first */
	struct chain_link *words_links;
	struct machine_words *words;
};

/* Its words, to be written: the least recent machine's if need be. */
struct machine_words *track_words(struct track *t, struct machine *m);
void track_clear_error(const struct machine *m);

/*
 * Something went wrong for all that was seen since then: no, if frames were
 * lost.  Of a long name of what it was the end is kept.
 */
void track_silent(struct track *t, struct machine *m, const char *name,
    const char *why, int64_t since_us);

/* A new boot has none yet. */
void track_forget_words(const struct machine *m);

struct machine *track_find(const struct track *t, const struct mac *mac);
struct machine *track_find_addr(const struct track *t, uint32_t addr);

/* A new row, the least recent stranger's if need be; NULL: no rows at all. */
struct machine *track_make(struct track *t, const struct mac *mac,
    int64_t now_us);

/* A sign of life: the row is the most recent of its list. */
void track_touch(struct track *t, struct machine *m, bool known,
    int64_t now_us);

/* Whoever is given an address has it, whoever had it before. */
void track_learn_addr(struct track *t, struct machine *m, uint32_t addr);

/* It has none any more. */
void track_forget_addr(struct track *t, struct machine *m);

/* Around every change of what decides a row's list (known, active). */
void track_row_leave(struct track *t, const struct machine *m);
void track_row_enter(struct track *t, const struct machine *m);

/* The number only: its events follow the message that began it. */
void track_open(struct track *t, struct machine *m, const struct event *e);
void track_end(struct track *t, struct machine *m, enum boot_stage result,
    int64_t now_us);
void track_emit_session(const struct track *t, const struct machine *m,
    enum boot_stage result, int64_t now_us);
void track_emit_stage(const struct track *t, const struct machine *m,
    enum boot_stage before, enum boot_stage stage, int64_t now_us);
void track_set_stage(const struct track *t, struct machine *m,
    enum boot_stage stage, int64_t now_us);

/* A boot goes forward; what comes out of order changes nothing. */
void track_advance(const struct track *t, struct machine *m,
    enum boot_stage stage, int64_t now_us);

/*
 * The machine that a message of row m is of: m itself, or the one whose boot
 * it goes on with under another MAC, as their UUID (option 97) shows; the
 * event is then stamped with both.
 */
struct machine *track_uuid_lead(struct track *t, struct machine *m,
    struct event *e);

/* The same for what goes with an address; stamps the event in any case. */
struct machine *track_uuid_flow(const struct track *t, struct machine *m,
    struct event *e);

/* The row is given up. */
void track_uuid_forget(struct track *t, const struct machine *m);

/* track_event for EVENT_DHCP and EVENT_WIRE. */
void track_dhcp(struct track *t, struct event *e);
void track_wire(struct track *t, struct event *e);

#endif
