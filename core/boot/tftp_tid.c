/* SPDX-License-Identifier: ISC */
#include "core/boot/tftp_tid.h"

static bool
client_takes(struct tftp_tid *t, const struct tftp_packet *p, uint16_t port)
{
	/* It ends what it turns down: the transfer itself, where that is all
	 * that was offered. */
	if (p->op == TFTP_ERROR && p->code == TFTP_E_UNKNOWN_TID)
		return !t->rivals && port == t->port && port != t->before;
	t->port = port;
	t->agreed = p->op != TFTP_ERROR;
	return true;
}

/* What answers a request, and cannot belong to a transfer that ran. */
static bool
may_begin(const struct tftp_packet *p)
{
	switch (p->op) {
	case TFTP_OACK:
		return true;
	case TFTP_DATA:
		return p->block == 1;
	case TFTP_ACK:
		return p->block == 0;
	case TFTP_ERROR:
		return p->code != TFTP_E_UNDEFINED &&
		    p->code != TFTP_E_UNKNOWN_TID;
	case TFTP_RRQ:
	case TFTP_WRQ:
		break;
	}
	return false;
}

static bool
server_takes(struct tftp_tid *t, const struct tftp_packet *p, uint16_t port)
{
	if (port == t->before && port != TFTP_PORT && !may_begin(p))
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
