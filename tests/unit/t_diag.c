/* SPDX-License-Identifier: ISC */
#include "tests/unit/sick.h"

#include <stdio.h>
#include <string.h>

#include "core/boot/diag_again.h"

static const struct story *const groups[] = {sick_offers, sick_names,
    sick_files, sick_later};

#define GROUPS (sizeof(groups) / sizeof(groups[0]))

static const struct story *
story_of(const char *slug)
{
	const struct story *t;
	size_t g;

	for (g = 0; g < GROUPS; g++)
		for (t = groups[g]; t->slug != NULL; t++)
			if (strcmp(t->slug, slug) == 0)
				return t;
	return NULL;
}

static void
every_rule_has_its_story(void **state)
{
	size_t i, k;

	(void)state;
	for (i = 0; i < diag_rule_count(); i++) {
		const struct diag_rule *r = diag_rule(i);

		if (story_of(r->slug) == NULL)
			fail_msg("no story for %s", r->slug);
		assert_int_not_equal(r->when, 0);
		for (k = 0; k < i; k++)
			assert_string_not_equal(diag_rule(k)->slug, r->slug);
	}
	assert_null(diag_rule(diag_rule_count()));
}

/* D-01 to D-4D: a rule, or a reason why not. */
static const char *const catalogue[] = {"no-frames", "nobody-offers",
    "link-late", "local-firewall-in", "port-taken", "relay-broadcast",
    "relay-one-helper", "off-subnet-server", "unicast-offer-lost",
    "stray-option-60", "proxy-port-silent", "only-proxy-offers",
    "dual-offers-unmerged", "proxy-offer-late", "offer-too-early",
    "other-server-chosen", "foreign-nak", "proxy-acked-foreign",
    "pool-overlaps", "address-declined", "malformed-offer", "offer-too-long",
    "raspberry-pi-option-43", "odd-vendor-class", "uuid-unusable",
    "no-boot-name", "file-field-ignored", "overload-unread", "name-trailing-ff",
    "name-last-char-lost", "file-and-option-differ", "asks-wrong-server",
    "url-to-rom", "feature-missing", "chain-loop", "user-class-raw",
    "wrong-architecture", "loader-refused", "shim-wrong-path",
    "grub-wrong-server", "http-boot-incomplete", "http-boot-response",
    "script-magic", "menu-hides-name", "size-probe", "tftp-unanswered",
    "tftp-return-path", "block-over-mtu", "option-not-asked", "config-search",
    "module-missing", "name-case", "permission-denied", "block-rollover",
    "duplicate-data", "last-ack-missing", "retransmissions", "zero-size",
    "menu-reply-broadcast", "pxelinux-options-absent", "prefix-separator",
    "root-path-malformed", "target-silent", "login-refused",
    "san-ignored-by-gpxe", "san-not-kept", "identity-changes", "install-loop",
    "http-failed", "os-silent", "mac-changes", "identity-cloned",
    "proxy-disabled-by-us"};

static void
the_catalogue_is_whole(void **state)
{
	const struct diag_unseen *u;
	size_t i, k, n;

	(void)state;
	u = diag_unseen(&n);
	assert_int_equal(sizeof(catalogue) / sizeof(catalogue[0]), 73);
	for (i = 0; i < sizeof(catalogue) / sizeof(catalogue[0]); i++) {
		unsigned there = 0;

		for (k = 0; k < diag_rule_count(); k++)
			there += strcmp(diag_rule(k)->slug, catalogue[i]) == 0;
		for (k = 0; k < n; k++)
			there += strcmp(u[k].slug, catalogue[i]) == 0;
		if (there != 1)
			fail_msg("%s: %u times", catalogue[i], there);
	}
}

static void
each_illness_is_found_and_its_near_miss_is_none(void **state)
{
	const struct story *t;
	struct sick s;
	size_t g;
	int ill;

	(void)state;
	for (g = 0; g < GROUPS; g++)
		for (t = groups[g]; t->slug != NULL; t++)
			for (ill = 0; ill < 2; ill++) {
				sick_begin(&s);
				t->tell(&s, ill == 1);
				if ((sick_has(&s, t->slug) > 0) != (ill == 1))
					fail_msg("%s: %s", t->slug,
					    ill ? "not found" : "near miss");
				sick_end(&s);
			}
}

