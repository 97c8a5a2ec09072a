# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_http
TESTS += tests/unit/t_http
endif
tests_unit_t_http_SOURCES = tests/unit/t_http.c tests/unit/unit.h
tests_unit_t_http_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_http_LDADD = libpure.a $(CMOCKA_LIBS)
