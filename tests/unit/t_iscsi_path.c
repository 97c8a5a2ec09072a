/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/proto/iscsi_path.h"

#define LUN(a, b, c, d)                                                        \
	((uint64_t)(a) << 48 | (uint64_t)(b) << 32 | (uint64_t)(c) << 16 | (d))

/* clang-format off */
static const struct {
	const char *text, *server;
	uint16_t port;
	uint64_t lun;
	const char *target, *again;
} good[] = {
	{"iscsi:192.0.2.3::::iqn.2026-01.example:disk", "192.0.2.3", 3260, 0,
	    "iqn.2026-01.example:disk", NULL},
	{"iscsi:192.0.2.3:6:3260:0:iqn.2026-01.example:disk", "192.0.2.3",
	    3260, 0, "iqn.2026-01.example:disk",
	    "iscsi:192.0.2.3::::iqn.2026-01.example:disk"},
	{"iscsi:san.example::3261:1:iqn.2026-01.example:a:b:c", "san.example",
	    3261, LUN(1, 0, 0, 0), "iqn.2026-01.example:a:b:c", NULL},
	{"iscsi:[2001:db8::1]::65535:4752-3a4f-6b7e-2f99:eui.02004567A425678D",
	    "2001:db8::1", 65535, LUN(0x4752, 0x3a4f, 0x6b7e, 0x2f99),
	    "eui.02004567A425678D", NULL},
	{"iscsi:[fe80::1]:::F-0-2:naa.52004567BA64678D", "fe80::1", 3260,
	    LUN(15, 0, 2, 0), "naa.52004567BA64678D",
	    "iscsi:[fe80::1]:::f-0-2:naa.52004567BA64678D"},
};

static const struct {
	const char *text;
	uint16_t offset;
} bad[] = {
	{"", 0},
	{"iscsi", 0},
	{"ISCSI:a::::iqn.x", 0},
	{"http://a/b", 0},
	{"iscsi:", 6},
	{"iscsi:::::iqn.x", 6},
	{"iscsi:a:::iqn.x", 10},
	{"iscsi:a", 7},
	{"iscsi:a b::::iqn.x", 7},
	{"iscsi:a:17:::iqn.x", 10},
	{"iscsi:a:udp:::iqn.x", 8},
	{"iscsi:a::0::iqn.x", 10},
	{"iscsi:a::65536::iqn.x", 14},
	{"iscsi:a::99999999999999999999::iqn.x", 14},
	{"iscsi:a:::x:iqn.x", 10},
	{"iscsi:a:::12345:iqn.x", 15},
	{"iscsi:a:::1-:iqn.x", 12},
	{"iscsi:a:::1-2-3-4-5:iqn.x", 17},
	{"iscsi:a::::", 11},
	{"iscsi:a::::iqn.", 15},
	{"iscsi:a::::disk", 11},
	{"iscsi:a::::iqn.a b", 16},
	{"iscsi:a::::iqn.a\n", 16},
	{"iscsi:[]::::iqn.x", 7},
	{"iscsi:[1.2.3.4]::::iqn.x", 14},
	{"iscsi:[::1::::iqn.x", 14},
	{"iscsi:2001:db8::1::::iqn.x", 11},
};
/* clang-format on */

static void
good_paths_are_read_and_written(void **state)
{
	struct iscsi_path p;
	char buf[400];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(iscsi_path_parse(&p, good[i].text, NULL), 0);
		assert_string_equal(p.server, good[i].server);
		assert_int_equal(p.protocol, 6);
		assert_int_equal(p.port, good[i].port);
		assert_true(p.lun == good[i].lun);
		assert_string_equal(p.target, good[i].target);
		text_init(&t, buf, sizeof(buf));
		iscsi_path_format(&t, &p);
		assert_string_equal(buf,
		    good[i].again != NULL ? good[i].again : good[i].text);
	}
}

static void
bad_paths_say_where(void **state)
{
	struct iscsi_path p;
	struct fault fault;
	size_t i;

	(void)state;
	memset(&p, 0xee, sizeof(p));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(iscsi_path_parse(&p, bad[i].text, &fault),
		    -PX_EVALUE);
		assert_int_equal(fault.offset, bad[i].offset);
		assert_int_equal(p.port, 0xeeee);
	}
}

static void
every_truncation_is_refused(void **state)
{
	struct iscsi_path p;
	char buf[100];
	size_t i, len, target;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		target = (size_t)(strstr(good[i].text, good[i].target) -
		    good[i].text);
		for (len = 0; len < strlen(good[i].text); len++) {
			memcpy(buf, good[i].text, len);
			buf[len] = '\0';
			assert_int_equal(iscsi_path_parse(&p, buf, NULL),
			    len > target + 4 ? 0 : -PX_EVALUE);
		}
	}
}

