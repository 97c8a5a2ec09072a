/* SPDX-License-Identifier: ISC */
#include "tui/words.h"

#include <string.h>
#include <time.h>

void
words_age(struct text *t, int64_t us)
{
	const long long s = us < 0 ? 0 : us / 1000000;

	if (s < 60)
		text_addf(t, "%lld s", s);
	else if (s < 3600)
		text_addf(t, "%lld min", s / 60);
	else if (s < 48 * 3600)
		text_addf(t, "%lld h", s / 3600);
	else
		text_addf(t, "%lld d", s / 86400);
}

void
words_size(struct text *t, uint64_t bytes)
{
	static const char *const units[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
	double n = (double)bytes;
	size_t i;

	if (bytes < 1000) {
		text_addf(t, "%u B", (unsigned)bytes);
		return;
	}
	for (i = 0, n /= 1000; n >= 999.5 && i < 5; i++)
		n /= 1000;
	text_addf(t, n < 9.95 ? "%.1f %s" : "%.0f %s", n, units[i]);
}

void
words_time(struct text *t, int64_t time_us, bool date)
{
	const time_t s = (time_t)(time_us / 1000000);
	struct tm tm;

	if (localtime_r(&s, &tm) == NULL)
		return;
	if (date)
		text_addf(t, "%04d-%02d-%02d ", tm.tm_year + 1900,
		    tm.tm_mon + 1, tm.tm_mday);
	text_addf(t, "%02d:%02d:%02d", tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* " 43 %" or " 12 MB" of what is being sent. */
static void
add_progress(struct text *t, const struct machine *m)
{
	text_addf(t, " %s ", m->file);
	if (m->size > 0)
		text_addf(t, "%u %%", (unsigned)(m->bytes * 100 / m->size));
	else
		words_size(t, m->bytes);
	if (m->size > 1000000) {
		text_add(t, " of ");
		words_size(t, m->size);
	}
}

static const char *
stage_word(enum boot_stage s)
{
	static const char *const words[BOOT_STAGE_COUNT] = {
	    [BOOT_NEW] = "not seen yet",
	    [BOOT_DISCOVER] = "asking",
	    [BOOT_OFFERED] = "offered",
	    [BOOT_REQUESTED] = "taking the offer",
	    [BOOT_BOUND] = "has an address",
	    [BOOT_PROXY] = "asked for its boot file",
	    [BOOT_LOADER] = "loader",
	    [BOOT_CHAINED] = "gPXE/iPXE runs",
	    [BOOT_CONFIG] = "configuration",
	    [BOOT_ROOT] = "iSCSI root path given",
	    [BOOT_SAN] = "at its iSCSI target",
	    [BOOT_KERNEL] = "kernel",
	    [BOOT_INITRD] = "initrd",
	    [BOOT_OS] = "system is up",
	    [BOOT_IGNORED] = "ignored, as set",
	    [BOOT_STALLED] = "STALLED",
	    [BOOT_FAILED] = "FAILED",
	    [BOOT_DONE] = "booted",
	};

	return s < BOOT_STAGE_COUNT ? words[s] : "";
}

/* Of the others it is the mode, which has a column. */
static bool
stage_has_what(enum boot_stage s)
{
	return (s >= BOOT_LOADER && s <= BOOT_INITRD && s != BOOT_ROOT) ||
	    s >= BOOT_STALLED;
}

static void
add_what(struct text *t, const char *between, const char *what)
{
	if (what[0] == '\0')
		return;
	text_add(t, between);
	text_add(t, what);
}

/* What is wrong, by who knows it best; "" = nothing that we know. */
static const char *
trouble_of(const struct machine *m, const char *whole)
{
	if (m->slug != NULL && m->severity != SEVERITY_NOTE)
		return whole != NULL ? whole : m->finding;
	return m->trouble;
}

/*
 * Mode local has done its part with the answer, or with none; the tracker
 * waits for a time of quiet before it calls that the end of the boot.
 */
static bool
sent_home(const struct machine *m)
{
	return m->asked_mode == MODE_LOCAL && m->stage <= BOOT_PROXY &&
	    m->stage >= (m->refused ? BOOT_DISCOVER : BOOT_OFFERED);
}

static void
add_stage(struct text *t, const struct machine *m)
{
	const char *word = stage_word(m->stage);
	const bool has_what = !m->sending && stage_has_what(m->stage);

	/* "booted from the network" says both. */
	if (has_what && strncmp(m->what, word, strlen(word)) == 0) {
		text_add(t, m->what);
		return;
	}
	text_add(t, word);
	if (m->sending)
		add_progress(t, m);
	else if (has_what)
		add_what(t, ", ", m->what);
}

void
words_now(struct text *t, const struct machine *m, int64_t now_us,
    const char *whole)
{
	const char *trouble = trouble_of(m, whole);
	const char *what = trouble[0] != '\0' ? trouble : m->what;

	if (m->last_us == 0) {
		text_add(t, stage_word(BOOT_NEW));
		return;
	}
	if (m->stage == BOOT_STALLED) {
		text_add(t, "STALLED ");
		words_age(t, now_us - m->last_us); /* silent since */
		add_what(t, ": ", what);
	} else if (m->stage == BOOT_FAILED) {
		text_add(t, "FAILED");
		add_what(t, ": ", what);
	} else if (machine_in_trouble(m)) {
		text_add(t, "PROBLEM: ");
		text_add(t, trouble);
	} else if (m->stage == BOOT_NEW) {
		text_add(t, m->refused ? "no answer" : "seen");
		if (m->refused)
			add_what(t, ": ", m->reason);
	} else if (sent_home(m)) {
		text_add(t, "sent to its own disk");
	} else
		add_stage(t, m);
}

void
words_result(struct text *t, const struct machine *m)
{
	if (m->result == BOOT_NEW)
		return;
	if (m->result == BOOT_DONE && m->result_took_us > 0) {
		text_add(t, "ok in ");
		words_age(t, (int64_t)m->result_took_us);
	} else
		text_add(t,
		    m->result == BOOT_DONE ? "ok" : stage_word(m->result));
	add_what(t, ": ", m->result_text);
}

enum grid_style
words_style(const struct machine *m)
{
	if (machine_in_trouble(m))
		return STYLE_BAD;
	if (machine_busy(m))
		return STYLE_BUSY;
	if (m->stage == BOOT_DONE || m->stage == BOOT_OS)
		return STYLE_GOOD;
	if (m->last_us == 0 || m->stage == BOOT_IGNORED)
		return STYLE_DIM;
	return STYLE_NORMAL;
}
