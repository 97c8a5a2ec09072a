/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "core/proto/dhcp.h"
#include "core/proto/dhcp_option.h"
#include "tests/unit/dhcp_bytes.h"

#define FILE_AT 108
#define SNAME_AT 44

struct sample {
	uint8_t bytes[2048];
	struct wbuf w;
	struct dhcp_msg m;
	struct fault fault;
};

static void
begin(struct sample *s)
{
	memset(s, 0, sizeof(*s));
	wbuf_init(&s->w, s->bytes, sizeof(s->bytes));
	bytes_head(&s->w, DHCP_OP_REQUEST);
}

/* Decodes a copy of exactly that length, so that ASan sees every overrun. */
static int
decode(struct sample *s, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	int ret;

	assert_non_null(copy);
	memcpy(copy, s->bytes, len);
	ret = dhcp_decode(&s->m, copy, len, &s->fault);
	free(copy);
	return ret;
}

static int
decode_all(struct sample *s)
{
	assert_false(s->w.bad);
	return dhcp_decode(&s->m, s->bytes, s->w.len, &s->fault);
}

static void
fixed_part_is_read(void **state)
{
	struct sample s;
	char buf[DHCP_FILE_LEN + 1];

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x01", 1);
	wbuf_u8(&s.w, 255);
	s.bytes[8] = 1;
	s.bytes[10] = 0x80;
	memcpy(s.bytes + 24, "\x0a\x00\x00\x01", 4);
	bytes_field(&s.w, FILE_AT, "pxelinux.0", 11);
	memset(s.bytes + SNAME_AT, 'x', DHCP_SNAME_LEN);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.head.op, DHCP_OP_REQUEST);
	assert_int_equal(s.m.head.xid, 0x12345678);
	assert_int_equal(s.m.head.secs, 256);
	assert_int_equal(s.m.head.flags, DHCP_FLAG_BROADCAST);
	assert_int_equal(s.m.head.giaddr, 0x0a000001);
	assert_int_equal(s.m.head.chaddr[5], 0x56);
	assert_int_equal(s.m.type, DHCP_DISCOVER);
	assert_false(s.m.no_end);
	assert_true(dhcp_file_field(&s.m, buf));
	assert_string_equal(buf, "pxelinux.0");
	/* A field without its NUL is as long as the field. */
	assert_true(dhcp_sname_field(&s.m, buf));
	assert_int_equal(strlen(buf), DHCP_SNAME_LEN);
}

/* C29 */
static void
end_stops_and_pad_is_skipped(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	wbuf_zero(&s.w, 3);
	bytes_option(&s.w, 53, "\x03", 1);
	wbuf_zero(&s.w, 200);
	bytes_option(&s.w, 57, "\x05\xc0", 2);
	wbuf_u8(&s.w, 255);
	bytes_text(&s.w, 12, "late");
	wbuf_u8(&s.w, 77);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.option_count, 2);
	assert_null(dhcp_find(&s.m, 12));
	assert_false(s.m.no_end);
	begin(&s);
	bytes_option(&s.w, 53, "\x03", 1);
	assert_int_equal(decode_all(&s), 0);
	assert_true(s.m.no_end);
}

/* C30 */
static void
without_the_cookie_it_is_bootp(void **state)
{
	struct sample s;
	size_t len;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x01", 1);
	s.bytes[DHCP_FIXED_LEN] = 0x64;
	assert_int_equal(decode_all(&s), 0);
	assert_false(s.m.has_cookie);
	assert_int_equal(s.m.option_count, 0);
	assert_int_equal(s.m.type, DHCP_BOOTP);
	assert_string_equal(dhcp_type_name(s.m.type, 1), "BOOTREQUEST");
	/* The next one is read as if nothing had been before it. */
	s.bytes[DHCP_FIXED_LEN] = 0x63;
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.type, DHCP_DISCOVER);
	for (len = DHCP_FIXED_LEN; len < DHCP_FIXED_LEN + 4; len++) {
		assert_int_equal(decode(&s, len), 0);
		assert_false(s.m.has_cookie);
	}
}

