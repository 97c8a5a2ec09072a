# SPDX-License-Identifier: ISC
# The DHCP server's pure part: leases, replies, the server step, the tracker.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_lease
TESTS += tests/unit/t_lease
endif
tests_unit_t_lease_SOURCES = tests/unit/t_lease.c tests/unit/unit.h
tests_unit_t_lease_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_lease_LDADD = libpure.a $(CMOCKA_LIBS)
