/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_TFTP_TRANSFER_H
#define CORE_SERVE_TFTP_TRANSFER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/base/text.h"
#include "core/boot/event.h"
#include "core/io/root.h"
#include "core/proto/netascii.h"
#include "core/proto/tftp_xfer.h"
#include "core/serve/tftp_ports.h"
#include "core/serve/tftp_table.h"

/*
 * One running transfer: a socket of its own, a timer, an open file and the
 * machine of tftp_xfer.h, whose steps it carries out.  Ends by itself.
 */
struct event_base;
struct file_warmer;
struct watch;

/* What all transfers of a server share. */
struct tftp_env {
	struct event_base *base;
	struct root *root;
	struct event_sink sink;
	struct tftp_table *table;
	struct file_warmer *warmer; /* NULL: the loop waits for disks */
	uint8_t *room; /* for one window */
	uint64_t next_number;
	struct tftp_ports ports;
};

/* One window of the largest blocks. */
#define TFTP_WINDOW_MAX 64
#define TFTP_ROOM ((size_t)TFTP_WINDOW_MAX * (4 + TFTP_BLKSIZE_MAX))

/* A request that is to be answered with a file. */
struct tftp_order {
	uint32_t client, server; /* server: our address that was asked */
	uint16_t port;
	bool onlink;
	const char *interface; /* NULL: any */
	int fd; /* it came by this one; outlives the transfer */
	const char *name; /* as the client wrote it */
	uint64_t hash; /* of the whole request: is it the same again? */
	const struct tftp_options *options;
	bool netascii;
	bool writes; /* WRQ, which is refused */
	bool single_port; /* answered by that descriptor */
};

struct transfer {
	struct tftp_entry entry;
	struct tftp_env *env;
	struct tftp_xfer xfer;
	const struct root_file *file;
	int fd;
	bool shared; /* that is the listener's (single port) */
	uint16_t own_port; /* out of the range; 0: of the kernel's choice */
	struct watch *readable, *timer;
	uint64_t due_us; /* when the timer calls at the latest */
	bool cold; /* the next blocks are being read */
	bool warmed; /* they have been: no second round */
	bool apart; /* windows go as single datagrams */
	bool netascii;
	struct netascii at; /* where block at_block begins */
	uint64_t at_block;
	uint32_t server;
	uint64_t number, hash;
	uint8_t tries_unverified; /* when its source is not in doubt */
	uint64_t begun_us, told_us, scolded_us;
	char name[256];
};

/*
 * Begins to send the file, which is the transfer's from then on.  0, or an
 * error with nothing begun: -PX_ELONG (too large to convert to netascii),
 * -PX_EFULL, -PX_ENOMEM, -PX_ENET, -PX_EIO with a sentence in why.
 */
int transfer_begin(struct tftp_env *env, const struct tftp_order *order,
    const struct root_file *file, const struct tftp_limits *limits,
    struct text *why);

/* A packet of the transfer's client, by the socket that all share. */
void transfer_packet(struct transfer *t, const uint8_t *bytes, size_t len);

/* The client has asked anew, or another needs the room: no word to it. */
void transfer_drop(struct transfer *t);

/* What the transfer waited for has been read. */
void transfer_warmed(struct transfer *t);

/* The server stops: says so to the client. */
void transfer_stop(struct transfer *t);

/* A request that is not begun, as two events: asked, refused. */
void transfer_refused(struct tftp_env *env, const struct tftp_order *order,
    uint16_t code, const char *text);

#endif
