/* SPDX-License-Identifier: ISC */
#include "tests/unit/sick.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/diag_look.h"
#include "tests/rule_needs.h"

/* Behind its words a finding has nothing, of another rule or the stack. */
static void
ends_clean(const char *text, size_t size)
{
	size_t i;

	for (i = strlen(text); i < size; i++)
		assert_int_equal(text[i], '\0');
}

static void
take(void *arg, const struct event *e)
{
	struct sick *s = arg;

	if (e->kind != EVENT_FINDING)
		return;
	assert_true(s->count < MOST_FOUND);
	assert_true(e->has_mac);
	ends_clean(e->u.finding.text, sizeof(e->u.finding.text));
	ends_clean(e->u.finding.fix, sizeof(e->u.finding.fix));
	ends_clean(e->u.finding.mend_name, sizeof(e->u.finding.mend_name));
	s->found[s->count++] = e->u.finding;
}

void
sick_begin(struct sick *s)
{
	memset(s, 0, sizeof(*s));
	s->memory = calloc(1, diag_size());
	assert_non_null(s->memory);
	s->mac = (struct mac){{2, 0, 0, 0, 0, 1}};
	s->now = 1700000000 * SECOND;
	s->env.capturing = true;
	s->stage = STAGE_ROM;
	s->arch = ARCH_BIOS;
	s->server = SERVER;
	s->origin = ORIGIN_WIRE;
	s->d = diag_init(s->memory, &s->env, (struct event_sink){s, take});
	sick_boots(s);
}

void
sick_end(struct sick *s)
{
	free(s->memory);
}

void
sick_boots(struct sick *s)
{
	s->session++;
	s->xid++;
	s->now += 30 * SECOND;
}

/* Does the machine begin something with it?  A REQUEST mostly goes on. */
static bool
begins(const struct sick *s, const struct event *e)
{
	if (e->kind == EVENT_DHCP)
		return e->u.dhcp.op != DHCP_OP_REPLY &&
		    (e->u.dhcp.type != DHCP_REQUEST || s->steps == 0 ||
			s->step[0].kind != EVENT_DHCP ||
			s->step[0].u.dhcp.type != DHCP_DISCOVER);
	if (e->kind == EVENT_TFTP)
		return e->u.tftp.phase == TFTP_PHASE_REQUEST;
	if (e->kind == EVENT_HTTP)
		return e->u.http.phase == HTTP_PHASE_REQUEST;
	return e->kind == EVENT_ISCSI &&
	    (e->u.iscsi.phase == ISCSI_CONNECT ||
		e->u.iscsi.phase == ISCSI_LOGIN);
}

static void
keep_step(struct sick *s)
{
	if (begins(s, &s->e))
		s->steps = 0;
	assert_true(s->steps < MOST_STEP);
	s->step[s->steps++] = s->e;
}

void
sick_go(struct sick *s)
{
	const struct boot_case *c;
	int64_t wait;

	keep_step(s);
	s->e.session = s->session;
	s->e.time_us = s->now;
	s->e.frame = ++s->frame;
	s->e.mac = s->mac;
	s->e.has_mac = true;
	diag_env(s->d, &s->env);
	diag_event(s->d, &s->e);
	c = diag_case(s->d, &s->mac);
	assert_null(rule_that_holds_in_vain(c, &s->env, s->now));
	for (wait = SECOND / 4; wait < 200 * SECOND; wait += wait)
		assert_null(rule_that_changes_unasked(c, &s->env, s->now,
		    s->now + wait));
	s->now += SECOND / 100;
}

/* A transfer has a port of its own, a DHCP exchange a number, mostly. */
static void
number_anew(struct sick *s, struct event *e)
{
	if (e->kind == EVENT_DHCP && e->u.dhcp.xid != DIAG_PI_XID)
		e->u.dhcp.xid += 0x1000;
	if (e->kind != EVENT_TFTP)
		return;
	s->transfer += e->u.tftp.phase == TFTP_PHASE_REQUEST;
	e->u.tftp.transfer = s->transfer;
	e->u.tftp.client_port = (uint16_t)(2000 + s->transfer);
}

