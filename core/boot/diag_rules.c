/* SPDX-License-Identifier: ISC */
#include "core/boot/diag_rules.h"

static const struct diag_group *const groups[] = {
    &diag_silence,
    &diag_offers,
    &diag_choice,
    &diag_shape,
    &diag_names,
    &diag_loaders,
    &diag_files,
    &diag_transfer,
    &diag_san,
    &diag_later,
};
#define GROUPS (sizeof(groups) / sizeof(groups[0]))

size_t
diag_rule_count(void)
{
	size_t i, n = 0;

	for (i = 0; i < GROUPS; i++)
		n += groups[i]->count;
	return n;
}

const struct diag_rule *
diag_rule(size_t i)
{
	size_t g;

	for (g = 0; g < GROUPS; g++) {
		if (i < groups[g]->count)
			return &groups[g]->rules[i];
		i -= groups[g]->count;
	}
	return NULL;
}

bool
diag_has_passed(struct diag_say *say, int64_t since_us, int64_t long_us)
{
	if (say->now_us - since_us >= long_us)
		return true;
	if (since_us + long_us < say->due_us)
		say->due_us = since_us + long_us;
	return false;
}

void
diag_evidence(struct diag_say *say, uint64_t frame)
{
	struct event_finding *f = say->finding;
	size_t i;

	for (i = 0; i < f->evidence_count; i++)
		if (f->evidence[i] == frame)
			return;
	if (frame != 0 && f->evidence_count < FINDING_EVIDENCE)
		f->evidence[f->evidence_count++] = frame;
}

const struct diag_unseen *
diag_unseen(size_t *ret_count)
{
	/* clang-format off */
	static const struct diag_unseen unseen[] = {
		{"size-probe", "normal: UEFI asks for a file's size, breaks "
		    "off with ERROR 8 and asks again"},
		{"config-search", "normal: PXELINUX, GRUB and shim look for "
		    "their configuration under many names"},
		{"last-ack-missing", "normal: a client that has all its "
		    "blocks may leave without a word"},
		{"no-frames", "a machine that sends nothing cannot be told "
		    "from one that is switched off"},
	};
	/* clang-format on */

	*ret_count = sizeof(unseen) / sizeof(unseen[0]);
	return unseen;
}
