/* SPDX-License-Identifier: ISC */
#ifndef TESTS_UNIT_LAB_H
#define TESTS_UNIT_LAB_H

#include "core/boot/dhcp_server.h"
#include "tests/unit/sample.h"

#define EVERYBODY 0xffffffffu
#define RESERVED 0xaa01u /* 10.99.0.20 */
#define IGNORED 0xaa02u
#define HOSTS 2

/* The test net of the checklist: 10.99.0.1/24, pool .50 to .250. */
struct lab {
	struct book book;
	struct host hosts[HOSTS];
	uint32_t *slots;
	void *memory;
	struct server_facts server;
	struct network net;
	struct dhcp_context ctx;
	struct ingress in;
	struct sample s;
	struct dhcp_answer a;
	struct sample_reply reply;
};

void lab_begin(struct lab *lab, bool proxy);
void lab_done(struct lab *lab);
/* Broadcast from 0.0.0.0:68, unless the test says otherwise afterwards. */
void lab_begin_message(struct lab *lab, enum sample_client client,
    enum dhcp_type type, uint32_t mac);
void lab_unicast(struct lab *lab, uint32_t ciaddr, uint16_t port,
    uint16_t local_port);
enum dhcp_refusal lab_serve(struct lab *lab);
void lab_expect(struct lab *lab, enum dhcp_type type, uint32_t yiaddr);
void lab_refuses(struct lab *lab, enum dhcp_refusal why);
/* DISCOVER to ACK. */
void lab_lease(struct lab *lab, enum sample_client client, uint32_t mac,
    uint32_t addr);

#endif