static void
every_truncation_is_refused_or_shorter(void **state)
{
	struct sample s;
	size_t len, whole;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x01", 1);
	bytes_option(&s.w, 52, "\x03", 1);
	bytes_field(&s.w, FILE_AT,
	    "\x43\x05"
	    "a.pxe\xff",
	    8);
	bytes_field(&s.w, SNAME_AT,
	    "\x42\x04"
	    "1234\xff",
	    7);
	bytes_text(&s.w, 60, "PXEClient:Arch:00000");
	bytes_text(&s.w, 60, ":UNDI:002001");
	wbuf_u8(&s.w, 255);
	whole = s.w.len;
	for (len = 0; len < DHCP_FIXED_LEN; len++) {
		assert_int_equal(decode(&s, len), -PX_ESHORT);
		assert_int_equal(s.fault.err, -PX_ESHORT);
		assert_int_equal(s.fault.option, 0);
	}
	for (; len < whole; len++) {
		const int ret = decode(&s, len);

		assert_true(ret == 0 || ret == -PX_EOPTION);
		if (ret < 0)
			assert_true(
			    s.fault.option >= 52 && s.fault.option <= 60);
	}
	assert_int_equal(decode(&s, whole), 0);
}

static void
faults_say_which_byte_and_option(void **state)
{
	struct sample s;
	size_t at;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x01", 1);
	at = s.w.len;
	wbuf_put(&s.w, "\x3c\x09PXEC", 6);
	assert_int_equal(decode_all(&s), -PX_EOPTION);
	assert_int_equal(s.fault.option, 60);
	assert_int_equal(s.fault.offset, at);
	begin(&s);
	bytes_option(&s.w, 53, "\x01\x02", 2);
	assert_int_equal(decode_all(&s), -PX_EOPTLEN);
	assert_int_equal(s.fault.option, 53);
	begin(&s);
	bytes_option(&s.w, 52, "", 0);
	assert_int_equal(decode_all(&s), -PX_EOPTLEN);
	assert_int_equal(s.fault.option, 52);
	begin(&s);
	bytes_option(&s.w, 53, "\x00", 1);
	assert_int_equal(decode_all(&s), -PX_EVALUE);
	begin(&s);
	bytes_option(&s.w, 53, "\x0e", 1);
	assert_int_equal(decode_all(&s), -PX_EVALUE);
	begin(&s);
	s.bytes[2] = 17;
	assert_int_equal(decode_all(&s), -PX_EHW);
	/* A fault may be nobody's business. */
	assert_int_equal(dhcp_decode(&s.m, s.bytes, s.w.len, NULL), -PX_EHW);
}

static void
lengths_past_the_fields_are_refused(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 52, "\x01", 1);
	wbuf_u8(&s.w, 255);
	/* 126 bytes of value do not fit behind two of head. */
	bytes_field(&s.w, FILE_AT, "\x43\x7f", 2);
	assert_int_equal(decode_all(&s), -PX_EOPTION);
	assert_int_equal(s.fault.offset, FILE_AT);
	bytes_field(&s.w, FILE_AT, "\x43\x7e", 2);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(dhcp_find(&s.m, 67)->len, 126);
	assert_int_equal(dhcp_find(&s.m, 67)->area, DHCP_IN_FILE);
	s.bytes[FILE_AT] = 255;
	memset(s.bytes + SNAME_AT, 0, DHCP_SNAME_LEN);
	bytes_field(&s.w, SNAME_AT + DHCP_SNAME_LEN - 1, "\x42", 1);
	s.bytes[DHCP_FIXED_LEN + 6] = 3;
	assert_int_equal(decode_all(&s), -PX_EOPTION);
	assert_int_equal(s.fault.offset, SNAME_AT + DHCP_SNAME_LEN - 1);
}

