/* SPDX-License-Identifier: ISC */
#ifndef CORE_PROTO_TLS_HELLO_H
#define CORE_PROTO_TLS_HELLO_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What a watcher can read of TLS (RFC 8446 4.1.2, RFC 6066 3): that a
 * conversation begins, and for which host; and which records carry what the
 * two say.  The rest is not to be read, and is not.
 */
#define TLS_HOST 64

/*
 * Do these bytes begin with a client's hello?  Then host is the server name
 * that it tells, foreign text, "" for none or one that is not there.
 */
bool tls_hello_decode(char host[TLS_HOST], const void *data, size_t len);

/* Does a record begin here that carries the application's data? */
bool tls_is_data(const void *data, size_t len);

#endif
