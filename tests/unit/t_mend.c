/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/boot/mend.h"
#include "tests/unit/sick.h"

/* What F would set, by finding and by what the machine has already. */

static struct host host, defaults;

static void
set(struct host *h, enum key key, const char *value)
{
	assert_int_equal(host_set(h, key, value), 0);
}

static void
begin(void)
{
	static const struct mac nobody;

	host_init(&host, &nobody);
	host_init(&defaults, &nobody);
}

static void
plans(enum mend mend, uint16_t with, const char *words)
{
	const struct event_finding f = {.mend = mend, .mend_with = with};
	struct mend_plan p;
	char buf[256];
	struct text t;

	mend_plan(&p, &f, &host, &defaults);
	text_init(&t, buf, sizeof(buf));
	mend_plan_text(&t, &p);
	assert_string_equal(buf, words);
}

static void
each_mend_has_its_setting(void **state)
{
	(void)state;
	begin();
	plans(MEND_NONE, 0, "");
	plans(MEND_PLACEMENT_FIELD, 0, "placement=field");
	plans(MEND_PLACEMENT_OPTION, 0, "placement=option");
	plans(MEND_PLACEMENT_BOTH, 0, "placement=both");
	plans(MEND_NUL, 0, "nul=on");
	plans(MEND_CHAIN, 0, "mode=gpxe");
	plans(MEND_LOCAL, 0, "mode=local");
	plans(MEND_KEEP_SAN, 0, "mode=iscsi-install");
	plans(MEND_BROADCAST, 0, "broadcast=on");
	plans(MEND_DELAY, 0, "reply-delay=1s");
	plans(MEND_BLKSIZE, 1024, "blksize=1024");
	plans(MEND_PRIORITY, 1, "priority=1");
	plans(MEND_FORCE_OPTION, 209, "force=209");
	plans(MEND_LEAVE_OPTION, 60, "leave=60");
	plans(MEND_IGNORE_CASE, 0, "ignore-case=on");
	plans(MEND_SINGLE_PORT, 0, "single-port=on");
	plans(MEND_FROM_WIRE, 0, "from-wire=on");
	/* What is so already is no plan. */
	set(&host, KEY_BROADCAST, "on");
	set(&host, KEY_MODE, "local");
	plans(MEND_BROADCAST, 0, "");
	plans(MEND_LOCAL, 0, "");
	/* The mode's own loader, by taking away the others. */
	plans(MEND_LOADER, 0, "");
	set(&host, KEY_BOOTFILE, "pxelinux.0");
	set(&host, KEY_BOOTFILE_X64, "x.efi");
	plans(MEND_LOADER, 0, "bootfile= bootfile-x64=");
}

static void
plans_named(enum mend mend, uint16_t with, const char *name, const char *words)
{
	struct event_finding f = {.mend = mend, .mend_with = with};
	struct mend_plan p;
	char buf[256];
	struct text t;

	assert_true(text_copy(f.mend_name, sizeof(f.mend_name), name));
	mend_plan(&p, &f, &host, &defaults);
	text_init(&t, buf, sizeof(buf));
	mend_plan_text(&t, &p);
	assert_string_equal(buf, words);
}

static void
a_folder_is_a_mend(void **state)
{
	(void)state;
	begin();
	plans_named(MEND_FALLBACK, 0, "syslinux/bios",
	    "fallback=syslinux/bios");
}

/* What another server says wrong is said here, and goes before it. */
static void
ours_is_told_instead(void **state)
{
	(void)state;
	begin();
	plans_named(MEND_SCRIPT, 1, "boot.ipxe",
	    "mode=gpxe script=boot.ipxe priority=1");
	plans_named(MEND_BOOTFILE, 0, "x.efi", "mode=pxelinux bootfile=x.efi");
	plans_named(MEND_TARGET, 21, "iscsi:a::::iqn.x",
	    "mode=iscsi target=iscsi:a::::iqn.x priority=21");
	/* Our own. */
	set(&host, KEY_MODE, "iscsi-install");
	plans_named(MEND_TARGET, 0, "iscsi:a::::iqn.x",
	    "target=iscsi:a::::iqn.x");
}

static void
lists_keep_what_they_have(void **state)
{
	(void)state;
	begin();
	set(&defaults, KEY_LEAVE, "43");
	plans(MEND_LEAVE_OPTION, 60, "leave=43,60");
	set(&host, KEY_LEAVE, "97");
	set(&host, KEY_FORCE, "60,66");
	plans(MEND_LEAVE_OPTION, 60, "force=66 leave=60,97");
	set(&host, KEY_LEAVE, "60");
	plans(MEND_LEAVE_OPTION, 60, "force=66");
	set(&host, KEY_LEAVE, "209");
	set(&host, KEY_FORCE, "");
	plans(MEND_FORCE_OPTION, 209, "leave= force=209");
}

