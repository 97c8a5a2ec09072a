/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp_image.h"

#include <string.h>

#include "core/proto/dhcp_option.h"

#define PIECE_MAX 255 /* of one instance, RFC 3396 */
#define OPTIONS_AT (DHCP_FIXED_LEN + 4) /* behind the cookie */
#define OVERLOAD_COST 3
#define AREA_COUNT (DHCP_IN_SNAME + 1)
#define AREA_BIT(area) ((area) == DHCP_IN_OPTIONS ? 0u : 1u << ((area)-1))

enum { NOWHERE = AREA_COUNT };

/* Which option goes into which area; found first, written afterwards. */
struct plan {
	const struct dhcp_image *img;
	size_t main_room; /* bytes behind the cookie, without END */
	size_t room[AREA_COUNT]; /* left while placing */
	uint8_t area[DHCP_IMAGE_OPTIONS]; /* enum dhcp_area or NOWHERE */
	uint8_t overload;
};

static size_t
cost_of(size_t len)
{
	const size_t pieces = len == 0 ? 1 : (len + PIECE_MAX - 1) / PIECE_MAX;

	return len + 2 * pieces;
}

/* Relays look for 82, and clients for 53 and 54, in the options field. */
static bool
main_only(uint8_t code)
{
	return code == DHCP_OPT_TYPE || code == DHCP_OPT_SERVER_ID ||
	    code == DHCP_OPT_RELAY;
}

/* The area that this option is put in when there is room. */
static enum dhcp_area
first_choice(const struct dhcp_image *img, uint8_t code)
{
	if (img->want_overload && code == DHCP_OPT_BOOTFILE)
		return DHCP_IN_FILE;
	if (img->want_overload && code == DHCP_OPT_TFTP_NAME)
		return DHCP_IN_SNAME;
	return DHCP_IN_OPTIONS;
}

static bool
place_in(struct plan *p, size_t i, enum dhcp_area area)
{
	const struct dhcp_image_option *o = &p->img->options[i];
	const size_t cost = cost_of(o->len);

	/* A split value stays in one piece of the options field. */
	if (area != DHCP_IN_OPTIONS &&
	    (main_only(o->code) || o->len > PIECE_MAX))
		return false;
	if (cost > p->room[area])
		return false;
	p->room[area] -= cost;
	p->area[i] = (uint8_t)area;
	p->overload = (uint8_t)(p->overload | AREA_BIT(area));
	return true;
}

static bool
place_one(struct plan *p, size_t i)
{
	return place_in(p, i, first_choice(p->img, p->img->options[i].code)) ||
	    place_in(p, i, DHCP_IN_OPTIONS) || place_in(p, i, DHCP_IN_FILE) ||
	    place_in(p, i, DHCP_IN_SNAME);
}

static bool
skipped(const struct plan *p, size_t i)
{
	return p->img->bootp && p->img->options[i].code == DHCP_OPT_TYPE;
}

/* The must options, or the first `keep` weak ones; false: no room. */
static bool
place_weight(struct plan *p, enum dhcp_weight weight, size_t keep)
{
	size_t i;

	for (i = 0; i < p->img->option_count && keep > 0; i++) {
		if (p->img->options[i].weight != weight || skipped(p, i))
			continue;
		keep--;
		if (!place_one(p, i))
			return false;
	}
	return true;
}

/* Tries with the given fields (bits as in option 52) lent to options. */
static bool
place_all(struct plan *p, size_t keep_weak, unsigned lend)
{
	const size_t reserve = lend == 0 ? 0 : OVERLOAD_COST;

	if (p->main_room < reserve)
		return false;
	p->room[DHCP_IN_OPTIONS] = p->main_room - reserve;
	p->room[DHCP_IN_FILE] = (lend & AREA_BIT(DHCP_IN_FILE)) != 0 ?
	    DHCP_FILE_LEN - 1 :
	    0;
	p->room[DHCP_IN_SNAME] = (lend & AREA_BIT(DHCP_IN_SNAME)) != 0 ?
	    DHCP_SNAME_LEN - 1 :
	    0;
	p->overload = 0;
	memset(p->area, NOWHERE, sizeof(p->area));
	return place_weight(p, DHCP_MUST, SIZE_MAX) &&
	    place_weight(p, DHCP_WEAK, keep_weak);
}

/* The fields that hold no name of their own. */
static unsigned
lendable(const struct dhcp_image *img)
{
	if (img->bootp || (!img->may_overload && !img->want_overload))
		return 0;
	return (img->file[0] == '\0' ? AREA_BIT(DHCP_IN_FILE) : 0) |
	    (img->sname[0] == '\0' ? AREA_BIT(DHCP_IN_SNAME) : 0);
}

static size_t
count_weak(const struct dhcp_image *img)
{
	size_t i, n = 0;

	for (i = 0; i < img->option_count; i++)
		n += img->options[i].weight == DHCP_WEAK;
	return n;
}

