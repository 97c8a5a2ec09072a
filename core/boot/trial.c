/* SPDX-License-Identifier: ISC */
#include "core/boot/trial.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/diag_look.h"

int
trial_parse(struct trial_state *t, const char *value)
{
	const size_t n = strcspn(value, ":");
	struct trial_state got = {PLACEMENT_NONE, 0};
	char word[TRIAL_TEXT];

	if (n >= sizeof(word))
		return -PX_EVALUE;
	memcpy(word, value, n);
	word[n] = '\0';
	got.placement = placement_parse(word);
	if (got.placement == PLACEMENT_AUTO ||
	    (got.placement == PLACEMENT_NONE && value[0] != '\0'))
		return -PX_EVALUE;
	if (value[n] == ':') {
		/* It moves on before there are more. */
		if (value[n + 1] < '1' ||
		    value[n + 1] >= '0' + TRIAL_PATIENCE ||
		    value[n + 2] != '\0')
			return -PX_EVALUE;
		got.ignored = (unsigned)(value[n + 1] - '0');
	}
	*t = got;
	return 0;
}

void
trial_format(struct text *out, const struct trial_state *t)
{
	text_add(out, placement_name(t->placement));
	if (t->ignored > 0)
		text_addf(out, ":%u", t->ignored);
}

/* The first of those who may say so that does, else the server. */
static enum placement
wanted(const struct trial_who *who)
{
	if (who->host != NULL && who->host->placement != PLACEMENT_NONE)
		return who->host->placement;
	if (who->quirk != NULL && who->quirk->set.placement != PLACEMENT_NONE)
		return who->quirk->set.placement;
	if (who->mode->placement != PLACEMENT_NONE)
		return who->mode->placement;
	return who->server;
}

/* Where a machine on trial begins: what its kind is known to read. */
static enum placement
first_place(const struct trial_who *who)
{
	const enum placement p = who->quirk == NULL ? PLACEMENT_NONE :
						      who->quirk->set.placement;

	return p == PLACEMENT_NONE || p == PLACEMENT_AUTO ? PLACEMENT_FIELD : p;
}

static void
read_state(struct trial_state *t, const struct trial_who *who)
{
	t->placement = PLACEMENT_NONE;
	t->ignored = 0;
	if (who->host != NULL)
		(void)trial_parse(t, who->host->text[KEY_TRIED]);
}

enum placement
trial_placement(const struct trial_who *who, bool *ret_auto)
{
	const enum placement p = wanted(who);
	struct trial_state t;

	*ret_auto = p == PLACEMENT_AUTO;
	if (p == PLACEMENT_NONE)
		return PLACEMENT_FIELD;
	if (p != PLACEMENT_AUTO)
		return p;
	read_state(&t, who);
	return t.placement != PLACEMENT_NONE ? t.placement : first_place(who);
}

static const char *
plain(const char *name)
{
	return name + strspn(name, "/\\");
}

/* Our own last word with a name in it, NULL: we named nothing. */
static const struct case_reply *
our_name(const struct boot_case *c)
{
	size_t i;

	for (i = c->reply_count; i > 0; i--) {
		const struct case_reply *r = &c->reply[i - 1];

		if (r->origin == ORIGIN_OWN && diag_has_name(r) &&
		    r->type != DHCP_NAK)
			return r;
	}
	return NULL;
}

/* The message that it answered. */
static const struct case_ask *
ask_of(const struct boot_case *c, const struct case_reply *r)
{
	size_t i;

	for (i = c->ask_count; i > 0; i--)
		if (c->ask[i - 1].xid == r->xid &&
		    c->ask[i - 1].time_us <= r->time_us)
			return &c->ask[i - 1];
	return NULL;
}

/* Did it read the name, but past its end or short of it? */
static bool
is_misread(const char *asked, const char *told)
{
	const size_t n = strlen(told), k = strlen(asked);

	return (k > n && strncmp(asked, told, n) == 0 &&
		   (unsigned char)asked[n] >= 0x80) ||
	    (n > 1 && k == n - 1 && strncmp(asked, told, k) == 0);
}

static enum trial_evidence
look_at_files(const struct boot_case *c, const struct case_reply *r)
{
	const char *told = plain(diag_told_name(r));
	enum trial_evidence found = TRIAL_IGNORED;
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const char *asked = plain(c->file[i].file);

		if (c->file[i].began_us < r->first_us)
			continue;
		if (strcmp(asked, told) == 0)
			return TRIAL_TAKEN;
		/* Another name altogether is somebody else's word. */
		if (!is_misread(asked, told))
			found = TRIAL_NOTHING;
	}
	return case_asked_page_since(c, r->first_us) ? TRIAL_TAKEN : found;
}

