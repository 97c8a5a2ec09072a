/* SPDX-License-Identifier: ISC */
#ifndef CORE_IO_LOOP_H
#define CORE_IO_LOOP_H

#include <stdint.h>

/*
 * libevent's loop, one thread's.  Apart from the rest because libevent calls
 * a thing to wait for `struct event`, and here an event is what happened to
 * a machine.
 */
struct loop;
struct watch;
struct event_base;

/* NULL when memory or descriptors are missing. */
struct loop *loop_new(void);
void loop_free(struct loop *l); /* after its watches */

/* Runs until loop_stop, which is called from within. */
void loop_run(struct loop *l);
void loop_stop(struct loop *l);

/* For libevent's own users. */
struct event_base *loop_base(struct loop *l);

/* Calls fn whenever fd is readable; NULL: no memory. */
struct watch *watch_fd(struct event_base *base, int fd, void (*fn)(void *arg),
    void *arg);

/* Calls fn whenever fd can be written to. */
struct watch *watch_writable(struct event_base *base, int fd,
    void (*fn)(void *arg), void *arg);

/* Calls fn every so many milliseconds. */
struct watch *watch_every(struct event_base *base, int ms,
    void (*fn)(void *arg), void *arg);

/* Calls fn once after each watch_in_us; setting it again puts it off. */
struct watch *watch_timer(struct event_base *base, void (*fn)(void *arg),
    void *arg);
void watch_in_us(struct watch *w, uint64_t us);

/* Also from within its own call. */
void watch_free(struct watch *w);

#endif
