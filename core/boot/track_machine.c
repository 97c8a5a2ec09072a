/* SPDX-License-Identifier: ISC */
#include "core/boot/track_machine.h"

#define SECOND ((int64_t)1000000)
#define STALL_SECONDS 30
#define FAIL_SECONDS 10
#define GONE_SECONDS 60 /* EDK2 asks at 0, 4, 12 and 28 s, then gives up */
/* Without a sign that a transfer goes on; one is told each second of it. */
#define HELD_SECONDS 600

/* What a tap that sees the rest shows of a failure in it: EDK2 sends a SYN
 * three times within 9 s. */
#define TOLD_SECONDS 12

/* When a boot of each mode is complete. */
struct rule {
	unsigned done; /* any of these, then so long without a sign */
	unsigned done_seconds;
	unsigned told; /* these, and nothing is seen of what should follow */
	unsigned perhaps; /* likewise, if nothing went wrong */
	unsigned perhaps_seconds;
	unsigned taken; /* these, if it took its address and starts anew */
	const char *done_text, *told_text, *perhaps_text;
};

/* clang-format off */
static const struct rule rules[MODE_COUNT] = {
	/* Only seen, not served: whatever ends a network boot. */
	[MODE_NONE] = {GOT_PAYLOAD | GOT_SCRIPT | GOT_LOGIN, 2,
	    GOT_SAN | GOT_TOLD, GOT_CONFIG, 30, 0,
	    "booted from the network", "", "has its configuration"},
	/* A menu or LOCALBOOT fetches nothing more. */
	[MODE_PXELINUX] = {GOT_PAYLOAD, 2, 0, GOT_CONFIG, 30, 0,
	    "kernel delivered", "",
	    "configuration delivered: menu or local boot"},
	[MODE_GPXE] = {GOT_SCRIPT, 2, GOT_TOLD, 0, 0, 0,
	    "script delivered", "", ""},
	[MODE_ISCSI] = {GOT_LOGIN, 2, GOT_SAN, 0, 0, 0,
	    "root path delivered", "root path delivered", ""},
	[MODE_ISCSI_INSTALL] = {GOT_LOGIN, 2, GOT_SAN, 0, 0, 0,
	    "root path delivered, disk kept for the installation",
	    "root path delivered, disk kept for the installation", ""},
	[MODE_LOCAL] = {0, 0, 0, GOT_ANSWER, 20, GOT_ANSWER,
	    "", "", "sent to its own disk"},
	[MODE_IGNORE] = {0, 0, 0, GOT_ANSWER, 60, 0,
	    "", "", "ignored, as its mode says"},
};

static const char *const stalls[BOOT_STAGE_COUNT] = {
	[BOOT_NEW] = "",
	[BOOT_DISCOVER] = "asked, but no offer was seen",
	[BOOT_OFFERED] = "was made an offer and did not take it",
	[BOOT_REQUESTED] = "asked for its address, and no ACK was seen",
	[BOOT_BOUND] = "has its address but asked for no file",
	[BOOT_PROXY] = "asked on port 4011, but then for no file",
	[BOOT_LOADER] = "fetched its loader, then nothing more",
	[BOOT_CHAINED] = "came back from the chain, then nothing more",
	[BOOT_ROOT] = "has its root path, then nothing more",
	[BOOT_SAN] = "went to its iSCSI target, then nothing more",
	[BOOT_CONFIG] = "asked for its configuration, then nothing more",
	[BOOT_KERNEL] = "fell silent while it fetched its kernel",
	[BOOT_INITRD] = "fell silent while it fetched its initrd",
	[BOOT_OS] = "",
	[BOOT_IGNORED] = "was ignored",
	[BOOT_STALLED] = "",
	[BOOT_FAILED] = "",
	[BOOT_DONE] = "",
};
/* clang-format on */

const struct machine_words *
track_words_of(const struct machine *m)
{
	static const struct machine_words none;

	return m->words != NULL ? m->words : &none;
}

static bool
is_fine(const struct machine *m)
{
	return track_words_of(m)->error[0] == '\0';
}

bool
track_hears_servers(const struct machine *m)
{
	return (m->got & GOT_ANSWER) != 0;
}

enum boot_stage
track_result(const struct machine *m)
{
	const struct rule *rule = &rules[m->mode];

	if ((m->got & (rule->done | rule->told)) != 0 && is_fine(m))
		return BOOT_DONE;
	if ((m->got & rule->taken) != 0 && m->stage >= BOOT_REQUESTED)
		return BOOT_DONE;
	return is_fine(m) ? BOOT_STALLED : BOOT_FAILED;
}

/* Refused (Secure Boot) or crashed: it never asked for what it is there for. */
static bool
is_loader_dead(const struct machine *m)
{
	return m->mode == MODE_NONE && m->stage == BOOT_LOADER && is_fine(m) &&
	    m->got == (GOT_ANSWER | GOT_LOADER) &&
	    track_chains(track_words_of(m)->file);
}

