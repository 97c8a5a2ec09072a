/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/text.h"
#include "core/boot/dhcp_server.h"
#include "core/boot/join.h"

#define US 0xc0000201u /* 192.0.2.1 */
#define OTHER 0xc0000202u
#define SECOND INT64_C(1000000)
#define T0 (INT64_C(1800000000) * SECOND)

static const struct mac client = {{0x52, 0x54, 0, 0, 0, 1}};

#define MOST_GOT 4096
static struct event got[MOST_GOT];
static size_t got_count;

static void
take(void *arg, const struct event *e)
{
	(void)arg;
	assert_true(got_count < MOST_GOT);
	got[got_count++] = *e;
}

static struct join *
join_new(void)
{
	const struct event_sink sink = {NULL, take};
	const struct join_self self = {.addr_count = 1,
	    .addrs = {US},
	    .mac_count = 1,
	    .macs = {{{2, 0, 0, 0, 0, 9}}},
	    .http_port = 80,
	    .serves = true};
	struct join *j = join_init(malloc(join_size()), sink);

	assert_non_null(j);
	join_self(j, &self);
	got_count = 0;
	return j;
}

static struct event
dhcp(enum origin origin, enum dhcp_type type, int64_t ms)
{
	const bool reply = type == DHCP_OFFER || type == DHCP_ACK;
	struct event e;

	event_init(&e, EVENT_DHCP, T0 + ms * 1000, &client);
	e.origin = origin;
	e.frame = origin == ORIGIN_WIRE ? 7 : 0;
	e.u.dhcp.op = reply ? DHCP_OP_REPLY : DHCP_OP_REQUEST;
	e.u.dhcp.type = type;
	e.u.dhcp.xid = 0x1234;
	e.u.dhcp.src = reply ? US : 0;
	e.u.dhcp.dst = UINT32_MAX;
	e.u.dhcp.dst_port = reply ? 68 : 67;
	return e;
}

static struct event
rrq(enum origin origin, const char *file, int64_t ms)
{
	struct event e;

	event_init(&e, EVENT_TFTP, T0 + ms * 1000, NULL);
	e.origin = origin;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.client = OTHER;
	e.u.tftp.client_port = 2000;
	e.u.tftp.server = US;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), file);
	return e;
}

static bool
give(struct join *j, struct event e)
{
	return join_take(j, &e);
}

static struct join_told
all_told(int64_t until_us)
{
	struct join_told told;

	for (size_t p = 0; p < PART_SERVERS; p++)
		told.us[p] = until_us;
	return told;
}

static int64_t
release_told(struct join *j, int64_t now_us, int64_t told_us)
{
	const struct join_told told = all_told(told_us);

	return join_release(j, now_us, &told);
}

/* Milliseconds after T0. */
static int64_t
release(struct join *j, int64_t ms)
{
	const int64_t due = release_told(j, T0 + ms * 1000, T0 + ms * 1000);

	return due == 0 ? 0 : (due - T0) / 1000;
}

static void
what_both_tell_is_one_event(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_int_equal(release(j, 1), 1000);
	assert_int_equal(got_count, 0);
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 2)));
	assert_int_equal(release(j, 2), 0);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].origin, ORIGIN_OWN);
	assert_int_equal(got[0].time_us, T0 + 2000);
	assert_int_equal(got[0].wire_us, T0);
	assert_int_equal(got[0].frame, 7);
	assert_false(got[0].unheard);
	assert_int_equal(join_pairs(j), 1);
	free(j);
}

static void
the_wires_copy_may_come_late(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_OFFER, 0)));
	assert_int_equal(release(j, 0), 0);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].wire_us, 0);
	assert_false(give(j, dhcp(ORIGIN_WIRE, DHCP_OFFER, 1)));
	assert_int_equal(join_pairs(j), 1);
	/* One for one: a second on the wire is another message. */
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_OFFER, 2)));
	/* And what is too old is no copy. */
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_ACK, 10)));
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_ACK, 2500)));
	free(j);
}

/* What our server tells waits for nothing but what came before it. */
static void
own_events_pass_at_once_unless_something_waits(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_OFFER, 0)));
	assert_int_equal(got_count, 1);
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 1)));
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_ACK, 2)));
	assert_int_equal(got_count, 1);
	assert_int_equal(release(j, 1001), 0);
	assert_int_equal(got_count, 3);
	assert_int_equal(got[1].origin, ORIGIN_WIRE);
	assert_int_equal(got[2].origin, ORIGIN_OWN);
	free(j);
}

