/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include "core/boot/tftp_tid.h"

enum side { CLIENT, SERVER };

struct step {
	enum side side;
	enum tftp_op op;
	uint16_t n; /* block or code */
	uint16_t port;
	bool takes;
};

static void
walk(struct tftp_tid t, const struct step *steps, size_t count)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const struct step *s = &steps[i];
		struct tftp_packet p = {.op = s->op};

		if (s->op == TFTP_ERROR)
			p.code = s->n;
		else
			p.block = s->n;
		if (tftp_tid_takes(&t, &p, s->side == CLIENT, s->port) !=
		    s->takes)
			fail_msg("step %zu", i);
	}
}

#define WALK(t, ...)                                                           \
	do {                                                                   \
		static const struct step steps_[] = {__VA_ARGS__};             \
		walk(t, steps_, sizeof(steps_) / sizeof(steps_[0]));           \
	} while (0)

static void
the_client_decides_which_goes_on(void **state)
{
	const struct tftp_tid none = {.port = 0};

	(void)state;
	WALK(none, {SERVER, TFTP_DATA, 1, 7, true},
	    {SERVER, TFTP_DATA, 1, 8, true}, {CLIENT, TFTP_ERROR, 5, 7, false},
	    {CLIENT, TFTP_ACK, 1, 8, true}, {SERVER, TFTP_DATA, 1, 7, false},
	    {CLIENT, TFTP_ERROR, 5, 7, false},
	    {SERVER, TFTP_ERROR, 0, 7, false}, {SERVER, TFTP_DATA, 2, 8, true},
	    {SERVER, TFTP_ERROR, 0, 8, true});
	/* Of two that answer one gives up before the client has decided. */
	WALK(none, {SERVER, TFTP_OACK, 0, 7, true},
	    {SERVER, TFTP_ERROR, 0, 8, false}, {CLIENT, TFTP_ACK, 0, 7, true});
	/* The only one is turned down. */
	WALK(none, {SERVER, TFTP_DATA, 1, 7, true},
	    {CLIENT, TFTP_ERROR, 5, 7, true});
	WALK(none, {SERVER, TFTP_OACK, 0, 7, true},
	    {CLIENT, TFTP_ERROR, 8, 7, true});
}

static void
what_comes_late_is_of_the_transfer_before(void **state)
{
	const struct tftp_tid after = {.before = 7}, same = {.before = 69};
	const struct tftp_tid whole = {.before = 7, .before_whole = true};

	(void)state;
	WALK(after, {SERVER, TFTP_DATA, 9, 7, false},
	    {CLIENT, TFTP_ERROR, 5, 7, false},
	    {SERVER, TFTP_ERROR, 0, 7, false}, {SERVER, TFTP_OACK, 0, 8, true},
	    {CLIENT, TFTP_ACK, 0, 8, true});
	/* The client has heard its last block again. */
	WALK(after, {CLIENT, TFTP_ACK, 9, 7, false},
	    {SERVER, TFTP_OACK, 0, 8, true}, {CLIENT, TFTP_ACK, 0, 8, true});
	/* A server that has one port for this client; one side is seen. */
	WALK(after, {SERVER, TFTP_DATA, 1, 7, true},
	    {SERVER, TFTP_DATA, 2, 7, true}, {SERVER, TFTP_DATA, 3, 7, true});
	WALK(whole, {SERVER, TFTP_ERROR, 0, 7, true});
	WALK(after, {SERVER, TFTP_ERROR, 1, 7, true});
	WALK(after, {SERVER, TFTP_DATA, 1, 7, true},
	    {CLIENT, TFTP_ACK, 1, 7, true}, {SERVER, TFTP_DATA, 2, 7, true});
	WALK(same, {SERVER, TFTP_DATA, 9, 69, true});
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_client_decides_which_goes_on),
	    cmocka_unit_test(what_comes_late_is_of_the_transfer_before),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
