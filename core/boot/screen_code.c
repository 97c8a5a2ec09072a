/* SPDX-License-Identifier: ISC */
#include "core/boot/screen_code.h"

#include <stdbool.h>
#include <string.h>

#define BIOS SCREEN_BIOS
#define EDK2 SCREEN_EDK2
#define IPXE SCREEN_IPXE

/* clang-format off */
static const struct screen_code rows[] = {
	{"E11", BIOS, "ARP timeout",
	    "the boot server or the router does not answer ARP; or option 60 "
	    "is set on the DHCP server while the proxy is another machine",
	    {"arp-unanswered", "stray-option-60", "off-subnet-server"}},
	/* EDK2: the end of PxeBcLoadBootFile, NetworkPkg/UefiPxeBcDxe. */
	{"E05", EDK2, "the file is larger than the buffer made for it: more "
	    "came than the server had told", "the size in the OACK (tsize), "
	    "and the DATA after it; was the file replaced meanwhile?",
	    {"zero-size"}},
	{"E05", BIOS, "the card's EEPROM is damaged", "nothing is on the "
	    "wire: the ROM stops before it asks", {"no-frames"}},
	{"E07", EDK2, "device error: the card; or the DHCP server answered "
	    "NAK, or acknowledged another address than it had offered",
	    "a NAK, or a DECLINE by the client; without them driver or card",
	    {"foreign-nak", "address-declined"}},
	{"E07", BIOS, "the PCI BIOS lacks calls that the ROM needs", "nothing "
	    "is on the wire: the ROM stops before it asks", {"no-frames"}},
	{"E09", EDK2, "no memory for its I/O buffers", "nothing tells: it is "
	    "not about the file's size", {NULL}},
	{"E09", BIOS, "the driver of the card (UNDI) cannot be loaded",
	    "nothing is on the wire: the ROM stops before it asks",
	    {"no-frames"}},
	{"E12", BIOS | EDK2, "no link", "nothing is on the wire: cable, "
	    "switch port", {"no-frames", "link-late"}},
	{"E61", BIOS, "no link: media test failed", "nothing is on the wire: "
	    "cable, switch port", {"no-frames", "link-late"}},
	{"E16", EDK2, "no valid offer, or port 4011 did not answer",
	    "whether there are offers, and who answers on 4011",
	    {"nobody-offers", "stray-option-60", "proxy-port-silent"}},
	{"E18", EDK2, "the server answered too late or not at all",
	    "requests, OACK or DATA are lost on their way; without offers "
	    "EDK2 ends so, too",
	    {"tftp-unanswered", "tftp-return-path", "block-over-mtu"}},
	{"E21", EDK2, "cancelled by somebody at the keyboard", "nothing: Esc "
	    "was pressed", {NULL}},
	{"EA0", BIOS, "cancelled by somebody at the keyboard", "nothing: Esc "
	    "was pressed", {NULL}},
	{"E22", EDK2, "the server refused by ICMP", "port 69 is closed there: "
	    "an ICMP unreachable is on the wire",
	    {"tftp-unanswered", "asks-wrong-server"}},
	{"E23", EDK2, "the TFTP server answered with an error", "the ERROR "
	    "packet says which file and why",
	    {"file-missing", "name-case", "permission-denied"}},
	{"E32", BIOS, "TFTP: no answer to the request", "the request (RRQ) "
	    "stays unanswered", {"tftp-unanswered", "asks-wrong-server"}},
	{"E35", BIOS, "TFTP: the transfer broke off", "DATA or ACK are lost",
	    {"transfer-stopped", "tftp-return-path", "block-over-mtu"}},
	{"E36", BIOS, "TFTP: the server answered with an error", "the ERROR "
	    "packet says which file and why",
	    {"file-missing", "name-case", "file-refused"}},
	{"E3B", BIOS, "TFTP: no such file", "ERROR 1 with the name that was "
	    "asked for", {"file-missing", "name-case", "name-trailing-ff"}},
	{"E3C", BIOS, "TFTP: access denied", "ERROR 2: permissions of the "
	    "file on the server", {"permission-denied"}},
	{"E3F", BIOS, "TFTP: packets larger than 1456 bytes", "the block size "
	    "that was agreed on", {"block-over-mtu"}},
	{"E51", BIOS, "no DHCP or proxyDHCP offers", "DISCOVERs without an "
	    "OFFER", {"nobody-offers", "unicast-offer-lost"}},
	{"E52", BIOS, "only proxyDHCP offers, none with an address", "the "
	    "DHCP server of this network is silent", {"only-proxy-offers"}},
	{"E53", BIOS, "no boot file name was given", "the ACK has neither the "
	    "file field nor option 67", {"no-boot-name", "file-field-ignored"}},
	{"E53", EDK2, "no boot file name, or no size of it", "the answer "
	    "has no name; or the OACK has no tsize",
	    {"no-boot-name", "zero-size", "http-boot-incomplete"}},
	{"E55", BIOS, "port 4011 did not answer", "a REQUEST to 4011 without "
	    "an ACK", {"proxy-port-silent", "stray-option-60"}},
	{"E74", BIOS, "the PXE menu or its prompt is missing", "option 43, "
	    "tags 9 and 10", {"menu-hides-name"}},
	{"E76", BIOS, "no multicast address for the boot server discovery",
	    "option 43, tag 7", {"menu-hides-name"}},
	{"E77", BIOS, "a bad or missing list of boot servers", "option 43, "
	    "tag 8", {"menu-hides-name"}},
	{"E78", BIOS, "no boot server was found", "the boot server discovery "
	    "stays unanswered", {"proxy-port-silent", "menu-hides-name"}},
	{"E79", BIOS, "the boot program is too large", "its size: ROMs have "
	    "some 500 kB for it", {"wrong-architecture"}},
	{"E7B", BIOS, "no address of a boot server", "siaddr is 0 and there "
	    "are no PXE tags", {"asks-wrong-server", "no-boot-name"}},
	{"E99", EDK2, "an error without a number of its own", "for one: the "
	    "file's size came out as 0, or a server without TFTP options",
	    {"zero-size", "block-over-mtu", "asks-wrong-server"}},
	{"2D03E1", IPXE, "nothing to boot", "neither a file name nor a root "
	    "path was taken from any offer",
	    {"no-boot-name", "overload-unread", "menu-hides-name"}},
	{"040EE1", IPXE, "no configuration method succeeded", "no usable "
	    "lease: whether there are offers",
	    {"nobody-offers", "link-late", "request-unanswered"}},
	{"3C0920", IPXE, "the protocol is not in this build, or there is no "
	    "next server", "the URL, and what option 175 says of the build",
	    {"feature-missing", "asks-wrong-server"}},
	{"380861", IPXE, "the link is down", "nothing is on the wire: cable, "
	    "switch port, a slow switch", {"link-late"}},
	{"7F0481", IPXE, "the image was not accepted: Secure Boot", "who "
	    "signed the file", {"loader-refused", "shim-wrong-path"}},
};
/* clang-format on */

