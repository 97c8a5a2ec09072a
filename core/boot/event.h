/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_EVENT_H
#define CORE_BOOT_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/addr.h"
#include "core/base/to_fill.h"
#include "core/boot/client.h"
#include "core/boot/dhcp_facts.h"
#include "core/boot/finding.h"
#include "core/boot/lease.h"
#include "core/boot/mode.h"
#include "core/proto/dhcp.h"
#include "core/proto/tftp_xfer.h"

/*
 * What happened, as a value that owns everything in it: events are copied
 * through queues to the screen, the store and the JSON stream.  All text in
 * it is foreign bytes: made visible where it is shown, not before.
 */
enum event_kind {
	EVENT_DHCP,
	EVENT_TFTP,
	EVENT_HTTP,
	EVENT_ISCSI,
	EVENT_STAGE, /* a machine's boot entered a stage */
	EVENT_SESSION, /* a boot began or ended */
	EVENT_LEASE,
	EVENT_HOST, /* a setting changed */
	EVENT_FINDING,
	EVENT_SERVER, /* a foreign server */
	EVENT_WIRE, /* ARP, ICMP, BPDU: for the diagnosis, not for JSON */
	EVENT_LOG,
	EVENT_KIND_COUNT
};

enum origin { ORIGIN_OWN, ORIGIN_WIRE };

/* Stages of one boot, in their usual order. */
enum boot_stage {
	BOOT_NEW, /* silent: nothing yet */
	BOOT_DISCOVER,
	BOOT_OFFERED,
	BOOT_REQUESTED,
	BOOT_BOUND,
	BOOT_PROXY, /* asked for its boot server: on 4011, or by BSDP */
	BOOT_LOADER, /* fetching what the ROM was told */
	BOOT_CHAINED, /* second DHCP, with option 175 */
	BOOT_ROOT, /* root path given */
	BOOT_SAN, /* seen at its iSCSI target */
	BOOT_CONFIG, /* script or configuration */
	BOOT_KERNEL, /* and whatever else is no initrd */
	BOOT_INITRD,
	BOOT_OS, /* DHCP from the installed system */
	BOOT_IGNORED, /* our policy gives no answer */
	BOOT_STALLED,
	BOOT_FAILED,
	BOOT_DONE,
	BOOT_STAGE_COUNT
};

#define EVENT_PACKET 768 /* bytes of a message that are kept */

struct event_dhcp {
	enum dhcp_type type;
	uint8_t op;
	uint32_t xid;
	uint32_t src, dst, server, yiaddr, siaddr, giaddr;
	uint16_t src_port, dst_port; /* 0: not known */
	struct mac link; /* wire: who sent the frame; zero: not known */
	enum client_stage stage; /* requests */
	enum client_arch arch;
	uint16_t tries; /* which time this boot asks so; 0: not known */
	bool passed_on; /* a relay's, of a request that was told before */
	enum boot_mode mode; /* in force; MODE_NONE where none was decided */
	bool by_once;
	bool known; /* the machine is in the book */
	bool refused; /* a request that gets no answer */
	bool loader_missing; /* the file it is told is not below the root */
	uint16_t packet_len; /* of the message; 0: not kept */
	struct dhcp_facts facts; /* what the message itself says */
	char kind[48]; /* client_kind_text; requests */
	char bootfile[256];
	char root_path[256];
	char reason[192]; /* why we answered so, or not at all; wire: why an
			   * address is refused; clean */
	char reason_slug[32];
	uint8_t packet[EVENT_PACKET]; /* its beginning; nothing after that */
};

/* Who says nothing more when a transfer breaks off. */
enum tftp_silent {
	TFTP_SILENT_CLIENT,
	TFTP_SILENT_SERVER,
	TFTP_SILENT_BOTH /* nor does the other one ask for it */
};

enum tftp_phase { TFTP_PHASE_REQUEST, TFTP_PHASE_PROGRESS, TFTP_PHASE_DONE };

