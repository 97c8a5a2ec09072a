/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/boot/diag.h"
#include "core/boot/observe.h"
#include "core/boot/track.h"
#include "core/io/capture_file.h"

/*
 * Captures begin and end where somebody pressed a key: a healthy boot has no
 * finding above a note in any part of its capture.
 */
#define MACHINES 16
#define PARTS 24 /* of each capture, from both ends */

static const char *const healthy[] = {"chain-bios", "chain-ovmf-snponly",
    "dhclient", "gpxe101-67-no-nul", "gpxe101-file-field",
    "gpxe101-http-script", "gpxe101-keep-san", "gpxe101-option-67",
    "gpxe101-san-boot", "install-blank-lun-keep-san",
    "install-blank-lun-no-keep", "ipxe-bios-pxelinux",
    "lpxelinux-one-client-port", "ovmf-efi-app", "ovmf-syslinux-second-dhcp",
    "placement-by-request-list", "proxy-chain-ovmf", "proxy-ipxe",
    "proxy-ovmf-service-4011", "proxy-ovmf", "rom-without-175-pxelinux",
    "san-ipxe-lun0", "san-ipxe-lun1-tgt", "udhcpc"};

struct slice {
	void *observe, *track, *diag;
	struct observe *o;
	struct track *t;
	struct diag *d;
	const char *name;
	size_t from, to, frames;
	int64_t last_us;
};

static void
judged(void *arg, const struct event *e)
{
	const struct slice *s = arg;

	if (e->kind == EVENT_FINDING && e->u.finding.raised &&
	    e->u.finding.severity != SEVERITY_NOTE)
		fail_msg("%s, frames %zu to %zu: %s", s->name, s->from, s->to,
		    e->u.finding.slug);
}

static void
stamped(void *arg, const struct event *e)
{
	struct slice *s = arg;

	diag_event(s->d, e);
}

static void
seen(void *arg, const struct event *e)
{
	struct slice *s = arg;
	struct event copy = *e;

	track_event(s->t, &copy);
}

static void
prepare(struct slice *s)
{
	const struct diag_env env = {.capturing = true};

	s->d = diag_init(s->diag, &env, (struct event_sink){s, judged});
	s->t = track_init(s->track, MACHINES, (struct event_sink){s, stamped});
	s->o = observe_init(s->observe, (struct event_sink){s, seen});
	s->frames = 0;
	s->last_us = 0;
}

/* The clock goes on in seconds, as when a capture is read. */
static void
tick(struct slice *s, int64_t now_us)
{
	if (now_us - s->last_us < 1000000)
		return;
	s->last_us = now_us;
	observe_tick(s->o, now_us);
	track_tick(s->t, now_us);
	diag_tick(s->d, now_us);
}

static void
play(struct slice *s)
{
	const char *top = getenv("srcdir");
	struct capture_file *file;
	struct observe_frame f = {0};
	char path[512], why[128];
	struct text t;

	text_init(&t, why, sizeof(why));
	(void)snprintf(path, sizeof(path), "%s/tests/pcap/%s.pcap",
	    top == NULL ? "." : top, s->name);
	assert_int_equal(capture_file_open(&file, path, &t), 0);
	prepare(s);
	while (s->frames < s->to && capture_file_next(file, &f) == 1)
		if (++s->frames > s->from) {
			tick(s, f.time_us);
			(void)observe_frame(s->o, &f);
		}
	observe_end(s->o);
	diag_tick(s->d, f.time_us);
	capture_file_close(file);
}

static void
no_part_of_a_healthy_boot_alarms(void **state)
{
	static struct slice s;
	size_t i, part, whole;

	(void)state;
	s.observe = malloc(observe_size());
	s.track = malloc(track_size(MACHINES));
	s.diag = malloc(diag_size());
	assert_true(s.observe != NULL && s.track != NULL && s.diag != NULL);
	for (i = 0; i < sizeof(healthy) / sizeof(healthy[0]); i++) {
		s.name = healthy[i];
		s.from = 0;
		s.to = SIZE_MAX;
		play(&s);
		whole = s.frames;
		assert_true(whole > 0);
		for (part = 1; part < PARTS; part++) {
			s.from = 0;
			s.to = whole * part / PARTS;
			play(&s);
			s.from = s.to;
			s.to = SIZE_MAX;
			play(&s);
		}
	}
	free(s.observe);
	free(s.track);
	free(s.diag);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(no_part_of_a_healthy_boot_alarms),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
