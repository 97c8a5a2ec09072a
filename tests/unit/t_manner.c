/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "core/boot/block_cap.h"
#include "core/boot/manner.h"
#include "tests/unit/lab.h"

/* How a machine is answered: settings, and what the replies make of them. */

#define NOBODY 0xaa03u /* in no book */

static void
says(const struct manner *m, const char *words)
{
	char buf[256];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	manner_text(&t, m);
	assert_string_equal(buf, words);
}

static void
the_manner_is_told_in_words(void **state)
{
	struct manner m = {.broadcast = false};

	(void)state;
	says(&m, "");
	assert_int_equal(manner_set(&m, KEY_BROADCAST, "on", NULL), 0);
	assert_int_equal(manner_set(&m, KEY_REPLY_DELAY, "1s", NULL), 0);
	assert_int_equal(m.delay_ms, 1000);
	assert_int_equal(manner_set(&m, KEY_BLKSIZE, "1024", NULL), 0);
	assert_int_equal(manner_set(&m, KEY_NUL, "off", NULL), 0);
	assert_int_equal(manner_set(&m, KEY_PRIORITY, "-128", NULL), 0);
	assert_int_equal(manner_set(&m, KEY_FORCE, "208,66", NULL), 0);
	assert_int_equal(manner_set(&m, KEY_LEAVE, "43,60", NULL), 0);
	says(&m,
	    "by broadcast; offers after 1 s; TFTP blocks of 1024 bytes at "
	    "most; no NUL after the name in option 67; priority -128 (175.1); "
	    "sent unasked: 66,208; left out: 43,60");
	assert_int_equal(manner_set(&m, KEY_REPLY_DELAY, "250ms", NULL), 0);
	assert_int_equal(m.delay_ms, 250);
	/* What is empty leaves, what is wrong changes nothing. */
	assert_int_equal(manner_set(&m, KEY_BLKSIZE, "", NULL), 0);
	assert_true(manner_set(&m, KEY_BLKSIZE, "9", NULL) < 0);
	assert_true(manner_set(&m, KEY_LEAVE, "43,53", NULL) < 0);
	assert_int_equal(m.blksize, 1024);
	assert_false(option_set_has(&m.leave, 53));
}

/* One machine of the book asks, with these settings. */
static void
ask(struct lab *lab, enum sample_client client, const char *settings,
    enum dhcp_type type)
{
	static char buf[256];
	struct host *h = &lab->hosts[0];
	char *word, *save = NULL, *eq;
	const struct mac mac = h->mac;

	host_init(h, &mac);
	assert_int_equal(host_set(h, KEY_IP, "10.99.0.20"), 0);
	assert_int_equal(host_set(h, KEY_NAME, "lab7"), 0);
	assert_true(text_copy(buf, sizeof(buf), settings));
	for (word = strtok_r(buf, " ", &save); word != NULL;
	     word = strtok_r(NULL, " ", &save)) {
		eq = strchr(word, '=');
		assert_non_null(eq);
		assert_int_equal(host_set(h,
				     key_find(word, (size_t)(eq - word)),
				     eq + 1),
		    0);
	}
	lab_begin_message(lab, client, type, RESERVED);
	if (type == DHCP_REQUEST) {
		sample_put_u32(&lab->s, 54, SAMPLE_ME);
		sample_put_u32(&lab->s, 50, SAMPLE_ADDR(20));
	}
	lab_expect(lab, type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK,
	    lab->server.proxy ? 0 : SAMPLE_ADDR(20));
}

static void
a_machine_is_answered_by_broadcast(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_BIOS, "", DHCP_DISCOVER);
	assert_int_equal(lab.a.route.how, ROUTE_RAW);
	ask(&lab, SAMPLE_BIOS, "broadcast=on", DHCP_DISCOVER);
	assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
	assert_int_equal(lab.a.route.dst, EVERYBODY);
	/* A relay learns it from the reply itself. */
	assert_int_equal(lab.reply.msg.head.flags, DHCP_FLAG_BROADCAST);
	ask(&lab, SAMPLE_BIOS, "broadcast=on", DHCP_REQUEST);
	assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
	/* A mode's default, and a machine's own word against it. */
	assert_int_equal(host_set(&lab.book.modes[MODE_PXELINUX], KEY_BROADCAST,
			     "on"),
	    0);
	ask(&lab, SAMPLE_BIOS, "", DHCP_DISCOVER);
	assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
	ask(&lab, SAMPLE_BIOS, "broadcast=off", DHCP_DISCOVER);
	assert_int_equal(lab.a.route.how, ROUTE_RAW);
	/* Off forces nothing: who asks for broadcasts gets them. */
	ask(&lab, SAMPLE_UEFI, "broadcast=off", DHCP_DISCOVER);
	assert_int_equal(lab.a.route.how, ROUTE_BROADCAST);
	lab_done(&lab);
}

static void
offers_wait_and_nothing_else(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_BIOS, "reply-delay=1s", DHCP_DISCOVER);
	assert_int_equal(lab.a.delay_ms, 1000);
	ask(&lab, SAMPLE_BIOS, "reply-delay=1s", DHCP_REQUEST);
	assert_int_equal(lab.a.delay_ms, 0);
	ask(&lab, SAMPLE_BIOS, "", DHCP_DISCOVER);
	assert_int_equal(lab.a.delay_ms, 0);
	lab_done(&lab);
	lab_begin(&lab, true);
	ask(&lab, SAMPLE_BIOS, "reply-delay=500ms", DHCP_DISCOVER);
	assert_int_equal(lab.a.delay_ms, 500);
	lab_done(&lab);
}

