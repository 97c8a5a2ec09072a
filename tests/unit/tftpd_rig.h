/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_TFTPD_RIG_H
#define TESTS_UNIT_TFTPD_RIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/event.h"
#include "core/io/udp.h"
#include "core/serve/tftpd.h"

/*
 * A TFTP server on the loopback with a tree of its own, and clients that say
 * exactly what a test wants them to, all in one loop and one thread.
 */
#define RIG_LOOPBACK 0x7f000001u
#define RIG_EVENTS 64
#define RIG_TIMEOUT_US 80000 /* a first answer again after a quarter */

struct rig {
	char top[64];
	struct loop *loop;
	struct root *root;
	struct tftpd *server;
	int fd;
	uint16_t port;
	size_t event_count; /* all; the last RIG_EVENTS are kept */
	struct event events[RIG_EVENTS];
	struct tftp_manner manner; /* every client's */
};

struct client {
	int fd;
	uint16_t tid; /* the server's, after its first answer */
	struct udp_from from; /* of the last packet */
	size_t len;
	uint8_t packet[70000];
};

void rig_set_up(struct rig *r, size_t most, uint64_t timeout_us);

/* Transfers on ports as `how` says; the rest of it is the rig's. */
void rig_set_up_ports(struct rig *r, const struct tftpd_config *how);
void rig_tear_down(struct rig *r);

/* A file in the tree, its bytes by their place. */
uint8_t rig_byte(uint64_t at);
void rig_file(const struct rig *r, const char *name, uint64_t size);
void rig_text(const struct rig *r, const char *name, const char *text);

/* Runs the loop until fd can be read or ms have passed. */
bool rig_wait(const struct rig *r, int fd, int ms);

/* Runs the loop until no transfer is left, which must come soon. */
void rig_settle(const struct rig *r);

/* The last event of a phase, NULL: none is kept. */
const struct event_tftp *rig_last(const struct rig *r, enum tftp_phase phase);
size_t rig_count(const struct rig *r, enum tftp_phase phase);

void client_open(struct client *c);
void client_close(struct client *c);

/* To the server's port, or to its transfer when there is one. */
void client_send(const struct rig *r, struct client *c, const void *bytes,
    size_t len, bool anew);
void client_ask(const struct rig *r, struct client *c, const char *file,
    const struct tftp_options *o);
void client_ack(const struct rig *r, struct client *c, uint16_t block);

/* The next packet within ms; false: none came. */
bool client_hear(const struct rig *r, struct client *c, int ms);

/* It must be this: DATA of a block with the right bytes; ERROR; OACK. */
void client_expect_data(const struct rig *r, struct client *c, uint64_t block,
    size_t blksize, uint64_t size);
void client_expect_error(const struct rig *r, struct client *c, uint16_t code);
void client_expect_silence(const struct rig *r, struct client *c, int ms);

/* A whole file; so many of 100 packets are lost, either way. */
void client_fetch(const struct rig *r, const char *file, uint64_t size,
    const struct tftp_options *o, unsigned lose);

#endif
