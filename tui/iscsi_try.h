/* SPDX-License-Identifier: ISC */
#ifndef TUI_ISCSI_TRY_H
#define TUI_ISCSI_TRY_H

#include "core/base/text.h"
#include "core/boot/book.h"

/*
 * Does an iSCSI target answer?  With libiscsi a real login and a look at the
 * LUN; without it only a TCP connection, and the result says which of the
 * two it proves.
 */
#define ISCSI_TRY_SECONDS 5

/*
 * 0 and what was found, or -PX_ENET (no answer, refused), -PX_EACCESS (the
 * login or the LUN was refused), -PX_ENOENT (the LUN is no disk), -PX_ENOMEM
 * and why.
 */
int iscsi_try(const struct target *target, struct text *result);

/* Which of a target's LUNs are disks, as REPORT LUNS and a look at each say. */
#define ISCSI_LUNS 16

struct lun_answer {
	int err; /* as of iscsi_try; -PX_ENOENT without libiscsi */
	char why[160]; /* of the error; clean */
	size_t count; /* the first ISCSI_LUNS of them */
	uint64_t lun[ISCSI_LUNS]; /* as of struct target */
};

void iscsi_luns(const struct target *target, struct lun_answer *ret);

#endif
