/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/dhcp_image.h"
#include "core/proto/dhcp_option.h"

#define FILE_AT 108
#define SNAME_AT 44
#define OPTIONS_AT (DHCP_FIXED_LEN + 4)

static struct dhcp_image img;
static struct dhcp_msg msg;
static struct dhcp_encoded done;
static uint8_t bytes[4096];

static int
begin(void **state)
{
	(void)state;
	dhcp_image_init(&img);
	img.head.op = DHCP_OP_REPLY;
	img.head.xid = 0x12345678;
	memset(bytes, 0xee, sizeof(bytes));
	memset(&done, 0, sizeof(done));
	return 0;
}

static int
encode(size_t max)
{
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	return dhcp_encode(&img, &w, max, &done);
}

/* Encodes and reads it again with our own decoder. */
static void
encode_and_read(size_t max)
{
	assert_int_equal(encode(max), 0);
	assert_true(done.len <= max);
	assert_int_equal(dhcp_decode(&msg, bytes, done.len, NULL), 0);
	assert_false(msg.no_end);
}

/* C23 */
static void
replies_are_padded_to_300(void **state)
{
	size_t i;

	(void)state;
	dhcp_image_add_u8(&img, 53, DHCP_NAK, DHCP_MUST);
	encode_and_read(548);
	assert_int_equal(done.len, DHCP_MIN_LEN);
	assert_int_equal(bytes[OPTIONS_AT + 3], 255);
	for (i = OPTIONS_AT + 4; i < DHCP_MIN_LEN; i++)
		assert_int_equal(bytes[i], 0);
	assert_int_equal(bytes[DHCP_MIN_LEN], 0xee);
	assert_int_equal(encode(DHCP_MIN_LEN - 1), -PX_ENOSPACE);
}

/* 53 first and 82 last (C43), byte for byte, whatever the order of adding. */
static void
type_goes_first_and_relay_last(void **state)
{
	static const uint8_t relay[] = {1, 2, 9, 9, 0x99, 3, 1, 2, 3, 42, 0};

	(void)state;
	dhcp_image_add(&img, 82, relay, sizeof(relay), DHCP_MUST);
	dhcp_image_add_u32(&img, 54, 0xc0000201, DHCP_MUST);
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add_u32(&img, 1, 0xffffff00, DHCP_MUST);
	encode_and_read(548);
	assert_memory_equal(bytes + OPTIONS_AT,
	    "\x35\x01\x02\x36\x04\xc0\x00\x02\x01\x01\x04\xff\xff\xff\x00\x52",
	    16);
	assert_memory_equal(bytes + OPTIONS_AT + 17, relay, sizeof(relay));
	assert_int_equal(bytes[OPTIONS_AT + 17 + sizeof(relay)], 255);
}

static void
fixed_part_and_names_are_written(void **state)
{
	char buf[DHCP_FILE_LEN + 1];

	(void)state;
	img.head.secs = 7;
	img.head.flags = DHCP_FLAG_BROADCAST;
	img.head.ciaddr = 1;
	img.head.yiaddr = 0xc0000232;
	img.head.siaddr = 0xc0000201;
	img.head.giaddr = 0x0a000001;
	img.head.hops = 3;
	memcpy(img.head.chaddr, "\x52\x54\x00\x12\x34\x56", 6);
	memset(img.file, 'f', DHCP_FILE_LEN - 1);
	memcpy(img.sname, "server", 7);
	dhcp_image_add_u8(&img, 53, DHCP_ACK, DHCP_MUST);
	encode_and_read(548);
	assert_memory_equal(&msg.head, &img.head, sizeof(msg.head));
	assert_true(dhcp_file_field(&msg, buf));
	assert_int_equal(strlen(buf), DHCP_FILE_LEN - 1);
	/* C27: always with a NUL of its own */
	assert_int_equal(bytes[FILE_AT + DHCP_FILE_LEN - 1], 0);
	assert_true(dhcp_sname_field(&msg, buf));
	assert_string_equal(buf, "server");
}

