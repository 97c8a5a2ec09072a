/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "core/base/buf.h"
#include "core/base/err.h"
#include "core/boot/doctor.h"
#include "core/boot/doctor_priv.h"

#define MIB (UINT64_C(1) << 20)

void
doctor_root(const struct doctor_root *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_ERROR;
	struct doctor_draft d;

	doctor_begin(&d, "tftp-root", "");
	text_add_visible_str(&d.text, f->path);
	if (f->err < 0) {
		text_addf(&d.text, ": %s", err_text(f->err));
		text_add(&d.fix,
		    "make the folder and put the loaders there, "
		    "or name another with --tftp-root");
	} else if (!f->searchable) {
		text_add(&d.text, " may not be entered by user ");
		text_add_visible_str(&d.text, f->user);
		text_add(&d.fix, "chmod a+x it and every folder above it");
	} else {
		text_add(&d.text, " is there and may be entered by user ");
		text_add_visible_str(&d.text, f->user);
		state = DOCTOR_OK;
	}
	doctor_end(&d, state, out);
}

static void
say_unreadable(struct doctor_draft *d, const char *name, const char *user)
{
	text_add(&d->text, ", but user ");
	text_add_visible_str(&d->text, user);
	text_add(&d->text, " may not read it");
	text_add(&d->fix, "chmod a+r ");
	text_add_visible_str(&d->fix, name);
	text_add(&d->fix, ", and a+x on the folders above it");
}

static const char *const arch_words[ARCH_COUNT] = {
    [ARCH_UNKNOWN] = "unknown",
    [ARCH_BIOS] = "bios",
    [ARCH_IA32] = "ia32",
    [ARCH_X64] = "x64",
    [ARCH_ARM32] = "arm32",
    [ARCH_ARM64] = "arm64",
    [ARCH_UBOOT] = "uboot",
    [ARCH_SLOF] = "slof",
    [ARCH_OTHER] = "other",
};

void
doctor_loader(const struct doctor_loader *f, const struct doctor_out *out)
{
	const bool fits = f->name != NULL && loader_fits(f->kind, f->arch);
	enum doctor_state state = DOCTOR_ERROR;
	struct doctor_draft d;
	char of[48];
	struct text t;

	text_init(&t, of, sizeof(of));
	text_addf(&t, "%s-%s", mode_name(f->mode), arch_words[f->arch]);
	doctor_begin(&d, "loader", of);
	text_addf(&d.text, "%s in mode %s: ", arch_name(f->arch),
	    mode_name(f->mode));
	if (f->name == NULL) {
		text_addf(&d.text, "no %s below the root", f->candidates);
		text_add(&d.fix,
		    "copy the loader there if there are such "
		    "machines");
		state = f->wanted ? DOCTOR_WARNING : DOCTOR_OK;
	} else if (!f->readable) {
		text_add_visible_str(&d.text, f->name);
		text_add(&d.text, " is there");
		say_unreadable(&d, f->name, f->user);
	} else {
		text_add_visible_str(&d.text, f->name);
		text_addf(&d.text, " is %s", loader_kind_name(f->kind));
		if (fits)
			state = DOCTOR_OK;
		else
			text_add(&d.fix,
			    "these machines cannot run it: "
			    "replace it with the loader for "
			    "their architecture");
	}
	doctor_end(&d, state, out);
}

static void
say_missing_module(struct doctor_draft *d, const struct doctor_module *f)
{
	text_add_visible_str(&d->text, f->module);
	text_add(&d->text,
	    f->err == -PX_ENOENT ? " is missing beside " :
				   " cannot be read beside ");
	text_add_visible_str(&d->text, f->loader);
	text_add(&d->fix,
	    "copy the module of the same Syslinux version into "
	    "the loader's folder");
}

static void
say_versions(struct doctor_draft *d, const struct doctor_module *f)
{
	text_add_visible_str(&d->text, f->loader);
	text_addf(&d->text, " is of version %s, ",
	    f->loader_version[0] == '\0' ? "unknown" : f->loader_version);
	text_add_visible_str(&d->text, f->module);
	if (f->module_version[0] == '\0')
		text_add(&d->text, " does not tell its own");
	else
		text_addf(&d->text, " of %s", f->module_version);
}

