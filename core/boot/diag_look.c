/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_look.h"

#include <string.h>

bool
diag_is_empty(const struct case_file *f)
{
	return f->done && f->outcome == TFTP_COMPLETE && f->answered &&
	    f->blocks <= 1 && f->bytes == 0 && f->size == 0;
}

bool
diag_has_name(const struct case_reply *r)
{
	return r->facts.file[0] != '\0' || r->facts.has_name;
}

bool
diag_is_gpxe(const struct case_ask *a)
{
	return a->stage == STAGE_GPXE || a->stage == STAGE_IPXE;
}

bool
diag_is_boot_client(const struct case_ask *a)
{
	return a->stage == STAGE_ROM || a->stage == STAGE_HTTP ||
	    diag_is_gpxe(a);
}

bool
diag_is_ours(const struct diag_env *env, uint32_t server)
{
	size_t i;

	if (!env->live)
		return false;
	for (i = 0; i < env->addr_count; i++)
		if (env->addrs[i] == server)
			return true;
	return false;
}

void
diag_ours_only(const struct diag_env *env, uint32_t server,
    struct diag_say *say)
{
	if (!diag_is_ours(env, server))
		say->finding->mend = MEND_NONE;
}

uint16_t
diag_priority_over(const struct case_reply *r)
{
	const int8_t theirs = r->facts.has_priority ? r->facts.priority : 0;

	if (theirs == INT8_MAX)
		return 0;
	return theirs < 0 ? 1 : (uint16_t)(theirs + 1);
}

/* Our policy gives it something to boot. */
static bool
is_told_here(const struct boot_case *c)
{
	return c->mode != MODE_NONE && c->mode != MODE_IGNORE &&
	    c->mode != MODE_LOCAL;
}

/* A file of ours by its name, another's by where it is. */
static bool
name_script(struct event_finding *f, const struct diag_env *env,
    const struct case_reply *r)
{
	const char *name = diag_told_name(r);
	char ip[IP4_TEXT];
	struct text t;

	text_init(&t, f->mend_name, sizeof(f->mend_name));
	if (strstr(name, "://") == NULL && !diag_is_ours(env, r->siaddr))
		text_addf(&t, "tftp://%s/", ip4_format(ip, r->siaddr));
	text_add(&t, name);
	return !t.cut && name[0] != '\0';
}

/* Only gPXE and iPXE read a priority and URLs. */
static enum mend
mend_instead(struct event_finding *f, const struct boot_case *c,
    const struct diag_env *env, const struct case_reply *r)
{
	const struct case_ask *a = diag_boot_ask(c);

	f->mend_with = 0;
	if (!env->live || a == NULL)
		return MEND_NONE;
	if (a->stage == STAGE_ROM)
		return !is_told_here(c) && diag_is_ours(env, r->siaddr) &&
			name_script(f, env, r) ?
		    MEND_BOOTFILE :
		    MEND_NONE;
	f->mend_with = diag_priority_over(r);
	if (!diag_is_gpxe(a) || f->mend_with == 0)
		return MEND_NONE;
	if (is_told_here(c))
		return MEND_PRIORITY;
	return name_script(f, env, r) ? MEND_SCRIPT : MEND_NONE;
}

void
diag_tell_instead(const struct boot_case *c, const struct diag_env *env,
    const struct case_reply *r, struct diag_say *say)
{
	struct event_finding *f = say->finding;

	f->mend = mend_instead(f, c, env, r);
	if (f->mend == MEND_PRIORITY)
		text_addf(&say->fix, "; or priority=%u here", f->mend_with);
	else if (f->mend != MEND_NONE)
		text_add(&say->fix, "; or say it here, before that server");
}

/* The last thing that a boot client asked, or NULL. */
const struct case_ask *
diag_boot_ask(const struct boot_case *c)
{
	size_t i;

	for (i = c->ask_count; i > 0; i--)
		if (diag_is_boot_client(&c->ask[i - 1]))
			return &c->ask[i - 1];
	return NULL;
}

int64_t
diag_asked_us(const struct boot_case *c, size_t n)
{
	return c->ask_count < n ? c->began_us :
				  c->ask[c->ask_count - n].time_us;
}

const char *
diag_told_name(const struct case_reply *r)
{
	return r->facts.file[0] != '\0' && (r->facts.overload & 1) == 0 ?
	    r->facts.file :
	    r->facts.name;
}

