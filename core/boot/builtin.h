/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_BUILTIN_H
#define CORE_BOOT_BUILTIN_H

/*
 * Files that the server has without anybody putting them below its root: a
 * file of the same name there comes first.
 *
 * The SAN scripts are for proxy mode.  Neither gPXE nor iPXE takes an offer
 * from a proxy that has no file name and no menu (dhcp_has_pxeopts), so a
 * root path alone never reaches them.  iPXE attaches the disk before it runs
 * the name and boots it afterwards: an empty script is enough.  gPXE forgets
 * the root path as soon as there is a name: the script boots it.
 */
#define BUILTIN_SAN_GPXE "pxeconsole-san.gpxe"
#define BUILTIN_SAN_IPXE "pxeconsole-san.ipxe"

/* The contents of a built-in file by its clean path; NULL: there is none. */
const char *builtin_find(const char *path);

#endif