/* All of them, lending fields if that helps; else fewer weak ones. */
static int
make_plan(struct plan *p)
{
	const unsigned lend = lendable(p->img);
	size_t keep = count_weak(p->img);

	for (;;) {
		if (!p->img->want_overload && place_all(p, keep, 0))
			return 0;
		if (place_all(p, keep, lend))
			return 0;
		if (keep == 0)
			return -PX_ENOSPACE;
		keep--;
	}
}

static void
write_option(struct wbuf *w, uint8_t code, const uint8_t *data, size_t len)
{
	size_t n;

	do {
		n = len < PIECE_MAX ? len : PIECE_MAX;
		wbuf_u8(w, code);
		wbuf_u8(w, (uint8_t)n);
		wbuf_put(w, data, n);
		data += n;
		len -= n;
	} while (len > 0);
}

static void
write_code(const struct plan *p, struct wbuf *w, uint8_t code)
{
	const struct dhcp_image_option *o = dhcp_image_find(p->img, code);

	if (o != NULL && p->area[o - p->img->options] == DHCP_IN_OPTIONS)
		write_option(w, code, p->img->bytes + o->at, o->len);
}

/* All of one area but those that have a place of their own. */
static void
write_area(const struct plan *p, struct wbuf *w, enum dhcp_area area)
{
	const struct dhcp_image *img = p->img;
	const struct dhcp_image_option *o;
	size_t i;

	for (i = 0; i < img->option_count; i++) {
		o = &img->options[i];
		if (p->area[i] == area && o->code != DHCP_OPT_TYPE &&
		    o->code != DHCP_OPT_RELAY)
			write_option(w, o->code, img->bytes + o->at, o->len);
	}
}

/* sname or file: its own text, or options when it is lent. */
static void
write_field(const struct plan *p, struct wbuf *w, enum dhcp_area area,
    const char *text)
{
	const size_t size = area == DHCP_IN_FILE ? DHCP_FILE_LEN :
						   DHCP_SNAME_LEN;
	const size_t start = w->len;

	if ((p->overload & AREA_BIT(area)) != 0) {
		write_area(p, w, area);
		wbuf_u8(w, DHCP_OPT_END);
	} else {
		const char *nul = memchr(text, 0, size - 1);

		wbuf_put(w, text,
		    nul == NULL ? size - 1 : (size_t)(nul - text));
	}
	if (!w->bad)
		wbuf_zero(w, size - (w->len - start));
}

static void
write_head(struct wbuf *w, const struct dhcp_head *h)
{
	wbuf_u8(w, h->op);
	wbuf_u8(w, h->htype);
	wbuf_u8(w, h->hlen);
	wbuf_u8(w, h->hops);
	wbuf_u32(w, h->xid);
	wbuf_u16(w, h->secs);
	wbuf_u16(w, h->flags);
	wbuf_u32(w, h->ciaddr);
	wbuf_u32(w, h->yiaddr);
	wbuf_u32(w, h->siaddr);
	wbuf_u32(w, h->giaddr);
	wbuf_put(w, h->chaddr, sizeof(h->chaddr));
}

static void
write_options(const struct plan *p, struct wbuf *w)
{
	wbuf_u32(w, DHCP_COOKIE);
	write_code(p, w, DHCP_OPT_TYPE);
	if (p->overload != 0)
		write_option(w, DHCP_OPT_OVERLOAD, &p->overload, 1);
	write_area(p, w, DHCP_IN_OPTIONS);
	/* RFC 3046 2.1: the relay's own option is the last one. */
	write_code(p, w, DHCP_OPT_RELAY);
	wbuf_u8(w, DHCP_OPT_END);
}

static void
report(const struct plan *p, struct dhcp_encoded *ret, size_t len)
{
	size_t i;

	memset(ret, 0, sizeof(*ret));
	ret->len = len;
	ret->overload = p->overload;
	for (i = 0; i < p->img->option_count; i++)
		if (p->area[i] == NOWHERE && !skipped(p, i))
			ret->dropped[ret->dropped_count++] =
			    p->img->options[i].code;
}

int
dhcp_encode(const struct dhcp_image *img, struct wbuf *w, size_t max,
    struct dhcp_encoded *ret)
{
	struct plan p = {.img = img};
	const size_t start = w->len;
	int err;

	if (img->err < 0)
		return img->err;
	if (max > wbuf_left(w))
		max = wbuf_left(w);
	if (max < DHCP_MIN_LEN)
		return -PX_ENOSPACE;
	/* RFC 951: the vendor area has 64 bytes and the message 300. */
	p.main_room = (img->bootp ? DHCP_MIN_LEN : max) - OPTIONS_AT - 1;
	err = make_plan(&p);
	if (err < 0)
		return err;
	write_head(w, &img->head);
	write_field(&p, w, DHCP_IN_SNAME, img->sname);
	write_field(&p, w, DHCP_IN_FILE, img->file);
	if (!img->bootp || img->option_count > 0)
		write_options(&p, w);
	if (w->len - start < DHCP_MIN_LEN)
		wbuf_zero(w, DHCP_MIN_LEN - (w->len - start));
	report(&p, ret, w->len - start);
	return 0;
}
