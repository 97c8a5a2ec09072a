/* SPDX-License-Identifier: ISC */
/*
 * Any order of events: a finding says what it is in clean text, is raised
 * and cleared in turn for its machine (raised twice only when it is worse or
 * another mend is offered), what stands can be asked for, no rule holds of a
 * case that lacks what it needs, and time tells nothing before it is due.
 * The input is a run of eight bytes: what happens, type or outcome, machine
 * and session, flags, names, who, numbers, seconds that pass.
 */
#include "tests/fuzz/fuzz.h"

#include "core/boot/diag.h"
#include "core/boot/diag_rules.h"
#include "tests/rule_needs.h"

#define MACHINES 4
#define SLUGS 96
#define EVENT_BYTES 8

struct watch {
	struct event_finding last[MACHINES][SLUGS];
	bool early; /* nothing is due */
};

static size_t
number_of(const char *slug)
{
	size_t i;

	for (i = 0; i < diag_rule_count(); i++)
		if (strcmp(diag_rule(i)->slug, slug) == 0)
			return i;
	fuzz_must(false, "a slug of the table");
	return 0;
}

static void
is_clean(const char *text, size_t cap)
{
	const size_t n = strnlen(text, cap);
	size_t i;

	fuzz_must(n < cap, "an end of its text");
	for (i = 0; i < n; i++)
		fuzz_must((uint8_t)text[i] >= ' ' && text[i] != 0x7f,
		    "clean text");
}

/*
 * Raised and cleared in turn; raised again only as it is worse than it seemed
 * or has another mend.
 */
static void
check_turn(struct event_finding *last, const struct event_finding *f)
{
	if (!f->raised)
		fuzz_must(last->raised, "what is cleared was raised");
	else if (last->raised)
		fuzz_must(f->severity > last->severity ||
			f->mend != last->mend ||
			f->mend_with != last->mend_with ||
			strcmp(f->mend_name, last->mend_name) != 0,
		    "raised again with something new");
	*last = *f;
}

static void
take(void *arg, const struct event *e)
{
	struct watch *w = arg;
	const struct event_finding *f = &e->u.finding;

	if (e->kind != EVENT_FINDING)
		return;
	fuzz_must(!w->early, "time tells nothing before it is due");
	fuzz_must(e->has_mac && e->mac.b[5] < MACHINES, "its machine");
	check_turn(&w->last[e->mac.b[5]][number_of(f->slug)], f);
	is_clean(f->text, sizeof(f->text));
	is_clean(f->fix, sizeof(f->fix));
	fuzz_must(f->text[0] != '\0' && f->count > 0, "what it says");
	fuzz_must(f->evidence_count <= FINDING_EVIDENCE, "its evidence");
}

static const char *
name_of(uint8_t n)
{
	static const char *const names[] = {"", "pxelinux.0", "ldlinux.c32",
	    "pxelinux.cfg/default", "initrd.gz", "http://192.0.2.9/x.ipxe",
	    "undionly.kpxe", "shimx64.efi", "grubx64.efi", "grub/grub.cfg",
	    "\377", "pxelinux.0\377", "pxelinux.", "labpxelinux.cfg/default",
	    "iscsi:192.0.2.3::::iqn.a:b", "iscsi:192.0.2.3:iqn"};

	return names[n % (sizeof(names) / sizeof(names[0]))];
}

static uint32_t
addr_of(uint8_t n)
{
	static const uint32_t addrs[] = {0, UINT32_MAX, 0x0a630001u,
	    0x0a630002u, 0x0a630033u, 0x0a640005u};

	return addrs[n % (sizeof(addrs) / sizeof(addrs[0]))];
}

