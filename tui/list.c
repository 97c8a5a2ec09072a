/* SPDX-License-Identifier: ISC */
#include "tui/list.h"

bool
list_act(struct list *l, enum action a, size_t count)
{
	const size_t page = l->page > 1 ? l->page - 1 : 1;
	const size_t last = count > 0 ? count - 1 : 0;

	if (a == ACTION_UP)
		l->at -= l->at > 0;
	else if (a == ACTION_DOWN)
		l->at += l->at < last;
	else if (a == ACTION_PAGE_UP)
		l->at -= l->at < page ? l->at : page;
	else if (a == ACTION_PAGE_DOWN)
		l->at = last - l->at < page ? last : l->at + page;
	else if (a == ACTION_TOP)
		l->at = 0;
	else if (a == ACTION_BOTTOM)
		l->at = last;
	else
		return false;
	return true;
}

void
list_fit(struct list *l, size_t count, size_t page)
{
	const size_t most = count > page ? count - page : 0;

	l->page = page;
	l->count = count;
	if (l->at >= count)
		l->at = count > 0 ? count - 1 : 0;
	if (l->top > l->at)
		l->top = l->at;
	if (page > 0 && l->at >= l->top + page)
		l->top = l->at - page + 1;
	if (l->top > most)
		l->top = most;
}