/* Mode gpxe without a script would only be the next failure. */
static void
a_chain_needs_a_script(void **state)
{
	(void)state;
	begin();
	set(&host, KEY_BOOTFILE, "undionly.kpxe");
	plans(MEND_CHAIN, 0, "bootfile=");
	set(&defaults, KEY_SCRIPT, "boot.ipxe");
	plans(MEND_CHAIN, 0, "mode=gpxe");
}

/* Mode gpxe with a loader as its script: it comes back for ever. */
static void
a_loader_is_no_script(void **state)
{
	(void)state;
	begin();
	set(&host, KEY_MODE, "gpxe");
	set(&host, KEY_SCRIPT, "undionly.kpxe");
	set(&host, KEY_BOOTFILE, "gpxe.pxe");
	plans(MEND_CHAIN, 0, "mode=pxelinux bootfile=");
	set(&host, KEY_BOOTFILE, "");
	plans(MEND_CHAIN, 0, "mode=pxelinux");
	set(&defaults, KEY_SCRIPT, "ipxe.efi");
	plans(MEND_CHAIN, 0, "mode=pxelinux");
	set(&defaults, KEY_SCRIPT, "menu.gpxe");
	plans(MEND_CHAIN, 0, "script=");
	/* The installer may be on a disc. */
	set(&host, KEY_MODE, "iscsi-install");
	set(&defaults, KEY_SCRIPT, "");
	plans(MEND_CHAIN, 0, "script=");
	/* What is a script is no such case. */
	set(&host, KEY_SCRIPT, "menu.0.gpxe");
	plans(MEND_CHAIN, 0, "mode=gpxe");
}

/* A machine of our own, live: what we say can be mended here. */
static const struct event_finding *
found(struct sick *s, const char *slug)
{
	size_t i;

	for (i = s->count; i > 0; i--)
		if (strcmp(s->found[i - 1].slug, slug) == 0 &&
		    s->found[i - 1].raised)
			return &s->found[i - 1];
	fail_msg("%s was not found", slug);
	return NULL;
}

static void
tell_live(struct sick *s, const char *slug, enum client_stage stage,
    uint32_t me)
{
	static const struct story *const groups[] = {sick_offers, sick_names,
	    sick_files, sick_later};
	const struct story *t;
	size_t g;

	sick_begin(s);
	s->stage = stage;
	s->env.live = true;
	s->env.addr_count = 1;
	s->env.addrs[0] = me;
	s->env.masks[0] = 0xffffff00u;
	for (g = 0; g < sizeof(groups) / sizeof(groups[0]); g++)
		for (t = groups[g]; t->slug != NULL; t++)
			if (strcmp(t->slug, slug) == 0) {
				t->tell(s, true);
				return;
			}
}

static void
what_another_server_says_is_not_ours_to_mend(void **state)
{
	static const struct {
		const char *slug;
		enum mend mend;
		uint16_t with;
	} rows[] = {
	    {"unicast-offer-lost", MEND_BROADCAST, 0},
	    {"offer-too-early", MEND_DELAY, 0},
	    {"block-over-mtu", MEND_BLKSIZE, 1024},
	    {"tftp-return-path", MEND_SINGLE_PORT, 0},
	    {"name-case", MEND_IGNORE_CASE, 0},
	    {"module-missing", MEND_FALLBACK, 0},
	    {"file-field-ignored", MEND_PLACEMENT_FIELD, 0},
	    {"name-trailing-ff", MEND_NUL, 0},
	    {"name-last-char-lost", MEND_NUL, 0},
	    {"stray-option-60", MEND_LEAVE_OPTION, 60},
	    {"proxy-disabled-by-us", MEND_LEAVE_OPTION, 175},
	    {"pxelinux-options-absent", MEND_FORCE_OPTION, 209},
	    {"chain-loop", MEND_CHAIN, 0},
	    {"feature-missing", MEND_CHAIN, 0},
	    {"url-to-rom", MEND_CHAIN, 0},
	};
	const struct event_finding *f;
	struct sick s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tell_live(&s, rows[i].slug, STAGE_ROM, SERVER);
		f = found(&s, rows[i].slug);
		if (f->mend != rows[i].mend || f->mend_with != rows[i].with)
			fail_msg("%s: mend %d with %u", rows[i].slug,
			    (int)f->mend, f->mend_with);
		sick_end(&s);
		tell_live(&s, rows[i].slug, STAGE_ROM, OTHER + 7);
		if (found(&s, rows[i].slug)->mend != MEND_NONE)
			fail_msg("%s: another's", rows[i].slug);
		sick_end(&s);
	}
}