static void
names_have_their_lengths(void **state)
{
	struct iscsi_path p;
	char buf[400] = "iscsi:a::::iqn.";
	size_t len;

	(void)state;
	for (len = 4; len < ISCSI_NAME_MAX; len++)
		buf[11 + len] = 'x';
	assert_int_equal(iscsi_path_parse(&p, buf, NULL), 0);
	assert_int_equal(strlen(p.target), ISCSI_NAME_MAX);
	buf[11 + len] = 'x';
	assert_int_equal(iscsi_path_parse(&p, buf, NULL), -PX_EVALUE);
	memset(buf, 0, sizeof(buf));
	memcpy(buf, "iscsi:", 6);
	memset(buf + 6, 's', 63);
	memcpy(buf + 69, "::::iqn.x", 10);
	assert_int_equal(iscsi_path_parse(&p, buf, NULL), 0);
	memcpy(buf + 69, "s::::iqn.x", 11);
	assert_int_equal(iscsi_path_parse(&p, buf, NULL), -PX_EVALUE);
}

static void
luns_alone(void **state)
{
	uint64_t lun = 7;
	char buf[32];
	struct text t;

	(void)state;
	assert_int_equal(iscsi_lun_parse(&lun, ""), -PX_EVALUE);
	assert_int_equal(iscsi_lun_parse(&lun, "1:"), -PX_EVALUE);
	assert_int_equal(iscsi_lun_parse(&lun, "-1"), -PX_EVALUE);
	assert_true(lun == 7);
	assert_int_equal(iscsi_lun_parse(&lun, "0"), 0);
	assert_true(lun == 0);
	assert_int_equal(iscsi_lun_parse(&lun, "4752-3A4F-6b7e-2F99"), 0);
	text_init(&t, buf, sizeof(buf));
	iscsi_lun_format(&t, lun);
	assert_string_equal(buf, "4752-3a4f-6b7e-2f99");
	text_init(&t, buf, sizeof(buf));
	iscsi_lun_format(&t, 0);
	assert_string_equal(buf, "0");
}

/* What a broken one was meant as; NULL: that cannot be told. */
static void
a_broken_path_is_guessed(void **state)
{
	static const struct {
		const char *broken, *meant;
	} rows[] = {
	    {"iscsi:192.0.2.3:1:iqn.x:disk", "iscsi:192.0.2.3:::1:iqn.x:disk"},
	    {"iscsi:192.0.2.3:iqn.x:disk", "iscsi:192.0.2.3::::iqn.x:disk"},
	    {"iscsi:a::::::iqn.x", "iscsi:a::::iqn.x"},
	    {"iscsi:a:3261:iqn.x", "iscsi:a::3261::iqn.x"},
	    {"iscsi:a:3261:2:iqn.x", "iscsi:a::3261:2:iqn.x"},
	    {"iscsi:a:6:2:iqn.x", "iscsi:a:::2:iqn.x"},
	    {"iscsi:a:tcp:3261:f:eui.1", "iscsi:a::3261:f:eui.1"},
	    {"iscsi:a:6:3260:1:naa.1", "iscsi:a:::1:naa.1"},
	    {"iscsi://[fe80::1]/1/iqn.x", "iscsi:[fe80::1]:::1:iqn.x"},
	    {"iscsi:a:tcp:iqn.x", "iscsi:a::::iqn.x"},
	    /* Protocol or LUN? */
	    {"iscsi:a:6:iqn.x", NULL},
	    /* In no order of theirs, too many, no number, no server. */
	    {"iscsi:a:1:3261:iqn.x", NULL},
	    {"iscsi:a:1:2:iqn.x", NULL},
	    {"iscsi:a:6:3260:1:0:iqn.x", NULL},
	    {"iscsi:a:lun:iqn.x", NULL},
	    {"iscsi:a:99999:iqn.x", NULL},
	    {"iscsi:iqn.x:disk", NULL},
	    {"iscsi:a::::disk", NULL},
	    {"iscsi:a::1:iqn.", NULL},
	    {"iscsi:a:1:iqn.x y", NULL},
	    {"a:1:iqn.x", NULL},
	    {"iscsi:", NULL},
	};
	char buf[128];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		if (iscsi_path_guess(&t, rows[i].broken) !=
		    (rows[i].meant != NULL))
			fail_msg("%s: %s", rows[i].broken, buf);
		assert_string_equal(buf,
		    rows[i].meant == NULL ? "" : rows[i].meant);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_broken_path_is_guessed),
	    cmocka_unit_test(good_paths_are_read_and_written),
	    cmocka_unit_test(bad_paths_say_where),
	    cmocka_unit_test(every_truncation_is_refused),
	    cmocka_unit_test(names_have_their_lengths),
	    cmocka_unit_test(luns_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
