/* SPDX-License-Identifier: ISC */
#ifndef TUI_STORY_H
#define TUI_STORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"

/*
 * Each machine's boot told in order: the lines of every session, a transfer
 * as one line, repeats folded.  What the ladder and `read` show.  Bounded:
 * the oldest sessions are forgotten first, a session keeps its first and its
 * newest lines and says how many are left out between them.
 */
enum story_arrow { STORY_NOTE, STORY_TO_SERVER, STORY_TO_CLIENT };

/* How far a file is or came. */
struct story_file {
	enum tftp_outcome outcome; /* HTTP: of the same kind */
	bool done;
	bool searched; /* missing as a matter of course */
	uint64_t bytes, size, blocks, retransmits, elapsed_us;
};

struct story_line {
	int64_t time_us, last_us; /* of the first and the last repeat */
	uint64_t frame; /* of the capture, 0: none */
	int64_t wire_us; /* ours: when the wire showed it, 0: it did not */
	uint64_t seq; /* of the event */
	uint64_t transfer; /* TFTP: which */
	enum event_kind kind;
	enum story_arrow arrow;
	enum origin origin;
	uint32_t server; /* whose column */
	uint32_t client; /* of a transfer or login */
	unsigned times;
	uint32_t same; /* equal: a repeat, but for its count and clock */
	struct story_file file; /* TFTP and HTTP */
	enum boot_stage stage; /* EVENT_STAGE */
	enum iscsi_phase iscsi; /* EVENT_ISCSI */
	enum severity severity; /* EVENT_FINDING */
	bool over; /* that finding, perhaps an earlier boot's */
	bool remark; /* of the story's own: nothing happened there */
	bool apart; /* kept of the middle: what it belongs to is left out */
	const char *name; /* "DISCOVER", "RRQ", ...; for ever */
	const char *brief; /* clean; beside an arrow with that name */
	const char *text; /* clean: made visible already */
	char *words; /* the memory of both, the story's */
};

/* The most of them, each with its NUL. */
#define STORY_BRIEF 96
#define STORY_TEXT 400

#define STORY_CLIENTS 5

struct story {
	uint64_t session; /* 0: what belongs to no machine */
	struct mac mac;
	bool has_as; /* it went on with another MAC: */
	struct mac as;
	char kind[48]; /* clean */
	size_t client_count; /* what spoke, in the order of its coming */
	char clients[STORY_CLIENTS][160]; /* clean */
	int64_t began_us, last_us; /* of its messages, not of their judges */
	uint64_t back_us; /* by so much the clock was set back meanwhile */
	enum boot_stage stage;
	bool ended;
	enum boot_mode mode;
	char result[160]; /* clean; how it ended */
	char choice[256]; /* clean; which of several offers it takes, "" */
	size_t line_count;
	size_t left_out; /* lines of its middle; */
	size_t gap; /* the remark that stands for them, where there are any */
	size_t more; /* lines that memory was short for */
	size_t room; /* allocated lines */
	struct story_line *lines;
};

/* A line that says nothing. */
extern const struct story_line story_no_line;

/* A line as it is now, with words that stay when the story is gone. */
struct story_kept {
	struct story_line line;
	char words[STORY_BRIEF + STORY_TEXT];
};
void story_line_keep(struct story_kept *to, const struct story_line *from);

/* Does a line of that kind belong to the story in brief? */
bool story_line_brief(const struct story *s, enum event_kind kind);

struct stories;

/* NULL without memory. */
struct stories *stories_new(size_t most_sessions, size_t most_lines);
void stories_free(struct stories *s);

/* From the first event on only the lines that story_line_brief names. */
void stories_keep_brief(struct stories *s);

/* Takes an event that the tracker has stamped. */
void stories_take(struct stories *s, const struct event *e);

/* In the order in which they began; borrowed until the next stories_take. */
size_t stories_count(const struct stories *s);
const struct story *stories_at(const struct stories *s, size_t i);

/* Have there been more than room for them? */
bool stories_forgot(const struct stories *s);

/* Is it the machine's boot, with this MAC or that? */
bool story_is_of(const struct story *s, const struct mac *mac);

/* The newest session of a machine; NULL when there is none. */
const struct story *stories_of(const struct stories *s, const struct mac *mac);

/* Are at least its stages and findings all there? */
bool story_has_all_worth(const struct story *s);

/* How long it took by a clock that nobody set back. */
uint64_t story_took(const struct story *s);

/* A request or an answer as it passes, not what is told of one later? */
bool story_is_sent_now(const struct event *e);

/* Was the clock set back between what was sent then and this? */
bool story_sets_clock_back(int64_t clock_us, const struct event *e);

/* By its number; NULL when it is not there any more. */
const struct story *stories_find(const struct stories *s, uint64_t session);

/* The same so many boots back; NULL when it is not there any more. */
const struct story *stories_back(const struct stories *s, const struct mac *mac,
    size_t back);

/* What happened in few words, beside an arrow that has its name. */
void story_brief(struct text *t, const struct event *e);

/* How a transfer that is not simply done came out: "REFUSED"; "" = done. */
const char *story_outcome(const struct story_file *f);

/* How much of it, and how it came out: "2.0 MB BROKE OFF". */
void story_file_text(struct text *t, const struct story_file *f);

/* How far a file is, where the event is about one. */
void story_file(struct story_file *f, const struct event *e);

#endif
