/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "core/base/text.h"
#include "core/io/clock.h"
#include "core/io/iface.h"
#include "core/serve/watch_clock.h"
#include "core/serve/watcher.h"

/* The watch thread, while somebody sets the clock of the host. */
#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)
#define START_US (INT64_C(1795402800) * SECOND)
#define SEEN_MOST 64
#define PATIENCE 2000 /* looks of 10 ms */
#define US 0x0a010101u
#define CLIENT 0x0a010132u

/* The clocks of this test, in the place of core/io/clock.c; atomic. */
static int64_t set_us; /* UTC, since the start */
static int64_t passed_us; /* time, beside that which passes */
static int64_t slept_us;

static int64_t
get(const int64_t *us)
{
	return __atomic_load_n(us, __ATOMIC_SEQ_CST);
}

static void
add(int64_t *us, int64_t by_us)
{
	(void)__atomic_add_fetch(us, by_us, __ATOMIC_SEQ_CST);
}

int64_t
clock_running_us(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * SECOND + ts.tv_nsec / 1000 +
	    get(&passed_us);
}

int64_t
clock_boot_us(void)
{
	return clock_running_us() + get(&slept_us);
}

int64_t
clock_utc_us(void)
{
	return START_US + clock_boot_us() + get(&set_us);
}

int64_t
clock_steady_base(void)
{
	return clock_utc_us() - clock_boot_us();
}

/* Its one interface, in the place of core/io/iface.c. */
int
iface_list(struct iface **ret)
{
	struct iface *i = calloc(1, sizeof(*i));

	assert_non_null(i);
	(void)text_copy(i->name, sizeof(i->name), "test0");
	i->up = i->running = i->ethernet = true;
	i->addr_count = 1;
	i->addrs[0].addr = US;
	i->addrs[0].mask = 0xffffff00;
	*ret = i;
	return 1;
}

const struct iface *
iface_find(const struct iface *rows, size_t count, const char *name)
{
	return count > 0 && strcmp(rows[0].name, name) == 0 ? rows : NULL;
}

int
iface_watch_open(void)
{
	return eventfd(0, EFD_CLOEXEC);
}

bool
iface_watch_drain(int fd)
{
	(void)fd;
	return false;
}

static void
a_stamp_is_of_the_clock_that_makes_it_young(void **state)
{
	struct story_clock c;

	(void)state;
	story_clock_init(&c, 100 * SECOND, 7 * SECOND);
	assert_int_equal(story_clock_from_running(&c, 8 * SECOND),
	    101 * SECOND);
	/* What both clocks' reading takes is no step. */
	assert_int_equal(story_clock_look(&c, 103 * SECOND + 99, 10 * SECOND),
	    0);
	assert_int_equal(story_clock_from_utc(&c, 102 * SECOND), 102 * SECOND);
	/* Not later than the look. */
	assert_int_equal(story_clock_from_utc(&c, 104 * SECOND), 103 * SECOND);
	/* Set forward, and a stamp of before. */
	assert_int_equal(story_clock_look(&c, HOUR + 104 * SECOND, 11 * SECOND),
	    HOUR);
	assert_int_equal(story_clock_from_utc(&c, HOUR + 103 * SECOND),
	    103 * SECOND);
	assert_int_equal(story_clock_from_utc(&c, 103 * SECOND), 103 * SECOND);
	assert_int_equal(story_clock_to_utc(&c, 104 * SECOND),
	    HOUR + 104 * SECOND);
	assert_int_equal(story_clock_look(&c, HOUR + 105 * SECOND, 12 * SECOND),
	    0);
	/* Back, beyond where it began. */
	assert_int_equal(story_clock_look(&c, 106 * SECOND - HOUR, 13 * SECOND),
	    -2 * HOUR);
	assert_int_equal(story_clock_from_utc(&c, 105 * SECOND + HOUR),
	    105 * SECOND);
	assert_int_equal(story_clock_from_utc(&c, 105 * SECOND - HOUR),
	    105 * SECOND);
	/* Long after that there is one clock only. */
	assert_int_equal(story_clock_look(&c, 306 * SECOND - HOUR,
			     213 * SECOND),
	    0);
	assert_int_equal(story_clock_from_utc(&c, 306 * SECOND + HOUR),
	    306 * SECOND);
	assert_int_equal(story_clock_from_utc(&c, 305 * SECOND - HOUR),
	    305 * SECOND);
}

static const char *
news(struct watch_clock *c)
{
	static char line[100];
	struct text t;

	text_init(&t, line, sizeof(line));
	(void)watch_clock_now(c);
	return watch_clock_news(c, &t) ? line : "";
}

