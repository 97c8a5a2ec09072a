/* SPDX-License-Identifier: ISC */
#include "core/sim/next.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/boot_script.h"
#include "core/boot/loaders.h"
#include "core/boot/menu_conf.h"

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

/* "a,b": several that are loaded one behind the other. */
static void
add_initrds(struct sim_files *ret, const char *names, const char *loader)
{
	char one[SIM_TEXT_MAX];
	struct text t;

	while (*names != '\0') {
		const size_t n = strcspn(names, ",");

		text_init(&t, one, sizeof(one));
		text_addf(&t, "%.*s", (int)n, names);
		add_file(ret, one, loader);
		names += n + (names[n] == ',');
	}
}

void
sim_next_config(struct sim_files *ret, const char *text, const char *loader)
{
	char include[MENU_NAME];
	struct menu_label label;
	struct menu_conf menu;
	struct rbuf r;

	memset(ret, 0, sizeof(*ret));
	menu_conf_init(&menu);
	rbuf_init(&r, text, strlen(text));
	while (menu_conf_read(&menu, &r, include))
		; /* it fetches no more than this one configuration */
	add_file(ret, menu_conf_ui(&menu), loader);
	if (menu_conf_choose(&menu, &label) == MENU_BY_NOBODY)
		return;
	ret->local = label.run == MENU_LOCAL;
	if (ret->local)
		return;
	add_file(ret, label.file, loader);
	add_initrds(ret, label.initrd, loader);
}

void
sim_next_script(struct sim_files *ret, const char *text)
{
	struct script_step step;
	struct boot_script s;

	memset(ret, 0, sizeof(*ret));
	boot_script_init(&s, text, strlen(text));
	while (!ret->san && !ret->local && boot_script_next(&s, &step)) {
		if (step.what == SCRIPT_EXIT)
			ret->local = step.sure && ret->count == 0;
		if (step.what == SCRIPT_EXIT && step.sure)
			return;
		if (step.what == SCRIPT_SAN) {
			ret->san = true;
			if (step.known)
				(void)text_copy(ret->san_path,
				    sizeof(ret->san_path), step.name);
		}
		if (step.what == SCRIPT_FETCH || step.what == SCRIPT_CHAIN)
			add_file(ret, step.name, NULL);
	}
}
