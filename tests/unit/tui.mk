# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_grid tests/unit/t_action tests/unit/t_model \
	tests/unit/t_screen tests/unit/t_screen_change \
	tests/unit/t_session tests/unit/t_filter \
	tests/unit/t_screen_code tests/unit/t_bundle \
	tests/unit/t_save tests/unit/t_form_mode tests/unit/t_quirks \
	tests/unit/t_row_finding tests/unit/t_live \
	tests/unit/t_compare tests/unit/t_packet \
	tests/unit/t_listing tests/unit/t_mend_lun \
	tests/unit/t_story tests/unit/t_long_boot
TESTS += tests/unit/t_grid tests/unit/t_action tests/unit/t_model \
	tests/unit/t_screen tests/unit/t_screen_change \
	tests/unit/t_session tests/unit/t_filter \
	tests/unit/t_screen_code tests/unit/t_bundle \
	tests/unit/t_save tests/unit/t_form_mode tests/unit/t_quirks \
	tests/unit/t_row_finding tests/unit/t_live \
	tests/unit/t_compare tests/unit/t_packet \
	tests/unit/t_listing tests/unit/t_mend_lun \
	tests/unit/t_story tests/unit/t_long_boot
endif
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_explain
TESTS += tests/unit/t_explain
endif
tests_unit_t_explain_SOURCES = tests/unit/t_explain.c tests/unit/unit.h
tests_unit_t_explain_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_explain_LDADD = $(SCREEN_LIBS)
SCREEN_LIBS = libtui.a libio.a libpure.a $(JANSSON_LIBS) $(CMOCKA_LIBS)
tests_unit_t_grid_SOURCES = tests/unit/t_grid.c tests/unit/unit.h
tests_unit_t_grid_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_grid_LDADD = $(SCREEN_LIBS)
tests_unit_t_action_SOURCES = tests/unit/t_action.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_action_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_action_LDADD = $(SCREEN_LIBS)
tests_unit_t_model_SOURCES = tests/unit/t_model.c tests/unit/unit.h
tests_unit_t_model_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_model_LDADD = $(SCREEN_LIBS)
tests_unit_t_mend_lun_SOURCES = tests/unit/t_mend_lun.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_mend_lun_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_mend_lun_LDADD = $(SCREEN_LIBS)
tests_unit_t_screen_SOURCES = tests/unit/t_screen.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_screen_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_screen_LDADD = $(SCREEN_LIBS)
tests_unit_t_screen_change_SOURCES = tests/unit/t_screen_change.c \
	tests/unit/stage.c tests/unit/stage.h tests/unit/unit.h
tests_unit_t_screen_change_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_screen_change_LDADD = $(SCREEN_LIBS)
CAPTURE_STAGE = tests/unit/capture_stage.c tests/unit/capture_stage.h \
	tests/unit/stage.c tests/unit/stage.h tests/unit/unit.h
CAPTURE_STAGE_LIBS = libtui.a libio.a libpure.a $(PCAP_LIBS) \
	$(ZLIB_LIBS) $(JANSSON_LIBS) $(CMOCKA_LIBS)
tests_unit_t_session_SOURCES = tests/unit/t_session.c $(CAPTURE_STAGE)
tests_unit_t_session_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_session_LDADD = $(CAPTURE_STAGE_LIBS)
tests_unit_t_compare_SOURCES = tests/unit/t_compare.c \
	tests/unit/compared.h $(CAPTURE_STAGE)
tests_unit_t_compare_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_compare_LDADD = $(CAPTURE_STAGE_LIBS)
tests_unit_t_packet_SOURCES = tests/unit/t_packet.c \
	tests/unit/compared.h tests/unit/unit.h
tests_unit_t_packet_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_packet_LDADD = $(SCREEN_LIBS)
tests_unit_t_save_SOURCES = tests/unit/t_save.c $(CAPTURE_STAGE)
tests_unit_t_save_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_save_LDADD = libserve.a $(CAPTURE_STAGE_LIBS)
tests_unit_t_filter_SOURCES = tests/unit/t_filter.c tests/unit/unit.h
tests_unit_t_filter_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_filter_LDADD = $(SCREEN_LIBS)
tests_unit_t_screen_code_SOURCES = tests/unit/t_screen_code.c tests/unit/unit.h
tests_unit_t_screen_code_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_screen_code_LDADD = libpure.a $(CMOCKA_LIBS)
tests_unit_t_story_SOURCES = tests/unit/t_story.c tests/unit/unit.h
tests_unit_t_story_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_story_LDADD = $(SCREEN_LIBS)
tests_unit_t_long_boot_SOURCES = tests/unit/t_long_boot.c \
	tests/unit/compared.h tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_long_boot_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_long_boot_LDADD = $(SCREEN_LIBS)
tests_unit_t_listing_SOURCES = tests/unit/t_listing.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_listing_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_listing_LDADD = $(SCREEN_LIBS)
tests_unit_t_bundle_SOURCES = tests/unit/t_bundle.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_bundle_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_bundle_LDADD = $(SCREEN_LIBS)
tests_unit_t_row_finding_SOURCES = tests/unit/t_row_finding.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_row_finding_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_row_finding_LDADD = $(SCREEN_LIBS)

tests_unit_t_live_SOURCES = tests/unit/t_live.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_live_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_live_LDADD = $(SCREEN_LIBS)

tests_unit_t_quirks_SOURCES = tests/unit/t_quirks.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_quirks_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_quirks_LDADD = $(SCREEN_LIBS)

tests_unit_t_form_mode_SOURCES = tests/unit/t_form_mode.c tests/unit/stage.c \
	tests/unit/stage.h tests/unit/unit.h
tests_unit_t_form_mode_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_form_mode_LDADD = $(SCREEN_LIBS)
EXTRA_DIST += tests/golden

# The same on a real pseudo terminal, which needs neither root nor network.
check_PROGRAMS += tests/e2e/screen_player
dist_check_SCRIPTS += tests/e2e/terminal.py
TESTS += tests/e2e/terminal.py
tests_e2e_screen_player_SOURCES = tests/e2e/screen_player.c
tests_e2e_screen_player_LDADD = libtui.a libdb.a libio.a libpure.a \
	$(CURSES_LIBS) $(SQLITE_LIBS) $(JANSSON_LIBS)