static void
make_facts(struct dhcp_facts *f, const uint8_t *b)
{
	f->arch = (b[3] & 1) != 0 ? 7 : (b[3] & 2) != 0 ? 0 : 0xffff;
	f->pxe_class = (b[3] & 4) != 0;
	f->http_class = (b[6] & 1) != 0;
	f->has_vendor = (b[6] & 2) != 0;
	f->has_menu = (b[6] & 4) != 0;
	f->discovery = b[6] & 8;
	f->has_server_id = (b[3] & 8) != 0;
	f->broadcast = (b[3] & 16) != 0;
	f->overload = (b[6] & 16) != 0;
	f->user_ipxe = f->has_gpxe = (b[3] & 32) != 0;
	f->has_uuid = (b[6] & 32) != 0;
	f->uuid_usable = f->has_uuid && (b[6] & 64) != 0;
	memset(f->uuid, f->uuid_usable, sizeof(f->uuid));
	f->secs = b[6];
	f->length = (uint16_t)(b[6] * 8);
	f->max_size = 1472;
	f->mask = 0xffffff00u;
	f->has_name = (b[6] & 128) != 0;
	(void)text_copy(f->file, sizeof(f->file), name_of(b[4]));
	(void)text_copy(f->name, sizeof(f->name), name_of(b[4] / 16));
	(void)text_copy(f->prefix, sizeof(f->prefix), "lab");
}

static void
make_dhcp(struct event *e, const uint8_t *b)
{
	struct event_dhcp *d = &e->u.dhcp;

	d->op = (b[0] & 0x10) != 0 ? DHCP_OP_REPLY : DHCP_OP_REQUEST;
	d->stage = (enum client_stage)((b[0] >> 5) % STAGE_COUNT);
	d->type = (enum dhcp_type)(b[1] % DHCP_TYPE_COUNT);
	d->arch = (b[3] & 1) != 0 ? ARCH_X64 : ARCH_BIOS;
	d->xid = b[1] / 32;
	d->mode = (enum boot_mode)((b[2] >> 5) % MODE_COUNT);
	d->refused = (b[2] & 16) != 0;
	d->server = addr_of(b[5]);
	d->src = addr_of(b[5] / 2);
	d->dst = addr_of(b[5] / 8);
	d->yiaddr = addr_of(b[5] / 16);
	d->siaddr = addr_of(b[5] / 32);
	d->giaddr = (b[3] & 128) != 0 ? 0x0a640001u : 0;
	d->dst_port = (b[3] & 64) != 0 ? DHCP_PORT_PXE : DHCP_PORT_SERVER;
	make_facts(&d->facts, b);
	(void)text_copy(d->root_path, sizeof(d->root_path), name_of(b[4] / 16));
}

static void
make_tftp(struct event *e, const uint8_t *b)
{
	struct event_tftp *f = &e->u.tftp;

	f->phase = (enum tftp_phase)((b[0] >> 4) % 3);
	f->outcome = (enum tftp_outcome)(b[1] % (TFTP_PROBE + 1));
	f->transfer = b[1] / 32;
	f->error_code = b[3] & 3;
	f->server = addr_of(b[5]);
	f->answer = addr_of(b[5] / 16);
	f->blksize = (uint16_t)(b[6] * 8);
	f->bytes = (uint64_t)b[6] << 16;
	f->blocks = (b[3] & 4) != 0 ? 65535 : b[6] & 1;
	f->retransmits = b[6] / 4;
	f->asked = b[3] >> 4;
	f->granted = b[3] & 15;
	f->answered = (b[3] & 8) != 0;
	f->heard = (b[3] & 16) != 0;
	(void)text_copy(f->file, sizeof(f->file), name_of(b[4]));
}

