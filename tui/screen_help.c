/* SPDX-License-Identifier: ISC */
#include "tui/screen_help.h"

#include <string.h>

#include "core/boot/screen_code.h"
#include "tui/app.h"

/* The finding that fits: of this machine first. */
static const struct standing *
fitting(const struct app *app, const struct screen_code *c,
    const struct mac *mac)
{
	const struct standing *any = NULL, *s;
	size_t i, j;

	for (i = 0; i < app->findings.count; i++) {
		s = &app->findings.rows[i];
		for (j = 0; j < sizeof(c->slugs) / sizeof(c->slugs[0]); j++) {
			if (c->slugs[j] == NULL ||
			    strcmp(c->slugs[j], s->finding.slug) != 0)
				continue;
			if (s->has_mac && mac_equal(&s->mac, mac))
				return s;
			any = any == NULL ? s : any;
		}
	}
	return any;
}

static void
add_code(const struct app *app, struct text *t, const struct screen_code *c,
    const struct mac *mac)
{
	const struct standing *s = fitting(app, c, mac);
	char label[APP_LABEL];

	text_addf(t, "%s%s (%s): %s. Look: %s. ", t->len > 0 ? "  " : "",
	    c->code, screen_firmware_name(c->firmware), c->meaning, c->look);
	if (s != NULL)
		text_addf(t, "Fits: %s of %s.", s->finding.slug,
		    s->has_mac ? app_label(app, &s->mac, label) : "the wire");
	else
		text_add(t, "No finding here fits.");
}

/* What the machine is known to be; a word that is typed overrides it. */
static unsigned
firmware_of(const struct app *app, const struct mac *mac)
{
	const struct machine *m = model_find(app->model, mac);

	if (m == NULL || m->kind[0] == '\0')
		return SCREEN_ANY;
	if (strstr(m->kind, "UEFI") != NULL || strstr(m->kind, "EFI") != NULL)
		return SCREEN_EDK2 | SCREEN_IPXE;
	return strstr(m->kind, "BIOS") != NULL ? SCREEN_BIOS | SCREEN_IPXE :
						 SCREEN_ANY;
}

static void
screen_answered(struct app *app, const char *line)
{
	const struct mac mac = app->prompt.mac;
	const struct screen_code *c;
	unsigned firmware = firmware_of(app, &mac);
	char words[sizeof(app->said)];
	struct text t;
	size_t n;

	if (screen_code_find(line, firmware, 0) == NULL)
		firmware = SCREEN_ANY;
	text_init(&t, words, sizeof(words));
	for (n = 0; (c = screen_code_find(line, firmware, n)) != NULL; n++)
		add_code(app, &t, c, &mac);
	if (n > 0)
		app_say(app, STYLE_BOLD, "%s", words);
	else
		app_say(app, STYLE_NORMAL,
		    "That code is not known here: PXE-E53, E16 edk2 or "
		    "2d03e1 are");
}

void
screen_help_ask(struct app *app, const struct mac *mac)
{
	struct prompt *p = app_ask(app, PROMPT_LINE, screen_answered,
	    "Code on its screen, like PXE-E53, E16 edk2, 2d03e1: ");

	if (mac != NULL)
		p->mac = *mac;
}
