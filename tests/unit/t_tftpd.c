/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/root.h"
#include "core/proto/tftp.h"
#include "tests/unit/tftpd_rig.h"

/* Long enough for what must not come; short enough for all of them. */
#define SOON 5

struct bench {
	struct rig rig;
	struct client a, b;
};

static int
set_up(void **state)
{
	struct bench *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	rig_set_up(&t->rig, 0, RIG_TIMEOUT_US);
	client_open(&t->a);
	client_open(&t->b);
	*state = t;
	return 0;
}

static int
tear_down(void **state)
{
	struct bench *t = *state;

	client_close(&t->a);
	client_close(&t->b);
	rig_tear_down(&t->rig);
	free(t);
	return 0;
}

static struct tftp_options
options(uint16_t blksize, bool tsize, uint16_t windowsize)
{
	struct tftp_options o = {.blksize = blksize, .windowsize = windowsize};

	if (tsize)
		o.order[o.count++] = TFTP_TSIZE;
	if (blksize != 0)
		o.order[o.count++] = TFTP_BLKSIZE;
	if (windowsize != 0)
		o.order[o.count++] = TFTP_WINDOWSIZE;
	for (uint8_t i = 0; i < o.count; i++)
		o.set = (uint8_t)(o.set | 1u << o.order[i]);
	return o;
}

static void
expect_outcome(const struct rig *r, enum tftp_outcome outcome)
{
	const struct event_tftp *f = rig_last(r, TFTP_PHASE_DONE);

	assert_non_null(f);
	assert_string_equal(tftp_outcome_name(f->outcome),
	    tftp_outcome_name(outcome));
}

/*
 * On a busy machine the timer may be sooner than the test: what comes now must
 * be this block, and no more often than the server says it sent it again.
 */
static void
expect_only_retransmissions(struct bench *t, uint16_t block)
{
	static const char enough[] = "\0\5\0\0enough";
	uint64_t again = 0;

	for (; client_hear(&t->rig, &t->a, SOON); again++) {
		assert_int_equal(t->a.packet[1], TFTP_DATA);
		assert_int_equal(t->a.packet[3], block);
	}
	client_send(&t->rig, &t->a, enough, sizeof(enough), false);
	rig_settle(&t->rig);
	while (client_hear(&t->rig, &t->a, 0))
		again++;
	assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->retransmits,
	    again);
}

static void
files_of_every_size_arrive(void **state)
{
	static const uint64_t sizes[] = {0, 1, 511, 512, 513, 1023, 1024,
	    100000};
	static const struct {
		uint16_t blksize, windowsize;
	} ways[] = {{0, 0}, {8, 0}, {1428, 0}, {1428, 16}, {65464, 64},
	    {512, 3}};
	struct bench *t = *state;
	size_t i, k;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		rig_file(&t->rig, "file", sizes[i]);
		for (k = 0; k < sizeof(ways) / sizeof(ways[0]); k++) {
			const struct tftp_options o = options(ways[k].blksize,
			    k != 0, ways[k].windowsize);

			client_fetch(&t->rig, "file", sizes[i], &o, 0);
			expect_outcome(&t->rig, TFTP_COMPLETE);
			assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)
					     ->bytes,
			    sizes[i]);
		}
	}
}

/* Q08 */
static void
blocks_roll_over(void **state)
{
	const struct tftp_options o = options(8, false, 64);
	struct bench *t = *state;

	rig_file(&t->rig, "file", 8 * 66000 + 3);
	client_fetch(&t->rig, "file", 8 * 66000 + 3, &o, 0);
	expect_outcome(&t->rig, TFTP_COMPLETE);
}

/* What is lost either way is sent again, block for block. */
static void
lossy_wires_only_take_longer(void **state)
{
	static const unsigned losses[] = {2, 5, 10};
	struct bench *t = *state;
	struct tftp_options o = options(512, true, 8);
	size_t i;

	rig_file(&t->rig, "file", 30000);
	for (i = 0; i < sizeof(losses) / sizeof(losses[0]); i++) {
		client_fetch(&t->rig, "file", 30000, &o, losses[i]);
		o = options(0, false, 0);
		client_fetch(&t->rig, "file", 30000, &o, losses[i]);
		o = options(1400, false, 4);
	}
}

