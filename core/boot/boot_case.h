/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BOOT_CASE_H
#define CORE_BOOT_BOOT_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/boot/arp_asked.h"
#include "core/boot/event.h"
#include "core/boot/loaders.h"
#include "core/boot/told.h"

/*
 * What is known of one machine's present boot, as the diagnosis wants it: who
 * asked what when, every reply, every file, every login, each with the frame
 * that shows it.  Filled from stamped events; the last entries of a full list
 * are replaced (of files and pages all but the newest two), counters go on.
 */
#define CASE_ASKS 24
#define CASE_REPLIES 12
#define CASE_FILES 32
#define CASE_PAGES 12
#define CASE_LOGINS 6
#define CASE_ARPS 6

/*
 * What a case has or lacks, for who looks for something that needs it.  Most
 * cases of a network where many machines boot have no more than a few
 * messages, of which nothing is odd.
 */
enum case_has {
	HAS_AGAIN = 1 << 0, /* two DISCOVERs, or BOOTP's */
	HAS_4011 = 1 << 1, /* something asked on port 4011 */
	HAS_REPLY = 1 << 2,
	HAS_FILE = 1 << 3,
	HAS_PAGE = 1 << 4,
	HAS_LOGIN = 1 << 5,
	HAS_ARP = 1 << 6,
	HAS_TWIN = 1 << 7, /* another MAC */
	HAS_TARGET = 1 << 8, /* it logs in, or looks for somebody by ARP */
	HAS_KERNEL = 1 << 9, /* it asked for one */
	HAS_SYSTEM = 1 << 10, /* its system has an address */
	/* Of its messages, one at least: */
	HAS_GPXE = 1 << 11, /* gPXE's or iPXE's, or with option 175 */
	HAS_ODD_CLASS = 1 << 12, /* with option 93, but no usual class */
	HAS_BAD_UUID = 1 << 13,
	HAS_DECLINE = 1 << 14,
	HAS_UNHEARD = 1 << 15, /* never received by us; or a transfer */
	/* Of the replies: */
	HAS_LEASE = 1 << 16, /* an ACK with an address, */
	HAS_BARE_ACK = 1 << 17, /* one without */
	HAS_NAK = 1 << 18,
	HAS_PROXY_OFFER = 1 << 19,
	HAS_RELAYED = 1 << 20, /* giaddr is set */
	HAS_LONG = 1 << 21, /* longer than every client takes */
	HAS_TWO_NAMES = 1 << 22, /* in the field and in option 67 */
	HAS_URL = 1 << 23,
	HAS_MENU = 1 << 24,
	HAS_ROOT = 1 << 25, /* a root path */
	HAS_LOADER_OPTIONS = 1 << 26, /* 209 or 210 */
	HAS_OTHERS = 1 << 27, /* two servers' */
	/* And what is not there: */
	HAS_NO_REPLY = 1 << 28,
	HAS_NO_NAME = 1 << 29, /* file, menu or root path, of any server */
	HAS_NO_CHOICE = 1 << 30, /* it has taken no offer */
	/* Either of the two: */
	HAS_FETCHED = 1u << 31, /* file or page */
};
#define CASE_HAS_BITS 32

struct case_ask { /* a DHCP message of the client */
	int64_t time_us;
	uint64_t frame;
	enum origin origin;
	enum dhcp_type type;
	enum client_stage stage;
	enum client_arch arch;
	uint32_t xid, src, dst, server, giaddr;
	uint16_t dst_port;
	bool refused; /* our own server gives no answer */
	bool unheard; /* it was for us, and our sockets never got it */
	bool passed_on; /* a relay's copy of another one */
	char reason[96]; /* why: its beginning */
	struct dhcp_facts facts;
};

struct case_reply { /* a DHCP message to the client */
	int64_t time_us, first_us; /* last and first time it came */
	uint64_t frame;
	enum origin origin;
	enum dhcp_type type;
	unsigned times; /* the same from the same server */
	unsigned has; /* enum case_has, of this one */
	bool orphan; /* answers none of its asks */
	uint32_t xid, src, dst, server, yiaddr, siaddr, giaddr;
	uint16_t src_port, dst_port;
	/* From here on as the message has it. */
	char bootfile[256], root_path[256];
	char reason[96]; /* as event_dhcp's */
	struct dhcp_facts facts;
};

struct case_file { /* a TFTP transfer */
	int64_t began_us, last_us;
	int64_t answered_us; /* when it was first known to be */
	uint64_t asked_again; /* of the retransmits: requests before that */
	uint64_t frame, transfer;
	enum origin origin;
	bool done;
	bool unheard; /* its request, as of an ask */
	enum tftp_outcome outcome;
	enum tftp_silent silent; /* INCOMPLETE; and as of an event: */
	uint16_t vain;
	uint16_t error_code, blksize, windowsize, client_port;
	uint32_t client, server;
	uint64_t bytes, size, retransmits, blocks;
	uint8_t asked, granted, beyond;
	bool answered, heard;
	uint32_t answer;
	char file[256], error[96];
	/* Of our own root, where it can be looked at. */
	bool known; /* it is there, and this is what it is: */
	enum loader_kind loader;
	char like[128]; /* another name that is there; "" none */
};

/* A module that was refused, and where there is one of its name. */
struct case_copy {
	char name[64]; /* looked for last; "" none was */
	char folder[128]; /* "" nowhere */
	unsigned hunts; /* names looked for in this boot */
};

