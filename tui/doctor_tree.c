/* SPDX-License-Identifier: ISC */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/err.h"
#include "core/boot/check.h"
#include "core/io/reach.h"
#include "core/io/root.h"
#include "db/db.h"
#include "db/store.h"
#include "tui/doctor_gather.h"

#define PATH 1280
#define FILE_MOST ((size_t)2 << 20) /* a Syslinux loader or module */

struct content {
	uint8_t *bytes; /* NULL: not read */
	size_t len;
};

/* The tree while it is looked at. */
struct tree {
	const struct doctor_visit *visit;
	struct root *root;
	bool uses[MODE_COUNT]; /* modes in use */
};

static void
read_fd(struct content *ret, int fd)
{
	ssize_t n = 0;

	ret->len = 0;
	ret->bytes = fd < 0 ? NULL : malloc(FILE_MOST);
	while (ret->bytes != NULL && ret->len < FILE_MOST &&
	    (n = read(fd, ret->bytes + ret->len, FILE_MOST - ret->len)) > 0)
		ret->len += (size_t)n;
	if (fd >= 0)
		(void)close(fd);
}

static bool
readable(const struct tree *t, const char *name)
{
	char path[PATH];
	struct text p;

	text_init(&p, path, sizeof(path));
	text_addf(&p, "%s/%s", t->visit->options->serve.tftp_root, name);
	return !p.cut && reach_may(path, &t->visit->user);
}

/* clang-format off */
/* Where distributions keep both, each pair of one version. */
static const struct {
	const char *loader, *module;
} packaged[] = {
	{"/usr/lib/PXELINUX/pxelinux.0",
	    "/usr/lib/syslinux/modules/bios/ldlinux.c32"},
	{"/usr/lib/SYSLINUX.EFI/efi64/syslinux.efi",
	    "/usr/lib/syslinux/modules/efi64/ldlinux.e64"},
	{"/usr/lib/SYSLINUX.EFI/efi32/syslinux.efi",
	    "/usr/lib/syslinux/modules/efi32/ldlinux.e32"},
	{"/usr/share/syslinux/pxelinux.0", "/usr/share/syslinux/ldlinux.c32"},
	{"/usr/lib/syslinux/bios/pxelinux.0",
	    "/usr/lib/syslinux/bios/ldlinux.c32"},
	{"/usr/lib/syslinux/efi64/syslinux.efi",
	    "/usr/lib/syslinux/efi64/ldlinux.e64"},
};

static const struct {
	const char *loader; /* ends so */
	enum client_arch arch;
	const char *module;
	unsigned bits;
} modules[] = {
	{"pxelinux.0", ARCH_BIOS, "ldlinux.c32", 32},
	{"syslinux.efi", ARCH_X64, "ldlinux.e64", 64},
	{"syslinux.efi", ARCH_IA32, "ldlinux.e32", 32},
	{"syslinux32.efi", ARCH_IA32, "ldlinux.e32", 32},
};
/* clang-format on */

/* What menus and chains load besides, where it is there. */
static const char *const extras[] = {"libcom32.c32", "libutil.c32", "menu.c32",
    "vesamenu.c32", "chain.c32"};

/* A file of that name in the folder of a package's module. */
static int
open_packaged(const char *module, const char *name)
{
	const char *slash = strrchr(module, '/');
	char path[PATH];
	struct text t;

	text_init(&t, path, sizeof(path));
	text_addf(&t, "%.*s/%s", (int)(slash - module), module, name);
	return open(path, O_RDONLY | O_CLOEXEC);
}

/*
 * A module tells no version.  One that is a copy of a package's on this host
 * is of the version of that package's loader.
 */
static void
module_version(char ret[DOCTOR_VERSION], const char *name,
    const struct content *module)
{
	struct content p;
	size_t i;
	bool same;

	ret[0] = '\0';
	for (i = 0; i < sizeof(packaged) / sizeof(packaged[0]); i++) {
		read_fd(&p, open_packaged(packaged[i].module, name));
		same = p.bytes != NULL && module->bytes != NULL &&
		    p.len == module->len &&
		    memcmp(p.bytes, module->bytes, p.len) == 0;
		free(p.bytes);
		if (!same)
			continue;
		read_fd(&p, open(packaged[i].loader, O_RDONLY | O_CLOEXEC));
		if (p.bytes != NULL)
			doctor_syslinux_version(ret, p.bytes, p.len);
		free(p.bytes);
		return;
	}
}

