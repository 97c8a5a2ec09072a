/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp6.h"

#include "core/base/buf.h"

#define SOLICIT 1
#define OPTION_USER_CLASS 15
#define OPTION_CLIENT_ARCH 61

bool
dhcp6_is_firmware(const void *data, size_t len)
{
	bool arch = false, class = false;
	struct rbuf r;
	uint16_t code;

	rbuf_init(&r, data, len);
	if (rbuf_u32(&r) >> 24 != SOLICIT)
		return false;
	while (rbuf_left(&r) > 0) {
		code = rbuf_u16(&r);
		arch = arch || code == OPTION_CLIENT_ARCH;
		class = class || code == OPTION_USER_CLASS;
		(void)rbuf_bytes(&r, rbuf_u16(&r));
	}
	return !r.bad && arch && !class;
}
