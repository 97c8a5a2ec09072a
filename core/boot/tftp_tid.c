/* SPDX-License-Identifier: ISC */
#include "core/boot/tftp_tid.h"

/* May it be of the transfer before?  A server that keeps to port 69 sends
 * nothing else from there either. */
static bool
is_old(const struct tftp_tid *t, uint16_t port)
{
	return port == t->before && port != t->port && port != TFTP_PORT;
}

static bool
client_takes(struct tftp_tid *t, const struct tftp_packet *p, uint16_t port)
{
	/* It ends what it turns down: the transfer itself, where that is all
	 * that was offered. */
	if (p->op == TFTP_ERROR && p->code == TFTP_E_UNKNOWN_TID)
		return !t->rivals && port == t->port && port != t->before;
	if (is_old(t, port) && p->op == TFTP_ACK && p->block > 1)
		return false;
	t->port = port;
	t->agreed = p->op != TFTP_ERROR;
	return true;
}

/* What answers a request, and cannot belong to a transfer that ran. */
static bool
may_begin(const struct tftp_tid *t, const struct tftp_packet *p)
{
	switch (p->op) {
	case TFTP_OACK:
		return true;
	case TFTP_DATA:
		return p->block == 1;
	case TFTP_ACK:
		return p->block == 0;
	case TFTP_ERROR:
		return p->code != TFTP_E_UNKNOWN_TID &&
		    (p->code != TFTP_E_UNDEFINED || t->before_whole);
	case TFTP_RRQ:
	case TFTP_WRQ:
		break;
	}
	return false;
}

static bool
server_takes(struct tftp_tid *t, const struct tftp_packet *p, uint16_t port)
{
	if (is_old(t, port) && !may_begin(t, p))
		return false;
	if (t->port == 0)
		t->port = port;
	if (port == t->port)
		return true;
	t->rivals = true;
	/* One gives up: the other goes on. */
	return p->op != TFTP_ERROR;
}

bool
tftp_tid_takes(struct tftp_tid *t, const struct tftp_packet *p,
    bool from_client, uint16_t port)
{
	if (t->agreed)
		return port == t->port;
	return from_client ? client_takes(t, p, port) :
			     server_takes(t, p, port);
}
