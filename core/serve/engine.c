/* SPDX-License-Identifier: ISC */
#include "core/serve/engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/root.h"
#include "core/serve/dhcpd.h"
#include "core/serve/http_serve.h"
#include "core/serve/serve_thread.h"
#include "core/serve/served.h"
#include "core/serve/tftp_serve.h"
#include "core/serve/watcher.h"

/* How long DHCP waits at the start to hear which loaders there are. */
#define SCAN_ROUNDS 4
#define MISSED_MOST 16 /* interfaces that are told not to be served */

struct engine {
	struct serve_config config;
	struct engine_calls calls;
	struct root *root; /* the watch thread's */
	struct dhcpd *dhcpd;
	struct serve_thread *dhcp; /* what it runs in */
	struct tftp_serve *tftp;
	struct http_serve *http; /* NULL: off */
	struct watcher *watcher;
	struct loader_set loaders;
	bool scanned; /* they are known */
	bool serves; /* DHCP has begun */
	unsigned rounds;
	size_t iface_count;
	char ifaces[CONFIG_INTERFACES][IFACE_NAME];
	size_t missed_count;
	char missed[MISSED_MOST][IFACE_NAME];
	struct standstill still;
	pthread_mutex_t state_lock;
	struct engine_state state; /* under the lock */
};

/* TFTP's and HTTP's events are constant to them. */
static void
publish_copy(void *arg, const struct event *e)
{
	const struct engine *en = arg;

	watcher_put(en->watcher, e);
}

/* Each part's own thread says so. */
static void
goes_round(void *arg, enum part part, int64_t told_us)
{
	struct engine *en = arg;

	standstill_beat(&en->still, part, clock_running_us());
	if (part < PART_SERVERS)
		watcher_served(en->watcher, part, told_us);
}

/* Only handed over: the watch thread makes the story of it. */
static void
publish(void *arg, struct event *e)
{
	const struct engine *en = arg;

	watcher_put(en->watcher, e);
}

static void
say(struct engine *en, enum log_level level, const char *line)
{
	struct event e;

	event_log(&e, level, "serve", line, clock_utc_us());
	publish(en, &e);
}

static uint64_t
store_lease(void *arg, const struct lease *l)
{
	const struct engine *en = arg;

	return en->calls.store_lease(en->calls.arg, l);
}

static void
note_state(struct engine *en)
{
	struct engine_state s = {.interface_count = en->iface_count};
	struct watcher_state wire;

	watcher_state(en->watcher, &wire);
	for (size_t n = 0; n < en->iface_count; n++) {
		const char *name = en->ifaces[n];
		const struct iface *now = dhcpd_iface(en->dhcpd, name);

		(void)text_copy(s.interfaces[n].name,
		    sizeof(s.interfaces[n].name), name);
		(void)dhcpd_serves(en->dhcpd, name, &s.interfaces[n].addr,
		    &s.interfaces[n].mask);
		s.interfaces[n].present = now != NULL;
		s.interfaces[n].up = now != NULL && now->up;
		s.interfaces[n].link = now != NULL && now->running;
		s.interfaces[n].watched = wire.on[n];
	}
	s.transfers = tftp_serve_transfers(en->tftp);
	if (en->http != NULL)
		s.transfers += http_serve_transfers(en->http);
	dhcpd_lease_counts(en->dhcpd, &s.leases);
	s.watched = wire.watched;
	s.ring_bytes = wire.ring_bytes;
	s.wire_frames = wire.frames;
	s.lost_frames = wire.lost_frames;
	s.lost_events = wire.lost_events;
	(void)pthread_mutex_lock(&en->state_lock);
	en->state = s;
	(void)pthread_mutex_unlock(&en->state_lock);
}

/* The ports of one interface. */
static int
open_interface(struct engine *en, const struct iface *i, struct text *why)
{
	int err = dhcpd_open(en->dhcpd, i, why);

	if (err == 0)
		err = tftp_serve_open(en->tftp, i, why);
	if (err < 0)
		return err;
	(void)text_copy(en->ifaces[en->iface_count++], IFACE_NAME, i->name);
	watcher_open(en->watcher, i);
	return 0;
}

