/* SPDX-License-Identifier: ISC */
#include "core/io/queue.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/*
 * An item stands in the ring as a map and those of its lines that are not all
 * zero.  An event is a union with room for the longest texts, three quarters
 * of it zeros: copied as it stands, thirty thousand exchanges a second would
 * move half a gigabyte through the caches.
 */
#define LINE 64
#define WORD sizeof(uint64_t)
/* Instead of a map: the next item stands at the start of the ring. */
#define TO_START (UINT64_C(1) << 63)
#define ITEM_MAX ((size_t)63 * LINE)

struct queue {
	pthread_mutex_t lock;
	pthread_mutex_t taking; /* one takes at a time */
	int fd;
	size_t item_size, most, count;
	size_t room, first, past; /* words of the ring; first == past: full */
	uint64_t refused;
	uint64_t *ring;
};

static size_t
words(size_t bytes)
{
	return (bytes + WORD - 1) / WORD;
}

struct queue *
queue_new_within(size_t item_size, size_t most, size_t bytes)
{
	struct queue *q = calloc(1, sizeof(*q));

	assert(item_size > 0 && item_size <= ITEM_MAX);
	if (q == NULL)
		return NULL;
	q->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	q->item_size = item_size;
	q->most = most;
	q->room = words(bytes);
	q->ring = calloc(q->room, WORD);
	if (pthread_mutex_init(&q->lock, NULL) != 0 ||
	    pthread_mutex_init(&q->taking, NULL) != 0 || q->fd == -1 ||
	    q->ring == NULL) {
		queue_free(q);
		return NULL;
	}
	return q;
}

struct queue *
queue_new(size_t item_size, size_t most)
{
	const size_t item = words(item_size) + 1;

	/* And one: what the end of the ring has no room for. */
	return queue_new_within(item_size, most, (most + 1) * item * WORD);
}

void
queue_free(struct queue *q)
{
	if (q == NULL)
		return;
	if (q->fd != -1)
		(void)close(q->fd);
	free(q->ring);
	free(q);
}

/* The lines that are whole, and the bytes of one more that is not. */
static size_t
whole_lines(const struct queue *q)
{
	return q->item_size / LINE;
}

static size_t
rest_size(const struct queue *q)
{
	return q->item_size % LINE;
}

static size_t
line_size(const struct queue *q, size_t line)
{
	return line < whole_lines(q) ? LINE : rest_size(q);
}

static bool
line_is_zero(const unsigned char *line)
{
	uint64_t w[LINE / WORD];

	memcpy(w, line, LINE);
	return (w[0] | w[1] | w[2] | w[3] | w[4] | w[5] | w[6] | w[7]) == 0;
}

/* Which lines of the first bytes are not zero, and what words they take. */
static uint64_t
map_item(const struct queue *q, const unsigned char *item, size_t size,
    size_t *ret_words)
{
	const size_t whole = size / LINE;
	uint64_t map = 0;
	size_t line;

	for (line = 0; line < whole; line++)
		if (!line_is_zero(item + line * LINE))
			map |= UINT64_C(1) << line;
	*ret_words = 1 + words(LINE) * (size_t)__builtin_popcountll(map);
	/* The short one goes along: to look at it costs as much. */
	if (size % LINE > 0) {
		map |= UINT64_C(1) << whole;
		*ret_words += words(line_size(q, whole));
	}
	return map;
}

static void
pack(const struct queue *q, uint64_t *to, uint64_t map,
    const unsigned char *item, size_t size)
{
	size_t line, room, n;

	*to++ = map;
	for (; map != 0; map &= map - 1, to += words(LINE)) {
		line = (size_t)__builtin_ctzll(map);
		room = line_size(q, line);
		n = size - line * LINE < room ? size - line * LINE : room;
		memcpy(to, item + line * LINE, n);
		memset((unsigned char *)to + n, 0, room - n);
	}
}

/* Returns the words that were read. */
static size_t
unpack(const struct queue *q, unsigned char *item, const uint64_t *from)
{
	const size_t whole = whole_lines(q), rest = rest_size(q);
	uint64_t map = *from;
	size_t line, at = 1;

	memset(item, 0, q->item_size);
	for (; map != 0; map &= map - 1) {
		line = (size_t)__builtin_ctzll(map);
		if (line == whole) {
			memcpy(item + line * LINE, from + at, rest);
			return at + words(rest);
		}
		memcpy(item + line * LINE, from + at, LINE);
		at += words(LINE);
	}
	return at;
}

/* Finds n words in a row; false: full. */
static bool
place(struct queue *q, size_t n, size_t *ret)
{
	const bool wrapped = q->count > 0 && q->past <= q->first;
	const size_t end = wrapped ? q->first : q->room;

	if (q->count == q->most)
		return false;
	*ret = q->past;
	if (n <= end - q->past)
		return true;
	if (wrapped || n > q->first)
		return false;
	if (q->past < q->room)
		q->ring[q->past] = TO_START;
	*ret = 0;
	return true;
}

bool
queue_put(struct queue *q, const void *item)
{
	return queue_put_first(q, item, q->item_size);
}

bool
queue_put_first(struct queue *q, const void *item, size_t size)
{
	size_t n, at;
	const uint64_t map = map_item(q, item, size, &n);
	bool fits;

	(void)pthread_mutex_lock(&q->lock);
	fits = place(q, n, &at);
	if (fits) {
		pack(q, q->ring + at, map, item, size);
		q->past = at + n;
		/* Only the item that ends the emptiness needs to wake the
		 * taker; under the lock, or it could wake for an item that is
		 * gone already. */
		if (q->count++ == 0)
			(void)eventfd_write(q->fd, 1);
	} else
		(void)__atomic_add_fetch(&q->refused, 1, __ATOMIC_RELAXED);
	(void)pthread_mutex_unlock(&q->lock);
	return fits;
}

/*
 * What stands from `first` on is the taker's until it is given back: the new
 * first.
 */
static size_t
copy_out(const struct queue *q, unsigned char *out, size_t first, size_t n)
{
	for (; n > 0; n--, out += q->item_size) {
		if (first == q->room || q->ring[first] == TO_START)
			first = 0;
		first += unpack(q, out, q->ring + first);
	}
	return first;
}

/*
 * The items are copied without the lock: whoever puts must never wait for a
 * taker, which may have been put aside by the scheduler.
 */
size_t
queue_take(struct queue *q, void *items, size_t most)
{
	eventfd_t ignored;
	size_t first, n;

	(void)pthread_mutex_lock(&q->taking);
	(void)pthread_mutex_lock(&q->lock);
	first = q->first;
	n = q->count < most ? q->count : most;
	(void)pthread_mutex_unlock(&q->lock);
	first = copy_out(q, items, first, n);
	(void)pthread_mutex_lock(&q->lock);
	q->count -= n;
	q->first = first;
	if (q->count == 0) {
		/* From the start again, so that only the memory is touched
		 * which the longest wait needed. */
		q->first = q->past = 0;
		/* Readable exactly as long as something waits. */
		(void)eventfd_read(q->fd, &ignored);
	}
	(void)pthread_mutex_unlock(&q->lock);
	(void)pthread_mutex_unlock(&q->taking);
	return n;
}

int
queue_fd(const struct queue *q)
{
	return q->fd;
}

uint64_t
queue_refused(const struct queue *q)
{
	return __atomic_load_n(&q->refused, __ATOMIC_RELAXED);
}
