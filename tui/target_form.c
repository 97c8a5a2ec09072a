/* SPDX-License-Identifier: ISC */
#include "tui/target_form.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/base/err.h"
#include "core/boot/policy.h"
#include "core/proto/iscsi_path.h"
#include "tui/nearest.h"

#define SECRET_MOST 63

/* Secrets are given by a file: a command line is seen by all users. */
static const struct {
	enum target_key key;
	const char *word;
} secrets[] = {
    {TARGET_PASSWORD, "password-file"},
    {TARGET_REVERSE_PASSWORD, "reverse-password-file"},
};
#define SECRETS (sizeof(secrets) / sizeof(secrets[0]))

int
target_form_name(const char *name, struct text *why)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789._-";
	const size_t len = strlen(name);

	/* No colon: `target=iscsi:...` of a machine is a root path. */
	if (len > 0 && len <= 63 && strspn(name, letters) == len &&
	    name[0] != '-')
		return 0;
	text_add_char(why, '"');
	text_add_visible_str(why, name);
	text_add(why,
	    "\" is no name for a target: 1 to 63 letters, digits, "
	    "'.', '_' or '-'");
	return -PX_EVALUE;
}

void
target_form_path(struct text *t, const struct target *target)
{
	struct iscsi_path path = {.protocol = 6,
	    .port = target->port,
	    .lun = target->lun};

	(void)text_copy(path.server, sizeof(path.server), target->server);
	(void)text_copy(path.target, sizeof(path.target), target->iqn);
	iscsi_path_format(t, &path);
}

static bool
is_iscsi_name(const char *s)
{
	return strncmp(s, "iqn.", 4) == 0 || strncmp(s, "eui.", 4) == 0 ||
	    strncmp(s, "naa.", 4) == 0;
}

int
target_form_value(enum target_key key, const char *value, struct text *why)
{
	static const char *const wanted[TARGET_KEY_COUNT] = {
	    [TARGET_SERVER] = "a host name or address of at most 63 bytes",
	    [TARGET_PORT] = "a port from 1 to 65535",
	    [TARGET_LUN] = "a LUN as in 1, or in groups as in "
			   "4752-3A4F-6b7e-2F99",
	    [TARGET_IQN] = "an iSCSI name: iqn., eui. or naa. and at most "
			   "223 bytes",
	    [TARGET_USER] = "a CHAP name of at most 63 bytes without blanks",
	    [TARGET_PASSWORD] = "a secret of at most 63 bytes",
	    [TARGET_REVERSE_USER] = "a CHAP name of at most 63 bytes without "
				    "blanks",
	    [TARGET_REVERSE_PASSWORD] = "a secret of at most 63 bytes",
	};
	struct target scratch;

	target_init(&scratch, "");
	if (target_set(&scratch, key, value) == 0 &&
	    (key != TARGET_IQN || value[0] == '\0' || is_iscsi_name(value)))
		return 0;
	text_addf(why, "%s: ", target_key_word(key));
	if (!target_key_secret(key)) {
		text_add_char(why, '"');
		text_add_visible_str(why, value);
		text_add(why, "\" ");
	}
	text_addf(why, "is not %s", wanted[key]);
	return -PX_EVALUE;
}

static void
add_file(struct text *why, const char *word, const char *file)
{
	text_addf(why, "%s: ", word);
	text_add_visible_str(why, file);
	text_add(why, ": ");
}

/* The first line of the file; its lines after that are nobody's. */
static int
read_secret(const char *word, const char *file, char buf[SECRET_MOST + 2],
    struct text *why)
{
	FILE *f = fopen(file, "re");
	struct stat st;
	bool ok;

	if (f == NULL) {
		add_file(why, word, file);
		text_add(why, strerror(errno));
		return -PX_EIO;
	}
	if (fstat(fileno(f), &st) == 0 && (st.st_mode & 077) != 0) {
		add_file(why, "warning", file);
		text_addf(why, "others may read it (mode %04o); chmod 600\n",
		    (unsigned)(st.st_mode & 07777));
	}
	ok = fgets(buf, SECRET_MOST + 2, f) != NULL;
	(void)fclose(f);
	if (ok)
		buf[strcspn(buf, "\r\n")] = '\0';
	if (ok && buf[0] != '\0' && strlen(buf) <= SECRET_MOST)
		return 0;
	add_file(why, word, file);
	text_addf(why, "its first line must hold 1 to %d bytes", SECRET_MOST);
	return -PX_EVALUE;
}

