/* SPDX-License-Identifier: ISC */
#include "core/boot/dhcp_facts.h"

#include <string.h>

#include "core/proto/dhcp_option.h"
#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

/* A text option cut to what is kept: for people and comparisons only. */
static bool
read_text(const struct dhcp_msg *m, uint8_t code, char *buf, size_t cap)
{
	const struct dhcp_option *o = dhcp_find(m, code);
	size_t n;

	if (o == NULL)
		return false;
	n = strnlen((const char *)o->data, o->len);
	if (n >= cap)
		n = cap - 1;
	if (n != 0)
		memcpy(buf, o->data, n);
	buf[n] = '\0';
	return true;
}

static void
read_field(char *buf, const uint8_t *field, size_t len)
{
	const size_t n = strnlen((const char *)field, len);

	memcpy(buf, field, n);
	buf[n] = '\0';
}

static bool
holds(const struct dhcp_option *o, const char *word)
{
	const size_t n = strlen(word);
	size_t i;

	for (i = 0; i + n <= o->len; i++)
		if (memcmp(o->data + i, word, n) == 0)
			return true;
	return false;
}

static void
read_vendor(struct dhcp_facts *f, const struct dhcp_option *o)
{
	struct pxe_vendor v;

	f->vendor_raspberry = holds(o, "Raspberry Pi Boot");
	if (pxe_decode(&v, o->data, o->len, NULL) != 0)
		return;
	f->vendor_pxe = true;
	f->has_discovery = v.has_discovery;
	f->discovery = v.discovery;
	f->has_menu = v.menu_count > 0;
	f->has_servers = v.server_count > 0;
	if (v.server_count > 0)
		f->boot_server = v.servers[0].addr;
	f->has_item = v.has_item;
	f->item_type = v.item_type;
}

static void
read_gpxe(struct dhcp_facts *f, const struct dhcp_option *o)
{
	struct gpxe_info g;

	if (gpxe_decode(&g, o->data, o->len, NULL) != 0)
		return;
	f->features = g.features;
	f->has_version = g.has_version;
	memcpy(f->version, g.version, sizeof(f->version));
	f->has_bus = g.has_bus_id;
	f->bus_type = g.bus_type;
	f->bus_vendor = g.vendor;
	f->bus_device = g.device;
	f->keep_san = g.keep_san;
	f->skip_san_boot = g.skip_san_boot;
	f->no_pxedhcp = g.no_pxedhcp;
	f->has_priority = g.has_priority;
	f->priority = g.priority;
}

static void
read_uuid(struct dhcp_facts *f, const struct dhcp_msg *m)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_UUID);
	size_t i;

	f->has_uuid = o != NULL;
	if (o == NULL || o->len != 17)
		return;
	memcpy(f->uuid, o->data + 1, sizeof(f->uuid));
	/* All zeros or all ones: firmware that never got an identity. */
	for (i = 1; i < sizeof(f->uuid); i++)
		if (f->uuid[i] != f->uuid[0])
			break;
	f->uuid_usable = i < sizeof(f->uuid) ||
	    (f->uuid[0] != 0 && f->uuid[0] != 0xff);
}

static void
read_user_class(struct dhcp_facts *f, const struct dhcp_msg *m)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_USER_CLASS);

	if (o == NULL)
		return;
	f->user_gpxe = dhcp_user_class(m, "gPXE");
	f->user_ipxe = dhcp_user_class(m, "iPXE");
	/* RFC 3004 wants a length byte first: the raw name has none. */
	f->user_class_raw = o->len == 4 && (f->user_gpxe || f->user_ipxe);
}

static bool
is_class_of_netbsd(const char *class_id)
{
	const size_t n = strlen(class_id);

	return strncmp(class_id, "NetBSD:", 7) == 0 &&
	    strcmp(class_id + n - 6, ":libsa") == 0;
}

/*
 * The second DHCP of a boot, by a loader of the BSDs' libsa: FreeBSD's calls
 * itself PXEClient as a ROM does, but has a user class; NetBSD's has a class
 * ("NetBSD:i386:libsa").  Others name nothing and ask for nothing, which no
 * system does.
 */
