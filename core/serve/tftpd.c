/* SPDX-License-Identifier: ISC */
#include "core/serve/tftpd.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/boot/path.h"
#include "core/io/clock.h"
#include "core/io/loop.h"
#include "core/io/request_tap.h"
#include "core/io/udp.h"
#include "core/serve/file_open.h"
#include "core/serve/file_warmer.h"
#include "core/serve/tftp_transfer.h"

#define LISTENERS 16
#define TRANSFERS_MOST 10240
/* Descriptors that are not for transfers. */
#define OTHER_FILES 256
/* Requests taken in a row: transfers that run must not wait for a flood. */
#define REQUESTS_AT_ONCE 16
#define LOG_EVERY_US 1000000
/* Most clients ask or acknowledge again after 5 s. */
#define LINGER_US (6 * UINT64_C(1000000))

struct listener {
	struct tftpd *server;
	struct tftpd_listen how;
	struct watch *readable;
};

struct tftpd {
	struct tftp_env env;
	struct tftp_limits limits;
	bool single_port; /* for all */
	void (*manner)(void *arg, uint32_t client, const char *interface,
	    struct tftp_manner *ret);
	void *manner_arg;
	size_t listener_count;
	struct listener listeners[LISTENERS];
	int tap; /* -1: none */
	struct watch *tapped;
	uint64_t logged_us;
	uint8_t request[65536];
};

/* What a client is told; never more of us than that (X11). */
struct refusal {
	int err;
	uint16_t code;
	const char *text;
};

/* clang-format off */
static const struct refusal refusals[] = {
	{ -PX_ENOENT, TFTP_E_NOT_FOUND, "file not found" },
	{ -PX_EVALUE, TFTP_E_NOT_FOUND, "file not found" },
	{ -PX_ELONG, TFTP_E_NOT_FOUND, "file not found" },
	{ -PX_EACCESS, TFTP_E_ACCESS, "access denied" },
	{ -PX_EESCAPE, TFTP_E_ACCESS, "access denied" },
	{ -PX_EISDIR, TFTP_E_ACCESS, "not a regular file" },
	{ -PX_EFULL, TFTP_E_UNDEFINED, "server is busy" },
	{ -PX_ENET, TFTP_E_UNDEFINED, "server is busy" },
	{ -PX_ENOMEM, TFTP_E_UNDEFINED, "server is busy" },
	{ -PX_EIO, TFTP_E_UNDEFINED, "file cannot be read" },
};
static const struct refusal refuse_write = { 0, TFTP_E_ACCESS,
	"this server takes no files" };
static const struct refusal refuse_mode = { 0, TFTP_E_ILLEGAL,
	"mode is not octet or netascii" };
static const struct refusal refuse_form = { 0, TFTP_E_ILLEGAL,
	"malformed request" };
static const struct refusal refuse_netascii = { 0, TFTP_E_UNDEFINED,
	"too large for netascii" };
/* clang-format on */

/* At most one a second: a flood must not fill the log as well. */
static void
log_warning(struct tftpd *t, const char *text)
{
	const uint64_t now = (uint64_t)clock_boot_us();
	struct event e;

	if (t->logged_us != 0 && now - t->logged_us < LOG_EVERY_US)
		return;
	t->logged_us = now;
	event_log(&e, LOG_WARNING, "tftp", text, clock_utc_us());
	t->env.sink.take(t->env.sink.arg, &e);
}

static void
log_escape(struct tftpd *t, const struct tftp_order *o)
{
	char buf[256], ip[IP4_TEXT];
	struct text text;

	text_init(&text, buf, sizeof(buf));
	text_addf(&text, "%s asked for a file outside the boot directory: %s",
	    ip4_format(ip, o->client), o->name);
	log_warning(t, buf);
}

static void
refuse(const struct listener *l, const struct tftp_order *o,
    const struct refusal *r)
{
	const struct udp_to to = {.dst = o->client,
	    .dst_port = o->port,
	    .src = o->server};
	uint8_t bytes[128];
	struct wbuf w;

	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_error(&w, r->code, r->text);
	(void)udp_send(l->how.fd, bytes, w.len, &to);
	transfer_refused(&l->server->env, o, r->code, r->text);
}

static const struct refusal *
refusal_of(int err)
{
	size_t i;

	for (i = 0; i < sizeof(refusals) / sizeof(refusals[0]) - 1; i++)
		if (refusals[i].err == err)
			break;
	return &refusals[i];
}

