/* SPDX-License-Identifier: ISC */
#include "core/serve/watch_trial.h"

/* Over, or at a standstill for so long that nothing more is to come. */
static bool
is_over(const struct event *e)
{
	return (e->kind == EVENT_SESSION && !e->u.session.begins) ||
	    (e->kind == EVENT_STAGE && e->u.stage.stage == BOOT_STALLED);
}

bool
watch_trial_judge(struct watch_trial *t, const struct event *e,
    struct pipeline *p, const struct book *book,
    const struct trial_server *server, struct trial_verdict *ret)
{
	uint64_t *judged = &t->judged[e->session % WATCH_TRIAL_JUDGED];
	const struct boot_case *c;

	if (!is_over(e) || !e->has_mac || book == NULL || *judged == e->session)
		return false;
	c = pipeline_case(p, &e->mac);
	if (c == NULL || c->session != e->session)
		return false;
	trial_judge(ret, c, event_speaker(e), book, server);
	if (ret->evidence != TRIAL_NOTHING)
		*judged = e->session;
	return ret->step != TRIAL_SAME;
}
