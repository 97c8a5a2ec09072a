/* SPDX-License-Identifier: ISC */
#include "tui/lun_ask.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "core/io/thread.h"

#define WORD 256

enum state { LUN_IDLE, LUN_ASKS, LUN_ANSWERED };

struct lun_ask {
	int state; /* enum state, atomic */
	pthread_t thread;
	struct target target; /* points into words */
	char words[7][WORD];
	struct lun_answer answer;
};

struct lun_ask *
lun_ask_new(void)
{
	return calloc(1, sizeof(struct lun_ask));
}

static int
state_of(const struct lun_ask *a)
{
	return __atomic_load_n(&a->state, __ATOMIC_ACQUIRE);
}

static void *
run(void *arg)
{
	struct lun_ask *a = arg;

	thread_is("px-luns");
	iscsi_luns(&a->target, &a->answer);
	__atomic_store_n(&a->state, LUN_ANSWERED, __ATOMIC_RELEASE);
	return NULL;
}

static bool
keep(struct lun_ask *a, const struct target *t)
{
	const char **words[] = {&a->target.name, &a->target.server,
	    &a->target.iqn, &a->target.user, &a->target.password,
	    &a->target.reverse_user, &a->target.reverse_password};
	size_t i;

	a->target = *t;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (!text_copy(a->words[i], WORD, *words[i]))
			return false;
		*words[i] = a->words[i];
	}
	return true;
}

bool
lun_ask_begin(struct lun_ask *a, const struct target *target)
{
	bool begun;

	if (state_of(a) != LUN_IDLE || !keep(a, target))
		return false;
	memset(&a->answer, 0, sizeof(a->answer));
	a->state = LUN_ASKS;
	begun = thread_begin(&a->thread, run, a);
	if (!begun)
		a->state = LUN_IDLE;
	return begun;
}

bool
lun_ask_take(struct lun_ask *a, struct lun_answer *ret)
{
	if (state_of(a) != LUN_ANSWERED)
		return false;
	(void)pthread_join(a->thread, NULL);
	a->state = LUN_IDLE;
	*ret = a->answer;
	return true;
}

void
lun_ask_free(struct lun_ask *a)
{
	if (a == NULL)
		return;
	if (state_of(a) != LUN_IDLE)
		(void)pthread_join(a->thread, NULL);
	explicit_bzero(a, sizeof(*a));
	free(a);
}