/* Port 69 mends no answer that comes from another address. */
static void
an_answer_from_elsewhere_is_not_mended(void **state)
{
	struct event_tftp *t;
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	s.env.live = true;
	s.env.addr_count = 1;
	s.env.addrs[0] = SERVER;
	sick_dora(&s, "pxelinux.0");
	t = sick_fetches(&s, "pxelinux.0");
	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = true;
	t->answer = OTHER;
	for (i = 0; i < 3; i++) {
		s.now += 2 * SECOND;
		t->retransmits++;
		sick_go(&s);
	}
	assert_int_equal(found(&s, "tftp-return-path")->mend, MEND_NONE);
	sick_end(&s);
}

static unsigned hunts;

static bool
count_hunts(void *arg, const char *name, const char *beside, char *ret,
    size_t cap)
{
	(void)arg;
	(void)name;
	(void)beside;
	hunts++;
	return text_copy(ret, cap, "lib");
}

/* Whoever asks for one module after the other has few of them looked for. */
static void
a_flood_of_modules_is_not_looked_for(void **state)
{
	struct event_tftp *t;
	struct text name;
	char file[32];
	struct sick s;
	unsigned i;

	(void)state;
	hunts = 0;
	sick_begin(&s);
	s.env.files.find = count_hunts;
	diag_env(s.d, &s.env);
	sick_dora(&s, "pxelinux.0");
	for (i = 0; i < 100; i++) {
		text_init(&name, file, sizeof(file));
		text_addf(&name, "%u.c32", i / 2);
		t = sick_fetches(&s, file);
		s.e.origin = ORIGIN_OWN;
		t->transfer = ++s.transfer;
		t->outcome = TFTP_SERVER_ERROR;
		t->error_code = 1;
		sick_go(&s);
	}
	assert_int_equal(hunts, 8);
	sick_end(&s);
}

static bool
any_like(void *arg, const char *name, char *ret, size_t cap)
{
	struct text t;

	(void)arg;
	text_init(&t, ret, cap);
	text_addf(&t, "MENU%s", name);
	return !t.cut;
}

static void
a_page_is_mended_as_a_file_is(void **state)
{
	struct sick s;

	(void)state;
	sick_begin(&s);
	s.env.live = true;
	s.env.addr_count = 1;
	s.env.addrs[0] = SERVER;
	s.env.files.like = any_like;
	diag_env(s.d, &s.env);
	s.stage = STAGE_IPXE;
	sick_dora(&s, "http://10.99.0.1/menu.ipxe");
	(void)sick_page(&s, "/menu.ipxe?a=b", 404);
	s.e.origin = ORIGIN_OWN;
	sick_go(&s);
	assert_int_equal(found(&s, "http-failed")->mend, MEND_IGNORE_CASE);
	assert_non_null(
	    strstr(found(&s, "http-failed")->text, "but has MENU/menu.ipxe"));
	sick_end(&s);
}

/* Ours are mended where they are, another's by ours going before it. */
static void
what_another_server_says_is_told_instead(void **state)
{
	static const struct {
		const char *slug;
		uint32_t me;
		enum mend mend;
		uint16_t with;
		const char *name;
	} rows[] = {
	    {"overload-unread", SERVER, MEND_PLACEMENT_FIELD, 0, ""},
	    {"overload-unread", OTHER + 7, MEND_SCRIPT, 1,
		"tftp://10.99.0.1/menu.ipxe"},
	    {"root-path-malformed", SERVER, MEND_TARGET, 0,
		"iscsi:10.99.0.1::::iqn.2026-01.lab"},
	    {"root-path-malformed", OTHER + 7, MEND_TARGET, 1,
		"iscsi:10.99.0.1::::iqn.2026-01.lab"},
	    /* Which LUN it should be the target must say. */
	    {"lun-missing", SERVER, MEND_LUN, 0,
		"iscsi:10.99.0.1::::iqn.2026-01.lab:disk"},
	    {"lun-missing", OTHER + 7, MEND_LUN, 1,
		"iscsi:10.99.0.1::::iqn.2026-01.lab:disk"},
	    {"other-server-chosen", OTHER + 7, MEND_SCRIPT, 1,
		"tftp://10.99.0.2/pxelinux.0"},
	    /* Its file is not here, or its offer not before the other's. */
	    {"stray-option-60", OTHER + 7, MEND_NONE, 60, ""},
	};
	const struct event_finding *f;
	struct sick s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		tell_live(&s, rows[i].slug, STAGE_IPXE, rows[i].me);
		f = found(&s, rows[i].slug);
		if (f->mend != rows[i].mend || f->mend_with != rows[i].with ||
		    strcmp(f->mend_name, rows[i].name) != 0)
			fail_msg("%s: mend %d with %u %s", rows[i].slug,
			    (int)f->mend, f->mend_with, f->mend_name);
		sick_end(&s);
	}
}

