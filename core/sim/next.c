/* SPDX-License-Identifier: ISC */
#include "core/sim/next.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/loaders.h"

#define WORD_MAX 160

/* clang-format off */
static const struct {
	const char *part; /* of the file's name */
	enum sim_next next;
	const char *kind;
} loaders[] = {
	{"lpxelinux.0", SIM_NEXT_SEARCH, NULL},
	{"pxelinux.0", SIM_NEXT_SEARCH, NULL},
	{"syslinux.efi", SIM_NEXT_DHCP_SEARCH, NULL},
	{"undionly", SIM_NEXT_KIND, "ipxe-undionly"},
	{"snponly", SIM_NEXT_KIND, "ipxe-efi"},
	{"ipxe.efi", SIM_NEXT_KIND, "ipxe-efi"},
	{"ipxe.", SIM_NEXT_KIND, "ipxe-bios"},
	{"gpxe.", SIM_NEXT_KIND, "gpxe-1.0.1"},
};
/* clang-format on */

static enum client_arch
arch_of(const struct sim_kind *k)
{
	switch (k->arch) {
	case 0:
		return ARCH_BIOS;
	case 6:
		return ARCH_IA32;
	case 11:
		return ARCH_ARM64;
	}
	return ARCH_X64;
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

static enum sim_next
judge_script(const struct sim_kind *k, enum loader_kind kind)
{
	if (k->stage == STAGE_IPXE)
		return SIM_NEXT_SCRIPT;
	/* gPXE runs "#!ipxe" as if it were code, and hangs. */
	if (k->stage == STAGE_GPXE && kind == LOADER_SCRIPT)
		return SIM_NEXT_SCRIPT;
	return SIM_NEXT_REFUSED;
}

enum sim_next
sim_next_judge(const struct sim_kind *k, const char *file, const uint8_t *head,
    size_t len, const struct sim_kind **ret_kind)
{
	const enum loader_kind kind = loader_kind(head, len);
	size_t i;

	if (kind == LOADER_SCRIPT || kind == LOADER_IPXE_SCRIPT)
		return judge_script(k, kind);
	if (!loader_fits(kind, arch_of(k)))
		return SIM_NEXT_REFUSED;
	for (i = 0; i < sizeof(loaders) / sizeof(loaders[0]); i++) {
		if (strstr(base_name(file), loaders[i].part) == NULL)
			continue;
		if (loaders[i].kind != NULL)
			*ret_kind = sim_kind_find(loaders[i].kind);
		return loaders[i].next;
	}
	return SIM_NEXT_RUN;
}

/* The folder of the loader with its '/', then nothing yet. */
static void
begin_path(struct text *t, char ret[SIM_TEXT_MAX], const char *loader)
{
	const size_t folder = (size_t)(base_name(loader) - loader);

	text_init(t, ret, SIM_TEXT_MAX);
	text_addf(t, "%.*s", (int)folder, loader);
}

bool
sim_next_search(char ret[SIM_TEXT_MAX], unsigned step, const char *loader,
    const struct mac *mac, uint32_t addr)
{
	struct text t;

	if (step >= SIM_SEARCH_STEPS)
		return false;
	begin_path(&t, ret, loader);
	if (step == 0) {
		text_add(&t,
		    strstr(loader, ".efi") != NULL ? "ldlinux.e64" :
						     "ldlinux.c32");
		return true;
	}
	text_add(&t, "pxelinux.cfg/");
	if (step == 1) {
		text_add(&t, "01-");
		text_add_hex(&t, mac->b, sizeof(mac->b), '-');
	} else if (step == SIM_SEARCH_STEPS - 1) {
		text_add(&t, "default");
	} else {
		/* C0000232, C000023, ... C */
		text_addf(&t, "%0*X", (int)(10 - step),
		    (unsigned)(addr >> 4 * (step - 2)));
	}
	return true;
}

/* The next word of a line, "" at its end; returns where it goes on. */
static const char *
next_word(char word[WORD_MAX], const char *p)
{
	size_t n = 0;

	while (*p == ' ' || *p == '\t')
		p++;
	while (*p > ' ' || *p < 0) {
		if (n < WORD_MAX - 1)
			word[n++] = *p;
		p++;
	}
	word[n] = '\0';
	return p;
}

static const char *
next_line(const char *p)
{
	while (*p != '\0' && *p != '\n')
		p++;
	return *p == '\n' ? p + 1 : p;
}

static bool
word_is(const char *word, const char *lower)
{
	for (; *word != '\0' && *lower != '\0'; word++, lower++) {
		const char c = *word >= 'A' && *word <= 'Z' ?
		    (char)(*word - 'A' + 'a') :
		    *word;

		if (c != *lower)
			return false;
	}
	return *word == *lower;
}

static void
add_file(struct sim_files *ret, const char *name, const char *loader)
{
	struct text t;

	if (name[0] == '\0' || ret->count == SIM_FILES)
		return;
	begin_path(&t, ret->name[ret->count++],
	    name[0] == '/' || loader == NULL ? "" : loader);
	text_add(&t, name);
}

/* "initrd=NAME" among the words of an APPEND line. */
static void
add_append(struct sim_files *ret, const char *p, const char *loader)
{
	static const char key[] = "initrd=";
	char word[WORD_MAX];

	do {
		p = next_word(word, p);
		if (strncmp(word, key, strlen(key)) == 0)
			add_file(ret, word + strlen(key), loader);
	} while (word[0] != '\0');
}

void
sim_next_config(struct sim_files *ret, const char *text, const char *loader)
{
	char word[WORD_MAX];
	const char *p, *rest;

	memset(ret, 0, sizeof(*ret));
	for (p = text; *p != '\0'; p = next_line(p)) {
		rest = next_word(word, p);
		if (word_is(word, "localboot"))
			ret->local = true;
		else if (word_is(word, "append"))
			add_append(ret, rest, loader);
		else if (word_is(word, "kernel") || word_is(word, "linux") ||
		    word_is(word, "initrd")) {
			(void)next_word(word, rest);
			add_file(ret, word, loader);
		}
	}
}

void
sim_next_script(struct sim_files *ret, const char *text)
{
	char word[WORD_MAX];
	const char *p, *rest;

	memset(ret, 0, sizeof(*ret));
	for (p = text; *p != '\0'; p = next_line(p)) {
		rest = next_word(word, p);
		if (strcmp(word, "exit") == 0) {
			ret->local = ret->count == 0;
			return;
		}
		if (strcmp(word, "sanboot") == 0) {
			(void)next_word(word, rest);
			ret->san = true;
			if (word[0] != '$')
				(void)text_copy(ret->san_path,
				    sizeof(ret->san_path), word);
			return;
		}
		if (strcmp(word, "kernel") != 0 &&
		    strcmp(word, "initrd") != 0 && strcmp(word, "chain") != 0)
			continue;
		(void)next_word(word, rest);
		add_file(ret, word, NULL);
	}
}
