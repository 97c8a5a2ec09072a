/* SPDX-License-Identifier: ISC */
#include "tui/explain_print.h"

#include <stdio.h>
#include <string.h>

#include "core/boot/quirk.h"
#include "core/proto/dhcp_option.h"
#include "tui/explain_print_files.h"
#include "tui/json.h"
#include "tui/marks.h"

#define LINE_MOST 4096

static const char *const steps[] = {
    [EXPLAIN_DISCOVER] = "DISCOVER",
    [EXPLAIN_REQUEST] = "REQUEST",
    [EXPLAIN_4011] = "REQUEST to port 4011",
};

static const char *
mode_from(const struct decision *d)
{
	if (d->by_once)
		return "once";
	return d->by_default ? "default" : "host";
}

static void
add_mode(struct text *t, const struct decision *d)
{
	const char *mode = mode_name(d->mode);

	text_add(t, mode[0] != '\0' ? mode : "none");
	if (d->by_once)
		text_add(t, ", from once: for this boot only");
	else if (d->host == NULL)
		text_add(t, ", the default: this machine is not in the book");
	else if (d->by_default)
		text_add(t, ", the default: this machine has no mode");
	else
		text_add(t, ", set for this machine");
}

static void
add_answer(struct text *t, const struct explained *x)
{
	const struct route *r = &x->answer.route;
	char addr[IP4_TEXT];

	if (x->answer.refusal != DHCP_ANSWERED) {
		text_addf(t, "none: %s", dhcp_refusal_text(x->answer.refusal));
		return;
	}
	if (!x->replied) {
		text_add(t, "none: it does not fit");
		return;
	}
	text_addf(t, "%s to %s port %u, %zu bytes",
	    dhcp_type_name(x->reply.type, DHCP_OP_REPLY),
	    ip4_format(addr, r->dst), r->dst_port, x->encoded.len);
	if (x->answer.delay_ms != 0)
		text_addf(t, ", %u.%03u s after it asked",
		    x->answer.delay_ms / 1000, x->answer.delay_ms % 1000);
}

static void
print_line(const char *label, const char *value)
{
	(void)printf("  %-9s %s\n", label, value);
}

/* Rules above the one that decided, each run of one cause as a line. */
struct missed {
	unsigned first, last; /* rows */
	char why[160];
};

static bool
next_missed(struct missed *m, const struct explained *x, unsigned row)
{
	const struct decision *d = &x->answer.decision;
	char why[sizeof(m->why)];
	struct text t;

	if (row >= d->row)
		return false;
	m->first = row;
	text_init(&t, m->why, sizeof(m->why));
	policy_missed_text(row, d, &x->request, &t);
	for (m->last = row; row + 1 < d->row; m->last = ++row) {
		text_init(&t, why, sizeof(why));
		policy_missed_text(row + 1, d, &x->request, &t);
		if (strcmp(why, m->why) != 0)
			break;
	}
	return true;
}

static void
print_missed(const struct explained *x)
{
	char buf[240];
	struct missed m;
	struct text t;
	unsigned row;

	for (row = 0; next_missed(&m, x, row); row = m.last + 1) {
		text_init(&t, buf, sizeof(buf));
		if (m.first == m.last)
			text_addf(&t, "%u: %s", m.first, m.why);
		else
			text_addf(&t, "%u to %u: %s", m.first, m.last, m.why);
		print_line(row == 0 ? "not" : "", buf);
	}
}

/* The name that its quirks are kept by, and whether there are any. */
static void
add_kind(struct text *t, const struct explained *x)
{
	quirk_kind(t, &x->request);
	if (t->len > 0 && x->answer.decision.quirk == NULL)
		text_add(t, ": none known");
}

