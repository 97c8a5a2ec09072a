# SPDX-License-Identifier: ISC
# The thin servers around the pure core.
noinst_LIBRARIES += libserve.a
libserve_a_SOURCES = \
	core/serve/config.h core/serve/engine.h