static struct serve_thread_config
thread_config(struct engine *en, enum part part, const char *name)
{
	return (struct serve_thread_config){.part = part,
	    .name = name,
	    .book_free = en->calls.book_free,
	    .round_arg = en,
	    .round = goes_round};
}

/* DHCP hears of the loaders as of all else that other threads know. */
static void
take_scan(void *arg, const struct loader_set *loaders)
{
	const struct engine *en = arg;

	mailbox_loaders(serve_thread_mail(en->dhcp), loaders);
}

static int
open_tftp(struct engine *en, struct text *why)
{
	const struct tftp_serve_config c = {.serve = &en->config,
	    .known = dhcpd_bindings(en->dhcpd),
	    .sink = {.arg = en, .take = publish_copy},
	    .scanned_arg = en,
	    .scanned = take_scan};
	const struct serve_thread_config thread = thread_config(en, PART_TFTP,
	    "px-tftp");

	return tftp_serve_new(&en->tftp, &c, &thread, why);
}

static int
open_http_ports(struct engine *en, const struct iface *chosen, size_t count,
    struct text *why)
{
	const struct http_serve_config c = {.root = en->config.tftp_root,
	    .port = en->config.http_port,
	    .default_mode = en->config.default_mode,
	    .known = dhcpd_bindings(en->dhcpd),
	    .sink = {.arg = en, .take = publish_copy}};
	const struct serve_thread_config thread = thread_config(en, PART_HTTP,
	    "px-http");
	int err = http_serve_new(&en->http, &c, &thread, why);

	for (size_t n = 0; err >= 0 && n < count; n++)
		err = http_serve_open(en->http, &chosen[n], why);
	return err;
}

/* The port that nobody asked for is used if it is free. */
static int
open_http(struct engine *en, const struct iface *chosen, size_t count,
    struct text *why)
{
	int err;

	if (en->config.http_port == 0)
		return 0;
	err = open_http_ports(en, chosen, count, why);
	if (err >= 0) {
		dhcpd_http(en->dhcpd, en->config.http_port);
		watcher_http(en->watcher, en->config.http_port);
		return err;
	}
	if (err != -PX_EINUSE)
		return err;
	text_add(why, ": no HTTP; --http-port N chooses another port, 0 none");
	if (en->config.http_asked)
		return err;
	http_serve_free(en->http);
	en->http = NULL;
	return 0;
}

/* Into chosen[CONFIG_INTERFACES]: how many, or what is wrong. */
static int
choose_interfaces(struct iface *chosen, const struct serve_config *config,
    struct text *why)
{
	struct iface *rows;
	int count = iface_list(&rows);

	if (count < 0)
		text_add(why, "cannot list the interfaces");
	else
		count = served_choose(chosen, config, rows, (size_t)count, why);
	free(rows);
	return count;
}

static int
open_ports(struct engine *en, struct text *why)
{
	struct iface chosen[CONFIG_INTERFACES];
	int count = choose_interfaces(chosen, &en->config, why), n, err;

	for (n = 0; n < count; n++) {
		err = open_interface(en, &chosen[n], why);
		if (err < 0) {
			text_add(why, " (interface ");
			text_add_visible_str(why, chosen[n].name);
			text_add(why, ")");
			return err;
		}
	}
	return count < 0 ? count : open_http(en, chosen, (size_t)count, why);
}

static int
make_watcher(struct engine *en)
{
	const struct watcher_config config = {.capture = en->config.capture,
	    .record = en->config.record,
	    .proxy = en->config.proxy,
	    .trial = {en->config.default_mode, en->config.placement},
	    .files = {.arg = en->root,
		.look = root_fact,
		.like = root_like,
		.find = root_find},
	    .round_arg = en,
	    .round = goes_round};
	const struct watcher_calls calls = {.arg = en->calls.arg,
	    .event = en->calls.event,
	    .once_used = en->calls.once_used,
	    .tried = en->calls.tried,
	    .book_free = en->calls.book_free,
	    .picked = en->calls.picked};

	return watcher_new(&en->watcher, &config, &calls);
}

