# SPDX-License-Identifier: ISC
# The diagnosis: every rule with its illness and its near miss; the captures.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_boot_case tests/unit/t_diag \
	tests/unit/t_diag_arp tests/unit/t_event_pack
TESTS += tests/unit/t_boot_case tests/unit/t_diag tests/unit/t_diag_arp \
	tests/unit/t_event_pack
endif
tests_unit_t_diag_arp_SOURCES = tests/unit/t_diag_arp.c tests/unit/sick.c \
	tests/unit/sick.h tests/unit/unit.h tests/rule_needs.h
tests_unit_t_diag_arp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_diag_arp_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_diag_SOURCES = tests/unit/t_diag.c tests/unit/sick.c \
	tests/unit/sick.h tests/unit/sick_files.c tests/unit/sick_later.c tests/unit/sick_names.c \
	tests/unit/sick_offers.c tests/unit/unit.h tests/rule_needs.h
tests_unit_t_diag_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_diag_LDADD = libpure.a $(CMOCKA_LIBS)

TESTS += tests/pcap/findings

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_reader tests/unit/t_slices
TESTS += tests/unit/t_reader tests/unit/t_slices
endif
tests_unit_t_reader_SOURCES = tests/unit/t_reader.c tests/unit/unit.h
tests_unit_t_reader_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_reader_LDADD = libio.a libpure.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(CMOCKA_LIBS)

tests_unit_t_boot_case_SOURCES = tests/unit/t_boot_case.c \
	tests/unit/sick.c tests/unit/sick.h tests/unit/unit.h \
	tests/rule_needs.h
tests_unit_t_boot_case_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_boot_case_LDADD = libpure.a $(CMOCKA_LIBS)

tests_unit_t_slices_SOURCES = tests/unit/t_slices.c tests/unit/unit.h
tests_unit_t_slices_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_slices_LDADD = libio.a libpure.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(CMOCKA_LIBS)

if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_mend tests/unit/t_trial
TESTS += tests/unit/t_mend tests/unit/t_trial
endif
tests_unit_t_trial_SOURCES = tests/unit/t_trial.c tests/unit/sick.c \
	tests/unit/sick.h tests/unit/unit.h tests/rule_needs.h
tests_unit_t_trial_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_trial_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_mend_SOURCES = tests/unit/t_mend.c tests/unit/sick.c \
	tests/unit/sick.h tests/unit/sick_files.c tests/unit/sick_later.c tests/unit/sick_names.c \
	tests/unit/sick_offers.c tests/unit/unit.h tests/rule_needs.h
tests_unit_t_mend_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_mend_LDADD = libpure.a $(CMOCKA_LIBS)

tests_unit_t_event_pack_SOURCES = tests/unit/t_event_pack.c tests/unit/unit.h
tests_unit_t_event_pack_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_event_pack_LDADD = libpure.a $(CMOCKA_LIBS)
