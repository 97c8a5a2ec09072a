# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
boot_tests = tests/unit/t_book
check_PROGRAMS += $(boot_tests)
TESTS += $(boot_tests)
endif
boot_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
boot_ldadd = libpure.a $(CMOCKA_LIBS)

tests_unit_t_book_SOURCES = tests/unit/t_book.c tests/unit/unit.h
tests_unit_t_book_CFLAGS = $(boot_cflags)
tests_unit_t_book_LDADD = $(boot_ldadd)