/* No block larger than what fits into one packet of the interface. */
static struct tftp_limits
limits_for(const struct listener *l, uint16_t own)
{
	const uint16_t mtu = l->how.mtu == 0 ? 1500 : l->how.mtu;
	const uint16_t most = mtu < TFTP_BLKSIZE_DEFAULT + 32 ?
	    TFTP_BLKSIZE_DEFAULT :
	    (uint16_t)(mtu - 32);
	struct tftp_limits limits = l->server->limits;

	if (limits.blksize_max == 0 || limits.blksize_max > most)
		limits.blksize_max = most;
	if (own != 0 && own < limits.blksize_max)
		limits.blksize_max = own;
	return limits;
}

static int
make_room(struct tftpd *t, const struct tftp_order *o)
{
	struct tftp_entry *victim;

	if (!tftp_table_victim(t->env.table, o->client, o->onlink, &victim))
		return -PX_EFULL;
	if (victim != NULL)
		transfer_drop((struct transfer *)victim);
	return 0;
}

/* Does the tap take this machine's read requests? */
static bool
is_tapped(const struct tftpd *t, const struct tftp_manner *manner)
{
	return t->tap >= 0 && manner->files.from_wire;
}

static int
begin(struct listener *l, struct tftp_order *o,
    const struct tftp_manner *manner, struct text *why)
{
	struct tftpd *t = l->server;
	struct tftp_limits limits;
	char clean[PATH_MAX_BYTES];
	const struct root_file *file;
	int err = path_clean(clean, sizeof(clean), o->name);

	if (err == 0)
		err = file_open(t->env.root, clean, &manner->files, &file);
	if (err != 0)
		return err;
	limits = limits_for(l, manner->blksize);
	/* What keeps requests from port 69 keeps acknowledgements from it. */
	o->single_port = (t->single_port || manner->files.single_port) &&
	    !is_tapped(t, manner);
	err = make_room(t, o);
	if (err == 0)
		err = transfer_begin(&t->env, o, file, &limits, why);
	if (err != 0)
		root_close_file(t->env.root, file);
	return err;
}

static void
serve(struct listener *l, struct tftp_order *o,
    const struct tftp_manner *manner)
{
	char buf[200];
	struct text why;
	int err;

	text_init(&why, buf, sizeof(buf));
	err = begin(l, o, manner, &why);
	if (err == 0)
		return;
	if (err == -PX_EESCAPE)
		log_escape(l->server, o);
	else if (buf[0] != '\0')
		log_warning(l->server, buf);
	if (err == -PX_ELONG && o->netascii)
		refuse(l, o, &refuse_netascii);
	else
		refuse(l, o, refusal_of(err));
}

/*
 * The same client port again: a copy of a request that is being answered, or
 * a client that has given up what it asked for before (lpxelinux has one port
 * for all).  True: nothing more to do.
 */
static bool
is_repeated(struct tftpd *t, const struct tftp_order *o)
{
	struct tftp_entry *e = tftp_table_find(t->env.table, o->client,
	    o->port);
	struct transfer *before = (struct transfer *)e;

	if (before == NULL)
		return false;
	if (!before->xfer.verified && before->hash == o->hash &&
	    !tftp_xfer_lingers(&before->xfer, (uint64_t)clock_boot_us()))
		return true;
	transfer_drop(before);
	return false;
}

/*
 * What counts for who asks; false: the request comes by the other way, which
 * has read requests only.
 */
static bool
comes_so(const struct listener *l, const struct tftp_order *o, enum tftp_op op,
    bool tapped, struct tftp_manner *ret)
{
	const struct tftpd *t = l->server;

	memset(ret, 0, sizeof(*ret));
	if (t->manner != NULL)
		t->manner(t->manner_arg, o->client, l->how.interface, ret);
	return tapped == (op == TFTP_RRQ && is_tapped(t, ret));
}

