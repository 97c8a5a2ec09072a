/* SPDX-License-Identifier: ISC */
#include "tui/explain_files.h"

#include <stdlib.h>
#include <string.h>

#include "core/boot/path.h"
#include "core/proto/http_target.h"
#include "core/sim/next.h"
#include "tui/explain_view.h"
#include "tui/explain_walk.h"

#define HEAD_BYTES 1024
#define TEXT_BYTES ((size_t)1 << 20)
#define DEPTH_MOST 8

/* A name or a URL of our own as a path below the root; false: elsewhere. */
static bool
own_path(char *ret, size_t cap, const char *name,
    const struct explain_place *place)
{
	const char *host = strstr(name, "://");
	const struct http_span target = {name, strlen(name)};
	char ip[IP4_TEXT], path[PATH_MAX_BYTES];
	size_t len;

	if (host != NULL) {
		host += 3;
		len = strlen(ip4_format(ip, place->facts.addr));
		if (strncmp(host, ip, len) != 0 || host[len] == '\0' ||
		    strchr(":/", host[len]) == NULL)
			return false;
		/* As our own server takes it: %XX decoded, no "?query". */
		if (http_target_decode(path, sizeof(path), &target) < 0)
			return false;
		name = path;
	} else if (strstr(name, "::") != NULL) {
		return false; /* PXELINUX: another server's */
	}
	return path_clean(ret, cap, name) >= 0;
}

static const char *
protocol_of(const char *name)
{
	/* clang-format off */
	static const struct {
		const char *scheme, *protocol;
	} rows[] = {
		{"http://", "HTTP"}, {"https://", "HTTPS"}, {"ftp://", "FTP"},
		{"nfs://", "NFS"}, {"tftp://", "TFTP"}, {"iscsi:", "iSCSI"},
	};
	/* clang-format on */
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (strncmp(name, rows[i].scheme, strlen(rows[i].scheme)) == 0)
			return rows[i].protocol;
	return "TFTP";
}

enum explain_there
explain_walk_look(const struct explain_walk *w, const char *name,
    uint64_t *ret_size)
{
	const struct explain_place *place = w->place;
	char path[PATH_MAX_BYTES];
	struct file_fact fact = {.err = 0};

	*ret_size = 0;
	if (place->files.look == NULL ||
	    !own_path(path, sizeof(path), name, place))
		return EXPLAIN_NOT_HERE;
	place->files.look(place->files.arg, path, &fact);
	*ret_size = fact.err == 0 ? fact.size : 0;
	return fact.err == 0 ? EXPLAIN_THERE : EXPLAIN_MISSING;
}

static struct explain_file *
next_row(struct explain_walk *w, const char *what, const char *name)
{
	struct explain_file *f;

	if (w->list->count == EXPLAIN_FILES) {
		w->list->cut = true;
		return NULL;
	}
	f = &w->list->file[w->list->count++];
	memset(f, 0, sizeof(*f));
	(void)text_copy(f->name, sizeof(f->name), name);
	(void)text_copy(f->what, sizeof(f->what), what);
	return f;
}

enum explain_there
explain_walk_add(struct explain_walk *w, const char *name, const char *what,
    enum explain_need need)
{
	struct explain_file *f = next_row(w, what, name);

	if (f == NULL)
		return EXPLAIN_NOT_HERE;
	f->protocol = protocol_of(name);
	f->there = explain_walk_look(w, name, &f->size);
	f->needed = need != EXPLAIN_MAY && !w->unsure;
	if (f->there == EXPLAIN_MISSING && f->needed && need == EXPLAIN_MUST)
		explain_walk_say(w, EXPLAIN_LACK,
		    "it cannot do without: ", name);
	return f->there;
}

void
explain_walk_taken(struct explain_walk *w)
{
	if (w->list->count > 0)
		w->list->file[w->list->count - 1].taken = true;
}

void
explain_walk_step(struct explain_walk *w, const char *what, const char *name,
    const char *protocol)
{
	struct explain_file *f = next_row(w, what, name);

	if (f == NULL)
		return;
	f->there = EXPLAIN_STEP;
	f->protocol = protocol;
}

void
explain_walk_say(struct explain_walk *w, enum explain_words kind,
    const char *words, const char *foreign)
{
	struct explain_files *l = w->list;
	char *const to[] = {
	    [EXPLAIN_THEN] = l->then,
	    [EXPLAIN_DOUBT] = l->doubts,
	    [EXPLAIN_LACK] = l->lacks,
	};
	const size_t caps[] = {
	    [EXPLAIN_THEN] = sizeof(l->then),
	    [EXPLAIN_DOUBT] = sizeof(l->doubts),
	    [EXPLAIN_LACK] = sizeof(l->lacks),
	};
	char line[512];
	struct text t;
	size_t used = strlen(to[kind]);

	text_init(&t, line, sizeof(line) - 1);
	text_add(&t, words);
	text_add_visible_str(&t, foreign);
	text_add_char(&t, '\n');
	/* Said once is enough, and no half lines. */
	if (t.cut || strstr(to[kind], line) != NULL ||
	    used + t.len >= caps[kind])
		return;
	(void)text_copy(to[kind] + used, caps[kind] - used, line);
}

