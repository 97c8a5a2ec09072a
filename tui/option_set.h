/* SPDX-License-Identifier: ISC */
#ifndef TUI_OPTION_SET_H
#define TUI_OPTION_SET_H

#include <stdint.h>

#include "core/base/text.h"
#include "tui/options.h"

#define OPTION_LEASE_SECONDS 3600
#define OPTION_RANGE_MOST 65536 /* addresses; what one pool takes */

/*
 * Puts the text of a value into the settings.  0, or -PX_EVALUE, -PX_ELONG,
 * -PX_ERANGE, -PX_EFULL with the reason and the words allowed in why,
 * which does not name the option.
 */
int option_set(struct options *o, enum option_id id, const char *value,
    struct text *why);

/* "3600", "30m", "12h", "7d" to seconds, from a minute to a year. */
int option_duration(uint32_t *ret, const char *s);

/* A whole decimal number up to `most`; -PX_EVALUE, -PX_ERANGE. */
int option_number(uint32_t *ret, const char *s, uint32_t most);

#endif