static void
take_request(struct listener *l, struct tftp_order *o, size_t len, bool tapped)
{
	struct tftpd *t = l->server;
	struct tftp_manner manner;
	const size_t most = (l->how.mtu == 0 ? 1500u : l->how.mtu) - 28u;
	struct tftp_packet p = {0};
	const int err = tftp_decode(&p, t->request, len, NULL);

	/* X02: what is no request is not answered, whatever it is. */
	if (err == -PX_ENUL && !tapped) {
		o->name = "";
		refuse(l, o, &refuse_form);
		return;
	}
	if (err != 0 || (p.op != TFTP_RRQ && p.op != TFTP_WRQ))
		return;
	o->name = p.file;
	o->options = &p.options;
	o->netascii = p.mode == TFTP_NETASCII;
	o->writes = p.op == TFTP_WRQ;
	o->hash = hash_bytes(0, t->request, len);
	if (!comes_so(l, o, p.op, tapped, &manner) || is_repeated(t, o))
		return;
	if (p.op == TFTP_WRQ)
		refuse(l, o, &refuse_write);
	else if (p.mode == TFTP_MODE_OTHER)
		refuse(l, o, &refuse_mode);
	else if (len > most)
		refuse(l, o, &refuse_form);
	else
		serve(l, o, &manner);
}

/*
 * Not to servers, of which some answer whatever comes, nor to where no single
 * client can be; and nothing that was sent to all (Q33).
 */
static bool
is_answerable(const struct udp_from *from)
{
	static const uint16_t servers[] = {0, 67, 69, 4011};
	const uint32_t top = from->src >> 24;
	size_t i;

	for (i = 0; i < sizeof(servers) / sizeof(servers[0]); i++)
		if (from->src_port == servers[i])
			return false;
	return top != 0 && top < 224 && from->dst == from->local;
}

/* Where a transfer shares this socket, what is not a request is of it. */
static bool
is_of_transfer(const struct tftpd *t, const struct udp_from *from, size_t len)
{
	struct transfer *x;

	if (len < 2 || t->request[0] != 0 || t->request[1] == TFTP_RRQ ||
	    t->request[1] == TFTP_WRQ)
		return false;
	x = (struct transfer *)tftp_table_find(t->env.table, from->src,
	    from->src_port);
	if (x == NULL || !x->shared)
		return t->single_port;
	transfer_packet(x, t->request, len);
	return true;
}

static void
take_datagram(struct listener *l, const struct udp_from *from, size_t len,
    bool tapped)
{
	const struct tftpd_listen *how = &l->how;
	struct tftp_order o = {.fd = how->fd,
	    .client = from->src,
	    .port = from->src_port,
	    .server = from->local,
	    .onlink = (from->src & how->mask) == (how->addr & how->mask),
	    .interface = how->interface[0] == '\0' ? NULL : how->interface};

	take_request(l, &o, len, tapped);
}

static void
on_request(void *arg)
{
	struct listener *l = arg;
	struct udp_from from;
	int i, n;

	for (i = 0; i < REQUESTS_AT_ONCE; i++) {
		n = udp_recv(l->how.fd, l->server->request,
		    sizeof(l->server->request), &from);
		if (n == -PX_EAGAIN)
			break;
		if (n < 0 || !is_answerable(&from) ||
		    is_of_transfer(l->server, &from, (size_t)n))
			continue;
		take_datagram(l, &from, (size_t)n, false);
	}
}

/* Whose address was asked; NULL: none of ours, it only comes by here. */
static struct listener *
listener_at(struct tftpd *t, uint32_t addr)
{
	for (size_t i = 0; i < t->listener_count; i++)
		if (t->listeners[i].how.addr == addr)
			return &t->listeners[i];
	return NULL;
}

static void
on_tapped(void *arg)
{
	struct tftpd *t = arg;
	struct listener *l;
	struct udp_from from;
	int i, n;

	for (i = 0; i < REQUESTS_AT_ONCE; i++) {
		n = request_tap_recv(t->tap, t->request, sizeof(t->request),
		    &from);
		if (n == -PX_EAGAIN)
			break;
		l = n < 0 ? NULL : listener_at(t, from.dst);
		if (l != NULL && is_answerable(&from))
			take_datagram(l, &from, (size_t)n, true);
	}
}

