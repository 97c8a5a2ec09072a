/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "tui/command.h"
#include "tui/desk.h"
#include "tui/explain_print.h"
#include "tui/option_set.h"

#define REASONS 4096
#define HTTP_ARCH 16 /* x64: the usual one */

/* What was asked for. */
struct asked {
	struct mac mac;
	bool some; /* --arch or --stage was given */
	bool has_arch, has_stage;
	bool json;
	uint16_t arch;
	enum client_stage stage;
	uint32_t relay; /* 0: none */
	bool has_version;
	uint8_t version[3];
};

static enum status
take_arch(struct asked *a, const char *value)
{
	uint32_t n;

	if (option_number(&n, value, UINT16_MAX - 1) < 0)
		return command_refuse("--arch", value,
		    "a number of option 93, such as 0 (BIOS) or 7 (UEFI x64)");
	a->arch = (uint16_t)n;
	a->some = a->has_arch = true;
	return STATUS_DONE;
}

static enum status
take_stage(struct asked *a, const char *value)
{
	static const enum client_stage stages[] = {STAGE_ROM, STAGE_GPXE,
	    STAGE_IPXE, STAGE_HTTP};
	size_t i;

	for (i = 0; i < sizeof(stages) / sizeof(stages[0]); i++)
		if (strcmp(stage_name(stages[i]), value) == 0) {
			a->stage = stages[i];
			a->some = a->has_stage = true;
			return STATUS_DONE;
		}
	return command_refuse("--stage", value, "rom, gpxe, ipxe or http");
}

static enum status
take_version(struct asked *a, const char *value)
{
	unsigned major, minor, patch;
	char rest;

	if (strlen(value) > 11 ||
	    sscanf(value, "%3u.%3u.%3u%c", &major, &minor, &patch, &rest) !=
		3 ||
	    major > UINT8_MAX || minor > UINT8_MAX || patch > UINT8_MAX)
		return command_refuse("--gpxe-version", value,
		    "a version such as 0.9.7 or 1.0.1");
	a->version[0] = (uint8_t)major;
	a->version[1] = (uint8_t)minor;
	a->version[2] = (uint8_t)patch;
	a->has_version = true;
	return STATUS_DONE;
}

/* It says where the machine is, not which client asks. */
static enum status
take_relay(struct asked *a, const char *value)
{
	if (ip4_parse(&a->relay, value) == 0 && ip4_usable(a->relay))
		return STATUS_DONE;
	return command_refuse("--relay", value,
	    "the address of a relay agent, as in 192.0.2.254");
}

static enum status
take_mac(struct asked *a, const char *word)
{
	if (mac_parse(&a->mac, word) == 0 && mac_usable(&a->mac))
		return STATUS_DONE;
	return command_refuse("MAC", word,
	    "the MAC of a machine, as in 52:54:00:12:34:56");
}

static enum status
take_word(struct asked *a, const struct options *o, int *at, bool *has_mac)
{
	static const struct {
		const char *name;
		enum status (*take)(struct asked *a, const char *value);
	} rows[] = {
	    {"--arch", take_arch},
	    {"--stage", take_stage},
	    {"--gpxe-version", take_version},
	    {"--relay", take_relay},
	};
	const char *value;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		value = command_value(o, at, rows[i].name);
		if (value != NULL)
			return rows[i].take(a, value);
	}
	if (*has_mac || o->words[*at][0] == '-')
		return command_usage(o);
	*has_mac = true;
	return take_mac(a, o->words[*at]);
}

static enum status
read_words(struct asked *a, const struct options *o)
{
	enum status status = STATUS_DONE;
	bool has_mac = false;
	int i;

	memset(a, 0, sizeof(*a));
	a->stage = STAGE_ROM;
	a->json = o->given[OPTION_JSON];
	for (i = 1; i < o->word_count && status == STATUS_DONE; i++)
		status = take_word(a, o, &i, &has_mac);
	if (status == STATUS_DONE && !has_mac)
		status = command_usage(o);
	if (!a->has_stage && arch_boots_http(a->arch))
		a->stage = STAGE_HTTP;
	if (!a->has_arch && a->stage == STAGE_HTTP)
		a->arch = HTTP_ARCH;
	/* Only gPXE and iPXE show a version: it says which stage is meant. */
	if (a->has_version && a->stage == STAGE_ROM) {
		a->stage = STAGE_GPXE;
		a->some = true;
	}
	return status;
}

