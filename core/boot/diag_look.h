/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_DIAG_LOOK_H
#define CORE_BOOT_DIAG_LOOK_H

#include <stdbool.h>

#include "core/boot/boot_case.h"
#include "core/boot/diag_rules.h"

/* Looks at a case that several groups of rules share. */

/* Does the message carry a boot name, in the field or in option 67? */
bool diag_has_name(const struct case_reply *r);

/* The name that most clients take of it: the field, else option 67. */
const char *diag_told_name(const struct case_reply *r);

/* Did a reply name this file, with or without a slash before it? */
bool diag_is_told(const struct boot_case *c, const char *name);

/* gPXE or iPXE asks, a boot client of any kind asks. */
bool diag_is_gpxe(const struct case_ask *a);
bool diag_is_boot_client(const struct case_ask *a);

/*
 * Is it our server?  What another one says no setting here can change; and a
 * capture does not tell.
 */
bool diag_is_ours(const struct diag_env *env, uint32_t server);

/* Nothing here mends what another server says. */
void diag_ours_only(const struct diag_env *env, uint32_t server,
    struct diag_say *say);

/*
 * The priority (175.1) that goes before this reply's for gPXE and iPXE, which
 * take ours then; 0: none does.
 */
uint16_t diag_priority_over(const struct case_reply *r);

/*
 * The client cannot use what another server's reply says, but the name in it
 * is good: MEND_SCRIPT, MEND_BOOTFILE for a ROM where the file is ours, or
 * MEND_PRIORITY where we tell it something already.  Adds what that is to
 * the fix.
 */
void diag_tell_instead(const struct boot_case *c, const struct diag_env *env,
    const struct case_reply *r, struct diag_say *say);

/* The last message of a boot client, or NULL. */
const struct case_ask *diag_boot_ask(const struct boot_case *c);

/* When its n-th last message came (from 1), the first where it had less. */
int64_t diag_asked_us(const struct boot_case *c, size_t n);

/*
 * True when some reply sends PXE clients to a boot server on port 4011: its
 * name may still come from there.
 */
bool diag_boot_server_due(const struct boot_case *c);

/* The last reply with a name before this moment, or NULL. */
const struct case_reply *diag_naming_reply(const struct boot_case *c,
    int64_t before_us);

/*
 * The loader that the client was told, when it is the last thing that it
 * fetched, and whole; NULL when it has asked for more since: it runs.
 */
const struct case_file *diag_last_loader(const struct boot_case *c);

/*
 * The loader that gPXE or iPXE fetched again and again, whole each time, one
 * after the other and in the boots before; NULL when nothing loops.
 */
const struct case_file *diag_loop(const struct boot_case *c,
    unsigned *ret_times);

/*
 * A loader that loads itself a few times over leaves no memory to the last of
 * them: gPXE or iPXE that had the very file whole before, and now answers
 * nothing of it; the way has shown that it carries it.  NULL: not so.
 */
const struct case_file *diag_silent_in_loop(const struct boot_case *c);

/* A boot client whose class is not PXEClient (proxies pass it over), or NULL.
 */
const struct case_ask *diag_odd_ask(const struct boot_case *c);

/* A Raspberry Pi's firmware asks, by its fixed xid or its maker's number. */
#define DIAG_PI_XID 0x26f30339u
bool diag_is_raspberry(const struct boot_case *c, const struct case_ask *a);

/* Are both in the same folder? */
bool diag_is_beside(const struct case_file *a, const struct case_file *b);

/* A shim that was fetched; a GRUB image; what GRUB itself asks for. */
bool diag_is_shim(const struct case_file *f);
bool diag_is_grub_image(const struct case_file *f);
bool diag_is_grub_file(const char *name);

/*
 * The server that option 66 of the lease names, where this client asks
 * another since siaddr says nothing; else 0.
 */
uint32_t diag_named_server(const struct boot_case *c,
    const struct case_file *f);

/* The last part of a path. */
const char *diag_base(const char *path);

/* A module of SYSLINUX; the one that each of its kind needs first. */
bool diag_is_module(const char *name);
bool diag_is_ldlinux(const char *name);

/* The ldlinux that this boot's loader has or wants. */
const char *diag_ldlinux(const struct boot_case *c);

/* Delivered whole, and there is nothing in it. */
bool diag_is_empty(const struct case_file *f);

/* What loaders look for under many names: that one is missing is normal. */
bool diag_is_searched(const char *name);

bool diag_ends_in(const char *s, const char *tail);

/* A program for UEFI by its name, as it is called in packages, too. */
bool diag_is_efi(const char *name);

/*
 * Does nobody answer its ARP for that address, as far as is seen?  Where
 * the answers may pass elsewhere that is a note.
 */
bool diag_arp_in_vain(const struct boot_case *c, const struct case_arp *a,
    struct diag_say *say);

/* Did it ask for any file after this moment? */
bool diag_asked_files_since(const struct boot_case *c, int64_t time_us);

#endif