/* Q01: the answer leaves from the address that was asked, a new port. */
static void
q01_a_new_port_of_the_address_asked(void **state)
{
	struct bench *t = *state;
	static const char rrq[] = "\0\1file\0octet";

	rig_file(&t->rig, "file", 10);
	assert_int_equal(udp_send(t->a.fd, rrq, sizeof(rrq),
			     &(struct udp_to){.dst = RIG_LOOPBACK + 6,
				 .dst_port = t->rig.port}),
	    0);
	assert_true(rig_wait(&t->rig, t->a.fd, 1000));
	assert_int_equal(udp_recv(t->a.fd, t->a.packet, sizeof(t->a.packet),
			     &t->a.from),
	    14);
	assert_int_equal(t->a.from.src, RIG_LOOPBACK + 6);
	assert_int_not_equal(t->a.from.src_port, t->rig.port);
}

/* Q02, X03: told off once a second, and no harm is done. */
static void
q02_another_tid_is_told_off(void **state)
{
	struct bench *t = *state;

	rig_file(&t->rig, "file", 2000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	t->b.tid = t->a.tid;
	for (int i = 0; i < 5; i++)
		client_ack(&t->rig, &t->b, 1);
	client_expect_error(&t->rig, &t->b, TFTP_E_UNKNOWN_TID);
	client_expect_silence(&t->rig, &t->b, SOON);
	while (client_hear(&t->rig, &t->a, 0)) /* again: a busy machine */
		assert_int_equal(t->a.packet[3], 1);
	client_ack(&t->rig, &t->a, 1);
	client_expect_data(&t->rig, &t->a, 2, 512, 2000);
}

/* Q03 */
static void
q03_a_repeated_ack_sends_nothing(void **state)
{
	struct bench *t = *state;
	int i;

	rig_file(&t->rig, "file", 2000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	for (i = 0; i < 10; i++)
		client_ack(&t->rig, &t->a, 1);
	client_expect_data(&t->rig, &t->a, 2, 512, 2000);
	expect_only_retransmissions(t, 2);
}

/* Q11: one session for a request that came twice. */
static void
q11_a_repeated_request_is_one_session(void **state)
{
	struct bench *t = *state;

	rig_file(&t->rig, "file", 2000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	expect_only_retransmissions(t, 1);
	assert_int_equal(rig_count(&t->rig, TFTP_PHASE_REQUEST), 1);
}

/* lpxelinux asks for all its files from one port. */
static void
a_new_request_replaces_the_old(void **state)
{
	struct bench *t = *state;

	rig_file(&t->rig, "file", 2000);
	rig_file(&t->rig, "other", 100);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	client_ask(&t->rig, &t->a, "other", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 100);
	assert_int_equal(tftpd_transfers(t->rig.server), 1);
	expect_outcome(&t->rig, TFTP_NO_REPLY);
	client_ack(&t->rig, &t->a, 1);
	rig_settle(&t->rig);
	expect_outcome(&t->rig, TFTP_COMPLETE);
	/* The same file again, its last ACK lost: another transfer. */
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	client_ack(&t->rig, &t->a, 1);
	client_expect_data(&t->rig, &t->a, 2, 512, 2000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 2000);
	expect_outcome(&t->rig, TFTP_INCOMPLETE);
}

struct refused {
	const char *request;
	size_t len;
	uint16_t code;
};

/* Q12, Q30, Q31, M20, M21, M22, M28, X04, X06, X08, X11 */
#define Z(s) (s), sizeof(s)
/* clang-format off */
static const struct refused refused[] = {
	{ Z("\0\1nothing\0octet"), TFTP_E_NOT_FOUND },
	{ Z("\0\1dir/nothing\0octet"), TFTP_E_NOT_FOUND },
	{ Z("\0\1\0octet"), TFTP_E_NOT_FOUND },
	{ Z("\0\1a\nb\0octet"), TFTP_E_NOT_FOUND },
	{ Z("\0\1dir\0octet"), TFTP_E_ACCESS },
	{ Z("\0\1fifo\0octet"), TFTP_E_ACCESS },
	{ Z("\0\1out\0octet"), TFTP_E_ACCESS },
	{ Z("\0\1../etc/passwd\0octet"), TFTP_E_ACCESS },
	{ Z("\0\1C:\\boot.ini\0octet"), TFTP_E_ACCESS },
	{ Z("\0\2file\0octet"), TFTP_E_ACCESS },
	{ Z("\0\1file\0mail"), TFTP_E_ILLEGAL },
	{ "\0\1file", 6, TFTP_E_ILLEGAL },
	{ "\0\1file\0octet", 12, TFTP_E_ILLEGAL },
};

/* X02: none of these is ever answered. */
static const struct refused unanswered[] = {
	{ "\0\3\0\1data", 8, 0 }, { "\0\4\0\0", 4, 0 }, { "\0\4\0\1", 4, 0 },
	{ Z("\0\5\0\0stray"), 0 }, { Z("\0\6blksize\0" "1432"), 0 },
	{ "\0\7\0\0", 4, 0 }, { "\0\0\0\0", 4, 0 }, { "\xff\xff", 2, 0 },
	{ "\0", 1, 0 }, { "", 0, 0 },
};
/* clang-format on */

static void
make_traps(const struct rig *r)
{
	char path[200];

	rig_file(r, "file", 10);
	(void)snprintf(path, sizeof(path), "%s/fifo", r->top);
	assert_int_equal(mkfifo(path, 0644), 0);
	(void)snprintf(path, sizeof(path), "%s/dir", r->top);
	assert_int_equal(mkdir(path, 0755), 0);
	(void)snprintf(path, sizeof(path), "%s/out", r->top);
	assert_int_equal(symlink("/etc/passwd", path), 0);
}

static void
what_is_refused_is_told(void **state)
{
	struct bench *t = *state;
	size_t i;

	make_traps(&t->rig);
	for (i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		client_send(&t->rig, &t->a, refused[i].request, refused[i].len,
		    true);
		client_expect_error(&t->rig, &t->a, refused[i].code);
		expect_outcome(&t->rig, TFTP_SERVER_ERROR);
		assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->writes,
		    refused[i].request[1] == TFTP_WRQ);
		assert_int_equal(tftpd_transfers(t->rig.server), 0);
	}
	/* What was asked for outside the tree also stands in the log. */
	for (i = 0; i < t->rig.event_count; i++)
		if (t->rig.events[i].kind == EVENT_LOG)
			break;
	assert_true(i < t->rig.event_count);
	assert_non_null(strstr(t->rig.events[i].u.log.text, "outside"));
}

static void
what_is_no_request_is_not_answered(void **state)
{
	struct bench *t = *state;
	size_t i;

	for (i = 0; i < sizeof(unanswered) / sizeof(unanswered[0]); i++)
		client_send(&t->rig, &t->a, unanswered[i].request,
		    unanswered[i].len, true);
	client_expect_silence(&t->rig, &t->a, SOON);
	assert_int_equal(t->rig.event_count, 0);
}

/* Q29: up to a whole packet is read, more is malformed. */
static void
q29_long_requests(void **state)
{
	struct bench *t = *state;
	char request[1600] = "\0\1file\0octet\0";
	const size_t head = 13;

	rig_file(&t->rig, "file", 10);
	memset(request + head, 'x', sizeof(request) - head);
	request[1399] = '\0';
	client_send(&t->rig, &t->a, request, 1400, true);
	client_expect_data(&t->rig, &t->a, 1, 512, 10);
	client_send(&t->rig, &t->b, request, sizeof(request), true);
	client_expect_error(&t->rig, &t->b, TFTP_E_ILLEGAL);
}

/* Q33 */
static void
q33_a_broadcast_request_is_ignored(void **state)
{
	static const char rrq[] = "\0\1file\0octet";
	struct bench *t = *state;

	rig_file(&t->rig, "file", 10);
	assert_int_equal(udp_send(t->a.fd, rrq, sizeof(rrq),
			     &(struct udp_to){.dst = 0x7fffffffu,
				 .dst_port = t->rig.port}),
	    0);
	client_expect_silence(&t->rig, &t->a, SOON);
	assert_int_equal(t->rig.event_count, 0);
}

/* Q23 */
static void
q23_a_size_probe_and_the_real_request(void **state)
{
	static const char abort8[] = "\0\5\0\10User aborted the transfer";
	const struct tftp_options o = options(1468, true, 4);
	struct bench *t = *state;
	struct tftp_packet p;

	rig_file(&t->rig, "file", 5000);
	client_ask(&t->rig, &t->a, "file", &o);
	assert_true(client_hear(&t->rig, &t->a, 1000));
	assert_int_equal(tftp_decode(&p, t->a.packet, t->a.len, NULL), 0);
	assert_int_equal(p.op, TFTP_OACK);
	assert_true(p.options.tsize == 5000);
	assert_int_equal(p.options.blksize, 1468);
	assert_int_equal(p.options.windowsize, 4);
	client_send(&t->rig, &t->a, abort8, sizeof(abort8), false);
	rig_settle(&t->rig);
	expect_outcome(&t->rig, TFTP_PROBE);
	client_fetch(&t->rig, "file", 5000, &o, 0);
	expect_outcome(&t->rig, TFTP_COMPLETE);
}

/* Q10 */
static void
q10_a_client_error_is_not_answered(void **state)
{
	static const char full[] = "\0\5\0\3disk full";
	struct bench *t = *state;
	const struct event_tftp *f;

	rig_file(&t->rig, "file", 5000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 5000);
	client_ack(&t->rig, &t->a, 1);
	client_expect_data(&t->rig, &t->a, 2, 512, 5000);
	client_send(&t->rig, &t->a, full, sizeof(full), false);
	rig_settle(&t->rig);
	client_expect_silence(&t->rig, &t->a, SOON);
	expect_outcome(&t->rig, TFTP_CLIENT_ERROR);
	f = rig_last(&t->rig, TFTP_PHASE_DONE);
	assert_int_equal(f->error_code, 3);
	assert_string_equal(f->error, "disk full");
	assert_int_equal(f->bytes, 512);
}

/* M17: three packets, no more, to who never answers. */
static void
m17_a_silent_client_gets_three_packets(void **state)
{
	struct bench *t = *state;
	int heard = 1;

	rig_file(&t->rig, "file", 5000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 5000);
	rig_settle(&t->rig);
	while (client_hear(&t->rig, &t->a, 0))
		heard++;
	assert_int_equal(heard, 3);
	expect_outcome(&t->rig, TFTP_NO_REPLY);
	assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->retransmits, 2);
}

/* Q34 */
static void
q34_a_closed_port_ends_it_at_once(void **state)
{
	struct bench *t = *state;
	struct client *c = calloc(1, sizeof(*c));

	assert_non_null(c);
	rig_file(&t->rig, "file", 50000);
	client_open(c);
	client_ask(&t->rig, c, "file", NULL);
	client_expect_data(&t->rig, c, 1, 512, 50000);
	client_ack(&t->rig, c, 1);
	client_close(c);
	free(c);
	rig_settle(&t->rig);
	expect_outcome(&t->rig, TFTP_INCOMPLETE);
	assert_string_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->error,
	    "the client closed its port");
}

