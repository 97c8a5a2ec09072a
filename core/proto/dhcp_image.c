/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp_image.h"

#include <string.h>

#include "core/proto/dhcp_option.h"

void
dhcp_image_init(struct dhcp_image *img)
{
	memset(img, 0, sizeof(*img));
	img->head.htype = 1;
	img->head.hlen = sizeof(struct mac);
}

static struct dhcp_image_option *
row_of(struct dhcp_image *img, uint8_t code)
{
	size_t i;

	for (i = 0; i < img->option_count; i++)
		if (img->options[i].code == code)
			return &img->options[i];
	return NULL;
}

const struct dhcp_image_option *
dhcp_image_find(const struct dhcp_image *img, uint8_t code)
{
	size_t i;

	for (i = 0; i < img->option_count; i++)
		if (img->options[i].code == code)
			return &img->options[i];
	return NULL;
}

/* The row to fill, new or the one that is replaced; NULL and img->err. */
static struct dhcp_image_option *
row_for(struct dhcp_image *img, uint8_t code, size_t len)
{
	struct dhcp_image_option *o = row_of(img, code);
	const bool in_place = o != NULL && len <= o->len;

	/* PAD, END and 52 are the encoder's own. */
	if (code == DHCP_OPT_PAD || code == DHCP_OPT_END ||
	    code == DHCP_OPT_OVERLOAD)
		img->err = -PX_EOPTION;
	else if (!dhcp_option_fits(code, len))
		img->err = -PX_EOPTLEN;
	else if (!in_place && len > sizeof(img->bytes) - img->used)
		img->err = -PX_ENOSPACE;
	else if (o == NULL && img->option_count == DHCP_IMAGE_OPTIONS)
		img->err = -PX_ENOSPACE;
	if (img->err < 0)
		return NULL;
	if (o == NULL)
		o = &img->options[img->option_count++];
	if (!in_place) {
		o->at = (uint16_t)img->used;
		img->used += len;
	}
	return o;
}

void
dhcp_image_add(struct dhcp_image *img, uint8_t code, const void *data,
    size_t len, enum dhcp_weight weight)
{
	struct dhcp_image_option *o;

	if (img->err < 0)
		return;
	o = row_for(img, code, len);
	if (o == NULL)
		return;
	o->code = code;
	o->weight = (uint8_t)weight;
	o->len = (uint16_t)len;
	if (len > 0)
		memcpy(img->bytes + o->at, data, len);
}

void
dhcp_image_remove(struct dhcp_image *img, uint8_t code)
{
	const struct dhcp_image_option *o = row_of(img, code);
	size_t i;

	if (o == NULL)
		return;
	/* Its bytes stay unused: an image is built once. */
	img->option_count--;
	for (i = (size_t)(o - img->options); i < img->option_count; i++)
		img->options[i] = img->options[i + 1];
}

void
dhcp_image_add_u8(struct dhcp_image *img, uint8_t code, uint8_t v,
    enum dhcp_weight weight)
{
	dhcp_image_add(img, code, &v, sizeof(v), weight);
}

void
dhcp_image_add_u16(struct dhcp_image *img, uint8_t code, uint16_t v,
    enum dhcp_weight weight)
{
	uint8_t b[2];
	struct wbuf w;

	wbuf_init(&w, b, sizeof(b));
	wbuf_u16(&w, v);
	dhcp_image_add(img, code, b, sizeof(b), weight);
}

void
dhcp_image_add_u32(struct dhcp_image *img, uint8_t code, uint32_t v,
    enum dhcp_weight weight)
{
	uint8_t b[4];
	struct wbuf w;

	wbuf_init(&w, b, sizeof(b));
	wbuf_u32(&w, v);
	dhcp_image_add(img, code, b, sizeof(b), weight);
}

void
dhcp_image_add_str(struct dhcp_image *img, uint8_t code, const char *s,
    bool with_nul, enum dhcp_weight weight)
{
	dhcp_image_add(img, code, s, strlen(s) + with_nul, weight);
}