static void
options_are_left_out(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_UEFI, "leave=43,60,28", DHCP_DISCOVER);
	sample_lacks(&lab.reply, 43);
	sample_lacks(&lab.reply, 60);
	sample_lacks(&lab.reply, 28);
	sample_has_u32(&lab.reply, 1, SAMPLE_MASK);
	assert_string_equal(lab.reply.file, "syslinux.efi");
	/* The name goes to the field then: without any there is no boot. */
	ask(&lab, SAMPLE_UEFI, "placement=option leave=67", DHCP_DISCOVER);
	sample_lacks(&lab.reply, 67);
	assert_string_equal(lab.reply.file, "syslinux.efi");
	lab_done(&lab);
}

static void
options_are_forced(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_BIOS, "force=12,26,66,67,150,208", DHCP_DISCOVER);
	sample_has(&lab.reply, 12, "lab7", 4);
	sample_has(&lab.reply, 26, "\x05\xdc", 2);
	sample_has(&lab.reply, 66, "10.99.0.1", 10);
	sample_has(&lab.reply, 67, "pxelinux.0", 11);
	sample_has_u32(&lab.reply, 150, SAMPLE_ME);
	sample_has(&lab.reply, 208, "\xf1\x00\x74\x7e", 4);
	assert_string_equal(lab.reply.file, "pxelinux.0");
	/* gPXE gets no 60 with its address, unless it is forced. */
	ask(&lab, SAMPLE_GPXE, "", DHCP_DISCOVER);
	sample_lacks(&lab.reply, 60);
	ask(&lab, SAMPLE_GPXE, "force=60,43", DHCP_DISCOVER);
	sample_has(&lab.reply, 60, "PXEClient", 9);
	sample_has(&lab.reply, 43, "\x06\x01\x08\xff", 4);
	/* PXELINUX's options belong to mode pxelinux, or are forced. */
	ask(&lab, SAMPLE_BIOS, "mode=gpxe config=lab.cfg prefix=lab/",
	    DHCP_DISCOVER);
	sample_lacks(&lab.reply, 209);
	ask(&lab, SAMPLE_BIOS,
	    "mode=gpxe config=lab.cfg prefix=lab/ force=209,210",
	    DHCP_DISCOVER);
	sample_has(&lab.reply, 209, "lab.cfg", 7);
	sample_has(&lab.reply, 210, "lab/", 4);
	lab_done(&lab);
	/* A proxy says nothing of the network by itself. */
	lab_begin(&lab, true);
	ask(&lab, SAMPLE_BIOS, "", DHCP_DISCOVER);
	sample_lacks(&lab.reply, 3);
	ask(&lab, SAMPLE_BIOS, "force=1,3,28", DHCP_DISCOVER);
	sample_has_u32(&lab.reply, 1, SAMPLE_MASK);
	sample_has_u32(&lab.reply, 3, SAMPLE_ADDR(254));
	sample_has_u32(&lab.reply, 28, SAMPLE_ADDR(255));
	lab_done(&lab);
}

static void
ipxe_is_told_the_priority(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_IPXE, "priority=-3", DHCP_DISCOVER);
	sample_has(&lab.reply, 175, "\x01\x01\xfd\xb0\x01\x01", 6);
	ask(&lab, SAMPLE_BIOS, "priority=5", DHCP_DISCOVER);
	sample_lacks(&lab.reply, 175);
	lab_done(&lab);
}

static void
the_nul_can_be_left_out(void **state)
{
	struct lab lab;

	(void)state;
	lab_begin(&lab, false);
	ask(&lab, SAMPLE_BIOS, "placement=option", DHCP_DISCOVER);
	sample_has(&lab.reply, 67, "pxelinux.0", 11);
	ask(&lab, SAMPLE_BIOS, "placement=option nul=off", DHCP_DISCOVER);
	sample_has(&lab.reply, 67, "pxelinux.0", 10);
	sample_has(&lab.reply, 66, "10.99.0.1", 9);
	lab_done(&lab);
}

/* The host's word counts at once, what it inherits from its last answer. */
static void
a_cap_is_found_again_by_the_machine(void **state)
{
	struct block_caps *caps = calloc(1, sizeof(*caps));
	const struct mac known = sample_mac(RESERVED);
	const struct mac other = sample_mac(NOBODY);
	struct lab lab;

	(void)state;
	assert_non_null(caps);
	lab_begin(&lab, false);
	assert_int_equal(block_caps_get(caps, &lab.book, &known), 0);
	block_caps_put(caps, &known, 1400);
	assert_int_equal(block_caps_get(caps, &lab.book, &known), 1400);
	assert_int_equal(block_caps_get(caps, NULL, &known), 1400);
	assert_int_equal(block_caps_get(caps, &lab.book, &other), 0);
	assert_int_equal(host_set(&lab.hosts[0], KEY_BLKSIZE, "1024"), 0);
	assert_int_equal(block_caps_get(caps, &lab.book, &known), 1024);
	/* A machine in the same slot takes it over: no cap is the default. */
	block_caps_put(caps, &known, 0);
	lab.hosts[0].text[KEY_BLKSIZE] = "";
	assert_int_equal(block_caps_get(caps, &lab.book, &known), 0);
	lab_done(&lab);
	free(caps);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_manner_is_told_in_words),
	    cmocka_unit_test(a_machine_is_answered_by_broadcast),
	    cmocka_unit_test(offers_wait_and_nothing_else),
	    cmocka_unit_test(options_are_left_out),
	    cmocka_unit_test(options_are_forced),
	    cmocka_unit_test(ipxe_is_told_the_priority),
	    cmocka_unit_test(the_nul_can_be_left_out),
	    cmocka_unit_test(a_cap_is_found_again_by_the_machine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
