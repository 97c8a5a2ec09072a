/* SPDX-License-Identifier: ISC */
#include "core/boot/reply_boot.h"

#include <string.h>

#include "core/boot/mode.h"
#include "core/boot/target.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/gpxe.h"
#include "core/proto/pxe.h"

#define VENDOR_MOST 512 /* option 43 with every tag that we set */
#define CREDENTIALS 0x8000u /* top bit of a boot layer, PXE 2.1 2.2.3 */

struct place {
	bool field, option, weak_option, overload;
};

/* clang-format off */
static const struct place places[PLACEMENT_COUNT] = {
	[PLACEMENT_NONE] = {.field = true},
	[PLACEMENT_FIELD] = {.field = true},
	[PLACEMENT_OPTION] = {.option = true},
	[PLACEMENT_BOTH] = {.field = true, .option = true,
	    .weak_option = true},
	[PLACEMENT_AUTO] = {.field = true}, /* the policy resolves it */
	[PLACEMENT_OVERLOAD] = {.option = true, .overload = true},
};

/* The makers' prefixes of the Raspberry Pi, from the IEEE's list. */
static const uint8_t pi_prefixes[][3] = {
	{0x28, 0xcd, 0xc1}, {0x2c, 0xcf, 0x67}, {0xb8, 0x27, 0xeb},
	{0xd8, 0x3a, 0xdd}, {0xdc, 0xa6, 0x32}, {0xe4, 0x5f, 0x01},
};
/* clang-format on */

static bool
is_pi(const struct mac *mac)
{
	for (size_t i = 0; i < sizeof(pi_prefixes) / sizeof(*pi_prefixes); i++)
		if (memcmp(mac->b, pi_prefixes[i], 3) == 0)
			return true;
	return false;
}

static bool
has_boot_data(const struct decision *d)
{
	return d->verdict == VERDICT_LOCAL_MENU || d->bootfile[0] != '\0' ||
	    d->root_path[0] != '\0';
}

static struct place
place_of(const struct boot_request *r, const struct decision *d)
{
	struct place p = places[d->placement];

	/* EDK2's HttpBootDxe reads a URI from 67. */
	if (r->stage == STAGE_HTTP)
		p = places[PLACEMENT_OPTION];
	/* gPXE and iPXE never read option 52: they take what lies in the file
	 * field as the name (tests/pcap overload-*). */
	else if (p.overload && r->has_gpxe)
		p = places[PLACEMENT_FIELD];
	if (option_set_has(&d->manner.force, DHCP_OPT_BOOTFILE))
		p.option = true;
	/* A name must stand somewhere. */
	if (option_set_has(&d->manner.leave, DHCP_OPT_BOOTFILE)) {
		p.field = true;
		p.option = p.overload = false;
	}
	/* 128 bytes with the NUL: what is longer fits 67 only. */
	if (strlen(d->bootfile) >= DHCP_FILE_LEN) {
		p.field = false;
		p.option = true;
		p.weak_option = false;
	}
	return p;
}

/*
 * 66 and 67 carry their NUL as dnsmasq sends them: Intel's ROMs read a C
 * string and go on into the next option without it.
 */
static void
add_name(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d)
{
	const struct place p = place_of(r, d);
	const bool nul = r->stage != STAGE_HTTP && !d->manner.no_nul;
	const bool server = option_set_has(&d->manner.force,
	    DHCP_OPT_TFTP_NAME);
	char quad[IP4_TEXT];

	if (d->bootfile[0] == '\0')
		return;
	if (p.field)
		(void)text_copy(img->file, sizeof(img->file), d->bootfile);
	/* A BOOTP client has a file field and no other place (RFC 951). */
	if (img->bootp)
		return;
	if (p.option)
		dhcp_image_add_str(img, DHCP_OPT_BOOTFILE, d->bootfile, nul,
		    p.weak_option ? DHCP_WEAK : DHCP_MUST);
	if ((p.option && r->stage != STAGE_HTTP) || server)
		dhcp_image_add_str(img, DHCP_OPT_TFTP_NAME,
		    ip4_format(quad, img->head.siaddr), nul, DHCP_WEAK);
	img->want_overload = p.overload;
}

