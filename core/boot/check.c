/* SPDX-License-Identifier: ISC */
#include "core/boot/check.h"

#include <string.h>

#include "core/base/err.h"
#include "core/boot/manner.h"
#include "core/boot/path.h"
#include "core/boot/trial.h"
#include "core/proto/dhcp.h"
#include "core/proto/iscsi_path.h"

/* One value under judgement. */
struct trial {
	enum key key;
	const char *value;
	const struct book *book; /* NULL: targets are taken on trust */
	const struct file_lookup *files;
	struct text *why;
};

bool
name_is_url(const char *name)
{
	static const char scheme[] = "abcdefghijklmnopqrstuvwxyz"
				     "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.";
	const size_t n = strspn(name, scheme);

	/* gPXE and iPXE take "C:\x" and "a:b" for files, so do we. */
	return n > 0 && strncmp(name + n, "://", 3) == 0;
}

/* "bootfile "x": what is wrong; what to do"; gives the error back. */
static int
say(const struct trial *t, int err, const char *what)
{
	text_addf(t->why, "%s \"", key_def(t->key)->word);
	text_add_visible_str(t->why, t->value);
	text_addf(t->why, "\": %s", what);
	return err;
}

/* The same with the list of the words that are good. */
static int
say_words(const struct trial *t, const char *what, int count,
    const char *(*word)(int i))
{
	int i;

	(void)say(t, 0, what);
	for (i = 1; i < count; i++)
		text_addf(t->why, "%s %s", i == 1 ? "" : ",", word(i));
	return -PX_EVALUE;
}

static const char *
mode_word(int i)
{
	return mode_name((enum boot_mode)i);
}

static const char *
placement_word(int i)
{
	return placement_name((enum placement)i);
}

/* Controls and what else cannot be shown would reach screens and packets. */
static int
check_bytes(const struct trial *t)
{
	const char *p = t->value;
	uint32_t code;
	size_t n;

	while (*p != '\0') {
		n = text_utf8_decode(p, strlen(p), &code);
		if (n == 0)
			return say(t, -PX_EVALUE,
			    "not valid UTF-8; type it again");
		if (text_width(code) < 0)
			return say(t, -PX_EVALUE,
			    "holds a control or invisible character; take "
			    "it out");
		p += n;
	}
	return 0;
}

static int
check_mode(const struct trial *t)
{
	if (mode_parse(t->value) != MODE_NONE)
		return 0;
	return say_words(t, "not a mode; use one of", MODE_COUNT, mode_word);
}

static int
check_placement(const struct trial *t)
{
	if (placement_parse(t->value) != PLACEMENT_NONE)
		return 0;
	return say_words(t, "not a placement; use one of", PLACEMENT_COUNT,
	    placement_word);
}

static int
check_ip(const struct trial *t)
{
	uint32_t addr;

	if (ip4_parse(&addr, t->value) < 0)
		return say(t, -PX_EVALUE,
		    "not an IPv4 address; write it as 192.0.2.10");
	if (!ip4_usable(addr))
		return say(t, -PX_EADDR,
		    "no machine can have this address; choose one of the "
		    "network that is served");
	return 0;
}

static int
check_target(const struct trial *t)
{
	struct iscsi_path path;
	struct fault fault;
	int err;

	if (strncmp(t->value, "iscsi:", 6) != 0) {
		if (t->book == NULL || book_target(t->book, t->value) != NULL)
			return 0;
		return say(t, -PX_ENOENT,
		    "no such target; make it with `target set`, or give a "
		    "root path iscsi:SERVER::PORT:LUN:IQN");
	}
	err = iscsi_path_parse(&path, t->value, &fault);
	if (err == 0)
		return 0;
	(void)say(t, 0, "broken root path at ");
	if (t->value[fault.offset] == '\0')
		text_add(t->why, "its end");
	else
		text_addf(t->why, "byte %u", fault.offset + 1u);
	text_add(t->why,
	    "; the form is iscsi:SERVER:6:PORT:LUN:IQN, where "
	    "protocol, port and LUN may be empty");
	return err;
}

