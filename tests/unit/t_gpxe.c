/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/gpxe.h"

/* Option 175 of a real gPXE 1.0.1: 45 bytes, no END. */
static const uint8_t gpxe101[] = {0xb1, 5, 1, 0x10, 0xec, 0x81, 0x39, 24, 1, 1,
    35, 1, 1, 34, 1, 1, 25, 1, 1, 33, 1, 1, 16, 1, 2, 18, 1, 1, 19, 1, 1, 17, 1,
    1, 0xeb, 3, 1, 0, 1, 23, 1, 1, 21, 1, 1};

static bool
has(const struct gpxe_info *g, enum gpxe_tag tag)
{
	return (g->features >> tag & 1) != 0;
}

static void
real_gpxe_is_read(void **state)
{
	struct gpxe_info g;

	(void)state;
	assert_int_equal(sizeof(gpxe101), 45);
	assert_int_equal(gpxe_decode(&g, gpxe101, sizeof(gpxe101), NULL), 0);
	assert_true(g.has_version && g.has_bus_id);
	assert_memory_equal(g.version, "\x01\x00\x01", 3);
	assert_int_equal(g.bus_type, 1);
	assert_int_equal(g.vendor, 0x10ec);
	assert_int_equal(g.device, 0x8139);
	assert_true(has(&g, GPXE_F_HTTP) && has(&g, GPXE_F_ISCSI));
	assert_true(has(&g, GPXE_F_PXE_EXT) && has(&g, GPXE_F_TFTP));
	assert_false(has(&g, GPXE_F_EFI));
	assert_false(g.keep_san || g.no_pxedhcp || g.has_priority);
}

static void
truncations_are_refused_or_shorter(void **state)
{
	struct gpxe_info g;
	struct fault fault;
	size_t len;
	int ret;

	(void)state;
	for (len = 0; len < sizeof(gpxe101); len++) {
		g.vendor = 0xeeee;
		ret = gpxe_decode(&g, gpxe101, len, &fault);
		assert_true(ret == 0 || ret == -PX_EOPTION);
		if (ret < 0)
			assert_int_equal(g.vendor, 0xeeee);
	}
}

/* The HOWTO's dhcp-option=175,8:1:1 and what may stand beside it. */
static void
server_side_round_trips(void **state)
{
	struct gpxe_info g = {0}, back;
	uint8_t out[300];
	struct wbuf w;
	size_t cap, whole;

	(void)state;
	g.keep_san = true;
	wbuf_init(&w, out, sizeof(out));
	gpxe_encode(&g, &w);
	assert_int_equal(w.len, 3);
	assert_memory_equal(out, "\x08\x01\x01", 3);
	g.skip_san_boot = g.no_pxedhcp = g.has_priority = true;
	g.priority = -5;
	memcpy(g.username, "joe", 4);
	memset(g.password, 'p', 63);
	memcpy(g.reverse_username, "us", 3);
	memcpy(g.reverse_password, "secret", 7);
	wbuf_init(&w, out, sizeof(out));
	gpxe_encode(&g, &w);
	whole = w.len;
	assert_int_equal(gpxe_decode(&back, out, whole, NULL), 0);
	assert_memory_equal(&back, &g, sizeof(g));
	for (cap = 0; cap < whole; cap++) {
		wbuf_init(&w, out, cap);
		gpxe_encode(&g, &w);
		assert_true(w.bad);
	}
}

/* clang-format off */
static const struct {
	const char *bytes;
	size_t len;
	int ret;
	uint8_t tag;
} odd[] = {
	{"", 0, 0, 0},
	{"\x00\x00\xff\x08\x09", 5, 0, 0},
	{"\x08\x00", 2, -PX_EOPTION, 8},
	{"\x08\x04\x00\x00\x00\x01", 6, 0, 0},
	{"\x01\x00", 2, -PX_EOPTION, 1},
	{"\xb1\x04\x01\x02\x03\x04", 6, -PX_EOPTION, 177},
	{"\xeb\x02\x01\x00", 4, -PX_EOPTION, 235},
	{"\xeb\x03\x01\x00", 4, -PX_EOPTION, 235},
	{"\xbe\x00", 2, 0, 0},
	{"\x77\x01\x00", 3, 0, 0},
	{"\x11", 1, -PX_EOPTION, 17},
};
/* clang-format on */

static void
odd_values(void **state)
{
	struct gpxe_info g;
	struct fault fault;
	uint8_t user[66] = {GPXE_USERNAME, 64};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(odd) / sizeof(odd[0]); i++) {
		fault.option = 0;
		assert_int_equal(gpxe_decode(&g, odd[i].bytes, odd[i].len,
				     &fault),
		    odd[i].ret);
		assert_int_equal(fault.option, odd[i].tag);
	}
	assert_int_equal(gpxe_decode(&g, user, 66, NULL), -PX_EOPTION);
	user[1] = 63;
	assert_int_equal(gpxe_decode(&g, user, 65, NULL), 0);
}

static void
every_feature_has_its_name(void **state)
{
	static const uint8_t named[] = {16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
	    26, 27, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41};
	size_t i, found = 0;
	int tag;

	(void)state;
	for (i = 0; i < sizeof(named); i++)
		assert_non_null(gpxe_feature_name(named[i]));
	for (tag = 0; tag < 256; tag++)
		found += gpxe_feature_name((uint8_t)tag) != NULL;
	assert_int_equal(found, sizeof(named));
}

static void
everything_in_words(void **state)
{
	char buf[256];
	struct text t;

	(void)state;
	text_init(&t, buf, sizeof(buf));
	gpxe_text(&t, gpxe101, sizeof(gpxe101));
	assert_string_equal(buf,
	    "version 1.0.1, PCI 10ec:8139, PXE-ext, iSCSI, AoE, HTTP, TFTP, "
	    "DNS, bzImage, multiboot, PXE, ELF, COMBOOT");
	text_init(&t, buf, sizeof(buf));
	gpxe_text(&t, "\x08\x01\x01\x01\x01\xfb\xbe\x02j\x1b\xbf\x01s", 13);
	assert_string_equal(buf,
	    "priority -5, keep-san 1, username \"j\\x1b\", password (hidden)");
	text_init(&t, buf, sizeof(buf));
	gpxe_text(&t, "\x08\x09", 2);
	assert_string_equal(buf, "08 09");
	text_init(&t, buf, sizeof(buf));
	gpxe_text(&t, "\x77\x01\x01", 3);
	assert_string_equal(buf, "(nothing known)");
	text_init(&t, buf, 12);
	gpxe_text(&t, gpxe101, sizeof(gpxe101));
	assert_true(t.cut);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(real_gpxe_is_read),
	    cmocka_unit_test(truncations_are_refused_or_shorter),
	    cmocka_unit_test(server_side_round_trips),
	    cmocka_unit_test(odd_values),
	    cmocka_unit_test(every_feature_has_its_name),
	    cmocka_unit_test(everything_in_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
