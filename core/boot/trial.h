/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TRIAL_H
#define CORE_BOOT_TRIAL_H

#include <stdbool.h>

#include "core/base/text.h"
#include "core/boot/book.h"
#include "core/boot/boot_case.h"
#include "core/boot/quirk.h"
#include "core/boot/mode.h"

/*
 * placement=auto: where a machine finds its boot name is tried out.  After two
 * boots in which the name was passed over the next place is tried, and what
 * works is worth remembering for its kind.  State in, state out; the state
 * lives in the host's key `tried`.
 */
struct trial_state {
	enum placement placement; /* that is tried now; NONE: none yet */
	unsigned ignored; /* boots in a row in which it was passed over */
};

/* Whose settings count: the host's, its kind's, its mode's, the server's. */
struct trial_who {
	const struct host *host; /* NULL: not in the book */
	const struct quirk *quirk; /* NULL: none */
	const struct host *mode;
	enum placement server;
};

/*
 * Where its name stands now, never NONE or AUTO; *ret_auto says that this is
 * on trial.
 */
enum placement trial_placement(const struct trial_who *who, bool *ret_auto);

#define TRIAL_TEXT 16
#define TRIAL_PATIENCE 2 /* boots, before the next place is tried */

/* "both" or "both:1", the form of the key; 0 or -PX_EVALUE. */
int trial_parse(struct trial_state *t, const char *value);
void trial_format(struct text *out, const struct trial_state *t);

/* What one boot showed. */
enum trial_evidence {
	TRIAL_NOTHING, /* not about the name, or not by our word */
	TRIAL_TAKEN, /* it asked for the name that we told it */
	TRIAL_IGNORED /* it had the name, and asked for none or another */
};

/*
 * Looks at a boot that is over.  The last reply of ours that named something
 * counts; *ret_ask is what it answered (borrowed from the case).
 */
enum trial_evidence trial_look(const struct boot_case *c,
    const struct case_ask **ret_ask);

/* What follows of it. */
enum trial_step {
	TRIAL_SAME,
	TRIAL_COUNTED, /* passed over, once more will move it */
	TRIAL_MOVED, /* to the next place */
	TRIAL_WORKED /* after others did not: to be remembered */
};

/*
 * One boot further.  `first` is where a machine without state stands; gPXE
 * and iPXE (`gpxe`) are never offered overload.
 */
enum trial_step trial_step(struct trial_state *t, enum placement first,
    enum trial_evidence evidence, bool gpxe);

/* What a boot that is over comes to. */
struct trial_verdict {
	enum trial_evidence evidence;
	enum trial_step step; /* SAME: nothing is to be kept */
	char tried[TRIAL_TEXT]; /* the host's key */
	char kind[QUIRK_KIND]; /* WORKED: whose kind now has ... */
	enum placement placement; /* ... this */
	char words[160]; /* for the log; "" none */
};

struct trial_server {
	enum boot_mode mode; /* --default-mode */
	enum placement placement; /* --placement */
};

/* `mac` is whom the book knows, also where a boot went on with another. */
void trial_judge(struct trial_verdict *v, const struct boot_case *c,
    const struct mac *mac, const struct book *book,
    const struct trial_server *server);

#endif
