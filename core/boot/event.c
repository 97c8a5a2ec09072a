/* SPDX-License-Identifier: ISC */
#include "core/boot/event.h"

#include <stddef.h>
#include <string.h>

#include "core/base/text.h"

/* clang-format off */
static const char *const kind_names[EVENT_KIND_COUNT] = {
	[EVENT_DHCP] = "dhcp",
	[EVENT_TFTP] = "tftp",
	[EVENT_HTTP] = "http",
	[EVENT_ISCSI] = "iscsi",
	[EVENT_STAGE] = "stage",
	[EVENT_SESSION] = "session",
	[EVENT_LEASE] = "lease",
	[EVENT_HOST] = "host",
	[EVENT_FINDING] = "finding",
	[EVENT_SERVER] = "server",
	[EVENT_WIRE] = "wire",
	[EVENT_LOG] = "log",
};

static const char *const stage_names[BOOT_STAGE_COUNT] = {
	[BOOT_NEW] = "silent",
	[BOOT_DISCOVER] = "discover",
	[BOOT_OFFERED] = "offered",
	[BOOT_REQUESTED] = "requested",
	[BOOT_BOUND] = "bound",
	[BOOT_PROXY] = "proxy",
	[BOOT_LOADER] = "loader",
	[BOOT_CHAINED] = "chained",
	[BOOT_ROOT] = "root-path",
	[BOOT_SAN] = "san",
	[BOOT_CONFIG] = "config",
	[BOOT_KERNEL] = "kernel",
	[BOOT_INITRD] = "initrd",
	[BOOT_OS] = "os",
	[BOOT_IGNORED] = "ignored",
	[BOOT_STALLED] = "stalled",
	[BOOT_FAILED] = "failed",
	[BOOT_DONE] = "done",
};

static const char *const level_names[] = {
	[LOG_DEBUG] = "debug",
	[LOG_INFO] = "info",
	[LOG_WARNING] = "warning",
	[LOG_ERROR] = "error",
};
/* clang-format on */

const char *
event_kind_name(enum event_kind k)
{
	return k < EVENT_KIND_COUNT ? kind_names[k] : "";
}

const char *
boot_stage_name(enum boot_stage s)
{
	return s < BOOT_STAGE_COUNT ? stage_names[s] : "";
}

bool
boot_stage_is_payload(enum boot_stage s)
{
	return s == BOOT_KERNEL || s == BOOT_INITRD;
}

const char *
log_level_name(enum log_level l)
{
	return l <= LOG_ERROR ? level_names[l] : "";
}

#define UP_TO_END_OF(member)                                                   \
	(offsetof(struct event, u.member) +                                    \
	    sizeof(((struct event *)NULL)->u.member))

/* Without a message's own bytes. */
static size_t
size_of(enum event_kind kind)
{
	static const size_t sizes[EVENT_KIND_COUNT] = {
	    [EVENT_DHCP] = offsetof(struct event, u.dhcp.packet),
	    [EVENT_TFTP] = UP_TO_END_OF(tftp),
	    [EVENT_HTTP] = UP_TO_END_OF(http),
	    [EVENT_ISCSI] = UP_TO_END_OF(iscsi),
	    [EVENT_STAGE] = UP_TO_END_OF(stage),
	    [EVENT_SESSION] = UP_TO_END_OF(session),
	    [EVENT_LEASE] = UP_TO_END_OF(lease),
	    [EVENT_HOST] = UP_TO_END_OF(host),
	    [EVENT_FINDING] = UP_TO_END_OF(finding),
	    [EVENT_SERVER] = UP_TO_END_OF(server),
	    [EVENT_WIRE] = UP_TO_END_OF(wire),
	    [EVENT_LOG] = UP_TO_END_OF(log),
	};

	return sizes[kind];
}

void
event_init(struct event *e, enum event_kind kind, int64_t time_us,
    const struct mac *mac)
{
	memset(e, 0, size_of(kind));
	e->kind = kind;
	e->time_us = time_us;
	if (mac == NULL)
		return;
	e->has_mac = true;
	e->mac = *mac;
}

