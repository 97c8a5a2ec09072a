# SPDX-License-Identifier: ISC
# Effects: sockets, files, interfaces, privileges, queues.
noinst_LIBRARIES += libio.a
libio_a_SOURCES = \
	core/io/port_owner.c core/io/port_owner.h \
	core/io/queue.c core/io/queue.h \
	core/io/udp.c core/io/udp.h