/* How often it was told: raised, and worse, or cleared. */
static unsigned
times_told(const struct sick *s, const char *slug, bool raised)
{
	unsigned n = 0;
	size_t i;

	for (i = 0; i < s->count; i++)
		n += s->found[i].raised == raised &&
		    strcmp(s->found[i].slug, slug) == 0;
	return n;
}

static void
repeat_three_times(struct sick *s, const char *slug)
{
	const unsigned raised = times_told(s, slug, true);
	int i;

	for (i = 0; i < 3; i++)
		sick_repeats(s);
	if (times_told(s, slug, true) != raised ||
	    times_told(s, slug, false) != 0)
		fail_msg("%s: raised %u times, then %u, cleared %u", slug,
		    raised, times_told(s, slug, true),
		    times_told(s, slug, false));
}

/* Firmware that fails asks again and again: the finding stands all that time.
 */
static void
who_only_repeats_gets_past_nothing(void **state)
{
	const struct story *t;
	struct sick s;
	size_t g;

	(void)state;
	for (g = 0; g < GROUPS; g++)
		for (t = groups[g]; t->slug != NULL; t++) {
			sick_begin(&s);
			t->tell(&s, true);
			/* What is over is not repeated, another boot begins. */
			if (!diag_case(s.d, &s.mac)->ended)
				repeat_three_times(&s, t->slug);
			sick_end(&s);
		}
}

/* As it does with options, of which the first block does not come. */
static void
starve(struct sick *s, uint16_t blksize)
{
	struct event_tftp *t = sick_fetches(s, "pxelinux.0");

	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = t->heard = true;
	t->granted = t->asked;
	t->blksize = blksize;
	t->retransmits = 3;
	sick_go(s);
}

/* The mend was tried while the machine asked on, and there is another. */
static void
another_mend_is_told_within_a_boot(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	starve(&s, 1456);
	starve(&s, 1456);
	assert_int_equal(times_told(&s, "block-over-mtu", true), 1);
	assert_int_equal(s.found[s.count - 1].mend_with, 1024);
	starve(&s, 1024);
	starve(&s, 1024);
	assert_int_equal(times_told(&s, "block-over-mtu", true), 2);
	assert_int_equal(s.found[s.count - 1].mend_with, 512);
	assert_int_equal(s.found[s.count - 1].count, 1);
	assert_non_null(strstr(s.found[s.count - 1].text, "1024 bytes"));
	assert_non_null(strstr(s.found[s.count - 1].fix, "blksize=512"));
	assert_int_equal(times_told(&s, "block-over-mtu", false), 0);
	sick_end(&s);
}

/* However much it asked for before: the lists of a case are full by then. */
static void
a_repetition_is_known_after_many_files(void **state)
{
	char name[32];
	struct sick s;
	int i;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	for (i = 0; i < CASE_FILES + 8; i++) {
		(void)snprintf(name, sizeof(name), "pxelinux.cfg/%d", i);
		sick_fetch(&s, name, TFTP_SERVER_ERROR);
	}
	sick_kernel(&s, "vmlinuz");
	sick_fetch(&s, "initrd.img", TFTP_SERVER_ERROR);
	sick_waits(&s, 3);
	assert_int_equal(sick_has(&s, "file-missing"), 1);
	repeat_three_times(&s, "file-missing");
	for (i = 0; i < CASE_PAGES + 4; i++) {
		(void)snprintf(name, sizeof(name), "/ok-%d", i);
		(void)sick_page(&s, name, 200);
		sick_go(&s);
	}
	(void)sick_page(&s, "/gone", 404);
	sick_go(&s);
	sick_waits(&s, 3);
	assert_int_equal(sick_has(&s, "http-failed"), 1);
	repeat_three_times(&s, "http-failed");
	sick_end(&s);
}

