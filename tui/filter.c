/* SPDX-License-Identifier: ISC */
#include "tui/filter.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

#include "core/base/addr.h"
#include "core/boot/event.h"
#include "core/boot/mode.h"

#define DEPTH_MOST 16

static const char *const fields[FILTER_FIELDS] = {
    [FILTER_MAC] = "mac",
    [FILTER_IP] = "ip",
    [FILTER_STAGE] = "stage",
    [FILTER_MODE] = "mode",
    [FILTER_KIND] = "kind",
    [FILTER_FILE] = "file",
    [FILTER_ERROR] = "error",
};

/* Read from left to right and judged on the way. */
struct filter_scan {
	const char *at;
	const struct filter_row *row; /* NULL: only looked through */
	const char *wrong; /* the first thing that is */
	unsigned depth;
};

static bool scan_or(struct filter_scan *s);

static void
say_wrong(struct filter_scan *s, const char *what)
{
	if (s->wrong == NULL)
		s->wrong = what;
}

static void
skip_blanks(struct filter_scan *s)
{
	s->at += strspn(s->at, " ");
}

/* The operator `word`, taken when it stands here as a word of its own. */
static bool
take_operator(struct filter_scan *s, const char *word)
{
	const size_t len = strlen(word);

	skip_blanks(s);
	if (strncasecmp(s->at, word, len) != 0 ||
	    strchr(" ()", s->at[len]) == NULL)
		return false;
	s->at += len;
	return true;
}

static bool
has_word(const char *text, const char *word, size_t len)
{
	for (; *text != '\0'; text++)
		if (strncasecmp(text, word, len) == 0)
			return true;
	return false;
}

/* The field named before ':' or '='; FILTER_FIELDS: none. */
static enum filter_field
take_field(struct filter_scan *s)
{
	const size_t len = strcspn(s->at, ":= ()\"");
	unsigned i;

	if (s->at[len] != ':' && s->at[len] != '=')
		return FILTER_FIELDS;
	for (i = 0; i < FILTER_FIELDS; i++)
		if (strlen(fields[i]) == len &&
		    strncasecmp(fields[i], s->at, len) == 0) {
			s->at += len + 1;
			return (enum filter_field)i;
		}
	/* The first byte of a MAC is no name of a field. */
	if (strspn(s->at, "0123456789abcdefABCDEF") < len)
		say_wrong(s, "fields: mac ip stage mode kind file error");
	return FILTER_FIELDS;
}

static const char *
take_word(struct filter_scan *s, size_t *ret_len)
{
	const char *word = s->at;

	if (*word != '"') {
		*ret_len = strcspn(word, " ()");
		s->at += *ret_len;
		return word;
	}
	*ret_len = strcspn(++word, "\"");
	s->at = word + *ret_len;
	if (*s->at == '"')
		s->at++;
	else
		say_wrong(s, "a \" is missing");
	return word;
}

/*
 * The beginning or middle of a MAC written in another way: 1a-b1-05 or
 * 001ab105.  Fewer than three bytes would be numbers of many kinds.
 */
static bool
has_mac(const char *mac, const char *word, size_t len)
{
	char digits[2 * sizeof(((struct mac *)NULL)->b)];
	size_t n = 0, i, k;

	for (i = 0; i < len; i++) {
		if (word[i] == '-' || word[i] == ':')
			continue;
		if (!isxdigit((unsigned char)word[i]) || n == sizeof(digits))
			return false;
		digits[n++] = word[i];
	}
	if (n < 6 || strlen(mac) + 1 != MAC_TEXT)
		return false;
	for (i = 0; 2 * i + n <= sizeof(digits); i++) {
		for (k = 0; k < n; k++)
			if (strncasecmp(&mac[3 * i + k + k / 2], &digits[k],
				1) != 0)
				break;
		if (k == n)
			return true;
	}
	return false;
}

static bool
scan_word(struct filter_scan *s)
{
	const enum filter_field f = take_field(s);
	const char *text, *word;
	size_t len;

	word = take_word(s, &len);
	if (len == 0) {
		say_wrong(s, "a word is missing");
		return true;
	}
	if (s->row == NULL)
		return true;
	if ((f == FILTER_FIELDS || f == FILTER_MAC) &&
	    s->row->field[FILTER_MAC] != NULL &&
	    has_mac(s->row->field[FILTER_MAC], word, len))
		return true;
	text = f == FILTER_FIELDS || s->row->field[f] == NULL ?
	    s->row->all :
	    s->row->field[f];
	return has_word(text, word, len);
}