static bool
is_among(char names[][IFACE_NAME], size_t count, const char *name)
{
	for (size_t n = 0; n < count; n++)
		if (strcmp(names[n], name) == 0)
			return true;
	return false;
}

/* An operator who names none expects all, also what comes up later. */
static void
tell_missed(struct engine *en, const struct iface *i)
{
	char line[160];
	struct text t;

	/* Ends of containers and ports of bridges have no address. */
	if (!iface_is_default(i) || i->addr_count == 0 ||
	    is_among(en->ifaces, en->iface_count, i->name) ||
	    is_among(en->missed, en->missed_count, i->name) ||
	    en->missed_count == MISSED_MOST)
		return;
	(void)text_copy(en->missed[en->missed_count++], IFACE_NAME, i->name);
	text_init(&t, line, sizeof(line));
	text_add_visible_str(&t, i->name);
	text_add(&t,
	    " is up, but not served: that is chosen at the start; start "
	    "again, or name it with --interface");
	say(en, LOG_INFO, line);
}

static void
take_ifaces(void *arg, const struct iface *rows, size_t count)
{
	struct engine *en = arg;

	dhcpd_ifaces(en->dhcpd, rows, count);
	for (size_t n = 0; en->config.interface_count == 0 && n < count; n++)
		tell_missed(en, &rows[n]);
	note_state(en);
}

/*
 * Packets wait in the sockets until there is a book to look into, and, for a
 * while, until it is known which loaders there are.
 */
static void
begin_when_ready(struct engine *en)
{
	if (en->serves || serve_thread_book(en->dhcp) == NULL ||
	    (!en->scanned && en->rounds < SCAN_ROUNDS))
		return;
	en->serves = true;
	if (dhcpd_start(en->dhcpd, serve_thread_base(en->dhcp)) < 0)
		say(en, LOG_ERROR, "out of memory: not serving");
}

static void
take_book(void *arg, struct book *book)
{
	struct engine *en = arg;

	dhcpd_book(en->dhcpd, book);
	begin_when_ready(en);
}

static void
take_mail(void *arg, const struct mail *mail)
{
	struct engine *en = arg;

	if (mail->scanned) {
		en->scanned = true;
		en->loaders = mail->loaders;
		dhcpd_loaders(en->dhcpd, &en->loaders);
		begin_when_ready(en);
	}
	if (mail->ticket != 0)
		dhcpd_leases_done(en->dhcpd, mail->ticket, mail->stored);
}

static void
look_around(void *arg)
{
	struct engine *en = arg;

	en->rounds++;
	begin_when_ready(en);
	note_state(en);
}

/* Behind a relay that may be meant; mostly a digit is wrong. */
static void
say_strange_range(struct engine *en)
{
	for (size_t n = 0; n < en->iface_count; n++) {
		uint32_t addr, mask;

		if (!dhcpd_serves(en->dhcpd, en->ifaces[n], &addr, &mask) ||
		    (addr & mask) == (en->config.range_first & mask))
			return;
	}
	say(en, LOG_WARNING,
	    "--range: its addresses are of no network served here: only "
	    "machines behind a relay get one");
}

static void
say_start(struct engine *en)
{
	char line[256], ip[IP4_TEXT];
	struct text t;

	for (size_t n = 0; n < en->iface_count; n++) {
		uint32_t addr, mask;
		const char *name = en->ifaces[n];
		bool up = dhcpd_serves(en->dhcpd, name, &addr, &mask);

		text_init(&t, line, sizeof(line));
		text_addf(&t, "%s on ",
		    en->config.proxy ? "proxyDHCP" : "DHCP");
		text_add_visible_str(&t, name);
		if (up)
			text_addf(&t, " as %s", ip4_format(ip, addr));
		else
			text_add(&t, ", which has no IPv4 address yet");
		say(en, up ? LOG_INFO : LOG_WARNING, line);
	}
	if (!en->config.proxy && en->config.range_first == 0)
		say(en, LOG_WARNING,
		    "no --range: only machines with a fixed "
		    "address in the book get one");
	else if (!en->config.proxy)
		say_strange_range(en);
	if (en->http == NULL)
		return;
	text_init(&t, line, sizeof(line));
	text_addf(&t, "HTTP on port %u", en->config.http_port);
	say(en, LOG_INFO, line);
}

