/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/io/root.h"
#include "core/proto/tftp.h"
#include "tests/unit/tftpd_rig.h"

/* L07, issue: a thousand at once, of one image, by one descriptor. */
#define CLIENTS 1000
#define SIZE 1300
/* No timer comes into it, however busy the machine is. */
#define PATIENT_US 20000000

/* The server raises the limit; where that is forbidden, fewer clients do. */
static int
clients_that_fit(void)
{
	struct rlimit r;

	assert_int_equal(getrlimit(RLIMIT_NOFILE, &r), 0);
	return r.rlim_cur >= 2 * CLIENTS + 200 ? CLIENTS :
						 (int)r.rlim_cur / 2 - 200;
}

static void
a_thousand_transfers_at_once(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(CLIENTS, sizeof(*c));
	const struct event_tftp *last;
	int i, count;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, PATIENT_US);
	rig_file(r, "file", SIZE);
	count = clients_that_fit();
	assert_true(count > 50);
	for (i = 0; i < count; i++) {
		client_open(&c[i]);
		client_ask(r, &c[i], "file", NULL);
		/* One that answers: on a slow machine the others, which do
		 * not do so for long, would be taken for a flood. */
		if (i > 0)
			continue;
		client_expect_data(r, &c[i], 1, 512, SIZE);
		client_ack(r, &c[i], 1);
	}
	for (i = 1; i < count; i++)
		client_expect_data(r, &c[i], 1, 512, SIZE);
	assert_int_equal(tftpd_transfers(r->server), count);
	assert_int_equal(root_open_count(r->root), 1);
	for (i = 1; i < count; i++)
		client_ack(r, &c[i], 1);
	for (i = 0; i < count; i++) {
		/* A slow machine may let the timer send a block once more. */
		do
			assert_true(client_hear(r, &c[i], 2000));
		while (c[i].packet[3] == 1);
		assert_int_equal(c[i].packet[3], 2);
		client_ack(r, &c[i], 2);
	}
	for (i = 0; i < count; i++) {
		do
			assert_true(client_hear(r, &c[i], 2000));
		while (c[i].packet[3] == 2);
		assert_int_equal(c[i].len, 4 + SIZE - 1024);
		client_ack(r, &c[i], 3);
	}
	rig_settle(r);
	last = rig_last(r, TFTP_PHASE_DONE);
	assert_int_equal(last->outcome, TFTP_COMPLETE);
	for (i = 0; i < count; i++)
		client_close(&c[i]);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* M19, L06: requests of no one's do not keep the real one waiting. */
static void
m19_half_open_requests_make_room(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(1, sizeof(*c));
	int i, fd[64];

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 32, PATIENT_US);
	rig_file(r, "file", SIZE);
	for (i = 0; i < 64; i++) {
		client_open(c);
		client_ask(r, c, "file", NULL);
		fd[i] = c->fd;
	}
	client_open(c);
	client_ask(r, c, "file", NULL);
	client_expect_data(r, c, 1, 512, SIZE);
	assert_int_equal(tftpd_transfers(r->server), 32);
	client_ack(r, c, 1);
	client_expect_data(r, c, 2, 512, SIZE);
	client_close(c);
	for (i = 0; i < 64; i++)
		(void)close(fd[i]);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* All have answered and are being served: one more is told so. */
static void
a_full_table_is_told(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(3, sizeof(*c));
	int i;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 2, RIG_TIMEOUT_US);
	rig_file(r, "file", SIZE);
	for (i = 0; i < 2; i++) {
		client_open(&c[i]);
		client_ask(r, &c[i], "file", NULL);
		client_expect_data(r, &c[i], 1, 512, SIZE);
		client_ack(r, &c[i], 1);
		client_expect_data(r, &c[i], 2, 512, SIZE);
	}
	client_open(&c[2]);
	client_ask(r, &c[2], "file", NULL);
	client_expect_error(r, &c[2], TFTP_E_UNDEFINED);
	for (i = 0; i < 3; i++)
		client_close(&c[i]);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* Three packets and no answer: it asks anew, and is not left to wait. */
static void
who_asks_again_after_silence_is_answered(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client c;
	int heard = 0;

	(void)state;
	assert_non_null(r);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", SIZE);
	client_open(&c);
	client_ask(r, &c, "file", NULL);
	while (heard < 3 && client_hear(r, &c, 2000))
		heard++;
	client_expect_silence(r, &c, 2 * RIG_TIMEOUT_US / 1000);
	assert_int_equal(tftpd_transfers(r->server), 1);
	client_ask(r, &c, "file", NULL);
	client_expect_data(r, &c, 1, 512, SIZE);
	assert_int_equal(rig_count(r, TFTP_PHASE_REQUEST), 2);
	assert_int_equal(tftpd_transfers(r->server), 1);
	client_close(&c);
	rig_tear_down(r);
	free(r);
}

