/* SPDX-License-Identifier: ISC */
#include "tui/marks.h"

#include <string.h>

#include "core/proto/dhcp_option.h"

bool
marks_make(struct marks *m, const struct dhcp_msg *request,
    const struct dhcp_msg *reply)
{
	struct boot_request r;
	struct case_ask a;

	if (reply->head.op != DHCP_OP_REPLY || reply->type == DHCP_NAK ||
	    boot_request_read(&r, request) < 0 || r.stage == STAGE_OS)
		return false;
	memset(&a, 0, sizeof(a));
	a.stage = r.stage;
	a.arch = r.arch;
	a.xid = r.xid;
	dhcp_facts_read(&a.facts, request, 0);
	m->kind = reader_kind_of(&a);
	dhcp_facts_read(&m->facts, reply, 0);
	m->root_path[0] = '\0';
	(void)dhcp_get_str(reply, DHCP_OPT_ROOT_PATH, m->root_path,
	    sizeof(m->root_path));
	m->reply.yiaddr = reply->head.yiaddr;
	m->reply.siaddr = reply->head.siaddr;
	m->reply.server = m->reply.src = 0;
	(void)dhcp_get_u32(reply, DHCP_OPT_SERVER_ID, &m->reply.server);
	m->reply.root_path = m->root_path;
	m->reply.facts = &m->facts;
	reader_read(&m->view, m->kind, &m->reply);
	return true;
}

struct reader_mark
marks_field(const struct marks *m, size_t offset)
{
	/* RFC 2131 figure 1. */
	static const struct {
		size_t offset;
		enum reader_field field;
	} fields[] = {
	    {16, READER_YIADDR},
	    {20, READER_SIADDR},
	    {44, READER_SNAME},
	    {108, READER_FILE},
	};
	const struct reader_mark open = {READER_OPEN, ""};
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].offset == offset)
			return reader_mark_field(m->kind, &m->view, &m->reply,
			    fields[i].field);
	return open;
}

struct reader_mark
marks_option(const struct marks *m, uint8_t code)
{
	return reader_mark_option(m->kind, &m->view, &m->reply, code);
}

void
marks_text(struct text *t, const struct marks *m)
{
	text_addf(t, "%s ", reader_rule(m->kind)->title);
	reader_text(t, &m->view);
}