/* A ROM has its file told by us where it is here and our offer would win. */
static void
a_rom_is_told_instead_where_we_give_addresses(void **state)
{
	struct event_dhcp *d;
	struct sick s;
	int proxy, i;

	(void)state;
	for (proxy = 0; proxy < 2; proxy++) {
		sick_begin(&s);
		s.env.live = true;
		s.env.proxy = proxy == 1;
		s.env.addr_count = 1;
		s.env.addrs[0] = OTHER;
		diag_env(s.d, &s.env);
		s.arch = ARCH_X64;
		sick_ask(&s, DHCP_DISCOVER);
		d = sick_told(&s, DHCP_OFFER, "gpxe.efi");
		d->facts.pxe_class = true;
		d->siaddr = OTHER;
		sick_go(&s);
		for (i = 0; i < 4; i++) {
			s.now += SECOND;
			d = sick_asks(&s, DHCP_REQUEST);
			d->dst_port = DHCP_PORT_PXE;
			d->dst = SERVER;
			sick_go(&s);
		}
		assert_int_equal(found(&s, "stray-option-60")->mend,
		    proxy == 1 ? MEND_NONE : MEND_BOOTFILE);
		assert_string_equal(found(&s, "stray-option-60")->mend_name,
		    proxy == 1 ? "" : "gpxe.efi");
		sick_end(&s);
	}
}

/* Only gPXE and iPXE weigh offers by a number that a server can set. */
static void
our_offer_goes_before_anothers(void **state)
{
	static const enum client_stage stages[] = {STAGE_IPXE, STAGE_ROM};
	struct event_dhcp *d;
	struct sick s;
	size_t i;

	(void)state;
	for (i = 0; i < 2; i++) {
		sick_begin(&s);
		s.env.live = true;
		s.env.addr_count = 1;
		s.env.addrs[0] = OTHER;
		s.stage = stages[i];
		sick_ask(&s, DHCP_DISCOVER);
		d = sick_told(&s, DHCP_OFFER, "");
		d->facts.has_priority = true;
		d->facts.priority = 20;
		sick_go(&s);
		s.server = OTHER;
		sick_tell(&s, DHCP_OFFER, "pxelinux.0");
		s.server = SERVER;
		sick_ask(&s, DHCP_REQUEST);
		assert_int_equal(found(&s, "other-server-chosen")->mend,
		    i == 0 ? MEND_PRIORITY : MEND_NONE);
		assert_int_equal(found(&s, "other-server-chosen")->mend_with,
		    i == 0 ? 21 : 0);
		sick_end(&s);
	}
}

/* 1024 did not do: the finding is told again, with the next size. */
static void
a_mend_that_did_not_do_is_followed_by_another(void **state)
{
	struct event_tftp *t;
	struct sick s;
	unsigned i;

	(void)state;
	sick_begin(&s);
	s.env.live = true;
	s.env.addr_count = 1;
	s.env.addrs[0] = SERVER;
	for (i = 0; i < 3; i++) {
		sick_dora(&s, "pxelinux.0");
		t = sick_fetches(&s, "pxelinux.0");
		t->phase = TFTP_PHASE_PROGRESS;
		t->answered = t->heard = true;
		t->granted = t->asked;
		t->retransmits = 3;
		t->blocks = 0;
		t->blksize = i == 0 ? 1408 : 1024;
		sick_go(&s);
		assert_int_equal(found(&s, "block-over-mtu")->mend_with,
		    i == 0 ? 1024 : 512);
		assert_int_equal(s.count, i == 0 ? 1 : 2);
		sick_boots(&s);
	}
	sick_end(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_mend_has_its_setting),
	    cmocka_unit_test(a_folder_is_a_mend),
	    cmocka_unit_test(ours_is_told_instead),
	    cmocka_unit_test(lists_keep_what_they_have),
	    cmocka_unit_test(a_chain_needs_a_script),
	    cmocka_unit_test(a_loader_is_no_script),
	    cmocka_unit_test(what_another_server_says_is_not_ours_to_mend),
	    cmocka_unit_test(an_answer_from_elsewhere_is_not_mended),
	    cmocka_unit_test(a_page_is_mended_as_a_file_is),
	    cmocka_unit_test(a_flood_of_modules_is_not_looked_for),
	    cmocka_unit_test(what_another_server_says_is_told_instead),
	    cmocka_unit_test(a_rom_is_told_instead_where_we_give_addresses),
	    cmocka_unit_test(our_offer_goes_before_anothers),
	    cmocka_unit_test(a_mend_that_did_not_do_is_followed_by_another),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
