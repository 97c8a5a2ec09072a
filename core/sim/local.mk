# SPDX-License-Identifier: ISC
# Simulated clients: pure state machines of what real firmware does.
libpure_a_SOURCES += \
	core/sim/kind.c core/sim/kind.h \
	core/sim/message.c core/sim/message.h
