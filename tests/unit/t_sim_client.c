/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <string.h>

#include "core/base/text.h"
#include "core/proto/dhcp_image.h"
#include "core/proto/dhcp_option.h"
#include "core/proto/tftp.h"
#include "core/proto/udp_frame.h"
#include "core/sim/client.h"

#define SERVER 0xc0000201
#define CLIENT 0xc0000232
#define SECOND 1000000u

/* A server in a few lines: what it puts into its replies, and its files. */
struct stub {
	const char *field, *option; /* the boot file's name */
	const char *root_path;
	bool pxe_class; /* 60 */
	const char *vendor; /* 43 */
	size_t vendor_len;
	bool overload; /* 67 into the file field by option 52 */
	bool no_siaddr;
	uint32_t next_server; /* 0: the same */
	bool proxy; /* the boot data come in an offer of their own */
	bool answers_4011;
	const char *boot_field; /* the name that 4011 says */
	bool no_oack, no_tsize;
	bool nak; /* the first REQUEST */
	const char *const *files; /* name, content, ...; NULL after the last */
	const char *second_name; /* told to gPXE and iPXE instead of field */
};

static struct sim_client client;
static char requested[40][SIM_TEXT_MAX]; /* files, in order */
static size_t request_count;
static unsigned asked_4011, discovers, arps;
static uint64_t now;

static const struct mac server_mac = {{2, 0, 0, 0, 0, 1}};
static const struct mac client_mac = {{0x52, 0x54, 0, 1, 2, 3}};

static void
deliver(uint16_t src_port, uint16_t dst_port, const uint8_t *data, size_t len)
{
	struct udp_frame u = {.src_mac = server_mac,
	    .dst_mac = client_mac,
	    .src = SERVER,
	    .dst = CLIENT,
	    .src_port = src_port,
	    .dst_port = dst_port,
	    .data = data,
	    .len = len};
	uint8_t frame[1600];
	struct wbuf w;

	wbuf_init(&w, frame, sizeof(frame));
	udp_frame_encode(&u, &w);
	assert_false(w.bad);
	sim_client_frame(&client, frame, w.len, now);
}

static void
add_boot_data(const struct stub *s, struct dhcp_image *img,
    const struct dhcp_msg *asked)
{
	const char *field = s->field;

	if (s->second_name != NULL && dhcp_find(asked, DHCP_OPT_GPXE) != NULL)
		field = s->second_name;
	img->head.siaddr = s->next_server != 0 ? s->next_server : SERVER;
	if (s->no_siaddr)
		img->head.siaddr = 0;
	if (field != NULL)
		(void)text_copy(img->file, sizeof(img->file), field);
	if (s->option != NULL)
		dhcp_image_add_str(img, 67, s->option, true, DHCP_MUST);
	if (s->root_path != NULL)
		dhcp_image_add_str(img, 17, s->root_path, false, DHCP_MUST);
	if (s->pxe_class)
		dhcp_image_add_str(img, 60, "PXEClient", false, DHCP_MUST);
	if (s->vendor != NULL)
		dhcp_image_add(img, 43, s->vendor, s->vendor_len, DHCP_MUST);
	img->want_overload = s->overload;
}

static void
reply(const struct stub *s, const struct dhcp_msg *asked, bool address,
    bool boot, uint16_t to_port)
{
	static struct dhcp_image img;
	struct dhcp_encoded done;
	uint8_t bytes[1472];
	struct wbuf w;
	enum dhcp_type type = asked->type == DHCP_DISCOVER ? DHCP_OFFER :
							     DHCP_ACK;

	dhcp_image_init(&img);
	img.head = asked->head;
	img.head.op = DHCP_OP_REPLY;
	img.head.yiaddr = address ? CLIENT : 0;
	if (s->nak && type == DHCP_ACK && discovers == 1)
		type = DHCP_NAK;
	dhcp_image_add_u8(&img, 53, (uint8_t)type, DHCP_MUST);
	dhcp_image_add_u32(&img, 54, SERVER, DHCP_MUST);
	if (boot)
		add_boot_data(s, &img, asked);
	wbuf_init(&w, bytes, sizeof(bytes));
	assert_int_equal(dhcp_encode(&img, &w, sizeof(bytes), &done), 0);
	deliver(to_port == 68 ? 67 : 4011, to_port, bytes, done.len);
}

