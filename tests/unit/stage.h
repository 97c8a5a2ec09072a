/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_STAGE_H
#define TESTS_UNIT_STAGE_H

#include "tui/app.h"

/*
 * A screen on a stage: an app without a terminal, a clock that stands still
 * until it is told, and a store that takes every change at once.
 */
#define STAGE_HOSTS 16
#define STAGE_TARGETS 8

struct stage {
	struct app app;
	struct grid grid;
	struct screen_config config;
	struct screen_calls calls;
	struct engine_state engine;
	struct store_state store;
	bool refuse; /* the store takes nothing */
	bool refuse_later; /* it takes a change, and then says no */
	size_t changes; /* taken so far */
	struct db_change last;
	int64_t now_us, set_us; /* by so much UTC was set */
	uint64_t session; /* of the events; 0: the machine's number */
	uint64_t seq; /* of the events of a capture */
	/* the book and its text */
	size_t host_count, target_count;
	struct mac macs[STAGE_HOSTS];
	char values[STAGE_HOSTS][KEY_COUNT][KEY_VALUE_MAX];
	char names[STAGE_TARGETS][64];
	char target_values[STAGE_TARGETS][TARGET_KEY_COUNT][KEY_VALUE_MAX];
	struct host hosts[STAGE_HOSTS];
	struct target targets[STAGE_TARGETS];
	char mode_values[MODE_COUNT][KEY_COUNT][KEY_VALUE_MAX];
	uint32_t slots[256];
	struct book book;
};

/* 2026-11-23 03:00:00 UTC, proxy on veth0 192.0.2.1 */
void stage_open(struct stage *s);
void stage_close(struct stage *s);

/* The machine 52:54:00:00:00:NN. */
struct mac stage_mac(unsigned n);

/* Puts a host or target setting into the book, as from another shell. */
void stage_host(struct stage *s, unsigned n, enum key key, const char *value);
void stage_target(struct stage *s, const char *name, enum target_key key,
    const char *value);
void stage_host_remove(struct stage *s, size_t i);
void stage_target_remove(struct stage *s, size_t i);
void stage_book(struct stage *s);

void stage_wait(struct stage *s, double seconds);

/* Each character is a key; see stage.c for the others: "\r", "\x1b", ... */
void stage_type(struct stage *s, const char *keys);
void stage_press(struct stage *s, int key);

/* Events of machine n. */
void stage_dhcp(struct stage *s, unsigned n, enum dhcp_type type,
    const char *kind, const char *reason);
void stage_offer(struct stage *s, unsigned n, uint32_t addr,
    const char *bootfile);
void stage_stage(struct stage *s, unsigned n, enum boot_stage stage,
    const char *what);
void stage_tftp(struct stage *s, unsigned n, enum tftp_phase phase,
    const char *file, uint64_t bytes, uint64_t size, enum tftp_outcome outcome);
void stage_session(struct stage *s, unsigned n, bool begins,
    enum boot_stage result, const char *text);
void stage_finding(struct stage *s, unsigned n, const char *slug, bool raised,
    enum mend mend);
void stage_log(struct stage *s, enum log_level level, const char *topic,
    const char *text);

/* Draws at this size and returns the text; static for one screen. */
const char *stage_draw(struct stage *s, int rows, int cols);

/* Draws and compares with tests/golden/NAME.txt; GOLDEN=write renews it. */
void stage_golden(struct stage *s, const char *name, int rows, int cols);

#endif
