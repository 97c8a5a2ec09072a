/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/serve/watch_self.h"

#define LOOPBACK 0x7f000001u
#define FIRST_OF_NET 0x0a000001u /* 10.0.0.1 */
#define FIRST_OF_LAN 0xc0000201u /* 192.0.2.1 */
#define LAN_ADDRS 20

enum { ROW_LO, ROW_NET, ROW_LAN, ROWS };

static struct iface rows[ROWS];
static const struct watch_port lan[] = {{.name = "lan0"}};
static const struct watch_port both[] = {{.name = "lan0"}, {.name = "lo"}};

static int
setup(void **state)
{
	(void)state;
	memset(rows, 0, sizeof(rows));
	rows[ROW_LO] = (struct iface){.name = "lo",
	    .loopback = true,
	    .addr_count = 1,
	    .addrs = {{LOOPBACK, 0xff000000}}};
	rows[ROW_NET] = (struct iface){.name = "net0",
	    .ethernet = true,
	    .mac = {{2, 0, 0, 0, 0, 1}},
	    .addr_count = IFACE_ADDRS};
	for (uint32_t n = 0; n < IFACE_ADDRS; n++)
		rows[ROW_NET].addrs[n].addr = FIRST_OF_NET + n;
	rows[ROW_LAN] = (struct iface){.name = "lan0",
	    .ethernet = true,
	    .mac = {{2, 0, 0, 0, 0, 2}},
	    .addr_count = LAN_ADDRS};
	for (uint32_t n = 0; n < LAN_ADDRS; n++)
		rows[ROW_LAN].addrs[n].addr = FIRST_OF_LAN + n;
	return 0;
}

static bool
is_ours(const struct join_self *s, uint32_t addr)
{
	for (size_t n = 0; n < s->addr_count; n++)
		if (s->addrs[n] == addr)
			return true;
	return false;
}

static void
what_is_watched_comes_first(void **state)
{
	struct join_self self;
	struct diag_env env = {0};
	const size_t most = sizeof(env.addrs) / sizeof(env.addrs[0]);

	(void)state;
	watch_self_learn(&self, rows, ROWS, lan, 1);
	assert_true(self.serves);
	assert_false(self.many);
	assert_int_equal(self.addr_count, JOIN_ADDRS);
	for (uint32_t n = 0; n < LAN_ADDRS; n++)
		assert_int_equal(self.addrs[n], FIRST_OF_LAN + n);
	assert_int_equal(self.addrs[LAN_ADDRS], FIRST_OF_NET);
	assert_int_equal(self.mac_count, 2);
	assert_int_equal(self.macs[0].b[5], 2);
	watch_self_networks(&env, rows, ROWS, lan, 1);
	assert_int_equal(env.addr_count, most);
	for (uint32_t n = 0; n < most; n++)
		assert_int_equal(env.addrs[n], FIRST_OF_LAN + n);
}

static void
loopback_is_ours_where_it_is_watched(void **state)
{
	struct join_self self;

	(void)state;
	watch_self_learn(&self, rows, ROWS, lan, 1);
	assert_false(is_ours(&self, LOOPBACK));
	watch_self_learn(&self, rows, ROWS, both, 2);
	assert_true(is_ours(&self, LOOPBACK));
	assert_true(self.many);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_is_watched_comes_first, setup),
	    cmocka_unit_test_setup(loopback_is_ours_where_it_is_watched, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
