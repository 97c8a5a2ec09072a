/* SPDX-License-Identifier: ISC */
#include "tests/unit/capture_stage.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/unit/unit.h"
#include "tui/press.h"
#include "tui/reading.h"

static void
show_event(void *arg, const struct event *e)
{
	struct stage *s = arg;
	struct event numbered = *e;

	numbered.seq = ++s->seq;
	app_event(&s->app, &numbered);
}

void
capture_stage_path(char *buf, size_t cap, const char *name)
{
	const char *srcdir = getenv("srcdir");

	(void)snprintf(buf, cap, "%s/tests/pcap/%s",
	    srcdir != NULL ? srcdir : ".", name);
}

void
capture_stage_open(struct stage *s, const char *name)
{
	const struct event_sink each = {s, show_event};
	struct reading *r;
	char path[512], why[256];
	struct text t;

	stage_open(s);
	s->config.default_mode = MODE_NONE;
	s->config.file = name;
	memset(&s->engine, 0, sizeof(s->engine));
	stage_wait(s, 0);
	capture_stage_path(path, sizeof(path), name);
	text_init(&t, why, sizeof(why));
	assert_int_equal(reading_run(&r, path, each, &t), 0);
	reading_free(r);
}

void
capture_stage_open_boot(struct stage *s, const char *name)
{
	capture_stage_open(s, name);
	(void)stage_draw(s, 24, 80);
	stage_type(s, "\r");
	(void)stage_draw(s, 24, 80);
	stage_press(s, PRESS_HOME);
}
