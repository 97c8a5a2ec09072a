/* SPDX-License-Identifier: ISC */
#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/err.h"
#include "tui/table.h"
#include "tui/target_form.h"
#include "tui/who.h"

#define IQN "iqn=iqn.2026-11.example:disk1"

struct outcome {
	struct db_change change;
	char why[1024];
	int err;
};

static struct outcome
words(const struct target *old, const char *const *list, int count)
{
	struct outcome o = {.err = 0};
	struct text t;

	text_init(&t, o.why, sizeof(o.why));
	o.err = target_form_words(&o.change, old, list, count, &t);
	return o;
}

static void
names_are_words(void **state)
{
	static const char *const good[] = {"disk1", "a", "A.b_c-d"};
	static const char *const bad[] = {"", "-x", "a b", "iscsi:x", "a/b",
	    "0123456789012345678901234567890123456789012345678901234567890123"};
	char buf[256];
	struct text t;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		assert_int_equal(target_form_name(good[i], &t), 0);
		assert_string_equal(buf, "");
	}
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		text_init(&t, buf, sizeof(buf));
		assert_int_equal(target_form_name(bad[i], &t), -PX_EVALUE);
		assert_string_not_equal(buf, "");
	}
}

static void
good_words_become_settings(void **state)
{
	const char *const list[] = {"server=192.0.2.3", IQN, "lun=1",
	    "port=3261"};
	const struct outcome o = words(NULL, list, 4);

	(void)state;
	assert_int_equal(o.err, 0);
	assert_string_equal(o.why, "");
	assert_int_equal(o.change.set_count, 4);
	assert_int_equal(o.change.sets[0].key, TARGET_SERVER);
	assert_string_equal(o.change.sets[0].value, "192.0.2.3");
	assert_int_equal(o.change.sets[2].key, TARGET_LUN);
}

static void
every_refusal_names_its_key(void **state)
{
	static const struct {
		const char *word, *why;
	} rows[] = {
	    {"port=0", "port: \"0\" is not a port from 1 to 65535\n"},
	    {"port=x", "port: \"x\" is not a port from 1 to 65535\n"},
	    {"lun=zz",
		"lun: \"zz\" is not a LUN as in 1, or in groups as in "
		"4752-3A4F-6b7e-2F99\n"},
	    {"user=a b",
		"user: \"a b\" is not a CHAP name of at most 63 "
		"bytes without blanks\n"},
	    {"sever=x", "no such key: sever; did you mean server?\n"},
	    {"lun", "not KEY=VALUE: lun\n"},
	    {"server=y", "server: given twice\n"},
	};
	const char *list[] = {"server=192.0.2.3", IQN, NULL};
	struct outcome o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		list[2] = rows[i].word;
		o = words(NULL, list, 3);
		assert_int_equal(o.err, -PX_EVALUE);
		assert_string_equal(o.why, rows[i].why);
	}
	list[2] = "password-file=/nowhere/x";
	o = words(NULL, list, 3);
	assert_int_equal(o.err, -PX_EIO);
	assert_string_equal(o.why,
	    "password-file: /nowhere/x: No such file or directory\n");
	list[2] = "password=x";
	o = words(NULL, list, 3);
	assert_int_equal(o.err, -PX_EVALUE);
	assert_non_null(strstr(o.why, "password-file=FILE"));
	list[2] = "reverse-password=x";
	o = words(NULL, list, 3);
	assert_int_equal(o.err, -PX_EVALUE);
	assert_non_null(strstr(o.why, "reverse-password-file=FILE"));
	list[1] = "iqn=disk1";
	o = words(NULL, list, 2);
	assert_non_null(strstr(o.why, "iqn: \"disk1\" is not an iSCSI name"));
}

static void
a_target_needs_server_and_name(void **state)
{
	const char *list[] = {"lun=1", IQN};
	struct target old;

	(void)state;
	assert_int_equal(words(NULL, list, 1).err, -PX_EVALUE);
	assert_string_equal(words(NULL, list, 2).why,
	    "a target needs server=HOST");
	list[0] = "server=a";
	assert_string_equal(words(NULL, list, 1).why,
	    "a target needs iqn=NAME");
	/* One that is there has what is not said now. */
	target_init(&old, "disk1");
	old.server = "192.0.2.3";
	old.iqn = "iqn.2026-11.example:x";
	list[0] = "lun=1";
	assert_int_equal(words(&old, list, 1).err, 0);
}

static void
root_paths_that_do_not_fit_are_refused(void **state)
{
	static char server[80] = "server=", iqn[240] = "iqn=iqn.";
	const char *list[] = {server, iqn};
	struct outcome o;

	(void)state;
	memset(server + 7, 'a', 60);
	memset(iqn + 8, 'b', 215);
	o = words(NULL, list, 2);
	assert_int_equal(o.err, -PX_EVALUE);
	assert_non_null(strstr(o.why, "root path is longer than 255"));
}

static struct outcome
with_secret(const char *bytes, mode_t mode)
{
	char path[] = "t_target.XXXXXX", word[64];
	const char *const list[] = {"server=a", IQN, "user=me", word};
	const int fd = mkstemp(path);
	struct outcome o;

	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, strlen(bytes)), strlen(bytes));
	assert_int_equal(fchmod(fd, mode), 0);
	(void)close(fd);
	(void)snprintf(word, sizeof(word), "password-file=%s", path);
	o = words(NULL, list, 4);
	(void)unlink(path);
	return o;
}

