/* SPDX-License-Identifier: ISC */
#include "core/proto/dhcp_option.h"

/* clang-format off */
static const struct dhcp_option_def rows[] = {
#define OPTION(code, id, name, kind, min, max, doc) \
	{code, DHCP_KIND_##kind, min, max, name, doc},
#include "core/proto/dhcp_option.def"
#undef OPTION
};
/* clang-format on */

const struct dhcp_option_def *
dhcp_option_rows(size_t *ret_count)
{
	*ret_count = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

const struct dhcp_option_def *
dhcp_option_def(uint8_t code)
{
	size_t low = 0, high = sizeof(rows) / sizeof(rows[0]);

	while (low < high) {
		const size_t mid = low + (high - low) / 2;

		if (rows[mid].code == code)
			return &rows[mid];
		if (rows[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

bool
dhcp_option_fits(uint8_t code, size_t len)
{
	/* Bytes of one element where a value is a list of them. */
	static const uint8_t unit[DHCP_KIND_COUNT] = {
	    [DHCP_KIND_IPS] = 4,
	    [DHCP_KIND_IP_PAIRS] = 8,
	    [DHCP_KIND_U16S] = 2,
	    [DHCP_KIND_ARCH] = 2,
	};
	const struct dhcp_option_def *def = dhcp_option_def(code);

	if (def == NULL)
		return true;
	if (len < def->min || (def->max != UINT8_MAX && len > def->max))
		return false;
	return unit[def->kind] == 0 || len % unit[def->kind] == 0;
}