char *
explain_walk_read(const struct explain_walk *w, const char *name,
    size_t *ret_len)
{
	char path[PATH_MAX_BYTES];
	char *buf;

	*ret_len = 0;
	if (w->place->read == NULL ||
	    !own_path(path, sizeof(path), name, w->place))
		return NULL;
	buf = malloc(TEXT_BYTES);
	if (buf == NULL)
		return NULL;
	*ret_len = w->place->read(w->place->files.arg, path, buf,
	    TEXT_BYTES - 1);
	buf[*ret_len] = '\0';
	return buf;
}

/* Where the path of a URL begins, of another name its first byte. */
static const char *
path_in(const char *name)
{
	const char *host = strstr(name, "://");
	const char *slash;

	if (host == NULL)
		return name;
	slash = strchr(host + 3, '/');
	return slash == NULL ? host + strlen(host) : slash;
}

void
explain_walk_beside(char ret[EXPLAIN_NAME], const char *name, const char *file)
{
	const char *path = path_in(file);
	const char *slash = strrchr(path, '/');
	size_t keep = slash == NULL ? (size_t)(path - file) :
				      (size_t)(slash - file) + 1;
	struct text t;

	if (name[0] == '/')
		keep = (size_t)(path - file);
	if (strstr(name, "::") != NULL || name_is_url(name))
		keep = 0;
	text_init(&t, ret, EXPLAIN_NAME);
	text_addf(&t, "%.*s", (int)keep, file);
	text_add(&t, name);
}

static const char *
base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash == NULL ? path : slash + 1;
}

/* shim loads GRUB from its own folder, by its architecture's name. */
static void
go_on_with_shim(struct explain_walk *w, const char *name)
{
	static const char *const stages[ARCH_COUNT] = {
	    [ARCH_IA32] = "grubia32.efi",
	    [ARCH_ARM64] = "grubaa64.efi",
	};
	const char *stage = stages[arch_family(w->x->kind->arch)];
	char grub[EXPLAIN_NAME];

	explain_walk_beside(grub, stage != NULL ? stage : "grubx64.efi", name);
	if (explain_walk_add(w, grub, "second stage", EXPLAIN_MUST) !=
	    EXPLAIN_MISSING)
		explain_walk_grub(w, grub);
}

/* The same again would go round for ever. */
static bool
is_loop(const struct explain_walk *w, const struct sim_kind *kind,
    const char *loader)
{
	size_t i;
	unsigned times = 0;

	for (i = 0; i < w->list->count; i++)
		times += w->list->file[i].there != EXPLAIN_STEP &&
		    strcmp(w->list->file[i].name, loader) == 0;
	return times > 1 && kind == w->x->kind;
}

/* What it is answered when it asks anew, as the loader that now runs. */
static int
ask_again(struct explained *ret, struct explained *offer,
    const struct explain_walk *w, const struct sim_kind *kind)
{
	struct sim_machine machine;
	int err;

	sim_machine_init(&machine, &w->x->request.mac);
	machine.arch = kind->arch;
	err = explain_run(ret, w->place, kind, &machine, NULL);
	if (err < 0 || !ret->replied ||
	    explain_next(w->place) != EXPLAIN_4011 ||
	    !sim_reply_asks_4011(&ret->seen, kind))
		return err;
	err = explain_run(offer, w->place, kind, &machine, NULL);
	return err < 0 ? err :
			 explain_run(ret, w->place, kind, &machine, offer);
}

static void follow(struct explain_walk *w);

/* gPXE or iPXE, once it runs, asks by DHCP as itself. */
static void
go_on_as(struct explain_walk *w, const struct sim_kind *kind,
    const char *loader)
{
	struct explain_walk next = *w;
	struct explained *both;

	if (is_loop(w, kind, loader)) {
		explain_walk_say(w, EXPLAIN_LACK,
		    "a loop: it is told to load what it is, again and again: ",
		    loader);
		return;
	}
	both = calloc(2, sizeof(*both));
	if (both == NULL)
		return;
	explain_walk_step(w, "asks by DHCP", kind->title, "DHCP");
	next.depth++;
	next.x = &both[0];
	if (ask_again(&both[0], &both[1], w, kind) == 0 && both[0].replied)
		follow(&next);
	else
		explain_walk_say(w, EXPLAIN_DOUBT,
		    "nothing is offered to it here as ", kind->title);
	w->unsure = next.unsure;
	free(both);
}

