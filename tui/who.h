/* SPDX-License-Identifier: ISC */
#ifndef TUI_WHO_H
#define TUI_WHO_H

/*
 * Who is at the keyboard, for the audit: "root@pts/1", "ann@tty2"; behind
 * sudo the one who called it.
 */
#define WHO_TEXT 64

const char *who_name(char buf[WHO_TEXT]);

#endif
