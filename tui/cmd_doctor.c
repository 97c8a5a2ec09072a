/* SPDX-License-Identifier: ISC */
#include <stdio.h>

#include "core/io/clock.h"
#include "tui/command.h"
#include "tui/doctor_gather.h"
#include "tui/json.h"

struct report {
	bool json;
	unsigned count[DOCTOR_ERROR + 1];
};

static void
print_json(const struct doctor_check *c)
{
	json_t *o = json_line();

	json_put_text(o, "event", "check");
	json_put_time(o, "time", clock_utc_us());
	json_put_text(o, "check", c->check);
	json_put_text(o, "state", doctor_state_name(c->state));
	json_put_text(o, "text", c->text);
	json_put_text(o, "fix", c->fix);
	json_print(o);
}

static void
take(void *arg, const struct doctor_check *c)
{
	struct report *r = arg;

	r->count[c->state]++;
	if (r->json) {
		print_json(c);
	} else {
		(void)printf("%-8s %-20s %s\n", doctor_state_name(c->state),
		    c->check, c->text);
		if (c->fix[0] != '\0')
			(void)printf("%-29s -> %s\n", "", c->fix);
	}
	(void)fflush(stdout);
}

enum status
cmd_doctor(const struct options *o)
{
	static struct doctor_visit v;
	struct report r = {.json = o->given[OPTION_JSON]};
	const struct doctor_out out = {&r, take};

	if (o->word_count > 1)
		return command_usage(o);
	doctor_visit_begin(&v, o, &out);
	doctor_visit_ifaces(&v);
	doctor_visit_ports(&v);
	doctor_visit_rights(&v);
	doctor_visit_firewall(&v);
	doctor_visit_knock(&v);
	doctor_visit_tree(&v);
	doctor_visit_store(&v);
	doctor_visit_servers(&v);
	doctor_visit_end(&v);
	if (!r.json)
		(void)printf("\n%u well, %u warning%s, %u error%s\n",
		    r.count[DOCTOR_OK], r.count[DOCTOR_WARNING],
		    r.count[DOCTOR_WARNING] == 1 ? "" : "s",
		    r.count[DOCTOR_ERROR],
		    r.count[DOCTOR_ERROR] == 1 ? "" : "s");
	return r.count[DOCTOR_ERROR] > 0 ? STATUS_FINDING : STATUS_DONE;
}
