/* SPDX-License-Identifier: ISC */
#include "core/boot/frame_double.h"

#include "core/base/hash.h"

/* Copies that come sooner are known for what they are without this. */
#define LEAST_US INT64_C(200)

/* Who is sent nothing asks again after 100 ms, at the soonest. */
#define MOST_US INT64_C(12000)

/* Nothing was shown twice for so long, of more frames than are on their way:
 * it is another part of the capture. */
#define FORGOTTEN_US INT64_C(10000000)
#define FORGOTTEN 1000

/* As much of a payload as tells one from the other: a block has its number. */
#define ENOUGH 64

bool
frame_doubles_learn(struct frame_doubles *d, int64_t after_us, int64_t now_us)
{
	/* The second copy of three comes twice as late; and some are slow. */
	const int64_t within_us = 2 * after_us + 1000;

	if (after_us < LEAST_US)
		return false;
	if (within_us > d->within_us)
		d->within_us = within_us < MOST_US ? within_us : MOST_US;
	d->last_us = now_us;
	d->once = 0;
	return true;
}

static uint64_t
hash_of(const struct frame *f)
{
	const size_t n = f->len < ENOUGH ? f->len : ENOUGH;
	uint64_t hash = f->kind;

	hash = hash_mix(hash, (uint64_t)f->src_port << 16 | f->dst_port);
	hash = hash_mix(hash, (uint64_t)f->ip_id << 16 | f->fragment_offset);
	hash = hash_mix(hash, (uint64_t)f->tcp_seq << 32 | f->tcp_ack);
	hash = hash_mix(hash, (uint64_t)f->tcp_flags << 16 | f->arp_op);
	hash = hash_mix(hash, f->wire_len);
	return n == 0 ? hash : hash_bytes(hash, f->data, n);
}

static bool
is_over(const struct frame_doubles *d, int64_t now_us)
{
	return d->last_us - now_us > MOST_US ||
	    (now_us - d->last_us > FORGOTTEN_US && d->once > FORGOTTEN);
}

/* In a set the oldest makes room. */
static void
keep(struct frame_double *set, const struct frame_double *new)
{
	size_t i, oldest = 0;

	for (i = 1; i < FRAME_DOUBLE_ROWS; i++)
		if (set[i].time_us < set[oldest].time_us)
			oldest = i;
	set[oldest] = *new;
}

bool
frame_doubles_take(struct frame_doubles *d, const struct frame *f,
    int64_t now_us)
{
	struct frame_double x, *set;
	size_t i;

	if (d->within_us == 0)
		return false;
	if (is_over(d, now_us)) {
		d->within_us = 0;
		return false;
	}
	x.ends = (uint64_t)f->src << 32 | f->dst;
	x.hash = hash_of(f);
	x.time_us = now_us;
	set =
	    d->seen[hash_spread(hash_mix(x.ends, x.hash)) % FRAME_DOUBLE_SETS];
	for (i = 0; i < FRAME_DOUBLE_ROWS; i++)
		if (set[i].hash == x.hash && set[i].ends == x.ends &&
		    set[i].time_us - now_us <= d->within_us &&
		    now_us - set[i].time_us <= d->within_us) {
			d->last_us = now_us;
			d->once = 0;
			return true;
		}
	keep(set, &x);
	d->once++;
	return false;
}
