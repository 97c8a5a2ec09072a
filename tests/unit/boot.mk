# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
boot_tests = tests/unit/t_book tests/unit/t_check tests/unit/t_client \
	tests/unit/t_loaders tests/unit/t_policy tests/unit/t_sim_verdict \
	tests/unit/t_doctor tests/unit/t_boot_conf
check_PROGRAMS += $(boot_tests)
TESTS += $(boot_tests)
endif
boot_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
boot_ldadd = libpure.a $(CMOCKA_LIBS)
dhcp_sample = tests/unit/dhcp_sample.c tests/unit/dhcp_sample.def \
	tests/unit/dhcp_sample.h

tests_unit_t_book_SOURCES = tests/unit/t_book.c tests/unit/unit.h
tests_unit_t_book_CFLAGS = $(boot_cflags)
tests_unit_t_book_LDADD = $(boot_ldadd)

tests_unit_t_client_SOURCES = tests/unit/t_client.c $(dhcp_sample) \
	tests/unit/unit.h
tests_unit_t_client_CFLAGS = $(boot_cflags)
tests_unit_t_client_LDADD = $(boot_ldadd)

tests_unit_t_check_SOURCES = tests/unit/t_check.c tests/unit/unit.h
tests_unit_t_check_CFLAGS = $(boot_cflags)
tests_unit_t_check_LDADD = $(boot_ldadd)

tests_unit_t_loaders_SOURCES = tests/unit/t_loaders.c tests/unit/unit.h
tests_unit_t_loaders_CFLAGS = $(boot_cflags)
tests_unit_t_loaders_LDADD = $(boot_ldadd)

tests_unit_t_policy_SOURCES = tests/unit/t_policy.c $(dhcp_sample) \
	tests/unit/unit.h
tests_unit_t_policy_CFLAGS = $(boot_cflags)
tests_unit_t_policy_LDADD = $(boot_ldadd)

tests_unit_t_sim_verdict_SOURCES = tests/unit/t_sim_verdict.c \
	tests/unit/unit.h
tests_unit_t_sim_verdict_CFLAGS = $(boot_cflags)
tests_unit_t_sim_verdict_LDADD = $(boot_ldadd)

tests_unit_t_doctor_SOURCES = tests/unit/t_doctor.c tests/unit/unit.h
tests_unit_t_doctor_CFLAGS = $(boot_cflags)
tests_unit_t_doctor_LDADD = $(boot_ldadd)

tests_unit_t_boot_conf_SOURCES = tests/unit/t_boot_conf.c tests/unit/unit.h
tests_unit_t_boot_conf_CFLAGS = $(boot_cflags)
tests_unit_t_boot_conf_LDADD = $(boot_ldadd)