static bool
scan_group(struct filter_scan *s)
{
	bool match;

	s->at++;
	match = scan_or(s);
	skip_blanks(s);
	if (*s->at == ')')
		s->at++;
	else
		say_wrong(s, "a ) is missing");
	return match;
}

static bool
ends_here(struct filter_scan *s)
{
	skip_blanks(s);
	return *s->at == '\0' || *s->at == ')';
}

static bool
scan_not(struct filter_scan *s)
{
	bool match;

	if (s->depth == DEPTH_MOST) {
		say_wrong(s, "too deep");
		s->at += strlen(s->at);
		return true;
	}
	if (ends_here(s)) {
		say_wrong(s, "a word is missing");
		return true;
	}
	s->depth++;
	if (*s->at == '!' || take_operator(s, "not")) {
		s->at += *s->at == '!';
		/* A lone ! is a word that is still being typed. */
		match = ends_here(s) ? scan_not(s) : !scan_not(s);
	} else if (*s->at == '(')
		match = scan_group(s);
	else
		match = scan_word(s);
	s->depth--;
	return match;
}

static bool
at_or(const struct filter_scan *s)
{
	struct filter_scan ahead = *s;

	return take_operator(&ahead, "or");
}

static bool
scan_and(struct filter_scan *s)
{
	bool match = scan_not(s);

	while (!ends_here(s) && !at_or(s)) {
		(void)take_operator(s, "and");
		match = scan_not(s) && match;
	}
	return match;
}

static bool
scan_or(struct filter_scan *s)
{
	bool match = scan_and(s);

	while (take_operator(s, "or")) {
		/* "x or" is not yet "x or anything". */
		if (ends_here(s)) {
			say_wrong(s, "a word is missing");
			return match;
		}
		match = scan_and(s) || match;
	}
	return match;
}

static bool
scan_all(struct filter_scan *s)
{
	bool match = true;

	while (skip_blanks(s), *s->at != '\0') {
		if (*s->at == ')') {
			say_wrong(s, "a ( is missing");
			s->at++;
			continue;
		}
		match = scan_or(s) && match;
	}
	return match;
}

bool
filter_match(const char *filter, const struct filter_row *row)
{
	struct filter_scan s = {.at = filter, .row = row};

	return scan_all(&s);
}

const char *
filter_wrong(const char *filter)
{
	struct filter_scan s = {.at = filter};

	(void)scan_all(&s);
	return s.wrong;
}

/* What all words that begin so have in common. */
struct common {
	const char *typed;
	size_t len; /* of typed */
	char word[96];
	size_t same; /* bytes of word that are certain */
	unsigned count;
};

static void
offer(void *to, const char *word)
{
	struct common *c = to;
	size_t n = 0;

	if (strncasecmp(word, c->typed, c->len) != 0 || word[0] == '\0')
		return;
	if (c->count == 0) {
		(void)text_copy(c->word, sizeof(c->word), word);
		c->same = strlen(c->word);
		c->count = 1;
		return;
	}
	while (n < c->same && word[n] == c->word[n])
		n++;
	/* The same once more leaves it the only one. */
	c->count += word[n] != '\0' || c->word[n] != '\0';
	c->same = n;
}

/* Where the word begins that is being typed: behind blanks out of quotes. */
static const char *
last_word(const char *filter)
{
	const char *word = filter, *p;
	bool quoted = false;

	for (p = filter; *p != '\0'; p++) {
		quoted ^= *p == '"';
		if (!quoted && strchr(" (!", *p) != NULL)
			word = p + 1;
	}
	return word;
}

/* The field that the word names, its value after it. */
static enum filter_field
typed_field(const char **word)
{
	unsigned i;

	for (i = 0; i < FILTER_FIELDS; i++) {
		const size_t len = strlen(fields[i]);

		if (strncasecmp(*word, fields[i], len) == 0 &&
		    ((*word)[len] == ':' || (*word)[len] == '=')) {
			*word += len + 1;
			break;
		}
	}
	return (enum filter_field)i;
}

