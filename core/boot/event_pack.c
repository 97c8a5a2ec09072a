/* SPDX-License-Identifier: ISC */
#include "core/boot/event_pack.h"

#include <string.h>

struct span {
	uint16_t at, size;
};

#define MOST_TEXTS 11

/* Where the texts of a kind are, in the order of the structure. */
struct layout {
	uint16_t count;
	struct span text[MOST_TEXTS];
};

#define TEXT(member)                                                           \
	{                                                                      \
		offsetof(struct event, u.member),                              \
		    sizeof(((struct event *)NULL)->u.member)                   \
	}

/* clang-format off */
static const struct layout layouts[EVENT_KIND_COUNT] = {
	[EVENT_DHCP] = {11, {TEXT(dhcp.facts.file), TEXT(dhcp.facts.sname),
	    TEXT(dhcp.facts.name), TEXT(dhcp.facts.tftp_name),
	    TEXT(dhcp.facts.class_id), TEXT(dhcp.facts.prefix),
	    TEXT(dhcp.kind), TEXT(dhcp.bootfile), TEXT(dhcp.root_path),
	    TEXT(dhcp.reason), TEXT(dhcp.reason_slug)}},
	[EVENT_TFTP] = {2, {TEXT(tftp.file), TEXT(tftp.error)}},
	[EVENT_HTTP] = {4, {TEXT(http.method), TEXT(http.uri),
	    TEXT(http.host), TEXT(http.agent)}},
	[EVENT_ISCSI] = {2, {TEXT(iscsi.initiator), TEXT(iscsi.target)}},
	[EVENT_STAGE] = {2, {TEXT(stage.what), TEXT(stage.choice)}},
	[EVENT_SESSION] = {1, {TEXT(session.text)}},
	[EVENT_HOST] = {5, {TEXT(host.object), TEXT(host.key),
	    TEXT(host.before), TEXT(host.after), TEXT(host.who)}},
	[EVENT_FINDING] = {3, {TEXT(finding.mend_name), TEXT(finding.text),
	    TEXT(finding.fix)}},
	[EVENT_SERVER] = {1, {TEXT(server.offers)}},
	[EVENT_LOG] = {2, {TEXT(log.topic), TEXT(log.text)}},
};
/* clang-format on */

static unsigned char *
put(unsigned char *to, const void *from, size_t len)
{
	memcpy(to, from, len);
	return to + len;
}

static const unsigned char *
get(void *to, const unsigned char *from, size_t len)
{
	memcpy(to, from, len);
	return from + len;
}

/* Before each text its length; and as much as there is between them. */
size_t
event_pack(void *to, const struct event *e)
{
	const struct layout *l = &layouts[e->kind];
	const char *from = (const char *)e;
	unsigned char *at = to;
	size_t i, done = 0;
	uint16_t n;

	for (i = 0; i < l->count; i++) {
		const struct span *s = &l->text[i];

		if (s->at > done)
			at = put(at, from + done, s->at - done);
		n = from[s->at] == '\0' ?
		    0 :
		    (uint16_t)strnlen(from + s->at, s->size - 1u);
		at = put(at, &n, sizeof(n));
		if (n > 0)
			at = put(at, from + s->at, n);
		done = (size_t)s->at + s->size;
	}
	at = put(at, from + done, event_size(e) - done);
	return (size_t)(at - (unsigned char *)to);
}

void
event_unpack(struct event *e, const void *packed)
{
	const unsigned char *from = packed;
	char *to = (char *)e;
	const struct layout *l;
	size_t i, done = sizeof(e->kind);
	uint16_t n;

	/* The kind is the first of an event: it tells where the rest goes. */
	from = get(e, from, done);
	l = &layouts[e->kind];
	for (i = 0; i < l->count; i++) {
		const struct span *s = &l->text[i];

		if (s->at > done)
			from = get(to + done, from, s->at - done);
		from = get(&n, from, sizeof(n));
		if (n > 0)
			from = get(to + s->at, from, n);
		to[s->at + n] = '\0';
		done = (size_t)s->at + s->size;
	}
	/* How much follows stands in what has been filled by now. */
	(void)get(to + done, from, event_size(e) - done);
}
