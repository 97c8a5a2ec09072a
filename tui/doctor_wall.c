/* SPDX-License-Identifier: ISC */
#include <stdlib.h>

#include "core/base/err.h"
#include "core/io/command_output.h"
#include "tui/doctor_gather.h"
#include "tui/firewall_nft.h"

#define RULES 8192
#define CHAINS 256
#define OUTPUT_MOST ((size_t)16 << 20)

static void
ask_nft(const struct doctor_visit *v, struct firewall *f)
{
	static const char *const argv[] = {"nft", "-j", "list", "ruleset",
	    NULL};
	char *text = NULL;
	int err = command_output(&text, OUTPUT_MOST, argv);

	if (err == 0)
		err = firewall_nft_read(f, text);
	free(text);
	doctor_firewall_read("nft", err, f->rule_count, &v->out);
}

static void
ask_iptables(const struct doctor_visit *v, struct firewall *f, const char *tool)
{
	const char *const argv[] = {tool, NULL};
	const size_t before = f->rule_count;
	char *text = NULL;
	const int err = command_output(&text, OUTPUT_MOST, argv);

	if (err == 0)
		firewall_read_iptables(f, text);
	free(text);
	doctor_firewall_read(tool, err, f->rule_count - before, &v->out);
}

static void
judge(const struct doctor_visit *v, const struct firewall *f, uint16_t port,
    bool udp)
{
	struct doctor_firewall d = {.port = port, .udp = udp};
	size_t n;

	for (n = 0; n < v->served_count; n++) {
		const struct firewall_packet p = {.iif = v->served[n]->name,
		    .proto = udp ? 17 : 6,
		    .port = port};

		d.ifname = v->served[n]->name;
		firewall_judge(f, &p, &d.answer);
		doctor_firewall(&d, &v->out);
	}
}

void
doctor_visit_firewall(const struct doctor_visit *v)
{
	static const uint16_t udp[] = {67, 69, 4011};
	struct firewall f = {.rule_most = RULES, .chain_most = CHAINS};
	size_t n;

	f.rules = calloc(RULES, sizeof(*f.rules));
	f.chains = calloc(CHAINS, sizeof(*f.chains));
	if (f.rules != NULL && f.chains != NULL) {
		ask_nft(v, &f);
		ask_iptables(v, &f, "iptables-save");
		/* Rules of old that the first one, being nft's, leaves out. */
		ask_iptables(v, &f, "iptables-legacy-save");
		for (n = 0; n < sizeof(udp) / sizeof(udp[0]); n++)
			judge(v, &f, udp[n], true);
		if (v->options->serve.http_port != 0)
			judge(v, &f, v->options->serve.http_port, false);
	}
	free(f.rules);
	free(f.chains);
}
