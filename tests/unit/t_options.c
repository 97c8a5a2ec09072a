/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "tui/nearest.h"
#include "tui/option_set.h"
#include "tui/options.h"
#include "tui/status.h"

#define NO_FILE "--config=/dev/null"

/* Reads one command line, its words split at blanks. */
static int
read_words(struct options *o, const char *line, char *why, size_t cap)
{
	static char buf[512];
	char *argv[sizeof(buf) / 2], *s = buf;
	struct text t;
	int argc = 0;

	assert_true(text_copy(buf, sizeof(buf), line));
	while (*s != '\0') {
		argv[argc++] = s;
		s += strcspn(s, " ");
		if (*s != '\0')
			*s++ = '\0';
	}
	text_init(&t, why, cap);
	return options_read(o, argc, argv, &t);
}

static void
defaults_are_a_proxy_that_hands_out_nothing(void **state)
{
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_words(&o, "pxeconsole " NO_FILE, why,
			     sizeof(why)),
	    0);
	assert_string_equal(why, "");
	assert_true(o.serve.proxy);
	assert_true(o.serve.capture);
	assert_false(o.serve.headless);
	assert_int_equal(o.serve.interface_count, 0);
	assert_int_equal(o.serve.default_mode, MODE_PXELINUX);
	assert_int_equal(o.serve.placement, PLACEMENT_FIELD);
	assert_string_equal(o.serve.tftp_root, "/srv/tftp");
	assert_string_equal(o.serve.db, "/var/lib/pxeconsole/pxeconsole.db");
	assert_int_equal(o.serve.lease_seconds, 3600);
	assert_int_equal(o.word_count, 0);
}

static void
every_option_reaches_its_setting(void **state)
{
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(
	    read_words(&o,
		"pxeconsole " NO_FILE " --interface eth0 --interface=eth1 "
		"--interface eth0 --mode dhcp --range "
		"192.0.2.100,192.0.2.199,12h --router 192.0.2.1 "
		"--dns=192.0.2.2 --default-mode ignore --placement both "
		"--tftp-root /t --http-port 80 --db /d --no-capture "
		"--record /r --user me --headless --quiet --json "
		"--check-config",
		why, sizeof(why)),
	    0);
	assert_string_equal(why, "");
	assert_int_equal(o.serve.interface_count, 2);
	assert_string_equal(o.serve.interfaces[1], "eth1");
	assert_false(o.serve.proxy);
	assert_int_equal(o.serve.range_first, 0xc0000264);
	assert_int_equal(o.serve.range_last, 0xc00002c7);
	assert_int_equal(o.serve.lease_seconds, 12 * 3600);
	assert_int_equal(o.serve.router, 0xc0000201);
	assert_int_equal(o.serve.dns, 0xc0000202);
	assert_int_equal(o.serve.default_mode, MODE_IGNORE);
	assert_int_equal(o.serve.placement, PLACEMENT_BOTH);
	assert_string_equal(o.serve.tftp_root, "/t");
	assert_string_equal(o.serve.db, "/d");
	assert_string_equal(o.serve.record, "/r");
	assert_string_equal(o.serve.user, "me");
	assert_int_equal(o.serve.http_port, 80);
	assert_true(o.serve.http_asked);
	assert_false(o.serve.capture);
	assert_true(o.serve.headless);
	assert_true(o.serve.quiet);
	assert_true(o.serve.json);
	assert_true(o.check_config);
	assert_true(o.given[OPTION_JSON]);
	assert_false(o.given[OPTION_HELP]);
}

static void
words_of_the_subcommand_are_left_in_order(void **state)
{
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_words(&o,
			     "pxeconsole --db /d explain 525400123456 " NO_FILE
			     " --arch 7 --stage=rom --json -- --json -x",
			     why, sizeof(why)),
	    0);
	assert_int_equal(o.word_count, 7);
	assert_string_equal(o.words[0], "explain");
	assert_string_equal(o.words[2], "--arch");
	assert_string_equal(o.words[4], "--stage=rom");
	assert_string_equal(o.words[5], "--json");
	assert_string_equal(o.words[6], "-x");
	assert_true(o.serve.json);
	assert_string_equal(o.serve.db, "/d");
}