static void
print_decision(const struct explained *x)
{
	const struct decision *d = &x->answer.decision;
	char buf[LINE_MOST];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	add_kind(&t, x);
	if (t.len > 0)
		print_line("quirks", buf);
	text_init(&t, buf, sizeof(buf));
	add_mode(&t, d);
	print_line("mode", buf);
	text_init(&t, buf, sizeof(buf));
	(void)policy_row_text(d->row, &t);
	print_line("rule", buf);
	text_init(&t, buf, sizeof(buf));
	reason_text(&t, d, &x->request);
	print_line("reason", buf);
	text_init(&t, buf, sizeof(buf));
	manner_text(&t, &d->manner);
	if (t.len > 0)
		print_line("manner", buf);
	text_init(&t, buf, sizeof(buf));
	add_answer(&t, x);
	print_line("answer", buf);
}

static void
print_head(const struct explained *x)
{
	char buf[LINE_MOST];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	client_kind_text(&t, &x->request);
	(void)printf("%s: %s%s\n", buf, steps[x->step],
	    x->asked ? "" : ", which this client does not send");
}

/* What the client makes of the reply. */
static void
print_seen(const struct explained *x)
{
	const struct sim_reply *r = &x->seen;
	char buf[LINE_MOST], addr[IP4_TEXT];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	if (r->local)
		text_add(&t, "boots its own disk");
	if (r->root_path[0] != '\0') {
		text_add(&t, r->keep_san ? "keeps " : "attaches ");
		text_add_visible_str(&t, r->root_path);
	}
	if (r->name[0] != '\0') {
		text_add(&t, t.len > 0 ? ", boots \"" : "boots \"");
		text_add_visible_str(&t, r->name);
		text_addf(&t, "\" from %s", ip4_format(addr, r->next));
	}
	if (t.len == 0)
		text_add(&t, "has nothing to boot from here");
	print_line("client", buf);
}

/* What the client reads of a part: "+", or "-" and why not. */
static void
add_mark(struct text *t, const struct reader_mark *mark)
{
	if (mark->use == READER_OPEN)
		return;
	text_add(t, mark->use == READER_READS ? "  + " : "  - ");
	text_add(t, reader_use_name(mark->use));
	if (mark->why[0] != '\0')
		text_addf(t, ": %s", mark->why);
}

static void
print_field(const char *label, const char *value, bool quoted,
    const struct reader_mark *mark)
{
	char buf[LINE_MOST];
	struct text t;

	if (quoted && value[0] == '\0')
		return;
	text_init(&t, buf, sizeof(buf));
	text_add(&t, quoted ? "\"" : "");
	text_add_visible_str(&t, value);
	text_add(&t, quoted ? "\"" : "");
	add_mark(&t, mark);
	print_line(label, buf);
}

static struct reader_mark
field_mark(const struct marks *m, size_t offset)
{
	const struct reader_mark open = {READER_OPEN, ""};

	return m == NULL ? open : marks_field(m, offset);
}

static struct reader_mark
option_mark(const struct marks *m, uint8_t code)
{
	const struct reader_mark open = {READER_OPEN, ""};

	return m == NULL ? open : marks_option(m, code);
}

/* Offsets of RFC 2131 figure 1. */
enum { AT_YIADDR = 16, AT_SIADDR = 20, AT_SNAME = 44, AT_FILE = 108 };

static void
print_fixed_part(const struct explained *x, const struct marks *m)
{
	char file[DHCP_FILE_LEN + 1] = "", sname[DHCP_SNAME_LEN + 1] = "";
	struct reader_mark mark = field_mark(m, AT_YIADDR);
	char addr[IP4_TEXT];

	print_field("yiaddr", ip4_format(addr, x->reply.head.yiaddr), false,
	    &mark);
	mark = field_mark(m, AT_SIADDR);
	print_field("siaddr", ip4_format(addr, x->reply.head.siaddr), false,
	    &mark);
	(void)dhcp_sname_field(&x->reply, sname);
	mark = field_mark(m, AT_SNAME);
	print_field("sname", sname, true, &mark);
	(void)dhcp_file_field(&x->reply, file);
	mark = field_mark(m, AT_FILE);
	print_field("file", file, true, &mark);
}

