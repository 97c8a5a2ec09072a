/* SPDX-License-Identifier: ISC */
#include "core/boot/book.h"

#include <string.h>

#include "core/base/err.h"
#include "core/base/hash.h"
#include "core/boot/manner.h"
#include "core/boot/trial.h"

void
host_init(struct host *h, const struct mac *mac)
{
	size_t i;

	memset(h, 0, sizeof(*h));
	h->mac = *mac;
	for (i = 0; i < KEY_COUNT; i++)
		h->text[i] = "";
}

static int
set_mode(enum boot_mode *ret, const char *value)
{
	const enum boot_mode mode = mode_parse(value);

	if (mode == MODE_NONE && value[0] != '\0')
		return -PX_EVALUE;
	*ret = mode;
	return 0;
}

static int
set_placement(enum placement *ret, const char *value)
{
	const enum placement p = placement_parse(value);

	if (p == PLACEMENT_NONE && value[0] != '\0')
		return -PX_EVALUE;
	*ret = p;
	return 0;
}

static int
set_ip(uint32_t *ret, const char *value)
{
	if (value[0] == '\0') {
		*ret = 0;
		return 0;
	}
	return ip4_parse(ret, value);
}

/* Read anew for each answer: most hosts have none of these. */
static int
check_manner(enum key key, const char *value)
{
	struct manner ignored = {.broadcast = false};

	return manner_set(&ignored, key, value, NULL);
}

static int
check_trial(const char *value)
{
	struct trial_state ignored;

	return trial_parse(&ignored, value);
}

/* The member that repeats the key parsed, where there is one. */
static int
set_typed(struct host *h, enum key key, const char *value)
{
	if (key == KEY_MODE)
		return set_mode(&h->mode, value);
	if (key == KEY_ONCE)
		return set_mode(&h->once, value);
	if (key == KEY_PLACEMENT)
		return set_placement(&h->placement, value);
	if (key == KEY_IP)
		return set_ip(&h->ip, value);
	if (key == KEY_TRIED)
		return check_trial(value);
	if (manner_has_key(key))
		return check_manner(key, value);
	return 0;
}

int
host_set(struct host *h, enum key key, const char *value)
{
	int err;

	if (strlen(value) >= KEY_VALUE_MAX)
		return -PX_EVALUE;
	err = set_typed(h, key, value);
	if (err < 0)
		return err;
	h->text[key] = value;
	return 0;
}

/* At most half full, so that probes stay short. */
static size_t
slot_count_for(size_t hosts)
{
	size_t n = 8;

	while (n < 2 * hosts)
		n *= 2;
	return n;
}

size_t
book_slots_for(size_t host_count)
{
	return 2 * slot_count_for(host_count);
}

static size_t
home_of(uint64_t number)
{
	return (size_t)hash_spread(hash_mix(0, number));
}

static const struct host *
at_slot(const struct book *b, const uint32_t *slots, size_t slot)
{
	const uint32_t n = slots[slot & (b->slot_count - 1)];

	return n == 0 ? NULL : &b->hosts[n - 1];
}

/* Puts host i into the first free slot from `slot` on. */
static void
put(const struct book *b, uint32_t *slots, size_t slot, size_t i)
{
	while (at_slot(b, slots, slot) != NULL)
		slot++;
	slots[slot & (b->slot_count - 1)] = (uint32_t)i + 1;
}

void
book_init(struct book *b, const struct host *hosts, size_t host_count,
    const struct target *targets, size_t target_count, uint32_t *slots)
{
	static const struct mac nobody;
	size_t i;

	memset(b, 0, sizeof(*b));
	b->hosts = hosts;
	b->host_count = host_count;
	b->targets = targets;
	b->target_count = target_count;
	b->slot_count = slot_count_for(host_count);
	b->slots = slots;
	b->ip_slots = slots + b->slot_count;
	memset(slots, 0, 2 * b->slot_count * sizeof(*slots));
	for (i = 0; i < MODE_COUNT; i++)
		host_init(&b->modes[i], &nobody);
	for (i = 0; i < host_count; i++) {
		put(b, b->slots, home_of(mac_number(&hosts[i].mac)), i);
		if (hosts[i].ip != 0)
			put(b, b->ip_slots, home_of(hosts[i].ip), i);
		if (strcmp(hosts[i].text[KEY_FROM_WIRE], "on") == 0)
			b->host_from_wire = true;
	}
}

const struct host *
book_find(const struct book *b, const struct mac *mac)
{
	size_t slot = home_of(mac_number(mac));
	const struct host *h;

	while ((h = at_slot(b, b->slots, slot)) != NULL) {
		if (mac_equal(&h->mac, mac))
			return h;
		slot++;
	}
	return NULL;
}

const struct host *
book_find_ip(const struct book *b, uint32_t addr)
{
	size_t slot = home_of(addr);
	const struct host *h;

	while ((h = at_slot(b, b->ip_slots, slot)) != NULL) {
		if (h->ip == addr)
			return h;
		slot++;
	}
	return NULL;
}

enum boot_mode
host_mode(const struct host *h, enum boot_mode default_mode)
{
	if (h != NULL && h->once != MODE_NONE)
		return h->once;
	return h != NULL && h->mode != MODE_NONE ? h->mode : default_mode;
}

const struct quirk *
book_quirk(const struct book *b, const char *kind)
{
	size_t i;

	for (i = 0; i < b->quirk_count; i++)
		if (strcmp(b->quirks[i].kind, kind) == 0)
			return &b->quirks[i];
	return NULL;
}

const struct target *
book_target(const struct book *b, const char *name)
{
	size_t i;

	for (i = 0; i < b->target_count; i++)
		if (strcmp(b->targets[i].name, name) == 0)
			return &b->targets[i];
	return NULL;
}
