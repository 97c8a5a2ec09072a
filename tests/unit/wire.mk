# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_frame
TESTS += tests/unit/t_frame
endif
tests_unit_t_frame_SOURCES = tests/unit/t_frame.c tests/unit/unit.h
tests_unit_t_frame_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_LDADD = libpure.a $(CMOCKA_LIBS)
