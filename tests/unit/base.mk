# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_base
TESTS += tests/unit/t_base
endif
tests_unit_t_base_SOURCES = tests/unit/t_base.c tests/unit/unit.h
tests_unit_t_base_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_base_LDADD = libpure.a $(CMOCKA_LIBS)