#define ROWS (sizeof(rows) / sizeof(rows[0]))
#define WORD_MOST 63

const struct screen_code *
screen_code_rows(size_t *ret_count)
{
	*ret_count = ROWS;
	return rows;
}

static char
upper(char c)
{
	return (char)(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
}

/* The next word in capitals, what a URL has before its last '/' left out. */
static const char *
next_word(const char *s, char word[WORD_MOST + 1])
{
	size_t n = 0;

	s += strspn(s, " ,:()");
	for (; *s != '\0' && strchr(" ,:()", *s) == NULL; s++) {
		if (*s == '/')
			n = 0;
		else if (n < WORD_MOST)
			word[n++] = upper(*s);
	}
	word[n] = '\0';
	return s;
}

static unsigned
firmware_word(const char *word)
{
	static const struct {
		const char *word;
		unsigned firmware;
	} words[] = {{"BIOS", BIOS}, {"EDK2", EDK2}, {"UEFI", EDK2},
	    {"OVMF", EDK2}, {"EFI", EDK2}, {"IPXE", IPXE}, {"GPXE", IPXE}};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (strcmp(words[i].word, word) == 0)
			return words[i].firmware;
	return 0;
}

/* iPXE's last digits differ from line to line of its source. */
static bool
is_code(const struct screen_code *r, const char *word)
{
	if (strncmp(word, "PXE-", 4) == 0)
		word += 4;
	if (r->firmware == IPXE)
		return strncmp(word, r->code, strlen(r->code)) == 0;
	if (word[0] == 'E' && word[1] == '-')
		return strcmp(word + 2, r->code + 1) == 0;
	return strcmp(word, r->code) == 0 || strcmp(word, r->code + 1) == 0;
}

static bool
has_code(const struct screen_code *r, const char *typed)
{
	char word[WORD_MOST + 1];

	while (*typed != '\0') {
		typed = next_word(typed, word);
		if (word[0] != '\0' && is_code(r, word))
			return true;
	}
	return false;
}

static unsigned
typed_firmware(const char *typed)
{
	char word[WORD_MOST + 1];
	unsigned found = 0;

	while (*typed != '\0') {
		typed = next_word(typed, word);
		found |= firmware_word(word);
	}
	return found;
}

const struct screen_code *
screen_code_find(const char *typed, unsigned firmware, size_t n)
{
	const unsigned said = typed_firmware(typed);
	size_t i;

	if (said != 0)
		firmware = said;
	for (i = 0; i < ROWS; i++)
		if ((rows[i].firmware & firmware) != 0 &&
		    has_code(&rows[i], typed) && n-- == 0)
			return &rows[i];
	return NULL;
}

const char *
screen_firmware_name(unsigned firmware)
{
	return firmware == BIOS       ? "BIOS" :
	    firmware == EDK2          ? "EDK2" :
	    firmware == IPXE          ? "iPXE" :
	    firmware == (BIOS | EDK2) ? "BIOS or EDK2" :
					"any firmware";
}