static bool
is_of_loader(const struct dhcp_facts *f, const struct dhcp_msg *m)
{
	static const uint8_t telling[] = {DHCP_OPT_HOSTNAME, DHCP_OPT_VENDOR,
	    DHCP_OPT_PRL, DHCP_OPT_CLASS_ID, DHCP_OPT_CLIENT_ID,
	    DHCP_OPT_USER_CLASS, DHCP_OPT_ARCH, DHCP_OPT_UUID, DHCP_OPT_GPXE};
	size_t i;

	if (m->head.op != DHCP_OP_REQUEST || m->head.ciaddr != 0 ||
	    (m->type != DHCP_DISCOVER && m->type != DHCP_REQUEST))
		return false;
	if (f->pxe_class)
		return dhcp_user_class(m, "FreeBSD");
	if (f->class_id[0] != '\0')
		return is_class_of_netbsd(f->class_id);
	for (i = 0; i < sizeof(telling); i++)
		if (dhcp_find(m, telling[i]) != NULL)
			return false;
	return true;
}

static void
read_asks(struct dhcp_facts *f, const struct dhcp_msg *m)
{
	const struct dhcp_option *o = dhcp_find(m, DHCP_OPT_PRL);
	size_t i;

	for (i = 0; o != NULL && i < o->len; i++)
		f->asks[o->data[i] / 8] |= (uint8_t)(1u << (o->data[i] % 8));
}

static void
read_numbers(struct dhcp_facts *f, const struct dhcp_msg *m)
{
	const struct dhcp_option *o;
	uint32_t id;

	f->secs = m->head.secs;
	f->hops = m->head.hops;
	f->broadcast = (m->head.flags & DHCP_FLAG_BROADCAST) != 0;
	f->ciaddr = m->head.ciaddr;
	f->overload = m->overload;
	f->no_end = m->no_end;
	f->arch = 0xffff;
	(void)dhcp_get_u16(m, DHCP_OPT_MAX_SIZE, &f->max_size);
	(void)dhcp_get_u32(m, DHCP_OPT_REQUESTED, &f->requested);
	(void)dhcp_get_u32(m, DHCP_OPT_LEASE, &f->lease);
	(void)dhcp_get_u32(m, DHCP_OPT_MASK, &f->mask);
	f->has_server_id = dhcp_get_u32(m, DHCP_OPT_SERVER_ID, &id);
	f->has_client_id = dhcp_find(m, DHCP_OPT_CLIENT_ID) != NULL;
	o = dhcp_find(m, DHCP_OPT_ARCH);
	if (o != NULL && o->len >= 2)
		f->arch = (uint16_t)(o->data[0] << 8 | o->data[1]);
	o = dhcp_find(m, DHCP_OPT_ROUTER);
	if (o != NULL && o->len >= 4)
		f->router = (uint32_t)o->data[0] << 24 |
		    (uint32_t)o->data[1] << 16 | (uint32_t)o->data[2] << 8 |
		    o->data[3];
}

void
dhcp_facts_read(struct dhcp_facts *f, const struct dhcp_msg *m, uint16_t length)
{
	const struct dhcp_option *name = dhcp_find(m, DHCP_OPT_BOOTFILE);
	const struct dhcp_option *vendor = dhcp_find(m, DHCP_OPT_VENDOR);
	const struct dhcp_option *gpxe = dhcp_find(m, DHCP_OPT_GPXE);

	memset(f, 0, sizeof(*f));
	f->length = length;
	read_numbers(f, m);
	read_field(f->file, m->file, DHCP_FILE_LEN);
	read_field(f->sname, m->sname, DHCP_SNAME_LEN);
	f->has_name = read_text(m, DHCP_OPT_BOOTFILE, f->name, sizeof(f->name));
	f->name_hidden = name != NULL && name->area != DHCP_IN_OPTIONS;
	f->name_nul = name != NULL && name->len > 0 &&
	    name->data[name->len - 1] == 0;
	(void)read_text(m, DHCP_OPT_TFTP_NAME, f->tftp_name,
	    sizeof(f->tftp_name));
	(void)read_text(m, DHCP_OPT_CLASS_ID, f->class_id, sizeof(f->class_id));
	f->pxe_class = strncmp(f->class_id, "PXEClient", 9) == 0;
	f->http_class = strncmp(f->class_id, "HTTPClient", 10) == 0;
	f->has_config = dhcp_find(m, DHCP_OPT_PXELINUX_CONFIG) != NULL;
	f->has_prefix = read_text(m, DHCP_OPT_PXELINUX_PREFIX, f->prefix,
	    sizeof(f->prefix));
	f->has_vendor = vendor != NULL;
	if (vendor != NULL)
		read_vendor(f, vendor);
	f->has_gpxe = gpxe != NULL;
	if (gpxe != NULL)
		read_gpxe(f, gpxe);
	read_uuid(f, m);
	read_user_class(f, m);
	read_asks(f, m);
	f->of_loader = is_of_loader(f, m);
}

bool
dhcp_facts_asks(const struct dhcp_facts *f, uint8_t code)
{
	return (f->asks[code / 8] & 1u << (code % 8)) != 0;
}
