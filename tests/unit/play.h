/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_PLAY_H
#define TESTS_UNIT_PLAY_H

#include "tests/unit/unit.h"

#include "core/boot/track.h"

/* Boots played to the tracker, message by message, on a clock of their own. */
#define ME 0x0a630001u
#define ADDR(n) (0x0a630000u + (n))
#define MOST_SEEN 400
#define SECOND ((int64_t)1000000)

/* What the tracker emitted, in order. */
struct play {
	struct track *t;
	void *memory;
	struct event seen[MOST_SEEN];
	size_t count;
	int64_t now;
	uint64_t transfer;
	enum boot_mode mode; /* of the decisions that follow */
	bool by_once;
	uint32_t xid;
};

void play_begin_with(struct play *s, size_t machines);
void play_begin(struct play *s);
void play_end(struct play *s);
struct mac play_mac_of(uint8_t n);
/* Seconds go by, with the tracker's tick each. */
void play_wait_seconds(struct play *s, unsigned n);
struct event play_dhcp(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type);
void play_asks(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type);
void play_refused(struct play *s, uint8_t machine, enum client_stage stage);
void play_told(struct play *s, uint8_t machine, enum client_stage stage,
    enum dhcp_type type, const char *bootfile, const char *root_path,
    bool proxy);
/* DISCOVER, OFFER, REQUEST, ACK with this name. */
void play_dora(struct play *s, uint8_t machine, enum client_stage stage,
    const char *bootfile, const char *root_path);
void play_tftp(struct play *s, uint8_t machine, const char *file,
    enum tftp_phase phase, enum tftp_outcome outcome);
void play_fetches(struct play *s, uint8_t machine, const char *file,
    enum tftp_outcome outcome);
/* Ten bytes by HTTP from ourselves, of which so many arrive at machine 1. */
void play_gets(struct play *s, const char *method, const char *uri,
    uint64_t bytes);
enum boot_stage play_stage_of(struct play *s, uint8_t machine);
/* How many sessions ended; the last one in *ret. */
size_t play_ended(const struct play *s, struct event_session *ret);
size_t play_begun(const struct play *s);
bool play_entered(const struct play *s, enum boot_stage stage);
void play_expect_end(struct play *s, size_t n, enum boot_stage result,
    bool once_used);
void play_pxelinux_files(struct play *s, uint8_t machine);

#endif
