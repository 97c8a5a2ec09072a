# SPDX-License-Identifier: ISC
# Frames and what is made of them.
WIRE_TESTS = tests/unit/t_fingerprint \
	tests/unit/t_frame tests/unit/t_frame_copy \
	tests/unit/t_frame_merge \
	tests/unit/t_frame_order tests/unit/t_frame_ring \
	tests/unit/t_http_head tests/unit/t_tls_hello tests/unit/t_iscsi_pdu tests/unit/t_join \
	tests/unit/t_recorder tests/unit/t_recorder_dir \
	tests/unit/t_standstill \
	tests/unit/t_never_crash tests/unit/t_observe tests/unit/t_observe_tcp \
	tests/unit/t_servers \
	tests/unit/t_skew
if HAVE_CMOCKA
check_PROGRAMS += $(WIRE_TESTS)
TESTS += $(WIRE_TESTS)
endif
WIRE_TEST_LIBS = libpure.a $(CMOCKA_LIBS)
tests_unit_t_fingerprint_SOURCES = tests/unit/t_fingerprint.c \
	tests/unit/unit.h
tests_unit_t_fingerprint_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_fingerprint_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_frame_SOURCES = tests/unit/t_frame.c tests/unit/unit.h
tests_unit_t_frame_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_frame_copy_SOURCES = tests/unit/t_frame_copy.c tests/unit/unit.h
tests_unit_t_frame_copy_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_copy_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_standstill_SOURCES = tests/unit/t_standstill.c tests/unit/unit.h
tests_unit_t_standstill_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_standstill_LDADD = $(WIRE_TEST_LIBS)
RECORD_RIG = tests/unit/record_rig.c tests/unit/record_rig.h tests/unit/unit.h
RECORD_LIBS = libserve.a libio.a libpure.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_t_recorder_SOURCES = tests/unit/t_recorder.c $(RECORD_RIG)
tests_unit_t_recorder_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_recorder_LDADD = $(RECORD_LIBS)
tests_unit_t_recorder_dir_SOURCES = tests/unit/t_recorder_dir.c $(RECORD_RIG)
tests_unit_t_recorder_dir_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_recorder_dir_LDADD = $(RECORD_LIBS)
tests_unit_t_join_SOURCES = tests/unit/t_join.c tests/unit/unit.h
tests_unit_t_join_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_join_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_skew_SOURCES = tests/unit/t_skew.c tests/unit/unit.h
tests_unit_t_skew_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_skew_LDADD = libio.a libpure.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_t_servers_SOURCES = tests/unit/t_servers.c tests/unit/unit.h
tests_unit_t_servers_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_servers_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_frame_merge_SOURCES = tests/unit/t_frame_merge.c \
	tests/unit/unit.h
tests_unit_t_frame_merge_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_merge_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_frame_order_SOURCES = tests/unit/t_frame_order.c \
	tests/unit/unit.h
tests_unit_t_frame_order_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_order_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_frame_ring_SOURCES = tests/unit/t_frame_ring.c tests/unit/unit.h
tests_unit_t_frame_ring_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_frame_ring_LDADD = libio.a libpure.a $(PCAP_LIBS) $(ZLIB_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_t_tls_hello_SOURCES = tests/unit/t_tls_hello.c tests/unit/unit.h
tests_unit_t_tls_hello_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_tls_hello_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_http_head_SOURCES = tests/unit/t_http_head.c tests/unit/unit.h
tests_unit_t_http_head_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_http_head_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_iscsi_pdu_SOURCES = tests/unit/t_iscsi_pdu.c tests/unit/unit.h
tests_unit_t_iscsi_pdu_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_iscsi_pdu_LDADD = $(WIRE_TEST_LIBS)
SEEN = tests/unit/see.c tests/unit/see.h tests/unit/unit.h
tests_unit_t_observe_SOURCES = tests/unit/t_observe.c $(SEEN)
tests_unit_t_observe_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_observe_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_observe_tcp_SOURCES = tests/unit/t_observe_tcp.c $(SEEN)
tests_unit_t_observe_tcp_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_observe_tcp_LDADD = $(WIRE_TEST_LIBS)
tests_unit_t_never_crash_SOURCES = tests/unit/t_never_crash.c tests/unit/unit.h
tests_unit_t_never_crash_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_never_crash_LDADD = libtui.a libio.a libpure.a $(PCAP_LIBS) \
	$(ZLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