static void
serve_dhcp(const struct stub *s, const struct udp_frame *u)
{
	static struct dhcp_msg m;
	struct stub at_4011 = *s;

	assert_int_equal(dhcp_decode(&m, u->data, u->len, NULL), 0);
	discovers += m.type == DHCP_DISCOVER;
	if (u->dst_port == 4011) {
		asked_4011++;
		assert_int_equal(m.head.ciaddr, CLIENT);
		at_4011.field = s->boot_field;
		if (s->answers_4011)
			reply(&at_4011, &m, false, true, u->src_port);
		return;
	}
	reply(s, &m, true, !s->proxy, 68);
	if (s->proxy && m.type == DHCP_DISCOVER)
		reply(s, &m, false, true, 68);
}

static const char *
content_of(const struct stub *s, const char *name)
{
	size_t i;

	for (i = 0; s->files != NULL && s->files[i] != NULL; i += 2)
		if (strcmp(s->files[i], name) == 0)
			return s->files[i + 1];
	return NULL;
}

/* One file at a time; block b of the one that was last asked for. */
static const char *current;
static uint16_t current_blksize;

static void
send_block(uint16_t block, uint16_t to_port)
{
	const size_t len = strlen(current);
	const size_t at = (block - 1u) * (size_t)current_blksize;
	uint8_t bytes[1500];
	struct wbuf w;

	if (at > len)
		return;
	wbuf_init(&w, bytes, sizeof(bytes));
	tftp_encode_data_head(&w, block);
	wbuf_put(&w, current + at,
	    len - at < current_blksize ? len - at : current_blksize);
	deliver(50000, to_port, bytes, w.len);
}

static void
serve_rrq(const struct stub *s, const struct tftp_packet *p, uint16_t port)
{
	struct tftp_options o = p->options;
	uint8_t bytes[200];
	struct wbuf w;

	(void)text_copy(requested[request_count++], SIM_TEXT_MAX, p->file);
	current = content_of(s, p->file);
	wbuf_init(&w, bytes, sizeof(bytes));
	if (current == NULL) {
		tftp_encode_error(&w, TFTP_E_NOT_FOUND, "no");
		deliver(50000, port, bytes, w.len);
		return;
	}
	current_blksize = TFTP_BLKSIZE_DEFAULT;
	if (s->no_oack) {
		send_block(1, port);
		return;
	}
	o.tsize = strlen(current);
	if (s->no_tsize)
		o.set &= (uint8_t) ~(1u << TFTP_TSIZE);
	if ((o.set & 1u << TFTP_BLKSIZE) != 0)
		current_blksize = o.blksize;
	tftp_encode_oack(&w, &o);
	deliver(50000, port, bytes, w.len);
}

static void
serve_tftp(const struct stub *s, const struct udp_frame *u)
{
	struct tftp_packet p;

	assert_int_equal(tftp_decode(&p, u->data, u->len, NULL), 0);
	if (u->dst_port == TFTP_PORT)
		serve_rrq(s, &p, u->src_port);
	else if (p.op == TFTP_ACK)
		send_block((uint16_t)(p.block + 1), u->src_port);
}

/* Whoever is asked for has the server's MAC. */
static void
serve_arp(const uint8_t *frame, size_t len)
{
	const struct arp_party them = {client_mac, CLIENT};
	struct arp_party us = {.mac = server_mac};
	uint8_t bytes[64];
	struct rbuf r;
	struct wbuf w;

	assert_int_equal(len, 42);
	rbuf_init(&r, frame, len);
	(void)rbuf_bytes(&r, 38);
	us.addr = rbuf_u32(&r);
	if (frame[21] != ARP_REQUEST)
		return;
	arps++;
	wbuf_init(&w, bytes, sizeof(bytes));
	arp_encode(&w, ARP_REPLY, &us, &them);
	sim_client_frame(&client, bytes, w.len, now);
}