/* X09 */
static void
x09_a_file_that_shrinks_ends_with_an_error(void **state)
{
	struct bench *t = *state;
	char path[200];

	rig_file(&t->rig, "file", 5000);
	client_ask(&t->rig, &t->a, "file", NULL);
	client_expect_data(&t->rig, &t->a, 1, 512, 5000);
	(void)snprintf(path, sizeof(path), "%s/file", t->rig.top);
	assert_int_equal(truncate(path, 700), 0);
	client_ack(&t->rig, &t->a, 1);
	client_expect_error(&t->rig, &t->a, TFTP_E_UNDEFINED);
	expect_outcome(&t->rig, TFTP_SERVER_ERROR);
}

/* Q13 */
static void
q13_netascii_is_converted(void **state)
{
	static const char rrq[] = "\0\1text\0netascii\0tsize\0"
				  "0\0blksize\0"
				  "8";
	static const char want[] = "one\r\ntwo\r\0\r\nthree";
	struct bench *t = *state;
	size_t got = 0;
	uint16_t block = 0;

	rig_text(&t->rig, "text", "one\ntwo\r\nthree");
	client_send(&t->rig, &t->a, rrq, sizeof(rrq), true);
	assert_true(client_hear(&t->rig, &t->a, 1000));
	assert_int_equal(t->a.len, 12);
	assert_memory_equal(t->a.packet,
	    "\0\6blksize\0"
	    "8",
	    12);
	do {
		client_ack(&t->rig, &t->a, block++);
		assert_true(client_hear(&t->rig, &t->a, 1000));
		/* Once more by the timer: the same bytes. */
		assert_true(client_hear(&t->rig, &t->a, 1000));
		assert_int_equal(t->a.packet[3], block);
		assert_memory_equal(t->a.packet + 4, want + got, t->a.len - 4);
		got += t->a.len - 4;
	} while (t->a.len == 12);
	assert_int_equal(got, sizeof(want) - 1);
}

