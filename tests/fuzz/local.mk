# SPDX-License-Identifier: ISC
# Fuzz targets: `int LLVMFuzzerTestOneInput(const uint8_t *, size_t)` in
# tests/fuzz/fuzz_NAME.c, seeds in tests/fuzz/corpus/NAME/.  `make check` runs
# the corpus and its truncations.  `make fuzz` searches with libFuzzer, in a
# build folder of its own (build/fuzzers):
#     make fuzz FUZZ_SECONDS=600 FUZZ="dhcp tftp"
# A new target: its three lines as below, and its corpus; words that it would
# hardly come upon by itself go to tests/fuzz/dict/NAME.
fuzz_programs =
EXTRA_DIST += tests/fuzz/corpus tests/fuzz/dict tests/fuzz/run \
	tests/fuzz/hours
if FUZZERS
fuzz_main = tests/fuzz/fuzz.h
noinst_PROGRAMS += $(fuzz_programs)
fuzzers: $(fuzz_programs)
else
fuzz_main = tests/fuzz/replay.c tests/fuzz/fuzz.h
check_PROGRAMS += $(fuzz_programs)
TESTS += $(fuzz_programs)
endif

FUZZ_SECONDS = 60
.PHONY: fuzz fuzzers
fuzz:
	FUZZ_BUILD=$(abs_builddir)/fuzzers FUZZ_SECONDS=$(FUZZ_SECONDS) \
	    $(srcdir)/tests/fuzz/run $(FUZZ)

fuzz_programs += tests/fuzz/fuzz_dhcp
tests_fuzz_fuzz_dhcp_SOURCES = tests/fuzz/fuzz_dhcp.c $(fuzz_main)
tests_fuzz_fuzz_dhcp_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_dhcp_text
tests_fuzz_fuzz_dhcp_text_SOURCES = tests/fuzz/fuzz_dhcp_text.c $(fuzz_main)
tests_fuzz_fuzz_dhcp_text_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_pxe
tests_fuzz_fuzz_pxe_SOURCES = tests/fuzz/fuzz_pxe.c $(fuzz_main)
tests_fuzz_fuzz_pxe_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_iscsi_path
tests_fuzz_fuzz_iscsi_path_SOURCES = tests/fuzz/fuzz_iscsi_path.c $(fuzz_main)
tests_fuzz_fuzz_iscsi_path_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_udp_frame
tests_fuzz_fuzz_udp_frame_SOURCES = tests/fuzz/fuzz_udp_frame.c $(fuzz_main)
tests_fuzz_fuzz_udp_frame_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_answer
tests_fuzz_fuzz_answer_SOURCES = tests/fuzz/fuzz_answer.c $(fuzz_main)
tests_fuzz_fuzz_answer_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_tftp
tests_fuzz_fuzz_tftp_SOURCES = tests/fuzz/fuzz_tftp.c $(fuzz_main)
tests_fuzz_fuzz_tftp_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_tftp_xfer
tests_fuzz_fuzz_tftp_xfer_SOURCES = tests/fuzz/fuzz_tftp_xfer.c $(fuzz_main)
tests_fuzz_fuzz_tftp_xfer_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_path
tests_fuzz_fuzz_path_SOURCES = tests/fuzz/fuzz_path.c $(fuzz_main)
tests_fuzz_fuzz_path_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_dhcp_server
tests_fuzz_fuzz_dhcp_server_SOURCES = tests/fuzz/fuzz_dhcp_server.c $(fuzz_main)
tests_fuzz_fuzz_dhcp_server_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_track
tests_fuzz_fuzz_track_SOURCES = tests/fuzz/fuzz_track.c $(fuzz_main)
tests_fuzz_fuzz_track_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_sim_client
tests_fuzz_fuzz_sim_client_SOURCES = tests/fuzz/fuzz_sim_client.c $(fuzz_main)
tests_fuzz_fuzz_sim_client_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_http
tests_fuzz_fuzz_http_SOURCES = tests/fuzz/fuzz_http.c $(fuzz_main)
tests_fuzz_fuzz_http_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_diag
tests_fuzz_fuzz_diag_SOURCES = tests/fuzz/fuzz_diag.c tests/rule_needs.h $(fuzz_main)
tests_fuzz_fuzz_diag_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_filter
tests_fuzz_fuzz_filter_SOURCES = tests/fuzz/fuzz_filter.c $(fuzz_main)
tests_fuzz_fuzz_filter_LDADD = libtui.a libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_frame
tests_fuzz_fuzz_frame_SOURCES = tests/fuzz/fuzz_frame.c $(fuzz_main)
tests_fuzz_fuzz_frame_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_reassembly
tests_fuzz_fuzz_reassembly_SOURCES = tests/fuzz/fuzz_reassembly.c $(fuzz_main)
tests_fuzz_fuzz_reassembly_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_http_head
tests_fuzz_fuzz_http_head_SOURCES = tests/fuzz/fuzz_http_head.c $(fuzz_main)
tests_fuzz_fuzz_http_head_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_iscsi_pdu
tests_fuzz_fuzz_iscsi_pdu_SOURCES = tests/fuzz/fuzz_iscsi_pdu.c $(fuzz_main)
tests_fuzz_fuzz_iscsi_pdu_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_observe
tests_fuzz_fuzz_observe_SOURCES = tests/fuzz/fuzz_observe.c $(fuzz_main)
tests_fuzz_fuzz_observe_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_capture_file
tests_fuzz_fuzz_capture_file_SOURCES = tests/fuzz/fuzz_capture_file.c $(fuzz_main)
tests_fuzz_fuzz_capture_file_LDADD = libio.a libpure.a $(PCAP_LIBS) \
	$(ZLIB_LIBS) $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_text
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_main)
tests_fuzz_fuzz_text_LDADD = libtui.a libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_config
tests_fuzz_fuzz_config_SOURCES = tests/fuzz/fuzz_config.c $(fuzz_main)
tests_fuzz_fuzz_config_LDADD = libtui.a libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_store
tests_fuzz_fuzz_store_SOURCES = tests/fuzz/fuzz_store.c $(fuzz_main)
tests_fuzz_fuzz_store_LDADD = libdb.a libio.a libpure.a $(SQLITE_LIBS) \
	$(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_boot_conf
tests_fuzz_fuzz_boot_conf_SOURCES = tests/fuzz/fuzz_boot_conf.c $(fuzz_main)
tests_fuzz_fuzz_boot_conf_LDADD = libpure.a $(FUZZ_LIBS)

fuzz_programs += tests/fuzz/fuzz_elf_needed
tests_fuzz_fuzz_elf_needed_SOURCES = tests/fuzz/fuzz_elf_needed.c $(fuzz_main)
tests_fuzz_fuzz_elf_needed_LDADD = libpure.a $(FUZZ_LIBS)