static void
serve(const struct stub *s)
{
	const struct sim_frame *f;
	struct sim_frame copy;
	struct udp_frame u;

	while ((f = sim_client_send(&client)) != NULL) {
		copy = *f;
		if (udp_frame_decode(&u, copy.bytes, copy.len) < 0)
			serve_arp(copy.bytes, copy.len);
		else if (u.dst_port == 67 || u.dst_port == 4011)
			serve_dhcp(s, &u);
		else
			serve_tftp(s, &u);
	}
}

/* As long as it is DHCP. */
static void
serve_dhcp_only(const struct stub *s)
{
	const struct sim_frame *f;
	struct sim_frame copy;
	struct udp_frame u;

	while (client.state < SIM_FETCH &&
	    (f = sim_client_send(&client)) != NULL) {
		copy = *f;
		assert_int_equal(udp_frame_decode(&u, copy.bytes, copy.len), 0);
		serve_dhcp(s, &u);
	}
}

/* Boots one machine to its end; at most two minutes of its time. */
static enum sim_outcome
boot(const char *kind, const struct stub *s)
{
	unsigned steps = 0;

	now = SECOND;
	request_count = 0;
	asked_4011 = discovers = arps = 0;
	assert_non_null(sim_kind_find(kind));
	sim_client_start(&client, sim_kind_find(kind), &client_mac, now);
	while (client.state != SIM_DONE && now < 120 * SECOND) {
		serve(s);
		assert_true(++steps < 2000);
		if (sim_client_deadline(&client) != UINT64_MAX &&
		    sim_client_deadline(&client) > now)
			now = sim_client_deadline(&client);
		sim_client_tick(&client, now);
	}
	assert_int_equal(client.state, SIM_DONE);
	assert_int_equal(client.lost, 0);
	return client.outcome;
}

/* What raspberrypi.com tells dnsmasq's pxe-service to send. */
#define PI_MENU "\x06\x01\x03\x0a\x04\0PXE\x09\x14\0\0\x11Raspberry Pi Boot\xff"

static const char *const files[] = {"bootcode.bin", "\xfa\xeb made up",
    "pxelinux.0", "\xfa\xeb made up", "gpxe.pxe", "\xfa\xeb made up", "other.0",
    "\xfa\xeb made up", "ldlinux.c32", "module", "pxelinux.cfg/C00002",
    "DEFAULT l\nLABEL l\n KERNEL vmlinuz\n APPEND quiet initrd=initrd.gz\n",
    "vmlinuz", "kernel", "initrd.gz", "initrd", "boot.gpxe",
    "#!gpxe\nkernel vmlinuz\ninitrd initrd.gz\nboot\n", "boot.ipxe",
    "#!ipxe\nkernel vmlinuz\nboot\n", "exit.ipxe", "#!ipxe\nexit\n", "san.gpxe",
    "#!gpxe\nsanboot ${root-path}\n", "end.ipxe", "#!ipxe\n", NULL};