/* The same file, which is there by now; and the same with a size. */
static void
a_repetition_that_goes_better_clears(void **state)
{
	struct event_tftp *t;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_dora(&s, "pxelinux.0");
	sick_fetch(&s, "pxelinux.0", TFTP_SERVER_ERROR);
	sick_repeats(&s);
	assert_int_equal(sick_has(&s, "file-missing"), 1);
	sick_fetch(&s, "pxelinux.0", TFTP_COMPLETE);
	assert_int_equal(sick_has(&s, "file-missing"), 0);
	/* That it was fetched before does not matter: what is new is better. */
	sick_fetch(&s, "pxelinux.0", TFTP_SERVER_ERROR);
	assert_int_equal(sick_has(&s, "file-missing"), 1);
	sick_fetch(&s, "pxelinux.0", TFTP_COMPLETE);
	assert_int_equal(sick_has(&s, "file-missing"), 0);
	sick_end(&s);

	sick_begin(&s);
	s.arch = ARCH_X64;
	sick_dora(&s, "gpxe.efi");
	t = sick_fetches(&s, "gpxe.efi");
	t->answered = true;
	t->granted = 1u << TFTP_BLKSIZE;
	t->outcome = TFTP_PROBE;
	sick_go(&s);
	sick_repeats(&s);
	assert_int_equal(sick_has(&s, "zero-size"), 1);
	sick_fetch(&s, "gpxe.efi", TFTP_PROBE);
	assert_int_equal(sick_has(&s, "zero-size"), 0);
	sick_end(&s);
}

/* It was offered before, then nothing, and then the same as before. */
static void
an_answer_that_comes_back_is_no_repetition(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_ask(&s, DHCP_DISCOVER);
	sick_tell(&s, DHCP_OFFER, "pxelinux.0");
	assert_false(diag_only_repeats(diag_case(s.d, &s.mac)));
	s.xid++;
	sick_ask(&s, DHCP_DISCOVER);
	assert_true(diag_only_repeats(diag_case(s.d, &s.mac)));
	s.xid++;
	sick_ask(&s, DHCP_DISCOVER);
	assert_true(diag_only_repeats(diag_case(s.d, &s.mac)));
	sick_tell(&s, DHCP_OFFER, "pxelinux.0");
	assert_false(diag_only_repeats(diag_case(s.d, &s.mac)));
	/* Another name is another answer. */
	s.xid++;
	sick_ask(&s, DHCP_DISCOVER);
	sick_tell(&s, DHCP_OFFER, "lpxelinux.0");
	assert_false(diag_only_repeats(diag_case(s.d, &s.mac)));
	sick_end(&s);
}

/* A wire tells how far a transfer is: no further than the one before it. */
static void
a_file_that_goes_on_again_is_a_repetition(void **state)
{
	struct event_tftp *t;
	struct sick s;

	(void)state;
	sick_begin(&s);
	s.arch = ARCH_X64;
	sick_dora(&s, "shimx64.efi");
	sick_fetch(&s, "shimx64.efi", TFTP_COMPLETE);
	sick_fetch(&s, "shimx64.efi", TFTP_COMPLETE);
	sick_waits(&s, 15);
	assert_int_equal(sick_has(&s, "loader-refused"), 1);
	t = sick_fetches(&s, "shimx64.efi");
	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = t->heard = true;
	t->blocks = 5;
	sick_go(&s);
	sick_waits(&s, 3);
	assert_true(diag_only_repeats(diag_case(s.d, &s.mac)));
	assert_int_equal(sick_has(&s, "loader-refused"), 1);
	/* What comes further than before is news. */
	t = sick_fetches(&s, "grubx64.efi");
	t->outcome = TFTP_INCOMPLETE;
	t->answered = t->heard = true;
	t->blocks = 5;
	sick_go(&s);
	t = sick_fetches(&s, "grubx64.efi");
	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = t->heard = true;
	t->blocks = 4;
	sick_go(&s);
	assert_true(diag_only_repeats(diag_case(s.d, &s.mac)));
	t->blocks = 6;
	sick_go(&s);
	assert_false(diag_only_repeats(diag_case(s.d, &s.mac)));
	sick_end(&s);
}