/* C49 */
static void
split_class_is_joined(void **state)
{
	struct sample s;
	char buf[64];

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x01", 1);
	bytes_text(&s.w, 60, "PXEClient:Arch:00007");
	bytes_option(&s.w, 93, "\x00\x07", 2);
	bytes_text(&s.w, 60, ":UNDI:003016");
	wbuf_u8(&s.w, 255);
	assert_int_equal(decode_all(&s), 0);
	assert_true(dhcp_get_str(&s.m, 60, buf, sizeof(buf)));
	assert_string_equal(buf, "PXEClient:Arch:00007:UNDI:003016");
	assert_int_equal(dhcp_find(&s.m, 60)->pieces, 2);
	assert_int_equal(dhcp_find(&s.m, 93)->pieces, 1);
}

/* C50 */
static void
pieces_join_options_then_file_then_sname(void **state)
{
	static const uint8_t codes[] = {61, 82, 43};
	struct sample s;
	const struct dhcp_option *o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(codes); i++) {
		begin(&s);
		bytes_option(&s.w, 53, "\x01", 1);
		bytes_option(&s.w, codes[i], "\x01\x02", 2);
		bytes_option(&s.w, 52, "\x03", 1);
		bytes_option(&s.w, codes[i], "\x03", 1);
		wbuf_u8(&s.w, 255);
		s.bytes[FILE_AT] = s.bytes[SNAME_AT] = codes[i];
		bytes_field(&s.w, FILE_AT + 1, "\x02\x04\x05\xff", 4);
		bytes_field(&s.w, SNAME_AT + 1, "\x01\x06\xff", 3);
		assert_int_equal(decode_all(&s), 0);
		o = dhcp_find(&s.m, codes[i]);
		assert_non_null(o);
		assert_int_equal(o->len, 6);
		assert_memory_equal(o->data, "\x01\x02\x03\x04\x05\x06", 6);
		assert_int_equal(o->pieces, 4);
		assert_int_equal(o->area, DHCP_IN_OPTIONS);
	}
}

/* C55 */
static void
overload_inside_file_opens_nothing(void **state)
{
	struct sample s;
	char buf[DHCP_FILE_LEN + 1];

	(void)state;
	begin(&s);
	bytes_option(&s.w, 52, "\x01", 1);
	wbuf_u8(&s.w, 255);
	bytes_field(&s.w, FILE_AT, "\x34\x01\x03\x0c\x01h\xff", 7);
	bytes_field(&s.w, SNAME_AT, "\x0c\x01x", 3);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.overload, 1);
	assert_int_equal(dhcp_find(&s.m, 12)->len, 1);
	assert_false(dhcp_file_field(&s.m, buf));
	assert_string_equal(buf, "");
	assert_true(dhcp_sname_field(&s.m, buf));
	/* Values that RFC 2132 9.3 does not have lend nothing. */
	s.bytes[DHCP_FIXED_LEN + 6] = 4;
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.overload, 0);
	assert_null(dhcp_find(&s.m, 12));
}

static void
repeats_of_fixed_values_do_not_join(void **state)
{
	struct sample s;
	uint32_t addr = 0;
	uint16_t size = 1;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 53, "\x03", 1);
	bytes_option(&s.w, 50, "\x0a\x00\x00\x05", 4);
	bytes_option(&s.w, 50, "\x0a\x00\x00\x06", 4);
	bytes_option(&s.w, 53, "\x01", 1);
	/* not whole: a value in two pieces after all */
	bytes_option(&s.w, 57, "\x05", 1);
	bytes_option(&s.w, 57, "\xc0", 1);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(s.m.type, DHCP_REQUEST);
	assert_true(dhcp_get_u32(&s.m, 50, &addr));
	assert_int_equal(addr, 0x0a000005);
	assert_true(dhcp_get_u16(&s.m, 57, &size));
	assert_int_equal(size, 1472);
}

