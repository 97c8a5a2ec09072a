/* SPDX-License-Identifier: ISC */
#include "tests/unit/sample.h"

#include <string.h>

#include "core/boot/reply.h"

static const struct network net = {SAMPLE_ME, SAMPLE_MASK, SAMPLE_ADDR(254),
    SAMPLE_ADDR(53), 1500};

/* A request, what was decided about it, and the reply's terms. */
struct scene {
	struct sample s;
	struct decision d;
	struct reply_terms t;
	struct dhcp_image img;
	struct sample_reply reply;
};

static void
scene_begin(struct scene *c, enum sample_client client, enum dhcp_type type)
{
	memset(c, 0, sizeof(*c));
	sample_begin(&c->s, client, type, 0xc1);
	c->d.verdict = VERDICT_BOOT;
	c->d.mode = MODE_PXELINUX;
	c->d.next_server = SAMPLE_ME;
	c->d.placement = PLACEMENT_FIELD;
	(void)text_copy(c->d.bootfile, sizeof(c->d.bootfile), "pxelinux.0");
	c->t.type = type == DHCP_DISCOVER ? DHCP_OFFER : DHCP_ACK;
	c->t.yiaddr = SAMPLE_ADDR(50);
	c->t.lease_seconds = 3600;
	c->t.server_id = SAMPLE_ME;
}

static void
scene_proxy(struct scene *c, bool boot_server)
{
	c->t.proxy = true;
	c->t.boot_server = boot_server;
	c->t.yiaddr = 0;
	c->t.lease_seconds = 0;
}

static void
scene_end(struct scene *c)
{
	assert_int_equal(sample_end(&c->s), 0);
	reply_build(&c->img, &c->s.request, &c->d, &c->t, &net);
	assert_int_equal(c->img.err, 0);
	sample_reply(&c->reply, &c->img, reply_max(&c->s.request, &net));
}

static struct route
scene_route(struct scene *c, uint32_t src, uint16_t port, uint16_t local_port)
{
	struct ingress in = {src, port, SAMPLE_ME, local_port};
	struct route route;

	reply_route(&route, &c->s.request, &c->t, &in);
	return route;
}

static void
p01_p02_p09_a_rom_boots_without_4011(void **state)
{
	static const enum sample_client roms[] = {SAMPLE_BIOS, SAMPLE_UEFI};
	struct scene c;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct dhcp_option *uuid;

		scene_begin(&c, roms[i], DHCP_DISCOVER);
		scene_end(&c);
		sample_has(&c.reply, 60, "PXEClient", 9);
		sample_has(&c.reply, 43, "\x06\x01\x08\xff", 4);
		uuid = dhcp_find(&c.s.msg, 97);
		sample_has(&c.reply, 97, uuid->data, 17);
		assert_string_equal(c.reply.file, "pxelinux.0");
		assert_int_equal(c.reply.msg.head.siaddr, SAMPLE_ME);
		sample_lacks(&c.reply, 67);
		sample_lacks(&c.reply, 52);
		sample_lacks(&c.reply, 175);
	}
}

