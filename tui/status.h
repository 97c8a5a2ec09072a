/* SPDX-License-Identifier: ISC */
#ifndef TUI_STATUS_H
#define TUI_STATUS_H

/* Exit statuses, for scripts and units; the numbers are dnsmasq's. */
enum status {
	STATUS_DONE = 0,
	STATUS_USAGE = 1, /* bad configuration or command line */
	STATUS_NET = 2, /* network or bind */
	STATUS_FILE = 3, /* files or database */
	STATUS_MEMORY = 4,
	STATUS_OTHER = 5,
	STATUS_FINDING = 10 /* read, explain: an error was found */
};

/* The status to leave with after a negative -PX_E...; 0 or more: done. */
enum status status_of(int err);

#endif
