# SPDX-License-Identifier: ISC
# Speed beside the peers, in one run: `make bench`, or one table of it by
# `make bench BENCH=tftp`; `make bench-read` for captures beside tshark.  Built
# and run by nothing else: no test is timed.
EXTRA_PROGRAMS = tests/bench/dhcp_load tests/bench/dhcp_flood \
	tests/bench/limit tests/bench/screen_load tests/bench/storm \
	tests/bench/tftp_half \
	tests/bench/tftp_load
BENCH_COMMON = tests/bench/load.c tests/bench/load.h
BENCH_DHCP = tests/bench/dhcp_client.c tests/bench/dhcp_client.h \
	$(BENCH_COMMON)
tests_bench_dhcp_load_SOURCES = tests/bench/dhcp_load.c $(BENCH_DHCP)
tests_bench_dhcp_flood_SOURCES = tests/bench/dhcp_flood.c $(BENCH_DHCP)
tests_bench_limit_SOURCES = tests/bench/limit.c $(BENCH_COMMON)
tests_bench_storm_SOURCES = tests/bench/storm.c $(BENCH_DHCP)
tests_bench_tftp_half_SOURCES = tests/bench/tftp_half.c $(BENCH_COMMON)
tests_bench_tftp_load_SOURCES = tests/bench/tftp_load.c $(BENCH_COMMON)
tests_bench_screen_load_SOURCES = tests/bench/screen_load.c
tests_bench_screen_load_LDADD = libtui.a libio.a libpure.a $(JANSSON_LIBS)
BENCH_FILES = tests/bench/bench.py tests/bench/peers.py \
	tests/bench/rig.py tests/bench/screen.py \
	tests/bench/read_speed.py
EXTRA_DIST += $(BENCH_FILES)
CLEANFILES += $(EXTRA_PROGRAMS) $(BENCH_DISK)
EXTRA_DIST += tests/bench/slow_disk.c

# Preloaded into the server, and not by libtool: it is never installed.
BENCH_DISK = tests/bench/slow_disk.so
$(BENCH_DISK): tests/bench/slow_disk.c
	$(AM_V_CCLD)$(CC) $(CPPFLAGS) $(CFLAGS) -D_GNU_SOURCE -shared -fPIC \
	    -o $@ $(srcdir)/tests/bench/slow_disk.c

.PHONY: bench
bench: all $(EXTRA_PROGRAMS) $(BENCH_DISK)
	PXECONSOLE=./pxeconsole BENCH_LOADS=tests/bench \
	    PYTHONDONTWRITEBYTECODE=1 $(srcdir)/tests/bench/bench.py $(BENCH)
	[ -n "$(BENCH)" ] || $(MAKE) $(AM_MAKEFLAGS) bench-read

.PHONY: bench-read
bench-read: all
	PXECONSOLE=./pxeconsole $(srcdir)/tests/bench/read_speed.py
