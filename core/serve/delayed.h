/* SPDX-License-Identifier: ISC */
#ifndef CORE_SERVE_DELAYED_H
#define CORE_SERVE_DELAYED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/serve/pending.h"

/*
 * Offers that wait because their machine is slow to listen (reply-delay): a
 * fixed number, each with its own time.  Nobody else waits for them.
 */
struct delayed;

struct delayed *delayed_new(size_t most);
void delayed_free(struct delayed *d);

/*
 * Copies the reply, which is due at due_us.  A machine that asks again in the
 * same transaction has one waiting already: that one stands.  False: full.
 */
bool delayed_put(struct delayed *d, const struct outgoing *o, int64_t due_us);

/* How long the next one still waits; 0: it is due, UINT64_MAX: there is none.
 */
uint64_t delayed_wait_us(const struct delayed *d, int64_t now_us);

/* Takes one out that is due, NULL: none; borrowed until the next call. */
const struct outgoing *delayed_next(struct delayed *d, int64_t now_us);

#endif
