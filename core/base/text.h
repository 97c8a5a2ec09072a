/* SPDX-License-Identifier: ISC */
#ifndef CORE_BASE_TEXT_H
#define CORE_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Bounded text over a buffer that the caller owns: always NUL-terminated,
 * `cut` is set when something did not fit, and no UTF-8 character is cut in
 * two.  text_add_visible is the one way by which bytes from the network, a
 * file or a database reach a screen, a log or a report.
 */
struct text {
	char *buf;
	size_t cap; /* with the NUL; at least 1 */
	size_t len;
	bool cut;
};

void text_init(struct text *t, char *buf, size_t cap);

/* Takes nothing from now on: for words that nobody wants this time. */
void text_mute(struct text *t);

/* printf into the text; what does not fit is cut, and nothing comes after. */
void text_addf(struct text *t, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void text_add(struct text *t, const char *s);
void text_add_char(struct text *t, char c);

/*
 * A number in decimal digits.  By this one and the next three goes what is told
 * millions of times: printf takes too long for it.
 */
void text_add_number(struct text *t, uint64_t n);

/* A string, and spaces up to `width` bytes. */
void text_add_padded(struct text *t, const char *s, size_t width);

/*
 * Seconds with three decimals, to the right of `width` bytes (at most 31);
 * `plus` gives a sign to what has none.
 */
void text_add_seconds(struct text *t, int64_t us, size_t width, bool plus);

/* Seconds to the nearest tenth: "3.8". */
void text_add_tenths(struct text *t, uint64_t us);

/* The nearest of these: "5 s", "2 min 5 s", "3 h 12 min", "4 d 2 h". */
void text_add_span(struct text *t, uint64_t seconds);

/*
 * Foreign bytes made visible: printable ASCII and valid printable UTF-8 stay,
 * C0, DEL, C1 and broken UTF-8 become \xNN, bidi controls, zero width and
 * other unprintable code points \u{N...}, the backslash stays as it is.
 */
void text_add_visible(struct text *t, const void *bytes, size_t n);

/* The same for a C string; NULL adds nothing. */
void text_add_visible_str(struct text *t, const char *s);

/* Hexadecimal digits, lower case, `sep` between bytes unless it is 0. */
void text_add_hex(struct text *t, const void *bytes, size_t n, char sep);

/*
 * Decodes one UTF-8 code point of p[0..n) (RFC 3629: no surrogates, no
 * overlong forms).  Returns its length in bytes, 0 when it is not valid.
 */
size_t text_utf8_decode(const void *p, size_t n, uint32_t *ret_code);

/* Columns of a code point on a terminal: 0, 1 or 2; -1 unprintable. */
int text_width(uint32_t code);

/* Copies a string into dst[cap]; false when it was cut. */
bool text_copy(char *dst, size_t cap, const char *src);

/* What a hexadecimal digit stands for; -1: it is none. */
int text_hex_value(char c);

#endif
