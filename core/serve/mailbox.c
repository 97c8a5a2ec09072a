/* SPDX-License-Identifier: ISC */
#include "core/serve/mailbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct mailbox {
	pthread_mutex_t lock;
	int fd;
	struct mail mail;
};

struct mailbox *
mailbox_new(void)
{
	struct mailbox *m = calloc(1, sizeof(*m));

	if (m == NULL)
		return NULL;
	m->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (m->fd == -1 || pthread_mutex_init(&m->lock, NULL) != 0) {
		if (m->fd != -1)
			(void)close(m->fd);
		free(m);
		return NULL;
	}
	m->mail.stored = true;
	return m;
}

struct book *
mailbox_free(struct mailbox *m)
{
	struct book *left;

	if (m == NULL)
		return NULL;
	left = m->mail.book;
	(void)close(m->fd);
	(void)pthread_mutex_destroy(&m->lock);
	free(m);
	return left;
}

static void
open_box(struct mailbox *m)
{
	(void)pthread_mutex_lock(&m->lock);
}

static void
close_box(struct mailbox *m)
{
	(void)eventfd_write(m->fd, 1);
	(void)pthread_mutex_unlock(&m->lock);
}

struct book *
mailbox_book(struct mailbox *m, struct book *book)
{
	struct book *unread;

	open_box(m);
	unread = m->mail.book;
	m->mail.book = book;
	close_box(m);
	return unread;
}

void
mailbox_settled(struct mailbox *m, uint64_t ticket, bool stored)
{
	open_box(m);
	if (ticket > m->mail.ticket)
		m->mail.ticket = ticket;
	m->mail.stored = m->mail.stored && stored;
	close_box(m);
}

void
mailbox_loaders(struct mailbox *m, const struct loader_set *loaders)
{
	open_box(m);
	m->mail.scanned = true;
	m->mail.loaders = *loaders;
	close_box(m);
}

void
mailbox_stop(struct mailbox *m)
{
	open_box(m);
	m->mail.stop = true;
	close_box(m);
}

int
mailbox_fd(const struct mailbox *m)
{
	return m->fd;
}

void
mailbox_take(struct mailbox *m, struct mail *ret)
{
	eventfd_t ignored;

	(void)pthread_mutex_lock(&m->lock);
	*ret = m->mail;
	memset(&m->mail, 0, sizeof(m->mail));
	m->mail.stored = true;
	(void)eventfd_read(m->fd, &ignored);
	(void)pthread_mutex_unlock(&m->lock);
}
