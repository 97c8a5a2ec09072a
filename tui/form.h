/* SPDX-License-Identifier: ISC */
#ifndef TUI_FORM_H
#define TUI_FORM_H

#include <stdbool.h>
#include <stddef.h>

#include "core/base/addr.h"
#include "core/boot/mode.h"
#include "tui/grid.h"
#include "tui/input.h"
#include "tui/list.h"

struct app;
struct form;

/*
 * A form over a view: fields one below the other, each judged as it is
 * typed, the reason under it.  What the fields mean is its ops' business.
 */
#define FORM_FIELDS 32
#define FORM_CHOICES 12

struct field {
	const char *label, *help; /* static storage */
	unsigned key; /* which setting it is; its ops' business */
	struct input input;
	char was[INPUT_MAX]; /* when it was opened */
	const char *choices[FORM_CHOICES]; /* cycled through; NULL ends */
	bool secret; /* never shown */
	int err; /* negative: cannot be saved */
	char why[192]; /* of an error or a warning */
};

struct form_ops {
	/* 0 or a negative error; why may hold a warning too. */
	int (*check)(struct app *app, const struct form *f, size_t field,
	    struct text *why);
	/* What the whole still lacks, one a line. */
	void (*warn)(struct app *app, const struct form *f, struct text *why);
	/* Words that the field's text begins; the n-th, or NULL. */
	const char *(*complete)(struct app *app, const struct form *f,
	    size_t field, size_t n);
	/* What counts while the field is unset; NULL or "": nothing. */
	const char *(
	    *inherit)(struct app *app, const struct form *f, size_t field);
	/* True: saved, the form closes. */
	bool (*save)(struct app *app, struct form *f);
};

struct form {
	const struct form_ops *ops;
	char title[128];
	struct mac mac; /* of a host */
	char name[64]; /* of a target, of a kind of client */
	enum boot_mode mode; /* of a mode's defaults */
	size_t count;
	struct field fields[FORM_FIELDS];
	struct list list;
	int label_cols; /* of the widest label, and a blank */
	char warning[256];
};

/* A heap form without fields, open in the app; NULL: no memory. */
struct form *form_open(struct app *app, const struct form_ops *ops);
void form_close(struct app *app);

/* Adds a field and returns it for its choices; NULL: no room. */
struct field *form_add(struct form *f, const char *label, const char *help,
    size_t most, const char *value);

/* Judges every field; call once they are all there. */
void form_check(struct app *app, struct form *f);

void form_key(struct app *app, int key);
void form_draw(struct app *app, const struct area *a);

bool form_changed(const struct form *f);

/* Opens the forms that there are. */
void form_host(struct app *app, const struct mac *mac);
void form_target(struct app *app, const char *name);
void form_mode(struct app *app, enum boot_mode mode);
void form_quirk(struct app *app, const char *kind);

#endif
