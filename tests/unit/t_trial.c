/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/trial.h"
#include "tests/unit/sick.h"

/* placement=auto: what a boot shows, and what is tried next. */

static void
the_state_is_a_word(void **state)
{
	static const char *const good[] = {"", "field", "both", "both:1",
	    "option", "overload:1"};
	static const char *const bad[] = {"auto", "both:0", "both:2",
	    "both:", "both:1x", "x", ":1", "overloadoverload"};
	struct trial_state t;
	char buf[TRIAL_TEXT];
	struct text out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		assert_int_equal(trial_parse(&t, good[i]), 0);
		text_init(&out, buf, sizeof(buf));
		trial_format(&out, &t);
		assert_string_equal(buf, good[i]);
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_true(trial_parse(&t, bad[i]) < 0);
}

/* Boot after boot in which the name is passed over. */
static void
every_place_is_tried_in_turn(void **state)
{
	static const enum placement rom[] = {PLACEMENT_BOTH, PLACEMENT_OPTION,
	    PLACEMENT_OVERLOAD, PLACEMENT_FIELD, PLACEMENT_BOTH};
	static const enum placement gpxe[] = {PLACEMENT_BOTH, PLACEMENT_OPTION,
	    PLACEMENT_FIELD, PLACEMENT_BOTH, PLACEMENT_OPTION};
	struct trial_state t;
	size_t kind, i;

	(void)state;
	for (kind = 0; kind < 2; kind++) {
		t.placement = PLACEMENT_NONE;
		t.ignored = 0;
		for (i = 0; i < 5; i++) {
			assert_int_equal(trial_step(&t, PLACEMENT_FIELD,
					     TRIAL_IGNORED, kind == 1),
			    TRIAL_COUNTED);
			assert_int_equal(t.ignored, 1);
			assert_int_equal(trial_step(&t, PLACEMENT_FIELD,
					     TRIAL_IGNORED, kind == 1),
			    TRIAL_MOVED);
			assert_int_equal(t.placement,
			    kind == 1 ? gpxe[i] : rom[i]);
			assert_int_equal(t.ignored, 0);
		}
	}
}

static void
what_works_stays(void **state)
{
	struct trial_state t = {PLACEMENT_NONE, 0};

	(void)state;
	/* Nothing to learn where the first place is read. */
	assert_int_equal(trial_step(&t, PLACEMENT_FIELD, TRIAL_TAKEN, false),
	    TRIAL_SAME);
	/* One boot without a sign is none of two in a row. */
	assert_int_equal(trial_step(&t, PLACEMENT_FIELD, TRIAL_IGNORED, false),
	    TRIAL_COUNTED);
	assert_int_equal(trial_step(&t, PLACEMENT_FIELD, TRIAL_NOTHING, false),
	    TRIAL_SAME);
	assert_int_equal(trial_step(&t, PLACEMENT_FIELD, TRIAL_TAKEN, false),
	    TRIAL_COUNTED);
	assert_int_equal(t.ignored, 0);
	t.placement = PLACEMENT_BOTH;
	assert_int_equal(trial_step(&t, PLACEMENT_FIELD, TRIAL_TAKEN, false),
	    TRIAL_WORKED);
	/* Once its kind is known to read it there is no news. */
	assert_int_equal(trial_step(&t, PLACEMENT_BOTH, TRIAL_TAKEN, false),
	    TRIAL_SAME);
	assert_int_equal(t.placement, PLACEMENT_BOTH);
}

/* A boot of our own making up to its ACK, whose name is `name`. */
static void
boots(struct sick *s, const char *name)
{
	sick_begin(s);
	sick_ask(s, DHCP_DISCOVER);
	(void)sick_told(s, DHCP_OFFER, name);
	s->e.origin = ORIGIN_OWN;
	sick_go(s);
	sick_ask(s, DHCP_REQUEST);
	(void)sick_told(s, DHCP_ACK, name);
	s->e.origin = ORIGIN_OWN;
	sick_go(s);
}

static void
shows(struct sick *s, enum trial_evidence evidence)
{
	const struct case_ask *ask;

	assert_int_equal(trial_look(diag_case(s->d, &s->mac), &ask), evidence);
	sick_end(s);
}

static void
a_boot_shows_whether_the_name_was_read(void **state)
{
	struct sick s;

	(void)state;
	boots(&s, "pxelinux.0");
	shows(&s, TRIAL_IGNORED);
	boots(&s, "pxelinux.0");
	sick_fetch(&s, "/pxelinux.0", TFTP_NO_REPLY);
	shows(&s, TRIAL_TAKEN);
	boots(&s, "pxelinux.0");
	sick_fetch(&s, "pxelinux.0\xff", TFTP_SERVER_ERROR);
	shows(&s, TRIAL_IGNORED);
	boots(&s, "pxelinux.0");
	sick_fetch(&s, "pxelinux.", TFTP_SERVER_ERROR);
	shows(&s, TRIAL_IGNORED);
	/* By HTTP it asks once it has a program. */
	boots(&s, "pxelinux.0");
	(void)sick_page(&s, "/boot.ipxe", 200);
	shows(&s, TRIAL_TAKEN);
	boots(&s, "pxelinux.0");
	sick_not_reached(&s, HTTP_REFUSED);
	sick_not_reached(&s, HTTP_SILENT);
	shows(&s, TRIAL_IGNORED);
	/* Somebody else's name, somebody else's reply: not about ours. */
	boots(&s, "pxelinux.0");
	sick_fetch(&s, "bootx64.efi", TFTP_COMPLETE);
	shows(&s, TRIAL_NOTHING);
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	shows(&s, TRIAL_NOTHING);
	/* Offered only: it has no address to ask from. */
	sick_begin(&s);
	sick_ask(&s, DHCP_DISCOVER);
	(void)sick_told(&s, DHCP_OFFER, "pxelinux.0");
	s.e.origin = ORIGIN_OWN;
	sick_go(&s);
	shows(&s, TRIAL_NOTHING);
	boots(&s, "");
	shows(&s, TRIAL_NOTHING);
}

