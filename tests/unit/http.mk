# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
HTTP_TESTS = tests/unit/t_http tests/unit/t_httpd
check_PROGRAMS += $(HTTP_TESTS)
TESTS += $(HTTP_TESTS)
endif
tests_unit_t_http_SOURCES = tests/unit/t_http.c tests/unit/unit.h
tests_unit_t_http_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_http_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_httpd_SOURCES = tests/unit/t_httpd.c tests/unit/unit.h
tests_unit_t_httpd_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_httpd_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) $(CMOCKA_LIBS)