/* clang-format off */
static const struct {
	const char *what, *kind;
	struct stub stub;
	enum sim_outcome outcome;
	const char *first; /* file asked for, NULL: none */
} where_they_look[] = {
	{"name in the field", "gpxe-0.9.7",
	    {.field = "other.0", .files = files}, SIM_BOOTED, "other.0"},
	{"name in 67 only", "gpxe-0.9.7",
	    {.option = "other.0", .files = files}, SIM_NO_BOOT, NULL},
	{"name in 67 only", "gpxe-1.0.1",
	    {.option = "other.0", .files = files}, SIM_BOOTED, "other.0"},
	{"field and 67 differ", "ipxe-bios",
	    {.field = "other.0", .option = "x", .files = files},
	    SIM_BOOTED, "other.0"},
	{"67 inside the file field", "ipxe-bios",
	    {.option = "f", .overload = true, .files = files},
	    SIM_MISSING, "C\002f"},
	{"67 inside the file field", "bios-rom",
	    {.option = "other.0", .overload = true, .pxe_class = true,
	    .vendor = "\x06\x01\x08\xff", .vendor_len = 4, .files = files},
	    SIM_BOOTED, "other.0"},
	{"no name", "ipxe-bios", {.files = files}, SIM_NO_BOOT, NULL},
	{"no name", "ovmf", {.files = files}, SIM_NO_OFFER, NULL},
	{"root path only", "gpxe-1.0.1",
	    {.root_path = "iscsi:192.0.2.3::::iqn.x:y"}, SIM_SAN, NULL},
	{"root path and name", "gpxe-1.0.1",
	    {.root_path = "iscsi:192.0.2.3::::iqn.x:y", .field = "other.0",
	    .files = files}, SIM_BOOTED, "other.0"},
	{"root path only", "ovmf",
	    {.root_path = "iscsi:192.0.2.3::::iqn.x:y"}, SIM_NO_OFFER, NULL},
	{"siaddr 0", "ipxe-bios",
	    {.field = "other.0", .no_siaddr = true, .files = files},
	    SIM_NO_BOOT, NULL},
	{"no option 60", "bios-rom",
	    {.field = "other.0", .files = files}, SIM_NO_OFFER, NULL},
	{"a URL", "gpxe-1.0.1", {.field = "http://192.0.2.1/x"}, SIM_URL, NULL},
	{"a URL", "bios-rom",
	    {.field = "http://192.0.2.1/x", .pxe_class = true,
	    .vendor = "\x06\x01\x08\xff", .vendor_len = 4, .files = files},
	    SIM_MISSING, "http://192.0.2.1/x"},
	{"no options at all", "gpxe-1.0.1",
	    {.field = "other.0", .no_oack = true, .files = files},
	    SIM_BOOTED, "other.0"},
	{"no tsize", "gpxe-1.0.1",
	    {.field = "other.0", .no_tsize = true, .files = files},
	    SIM_BOOTED, "other.0"},
	{"an iPXE script", "gpxe-1.0.1",
	    {.field = "boot.ipxe", .files = files}, SIM_REFUSED, "boot.ipxe"},
	{"a gPXE script", "gpxe-1.0.1",
	    {.field = "boot.gpxe", .files = files}, SIM_BOOTED, "boot.gpxe"},
	{"an iPXE script", "ipxe-efi",
	    {.field = "boot.ipxe", .files = files}, SIM_BOOTED, "boot.ipxe"},
	{"exit", "ipxe-efi",
	    {.field = "exit.ipxe", .files = files}, SIM_LOCAL, "exit.ipxe"},
	{"sanboot", "gpxe-0.9.7",
	    {.field = "san.gpxe", .root_path = "iscsi:192.0.2.3::::iqn.x:y",
	    .files = files}, SIM_SAN, "san.gpxe"},
	{"a script that ends, then the root path", "ipxe-bios",
	    {.field = "end.ipxe", .root_path = "iscsi:192.0.2.3::::iqn.x:y",
	    .files = files}, SIM_SAN, "end.ipxe"},
	{"a script that ends", "ipxe-bios",
	    {.field = "end.ipxe", .files = files}, SIM_BOOTED, "end.ipxe"},
	{"a menu with the local disk first", "bios-rom",
	    {.pxe_class = true, .vendor = "\x09\x08\x00\x00\x05Local\xff",
	    .vendor_len = 11}, SIM_LOCAL, NULL},
	{"a loader that loads itself", "gpxe-1.0.1",
	    {.field = "gpxe.pxe", .files = files}, SIM_LOOP, "gpxe.pxe"},
	{"its own name in 43", "raspberry-pi",
	    {.field = "other.0", .vendor = PI_MENU,
	    .vendor_len = sizeof(PI_MENU) - 1, .files = files},
	    SIM_BOOTED, "bootcode.bin"},
	{"a name, but not its own in 43", "raspberry-pi",
	    {.field = "other.0", .files = files}, SIM_NO_OFFER, NULL},
	{"an offer for PXE, but not for a Pi", "raspberry-pi",
	    {.field = "other.0", .pxe_class = true, .files = files},
	    SIM_NO_OFFER, NULL},
	{"an offer for HTTP, but without a URL", "uefi-http",
	    {.pxe_class = true, .files = files}, SIM_NO_OFFER, NULL},
	{"an operating system", "udhcpc", {.field = "other.0"},
	    SIM_ADDRESS, NULL},
	{"a NAK, then an ACK", "udhcpc", {.nak = true}, SIM_ADDRESS, NULL},
};
/* clang-format on */