static void
c22_c26_what_every_reply_has(void **state)
{
	static const enum dhcp_type types[] = {DHCP_DISCOVER, DHCP_REQUEST};
	struct scene c;
	uint32_t t1 = 0, t2 = 0;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		scene_begin(&c, SAMPLE_OS, types[i]);
		scene_end(&c);
		assert_int_equal(c.reply.msg.type, c.t.type);
		sample_has_u32(&c.reply, 54, SAMPLE_ME);
		sample_has_u32(&c.reply, 51, 3600);
		sample_has_u32(&c.reply, 1, SAMPLE_MASK);
		sample_has_u32(&c.reply, 3, SAMPLE_ADDR(254));
		sample_has_u32(&c.reply, 6, SAMPLE_ADDR(53));
		sample_has_u32(&c.reply, 28, SAMPLE_ADDR(255));
		assert_true(dhcp_get_u32(&c.reply.msg, 58, &t1));
		assert_true(dhcp_get_u32(&c.reply.msg, 59, &t2));
		assert_true(t1 < t2 && t2 < 3600);
		sample_lacks(&c.reply, 60);
		sample_lacks(&c.reply, 43);
		assert_int_equal(c.reply.msg.head.yiaddr, SAMPLE_ADDR(50));
		assert_int_equal(c.reply.msg.head.xid, 0xa1b2c3d4);
		/* C23 */
		assert_true(c.reply.how.len >= 300);
	}
	/* C26: no option 55 at all. */
	memset(&c, 0, sizeof(c));
	scene_begin(&c, SAMPLE_CLIENTS, DHCP_DISCOVER);
	sample_put(&c.s, 60, "PXEClient:Arch:00000:UNDI:002001", 32);
	scene_end(&c);
	sample_has_u32(&c.reply, 1, SAMPLE_MASK);
	sample_has_u32(&c.reply, 3, SAMPLE_ADDR(254));
	sample_has(&c.reply, 60, "PXEClient", 9);
	sample_has(&c.reply, 43, "\x06\x01\x08\xff", 4);
	assert_string_equal(c.reply.file, "pxelinux.0");
}

static void
c28_what_the_client_put_into_the_fields_is_not_echoed(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	memset(c.s.bytes + 44, 'x', DHCP_SNAME_LEN + DHCP_FILE_LEN);
	c.d.bootfile[0] = '\0';
	scene_end(&c);
	assert_string_equal(c.reply.file, "");
	assert_int_equal(c.reply.bytes[44], 0);
	assert_int_equal(c.reply.bytes[108], 0);
}

static void
c40_c41_c42_the_client_id_comes_back(void **state)
{
	uint8_t long_id[255];
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	scene_end(&c);
	sample_has(&c.reply, 61, dhcp_find(&c.s.msg, 61)->data, 7);
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	scene_end(&c);
	sample_lacks(&c.reply, 61);
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	sample_put(&c.s, 61, NULL, 0);
	scene_end(&c);
	sample_lacks(&c.reply, 61);
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	sample_put(&c.s, 61, "x", 1);
	scene_end(&c);
	sample_has(&c.reply, 61, "x", 1);
	memset(long_id, 7, sizeof(long_id));
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	sample_put(&c.s, 61, long_id, sizeof(long_id));
	scene_end(&c);
	sample_has(&c.reply, 61, long_id, sizeof(long_id));
	/* NAK as well. */
	scene_begin(&c, SAMPLE_IPXE, DHCP_REQUEST);
	c.t.type = DHCP_NAK;
	scene_end(&c);
	sample_has(&c.reply, 61, dhcp_find(&c.s.msg, 61)->data, 7);
}

static void
p03_a_uuid_of_another_length_is_not_echoed(void **state)
{
	static const size_t lengths[] = {1, 16, 18};
	uint8_t bytes[18] = {0};
	struct scene c;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		scene_begin(&c, SAMPLE_CLIENTS, DHCP_DISCOVER);
		sample_put(&c.s, 60, "PXEClient:Arch:00000:UNDI:002001", 32);
		sample_put(&c.s, 97, bytes, lengths[i]);
		scene_end(&c);
		sample_lacks(&c.reply, 97);
		sample_has(&c.reply, 60, "PXEClient", 9);
	}
	/* Zero is no UUID, but an option that was sent. */
	scene_begin(&c, SAMPLE_CLIENTS, DHCP_DISCOVER);
	sample_put(&c.s, 60, "PXEClient:Arch:00000:UNDI:002001", 32);
	sample_put(&c.s, 97, bytes, 17);
	scene_end(&c);
	sample_has(&c.reply, 97, bytes, 17);
}

