# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_serve
TESTS += tests/unit/t_serve
endif
tests_unit_t_serve_SOURCES = tests/unit/t_serve.c tests/unit/unit.h
tests_unit_t_serve_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_serve_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) \
	$(CAPNG_LIBS) $(CMOCKA_LIBS)