static void
replies_are_read_as_each_kind_reads_them(void **state)
{
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(where_they_look) / sizeof(where_they_look[0]);
	     i++) {
		print_message("%s: %s\n", where_they_look[i].kind,
		    where_they_look[i].what);
		assert_int_equal(boot(where_they_look[i].kind,
				     &where_they_look[i].stub),
		    where_they_look[i].outcome);
		assert_int_equal(request_count > 0,
		    where_they_look[i].first != NULL);
		if (request_count > 0)
			assert_memory_equal(requested[0],
			    where_they_look[i].first,
			    strlen(where_they_look[i].first));
	}
}

/* PXELINUX: its module, 01-MAC, the address shortened, kernel, initrd. */
static void
pxelinux_searches_its_configuration(void **state)
{
	static const char *const want[] = {"pxelinux.0", "pxelinux.0",
	    "ldlinux.c32", "pxelinux.cfg/01-52-54-00-01-02-03",
	    "pxelinux.cfg/C0000232", "pxelinux.cfg/C000023",
	    "pxelinux.cfg/C00002", "vmlinuz", "initrd.gz"};
	const struct stub s = {.field = "pxelinux.0",
	    .pxe_class = true,
	    .vendor = "\x06\x01\x08\xff",
	    .vendor_len = 4,
	    .files = files};
	size_t i;

	(void)state;
	assert_int_equal(boot("bios-rom", &s), SIM_BOOTED);
	/* the first one is the ROM's probe for the size */
	assert_int_equal(request_count, sizeof(want) / sizeof(want[0]));
	for (i = 0; i < request_count; i++)
		assert_string_equal(requested[i], want[i]);
}

static void
chain_becomes_gpxe_and_asks_again(void **state)
{
	const struct stub s = {.field = "gpxe.pxe",
	    .second_name = "boot.gpxe",
	    .pxe_class = true,
	    .vendor = "\x06\x01\x08\xff",
	    .vendor_len = 4,
	    .files = files};

	(void)state;
	assert_int_equal(boot("bios-rom", &s), SIM_BOOTED);
	assert_string_equal(client.kind->name, "gpxe-1.0.1");
	assert_int_equal(client.chains, 1);
	assert_true(discovers >= 2);
	assert_int_equal(request_count, 5);
	assert_string_equal(requested[2], "boot.gpxe");
	assert_string_equal(requested[4], "initrd.gz");
}

static void
port_4011_is_asked_when_the_kind_does(void **state)
{
	struct stub s = {.field = "other.0",
	    .boot_field = "pxelinux.0",
	    .pxe_class = true,
	    .files = files};

	(void)state;
	/* unanswered: EDK2 and BIOS ROMs give up, gPXE goes on, iPXE never
	 * asks when it has a name */
	assert_int_equal(boot("ovmf", &s), SIM_NO_BOOT_SERVER);
	assert_int_equal(asked_4011, 4);
	assert_int_equal(boot("gpxe-1.0.1", &s), SIM_BOOTED);
	assert_true(asked_4011 >= 1);
	assert_int_equal(boot("ipxe-bios", &s), SIM_BOOTED);
	assert_int_equal(asked_4011, 0);
	s.answers_4011 = true;
	assert_int_equal(boot("bios-rom", &s), SIM_BOOTED);
	assert_int_equal(asked_4011, 1);
	assert_string_equal(requested[0], "pxelinux.0");
	s.proxy = true;
	assert_int_equal(boot("bios-rom", &s), SIM_BOOTED);
	assert_int_equal(asked_4011, 1);
	assert_int_equal(boot("ipxe-bios", &s), SIM_BOOTED);
	assert_int_equal(asked_4011, 0);
	assert_string_equal(requested[0], "other.0");
}