static void
c43_c45_c48_option_82_comes_back_last_through_relays_only(void **state)
{
	/* Unknown sub-option, then one that overruns. */
	static const uint8_t relay[] = {9, 2, 'a', 'b', 200, 3, 'c', 1, 99};
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	sample_giaddr(&c.s, SAMPLE_ADDR(2));
	sample_put(&c.s, 82, relay, sizeof(relay));
	scene_end(&c);
	sample_has(&c.reply, 82, relay, sizeof(relay));
	assert_int_equal(c.reply.msg.options[c.reply.msg.option_count - 1].code,
	    82);
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	sample_put(&c.s, 82, relay, sizeof(relay));
	scene_end(&c);
	sample_lacks(&c.reply, 82);
}

static void
c25_c44_small_replies_keep_the_boot_file(void **state)
{
	uint8_t relay[255];
	struct scene c;

	(void)state;
	memset(relay, 1, sizeof(relay));
	scene_begin(&c, SAMPLE_CLIENTS, DHCP_DISCOVER);
	sample_put(&c.s, 57, "\x02\x40", 2);
	sample_put(&c.s, 60, "PXEClient:Arch:00000:UNDI:002001", 32);
	sample_giaddr(&c.s, SAMPLE_ADDR(2));
	sample_put(&c.s, 61, relay, sizeof(relay));
	sample_put(&c.s, 82, relay, sizeof(relay));
	scene_end(&c);
	/* 576 is the datagram: 548 of message. */
	assert_true(c.reply.how.len <= 548);
	sample_has(&c.reply, 82, relay, sizeof(relay));
	assert_string_equal(c.reply.file, "pxelinux.0");
	sample_has_u32(&c.reply, 51, 3600);
	sample_has_u32(&c.reply, 1, SAMPLE_MASK);
	assert_true(c.reply.how.dropped_count > 0);
	sample_lacks(&c.reply, 61);
}

static void
c24_reply_max_follows_57_and_the_mtu(void **state)
{
	/* 57, MTU, the longest message */
	static const size_t rows[][3] = {{0, 1500, 548}, {300, 1500, 548},
	    {576, 1500, 548}, {1472, 1500, 1444}, {65280, 1500, 1472},
	    {1472, 0, 1444}, {1472, 600, 572}, {576, 100, 300}};
	struct scene c;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct network small = net;
		uint8_t b[2] = {(uint8_t)(rows[i][0] >> 8),
		    (uint8_t)rows[i][0]};

		scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
		sample_put(&c.s, 57, b, 2);
		assert_int_equal(sample_end(&c.s), 0);
		small.mtu = (uint16_t)rows[i][1];
		assert_int_equal(reply_max(&c.s.request, &small), rows[i][2]);
	}
}

static void
c27_p22_placements_put_the_name_where_they_say(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_UEFI, DHCP_DISCOVER);
	c.d.placement = PLACEMENT_OPTION;
	scene_end(&c);
	assert_string_equal(c.reply.file, "");
	sample_has(&c.reply, 67, "pxelinux.0", 11);
	sample_has(&c.reply, 66, "10.99.0.1", 10);
	sample_lacks(&c.reply, 52);
	scene_begin(&c, SAMPLE_UEFI, DHCP_DISCOVER);
	c.d.placement = PLACEMENT_BOTH;
	scene_end(&c);
	assert_string_equal(c.reply.file, "pxelinux.0");
	sample_has(&c.reply, 67, "pxelinux.0", 11);
	sample_has(&c.reply, 66, "10.99.0.1", 10);
	scene_begin(&c, SAMPLE_UEFI, DHCP_DISCOVER);
	c.d.placement = PLACEMENT_OVERLOAD;
	scene_end(&c);
	assert_int_not_equal(c.reply.how.overload, 0);
	sample_has(&c.reply, 67, "pxelinux.0", 11);
	/* 127 bytes are the most a field takes. */
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	memset(c.d.bootfile, 'n', 127);
	c.d.bootfile[127] = '\0';
	scene_end(&c);
	assert_int_equal(strlen(c.reply.file), 127);
	sample_lacks(&c.reply, 67);
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	memset(c.d.bootfile, 'n', 200);
	c.d.bootfile[200] = '\0';
	scene_end(&c);
	assert_string_equal(c.reply.file, "");
	sample_has(&c.reply, 67, c.d.bootfile, 201);
}

