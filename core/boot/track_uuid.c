/* SPDX-License-Identifier: ISC */
#include "core/boot/track_table.h"

#include <string.h>

#include "core/boot/client.h"

/* A UUID in the clothes of a MAC, so that one kind of index does; who is
 * found by it must be compared. */
static struct mac
uuid_key(const uint8_t uuid[16])
{
	struct mac key;
	size_t i;

	for (i = 0; i < sizeof(key.b); i++)
		key.b[i] = uuid[i] ^ uuid[i + 6] ^
		    uuid[i + 12 < 16 ? i + 12 : i + 4];
	return key;
}

static struct machine *
find_uuid(const struct track *t, const uint8_t uuid[16])
{
	const struct mac key = uuid_key(uuid);
	const uint32_t row = mac_index_find(&t->by_uuid, &key);

	if (row == MAC_INDEX_NONE ||
	    memcmp(t->rows[row].uuid, uuid, sizeof(t->rows[row].uuid)) != 0)
		return NULL;
	return &t->rows[row];
}

void
track_uuid_forget(struct track *t, const struct machine *m)
{
	const struct mac key = uuid_key(m->uuid);

	if (m->has_uuid && find_uuid(t, m->uuid) == m)
		mac_index_remove(&t->by_uuid, &key);
}

static void
learn_uuid(struct track *t, struct machine *m, const uint8_t uuid[16])
{
	const struct mac key = uuid_key(uuid);

	track_uuid_forget(t, m);
	m->has_uuid = true;
	memcpy(m->uuid, uuid, sizeof(m->uuid));
	mac_index_put(&t->by_uuid, &key, (uint32_t)(m - t->rows));
}

static bool
is_gpxe(enum client_stage stage)
{
	return stage == STAGE_GPXE || stage == STAGE_IPXE;
}

static bool
is_boot_client(enum client_stage stage)
{
	return is_gpxe(stage) || stage == STAGE_ROM || stage == STAGE_HTTP;
}

/*
 * Does this message go on with that machine's boot?  Only where a loader is
 * awaited: the ROM that asked last got its loader, and what asks now is one.
 * Two ROMs with one UUID may be two machines as well as two ports of one.
 */
static bool
goes_on(const struct machine *m, const struct machine *lead,
    const struct event_dhcp *d)
{
	return lead->active && !m->active && !lead->shares && !m->shares &&
	    !lead->has_as && (lead->got & GOT_LOADER) != 0 &&
	    (lead->asked == STAGE_ROM || lead->asked == STAGE_HTTP) &&
	    is_gpxe(d->stage) && d->type == DHCP_DISCOVER;
}

/* Whom a row follows, as long as both hold to it. */
static struct machine *
lead_of(const struct track *t, const struct machine *m)
{
	struct machine *lead = m->follows ? track_find(t, &m->lead) : NULL;

	return lead != NULL && lead->has_as && mac_equal(&lead->as, &m->mac) ?
	    lead :
	    NULL;
}

/* The boot that ended is the last that the two have in common. */
static bool
is_over(const struct machine *lead, const struct event_dhcp *d)
{
	return !lead->active && d->op == DHCP_OP_REQUEST &&
	    is_boot_client(d->stage);
}

/* A machine shows its UUID: whoever else shows it now is another one. */
static void
show_uuid(struct track *t, struct machine *m, const struct event_dhcp *d)
{
	struct machine *other = find_uuid(t, d->facts.uuid);

	if (other != NULL && other != m && other->active && m->active &&
	    m->has_uuid && memcmp(m->uuid, other->uuid, 16) == 0)
		other->shares = m->shares = true;
	if (other != m)
		learn_uuid(t, m, d->facts.uuid);
}

/* It speaks as itself again, within the boot that another MAC went on with:
 * then these are two. */
static void
speak_again(struct track *t, struct machine *m, const struct event_dhcp *d)
{
	struct machine *other = m->has_as ? track_find(t, &m->as) : NULL;

	if (!m->has_as || d->op != DHCP_OP_REQUEST ||
	    !is_boot_client(d->stage) || d->type == DHCP_DISCOVER)
		return;
	m->has_as = false;
	m->shares = true;
	if (other != NULL)
		other->shares = true;
}

static void
stamp(struct event *e, const struct machine *lead)
{
	e->has_as = true;
	e->as = e->mac;
	e->mac = lead->mac;
}

struct machine *
track_uuid_lead(struct track *t, struct machine *m, struct event *e)
{
	const struct event_dhcp *d = &e->u.dhcp;
	struct machine *lead = lead_of(t, m);

	if (lead == NULL && d->op == DHCP_OP_REQUEST && d->facts.uuid_usable) {
		lead = find_uuid(t, d->facts.uuid);
		if (lead == NULL || lead == m || !goes_on(m, lead, d)) {
			show_uuid(t, m, d);
			lead = NULL;
		}
	}
	if (lead == NULL || is_over(lead, d)) {
		m->follows = false;
		speak_again(t, m, d);
		return m;
	}
	m->follows = true;
	m->lead = lead->mac;
	track_touch(t, m, m->known, event_wire_us(e));
	lead->has_as = true;
	lead->as = m->mac;
	stamp(e, lead);
	return lead;
}

struct machine *
track_uuid_flow(const struct track *t, struct machine *m, struct event *e)
{
	struct machine *lead = lead_of(t, m);

	if (lead == NULL)
		lead = m;
	e->has_mac = true;
	e->mac = lead->mac;
	e->has_as = lead->has_as;
	e->as = lead->as;
	return lead;
}