static void
another_next_server_is_found_by_arp(void **state)
{
	const struct stub s = {.field = "other.0",
	    .next_server = SERVER + 1,
	    .files = files};

	(void)state;
	assert_int_equal(boot("ipxe-bios", &s), SIM_BOOTED);
	assert_int_equal(arps, 1);
	assert_string_equal(requested[0], "other.0");
	assert_int_equal(request_count, 1);
}

static void
nothing_but_lies(void **state)
{
	const struct stub s = {.field = "other.0", .files = files};
	struct udp_frame u = {.src_mac = server_mac,
	    .dst_mac = client_mac,
	    .src_port = 67,
	    .dst_port = 68,
	    .data = (const uint8_t *)"x",
	    .len = 1};
	uint8_t frame[64];
	struct wbuf w;

	(void)state;
	sim_client_start(&client, sim_kind_find("ipxe-bios"), &client_mac, now);
	while (sim_client_send(&client) != NULL)
		;
	wbuf_init(&w, frame, sizeof(frame));
	udp_frame_encode(&u, &w);
	sim_client_frame(&client, frame, w.len, now);
	sim_client_frame(&client, frame, 3, now);
	assert_int_equal(client.state, SIM_GATHER);
	assert_null(sim_client_send(&client));
	/* somebody else's frame */
	u.dst_mac.b[5] ^= 1;
	wbuf_init(&w, frame, sizeof(frame));
	udp_frame_encode(&u, &w);
	sim_client_frame(&client, frame, w.len, now);
	assert_null(sim_client_send(&client));
	assert_int_equal(boot("ipxe-bios", &s), SIM_BOOTED);
	/* off: deaf and idle */
	memset(&client, 0, sizeof(client));
	sim_client_frame(&client, frame, w.len, now);
	sim_client_tick(&client, now);
	assert_int_equal(client.state, SIM_OFF);
	assert_true(sim_client_deadline(&client) == UINT64_MAX);
}

/* A server that dies before the file: five tries, then the end. */
static void
a_silent_server_ends_the_transfer(void **state)
{
	const struct stub s = {.field = "other.0", .files = files};
	const struct sim_frame *f;
	unsigned steps = 0, asked = 0;

	(void)state;
	now = SECOND;
	discovers = 0;
	sim_client_start(&client, sim_kind_find("ipxe-bios"), &client_mac, now);
	while (client.state != SIM_DONE && steps++ < 200) {
		if (client.state < SIM_FETCH)
			serve_dhcp_only(&s);
		while ((f = sim_client_send(&client)) != NULL)
			asked += client.state == SIM_FETCH;
		if (sim_client_deadline(&client) > now &&
		    client.state != SIM_DONE)
			now = sim_client_deadline(&client);
		sim_client_tick(&client, now);
	}
	assert_int_equal(client.outcome, SIM_BROKEN);
	assert_string_equal(client.fetch.why, "the server fell silent");
	assert_int_equal(asked, 5);
}

/* EDK2: the size first, then again from the next port; loader by its head. */
static void
edk2_probes_and_looks_at_the_head(void **state)
{
	static char pe[1200];
	static const char *const names[] = {"x.efi", pe, NULL};
	struct stub s = {.field = "x.efi", .files = names};

	(void)state;
	memset(pe, 'x', sizeof(pe) - 1);
	assert_int_equal(boot("ovmf", &s), SIM_REFUSED);
	assert_int_equal(request_count, 2);
	s.no_oack = true;
	assert_int_equal(boot("ovmf", &s), SIM_BROKEN);
	s.no_oack = false;
	s.no_tsize = true;
	assert_int_equal(boot("ovmf", &s), SIM_BROKEN);
	assert_string_equal(client.fetch.why, "no tsize in the OACK");
}