static void
tables_have_their_ceilings(void **state)
{
	static uint8_t big[8192];
	static struct dhcp_msg m;
	struct fault fault;
	struct wbuf w;
	uint8_t code;
	int i;

	(void)state;
	wbuf_init(&w, big, sizeof(big));
	bytes_head(&w, 1);
	for (code = 100; code < 100 + DHCP_MAX_OPTIONS; code++)
		bytes_option(&w, code, "x", 1);
	assert_int_equal(dhcp_decode(&m, big, w.len, &fault), 0);
	bytes_option(&w, 1, "abcd", 4);
	assert_int_equal(dhcp_decode(&m, big, w.len, &fault), -PX_EFULL);
	assert_int_equal(fault.option, 1);
	/* 2048 bytes of joined values, not one more */
	wbuf_init(&w, big, sizeof(big));
	bytes_head(&w, 1);
	for (i = 0; i < DHCP_JOIN_BYTES / 128; i++)
		bytes_option(&w, 43, big, 128);
	assert_int_equal(dhcp_decode(&m, big, w.len, &fault), 0);
	assert_int_equal(dhcp_find(&m, 43)->len, DHCP_JOIN_BYTES);
	assert_int_equal(m.joined, DHCP_JOIN_BYTES);
	bytes_option(&w, 43, big, 1);
	assert_int_equal(dhcp_decode(&m, big, w.len, &fault), -PX_EFULL);
	w.len -= 3;
	bytes_option(&w, 60, "a", 1);
	bytes_option(&w, 60, "b", 1);
	assert_int_equal(dhcp_decode(&m, big, w.len, &fault), -PX_EFULL);
}

static void
bad_lengths_read_as_absent(void **state)
{
	struct sample s;
	uint8_t v8 = 9;
	uint16_t v16 = 9;
	uint32_t v32 = 9;
	char buf[5] = "kept";

	(void)state;
	begin(&s);
	bytes_option(&s.w, 46, "\x01\x02", 2);
	bytes_option(&s.w, 57, "\x01", 1);
	bytes_option(&s.w, 51, "\x01\x02\x03", 3);
	bytes_text(&s.w, 12, "hosts");
	bytes_option(&s.w, 15, "a\0\0", 3);
	assert_int_equal(decode_all(&s), 0);
	assert_false(dhcp_get_u8(&s.m, 46, &v8));
	assert_false(dhcp_get_u16(&s.m, 57, &v16));
	assert_false(dhcp_get_u32(&s.m, 51, &v32));
	assert_false(dhcp_get_u32(&s.m, 54, &v32));
	assert_false(dhcp_get_str(&s.m, 12, buf, sizeof(buf)));
	assert_false(dhcp_get_str(&s.m, 17, buf, sizeof(buf)));
	assert_int_equal(v8 + v16 + (int)v32, 27);
	assert_string_equal(buf, "kept");
	assert_true(dhcp_get_str(&s.m, 15, buf, sizeof(buf)));
	assert_string_equal(buf, "a");
}

/* C40 to C42: what is there stays as it came. */
static void
client_identifiers_of_any_length(void **state)
{
	struct sample s;
	uint8_t id[255];

	(void)state;
	memset(id, 0xab, sizeof(id));
	begin(&s);
	assert_int_equal(decode_all(&s), 0);
	assert_null(dhcp_find(&s.m, 61));
	bytes_option(&s.w, 61, id, 0);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(dhcp_find(&s.m, 61)->len, 0);
	begin(&s);
	bytes_option(&s.w, 61, id, 1);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(dhcp_find(&s.m, 61)->len, 1);
	begin(&s);
	bytes_option(&s.w, 61, id, 255);
	assert_int_equal(decode_all(&s), 0);
	assert_int_equal(dhcp_find(&s.m, 61)->len, 255);
}

