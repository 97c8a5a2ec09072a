# SPDX-License-Identifier: ISC
# The command line: options, subcommands, what they print.
CLI_TESTS = tests/unit/t_options
if HAVE_CMOCKA
check_PROGRAMS += $(CLI_TESTS)
TESTS += $(CLI_TESTS)
endif
CLI_TEST_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
CLI_TEST_LDADD = libtui.a libpure.a $(JANSSON_LIBS) $(CMOCKA_LIBS)
tests_unit_t_options_SOURCES = tests/unit/t_options.c tests/unit/unit.h
tests_unit_t_options_CFLAGS = $(CLI_TEST_CFLAGS)
tests_unit_t_options_LDADD = $(CLI_TEST_LDADD)
