/* SPDX-License-Identifier: ISC */
/*
 * Foreign bytes made visible, and put on a screen: the first byte is how many
 * columns there are.  Nothing but visible characters comes out, what is
 * visible already stays as it is, and a field never leaves its columns.
 */
#include "tests/fuzz/fuzz.h"

#include "core/base/text.h"
#include "tui/grid.h"

#define ROOM 65536
#define MOST 4096 /* of the input: each byte may become eight */
#define COLS 80

static void
check_visible(const char *s, size_t n)
{
	uint32_t code;
	size_t step;

	fuzz_must(strlen(s) == n, "no NUL");
	for (; n > 0; s += step, n -= step) {
		step = text_utf8_decode(s, n, &code);
		fuzz_must(step > 0 && text_width(code) > 0, "visible");
	}
}

/* In little room: a beginning of the whole, and it says that it was cut. */
static void
check_cut(const uint8_t *data, size_t size, const struct text *whole)
{
	char buf[32];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add_visible(&t, data, size);
	check_visible(buf, t.len);
	fuzz_must(memcmp(buf, whole->buf, t.len) == 0, "a beginning of it");
	fuzz_must(t.cut == (t.len < whole->len), "cut and says so");
}

static void
check_field(const char *clean, int width)
{
	static struct grid g;
	struct area a;
	int col;

	if (g.cells == NULL)
		fuzz_must(grid_resize(&g, 1, COLS), "memory");
	grid_clear(&g);
	a = grid_area(&g);
	fuzz_must(area_field(&a, 0, 1, width, STYLE_BAD, clean) == 1 + width,
	    "exactly its columns");
	for (col = 0; col < COLS; col++) {
		const struct cell *c = &g.cells[col];

		if (col < 1 || col >= 1 + width)
			fuzz_must(c->code == ' ' && c->style == STYLE_NORMAL,
			    "nothing beside the field");
		else
			fuzz_must(c->code != 0 ||
				(col > 1 && text_width(c[-1].code) == 2),
			    "no half of a wide character alone");
		fuzz_must(text_width(c->code) != 2 ||
			(col + 1 < COLS && c[1].code == 0),
		    "both halves");
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char buf[ROOM], again[ROOM];
	struct text t, u;
	uint8_t *copy;

	if (size == 0 || size > MOST)
		return 0;
	copy = fuzz_copy(data + 1, size - 1);
	text_init(&t, buf, sizeof(buf));
	text_add_visible(&t, copy, size - 1);
	fuzz_must(!t.cut, "it fits");
	check_visible(buf, t.len);
	text_init(&u, again, sizeof(again));
	text_add_visible_str(&u, buf);
	fuzz_must(strcmp(buf, again) == 0, "what is visible stays as it is");
	check_cut(copy, size - 1, &t);
	check_field(buf, data[0] % (COLS - 1));
	free(copy);
	return 0;
}
