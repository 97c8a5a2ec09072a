# SPDX-License-Identifier: ISC
IO_TESTS = tests/unit/t_belt tests/unit/t_crew tests/unit/t_iface \
	tests/unit/t_priv \
	tests/unit/t_queue tests/unit/t_reach
if HAVE_CMOCKA
check_PROGRAMS += $(IO_TESTS)
TESTS += $(IO_TESTS)
endif
IO_TEST_LIBS = libio.a libpure.a $(CAPNG_LIBS) $(SECCOMP_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_t_belt_SOURCES = tests/unit/t_belt.c tests/unit/unit.h
tests_unit_t_belt_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_belt_LDADD = $(IO_TEST_LIBS)
tests_unit_t_crew_SOURCES = tests/unit/t_crew.c tests/unit/unit.h
tests_unit_t_crew_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_crew_LDADD = $(IO_TEST_LIBS)
tests_unit_t_iface_SOURCES = tests/unit/t_iface.c tests/unit/unit.h
tests_unit_t_iface_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_iface_LDADD = $(IO_TEST_LIBS)
tests_unit_t_priv_SOURCES = tests/unit/t_priv.c tests/unit/unit.h
tests_unit_t_priv_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_priv_LDADD = $(IO_TEST_LIBS)
tests_unit_t_queue_SOURCES = tests/unit/t_queue.c tests/unit/unit.h
tests_unit_t_queue_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_queue_LDADD = $(IO_TEST_LIBS)
tests_unit_t_reach_SOURCES = tests/unit/t_reach.c tests/unit/unit.h
tests_unit_t_reach_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_reach_LDADD = $(IO_TEST_LIBS)
