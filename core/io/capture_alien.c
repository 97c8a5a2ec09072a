/* SPDX-License-Identifier: ISC */
#include "core/io/capture_alien.h"

#include <string.h>

struct alien {
	const char *head;
	size_t len;
	const char *what, *mend;
};

#define HEAD(s) s, sizeof(s) - 1

#define EDITCAP "editcap -F pcapng FILE NEW"
#define PIPED(cat) cat " FILE | pxeconsole read -"

/* clang-format off */
static const struct alien aliens[] = {
	{HEAD("\x28\xb5\x2f\xfd"), "compressed by zstd", PIPED("zstdcat")},
	{HEAD("\xfd" "7zXZ"), "compressed by xz", PIPED("xzcat")},
	{HEAD("BZh"), "compressed by bzip2", PIPED("bzcat")},
	{HEAD("\x04\x22\x4d\x18"), "compressed by lz4", PIPED("lz4cat")},
	{HEAD("PK\3\4"), "a zip archive", PIPED("unzip -p")},
	{HEAD("7z\xbc\xaf"), "a 7-Zip archive", PIPED("7z x -so")},
	{HEAD("snoop\0"), "of snoop (Solaris)", EDITCAP},
	{HEAD("GMBU"), "of Microsoft Network Monitor", EDITCAP},
	{HEAD("RTSS"), "of Microsoft Network Monitor 1", EDITCAP},
	{HEAD("TRSNIFF "), "of a Sniffer", EDITCAP},
	{HEAD("XCP\0"), "of NetXRay or a Sniffer", EDITCAP},
};
/* clang-format on */

/* Tabs and what is below them but NUL, too; lines of UTF-8 as well. */
static bool
is_text(const uint8_t *head, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if ((head[i] < ' ' && head[i] != '\t' && head[i] != '\n' &&
			head[i] != '\r') ||
		    head[i] == 0x7f)
			return false;
	return n == CAPTURE_ALIEN_HEAD;
}

bool
capture_alien(struct text *t, const uint8_t *head, size_t n)
{
	size_t i;

	for (i = 0; i < sizeof(aliens) / sizeof(aliens[0]); i++) {
		const struct alien *a = &aliens[i];

		if (n < a->len || memcmp(head, a->head, a->len) != 0)
			continue;
		text_addf(t, "%s: %s", a->what, a->mend);
		return true;
	}
	if (!is_text(head, n))
		return false;
	text_add(t, "a text: the packets are wanted, tcpdump -w FILE");
	return true;
}
