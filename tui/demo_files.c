/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "tui/demo_files.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/buf.h"
#include "core/base/err.h"

#define KIB 1024u

/*
 * A real boot program, though a short one: it waits five seconds (INT 15h,
 * AH=86h) and jumps to where a PC starts.
 */
static const uint8_t bios_code[] = {0xfc, 0xb9, 0x4c, 0x00, 0xba, 0x40, 0x4b,
    0xb4, 0x86, 0xcd, 0x15, 0xea, 0x00, 0x00, 0xff, 0xff};

/*
 * And a kernel: the header of Linux' boot protocol 2.3 with four sectors of
 * setup, which do the same, interrupts on.
 */
/* clang-format off */
static const uint8_t kernel[] = {
	[0x1f1] = 4, /* setup_sects */
	[0x1f4] = 0x60, 0xf3, 0x01, /* the rest, by 16 bytes */
	[0x1fe] = 0x55, 0xaa, 0xeb, 0x2e, 'H', 'd', 'r', 'S', 0x03, 0x02,
	[0x211] = 1, /* LOADED_HIGH */
	[0x216] = 0x10, /* code32_start: 1 MiB */
	[0x22c] = 0xff, 0xff, 0xff, 0x37, /* initrd_addr_max */
	[0x230] = 0xfb, 0xfc, 0xb9, 0x4c, 0x00, 0xba, 0x40, 0x4b, 0xb4, 0x86,
	0xcd, 0x15, 0xea, 0x00, 0x00, 0xff, 0xff,
};
/* clang-format on */

/* The least that a PE header must say: where it is, and for which machine. */
static const uint8_t pe_x64[] = {'M', 'Z', [0x3c] = 0x40, [0x40] = 'P', 'E', 0,
    0, 0x64, 0x86};

static const char pxelinux_config[] = "DEFAULT linux\n"
				      "PROMPT 0\n"
				      "LABEL linux\n"
				      "  KERNEL vmlinuz\n"
				      "  APPEND initrd=initrd.gz quiet\n";

static const char gpxe_script[] = "#!gpxe\n"
				  "kernel vmlinuz quiet\n"
				  "initrd initrd.gz\n"
				  "boot\n";

/* clang-format off */
static const struct {
	const char *name;
	const void *head;
	size_t head_len;
	size_t size; /* zeros up to here */
	const char *real; /* as a package installs it */
} tree[] = {
	{"pxelinux.0", bios_code, sizeof(bios_code), 42 * KIB,
	    "/usr/lib/PXELINUX/pxelinux.0"},
	{"gpxe.pxe", bios_code, sizeof(bios_code), 74 * KIB},
	{"undionly.kpxe", bios_code, sizeof(bios_code), 70 * KIB},
	{"syslinux.efi", pe_x64, sizeof(pe_x64), 168 * KIB},
	{"ipxe.efi", pe_x64, sizeof(pe_x64), 1000 * KIB},
	{"snponly.efi", pe_x64, sizeof(pe_x64), 170 * KIB},
	{"ldlinux.c32", NULL, 0, 117 * KIB,
	    "/usr/lib/syslinux/modules/bios/ldlinux.c32"},
	{"ldlinux.e64", NULL, 0, 133 * KIB},
	{"pxelinux.cfg/default", pxelinux_config,
	    sizeof(pxelinux_config) - 1, 0},
	{"boot.gpxe", gpxe_script, sizeof(gpxe_script) - 1, 0},
	{"vmlinuz", kernel, sizeof(kernel), 2000 * KIB},
	{"initrd.gz", NULL, 0, 3000 * KIB},
};
/* clang-format on */

/* PXELINUX goes nowhere without its module: all that is real, or nothing. */
static bool
has_real(void)
{
	for (size_t i = 0; i < sizeof(tree) / sizeof(tree[0]); i++)
		if (tree[i].real != NULL && access(tree[i].real, R_OK) != 0)
			return false;
	return true;
}

static bool
copy_real(FILE *f, const char *from)
{
	char bytes[8192];
	FILE *in = fopen(from, "re");
	bool good;
	size_t n;

	if (in == NULL)
		return false;
	do {
		n = fread(bytes, 1, sizeof(bytes), in);
		good = n == 0 || fwrite(bytes, n, 1, f) == 1;
	} while (good && n > 0);
	good = good && ferror(in) == 0;
	(void)fclose(in);
	return good;
}

static bool
make_up(FILE *f, size_t i)
{
	if (tree[i].head_len > 0 &&
	    fwrite(tree[i].head, tree[i].head_len, 1, f) != 1)
		return false;
	return tree[i].size == 0 ||
	    (fflush(f) == 0 && ftruncate(fileno(f), (off_t)tree[i].size) == 0);
}

static int
write_one(const char *root, size_t i, bool real)
{
	char path[DEMO_PATH + 64];
	FILE *f;
	bool good;

	(void)snprintf(path, sizeof(path), "%s/%s", root, tree[i].name);
	f = fopen(path, "we");
	if (f == NULL)
		return -PX_EIO;
	good = real && tree[i].real != NULL ? copy_real(f, tree[i].real) :
					      make_up(f, i);
	if (fclose(f) != 0)
		good = false;
	return good && chmod(path, 0644) == 0 ? 0 : -PX_EIO;
}

static int
make_folder(char ret[DEMO_PATH], const char *in, const char *name)
{
	(void)snprintf(ret, DEMO_PATH, "%.200s/%.40s", in, name);
	return mkdir(ret, 0755) == 0 && chmod(ret, 0755) == 0 ? 0 : -PX_EIO;
}

static int
fill(struct demo_files *f)
{
	const bool real = has_real();
	char folder[DEMO_PATH];
	size_t i;
	int fd, err;

	err = make_folder(f->root, f->folder, "tftp");
	if (err == 0)
		err = make_folder(folder, f->root, "pxelinux.cfg");
	/* A folder of this name is given to the user who serves. */
	if (err == 0)
		err = make_folder(folder, f->folder, "pxeconsole");
	for (i = 0; err == 0 && i < sizeof(tree) / sizeof(tree[0]); i++)
		err = write_one(f->root, i, real);
	(void)snprintf(f->db, sizeof(f->db), "%.200s/demo.db", folder);
	(void)snprintf(f->config, sizeof(f->config), "%.200s/empty.conf",
	    f->folder);
	fd = open(f->config, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd == -1)
		return -PX_EIO;
	(void)close(fd);
	return err;
}

int
demo_files_make(struct demo_files *f, struct text *why)
{
	const char *tmp = getenv("TMPDIR");
	int err;

	memset(f, 0, sizeof(*f));
	(void)snprintf(f->folder, sizeof(f->folder), "%.150s/pxeconsole-XXXXXX",
	    tmp == NULL || tmp[0] != '/' ? "/tmp" : tmp);
	if (mkdtemp(f->folder) == NULL) {
		f->folder[0] = '\0';
		err = -PX_EIO;
	} else {
		/* The server reads it as another user. */
		err = chmod(f->folder, 0755) == 0 ? fill(f) : -PX_EIO;
	}
	if (err < 0)
		text_addf(why,
		    "the demonstration's files cannot be written: %s",
		    strerror(errno));
	return err;
}

static int
remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st;
	(void)kind;
	(void)at;
	(void)remove(path);
	return 0;
}

void
demo_files_remove(const struct demo_files *f)
{
	if (f->folder[0] != '\0')
		(void)nftw(f->folder, remove_one, 16,
		    FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}
