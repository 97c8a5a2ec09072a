/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BOOK_H
#define CORE_BOOT_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/boot/key.h"
#include "core/boot/mode.h"

/*
 * The book of assignments: an immutable snapshot of hosts, mode defaults and
 * targets.  The store builds one after each change and hands it to the
 * server; lookup takes constant time.  Memory is the caller's.
 */

/*
 * Settings of one host (or the defaults of one mode, mac zero).  text[] holds
 * every key in its text form, "" where unset, never NULL; the typed members
 * repeat those that the policy needs parsed.
 */
struct host {
	struct mac mac;
	enum boot_mode mode, once;
	enum placement placement;
	uint32_t ip;
	const char *text[KEY_COUNT];
};

struct target {
	const char *name, *server, *iqn;
	const char *user, *password; /* CHAP; "" = none */
	/* What the target must say of itself in turn (mutual CHAP). */
	const char *reverse_user, *reverse_password;
	uint16_t port;
	uint64_t lun; /* RFC 4173 form: LUN 1 is 1 << 48 */
};

/*
 * What a kind of client needs, whichever machine it is: settings that stand
 * between a machine's own and its mode's (quirk.h says which, and who is of
 * the kind).
 */
struct quirk {
	const char *kind; /* "gPXE 0.9.7 BIOS" */
	struct host set; /* mac zero */
};

struct book {
	uint64_t version; /* counts up with every snapshot */
	size_t host_count, target_count;
	const struct host *hosts;
	const struct target *targets;
	bool host_from_wire; /* one host at least is set so */
	struct host modes[MODE_COUNT]; /* defaults of each mode */
	size_t quirk_count;
	const struct quirk *quirks;
	/* index: open addressing, indices into hosts + 1, 0 = free */
	uint32_t *slots;
	size_t slot_count; /* a power of two */
	uint32_t *ip_slots; /* the same by fixed address */
};

/* All keys unset, mac as given. */
void host_init(struct host *h, const struct mac *mac);

/*
 * Sets one key from its text, which stays the caller's and must live as long
 * as the host; typed members follow.  -PX_EVALUE when it does not parse
 * (validation proper is check.h's).
 */
int host_set(struct host *h, enum key key, const char *value);

/* How many uint32_t of slot memory book_init needs for n hosts. */
size_t book_slots_for(size_t host_count);

/*
 * Makes the index over hosts and targets, all borrowed for the book's life;
 * `slots` has book_slots_for(n) elements.  Mode defaults start unset,
 * and there is no quirk.
 */
void book_init(struct book *b, const struct host *hosts, size_t host_count,
    const struct target *targets, size_t target_count, uint32_t *slots);

/* Borrowed for the book's life; NULL when not in the book. */
const struct host *book_find(const struct book *b, const struct mac *mac);
const struct host *book_find_ip(const struct book *b, uint32_t addr);

/* The mode of its next boot: once, its own, the default; h NULL: a stranger. */
enum boot_mode host_mode(const struct host *h, enum boot_mode default_mode);

const struct quirk *book_quirk(const struct book *b, const char *kind);
const struct target *book_target(const struct book *b, const char *name);

#endif
