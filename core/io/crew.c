/* SPDX-License-Identifier: ISC */
#include "core/io/crew.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "core/io/belt.h"
#include "core/io/thread.h"

/* Small enough to be in the caches yet when another hand takes it. */
#define BATCH ((size_t)16384)
#define BATCHES ((size_t)64)
/* Batches: what a part is taken up for, and after how many hands look up. */
#define WORTH 8
#define SPELL 16

struct part {
	struct crew_part is;
	struct belt *in; /* the first: none */
	bool no_more; /* will come: the part before has ended */
	bool taken_up, ended;
	size_t handed; /* batches to the next part, in this spell */
	bool filling; /* the part before has begun a batch for this one */
};

struct crew {
	void *arg;
	size_t count;
	struct part part[CREW_PARTS];
	/* Of no_more, taken_up and ended, and of what a belt wants guarded. */
	pthread_mutex_t lock;
	pthread_cond_t changed;
	size_t waiting; /* hands, */
	size_t stuck; /* of which in the middle of a part, before a full belt */
};

static struct belt *
belt_after(const struct crew *c, const struct part *p)
{
	return p == &c->part[c->count - 1] ? NULL : p[1].in;
}

/* Batches that the part can do without waiting for others. */
static size_t
to_do(const struct crew *c, const struct part *p)
{
	const struct belt *out = belt_after(c, p);
	const size_t come = p->in == NULL ? BATCHES : belt_full(p->in);
	const size_t go = out == NULL ? BATCHES : belt_empty(out);

	if (p->taken_up || p->ended || (p->no_more && go < WORTH))
		return 0;
	/* What is left, and its end. */
	if (p->no_more)
		return come + 1;
	return come < go ? come : go;
}

/*
 * A hand stays at its part where another has little more to do: what that one
 * works with is in another processor's cache.
 */
static struct part *
choose(struct crew *c, const struct part *last)
{
	struct part *ret = NULL;
	size_t i, n, most = 0;

	for (i = 0; i < c->count; i++) {
		struct part *p = &c->part[i];

		n = to_do(c, p);
		if (n == 0 || (n < WORTH && !p->no_more))
			continue;
		n += p == last ? SPELL : 0;
		if (n >= most) {
			most = n;
			ret = p;
		}
	}
	return ret;
}

/* Locked: whoever waits for what has become so now. */
static void
changed(struct crew *c)
{
	if (c->waiting > 0 &&
	    (c->stuck > 0 || c->part[c->count - 1].ended ||
		choose(c, NULL) != NULL))
		(void)pthread_cond_broadcast(&c->changed);
}

static void
wait_for_change(struct crew *c)
{
	c->waiting++;
	(void)pthread_cond_wait(&c->changed, &c->lock);
	c->waiting--;
}

/* False: there is no more. */
static bool
make_some(struct crew *c, struct part *p)
{
	p->handed = 0;
	while (p->handed < SPELL)
		if (!p->is.make(c->arg))
			return false;
	return true;
}

static void
take_batch(struct crew *c, struct part *p)
{
	void *item;

	while ((item = belt_take(p->in)) != NULL)
		p->is.take(c->arg, item);
}

/* The same, of what came. */
static bool
take_some(struct crew *c, struct part *p)
{
	const struct belt *out = belt_after(c, p);
	bool more;
	size_t i;

	(void)pthread_mutex_lock(&c->lock);
	for (i = 0; i < SPELL && belt_full(p->in) > 0 &&
	     (out == NULL || belt_empty(out) > 0);
	     i++) {
		(void)pthread_mutex_unlock(&c->lock);
		take_batch(c, p);
		(void)pthread_mutex_lock(&c->lock);
		belt_give_back(p->in);
		changed(c);
	}
	more = !p->no_more || belt_full(p->in) > 0;
	(void)pthread_mutex_unlock(&c->lock);
	return more;
}

/* Locked, as it is called and as it returns. */
static void
take_up(struct crew *c, struct part *p)
{
	bool more;

	p->taken_up = true;
	(void)pthread_mutex_unlock(&c->lock);
	more = p->in == NULL ? make_some(c, p) : take_some(c, p);
	if (!more && p->is.end != NULL)
		p->is.end(c->arg);
	(void)pthread_mutex_lock(&c->lock);
	p->taken_up = false;
	p->ended = !more;
	if (p->ended && belt_after(c, p) != NULL) {
		belt_hand_over(p[1].in);
		p[1].no_more = true;
	}
	changed(c);
}

/*
 * A part may put more than was foreseen: the end of a capture ends every boot.
 * Then this hand does the next part's work, or waits for the one that is at it.
 */
static void
make_room(struct crew *c, struct part *next)
{
	(void)pthread_mutex_lock(&c->lock);
	while (belt_empty(next->in) == 0)
		if (!next->taken_up) {
			take_up(c, next);
		} else {
			c->stuck++;
			wait_for_change(c);
			c->stuck--;
		}
	(void)pthread_mutex_unlock(&c->lock);
}

void *
crew_room(struct crew *c, size_t part)
{
	struct part *next = &c->part[part + 1];

	if (!next->filling) {
		make_room(c, next);
		next->filling = true;
	}
	return belt_room(next->in);
}

void
crew_put(struct crew *c, size_t part, size_t size)
{
	struct part *next = &c->part[part + 1];

	if (!belt_put(next->in, size))
		return;
	(void)pthread_mutex_lock(&c->lock);
	belt_hand_over(next->in);
	changed(c);
	(void)pthread_mutex_unlock(&c->lock);
	next->filling = false;
	c->part[part].handed++;
}

static void
lend_a_hand(struct crew *c)
{
	const struct part *last = &c->part[c->count - 1];
	struct part *mine = NULL, *p;

	(void)pthread_mutex_lock(&c->lock);
	while (!last->ended) {
		p = choose(c, mine);
		if (p == NULL) {
			wait_for_change(c);
			continue;
		}
		mine = p;
		take_up(c, p);
	}
	(void)pthread_mutex_unlock(&c->lock);
}

static void *
hand(void *arg)
{
	thread_is("px-crew");
	lend_a_hand(arg);
	return NULL;
}

void
crew_run(struct crew *c, size_t hands)
{
	pthread_t thread[CREW_PARTS];
	size_t i, n = 0;

	/* More hands than parts would have nothing to do. */
	while (n + 1 < hands && n + 1 < c->count &&
	    thread_begin(&thread[n], hand, c))
		n++;
	lend_a_hand(c);
	for (i = 0; i < n; i++)
		(void)pthread_join(thread[i], NULL);
}

struct crew *
crew_new(const struct crew_part *parts, size_t count, void *arg)
{
	struct crew *c = calloc(1, sizeof(*c));
	size_t i;

	assert(count > 1 && count <= CREW_PARTS);
	if (c == NULL)
		return NULL;
	c->arg = arg;
	c->count = count;
	for (i = 0; i < count; i++) {
		c->part[i].is = parts[i];
		if (i == 0)
			continue;
		c->part[i].in = belt_new(parts[i].most, BATCH, BATCHES);
		if (c->part[i].in == NULL)
			break;
	}
	if (i == count && pthread_mutex_init(&c->lock, NULL) == 0 &&
	    pthread_cond_init(&c->changed, NULL) == 0)
		return c;
	crew_free(c);
	return NULL;
}

void
crew_free(struct crew *c)
{
	size_t i;

	if (c == NULL)
		return;
	for (i = 0; i < c->count; i++)
		belt_free(c->part[i].in);
	free(c);
}
