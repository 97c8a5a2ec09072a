# SPDX-License-Identifier: ISC
# The engine's parts that need no socket, and its lines on standard output.
if HAVE_CMOCKA
check_PROGRAMS += tests/unit/t_headless tests/unit/t_serve \
	tests/unit/t_serve_thread tests/unit/t_watch_clock \
	tests/unit/t_watch_self
TESTS += tests/unit/t_headless tests/unit/t_serve \
	tests/unit/t_serve_thread tests/unit/t_watch_clock \
	tests/unit/t_watch_self
endif
tests_unit_t_headless_SOURCES = tests/unit/t_headless.c tests/unit/unit.h
tests_unit_t_headless_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_headless_LDADD = libtui.a libio.a libpure.a $(JANSSON_LIBS) \
	$(CMOCKA_LIBS)
tests_unit_t_serve_SOURCES = tests/unit/t_serve.c tests/unit/unit.h
tests_unit_t_serve_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_serve_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) \
	$(CAPNG_LIBS) $(CMOCKA_LIBS)
tests_unit_t_serve_thread_SOURCES = tests/unit/t_serve_thread.c \
	tests/unit/unit.h
tests_unit_t_serve_thread_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_serve_thread_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) \
	$(CAPNG_LIBS) $(CMOCKA_LIBS)
tests_unit_t_watch_clock_SOURCES = tests/unit/t_watch_clock.c \
	tests/unit/unit.h
tests_unit_t_watch_clock_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_watch_clock_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) \
	$(PCAP_LIBS) $(ZLIB_LIBS) $(CAPNG_LIBS) $(CMOCKA_LIBS)
tests_unit_t_watch_self_SOURCES = tests/unit/t_watch_self.c tests/unit/unit.h
tests_unit_t_watch_self_CFLAGS = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
tests_unit_t_watch_self_LDADD = libserve.a libio.a libpure.a $(EVENT_LIBS) \
	$(PCAP_LIBS) $(ZLIB_LIBS) $(CAPNG_LIBS) $(CMOCKA_LIBS)
