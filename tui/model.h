/* SPDX-License-Identifier: ISC */
#ifndef TUI_MODEL_H
#define TUI_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/book.h"
#include "core/boot/event.h"
#include "core/boot/quirk.h"

/*
 * What is known of each machine, folded from events and the book.  At most
 * MODEL_MOST machines: the least recent one that is not in the book makes
 * room; machines of the book always have theirs.  Text in a machine is clean
 * (made visible once, here), and mode, once and name are read from the book.
 */
#define MODEL_MOST 100000

struct machine {
	struct mac mac;
	bool has_as; /* its boot goes on with another MAC: */
	struct mac as;
	bool in_book;
	uint64_t number; /* in the order of appearance */
	int64_t last_us; /* it said something; 0 = never */
	uint32_t addr;
	char kind[40]; /* "UEFI x64 ROM"; "" = not known yet */
	char quirk_kind[QUIRK_KIND]; /* what its quirks are kept by; "" */
	enum boot_stage stage, before; /* before: what a stall broke */
	int64_t stage_us;
	char what[120]; /* of the stage */
	char file[56]; /* being sent or last sent, without its folders */
	uint64_t bytes, size; /* of it; size 0: not known */
	bool sending;
	char reason[168]; /* why the last answer was as it was */
	enum boot_mode asked_mode; /* in force at the last answer */
	bool refused; /* ... which was none */
	char trouble[120]; /* what went wrong; "" = nothing */
	int64_t trouble_us;
	bool noted; /* the operator knows; until it speaks again */
	/* The finding that stands for it (findings_of); slug NULL: none. */
	const char *slug;
	enum severity severity;
	char finding[120], fix[160];
	enum boot_stage result; /* of the last boot; BOOT_NEW: none yet */
	int64_t result_us;
	uint64_t result_took_us;
	char result_text[96];
};

struct model;

/* NULL: no memory.  `most` as MODEL_MOST, smaller in tests. */
struct model *model_new(size_t most);
void model_free(struct model *m);

/* Folds one event; the machine it changed, or NULL. */
struct machine *model_event(struct model *m, const struct event *e);

/* The finding that stands for the machine from now on; NULL: none. */
void model_finding(struct machine *m, const struct event_finding *f);

/* Takes over which machines are in the book. */
void model_book(struct model *m, const struct book *book);

/* Those that are not in the book. */
size_t model_strangers(const struct model *m);
size_t model_count(const struct model *m);

/* Borrowed until the next event or book; NULL: unknown. */
struct machine *model_find(const struct model *m, const struct mac *mac);

/* The MACs of all of them in no special order; stops at `most`. */
size_t model_macs(const struct model *m, struct mac *ret, size_t most);

/* Does an operator have to look (and has not said that he knows)?  Its words
 * are in trouble, or in what. */
bool machine_in_trouble(const struct machine *m);

/* On its way through a boot right now. */
bool machine_busy(const struct machine *m);

/* A missing file that clients look for as a matter of course. */
bool file_is_searched(const char *name);

#endif
