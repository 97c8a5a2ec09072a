# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
TFTP_TESTS = \
	tests/unit/t_udp \
	tests/unit/t_tftp \
	tests/unit/t_tftp_xfer tests/unit/t_tftp_wait \
	tests/unit/t_tftp_linger \
	tests/unit/t_netascii \
	tests/unit/t_path \
	tests/unit/t_root \
	tests/unit/t_tftp_table \
	tests/unit/t_tftpd tests/unit/t_tftpd_tap \
	tests/unit/t_tftpd_load
check_PROGRAMS += $(TFTP_TESTS)
TESTS += $(TFTP_TESTS)
endif
tests_unit_t_udp_SOURCES = tests/unit/t_udp.c tests/unit/unit.h
tests_unit_t_udp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_udp_LDADD = libio.a libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_SOURCES = tests/unit/t_tftp.c tests/unit/unit.h
tests_unit_t_tftp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_linger_SOURCES = tests/unit/t_tftp_linger.c \
	tests/unit/unit.h
tests_unit_t_tftp_linger_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_linger_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_xfer_SOURCES = tests/unit/t_tftp_xfer.c \
	tests/unit/tftp_try.h tests/unit/unit.h
tests_unit_t_tftp_xfer_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_xfer_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_wait_SOURCES = tests/unit/t_tftp_wait.c \
	tests/unit/tftp_try.h tests/unit/unit.h
tests_unit_t_tftp_wait_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_wait_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_netascii_SOURCES = tests/unit/t_netascii.c tests/unit/unit.h
tests_unit_t_netascii_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_netascii_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_path_SOURCES = tests/unit/t_path.c tests/unit/unit.h
tests_unit_t_path_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_path_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_root_SOURCES = tests/unit/t_root.c tests/unit/unit.h
tests_unit_t_root_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_root_LDADD = libio.a libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_table_SOURCES = tests/unit/t_tftp_table.c tests/unit/unit.h
tests_unit_t_tftp_table_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_table_LDADD = libserve.a libpure.a $(EVENT_LIBS) $(CMOCKA_LIBS)
tests_unit_t_tftpd_SOURCES = tests/unit/t_tftpd.c tests/unit/unit.h \
	tests/unit/tftpd_rig.c tests/unit/tftpd_rig.h
tests_unit_t_tftpd_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftpd_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) $(CMOCKA_LIBS)
tests_unit_t_tftpd_load_SOURCES = tests/unit/t_tftpd_load.c tests/unit/unit.h \
	tests/unit/tftpd_rig.c tests/unit/tftpd_rig.h
tests_unit_t_tftpd_load_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftpd_load_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) $(CMOCKA_LIBS)
tests_unit_t_tftpd_tap_SOURCES = tests/unit/t_tftpd_tap.c tests/unit/unit.h \
	tests/unit/tftpd_rig.c tests/unit/tftpd_rig.h
tests_unit_t_tftpd_tap_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftpd_tap_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) $(CMOCKA_LIBS)