static void
it_is_said_what_happened_to_the_clock(void **state)
{
	struct watch_clock c;
	int64_t before_us;

	(void)state;
	watch_clock_init(&c);
	before_us = watch_clock_now(&c);
	assert_string_equal(news(&c), "");
	add(&set_us, HOUR);
	assert_string_equal(news(&c), "the clock was set forward by 1 h 0 min");
	assert_string_equal(news(&c), "");
	add(&set_us, -HOUR - 83 * SECOND);
	assert_string_equal(news(&c), "the clock was set back by 1 h 1 min");
	/* Nobody need know, but the story goes by. */
	add(&set_us, SECOND / 2);
	assert_string_equal(news(&c), "");
	add(&slept_us, 8 * HOUR);
	assert_string_equal(news(&c), "this host slept for 8 h 0 min");
	add(&slept_us, HOUR);
	add(&set_us, 2 * SECOND);
	assert_string_equal(news(&c), "the clock was set forward by 2 s");
	assert_string_equal(news(&c), "this host slept for 1 h 0 min");
	assert_string_equal(news(&c), "");
	assert_in_range(watch_clock_now(&c) - before_us, 0, 60 * SECOND);
	/* A stamp that is younger than the last look. */
	add(&set_us, HOUR);
	before_us = c.story.now_us;
	assert_in_range(watch_clock_story(&c, clock_utc_us()) - before_us, 0,
	    SECOND);
	add(&set_us, -HOUR);
	assert_in_range(watch_clock_story(&c, clock_utc_us()) - before_us, 0,
	    SECOND);
}

/* What came out of the watch thread. */
static struct seen {
	pthread_mutex_t lock;
	size_t count;
	struct event rows[SEEN_MOST];
} seen = {.lock = PTHREAD_MUTEX_INITIALIZER};

static void
take(void *arg, const struct event *e)
{
	(void)arg;
	(void)pthread_mutex_lock(&seen.lock);
	if (seen.count < SEEN_MOST)
		event_copy(&seen.rows[seen.count++], e);
	(void)pthread_mutex_unlock(&seen.lock);
}

static void
no_book(struct book *book)
{
	assert_null(book);
}

static void
no_round(void *arg, enum part part, int64_t now_us)
{
	(void)arg;
	(void)part;
	(void)now_us;
}

static struct watcher *
start(void)
{
	static const struct watcher_config config = {.record = "",
	    .round = no_round};
	static const struct watcher_calls calls = {.event = take,
	    .book_free = no_book};
	struct watcher *w;

	seen.count = 0;
	assert_int_equal(watcher_new(&w, &config, &calls), 0);
	assert_int_equal(watcher_start(w), 0);
	return w;
}

static void
end(struct watcher *w)
{
	assert_true(watcher_stop(w));
	watcher_free(w);
}

static bool
is_end(const struct event *e)
{
	return e->kind == EVENT_SESSION && !e->u.session.begins;
}

static bool
is_news(const struct event *e)
{
	return e->kind == EVENT_LOG &&
	    strncmp(e->u.log.text, "the clock was set", 17) == 0;
}

static bool
is_loader(const struct event *e)
{
	return e->kind == EVENT_STAGE && e->u.stage.stage == BOOT_LOADER;
}

static bool
is_tftp(const struct event *e)
{
	return e->kind == EVENT_TFTP;
}

static bool
find(bool (*is)(const struct event *), struct event *ret)
{
	size_t i;

	(void)pthread_mutex_lock(&seen.lock);
	for (i = 0; i < seen.count && !is(&seen.rows[i]); i++)
		;
	if (i < seen.count)
		event_copy(ret, &seen.rows[i]);
	(void)pthread_mutex_unlock(&seen.lock);
	return i < seen.count;
}

static void
wait_for(bool (*is)(const struct event *), struct event *ret)
{
	for (int i = 0; i < PATIENCE && !find(is, ret); i++)
		(void)usleep(10000);
	assert_true(find(is, ret));
}

static void
put_dhcp(struct watcher *w, enum dhcp_type type, uint8_t op)
{
	const struct mac mac = {{2, 0, 0, 0, 0, 7}};
	struct event e;

	event_init(&e, EVENT_DHCP, clock_utc_us(), &mac);
	e.u.dhcp.type = type;
	e.u.dhcp.op = op;
	e.u.dhcp.stage = STAGE_ROM;
	e.u.dhcp.mode = MODE_PXELINUX;
	e.u.dhcp.yiaddr = op == DHCP_OP_REPLY ? CLIENT : 0;
	watcher_put(w, &e);
}