/* What gPXE and iPXE can fetch; the rest is a typing error. */
static int
check_url(const struct trial *t)
{
	static const char *const schemes[] = {"http://", "https://", "tftp://",
	    "ftp://", "nfs://"};
	size_t i, n;

	for (i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		n = strlen(schemes[i]);
		if (strncmp(t->value, schemes[i], n) != 0)
			continue;
		if (t->value[n] == '\0' || t->value[n] == '/')
			return say(t, -PX_EVALUE,
			    "a URL without a server; write "
			    "http://SERVER/FILE");
		return 0;
	}
	return say(t, -PX_EVALUE,
	    "no boot client knows this kind of URL; use http, https, tftp, "
	    "ftp or nfs");
}

/* What is wrong with a file that cannot be looked at. */
static int
say_missing(const struct trial *t, int err)
{
	static const struct {
		int err;
		const char *what;
	} rows[] = {
	    {-PX_ENOENT,
		"no such file below the TFTP root; copy it there first"},
	    {-PX_EACCESS,
		"the server may not read this file; mend its permissions"},
	    {-PX_EISDIR, "not a regular file; name a file"},
	    {-PX_EESCAPE, "leads out of the TFTP root; name a file below it"},
	    {-PX_EVALUE, "not a file name; name a file below the TFTP root"},
	};
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (rows[i].err == err)
			return say(t, err, rows[i].what);
	(void)say(t, err, err_text(err));
	text_add(t->why, "; look at the file below the TFTP root");
	return err;
}

/*
 * What stands there, if anything does (ret->err); false in *ret_looked where
 * the root cannot be looked at.
 */
static int
look_at(const struct trial *t, struct file_fact *ret, bool *ret_looked)
{
	char path[PATH_MAX_BYTES];
	int err = path_clean(path, sizeof(path), t->value);

	memset(ret, 0, sizeof(*ret));
	*ret_looked = false;
	if (err < 0)
		return say_missing(t, err);
	if (t->files == NULL || t->files->look == NULL)
		return 0;
	t->files->look(t->files->arg, path, ret);
	*ret_looked = true;
	return 0;
}

/* The file's kind; taken on trust (false in *ret_known) as above. */
static int
look(const struct trial *t, struct file_fact *ret, bool *ret_known)
{
	const int err = look_at(t, ret, ret_known);

	if (err < 0 || ret->err == 0)
		return err;
	*ret_known = false;
	return say_missing(t, ret->err);
}

static enum client_arch
key_arch(enum key key)
{
	static const enum client_arch archs[KEY_COUNT] = {
	    [KEY_BOOTFILE_BIOS] = ARCH_BIOS,
	    [KEY_BOOTFILE_IA32] = ARCH_IA32,
	    [KEY_BOOTFILE_X64] = ARCH_X64,
	    [KEY_BOOTFILE_ARM32] = ARCH_ARM32,
	    [KEY_BOOTFILE_ARM64] = ARCH_ARM64,
	};

	return archs[key];
}

/* `bootfile` may be for any machine: refuse only what none can run. */
static bool
fits_key(enum loader_kind kind, enum key key)
{
	const enum client_arch arch = key_arch(key);

	if (arch != ARCH_UNKNOWN)
		return loader_fits(kind, arch);
	return kind != LOADER_SCRIPT && kind != LOADER_IPXE_SCRIPT;
}

static int
check_length(const struct trial *t)
{
	if (strlen(t->value) < DHCP_FILE_LEN)
		return 0;
	return say(t, -PX_ELONG,
	    "longer than 127 bytes, and the boot file field of a reply holds "
	    "no more; use a shorter name");
}