/* X01: a source that leaves much unanswered gets one packet a request. */
static void
x01_many_unanswered_get_one_packet_each(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(8, sizeof(*c));
	int i, heard = 0;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", SIZE);
	for (i = 0; i < 8; i++) {
		client_open(&c[i]);
		client_ask(r, &c[i], "file", NULL);
		client_expect_data(r, &c[i], 1, 512, SIZE);
	}
	rig_settle(r);
	for (i = 0; i < 8; i++)
		while (client_hear(r, &c[i], 0))
			heard++;
	assert_int_equal(heard, 5 * 2);
	for (i = 0; i < 8; i++)
		client_close(&c[i]);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* L08: no descriptors: said so, and served again when there are some. */
static void
l08_no_descriptors_left(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(1, sizeof(*c));
	struct rlimit before, none;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", SIZE);
	client_open(c);
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &before), 0);
	none = before;
	none.rlim_cur = 3;
	client_ask(r, c, "file", NULL);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	client_expect_error(r, c, TFTP_E_UNDEFINED);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &before), 0);
	client_ask(r, c, "file", NULL);
	client_expect_data(r, c, 1, 512, SIZE);
	client_close(c);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* N03: a server that ends says so to whom it serves. */
static void
a_server_that_stops_says_so(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(1, sizeof(*c));
	struct tftp_packet p;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", SIZE);
	client_open(c);
	client_ask(r, c, "file", NULL);
	client_expect_data(r, c, 1, 512, SIZE);
	rig_tear_down(r);
	assert_int_equal(rig_last(r, TFTP_PHASE_DONE)->outcome,
	    TFTP_SERVER_ERROR);
	assert_int_equal(udp_recv(c->fd, c->packet, sizeof(c->packet),
			     &c->from),
	    21);
	assert_int_equal(tftp_decode(&p, c->packet, 21, NULL), 0);
	assert_int_equal(p.op, TFTP_ERROR);
	client_close(c);
	free(c);
	free(r);
}

/* Words of progress come four times a second, not with every block. */
static void
progress_is_told_now_and_then(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(1, sizeof(*c));
	const struct event_tftp *f;
	uint16_t block;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", 100000);
	client_open(c);
	client_ask(r, c, "file", NULL);
	for (block = 1; block <= 40; block++) {
		client_expect_data(r, c, block, 512, 100000);
		client_ack(r, c, block);
	}
	client_expect_data(r, c, 41, 512, 100000);
	assert_int_equal(rig_count(r, TFTP_PHASE_PROGRESS), 0);
	(void)rig_wait(r, -1, 260);
	client_ack(r, c, 41);
	(void)rig_wait(r, -1, 500);
	assert_in_range(rig_count(r, TFTP_PHASE_PROGRESS), 1, 4);
	f = rig_last(r, TFTP_PHASE_PROGRESS);
	assert_int_equal(f->bytes, 41 * 512);
	assert_int_equal(f->size, 100000);
	assert_string_equal(f->file, "file");
	client_close(c);
	rig_tear_down(r);
	free(c);
	free(r);
}

/* Blocks that do not arrive: the diagnosis need not wait for the end. */
static void
blocks_sent_again_are_told(void **state)
{
	struct rig *r = calloc(1, sizeof(*r));
	struct client *c = calloc(1, sizeof(*c));
	const struct event_tftp *f;

	(void)state;
	assert_true(r != NULL && c != NULL);
	rig_set_up(r, 0, RIG_TIMEOUT_US);
	rig_file(r, "file", 100000);
	client_open(c);
	client_ask(r, c, "file", NULL);
	client_expect_data(r, c, 1, 512, 100000);
	client_ack(r, c, 1);
	client_expect_data(r, c, 2, 512, 100000);
	(void)rig_wait(r, -1, 800);
	assert_int_equal(rig_count(r, TFTP_PHASE_DONE), 0);
	assert_in_range(rig_count(r, TFTP_PHASE_PROGRESS), 1, 4);
	f = rig_last(r, TFTP_PHASE_PROGRESS);
	assert_true(f->retransmits >= 2);
	assert_int_equal(f->bytes, 512);
	client_close(c);
	rig_tear_down(r);
	free(c);
	free(r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_thousand_transfers_at_once),
	    cmocka_unit_test(m19_half_open_requests_make_room),
	    cmocka_unit_test(a_full_table_is_told),
	    cmocka_unit_test(who_asks_again_after_silence_is_answered),
	    cmocka_unit_test(x01_many_unanswered_get_one_packet_each),
	    cmocka_unit_test(l08_no_descriptors_left),
	    cmocka_unit_test(a_server_that_stops_says_so),
	    cmocka_unit_test(progress_is_told_now_and_then),
	    cmocka_unit_test(blocks_sent_again_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