/* A machine's own limit holds for what it asks, and for no other. */
static void
a_cap_bounds_the_blocks_of_a_client(void **state)
{
	struct bench *t = *state;
	const struct tftp_options o = options(1428, true, 0);
	const struct event_tftp *done;

	rig_file(&t->rig, "file", 5000);
	t->rig.manner.blksize = 1024;
	client_fetch(&t->rig, "file", 5000, &o, 0);
	rig_settle(&t->rig);
	done = rig_last(&t->rig, TFTP_PHASE_DONE);
	assert_non_null(done);
	assert_int_equal(done->blksize, 1024);
	t->rig.manner.blksize = 0;
	client_fetch(&t->rig, "file", 5000, &o, 0);
	rig_settle(&t->rig);
	assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->blksize, 1428);
	/* It never makes them larger. */
	t->rig.manner.blksize = 9000;
	client_fetch(&t->rig, "file", 5000, &o, 0);
	rig_settle(&t->rig);
	assert_int_equal(rig_last(&t->rig, TFTP_PHASE_DONE)->blksize, 1428);
}

/* Two at once, one with loss, and a stray ACK: all by the one port. */
static void
all_transfers_stay_on_one_port(void **state)
{
	const struct tftpd_config how = {.limits = {.timeout_us = 2000000},
	    .single_port = true};
	struct client a, b, c;
	struct rig r;

	(void)state;
	rig_set_up_ports(&r, &how);
	rig_file(&r, "file", 1000);
	rig_file(&r, "other", 600);
	client_open(&a);
	client_open(&b);
	client_open(&c);
	client_ask(&r, &a, "file", NULL);
	client_expect_data(&r, &a, 1, 512, 1000);
	client_ask(&r, &b, "other", NULL);
	client_expect_data(&r, &b, 1, 512, 600);
	assert_int_equal(a.tid, r.port);
	assert_int_equal(b.tid, r.port);
	/* Of no transfer: no word (X02). */
	c.tid = r.port;
	client_ack(&r, &c, 1);
	client_expect_silence(&r, &c, SOON);
	client_ack(&r, &b, 1);
	client_expect_data(&r, &b, 2, 512, 600);
	/* Lost, and sent again. */
	client_expect_data(&r, &b, 2, 512, 600);
	client_ack(&r, &b, 2);
	client_ack(&r, &a, 1);
	client_expect_data(&r, &a, 2, 512, 1000);
	client_ack(&r, &a, 2);
	rig_settle(&r);
	assert_int_equal(rig_last(&r, TFTP_PHASE_DONE)->outcome, TFTP_COMPLETE);
	client_fetch(&r, "file", 1000, NULL, 0);
	client_close(&a);
	client_close(&b);
	client_close(&c);
	rig_tear_down(&r);
}

