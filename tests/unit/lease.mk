# SPDX-License-Identifier: ISC
# The DHCP server's pure part: leases, replies, the server step, the tracker.
if HAVE_CMOCKA
LEASE_TESTS = tests/unit/t_lease tests/unit/t_reply tests/unit/t_route \
	tests/unit/t_track tests/unit/t_track_uuid \
	tests/unit/t_track_flow \
	tests/unit/t_track_stage tests/unit/t_track_flood \
	tests/unit/t_track_wire tests/unit/t_told \
	tests/unit/t_track_loader \
	tests/unit/t_tftp_tid tests/unit/t_arp_asked \
	tests/unit/t_track_many \
	tests/unit/t_dhcp_server tests/unit/t_dhcp_random tests/unit/t_relay \
	tests/unit/t_manner tests/unit/t_file_manner
check_PROGRAMS += $(LEASE_TESTS)
TESTS += $(LEASE_TESTS)
endif
tests_unit_t_lease_SOURCES = tests/unit/t_lease.c tests/unit/unit.h
tests_unit_t_lease_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_lease_LDADD = libpure.a $(CMOCKA_LIBS)

# Requests as firmware sends them, replies decoded again.
SAMPLE = tests/unit/sample.c tests/unit/sample.h tests/unit/unit.h
tests_unit_t_reply_SOURCES = tests/unit/t_reply.c $(SAMPLE)
tests_unit_t_reply_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_reply_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_route_SOURCES = tests/unit/t_route.c $(SAMPLE)
tests_unit_t_route_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_route_LDADD = libpure.a $(CMOCKA_LIBS)

tests_unit_t_track_SOURCES = tests/unit/t_track.c tests/unit/play.c \
	tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_uuid_SOURCES = tests/unit/t_track_uuid.c tests/unit/play.c \
	tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_uuid_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_uuid_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_flow_SOURCES = tests/unit/t_track_flow.c tests/unit/play.c \
	tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_flow_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_flow_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_many_SOURCES = tests/unit/t_track_many.c \
	tests/unit/unit.h
tests_unit_t_track_many_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_many_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_stage_SOURCES = tests/unit/t_track_stage.c \
	tests/unit/play.c tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_stage_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_stage_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_loader_SOURCES = tests/unit/t_track_loader.c \
	tests/unit/play.c tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_loader_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_loader_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_wire_SOURCES = tests/unit/t_track_wire.c \
	tests/unit/play.c tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_wire_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_wire_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_arp_asked_SOURCES = tests/unit/t_arp_asked.c tests/unit/unit.h
tests_unit_t_arp_asked_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_arp_asked_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_tftp_tid_SOURCES = tests/unit/t_tftp_tid.c tests/unit/unit.h
tests_unit_t_tftp_tid_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tftp_tid_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_told_SOURCES = tests/unit/t_told.c tests/unit/unit.h
tests_unit_t_told_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_told_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_flood_SOURCES = tests/unit/t_track_flood.c \
	tests/unit/play.c tests/unit/play.h tests/unit/unit.h
tests_unit_t_track_flood_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_flood_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_track_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_track_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_dhcp_server_SOURCES = tests/unit/t_dhcp_server.c tests/unit/lab.c \
	tests/unit/lab.h $(SAMPLE)
tests_unit_t_dhcp_server_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_dhcp_server_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_relay_SOURCES = tests/unit/t_relay.c tests/unit/lab.c \
	tests/unit/lab.h $(SAMPLE)
tests_unit_t_relay_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_relay_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_manner_SOURCES = tests/unit/t_manner.c tests/unit/lab.c \
	tests/unit/lab.h $(SAMPLE)
tests_unit_t_manner_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_manner_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_file_manner_SOURCES = tests/unit/t_file_manner.c tests/unit/unit.h
tests_unit_t_file_manner_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_file_manner_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_dhcp_random_SOURCES = tests/unit/t_dhcp_random.c $(SAMPLE)
tests_unit_t_dhcp_random_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_dhcp_random_LDADD = libpure.a $(CMOCKA_LIBS)
