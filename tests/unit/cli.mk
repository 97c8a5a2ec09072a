# SPDX-License-Identifier: ISC
# The command line: options, subcommands, what they print.
CLI_TESTS = tests/unit/t_options tests/unit/t_event_json \
	tests/unit/t_event_text tests/unit/t_target_form tests/unit/t_firewall
if HAVE_CMOCKA
check_PROGRAMS += $(CLI_TESTS)
TESTS += $(CLI_TESTS)
endif
CLI_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
CLI_TEST_LDADD = libtui.a libdb.a libio.a libpure.a $(JANSSON_LIBS) \
	$(SQLITE_LIBS) $(CMOCKA_LIBS)
tests_unit_t_options_SOURCES = tests/unit/t_options.c tests/unit/unit.h
tests_unit_t_options_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_options_LDADD = $(CLI_TEST_LDADD)
tests_unit_t_firewall_SOURCES = tests/unit/t_firewall.c tests/unit/unit.h
tests_unit_t_firewall_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_firewall_LDADD = $(CLI_TEST_LDADD)
tests_unit_t_event_json_SOURCES = tests/unit/t_event_json.c tests/unit/unit.h
tests_unit_t_event_json_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_event_json_LDADD = $(CLI_TEST_LDADD)
tests_unit_t_event_text_SOURCES = tests/unit/t_event_text.c tests/unit/unit.h
tests_unit_t_event_text_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_event_text_LDADD = $(CLI_TEST_LDADD)
tests_unit_t_target_form_SOURCES = tests/unit/t_target_form.c \
	tests/unit/unit.h
tests_unit_t_target_form_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_target_form_LDADD = $(CLI_TEST_LDADD)

CLI_SHELL_TESTS = tests/unit/cli_complete.sh tests/unit/cli_explain.sh tests/unit/cli_host.sh \
	tests/unit/cli_quirk.sh tests/unit/cli_read.sh \
	tests/unit/cli_serve.sh tests/unit/cli_target.sh
dist_check_SCRIPTS += $(CLI_SHELL_TESTS)
TESTS += $(CLI_SHELL_TESTS)
EXTRA_DIST += tests/unit/cli.subr