/* The sentence, the fix, the evidence: all there and clean. */
static void
a_finding_says_all(void **state)
{
	const struct story *t;
	const char *p;
	struct sick s;
	size_t g, i;

	(void)state;
	for (g = 0; g < GROUPS; g++)
		for (t = groups[g]; t->slug != NULL; t++) {
			sick_begin(&s);
			t->tell(&s, true);
			for (i = 0; i < s.count; i++) {
				const struct event_finding *f = &s.found[i];

				assert_true(strlen(f->text) > 8);
				for (p = f->text; *p != '\0'; p++)
					assert_true((uint8_t)*p >= ' ' &&
					    (uint8_t)*p < 0x7f);
				/* Nothing is left unsaid. */
				assert_true(p[-1] != ' ' && p[-1] != ':');
				if (!f->raised)
					continue;
				assert_true(strlen(f->fix) > 8);
				assert_true(f->count >= 1);
				if (strcmp(f->slug, "os-silent") != 0)
					assert_true(f->evidence_count > 0);
			}
			sick_end(&s);
		}
}

static void
what_is_normal_has_no_rule(void **state)
{
	const struct diag_unseen *u;
	size_t n, i, k;

	(void)state;
	u = diag_unseen(&n);
	assert_true(n > 0);
	for (i = 0; i < n; i++) {
		assert_true(strlen(u[i].reason) > 8);
		for (k = 0; k < diag_rule_count(); k++)
			assert_string_not_equal(diag_rule(k)->slug, u[i].slug);
	}
}

/* size-probe, config-search, last-ack-missing: never raised. */
static void
a_healthy_boot_has_no_finding(void **state)
{
	struct event_tftp *t;
	struct sick s;

	(void)state;
	sick_begin(&s);
	s.arch = ARCH_X64;
	sick_dora(&s, "syslinux.efi");
	sick_fetch(&s, "syslinux.efi", TFTP_PROBE);
	sick_fetch(&s, "syslinux.efi", TFTP_COMPLETE);
	sick_fetch(&s, "ldlinux.e64", TFTP_COMPLETE);
	sick_fetch(&s, "pxelinux.cfg/01-02-00-00-00-00-01", TFTP_SERVER_ERROR);
	sick_fetch(&s, "pxelinux.cfg/0A63", TFTP_SERVER_ERROR);
	sick_fetch(&s, "pxelinux.cfg/default", TFTP_COMPLETE);
	t = sick_fetches(&s, "vmlinuz");
	t->outcome = TFTP_COMPLETE;
	t->answered = t->heard = true;
	sick_go(&s);
	sick_kernel(&s, "initrd.img");
	sick_over(&s, BOOT_DONE);
	sick_waits(&s, 60);
	assert_int_equal(s.count, 0);
	sick_end(&s);
}

static void
look_bios(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	(void)name;
	*ret = (struct file_fact){.kind = LOADER_BIOS};
}

/*
 * OVMF is given pxelinux.0, gives up and goes on to HTTP Boot, which fails for
 * a reason of its own: both stand, so that the screen can say the first.
 */
static void
the_next_boot_entry_takes_nothing_back(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	s.env.files.look = look_bios;
	s.arch = ARCH_X64;
	sick_dora(&s, "pxelinux.0");
	sick_fetch(&s, "pxelinux.0", TFTP_COMPLETE);
	sick_waits(&s, 5);
	assert_int_equal(sick_has(&s, "wrong-architecture"), 1);
	sick_over(&s, BOOT_FAILED);
	sick_boots(&s);
	s.stage = STAGE_HTTP;
	sick_dora(&s, "http://10.99.0.1/gone.efi");
	(void)sick_page(&s, "/gone.efi", 404);
	sick_go(&s);
	sick_waits(&s, 5);
	assert_int_equal(sick_has(&s, "http-failed"), 1);
	assert_int_equal(sick_has(&s, "wrong-architecture"), 1);
	sick_end(&s);
}

/* What the ROM was told is read by the ROM, not by the gPXE that it loads. */
static void
a_chained_loader_is_not_blamed_for_its_roms_answer(void **state)
{
	struct event_dhcp *d;
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_ask(&s, DHCP_DISCOVER);
	d = sick_told(&s, DHCP_ACK, "");
	d->facts.overload = 1;
	d->facts.has_name = true;
	(void)text_copy(d->facts.name, sizeof(d->facts.name), "gpxe.pxe");
	sick_go(&s);
	sick_fetch(&s, "gpxe.pxe", TFTP_COMPLETE);
	s.stage = STAGE_GPXE;
	sick_ask(&s, DHCP_DISCOVER);
	assert_int_equal(sick_has(&s, "overload-unread"), 0);
	assert_int_equal(sick_has(&s, "file-field-ignored"), 0);
	sick_dora(&s, "boot.gpxe");
	assert_int_equal(s.count, 0);
	sick_end(&s);
}