static void
gpxe_and_ipxe_never_see_option_52(void **state)
{
	static const enum sample_client both[] = {SAMPLE_GPXE, SAMPLE_IPXE};
	struct scene c;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		scene_begin(&c, both[i], DHCP_DISCOVER);
		c.d.placement = PLACEMENT_OVERLOAD;
		scene_end(&c);
		sample_lacks(&c.reply, 52);
		assert_string_equal(c.reply.file, "pxelinux.0");
		/* With an address 60 would send gPXE to 4011. */
		sample_lacks(&c.reply, 60);
		sample_has(&c.reply, 175, "\xb0\x01\x01", 3);
	}
}

static void
howto_keep_san_and_root_path(void **state)
{
	static const char path[] = "iscsi:10.99.0.9::::iqn.2026-01.lab:disk";
	static const struct target chap = {.name = "t",
	    .server = "10.99.0.9",
	    .iqn = "iqn.2026-01.lab:disk",
	    .user = "me",
	    .password = "secret",
	    .reverse_user = "",
	    .reverse_password = ""};
	struct target mutual = chap;
	struct scene c;

	(void)state;
	mutual.reverse_user = "them";
	mutual.reverse_password = "terces";
	scene_begin(&c, SAMPLE_GPXE, DHCP_REQUEST);
	c.d.bootfile[0] = '\0';
	c.d.mode = MODE_ISCSI_INSTALL;
	c.d.keep_san = true;
	(void)text_copy(c.d.root_path, sizeof(c.d.root_path), path);
	scene_end(&c);
	sample_has(&c.reply, 17, path, strlen(path));
	sample_has(&c.reply, 175, "\x08\x01\x01\xb0\x01\x01", 6);
	assert_string_equal(c.reply.file, "");
	assert_int_equal(c.reply.msg.head.siaddr, SAMPLE_ME);
	/* As a proxy exactly the HOWTO's bytes. */
	scene_begin(&c, SAMPLE_GPXE, DHCP_DISCOVER);
	c.d.bootfile[0] = '\0';
	c.d.keep_san = true;
	(void)text_copy(c.d.root_path, sizeof(c.d.root_path), path);
	scene_proxy(&c, false);
	scene_end(&c);
	sample_has(&c.reply, 175, "\x08\x01\x01", 3);
	sample_has(&c.reply, 17, path, strlen(path));
	sample_has(&c.reply, 43, "\x06\x01\x08\xff", 4);
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	c.d.target = &chap;
	(void)text_copy(c.d.root_path, sizeof(c.d.root_path), path);
	scene_proxy(&c, false);
	scene_end(&c);
	sample_has(&c.reply, 175, "\xbe\x02me\xbf\x06secret", 12);
	scene_begin(&c, SAMPLE_GPXE, DHCP_DISCOVER);
	c.d.target = &mutual;
	(void)text_copy(c.d.root_path, sizeof(c.d.root_path), path);
	scene_proxy(&c, false);
	scene_end(&c);
	sample_has(&c.reply, 175,
	    "\xbe\x02me\xbf\x06secret\xc0\x04them\xc1\x06terces", 26);
	/* No root path, no password. */
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	c.d.target = &chap;
	scene_proxy(&c, false);
	scene_end(&c);
	sample_lacks(&c.reply, 175);
}

static void
no_pxedhcp_only_where_our_word_is_the_last(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_GPXE, DHCP_DISCOVER);
	c.d.mode = MODE_NONE;
	c.d.verdict = VERDICT_ADDRESS;
	c.d.bootfile[0] = '\0';
	scene_end(&c);
	sample_lacks(&c.reply, 175);
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	scene_end(&c);
	sample_lacks(&c.reply, 175);
}

