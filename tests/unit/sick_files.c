/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "tests/unit/sick.h"

/* Stories of group D: files and their transfers by TFTP. */

static bool
find(void *arg, const char *name, const char *beside, char *ret, size_t cap)
{
	(void)arg;
	(void)name;
	return text_copy(ret, cap, beside[0] == '\0' ? "lib" : "lib/menus");
}

/* Our own server does not have the file, and says so. */
static void
refuse(struct sick *s, const char *name)
{
	struct event_tftp *t;

	s->origin = ORIGIN_OWN;
	t = sick_fetches(s, name);
	s->origin = ORIGIN_WIRE;
	t->outcome = TFTP_SERVER_ERROR;
	t->error_code = 1;
	sick_go(s);
}

static void
module_missing(struct sick *s, bool ill)
{
	s->env.files.find = find;
	diag_env(s->d, &s->env);
	sick_dora(s, "pxelinux.0");
	sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	refuse(s, "ldlinux.c32");
	if (ill)
		refuse(s, "boot/isolinux/ldlinux.c32");
	else
		sick_fetch(s, "boot/isolinux/ldlinux.c32", TFTP_COMPLETE);
	sick_waits(s, 3);
}

/* A kernel without a name's end is tried with each that there is. */
static void
menu_missing(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	sick_fetch(s, "ldlinux.c32", TFTP_COMPLETE);
	sick_fetch(s, "pxelinux.cfg/default", TFTP_COMPLETE);
	if (!ill)
		refuse(s, "menu");
	refuse(s, "menu.c32");
	sick_waits(s, 3);
}

static void
file_missing(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	sick_fetch(s, ill ? "pxelinux.0" : "pxelinux.cfg/default",
	    TFTP_SERVER_ERROR);
}

/* The refusal is told late: who asks by HTTP has gone on since, but who only
 * meets a closed port has not. */
static void
file_missing_before_a_closed_port(struct sick *s, bool ill)
{
	struct event request;

	sick_dora(s, "pxelinux.0");
	(void)sick_fetches(s, "pxelinux.0");
	request = s->e;
	if (ill)
		sick_not_reached(s, HTTP_REFUSED);
	else
		(void)sick_page(s, "/pxelinux.0", 200);
	s->e = request;
	s->e.u.tftp.outcome = TFTP_SERVER_ERROR;
	s->e.u.tftp.answered = true;
	s->e.u.tftp.error_code = 1;
	sick_go(s);
}

/* Nobody tells it the name of its first file. */
static void
file_missing_for_a_raspberry_pi(struct sick *s, bool ill)
{
	sick_ask(s, DHCP_DISCOVER);
	sick_told(s, DHCP_OFFER, "")->facts.vendor_raspberry = true;
	sick_go(s);
	sick_fetch(s, ill ? "bootcode.bin" : "recovery.elf", TFTP_SERVER_ERROR);
}

static void
loads_bsd(struct sick *s)
{
	sick_dora(s, "pxeboot");
	sick_fetch(s, "pxeboot", TFTP_COMPLETE);
	sick_kernel(s, "bsd");
}

/* A loader asks for its kernel under more than one name: the last counts. */
static void
file_missing_under_all_its_names(struct sick *s, bool ill)
{
	loads_bsd(s);
	sick_fetch(s, "boot/kernel/kernel.gz", TFTP_SERVER_ERROR);
	sick_waits(s, 1);
	assert_int_equal(sick_has(s, "file-missing"), 0);
	sick_fetch(s, "boot/kernel/kernel",
	    ill ? TFTP_SERVER_ERROR : TFTP_COMPLETE);
	assert_int_equal(sick_has(s, "file-missing"), 0);
	sick_waits(s, 3);
}

/* Few have all that the loaders of BSD ask for. */
static void
file_missing_of_bsd(struct sick *s, bool ill)
{
	static const char *const seldom[] = {"/etc/random.seed", "/bsd.upgrade",
	    "boot/device.hints", "boot/loader.conf.local", "boot/nextboot.conf",
	    "boot/loader.conf.d", "boot/lua/local.lua", "boot/loader.rc.local",
	    "boot/entropy", "boot/kernel/if_x.ko", "ffs/ffs.kmod"};
	size_t i;

	loads_bsd(s);
	for (i = 0; i < sizeof(seldom) / sizeof(seldom[0]); i++) {
		sick_fetch(s, seldom[i], TFTP_SERVER_ERROR);
		sick_waits(s, 3);
		assert_int_equal(sick_has(s, "file-missing"), 0);
	}
	sick_fetch(s, "bsd.rd", ill ? TFTP_SERVER_ERROR : TFTP_COMPLETE);
	sick_waits(s, 3);
}

