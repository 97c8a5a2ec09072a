/* SPDX-License-Identifier: ISC */
/*
 * A configuration file: it is read, or the line at fault is named in clean
 * text; what it sets lies within its limits, and a second reading says the
 * same.
 */
#include "config.h"

#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#include "tui/options.h"

static void
check_clean(const char *s)
{
	uint32_t code;
	size_t n;

	for (; *s != '\0'; s += n) {
		n = text_utf8_decode(s, strlen(s), &code);
		fuzz_must(n > 0 && (*s == '\n' || text_width(code) > 0),
		    "clean text");
	}
}

static void
check_string(const char *s, size_t cap)
{
	fuzz_must(memchr(s, 0, cap) != NULL, "a string ends");
}

static void
check_settings(const struct serve_config *c)
{
	size_t i;

	fuzz_must(c->interface_count <= CONFIG_INTERFACES, "interfaces");
	for (i = 0; i < c->interface_count; i++)
		fuzz_must(c->interfaces[i][0] != '\0', "a name");
	fuzz_must(c->range_first <= c->range_last, "a range");
	fuzz_must(c->lease_seconds > 0, "a lease has its time");
	fuzz_must(c->default_mode < MODE_COUNT, "a mode");
	check_string(c->db, sizeof(c->db));
	check_string(c->tftp_root, sizeof(c->tftp_root));
	check_string(c->record, sizeof(c->record));
	check_string(c->user, sizeof(c->user));
}

static int
read_file(struct options *o, char *config, struct text *why)
{
	char program[] = "pxeconsole";
	char *argv[] = {program, config, NULL};

	return options_read(o, 2, argv, why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct options o, again;
	const int fd = memfd_create("config", MFD_CLOEXEC);
	char config[64], why[1024], why_again[1024];
	struct text t;
	int err;

	fuzz_must(fd != -1 && write(fd, data, size) == (ssize_t)size,
	    "a file in memory");
	text_init(&t, config, sizeof(config));
	text_addf(&t, "--config=/proc/self/fd/%d", fd);
	text_init(&t, why, sizeof(why));
	err = read_file(&o, config, &t);
	check_clean(why);
	if (err == 0)
		check_settings(&o.serve);
	else
		fuzz_must(err < 0 && why[0] != '\0', "what is wrong is said");
	text_init(&t, why_again, sizeof(why_again));
	fuzz_must(read_file(&again, config, &t) == err &&
		strcmp(why, why_again) == 0,
	    "the same again");
	if (err == 0)
		fuzz_must(memcmp(&o.serve, &again.serve, sizeof(o.serve)) == 0,
		    "with the same settings");
	(void)close(fd);
	return 0;
}