static void
secrets_come_from_files(void **state)
{
	char longest[80];
	struct outcome o = with_secret("hunter2-secret\nmore\n", 0600);

	(void)state;
	assert_int_equal(o.err, 0);
	assert_string_equal(o.why, "");
	assert_int_equal(o.change.sets[3].key, TARGET_PASSWORD);
	assert_string_equal(o.change.sets[3].value, "hunter2-secret");
	o = with_secret("hunter2-secret", 0644);
	assert_int_equal(o.err, 0);
	assert_non_null(strstr(o.why, "others may read it (mode 0644)"));
	o = with_secret("hunter2", 0600);
	assert_int_equal(o.err, 0);
	assert_string_equal(o.why,
	    "warning: password has fewer than 12 bytes (RFC 7143 9.2.1): "
	    "easily guessed, and some targets refuse it");
	assert_int_equal(with_secret("", 0600).err, -PX_EVALUE);
	assert_int_equal(with_secret("\nx", 0600).err, -PX_EVALUE);
	memset(longest, 'x', sizeof(longest));
	longest[63] = '\0';
	assert_int_equal(with_secret(longest, 0600).err, 0);
	longest[63] = 'x';
	longest[64] = '\0';
	assert_int_equal(with_secret(longest, 0600).err, -PX_EVALUE);
}

static void
half_a_login_is_warned_of(void **state)
{
	const char *const list[] = {"server=a", IQN, "user=me"};
	const struct outcome o = words(NULL, list, 3);

	(void)state;
	assert_int_equal(o.err, 0);
	assert_non_null(strstr(o.why, "password is missing"));
}

/* A target that is there, and what a change makes of its CHAP. */
static void
what_cannot_be_told_together_is_refused(void **state)
{
	static char longest[4][64];
	const char *const list[] = {"reverse-user=disk"};
	struct outcome o;
	struct target old;

	(void)state;
	target_init(&old, "disk1");
	old.server = "192.0.2.3";
	old.iqn = "iqn.2026-11.example:x";
	o = words(&old, list, 1);
	assert_int_equal(o.err, 0);
	assert_non_null(strstr(o.why, "reverse-password is missing"));
	old.reverse_password = "theirs-is-long";
	o = words(&old, list, 1);
	assert_int_equal(o.err, 0);
	assert_non_null(strstr(o.why, "needs user and password, too"));
	old.user = "me";
	old.password = "mine-is-longer";
	o = words(&old, list, 1);
	assert_int_equal(o.err, 0);
	assert_string_equal(o.why, "");
	old.reverse_password = "mine-is-longer";
	o = words(&old, list, 1);
	assert_int_equal(o.err, -PX_EVALUE);
	assert_non_null(strstr(o.why, "must not be the same"));
	/* One option 175 holds 255 bytes. */
	for (size_t i = 0; i < 4; i++)
		memset(longest[i], (int)('a' + i), 63);
	old.user = longest[0];
	old.password = longest[1];
	old.reverse_password = longest[3];
	assert_int_equal(words(&old, list, 1).err, 0);
	old.reverse_user = longest[2];
	o = words(&old, (const char *const[]){"port=3261"}, 1);
	assert_int_equal(o.err, -PX_EVALUE);
	assert_non_null(strstr(o.why, "option 175 holds 255 bytes"));
}

static void
cell_of(void *arg, size_t row, size_t column, struct text *t)
{
	const char *const *cells = arg;

	text_add_visible_str(t, cells[row * 2 + column]);
}

static void
tables_are_aligned_by_columns_of_the_terminal(void **state)
{
	static const char *const titles[] = {"A", "LONG"};
	static const char *const cells[] = {"\xe6\xbc\xa2\xe5\xad\x97", "1",
	    "abc", "", "\x1b", "2"};
	const struct table table = {.titles = titles,
	    .columns = 2,
	    .rows = 3,
	    .arg = (void *)(uintptr_t)cells,
	    .cell = cell_of};
	char buf[256] = "";
	FILE *f = fmemopen(buf, sizeof(buf), "w");

	(void)state;
	assert_non_null(f);
	table_print(f, &table);
	(void)fclose(f);
	assert_string_equal(buf,
	    "A     LONG\n"
	    "\xe6\xbc\xa2\xe5\xad\x97  1\n"
	    "abc   -\n"
	    "\\x1b  2\n");
}

static void
somebody_is_at_the_keyboard(void **state)
{
	char buf[WHO_TEXT];

	(void)state;
	assert_int_equal(unsetenv("SUDO_USER"), 0);
	assert_true(strlen(who_name(buf)) > 0);
	if (getuid() != 0)
		return;
	assert_int_equal(setenv("SUDO_USER", "ann", 1), 0);
	assert_int_equal(strncmp(who_name(buf), "ann", 3), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_words),
	    cmocka_unit_test(good_words_become_settings),
	    cmocka_unit_test(every_refusal_names_its_key),
	    cmocka_unit_test(a_target_needs_server_and_name),
	    cmocka_unit_test(root_paths_that_do_not_fit_are_refused),
	    cmocka_unit_test(secrets_come_from_files),
	    cmocka_unit_test(half_a_login_is_warned_of),
	    cmocka_unit_test(what_cannot_be_told_together_is_refused),
	    cmocka_unit_test(tables_are_aligned_by_columns_of_the_terminal),
	    cmocka_unit_test(somebody_is_at_the_keyboard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
