/* SPDX-License-Identifier: ISC */
#include "tests/unit/sick.h"

#include <string.h>

/* What is said of a machine that asks for somebody by ARP, and how loudly. */
#define ROUTER (CLIENT + 200)

static void
is_told(struct sick *s, uint32_t next, uint32_t router, const char *class_id)
{
	struct event_dhcp *d;

	sick_ask(s, DHCP_DISCOVER);
	d = sick_asks(s, DHCP_REQUEST);
	(void)text_copy(d->facts.class_id, sizeof(d->facts.class_id), class_id);
	sick_go(s);
	d = sick_told(s, DHCP_ACK, "pxelinux.0");
	d->siaddr = next;
	d->facts.router = router;
	sick_go(s);
}

static void
seeks(struct sick *s, uint32_t addr)
{
	unsigned i;

	for (i = 0; i < 5; i++) {
		sick_arp(s, addr, false);
		sick_waits(s, 1);
	}
}

static const struct event_finding *
found(const struct sick *s)
{
	assert_int_equal(sick_has(s, "arp-unanswered"), 1);
	return &s->found[s->count - 1];
}

static void
a_tap_that_shows_no_answers_proves_nothing(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	is_told(&s, OTHER, 0, "PXEClient");
	seeks(&s, OTHER);
	assert_int_equal(found(&s)->severity, SEVERITY_NOTE);
	assert_non_null(strstr(found(&s)->text, "no answer is seen"));
	sick_end(&s);

	/* What others answer it is there. */
	sick_begin(&s);
	is_told(&s, OTHER, 0, "PXEClient");
	sick_arp(&s, ROUTER, false);
	sick_arp(&s, ROUTER, true);
	seeks(&s, OTHER);
	assert_int_equal(found(&s)->severity, SEVERITY_ERROR);
	assert_non_null(strstr(found(&s)->text, "nobody answers"));
	sick_end(&s);

	/* iPXE keeps what it was answered. */
	sick_begin(&s);
	s.stage = STAGE_IPXE;
	is_told(&s, OTHER, 0, "PXEClient");
	seeks(&s, OTHER);
	assert_int_equal(found(&s)->severity, SEVERITY_ERROR);
	sick_end(&s);

	/* U-Boot asks for each file anew. */
	sick_begin(&s);
	is_told(&s, OTHER, 0, "U-Boot.armv8");
	seeks(&s, OTHER);
	assert_int_equal(s.count, 0);
	sick_end(&s);
}

static void
the_router_is_one_on_the_way(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	is_told(&s, 0x0a640005u, ROUTER, "PXEClient");
	seeks(&s, ROUTER);
	assert_non_null(strstr(found(&s)->text, "the router on the way"));
	assert_non_null(strstr(found(&s)->fix, "option 3"));
	sick_end(&s);

	/* The boot server itself is the way out as well. */
	sick_begin(&s);
	is_told(&s, OTHER, OTHER, "PXEClient");
	seeks(&s, OTHER);
	assert_non_null(strstr(found(&s)->text, "from where it is to boot"));
	assert_null(strstr(found(&s)->fix, "option 3"));
	sick_end(&s);
}

/* Without option 50 it declines what it was given. */
static void
a_bare_decline_names_the_address(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	sick_asks(&s, DHCP_DECLINE)->facts.requested = 0;
	sick_go(&s);
	assert_int_equal(sick_has(&s, "address-declined"), 1);
	assert_null(strstr(s.found[s.count - 1].text, "0.0.0.0"));
	sick_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_tap_that_shows_no_answers_proves_nothing),
	    cmocka_unit_test(the_router_is_one_on_the_way),
	    cmocka_unit_test(a_bare_decline_names_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
