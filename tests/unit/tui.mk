# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_screen
TESTS += tests/unit/t_screen
endif
tests_unit_t_screen_SOURCES = tests/unit/t_screen.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_screen_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_screen_LDADD = libtui.a libpure.a $(JANSSON_LIBS) $(CMOCKA_LIBS)
EXTRA_DIST += tests/golden