/*
 * A busy host: the DHCP server of the network has acknowledged before our
 * server came to the REQUEST.  On the wire that stands first all the same
 * (healthy.sh, a boot of gPXE 0.9.7: 4 ms late, the ACK after 1 ms).
 */
static void
an_ack_before_our_server_came_to_the_request(void **state)
{
	struct event_dhcp *d;
	struct sick s;
	int i;

	(void)state;
	sick_begin(&s);
	s.stage = STAGE_GPXE;
	for (i = 0; i < 2; i++) {
		d = sick_asks(&s, i == 0 ? DHCP_DISCOVER : DHCP_REQUEST);
		d->facts.has_version = true;
		d->facts.version[1] = 9;
		d->facts.version[2] = 7;
		s.e.origin = ORIGIN_OWN;
		s.e.wire_us = s.now - 20 * (SECOND / 1000);
		sick_go(&s);
		s.now -= 25 * (SECOND / 1000);
		d = sick_told(&s, i == 0 ? DHCP_OFFER : DHCP_ACK, "");
		d->facts.has_name = true;
		(void)text_copy(d->facts.name, sizeof(d->facts.name),
		    "menu.gpxe");
		sick_go(&s);
		s.now += SECOND;
	}
	assert_int_equal(sick_has(&s, "file-field-ignored"), 1);
	sick_end(&s);
}

/* Frames were lost here: what came since must show it by itself. */
static void
what_was_not_seen_is_no_finding_where_frames_were_lost(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_discovers(&s, 2);
	s.env.lost_us = s.now;
	sick_discovers(&s, 3);
	assert_int_equal(sick_has(&s, "nobody-offers"), 0);
	s.now += 10 * SECOND;
	sick_discovers(&s, 3);
	assert_int_equal(sick_has(&s, "nobody-offers"), 1);
	/* What was found stands, whatever is lost from then on. */
	s.env.lost_us = s.now;
	sick_discovers(&s, 1);
	assert_int_equal(sick_has(&s, "nobody-offers"), 1);
	assert_int_equal(s.count, 1);
	sick_end(&s);
	/* A capture whose times begin at zero has lost none. */
	sick_begin(&s);
	s.now = 1;
	sick_asks(&s, DHCP_DISCOVER);
	sick_go(&s);
	sick_tell(&s, DHCP_OFFER, "");
	sick_ask(&s, DHCP_REQUEST);
	sick_tell(&s, DHCP_ACK, "");
	sick_waits(&s, 2);
	sick_ask(&s, DHCP_REQUEST);
	assert_int_equal(sick_has(&s, "no-boot-name"), 1);
	sick_end(&s);
}

/* It is to go on to its own disk: that it takes no offer is as wanted. */
static void
a_machine_in_mode_local_needs_no_offer(void **state)
{
	struct sick s;
	int i;

	(void)state;
	sick_begin(&s);
	s.xid = 0x26f30339u; /* a Raspberry Pi's */
	for (i = 0; i < 3; i++) {
		sick_asks(&s, DHCP_DISCOVER)->mode = MODE_LOCAL;
		s.e.origin = ORIGIN_OWN;
		sick_go(&s);
		sick_tell(&s, DHCP_OFFER, "");
		s.server = OTHER;
		sick_told(&s, DHCP_OFFER, "")->yiaddr = 0;
		s.e.u.dhcp.facts.pxe_class = true;
		sick_go(&s);
		s.server = SERVER;
		sick_waits(&s, 4);
	}
	assert_int_equal(sick_has(&s, "raspberry-pi-option-43"), 0);
	assert_int_equal(sick_has(&s, "dual-offers-unmerged"), 0);
	sick_end(&s);
}

static void
a_finding_is_cleared_when_the_machine_gets_past_it(void **state)
{
	struct event_finding now[4];
	struct sick s;

	(void)state;
	sick_begin(&s);
	sick_discovers(&s, 4);
	assert_int_equal(sick_has(&s, "nobody-offers"), 1);
	assert_int_equal(diag_findings(s.d, &s.mac, now, 4), 1);
	assert_string_equal(now[0].slug, "nobody-offers");
	assert_true(now[0].raised);
	sick_dora(&s, "pxelinux.0");
	assert_int_equal(sick_has(&s, "nobody-offers"), 0);
	assert_int_equal(s.count, 2);
	assert_false(s.found[1].raised);
	assert_int_equal(diag_findings(s.d, &s.mac, now, 4), 0);
	sick_end(&s);
}