static int
check_file(const struct trial *t)
{
	const enum client_arch arch = key_arch(t->key);
	struct file_fact fact;
	bool known;
	int err = check_length(t);

	if (err < 0)
		return err;
	if (name_is_url(t->value)) {
		err = check_url(t);
		return err < 0 ? err :
				 say(t, 0,
				     "a PXE ROM cannot read a URL; only UEFI "
				     "HTTP boot, gPXE and iPXE will be told "
				     "it");
	}
	err = look(t, &fact, &known);
	if (err < 0 || !known || fits_key(fact.kind, t->key))
		return err;
	(void)say(t, 0, "this file is ");
	text_addf(t->why,
	    "%s, which a %s ROM cannot run; name a loader for "
	    "that machine",
	    loader_kind_name(fact.kind),
	    arch == ARCH_UNKNOWN ? "PXE" : arch_name(arch));
	return -PX_EMACHINE;
}

static int
check_script(const struct trial *t)
{
	struct file_fact fact;
	bool known;
	int err = check_length(t);

	if (err < 0)
		return err;
	if (name_is_url(t->value))
		return check_url(t);
	err = look(t, &fact, &known);
	if (err < 0 || !known)
		return err;
	if (fact.kind == LOADER_IPXE_SCRIPT)
		return say(t, 0,
		    "begins with #!ipxe: iPXE runs it, but gPXE takes it for "
		    "a program and hangs; #!gpxe works with both");
	if (fact.kind == LOADER_OTHER)
		return say(t, 0,
		    "neither a script that begins with #!gpxe nor a program "
		    "or kernel; gPXE and iPXE may not know what to do with "
		    "it");
	return 0;
}

/* The lookup is of files: what is there and is none is a folder. */
static int
check_folder(const struct trial *t)
{
	struct file_fact fact;
	bool looked;
	const int err = look_at(t, &fact, &looked);

	if (err < 0 || !looked)
		return err;
	if (fact.err == 0)
		return say(t, -PX_EVALUE, "a file; name the folder it is in");
	if (fact.err == -PX_ENOENT)
		return say(t, fact.err, "no such folder below the TFTP root");
	return fact.err == -PX_EISDIR ? 0 : say_missing(t, fact.err);
}

static int
check_switch(const struct trial *t)
{
	if (strcmp(t->value, "on") == 0 || strcmp(t->value, "off") == 0)
		return 0;
	return say(t, -PX_EVALUE, "not a switch; write on or off");
}

/* PXELINUX puts the prefix before a name as it stands (RFC 5071 5). */
static int
check_prefix(const struct trial *t)
{
	if (t->value[strlen(t->value) - 1] == '/')
		return 0;
	(void)say(t, -PX_EVALUE,
	    "does not end in /, and PXELINUX would ask for \"");
	text_add_visible_str(t->why, t->value);
	text_add(t->why, "pxelinux.cfg\"; add the /");
	return -PX_EVALUE;
}

/* So long do the most hasty wait (reference: clients, DHCP timing). */
#define PATIENCE_MS 2000

static int
check_manner(const struct trial *t)
{
	struct manner m = {.broadcast = false};
	const char *what;

	if (manner_set(&m, t->key, t->value, &what) < 0)
		return say(t, -PX_EVALUE, what);
	if (m.delay_ms > PATIENCE_MS)
		return say(t, 0,
		    "gPXE and iPXE wait two seconds for a proxy, a ROM four "
		    "for an address: what comes later may come too late");
	return 0;
}

static int
check_trial(const struct trial *t)
{
	struct trial_state ignored;

	if (trial_parse(&ignored, t->value) == 0)
		return 0;
	return say(t, -PX_EVALUE,
	    "not the state of a trial; clear it, so that it begins anew");
}