void
sick_repeats(struct sick *s)
{
	struct event step[MOST_STEP];
	const size_t n = s->steps;
	size_t i;

	memcpy(step, s->step, n * sizeof(step[0]));
	sick_waits(s, 4);
	for (i = 0; i < n; i++) {
		if (i > 0)
			s->now += step[i].time_us - step[i - 1].time_us -
			    SECOND / 100;
		s->e = step[i];
		number_anew(s, &s->e);
		sick_go(s);
	}
}

void
sick_waits(struct sick *s, unsigned seconds)
{
	for (; seconds > 0; seconds--) {
		s->now += SECOND;
		diag_tick(s->d, s->now);
	}
}

static void
begin(struct sick *s, enum event_kind kind)
{
	event_init(&s->e, kind, s->now, &s->mac);
	s->e.origin = s->origin;
}

struct event_dhcp *
sick_asks(struct sick *s, enum dhcp_type type)
{
	struct event_dhcp *d = &s->e.u.dhcp;

	begin(s, EVENT_DHCP);
	d->type = type;
	d->op = DHCP_OP_REQUEST;
	d->xid = s->xid;
	d->dst = UINT32_MAX;
	d->src_port = DHCP_PORT_CLIENT;
	d->dst_port = DHCP_PORT_SERVER;
	d->server = type == DHCP_REQUEST ? s->server : 0;
	d->stage = s->stage;
	d->arch = s->arch;
	d->facts.broadcast = true;
	d->facts.max_size = 1472;
	d->facts.pxe_class = s->stage != STAGE_HTTP && s->stage != STAGE_OS;
	d->facts.arch = s->arch == ARCH_X64 ? 7 : 0;
	if (s->stage == STAGE_OS)
		d->facts.arch = 0xffff;
	d->facts.user_ipxe = s->stage == STAGE_IPXE;
	d->facts.user_gpxe = s->stage == STAGE_GPXE;
	d->facts.has_gpxe = s->stage == STAGE_IPXE || s->stage == STAGE_GPXE;
	return d;
}

struct event_dhcp *
sick_told(struct sick *s, enum dhcp_type type, const char *name)
{
	struct event_dhcp *d = &s->e.u.dhcp;

	begin(s, EVENT_DHCP);
	d->type = type;
	d->op = DHCP_OP_REPLY;
	d->xid = s->xid;
	d->src = d->server = d->siaddr = s->server;
	d->dst = UINT32_MAX;
	d->src_port = DHCP_PORT_SERVER;
	d->dst_port = DHCP_PORT_CLIENT;
	d->yiaddr = CLIENT;
	d->facts.has_server_id = true;
	d->facts.length = 300;
	d->facts.mask = 0xffffff00u;
	d->facts.arch = 0xffff;
	(void)text_copy(d->facts.file, sizeof(d->facts.file), name);
	(void)text_copy(d->bootfile, sizeof(d->bootfile), name);
	return d;
}

void
sick_ask(struct sick *s, enum dhcp_type type)
{
	(void)sick_asks(s, type);
	sick_go(s);
}

void
sick_tell(struct sick *s, enum dhcp_type type, const char *name)
{
	(void)sick_told(s, type, name);
	sick_go(s);
}

void
sick_dora(struct sick *s, const char *name)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, name);
	sick_ask(s, DHCP_REQUEST);
	sick_tell(s, DHCP_ACK, name);
}

void
sick_discovers(struct sick *s, unsigned n)
{
	for (; n > 0; n--) {
		sick_ask(s, DHCP_DISCOVER);
		sick_waits(s, 4);
	}
}