static void
looks_for(struct sick *s, const char *loader, const char *const *names)
{
	sick_dora(s, loader);
	sick_fetch(s, loader, TFTP_COMPLETE);
	for (; *names != NULL; names++)
		sick_fetch(s, *names, TFTP_SERVER_ERROR);
	sick_waits(s, 8);
	assert_int_equal(sick_has(s, "file-missing"), 0);
}

/* The last of the names counts, and only where nothing follows. */
static void
file_missing_for_pxelinux(struct sick *s, bool ill)
{
	static const char *const names[] = {"pxelinux.cfg/0A", "pxelinux.cfg/0",
	    "pxelinux.cfg/default", NULL};

	looks_for(s, "pxelinux.0", names);
	if (!ill)
		sick_fetch(s, "vmlinuz", TFTP_COMPLETE);
	sick_waits(s, 12);
}

static void
file_missing_for_grub(struct sick *s, bool ill)
{
	static const char *const names[] = {"/EFI/redhat/grub.cfg-0",
	    "/EFI/redhat/grub.cfg", NULL};

	looks_for(s, "grubx64.efi", names);
	if (!ill)
		sick_fetch(s, "/grub2/grub.cfg", TFTP_COMPLETE);
	sick_waits(s, 12);
}

static void
file_missing_for_windows(struct sick *s, bool ill)
{
	static const char *const names[] = {"\\Boot\\BCD", NULL};
	static const char *const others[] = {"\\Boot\\boot.stl", NULL};

	looks_for(s, "boot\\x64\\wdsmgfw.efi", ill ? names : others);
	sick_waits(s, 12);
}

