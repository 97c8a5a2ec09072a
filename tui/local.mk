# SPDX-License-Identifier: ISC
# Everything that talks to the operator, as a library that tests link.
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	tui/event_json.c tui/event_json.h \
	tui/event_text.c tui/event_text.h \
	tui/headless.c tui/headless.h \
	tui/json.c tui/json.h \
	tui/nearest.c tui/nearest.h \
	tui/option.def tui/option_set.c tui/option_set.h \
	tui/options.c tui/options.h \
	tui/status.c tui/status.h \
	tui/story.c tui/story.h \
	tui/when.c tui/when.h

bin_PROGRAMS += pxeconsole
pxeconsole_SOURCES = tui/main.c
pxeconsole_LDADD = libtui.a libdb.a libserve.a libio.a libpure.a \
	$(EVENT_LIBS) $(CURSES_LIBS) $(PCAP_LIBS) $(ZLIB_LIBS) $(SQLITE_LIBS) \
	$(JANSSON_LIBS) $(CAPNG_LIBS) $(SECCOMP_LIBS) $(SYSTEMD_LIBS)