static void
what_only_the_wire_had_was_never_received(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 5)));
	assert_int_equal(release(j, 999), 1000);
	assert_int_equal(release(j, 1000), 1005);
	assert_int_equal(got_count, 1);
	assert_true(got[0].unheard);
	assert_int_equal(got[0].origin, ORIGIN_WIRE);
	assert_int_equal(release(j, 1005), 0);
	assert_int_equal(got_count, 2);
	assert_true(got[1].unheard);
	/* Our own reply without the server's word: sent all the same. */
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_OFFER, 2000)));
	assert_int_equal(release(j, 2500), 3000);
	assert_int_equal(release(j, 3000), 0);
	assert_false(got[2].unheard);
	free(j);
}

/* It says nothing of what it got, either. */
static void
what_our_server_is_silent_about_was_received(void **state)
{
	struct join *j = join_new();
	struct event e = dhcp(ORIGIN_WIRE, DHCP_LEASEQUERY, 0);

	(void)state;
	e.has_mac = false;
	e.u.dhcp.dst = US;
	assert_true(give(j, e));
	assert_int_equal(release(j, 5000), 0);
	assert_int_equal(got_count, 1);
	assert_false(got[0].unheard);
	free(j);
}

/*
 * The host is busy: its server is seconds late, or the watch thread is and the
 * server's events still wait in the queue.  That is no firewall.
 */
static void
a_request_waits_for_a_server_that_is_late(void **state)
{
	struct join *j = join_new();
	const int64_t later = T0 + 5 * SECOND;

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 3000)));
	assert_true(release_told(j, later, T0 + 999000) > 0);
	assert_int_equal(got_count, 0);
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 4900)));
	assert_true(release_told(j, later, T0 + SECOND) > 0);
	assert_int_equal(got_count, 1);
	assert_false(got[0].unheard);
	assert_int_equal(got[0].origin, ORIGIN_OWN);
	assert_int_equal(event_wire_us(&got[0]), T0);
	assert_int_equal(release_told(j, later, T0 + 4 * SECOND), 0);
	assert_int_equal(got_count, 2);
	assert_true(got[1].unheard);
	free(j);
}

/* What others were asked is told in time, and judged as ever. */
static void
a_server_that_stands_still_is_not_waited_for(void **state)
{
	struct join *j = join_new();
	struct join_told told = all_told(T0 + 20 * SECOND);

	(void)state;
	told.us[PART_TFTP] = T0;
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 1000)));
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 1500)));
	/* It may be no more than late. */
	assert_int_equal(join_release(j, T0 + JOIN_STILL_US - 1, &told),
	    T0 + 2 * SECOND);
	assert_int_equal(join_told_until(&told, T0 + JOIN_STILL_US - 1), T0);
	assert_int_equal(got_count, 0);
	assert_int_equal(join_release(j, T0 + JOIN_STILL_US, &told), 0);
	assert_int_equal(join_told_until(&told, T0 + JOIN_STILL_US),
	    T0 + JOIN_STILL_US);
	assert_int_equal(got_count, 2);
	/* Nobody knows whether it came. */
	assert_int_equal(got[0].kind, EVENT_TFTP);
	assert_false(got[0].unheard);
	/* DHCP has told all that it got, and this was not among it. */
	assert_int_equal(got[1].kind, EVENT_DHCP);
	assert_true(got[1].unheard);
	/* What comes now waits as long as a frame may be before its word. */
	assert_true(give(j, rrq(ORIGIN_WIRE, "b", 9000)));
	assert_true(join_release(j, T0 + 9999000, &told) > 0);
	assert_int_equal(join_release(j, T0 + 10 * SECOND, &told), 0);
	assert_int_equal(got_count, 3);
	assert_false(got[2].unheard);
	free(j);
}

/* Later still: it is told as the same again. */
static void
a_word_that_comes_too_late_is_the_same_again(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_OFFER, 1)));
	assert_int_equal(release(j, 2000), 0);
	assert_int_equal(got_count, 2);
	assert_true(got[0].unheard);
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 2500)));
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_OFFER, 2501)));
	assert_int_equal(release(j, 2502), 0);
	assert_int_equal(got_count, 4);
	assert_true(got[2].copy);
	assert_true(got[3].copy);
	assert_int_equal(join_pairs(j), 2);
	/* Once for each: this is another one. */
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 2600)));
	assert_int_equal(got_count, 5);
	assert_false(got[4].copy);
	free(j);
}

/*
 * Two of the server's, of which the wire's copy of the first was lost: it is
 * the server's time that is late, not the message.
 */
