/* SPDX-License-Identifier: ISC */
#include "tests/unit/stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/proto/iscsi_path.h"
#include "tests/unit/unit.h"

#define SCREEN_BYTES (64 * 1024)

static void
apply_host(struct stage *s, const struct db_change *c)
{
	size_t i, j;

	for (i = 0; i < s->host_count; i++)
		if (mac_equal(&s->macs[i], &c->mac))
			break;
	if (c->remove) {
		if (i == s->host_count)
			return;
		s->host_count--;
		s->macs[i] = s->macs[s->host_count];
		memcpy(s->values[i], s->values[s->host_count],
		    sizeof(s->values[i]));
		return;
	}
	if (i == s->host_count) {
		assert_true(s->host_count < STAGE_HOSTS);
		s->macs[s->host_count++] = c->mac;
		memset(s->values[i], 0, sizeof(s->values[i]));
	}
	for (j = 0; j < c->set_count; j++)
		(void)text_copy(s->values[i][c->sets[j].key], KEY_VALUE_MAX,
		    c->sets[j].value);
}

static void
apply_target(struct stage *s, const struct db_change *c)
{
	size_t i, j;

	for (i = 0; i < s->target_count; i++)
		if (strcmp(s->names[i], c->name) == 0)
			break;
	if (c->remove) {
		if (i == s->target_count)
			return;
		s->target_count--;
		memcpy(s->names[i], s->names[s->target_count], 64);
		memcpy(s->target_values[i], s->target_values[s->target_count],
		    sizeof(s->target_values[i]));
		return;
	}
	if (i == s->target_count) {
		assert_true(s->target_count < STAGE_TARGETS);
		s->target_count++;
		memset(s->target_values[i], 0, sizeof(s->target_values[i]));
		(void)text_copy(s->names[i], 64, c->name);
	}
	for (j = 0; j < c->set_count; j++)
		(void)text_copy(s->target_values[i][c->sets[j].key],
		    KEY_VALUE_MAX, c->sets[j].value);
}

static void
apply_mode(struct stage *s, const struct db_change *c)
{
	for (size_t i = 0; i < c->set_count; i++)
		(void)text_copy(s->mode_values[c->mode][c->sets[i].key],
		    KEY_VALUE_MAX, c->sets[i].value);
}

static bool
take_change(void *arg, const struct db_change *c)
{
	struct stage *s = arg;

	if (s->refuse)
		return false;
	s->changes++;
	s->last = *c;
	if (s->refuse_later)
		return true;
	if (c->object == DB_HOST)
		apply_host(s, c);
	else if (c->object == DB_MODE)
		apply_mode(s, c);
	else if (c->object == DB_TARGET)
		apply_target(s, c);
	/* What a kind of client needs is looked at in `last`. */
	return true;
}

static void
store_state_of(void *arg, struct store_state *ret)
{
	*ret = ((struct stage *)arg)->store;
}

static void
engine_state_of(void *arg, struct engine_state *ret)
{
	*ret = ((struct stage *)arg)->engine;
}

/* Files of the stage: all that do not begin with "missing". */
static void
look(void *arg, const char *name, struct file_fact *ret)
{
	(void)arg;
	ret->err = strncmp(name, "missing", 7) == 0 ? -PX_ENOENT : 0;
	ret->kind = LOADER_OTHER;
}

void
stage_open(struct stage *s)
{
	(void)setenv("TZ", "UTC", 1);
	memset(s, 0, sizeof(*s));
	s->now_us = INT64_C(1795402800) * 1000000;
	s->config.proxy = true;
	s->config.capture = true;
	s->config.default_mode = MODE_PXELINUX;
	s->config.who = "console";
	s->config.stop_fd = -1;
	s->calls.arg = s;
	s->calls.change = take_change;
	s->calls.store_state = store_state_of;
	s->calls.engine_state = engine_state_of;
	s->calls.files.look = look;
	s->store.saving = true;
	s->engine.interface_count = 1;
	(void)text_copy(s->engine.interfaces[0].name, 16, "veth0");
	s->engine.interfaces[0].addr = 0xc0000201;
	s->engine.interfaces[0].mask = 0xffffff00;
	s->engine.interfaces[0].present = true;
	s->engine.interfaces[0].up = true;
	s->engine.interfaces[0].link = true;
	s->engine.interfaces[0].watched = true;
	s->engine.watched = 1;
	assert_true(app_init(&s->app, &s->config, &s->calls, s->now_us));
	s->app.utc_us = s->now_us;
	stage_book(s);
}

void
stage_close(struct stage *s)
{
	app_done(&s->app);
	grid_done(&s->grid);
}

struct mac
stage_mac(unsigned n)
{
	return (struct mac){{0x52, 0x54, 0, 0, (uint8_t)(n >> 8), (uint8_t)n}};
}

