/* SPDX-License-Identifier: ISC */
#ifndef CORE_BOOT_PART_H
#define CORE_BOOT_PART_H

/*
 * The parts of a running console that nobody may wait for: each has a thread
 * of its own, and one that hangs (a disk that does not answer) holds up no
 * other.
 */
enum part {
	PART_DHCP,
	PART_TFTP,
	PART_HTTP,
	PART_SERVERS, /* so many serve */
	PART_WATCH = PART_SERVERS, /* makes the story of it */
	PARTS
};

#endif
