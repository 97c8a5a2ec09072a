# SPDX-License-Identifier: ISC
# The pure library: no sockets, files, clock or heap (tests/lint/purity).
noinst_LIBRARIES += libpure.a
libpure_a_SOURCES = \
	core/base/addr.c core/base/addr.h \
	core/base/buf.c core/base/buf.h \
	core/base/err.c core/base/err.h \
	core/base/hash.c core/base/hash.h \
	core/base/own_line.h \
	core/base/room.h \
	core/base/text.c core/base/text.h core/base/to_fill.h