static void
own_events_keep_their_order(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, rrq(ORIGIN_WIRE, "b", 10)));
	assert_true(give(j, rrq(ORIGIN_WIRE, "c", 20)));
	assert_int_equal(join_until(j, T0 + SECOND), T0 + 10000);
	assert_true(give(j, rrq(ORIGIN_OWN, "a", 800)));
	assert_true(give(j, rrq(ORIGIN_OWN, "b", 810)));
	assert_true(give(j, rrq(ORIGIN_OWN, "c", 820)));
	assert_int_equal(release(j, 820), 0);
	assert_int_equal(got_count, 3);
	assert_string_equal(got[0].u.tftp.file, "a");
	assert_string_equal(got[1].u.tftp.file, "b");
	assert_string_equal(got[2].u.tftp.file, "c");
	assert_int_equal(join_until(j, T0 + SECOND), T0 + SECOND);
	free(j);
}

/* The wire has told more of a transfer when the server's word of it comes. */
static void
an_own_transfer_ends_what_the_wire_told_of_it(void **state)
{
	struct join *j = join_new();
	struct event e = rrq(ORIGIN_WIRE, "a", 500);

	(void)state;
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 0)));
	assert_true(give(j, e)); /* asked again, and told once */
	e.u.tftp.phase = TFTP_PHASE_PROGRESS;
	assert_true(give(j, e));
	assert_true(give(j, rrq(ORIGIN_OWN, "a", 800)));
	assert_int_equal(release(j, 2000), 0);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].origin, ORIGIN_OWN);
	free(j);
}

/* Of events that were lost on the way nothing follows. */
static void
what_was_lost_here_is_not_unheard(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	join_lost(j, T0 + 500000);
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_REQUEST, 600)));
	assert_int_equal(release(j, 2000), 0);
	assert_int_equal(got_count, 2);
	assert_false(got[0].unheard);
	assert_true(got[1].unheard);
	free(j);
}

/* Nothing of ours is to be expected: it goes on at once. */
static void
what_is_not_for_us_does_not_wait(void **state)
{
	struct join *j = join_new();
	struct event e;

	(void)state;
	e = dhcp(ORIGIN_WIRE, DHCP_OFFER, 0);
	e.u.dhcp.src = OTHER;
	assert_true(give(j, e));
	e = dhcp(ORIGIN_WIRE, DHCP_REQUEST, 1);
	e.u.dhcp.dst = OTHER;
	assert_true(give(j, e));
	e = dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 2);
	e.vlan = 10;
	assert_true(give(j, e));
	e = dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 3);
	e.mac = (struct mac){{2, 0, 0, 0, 0, 9}};
	assert_true(give(j, e));
	e = rrq(ORIGIN_WIRE, "a", 4);
	e.u.tftp.server = OTHER;
	assert_true(give(j, e));
	e = rrq(ORIGIN_WIRE, "a", 5);
	e.u.tftp.phase = TFTP_PHASE_DONE;
	assert_true(give(j, e));
	event_init(&e, EVENT_WIRE, T0 + 6000, NULL);
	e.origin = ORIGIN_WIRE;
	assert_true(give(j, e));
	assert_int_equal(release(j, 6), 0);
	assert_int_equal(got_count, 7);
	for (size_t i = 0; i < got_count; i++)
		assert_false(got[i].unheard);
	free(j);
}

/* Its sockets hear who has no address yet, and nobody else. */
static void
a_host_without_an_address_hears_broadcasts(void **state)
{
	const struct join_self bare = {.serves = true}, nobody = {0};
	struct join *j = join_new();
	struct event e = dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0);

	(void)state;
	join_self(j, &bare);
	assert_true(give(j, e));
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 1)));
	assert_int_equal(release(j, 2), 0);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].origin, ORIGIN_OWN);
	e = dhcp(ORIGIN_WIRE, DHCP_REQUEST, 3);
	e.u.dhcp.src = OTHER;
	assert_true(give(j, e));
	e = dhcp(ORIGIN_WIRE, DHCP_REQUEST, 4);
	e.u.dhcp.dst = US;
	assert_true(give(j, e));
	e = dhcp(ORIGIN_WIRE, DHCP_OFFER, 5);
	e.u.dhcp.src = 0;
	assert_true(give(j, e));
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 6)));
	assert_int_equal(release(j, 6), 0);
	/* A capture file. */
	join_self(j, &nobody);
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 7)));
	assert_int_equal(release(j, 7), 0);
	assert_int_equal(got_count, 6);
	free(j);
}

