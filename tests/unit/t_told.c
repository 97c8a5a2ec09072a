/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/told.h"

#define ME 0x0a090065u /* 10.9.0.101 */
#define NEAR 0x0a090009u
#define FAR 0x0a080009u
#define ROUTER 0x0a0900feu

static struct told
told(const char *name, const char *root_path, uint32_t next)
{
	struct dhcp_facts f;
	struct told t;

	memset(&f, 0, sizeof(f));
	memset(&t, 0, sizeof(t));
	f.mask = 0xffffff00u;
	f.router = ROUTER;
	(void)text_copy(f.tftp_name, sizeof(f.tftp_name), "10.9.0.66");
	told_add(&t, name, root_path, next, &f);
	return t;
}

static void
a_url_names_its_server_and_port(void **state)
{
	static const struct {
		const char *name;
		uint32_t web;
		uint16_t port;
	} rows[] = {
	    {"http://10.9.0.9/boot.ipxe", NEAR, 80},
	    {"https://10.9.0.9", NEAR, 443},
	    {"http://10.9.0.9:8000/a:b", NEAR, 8000},
	    {"http://me:pw@10.9.0.9:81/", NEAR, 81},
	    {"http://10.9.0.9?x=@1.2.3.4", NEAR, 80},
	    {"tftp://10.9.0.9/x", NEAR, 69},
	    {"http://boot.lab.example:8080/x", 0, 8080},
	    {"http://10.9.0.9:99999/x", NEAR, 0},
	    {"http://10.9.0.9:8x/x", NEAR, 0},
	    {"http://", 0, 80},
	    {"nfs://10.9.0.9/x", 0, 0},
	    {"pxelinux.0", 0, 0},
	    {"", 0, 0},
	};
	char name[300] = "http://";
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct told t = told(rows[i].name, "", 0);

		if (t.web != rows[i].web || t.web_port != rows[i].port)
			fail_msg("%s: %x %u", rows[i].name, t.web, t.web_port);
	}
	memset(name + 7, '1', sizeof(name) - 8);
	assert_int_equal(told(name, "", 0).web, 0);
}

static void
a_name_is_fetched_from_the_next_server(void **state)
{
	(void)state;
	assert_int_equal(told("pxelinux.0", "", NEAR).next, NEAR);
	assert_int_equal(told("pxelinux.0", "", 0).next, 0x0a090042u);
	assert_int_equal(told("", "", NEAR).next, 0);
	assert_int_equal(told("http://10.9.0.9/x", "", FAR).next, 0);
}

static void
what_it_must_find(void **state)
{
	struct told t = told("pxelinux.0", "", NEAR);
	const struct dhcp_facts nothing = {0};

	(void)state;
	assert_true(told_needs(&t, ME, NEAR));
	assert_false(told_needs(&t, ME, ROUTER));
	assert_false(told_needs(&t, ME, FAR));
	assert_false(told_needs(&t, ME, 0));
	t = told("pxelinux.0", "", FAR);
	assert_true(told_needs(&t, ME, ROUTER));
	assert_false(told_needs(&t, ME, FAR));
	t = told("http://10.8.0.9/x", "", NEAR);
	assert_true(told_needs(&t, ME, ROUTER));
	assert_false(told_needs(&t, ME, NEAR));
	/* What a later reply does not say stays. */
	told_add(&t, "", "iscsi:10.9.0.9::3261::iqn.a:b", NEAR, &nothing);
	assert_true(told_needs(&t, ME, NEAR));
	assert_true(told_needs(&t, ME, ROUTER));
}

static void
whose_port_it_is(void **state)
{
	struct told t = told("http://10.9.0.9:8000/x",
	    "iscsi:10.9.0.9::3261::iqn.a:b", 0);

	(void)state;
	assert_true(told_is_target(&t, NEAR, 3261));
	assert_false(told_is_target(&t, NEAR, 3260));
	assert_false(told_is_target(&t, FAR, 3261));
	assert_true(told_may_fetch(&t, false, FAR, 8000));
	assert_true(told_may_fetch(&t, false, FAR, 80));
	assert_true(told_may_fetch(&t, false, FAR, 443));
	assert_false(told_may_fetch(&t, false, FAR, 22));
	assert_false(told_may_fetch(&t, false, FAR, 0));
	t = told("tftp://10.9.0.9/x", "iscsi:disk.lab::3261::iqn.a:b", 0);
	assert_false(told_may_fetch(&t, false, FAR, 69));
	assert_true(told_is_target(&t, FAR, 3261));
	/* A system that starts may meet a closed port anywhere. */
	t = told("pxelinux.0", "", NEAR);
	assert_true(told_may_fetch(&t, true, FAR, 80));
	assert_true(told_may_fetch(&t, false, NEAR, 80));
	assert_false(told_may_fetch(&t, false, FAR, 80));
	t = told("", "iscsi:10.9.0.9:iqn.broken", 0);
	assert_false(told_is_target(&t, NEAR, 3260));
	assert_false(told_is_target(&t, NEAR, 0));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_url_names_its_server_and_port),
	    cmocka_unit_test(a_name_is_fetched_from_the_next_server),
	    cmocka_unit_test(what_it_must_find),
	    cmocka_unit_test(whose_port_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
