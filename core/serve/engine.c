/* SPDX-License-Identifier: ISC */
#include "core/serve/engine.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/root.h"
#include "core/io/thread.h"
#include "core/serve/dhcpd.h"
#include "core/serve/http_serve.h"
#include "core/serve/mailbox.h"
#include "core/serve/scan.h"
#include "core/serve/served.h"
#include "core/serve/tftp_tap.h"
#include "core/serve/watcher.h"

#define TICK_MS 1000
#define SCAN_MS 2000

enum engine_watch {
	WATCH_MAIL,
	WATCH_IFACES,
	WATCH_TICK,
	WATCH_SCAN,
	WATCH_COUNT
};

struct engine {
	struct serve_config config;
	struct engine_calls calls;
	struct loop *loop;
	struct mailbox *mail;
	struct root *root;
	struct dhcpd *dhcpd;
	struct tftpd *tftpd;
	struct tftp_tap tap;
	struct http_serve *http; /* NULL: off */
	struct watcher *watcher;
	struct book *book;
	struct loader_set loaders;
	int iface_fd;
	struct watch *watches[WATCH_COUNT];
	size_t served_count;
	struct served served[CONFIG_INTERFACES];
	int64_t ticked_us;
	struct standstill still;
	bool running;
	pthread_t thread;
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

static void
http_round(void *arg)
{
	struct engine *en = arg;

	standstill_beat(&en->still, STANDSTILL_HTTP, clock_running_us());
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
	struct engine_state s = {.interface_count = en->served_count};
	struct watcher_state wire;

	watcher_state(en->watcher, &wire);
	for (size_t n = 0; n < en->served_count; n++) {
		const char *name = en->served[n].iface.name;

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
	if (en->tftpd != NULL)
		s.transfers = (uint32_t)tftpd_transfers(en->tftpd);
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
	struct served *s = &en->served[en->served_count];
	int err = dhcpd_open(en->dhcpd, i, why);

	if (err < 0)
		return err;
	err = served_open(s, i, why);
	if (err < 0)
		return err;
	en->served_count++;
	watcher_open(en->watcher, i);
	return 0;
}

static int
open_interfaces(struct engine *en, struct text *why)
{
	struct iface rows[IFACE_MAX], chosen[CONFIG_INTERFACES];
	int count = iface_list(rows, IFACE_MAX), n, err;

	if (count < 0) {
		text_add(why, "cannot list the interfaces");
		return count;
	}
	count = served_choose(chosen, &en->config, rows, (size_t)count, why);
	for (n = 0; n < count; n++) {
		err = open_interface(en, &chosen[n], why);
		if (err < 0) {
			text_add(why, " (interface ");
			text_add_visible_str(why, chosen[n].name);
			text_add(why, ")");
			return err;
		}
	}
	return count;
}

static int
listen_tftp(struct engine *en, const struct served *s)
{
	struct tftpd_listen how;

	served_listen(&how, s, en->config.range_first);
	return tftpd_listen(en->tftpd, &how);
}

/* Who asks is seen by the link, else by the addresses that we gave. */
static void
manner_for(void *arg, uint32_t client, const char *interface,
    struct tftp_manner *ret)
{
	const struct engine *en = arg;
	struct mac mac;
	const bool known = served_neighbour(&en->served[0], interface, client,
			       &mac) ||
	    dhcpd_machine_at(en->dhcpd, client, &mac);

	ret->blksize = known ? dhcpd_blksize(en->dhcpd, &mac) : 0;
	file_manner_find(&ret->files, en->book, known ? &mac : NULL,
	    en->config.default_mode);
}

static int
start_tftp(struct engine *en)
{
	const struct tftpd_config c = {.base = loop_base(en->loop),
	    .root = en->root,
	    .sink = {.arg = en, .take = publish_copy},
	    .manner = manner_for,
	    .manner_arg = en,
	    .single_port = en->config.tftp_single,
	    .port_first = en->config.tftp_first,
	    .port_last = en->config.tftp_last};
	int err = tftpd_new(&en->tftpd, &c);

	for (size_t n = 0; err >= 0 && n < en->served_count; n++)
		err = listen_tftp(en, &en->served[n]);
	return err;
}

static int
open_http_ports(struct engine *en, struct text *why)
{
	const struct http_serve_config c = {.root = en->config.tftp_root,
	    .port = en->config.http_port,
	    .default_mode = en->config.default_mode,
	    .book_free = en->calls.book_free,
	    .round = http_round,
	    .sink = {.arg = en, .take = publish_copy}};
	int err = http_serve_new(&en->http, &c, why);

	for (size_t n = 0; err >= 0 && n < en->served_count; n++)
		err = http_serve_open(en->http, &en->served[n].iface, why);
	return err;
}

/* The port that nobody asked for is used if it is free. */
static int
open_http(struct engine *en, struct text *why)
{
	int err;

	if (en->config.http_port == 0)
		return 0;
	err = open_http_ports(en, why);
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
		.find = root_find}};
	const struct watcher_calls calls = {.arg = en->calls.arg,
	    .event = en->calls.event,
	    .once_used = en->calls.once_used,
	    .tried = en->calls.tried,
	    .book_free = en->calls.book_free,
	    .picked = en->calls.picked};

