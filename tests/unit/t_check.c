/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/boot/check.h"

static char why_buf[512];
static struct text why;

/* A root with one file of each kind and each trouble. */
static void
look(void *arg, const char *name, struct file_fact *ret)
{
	/* clang-format off */
	static const struct {
		const char *name;
		int err;
		enum loader_kind kind;
	} files[] = {
		{"pxelinux.0", 0, LOADER_BIOS},
		{"ia32.efi", 0, LOADER_IA32},
		{"x64.efi", 0, LOADER_X64},
		{"arm32.efi", 0, LOADER_ARM32},
		{"arm64.efi", 0, LOADER_ARM64},
		{"boot.gpxe", 0, LOADER_SCRIPT},
		{"boot.ipxe", 0, LOADER_IPXE_SCRIPT},
		{"vmlinuz", 0, LOADER_LINUX},
		{"notes.txt", 0, LOADER_OTHER},
		{"deep/x64.efi", 0, LOADER_X64},
		{"secret", -PX_EACCESS, LOADER_OTHER},
		{"folder", -PX_EISDIR, LOADER_OTHER},
		{"link", -PX_EESCAPE, LOADER_OTHER},
		{"worn", -PX_EIO, LOADER_OTHER},
	};
	/* clang-format on */
	size_t i;

	(void)arg;
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		if (strcmp(files[i].name, name) != 0)
			continue;
		ret->err = files[i].err;
		ret->kind = files[i].kind;
		return;
	}
	ret->err = -PX_ENOENT;
}

static const struct file_lookup root = {NULL, look};
static const struct target disks[] = {{.name = "disk1"}};

static int
judge(enum key key, const char *value)
{
	static uint32_t slots[64];
	struct book book;

	book_init(&book, NULL, 0, disks, 1, slots);
	text_init(&why, why_buf, sizeof(why_buf));
	return check_value(key, value, &book, &root, &why);
}

#define ROW_127                                                                \
	"1234567890123456789012345678901234567890123456789012345678901234"     \
	"567890123456789012345678901234567890123456789012345678901234567"