/*
 * A name is passed over only by who has its address: by our own ACK, or by
 * another server's after our proxy offer.  Who asks for none because it
 * leaves for its disk, or attaches one, was told to.
 */
enum trial_evidence
trial_look(const struct boot_case *c, const struct case_ask **ret_ask)
{
	const struct case_reply *r = our_name(c), *lease = case_lease(c);
	const struct case_ask *a = r == NULL ? NULL : ask_of(c, r);

	*ret_ask = a;
	if (a == NULL || lease == NULL || !diag_is_boot_client(a) ||
	    a->stage == STAGE_HTTP || c->mode == MODE_LOCAL ||
	    c->mode == MODE_IGNORE || r->root_path[0] != '\0' ||
	    c->logins > 0 || diag_told_name(r)[0] == '\0' ||
	    strstr(diag_told_name(r), "://") != NULL)
		return TRIAL_NOTHING;
	if (r->type != DHCP_ACK && !case_is_proxy(r))
		return TRIAL_NOTHING;
	return look_at_files(c, r);
}

static enum placement
next_place(enum placement now, bool gpxe)
{
	static const enum placement next[PLACEMENT_COUNT] = {
	    [PLACEMENT_NONE] = PLACEMENT_BOTH,
	    [PLACEMENT_AUTO] = PLACEMENT_BOTH,
	    [PLACEMENT_FIELD] = PLACEMENT_BOTH,
	    [PLACEMENT_BOTH] = PLACEMENT_OPTION,
	    [PLACEMENT_OPTION] = PLACEMENT_OVERLOAD,
	    [PLACEMENT_OVERLOAD] = PLACEMENT_FIELD,
	};
	const enum placement p = next[now];

	return p == PLACEMENT_OVERLOAD && gpxe ? PLACEMENT_FIELD : p;
}

enum trial_step
trial_step(struct trial_state *t, enum placement first,
    enum trial_evidence evidence, bool gpxe)
{
	const bool moved = t->placement != PLACEMENT_NONE &&
	    t->placement != first;
	const bool counted = t->ignored > 0;

	if (evidence == TRIAL_NOTHING)
		return TRIAL_SAME;
	if (evidence == TRIAL_TAKEN) {
		t->ignored = 0;
		if (moved)
			return TRIAL_WORKED;
		return counted ? TRIAL_COUNTED : TRIAL_SAME;
	}
	if (t->placement == PLACEMENT_NONE)
		t->placement = first;
	if (++t->ignored < TRIAL_PATIENCE)
		return TRIAL_COUNTED;
	t->placement = next_place(t->placement, gpxe);
	t->ignored = 0;
	return TRIAL_MOVED;
}

static void
say(struct trial_verdict *v, const struct trial_state *t, enum placement before)
{
	struct text words;

	text_init(&words, v->words, sizeof(v->words));
	if (v->step == TRIAL_MOVED)
		text_addf(&words,
		    "passed over its boot name in %u boots with placement=%s: "
		    "the next ones try %s",
		    TRIAL_PATIENCE, placement_name(before),
		    placement_name(t->placement));
	if (v->step == TRIAL_WORKED)
		text_addf(&words,
		    "reads its boot name with placement=%s, which is kept for "
		    "its kind (%s)",
		    placement_name(t->placement), v->kind);
}

void
trial_judge(struct trial_verdict *v, const struct boot_case *c,
    const struct mac *mac, const struct book *book,
    const struct trial_server *server)
{
	struct trial_who who = {book_find(book, mac), NULL, NULL,
	    server->placement};
	const struct case_ask *ask;
	enum placement before;
	struct trial_state t;
	struct text out;
	bool is_auto;

	memset(v, 0, sizeof(*v));
	v->evidence = trial_look(c, &ask);
	if (v->evidence == TRIAL_NOTHING)
		return;
	text_init(&out, v->kind, sizeof(v->kind));
	quirk_kind_of(&out, ask);
	who.quirk = book_quirk(book, v->kind);
	who.mode = &book->modes[c->mode != MODE_NONE ? c->mode : server->mode];
	before = trial_placement(&who, &is_auto);
	if (!is_auto)
		return;
	read_state(&t, &who);
	v->step = trial_step(&t, first_place(&who), v->evidence,
	    diag_is_gpxe(ask));
	v->placement = t.placement;
	text_init(&out, v->tried, sizeof(v->tried));
	trial_format(&out, &t);
	say(v, &t, before);
}