void
stage_host(struct stage *s, unsigned n, enum key key, const char *value)
{
	struct db_change c = {.object = DB_HOST, .mac = stage_mac(n)};

	change_set(&c, key, value);
	apply_host(s, &c);
	stage_book(s);
}

void
stage_target(struct stage *s, const char *name, enum target_key key,
    const char *value)
{
	struct db_change c = {.object = DB_TARGET};

	(void)text_copy(c.name, sizeof(c.name), name);
	change_set(&c, key, value);
	apply_target(s, &c);
	stage_book(s);
}

void
stage_host_remove(struct stage *s, size_t i)
{
	const struct db_change c = {.object = DB_HOST,
	    .mac = s->macs[i],
	    .remove = true};

	apply_host(s, &c);
	stage_book(s);
}

void
stage_target_remove(struct stage *s, size_t i)
{
	struct db_change c = {.object = DB_TARGET, .remove = true};

	(void)text_copy(c.name, sizeof(c.name), s->names[i]);
	apply_target(s, &c);
	stage_book(s);
}

void
stage_book(struct stage *s)
{
	const uint64_t version = s->book.version + 1;
	size_t i;
	unsigned key;

	for (i = 0; i < s->host_count; i++) {
		host_init(&s->hosts[i], &s->macs[i]);
		for (key = 0; key < KEY_COUNT; key++)
			(void)host_set(&s->hosts[i], (enum key)key,
			    s->values[i][key]);
	}
	for (i = 0; i < s->target_count; i++) {
		struct target *t = &s->targets[i];

		t->name = s->names[i];
		t->server = s->target_values[i][TARGET_SERVER];
		t->iqn = s->target_values[i][TARGET_IQN];
		t->user = s->target_values[i][TARGET_USER];
		t->password = s->target_values[i][TARGET_PASSWORD];
		t->reverse_user = s->target_values[i][TARGET_REVERSE_USER];
		t->reverse_password =
		    s->target_values[i][TARGET_REVERSE_PASSWORD];
		t->port = (uint16_t)strtoul(s->target_values[i][TARGET_PORT],
		    NULL, 10);
		t->lun = 0;
		(void)iscsi_lun_parse(&t->lun, s->target_values[i][TARGET_LUN]);
	}
	assert_true(book_slots_for(s->host_count) <= 256);
	book_init(&s->book, s->hosts, s->host_count, s->targets,
	    s->target_count, s->slots);
	for (i = MODE_NONE + 1; i < MODE_COUNT; i++)
		for (key = 0; key < KEY_COUNT; key++)
			(void)host_set(&s->book.modes[i], (enum key)key,
			    s->mode_values[i][key]);
	s->book.version = version;
	app_book(&s->app, &s->book);
}

void
stage_wait(struct stage *s, double seconds)
{
	s->now_us += (int64_t)(seconds * 1e6);
	s->app.utc_us = s->now_us + s->set_us;
	app_tick(&s->app, s->now_us);
}

static void
tell_refused(struct stage *s)
{
	struct event e;

	event_log(&e, LOG_ERROR, "store", "change of it refused: in use",
	    s->now_us);
	e.u.log.refused = s->last.number;
	app_event(&s->app, &e);
}

void
stage_press(struct stage *s, int key)
{
	const size_t before = s->changes;

	app_key(&s->app, key);
	if (s->changes == before)
		return;
	if (s->refuse_later)
		tell_refused(s);
	else
		stage_book(s);
}

void
stage_type(struct stage *s, const char *keys)
{
	uint32_t code;

	while (*keys != '\0') {
		const size_t n = text_utf8_decode(keys, strlen(keys), &code);

		stage_press(s, (int)code);
		keys += n > 0 ? n : 1;
	}
}

static void
begin(struct stage *s, struct event *e, enum event_kind kind, unsigned n)
{
	const struct mac mac = stage_mac(n);

	memset(e, 0, sizeof(*e));
	e->kind = kind;
	e->time_us = s->now_us;
	e->has_mac = true;
	e->mac = mac;
	e->session = s->session != 0 ? s->session : n;
}

void
stage_dhcp(struct stage *s, unsigned n, enum dhcp_type type, const char *kind,
    const char *reason)
{
	struct event e;

	begin(s, &e, EVENT_DHCP, n);
	e.u.dhcp.op = DHCP_OP_REQUEST;
	e.u.dhcp.type = type;
	(void)text_copy(e.u.dhcp.kind, sizeof(e.u.dhcp.kind), kind);
	(void)text_copy(e.u.dhcp.reason, sizeof(e.u.dhcp.reason), reason);
	(void)text_copy(e.u.dhcp.reason_slug, sizeof(e.u.dhcp.reason_slug),
	    reason[0] != '\0' ? "rom-pxelinux" : "");
	app_event(&s->app, &e);
}