static void
each_value(enum filter_field f, const struct filter_words *words,
    void (*take)(void *to, const char *word), void *to)
{
	unsigned i;

	switch (f) {
	case FILTER_MODE:
		for (i = 0; i < MODE_COUNT; i++)
			take(to, mode_name((enum boot_mode)i));
		return;
	case FILTER_STAGE:
		for (i = 0; i < BOOT_STAGE_COUNT; i++)
			take(to, boot_stage_name((enum boot_stage)i));
		return;
	case FILTER_MAC:
	case FILTER_IP:
	case FILTER_KIND:
	case FILTER_FILE:
		if (words != NULL)
			words->each(words->arg, f, take, to);
		return;
	case FILTER_ERROR:
	case FILTER_FIELDS:
		return;
	}
}

static bool
add_rest(struct common *c, bool quoted, const char *end, struct text *ret)
{
	/* What has blanks only counts as one word in quotes. */
	const size_t blank = strcspn(c->word, " ()");
	size_t n = c->len;

	if (c->count == 0)
		return false;
	if (!quoted && c->len == 0 && blank < c->same && end[0] == '\0') {
		text_add_char(ret, '"');
		quoted = true;
	}
	if (!quoted && blank < c->same)
		c->same = blank;
	for (; n < c->same; n++)
		text_add_char(ret, c->word[n]);
	if (c->count == 1 && (end[0] != '\0' || quoted))
		text_add(ret, end[0] != '\0' ? end : "\"");
	return ret->len > 0;
}

bool
filter_complete(const char *filter, const struct filter_words *words,
    struct text *ret)
{
	struct common c = {.typed = last_word(filter)};
	const enum filter_field f = typed_field(&c.typed);
	bool quoted = false;
	unsigned i;

	if (f != FILTER_FIELDS) {
		quoted = c.typed[0] == '"';
		c.typed += quoted;
		c.len = strlen(c.typed);
		each_value(f, words, offer, &c);
		return add_rest(&c, quoted, "", ret);
	}
	c.len = strlen(c.typed);
	for (i = 0; c.len > 0 && i < FILTER_FIELDS; i++)
		offer(&c, fields[i]);
	return add_rest(&c, false, ":", ret);
}

#define CHOICES_MOST 24

/* The first in the alphabet of those that begin so, each once. */
struct choices {
	const char *typed;
	size_t len; /* of typed */
	size_t count;
	bool more;
	char word[CHOICES_MOST][48];
};

static void
choose(void *to, const char *word)
{
	struct choices *c = to;
	size_t at = 0;
	int order = 1;

	if (strncasecmp(word, c->typed, c->len) != 0 || word[0] == '\0')
		return;
	while (at < c->count &&
	    (order = strncmp(c->word[at], word, sizeof(c->word[0]) - 1)) < 0)
		at++;
	if (at < c->count && order == 0)
		return;
	c->more |= c->count == CHOICES_MOST;
	if (at == CHOICES_MOST)
		return;
	if (c->count < CHOICES_MOST)
		c->count++;
	memmove(c->word[at + 1], c->word[at],
	    (c->count - 1 - at) * sizeof(c->word[0]));
	(void)text_copy(c->word[at], sizeof(c->word[0]), word);
}

size_t
filter_choices(const char *filter, const struct filter_words *words,
    struct text *ret)
{
	struct choices c = {.typed = last_word(filter)};
	const enum filter_field f = typed_field(&c.typed);
	unsigned i;

	c.typed += f != FILTER_FIELDS && c.typed[0] == '"';
	c.len = strlen(c.typed);
	each_value(f, words, choose, &c);
	for (i = 0; f == FILTER_FIELDS && i < FILTER_FIELDS; i++)
		choose(&c, fields[i]);
	for (i = 0; i < c.count; i++)
		text_addf(ret, "%s%s%s", i > 0 ? "  " : "", c.word[i],
		    f == FILTER_FIELDS ? ":" : "");
	text_add(ret, c.more ? "  \xe2\x80\xa6" : "");
	return c.count + c.more;
}