/* clang-format off */
static const struct {
	enum key key;
	const char *value;
	int err;
	const char *part; /* in the reason; "" = no word said */
} rows[] = {
	{KEY_NAME, "lab7", 0, ""},
	{KEY_NAME, "B\xc3\xbcro 3", 0, ""},
	{KEY_NAME, "a\nb", -PX_EVALUE, "control"},
	{KEY_NAME, "a\x1b[2Jb", -PX_EVALUE, "\\x1b"},
	{KEY_NAME, "a\xe2\x80\xae" "b", -PX_EVALUE, "\\u{202e}"},
	{KEY_NAME, "a\xff", -PX_EVALUE, "UTF-8"},
	{KEY_NAME, "1234567890123456789012345678901234567890123456789012345678"
	    "901234", -PX_ELONG, "longer than 63 bytes"},
	{KEY_NOTE, "rack 3, asks for help", 0, ""},
	{KEY_NOTE, "two\nlines", -PX_EVALUE, "note \"two\\x0alines\""},

	{KEY_MODE, "gpxe", 0, ""},
	{KEY_MODE, "iscsi-install", 0, ""},
	{KEY_MODE, "disk", -PX_EVALUE,
	    "mode \"disk\": not a mode; use one of pxelinux, gpxe, iscsi, "
	    "iscsi-install, local, ignore"},
	{KEY_ONCE, "local", 0, ""},
	{KEY_ONCE, "LOCAL", -PX_EVALUE, "once \"LOCAL\""},
	{KEY_PLACEMENT, "overload", 0, ""},
	{KEY_PLACEMENT, "fields", -PX_EVALUE,
	    "use one of field, option, both, overload, auto"},

	{KEY_IP, "192.0.2.7", 0, ""},
	{KEY_IP, "192.0.2", -PX_EVALUE, "not an IPv4 address"},
	{KEY_IP, "192.0.2.7/24", -PX_EVALUE, "not an IPv4 address"},
	{KEY_IP, "127.0.0.1", -PX_EADDR, "no machine"},
	{KEY_IP, "255.255.255.255", -PX_EADDR, "no machine"},

	{KEY_TARGET, "disk1", 0, ""},
	{KEY_TARGET, "disk2", -PX_ENOENT, "no such target"},
	{KEY_TARGET, "iscsi:192.0.2.3::::iqn.2026-01.x:y", 0, ""},
	{KEY_TARGET, "iscsi:192.0.2.3:::1:iqn.2026-01.x:y", 0, ""},
	{KEY_TARGET, "iscsi:192.0.2.3:::iqn.2026-01.x:y", -PX_EVALUE,
	    "broken root path at byte"},
	{KEY_TARGET, "iscsi:192.0.2.3:::", -PX_EVALUE, "at its end"},
	{KEY_TARGET, "iscsi:192.0.2.3::x::iqn.a:b", -PX_EVALUE, "byte 18"},

	{KEY_BOOTFILE, "pxelinux.0", 0, ""},
	{KEY_BOOTFILE, "/pxelinux.0", 0, ""},
	{KEY_BOOTFILE, "deep\\x64.efi", 0, ""},
	{KEY_BOOTFILE, "arm64.efi", 0, ""},
	{KEY_BOOTFILE, "notes.txt", 0, ""},
	{KEY_BOOTFILE, "boot.gpxe", -PX_EMACHINE, "a PXE ROM cannot run"},
	{KEY_BOOTFILE, "boot.ipxe", -PX_EMACHINE, "an iPXE script"},
	{KEY_BOOTFILE, "nothing.0", -PX_ENOENT,
	    "bootfile \"nothing.0\": no such file below the TFTP root"},
	{KEY_BOOTFILE, "secret", -PX_EACCESS, "permissions"},
	{KEY_BOOTFILE, "folder", -PX_EISDIR, "regular file"},
	{KEY_BOOTFILE, "link", -PX_EESCAPE, "out of the TFTP root"},
	{KEY_BOOTFILE, "../etc/passwd", -PX_EESCAPE, "out of the TFTP root"},
	{KEY_BOOTFILE, "worn", -PX_EIO, "input/output error"},
	{KEY_BOOTFILE, "/", -PX_EVALUE, "not a file name"},
	{KEY_BOOTFILE, ROW_127, -PX_ENOENT, "no such file"},
	{KEY_BOOTFILE, ROW_127 "8", -PX_ELONG, "longer than 127 bytes"},
	{KEY_BOOTFILE, "http://192.0.2.1/x.efi", 0, "PXE ROM cannot read"},
	{KEY_BOOTFILE, "gopher://192.0.2.1/x", -PX_EVALUE, "kind of URL"},
	{KEY_BOOTFILE, "http:///x.efi", -PX_EVALUE, "without a server"},
	{KEY_BOOTFILE_BIOS, "pxelinux.0", 0, ""},
	{KEY_BOOTFILE_BIOS, "x64.efi", -PX_EMACHINE,
	    "a 64-bit UEFI program, which a BIOS ROM cannot run"},
	{KEY_BOOTFILE_BIOS, "vmlinuz", -PX_EMACHINE, "a Linux kernel"},
	{KEY_BOOTFILE_IA32, "ia32.efi", 0, ""},
	{KEY_BOOTFILE_IA32, "x64.efi", -PX_EMACHINE, "UEFI IA32"},
	{KEY_BOOTFILE_X64, "x64.efi", 0, ""},
	{KEY_BOOTFILE_X64, "vmlinuz", 0, ""},
	{KEY_BOOTFILE_X64, "pxelinux.0", -PX_EMACHINE, "UEFI x64"},
	{KEY_BOOTFILE_X64, "arm64.efi", -PX_EMACHINE, "UEFI x64"},
	{KEY_BOOTFILE_ARM32, "arm32.efi", 0, ""},
	{KEY_BOOTFILE_ARM32, "arm64.efi", -PX_EMACHINE, "UEFI ARM32"},
	{KEY_BOOTFILE_ARM64, "arm64.efi", 0, ""},
	{KEY_BOOTFILE_ARM64, "notes.txt", -PX_EMACHINE, "UEFI ARM64"},

	{KEY_SCRIPT, "boot.gpxe", 0, ""},
	{KEY_SCRIPT, "boot.ipxe", 0, "#!gpxe works with both"},
	{KEY_SCRIPT, "vmlinuz", 0, ""},
	{KEY_SCRIPT, "pxelinux.0", 0, ""},
	{KEY_SCRIPT, "notes.txt", 0, "neither a script"},
	{KEY_SCRIPT, "gone.gpxe", -PX_ENOENT, "no such file"},
	{KEY_SCRIPT, "http://192.0.2.1/boot.gpxe", 0, ""},
	{KEY_SCRIPT, "tftp://192.0.2.1/boot.gpxe", 0, ""},
	{KEY_SCRIPT, "httq://192.0.2.1/boot.gpxe", -PX_EVALUE, "URL"},
	{KEY_SCRIPT, ROW_127 "8", -PX_ELONG, "longer than 127 bytes"},

	{KEY_CONFIG, "pxelinux.cfg/lab", 0, ""},
	{KEY_CONFIG, "pxelinux.cfg/\tlab", -PX_EVALUE, "control"},
	{KEY_CONFIG, ROW_127 "8", -PX_ELONG, "longer than 127 bytes"},
	{KEY_PREFIX, "lab/", 0, ""},
	{KEY_PREFIX, "lab", -PX_EVALUE, "for \"labpxelinux.cfg\"; add the /"},

	{KEY_BROADCAST, "on", 0, ""},
	{KEY_BROADCAST, "off", 0, ""},
	{KEY_BROADCAST, "yes", -PX_EVALUE, "write on or off"},
	{KEY_NUL, "off", 0, ""},
	{KEY_NUL, "0", -PX_EVALUE, "nul \"0\": not a switch"},
	{KEY_REPLY_DELAY, "1s", 0, ""},
	{KEY_REPLY_DELAY, "1", 0, ""},
	{KEY_REPLY_DELAY, "500ms", 0, ""},
	{KEY_REPLY_DELAY, "3s", 0, "may come too late"},
	{KEY_REPLY_DELAY, "10s", 0, "may come too late"},
	{KEY_REPLY_DELAY, "11s", -PX_EVALUE, "over 10 s"},
	{KEY_REPLY_DELAY, "10001ms", -PX_EVALUE, "over 10 s"},
	{KEY_REPLY_DELAY, "9999999", -PX_EVALUE, "not a time"},
	{KEY_REPLY_DELAY, "s", -PX_EVALUE, "write 1s or 500ms"},
	{KEY_REPLY_DELAY, "1m", -PX_EVALUE, "not a time"},
	{KEY_BLKSIZE, "512", 0, ""},
	{KEY_BLKSIZE, "65464", 0, ""},
	{KEY_BLKSIZE, "511", -PX_EVALUE, "512 to 65464"},
	{KEY_BLKSIZE, "65465", -PX_EVALUE, "512 to 65464"},
	{KEY_BLKSIZE, "1k", -PX_EVALUE, "not a block size"},
	{KEY_PRIORITY, "127", 0, ""},
	{KEY_PRIORITY, "-128", 0, ""},
	{KEY_PRIORITY, "128", -PX_EVALUE, "-128 to 127"},
	{KEY_PRIORITY, "-129", -PX_EVALUE, "-128 to 127"},
	{KEY_PRIORITY, "high", -PX_EVALUE, "not a priority"},
	{KEY_FALLBACK, "folder", 0, ""},
	{KEY_FALLBACK, "/folder/", 0, ""},
	{KEY_FALLBACK, "nowhere", -PX_ENOENT, "no such folder"},
	{KEY_FALLBACK, "vmlinuz", -PX_EVALUE, "a file; name the folder"},
	{KEY_FALLBACK, "../up", -PX_EESCAPE, "out of the TFTP root"},
	{KEY_IGNORE_CASE, "on", 0, ""},
	{KEY_IGNORE_CASE, "no", -PX_EVALUE, "ignore-case \"no\": not a switch"},
	{KEY_SINGLE_PORT, "off", 0, ""},
	{KEY_SINGLE_PORT, "69", -PX_EVALUE, "write on or off"},
	{KEY_FROM_WIRE, "on", 0, ""},
	{KEY_FROM_WIRE, "always", -PX_EVALUE, "write on or off"},
	{KEY_TRIED, "both:1", 0, ""},
	{KEY_TRIED, "auto", -PX_EVALUE, "clear it"},
	{KEY_FORCE, "66,208", 0, ""},
	{KEY_FORCE, "66,", -PX_EVALUE, "not a list of options"},
	{KEY_FORCE, "pxe", -PX_EVALUE, "not a list of options"},
	{KEY_FORCE, "42", -PX_EVALUE, "no value to send"},
	{KEY_FORCE, "53", -PX_EVALUE, "no value to send"},
	{KEY_FORCE, "300", -PX_EVALUE, "no such option"},
	{KEY_LEAVE, "43,60", 0, ""},
	{KEY_LEAVE, "43 60", -PX_EVALUE, "not a list of options"},
	{KEY_LEAVE, "224", -PX_EVALUE, "no such option"},
	{KEY_LEAVE, "0", -PX_EVALUE, "no reply can be without"},
	{KEY_LEAVE, "51", -PX_EVALUE, "no reply can be without"},
	{KEY_LEAVE, "60,53", -PX_EVALUE, "no reply can be without"},
	{KEY_LEAVE, "54", -PX_EVALUE, "no reply can be without"},
	{KEY_LEAVE, "82", -PX_EVALUE, "no reply can be without"},
	{KEY_LEAVE, "255", -PX_EVALUE, "no reply can be without"},
};
/* clang-format on */