static void
make_rest(struct event *e, const uint8_t *b)
{
	if (e->kind == EVENT_HTTP) {
		e->u.http.phase = (b[0] & 16) != 0 ? HTTP_PHASE_DONE :
		    (b[3] & 64) != 0               ? HTTP_PHASE_PROGRESS :
						     HTTP_PHASE_REQUEST;
		e->u.http.status = (uint16_t)(b[1] * 4);
		if (e->u.http.phase == HTTP_PHASE_DONE)
			e->u.http.reach = (enum http_reach)(
			    (b[3] >> 3 & 3) % HTTP_REACH_COUNT);
		e->u.http.has_length = (b[3] & 1) != 0;
		e->u.http.length = b[6];
		(void)text_copy(e->u.http.uri, sizeof(e->u.http.uri),
		    name_of(b[4]));
	} else if (e->kind == EVENT_ISCSI) {
		e->u.iscsi.phase = (enum iscsi_phase)(b[1] % ISCSI_PHASE_COUNT);
		e->u.iscsi.status_class = b[3] & 3;
		e->u.iscsi.status_detail = b[6] & 7;
	} else if (e->kind == EVENT_WIRE) {
		e->u.wire.kind = (enum wire_kind)(b[1] & 3);
		e->u.wire.src = addr_of(b[5]);
		e->u.wire.dst = addr_of(b[5] / 16);
	} else if (e->kind == EVENT_STAGE)
		e->u.stage.stage = (enum boot_stage)(b[1] % BOOT_STAGE_COUNT);
	else if (e->kind == EVENT_SESSION) {
		e->u.session.begins = (b[0] & 16) != 0;
		e->u.session.result = (enum boot_stage)(
		    b[1] % BOOT_STAGE_COUNT);
	}
}

static void
make_event(struct event *e, const uint8_t *b, int64_t now)
{
	static const enum event_kind kinds[] = {EVENT_DHCP, EVENT_DHCP,
	    EVENT_TFTP, EVENT_HTTP, EVENT_ISCSI, EVENT_WIRE, EVENT_STAGE,
	    EVENT_SESSION};
	const struct mac mac = {{2, 0, 0, 0, 0, b[2] % MACHINES}};

	event_init(e, kinds[b[0] & 7], now, &mac);
	e->session = b[2] / MACHINES % 4;
	e->origin = (b[7] & 1) != 0 ? ORIGIN_OWN : ORIGIN_WIRE;
	e->unheard = (b[7] & 2) != 0;
	e->frame = b[7];
	if (e->kind == EVENT_DHCP)
		make_dhcp(e, b);
	else if (e->kind == EVENT_TFTP)
		make_tftp(e, b);
	else
		make_rest(e, b);
}

static void
must_be_asked(struct diag *d, const struct mac *mac, const struct diag_env *env,
    int64_t now, int64_t wait)
{
	const struct boot_case *c = diag_case(d, mac);

	fuzz_must(c == NULL || rule_that_holds_in_vain(c, env, now) == NULL,
	    "a rule that holds is asked");
	/* Seldom, as it asks all of them. */
	fuzz_must(c == NULL || wait % 800000 != 0 ||
		rule_that_changes_unasked(c, env, now, now + wait) == NULL,
	    "a rule is asked when time changes its answer");
}

/* Ticks, at most so much later, with which nothing may be told. */
static void
tick_early(struct diag *d, struct watch *w, int64_t now, int64_t wait)
{
	const int64_t due = diag_due_us(d);

	w->early = true;
	diag_tick(d, now + wait < due ? now + wait : due - 1);
	w->early = false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct watch watch;
	const struct diag_env env = {.live = true,
	    .capturing = size % 2 == 0,
	    .addrs = {0x0a630001u},
	    .masks = {0xffffff00u},
	    .addr_count = 1,
	    .started_us = 1};
	struct event_finding found[SLUGS];
	int64_t now = 1700000000 * (int64_t)1000000;
	static void *memory; /* large: the same for all runs */
	struct diag *d;
	struct event e;
	size_t at;

	if (memory == NULL)
		memory = malloc(diag_size());
	fuzz_must(memory != NULL, "memory");
	memset(&watch, 0, sizeof(watch));
	d = diag_init(memory, &env, (struct event_sink){&watch, take});
	for (at = 0; at + EVENT_BYTES <= size; at += EVENT_BYTES) {
		/* It may also jump back, as a clock that is set does. */
		now += (int64_t)(int8_t)data[at + 7] * 300000;
		make_event(&e, data + at, now);
		diag_event(d, &e);
		must_be_asked(d, &e.mac, &env, now,
		    (int64_t)data[at + 6] * 100000);
		diag_tick(d, now);
		tick_early(d, &watch, now, (int64_t)data[at + 6] * 100000);
		fuzz_must(diag_findings(d, &e.mac, found, SLUGS) <=
			diag_rule_count(),
		    "as many as there are rules");
	}
	return 0;
}