struct event_tftp *
sick_fetches(struct sick *s, const char *file)
{
	struct event_tftp *t = &s->e.u.tftp;

	begin(s, EVENT_TFTP);
	t->phase = TFTP_PHASE_REQUEST;
	t->transfer = ++s->transfer;
	t->client = CLIENT;
	t->server = s->server;
	t->client_port = (uint16_t)(2000 + s->transfer);
	t->blksize = 1432;
	t->asked = 1u << TFTP_BLKSIZE | 1u << TFTP_TSIZE;
	(void)text_copy(t->file, sizeof(t->file), file);
	sick_go(s);
	t->phase = TFTP_PHASE_DONE;
	return t;
}

void
sick_fetch(struct sick *s, const char *file, enum tftp_outcome outcome)
{
	struct event_tftp *t = sick_fetches(s, file);

	t->outcome = outcome;
	t->answered = outcome != TFTP_NO_REPLY;
	t->heard = outcome == TFTP_COMPLETE || outcome == TFTP_PROBE;
	t->granted = t->asked;
	t->bytes = t->size = 26000;
	t->blocks = 19;
	t->error_code = outcome == TFTP_SERVER_ERROR ? 1 : 0;
	sick_go(s);
}

struct event_http *
sick_page(struct sick *s, const char *uri, uint16_t status)
{
	struct event_http *h = &s->e.u.http;

	begin(s, EVENT_HTTP);
	(void)text_copy(h->method, sizeof(h->method), "GET");
	(void)text_copy(h->uri, sizeof(h->uri), uri);
	h->client = CLIENT;
	h->server = s->server;
	sick_go(s);
	h->phase = HTTP_PHASE_DONE;
	h->status = status;
	h->has_length = true;
	h->bytes = h->length = 1000;
	return h;
}

void
sick_not_reached(struct sick *s, enum http_reach reach)
{
	struct event_http *h = &s->e.u.http;

	begin(s, EVENT_HTTP);
	h->phase = HTTP_PHASE_DONE;
	h->reach = reach;
	h->client = CLIENT;
	h->server = s->server;
	h->server_port = 80;
	sick_go(s);
}

struct event_iscsi *
sick_iscsi(struct sick *s, enum iscsi_phase phase)
{
	begin(s, EVENT_ISCSI);
	s->e.u.iscsi.phase = phase;
	s->e.u.iscsi.client = CLIENT;
	s->e.u.iscsi.server = s->server;
	s->e.u.iscsi.port = 3260;
	return &s->e.u.iscsi;
}

void
sick_arp(struct sick *s, uint32_t addr, bool reply)
{
	begin(s, EVENT_WIRE);
	s->e.u.wire.kind = reply ? WIRE_ARP_REPLY : WIRE_ARP_REQUEST;
	s->e.u.wire.src = reply ? addr : CLIENT;
	s->e.u.wire.dst = reply ? CLIENT : addr;
	sick_go(s);
}

void
sick_solicit(struct sick *s)
{
	begin(s, EVENT_WIRE);
	s->e.u.wire.kind = WIRE_SOLICIT;
	sick_go(s);
}

void
sick_kernel(struct sick *s, const char *file)
{
	begin(s, EVENT_STAGE);
	s->e.u.stage.stage = BOOT_KERNEL;
	sick_go(s);
	sick_fetch(s, file, TFTP_COMPLETE);
}

void
sick_over(struct sick *s, enum boot_stage result)
{
	begin(s, EVENT_SESSION);
	s->e.u.session.result = result;
	sick_go(s);
}

int
sick_has(const struct sick *s, const char *slug)
{
	int n = 0;
	size_t i;

	for (i = 0; i < s->count; i++)
		if (strcmp(s->found[i].slug, slug) == 0)
			n += s->found[i].raised ? 1 : -1;
	return n;
}

bool
sick_like(void *arg, const char *name, char *ret, size_t cap)
{
	(void)arg;
	if (strcmp(name, "\\Boot\\BCD") != 0 &&
	    strcmp(name, "/\\Boot/BCD") != 0)
		return false;
	return text_copy(ret, cap, "boot/bcd");
}