static void
bounds_of_the_row_are_kept(void **state)
{
	(void)state;
	dhcp_image_add(&img, 1, "abc", 3, DHCP_MUST);
	assert_int_equal(img.err, -PX_EOPTLEN);
	/* sticky: nothing is added any more, nothing is written */
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	assert_int_equal(img.option_count, 0);
	assert_int_equal(encode(548), -PX_EOPTLEN);
	assert_int_equal(bytes[0], 0xee);
	begin(NULL);
	dhcp_image_add_u8(&img, 52, 3, DHCP_MUST);
	assert_int_equal(img.err, -PX_EOPTION);
	begin(NULL);
	dhcp_image_add(&img, 150, "abcdefgh", 8, DHCP_MUST);
	assert_int_equal(img.err, 0);
	dhcp_image_add(&img, 150, "abcdefg", 7, DHCP_MUST);
	assert_int_equal(img.err, -PX_EOPTLEN);
	begin(NULL);
	dhcp_image_add(&img, 43, bytes, sizeof(img.bytes) + 1, DHCP_WEAK);
	assert_int_equal(img.err, -PX_ENOSPACE);
}

static void
table_of_options_has_its_end(void **state)
{
	const struct dhcp_option_def *rows;
	size_t n, i;

	(void)state;
	rows = dhcp_option_rows(&n);
	for (i = 0; i < n && img.option_count < DHCP_IMAGE_OPTIONS; i++)
		if (rows[i].code != DHCP_OPT_OVERLOAD)
			dhcp_image_add(&img, rows[i].code, bytes, rows[i].min,
			    DHCP_WEAK);
	assert_int_equal(img.err, 0);
	assert_int_equal(img.option_count, DHCP_IMAGE_OPTIONS);
	assert_true(i < n);
	dhcp_image_add(&img, rows[i].code, bytes, rows[i].min, DHCP_WEAK);
	assert_int_equal(img.err, -PX_ENOSPACE);
}

static void
added_again_means_replaced(void **state)
{
	uint32_t v = 0;
	char buf[32];

	(void)state;
	dhcp_image_add_u32(&img, 54, 1, DHCP_MUST);
	dhcp_image_add_str(&img, 67, "long-name.0", false, DHCP_WEAK);
	dhcp_image_add_str(&img, 67, "short", true, DHCP_MUST);
	dhcp_image_add_u32(&img, 54, 2, DHCP_MUST);
	dhcp_image_add_str(&img, 67, "a-longer-name.0", true, DHCP_MUST);
	assert_int_equal(img.option_count, 2);
	encode_and_read(548);
	assert_true(dhcp_get_u32(&msg, 54, &v));
	assert_int_equal(v, 2);
	assert_int_equal(dhcp_find(&msg, 67)->len, 16);
	assert_true(dhcp_get_str(&msg, 67, buf, sizeof(buf)));
	assert_string_equal(buf, "a-longer-name.0");
	assert_int_equal(dhcp_image_find(&img, 67)->weight, DHCP_MUST);
	assert_null(dhcp_image_find(&img, 66));
}

/* C51: in pieces of at most 255, one behind the other */
static void
long_values_are_split(void **state)
{
	static const size_t lengths[] = {254, 255, 256, 510, 511, 900};
	uint8_t value[900];
	const struct dhcp_option *o;
	size_t i, k;

	(void)state;
	for (k = 0; k < sizeof(value); k++)
		value[k] = (uint8_t)(k * 7);
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		begin(NULL);
		dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
		dhcp_image_add(&img, 43, value, lengths[i], DHCP_MUST);
		dhcp_image_add_str(&img, 12, "host", false, DHCP_MUST);
		encode_and_read(1472);
		o = dhcp_find(&msg, 43);
		assert_int_equal(o->len, lengths[i]);
		assert_memory_equal(o->data, value, lengths[i]);
		assert_int_equal(o->pieces, (lengths[i] + 254) / 255);
		for (k = 0; k + 1 < o->pieces; k++)
			assert_int_equal(bytes[o->offset + (k + 1) * 257], 43);
	}
}