struct event_tftp {
	enum tftp_phase phase;
	uint64_t transfer; /* number, unique while the server runs */
	char file[256];
	uint32_t client, server;
	uint16_t client_port;
	uint16_t blksize, windowsize;
	uint64_t bytes, size; /* sent and acknowledged; of the file */
	uint64_t retransmits;
	uint8_t asked, granted; /* options: bits of enum tftp_option */
	uint8_t beyond; /* wire: granted without that or so much being asked */
	bool writes; /* WRQ: the file is the client's, and no step of a boot */
	bool answered; /* the server said anything */
	bool heard; /* the client said anything to its answer */
	uint64_t blocks; /* acknowledged */
	uint32_t answer; /* another address that answered; 0: the server's */
	uint64_t elapsed_us;
	enum tftp_outcome outcome; /* DONE */
	enum tftp_silent silent; /* INCOMPLETE */
	uint16_t vain; /* how often the other one spoke again then; own: 0 */
	uint16_t error_code;
	char error[96];
};

/* Why a server refuses a file. */
enum tftp_refusal { REFUSAL_MISSING, REFUSAL_DENIED, REFUSAL_OTHER };

/* By the ERROR's number; where that is none (0), servers tell it in words. */
enum tftp_refusal event_tftp_refusal(uint16_t error_code, const char *error);

struct event_stage {
	enum boot_stage stage, before;
	uint64_t in_before_us; /* time spent there */
	char what[128]; /* file, mode, ...: for people */
	/* REQUESTED, STALLED: which of several offers it takes, and why; PROXY,
	 * LOADER: where it shows to have taken other boot data; "" */
	char choice[256]; /* clean */
};

struct event_session {
	bool begins;
	enum boot_stage result; /* when it ends */
	enum boot_mode mode;
	bool by_once;
	bool once_used; /* the once mode has served its one boot */
	uint64_t took_us;
	char text[128];
};

struct event_lease {
	struct lease lease;
	bool stored; /* false: serving from memory, the disk failed */
};

enum http_phase { HTTP_PHASE_REQUEST, HTTP_PHASE_PROGRESS, HTTP_PHASE_DONE };

/* Did its connection come about? */
enum http_reach {
	HTTP_REACHED,
	HTTP_REFUSED, /* RST */
	HTTP_SILENT, /* no answer to its SYNs */
	HTTP_REACH_COUNT
};

/* Who closes the connection before all of an answer is there. */
enum http_left {
	HTTP_LEFT_BY_CLIENT,
	HTTP_LEFT_BY_SERVER,
	HTTP_LEFT_BY_NOBODY, /* nothing more comes */
	HTTP_LEFT_BY_RESTART /* its machine boots anew */
};

/*
 * One request for a boot file by HTTP, ours or seen.  What the answer says is
 * there from PROGRESS on.  A server that was not reached was asked for nothing:
 * that is DONE at once, with address and port alone.
 */
struct event_http {
	enum http_phase phase;
	enum http_reach reach;
	char method[8];
	char uri[256], host[64], agent[64];
	uint32_t client, server;
	uint16_t server_port;
	uint16_t status; /* 0: no answer */
	uint64_t bytes, length; /* of the body: seen or sent; as announced */
	bool has_length, chunked;
	enum http_left left; /* of an answer that broke off; own: its client */
	bool in_part; /* the capture ended first, or cut its head off */
	bool under_way; /* in part: its body was still coming */
	bool one_sided; /* nothing of the server is seen: no wonder */
	bool secure; /* TLS to that host: bytes, but no method and no uri */
	uint64_t elapsed_us;
};

enum iscsi_phase {
	ISCSI_CONNECT, /* SYN */
	ISCSI_REFUSED, /* RST */
	ISCSI_SILENT, /* no answer to its SYNs */
	ISCSI_LOGIN, /* request with names */
	ISCSI_RESPONSE, /* final or refusing login response */
	ISCSI_NO_LUN, /* logged in, but no disk has the LUN it asks */
	ISCSI_PHASE_COUNT
};

struct event_iscsi {
	enum iscsi_phase phase;
	uint32_t client, server;
	uint16_t port;
	char initiator[128], target[128];
	uint8_t status_class, status_detail; /* RFC 7143 11.13.5 */
};

/* A server that is not ours, when it is first seen or offers otherwise. */
enum server_kind {
	SERVER_DHCP,
	SERVER_PROXY,
	SERVER_PXE,
	SERVER_TFTP,
	SERVER_KIND_COUNT
};

struct event_server {
	enum server_kind kind;
	uint32_t addr;
	bool has_mac;
	struct mac mac;
	char offers[160]; /* "pxelinux.0 from 192.0.2.1, option 60" */
};

