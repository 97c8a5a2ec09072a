/* SPDX-License-Identifier: ISC */
#ifndef TUI_EXPLAIN_H
#define TUI_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/check.h"
#include "core/boot/dhcp_server.h"
#include "core/proto/dhcp_image.h"
#include "core/sim/message.h"
#include "core/sim/reply.h"

/*
 * What a client would be answered: its real bytes go the server's own way,
 * from decoding to the bytes of the reply, with no socket at either end.
 */
struct explain_place {
	const struct book *book;
	struct server_facts facts;
	struct network net;
	struct lease_pool *pool; /* NULL in proxy mode or without a range */
	uint32_t lease_seconds;
	uint32_t relay; /* the client is behind this one; 0: beside us */
	int64_t now;
	struct file_lookup files; /* look NULL: on trust */
	/* The first bytes of a file, with files.arg; NULL: cannot be read. */
	size_t (*read)(void *arg, const char *path, char *buf, size_t cap);
};

enum explain_step {
	EXPLAIN_DISCOVER,
	EXPLAIN_REQUEST, /* what selects the OFFER */
	EXPLAIN_4011 /* the boot server's own port, in proxy mode */
};

#define EXPLAIN_BYTES 1500

/* One message and its answer; points into itself, so it is never copied. */
struct explained {
	enum explain_step step;
	const struct sim_kind *kind;
	bool asked; /* false: this client would not send this step */
	struct dhcp_msg msg;
	struct boot_request request;
	struct dhcp_answer answer;
	bool replied; /* what follows holds the reply */
	struct dhcp_encoded encoded;
	struct dhcp_msg reply;
	struct sim_reply seen; /* the reply as this client reads it */
	struct ingress in; /* as it would come in */
	size_t sent_len; /* of got: encoded.len */
	uint8_t sent[EXPLAIN_BYTES], got[EXPLAIN_BYTES];
};

/*
 * Runs one step of this client; `offer` is what EXPLAIN_DISCOVER gave, NULL
 * for that step itself.  0, or the error of what could not be made or read.
 */
int explain_run(struct explained *x, const struct explain_place *place,
    const struct sim_kind *kind, const struct sim_machine *machine,
    const struct explained *offer);

/* The address that another server has given it, where we are a proxy. */
uint32_t explain_elsewhere(const struct explain_place *place,
    const struct mac *mac);

/* The step that this client takes after its OFFER here. */
enum explain_step explain_next(const struct explain_place *place);

/*
 * What of the answer keeps the machine from booting as its mode says: a
 * line each; true when there is any.
 */
bool explain_errors(const struct explained *x,
    const struct explain_place *place, struct text *t);

/* What is odd about it but does not keep it from booting. */
bool explain_warnings(const struct explained *x, struct text *t);

#endif
