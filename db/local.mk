# SPDX-License-Identifier: ISC
noinst_LIBRARIES += libdb.a
libdb_a_SOURCES = \
	db/book.c \
	db/change.c \
	db/db.c db/db.h \
	db/exec.c db/exec.h \
	db/file.c db/file.h \
	db/fill.c \
	db/history.c \
	db/keeper.c db/keeper.h \
	db/keeper_open.c \
	db/keeper_tell.c \
	db/leases.c \
	db/migrate.c db/migrate.h \
	db/mirror.c db/mirror.h \
	db/object.c db/object.h \
	db/shelf.c db/shelf.h \
	db/store.c db/store.h
