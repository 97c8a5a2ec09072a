# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_dhcp
check_PROGRAMS += tests/unit/t_dhcp_option
check_PROGRAMS += tests/unit/t_dhcp_image
check_PROGRAMS += tests/unit/t_pxe
check_PROGRAMS += tests/unit/t_gpxe
check_PROGRAMS += tests/unit/t_iscsi_path
check_PROGRAMS += tests/unit/t_udp_frame
TESTS += tests/unit/t_dhcp tests/unit/t_dhcp_option \
	tests/unit/t_dhcp_image tests/unit/t_pxe tests/unit/t_gpxe \
	tests/unit/t_iscsi_path tests/unit/t_udp_frame
endif
tests_unit_t_dhcp_SOURCES = tests/unit/t_dhcp.c tests/unit/unit.h \
	tests/unit/dhcp_bytes.h
tests_unit_t_dhcp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_dhcp_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_dhcp_option_SOURCES = tests/unit/t_dhcp_option.c tests/unit/unit.h
tests_unit_t_dhcp_option_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_dhcp_option_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_dhcp_image_SOURCES = tests/unit/t_dhcp_image.c tests/unit/unit.h
tests_unit_t_dhcp_image_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_dhcp_image_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_pxe_SOURCES = tests/unit/t_pxe.c tests/unit/unit.h
tests_unit_t_pxe_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_pxe_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_gpxe_SOURCES = tests/unit/t_gpxe.c tests/unit/unit.h
tests_unit_t_gpxe_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_gpxe_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_iscsi_path_SOURCES = tests/unit/t_iscsi_path.c tests/unit/unit.h
tests_unit_t_iscsi_path_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_iscsi_path_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_udp_frame_SOURCES = tests/unit/t_udp_frame.c tests/unit/unit.h
tests_unit_t_udp_frame_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_udp_frame_LDADD = libpure.a $(CMOCKA_LIBS)
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_sim_message
TESTS += tests/unit/t_sim_message
endif
tests_unit_t_sim_message_SOURCES = tests/unit/t_sim_message.c \
	tests/unit/unit.h tests/unit/dhcp_sample.c tests/unit/dhcp_sample.def \
	tests/unit/dhcp_sample.h
tests_unit_t_sim_message_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_sim_message_LDADD = libpure.a $(CMOCKA_LIBS)
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_sim_client
TESTS += tests/unit/t_sim_client
endif
tests_unit_t_sim_client_SOURCES = tests/unit/t_sim_client.c tests/unit/unit.h
tests_unit_t_sim_client_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_sim_client_LDADD = libpure.a $(CMOCKA_LIBS)