/* Its own setting: others have ports of their own beside it. */
static void
a_client_can_be_kept_on_one_port(void **state)
{
	const struct tftpd_config how = {.limits = {.timeout_us = 2000000}};
	struct client a, b;
	struct rig r;

	(void)state;
	rig_set_up_ports(&r, &how);
	rig_file(&r, "file", 1000);
	client_open(&a);
	client_open(&b);
	r.manner.files.single_port = true;
	client_ask(&r, &a, "file", NULL);
	client_expect_data(&r, &a, 1, 512, 1000);
	assert_int_equal(a.tid, r.port);
	r.manner.files.single_port = false;
	client_ask(&r, &b, "file", NULL);
	client_expect_data(&r, &b, 1, 512, 1000);
	assert_int_not_equal(b.tid, r.port);
	/* What the other says to the wrong port is of no transfer. */
	b.tid = r.port;
	client_ack(&r, &b, 1);
	client_ack(&r, &a, 1);
	client_expect_data(&r, &a, 2, 512, 1000);
	client_ack(&r, &a, 2);
	client_expect_data(&r, &b, 1, 512, 1000);
	client_close(&a);
	client_close(&b);
	rig_tear_down(&r);
}

/* In another case, in another folder, in both; never beside what is there. */
static void
a_name_is_looked_for_elsewhere(void **state)
{
	struct bench *t = *state;
	struct file_manner *m = &t->rig.manner.files;
	char path[200];

	(void)snprintf(path, sizeof(path), "%s/sub", t->rig.top);
	assert_int_equal(mkdir(path, 0755), 0);
	rig_file(&t->rig, "FILE", 700);
	rig_file(&t->rig, "sub/text", 800);
	rig_file(&t->rig, "other", 900);
	rig_file(&t->rig, "sub/other", 600);
	m->ignore_case = true;
	client_fetch(&t->rig, "/file", 700, NULL, 0);
	client_ask(&t->rig, &t->a, "text", NULL);
	client_expect_error(&t->rig, &t->a, TFTP_E_NOT_FOUND);
	(void)text_copy(m->fallback, sizeof(m->fallback), "/SUB/");
	client_fetch(&t->rig, "boot/text", 800, NULL, 0);
	client_fetch(&t->rig, "other", 900, NULL, 0);
	m->ignore_case = false;
	client_ask(&t->rig, &t->a, "text", NULL);
	client_expect_error(&t->rig, &t->a, TFTP_E_NOT_FOUND);
}

