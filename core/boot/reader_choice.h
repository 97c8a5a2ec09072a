/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_READER_CHOICE_H
#define CORE_BOOT_READER_CHOICE_H

#include <stddef.h>
#include <stdint.h>

#include "core/boot/reader.h"

/*
 * Which of several offers a client takes, replayed: EDK2's fixed ladder over
 * all that came in its window, iPXE's last one of the highest priority until
 * it leaves discovery, gPXE's best by priority and completeness.
 */
#define CHOICE_NONE SIZE_MAX

struct reader_choice {
	size_t lease; /* number of the offer whose address is taken */
	size_t boot; /* that the boot data comes from; may be the same one */
	uint32_t ask_at; /* port 4011 of this one is asked first; 0: none */
	const char *rung; /* by which rule, static words */
};

/* In order of arrival; each with when it came after its DISCOVER. */
struct reader_offer {
	struct reader_reply reply;
	int64_t after_us;
};

void reader_choose(struct reader_choice *c, enum reader_kind k,
    const struct reader_offer *offers, size_t count);

/*
 * The same for the offers of a case (its newest transaction): numbers are
 * those of c->reply.
 */
void reader_choose_case(struct reader_choice *ret, const struct boot_case *c);

/* "of 3 offers this client takes that of B (...) and asks port 4011 of A". */
void reader_choice_text(struct text *t, const struct reader_choice *choice,
    const struct boot_case *c);

/*
 * The same where there were several: what it asked for is believed, where the
 * rules have it otherwise both are said.  Nothing where there was no choice.
 */
void reader_choice_told(struct text *t, const struct boot_case *c);

/*
 * The same once it went to port 4011 or asked for its loader: where that shows
 * another offer's boot data than the rules have; nothing where it fits them.
 */
void reader_choice_corrected(struct text *t, const struct boot_case *c);

#endif