static void
every_value_is_judged(void **state)
{
	bool seen[KEY_COUNT] = {false};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const int err = judge(rows[i].key, rows[i].value);

		seen[rows[i].key] = true;
		if (err != rows[i].err ||
		    (rows[i].part[0] == '\0') != (why.len == 0) ||
		    strstr(why_buf, rows[i].part) == NULL)
			print_message("%s=%s: %d, %s\n",
			    key_def(rows[i].key)->word, rows[i].value, err,
			    why_buf);
		assert_int_equal(err, rows[i].err);
		if (rows[i].part[0] == '\0')
			assert_string_equal(why_buf, "");
		assert_non_null(strstr(why_buf, rows[i].part));
		/* The reason names its key and is fit for a terminal. */
		if (why.len > 0)
			assert_memory_equal(why_buf, key_def(rows[i].key)->word,
			    strlen(key_def(rows[i].key)->word));
		assert_null(strpbrk(why_buf, "\n\x1b\t"));
	}
	for (i = 0; i < KEY_COUNT; i++)
		assert_true(seen[i]);
}

static void
an_empty_value_always_passes(void **state)
{
	int key;

	(void)state;
	for (key = 0; key < KEY_COUNT; key++) {
		assert_int_equal(judge((enum key)key, ""), 0);
		assert_string_equal(why_buf, "");
	}
}