static void
p10_a_proxy_offer_gives_no_address(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	scene_proxy(&c, false);
	scene_end(&c);
	assert_int_equal(c.reply.msg.head.yiaddr, 0);
	assert_int_equal(c.reply.msg.head.siaddr, SAMPLE_ME);
	sample_has_u32(&c.reply, 54, SAMPLE_ME);
	sample_has(&c.reply, 60, "PXEClient", 9);
	sample_has(&c.reply, 43, "\x06\x01\x08\xff", 4);
	sample_has(&c.reply, 97, dhcp_find(&c.s.msg, 97)->data, 17);
	assert_string_equal(c.reply.file, "pxelinux.0");
	sample_lacks(&c.reply, 51);
	sample_lacks(&c.reply, 58);
	sample_lacks(&c.reply, 1);
	sample_lacks(&c.reply, 3);
	sample_lacks(&c.reply, 6);
	sample_lacks(&c.reply, 28);
}

/* A proxy is known by its class; U-Boot has no use for a PXE menu. */
static void
u_boot_knows_a_proxy(void **state)
{
	struct scene c;

	(void)state;
	for (int proxy = 0; proxy < 2; proxy++) {
		scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
		sample_put(&c.s, 60, "U-Boot.armv8", 12);
		sample_put(&c.s, 93, "\0\x16", 2);
		c.d.bootfile[0] = '\0';
		if (proxy)
			scene_proxy(&c, false);
		scene_end(&c);
		sample_lacks(&c.reply, 43);
		assert_int_equal(dhcp_find(&c.reply.msg, 60) != NULL, proxy);
	}
}

static void
p12_p13_a_boot_server_repeats_the_item(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_UEFI, DHCP_REQUEST);
	sample_ciaddr(&c.s, SAMPLE_ADDR(60));
	sample_set_flags(&c.s, 0);
	scene_proxy(&c, true);
	scene_end(&c);
	assert_int_equal(c.reply.msg.type, DHCP_ACK);
	assert_int_equal(c.reply.msg.head.ciaddr, SAMPLE_ADDR(60));
	assert_int_equal(c.reply.msg.head.yiaddr, 0);
	assert_string_equal(c.reply.file, "pxelinux.0");
	sample_has(&c.reply, 60, "PXEClient", 9);
	sample_lacks(&c.reply, 51);
	/* Item 5 of layer 0 with the credentials bit: no credentials. */
	scene_begin(&c, SAMPLE_IPXE, DHCP_REQUEST);
	sample_ciaddr(&c.s, SAMPLE_ADDR(60));
	sample_put(&c.s, 43, "\x47\x04\x00\x05\x80\x01\xff", 7);
	scene_proxy(&c, true);
	scene_end(&c);
	sample_has(&c.reply, 43, "\x06\x01\x08\x47\x04\x00\x05\x00\x01\xff",
	    10);
}

static void
p16_p17_local_menu_leaves_at_once(void **state)
{
	static const char menu[] = "\x06\x01\x03"
				   "\x09\x17\x00\x00\x14"
				   "Boot from local disk"
				   "\x0a\x04\x00"
				   "PXE"
				   "\xff";
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_UEFI, DHCP_DISCOVER);
	c.d.verdict = VERDICT_LOCAL_MENU;
	c.d.mode = MODE_LOCAL;
	c.d.bootfile[0] = '\0';
	c.d.next_server = 0;
	scene_end(&c);
	sample_has(&c.reply, 43, menu, sizeof(menu) - 1);
	sample_has(&c.reply, 60, "PXEClient", 9);
	assert_string_equal(c.reply.file, "");
	assert_int_equal(c.reply.msg.head.siaddr, SAMPLE_ME);
}

