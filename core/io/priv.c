/* SPDX-License-Identifier: ISC */
#include "config.h"

#include "core/io/priv.h"

#include <cap-ng.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"

static bool
user_get(struct priv_user *ret, const char *name)
{
	const struct passwd *pw;

	if (name == NULL || name[0] == '\0')
		return false;
	pw = getpwnam(name);
	if (pw == NULL || pw->pw_uid == 0)
		return false;
	ret->uid = pw->pw_uid;
	ret->gid = pw->pw_gid;
	(void)text_copy(ret->name, sizeof(ret->name), pw->pw_name);
	return true;
}

int
priv_user_find(struct priv_user *ret, const char *wanted)
{
	/* One who was asked for by name is not replaced in silence. */
	if (wanted != NULL && wanted[0] != '\0')
		return user_get(ret, wanted) ? 0 : -PX_ENOENT;
	if (user_get(ret, "pxeconsole") || user_get(ret, "nobody"))
		return 0;
	return -PX_ENOENT;
}

bool
priv_map_has(const char *map, unsigned id)
{
	unsigned inside, outside, count;

	while (map != NULL && *map != '\0') {
		if (sscanf(map, "%u %u %u", &inside, &outside, &count) == 3 &&
		    id >= inside && id - inside < count)
			return true;
		map = strchr(map, '\n');
		if (map != NULL)
			map++;
	}
	return false;
}

static bool
map_file_has(const char *path, unsigned id)
{
	char text[4096];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (fd == -1)
		return errno == ENOENT; /* a kernel without user namespaces */
	n = read(fd, text, sizeof(text) - 1);
	(void)close(fd);
	if (n < 0)
		return false;
	text[n] = '\0';
	return priv_map_has(text, id);
}

bool
priv_can_become(const struct priv_user *u)
{
	return geteuid() == 0 && map_file_has("/proc/self/uid_map", u->uid) &&
	    map_file_has("/proc/self/gid_map", u->gid);
}

void
priv_close_strays(void)
{
	(void)close_range(STDERR_FILENO + 1, UINT_MAX, 0);
}

int
priv_give(const char *path, const struct priv_user *u)
{
	/* Not a real open: closing one would drop the locks that SQLite holds
	 * on the file.  And only a file with one name: in a directory that
	 * others may write to, it must not lead root to somebody else's. */
	const int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
	struct stat st;
	int err = 0;

	if (fd == -1)
		return errno == ENOENT ? 0 : -PX_EACCESS;
	if (fstat(fd, &st) == -1 ||
	    (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) ||
	    (S_ISREG(st.st_mode) && st.st_nlink != 1))
		err = -PX_EACCESS;
	else if (st.st_uid != u->uid &&
	    fchownat(fd, "", u->uid, u->gid, AT_EMPTY_PATH) == -1)
		err = -PX_EACCESS;
	(void)close(fd);
	return err;
}

/*
 * Leaves CAP_NET_RAW in the permitted set where it is there, nothing else.
 * The bounding set can only be emptied by who has CAP_SETPCAP; without it
 * there is nothing to gain either, as no_new_privs forbids it.
 */
static int
keep_raw_only(const struct priv_user *become)
{
	bool raw, bounding;

	(void)capng_get_caps_process();
	raw = capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW) != 0;
	bounding = capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) != 0;
	capng_clear(CAPNG_SELECT_BOTH);
	if (raw && capng_update(CAPNG_ADD, CAPNG_PERMITTED, CAP_NET_RAW) != 0)
		return -1;
	if (become != NULL)
		return capng_change_id((int)become->uid, (int)become->gid,
		    CAPNG_DROP_SUPP_GRP | CAPNG_CLEAR_BOUNDING);
	return capng_apply(bounding ? CAPNG_SELECT_BOTH : CAPNG_SELECT_CAPS);
}

int
priv_drop(const struct priv_user *u, struct text *why)
{
	const bool become = priv_can_become(u);
	int err;

	(void)umask(077);
	err = keep_raw_only(become ? u : NULL);
	if (err != 0 || prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1) {
		text_addf(why, "cannot drop privileges (libcap-ng: %d)", err);
		return -PX_EACCESS;
	}
	if (become)
		text_addf(why, "running as user %s, capabilities dropped",
		    u->name);
	else
		text_addf(why, "running as uid %u, capabilities dropped%s",
		    (unsigned)geteuid(),
		    geteuid() == 0 ?
			" (this user namespace knows no other user)" :
			"");
	return 0;
}

bool
priv_raise_raw(bool on)
{
	if (capng_get_caps_process() != 0 ||
	    !capng_have_capability(CAPNG_PERMITTED, CAP_NET_RAW))
		return false;
	return capng_update(on ? CAPNG_ADD : CAPNG_DROP, CAPNG_EFFECTIVE,
		   CAP_NET_RAW) == 0 &&
	    capng_apply(CAPNG_SELECT_CAPS) == 0;
}
