/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_TRACK_MACHINE_H
#define CORE_BOOT_TRACK_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/boot/arp_asked.h"
#include "core/boot/event.h"
#include "core/boot/told.h"

/*
 * What the tracker keeps of one machine, and the rules about it that need no
 * table: which file is what, and when a boot is complete, broken or stuck.
 */
enum track_got {
	GOT_ANSWER = 1 << 0, /* told, or left without answer on purpose */
	GOT_LOADER = 1 << 1,
	GOT_CONFIG = 1 << 2,
	GOT_SCRIPT = 1 << 3, /* the one that gPXE/iPXE was told */
	GOT_PAYLOAD = 1 << 4,
	GOT_SAN = 1 << 5, /* a root path, taken */
	GOT_LOGIN = 1 << 6, /* its target took it in */
	GOT_TOLD = 1 << 7 /* where its script is: elsewhere */
};

/*
 * The names of a boot: of the machines that were told or asked for any, the
 * latest some thousand.
 */
struct machine_words {
	uint32_t owner; /* its row */
	char loader[256], script[256]; /* as told */
	char file[128]; /* the last one asked for */
	char error[128]; /* the last thing went wrong; "" */
	int64_t got_us; /* when it had a file whole last; 0: none */
	struct told told;
	uint32_t arp_addr; /* of those that it was told to reach, */
	struct arp_asked arp; /* the one that it looks for */
	bool shown; /* event_is_shown: what others send it alone */
	uint64_t before; /* the session before this one; 0: none */
};

/*
 * A row of 100,000, most of which may be forged: each byte is 100 KB, so
 * that the fields are as narrow as what they hold.
 */
struct machine {
	struct mac mac, as, lead;
	uint8_t uuid[16];
	bool has_uuid : 1; /* of option 97 */
	bool shares : 1; /* that UUID with another machine: it names nobody */
	bool has_as : 1; /* its boot goes on with the MAC `as` */
	bool follows : 1; /* it is that other MAC, of the boot of `lead` */
	bool known : 1; /* in the book: forgotten last */
	bool active : 1; /* the session has not ended */
	bool began_gpxe : 1; /* its first DISCOVER had option 175 */
	bool uboot : 1; /* it has called itself so in this boot */
	bool stalled : 1;
	bool by_once : 1;
	bool kernel : 1; /* asked for */
	bool declined : 1; /* its address, and has asked for no other yet */
	bool seeks_root : 1; /* its loader asked for a root path */
	bool attaching : 1; /* to a target: one of those that are running */
	uint32_t addr;
	uint64_t session; /* the present or the last one; 0: none */
	int64_t began_us, since_us; /* of the session, of the stage */
	int64_t last_us; /* last sign of life */
	int64_t refused_us; /* last NAK of this boot, 0: none */
	struct machine_words *words; /* NULL: none, or others needed the room */
	uint32_t xid;
	struct {
		uint32_t xid, giaddr, way;
		uint16_t port, count;
		enum dhcp_type type : 8;
		enum client_stage stage : 8;
	} asks; /* the last thing it asked, and how often */
	enum client_stage asked : 8; /* who asked last; replies do not say */
	enum boot_stage stage : 8;
	enum boot_mode mode : 8;
	uint8_t got; /* enum track_got */
	uint8_t offered; /* GOT_SAN, GOT_TOLD: by a proxy, not yet taken */
	uint16_t running; /* transfers, and connections to targets */
	uint16_t searched; /* configurations asked for and not there */
};

/* Its words, empty ones where it has none. */
const struct machine_words *track_words_of(const struct machine *m);

/* Was it seen to be answered?  A tap may show one side only. */
bool track_hears_servers(const struct machine *m);

/* A file's part in the boot. */
enum track_role {
	ROLE_LOADER,
	ROLE_MODULE,
	ROLE_CONFIG,
	ROLE_PAGE, /* another script: one that is made where it is asked for */
	ROLE_HOPED, /* a configuration that few have: asked for in passing */
	ROLE_SCRIPT,
	ROLE_PAYLOAD,
	ROLE_INITRD
};

/* By its name, what the machine was told, and how far it is. */
enum track_role track_role_of(const struct machine *m, const char *name);

/* Is it a network boot program by its name? */
bool track_is_loader(const char *name);

/*
 * By its name, one that fetches more before anything runs: its script, its
 * configuration, another loader.  Those of Windows are none, which give up
 * where nobody presses a key.
 */
bool track_chains(const char *name);

/* How a session stands. */
enum track_state {
	TRACK_GOES_ON,
	TRACK_STALLS, /* no progress: shown, but it may go on */
	TRACK_ENDS
};

/*
 * At that time, nothing having happened since m->last_us.  ENDS fills *ret
 * with the result.
 */
enum track_state track_judge(const struct machine *m, int64_t now_us,
    enum boot_stage *ret);

/* When that may change after now_us; INT64_MAX: never. */
int64_t track_judge_due_us(const struct machine *m, int64_t now_us);

/* The result if it ends here and now, because the machine starts anew. */
enum boot_stage track_result(const struct machine *m);

/* The system of its disk came up: is that what this boot was for? */
enum boot_stage track_result_os(const struct machine *m);

/* A sentence about the result or the stall. */
void track_text(struct text *t, const struct machine *m,
    enum boot_stage result);

#endif
