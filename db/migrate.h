/* SPDX-License-Identifier: ISC */
#ifndef DB_MIGRATE_H
#define DB_MIGRATE_H

#include "db/db.h"

/* The schema that this program knows. */
#define MIGRATE_VERSION 6

/* "PXEc": what stands in PRAGMA application_id. */
#define MIGRATE_APPLICATION 0x50584563

/*
 * Brings the schema from whatever version it has up to `version` in one
 * transaction.  -PX_EDBVERSION when it is beyond MIGRATE_VERSION,
 * -PX_EDBFOREIGN when the database is another program's.
 */
int migrate_to(struct db *db, int version);

#endif