static void
mistakes_name_the_option_and_the_words(void **state)
{
	static const struct {
		const char *words, *why;
	} rows[] = {
	    {"--mode prxy", "--mode: \"prxy\" is not proxy or dhcp"},
	    {"--hedless", "unknown option --hedless; did you mean --headless?"},
	    {"-x", "unknown option -x"},
	    {"-json", "unknown option -json; did you mean --json?"},
	    {"--interfce=eth0",
		"unknown option --interfce=eth0; did you mean --interface?"},
	    {"--mode", "--mode needs a value: proxy|dhcp"},
	    {"--db=", "--db: needs a value: FILE"},
	    {"--db --json", "--db needs a value: FILE"},
	    {"--json=1", "--json takes no value"},
	    {"--http-port 65536",
		"--http-port: \"65536\" is not a port from 0 to 65535"},
	    {"--http-port 8o",
		"--http-port: \"8o\" is not a port from 0 to 65535"},
	    {"--router 127.0.0.1",
		"--router: \"127.0.0.1\" is not an address like 192.0.2.1"},
	    {"--default-mode boot",
		"--default-mode: \"boot\" is not one of pxelinux gpxe iscsi "
		"iscsi-install local ignore"},
	    {"--placement here",
		"--placement: \"here\" is not one of field option both "
		"overload auto"},
	    {"--interface a/b",
		"--interface: \"a/b\" is not the name of an interface"},
	    {"--user 0123456789012345678901234567890123456789",
		"--user: longer than 31 bytes"},
	    {"--range 192.0.2.9",
		"--range: \"192.0.2.9\" is not FIRST,LAST[,LEASETIME] as in "
		"192.0.2.100,192.0.2.199,12h"},
	    {"--range 192.0.2.9,192.0.2.1",
		"--range: \"192.0.2.9,192.0.2.1\" is not a range of usable "
		"addresses, the lower one first"},
	    {"--range 192.0.2.1,192.0.2.9,10s",
		"--range: \"192.0.2.1,192.0.2.9,10s\" is not "
		"FIRST,LAST,LEASETIME with a time from 60 to 365d"},
	    {"--range 10.0.0.1,10.9.0.1",
		"--range: \"10.0.0.1,10.9.0.1\" is not a range of at most "
		"65536 addresses"},
	};
	char line[256], why[256];
	struct options o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		(void)snprintf(line, sizeof(line), "pxeconsole %s %s", NO_FILE,
		    rows[i].words);
		assert_true(read_words(&o, line, why, sizeof(why)) < 0);
		assert_string_equal(why, rows[i].why);
	}
}

static void
durations_have_units_and_bounds(void **state)
{
	static const struct {
		const char *s;
		uint32_t seconds; /* 0: refused */
	} rows[] = {{"3600", 3600}, {"90s", 90}, {"30m", 1800}, {"12h", 43200},
	    {"7d", 604800}, {"365d", 31536000}, {"366d", 0}, {"59", 0},
	    {"0m", 0}, {"", 0}, {"h", 0}, {"1w", 0}, {"-1", 0}, {"1 h", 0},
	    {"99999999999", 0}, {"999999999999999", 0}};
	uint32_t n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		n = 0;
		assert_int_equal(option_duration(&n, rows[i].s) == 0,
		    rows[i].seconds != 0);
		assert_int_equal(n, rows[i].seconds);
	}
}

static void
write_file(const char *path, const char *bytes, size_t n)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* Reads a file of these bytes, then the words. */
static int
read_file_of(const char *bytes, size_t n, const char *words, struct options *o,
    char why[256])
{
	char path[] = "t_options.XXXXXX", line[256];
	const int fd = mkstemp(path);
	int err;

	assert_true(fd >= 0);
	(void)close(fd);
	write_file(path, bytes, n);
	(void)snprintf(line, sizeof(line), "pxeconsole --config %s %s", path,
	    words);
	err = read_words(o, line, why, 256);
	(void)unlink(path);
	/* The name is chance: what follows it is looked at. */
	if (err < 0 && strncmp(why, path, strlen(path)) == 0)
		memmove(why, why + strlen(path),
		    strlen(why + strlen(path)) + 1);
	return err;
}

static void
the_file_has_the_same_words(void **state)
{
	static const char bytes[] = "# a lab\n\n interface = eth0 # first\n"
				    "interface=eth1\r\nmode=dhcp\n"
				    "range=192.0.2.10,192.0.2.20\nheadless\n"
				    "tftp-root=/srv/a#b\n"
				    "router=192.0.2.1";
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_file_of(bytes, sizeof(bytes) - 1, "", &o, why),
	    0);
	assert_string_equal(why, "");
	assert_int_equal(o.serve.interface_count, 2);
	assert_string_equal(o.serve.interfaces[0], "eth0");
	assert_string_equal(o.serve.interfaces[1], "eth1");
	assert_string_equal(o.serve.tftp_root, "/srv/a#b");
	assert_false(o.serve.proxy);
	assert_true(o.serve.headless);
	assert_int_equal(o.serve.router, 0xc0000201);
	assert_false(o.given[OPTION_MODE]);
}

static void
the_command_line_beats_the_file(void **state)
{
	static const char bytes[] = "interface=eth0\ninterface=eth1\n"
				    "db=/file\nmode=dhcp\n";
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_file_of(bytes, sizeof(bytes) - 1,
			     "--interface eth9 --db /line --mode proxy", &o,
			     why),
	    0);
	assert_int_equal(o.serve.interface_count, 1);
	assert_string_equal(o.serve.interfaces[0], "eth9");
	assert_string_equal(o.serve.db, "/line");
	assert_true(o.serve.proxy);
}