/* Descriptors for `most` transfers and the rest; how many there will be. */
static size_t
raise_files(size_t most)
{
	struct rlimit r = {0}, more;
	const rlim_t want = most + OTHER_FILES;

	if (getrlimit(RLIMIT_NOFILE, &r) != 0)
		return most;
	more.rlim_cur = want;
	more.rlim_max = r.rlim_max > want ? r.rlim_max : want;
	if (r.rlim_cur >= want || setrlimit(RLIMIT_NOFILE, &more) == 0)
		return most;
	more.rlim_cur = more.rlim_max = r.rlim_max;
	if (setrlimit(RLIMIT_NOFILE, &more) == 0)
		r.rlim_cur = r.rlim_max;
	return r.rlim_cur > OTHER_FILES + 16 ? r.rlim_cur - OTHER_FILES : 16;
}

/* Within the descriptors and the ports that there are. */
static size_t
transfers_most(const struct tftpd *t, size_t wanted)
{
	const size_t files = raise_files(wanted == 0 ? TRANSFERS_MOST : wanted);
	const size_t ports = tftp_ports_most(&t->env.ports);

	return files < ports ? files : ports;
}

static struct tftp_limits
with_defaults(struct tftp_limits l)
{
	if (l.window_max == 0 || l.window_max > TFTP_WINDOW_MAX)
		l.window_max = TFTP_WINDOW_MAX;
	if (l.timeout_us == 0)
		l.timeout_us = 500000;
	if (l.tries_unverified == 0)
		l.tries_unverified = 3;
	if (l.linger_us == 0)
		l.linger_us = LINGER_US;
	if (l.tries == 0)
		l.tries = 7;
	return l;
}

/* The transfer may have ended meanwhile, its port may be another's. */
static void
on_warmed(void *arg, const struct warm_ticket *w)
{
	struct tftpd *t = arg;
	struct transfer *x = (struct transfer *)tftp_table_find(t->env.table,
	    w->client, w->port);

	if (x != NULL && x->number == w->number)
		transfer_warmed(x);
}

int
tftpd_new(struct tftpd **ret, const struct tftpd_config *config)
{
	struct tftpd *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return -PX_ENOMEM;
	t->env.base = config->base;
	t->env.root = config->root;
	t->env.sink = config->sink;
	t->env.next_number = 1;
	t->tap = -1;
	t->single_port = config->single_port;
	tftp_ports_init(&t->env.ports, config->port_first, config->port_last);
	t->env.room = malloc(TFTP_ROOM);
	t->env.table = tftp_table_new(transfers_most(t, config->most));
	t->limits = with_defaults(config->limits);
	t->manner = config->manner;
	t->manner_arg = config->manner_arg;
	t->env.warmer = file_warmer_new(config->base, on_warmed, t);
	if (t->env.room == NULL || t->env.table == NULL) {
		tftpd_free(t);
		return -PX_ENOMEM;
	}
	*ret = t;
	return 0;
}

int
tftpd_listen(struct tftpd *t, const struct tftpd_listen *how)
{
	struct listener *l = &t->listeners[t->listener_count];

	for (size_t i = 0; i < t->listener_count; i++) {
		if (t->listeners[i].how.fd == how->fd) {
			t->listeners[i].how = *how;
			return 0;
		}
	}
	if (t->listener_count == LISTENERS)
		return -PX_EFULL;
	l->server = t;
	l->how = *how;
	l->readable = watch_fd(t->env.base, how->fd, on_request, l);
	if (l->readable == NULL)
		return -PX_ENOMEM;
	t->listener_count++;
	return 0;
}

int
tftpd_tap(struct tftpd *t, int fd)
{
	watch_free(t->tapped);
	t->tapped = NULL;
	if (t->tap >= 0)
		(void)close(t->tap);
	t->tap = fd;
	if (fd < 0)
		return 0;
	t->tapped = watch_fd(t->env.base, fd, on_tapped, t);
	if (t->tapped != NULL)
		return 0;
	(void)close(fd);
	t->tap = -1;
	return -PX_ENOMEM;
}

size_t
tftpd_transfers(const struct tftpd *t)
{
	return tftp_table_count(t->env.table);
}

void
tftpd_free(struct tftpd *t)
{
	struct tftp_entry *e;

	if (t == NULL)
		return;
	(void)tftpd_tap(t, -1);
	while (t->listener_count > 0)
		watch_free(t->listeners[--t->listener_count].readable);
	while (
	    t->env.table != NULL && (e = tftp_table_any(t->env.table)) != NULL)
		transfer_stop((struct transfer *)e);
	tftp_table_free(t->env.table);
	file_warmer_free(t->env.warmer);
	free(t->env.room);
	free(t);
}
