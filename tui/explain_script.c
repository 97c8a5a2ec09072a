/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include "core/boot/boot_script.h"
#include "tui/explain_walk.h"

/* What every script can use: of the answer and of the machine itself. */
static void
set_known(struct boot_script *s, const struct explain_walk *w)
{
	static const char *const archs[ARCH_COUNT] = {
	    [ARCH_IA32] = "i386",
	    [ARCH_X64] = "x86_64",
	    [ARCH_ARM32] = "arm32",
	    [ARCH_ARM64] = "arm64",
	};
	const struct explained *x = w->x;
	const char *arch = archs[arch_family(x->kind->arch)];
	char buf[64];
	struct text t;

	boot_script_set(s, "mac", mac_format(buf, &x->request.mac));
	text_init(&t, buf, sizeof(buf));
	text_add_hex(&t, x->request.mac.b, sizeof(x->request.mac.b), '-');
	boot_script_set(s, "mac:hexhyp", buf);
	text_init(&t, buf, sizeof(buf));
	text_add_hex(&t, x->request.mac.b, sizeof(x->request.mac.b), '\0');
	boot_script_set(s, "mac:hexraw", buf);
	boot_script_set(s, "next-server", ip4_format(buf, x->seen.next));
	if (x->reply.head.yiaddr != 0)
		boot_script_set(s, "ip", ip4_format(buf, x->reply.head.yiaddr));
	boot_script_set(s, "filename", x->seen.name);
	if (x->seen.root_path[0] != '\0')
		boot_script_set(s, "root-path", x->seen.root_path);
	if (x->kind->stage != STAGE_IPXE)
		return;
	boot_script_set(s, "platform", x->kind->arch == 0 ? "pcbios" : "efi");
	if (arch != NULL)
		boot_script_set(s, "buildarch", arch);
}

static void
add_disk(struct explain_walk *w, const char *name)
{
	explain_walk_step(w, "disk",
	    name[0] != '\0' ? name : w->x->seen.root_path, "iSCSI");
}

/* iPXE goes on to the root path that it was told, gPXE has forgotten it. */
static void
end_of_script(struct explain_walk *w, const char *words)
{
	if (w->x->kind->stage == STAGE_IPXE && w->x->seen.root_path[0] != '\0')
		add_disk(w, "");
	else
		explain_walk_say(w, EXPLAIN_THEN, words, NULL);
}

/* A file by its name or with variables that are not known here. */
static enum explain_there
add_file(struct explain_walk *w, const struct script_step *step,
    const char *script, char ret[EXPLAIN_NAME])
{
	if (step->name[0] == '\0')
		return EXPLAIN_NOT_HERE;
	if (!step->known) {
		explain_walk_step(w, step->command, step->name, "");
		explain_walk_say(w, EXPLAIN_THEN,
		    "a variable that is not known here names: ", step->name);
		return EXPLAIN_NOT_HERE;
	}
	explain_walk_beside(ret, step->name, script);
	return explain_walk_add(w, ret, step->command,
	    step->sure && !step->caught ? EXPLAIN_MUST : EXPLAIN_MAY);
}

static void
chain(struct explain_walk *w, const char *name, const struct script_step *step)
{
	const bool before = w->unsure;

	w->unsure = w->unsure || !step->sure || step->caught;
	explain_walk_on(w, name, EXPLAIN_BY_FIRMWARE);
	w->unsure = before;
}

/* A file; what a || stands behind may be missed. */
static void
fetch(struct explain_walk *w, struct boot_script *s,
    const struct script_step *step, const char *script)
{
	char name[EXPLAIN_NAME];

	switch (add_file(w, step, script, name)) {
	case EXPLAIN_THERE:
		if (step->what == SCRIPT_CHAIN)
			chain(w, name, step);
		break;
	case EXPLAIN_MISSING:
		if (step->caught)
			boot_script_failed(s);
		break;
	case EXPLAIN_NOT_HERE:
	case EXPLAIN_STEP:
		break;
	}
}

/* One step; false: what follows is not known, or never comes. */
static bool
take(struct explain_walk *w, struct boot_script *s,
    const struct script_step *step, const char *script)
{
	switch (step->what) {
	case SCRIPT_FETCH:
		fetch(w, s, step, script);
		return true;
	case SCRIPT_CHAIN:
		fetch(w, s, step, script);
		return !step->sure || step->caught;
	case SCRIPT_SAN:
		add_disk(w, step->name);
		return !step->sure || step->caught;
	case SCRIPT_BOOT:
		return !step->sure || step->caught;
	case SCRIPT_EXIT:
		if (!step->sure)
			return true;
		end_of_script(w,
		    "then it gives back to the firmware, which boots what "
		    "comes next: its own disk, usually");
		return false;
	case SCRIPT_PERSON:
		if (!step->sure)
			return true;
		explain_walk_say(w, EXPLAIN_THEN,
		    "somebody at the keyboard decides what follows: ",
		    step->command);
		return false;
	case SCRIPT_DHCP:
		explain_walk_say(w, EXPLAIN_THEN,
		    "then it asks by DHCP again and boots what it is told",
		    NULL);
		return !step->sure;
	case SCRIPT_DECIDES:
		explain_walk_say(w, EXPLAIN_THEN,
		    "what is not known here decides where the script goes on; "
		    "its lines are followed as they stand from: goto ",
		    step->name);
		w->unsure = true;
		return true;
	case SCRIPT_LOOP:
		explain_walk_say(w, EXPLAIN_DOUBT,
		    "the script goes round in a loop: ", script);
		return false;
	}
	return false;
}

void
explain_walk_script(struct explain_walk *w, const char *script)
{
	struct boot_script *s;
	struct script_step step;
	bool goes_on = true;
	char *text;
	size_t len;

	text = explain_walk_read(w, script, &len);
	s = malloc(sizeof(*s));
	if (text != NULL && s != NULL) {
		boot_script_init(s, text, len);
		set_known(s, w);
		while (goes_on && boot_script_next(s, &step))
			goes_on = take(w, s, &step, script);
		if (goes_on)
			end_of_script(w,
			    "the script ends without booting anything: the "
			    "firmware goes on with what comes next");
	}
	free(s);
	free(text);
}