static void
p18_a_raspberry_pi_reads_its_text(void **state)
{
	static const uint8_t oui[] = {0xb8, 0x27, 0xeb};
	static const char text[] = "\x06\x01\x08"
				   "\x09\x14\x00\x00\x11"
				   "Raspberry Pi Boot"
				   "\xff";
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	memcpy(c.s.bytes + 28, oui, sizeof(oui));
	scene_end(&c);
	sample_has(&c.reply, 43, text, sizeof(text) - 1);
}

static void
p19_other_vendor_classes_get_no_pxe_options(void **state)
{
	static const char *const classes[] = {"AAPLBSDPC/i386/iMac12,1",
	    "docsis3.0", "MSFT 5.0", "udhcp 1.35.0"};
	struct scene c;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
		sample_put(&c.s, 60, classes[i], strlen(classes[i]));
		scene_end(&c);
		sample_lacks(&c.reply, 60);
		sample_lacks(&c.reply, 43);
	}
}

static void
p20_pxelinux_options_are_forced_when_set(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	c.d.config = "lab.cfg";
	c.d.prefix = "boot/";
	scene_end(&c);
	sample_has(&c.reply, 208, "\xf1\x00\x74\x7e", 4);
	sample_has(&c.reply, 209, "lab.cfg", 7);
	sample_has(&c.reply, 210, "boot/", 5);
	scene_begin(&c, SAMPLE_BIOS, DHCP_DISCOVER);
	c.d.config = "";
	c.d.prefix = "";
	scene_end(&c);
	sample_lacks(&c.reply, 208);
	sample_lacks(&c.reply, 209);
	sample_lacks(&c.reply, 210);
}

static void
p21_a_name_never_comes_without_its_server(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_IPXE, DHCP_DISCOVER);
	c.d.next_server = 0;
	scene_end(&c);
	assert_int_equal(c.reply.msg.head.siaddr, SAMPLE_ME);
}

static void
h01_h02_http_boot_gets_a_url_and_its_class(void **state)
{
	static const char url[] = "http://10.99.0.1:8080/syslinux.efi";
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_HTTP, DHCP_DISCOVER);
	(void)text_copy(c.d.bootfile, sizeof(c.d.bootfile), url);
	scene_end(&c);
	sample_has(&c.reply, 60, "HTTPClient", 10);
	sample_has(&c.reply, 67, url, strlen(url));
	sample_has_u32(&c.reply, 1, SAMPLE_MASK);
	sample_lacks(&c.reply, 43);
	sample_lacks(&c.reply, 66);
	scene_begin(&c, SAMPLE_HTTP, DHCP_DISCOVER);
	c.d.verdict = VERDICT_ADDRESS;
	c.d.bootfile[0] = '\0';
	scene_end(&c);
	sample_lacks(&c.reply, 60);
	sample_lacks(&c.reply, 67);
}

static void
a_rom_without_a_name_is_not_called_to_4011(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_UEFI, DHCP_DISCOVER);
	c.d.verdict = VERDICT_ADDRESS;
	c.d.bootfile[0] = '\0';
	c.d.next_server = 0;
	scene_end(&c);
	sample_lacks(&c.reply, 60);
	sample_lacks(&c.reply, 43);
	assert_int_equal(c.reply.msg.head.siaddr, 0);
}

