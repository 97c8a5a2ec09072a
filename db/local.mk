# SPDX-License-Identifier: ISC
noinst_LIBRARIES += libdb.a
libdb_a_SOURCES = \
	db/book.c \
	db/change.c \
	db/db.c db/db.h \
	db/exec.c db/exec.h \
	db/fill.c \
	db/history.c \
	db/leases.c \
	db/migrate.c db/migrate.h \
	db/object.c db/object.h \
	db/shelf.c db/shelf.h \
	db/store.h
