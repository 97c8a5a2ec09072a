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
	{HEAD("ObserverPktBuffe"), "of Observer", EDITCAP},
	{HEAD("iptrace "), "of AIX iptrace", EDITCAP},
	{HEAD("XCP\0"), "of NetXRay or a Sniffer", EDITCAP},
};
/* clang-format on */

#define TEXT_LEAST 8

/* Lines of ASCII or UTF-8; a character may be cut off at the end. */
static bool
is_text(const uint8_t *head, size_t n)
{
	size_t i = 0, len;
	uint32_t code;

	while (i < n) {
		len = text_utf8_decode(head + i, n - i, &code);
		if (len == 0 && n - i < 4 && head[i] >= 0xc0)
			break;
		if (len == 0 || code == 0x7f || code == 0 ||
		    (code < ' ' && strchr("\t\n\r", (int)code) == NULL))
			return false;
		i += len;
	}
	return n >= TEXT_LEAST;
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