static const char *
option_name(uint8_t code)
{
	const struct dhcp_option_def *def = dhcp_option_def(code);

	return def != NULL ? def->name : "unknown";
}

static void
print_options(const struct explained *x, const struct marks *m)
{
	const struct dhcp_option *o;
	struct reader_mark mark;
	char buf[LINE_MOST];
	struct text t;
	size_t i;

	for (i = 0; i < x->reply.option_count; i++) {
		o = &x->reply.options[i];
		text_init(&t, buf, sizeof(buf));
		dhcp_option_text(&t, o->code, o->data, o->len);
		mark = option_mark(m, o->code);
		add_mark(&t, &mark);
		(void)printf("  %9u %-26s %s\n", o->code, option_name(o->code),
		    buf);
	}
}

/* `files` is NULL where they have been judged before. */
static bool
print_judgement(const struct explained *x, const struct explain_place *place,
    const struct explain_files *files)
{
	char buf[LINE_MOST];
	struct text t;
	bool bad;

	text_init(&t, buf, sizeof(buf));
	bad = explain_errors(x, place, &t);
	explain_print_lines("ERROR", buf);
	if (files != NULL)
		explain_print_lines("ERROR", files->lacks);
	text_init(&t, buf, sizeof(buf));
	(void)explain_warnings(x, &t);
	explain_print_lines("warning", buf);
	if (files != NULL)
		explain_print_lines("warning", files->doubts);
	return bad || (files != NULL && files->lacks[0] != '\0');
}

/* A second answer of the same rule and name has nothing new to tell. */
static bool
says_the_same(const struct explained *x, const struct explained *before)
{
	return before != NULL &&
	    before->answer.decision.row == x->answer.decision.row &&
	    strcmp(before->seen.name, x->seen.name) == 0;
}

bool
explain_print(const struct explained *x, const struct explain_place *place,
    const struct explained *before)
{
	static struct explain_files files;
	struct marks marks;
	const bool marked = x->replied &&
	    marks_make(&marks, &x->msg, &x->reply);
	const struct marks *m = marked ? &marks : NULL;

	print_head(x);
	print_decision(x);
	if (!says_the_same(x, before))
		print_missed(x);
	if (x->replied) {
		print_seen(x);
		print_fixed_part(x, m);
		print_options(x, m);
	}
	if (!x->replied || says_the_same(x, before))
		return print_judgement(x, place, NULL);
	explain_files(&files, x, place);
	explain_print_files(&files);
	return print_judgement(x, place, &files);
}

bool
explain_print_short(const struct explained *x,
    const struct explain_place *place, const struct explained *before)
{
	static struct explain_files files;

	if (!x->asked)
		return false;
	print_head(x);
	print_decision(x);
	if (x->replied)
		print_seen(x);
	if (!x->replied || says_the_same(x, before))
		return print_judgement(x, place, NULL);
	explain_files(&files, x, place);
	return print_judgement(x, place, &files);
}

static void
put_mark(json_t *o, const struct reader_mark *mark)
{
	json_put(o, "read",
	    mark->use == READER_OPEN ? json_null() :
				       json_boolean(mark->use == READER_READS));
	json_put_text(o, "read_why", mark->why);
}

static json_t *
options_array(const struct explained *x, const struct marks *m)
{
	json_t *all = json_array(), *one;
	const struct dhcp_option *o;
	struct reader_mark mark;
	char buf[LINE_MOST];
	struct text t;
	size_t i;

	for (i = 0; i < x->reply.option_count; i++) {
		o = &x->reply.options[i];
		one = json_object();
		json_put_count(one, "code", o->code);
		json_put_text(one, "name", option_name(o->code));
		text_init(&t, buf, sizeof(buf));
		dhcp_option_text(&t, o->code, o->data, o->len);
		json_put_text(one, "text", buf);
		mark = option_mark(m, o->code);
		put_mark(one, &mark);
		(void)json_array_append_new(all, one);
	}
	return all;
}