static void
a_slow_machine_makes_the_server_wait(void **state)
{
	static char big[20 * 512 + 1];
	static const char *const names[] = {"big", big, NULL};
	const struct stub s = {.field = "big", .no_oack = true, .files = names};
	uint64_t begun = 0;

	(void)state;
	memset(big, 0x90, sizeof(big) - 1);
	now = SECOND;
	request_count = 0;
	sim_client_start(&client, sim_kind_find("ipxe-bios"), &client_mac, now);
	client.pace_us = 2000;
	while (client.state != SIM_DONE && now < 60 * SECOND) {
		serve(&s);
		if (client.state == SIM_FETCH && begun == 0)
			begun = now;
		if (sim_client_deadline(&client) > now &&
		    client.state != SIM_DONE)
			now = sim_client_deadline(&client);
		sim_client_tick(&client, now);
	}
	assert_int_equal(client.outcome, SIM_BOOTED);
	assert_int_equal(client.fetch.bytes, sizeof(big) - 1);
	assert_true(now - begun >= 19 * 2000 && now - begun < SECOND);
}

static void
nobody_answers(void **state)
{
	const struct sim_kind *kinds;
	size_t n, i;

	(void)state;
	kinds = sim_kinds(&n);
	for (i = 0; i < n; i++) {
		unsigned sent = 0;

		now = SECOND;
		sim_client_start(&client, &kinds[i], &client_mac, now);
		while (client.state != SIM_DONE && now < 120 * SECOND) {
			while (sim_client_send(&client) != NULL)
				sent++;
			now = sim_client_deadline(&client);
			sim_client_tick(&client, now);
		}
		assert_int_equal(client.outcome, SIM_NO_OFFER);
		assert_true(sent >= 3 && sent <= 5);
	}
}

static void
arp_is_answered_for_our_address_only(void **state)
{
	const struct arp_party them = {server_mac, SERVER};
	struct arp_party whom = {.addr = CLIENT};
	const struct stub s = {.field = "other.0", .files = files};
	const struct sim_frame *f;
	uint8_t bytes[64];
	struct wbuf w;

	(void)state;
	assert_int_equal(boot("ipxe-bios", &s), SIM_BOOTED);
	wbuf_init(&w, bytes, sizeof(bytes));
	arp_encode(&w, ARP_REQUEST, &them, &whom);
	sim_client_frame(&client, bytes, w.len, now);
	while ((f = sim_client_send(&client)) != NULL && f->bytes[13] != 6)
		;
	assert_non_null(f);
	assert_int_equal(f->bytes[21], ARP_REPLY);
	assert_memory_equal(f->bytes + 22, client_mac.b, 6);
	whom.addr = CLIENT + 1;
	wbuf_init(&w, bytes, sizeof(bytes));
	arp_encode(&w, ARP_REQUEST, &them, &whom);
	sim_client_frame(&client, bytes, w.len, now);
	assert_null(sim_client_send(&client));
}

static void
every_state_and_outcome_has_a_name(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < SIM_STATE_COUNT; i++)
		assert_non_null(sim_state_name((enum sim_state)i));
	for (i = 0; i < SIM_OUTCOME_COUNT; i++)
		assert_non_null(sim_outcome_name((enum sim_outcome)i));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(replies_are_read_as_each_kind_reads_them),
	    cmocka_unit_test(pxelinux_searches_its_configuration),
	    cmocka_unit_test(chain_becomes_gpxe_and_asks_again),
	    cmocka_unit_test(port_4011_is_asked_when_the_kind_does),
	    cmocka_unit_test(another_next_server_is_found_by_arp),
	    cmocka_unit_test(nothing_but_lies),
	    cmocka_unit_test(a_silent_server_ends_the_transfer),
	    cmocka_unit_test(edk2_probes_and_looks_at_the_head),
	    cmocka_unit_test(a_slow_machine_makes_the_server_wait),
	    cmocka_unit_test(nobody_answers),
	    cmocka_unit_test(arp_is_answered_for_our_address_only),
	    cmocka_unit_test(every_state_and_outcome_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
