/* SPDX-License-Identifier: ISC */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/err.h"
#include "tui/command.h"
#include "tui/demo_files.h"
#include "tui/demo_machines.h"
#include "tui/demo_net.h"
#include "tui/demo_spawn.h"

/*
 * The console over a network of its own.  This process makes the wire, the
 * files and the book and cleans up after all; the server is the ordinary
 * program in a child, with the terminal; the machines are another child.
 */
struct demo {
	const struct options *options;
	struct demo_files files;
	pid_t server, machines; /* 0: not there */
	bool real; /* with a machine in QEMU */
};

#define SERVER_WORDS 32

/* Runs this program on the demonstration's book. */
static int
book(const struct demo *d, const char *const *words)
{
	const char *argv[16] = {DEMO_SELF};
	const struct demo_spawn what = {.argv = argv, .quiet = true};
	size_t n = 1;

	while (*words != NULL && n < 8)
		argv[n++] = *words++;
	argv[n++] = "--db";
	argv[n++] = d->files.db;
	argv[n++] = "--tftp-root";
	argv[n++] = d->files.root;
	argv[n++] = "--config";
	argv[n] = d->files.config;
	return demo_spawn_wait(&what);
}

static int
fill_book(const struct demo *d, struct text *why)
{
	/* With these a key is enough to flip any machine. */
	static const char *const common[][6] = {
	    {"target", "set", "disk", "server=192.0.2.1",
		"iqn=iqn.2026-01.example.demo:disk"},
	    {"mode", "gpxe", "script=boot.gpxe"},
	    {"mode", "iscsi", "target=disk"},
	    {"mode", "iscsi-install", "target=disk"},
	};
	const struct demo_machine *m;
	const char *words[3 + DEMO_SETTINGS + 1];
	size_t count, i, k;

	for (i = 0; i < sizeof(common) / sizeof(common[0]); i++)
		if (book(d, common[i]) != 0) {
			text_add(why,
			    "the demonstration's book cannot be written");
			return -PX_EDB;
		}
	m = demo_machines(&count);
	for (i = 0; i < count; i++) {
		if (m[i].settings[0] == NULL || (m[i].kind == NULL && !d->real))
			continue;
		words[0] = "host";
		words[1] = "set";
		words[2] = m[i].mac;
		for (k = 0; k < DEMO_SETTINGS && m[i].settings[k] != NULL; k++)
			words[3 + k] = m[i].settings[k];
		words[3 + k] = NULL;
		if (book(d, words) == 0)
			continue;
		text_addf(why, "the demonstration refuses %s", m[i].mac);
		return -PX_EDB;
	}
	return 0;
}

/* The machines' child; it begins when the other end of *go_on is written. */
static int
start_machines(struct demo *d, int *ret_go, struct text *why)
{
	int go[2], ready[2];
	char byte;

	if (pipe(go) == -1 || pipe(ready) == -1)
		return -PX_ENOMEM;
	d->machines = fork();
	if (d->machines == 0) {
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL);
		(void)signal(SIGINT, SIG_IGN);
		if (demo_net_enter_machines() == 0 &&
		    write(ready[1], "", 1) == 1)
			demo_machines_run(go[0], d->real, d->files.db);
		_exit(1);
	}
	(void)close(go[0]);
	(void)close(ready[1]);
	*ret_go = go[1];
	if (d->machines == -1 || read(ready[0], &byte, 1) != 1) {
		text_add(why, "no second namespace for the machines");
		return -PX_EACCESS;
	}
	(void)close(ready[0]);
	return 0;
}

static int
start_server(struct demo *d)
{
	const char *argv[SERVER_WORDS] = {DEMO_SELF, "--config",
	    d->files.config, "--interface", DEMO_SERVER_IF, "--db", d->files.db,
	    "--tftp-root", d->files.root, "--mode", "dhcp", "--range",
	    "192.0.2.50,192.0.2.99,10m", "--router", "192.0.2.1"};
	const struct demo_spawn what = {.argv = argv};
	size_t n = 15;

	if (d->options->serve.headless)
		argv[n++] = "--headless";
	if (d->options->serve.json)
		argv[n++] = "--json";
	if (d->options->serve.quiet)
		argv[n++] = "--quiet";
	if (!d->options->serve.capture)
		argv[n++] = "--no-capture";
	if (d->options->given[OPTION_USER]) {
		argv[n++] = "--user";
		argv[n++] = d->options->serve.user;
	}
	argv[n] = NULL;
	d->server = demo_spawn(&what);
	return d->server < 0 ? (int)d->server : 0;
}

/* Until the server ends; what would end us is passed on to it. */
static enum status
wait_server(struct demo *d, const sigset_t *signals)
{
	int sig, status;
	pid_t pid;

	for (;;) {
		if (sigwait(signals, &sig) != 0)
			return STATUS_OTHER;
		if (sig != SIGCHLD) {
			(void)kill(d->server, SIGTERM);
			continue;
		}
		while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
			if (pid == d->machines)
				d->machines = 0;
			if (pid != d->server)
				continue;
			d->server = 0;
			return WIFEXITED(status) ?
			    (enum status)WEXITSTATUS(status) :
			    STATUS_OTHER;
		}
	}
}

static void
clean_up(struct demo *d)
{
	if (d->server > 0)
		(void)kill(d->server, SIGKILL);
	if (d->machines > 0) {
		(void)kill(d->machines, SIGKILL);
		(void)waitpid(d->machines, NULL, 0);
	}
	demo_files_remove(&d->files);
}

static int
prepare(struct demo *d, struct text *why)
{
	int go = -1;
	int err = demo_files_make(&d->files, why);

	if (err == 0)
		err = demo_net_enter(why);
	if (err == 0)
		err = start_machines(d, &go, why);
	if (err == 0)
		err = demo_net_wire(d->machines, why);
	if (err == 0)
		err = fill_book(d, why);
	if (err == 0)
		err = start_server(d);
	if (err == 0 && write(go, "", 1) != 1)
		err = -PX_ENET;
	return err;
}

enum status
cmd_demo(const struct options *o)
{
	struct demo d = {.options = o, .real = demo_machines_real()};
	enum status status = STATUS_USAGE;
	char line[512];
	struct text why;
	sigset_t signals;
	int i, err;

	for (i = 1; i < o->word_count; i++) {
		if (strcmp(o->words[i], "--no-qemu") != 0)
			return command_usage(o);
		d.real = false;
	}
	(void)sigemptyset(&signals);
	(void)sigaddset(&signals, SIGTERM);
	(void)sigaddset(&signals, SIGINT);
	(void)sigaddset(&signals, SIGHUP);
	(void)sigaddset(&signals, SIGCHLD);
	(void)sigprocmask(SIG_BLOCK, &signals, NULL);
	text_init(&why, line, sizeof(line));
	err = prepare(&d, &why);
	if (err < 0) {
		command_say(line[0] != '\0' ? line : err_text(err));
		status = status_of(err);
	} else {
		status = wait_server(&d, &signals);
	}
	clean_up(&d);
	return status;
}
