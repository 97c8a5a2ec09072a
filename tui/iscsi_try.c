/* SPDX-License-Identifier: ISC */
#include "tui/iscsi_try.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "core/base/err.h"

#ifdef HAVE_LIBISCSI
#include <iscsi/iscsi.h>
#include <iscsi/scsi-lowlevel.h>
#endif

static int64_t
now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* 1: the socket is ready, 0: time is up, -1: it failed. */
static int
wait_for(int fd, short events, int64_t deadline, short *ret_events)
{
	struct pollfd p = {.fd = fd, .events = events};
	int64_t left;
	int n;

	do {
		left = deadline - now_ms();
		n = left > 0 ? poll(&p, 1, (int)left) : 0;
	} while (n < 0 && errno == EINTR);
	*ret_events = p.revents;
	return n;
}

static int
connect_by(int fd, const struct addrinfo *a, int64_t deadline)
{
	socklen_t len = sizeof(int);
	short events;
	int err = 0;

	if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
		return 0;
	if (errno != EINPROGRESS)
		return errno;
	if (wait_for(fd, POLLOUT, deadline, &events) <= 0)
		return ETIMEDOUT;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &err, &len) != 0)
		return errno;
	return err;
}

/* The first address that takes a connection; 0 or an errno. */
static int
connect_any(const struct addrinfo *list, int64_t deadline)
{
	const struct addrinfo *a;
	int fd, err = EADDRNOTAVAIL;

	for (a = list; a != NULL; a = a->ai_next) {
		fd = socket(a->ai_family,
		    SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		if (fd < 0) {
			err = errno;
			continue;
		}
		err = connect_by(fd, a, deadline);
		(void)close(fd);
		if (err == 0)
			return 0;
	}
	return err;
}

/* A connection of our own first: its errors have names that people know. */
static int
try_tcp(const struct target *target, int64_t deadline, struct text *result)
{
	const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
	struct addrinfo *list;
	char port[8];
	int err;

	(void)snprintf(port, sizeof(port), "%u", target->port);
	err = getaddrinfo(target->server, port, &hints, &list);
	if (err != 0) {
		text_add_visible_str(result, target->server);
		text_addf(result, ": %s", gai_strerror(err));
		return -PX_ENET;
	}
	err = connect_any(list, deadline);
	freeaddrinfo(list);
	if (err == 0)
		return 0;
	text_add_visible_str(result, target->server);
	text_addf(result, " port %u: %s", target->port, strerror(err));
	return -PX_ENET;
}

#ifdef HAVE_LIBISCSI
/* Initiator names are free to choose (RFC 3720 3.2.6); this one is ours. */
#define INITIATOR "iqn.2026-11.org.pxeconsole:check"

struct attempt {
	bool done;
	int status;
	bool has_size;
	uint64_t blocks;
	uint32_t block_bytes;
};

/* Flat addressing: the LUN is the low 14 bits of the first group (SAM-5). */
static int
lun_number(const struct target *target)
{
	return (int)(target->lun >> 48 & 0x3fff);
}

static void
on_connected(struct iscsi_context *iscsi, int status, void *data, void *arg)
{
	struct attempt *a = arg;

	(void)iscsi;
	(void)data;
	a->done = true;
	a->status = status;
}

static void
on_capacity(struct iscsi_context *iscsi, int status, void *data, void *arg)
{
	struct attempt *a = arg;
	struct scsi_task *task = data;
	struct scsi_readcapacity10 *c;

	(void)iscsi;
	a->done = true;
	a->status = status;
	c = status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
	if (c != NULL) {
		a->has_size = true;
		a->blocks = (uint64_t)c->lba + 1;
		a->block_bytes = c->block_size;
	}
	if (task != NULL)
		scsi_free_scsi_task(task);
}

/* False: time is up or the connection broke. */
static bool
run_until_done(struct iscsi_context *iscsi, struct attempt *a, int64_t deadline)
{
	short events;

	while (!a->done) {
		if (wait_for(iscsi_get_fd(iscsi),
			(short)iscsi_which_events(iscsi), deadline,
			&events) <= 0)
			return false;
		if (iscsi_service(iscsi, events) < 0)
			return false;
	}
	return true;
}

/* The target is asked for its own answer where we have one to compare. */
static bool
set_chap(struct iscsi_context *iscsi, const struct target *target)
{
	if (target->user[0] == '\0')
		return true;
	if (iscsi_set_initiator_username_pwd(iscsi, target->user,
		target->password) != 0)
		return false;
	return target->reverse_user[0] == '\0' ||
	    iscsi_set_target_username_pwd(iscsi, target->reverse_user,
		target->reverse_password) == 0;
}

static struct iscsi_context *
new_context(const struct target *target)
{
	struct iscsi_context *iscsi = iscsi_create_context(INITIATOR);

	if (iscsi == NULL)
		return NULL;
	if (iscsi_set_targetname(iscsi, target->iqn) != 0 ||
	    iscsi_set_session_type(iscsi, ISCSI_SESSION_NORMAL) != 0 ||
	    !set_chap(iscsi, target)) {
		(void)iscsi_destroy_context(iscsi);
		return NULL;
	}
	iscsi_set_noautoreconnect(iscsi, 1);
	(void)iscsi_set_timeout(iscsi, ISCSI_TRY_SECONDS);
	return iscsi;
}

static int
add_failure(struct iscsi_context *iscsi, const struct attempt *a,
    struct text *result)
{
	const char *error = iscsi_get_error(iscsi);

	text_add(result, "cannot be used: ");
	if (!a->done && (error == NULL || error[0] == '\0'))
		text_addf(result, "no answer within %d s", ISCSI_TRY_SECONDS);
	else
		text_add_visible_str(result, error);
	return a->done ? -PX_EACCESS : -PX_ENET;
}

/* A LUN that is no disk (tgt's LUN 0 is its controller) boots nothing. */
static int
look_at_lun(struct iscsi_context *iscsi, int lun, struct attempt *a,
    int64_t deadline, struct text *result)
{
	if (iscsi_readcapacity10_task(iscsi, lun, 0, 0, on_capacity, a) == NULL)
		return -PX_ENOMEM;
	text_addf(result, "logged in, LUN %d answers", lun);
	if (!run_until_done(iscsi, a, deadline) || !a->has_size) {
		text_add(result, ", but is no disk: set lun");
		return -PX_ENOENT;
	}
	text_addf(result, ", %llu blocks of %u bytes",
	    (unsigned long long)a->blocks, a->block_bytes);
	return 0;
}

/* Where it listens, as libiscsi wants it. */
static void
format_portal(char *ret, size_t cap, const struct target *target)
{
	(void)snprintf(ret, cap,
	    strchr(target->server, ':') != NULL ? "[%s]:%u" : "%s:%u",
	    target->server, target->port);
}

static int
try_login(const struct target *target, int64_t deadline, struct text *result)
{
	struct iscsi_context *iscsi = new_context(target);
	/* Both outlive the context: it calls back once more as it goes. */
	struct attempt login = {.done = false}, look = {.done = false};
	const int lun = lun_number(target);
	char portal[128];
	int err;

	if (iscsi == NULL)
		return -PX_ENOMEM;
	format_portal(portal, sizeof(portal), target);
	if (iscsi_full_connect_async(iscsi, portal, lun, on_connected,
		&login) != 0 ||
	    !run_until_done(iscsi, &login, deadline) || login.status != 0)
		err = add_failure(iscsi, &login, result);
	else
		err = look_at_lun(iscsi, lun, &look, deadline, result);
	(void)iscsi_destroy_context(iscsi);
	return err;
}
struct report {
	struct attempt attempt;
	size_t count;
	uint16_t lun[ISCSI_LUNS];
};

static void
on_report(struct iscsi_context *iscsi, int status, void *data, void *arg)
{
	struct report *r = arg;
	struct scsi_task *task = data;
	const struct scsi_reportluns_list *list;

	(void)iscsi;
	r->attempt.done = true;
	r->attempt.status = status;
	list = status == SCSI_STATUS_GOOD ? scsi_datain_unmarshall(task) : NULL;
	if (list != NULL)
		for (; r->count < list->num && r->count < ISCSI_LUNS;
		     r->count++)
			r->lun[r->count] = list->luns[r->count];
	if (task != NULL)
		scsi_free_scsi_task(task);
}

/* All that one pass may call back into: it outlives the context. */
struct pass {
	struct attempt connect, login;
	struct report report;
	struct attempt look[ISCSI_LUNS][2];
};

static bool
goes_well(struct iscsi_context *iscsi, struct attempt *a, int64_t deadline)
{
	return run_until_done(iscsi, a, deadline) && a->status == 0;
}

/* What answers a new initiator first is that it is new: asked twice. */
static bool
is_disk(struct iscsi_context *iscsi, int lun, struct attempt look[2],
    int64_t deadline)
{
	int i;

	for (i = 0; i < 2 && !look[0].has_size && !look[1].has_size; i++)
		if (iscsi_readcapacity10_task(iscsi, lun, 0, 0, on_capacity,
			&look[i]) == NULL ||
		    !run_until_done(iscsi, &look[i], deadline))
			return false;
	return look[0].has_size || look[1].has_size;
}

static void
look_at_luns(struct iscsi_context *iscsi, struct pass *p, int64_t deadline,
    struct lun_answer *ret)
{
	size_t i;

	for (i = 0; i < p->report.count; i++) {
		/* Flat addressing, as in lun_number. */
		const int lun = p->report.lun[i] & 0x3fff;

		if (is_disk(iscsi, lun, p->look[i], deadline))
			ret->lun[ret->count++] = (uint64_t)lun << 48;
	}
}

static int
try_luns(const struct target *target, int64_t deadline, struct text *why,
    struct lun_answer *ret)
{
	struct iscsi_context *iscsi = new_context(target);
	struct attempt *failed = NULL;
	struct pass p = {.connect = {.done = false}};
	char portal[128];
	int err = 0;

	if (iscsi == NULL)
		return -PX_ENOMEM;
	format_portal(portal, sizeof(portal), target);
	if (iscsi_connect_async(iscsi, portal, on_connected, &p.connect) != 0 ||
	    !goes_well(iscsi, &p.connect, deadline))
		failed = &p.connect;
	else if (iscsi_login_async(iscsi, on_connected, &p.login) != 0 ||
	    !goes_well(iscsi, &p.login, deadline))
		failed = &p.login;
	else if (iscsi_reportluns_task(iscsi, 0, 16 + 8 * ISCSI_LUNS, on_report,
		     &p.report) == NULL ||
	    !goes_well(iscsi, &p.report.attempt, deadline))
		failed = &p.report.attempt;
	if (failed != NULL)
		err = add_failure(iscsi, failed, why);
	else
		look_at_luns(iscsi, &p, deadline, ret);
	(void)iscsi_destroy_context(iscsi);
	return err;
}
#else
static int
try_login(const struct target *target, int64_t deadline, struct text *result)
{
	(void)deadline;
	text_addf(result,
	    "something listens on port %u; whether it is this target is not "
	    "known: built without libiscsi",
	    target->port);
	return 0;
}

static int
try_luns(const struct target *target, int64_t deadline, struct text *why,
    struct lun_answer *ret)
{
	(void)target;
	(void)deadline;
	(void)ret;
	text_add(why, "built without libiscsi");
	return -PX_ENOENT;
}
#endif

int
iscsi_try(const struct target *target, struct text *result)
{
	const int64_t deadline = now_ms() + ISCSI_TRY_SECONDS * 1000;
	const int err = try_tcp(target, deadline, result);

	return err < 0 ? err : try_login(target, deadline, result);
}

void
iscsi_luns(const struct target *target, struct lun_answer *ret)
{
	const int64_t deadline = now_ms() + ISCSI_TRY_SECONDS * 1000;
	struct text why;

	memset(ret, 0, sizeof(*ret));
	text_init(&why, ret->why, sizeof(ret->why));
	ret->err = try_tcp(target, deadline, &why);
	if (ret->err == 0)
		ret->err = try_luns(target, deadline, &why, ret);
}