static void
begin(void *arg)
{
	say_start(arg);
}

static int
make_dhcp(struct engine *en)
{
	const struct serve_thread_config thread = thread_config(en, PART_DHCP,
	    "px-dhcp");
	const struct serve_thread_calls calls = {.arg = en,
	    .begin = begin,
	    .ifaces = take_ifaces,
	    .book = take_book,
	    .mail = take_mail,
	    .round = look_around};

	return serve_thread_new(&en->dhcp, &thread, &calls);
}

static int
open_all(struct engine *en, struct text *why)
{
	const struct dhcpd_calls calls = {.arg = en,
	    .event = publish,
	    .store_lease = store_lease};
	int err;

	err = root_open(&en->root, en->config.tftp_root, why);
	if (err == 0)
		err = make_watcher(en);
	if (err == 0)
		err = dhcpd_new(&en->dhcpd, &en->config, &calls, why);
	if (err == 0)
		err = make_dhcp(en);
	if (err == 0)
		err = open_tftp(en, why);
	return err < 0 ? err : open_ports(en, why);
}

int
engine_new(struct engine **ret, const struct serve_config *config,
    const struct engine_calls *calls, struct text *why)
{
	struct engine *en = calloc(1, sizeof(*en));
	int err;

	if (en == NULL)
		return -PX_ENOMEM;
	en->config = *config;
	en->calls = *calls;
	(void)pthread_mutex_init(&en->state_lock, NULL);
	err = open_all(en, why);
	if (err < 0) {
		engine_free(en);
		return err;
	}
	note_state(en);
	*ret = en;
	return 0;
}

void
engine_restore_lease(struct engine *en, const struct lease *l)
{
	(void)dhcpd_restore_lease(en->dhcpd, l);
}

int
engine_start(struct engine *en)
{
	int err = watcher_start(en->watcher);

	if (err == 0)
		err = serve_thread_start(en->dhcp);
	if (err == 0)
		err = tftp_serve_start(en->tftp);
	if (err == 0 && en->http != NULL)
		err = http_serve_start(en->http);
	return err;
}

void
engine_book(struct engine *en, struct book *book)
{
	watcher_book(en->watcher, en->calls.book_ref(book));
	if (en->http != NULL)
		http_serve_book(en->http, en->calls.book_ref(book));
	tftp_serve_book(en->tftp, en->calls.book_ref(book));
	serve_thread_put_book(en->dhcp, book);
}

void
engine_leases_done(struct engine *en, uint64_t ticket, bool stored)
{
	mailbox_settled(serve_thread_mail(en->dhcp), ticket, stored);
}

bool
engine_pick(struct engine *en, struct frame_pick *pick)
{
	return watcher_pick(en->watcher, pick);
}

void
engine_state(struct engine *en, struct engine_state *ret)
{
	(void)pthread_mutex_lock(&en->state_lock);
	*ret = en->state;
	(void)pthread_mutex_unlock(&en->state_lock);
	for (enum part p = 0; p < PARTS; p++)
		ret->still_us[p] = standstill_us(&en->still, p,
		    clock_running_us());
}

bool
engine_stop(struct engine *en)
{
	bool ended = en->dhcp == NULL || serve_thread_stop(en->dhcp);

	ended = tftp_serve_stop(en->tftp) && ended;
	ended = http_serve_stop(en->http) && ended;
	/* After its last event. */
	return watcher_stop(en->watcher) && ended;
}

void
engine_free(struct engine *en)
{
	if (en == NULL)
		return;
	tftp_serve_free(en->tftp);
	http_serve_free(en->http);
	dhcpd_free(en->dhcpd);
	serve_thread_free(en->dhcp);
	root_free(en->root);
	watcher_free(en->watcher);
	(void)pthread_mutex_destroy(&en->state_lock);
	free(en);
}
