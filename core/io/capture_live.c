/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/capture_live.h"

#include <pcap/pcap.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/addr.h"
#include "core/base/err.h"

/*
 * Whole DHCP messages and TFTP blocks of an Ethernet frame.  Every frame waits
 * in a slot of this size and some 90 bytes more, and no slot lies across two
 * pages (packet_mmap): up to 1,952 two of them share one, of 2,048 none would.
 */
#define SNAP_BYTES 1920
#define FILTER_BYTES 8192
/* Addresses in the filter, which the kernel takes up to 4096 steps of.  What is
 * sent from others is read, too, and known for ours (core/boot/join.h). */
#define MOST_OWN 32

struct capture_live {
	pcap_t *pcap;
	enum frame_link link;
	uint64_t frames, lost;
	struct pcap_stat before; /* its counters are 32 bits wide */
};

/* What is read of each protocol; each part may stand behind a VLAN tag. */
#define DHCP "(udp port 67 or udp port 68 or udp port 4011)"
#define TFTP_REQUEST "udp dst port 69"
/* The answers of a server that keeps to one port. */
#define TFTP_ANSWER "udp src port 69"
#define UNREACHABLE "icmp[icmptype] = icmp-unreach"
/* Opcodes 1 to 6 between two high ports. */
#define TFTP_REST                                                              \
	"(udp src portrange 1024-65535 and udp dst portrange 1024-65535"       \
	" and udp[8:2] >= 1 and udp[8:2] <= 6)"
/* Later fragments, which have no ports: joined by the observer. */
#define FRAGMENT "(ip proto 17 and ip[6:2] & 0x1fff != 0)"
/* Beginnings and ends of connections, and heads of messages in them; of TLS
 * nothing else, as that it goes on is not seen here. */
#define ISCSI_PORTS "(tcp port 3260 or tcp port 860)"
#define TCP_PORTS                                                              \
	"(tcp port 80 or tcp port 8080 or tcp port 443 or " ISCSI_PORTS ")"
#define TCP_BYTES(n) "tcp[((tcp[12] & 0xf0) >> 2):" #n "]"
#define TCP_ENDS "tcp[tcpflags] & (tcp-syn|tcp-fin|tcp-rst) != 0"
#define HTTP_HEAD                                                              \
	"(not " ISCSI_PORTS                                                    \
	" and (" TCP_BYTES(4) " = 0x47455420 or " TCP_BYTES(                   \
	    4) " = 0x48454144 or " TCP_BYTES(4) " = 0x504f5354 or " TCP_BYTES(4) " = 0x48545450))"
/*
 * Login request, immediate or not, and login response (RFC 7143 11.12); what
 * a command is answered with CHECK CONDITION (11.4).
 */
#define ISCSI_LOGIN                                                            \
	"(" ISCSI_PORTS " and (" TCP_BYTES(1) " = 0x43 or " TCP_BYTES(         \
	    1) " = 0x03 or " TCP_BYTES(1) " = 0x23 or " TCP_BYTES(4) " & "     \
								     "0xff000" \
								     "0ff = "  \
								     "0x21000" \
								     "002))"

/*
 * A byte that is not in the packet ends a kernel filter with "no", whatever
 * other parts would say: those that look behind the headers come last.
 */
static void
add_protocols(struct text *t, const char *not_own)
{
	text_add(t, "(" DHCP " or " TFTP_REQUEST " or arp or " UNREACHABLE);
	text_addf(t, " or (" TFTP_ANSWER "%s)", not_own);
	text_addf(t, " or (" FRAGMENT "%s)", not_own);
	text_addf(t, " or (" TFTP_REST "%s)", not_own);
	text_add(t,
	    " or (" TCP_PORTS " and (" TCP_ENDS " or " HTTP_HEAD
	    " or " ISCSI_LOGIN ")))");
}

static void
add_filter(struct text *t, enum frame_link link, const uint32_t *own,
    size_t count)
{
	char not_own[MOST_OWN * 24], ip[IP4_TEXT];
	struct text n;
	size_t i;

	text_init(&n, not_own, sizeof(not_own));
	for (i = 0; i < count && i < MOST_OWN; i++)
		text_addf(&n, "%s%s", i == 0 ? " and not (host " : " or host ",
		    ip4_format(ip, own[i]));
	if (count > 0)
		text_add(&n, ")");
	/* 802.1D 7.12.3: the bridge group address.  RFC 8415 7.1: where
	 * firmware that boots over IPv6 asks (core/proto/dhcp6.h). */
	if (link == FRAME_ETHERNET)
		text_add(t,
		    "ether dst 01:80:c2:00:00:00 or "
		    "ether dst 33:33:00:01:00:02 or ");
	add_protocols(t, not_own);
	if (link != FRAME_ETHERNET)
		return;
	text_add(t, " or (vlan and ");
	add_protocols(t, not_own);
	text_add(t, ")");
}