static void
add_next_server(struct dhcp_image *img, const struct decision *d,
    const struct reply_terms *terms)
{
	img->head.siaddr = d->next_server;
	/* iPXE and gPXE read the server from nowhere else; with 0 they say
	 * "Nothing to boot". */
	if (img->head.siaddr == 0 && has_boot_data(d))
		img->head.siaddr = terms->server_id;
}

/*
 * EDK2 and Intel's ROMs take the first item at once when the prompt's time is
 * 0; type 0 is the local disk, and they leave (PxeBcBoot.c, PXE 2.1 2.4.4).
 */
static void
vendor_local(struct pxe_vendor *v)
{
	v->has_discovery = true;
	v->discovery = PXE_NO_BROADCAST | PXE_NO_MULTICAST;
	v->has_prompt = true;
	v->prompt_timeout = 0;
	(void)text_copy(v->prompt, sizeof(v->prompt), "PXE");
	v->menu_count = 1;
	v->menu[0].type = PXE_ITEM_LOCAL;
	(void)text_copy(v->menu[0].text, sizeof(v->menu[0].text),
	    "Boot from local disk");
}

/* Without bit 3 a ROM asks port 4011 before it boots the name. */
static void
vendor_file(struct pxe_vendor *v, const struct boot_request *r)
{
	v->has_discovery = true;
	v->discovery = PXE_USE_FILE;
	/* Its boot ROM wants to read this text (its documentation
	 * and github.com/raspberrypi/firmware issues 1850, 871). */
	if (r->stage != STAGE_ROM || !is_pi(&r->mac))
		return;
	v->menu_count = 1;
	v->menu[0].type = PXE_ITEM_LOCAL;
	(void)text_copy(v->menu[0].text, sizeof(v->menu[0].text),
	    "Raspberry Pi Boot");
}

static void
add_vendor(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms)
{
	uint8_t bytes[VENDOR_MOST];
	struct pxe_vendor v;
	struct wbuf w;

	memset(&v, 0, sizeof(v));
	if (d->verdict == VERDICT_LOCAL_MENU)
		vendor_local(&v);
	else
		vendor_file(&v, r);
	/* A boot server repeats the item that was chosen; it has no
	 * credentials to give. */
	if (terms->boot_server && r->has_item) {
		v.has_item = true;
		v.item_type = r->item_type;
		v.item_layer = (uint16_t)(r->item_layer & ~CREDENTIALS);
	}
	wbuf_init(&w, bytes, sizeof(bytes));
	pxe_encode(&v, &w);
	if (!w.bad)
		dhcp_image_add(img, DHCP_OPT_VENDOR, bytes, w.len, DHCP_MUST);
}

/* Should the reply look like that of a PXE server? */
static bool
wants_pxe(const struct boot_request *r, const struct decision *d,
    const struct reply_terms *terms)
{
	/* A ROM may leave 60 out of its REQUEST. */
	if (r->stage == STAGE_HTTP)
		return false;
	/* U-Boot never heard of it, but knows a proxy by it, whose siaddr it
	 * takes where it is built to (SERVERIP_FROM_PROXYDHCP). */
	if (r->arch == ARCH_UBOOT)
		return terms->proxy && d->next_server != 0;
	if (r->arch == ARCH_SLOF)
		return false;
	if (!r->pxe && !r->has_gpxe && r->stage != STAGE_ROM)
		return false;
	if (!has_boot_data(d) && !(terms->boot_server && r->has_item))
		return false;
	/* gPXE and iPXE need it of a proxy only; with an address it would
	 * send gPXE to 4011. */
	return terms->proxy || terms->boot_server || !r->has_gpxe;
}