void
event_log(struct event *e, enum log_level level, const char *topic,
    const char *text, int64_t time_us)
{
	event_init(e, EVENT_LOG, time_us, NULL);
	e->origin = ORIGIN_OWN;
	e->u.log.level = level;
	(void)text_copy(e->u.log.topic, sizeof(e->u.log.topic), topic);
	(void)text_copy(e->u.log.text, sizeof(e->u.log.text), text);
}

static size_t
kept(size_t packet_len)
{
	return packet_len < EVENT_PACKET ? packet_len : EVENT_PACKET;
}

size_t
event_size(const struct event *e)
{
	return size_of(e->kind) +
	    (e->kind == EVENT_DHCP ? kept(e->u.dhcp.packet_len) : 0);
}

void
event_copy(struct event *to, const struct event *e)
{
	memcpy(to, e, event_size(e));
}

const struct mac *
event_speaker(const struct event *e)
{
	return e->has_as ? &e->as : &e->mac;
}

int64_t
event_wire_us(const struct event *e)
{
	return e->wire_us != 0 ? e->wire_us : e->time_us;
}

bool
event_tftp_unanswered(const struct event *e)
{
	const struct event_tftp *f = &e->u.tftp;

	return f->outcome == TFTP_NO_REPLY && e->origin == ORIGIN_WIRE &&
	    !f->answered;
}

bool
event_is_shown(const struct event *e)
{
	if (e->origin != ORIGIN_WIRE)
		return false;
	if (e->kind == EVENT_WIRE)
		/* Its own address it tells to all. */
		return (e->u.wire.kind == WIRE_ARP_REPLY &&
			   e->u.wire.src != e->u.wire.dst) ||
		    e->u.wire.kind == WIRE_UNREACHABLE;
	return e->kind == EVENT_TFTP || e->kind == EVENT_HTTP ||
	    e->kind == EVENT_ISCSI;
}

enum tftp_refusal
event_tftp_refusal(uint16_t error_code, const char *error)
{
	static const struct {
		const char *words;
		enum tftp_refusal means;
	} rows[] = {
	    {"ot found", REFUSAL_MISSING},
	    {"o such file", REFUSAL_MISSING},
	    {"ot exist", REFUSAL_MISSING},
	    {"ermission denied", REFUSAL_DENIED},
	    {"ccess denied", REFUSAL_DENIED},
	    {"ccess violation", REFUSAL_DENIED},
	};
	size_t i;

	if (error_code == TFTP_E_NOT_FOUND)
		return REFUSAL_MISSING;
	if (error_code == TFTP_E_ACCESS)
		return REFUSAL_DENIED;
	for (i = 0; error_code == 0 && i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strstr(error, rows[i].words) != NULL)
			return rows[i].means;
	return REFUSAL_OTHER;
}

bool
event_is_progress(const struct event *e)
{
	return (e->kind == EVENT_TFTP &&
		   e->u.tftp.phase == TFTP_PHASE_PROGRESS) ||
	    (e->kind == EVENT_HTTP && e->u.http.phase == HTTP_PHASE_PROGRESS);
}

bool
event_http_broke_off(const struct event *e)
{
	const struct event_http *h = &e->u.http;

	return h->phase == HTTP_PHASE_DONE && !h->in_part && h->status == 200 &&
	    h->has_length && h->bytes < h->length &&
	    strcmp(h->method, "HEAD") != 0;
}

const char *
event_http_left(const struct event *e)
{
	static const char *const words[] = {
	    [HTTP_LEFT_BY_CLIENT] = "the client left before the end",
	    [HTTP_LEFT_BY_SERVER] = "the server closed before the end",
	    [HTTP_LEFT_BY_NOBODY] = "nothing more of it came",
	    [HTTP_LEFT_BY_RESTART] = "the machine started anew",
	};

	return words[e->u.http.left];
}

void
event_keep_packet(struct event_dhcp *d, const void *data, size_t len)
{
	memcpy(d->packet, data, kept(len));
	d->packet_len = (uint16_t)(len < UINT16_MAX ? len : UINT16_MAX);
}