int
capture_live_filter(struct capture_live *c, const uint32_t *own, size_t count)
{
	char filter[FILTER_BYTES];
	struct bpf_program program;
	struct text t;
	int err;

	text_init(&t, filter, sizeof(filter));
	add_filter(&t, c->link, own, count);
	if (pcap_compile(c->pcap, &program, filter, 1, PCAP_NETMASK_UNKNOWN) !=
	    0)
		return -PX_ENET;
	err = pcap_setfilter(c->pcap, &program);
	pcap_freecode(&program);
	return err == 0 ? 0 : -PX_ENET;
}

static int
activate(struct capture_live *c, struct text *why)
{
	int err;

	(void)pcap_set_snaplen(c->pcap, SNAP_BYTES);
	(void)pcap_set_promisc(c->pcap, 1);
	(void)pcap_set_immediate_mode(c->pcap, 1);
	(void)pcap_set_buffer_size(c->pcap, CAPTURE_LIVE_RING);
	err = pcap_activate(c->pcap);
	if (err >= 0)
		return 0;
	text_add_visible_str(why, pcap_statustostr(err));
	switch (err) {
	case PCAP_ERROR_PERM_DENIED:
	case PCAP_ERROR_PROMISC_PERM_DENIED:
		return -PX_EACCESS;
	case PCAP_ERROR_NO_SUCH_DEVICE:
		return -PX_ENOENT;
	default:
		return -PX_ENET;
	}
}

static int
prepare(struct capture_live *c, struct text *why)
{
	char error[PCAP_ERRBUF_SIZE] = "";
	int err = activate(c, why);

	if (err != 0)
		return err;
	if (frame_link_find(pcap_datalink(c->pcap), &c->link) != 0) {
		text_addf(why, "link type %d is not read here",
		    pcap_datalink(c->pcap));
		return -PX_ENET;
	}
	if (pcap_setnonblock(c->pcap, 1, error) == 0 &&
	    capture_live_filter(c, NULL, 0) == 0)
		return 0;
	text_add_visible_str(why,
	    error[0] != '\0' ? error : pcap_geterr(c->pcap));
	return -PX_ENET;
}

int
capture_live_open(struct capture_live **ret, const char *interface,
    struct text *why)
{
	struct capture_live *c = calloc(1, sizeof(*c));
	char error[PCAP_ERRBUF_SIZE];
	int err;

	if (c == NULL)
		return -PX_ENOMEM;
	c->pcap = pcap_create(interface, error);
	err = c->pcap == NULL ? -PX_ENOMEM : prepare(c, why);
	if (err != 0) {
		capture_live_close(c);
		return err;
	}
	*ret = c;
	return 0;
}

void
capture_live_close(struct capture_live *c)
{
	if (c == NULL)
		return;
	if (c->pcap != NULL)
		pcap_close(c->pcap);
	free(c);
}

int
capture_live_fd(const struct capture_live *c)
{
	return pcap_get_selectable_fd(c->pcap);
}

int
capture_live_next(struct capture_live *c, struct observe_frame *ret)
{
	struct pcap_pkthdr *head;
	const u_char *data;
	const int r = pcap_next_ex(c->pcap, &head, &data);

	if (r == 0)
		return 0;
	if (r != 1)
		return -PX_ENET;
	ret->number = 0;
	ret->time_us = (int64_t)head->ts.tv_sec * 1000000 + head->ts.tv_usec;
	ret->link = c->link;
	ret->data = data;
	ret->len = head->caplen;
	ret->wire_len = head->len;
	return 1;
}

void
capture_live_counts(struct capture_live *c, struct capture_counts *ret)
{
	struct pcap_stat now;

	if (pcap_stats(c->pcap, &now) == 0) {
		const uint32_t lost = now.ps_drop - c->before.ps_drop;

		/* The kernel counts what it lost among what came. */
		c->frames += now.ps_recv - c->before.ps_recv - lost;
		c->lost += lost;
		c->before = now;
	}
	ret->frames = c->frames;
	ret->lost = c->lost;
}
