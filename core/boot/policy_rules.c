/* SPDX-License-Identifier: ISC */
#include "core/boot/policy_rules.h"

enum {
	M_NONE = 1 << MODE_NONE,
	M_PXELINUX = 1 << MODE_PXELINUX,
	M_GPXE = 1 << MODE_GPXE,
	M_ISCSI = 1 << MODE_ISCSI,
	M_INSTALL = 1 << MODE_ISCSI_INSTALL,
	M_LOCAL = 1 << MODE_LOCAL,
	M_IGNORE = 1 << MODE_IGNORE,
	M_SAN = M_ISCSI | M_INSTALL,
	M_CHAIN = M_GPXE | M_SAN,
	M_BOOTS = M_PXELINUX | M_CHAIN,
	M_ALL = (1 << MODE_COUNT) - 1,

	S_OS = 1 << STAGE_OS,
	S_ROM = 1 << STAGE_ROM,
	S_IPXE = 1 << STAGE_IPXE,
	S_BOTH = 1 << STAGE_GPXE | S_IPXE, /* gPXE and iPXE */
	S_HTTP = 1 << STAGE_HTTP,
	S_LOADER = 1 << STAGE_LOADER,
	S_ALL = (1 << STAGE_COUNT) - 1,

	A_UBOOT = 1 << ARCH_UBOOT,
	A_SLOF = 1 << ARCH_SLOF,
	A_ALL = (1 << ARCH_COUNT) - 1
};