enum boot_stage
track_result_os(const struct machine *m)
{
	const struct rule *rule = &rules[m->mode];

	if ((m->got & rule->perhaps) != 0 && is_fine(m))
		return BOOT_DONE;
	if (is_loader_dead(m))
		return BOOT_STALLED;
	/* Others' loaders may hold a system whole; and where no answer is to
	 * be seen, what was fetched is not known to be whole: but who never
	 * got past its DISCOVER fetched nothing. */
	if (m->mode == MODE_NONE && is_fine(m) &&
	    ((m->got & GOT_LOADER) != 0 ||
		(!track_hears_servers(m) && m->stage > BOOT_DISCOVER)))
		return BOOT_DONE;
	return track_result(m) == BOOT_DONE ? BOOT_DONE : BOOT_FAILED;
}

enum track_state
track_judge(const struct machine *m, int64_t now_us, enum boot_stage *ret)
{
	const struct rule *rule = &rules[m->mode];
	const int64_t quiet = (now_us - m->last_us) / SECOND;
	const bool fine = is_fine(m);

	/* A transfer that nobody ended does not hold a session for ever. */
	if (m->running > 0 && quiet < HELD_SECONDS)
		return TRACK_GOES_ON;
	*ret = BOOT_DONE;
	if (fine && (m->got & rule->done) != 0 && quiet >= rule->done_seconds)
		return TRACK_ENDS;
	if (fine && (m->got & rule->told) != 0 && quiet >= TOLD_SECONDS)
		return TRACK_ENDS;
	if (fine && (m->got & rule->perhaps) != 0)
		return quiet >= rule->perhaps_seconds ? TRACK_ENDS :
							TRACK_GOES_ON;
	*ret = BOOT_FAILED;
	if (!fine && quiet >= FAIL_SECONDS)
		return TRACK_ENDS;
	*ret = BOOT_STALLED;
	if (quiet >= GONE_SECONDS)
		return TRACK_ENDS;
	return quiet >= STALL_SECONDS ? TRACK_STALLS : TRACK_GOES_ON;
}

int64_t
track_judge_due_us(const struct machine *m, int64_t now_us)
{
	const unsigned seconds[] = {rules[m->mode].done_seconds,
	    rules[m->mode].perhaps_seconds, TOLD_SECONDS, FAIL_SECONDS,
	    STALL_SECONDS, GONE_SECONDS, HELD_SECONDS};
	int64_t first_us = INT64_MAX;
	size_t i;

	for (i = 0; i < sizeof(seconds) / sizeof(seconds[0]); i++) {
		const int64_t at_us = m->last_us + seconds[i] * SECOND;

		if (at_us > now_us && at_us < first_us)
			first_us = at_us;
	}
	return first_us;
}

static const char *
told_text(const struct machine *m)
{
	const char *text = rules[m->mode].told_text;

	if (text[0] != '\0')
		return text;
	return (m->got & GOT_SAN) != 0 ?
	    "was told its root path; the rest is not visible from here" :
	    "was told a URL; the rest is not visible from here";
}

static const char *
done_text(const struct machine *m)
{
	const struct rule *rule = &rules[m->mode];

	if ((m->got & GOT_LOGIN) != 0 && (m->got & GOT_PAYLOAD) == 0)
		return "logged in to its iSCSI target";
	/* Which may be a menu, or send it to its disk. */
	if (m->mode == MODE_NONE && (m->got & rule->done) == GOT_SCRIPT)
		return "has its script";
	if ((m->got & rule->done) != 0)
		return rule->done_text;
	if ((m->got & rule->told) != 0)
		return told_text(m);
	if ((m->got & rule->perhaps) == 0 && m->mode == MODE_NONE)
		return "its system asks after its loader";
	return rule->perhaps_text;
}

/* It may have asked for no more than the size of one. */
static bool
has_a_file(const struct machine *m)
{
	return (m->got & GOT_LOADER) != 0 ||
	    track_words_of(m)->got_us >= m->began_us;
}

void
track_text(struct text *t, const struct machine *m, enum boot_stage result)
{
	if (result == BOOT_DONE) {
		text_add(t, done_text(m));
		return;
	}
	if (!is_fine(m)) {
		text_add(t, track_words_of(m)->error);
		return;
	}
	if (m->declined) {
		text_add(t, "declined the address that it was given");
		return;
	}
	if (m->stage == BOOT_CONFIG && m->searched > 0 &&
	    (m->got & GOT_CONFIG) == 0) {
		text_addf(t,
		    "looked for its configuration under %u name%s "
		    "and found none",
		    m->searched, m->searched == 1 ? "" : "s");
		return;
	}
	if (is_loader_dead(m) && m->asked == STAGE_OS) {
		text_add(t,
		    "fetched its loader; then the system of its disk came up");
		return;
	}
	text_add(t,
	    m->stage == BOOT_LOADER && !has_a_file(m) ?
		"asked for its loader, then nothing more" :
		stalls[m->stage]);
}