/* A card and a VLAN on it, both served: the card shows it first, tagged. */
static void
a_tagged_frame_may_be_for_another_interface_of_ours(void **state)
{
	const struct join_self many = {.addr_count = 1,
	    .addrs = {US},
	    .serves = true,
	    .many = true};
	struct join *j = join_new();
	struct event e = dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0);

	(void)state;
	join_self(j, &many);
	e.vlan = 10;
	assert_true(give(j, e));
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 1)));
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_OFFER, 2)));
	assert_int_equal(release(j, 2), 0);
	assert_int_equal(got_count, 2);
	e = dhcp(ORIGIN_WIRE, DHCP_OFFER, 2);
	e.vlan = 10;
	assert_false(give(j, e));
	e = rrq(ORIGIN_WIRE, "a", 3);
	e.vlan = 10;
	assert_true(give(j, e));
	assert_true(give(j, rrq(ORIGIN_OWN, "a", 4)));
	assert_int_equal(release(j, 4), 0);
	assert_int_equal(got_count, 3);
	for (size_t i = 0; i < got_count; i++)
		assert_int_equal(got[i].origin, ORIGIN_OWN);
	/* Of a VLAN that is not served nothing follows. */
	e = dhcp(ORIGIN_WIRE, DHCP_REQUEST, 10);
	e.vlan = 20;
	assert_true(give(j, e));
	assert_int_equal(release(j, 500), 1010);
	assert_int_equal(release(j, 1010), 0);
	assert_int_equal(got_count, 4);
	assert_int_equal(got[3].vlan, 20);
	assert_false(got[3].unheard);
	free(j);
}

/* Two cards on one network, of which one has no address. */
static void
what_another_interface_answers_is_told_once(void **state)
{
	const struct join_self many = {.addr_count = 1,
	    .addrs = {US},
	    .serves = true,
	    .many = true};
	struct join *j = join_new();
	struct event spare = dhcp(ORIGIN_OWN, DHCP_DISCOVER, 1);
	int64_t ms;

	(void)state;
	spare.u.dhcp.refused = true;
	(void)text_copy(spare.u.dhcp.reason, sizeof(spare.u.dhcp.reason),
	    dhcp_refusal_text(DHCP_NO_SENDER));
	join_self(j, &many);
	/* Whichever hears it first. */
	for (ms = 0; ms < 2000; ms += 1000) {
		const bool first = ms == 0;

		got_count = 0;
		spare.time_us = T0 + (ms + 1) * 1000;
		assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, ms)));
		if (first)
			assert_true(give(j, spare));
		assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, ms + 1)));
		if (!first)
			assert_true(give(j, spare));
		assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_OFFER, ms + 2)));
		assert_int_equal(release(j, ms + 2), 0);
		assert_int_equal(got_count, 2);
		assert_false(got[0].u.dhcp.refused);
		assert_int_equal(got[0].frame, 7);
		assert_int_equal(got[0].wire_us, T0 + ms * 1000);
		/* Too late to be known for a copy. */
		assert_false(
		    give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, ms + 30)));
	}
	/* It is all that there is to tell. */
	spare.time_us = T0 + 9000 * 1000;
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 9000)));
	assert_true(give(j, spare));
	assert_int_equal(release(j, 9001), 0);
	assert_int_equal(got_count, 3);
	assert_true(got[2].u.dhcp.refused);
	assert_int_equal(got[2].frame, 7);
	free(j);
}

static void
events_go_on_in_the_order_of_the_wire(void **state)
{
	struct join *j = join_new();
	struct event e = dhcp(ORIGIN_WIRE, DHCP_OFFER, 1);

	(void)state;
	e.u.dhcp.src = OTHER;
	assert_true(give(j, e));
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_int_equal(release(j, 1), 1000);
	assert_int_equal(got_count, 0);
	/* The server was slow: its request still stands before the offer. */
	assert_true(give(j, dhcp(ORIGIN_OWN, DHCP_DISCOVER, 300)));
	assert_int_equal(release(j, 300), 0);
	assert_int_equal(got_count, 2);
	assert_int_equal(got[0].u.dhcp.type, DHCP_DISCOVER);
	assert_int_equal(got[1].u.dhcp.type, DHCP_OFFER);
	free(j);
}

static void
a_repeated_request_of_an_own_transfer_is_not_told(void **state)
{
	struct join *j = join_new();

	(void)state;
	assert_true(give(j, rrq(ORIGIN_WIRE, "a", 0)));
	assert_true(give(j, rrq(ORIGIN_OWN, "a", 1)));
	assert_int_equal(release(j, 1), 0);
	assert_int_equal(got_count, 1);
	assert_false(give(j, rrq(ORIGIN_WIRE, "a", 3000)));
	/* lpxelinux: the next file from the same port is another request. */
	assert_true(give(j, rrq(ORIGIN_WIRE, "b", 3100)));
	assert_int_equal(release(j, 3200), 4100);
	free(j);
}