/* C25, C44 */
static void
weak_options_go_last_first(void **state)
{
	uint8_t relay[255];
	char name[100];

	(void)state;
	memset(relay, 7, sizeof(relay));
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	memcpy(img.file, "pxelinux.0", 11);
	dhcp_image_add_str(&img, 12, "a", false, DHCP_WEAK);
	dhcp_image_add_str(&img, 15, name, false, DHCP_WEAK);
	dhcp_image_add_str(&img, 40, "b", false, DHCP_WEAK);
	dhcp_image_add(&img, 82, relay, sizeof(relay), DHCP_MUST);
	encode_and_read(548);
	assert_int_equal(done.dropped_count, 2);
	assert_int_equal(done.dropped[0], 15);
	assert_int_equal(done.dropped[1], 40);
	assert_non_null(dhcp_find(&msg, 12));
	assert_int_equal(dhcp_find(&msg, 82)->len, 255);
	assert_int_equal(done.overload, 0);
	assert_string_equal((const char *)msg.file, "pxelinux.0");
	/* What must go out, and does not fit, is an error. */
	dhcp_image_add_str(&img, 17, name, false, DHCP_MUST);
	assert_int_equal(encode(548), -PX_ENOSPACE);
	assert_int_equal(encode(748), 0);
}

static void
overload_only_when_allowed_and_needed(void **state)
{
	char name[126], buf[DHCP_FILE_LEN + 1];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add_str(&img, 67, name, false, DHCP_MUST);
	dhcp_image_add_str(&img, 17, name, false, DHCP_MUST);
	dhcp_image_add_str(&img, 66, "tftp.example", false, DHCP_WEAK);
	dhcp_image_add_str(&img, 15, name, false, DHCP_WEAK);
	img.may_overload = true;
	encode_and_read(748);
	assert_int_equal(done.overload, 0);
	assert_int_equal(done.dropped_count, 0);
	encode_and_read(548);
	assert_int_equal(done.overload, 1);
	assert_int_equal(msg.overload, 1);
	assert_int_equal(done.dropped_count, 0);
	/* Exactly full: 125 bytes of value, two of head and END. */
	assert_int_equal(dhcp_find(&msg, 15)->area, DHCP_IN_FILE);
	assert_int_equal(bytes[FILE_AT + DHCP_FILE_LEN - 1], 255);
	assert_false(dhcp_file_field(&msg, buf));
	/* A field that holds a name is not lent. */
	memcpy(img.file, "x", 2);
	encode_and_read(548);
	assert_int_equal(done.overload, 0);
	assert_int_equal(done.dropped_count, 1);
	assert_int_equal(done.dropped[0], 15);
	img.file[0] = '\0';
	img.may_overload = false;
	encode_and_read(548);
	assert_int_equal(done.overload, 0);
	assert_int_equal(done.dropped_count, 1);
}