static void
without_a_root_files_are_taken_on_trust(void **state)
{
	static const struct file_lookup blind = {NULL, NULL};

	(void)state;
	text_init(&why, why_buf, sizeof(why_buf));
	assert_int_equal(check_value(KEY_BOOTFILE_X64, "any.efi", NULL, &blind,
			     &why),
	    0);
	assert_int_equal(check_value(KEY_SCRIPT, "any.gpxe", NULL, NULL, &why),
	    0);
	assert_int_equal(check_value(KEY_TARGET, "any", NULL, NULL, &why), 0);
	assert_string_equal(why_buf, "");
	assert_int_equal(check_value(KEY_SCRIPT, "../any", NULL, NULL, &why),
	    -PX_EESCAPE);
}

static void
urls_are_known_by_their_form(void **state)
{
	(void)state;
	assert_true(name_is_url("http://192.0.2.1/x"));
	assert_true(name_is_url("tftp://x/y"));
	assert_false(name_is_url("pxelinux.0"));
	assert_false(name_is_url("C:\\boot"));
	assert_false(name_is_url("http:/x"));
	assert_false(name_is_url("://x"));
	assert_false(name_is_url("a b://x"));
	assert_false(name_is_url(""));
}

/* What is missing for mode and once, with these settings. */
static const char *
lacks(const char *mode, const char *once, const char *script,
    const char *target)
{
	static const struct mac mac = {{2, 0, 0, 0, 0, 1}};
	static uint32_t slots[64];
	struct book book;
	struct host h;
	bool any;

	book_init(&book, NULL, 0, disks, 1, slots);
	assert_int_equal(host_set(&book.modes[MODE_ISCSI], KEY_TARGET, "disk1"),
	    0);
	host_init(&h, &mac);
	assert_int_equal(host_set(&h, KEY_MODE, mode), 0);
	assert_int_equal(host_set(&h, KEY_ONCE, once), 0);
	assert_int_equal(host_set(&h, KEY_SCRIPT, script), 0);
	assert_int_equal(host_set(&h, KEY_TARGET, target), 0);
	text_init(&why, why_buf, sizeof(why_buf));
	any = check_host(&h, &book, &why);
	assert_int_equal(any, why.len > 0);
	return why_buf;
}

static void
a_host_is_told_what_its_mode_lacks(void **state)
{
	(void)state;
	assert_string_equal(lacks("", "", "", ""), "");
	assert_string_equal(lacks("pxelinux", "local", "", ""), "");
	assert_string_equal(lacks("gpxe", "", "a.gpxe", ""), "");
	assert_non_null(strstr(lacks("gpxe", "", "", ""), "no script"));
	/* iscsi has a default target here, iscsi-install has none */
	assert_string_equal(lacks("iscsi", "", "", ""), "");
	assert_non_null(
	    strstr(lacks("iscsi-install", "", "", ""), "no target is set"));
	assert_non_null(
	    strstr(lacks("iscsi", "", "", "disk9"), "list of targets"));
	assert_string_equal(lacks("iscsi", "", "",
				"iscsi:192.0.2.3::::iqn.a:b"),
	    "");
	assert_string_equal(lacks("iscsi", "", "", "disk1"), "");
	assert_non_null(strchr(lacks("gpxe", "iscsi-install", "", ""), '\n'));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_value_is_judged),
	    cmocka_unit_test(an_empty_value_always_passes),
	    cmocka_unit_test(without_a_root_files_are_taken_on_trust),
	    cmocka_unit_test(urls_are_known_by_their_form),
	    cmocka_unit_test(a_host_is_told_what_its_mode_lacks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