/* Two ports, one of them another program's: one transfer after the other. */
static void
transfers_have_the_ports_of_a_range(void **state)
{
	struct tftpd_config how = {.limits = {.timeout_us = 2000000},
	    .port_first = 46900,
	    .port_last = 46901};
	char buf[200];
	struct client a, b;
	struct text why;
	struct rig r;
	int other;

	(void)state;
	text_init(&why, buf, sizeof(buf));
	other = udp_open(NULL, 0, 46900, &why);
	assert_true(other >= 0);
	rig_set_up_ports(&r, &how);
	rig_file(&r, "file", 1000);
	client_open(&a);
	client_open(&b);
	client_ask(&r, &a, "file", NULL);
	client_expect_data(&r, &a, 1, 512, 1000);
	assert_int_equal(a.tid, 46901);
	client_ask(&r, &b, "file", NULL);
	client_expect_error(&r, &b, 0);
	client_ack(&r, &a, 1);
	client_expect_data(&r, &a, 2, 512, 1000);
	client_ack(&r, &a, 2);
	rig_settle(&r);
	client_ask(&r, &b, "file", NULL);
	client_expect_data(&r, &b, 1, 512, 1000);
	assert_int_equal(b.tid, 46901);
	client_close(&a);
	client_close(&b);
	rig_tear_down(&r);
	(void)close(other);
}

int
main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
	    T(files_of_every_size_arrive),
	    T(blocks_roll_over),
	    T(lossy_wires_only_take_longer),
	    T(q01_a_new_port_of_the_address_asked),
	    T(q02_another_tid_is_told_off),
	    T(q03_a_repeated_ack_sends_nothing),
	    T(q11_a_repeated_request_is_one_session),
	    T(a_new_request_replaces_the_old),
	    T(what_is_refused_is_told),
	    T(what_is_no_request_is_not_answered),
	    T(q29_long_requests),
	    T(q33_a_broadcast_request_is_ignored),
	    T(q23_a_size_probe_and_the_real_request),
	    T(q10_a_client_error_is_not_answered),
	    T(m17_a_silent_client_gets_three_packets),
	    T(q34_a_closed_port_ends_it_at_once),
	    T(x09_a_file_that_shrinks_ends_with_an_error),
	    T(a_cap_bounds_the_blocks_of_a_client),
	    T(a_name_is_looked_for_elsewhere),
	    T(q13_netascii_is_converted),
	    cmocka_unit_test(all_transfers_stay_on_one_port),
	    cmocka_unit_test(a_client_can_be_kept_on_one_port),
	    cmocka_unit_test(transfers_have_the_ports_of_a_range),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
