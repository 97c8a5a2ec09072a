/* SPDX-License-Identifier: ISC */
#include "core/boot/standstill.h"

#include <inttypes.h>

#define SECOND INT64_C(1000000)
#define PATIENCE_US (5 * SECOND) /* a storm is no standstill */

/* What is missing, and what it most likely waits for. */
static const struct {
	const char *who, *topic, *trouble, *ask;
} parts[PARTS] = {
    [PART_DHCP] = {"DHCP", "dhcp", "NO ANSWER",
	"does this host hang, out of memory?"},
    [PART_TFTP] = {"TFTP", "tftp", "NO ANSWER",
	"does the disk of the boot files answer?"},
    [PART_HTTP] = {"HTTP", "http", "NO ANSWER",
	"does the disk of the boot files answer?"},
    [PART_WATCH] = {"the wire", "wire", "NOTHING TOLD",
	"does a disk (boot files, --record) hang?"},
};

void
standstill_beat(struct standstill *s, enum part p, int64_t now_us)
{
	__atomic_store_n(&s->beat_us[p], now_us, __ATOMIC_RELAXED);
}

int64_t
standstill_us(const struct standstill *s, enum part p, int64_t now_us)
{
	const int64_t beat_us = __atomic_load_n(&s->beat_us[p],
	    __ATOMIC_RELAXED);

	return beat_us == 0 || now_us - beat_us < PATIENCE_US ?
	    0 :
	    now_us - beat_us;
}

void
standstill_text(struct text *t, enum part p, int64_t still_us)
{
	text_addf(t, "%s: %s for %" PRId64 " s; %s", parts[p].who,
	    parts[p].trouble, still_us / SECOND, parts[p].ask);
}

static void
log_news(struct event *ret, enum part p, int64_t still_us, int64_t stood_us,
    int64_t utc_us)
{
	struct text t;

	event_log(ret, still_us > 0 ? LOG_ERROR : LOG_WARNING, parts[p].topic,
	    "", utc_us);
	text_init(&t, ret->u.log.text, sizeof(ret->u.log.text));
	if (still_us > 0)
		standstill_text(&t, p, still_us);
	else
		text_addf(&t,
		    "%s: goes on after a standstill of more than %" PRId64 " s",
		    parts[p].who, stood_us / SECOND);
}

bool
standstill_news(struct standstill_told *told, const int64_t still_us[PARTS],
    struct event *ret, int64_t utc_us)
{
	enum part p;

	for (p = 0; p < PARTS; p++) {
		const int64_t stood_us = told->still_us[p];

		/* How long, for the day that it goes on. */
		told->still_us[p] = still_us[p];
		if ((still_us[p] > 0) == (stood_us > 0))
			continue;
		log_news(ret, p, still_us[p], stood_us, utc_us);
		return true;
	}
	return false;
}