static void
boots_are_counted_and_a_good_one_clears(void **state)
{
	struct event_finding now[4];
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	s.stage = STAGE_IPXE;
	for (i = 0; i < 3; i++) {
		sick_boots(&s);
		sick_dora(&s, "");
		sick_over(&s, BOOT_STALLED);
	}
	/* Raised once, counted each time. */
	assert_int_equal(s.count, 1);
	assert_int_equal(diag_findings(s.d, &s.mac, now, 4), 1);
	assert_int_equal(now[0].count, 3);
	sick_boots(&s);
	sick_dora(&s, "menu.ipxe");
	sick_fetch(&s, "menu.ipxe", TFTP_COMPLETE);
	assert_int_equal(sick_has(&s, "no-boot-name"), 1);
	sick_over(&s, BOOT_DONE);
	assert_int_equal(sick_has(&s, "no-boot-name"), 0);
	sick_end(&s);
}

/* Thousands of machines: the oldest make room, nobody is mixed up. */
static void
more_machines_than_places(void **state)
{
	struct event_finding now[4];
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	s.stage = STAGE_IPXE;
	for (i = 0; i < DIAG_CASES + 100; i++) {
		s.mac.b[4] = (uint8_t)(i >> 8);
		s.mac.b[5] = (uint8_t)i;
		s.session++;
		sick_ask(&s, DHCP_DISCOVER);
	}
	assert_int_equal(s.count, 0);
	assert_non_null(diag_case(s.d, &s.mac));
	s.mac.b[4] = s.mac.b[5] = 0;
	assert_null(diag_case(s.d, &s.mac));
	assert_int_equal(diag_findings(s.d, &s.mac, now, 4), 0);
	sick_end(&s);
}

/* As the line of the answer has it. */
static void
an_answer_is_left_by_who_left_it(void **state)
{
	static const char *const words[] = {"is left by the client after 9 ",
	    "10.99.0.1 breaks off after 9 ", "10.99.0.1 sends no more after 9 ",
	    NULL};
	struct sick s;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		sick_begin(&s);
		sick_page(&s, "/a", 200)->bytes = 9;
		s.e.u.http.left = (enum http_left)i;
		sick_go(&s);
		assert_int_equal(s.count, words[i] != NULL);
		assert_true(s.count == 0 || strstr(s.found[0].text, words[i]));
		sick_end(&s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_rule_has_its_story),
	    cmocka_unit_test(the_catalogue_is_whole),
	    cmocka_unit_test(each_illness_is_found_and_its_near_miss_is_none),
	    cmocka_unit_test(who_only_repeats_gets_past_nothing),
	    cmocka_unit_test(another_mend_is_told_within_a_boot),
	    cmocka_unit_test(a_repetition_is_known_after_many_files),
	    cmocka_unit_test(a_repetition_that_goes_better_clears),
	    cmocka_unit_test(an_answer_that_comes_back_is_no_repetition),
	    cmocka_unit_test(a_file_that_goes_on_again_is_a_repetition),
	    cmocka_unit_test(a_finding_says_all),
	    cmocka_unit_test(what_is_normal_has_no_rule),
	    cmocka_unit_test(a_healthy_boot_has_no_finding),
	    cmocka_unit_test(the_next_boot_entry_takes_nothing_back),
	    cmocka_unit_test(
		a_chained_loader_is_not_blamed_for_its_roms_answer),
	    cmocka_unit_test(
		what_was_not_seen_is_no_finding_where_frames_were_lost),
	    cmocka_unit_test(an_ack_before_our_server_came_to_the_request),
	    cmocka_unit_test(a_machine_in_mode_local_needs_no_offer),
	    cmocka_unit_test(
		a_finding_is_cleared_when_the_machine_gets_past_it),
	    cmocka_unit_test(boots_are_counted_and_a_good_one_clears),
	    cmocka_unit_test(more_machines_than_places),
	    cmocka_unit_test(an_answer_is_left_by_who_left_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
