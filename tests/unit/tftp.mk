# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_udp
TESTS += tests/unit/t_udp
endif
tests_unit_t_udp_SOURCES = tests/unit/t_udp.c tests/unit/unit.h
tests_unit_t_udp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_udp_LDADD = libio.a libpure.a $(CMOCKA_LIBS)
