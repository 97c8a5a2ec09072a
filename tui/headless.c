/* SPDX-License-Identifier: ISC */
#include "tui/headless.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/queue.h"
#include "core/io/thread.h"
#include "tui/event_json.h"
#include "tui/event_text.h"

#define TICK_MS 1000

/*
 * Writing must not block, but O_NONBLOCK on the descriptor that we were given
 * would be set for our parent, too: a pipe or a terminal is opened anew.
 */
static int
own_output(void)
{
	struct stat st;
	int fd = -1;

	if (fstat(STDOUT_FILENO, &st) == -1)
		return -1;
	if (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode))
		fd = open("/proc/self/fd/1",
		    O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd == -1)
		fd = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3);
	if (fd != -1 && S_ISSOCK(st.st_mode))
		(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	return fd;
}

bool
headless_is_news(const struct event *e)
{
	static const bool news[EVENT_KIND_COUNT] = {
	    [EVENT_SESSION] = true,
	    [EVENT_HOST] = true,
	    [EVENT_FINDING] = true,
	    [EVENT_SERVER] = true,
	    [EVENT_LOG] = true,
	};

	return news[e->kind];
}

void
headless_init(struct headless *h, struct queue *events, bool json, int stop_fd)
{
	memset(h, 0, sizeof(*h));
	h->fd = own_output();
	h->json = json;
	h->stop_fd = stop_fd;
	h->events = events;
}

/* Waits until the output takes something; false: it is time to end. */
static bool
wait_output(const struct headless *h, bool may_wait)
{
	struct pollfd p[] = {{.fd = h->fd, .events = POLLOUT},
	    {.fd = h->stop_fd, .events = POLLIN}};

	if (!may_wait)
		return false;
	while (poll(p, 2, -1) == -1 && errno == EINTR)
		;
	return (p[1].revents & POLLIN) == 0;
}

static uint64_t
count_lines(const char *s, size_t len)
{
	uint64_t n = 0;

	for (; len > 0; len--, s++)
		n += *s == '\n';
	return n;
}

static void
write_lines(struct headless *h, bool may_wait)
{
	const char *line = h->lines;
	size_t len = h->len;

	h->len = 0;
	while (h->fd != -1 && len > 0) {
		ssize_t n = write(h->fd, line, len);

		if (n >= 0) {
			line += n;
			len -= (size_t)n;
		} else if (errno == EAGAIN) {
			if (!wait_output(h, may_wait))
				return;
		} else if (errno == ENOSPC || errno == EDQUOT || errno == EIO) {
			h->dropped += count_lines(line, len);
			return;
		} else if (errno != EINTR) {
			/* The reader has left (EPIPE): go on without one. */
			(void)close(h->fd);
			h->fd = -1;
		}
	}
}

static void
show(struct headless *h, const struct event *e, bool may_wait)
{
	struct text t;
	char *line;
	size_t len;

	/* A line an event: how far a file has come is none. */
	if (event_is_progress(e))
		return;
	if (sizeof(h->lines) - h->len <= EVENT_JSON_MOST)
		write_lines(h, may_wait);
	line = h->lines + h->len;
	if (h->json) {
		len = event_json(e, line, EVENT_JSON_MOST);
	} else {
		text_init(&t, line, EVENT_JSON_MOST);
		event_line(&t, e);
		len = t.len;
	}
	if (len == 0)
		return;
	line[len++] = '\n';
	h->len += len;
}

static void
show_lost(struct headless *h, bool may_wait)
{
	const uint64_t lost = queue_refused(h->events) + h->dropped;
	struct event e;
	struct text t;

	if (lost == h->lost_told)
		return;
	event_log(&e, LOG_WARNING, "output", "", clock_utc_us());
	text_init(&t, e.u.log.text, sizeof(e.u.log.text));
	text_addf(&t,
	    "%" PRIu64 " events were lost here: the output is too "
	    "slow or full",
	    lost - h->lost_told);
	h->lost_told = lost;
	show(h, &e, may_wait);
}

/* One batch; false: nothing waited. */
static bool
show_batch(struct headless *h, bool may_wait)
{
	const size_t n = queue_take(h->events, h->batch, HEADLESS_BATCH);

	for (size_t i = 0; i < n; i++)
		show(h, &h->batch[i], may_wait);
	show_lost(h, may_wait);
	write_lines(h, may_wait);
	return n > 0;
}

void
headless_run(struct headless *h)
{
	struct pollfd p[] = {{.fd = queue_fd(h->events), .events = POLLIN},
	    {.fd = h->stop_fd, .events = POLLIN}};

	/* Those who serve are threads of their own. */
	thread_gives_way();
	for (;;) {
		if (poll(p, 2, h->tick == NULL ? -1 : TICK_MS) == -1 &&
		    errno != EINTR)
			return;
		if ((p[1].revents & POLLIN) != 0)
			return;
		if ((p[0].revents & POLLIN) != 0)
			(void)show_batch(h, true);
		if (h->tick != NULL)
			h->tick(h->tick_arg);
	}
}

void
headless_flush(struct headless *h)
{
	while (show_batch(h, false))
		;
}

void
headless_done(struct headless *h)
{
	if (h->fd != -1)
		(void)close(h->fd);
	h->fd = -1;
}
