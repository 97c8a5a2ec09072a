# SPDX-License-Identifier: ISC
# Effects: sockets, files, interfaces, privileges, queues.
noinst_LIBRARIES += libio.a
libio_a_SOURCES = \
	core/io/belt.c core/io/belt.h \
	core/io/capture_alien.c core/io/capture_alien.h \
	core/io/capture_file.c core/io/capture_file.h \
	core/io/capture_live.c core/io/capture_live.h \
	core/io/capture_loss.c core/io/capture_loss.h \
	core/io/capture_ng.c core/io/capture_ng.h \
	core/io/capture_order.c core/io/capture_order.h \
	core/io/capture_write.c core/io/capture_write.h \
	core/io/clock.c core/io/clock.h \
	core/io/command_output.c core/io/command_output.h \
	core/io/confine.c core/io/confine.h \
	core/io/crew.c core/io/crew.h \
	core/io/gunzip.c core/io/gunzip.h \
	core/io/iface.c core/io/iface.h \
	core/io/knock.c core/io/knock.h \
	core/io/large.c core/io/large.h \
	core/io/loop.c core/io/loop.h \
	core/io/neighbour.c core/io/neighbour.h \
	core/io/packet.c core/io/packet.h \
	core/io/port_owner.c core/io/port_owner.h \
	core/io/priv.c core/io/priv.h \
	core/io/queue.c core/io/queue.h \
	core/io/raw.c core/io/raw.h \
	core/io/reach.c core/io/reach.h \
	core/io/request_tap.c core/io/request_tap.h \
	core/io/resident.c core/io/resident.h \
	core/io/root.c core/io/root.h \
	core/io/root_fact.c core/io/root_find.c core/io/root_like.c \
	core/io/socket.c core/io/socket.h \
	core/io/socket_diag.c core/io/socket_diag.h \
	core/io/tcp.c core/io/tcp.h \
	core/io/thread.c core/io/thread.h \
	core/io/udp.c core/io/udp.h