/* `needed`: PXELINUX cannot do without; else only what is there is judged. */
static void
visit_module(const struct tree *t, const char *loader, const char *name,
    unsigned bits, bool needed)
{
	char module[PATH], versions[2][DOCTOR_VERSION] = {"", ""};
	const char *slash = strrchr(loader, '/');
	struct doctor_module f = {.loader = loader,
	    .module = module,
	    .loader_version = versions[0],
	    .module_version = versions[1],
	    .want_bits = bits,
	    .user = t->visit->user.name};
	struct content c;
	struct text m;
	int fd;

	text_init(&m, module, sizeof(module));
	text_addf(&m, "%.*s%s", slash == NULL ? 0 : (int)(slash - loader) + 1,
	    loader, name);
	fd = root_open_fd(t->root, module);
	if (fd == -PX_ENOENT && !needed)
		return;
	f.err = fd < 0 ? fd : 0;
	read_fd(&c, root_open_fd(t->root, loader));
	if (c.bytes != NULL)
		doctor_syslinux_version(versions[0], c.bytes, c.len);
	free(c.bytes);
	read_fd(&c, fd);
	if (c.bytes != NULL) {
		f.bits = doctor_elf_bits(c.bytes, c.len);
		module_version(versions[1], name, &c);
		f.readable = readable(t, module);
	}
	free(c.bytes);
	doctor_module(&f, &t->visit->out);
}

static void
visit_modules(const struct tree *t, const char *loader, enum client_arch arch)
{
	const size_t len = strlen(loader);
	size_t i, k, n;

	for (i = 0; i < sizeof(modules) / sizeof(modules[0]); i++) {
		n = strlen(modules[i].loader);
		if (modules[i].arch != arch || len < n ||
		    strcmp(loader + len - n, modules[i].loader) != 0)
			continue;
		visit_module(t, loader, modules[i].module, modules[i].bits,
		    true);
		for (k = 0; k < sizeof(extras) / sizeof(extras[0]); k++)
			visit_module(t, loader, extras[k], modules[i].bits,
			    false);
	}
}

static void
add_candidates(struct text *names, const struct loader_row *row)
{
	size_t c;

	for (c = 0; c < LOADER_CANDIDATES && row->candidates[c] != NULL; c++) {
		text_add(names, c == 0 ? "" : " or ");
		text_add(names, row->candidates[c]);
	}
}

static void
visit_row(const struct tree *t, const struct loader_row *row)
{
	const bool common = row->arch == ARCH_BIOS || row->arch == ARCH_X64;
	char buf[128];
	struct text names;
	struct doctor_loader f = {.mode = row->mode,
	    .arch = row->arch,
	    .wanted = common && t->uses[row->mode],
	    .candidates = buf,
	    .user = t->visit->user.name};
	struct file_fact fact;
	size_t c;

	text_init(&names, buf, sizeof(buf));
	add_candidates(&names, row);
	for (c = 0; c < LOADER_CANDIDATES && row->candidates[c] != NULL; c++) {
		root_fact(t->root, row->candidates[c], &fact);
		if (fact.err == -PX_ENOENT)
			continue;
		f.name = row->candidates[c];
		f.kind = fact.kind;
		f.readable = fact.err == 0 && readable(t, f.name);
		break;
	}
	if (f.name == NULL && !f.wanted)
		return;
	doctor_loader(&f, &t->visit->out);
	if (f.name != NULL && row->mode == MODE_PXELINUX)
		visit_modules(t, f.name, row->arch);
}

static void
use(struct tree *t, enum boot_mode mode)
{
	/* The iSCSI modes chain through the loaders of mode gpxe. */
	if (mode == MODE_ISCSI || mode == MODE_ISCSI_INSTALL)
		mode = MODE_GPXE;
	t->uses[mode] = true;
}

static void
find_modes(struct tree *t)
{
	const struct serve_config *c = &t->visit->options->serve;
	char buf[256];
	struct text why;
	struct book *book;
	struct db *db;
	size_t i;

	use(t, c->default_mode);
	text_init(&why, buf, sizeof(buf));
	if (db_open(&db, c->db, DB_READ, &why) < 0)
		return;
	if (db_book(db, &book) == 0) {
		for (i = 0; i < book->host_count; i++) {
			use(t, book->hosts[i].mode);
			use(t, book->hosts[i].once);
		}
		book_free(book);
	}
	db_close(db);
}

void
doctor_visit_tree(const struct doctor_visit *v)
{
	struct doctor_root f = {.path = v->options->serve.tftp_root,
	    .user = v->user.name};
	struct tree t = {.visit = v};
	const struct loader_row *rows;
	char buf[512];
	struct text why;
	size_t count, i;

	text_init(&why, buf, sizeof(buf));
	f.err = root_open(&t.root, f.path, &why);
	f.searchable = f.err == 0 && reach_may(f.path, &v->user);
	doctor_root(&f, &v->out);
	if (f.err < 0)
		return;
	find_modes(&t);
	rows = loader_rows(&count);
	for (i = 0; i < count; i++)
		if (rows[i].arch != ARCH_UNKNOWN)
			visit_row(&t, &rows[i]);
	root_free(t.root);
}