static void
put_request(struct watcher *w, enum origin origin, int64_t time_us)
{
	struct event e;

	event_init(&e, EVENT_TFTP, time_us, NULL);
	e.origin = origin;
	e.u.tftp.phase = TFTP_PHASE_REQUEST;
	e.u.tftp.client = CLIENT;
	e.u.tftp.client_port = 2070;
	e.u.tftp.server = US;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), "pxelinux.0");
	watcher_put(w, &e);
}

static void
put_bound(struct watcher *w)
{
	put_dhcp(w, DHCP_DISCOVER, DHCP_OP_REQUEST);
	put_dhcp(w, DHCP_OFFER, DHCP_OP_REPLY);
	put_dhcp(w, DHCP_REQUEST, DHCP_OP_REQUEST);
	put_dhcp(w, DHCP_ACK, DHCP_OP_REPLY);
}

/* In the middle of a boot; then that goes on, and ends when it is silent. */
static void
set_between(int64_t by_us, const char *words)
{
	struct watcher *w = start();
	struct event e;

	put_bound(w);
	(void)usleep(100000);
	add(&set_us, by_us);
	wait_for(is_news, &e);
	assert_string_equal(e.u.log.text, words);
	assert_in_range(clock_utc_us() - e.time_us, 0, 20 * SECOND);
	(void)usleep(1200000);
	assert_false(find(is_end, &e));
	put_request(w, ORIGIN_OWN, clock_utc_us());
	wait_for(is_loader, &e);
	assert_int_equal(e.session, 1);
	assert_in_range(clock_utc_us() - e.time_us, 0, 20 * SECOND);
	assert_in_range(e.u.stage.in_before_us, 0, 40 * SECOND);
	/* A transfer holds it for ten minutes. */
	add(&passed_us, 700 * SECOND);
	wait_for(is_end, &e);
	assert_int_equal(e.session, 1);
	assert_in_range(e.u.session.took_us, 0, 40 * SECOND);
	end(w);
}

static void
a_boot_goes_on_when_the_clock_is_set_forward(void **state)
{
	(void)state;
	set_between(HOUR, "the clock was set forward by 1 h 0 min");
}

static void
a_boot_goes_on_when_the_clock_is_set_back(void **state)
{
	(void)state;
	set_between(-HOUR, "the clock was set back by 1 h 0 min");
}

static void
a_boot_that_is_silent_ends_though_the_clock_was_set_back(void **state)
{
	struct watcher *w = start();
	struct event e;

	(void)state;
	put_bound(w);
	(void)usleep(100000);
	add(&set_us, -HOUR);
	wait_for(is_news, &e);
	add(&passed_us, 70 * SECOND);
	wait_for(is_end, &e);
	assert_int_equal(e.u.session.result, BOOT_STALLED);
	end(w);
}

/* The server's last word is from before: no firewall keeps anything out. */
static void
a_request_is_waited_for_when_the_clock_is_set_back(void **state)
{
	struct watcher *w = start();
	int64_t before_us, stamp_us;
	struct event e;

	(void)state;
	put_bound(w);
	(void)usleep(100000);
	before_us = clock_running_us();
	for (enum part p = 0; p < PART_SERVERS; p++)
		watcher_served(w, p, before_us);
	stamp_us = clock_utc_us();
	add(&set_us, -HOUR);
	put_request(w, ORIGIN_WIRE, clock_utc_us());
	(void)usleep(200000);
	assert_false(find(is_tftp, &e));
	/* Stamped before, and told after it. */
	put_request(w, ORIGIN_OWN, stamp_us);
	wait_for(is_tftp, &e);
	assert_false(e.unheard);
	assert_int_equal(e.origin, ORIGIN_OWN);
	assert_int_not_equal(e.wire_us, 0);
	/* Two clocks are not read at once. */
	assert_in_range(e.wire_us - e.time_us + 1000, 0, SECOND);
	assert_in_range(clock_utc_us() - e.time_us, 0, 20 * SECOND);
	end(w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_stamp_is_of_the_clock_that_makes_it_young),
	    cmocka_unit_test(it_is_said_what_happened_to_the_clock),
	    cmocka_unit_test(a_boot_goes_on_when_the_clock_is_set_forward),
	    cmocka_unit_test(a_boot_goes_on_when_the_clock_is_set_back),
	    cmocka_unit_test(
		a_boot_that_is_silent_ends_though_the_clock_was_set_back),
	    cmocka_unit_test(
		a_request_is_waited_for_when_the_clock_is_set_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