/* C48 */
static void
relay_option_is_opaque(void **state)
{
	struct sample s;
	const struct dhcp_option *o;

	(void)state;
	begin(&s);
	bytes_option(&s.w, 82, "\x01\xff\x61", 3);
	assert_int_equal(decode_all(&s), 0);
	o = dhcp_find(&s.m, 82);
	assert_int_equal(o->len, 3);
	assert_memory_equal(o->data, "\x01\xff\x61", 3);
}

/* C26 */
static void
request_list_may_be_absent(void **state)
{
	struct sample s;

	(void)state;
	begin(&s);
	assert_int_equal(decode_all(&s), 0);
	assert_false(dhcp_asks(&s.m, 67));
	bytes_option(&s.w, 55, "\x01\x43\xaf", 3);
	assert_int_equal(decode_all(&s), 0);
	assert_true(dhcp_asks(&s.m, 67));
	assert_true(dhcp_asks(&s.m, 175));
	assert_false(dhcp_asks(&s.m, 66));
}

/* C52, C53 */
static void
user_class_raw_or_counted(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		bool ipxe, gpxe;
	} rows[] = {
	    {"iPXE", 4, true, false},
	    {"gPXE", 4, false, true},
	    {"\x04iPXE", 5, true, false},
	    {"\x03"
	     "abc\x04gPXE",
		9, false, true},
	    {"\x05iPXE", 5, false, false},
	    {"\x04iPX", 4, false, false},
	    {"iPXEx", 5, false, false},
	    {"", 0, false, false},
	    {"\0\0\0", 3, false, false},
	};
	struct sample s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		begin(&s);
		bytes_option(&s.w, 77, rows[i].bytes, rows[i].len);
		assert_int_equal(decode_all(&s), 0);
		assert_int_equal(dhcp_user_class(&s.m, "iPXE"), rows[i].ipxe);
		assert_int_equal(dhcp_user_class(&s.m, "gPXE"), rows[i].gpxe);
	}
	begin(&s);
	assert_int_equal(decode_all(&s), 0);
	assert_false(dhcp_user_class(&s.m, "iPXE"));
}

static void
types_have_their_names(void **state)
{
	static const char *const names[] = {"BOOTREPLY", "DISCOVER", "OFFER",
	    "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM",
	    "FORCERENEW", "LEASEQUERY", "LEASEUNASSIGNED", "LEASEUNKNOWN",
	    "LEASEACTIVE"};
	struct sample s;
	uint8_t type;

	(void)state;
	for (type = 1; type < DHCP_TYPE_COUNT; type++) {
		begin(&s);
		bytes_option(&s.w, 53, &type, 1);
		assert_int_equal(decode_all(&s), 0);
		assert_string_equal(dhcp_type_name(s.m.type, DHCP_OP_REPLY),
		    names[type]);
	}
	assert_string_equal(dhcp_type_name(DHCP_BOOTP, DHCP_OP_REPLY),
	    names[0]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(fixed_part_is_read),
	    cmocka_unit_test(end_stops_and_pad_is_skipped),
	    cmocka_unit_test(without_the_cookie_it_is_bootp),
	    cmocka_unit_test(every_truncation_is_refused_or_shorter),
	    cmocka_unit_test(faults_say_which_byte_and_option),
	    cmocka_unit_test(lengths_past_the_fields_are_refused),
	    cmocka_unit_test(split_class_is_joined),
	    cmocka_unit_test(pieces_join_options_then_file_then_sname),
	    cmocka_unit_test(overload_inside_file_opens_nothing),
	    cmocka_unit_test(repeats_of_fixed_values_do_not_join),
	    cmocka_unit_test(tables_have_their_ceilings),
	    cmocka_unit_test(bad_lengths_read_as_absent),
	    cmocka_unit_test(client_identifiers_of_any_length),
	    cmocka_unit_test(relay_option_is_opaque),
	    cmocka_unit_test(request_list_may_be_absent),
	    cmocka_unit_test(user_class_raw_or_counted),
	    cmocka_unit_test(types_have_their_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