/* A Raspberry Pi is told no name: it begins with this one. */
bool
diag_is_told(const struct boot_case *c, const char *name)
{
	size_t i;

	while (*name == '/')
		name++;
	for (i = 0; i < c->reply_count; i++) {
		const char *told = c->reply[i].facts.vendor_raspberry ?
		    "bootcode.bin" :
		    diag_told_name(&c->reply[i]);

		while (*told == '/')
			told++;
		if (told[0] != '\0' && strcmp(told, name) == 0)
			return true;
	}
	return false;
}

bool
diag_ends_in(const char *s, const char *tail)
{
	const size_t n = strlen(s), k = strlen(tail);

	return n >= k && strcmp(s + n - k, tail) == 0;
}

bool
diag_boot_server_due(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].facts.pxe_class &&
		    (c->reply[i].facts.discovery & 8) == 0)
			return true;
	return false;
}

const struct case_reply *
diag_naming_reply(const struct boot_case *c, int64_t before_us)
{
	size_t i;

	for (i = c->reply_count; i > 0; i--) {
		const struct case_reply *r = &c->reply[i - 1];

		if (r->time_us <= before_us && diag_has_name(r) &&
		    diag_told_name(r)[0] != '\0')
			return r;
	}
	return NULL;
}

const struct case_file *
diag_last_loader(const struct boot_case *c)
{
	const struct case_file *f;
	const struct case_reply *r;
	const char *name, *told;

	if (c->file_count == 0)
		return NULL;
	f = &c->file[c->file_count - 1];
	r = diag_naming_reply(c, f->began_us);
	if (!f->done || f->outcome != TFTP_COMPLETE || r == NULL)
		return NULL;
	name = f->file + strspn(f->file, "/\\");
	told = diag_told_name(r) + strspn(diag_told_name(r), "/\\");
	return strcmp(name, told) == 0 ? f : NULL;
}

const struct case_file *
diag_loop(const struct boot_case *c, unsigned *ret_times)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *last = NULL;
	unsigned times = 0;
	size_t i;

	for (i = 0; i < c->file_count; i++) {
		const struct case_file *f = &c->file[i];

		if (f->outcome != TFTP_COMPLETE || !f->done)
			continue;
		times = last != NULL && strcmp(last->file, f->file) == 0 ?
		    times + 1 :
		    1;
		last = f;
	}
	if (last == NULL || a == NULL || !diag_is_gpxe(a) ||
	    !loader_has_name(last->file))
		return NULL;
	if (strcmp(last->file, c->past.loader) == 0)
		times += c->past.chains;
	if (times < 3 || c->discovers + c->past.chains < 3 ||
	    c->last_us - c->began_us > INT64_C(300) * 1000000)
		return NULL;
	*ret_times = times;
	return last;
}

const struct case_file *
diag_silent_in_loop(const struct boot_case *c)
{
	const struct case_ask *a = diag_boot_ask(c);
	const struct case_file *f = case_last_file(c);
	unsigned loads = 0;
	size_t i;

	if (f == NULL || a == NULL || !diag_is_gpxe(a) || !f->answered ||
	    f->heard || f->outcome == TFTP_COMPLETE || f->retransmits < 2 ||
	    !loader_has_name(f->file))
		return NULL;
	for (i = 0; i < c->file_count; i++)
		loads += c->file[i].outcome == TFTP_COMPLETE &&
		    strcmp(c->file[i].file, f->file) == 0;
	if (strcmp(c->past.loader, f->file) == 0)
		loads += c->past.chains;
	return loads == 0 ? NULL : f;
}

const struct case_ask *
diag_odd_ask(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->ask_count; i++) {
		const struct case_ask *a = &c->ask[i];

		if (a->facts.arch != 0xffff && !a->facts.pxe_class &&
		    !a->facts.http_class && !diag_is_gpxe(a) &&
		    a->stage != STAGE_HTTP && a->arch != ARCH_UBOOT &&
		    a->facts.class_id[0] != '\0')
			return a;
	}
	return NULL;
}

