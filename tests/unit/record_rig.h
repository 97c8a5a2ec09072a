/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_RECORD_RIG_H
#define TESTS_UNIT_RECORD_RIG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/boot/event.h"
#include "core/boot/frame_ring.h"
#include "core/serve/recorder.h"
#include "core/serve/recorder_dir.h"

/* A folder of recorded boots, and the frames and events of made machines. */
#define RECORD_START_US (INT64_C(1795402800) * 1000000)

struct record_folder {
	char path[64];
	struct text why;
	char buf[200];
};

void record_folder(struct record_folder *f);

/* How many files there are; the first and the last by name. */
size_t record_count(const struct record_folder *f, char first[256],
    char last[256]);

void record_clear(const struct record_folder *f);

struct frame_ring *record_ring(void);

/* A frame between a MAC and everybody, of so many bytes. */
struct observe_frame record_frame(uint64_t number, uint8_t machine,
    uint8_t *bytes, size_t len);

struct event record_asks(const struct observe_frame *f, uint8_t machine,
    uint64_t session);

/* As the watch thread hands it on. */
void record_passes(struct recorder *r, struct frame_ring *ring,
    const struct observe_frame *f);

void record_name(char ret[RECORD_NAME], unsigned n);

void record_put(const struct record_folder *f, const char *name, off_t size);

#endif