static void
add_class(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms)
{
	const bool pxe = wants_pxe(r, d, terms);

	if (r->stage == STAGE_HTTP && d->bootfile[0] != '\0') {
		dhcp_image_add_str(img, DHCP_OPT_CLASS_ID, "HTTPClient", false,
		    DHCP_MUST);
		return;
	}
	if (pxe || option_set_has(&d->manner.force, DHCP_OPT_CLASS_ID))
		dhcp_image_add_str(img, DHCP_OPT_CLASS_ID, "PXEClient", false,
		    DHCP_MUST);
	if ((pxe && r->arch != ARCH_UBOOT) ||
	    option_set_has(&d->manner.force, DHCP_OPT_VENDOR))
		add_vendor(img, r, d, terms);
}

/* CHAP goes with the root path, in clear: that is how gPXE takes it. */
static void
set_chap(struct gpxe_info *g, const struct decision *d)
{
	const struct target *t = d->target;

	if (d->root_path[0] == '\0' || t == NULL || t->user[0] == '\0' ||
	    !target_chap_fits(t))
		return;
	(void)text_copy(g->username, sizeof(g->username), t->user);
	(void)text_copy(g->password, sizeof(g->password), t->password);
	/* The name is what makes them ask the target for its answer. */
	if (t->reverse_user[0] == '\0' || t->reverse_password[0] == '\0')
		return;
	(void)text_copy(g->reverse_username, sizeof(g->reverse_username),
	    t->reverse_user);
	(void)text_copy(g->reverse_password, sizeof(g->reverse_password),
	    t->reverse_password);
}

static void
add_gpxe(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms)
{
	uint8_t bytes[256];
	struct gpxe_info g;
	struct wbuf w;

	if (!r->has_gpxe)
		return;
	memset(&g, 0, sizeof(g));
	g.keep_san = d->keep_san;
	g.has_priority = d->manner.has_priority;
	g.priority = d->manner.priority;
	/* Who is told all by the address's own server need not wait 3 s for
	 * a proxy; where no mode is set another may have the say. */
	g.no_pxedhcp = !terms->proxy && !terms->boot_server &&
	    d->mode != MODE_NONE &&
	    (d->verdict == VERDICT_BOOT || d->verdict == VERDICT_ADDRESS);
	set_chap(&g, d);
	wbuf_init(&w, bytes, sizeof(bytes));
	gpxe_encode(&g, &w);
	if (!w.bad && w.len > 0)
		dhcp_image_add(img, DHCP_OPT_GPXE, bytes, w.len, DHCP_MUST);
}

/* RFC 5071; PXELINUX reads them unasked, the ROM before it asks for none. */
static void
add_pxelinux(struct dhcp_image *img, const struct decision *d)
{
	const bool config = d->config != NULL && d->config[0] != '\0';
	const bool prefix = d->prefix != NULL && d->prefix[0] != '\0';

	if (!config && !prefix &&
	    !option_set_has(&d->manner.force, DHCP_OPT_PXELINUX_MAGIC))
		return;
	dhcp_image_add(img, DHCP_OPT_PXELINUX_MAGIC, "\xf1\x00\x74\x7e", 4,
	    DHCP_MUST);
	if (config)
		dhcp_image_add_str(img, DHCP_OPT_PXELINUX_CONFIG, d->config,
		    false, DHCP_MUST);
	if (prefix)
		dhcp_image_add_str(img, DHCP_OPT_PXELINUX_PREFIX, d->prefix,
		    false, DHCP_MUST);
}

void
reply_boot_add(struct dhcp_image *img, const struct boot_request *r,
    const struct decision *d, const struct reply_terms *terms)
{
	add_next_server(img, d, terms);
	if (!img->bootp)
		add_class(img, r, d, terms);
	add_name(img, r, d);
	if (img->bootp)
		return;
	if (d->root_path[0] != '\0')
		dhcp_image_add_str(img, DHCP_OPT_ROOT_PATH, d->root_path, false,
		    DHCP_MUST);
	add_gpxe(img, r, d, terms);
	add_pxelinux(img, d);
}
