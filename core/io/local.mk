# SPDX-License-Identifier: ISC
# Effects: sockets, files, interfaces, privileges, queues.
noinst_LIBRARIES += libio.a
libio_a_SOURCES = \
	core/io/queue.c core/io/queue.h
