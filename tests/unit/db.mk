# SPDX-License-Identifier: ISC
if HAVE_CMOCKA
db_tests = tests/unit/t_db \
	tests/unit/t_migrate \
	tests/unit/t_change \
	tests/unit/t_book_db \
	tests/unit/t_leases tests/unit/t_history \
	tests/unit/t_faults tests/unit/t_store \
	tests/unit/t_target tests/unit/t_demo
check_PROGRAMS += $(db_tests)
TESTS += $(db_tests)
endif
db_cflags = $(AM_CFLAGS) $(CMOCKA_CFLAGS)
db_ldadd = libdb.a libio.a libpure.a $(SQLITE_LIBS) $(CMOCKA_LIBS)
db_help = tests/unit/db_help.c tests/unit/db_help.h tests/unit/unit.h

tests_unit_t_db_SOURCES = tests/unit/t_db.c $(db_help)
tests_unit_t_db_CFLAGS = $(db_cflags)
tests_unit_t_db_LDADD = $(db_ldadd)

tests_unit_t_migrate_SOURCES = tests/unit/t_migrate.c $(db_help)
tests_unit_t_migrate_CFLAGS = $(db_cflags)
tests_unit_t_migrate_LDADD = $(db_ldadd)

tests_unit_t_change_SOURCES = tests/unit/t_change.c $(db_help)
tests_unit_t_change_CFLAGS = $(db_cflags)
tests_unit_t_change_LDADD = $(db_ldadd)

tests_unit_t_book_db_SOURCES = tests/unit/t_book_db.c $(db_help)
tests_unit_t_book_db_CFLAGS = $(db_cflags)
tests_unit_t_book_db_LDADD = $(db_ldadd)

tests_unit_t_history_SOURCES = tests/unit/t_history.c $(db_help)
tests_unit_t_history_CFLAGS = $(db_cflags)
tests_unit_t_history_LDADD = $(db_ldadd)
tests_unit_t_leases_SOURCES = tests/unit/t_leases.c $(db_help)
tests_unit_t_leases_CFLAGS = $(db_cflags)
tests_unit_t_leases_LDADD = $(db_ldadd)

tests_unit_t_faults_SOURCES = tests/unit/t_faults.c \
	tests/unit/fault_vfs.c tests/unit/fault_vfs.h $(db_help)
tests_unit_t_faults_CFLAGS = $(db_cflags)
tests_unit_t_faults_LDADD = $(db_ldadd)

tests_unit_t_store_SOURCES = tests/unit/t_store.c $(db_help)
tests_unit_t_store_CFLAGS = $(db_cflags)
tests_unit_t_store_LDADD = $(db_ldadd)

tests_unit_t_target_SOURCES = tests/unit/t_target.c tests/unit/unit.h
tests_unit_t_target_CFLAGS = $(db_cflags)
tests_unit_t_target_LDADD = libpure.a $(CMOCKA_LIBS)

tests_unit_t_demo_SOURCES = tests/unit/t_demo.c $(db_help)
tests_unit_t_demo_CFLAGS = $(db_cflags)
tests_unit_t_demo_LDADD = libtui.a $(db_ldadd)
