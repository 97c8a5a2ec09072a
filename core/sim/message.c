/* SPDX-License-Identifier: ISC */
#include "core/sim/message.h"

#include <string.h>

#include "core/base/text.h"
#include "core/proto/dhcp_image.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

#define MESSAGE_MAX 1472
#define FEATURES_MAX 64

/* One message on its way. */
struct draft {
	const struct sim_kind *kind;
	const struct sim_machine *machine;
	enum dhcp_type type;
	uint16_t max_size; /* option 57 */
	struct sim_choice choice;
	struct dhcp_image img;
};

void
sim_machine_init(struct sim_machine *m, const struct mac *mac)
{
	struct rbuf r;

	memset(m, 0, sizeof(*m));
	m->mac = *mac;
	rbuf_init(&r, mac->b + 2, 4);
	m->xid = rbuf_u32(&r);
	/* As QEMU fills a board's UUID: a fixed part, then the MAC. */
	memcpy(m->uuid, "\x44\x45\x4c\x4c\0\0\0\x40\x80\0", 10);
	memcpy(m->uuid + 10, mac->b, sizeof(mac->b));
	m->arch = SIM_ARCH_OF_KIND;
}

static uint16_t
arch_of(const struct draft *d)
{
	return d->machine->arch == SIM_ARCH_OF_KIND ? d->kind->arch :
						      d->machine->arch;
}

static void
add_class(struct draft *d)
{
	char buf[80];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add(&t, d->kind->class_id);
	if (!d->kind->class_whole)
		text_addf(&t, ":Arch:%05u:UNDI:%03u%03u", arch_of(d),
		    d->kind->undi[0], d->kind->undi[1]);
	dhcp_image_add_str(&d->img, DHCP_OPT_CLASS_ID, buf, false, DHCP_MUST);
}

/* The kind's option 175 with this machine's card and version. */
static void
add_features(struct draft *d)
{
	uint8_t bytes[FEATURES_MAX];
	const size_t len = d->kind->features_len;
	size_t i;

	if (len > sizeof(bytes)) {
		d->img.err = -PX_ENOSPACE;
		return;
	}
	memcpy(bytes, d->kind->features, len);
	for (i = 0; i + 2 < len; i += 2u + bytes[i + 1]) {
		if (bytes[i] == GPXE_BUS_ID && d->machine->bus_id[0] != 0)
			memcpy(bytes + i + 3, d->machine->bus_id, 4);
		if (bytes[i] == GPXE_VERSION && d->machine->version != NULL)
			memcpy(bytes + i + 2, d->machine->version, 3);
	}
	dhcp_image_add(&d->img, DHCP_OPT_GPXE, bytes, len, DHCP_MUST);
}

static void
add_ids(struct draft *d, uint8_t code)
{
	uint8_t id[17] = {0};

	if (code == DHCP_OPT_UUID) {
		memcpy(id + 1, d->machine->uuid, 16);
		dhcp_image_add(&d->img, code, id, sizeof(id), DHCP_MUST);
		return;
	}
	id[0] = 1;
	memcpy(id + 1, d->machine->mac.b, sizeof(d->machine->mac.b));
	dhcp_image_add(&d->img, code, id, 1 + sizeof(d->machine->mac.b),
	    DHCP_MUST);
}

static void
add_ndi(struct draft *d)
{
	const uint8_t ndi[3] = {1, d->kind->undi[0], d->kind->undi[1]};

	dhcp_image_add(&d->img, DHCP_OPT_NDI, ndi, sizeof(ndi), DHCP_MUST);
}

static void
add_prl(struct draft *d)
{
	const uint8_t *end = memchr(d->kind->prl, 0, SIM_PRL);
	const size_t len = end == NULL ? SIM_PRL : (size_t)(end - d->kind->prl);

	dhcp_image_add(&d->img, DHCP_OPT_PRL, d->kind->prl, len, DHCP_MUST);
}

static void
add_item(struct draft *d)
{
	struct pxe_vendor v = {.has_item = true, .item_type = d->choice.item};
	uint8_t bytes[16];
	struct wbuf w;

	if (d->choice.item == 0)
		return;
	wbuf_init(&w, bytes, sizeof(bytes));
	pxe_encode(&v, &w);
	dhcp_image_add(&d->img, DHCP_OPT_VENDOR, bytes, w.len, DHCP_MUST);
}