/* clang-format off */
static const struct policy_rule rules[] = {
	{.modes = M_IGNORE, .stages = S_ALL, .archs = A_ALL,
	    .verdict = VERDICT_SILENT, .reason = REASON_MODE_IGNORE},

	/* What has no boot in it is the other server's in proxy mode. */
	{.modes = M_ALL, .stages = S_OS | S_LOADER, .archs = A_ALL,
	    .need = FACT_PROXY,
	    .verdict = VERDICT_SILENT, .reason = REASON_PROXY_NOT_PXE},
	{.modes = M_ALL, .stages = S_ROM, .archs = A_ALL,
	    .need = FACT_PROXY, .lack = FACT_DHCP,
	    .verdict = VERDICT_SILENT, .reason = REASON_PROXY_NOT_PXE},
	/* SLOF reads its server's ACK and nobody else's. */
	{.modes = M_ALL, .stages = S_ROM, .archs = A_SLOF,
	    .need = FACT_PROXY,
	    .verdict = VERDICT_SILENT, .reason = REASON_SLOF_PROXY},
	/* udhcpc -O bootfile and small loaders: who asks is told, as dnsmasq
	 * tells it. */
	{.modes = M_BOOTS, .stages = S_OS, .archs = A_ALL,
	    .need = FACT_ASKS_NAME | FACT_LOADER,
	    .lack = FACT_LOADER_URL | FACT_LOADER_LONG, .name = NAME_LOADER,
	    .verdict = VERDICT_BOOT, .reason = REASON_ASKS_NAME},
	{.modes = M_ALL, .stages = S_OS, .archs = A_ALL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NOT_A_BOOT_CLIENT},
	{.modes = M_NONE, .stages = S_ALL, .archs = A_ALL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NO_MODE},

	/*
	 * PXE 2.1 2.2.3: a menu of one item of type 0, taken without a prompt,
	 * ends the network boot.  A bare "no file name" does not: EDK2 takes
	 * no such OFFER and asks for a minute (firmware-observed).  U-Boot and
	 * BOOTP clients read no menu.
	 */
	{.modes = M_LOCAL, .stages = S_HTTP, .archs = A_ALL,
	    .verdict = VERDICT_SILENT, .reason = REASON_LOCAL_HTTP},
	{.modes = M_LOCAL, .stages = S_ROM, .archs = A_ALL & ~A_UBOOT,
	    .need = FACT_PXE,
	    .verdict = VERDICT_LOCAL_MENU, .reason = REASON_LOCAL_MENU},
	/* gPXE and iPXE: "Nothing to boot", and back to the firmware. */
	{.modes = M_LOCAL, .stages = S_ALL, .archs = A_ALL,
	    .need = FACT_PROXY,
	    .verdict = VERDICT_SILENT, .reason = REASON_LOCAL_SILENT},
	{.modes = M_LOCAL, .stages = S_ALL, .archs = A_ALL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_LOCAL_NO_NAME},

	/* UEFI HTTP boot reads absolute http URLs, and nothing else. */
	{.modes = M_BOOTS, .stages = S_HTTP, .archs = A_ALL,
	    .need = FACT_HTTP, .name = NAME_URL,
	    .verdict = VERDICT_BOOT, .reason = REASON_HTTP_URL},
	{.modes = M_BOOTS, .stages = S_HTTP, .archs = A_ALL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_HTTP_NO_URL},

	/* U-Boot's "pxe get" searches pxelinux.cfg/ below the next server. */
	{.modes = M_PXELINUX, .stages = S_ROM, .archs = A_UBOOT,
	    .need = FACT_PROXY,
	    .verdict = VERDICT_BOOT, .reason = REASON_UBOOT_PROXY},
	{.modes = M_PXELINUX, .stages = S_ROM, .archs = A_UBOOT,
	    .verdict = VERDICT_BOOT, .reason = REASON_UBOOT_SEARCH},
	/* SLOF searches there as well, unless it is told a name. */
	{.modes = M_PXELINUX, .stages = S_ROM, .archs = A_SLOF,
	    .lack = FACT_LOADER,
	    .verdict = VERDICT_BOOT, .reason = REASON_SLOF_SEARCH},

	{.modes = M_BOOTS, .stages = S_ROM, .archs = A_ALL,
	    .lack = FACT_LOADER,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NO_LOADER},
	{.modes = M_BOOTS, .stages = S_ROM, .archs = A_ALL,
	    .need = FACT_LOADER_URL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_URL_FOR_ROM},
	{.modes = M_BOOTS, .stages = S_ROM, .archs = A_ALL,
	    .need = FACT_LOADER_LONG,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NAME_TOO_LONG},
	{.modes = M_PXELINUX, .stages = S_ROM, .archs = A_ALL,
	    .name = NAME_LOADER, .pxelinux = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_ROM_PXELINUX},
	{.modes = M_CHAIN, .stages = S_ROM, .archs = A_ALL,
	    .name = NAME_LOADER,
	    .verdict = VERDICT_BOOT, .reason = REASON_ROM_CHAIN},

	/*
	 * The network stack of a machine whose loader runs already: the
	 * address is what it waits for, the name is what dnsmasq gives it.
	 */
	{.modes = M_BOOTS, .stages = S_LOADER, .archs = A_ALL,
	    .need = FACT_LOADER, .lack = FACT_LOADER_URL | FACT_LOADER_LONG,
	    .name = NAME_LOADER,
	    .verdict = VERDICT_BOOT, .reason = REASON_LOADER_DHCP},
	{.modes = M_BOOTS, .stages = S_LOADER, .archs = A_ALL,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_LOADER_DHCP},

	{.modes = M_PXELINUX, .stages = S_BOTH, .archs = A_ALL,
	    .lack = FACT_LOADER,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NO_LOADER},
	{.modes = M_PXELINUX, .stages = S_BOTH, .archs = A_ALL,
	    .need = FACT_LOADER_LONG,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NAME_TOO_LONG},
	{.modes = M_PXELINUX, .stages = S_BOTH, .archs = A_ALL,
	    .name = NAME_LOADER, .pxelinux = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_GPXE_PXELINUX},

	{.modes = M_GPXE, .stages = S_BOTH, .archs = A_ALL,
	    .lack = FACT_SCRIPT,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_GPXE_NO_SCRIPT},
	{.modes = M_GPXE, .stages = S_BOTH, .archs = A_ALL,
	    .need = FACT_SCRIPT_LONG,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NAME_TOO_LONG},
	{.modes = M_GPXE, .stages = S_BOTH, .archs = A_ALL,
	    .name = NAME_SCRIPT,
	    .verdict = VERDICT_BOOT, .reason = REASON_GPXE_SCRIPT},

	/*
	 * gPXE boots a file name and forgets the root path, so it gets no name
	 * and the BIOS goes on to the installation medium; iPXE attaches the
	 * disk first and then boots the name.
	 */
	{.modes = M_SAN, .stages = S_BOTH, .archs = A_ALL,
	    .lack = FACT_TARGET,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NO_TARGET},
	/* A proxy's offer without a name is not taken: see builtin.h. */
	{.modes = M_ISCSI, .stages = S_BOTH, .archs = A_ALL,
	    .need = FACT_PROXY, .name = NAME_SAN, .san = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_PROXY_SAN},
	{.modes = M_ISCSI, .stages = S_BOTH, .archs = A_ALL, .san = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_GPXE_SAN},
	{.modes = M_INSTALL, .stages = S_IPXE, .archs = A_ALL,
	    .need = FACT_SCRIPT | FACT_SCRIPT_LONG,
	    .verdict = VERDICT_ADDRESS, .reason = REASON_NAME_TOO_LONG},
	{.modes = M_INSTALL, .stages = S_IPXE, .archs = A_ALL,
	    .need = FACT_SCRIPT, .name = NAME_SCRIPT,
	    .san = true, .keep_san = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_IPXE_SAN_INSTALLER},
	{.modes = M_INSTALL, .stages = S_BOTH, .archs = A_ALL,
	    .need = FACT_PROXY, .name = NAME_SAN,
	    .san = true, .keep_san = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_PROXY_SAN},
	{.modes = M_INSTALL, .stages = S_BOTH, .archs = A_ALL,
	    .san = true, .keep_san = true,
	    .verdict = VERDICT_BOOT, .reason = REASON_GPXE_SAN_INSTALL},
};
/* clang-format on */

const struct policy_rule *
policy_rules(size_t *ret_count)
{
	*ret_count = sizeof(rules) / sizeof(rules[0]);
	return rules;
}