static int
add_set(struct db_change *c, enum target_key key, const char *value,
    struct text *why)
{
	struct db_set *set = &c->sets[c->set_count];
	size_t i;

	for (i = 0; i < c->set_count; i++)
		if (c->sets[i].key == (unsigned)key) {
			text_addf(why, "%s: given twice", target_key_word(key));
			return -PX_EVALUE;
		}
	if (target_form_value(key, value, why) < 0)
		return -PX_EVALUE;
	(void)text_copy(set->value, sizeof(set->value), value);
	set->key = (unsigned)key;
	c->set_count++;
	return 0;
}

static int
add_secret(struct db_change *c, size_t n, const char *file, struct text *why)
{
	char buf[SECRET_MOST + 2] = "";
	int err = 0;

	if (file[0] != '\0')
		err = read_secret(secrets[n].word, file, buf, why);
	if (err < 0)
		return err;
	err = add_set(c, secrets[n].key, buf, why);
	explicit_bzero(buf, sizeof(buf));
	return err;
}

static int
refuse_key(const char *name, struct text *why)
{
	struct nearest n;
	unsigned i;

	nearest_init(&n, name);
	for (i = 0; i < SECRETS; i++)
		nearest_offer(&n, secrets[i].word);
	for (i = 0; i < TARGET_KEY_COUNT; i++)
		if (!target_key_secret((enum target_key)i))
			nearest_offer(&n, target_key_word((enum target_key)i));
	text_add(why, "no such key: ");
	text_add_visible_str(why, name);
	if (n.best != NULL)
		text_addf(why, "; did you mean %s?", n.best);
	return -PX_EVALUE;
}

static int
take_word(struct db_change *c, const char *word, struct text *why)
{
	const size_t len = strcspn(word, "=");
	const char *value = word + len + 1;
	enum target_key key;
	char name[32];
	size_t n;

	if (word[len] == '\0' || len >= sizeof(name)) {
		text_add(why, "not KEY=VALUE: ");
		text_add_visible_str(why, word);
		return -PX_EVALUE;
	}
	memcpy(name, word, len);
	name[len] = '\0';
	for (n = 0; n < SECRETS; n++)
		if (strcmp(name, secrets[n].word) == 0)
			return add_secret(c, n, value, why);
	key = target_key_find(name);
	if (key == TARGET_KEY_COUNT)
		return refuse_key(name, why);
	if (target_key_secret(key)) {
		text_addf(why,
		    "%s: a command line is seen by all users; write it to a "
		    "file and give %s-file=FILE",
		    name, name);
		return -PX_EVALUE;
	}
	return add_set(c, key, value, why);
}

/* What the target is after the change must make one whole root path. */
static int
check_whole(const struct db_change *c, const struct target *old,
    struct text *why)
{
	struct target t;
	char buf[BOOT_NAME_MAX], words[320];
	struct text path, chap;
	size_t i;
	int err;

	target_init(&t, c->name);
	if (old != NULL)
		t = *old;
	for (i = 0; i < c->set_count; i++)
		(void)target_set(&t, (enum target_key)c->sets[i].key,
		    c->sets[i].value);
	if (t.server[0] == '\0' || t.iqn[0] == '\0') {
		text_addf(why, "a target needs %s",
		    t.server[0] == '\0' ? "server=HOST" : "iqn=NAME");
		return -PX_EVALUE;
	}
	text_init(&path, buf, sizeof(buf));
	target_form_path(&path, &t);
	if (path.cut) {
		text_addf(why, "its root path is longer than %d bytes",
		    BOOT_NAME_MAX - 1);
		return -PX_EVALUE;
	}
	text_init(&chap, words, sizeof(words));
	err = target_chap_check(&t, &chap);
	if (chap.len == 0)
		target_chap_warn(&t, &chap);
	if (chap.len > 0)
		text_addf(why, "%s%s", err < 0 ? "" : "warning: ", words);
	return err;
}

static void
end_line(struct text *why, size_t before)
{
	if (why->len != before && why->buf[why->len - 1] != '\n')
		text_add_char(why, '\n');
}

int
target_form_words(struct db_change *change, const struct target *old,
    const char *const *words, int count, struct text *why)
{
	size_t before;
	int i, got, err = 0;

	for (i = 0; i < count; i++) {
		before = why->len;
		got = take_word(change, words[i], why);
		/* A mistake in the words goes before a file. */
		if (got < 0 && err != -PX_EVALUE)
			err = got;
		end_line(why, before);
	}
	return err < 0 ? err : check_whole(change, old, why);
}
