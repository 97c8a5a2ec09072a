# SPDX-License-Identifier: ISC
# The screen.
libtui_a_SOURCES += \
	tui/action.c tui/action.def tui/action.h \
	tui/app.c tui/app.h \
	tui/bundle.c tui/bundle.h \
	tui/change.c tui/change.h \
	tui/columns.c tui/columns.h \
	tui/compare.c tui/compare.h \
	tui/filter.c tui/filter.h \
	tui/findings.c tui/findings.h \
	tui/form.c tui/form.h tui/form_draw.c \
	tui/form_host.c tui/form_key.c tui/form_key.h tui/form_mode.c tui/form_quirk.c \
	tui/form_target.c \
	tui/frame.c tui/frame.h \
	tui/grid.c tui/grid.h \
	tui/hex_draw.c tui/hex_draw.h \
	tui/input.c tui/input.h \
	tui/key_bar.c tui/key_bar.h \
	tui/list.c tui/list.h \
	tui/listing.c tui/listing.h \
	tui/chosen.c tui/chosen.h \
	tui/machine_detail.c tui/machine_detail.h \
	tui/mend.c tui/mend.h \
	tui/model.c tui/model.h \
	tui/own_frames.c tui/own_frames.h \
	tui/marks.c tui/marks.h \
	tui/packet_rows.c tui/packet_rows.h \
	tui/packets.c tui/packets.h \
	tui/payload_find.c tui/payload_find.h \
	tui/payload_rows.c tui/payload_rows.h \
	tui/press.h \
	tui/prompt.c tui/prompt.h \
	tui/ring.c tui/ring.h \
	tui/rung_draw.c tui/rung_draw.h \
	tui/rungs.c tui/rungs.h \
	tui/save.c tui/save.h \
	tui/screen.c tui/screen.h \
	tui/screen_help.c tui/screen_help.h \
	tui/term.h tui/term_curses.c \
	tui/view_compare.c tui/view_compare.h \
	tui/view_findings.c tui/view_help.c tui/view_lines.c \
	tui/view_machines.c tui/view_packet.c tui/view_packet.h \
	tui/view_payload.c tui/view_payload.h \
	tui/view_servers.c \
	tui/view_session.c tui/view_session.h tui/view_targets.c \
	tui/view_quirks.c \
	tui/words.c tui/words.h tui/words_event.c
