# SPDX-License-Identifier: ISC
noinst_LIBRARIES += libdb.a
libdb_a_SOURCES = \
	db/db.h db/store.h