static void
c09_c10_a_nak_says_little_and_reaches_the_client(void **state)
{
	struct route route;
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_IPXE, DHCP_REQUEST);
	sample_ciaddr(&c.s, SAMPLE_ADDR(50));
	c.t.type = DHCP_NAK;
	c.t.nak_text = "wrong network";
	scene_end(&c);
	assert_int_equal(c.reply.msg.head.ciaddr, 0);
	assert_int_equal(c.reply.msg.head.yiaddr, 0);
	assert_int_equal(c.reply.msg.head.siaddr, 0);
	assert_string_equal(c.reply.file, "");
	for (size_t i = 0; i < c.reply.msg.option_count; i++) {
		uint8_t code = c.reply.msg.options[i].code;

		assert_true(
		    code == 53 || code == 54 || code == 56 || code == 61);
	}
	sample_has(&c.reply, 56, "wrong network", 13);
	route = scene_route(&c, 0, 68, 67);
	assert_int_equal(route.how, ROUTE_BROADCAST);
	assert_int_equal(route.dst, 0xffffffff);
	assert_int_equal(c.reply.msg.head.flags, 0);
	/* Through a relay the flag makes it broadcast. */
	scene_begin(&c, SAMPLE_IPXE, DHCP_REQUEST);
	sample_giaddr(&c.s, SAMPLE_ADDR(2));
	c.t.type = DHCP_NAK;
	scene_end(&c);
	assert_int_equal(c.reply.msg.head.flags, DHCP_FLAG_BROADCAST);
	assert_int_equal(c.reply.msg.head.giaddr, SAMPLE_ADDR(2));
	route = scene_route(&c, SAMPLE_ADDR(2), 67, 67);
	assert_int_equal(route.how, ROUTE_UDP);
	assert_int_equal(route.dst, SAMPLE_ADDR(2));
	assert_int_equal(route.dst_port, 67);
}

static void
c31_bootp_gets_its_300_bytes_and_no_dhcp(void **state)
{
	struct scene c;

	(void)state;
	scene_begin(&c, SAMPLE_OS, DHCP_DISCOVER);
	sample_head(&c.s, 0xc1);
	c.t.type = DHCP_BOOTP;
	c.t.lease_seconds = 0;
	scene_end(&c);
	assert_int_equal(c.reply.how.len, 300);
	assert_int_equal(c.reply.msg.type, DHCP_BOOTP);
	sample_lacks(&c.reply, 51);
	sample_lacks(&c.reply, 53);
	sample_lacks(&c.reply, 54);
	sample_has_u32(&c.reply, 1, SAMPLE_MASK);
	assert_string_equal(c.reply.file, "pxelinux.0");
	assert_int_equal(c.reply.msg.head.yiaddr, SAMPLE_ADDR(50));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(p01_p02_p09_a_rom_boots_without_4011),
	    cmocka_unit_test(c22_c26_what_every_reply_has),
	    cmocka_unit_test(
		c28_what_the_client_put_into_the_fields_is_not_echoed),
	    cmocka_unit_test(c40_c41_c42_the_client_id_comes_back),
	    cmocka_unit_test(p03_a_uuid_of_another_length_is_not_echoed),
	    cmocka_unit_test(
		c43_c45_c48_option_82_comes_back_last_through_relays_only),
	    cmocka_unit_test(c25_c44_small_replies_keep_the_boot_file),
	    cmocka_unit_test(c24_reply_max_follows_57_and_the_mtu),
	    cmocka_unit_test(c27_p22_placements_put_the_name_where_they_say),
	    cmocka_unit_test(gpxe_and_ipxe_never_see_option_52),
	    cmocka_unit_test(howto_keep_san_and_root_path),
	    cmocka_unit_test(no_pxedhcp_only_where_our_word_is_the_last),
	    cmocka_unit_test(p10_a_proxy_offer_gives_no_address),
	    cmocka_unit_test(u_boot_knows_a_proxy),
	    cmocka_unit_test(p12_p13_a_boot_server_repeats_the_item),
	    cmocka_unit_test(p16_p17_local_menu_leaves_at_once),
	    cmocka_unit_test(p18_a_raspberry_pi_reads_its_text),
	    cmocka_unit_test(p19_other_vendor_classes_get_no_pxe_options),
	    cmocka_unit_test(p20_pxelinux_options_are_forced_when_set),
	    cmocka_unit_test(p21_a_name_never_comes_without_its_server),
	    cmocka_unit_test(h01_h02_http_boot_gets_a_url_and_its_class),
	    cmocka_unit_test(a_rom_without_a_name_is_not_called_to_4011),
	    cmocka_unit_test(c09_c10_a_nak_says_little_and_reaches_the_client),
	    cmocka_unit_test(c31_bootp_gets_its_300_bytes_and_no_dhcp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
