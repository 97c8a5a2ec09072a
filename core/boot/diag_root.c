/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_root.h"

#include <string.h>

#include "core/base/text.h"
#include "core/boot/diag_look.h"
#include "core/proto/http_target.h"

/* More modules than any boot lacks; a flood of names must not walk for ever. */
#define MOST_HUNTS 8

/* Is a module elsewhere?  Asked once for each name of a boot: it walks. */
static void
look_for_copy(const struct file_lookup *files, struct boot_case *c,
    const struct case_file *f)
{
	const char *name = diag_base(f->file);
	struct case_copy *copy = &c->copy;

	if (files->find == NULL || !diag_is_module(name) ||
	    strcmp(copy->name, name) == 0 || copy->hunts == MOST_HUNTS ||
	    !text_copy(copy->name, sizeof(copy->name), name))
		return;
	copy->hunts++;
	if (!files->find(files->arg, name,
		diag_is_ldlinux(name) ? "" : diag_ldlinux(c), copy->folder,
		sizeof(copy->folder)))
		copy->folder[0] = '\0';
}

/* What our root knows of a transfer that ended: asked once, it reads files. */
static void
look_at_file(const struct file_lookup *files, struct boot_case *c,
    const struct event *e)
{
	struct case_file *f = c->file_count == 0 ? NULL :
						   &c->file[c->file_count - 1];
	struct file_fact fact = {0};

	if (f == NULL || e->kind != EVENT_TFTP || e->u.tftp.writes ||
	    e->u.tftp.phase != TFTP_PHASE_DONE || f->origin != ORIGIN_OWN ||
	    strcmp(f->file, e->u.tftp.file) != 0)
		return;
	if (files->look != NULL && f->outcome == TFTP_COMPLETE) {
		files->look(files->arg, f->file, &fact);
		f->known = fact.err == 0;
		f->loader = fact.kind;
	}
	if (files->like != NULL && f->outcome == TFTP_SERVER_ERROR &&
	    !files->like(files->arg, f->file, f->like, sizeof(f->like)))
		f->like[0] = '\0';
	if (f->outcome == TFTP_SERVER_ERROR &&
	    f->error_code == TFTP_E_NOT_FOUND)
		look_for_copy(files, c, f);
}

/* A name of our root's that is much like the page's. */
static void
look_for_like(const struct file_lookup *files, struct case_page *p,
    const struct event_http *h)
{
	const struct http_span uri = {h->uri, strlen(h->uri)};
	char name[sizeof(h->uri)];

	if (http_target_decode(name, sizeof(name), &uri) == 0 &&
	    !files->like(files->arg, name, p->like, sizeof(p->like)))
		p->like[0] = '\0';
}

/* The same of a page that our own server does not have. */
static void
look_at_page(const struct file_lookup *files, struct boot_case *c,
    const struct event *e)
{
	if (e->kind == EVENT_HTTP && e->origin == ORIGIN_OWN &&
	    e->u.http.status == 404 && c->page_count > 0 && files->like != NULL)
		look_for_like(files, &c->page[c->page_count - 1], &e->u.http);
}

void
diag_root_look(const struct file_lookup *files, struct boot_case *c,
    const struct event *e)
{
	look_at_file(files, c, e);
	look_at_page(files, c, e);
}