void
stage_offer(struct stage *s, unsigned n, uint32_t addr, const char *bootfile)
{
	struct event e;

	begin(s, &e, EVENT_DHCP, n);
	e.u.dhcp.op = DHCP_OP_REPLY;
	e.u.dhcp.type = DHCP_OFFER;
	e.u.dhcp.yiaddr = addr;
	(void)text_copy(e.u.dhcp.bootfile, sizeof(e.u.dhcp.bootfile), bootfile);
	app_event(&s->app, &e);
}

void
stage_stage(struct stage *s, unsigned n, enum boot_stage stage,
    const char *what)
{
	struct event e;

	begin(s, &e, EVENT_STAGE, n);
	e.u.stage.stage = stage;
	(void)text_copy(e.u.stage.what, sizeof(e.u.stage.what), what);
	app_event(&s->app, &e);
}

void
stage_tftp(struct stage *s, unsigned n, enum tftp_phase phase, const char *file,
    uint64_t bytes, uint64_t size, enum tftp_outcome outcome)
{
	struct event e;

	begin(s, &e, EVENT_TFTP, n);
	e.u.tftp.phase = phase;
	e.u.tftp.bytes = bytes;
	e.u.tftp.size = size;
	e.u.tftp.outcome = outcome;
	e.u.tftp.elapsed_us = 1500000;
	(void)text_copy(e.u.tftp.file, sizeof(e.u.tftp.file), file);
	app_event(&s->app, &e);
}

void
stage_session(struct stage *s, unsigned n, bool begins, enum boot_stage result,
    const char *text)
{
	struct event e;

	begin(s, &e, EVENT_SESSION, n);
	e.u.session.begins = begins;
	e.u.session.result = result;
	e.u.session.mode = MODE_PXELINUX;
	e.u.session.took_us = begins ? 0 : 41000000;
	(void)text_copy(e.u.session.text, sizeof(e.u.session.text), text);
	app_event(&s->app, &e);
}

void
stage_finding(struct stage *s, unsigned n, const char *slug, bool raised,
    enum mend mend)
{
	struct event e;

	begin(s, &e, EVENT_FINDING, n);
	e.u.finding.slug = slug;
	e.u.finding.raised = raised;
	e.u.finding.severity = SEVERITY_ERROR;
	e.u.finding.mend = mend;
	(void)text_copy(e.u.finding.text, sizeof(e.u.finding.text),
	    "gPXE 0.9.7 reads the file field only; the name stood in 67");
	(void)text_copy(e.u.finding.fix, sizeof(e.u.finding.fix),
	    "placement=field");
	app_event(&s->app, &e);
}

void
stage_log(struct stage *s, enum log_level level, const char *topic,
    const char *text)
{
	struct event e;

	begin(s, &e, EVENT_LOG, 0);
	e.has_mac = false;
	e.u.log.level = level;
	(void)text_copy(e.u.log.topic, sizeof(e.u.log.topic), topic);
	(void)text_copy(e.u.log.text, sizeof(e.u.log.text), text);
	app_event(&s->app, &e);
}

const char *
stage_draw(struct stage *s, int rows, int cols)
{
	static char screen[SCREEN_BYTES];
	struct text t;

	assert_true(grid_resize(&s->grid, rows, cols));
	app_draw(&s->app, &s->grid);
	text_init(&t, screen, sizeof(screen));
	grid_to_text(&s->grid, &t);
	assert_false(t.cut);
	return screen;
}

void
stage_golden(struct stage *s, const char *name, int rows, int cols)
{
	static char wanted[SCREEN_BYTES];
	const char *screen = stage_draw(s, rows, cols);
	const char *srcdir = getenv("srcdir");
	char path[512];
	size_t n;
	FILE *f;

	(void)snprintf(path, sizeof(path), "%s/tests/golden/%s.txt",
	    srcdir != NULL ? srcdir : ".", name);
	if (getenv("GOLDEN") != NULL) {
		f = fopen(path, "w");
		assert_non_null(f);
		(void)fputs(screen, f);
		assert_int_equal(fclose(f), 0);
		return;
	}
	f = fopen(path, "r");
	if (f == NULL)
		fail_msg("%s is missing (GOLDEN=write makes it)", path);
	n = fread(wanted, 1, sizeof(wanted) - 1, f);
	wanted[n] = '\0';
	(void)fclose(f);
	if (strcmp(screen, wanted) != 0) {
		print_message("--- wanted %s\n%s--- got\n%s", name, wanted,
		    screen);
		fail_msg("screen %s differs (GOLDEN=write renews it)", name);
	}
}
