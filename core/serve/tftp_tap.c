/* SPDX-License-Identifier: ISC */
#include "core/serve/tftp_tap.h"

#include "core/boot/file_manner.h"
#include "core/io/priv.h"
#include "core/io/request_tap.h"

static bool
open_tap(struct tftpd *t)
{
	int fd;

	(void)priv_raise_raw(true);
	fd = request_tap_open();
	(void)priv_raise_raw(false);
	return fd >= 0 && tftpd_tap(t, fd) == 0;
}

bool
tftp_tap_follow(struct tftp_tap *tap, struct tftpd *t, const struct book *book)
{
	const bool wanted = file_manner_any_from_wire(book);
	const bool failed = tap->failed;

	if (!wanted) {
		if (tap->open)
			(void)tftpd_tap(t, -1);
		*tap = (struct tftp_tap){.open = false};
		return true;
	}
	if (!tap->open)
		tap->open = open_tap(t);
	tap->failed = !tap->open;
	return tap->open || failed;
}