static void
mistakes_in_the_file_name_their_line(void **state)
{
	static const struct {
		const char *bytes, *why;
	} rows[] = {
	    {"\nmode=x\n", ":2: mode: \"x\" is not proxy or dhcp"},
	    {"headles\n", ":1: unknown option headles; did you mean headless?"},
	    {"headless=yes\n", ":1: headless takes no value"},
	    {"mode\n", ":1: mode: needs a value: proxy|dhcp"},
	    {"config=/x\n", ":1: unknown option config"},
	    {"\x1b[2J=1\n", ":1: unknown option \\x1b[2J"},
	};
	char long_line[2048], why[256];
	struct options o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_true(read_file_of(rows[i].bytes, strlen(rows[i].bytes),
				"", &o, why) < 0);
		assert_string_equal(why, rows[i].why);
	}
	assert_true(read_file_of("db=\0x\n", 6, "", &o, why) < 0);
	assert_string_equal(why, ":1: not a text file");
	memset(long_line, 'a', sizeof(long_line));
	assert_true(
	    read_file_of(long_line, sizeof(long_line), "", &o, why) < 0);
	assert_string_equal(why, ":1: line of more than 1024 bytes");
}

static void
a_named_file_must_be_there(void **state)
{
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_words(&o, "pxeconsole --config /nowhere/x", why,
			     sizeof(why)),
	    -PX_EIO);
	assert_string_equal(why, "/nowhere/x: No such file or directory");
	assert_int_equal(status_of(-PX_EIO), STATUS_FILE);
	assert_int_equal(read_words(&o, "pxeconsole --config /", why,
			     sizeof(why)),
	    -PX_EIO);
	assert_string_equal(why, "/: Is a directory");
	/* Help needs no sound configuration. */
	assert_int_equal(read_words(&o, "pxeconsole --config / --help", why,
			     sizeof(why)),
	    0);
	assert_true(o.help);
}

static void
what_does_nothing_is_said(void **state)
{
	struct options o;
	char why[256];

	(void)state;
	assert_int_equal(read_words(&o, "pxeconsole --mode dhcp " NO_FILE, why,
			     sizeof(why)),
	    0);
	assert_non_null(strstr(why, "mode dhcp without a range"));
	assert_int_equal(read_words(&o,
			     "pxeconsole --router 192.0.2.1 " NO_FILE, why,
			     sizeof(why)),
	    0);
	assert_non_null(strstr(why, "do nothing in mode proxy"));
}

static void
nearest_word_counts_slips(void **state)
{
	static const struct {
		const char *asked, *best;
	} rows[] = {{"hsot", "host"}, {"tagret", "target"}, {"lst", "list"},
	    {"zzzz", NULL}, {"", NULL},
	    {"a-word-of-more-than-thirty-one-bytes", NULL}};
	static const char *const words[] = {"host", "target", "list", "set"};
	struct nearest n;
	size_t i, j;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nearest_init(&n, rows[i].asked);
		for (j = 0; j < sizeof(words) / sizeof(words[0]); j++)
			nearest_offer(&n, words[j]);
		if (rows[i].best == NULL)
			assert_null(n.best);
		else
			assert_string_equal(n.best, rows[i].best);
	}
}

static void
every_error_leaves_with_a_status(void **state)
{
	int i;

	(void)state;
	assert_int_equal(status_of(0), STATUS_DONE);
	assert_int_equal(status_of(5), STATUS_DONE);
	assert_int_equal(status_of(-PX_EVALUE), STATUS_USAGE);
	assert_int_equal(status_of(-PX_EINUSE), STATUS_NET);
	assert_int_equal(status_of(-PX_ENOMEM), STATUS_MEMORY);
	assert_int_equal(status_of(-PX_ECOUNT), STATUS_OTHER);
	for (i = 1; i < PX_ECOUNT; i++)
		assert_in_range(status_of(-i), STATUS_USAGE, STATUS_OTHER);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(defaults_are_a_proxy_that_hands_out_nothing),
	    cmocka_unit_test(every_option_reaches_its_setting),
	    cmocka_unit_test(words_of_the_subcommand_are_left_in_order),
	    cmocka_unit_test(mistakes_name_the_option_and_the_words),
	    cmocka_unit_test(durations_have_units_and_bounds),
	    cmocka_unit_test(the_file_has_the_same_words),
	    cmocka_unit_test(the_command_line_beats_the_file),
	    cmocka_unit_test(mistakes_in_the_file_name_their_line),
	    cmocka_unit_test(a_named_file_must_be_there),
	    cmocka_unit_test(what_does_nothing_is_said),
	    cmocka_unit_test(nearest_word_counts_slips),
	    cmocka_unit_test(every_error_leaves_with_a_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
