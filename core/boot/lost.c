/* SPDX-License-Identifier: ISC */
#include "core/boot/lost.h"

/* A boot may begin with frames that were lost. */
#define MARGIN_US (INT64_C(5) * 1000000)

bool
lost_may_hide(int64_t lost_us, int64_t unseen_us)
{
	return lost_us != 0 && lost_us >= unseen_us - MARGIN_US;
}
