/* SPDX-License-Identifier: ISC */
#include "tui/nearest.h"

#include <string.h>

#define WORD_MAX 31

/* One row of the table of optimal string alignment distances. */
struct row {
	size_t cost[WORD_MAX + 1];
};

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static void
fill_row(struct row rows[3], const char *a, size_t i, const char *b)
{
	const struct row *before = &rows[(i + 1) % 3],
			 *last = &rows[(i + 2) % 3];
	struct row *now = &rows[i % 3];
	size_t j, cost;

	now->cost[0] = i;
	for (j = 1; b[j - 1] != '\0'; j++) {
		cost = last->cost[j - 1] + (a[i - 1] != b[j - 1]);
		cost = least(cost, last->cost[j] + 1);
		cost = least(cost, now->cost[j - 1] + 1);
		if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
		    a[i - 2] == b[j - 1])
			cost = least(cost, before->cost[j - 2] + 1);
		now->cost[j] = cost;
	}
}

static size_t
word_distance(const char *a, const char *b)
{
	const size_t la = strlen(a), lb = strlen(b);
	struct row rows[3];
	size_t i;

	if (la > WORD_MAX || lb > WORD_MAX)
		return WORD_MAX;
	for (i = 0; i <= lb; i++)
		rows[0].cost[i] = i;
	for (i = 1; i <= la; i++)
		fill_row(rows, a, i, b);
	return rows[la % 3].cost[lb];
}

void
nearest_init(struct nearest *n, const char *asked)
{
	n->asked = asked;
	n->best = NULL;
	n->distance = strlen(asked) / 3 + 1;
}

void
nearest_offer(struct nearest *n, const char *word)
{
	const size_t d = word_distance(n->asked, word);

	if (d > n->distance || (n->best != NULL && d == n->distance))
		return;
	n->best = word;
	n->distance = d;
}
