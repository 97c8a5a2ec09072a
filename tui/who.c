/* SPDX-License-Identifier: ISC */
#include "tui/who.h"

#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/text.h"

static void
add_user(struct text *t)
{
	const char *caller = getenv("SUDO_USER");
	const struct passwd *pw;

	/* Only root's word is taken for who called sudo. */
	if (getuid() == 0 && caller != NULL && caller[0] != '\0') {
		text_add_visible_str(t, caller);
		return;
	}
	pw = getpwuid(getuid());
	if (pw != NULL)
		text_add_visible_str(t, pw->pw_name);
	else
		text_addf(t, "uid %lu", (unsigned long)getuid());
}

const char *
who_name(char buf[WHO_TEXT])
{
	char tty[64];
	struct text t;
	int fd;

	text_init(&t, buf, WHO_TEXT);
	add_user(&t);
	for (fd = 0; fd <= 2; fd++) {
		if (ttyname_r(fd, tty, sizeof(tty)) != 0)
			continue;
		text_addf(&t, "@%s",
		    strncmp(tty, "/dev/", 5) == 0 ? tty + 5 : tty);
		break;
	}
	return buf;
}