/* U-Boot looks by itself, and has a disk to go on to. */
static void
file_missing_without_a_loader(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	if (ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	sick_fetch(s, "pxelinux.cfg/default", TFTP_SERVER_ERROR);
	sick_waits(s, 12);
}

/* A script in its iPXE asks for the next one, for ever or on its way. */
static void
file_missing_for_ipxe(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	sick_dora(s, "undionly.kpxe");
	if (!ill)
		sick_fetch(s, "first.ipxe", TFTP_COMPLETE);
	for (i = 0; i < 4; i++) {
		sick_fetch(s, "default.ipxe", TFTP_SERVER_ERROR);
		sick_waits(s, 4);
	}
}

static void
file_missing_for_a_raspberry_pi_with_firmware(struct sick *s, bool ill)
{
	s->mac = (struct mac){{0xdc, 0xa6, 0x32, 1, 2, 3}};
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	sick_fetch(s, "start4.elf", TFTP_COMPLETE);
	sick_fetch(s, "kernel8.img", TFTP_SERVER_ERROR);
	sick_fetch(s, "kernel7l.img", TFTP_SERVER_ERROR);
	sick_fetch(s, "kernel.img", ill ? TFTP_SERVER_ERROR : TFTP_COMPLETE);
	sick_waits(s, 3);
}

static void
name_case(struct sick *s, bool ill)
{
	s->env.files.like = sick_like;
	diag_env(s->d, &s->env);
	sick_dora(s, "pxelinux.0");
	refuse(s, ill ? "\\Boot\\BCD" : "bootx/other");
}

static void
permission_denied(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->outcome = TFTP_SERVER_ERROR;
	t->answered = true;
	t->error_code = ill ? 2 : 4;
	sick_go(s);
}

/* The server ends it with an error of its own. */
static void
refuse_with(struct sick *s, const char *name, uint16_t code, const char *words)
{
	struct event_tftp *t = sick_fetches(s, name);

	t->outcome = TFTP_SERVER_ERROR;
	t->answered = true;
	t->error_code = code;
	(void)text_copy(t->error, sizeof(t->error), words);
	sick_go(s);
}

static void
permission_denied_in_words(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	refuse_with(s, "pxelinux.0", 0, ill ? "Permission denied" : "busy");
}

static void
file_missing_in_words(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	refuse_with(s, "pxelinux.0", 0, ill ? "No such file" : "busy");
}

/* Of its firmware the folder of its serial number is looked into first. */
static void
file_missing_of_a_raspberry_pi(struct sick *s, bool ill)
{
	s->mac = (struct mac){{0xdc, 0xa6, 0x32, 1, 2, 3}};
	sick_ask(s, DHCP_DISCOVER);
	sick_tell(s, DHCP_OFFER, "");
	sick_fetch(s, "9f55ab12/start4.elf", TFTP_SERVER_ERROR);
	sick_fetch(s, "9f55ab12/start.elf", TFTP_SERVER_ERROR);
	sick_fetch(s, "config.txt", TFTP_SERVER_ERROR);
	sick_fetch(s, "start4.elf", TFTP_SERVER_ERROR);
	sick_fetch(s, "start.elf", ill ? TFTP_SERVER_ERROR : TFTP_COMPLETE);
}

static void
file_refused(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	refuse_with(s, ill ? "pxelinux.0" : "pxelinux.cfg/default", 3,
	    "Disk full");
}

/* Some ask again without the options that the server does not take. */
static void
file_refused_for_its_options(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	refuse_with(s, "pxelinux.0", 8, "no blksize");
	assert_int_equal(sick_has(s, "file-refused"), 0);
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	sick_waits(s, 4);
}

static void
repeats(struct sick *s, const char *name, unsigned times, bool answered)
{
	struct event_tftp *t = sick_fetches(s, name);

	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = answered;
	for (t->retransmits = 0; t->retransmits < times;) {
		s->now += 2 * SECOND;
		t->retransmits++;
		sick_go(s);
	}
}

static void
tftp_unanswered(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	repeats(s, "pxelinux.0", 2, false);
	if (!ill) {
		s->e.u.tftp.answered = s->e.u.tftp.heard = true;
		sick_go(s);
	}
}

static void
tftp_return_path(struct sick *s, bool ill)
{
	sick_dora(s, "pxelinux.0");
	repeats(s, "pxelinux.0", 3, true);
	if (!ill) {
		s->e.u.tftp.heard = true;
		sick_go(s);
	}
}

/* A guest that a loop of loaders has killed answers no more. */
static void
return_path_of_a_loop(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	sick_dora(s, "undionly.kpxe");
	for (i = 0; i < 3; i++)
		sick_fetch(s, "undionly.kpxe", TFTP_COMPLETE);
	sick_discovers(s, 3);
	repeats(s, ill ? "boot.ipxe" : "undionly.kpxe", 3, true);
}

/* The same where each round looks like a boot. */
static void
return_path_of_looping_boots(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	for (i = 0; i < 3; i++) {
		sick_boots(s);
		sick_dora(s, "undionly.kpxe");
		sick_fetch(s, "undionly.kpxe", TFTP_COMPLETE);
	}
	sick_boots(s);
	sick_dora(s, "undionly.kpxe");
	repeats(s, ill ? "boot.ipxe" : "undionly.kpxe", 3, true);
}

/* Or the loop was one boot, and the last round looks like another. */
static void
return_path_after_a_loop(struct sick *s, bool ill)
{
	unsigned i;

	s->stage = STAGE_IPXE;
	sick_dora(s, "undionly.kpxe");
	for (i = 0; i < 3; i++)
		sick_fetch(s, "undionly.kpxe", TFTP_COMPLETE);
	sick_discovers(s, 3);
	sick_boots(s);
	sick_dora(s, "undionly.kpxe");
	repeats(s, ill ? "boot.ipxe" : "undionly.kpxe", 3, true);
}

static void
block_over_mtu(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->phase = TFTP_PHASE_PROGRESS;
	t->answered = t->heard = true;
	t->granted = t->asked;
	t->retransmits = 3;
	t->blocks = ill ? 0 : 1;
	sick_go(s);
}

static void
option_not_asked(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->answered = true;
	t->granted = (uint8_t)(t->asked | (ill ? 1u << TFTP_WINDOWSIZE : 0));
	/* As PXELINUX refuses, and as UEFI asks for a size. */
	t->outcome = TFTP_PROBE;
	t->size = 26000;
	sick_go(s);
}

/* It comes again without the option, or does not. */
static void
more_than_was_asked(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->answered = t->heard = true;
	t->granted = t->asked;
	t->beyond = 1u << TFTP_BLKSIZE;
	t->blksize = 65464;
	t->outcome = TFTP_CLIENT_ERROR;
	sick_go(s);
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
	sick_waits(s, 4);
}

/* It takes what it is granted, and is switched off. */
static void
less_than_all_of_what_was_granted(struct sick *s, bool ill)
{
	struct event_tftp *t;
	unsigned i;

	sick_dora(s, "pxelinux.0");
	for (i = 0; i < 2; i++) {
		t = sick_fetches(s, "pxelinux.0");
		t->answered = t->heard = true;
		t->granted = t->asked;
		if (i == 0)
			t->granted |= 1u << TFTP_WINDOWSIZE;
		else
			t->beyond = 1u << TFTP_BLKSIZE;
		t->blksize = 1408;
		t->blocks = ill ? 0 : 199;
		t->bytes = t->blocks * t->blksize;
		t->outcome = TFTP_INCOMPLETE;
		sick_go(s);
		sick_waits(s, 4);
	}
}

/* Once may be the size that it wanted to know, or another way follows. */
static void
says_that_it_refuses(struct sick *s, bool ill)
{
	struct event_tftp *t;
	int i;

	sick_dora(s, "pxelinux.0");
	for (i = 0; i < (ill ? 2 : 1); i++) {
		t = sick_fetches(s, "pxelinux.0");
		t->answered = t->heard = true;
		t->granted = t->asked;
		t->outcome = TFTP_CLIENT_ERROR;
		(void)text_copy(t->error, sizeof(t->error),
		    "not enough memory");
		sick_go(s);
		sick_waits(s, 4);
	}
}

static void
block_rollover(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "initrd.img");
	t->answered = t->heard = true;
	t->blksize = 512;
	t->blocks = ill ? 65535 : 64000;
	t->outcome = TFTP_INCOMPLETE;
	sick_go(s);
}