/* Wire facts that belong to no message of ours. */
enum wire_kind {
	WIRE_ARP_REQUEST,
	WIRE_ARP_REPLY,
	WIRE_UNREACHABLE, /* ICMP 3 or its like */
	WIRE_BPDU,
	WIRE_SOLICIT, /* DHCPv6, by firmware */
	/* The connection that src opens does not come about: the tracker makes
	 * an event of HTTP or iSCSI of it where it belongs to a boot. */
	WIRE_TCP_REFUSED, /* RST */
	WIRE_TCP_SILENT /* no answer to its SYNs */
};

struct event_wire {
	enum wire_kind kind;
	uint32_t src, dst; /* who asks or refuses; whom */
	uint16_t port; /* UNREACHABLE, TCP_*: where the refused one went */
	uint8_t code; /* ICMP code */
};

/* One changed key of a host; mac zero: of a mode's defaults or a target. */
struct event_host {
	char object[64]; /* "host", "mode gpxe", "target disk1" */
	char key[24];
	char before[256], after[256];
	char who[64];
};

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

struct event_log {
	enum log_level level;
	uint64_t refused; /* the number of a change that fails; 0: no such */
	char topic[16]; /* "tftp", "store", ... */
	char text[256];
};

struct event {
	enum event_kind kind;
	enum origin origin;
	uint64_t seq; /* stamped by the bus */
	int64_t time_us; /* since 1970, UTC */
	bool has_mac;
	struct mac mac; /* a machine of several: the first that asked */
	bool has_as; /* it speaks with another MAC by now: */
	struct mac as;
	uint64_t session; /* 0: none */
	uint64_t frame; /* of the capture, from 1; 0: not from a capture */
	int64_t wire_us; /* own: when the wire showed it too, 0: it did not */
	uint16_t vlan; /* wire: the outermost tag, 0: none */
	bool unheard; /* wire: it was for us, and our sockets never got it */
	bool copy; /* the same again: mirrored ports show it so at once; own:
		    * the wire's went on before this came (join.h) */
	union {
		struct event_dhcp dhcp;
		struct event_tftp tftp;
		struct event_http http;
		struct event_iscsi iscsi;
		struct event_server server;
		struct event_finding finding;
		struct event_wire wire;
		struct event_stage stage;
		struct event_session session;
		struct event_lease lease;
		struct event_host host;
		struct event_log log;
	} u;
};

const char *event_kind_name(enum event_kind k); /* "dhcp", ... */
const char *boot_stage_name(enum boot_stage s); /* "discover", ... */

/* Kernel or initrd. */
bool boot_stage_is_payload(enum boot_stage s);
const char *log_level_name(enum log_level l);

/*
 * Zeroed as far as its kind has room for anything, with its kind, time and
 * machine (NULL: none).
 */
void event_init(struct event *e, enum event_kind kind, int64_t time_us,
    const struct mac *mac);

/* A line of our own log. */
void event_log(struct event *e, enum log_level level, const char *topic,
    const char *text, int64_t time_us);

/* How many of its bytes are used: those after them may be anything. */
size_t event_size(const struct event *e);

/* The same event: not the bytes that its kind leaves unused, most of them. */
void event_copy(struct event *to, const struct event *e);

/* The MAC that the machine has now: `as`, or else `mac`. */
const struct mac *event_speaker(const struct event *e);

/*
 * When it was on the wire, as far as that is known.  What our server tells
 * has the time at which the server came to it, on a busy host well after the
 * answer of another: messages are compared by this one.
 */
int64_t event_wire_us(const struct event *e);

/* Keeps the message itself, as far as there is room. */
void event_keep_packet(struct event_dhcp *d, const void *data, size_t len);

/* A transfer of others whose server said nothing. */
bool event_tftp_unanswered(const struct event *e);

/*
 * Does it show that the tap sees what passes between a machine and one other
 * alone, as at a mirrored port?  Of DHCP a tap at its server sees that as well.
 */
bool event_is_shown(const struct event *e);

/* How far a transfer is: told of it again and again, and nothing new. */
#define EVENT_PROGRESS_US INT64_C(1000000) /* not more often than that */
bool event_is_progress(const struct event *e);

/* An answer of which not all came; and, in words, at whom that was. */
bool event_http_broke_off(const struct event *e);
const char *event_http_left(const struct event *e);

/* Receives every event, in order; must not keep the pointer. */
struct event_sink {
	void *arg;
	void (*take)(void *arg, const struct event *e);
};

#endif
