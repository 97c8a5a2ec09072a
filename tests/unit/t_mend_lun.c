/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/err.h"
#include "tests/unit/stage.h"
#include "tui/iscsi_try.h"

/* F on a LUN that is not there: the target is asked, then the operator. */

#define TOLD "iscsi:192.0.2.9:::5:iqn.2026-01.lab:disk"
#define MEANT "iscsi:192.0.2.9:::1:iqn.2026-01.lab:disk"

static struct {
	unsigned begun;
	char server[64], user[64];
	bool answered;
	struct lun_answer answer;
} asked;

static bool
begin(void *arg, const struct target *target)
{
	(void)arg;
	asked.begun++;
	assert_string_equal(target->iqn, "iqn.2026-01.lab:disk");
	assert_int_equal(target->port, 3260);
	assert_true(
	    text_copy(asked.server, sizeof(asked.server), target->server));
	return text_copy(asked.user, sizeof(asked.user), target->user);
}

static bool
take(void *arg, struct lun_answer *ret)
{
	(void)arg;
	*ret = asked.answer;
	return asked.answered;
}

static void
open_stage(struct stage *s)
{
	struct event e;
	const struct mac mac = stage_mac(2);

	memset(&asked, 0, sizeof(asked));
	stage_open(s);
	s->calls.luns_begin = begin;
	s->calls.luns_take = take;
	stage_host(s, 2, KEY_NAME, "web02");
	stage_host(s, 2, KEY_MODE, "iscsi");
	stage_host(s, 2, KEY_TARGET, TOLD);
	stage_book(s);
	stage_dhcp(s, 2, DHCP_DISCOVER, "iPXE BIOS", "");
	event_init(&e, EVENT_FINDING, s->now_us, &mac);
	e.u.finding.slug = "lun-missing";
	e.u.finding.raised = true;
	e.u.finding.severity = SEVERITY_ERROR;
	e.u.finding.mend = MEND_LUN;
	(void)text_copy(e.u.finding.mend_name, sizeof(e.u.finding.mend_name),
	    TOLD);
	(void)text_copy(e.u.finding.text, sizeof(e.u.finding.text), "no LUN 5");
	(void)text_copy(e.u.finding.fix, sizeof(e.u.finding.fix), "another");
	app_event(&s->app, &e);
	stage_type(s, "/web02\r");
}

static void
assert_shown(struct stage *s, const char *text)
{
	const char *screen = stage_draw(s, 24, 132);

	if (strstr(screen, text) == NULL)
		fail_msg("no \"%s\" in:\n%s", text, screen);
}

static void
answer(struct stage *s, size_t count, uint64_t first, uint64_t second)
{
	asked.answered = true;
	asked.answer.count = count;
	asked.answer.lun[0] = first << 48;
	asked.answer.lun[1] = second << 48;
	stage_wait(s, 1);
}

static void
the_one_disk_is_offered(void **state)
{
	struct stage s;

	(void)state;
	open_stage(&s);
	assert_shown(&s, "F asks the target for its LUNs");
	stage_type(&s, "F");
	assert_shown(&s, "Asking 192.0.2.9 which LUNs it has");
	stage_type(&s, "F");
	assert_int_equal(asked.begun, 1);
	stage_wait(&s, 1);
	assert_int_equal(s.changes, 0);
	answer(&s, 1, 1, 0);
	assert_shown(&s, "Set web02: target " TOLD);
	stage_type(&s, "y");
	assert_int_equal(s.changes, 1);
	assert_int_equal(s.last.set_count, 1);
	assert_int_equal(s.last.sets[0].key, KEY_TARGET);
	assert_string_equal(s.last.sets[0].value, MEANT);
	stage_close(&s);
}

/* Not over a question that stands. */
static void
the_answer_waits_for_the_operator(void **state)
{
	struct stage s;

	(void)state;
	open_stage(&s);
	stage_type(&s, "F/we");
	answer(&s, 1, 1, 0);
	assert_shown(&s, "we");
	stage_type(&s, "\r");
	stage_wait(&s, 1);
	assert_shown(&s, "Set web02: target");
	stage_close(&s);
}

static void
what_people_must_decide_is_said(void **state)
{
	struct stage s;

	(void)state;
	open_stage(&s);
	stage_type(&s, "F");
	answer(&s, 2, 1, 0x1f);
	assert_shown(&s, "has the LUNs 1, 1f: say which");
	asked.answered = false;
	stage_type(&s, "F");
	answer(&s, 0, 0, 0);
	assert_shown(&s, "no disk at all");
	asked.answered = false;
	asked.answer.err = -PX_ENET;
	(void)text_copy(asked.answer.why, sizeof(asked.answer.why), "refused");
	stage_type(&s, "F");
	answer(&s, 0, 0, 0);
	assert_shown(&s, "not known: refused");
	assert_int_equal(s.changes, 0);
	stage_close(&s);
}

/* CHAP goes with the list's target, which is asked and set with it. */
static void
a_listed_target_keeps_its_secrets(void **state)
{
	struct stage s;

	(void)state;
	open_stage(&s);
	stage_target(&s, "disk", TARGET_SERVER, "192.0.2.9");
	stage_target(&s, "disk", TARGET_IQN, "iqn.2026-01.lab:disk");
	stage_target(&s, "disk", TARGET_USER, "ann");
	stage_host(&s, 2, KEY_TARGET, "disk");
	stage_book(&s);
	stage_type(&s, "F");
	assert_string_equal(asked.user, "ann");
	answer(&s, 1, 1, 0);
	assert_shown(&s, "set lun=1 of target disk");
	assert_int_equal(s.changes, 0);
	stage_close(&s);
}

/* Where nobody can be asked (a capture) there is no F. */
static void
without_anybody_to_ask_only_people_can(void **state)
{
	struct stage s;

	(void)state;
	open_stage(&s);
	s.calls.luns_begin = NULL;
	assert_null(strstr(stage_draw(&s, 24, 132), "F asks"));
	stage_type(&s, "F");
	assert_shown(&s, "Only people can");
	stage_close(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_one_disk_is_offered),
	    cmocka_unit_test(the_answer_waits_for_the_operator),
	    cmocka_unit_test(what_people_must_decide_is_said),
	    cmocka_unit_test(a_listed_target_keeps_its_secrets),
	    cmocka_unit_test(without_anybody_to_ask_only_people_can),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