static struct event
http(enum origin origin)
{
	struct event e;

	event_init(&e, EVENT_HTTP, T0, NULL);
	e.origin = origin;
	e.u.http.client = OTHER;
	e.u.http.server = US;
	e.u.http.server_port = 80;
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), "/k");
	return e;
}

static void
our_http_is_told_by_the_server(void **state)
{
	struct join *j = join_new();
	struct event e = http(ORIGIN_WIRE);

	(void)state;
	assert_true(give(j, e));
	e.origin = ORIGIN_OWN;
	assert_true(give(j, e));
	assert_int_equal(release(j, 0), 0);
	assert_int_equal(got_count, 1);
	assert_int_equal(got[0].origin, ORIGIN_OWN);
	assert_int_equal(got[0].wire_us, T0);
	e.u.http.phase = HTTP_PHASE_DONE;
	assert_true(give(j, e));
	e.origin = ORIGIN_WIRE;
	assert_false(give(j, e));
	/* Another web server on this host. */
	e.u.http.server_port = 8080;
	assert_true(give(j, e));
	free(j);
}

/* Which knows it better than the wire; of others' the wire alone tells. */
static void
our_server_tells_how_far_it_is(void **state)
{
	struct join *j = join_new();
	struct event e = http(ORIGIN_WIRE);

	(void)state;
	e.u.http.phase = HTTP_PHASE_PROGRESS;
	assert_false(give(j, e));
	e.origin = ORIGIN_OWN;
	assert_true(give(j, e));
	assert_int_equal(got_count, 1);
	assert_false(got[0].unheard);
	/* That one was no request that the wire owes us. */
	e.origin = ORIGIN_WIRE;
	e.u.http.phase = HTTP_PHASE_REQUEST;
	assert_true(give(j, e));
	e.u.http.phase = HTTP_PHASE_PROGRESS;
	e.u.http.server_port = 8080;
	assert_true(give(j, e));
	free(j);
}

/* More than there is room for: the oldest goes on early, none is lost. */
static void
a_flood_is_bounded(void **state)
{
	struct join *j = join_new();
	struct event e;

	(void)state;
	for (unsigned i = 0; i < 3000; i++) {
		e = dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0);
		e.u.dhcp.xid = i;
		assert_true(give(j, e));
	}
	assert_true(got_count > 0);
	assert_int_equal(got[0].u.dhcp.xid, 0);
	assert_false(got[0].unheard);
	join_flush(j);
	assert_int_equal(got_count, 3000);
	assert_int_equal(got[2999].u.dhcp.xid, 2999);
	/* A clock that is set back holds nothing for ever. */
	assert_true(give(j, dhcp(ORIGIN_WIRE, DHCP_DISCOVER, 0)));
	assert_int_equal(release(j, -5000), 0);
	free(j);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_both_tell_is_one_event),
	    cmocka_unit_test(the_wires_copy_may_come_late),
	    cmocka_unit_test(own_events_pass_at_once_unless_something_waits),
	    cmocka_unit_test(what_only_the_wire_had_was_never_received),
	    cmocka_unit_test(what_our_server_is_silent_about_was_received),
	    cmocka_unit_test(a_request_waits_for_a_server_that_is_late),
	    cmocka_unit_test(a_server_that_stands_still_is_not_waited_for),
	    cmocka_unit_test(a_word_that_comes_too_late_is_the_same_again),
	    cmocka_unit_test(own_events_keep_their_order),
	    cmocka_unit_test(an_own_transfer_ends_what_the_wire_told_of_it),
	    cmocka_unit_test(what_was_lost_here_is_not_unheard),
	    cmocka_unit_test(what_is_not_for_us_does_not_wait),
	    cmocka_unit_test(a_host_without_an_address_hears_broadcasts),
	    cmocka_unit_test(
		a_tagged_frame_may_be_for_another_interface_of_ours),
	    cmocka_unit_test(what_another_interface_answers_is_told_once),
	    cmocka_unit_test(events_go_on_in_the_order_of_the_wire),
	    cmocka_unit_test(a_repeated_request_of_an_own_transfer_is_not_told),
	    cmocka_unit_test(our_http_is_told_by_the_server),
	    cmocka_unit_test(our_server_tells_how_far_it_is),
	    cmocka_unit_test(a_flood_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