static void
add_one(struct draft *d, uint8_t code)
{
	struct dhcp_image *img = &d->img;

	if (code == DHCP_OPT_TYPE)
		dhcp_image_add_u8(img, code, (uint8_t)d->type, DHCP_MUST);
	else if (code == DHCP_OPT_MAX_SIZE)
		dhcp_image_add_u16(img, code, d->max_size, DHCP_MUST);
	else if (code == DHCP_OPT_ARCH)
		dhcp_image_add_u16(img, code, arch_of(d), DHCP_MUST);
	else if (code == DHCP_OPT_NDI)
		add_ndi(d);
	else if (code == DHCP_OPT_CLASS_ID)
		add_class(d);
	else if (code == DHCP_OPT_USER_CLASS)
		dhcp_image_add_str(img, code, d->kind->user_class, false,
		    DHCP_MUST);
	else if (code == DHCP_OPT_PRL)
		add_prl(d);
	else if (code == DHCP_OPT_GPXE)
		add_features(d);
	else if (code == DHCP_OPT_UUID || code == DHCP_OPT_CLIENT_ID)
		add_ids(d, code);
	else if (code == DHCP_OPT_SERVER_ID)
		dhcp_image_add_u32(img, code, d->choice.server_id, DHCP_MUST);
	else if (code == DHCP_OPT_REQUESTED)
		dhcp_image_add_u32(img, code, d->choice.addr, DHCP_MUST);
	else if (code == DHCP_OPT_VENDOR)
		add_item(d);
}

/* The length of the message up to its END: what firmware sends unpadded. */
static size_t
unpadded(const struct wbuf *w, size_t start)
{
	size_t len = w->len - start;

	while (len > 0 && w->base[start + len - 1] != DHCP_OPT_END)
		len--;
	return len;
}

static int
write_draft(struct draft *d, const uint8_t *codes, struct wbuf *w)
{
	const size_t start = w->len;
	struct dhcp_encoded done;
	size_t i, len;
	int ret;

	for (i = 0; i < SIM_OPTIONS && codes[i] != 0; i++)
		add_one(d, codes[i]);
	ret = dhcp_encode(&d->img, w, MESSAGE_MAX, &done);
	if (ret < 0)
		return ret;
	len = unpadded(w, start);
	if (len < d->kind->padded)
		len = d->kind->padded;
	/* The encoder's own padding ends at 300; some firmware goes on. */
	if (start + len > w->len)
		wbuf_zero(w, start + len - w->len);
	else
		w->len = start + len;
	return w->bad ? -PX_ENOSPACE : 0;
}

static void
draft_init(struct draft *d, const struct sim_kind *k,
    const struct sim_machine *m, uint16_t secs)
{
	d->kind = k;
	d->machine = m;
	dhcp_image_init(&d->img);
	d->img.head.op = DHCP_OP_REQUEST;
	d->img.head.xid = m->xid;
	d->img.head.secs = secs;
	d->img.head.flags = k->broadcast ? DHCP_FLAG_BROADCAST : 0;
	memcpy(d->img.head.chaddr, m->mac.b, sizeof(m->mac.b));
}

static void
pass_on(struct draft *d)
{
	d->img.head.giaddr = d->machine->relay;
	d->img.head.hops = d->machine->relay != 0;
}

int
sim_discover(const struct sim_kind *k, const struct sim_machine *m,
    uint16_t secs, struct wbuf *w)
{
	struct draft d = {.type = DHCP_DISCOVER, .max_size = k->max_discover};

	draft_init(&d, k, m, secs);
	pass_on(&d);
	return write_draft(&d, k->discover, w);
}

int
sim_request(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, uint16_t secs, struct wbuf *w)
{
	struct draft d = {.type = DHCP_REQUEST,
	    .max_size = k->max_request,
	    .choice = *c};

	draft_init(&d, k, m, secs);
	pass_on(&d);
	return write_draft(&d, k->request, w);
}

int
sim_boot_request(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, struct wbuf *w)
{
	struct draft d = {.type = DHCP_REQUEST,
	    .max_size = k->max_4011,
	    .choice = *c};

	if (k->boot[0] == 0)
		return -PX_EPROTO;
	draft_init(&d, k, m, 0);
	d.img.head.flags = 0;
	d.img.head.ciaddr = c->addr;
	return write_draft(&d, k->boot, w);
}

int
sim_release(const struct sim_kind *k, const struct sim_machine *m,
    const struct sim_choice *c, struct wbuf *w)
{
	const bool has_id = memchr(k->request, DHCP_OPT_CLIENT_ID,
				SIM_OPTIONS) != NULL;
	const uint8_t codes[SIM_OPTIONS] = {DHCP_OPT_TYPE, DHCP_OPT_SERVER_ID,
	    has_id ? DHCP_OPT_CLIENT_ID : 0};
	struct draft d = {.type = DHCP_RELEASE, .choice = *c};

	draft_init(&d, k, m, 0);
	d.img.head.flags = 0;
	d.img.head.ciaddr = c->addr;
	return write_draft(&d, codes, w);
}
