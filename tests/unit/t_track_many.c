/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/boot/track.h"

/* As many as the issue asks for, and half as many again. */
#define ROWS 100000u
#define SEEN 150000u
#define SECOND ((int64_t)1000000)

struct many {
	struct track *t;
	void *memory;
	uint64_t begun, ended;
	struct mac last_ended;
	int64_t now;
};

static void
take(void *arg, const struct event *e)
{
	struct many *m = arg;

	if (e->kind != EVENT_SESSION)
		return;
	if (e->u.session.begins)
		m->begun++;
	else {
		m->ended++;
		m->last_ended = e->mac;
	}
}

static struct mac
mac_of(uint32_t n)
{
	struct mac mac = {{2, 0, (uint8_t)(n >> 24), (uint8_t)(n >> 16),
	    (uint8_t)(n >> 8), (uint8_t)n}};

	return mac;
}

static void
begin(struct many *m)
{
	memset(m, 0, sizeof(*m));
	m->memory = malloc(track_size(ROWS));
	assert_non_null(m->memory);
	m->t = track_init(m->memory, ROWS, (struct event_sink){m, take});
	m->now = 1700000000 * SECOND;
}

/* The n-th machine asks, with an identity and an address of its own. */
static void
asks(struct many *m, uint32_t n, bool known)
{
	const struct mac mac = mac_of(n);
	struct event e;

	event_init(&e, EVENT_DHCP, m->now, &mac);
	e.u.dhcp.type = DHCP_DISCOVER;
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.stage = STAGE_ROM;
	e.u.dhcp.xid = n;
	e.u.dhcp.known = known;
	e.u.dhcp.facts.has_uuid = e.u.dhcp.facts.uuid_usable = true;
	memcpy(e.u.dhcp.facts.uuid + 10, mac.b, sizeof(mac.b));
	track_event(m->t, &e);
	e.u.dhcp.type = DHCP_ACK;
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.yiaddr = 0x0a000000u + n;
	track_event(m->t, &e);
	m->now += 10;
}

static bool
remembers(const struct many *m, uint32_t n)
{
	const struct mac mac = mac_of(n);
	struct track_view v;

	if (!track_look(m->t, &mac, &v))
		return false;
	assert_int_equal(v.addr, 0x0a000000u + n);
	return true;
}

static void
the_least_recent_of_a_hundred_thousand_go(void **state)
{
	struct many m;
	uint32_t n;

	(void)state;
	begin(&m);
	for (n = 1; n <= SEEN; n++)
		/* Every hundredth is in the book: it is never forgotten. */
		asks(&m, n, n % 100 == 0);
	assert_int_equal(m.begun, SEEN);
	/* Who was forgotten had its boot ended first: the store has it. */
	assert_int_equal(m.ended, SEEN - ROWS);
	for (n = 1; n <= SEEN; n++) {
		/* The first 50505 strangers, with the 505 known ones kept. */
		const bool old = n <= SEEN - ROWS + 505 && n % 100 != 0;

		if (remembers(&m, n) == old)
			fail_msg("machine %u: %s", n,
			    old ? "remembered" : "forgotten");
	}
	free(m.memory);
}

static void
who_speaks_again_is_recent(void **state)
{
	struct mac second = mac_of(2);
	struct many m;
	uint32_t n;

	(void)state;
	begin(&m);
	for (n = 1; n <= ROWS; n++)
		asks(&m, n, false);
	asks(&m, 1, false);
	asks(&m, ROWS + 1, false);
	assert_true(remembers(&m, 1));
	assert_false(remembers(&m, 2));
	assert_true(mac_equal(&m.last_ended, &second));
	free(m.memory);
}

/* A thousand bytes each, and no more for being many. */
static void
memory_is_bounded(void **state)
{
	struct rusage before, after;
	struct many m;

	(void)state;
	assert_true(track_size(ROWS) < ROWS * UINT64_C(1200));
	begin(&m);
	for (uint32_t n = 1; n <= ROWS; n++)
		asks(&m, n, false);
	assert_int_equal(getrusage(RUSAGE_SELF, &before), 0);
	for (uint32_t n = 1; n <= SEEN; n++)
		asks(&m, ROWS + n, false);
	assert_int_equal(getrusage(RUSAGE_SELF, &after), 0);
	assert_true(after.ru_maxrss - before.ru_maxrss < 1024);
	print_message("100,000 machines: %zu KiB\n", track_size(ROWS) / 1024);
	free(m.memory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_least_recent_of_a_hundred_thousand_go),
	    cmocka_unit_test(who_speaks_again_is_recent),
	    cmocka_unit_test(memory_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