	return watcher_new(&en->watcher, &config, &calls);
}

static int
open_all(struct engine *en, struct text *why)
{
	const struct dhcpd_calls calls = {.arg = en,
	    .event = publish,
	    .store_lease = store_lease};
	int err;

	en->loop = loop_new();
	en->mail = mailbox_new();
	if (en->loop == NULL || en->mail == NULL)
		return -PX_ENOMEM;
	err = root_open(&en->root, en->config.tftp_root, why);
	if (err == 0)
		err = make_watcher(en);
	if (err < 0)
		return err;
	err = dhcpd_new(&en->dhcpd, &en->config, &calls, why);
	if (err < 0)
		return err;
	err = open_interfaces(en, why);
	if (err >= 0)
		err = open_http(en, why);
	if (err < 0)
		return err;
	en->iface_fd = iface_watch_open();
	return en->iface_fd < 0 ? en->iface_fd : start_tftp(en);
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
	en->iface_fd = -1;
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

static void
look_at_ifaces(struct engine *en)
{
	struct iface rows[IFACE_MAX];
	int count = iface_list(rows, IFACE_MAX);

	if (count < 0)
		return;
	dhcpd_ifaces(en->dhcpd, rows, (size_t)count);
	for (size_t n = 0; n < en->served_count; n++) {
		struct served *s = &en->served[n];
		const struct iface *now = iface_find(rows, (size_t)count,
		    s->iface.name);

		if (now == NULL)
			continue;
		served_follow(s, now);
		(void)listen_tftp(en, s);
		if (en->http != NULL)
			http_serve_follow(en->http, now);
	}
	note_state(en);
}

static void
ifaces_changed(void *arg)
{
	struct engine *en = arg;

	if (iface_watch_drain(en->iface_fd))
		look_at_ifaces(en);
}

/* Packets wait in the sockets until there is a book to look into. */
static void
take_book(struct engine *en, struct book *book)
{
	struct book *old = en->book;

	en->book = book;
	dhcpd_book(en->dhcpd, book);
	if (!tftp_tap_follow(&en->tap, en->tftpd, book))
		say(en, LOG_ERROR,
		    "from-wire: the requests on the wire cannot be read "
		    "(CAP_NET_RAW): the firewall decides again");
	en->calls.book_free(old);
	if (old == NULL && dhcpd_start(en->dhcpd, loop_base(en->loop)) < 0)
		say(en, LOG_ERROR, "out of memory: not serving");
}

static void
read_mail(void *arg)
{
	struct engine *en = arg;
	struct mail mail;

	mailbox_take(en->mail, &mail);
	if (mail.book != NULL)
		take_book(en, mail.book);
	if (mail.ticket != 0)
		dhcpd_leases_done(en->dhcpd, mail.ticket, mail.stored);
	if (mail.stop)
		loop_stop(en->loop);
}

static void
tick(void *arg)
{
	struct engine *en = arg;

	standstill_beat(&en->still, STANDSTILL_SERVE, clock_running_us());
	note_state(en);
	/* A tick ago: after a standstill it may come before what waits. */
	watcher_served(en->watcher, en->ticked_us);
	en->ticked_us = clock_utc_us();
}

static void
scan(void *arg)
{
	struct engine *en = arg;

	scan_loaders(&en->loaders, en->root);
}

/* Behind a relay that may be meant; mostly a digit is wrong. */
static void
say_strange_range(struct engine *en)
{
	for (size_t n = 0; n < en->served_count; n++) {
		uint32_t addr, mask;

		if (!dhcpd_serves(en->dhcpd, en->served[n].iface.name, &addr,
			&mask) ||
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

	for (size_t n = 0; n < en->served_count; n++) {
		uint32_t addr, mask;
		const char *name = en->served[n].iface.name;
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

static void *
serve(void *arg)
{
	struct engine *en = arg;

	thread_is("px-serve");
	standstill_beat(&en->still, STANDSTILL_SERVE, clock_running_us());
	/* Anything that changed between the opening and the watch. */
	look_at_ifaces(en);
	scan(en);
	dhcpd_loaders(en->dhcpd, &en->loaders);
	say_start(en);
	loop_run(en->loop);
	return NULL;
}

static int
start_watches(struct engine *en)
{
	struct event_base *base = loop_base(en->loop);

	en->watches[WATCH_MAIL] = watch_fd(base, mailbox_fd(en->mail),
	    read_mail, en);
	en->watches[WATCH_IFACES] = watch_fd(base, en->iface_fd, ifaces_changed,
	    en);
	en->watches[WATCH_TICK] = watch_every(base, TICK_MS, tick, en);
	en->watches[WATCH_SCAN] = watch_every(base, SCAN_MS, scan, en);
	for (size_t n = 0; n < WATCH_COUNT; n++)
		if (en->watches[n] == NULL)
			return -PX_ENOMEM;
	return 0;
}

int
engine_start(struct engine *en)
{
	int err = start_watches(en);

	if (err < 0)
		return err;
	err = watcher_start(en->watcher);
	if (err == 0 && en->http != NULL)
		err = http_serve_start(en->http);
	en->running = err == 0 && thread_begin(&en->thread, serve, en);
	return en->running ? 0 : -PX_ENOMEM;
}

void
engine_book(struct engine *en, struct book *book)
{
	watcher_book(en->watcher, en->calls.book_ref(book));
	if (en->http != NULL)
		http_serve_book(en->http, en->calls.book_ref(book));
	en->calls.book_free(mailbox_book(en->mail, book));
}

void
engine_leases_done(struct engine *en, uint64_t ticket, bool stored)
{
	mailbox_settled(en->mail, ticket, stored);
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
	for (enum standstill_part p = 0; p < STANDSTILL_PARTS; p++)
		ret->still_us[p] = standstill_us(&en->still, p,
		    clock_running_us());
}

void
engine_stop(struct engine *en)
{
	if (en->running) {
		mailbox_stop(en->mail);
		(void)pthread_join(en->thread, NULL);
		en->running = false;
	}
	http_serve_stop(en->http);
	/* After its last event. */
	watcher_stop(en->watcher);
}

void
engine_free(struct engine *en)
{
	if (en == NULL)
		return;
	engine_stop(en);
	for (size_t n = 0; n < WATCH_COUNT; n++)
		watch_free(en->watches[n]);
	tftpd_free(en->tftpd);
	http_serve_free(en->http);
	for (size_t n = 0; n < en->served_count; n++)
		served_close(&en->served[n]);
	dhcpd_free(en->dhcpd);
	root_free(en->root);
	if (en->iface_fd >= 0)
		(void)close(en->iface_fd);
	loop_free(en->loop);
	en->calls.book_free(mailbox_free(en->mail));
	en->calls.book_free(en->book);
	watcher_free(en->watcher);
	(void)pthread_mutex_destroy(&en->state_lock);
	free(en);
}
