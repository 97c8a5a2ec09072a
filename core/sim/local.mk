# SPDX-License-Identifier: ISC
# Simulated clients: pure state machines of what real firmware does.
libpure_a_SOURCES += \
	core/sim/arp.c core/sim/arp.h \
	core/sim/client.c core/sim/client.h core/sim/client_priv.h \
	core/sim/client_boot.c \
	core/sim/client_link.c \
	core/sim/fetch.c core/sim/fetch.h \
	core/sim/kind.c core/sim/kind.h \
	core/sim/message.c core/sim/message.h \
	core/sim/next.c core/sim/next.h \
	core/sim/reply.c core/sim/reply.h \
	core/sim/taken.c core/sim/taken.h \
	core/sim/verdict.c core/sim/verdict.h