void
doctor_module(const struct doctor_module *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_ERROR;
	struct doctor_draft d;

	doctor_begin(&d, "module", f->module);
	/* Syslinux 4 has all in one file. */
	if (f->err < 0 && f->loader_version[0] > '0' &&
	    f->loader_version[0] < '5') {
		say_versions(&d, f);
		state = DOCTOR_OK;
	} else if (f->err < 0) {
		say_missing_module(&d, f);
	} else if (f->bits != f->want_bits) {
		text_add_visible_str(&d.text, f->module);
		text_addf(&d.text, " is no module of %u bits", f->want_bits);
		text_add(&d.fix,
		    "copy the module of the loader's own "
		    "firmware (bios, efi32, efi64)");
	} else {
		say_versions(&d, f);
		if (f->module_version[0] != '\0' &&
		    f->loader_version[0] != '\0' &&
		    strcmp(f->loader_version, f->module_version) != 0)
			text_add(&d.fix,
			    "the two must be of one version: "
			    "copy both from the same package");
		else if (!f->readable)
			say_unreadable(&d, f->module, f->user);
		else
			state = DOCTOR_OK;
	}
	doctor_end(&d, state, out);
}

void
doctor_db(const struct doctor_db *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_ERROR;
	struct doctor_draft d;

	doctor_begin(&d, "database", "");
	text_add_visible_str(&d.text, f->path);
	if (f->open_err == -PX_ENOENT && f->folder_writable) {
		text_add(&d.text, " is not there yet; the server makes it");
		state = DOCTOR_OK;
	} else if (f->open_err == -PX_ENOENT) {
		text_add(&d.text,
		    " is not there, and its folder may not be "
		    "written to");
		text_add(&d.fix, "make the folder, or run as root");
	} else if (f->open_err < 0) {
		text_addf(&d.text, " cannot be opened: %s",
		    err_text(f->open_err));
		text_add_visible_str(&d.fix, f->why);
	} else if (f->check_err < 0) {
		text_add(&d.text, " is damaged: ");
		text_add_visible_str(&d.text, f->why);
		text_add(&d.fix,
		    "stop the server and start it again: it sets "
		    "the file aside and restores the last "
		    "backup");
	} else {
		text_add(&d.text,
		    " opens, its schema and every page are "
		    "sound");
		state = DOCTOR_OK;
	}
	doctor_end(&d, state, out);
}

void
doctor_disk(const struct doctor_disk *f, const struct doctor_out *out)
{
	enum doctor_state state = DOCTOR_OK;
	struct doctor_draft d;

	doctor_begin(&d, f->check, "");
	text_add_visible_str(&d.text, f->path);
	if (f->err < 0) {
		text_addf(&d.text, ": %s", err_text(f->err));
		text_add(&d.fix,
		    "make the folder; its disk was not looked "
		    "at");
		doctor_end(&d, DOCTOR_WARNING, out);
		return;
	}
	text_addf(&d.text, ": %llu MiB of %llu free",
	    (unsigned long long)(f->free_bytes / MIB),
	    (unsigned long long)(f->total_bytes / MIB));
	if (f->written && f->free_bytes < 4 * MIB)
		state = DOCTOR_ERROR;
	else if (f->written && f->free_bytes < 100 * MIB)
		state = DOCTOR_WARNING;
	if (state != DOCTOR_OK)
		text_add(&d.fix,
		    "make room: without it leases and changes "
		    "live in memory only");
	doctor_end(&d, state, out);
}

static size_t
copy_version(char ret[DOCTOR_VERSION], const uint8_t *p, size_t len)
{
	size_t n = 0, dots = 0;

	while (n < len && n < DOCTOR_VERSION - 1 &&
	    ((p[n] >= '0' && p[n] <= '9') || (p[n] == '.' && n > 0))) {
		dots += p[n] == '.';
		n++;
	}
	if (dots != 1)
		return 0;
	memcpy(ret, p, n);
	ret[n] = '\0';
	return n;
}

void
doctor_syslinux_version(char ret[DOCTOR_VERSION], const void *file, size_t len)
{
	static const char *const banners[] = {"PXELINUX ", "SYSLINUX ",
	    "Syslinux "};
	const uint8_t *p = file;
	size_t i, b, n;

	ret[0] = '\0';
	for (i = 0; i + 10 < len; i++) {
		if (p[i] != 'P' && p[i] != 'S')
			continue;
		for (b = 0; b < sizeof(banners) / sizeof(banners[0]); b++) {
			n = strlen(banners[b]);
			if (memcmp(p + i, banners[b], n) == 0 &&
			    copy_version(ret, p + i + n, len - i - n) > 0)
				return;
		}
	}
}

unsigned
doctor_elf_bits(const void *file, size_t len)
{
	struct rbuf r;
	const uint8_t *magic;
	uint8_t class;

	rbuf_init(&r, file, len);
	magic = rbuf_bytes(&r, 4);
	class = rbuf_u8(&r);
	if (r.bad || memcmp(magic, "\177ELF", 4) != 0)
		return 0;
	return class == 1 ? 32 : class == 2 ? 64 : 0;
}
