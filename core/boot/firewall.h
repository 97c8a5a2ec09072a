/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_FIREWALL_H
#define CORE_BOOT_FIREWALL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * This host's packet filter, as far as it decides whether a client's first
 * datagram reaches a port here.  The rules are read elsewhere (nft's JSON,
 * iptables-save); this is the walk through them.  What a rule asks beyond
 * interface, protocol, port and connection state is not judged: such a rule
 * may match, and what follows from it is a "may".
 */
#define FIREWALL_NAME 96
#define FIREWALL_RANGES 16

enum firewall_verdict {
	FIREWALL_NEXT, /* counts, logs: goes on with the next rule */
	FIREWALL_ACCEPT,
	FIREWALL_DROP, /* or reject */
	FIREWALL_JUMP,
	FIREWALL_GOTO,
	FIREWALL_RETURN
};

struct firewall_rule {
	char chain[FIREWALL_NAME];
	char text[FIREWALL_NAME]; /* for people: where it stands */
	enum firewall_verdict verdict;
	char target[FIREWALL_NAME]; /* JUMP, GOTO */
	char iif[16]; /* "" any; a trailing * or + matches the rest */
	bool iif_not;
	uint8_t proto; /* 0: any */
	size_t range_count; /* 0: any port */
	bool ports_not;
	struct {
		uint16_t low, high;
	} ranges[FIREWALL_RANGES];
	bool never; /* asks for what a first datagram is not */
	bool maybe; /* asks for what is not judged here */
};

struct firewall_chain {
	char name[FIREWALL_NAME];
	bool base; /* what comes in begins here */
	bool drops; /* its policy */
};

struct firewall {
	struct firewall_rule *rules; /* in order */
	size_t rule_count, rule_most;
	struct firewall_chain *chains;
	size_t chain_count, chain_most;
	bool cut; /* there were more than fit */
};

struct firewall_packet {
	const char *iif;
	uint8_t proto; /* 17 UDP, 6 TCP */
	uint16_t port;
};

enum firewall_fate { FIREWALL_PASSES, FIREWALL_MAY_DROP, FIREWALL_DROPS };

struct firewall_answer {
	enum firewall_fate fate;
	char by[FIREWALL_NAME]; /* the rule or policy; "" when it passes */
};

/* The worst that any base chain does to the packet. */
void firewall_judge(const struct firewall *f, const struct firewall_packet *p,
    struct firewall_answer *ret);

/* A zeroed row at the end, or NULL (and cut) when the table is full. */
struct firewall_rule *firewall_add_rule(struct firewall *f);
struct firewall_chain *firewall_add_chain(struct firewall *f);

/* Adds what `iptables-save` printed. */
void firewall_read_iptables(struct firewall *f, const char *text);

#endif