/* A machine with placement=auto, its state, and what its kind is known by. */
struct room {
	struct sick s;
	struct host host;
	struct quirk quirk;
	struct book book;
	uint32_t slots[64];
	struct trial_verdict v;
};

static void
judge(struct room *r, const char *placement, const char *tried, bool fetches)
{
	const struct trial_server server = {MODE_PXELINUX, PLACEMENT_FIELD};

	boots(&r->s, "pxelinux.0");
	if (fetches)
		sick_fetch(&r->s, "pxelinux.0", TFTP_COMPLETE);
	host_init(&r->host, &r->s.mac);
	assert_int_equal(host_set(&r->host, KEY_PLACEMENT, placement), 0);
	assert_int_equal(host_set(&r->host, KEY_TRIED, tried), 0);
	book_init(&r->book, &r->host, 1, NULL, 0, r->slots);
	r->book.quirks = &r->quirk;
	r->book.quirk_count = r->quirk.kind != NULL ? 1 : 0;
	trial_judge(&r->v, diag_case(r->s.d, &r->s.mac), &r->s.mac, &r->book,
	    &server);
	sick_end(&r->s);
}

static void
the_verdict_is_what_is_to_be_kept(void **state)
{
	static const struct mac nobody;
	static struct room r;

	(void)state;
	judge(&r, "field", "", false);
	assert_int_equal(r.v.step, TRIAL_SAME);
	judge(&r, "auto", "", false);
	assert_int_equal(r.v.step, TRIAL_COUNTED);
	assert_string_equal(r.v.tried, "field:1");
	assert_string_equal(r.v.words, "");
	judge(&r, "auto", "field:1", false);
	assert_int_equal(r.v.step, TRIAL_MOVED);
	assert_string_equal(r.v.tried, "both");
	assert_non_null(strstr(r.v.words,
	    "in 2 boots with placement=field: the next ones try both"));
	judge(&r, "auto", "both", true);
	assert_int_equal(r.v.step, TRIAL_WORKED);
	assert_int_equal(r.v.placement, PLACEMENT_BOTH);
	assert_string_equal(r.v.kind, "BIOS boot ROM");
	assert_non_null(strstr(r.v.words, "kept for its kind (BIOS boot ROM)"));
	/* The next of that kind begins there. */
	r.quirk.kind = "BIOS boot ROM";
	host_init(&r.quirk.set, &nobody);
	assert_int_equal(host_set(&r.quirk.set, KEY_PLACEMENT, "both"), 0);
	judge(&r, "auto", "", true);
	assert_int_equal(r.v.step, TRIAL_SAME);
	judge(&r, "auto", "", false);
	assert_string_equal(r.v.tried, "both:1");
	/* What its kind has counts for a machine without a word, too. */
	judge(&r, "", "", false);
	assert_int_equal(r.v.step, TRIAL_SAME);
}

static void
settings_are_looked_up_from_the_machine_to_the_server(void **state)
{
	static const struct mac nobody;
	struct host host, mode;
	struct quirk quirk = {.kind = "x"};
	struct trial_who who = {NULL, NULL, &mode, PLACEMENT_OPTION};
	bool is_auto;

	(void)state;
	host_init(&host, &nobody);
	host_init(&mode, &nobody);
	host_init(&quirk.set, &nobody);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_OPTION);
	who.server = PLACEMENT_AUTO;
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_FIELD);
	assert_true(is_auto);
	assert_int_equal(host_set(&mode, KEY_PLACEMENT, "both"), 0);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_BOTH);
	assert_false(is_auto);
	who.quirk = &quirk;
	assert_int_equal(host_set(&quirk.set, KEY_PLACEMENT, "option"), 0);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_OPTION);
	who.host = &host;
	assert_int_equal(host_set(&host, KEY_PLACEMENT, "auto"), 0);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_OPTION);
	assert_true(is_auto);
	assert_int_equal(host_set(&host, KEY_TRIED, "overload"), 0);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_OVERLOAD);
	assert_int_equal(host_set(&host, KEY_PLACEMENT, "field"), 0);
	assert_int_equal(trial_placement(&who, &is_auto), PLACEMENT_FIELD);
	assert_false(is_auto);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_state_is_a_word),
	    cmocka_unit_test(every_place_is_tried_in_turn),
	    cmocka_unit_test(what_works_stays),
	    cmocka_unit_test(a_boot_shows_whether_the_name_was_read),
	    cmocka_unit_test(the_verdict_is_what_is_to_be_kept),
	    cmocka_unit_test(
		settings_are_looked_up_from_the_machine_to_the_server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
