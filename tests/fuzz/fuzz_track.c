/* SPDX-License-Identifier: ISC */
/*
 * Any order of events: sessions begin and end in turn, every number belongs
 * to one machine, a once is used up only by a boot that is done, and time
 * does nothing before it is due.  The input is a run of six bytes: what
 * happens (kind, stage or phase), type or outcome, machine, mode and flags,
 * file, seconds that pass.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/track.h"

#define MACHINES 4
#define NUMBERS 4096

struct watch {
	bool open[NUMBERS], closed[NUMBERS];
	bool early; /* nothing is due */
	struct mac owner[NUMBERS];
};

static void
take(void *arg, const struct event *e)
{
	struct watch *w = arg;
	const uint64_t n = e->session;

	fuzz_must(!w->early, "time does nothing before it is due");
	fuzz_must(n < NUMBERS, "a session number");
	fuzz_must(n == 0 || e->has_mac, "a session has its machine");
	if (e->kind != EVENT_SESSION)
		return;
	if (e->u.session.begins) {
		fuzz_must(!w->open[n] && !w->closed[n], "it begins once");
		w->open[n] = true;
		w->owner[n] = e->mac;
		return;
	}
	fuzz_must(w->open[n] && !w->closed[n], "it ends once");
	fuzz_must(mac_equal(&w->owner[n], &e->mac), "for its machine");
	fuzz_must(!e->u.session.once_used ||
		(e->u.session.by_once && e->u.session.result == BOOT_DONE),
	    "once is used up by a boot that is done");
	w->closed[n] = true;
}

static const char *
name_of(uint8_t n)
{
	static const char *const names[] = {"pxelinux.0", "ldlinux.c32",
	    "pxelinux.cfg/default", "vmlinuz", "http://192.0.2.9/x.ipxe",
	    "undionly.kpxe", "menu.gpxe", ""};

	return names[n % (sizeof(names) / sizeof(names[0]))];
}

static void
make_dhcp(struct event *e, const uint8_t *b)
{
	struct event_dhcp *d = &e->u.dhcp;

	d->op = (b[0] & 0x10) != 0 ? DHCP_OP_REPLY : DHCP_OP_REQUEST;
	d->stage = (enum client_stage)((b[0] >> 5) % STAGE_COUNT);
	d->type = (enum dhcp_type)(b[1] % DHCP_TYPE_COUNT);
	d->xid = b[1];
	d->mode = (enum boot_mode)((b[3] & 7) % MODE_COUNT);
	d->by_once = (b[3] & 8) != 0;
	d->known = (b[3] & 16) != 0;
	d->refused = (b[3] & 32) != 0;
	d->yiaddr = (b[3] & 64) != 0 ? 0 : 0x0a630032u + b[2] % 8;
	(void)text_copy(d->bootfile, sizeof(d->bootfile), name_of(b[4]));
	if ((b[4] & 0x80) != 0)
		(void)text_copy(d->root_path, sizeof(d->root_path),
		    "iscsi:192.0.2.3::::iqn.a:b");
}

static void
make_tftp(struct event *e, const uint8_t *b)
{
	struct event_tftp *f = &e->u.tftp;

	f->phase = (enum tftp_phase)((b[0] >> 4) % 3);
	f->outcome = (enum tftp_outcome)(b[1] % (TFTP_PROBE + 1));
	f->error_code = b[3] & 1;
	f->client = 0x0a630032u + b[2] % 8;
	(void)text_copy(f->file, sizeof(f->file), name_of(b[4]));
}

static void
make_http(struct event *e, const uint8_t *b)
{
	struct event_http *h = &e->u.http;

	h->phase = (b[0] & 16) != 0 ? HTTP_PHASE_DONE :
	    (b[1] & 4) != 0         ? HTTP_PHASE_PROGRESS :
				      HTTP_PHASE_REQUEST;
	h->status = (b[1] & 1) != 0 ? 200 : 404;
	h->client = 0x0a630032u + b[2] % 8;
	(void)text_copy(h->uri, sizeof(h->uri), "/x.ipxe");
}

static void
make_wire(struct event *e, const uint8_t *b)
{
	struct event_wire *w = &e->u.wire;

	w->kind = (enum wire_kind)(b[1] % (WIRE_TCP_SILENT + 1));
	w->src = 0x0a630032u + b[2] % 8;
	w->dst = (b[3] & 1) != 0 ? 0xc0000203u : 0x0a630001u;
	w->port = (b[3] & 2) != 0 ? 3260 : 80;
	e->mac.b[0] = 2;
	e->mac.b[5] = b[2] % 8;
}

static void
make_event(struct event *e, const uint8_t *b, int64_t now)
{
	static const enum event_kind kinds[] = {EVENT_DHCP, EVENT_DHCP,
	    EVENT_DHCP, EVENT_TFTP, EVENT_TFTP, EVENT_HTTP, EVENT_ISCSI,
	    EVENT_WIRE};
	const struct mac mac = {{2, 0, 0, 0, 0, b[2] % 8}};
	const enum event_kind kind = kinds[b[0] & 7];

	event_init(e, kind, now, kind == EVENT_DHCP ? &mac : NULL);
	if (kind == EVENT_DHCP)
		make_dhcp(e, b);
	else if (kind == EVENT_TFTP)
		make_tftp(e, b);
	else if (kind == EVENT_HTTP)
		make_http(e, b);
	else if (kind == EVENT_WIRE)
		make_wire(e, b);
	else if (kind == EVENT_ISCSI)
		e->u.iscsi.client = 0x0a630032u + b[2] % 8;
}

/* Ticks, at most so much later, with which nothing may happen. */
static void
tick_early(struct track *t, struct watch *w, int64_t now, int64_t wait)
{
	const int64_t due = track_due_us(t, now);

	w->early = true;
	track_tick(t, now + wait < due ? now + wait : due - 1);
	w->early = false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct watch watch;
	const struct event_sink sink = {&watch, take};
	int64_t now = 1700000000 * (int64_t)1000000;
	void *memory = malloc(track_size(MACHINES));
	struct track *t;
	struct event e;
	size_t at;

	fuzz_must(memory != NULL, "memory");
	memset(&watch, 0, sizeof(watch));
	t = track_init(memory, MACHINES, sink);
	for (at = 0; at + 6 <= size && at < 6 * (NUMBERS - 1); at += 6) {
		/* It may also jump back, as a clock that is set does. */
		now += (int64_t)(int8_t)data[at + 5] * 1000000;
		make_event(&e, data + at, now);
		track_event(t, &e);
		track_tick(t, now);
		tick_early(t, &watch, now, (int64_t)data[at + 4] * 400000);
	}
	free(memory);
	return 0;
}