static json_t *
fields_array(const struct marks *m)
{
	static const struct {
		const char *name;
		size_t offset;
	} fields[] = {
	    {"yiaddr", AT_YIADDR},
	    {"siaddr", AT_SIADDR},
	    {"sname", AT_SNAME},
	    {"file", AT_FILE},
	};
	json_t *all = json_array(), *one;
	struct reader_mark mark;
	size_t i;

	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		one = json_object();
		json_put_text(one, "name", fields[i].name);
		mark = field_mark(m, fields[i].offset);
		put_mark(one, &mark);
		(void)json_array_append_new(all, one);
	}
	return all;
}

static json_t *
missed_array(const struct explained *x)
{
	json_t *all = json_array(), *one;
	struct missed m;
	unsigned row;

	for (row = 0; next_missed(&m, x, row); row = m.last + 1) {
		one = json_object();
		json_put_count(one, "first", m.first);
		json_put_count(one, "last", m.last);
		json_put_text(one, "why", m.why);
		(void)json_array_append_new(all, one);
	}
	return all;
}

static json_t *
codes_array(const uint8_t *codes, size_t count)
{
	json_t *all = json_array();
	size_t i;

	for (i = 0; i < count; i++)
		(void)json_array_append_new(all, json_integer(codes[i]));
	return all;
}

static json_t *
lines_array(const char *lines)
{
	json_t *all = json_array();

	while (*lines != '\0') {
		const size_t len = strcspn(lines, "\n");

		(void)json_array_append_new(all, json_stringn(lines, len));
		lines += len;
		if (*lines == '\n')
			lines++;
	}
	return all;
}

static json_t *
set_array(const struct option_set *s)
{
	json_t *all = json_array();
	unsigned code;

	for (code = 0; code <= UINT8_MAX; code++)
		if (option_set_has(s, (uint8_t)code))
			(void)json_array_append_new(all,
			    json_integer((json_int_t)code));
	return all;
}

static json_t *
manner_object(const struct manner *m)
{
	json_t *o = json_object();

	json_put(o, "broadcast", json_boolean(m->broadcast));
	json_put_count(o, "reply_delay_ms", m->delay_ms);
	json_put_count(o, "blksize", m->blksize);
	json_put(o, "nul", json_boolean(!m->no_nul));
	json_put(o, "priority",
	    m->has_priority ? json_integer(m->priority) : json_null());
	json_put(o, "force", set_array(&m->force));
	json_put(o, "leave", set_array(&m->leave));
	return o;
}

static void
put_decision(json_t *o, const struct explained *x)
{
	const struct decision *d = &x->answer.decision;
	char buf[LINE_MOST];
	struct text t;

	json_put_text(o, "mode", mode_name(d->mode));
	json_put_text(o, "mode_from", mode_from(d));
	json_put(o, "known", json_boolean(d->host != NULL));
	json_put_text(o, "rule", reason_slug(d->reason));
	json_put_count(o, "row", d->row);
	text_init(&t, buf, sizeof(buf));
	(void)policy_row_text(d->row, &t);
	json_put_text(o, "row_text", buf);
	text_init(&t, buf, sizeof(buf));
	reason_text(&t, d, &x->request);
	json_put_text(o, "reason", buf);
	json_put_text(o, "bootfile", d->bootfile);
	json_put_text(o, "root_path", d->root_path);
	json_put(o, "keep_san", json_boolean(d->keep_san));
	json_put_text(o, "placement", placement_name(d->placement));
	json_put(o, "manner", manner_object(&d->manner));
	text_init(&t, buf, sizeof(buf));
	quirk_kind(&t, &x->request);
	json_put_text(o, "quirk_kind", buf);
	json_put(o, "quirk", json_boolean(d->quirk != NULL));
}