/* Loaders that have no first bytes of their own to be known by. */
static void
go_on_by_name(struct explain_walk *w, const char *name)
{
	const char *base = base_name(name);

	if (strncmp(base, "shim", 4) == 0)
		go_on_with_shim(w, name);
	else if (strncmp(base, "grub", 4) == 0 ||
	    strncmp(base, "core.", 5) == 0 || strncmp(base, "boota", 5) == 0)
		explain_walk_grub(w, name);
}

/*
 * What firmware does not run.  A loader's kernel is the loader's to run, and
 * gPXE and iPXE run one themselves.  A file that is nothing known may be a
 * loader of its own kind: that is a doubt only.
 */
static void
refuse(struct explain_walk *w, const char *name, enum loader_kind kind,
    enum explain_runner by)
{
	const enum client_stage stage = (enum client_stage)w->x->kind->stage;

	if (by == EXPLAIN_BY_LOADER ||
	    ((stage == STAGE_GPXE || stage == STAGE_IPXE) &&
		kind == LOADER_LINUX))
		return;
	explain_walk_say(w,
	    w->unsure || kind == LOADER_OTHER ? EXPLAIN_DOUBT : EXPLAIN_LACK,
	    "this firmware cannot run that file: ", name);
}

static void
go_on(struct explain_walk *w, const char *name, enum explain_runner by)
{
	const struct sim_kind *again = NULL;
	size_t len;
	char *head = explain_walk_read(w, name, &len);
	enum loader_kind kind;
	enum sim_next next;

	if (head == NULL)
		return;
	if (len > HEAD_BYTES)
		len = HEAD_BYTES;
	next = sim_next_judge(w->x->kind, name, (const uint8_t *)head, len,
	    &again);
	kind = loader_kind(head, len);
	free(head);
	switch (next) {
	case SIM_NEXT_RUN:
		go_on_by_name(w, name);
		break;
	case SIM_NEXT_KIND:
		go_on_as(w, again, name);
		break;
	case SIM_NEXT_DHCP_SEARCH:
		/* It goes on fetching from where it came. */
		explain_walk_step(w, "asks by DHCP",
		    "SYSLINUX.EFI, for an address of its own", "DHCP");
		explain_walk_pxelinux(w, name);
		break;
	case SIM_NEXT_SEARCH:
		explain_walk_pxelinux(w, name);
		break;
	case SIM_NEXT_SCRIPT:
		explain_walk_script(w, name);
		break;
	case SIM_NEXT_REFUSED:
		refuse(w, name, kind, by);
		break;
	}
}

void
explain_walk_on(struct explain_walk *w, const char *name,
    enum explain_runner by)
{
	if (w->depth >= DEPTH_MOST) {
		explain_walk_say(w, EXPLAIN_DOUBT,
		    "it goes on and on, a loop perhaps; not followed further: ",
		    name);
		return;
	}
	w->depth++;
	go_on(w, name, by);
	w->depth--;
}

/* What the answer names, and where that leads. */
static void
follow(struct explain_walk *w)
{
	const struct explained *x = w->x;
	const bool disk = x->seen.root_path[0] != '\0';

	if (x->seen.local) {
		explain_walk_say(w, EXPLAIN_THEN, "then it boots its own disk",
		    NULL);
		return;
	}
	if (x->seen.name[0] == '\0') {
		if (disk)
			explain_walk_step(w, "disk", x->seen.root_path,
			    "iSCSI");
		return;
	}
	/* The first that is told is an error of the answer itself already. */
	if (explain_walk_add(w, x->seen.name,
		x->request.has_gpxe ? "told" : "loader",
		w->depth > 0 || name_is_url(x->seen.name) ?
		    EXPLAIN_MUST :
		    EXPLAIN_TOLD) != EXPLAIN_THERE)
		return;
	if (x->kind->fixed_name != NULL)
		explain_walk_say(w, EXPLAIN_THEN,
		    "then it asks for start.elf, config.txt and others, in a "
		    "folder named after its serial number first: that is not "
		    "known here",
		    NULL);
	else
		explain_walk_on(w, x->seen.name, EXPLAIN_BY_FIRMWARE);
}

void
explain_files(struct explain_files *ret, const struct explained *x,
    const struct explain_place *place)
{
	struct explain_view view;
	struct explain_walk w = {.list = ret, .place = &view.seen, .x = x};

	memset(ret, 0, sizeof(*ret));
	explain_view_init(&view, place, &x->request.mac);
	ret->manner = view.manner;
	if (x->replied)
		follow(&w);
	if (ret->cut)
		explain_walk_say(&w, EXPLAIN_THEN,
		    "it asks for more files than are shown", NULL);
}

const char *
explain_there_name(enum explain_there there)
{
	static const char *const names[] = {
	    [EXPLAIN_THERE] = "there",
	    [EXPLAIN_MISSING] = "not there",
	    [EXPLAIN_NOT_HERE] = "not known here",
	    [EXPLAIN_STEP] = "",
	};

	return names[there];
}