static int
check_kind(const struct trial *t)
{
	switch (key_def(t->key)->kind) {
	case KEY_KIND_MODE:
		return check_mode(t);
	case KEY_KIND_IP:
		return check_ip(t);
	case KEY_KIND_TARGET:
		return check_target(t);
	case KEY_KIND_FILE:
		return check_file(t);
	case KEY_KIND_SCRIPT:
		return check_script(t);
	case KEY_KIND_PLACEMENT:
		return check_placement(t);
	case KEY_KIND_PREFIX:
		return check_prefix(t);
	case KEY_KIND_TRIAL:
		return check_trial(t);
	case KEY_KIND_FOLDER:
		return check_folder(t);
	case KEY_KIND_SWITCH:
		return manner_has_key(t->key) ? check_manner(t) :
						check_switch(t);
	case KEY_KIND_MANNER:
		return check_manner(t);
	case KEY_KIND_LABEL:
	case KEY_KIND_TEXT:
		break;
	}
	return 0;
}

int
check_value(enum key key, const char *value, const struct book *book,
    const struct file_lookup *files, struct text *why)
{
	const struct trial t = {key, value, book, files, why};
	int err;

	if (value[0] == '\0')
		return 0;
	err = check_bytes(&t);
	if (err < 0)
		return err;
	err = check_kind(&t);
	if (err < 0 || strlen(value) <= key_def(key)->most)
		return err;
	why->len = 0;
	(void)say(&t, 0, "longer than ");
	text_addf(why, "%u bytes; use a shorter text", key_def(key)->most);
	return -PX_ELONG;
}

/* The host's own setting, else its mode's. */
static const char *
setting(const struct host *h, const struct book *book, enum boot_mode mode,
    enum key key)
{
	if (h->text[key][0] != '\0' || book == NULL)
		return h->text[key];
	return book->modes[mode].text[key];
}

static void
warn(struct text *why, enum boot_mode mode, const char *what)
{
	if (why->len > 0)
		text_add_char(why, '\n');
	text_addf(why, "mode %s: %s", mode_name(mode), what);
}

static void
check_mode_needs(const struct host *h, const struct book *book,
    enum boot_mode mode, struct text *why)
{
	const bool san = mode == MODE_ISCSI || mode == MODE_ISCSI_INSTALL;
	const char *target = setting(h, book, mode, KEY_TARGET);

	if (mode == MODE_GPXE && setting(h, book, mode, KEY_SCRIPT)[0] == '\0')
		warn(why, mode,
		    "no script is set, so gPXE and iPXE get an address only; "
		    "set script=FILE or a URL");
	if (san && target[0] == '\0')
		warn(why, mode,
		    "no target is set, so there is no disk to boot; set "
		    "target=NAME or iscsi:SERVER::::IQN");
	else if (san && strncmp(target, "iscsi:", 6) != 0 && book != NULL &&
	    book_target(book, target) == NULL)
		warn(why, mode,
		    "its target is not in the list of targets; make it with "
		    "`target set`");
}

/* What is left out is not sent, whoever forces it. */
static void
check_options(const struct host *h, const struct book *book,
    enum boot_mode mode, struct text *why)
{
	struct manner m = {.broadcast = false};
	unsigned code;

	(void)manner_set(&m, KEY_FORCE, setting(h, book, mode, KEY_FORCE),
	    NULL);
	(void)manner_set(&m, KEY_LEAVE, setting(h, book, mode, KEY_LEAVE),
	    NULL);
	for (code = 0; code <= UINT8_MAX; code++) {
		if (!option_set_has(&m.force, (uint8_t)code) ||
		    !option_set_has(&m.leave, (uint8_t)code))
			continue;
		text_addf(why,
		    "%soption %u is in force and in leave: it is left out",
		    why->len > 0 ? "\n" : "", code);
	}
}

bool
check_host(const struct host *h, const struct book *book, struct text *why)
{
	const size_t before = why->len;

	if (h->mode != MODE_NONE)
		check_mode_needs(h, book, h->mode, why);
	if (h->once != MODE_NONE && h->once != h->mode)
		check_mode_needs(h, book, h->once, why);
	check_options(h, book, h->mode, why);
	return why->len != before;
}
