/* SPDX-License-Identifier: ISC */
#include "tests/unit/lab.h"

#include <stdlib.h>
#include <string.h>

void
lab_begin(struct lab *lab, bool proxy)
{
	static const struct lease_config range = {SAMPLE_ADDR(50),
	    SAMPLE_ADDR(250), 3600, 10, 600};
	const struct mac reserved = sample_mac(RESERVED);
	const struct mac ignored = sample_mac(IGNORED);

	memset(lab, 0, sizeof(*lab));
	lab->slots = calloc(book_slots_for(HOSTS), sizeof(*lab->slots));
	lab->memory = calloc(1, lease_pool_size(&range));
	assert_non_null(lab->slots);
	assert_non_null(lab->memory);
	host_init(&lab->hosts[0], &reserved);
	assert_int_equal(host_set(&lab->hosts[0], KEY_IP, "10.99.0.20"), 0);
	host_init(&lab->hosts[1], &ignored);
	assert_int_equal(host_set(&lab->hosts[1], KEY_MODE, "ignore"), 0);
	book_init(&lab->book, lab->hosts, HOSTS, NULL, 0, lab->slots);
	lab->server.proxy = proxy;
	lab->server.addr = SAMPLE_ME;
	lab->server.default_mode = MODE_PXELINUX;
	lab->server.placement = PLACEMENT_FIELD;
	lab->net.addr = SAMPLE_ME;
	lab->net.mask = SAMPLE_MASK;
	lab->net.router = SAMPLE_ADDR(254);
	lab->net.mtu = 1500;
	lab->ctx.book = &lab->book;
	lab->ctx.server = &lab->server;
	lab->ctx.net = &lab->net;
	lab->ctx.pool = proxy ? NULL : lease_pool_init(lab->memory, &range);
	lab->ctx.lease_seconds = 3600;
	lab->ctx.now = 1000;
}

void
lab_done(struct lab *lab)
{
	free(lab->slots);
	free(lab->memory);
}

/* Broadcast from 0.0.0.0:68, unless the test says otherwise afterwards. */
void
lab_begin_message(struct lab *lab, enum sample_client client,
    enum dhcp_type type, uint32_t mac)
{
	lab->in.src = 0;
	lab->in.src_port = 68;
	lab->in.local = EVERYBODY;
	lab->in.local_port = 67;
	sample_begin(&lab->s, client, type, mac);
}

void
lab_unicast(struct lab *lab, uint32_t ciaddr, uint16_t port,
    uint16_t local_port)
{
	sample_ciaddr(&lab->s, ciaddr);
	lab->in.src = ciaddr;
	lab->in.src_port = port;
	lab->in.local = SAMPLE_ME;
	lab->in.local_port = local_port;
}

enum dhcp_refusal
lab_serve(struct lab *lab)
{
	assert_int_equal(sample_end(&lab->s), 0);
	dhcp_serve(&lab->a, &lab->s.request, &lab->in, &lab->ctx);
	if (lab->a.refusal == DHCP_ANSWERED)
		sample_reply(&lab->reply, &lab->a.image,
		    reply_max(&lab->s.request, &lab->net));
	return lab->a.refusal;
}

void
lab_expect(struct lab *lab, enum dhcp_type type, uint32_t yiaddr)
{
	const enum dhcp_refusal got = lab_serve(lab);

	if (got != DHCP_ANSWERED)
		fail_msg("no answer: %s", dhcp_refusal_text(got));
	assert_int_equal(lab->reply.msg.type, type);
	assert_int_equal(lab->reply.msg.head.yiaddr, yiaddr);
}

void
lab_refuses(struct lab *lab, enum dhcp_refusal why)
{
	const enum dhcp_refusal got = lab_serve(lab);

	if (got != why)
		fail_msg("refused: %s", dhcp_refusal_text(got));
}

/* DISCOVER to ACK. */
void
lab_lease(struct lab *lab, enum sample_client client, uint32_t mac,
    uint32_t addr)
{
	lab_begin_message(lab, client, DHCP_DISCOVER, mac);
	lab_expect(lab, DHCP_OFFER, addr);
	lab_begin_message(lab, client, DHCP_REQUEST, mac);
	sample_put_u32(&lab->s, 54, SAMPLE_ME);
	sample_put_u32(&lab->s, 50, addr);
	lab_expect(lab, DHCP_ACK, addr);
}