static void
one_byte_too_long_for_the_field(void **state)
{
	char name[127];

	(void)state;
	memset(name, 'n', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	img.want_overload = true;
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add_str(&img, 67, name, false, DHCP_MUST);
	encode_and_read(548);
	assert_int_equal(done.overload, 0);
	assert_int_equal(dhcp_find(&msg, 67)->area, DHCP_IN_OPTIONS);
}

static void
wanted_overload_takes_the_names(void **state)
{
	char buf[64];

	(void)state;
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add_str(&img, 66, "192.0.2.1", false, DHCP_MUST);
	dhcp_image_add_str(&img, 67, "pxelinux.0", true, DHCP_MUST);
	img.want_overload = true;
	encode_and_read(548);
	assert_int_equal(done.overload, 3);
	assert_memory_equal(bytes + OPTIONS_AT, "\x35\x01\x02\x34\x01\x03\xff",
	    7);
	assert_int_equal(dhcp_find(&msg, 67)->area, DHCP_IN_FILE);
	assert_int_equal(dhcp_find(&msg, 66)->area, DHCP_IN_SNAME);
	assert_true(dhcp_get_str(&msg, 67, buf, sizeof(buf)));
	assert_string_equal(buf, "pxelinux.0");
	memcpy(img.file, "taken", 6);
	encode_and_read(548);
	assert_int_equal(done.overload, 2);
	assert_int_equal(dhcp_find(&msg, 67)->area, DHCP_IN_OPTIONS);
}

/* 53, 54 and 82 are looked for in the options field only. */
static void
steering_options_stay_in_the_options_field(void **state)
{
	uint8_t fill[120];

	(void)state;
	memset(fill, 1, sizeof(fill));
	dhcp_image_add(&img, 43, fill, 120, DHCP_MUST);
	dhcp_image_add(&img, 60, fill, 120, DHCP_MUST);
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add_u32(&img, 54, 1, DHCP_MUST);
	dhcp_image_add(&img, 82, fill, 120, DHCP_MUST);
	img.may_overload = true;
	/* The order of adding rules: 43 and 60 take the main room first. */
	assert_int_equal(encode(OPTIONS_AT + 1 + 3 + 3 + 6 + 122 + 121),
	    -PX_ENOSPACE);
	encode_and_read(OPTIONS_AT + 1 + 3 + 3 + 6 + 122 + 122 + 122);
	assert_int_equal(done.overload, 0);
}

static void
bootp_has_its_300_bytes(void **state)
{
	(void)state;
	img.bootp = true;
	assert_int_equal(encode(548), 0);
	assert_int_equal(done.len, DHCP_MIN_LEN);
	assert_int_equal(dhcp_decode(&msg, bytes, done.len, NULL), 0);
	assert_false(msg.has_cookie);
	dhcp_image_add_u8(&img, 53, DHCP_ACK, DHCP_MUST);
	dhcp_image_add_u32(&img, 1, 0xffffff00, DHCP_MUST);
	dhcp_image_add(&img, 43, bytes, 60, DHCP_WEAK);
	encode_and_read(1400);
	assert_int_equal(done.len, DHCP_MIN_LEN);
	assert_int_equal(msg.type, DHCP_BOOTP);
	assert_non_null(dhcp_find(&msg, 1));
	assert_int_equal(done.dropped_count, 1);
	assert_int_equal(done.dropped[0], 43);
}

/* Any room from none to plenty: refused, or readable and within it. */
static void
every_room_gives_a_message_or_an_error(void **state)
{
	static uint8_t value[300];
	size_t max;
	int ret, was = -1;

	(void)state;
	dhcp_image_add_u8(&img, 53, DHCP_OFFER, DHCP_MUST);
	dhcp_image_add(&img, 43, value, sizeof(value), DHCP_MUST);
	dhcp_image_add(&img, 60, value, 100, DHCP_WEAK);
	dhcp_image_add(&img, 12, value, 60, DHCP_WEAK);
	dhcp_image_add(&img, 119, value, 200, DHCP_WEAK);
	img.may_overload = true;
	for (max = 0; max < 1100; max++) {
		ret = encode(max);
		assert_true(ret == 0 || ret == -PX_ENOSPACE);
		assert_false(was == 0 && ret < 0);
		was = ret;
		if (ret < 0)
			continue;
		assert_true(done.len <= max);
		assert_int_equal(dhcp_decode(&msg, bytes, done.len, NULL), 0);
		assert_int_equal(dhcp_find(&msg, 43)->len, sizeof(value));
		assert_int_equal(msg.overload, done.overload);
	}
	assert_int_equal(was, 0);
	assert_int_equal(done.dropped_count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(replies_are_padded_to_300, begin),
	    cmocka_unit_test_setup(type_goes_first_and_relay_last, begin),
	    cmocka_unit_test_setup(fixed_part_and_names_are_written, begin),
	    cmocka_unit_test_setup(bounds_of_the_row_are_kept, begin),
	    cmocka_unit_test_setup(table_of_options_has_its_end, begin),
	    cmocka_unit_test_setup(added_again_means_replaced, begin),
	    cmocka_unit_test_setup(long_values_are_split, begin),
	    cmocka_unit_test_setup(weak_options_go_last_first, begin),
	    cmocka_unit_test_setup(overload_only_when_allowed_and_needed,
		begin),
	    cmocka_unit_test_setup(one_byte_too_long_for_the_field, begin),
	    cmocka_unit_test_setup(wanted_overload_takes_the_names, begin),
	    cmocka_unit_test_setup(steering_options_stay_in_the_options_field,
		begin),
	    cmocka_unit_test_setup(bootp_has_its_300_bytes, begin),
	    cmocka_unit_test_setup(every_room_gives_a_message_or_an_error,
		begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