static void
breaks_off(struct sick *s, enum tftp_silent silent, uint16_t vain)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "pxelinux.0");
	t->answered = t->heard = true;
	t->granted = t->asked;
	t->bytes = 14320;
	t->size = 26000;
	t->blocks = 10;
	t->outcome = TFTP_INCOMPLETE;
	t->silent = silent;
	t->vain = vain;
	sick_go(s);
}

static void
stopped_by_its_server(struct sick *s, bool ill)
{
	breaks_off(s, TFTP_SILENT_SERVER, ill ? 5 : 1);
}

static void
stopped_by_the_client(struct sick *s, bool ill)
{
	breaks_off(s, TFTP_SILENT_CLIENT, ill ? 4 : 1);
}

/* Ours knows when it gives up. */
static void
stopped_under_our_eyes(struct sick *s, bool ill)
{
	s->origin = ill ? ORIGIN_OWN : ORIGIN_WIRE;
	breaks_off(s, TFTP_SILENT_CLIENT, 0);
}

static void
stopped_once_only(struct sick *s, bool ill)
{
	breaks_off(s, TFTP_SILENT_SERVER, 5);
	if (!ill)
		sick_fetch(s, "pxelinux.0", TFTP_COMPLETE);
}

/* What is told late of another one says nothing. */
static void
stopped_in_this_boot(struct sick *s, bool ill)
{
	sick_boots(s);
	sick_dora(s, "pxelinux.0");
	s->session -= ill ? 0 : 1;
	breaks_off(s, TFTP_SILENT_CLIENT, 4);
}

/* A script that goes on with what it has. */
static void
stopped_and_went_on_by_http(struct sick *s, bool ill)
{
	breaks_off(s, TFTP_SILENT_SERVER, 5);
	if (!ill) {
		(void)sick_page(s, "/vmlinuz", 200);
		sick_go(s);
	}
}

static void
transfer(struct sick *s, uint64_t retransmits)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, "initrd.img");
	t->answered = t->heard = true;
	t->outcome = TFTP_COMPLETE;
	t->granted = t->asked;
	t->bytes = t->size = UINT64_C(1432) * 1000;
	t->blocks = 1001;
	t->retransmits = retransmits;
	sick_go(s);
}