bool
diag_is_raspberry(const struct boot_case *c, const struct case_ask *a)
{
	/* Of the boards' MAC addresses. */
	static const uint8_t makers[][3] = {
	    {0xb8, 0x27, 0xeb},
	    {0xdc, 0xa6, 0x32},
	    {0xe4, 0x5f, 0x01},
	    {0x28, 0xcd, 0xc1},
	    {0xd8, 0x3a, 0xdd},
	    {0x2c, 0xcf, 0x67},
	};
	size_t i;

	if (a->stage != STAGE_ROM || a->facts.arch != 0)
		return false;
	if (a->xid == DIAG_PI_XID)
		return true;
	for (i = 0; i < sizeof(makers) / sizeof(makers[0]); i++)
		if (memcmp(c->mac.b, makers[i], 3) == 0)
			return true;
	return false;
}

static size_t
folder_len(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? 0 : (size_t)(slash - path);
}

bool
diag_is_beside(const struct case_file *a, const struct case_file *b)
{
	const char *at = a->file + (a->file[0] == '/');
	const char *bt = b->file + (b->file[0] == '/');

	return folder_len(at) == folder_len(bt) &&
	    strncmp(at, bt, folder_len(at)) == 0;
}

const char *
diag_base(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

bool
diag_is_efi(const char *name)
{
	return diag_ends_in(name, ".efi") || diag_ends_in(name, ".efi.signed");
}

/* Beside itself it looks for more keys: shim_certificate_0.efi. */
bool
diag_is_shim(const struct case_file *f)
{
	return strncmp(diag_base(f->file), "shim", 4) == 0 &&
	    strncmp(diag_base(f->file), "shim_", 5) != 0 &&
	    f->outcome == TFTP_COMPLETE;
}

bool
diag_is_grub_image(const struct case_file *f)
{
	return strncmp(diag_base(f->file), "grub", 4) == 0 &&
	    diag_is_efi(f->file);
}

bool
diag_is_grub_file(const char *name)
{
	return strstr(name, "grub.cfg") != NULL || diag_ends_in(name, ".mod") ||
	    diag_ends_in(name, ".lst");
}

uint32_t
diag_named_server(const struct boot_case *c, const struct case_file *f)
{
	const struct case_reply *r = case_lease(c);
	uint32_t server;

	if (r == NULL || !diag_has_name(r) ||
	    ip4_parse(&server, r->facts.tftp_name) != 0 ||
	    f->server == server || r->siaddr == server ||
	    (r->siaddr != 0 && r->siaddr != r->server))
		return 0;
	return server;
}

bool
diag_is_ldlinux(const char *name)
{
	return strncmp(diag_base(name), "ldlinux.", 8) == 0;
}

bool
diag_is_module(const char *name)
{
	return diag_is_ldlinux(name) || diag_ends_in(name, ".c32");
}

const char *
diag_ldlinux(const struct boot_case *c)
{
	size_t i;

	for (i = c->file_count; i > 0; i--)
		if (diag_is_ldlinux(c->file[i - 1].file))
			return diag_base(c->file[i - 1].file);
	return "ldlinux.c32";
}

bool
diag_is_searched(const char *name)
{
	static const char *const parts[] = {"pxelinux.cfg/", "grub.cfg",
	    "autoexec.ipxe", "local-vars.ipxe", "revocations",
	    "shim_certificate", "boot.scr", "ldlinux.", ".c32", ".mod", ".lst",
	    "extlinux.conf"};
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (strstr(name, parts[i]) != NULL)
			return true;
	return false;
}

/* A port that learns first may swallow the first of them. */
#define ARP_PATIENCE_US INT64_C(2500000)

bool
diag_arp_in_vain(const struct boot_case *c, const struct case_arp *a,
    struct diag_say *say)
{
	const struct case_ask *ask = case_last_ask(c);
	const bool keeps = ask != NULL && diag_is_gpxe(ask);

	/* U-Boot asks for each file anew. */
	if (a->answered || !arp_asked_in_vain(&a->again) ||
	    (ask != NULL && !keeps &&
		strncmp(ask->facts.class_id, "U-Boot", 6) == 0) ||
	    !diag_has_passed(say, a->again.first_us, ARP_PATIENCE_US))
		return false;
	if (!keeps && !c->shown)
		say->finding->severity = SEVERITY_NOTE;
	return true;
}

bool
diag_asked_files_since(const struct boot_case *c, int64_t time_us)
{
	size_t i;

	for (i = 0; i < c->file_count; i++)
		if (c->file[i].began_us >= time_us)
			return true;
	return case_asked_page_since(c, time_us);
}
