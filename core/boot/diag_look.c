/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_look.h"

#include <string.h>

bool
diag_has_name(const struct case_reply *r)
{
	return r->facts.file[0] != '\0' || r->facts.has_name;
}

bool
diag_is_gpxe(const struct case_ask *a)
{
	return a->stage == STAGE_GPXE || a->stage == STAGE_IPXE;
}

bool
diag_is_boot_client(const struct case_ask *a)
{
	return a->stage == STAGE_ROM || a->stage == STAGE_HTTP ||
	    diag_is_gpxe(a);
}

bool
diag_is_ours(const struct diag_env *env, uint32_t server)
{
	size_t i;

	if (!env->live)
		return false;
	for (i = 0; i < env->addr_count; i++)
		if (env->addrs[i] == server)
			return true;
	return false;
}

void
diag_ours_only(const struct diag_env *env, uint32_t server,
    struct diag_say *say)
{
	if (!diag_is_ours(env, server))
		say->finding->mend = MEND_NONE;
}

/* The last thing that a boot client asked, or NULL. */
const struct case_ask *
diag_boot_ask(const struct boot_case *c)
{
	size_t i;

	for (i = c->ask_count; i > 0; i--)
		if (diag_is_boot_client(&c->ask[i - 1]))
			return &c->ask[i - 1];
	return NULL;
}

const char *
diag_told_name(const struct case_reply *r)
{
	return r->facts.file[0] != '\0' && (r->facts.overload & 1) == 0 ?
	    r->facts.file :
	    r->facts.name;
}

bool
diag_ends_in(const char *s, const char *tail)
{
	const size_t n = strlen(s), k = strlen(tail);

	return n >= k && strcmp(s + n - k, tail) == 0;
}

bool
diag_boot_server_due(const struct boot_case *c)
{
	size_t i;

	for (i = 0; i < c->reply_count; i++)
		if (c->reply[i].facts.pxe_class &&
		    (c->reply[i].facts.discovery & 8) == 0)
			return true;
	return false;
}

const struct case_reply *
diag_naming_reply(const struct boot_case *c, int64_t before_us)
{
	size_t i;

	for (i = c->reply_count; i > 0; i--) {
		const struct case_reply *r = &c->reply[i - 1];

		if (r->time_us <= before_us && diag_has_name(r) &&
		    diag_told_name(r)[0] != '\0')
			return r;
	}
	return NULL;
}

const struct case_file *
diag_last_loader(const struct boot_case *c)
{
	const struct case_file *f;
	const struct case_reply *r;
	const char *name, *told;

	if (c->file_count == 0)
		return NULL;
	f = &c->file[c->file_count - 1];
	r = diag_naming_reply(c, f->began_us);
	if (!f->done || f->outcome != TFTP_COMPLETE || r == NULL)
		return NULL;
	name = f->file + strspn(f->file, "/\\");
	told = diag_told_name(r) + strspn(diag_told_name(r), "/\\");
	return strcmp(name, told) == 0 ? f : NULL;
}
