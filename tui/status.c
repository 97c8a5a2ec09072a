/* SPDX-License-Identifier: ISC */
#include "tui/status.h"

#include "core/base/err.h"

/* What is not named here is a value that somebody gave: bad usage. */
static const unsigned char statuses[PX_ECOUNT] = {
    [PX_EACCESS] = STATUS_FILE,
    [PX_EISDIR] = STATUS_FILE,
    [PX_EIO] = STATUS_FILE,
    [PX_EDB] = STATUS_FILE,
    [PX_EDBBUSY] = STATUS_FILE,
    [PX_EDBVERSION] = STATUS_FILE,
    [PX_EDBCORRUPT] = STATUS_FILE,
    [PX_EDBFOREIGN] = STATUS_FILE,
    [PX_EINUSE] = STATUS_NET,
    [PX_ENET] = STATUS_NET,
    [PX_EAGAIN] = STATUS_OTHER,
    [PX_EPROTO] = STATUS_OTHER,
    [PX_ENOMEM] = STATUS_MEMORY,
};

enum status
status_of(int err)
{
	if (err >= 0)
		return STATUS_DONE;
	if (err <= -PX_ECOUNT)
		return STATUS_OTHER;
	if (statuses[-err] == 0)
		return STATUS_USAGE;
	return statuses[-err];
}
