/* SPDX-License-Identifier: ISC */
#include <stdio.h>
#include <string.h>

#include "core/base/err.h"
#include "core/io/clock.h"
#include "core/sim/verdict.h"
#include "tui/command.h"
#include "tui/event_json.h"
#include "tui/event_text.h"
#include "tui/json.h"
#include "tui/probe.h"

#define REASONS 1024

struct asked {
	const struct sim_kind *kind;
	bool list, has_mac;
	struct mac mac;
};

/* Who prints what of the boot. */
struct teller {
	struct mac mac;
	int64_t began_us;
	bool json;
};

static enum status
take_as(struct asked *a, const char *value)
{
	a->list = strcmp(value, "list") == 0;
	a->kind = sim_kind_find(value);
	if (a->list || a->kind != NULL)
		return STATUS_DONE;
	return command_refuse("--as", value,
	    "a kind of client; --as list names them all");
}

static enum status
take_mac(struct asked *a, const char *value)
{
	a->has_mac = true;
	if (mac_parse(&a->mac, value) == 0 && mac_usable(&a->mac))
		return STATUS_DONE;
	return command_refuse("--mac", value,
	    "the MAC of a machine, as in 52:54:00:12:34:56");
}

static enum status
read_words(struct asked *a, const struct options *o)
{
	enum status status = STATUS_DONE;
	const char *value;
	int i;

	memset(a, 0, sizeof(*a));
	for (i = 1; i < o->word_count && status == STATUS_DONE; i++) {
		if ((value = command_value(o, &i, "--as")) != NULL)
			status = take_as(a, value);
		else if ((value = command_value(o, &i, "--mac")) != NULL)
			status = take_mac(a, value);
		else
			return command_usage(o);
	}
	if (status == STATUS_DONE && !a->list && a->kind == NULL)
		return command_usage(o);
	return status;
}

static enum status
list_kinds(bool json)
{
	const struct sim_kind *kinds;
	size_t count, i;
	json_t *o;

	kinds = sim_kinds(&count);
	for (i = 0; i < count; i++) {
		if (!json) {
			(void)printf("%-16s %s\n", kinds[i].name,
			    kinds[i].title);
			continue;
		}
		o = json_line();
		json_put_text(o, "kind", kinds[i].name);
		json_put_text(o, "title", kinds[i].title);
		json_print(o);
	}
	return STATUS_DONE;
}

/* What is worth a line to people; the JSON has all. */
static bool
is_step(const struct event *e)
{
	return !event_is_progress(e) &&
	    (e->kind == EVENT_DHCP || e->kind == EVENT_FINDING ||
		e->kind == EVENT_HTTP || e->kind == EVENT_ISCSI ||
		e->kind == EVENT_TFTP);
}

/* To the client every server is somebody else, and itself is nobody new. */
static void
step_text(struct text *t, const struct event *e)
{
	const bool reply = e->kind == EVENT_DHCP &&
	    e->u.dhcp.op == DHCP_OP_REPLY;
	const uint32_t server = e->u.dhcp.server != 0 ? e->u.dhcp.server :
							e->u.dhcp.src;
	struct event copy = *e;
	char addr[IP4_TEXT];

	if (e->kind == EVENT_DHCP) {
		copy.origin = ORIGIN_OWN;
		copy.u.dhcp.known = true;
	}
	event_text(t, &copy);
	if (reply)
		text_addf(t, ", by the server %s", ip4_format(addr, server));
}

static void
tell(void *arg, const struct event *e)
{
	struct teller *t = arg;
	char line[EVENT_JSON_MOST];
	struct text words;

	if (!e->has_mac || !mac_equal(&e->mac, &t->mac))
		return;
	if (t->json) {
		if (event_json(e, line, sizeof(line)) > 0)
			(void)puts(line);
	} else if (is_step(e)) {
		text_init(&words, line, sizeof(line));
		step_text(&words, e);
		(void)printf("%9.3f  %s\n",
		    (double)(e->time_us - t->began_us) / 1e6, line);
	}
	(void)fflush(stdout);
}

static void
print_json(const struct probe_order *order, const struct probe_result *r,
    const char *text)
{
	const enum sim_outcome outcome = r->client.outcome;
	json_t *o = json_line();

	json_put_text(o, "event", "probe");
	json_put_time(o, "time", clock_utc_us());
	json_put_mac(o, "mac", &order->mac);
	json_put_text(o, "kind", order->kind->name);
	json_put_text(o, "outcome", sim_outcome_name(outcome));
	json_put(o, "boots", json_boolean(sim_outcome_boots(outcome)));
	json_put_text(o, "text", text);
	json_put_count(o, "released", r->taken.count);
	json_print(o);
}

static void
print_end(const struct probe_order *order, const struct probe_result *r,
    bool json)
{
	char buf[REASONS], addr[IP4_TEXT];
	struct text t;
	size_t i;

	text_init(&t, buf, sizeof(buf));
	text_addf(&t, "%s ", order->kind->title);
	if (r->client.kind != order->kind)
		text_addf(&t, "(now %s) ", r->client.kind->title);
	if (r->stopped)
		text_add(&t, "was stopped: ");
	sim_verdict(&t, &r->client);
	if (json) {
		print_json(order, r, buf);
		return;
	}
	for (i = 0; i < r->taken.count; i++)
		if (i == 0 ||
		    r->taken.list[i].addr != r->taken.list[i - 1].addr)
			(void)printf("           %s was given back\n",
			    ip4_format(addr, r->taken.list[i].addr));
	(void)printf("\n%s\n", buf);
}

static void
print_head(const struct probe_order *order)
{
	char mac[MAC_TEXT];

	(void)printf("%s, MAC %s, on %s\n", order->kind->title,
	    mac_format(mac, &order->mac), order->ifname);
}

static enum status
run(const struct probe_order *order, bool json)
{
	static struct probe_result result;
	char buf[REASONS];
	struct text why;
	int err;

	text_init(&why, buf, sizeof(buf));
	if (!json)
		print_head(order);
	err = probe_run(&result, order, &why);
	if (err < 0) {
		command_say(buf[0] != '\0' ? buf : err_text(err));
		return err == -PX_ENOMEM ? STATUS_MEMORY : STATUS_NET;
	}
	print_end(order, &result, json);
	return sim_outcome_boots(result.client.outcome) ? STATUS_DONE :
							  STATUS_FINDING;
}

enum status
cmd_probe(const struct options *o)
{
	struct asked a;
	char ifname[16], buf[REASONS];
	struct text why;
	struct teller teller = {.began_us = clock_utc_us(),
	    .json = o->given[OPTION_JSON]};
	struct probe_order order = {.ifname = ifname, .each = {&teller, tell}};
	enum status status = read_words(&a, o);

	if (status != STATUS_DONE)
		return status;
	if (a.list)
		return list_kinds(teller.json);
	text_init(&why, buf, sizeof(buf));
	if (probe_interface(ifname, sizeof(ifname),
		o->given[OPTION_INTERFACE] ? o->serve.interfaces[0] : NULL,
		&why) < 0) {
		command_say(buf);
		return STATUS_NET;
	}
	order.kind = a.kind;
	if (a.has_mac)
		order.mac = a.mac;
	else
		probe_mac(&order.mac, a.kind);
	teller.mac = order.mac;
	return run(&order, teller.json);
}
