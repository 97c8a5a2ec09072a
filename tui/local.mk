# SPDX-License-Identifier: ISC
# Everything that talks to the operator, as a library that tests link.
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	tui/assign.c tui/assign.h \
	tui/cmd_demo.c tui/demo_files.c tui/demo_files.h \
	tui/demo_changes.c tui/demo_changes.h \
	tui/demo_machines.c tui/demo_machines.h \
	tui/demo_net.c tui/demo_net.h \
	tui/demo_spawn.c tui/demo_spawn.h \
	tui/cmd_explain.c tui/cmd_host.c tui/cmd_mode.c tui/cmd_read.c \
	tui/cmd_probe.c tui/cmd_quirk.c tui/cmd_target.c \
	tui/capture_pick.c tui/capture_pick.h \
	tui/capture_screen.c tui/capture_screen.h \
	tui/command.c tui/command.h \
	tui/desk.c tui/desk.h \
	tui/cmd_doctor.c tui/doctor_gather.h tui/doctor_knock.c \
	tui/doctor_net.c \
	tui/doctor_store.c tui/doctor_tree.c tui/doctor_wall.c \
	tui/doctor_wire.c \
	tui/event_json.c tui/event_json.h \
	tui/event_text.c tui/event_text.h \
	tui/explain.c tui/explain.h \
	tui/explain_files.c tui/explain_files.h \
	tui/explain_view.c tui/explain_view.h \
	tui/explain_grub.c tui/explain_pxelinux.c tui/explain_script.c \
	tui/explain_walk.h \
	tui/explain_print_files.c tui/explain_print_files.h \
	tui/explain_print.c tui/explain_print.h \
	tui/firewall_nft.c tui/firewall_nft.h \
	tui/headless.c tui/headless.h \
	tui/host_print.c tui/host_print.h \
	tui/iscsi_try.c tui/iscsi_try.h \
	tui/lun_ask.c tui/lun_ask.h tui/mend_lun.c tui/mend_lun.h \
	tui/json.c tui/json.h tui/json_out.c tui/json_out.h \
	tui/ladder.c tui/ladder.h \
	tui/ledger.c tui/ledger.h \
	tui/nearest.c tui/nearest.h \
	tui/option.def tui/option_set.c tui/option_set.h \
	tui/options.c tui/options.h \
	tui/place.c tui/place.h \
	tui/probe.c tui/probe.h tui/probe_interface.c \
	tui/reading.c tui/reading.h \
	tui/status.c tui/status.h \
	tui/story.c tui/story.h tui/story_brief.c \
	tui/story_lines.c tui/story_lines.h \
	tui/table.c tui/table.h \
	tui/target_form.c tui/target_form.h \
	tui/trust.c tui/trust.h \
	tui/who.c tui/who.h \
	tui/when.c tui/when.h

include tui/screen.mk

bin_PROGRAMS += pxeconsole
pxeconsole_SOURCES = tui/main.c
pxeconsole_LDADD = libtui.a libdb.a libserve.a libio.a libpure.a \
	$(EVENT_LIBS) $(CURSES_LIBS) $(PCAP_LIBS) $(ZLIB_LIBS) $(SQLITE_LIBS) \
	$(JANSSON_LIBS) $(CAPNG_LIBS) $(SECCOMP_LIBS) $(SYSTEMD_LIBS) \
	$(LIBISCSI_LIBS)
