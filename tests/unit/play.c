/* SPDX-License-Identifier: ISC */
#include "tests/unit/play.h"

#include <stdlib.h>
#include <string.h>

static void
take(void *arg, const struct event *e)
{
	struct play *s = arg;

	assert_true(s->count < MOST_SEEN);
	s->seen[s->count++] = *e;
}

void
play_begin_with(struct play *s, size_t machines)
{
	struct event_sink sink = {s, take};

	memset(s, 0, sizeof(*s));
	s->memory = malloc(track_size(machines));
	assert_non_null(s->memory);
	s->t = track_init(s->memory, machines, sink);
	s->now = 1700000000 * SECOND;
	s->mode = MODE_PXELINUX;
}

void
play_begin(struct play *s)
{
	play_begin_with(s, 16);
}

void
play_end(struct play *s)
{
	free(s->memory);
}

struct mac
play_mac_of(uint8_t n)
{
	struct mac m = {{2, 0, 0, 0, 0, n}};

	return m;
}

void
play_wait_seconds(struct play *s, unsigned n)
{
	while (n-- > 0) {
		s->now += SECOND;
		track_tick(s->t, s->now);
	}
}

struct event
play_dhcp(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type)
{
	struct mac mac = play_mac_of(machine);
	struct event e;

	event_init(&e, EVENT_DHCP, s->now, &mac);
	e.u.dhcp.type = type;
	e.u.dhcp.stage = stage;
	e.u.dhcp.mode = s->mode;
	e.u.dhcp.by_once = s->by_once;
	e.u.dhcp.known = true;
	e.u.dhcp.xid = s->xid;
	return e;
}

void
play_asks(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type)
{
	struct event e = play_dhcp(s, machine, stage, type);

	e.u.dhcp.op = DHCP_OP_REQUEST;
	if (type == DHCP_REQUEST)
		e.u.dhcp.yiaddr = ADDR(50u + machine);
	s->now += SECOND / 100;
	track_event(s->t, &e);
}

void
play_refused(struct play *s, uint8_t machine, enum client_stage stage)
{
	struct event e = play_dhcp(s, machine, stage, DHCP_DISCOVER);

	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.refused = true;
	track_event(s->t, &e);
}

void
play_told(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type, const char *bootfile, const char *root_path,
    bool proxy)
{
	struct event e = play_dhcp(s, machine, stage, type);

	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.src = ME;
	e.u.dhcp.yiaddr = proxy ? 0 : ADDR(50u + machine);
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), bootfile);
	(void)text_copy(e.u.dhcp.root_path, sizeof(e.u.dhcp.root_path),
	    root_path);
	s->now += SECOND / 100;
	track_event(s->t, &e);
}

void
play_dora(struct play *s, uint8_t machine, enum client_stage stage,
    const char *bootfile, const char *root_path)
{
	s->xid++;
	play_asks(s, machine, stage, DHCP_DISCOVER);
	play_told(s, machine, stage, DHCP_OFFER, bootfile, root_path, false);
	play_asks(s, machine, stage, DHCP_REQUEST);
	play_told(s, machine, stage, DHCP_ACK, bootfile, root_path, false);
}

void
play_tftp(struct play *s, uint8_t machine, const char *file,
    enum tftp_phase phase, enum tftp_outcome outcome)
{
	struct event e;

	event_init(&e, EVENT_TFTP, s->now, NULL);
	e.u.tftp.phase = phase;
	e.u.tftp.transfer = s->transfer;
	e.u.tftp.client = ADDR(50u + machine);
	e.u.tftp.outcome = outcome;
	if (outcome == TFTP_SERVER_ERROR) {
		e.u.tftp.error_code = 1;
		(void)text_copy(e.u.tftp.error, sizeof(e.u.tftp.error),
		    "not found");
	}
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), file);
	s->now += SECOND / 100;
	track_event(s->t, &e);
}

void
play_fetches(struct play *s, uint8_t machine, const char *file,
    enum tftp_outcome outcome)
{
	s->transfer++;
	play_tftp(s, machine, file, TFTP_PHASE_REQUEST, TFTP_RUNNING);
	play_tftp(s, machine, file, TFTP_PHASE_DONE, outcome);
}

enum boot_stage
play_stage_of(struct play *s, uint8_t machine)
{
	struct mac mac = play_mac_of(machine);
	struct track_view v;

	assert_true(track_look(s->t, &mac, &v));
	return v.stage;
}

size_t
play_ended(const struct play *s, struct event_session *ret)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++) {
		if (s->seen[i].kind != EVENT_SESSION ||
		    s->seen[i].u.session.begins)
			continue;
		*ret = s->seen[i].u.session;
		n++;
	}
	return n;
}

size_t
play_begun(const struct play *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->count; i++)
		n += s->seen[i].kind == EVENT_SESSION &&
		    s->seen[i].u.session.begins;
	return n;
}

bool
play_entered(const struct play *s, enum boot_stage stage)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->seen[i].kind == EVENT_STAGE &&
		    s->seen[i].u.stage.stage == stage)
			return true;
	return false;
}

void
play_expect_end(struct play *s, size_t n, enum boot_stage result,
    bool once_used)
{
	struct event_session last;

	memset(&last, 0, sizeof(last));
	assert_int_equal(play_ended(s, &last), n);
	if (last.result != result)
		fail_msg("ended %s: %s", boot_stage_name(last.result),
		    last.text);
	assert_int_equal(last.once_used, once_used);
	assert_true(last.text[0] != '\0');
}

void
play_pxelinux_files(struct play *s, uint8_t machine)
{
	play_fetches(s, machine, "pxelinux.0", TFTP_PROBE);
	play_fetches(s, machine, "pxelinux.0", TFTP_COMPLETE);
	play_fetches(s, machine, "ldlinux.c32", TFTP_COMPLETE);
	play_fetches(s, machine, "pxelinux.cfg/01-02-00-00-00-00-01",
	    TFTP_SERVER_ERROR);
	play_fetches(s, machine, "pxelinux.cfg/default", TFTP_COMPLETE);
}

void
play_gets(struct play *s, const char *method, const char *uri, uint64_t bytes)
{
	struct event e;

	event_init(&e, EVENT_HTTP, s->now, NULL);
	e.u.http.client = ADDR(51);
	(void)text_copy(e.u.http.method, sizeof(e.u.http.method), method);
	(void)text_copy(e.u.http.uri, sizeof(e.u.http.uri), uri);
	track_event(s->t, &e);
	e.u.http.phase = HTTP_PHASE_DONE;
	e.u.http.status = 200;
	e.u.http.has_length = true;
	e.u.http.length = 10;
	e.u.http.bytes = bytes;
	track_event(s->t, &e);
}