static void
put_reply(json_t *o, const struct explained *x)
{
	char file[DHCP_FILE_LEN + 1] = "", sname[DHCP_SNAME_LEN + 1] = "";
	struct marks marks;
	const bool marked = marks_make(&marks, &x->msg, &x->reply);
	const struct marks *m = marked ? &marks : NULL;
	char reads[400] = "";
	struct text t;

	json_put_text(o, "answer",
	    dhcp_type_name(x->reply.type, DHCP_OP_REPLY));
	json_put_addr(o, "dst", x->answer.route.dst);
	json_put_count(o, "dst_port", x->answer.route.dst_port);
	json_put_count(o, "bytes", x->encoded.len);
	json_put_addr(o, "yiaddr", x->reply.head.yiaddr);
	json_put_addr(o, "siaddr", x->reply.head.siaddr);
	(void)dhcp_sname_field(&x->reply, sname);
	json_put_text(o, "sname", sname);
	(void)dhcp_file_field(&x->reply, file);
	json_put_text(o, "file", file);
	json_put(o, "options", options_array(x, m));
	json_put(o, "fields", fields_array(m));
	text_init(&t, reads, sizeof(reads));
	if (m != NULL)
		marks_text(&t, m);
	json_put_text(o, "client_reads", reads);
	json_put_text(o, "seen_name", x->seen.name);
	json_put_text(o, "seen_root_path", x->seen.root_path);
	json_put(o, "seen_local", json_boolean(x->seen.local));
	json_put(o, "dropped",
	    codes_array(x->encoded.dropped, x->encoded.dropped_count));
}

/* The message as it goes over the wire. */
static void
put_hex(json_t *o, const char *name, const uint8_t *bytes, size_t len)
{
	char buf[2 * EXPLAIN_BYTES + 1];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add_hex(&t, bytes, len, '\0');
	json_put_text(o, name, buf);
}

bool
explain_print_json(const struct explained *x, const struct explain_place *place)
{
	static struct explain_files files;
	json_t *o = json_line();
	char buf[LINE_MOST];
	struct text t;
	bool bad;

	json_put_mac(o, "mac", &x->request.mac);
	text_init(&t, buf, sizeof(buf));
	client_kind_text(&t, &x->request);
	json_put_text(o, "kind", buf);
	json_put_text(o, "stage", stage_name(x->request.stage));
	json_put_count(o, "arch", x->request.arch_code);
	json_put_text(o, "message",
	    x->step == EXPLAIN_DISCOVER ? "DISCOVER" : "REQUEST");
	json_put_count(o, "port",
	    x->step == EXPLAIN_4011 ? DHCP_PORT_PXE : DHCP_PORT_SERVER);
	json_put(o, "asked", json_boolean(x->asked));
	json_put_count(o, "request_port", x->in.src_port);
	if (x->msg.head.giaddr != 0)
		json_put_addr(o, "relay", x->msg.head.giaddr);
	put_hex(o, "request_hex", x->sent, x->sent_len);
	put_hex(o, "reply_hex", x->got, x->replied ? x->encoded.len : 0);
	put_decision(o, x);
	json_put_text(o, "refusal",
	    x->answer.refusal == DHCP_ANSWERED ?
		"" :
		dhcp_refusal_text(x->answer.refusal));
	json_put(o, "missed", missed_array(x));
	if (x->replied)
		put_reply(o, x);
	else
		json_put(o, "answer", json_null());
	explain_files(&files, x, place);
	explain_put_files(o, &files);
	text_init(&t, buf, sizeof(buf));
	bad = explain_errors(x, place, &t);
	text_add(&t, files.lacks);
	json_put(o, "errors", lines_array(buf));
	text_init(&t, buf, sizeof(buf));
	(void)explain_warnings(x, &t);
	text_add(&t, files.doubts);
	json_put(o, "warnings", lines_array(buf));
	json_print(o);
	return bad || files.lacks[0] != '\0';
}