static void
duplicate_data(struct sick *s, bool ill)
{
	transfer(s, ill ? 990 : 700);
}

static void
retransmissions(struct sick *s, bool ill)
{
	transfer(s, ill ? 30 : 20);
}

static void
zero_size(struct sick *s, bool ill)
{
	struct event_tftp *t;

	s->arch = ARCH_X64;
	sick_dora(s, "gpxe.efi");
	t = sick_fetches(s, "gpxe.efi");
	t->answered = true;
	t->granted = 1u << TFTP_BLKSIZE;
	if (!ill) {
		t->granted |= 1u << TFTP_TSIZE;
		t->size = 26000;
	}
	t->outcome = TFTP_PROBE;
	sick_go(s);
}

/* BIOS takes it as it is, and has nothing to run; a configuration may be so. */
static void
empty_file(struct sick *s, bool ill)
{
	struct event_tftp *t;

	sick_dora(s, "pxelinux.0");
	t = sick_fetches(s, ill ? "pxelinux.0" : "pxelinux.cfg/default");
	t->answered = t->heard = true;
	t->granted = t->asked;
	t->blocks = 1;
	t->outcome = TFTP_COMPLETE;
	sick_go(s);
}

static void
empty_file_of_uefi(struct sick *s, bool ill)
{
	struct event_tftp *t;
	unsigned i;

	s->arch = ARCH_X64;
	sick_dora(s, "grubx64.efi");
	for (i = 0; i < 2; i++) {
		t = sick_fetches(s, "grubx64.efi");
		t->answered = t->heard = true;
		t->bytes = t->size = ill ? 0 : 500;
		t->blocks = 1;
		t->outcome = TFTP_COMPLETE;
		sick_go(s);
	}
	sick_waits(s, 15);
	assert_int_equal(sick_has(s, "loader-refused"), ill ? 0 : 1);
}

const struct story sick_files[] = {
    {"module-missing", module_missing},
    {"module-missing", menu_missing},
    {"file-missing", file_missing},
    {"file-missing", file_missing_before_a_closed_port},
    {"file-missing", file_missing_for_a_raspberry_pi},
    {"file-missing", file_missing_under_all_its_names},
    {"file-missing", file_missing_of_bsd},
    {"file-missing", file_missing_for_pxelinux},
    {"file-missing", file_missing_for_grub},
    {"file-missing", file_missing_for_windows},
    {"file-missing", file_missing_without_a_loader},
    {"file-missing", file_missing_for_ipxe},
    {"file-missing", file_missing_for_a_raspberry_pi_with_firmware},
    {"name-case", name_case},
    {"permission-denied", permission_denied},
    {"permission-denied", permission_denied_in_words},
    {"file-missing", file_missing_in_words},
    {"file-missing", file_missing_of_a_raspberry_pi},
    {"file-refused", file_refused},
    {"file-refused", file_refused_for_its_options},
    {"tftp-unanswered", tftp_unanswered},
    {"tftp-return-path", tftp_return_path},
    {"tftp-return-path", return_path_of_a_loop},
    {"tftp-return-path", return_path_of_looping_boots},
    {"tftp-return-path", return_path_after_a_loop},
    {"block-over-mtu", block_over_mtu},
    {"option-not-asked", option_not_asked},
    {"option-not-asked", more_than_was_asked},
    {"option-not-asked", less_than_all_of_what_was_granted},
    {"option-not-asked", says_that_it_refuses},
    {"block-rollover", block_rollover},
    {"transfer-stopped", stopped_by_its_server},
    {"transfer-stopped", stopped_by_the_client},
    {"transfer-stopped", stopped_under_our_eyes},
    {"transfer-stopped", stopped_once_only},
    {"transfer-stopped", stopped_in_this_boot},
    {"transfer-stopped", stopped_and_went_on_by_http},
    {"duplicate-data", duplicate_data},
    {"retransmissions", retransmissions},
    {"zero-size", zero_size},
    {"zero-size", empty_file},
    {"zero-size", empty_file_of_uefi},
    {NULL, NULL},
};