struct case_page { /* an HTTP request */
	int64_t time_us, last_us;
	uint64_t frame;
	struct event_http http;
	char like[128]; /* as of a file, of our own root; "" none */
};

struct case_login {
	int64_t time_us;
	uint64_t frame;
	struct event_iscsi iscsi;
};

struct case_arp { /* an address that the client looked for */
	int64_t time_us; /* asked last */
	struct arp_asked again; /* since it had to do with any server */
	uint64_t frame;
	uint32_t addr;
	unsigned asked;
	bool answered;
};

struct case_refusal { /* an ICMP "unreachable" that reached the client */
	unsigned times;
	int64_t time_us;
	uint64_t frame;
	uint32_t server;
	uint16_t port;
};

struct case_solicit { /* its firmware's DHCPv6: on to the next way to boot */
	int64_t time_us; /* the first after what it fetched last; 0: none */
	uint64_t frame;
};

struct case_system { /* the installed system's own DHCP */
	unsigned asks;
	int64_t time_us;
	uint64_t frame;
	uint32_t xid, addr;
	bool has_client_id;
};

struct case_twin { /* another MAC that shows the same UUID */
	bool there;
	struct mac mac;
	bool one; /* this machine's own: its boot went on with it */
	bool after; /* it was there before this one */
	unsigned turns; /* this one spoke after it, lately; twice: amid */
	int64_t last_us; /* when this one spoke last, as far as that counts */
};

struct case_past { /* of the boots before, as far as loops need it */
	unsigned boots; /* sessions seen, the present one included */
	unsigned installs; /* in a row that fetched the same payload */
	char payload[256];
	unsigned chains; /* loads in a row of this loader, which came back */
	char loader[128];
	unsigned drops; /* in a row that fetched this and started again */
	char dropped[128];
	int64_t first_us; /* when the first of them was complete */
	enum boot_mode mode; /* of the boot before */
};

struct boot_case {
	struct mac mac;
	uint32_t addr; /* what the client uses */
	struct case_twin twin;
	struct case_past past;
	/* From here on of this boot. */
	uint64_t session; /* 0: none yet */
	int64_t began_us, last_us;
	enum boot_stage stage;
	int64_t stage_us; /* since when */
	enum boot_mode mode; /* ours, MODE_NONE where we have no say */
	bool by_once;
	bool kernel; /* it asked for its kernel */
	bool shown; /* event_is_shown: what others send it alone */
	bool ended;
	enum boot_stage result;
	char kind[48];
	/* counters of this boot */
	unsigned asks, replies, files, pages, logins;
	unsigned discovers, bootps, requests, offers, proxy_offers, acks, naks;
	unsigned declines;
	unsigned proxy_asks, proxy_answers; /* port 4011 */
	unsigned asks_have, replies_have; /* enum case_has, of the messages */
	size_t ask_count, reply_count, file_count, page_count, login_count,
	    arp_count;
	struct case_refusal refusal;
	struct case_solicit solicit;
	struct case_copy copy;
	struct case_system system;
	struct told told; /* by the replies that it obeys */
	/* From here on a row counts only below its list's count. */
	struct case_ask ask[CASE_ASKS];
	struct case_reply reply[CASE_REPLIES];
	struct case_file file[CASE_FILES];
	struct case_page page[CASE_PAGES];
	struct case_login login[CASE_LOGINS];
	struct case_arp arp[CASE_ARPS];
};

void boot_case_init(struct boot_case *c, const struct mac *mac);

/* Takes an event of this machine; a new session empties the lists. */
void boot_case_take(struct boot_case *c, const struct event *e);

/*
 * Does it say something by itself?  Another machine shows the same UUID; and
 * then this one speaks again, be it that it asks for a file.
 */
bool boot_case_speaks(const struct event *e);
void boot_case_meet(struct boot_case *c, struct boot_case *other,
    int64_t now_us);
void boot_case_turn(struct boot_case *c, const struct boot_case *other,
    const struct event *e);

/* What it has of enum case_has. */
unsigned case_has(const struct boot_case *c);

/* Newest first helpers; NULL when there is none. */
const struct case_ask *case_last_ask(const struct boot_case *c);
const struct case_ask *case_last_ask_of(const struct boot_case *c,
    enum dhcp_type type);
const struct case_reply *case_last_reply_of(const struct boot_case *c,
    enum dhcp_type type);

/* How often it asked by DISCOVER after this; relays' copies do not count. */
unsigned case_discovers_after(const struct boot_case *c, int64_t time_us);

/* The last ACK that gave the client its address (yiaddr set), or NULL. */
const struct case_reply *case_lease(const struct boot_case *c);

/* The last transfer that was asked for, or NULL. */
const struct case_file *case_last_file(const struct boot_case *c);

/* The last transfer whose file has this name, or NULL. */
const struct case_file *case_file_named(const struct boot_case *c,
    const char *name);

/*
 * Was anything asked for by HTTP since then?  Who does not reach its server
 * has asked it for nothing.
 */
bool case_asked_page_since(const struct boot_case *c, int64_t time_us);

/* Is this reply a proxy's (PXE 2.1): yiaddr 0 and class PXEClient? */
bool case_is_proxy(const struct case_reply *r);

#endif
