/* SPDX-License-Identifier: ISC */
/* What is decoded, encoded and decoded again says the same. */
#include "tests/fuzz/fuzz.h"

#include "core/proto/dhcp.h"
#include "core/proto/dhcp_image.h"
#include "core/proto/dhcp_option.h"

#define ROOM 16384

/* Options that the encoder takes: within their rows, and room for them. */
static void
fill_options(struct dhcp_image *img, const struct dhcp_msg *m)
{
	size_t i;

	for (i = 0; i < m->option_count; i++) {
		const struct dhcp_option *o = &m->options[i];

		if (o->code == DHCP_OPT_OVERLOAD ||
		    img->option_count == DHCP_IMAGE_OPTIONS ||
		    o->len > sizeof(img->bytes) - img->used ||
		    !dhcp_option_fits(o->code, o->len))
			continue;
		dhcp_image_add(img, o->code, o->data, o->len, DHCP_MUST);
	}
	fuzz_must(img->err == 0, "what fits is taken");
}

static void
fill_image(struct dhcp_image *img, const struct dhcp_msg *m)
{
	char file[DHCP_FILE_LEN + 1], sname[DHCP_SNAME_LEN + 1];

	dhcp_image_init(img);
	img->head = m->head;
	(void)dhcp_file_field(m, file);
	(void)dhcp_sname_field(m, sname);
	memcpy(img->file, file, sizeof(img->file));
	memcpy(img->sname, sname, sizeof(img->sname));
	img->file[DHCP_FILE_LEN - 1] = '\0';
	img->sname[DHCP_SNAME_LEN - 1] = '\0';
	img->may_overload = (m->head.xid & 1) != 0;
	img->want_overload = (m->head.xid & 2) != 0;
	fill_options(img, m);
}

static void
compare(const struct dhcp_image *img, const struct dhcp_msg *m)
{
	char file[DHCP_FILE_LEN + 1];
	size_t i;

	fuzz_must(memcmp(&img->head, &m->head, sizeof(img->head)) == 0,
	    "the fixed part is the same");
	(void)dhcp_file_field(m, file);
	fuzz_must(strcmp(img->file, file) == 0, "the file field is the same");
	for (i = 0; i < img->option_count; i++) {
		const struct dhcp_image_option *a = &img->options[i];
		const struct dhcp_option *b = dhcp_find(m, a->code);

		fuzz_must(b != NULL && b->len == a->len, "option is there");
		fuzz_must(a->len == 0 ||
			memcmp(img->bytes + a->at, b->data, a->len) == 0,
		    "option is the same");
	}
}

/* A room that may be too small is not overrun. */
static void
squeeze(const struct dhcp_image *img, size_t max)
{
	uint8_t *out = malloc(max);
	struct dhcp_encoded done;
	struct wbuf w;

	fuzz_must(out != NULL, "memory");
	wbuf_init(&w, out, max);
	if (dhcp_encode(img, &w, max, &done) == 0)
		fuzz_must(!w.bad && done.len <= max, "within its room");
	free(out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct dhcp_image img;
	static struct dhcp_msg m, again;
	static uint8_t out[ROOM];
	struct dhcp_encoded done;
	uint8_t *copy = fuzz_copy(data, size);
	struct fault fault = {0};
	struct wbuf w;
	const int ret = dhcp_decode(&m, copy, size, &fault);

	if (ret < 0) {
		fuzz_must(fault.err == ret, "a fault says what it returned");
	} else if (m.has_cookie) {
		fill_image(&img, &m);
		wbuf_init(&w, out, sizeof(out));
		fuzz_must(dhcp_encode(&img, &w, sizeof(out), &done) == 0 &&
			done.dropped_count == 0,
		    "it can be encoded");
		fuzz_must(dhcp_decode(&again, out, done.len, NULL) == 0,
		    "our own bytes decode");
		compare(&img, &again);
		squeeze(&img, 548);
	}
	free(copy);
	return 0;
}