struct client {
	enum client_stage stage;
	uint16_t arch;
};

/* What is explained where nothing is asked for: in short. */
static const struct client usual[] = {
    {STAGE_ROM, 0},
    {STAGE_ROM, 7},
    {STAGE_GPXE, 0},
};

struct work {
	const struct asked *asked;
	const struct explain_place *place;
	bool bad; /* something keeps a machine from booting */
	int err;
};

static void
print(struct work *w, const struct explained *x, const struct explained *before)
{
	bool bad;

	if (w->asked->json)
		bad = explain_print_json(x, w->place);
	else if (w->asked->some)
		bad = explain_print(x, w->place, before);
	else
		bad = explain_print_short(x, w->place, before);
	w->bad = w->bad || bad;
}

static void
explain_client(struct work *w, const struct client *client)
{
	const uint8_t *version = w->asked->has_version ? w->asked->version :
							 NULL;
	const struct sim_kind *kind = sim_kind_for(client->stage,
	    arch_family(client->arch), version);
	struct explained offer, next;
	struct sim_machine machine;

	sim_machine_init(&machine, &w->asked->mac);
	machine.arch = client->arch;
	machine.version = version;
	w->err = explain_run(&offer, w->place, kind, &machine, NULL);
	if (w->err < 0)
		return;
	print(w, &offer, NULL);
	if (!offer.replied)
		return;
	/* It selects the other server's offer; of us it asks no more. */
	if (explain_next(w->place) == EXPLAIN_4011 && kind->boot[0] == 0)
		return;
	w->err = explain_run(&next, w->place, kind, &machine, &offer);
	if (w->err == 0)
		print(w, &next, &offer);
}

static void
print_head(const struct asked *a, const struct desk *d)
{
	const struct host *h = book_find(d->place.book, &a->mac);
	char mac[MAC_TEXT], addr[IP4_TEXT], buf[512] = "";
	struct text t;

	text_init(&t, buf, sizeof(buf));
	text_add(&t, mac_format(mac, &a->mac));
	if (h == NULL)
		text_add(&t, " (not in the book)");
	else if (h->text[KEY_NAME][0] != '\0') {
		text_add(&t, " (");
		text_add_visible_str(&t, h->text[KEY_NAME]);
		text_add_char(&t, ')');
	}
	(void)printf("machine     %s\n", buf);
	(void)printf("server      %s, %s%s%s\n",
	    d->place.facts.proxy ? "proxy" : "dhcp",
	    ip4_format(addr, d->place.facts.addr),
	    d->example[0] != '\0' ? "; " : "", d->example);
	if (a->relay != 0)
		(void)printf("relay       %s\n", ip4_format(addr, a->relay));
}

/* What the machine lacks whoever asks. */
static void
warn_about(const struct asked *a, const struct desk *d)
{
	const struct host *h = book_find(d->place.book, &a->mac);
	char buf[REASONS];
	struct text t;

	text_init(&t, buf, sizeof(buf));
	if (h != NULL && check_host(h, d->place.book, &t))
		command_say(buf);
}

static enum status
explain_all(const struct asked *a, const struct desk *d)
{
	const struct client one = {.stage = a->stage, .arch = a->arch};
	const struct client *clients = a->some ? &one : usual;
	const size_t count = a->some ? 1 : sizeof(usual) / sizeof(usual[0]);
	struct work w = {.asked = a, .place = &d->place};
	size_t i;

	if (!a->json)
		print_head(a, d);
	warn_about(a, d);
	for (i = 0; i < count && w.err == 0; i++) {
		if (!a->json)
			(void)putchar('\n');
		explain_client(&w, &clients[i]);
	}
	if (w.err < 0) {
		command_say(err_text(w.err));
		return STATUS_OTHER;
	}
	return w.bad ? STATUS_FINDING : STATUS_DONE;
}

enum status
cmd_explain(const struct options *o)
{
	struct asked a;
	struct desk d;
	enum status status = read_words(&a, o);

	if (status != STATUS_DONE)
		return status;
	status = desk_open(&d, o);
	if (status == STATUS_DONE && a.relay != 0)
		desk_relay(&d, a.relay);
	if (status == STATUS_DONE)
		status = explain_all(&a, &d);
	desk_close(&d);
	return status;
}
