/* SPDX-License-Identifier: ISC */
#include "core/io/confine.h"

#include <errno.h>
#include <seccomp.h>
#include <stddef.h>

#include "core/base/err.h"

/* clang-format off */
static const char *const refused[] = {
	/* other programs and processes */
	"execve", "execveat", "ptrace", "process_vm_readv",
	"process_vm_writev", "kcmp", "pidfd_getfd",
	/* the tree of files and the namespaces */
	"mount", "umount2", "pivot_root", "chroot", "fsopen", "fsmount",
	"fsconfig", "fspick", "move_mount", "open_tree", "mount_setattr",
	"setns", "unshare", "open_by_handle_at", "name_to_handle_at",
	"quotactl", "swapon", "swapoff", "acct",
	/* the kernel */
	"init_module", "finit_module", "delete_module", "kexec_load",
	"kexec_file_load", "bpf", "perf_event_open", "userfaultfd",
	"io_uring_setup", "io_uring_enter", "io_uring_register", "iopl",
	"ioperm", "reboot", "syslog",
	/* keys, clock, names */
	"add_key", "request_key", "keyctl", "settimeofday", "clock_settime",
	"clock_adjtime", "adjtimex", "sethostname", "setdomainname",
};
/* clang-format on */

int
confine_syscalls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int err = 0;

	if (filter == NULL)
		return -PX_ENOMEM;
	for (size_t n = 0; n < sizeof(refused) / sizeof(refused[0]); n++) {
		const int nr = seccomp_syscall_resolve_name(refused[n]);

		/* Not every machine has every one. */
		if (nr != __NR_SCMP_ERROR)
			(void)seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM),
			    nr, 0);
	}
	if (seccomp_load(filter) < 0)
		err = -PX_EACCESS;
	seccomp_release(filter);
	return err;
}
