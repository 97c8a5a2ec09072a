/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/event_pack.h"

struct field {
	enum event_kind kind;
	size_t at, size;
};

#define FIELD(kind, member)                                                    \
	{                                                                      \
		kind, offsetof(struct event, u.member),                        \
		    sizeof(((struct event *)NULL)->u.member)                   \
	}

static const struct field fields[] = {
    FIELD(EVENT_DHCP, dhcp.facts.file),
    FIELD(EVENT_DHCP, dhcp.facts.sname),
    FIELD(EVENT_DHCP, dhcp.facts.name),
    FIELD(EVENT_DHCP, dhcp.facts.tftp_name),
    FIELD(EVENT_DHCP, dhcp.facts.class_id),
    FIELD(EVENT_DHCP, dhcp.facts.prefix),
    FIELD(EVENT_DHCP, dhcp.kind),
    FIELD(EVENT_DHCP, dhcp.bootfile),
    FIELD(EVENT_DHCP, dhcp.root_path),
    FIELD(EVENT_DHCP, dhcp.reason),
    FIELD(EVENT_DHCP, dhcp.reason_slug),
    FIELD(EVENT_TFTP, tftp.file),
    FIELD(EVENT_TFTP, tftp.error),
    FIELD(EVENT_HTTP, http.method),
    FIELD(EVENT_HTTP, http.uri),
    FIELD(EVENT_HTTP, http.host),
    FIELD(EVENT_HTTP, http.agent),
    FIELD(EVENT_ISCSI, iscsi.initiator),
    FIELD(EVENT_ISCSI, iscsi.target),
    FIELD(EVENT_STAGE, stage.what),
    FIELD(EVENT_STAGE, stage.choice),
    FIELD(EVENT_SESSION, session.text),
    FIELD(EVENT_HOST, host.object),
    FIELD(EVENT_HOST, host.key),
    FIELD(EVENT_HOST, host.before),
    FIELD(EVENT_HOST, host.after),
    FIELD(EVENT_HOST, host.who),
    FIELD(EVENT_FINDING, finding.mend_name),
    FIELD(EVENT_FINDING, finding.text),
    FIELD(EVENT_FINDING, finding.fix),
    FIELD(EVENT_SERVER, server.offers),
    FIELD(EVENT_LOG, log.topic),
    FIELD(EVENT_LOG, log.text),
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

/* The n-th way to fill it: empty, one letter, some, all that has room. */
#define WAYS 4

static size_t
len_of(const struct field *f, size_t i, unsigned way)
{
	const size_t lens[WAYS] = {0, 1, i % (f->size - 1), f->size - 1};

	return lens[(way + (way == WAYS ? i : 0)) % WAYS];
}

/* Every byte of it means something, and texts end in zeros. */
static void
fill(struct event *e, enum event_kind kind, unsigned way, size_t packet)
{
	uint8_t *bytes = (uint8_t *)e;
	size_t i;

	for (i = 0; i < sizeof(*e); i++)
		bytes[i] = (uint8_t)(i * 7 + i / 256);
	e->kind = kind;
	if (kind == EVENT_DHCP)
		e->u.dhcp.packet_len = (uint16_t)packet;
	for (i = 0; i < FIELDS; i++) {
		const struct field *f = &fields[i];

		if (f->kind != kind)
			continue;
		memset(bytes + f->at, 0, f->size);
		memset(bytes + f->at, 'a' + (int)(i % 26), len_of(f, i, way));
	}
}

static void
comes_back(const struct event *e, size_t most)
{
	uint8_t packed[EVENT_PACK_MOST + 8];
	struct event back;
	size_t n;

	memset(packed, 0xee, sizeof(packed));
	memset(&back, 0, sizeof(back));
	n = event_pack(packed, e);
	assert_true(n <= most);
	assert_int_equal(packed[n], 0xee);
	event_unpack(&back, packed);
	assert_memory_equal(&back, e, event_size(e));
}

static void
every_kind_comes_back_whole(void **state)
{
	static const size_t packets[] = {0, 1, 300, EVENT_PACKET, 1400};
	struct event e;
	unsigned kind, way;
	size_t i;

	(void)state;
	for (kind = 0; kind < EVENT_KIND_COUNT; kind++)
		for (way = 0; way <= WAYS; way++)
			for (i = 0; i < sizeof(packets) / sizeof(packets[0]);
			     i++) {
				fill(&e, (enum event_kind)kind, way,
				    packets[i]);
				comes_back(&e, EVENT_PACK_MOST);
			}
}

/* What a text was before it was empty is not there any more. */
static void
an_empty_text_ends_at_once(void **state)
{
	uint8_t packed[EVENT_PACK_MOST];
	struct event e, back;
	size_t i;

	(void)state;
	for (i = 0; i < FIELDS; i++) {
		fill(&e, fields[i].kind, 0, 0);
		memset(&back, 'x', sizeof(back));
		(void)event_pack(packed, &e);
		event_unpack(&back, packed);
		assert_string_equal((char *)&back + fields[i].at, "");
	}
}

/* The point of it. */
static void
what_says_little_is_small(void **state)
{
	struct event e;

	(void)state;
	event_init(&e, EVENT_DHCP, 1, NULL);
	comes_back(&e, 400);
	event_init(&e, EVENT_STAGE, 1, NULL);
	comes_back(&e, 200);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_comes_back_whole),
	    cmocka_unit_test(an_empty_text_ends_at_once),
	    cmocka_unit_test(what_says_little_is_small),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
