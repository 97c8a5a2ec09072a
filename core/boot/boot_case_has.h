/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BOOT_CASE_HAS_H
#define CORE_BOOT_BOOT_CASE_HAS_H

#include "core/boot/boot_case.h"

/* What a case has (enum case_has) by a message, for who fills it. */
unsigned case_has_by_ask(const struct event_dhcp *d);
unsigned case_has_by_reply(const struct event_dhcp *d);

/* By all replies: asked anew after each, which may have taken another's row. */
unsigned case_has_by_replies(const struct boot_case *c);

#endif
